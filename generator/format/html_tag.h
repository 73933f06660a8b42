#ifndef TIKU_FORMAT_HTML_TAG_H
#define TIKU_FORMAT_HTML_TAG_H
/*
 * What cleaning and balancing share: which elements there are, and where a
 * tag begins and ends (WHATWG HTML 13.2.5, the data and tag states).  Only
 * the html_*.c files include this.
 */
#include "base/str.h"

enum {
	HTML_ALLOW = 1 << 0,	/* may stand in an article */
	HTML_UNWRAP = 1 << 1,	/* its tags are dropped, its content stays */
	HTML_DROP = 1 << 2,	/* dropped with its content */
	HTML_VOID = 1 << 3,	/* has no end tag */
	HTML_RAW = 1 << 4,	/* its content is text up to its end tag */
	HTML_PHRASE = 1 << 5,	/* inside a line; its end tag closes no block */
	HTML_CLOSES_P = 1 << 6	/* its start tag ends an open paragraph */
};

/* Elements that stand in for each other where end tags are implied. */
enum html_group {
	GROUP_NONE, GROUP_P, GROUP_HEADING, GROUP_A, GROUP_LIST, GROUP_LI,
	GROUP_DL, GROUP_DD, GROUP_TABLE, GROUP_ROWS, GROUP_ROW, GROUP_CELL,
	GROUP_RUBY, GROUP_RT, GROUP_FOREIGN, GROUPS
};

struct html_element {
	const char *name;	/* lower case */
	uint8_t flags;
	uint8_t group;		/* enum html_group */
	const char *as;		/* what an obsolete one is written as, or NULL */
};

#define HTML_ELEMENTS 128	/* more than there are */
/* NULL for a name HTML does not have; its letters may be of either case. */
const struct html_element *html_element(struct str name);
/* Its number, below HTML_ELEMENTS. */
size_t html_element_number(const struct html_element *e);

enum html_token {
	HTML_END,
	HTML_TEXT,	/* without any '<' */
	HTML_LONE,	/* a '<' that begins nothing, or a thing that never ends */
	HTML_COMMENT,
	HTML_TAG
};

struct html_tag {
	size_t at, end;		/* from its '<' to behind its '>' (any token) */
	size_t attrs;		/* behind its name; the rest for HTML_TAG only */
	struct str name;	/* as written */
	bool closing;		/* </x> */
	bool self_closing;	/* <x/> */
};

/* A walk over a text.  Linear in it, whatever it holds. */
struct html_scan {
	struct str s;
	size_t at;
	size_t budget;	/* bytes that may yet be read in search of a '>' in vain */
	bool no_comment_end;	/* there is none from here on */
};

struct html_scan html_scan(struct str s, size_t from);
enum html_token html_next(struct html_scan *c, struct html_tag *t);
/* Where the next end tag of a raw text element begins, or STR_NONE. */
size_t html_raw_end(const struct html_scan *c, struct str name);
bool html_is_space(char c);
#endif
