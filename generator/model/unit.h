#ifndef TIKU_MODEL_UNIT_H
#define TIKU_MODEL_UNIT_H
/*
 * An article's blocks as the question reader sees them: units in document
 * order, each with the label that it opens with.
 */
#include "model/article.h"
#include "model/label.h"

/* A paragraph that is nothing but a bold number and title stands below all
 * headings, a list item that stands for one below that; what is no heading has no
 * level. */
enum { LEVEL_NONE = 0, LEVEL_BOLD = 7, LEVEL_ITEM = 8, LEVELS = 9 };

/*
 * A run of HTML that is read as one thing: a block, or the part of a paragraph
 * that one of its labels opens.  A list and a quote are one unit, but where they
 * hold labels each of their blocks is.
 */
struct unit {
	uint32_t block, end;	/* blocks [block, end) */
	struct fragment html;	/* with the label cut out */
	int level;		/* of a heading, or LEVEL_NONE */
	struct title title;	/* of a heading */
	struct label label;
	int label_level;	/* of a heading that is a label, or LEVEL_NONE */
	bool weak;		/* such a label that might as well be a title */
	bool part;		/* of a paragraph that holds several labels */
	bool strange;		/* it opens like a label that nobody knows */
	struct str value;	/* plain text behind the label */
	uint32_t closes;	/* raw HTML that closes a <details>: 1 + the block that opened it */
	bool joined;		/* its HTML goes on where that of the unit before ends */
};

struct units {
	const struct article *at;
	struct words words;
	LIST(struct unit) unit;
	int *above;	/* for each unit, the heading unit it stands under, or -1 */
	/* While reading: the last heading unit of each level, [0] of all; for each
	 * block, 1 + the one that opened the <details> it closes, and the one that
	 * closes the <details> it opens. */
	int open[LEVELS];
	uint32_t *opener, *closer;
};

/* at and words are set by the caller; the rest is filled. */
void units_read(struct units *u);
/* The plain text of a list item's, a quote's or a list's first paragraph. */
struct str unit_text(const struct units *u, uint32_t block);
/* Is the block an ordered list of n items or more that all ask? */
bool is_list_of_questions(const struct units *u, uint32_t block, size_t n);
#endif
