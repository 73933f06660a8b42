#ifndef TIKU_MODEL_UNIT_PRIVATE_H
#define TIKU_MODEL_UNIT_PRIVATE_H
/*
 * Private to the unit_*.c: unit.c walks the blocks, unit_label.c finds the labels
 * of paragraphs and headings, unit_details.c reads answers behind a <summary>.
 */
#include "model/unit.h"

static inline const struct markdown *
unit_doc(const struct units *r)
{
	return &r->at->md;
}

static inline int
block_kind(const struct units *r, uint32_t b)
{
	return unit_doc(r)->block[b].kind;
}

/* unit.c: a block as it is; one found inside a list, a quote or a <details>. */
struct unit unit_plain(const struct units *r, uint32_t b);
void unit_push(struct units *r, struct unit u);
void inner_push(struct units *r, uint32_t b);
/* Cut [skip, resume) out of the unit's HTML, as far as it lies inside. */
void unit_cut(struct unit *u, uint32_t skip, uint32_t resume);

/* unit_label.c: how a paragraph, or a line of one, opens. */
struct lead {
	struct str text;	/* plain, with a colon that stands inside */
	uint32_t begin, end;	/* in html, with its tags; begin: what a label cuts */
	struct label label;
	size_t cut;		/* how much of the paragraph's plain text it takes, */
	bool outside;		/* and a colon behind that */
	bool colon;		/* it is meant as a label, known or not */
	uint32_t resume;	/* where the text behind it begins */
};
struct lead paragraph_lead(const struct units *r, uint32_t paragraph);
/* A paragraph that opens with a label: a unit for each line that does.  u is the
 * first of them. */
void labelled_push(struct units *r, struct unit u, const struct lead *lead);
/* Does a later line of a paragraph open with a label of an answer or what follows
 * one, and its first with none?  Then lead is that line's; u is pushed for what
 * stands before it. */
bool paragraph_split(const struct units *r, uint32_t paragraph, struct lead *lead);
void split_push(struct units *r, struct unit u, const struct lead *lead);
/* Is the heading in u a label, if it stands at that level?  Then u has it. */
bool heading_label(struct units *r, struct unit *u, int level);
/* Plain text of html[from, to). */
struct str html_text(const struct units *r, uint32_t from, uint32_t to);

/* unit_details.c: fill opener and closer; read a block of raw HTML, and give the
 * block that follows what was read. */
void details_pair(struct units *r);
uint32_t raw_push(struct units *r, uint32_t b);
#endif
