#ifndef TIKU_MODEL_UNIT_H
#define TIKU_MODEL_UNIT_H
/*
 * An article's blocks as the question reader sees them: units in document
 * order, each with the label that it opens with.
 */
#include "model/article.h"

/* A paragraph that is nothing but a bold number and title stands below all
 * headings; what is no heading stands below that. */
enum { LEVEL_NONE = 0, LEVEL_BOLD = 7 };

/*
 * A run of HTML that is read as one thing: a top-level block, one item of a
 * list whose every item opens with a label, one block of a quote that opens
 * with one, or a part of a <details> element that a label heads.
 */
struct unit {
	uint32_t block, end;	/* blocks [block, end) */
	struct fragment html;	/* with the label cut out */
	int level;		/* of a heading, or LEVEL_NONE */
	struct str title;	/* of a heading */
	int field, attribute;	/* meaning of its label, or -1 */
	struct str value;	/* plain text behind the label */
	bool joined;		/* its HTML goes on where that of the unit before ends */
	int above;		/* the heading unit it stands under, or -1 */
};

struct units {
	const struct article *at;
	const struct config *config;
	struct arena *arena;
	LIST(struct unit) unit;
	int open[LEVEL_BOLD + 1];	/* while they are read: the last heading of each level */
};

/* at, config and arena are set by the caller; the rest is filled. */
void units_read(struct units *u);
/* The plain text of a list item's, a quote's or a list's first paragraph. */
struct str unit_text(const struct units *u, uint32_t block);
/* question_number(), and "问题 5：如何…" in the words of the site's languages. */
void unit_number(const struct units *r, struct str heading, struct str *number,
    char *tag, struct str *title);
/* What a label means in any language of the site: a field (or an attribute),
 * or -1. */
int label_meaning(const struct units *r, struct str label, bool attribute);
#endif
