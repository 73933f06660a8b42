#ifndef TIKU_MODEL_UNIT_H
#define TIKU_MODEL_UNIT_H
/*
 * An article's blocks as the question reader sees them: units in document
 * order, each with the label that it opens with.
 */
#include "model/article.h"

/*
 * A run of HTML that is read as one thing: a top-level block, or one item of
 * a list whose every item opens with a label.
 */
struct unit {
	uint32_t block, end;	/* blocks [block, end) */
	uint32_t from, to;	/* its HTML */
	uint32_t resume;	/* behind its label and colon; 0: no label */
	bool heading;
	int field, attribute;	/* meaning of its label, or -1 */
	struct str value;	/* plain text behind the label */
};

struct units {
	const struct article *at;
	const struct config *config;
	struct arena *arena;
	LIST(struct unit) unit;
	int *above;	/* for each unit, the heading unit it stands under, or -1 */
};

/* at, config and arena are set by the caller; the rest is filled. */
void units_read(struct units *u);
/* The first paragraph inside a list or item, or the block itself. */
uint32_t unit_paragraph(const struct units *u, uint32_t block);
#endif
