#ifndef TIKU_MODEL_DRAFT_LINE_H
#define TIKU_MODEL_DRAFT_LINE_H
/*
 * A draft as its passes see it: lines that are marked, never moved, so that the
 * places of a reading hold while they work.  For model/draft*.c alone.
 */
#include "model/draft.h"

struct draft_line {
	struct str text, end;	/* the line, and "\n", "\r\n", "\r" or "" */
	struct str was;		/* its text in the file */
	uint32_t at;		/* offset in draft.text */
	uint32_t number;	/* in the file, from 1; 0: made here */
	bool gone;
	bool code;		/* of code, a formula, a diagram or a comment: not for us */
};

/* draft_line.c: lines and readings. */
void draft_split(struct draft *d);
/* Join the lines that are left, parse them, read the questions; false when the
 * parser refuses (reported). */
bool draft_read(struct draft *d);
/* For an article that is parsed already. */
void draft_take(struct draft *d, const struct article *at);
size_t draft_line_at(const struct draft *d, uint32_t offset);
/* The lines [first, end) of a block. */
void draft_lines_of(const struct draft *d, const struct block *b, size_t *first,
    size_t *end);
bool draft_block_gone(const struct draft *d, const struct block *b);
/* Lines [first, end) go; the note says so, with rule for an artefact. */
void draft_remove(struct draft *d, size_t first, size_t end, const char *rule,
    struct str deed);
/* Bytes [from, to) of a line become `by`. */
void draft_replace(struct draft *d, size_t line, size_t from, size_t to,
    struct str by);
void draft_note(struct draft *d, size_t first, size_t end, const char *rule,
    struct str deed, struct str text);
/* Lines of our own, each before line `before` (which may be line.n), in order. */
struct draft_insertion { size_t before; struct str text; };
void draft_insert(struct draft *d, const struct draft_insertion *v, size_t n);
/* Blank lines that stood round what is gone. */
void draft_close_gaps(struct draft *d);
/* Is it empty, but for spaces and the marks of a quote? */
bool draft_is_blank(struct str line);
static inline const struct markdown *
draft_md(const struct draft *d)
{
	return &d->article.md;
}
struct str draft_block_text(const struct draft *d, uint32_t b);

/* draft_words.c: phrases. */
enum draft_list {
	DRAFT_PREAMBLE,		/* a first paragraph that begins so is chat */
	DRAFT_OPENING,		/* so is one that opens with one of these words ... */
	DRAFT_PROMISE,		/* ... and soon says one of these */
	DRAFT_SIGNOFF,		/* a last paragraph that begins so is chat */
	DRAFT_CLOSING,		/* so is the last one, if it says nothing else */
	DRAFT_PLACEHOLDER,	/* "自拟标题" */
	DRAFT_TITLE,		/* labels: "标题：", "关键词：" ... */
	DRAFT_KEYWORDS,
	DRAFT_ABSTRACT,
	DRAFT_AUTHOR,
	DRAFT_TOKEN,		/* tokens that the pattern <|x|> does not cover */
	DRAFT_LISTS
};
struct phrases { struct str *v; size_t n, cap; };
struct draft_script { struct str lang, script; };	/* "zh", "Han" */
struct draft_words {
	struct phrases list[DRAFT_LISTS];	/* folded, but for tokens */
	LIST(struct draft_script) script;
};
/* For comparing: case folded, quotes straight, one space between words. */
struct str draft_fold(struct arena *a, struct str s);
/* Bytes of folded text that a phrase of the list takes at its start, the longest
 * one; 0: none does. */
size_t draft_begins(const struct draft_words *w, enum draft_list l,
    struct str folded);
bool draft_mentions(const struct draft_words *w, enum draft_list l,
    struct str folded);

/* The passes.  Those of text come first, as they can change what a line is. */
void draft_thoughts(struct draft *d);	/* draft_token.c */
void draft_tokens(struct draft *d);
void draft_fences(struct draft *d);	/* draft_fence.c */
void draft_preamble(struct draft *d);	/* draft_chat.c */
void draft_signoff(struct draft *d);
void draft_placeholders(struct draft *d);	/* draft_head.c */
void draft_title(struct draft *d);
void draft_labels(struct draft *d);	/* draft_label.c */
void draft_levels(struct draft *d);	/* draft_heading.c */
void draft_ids(struct draft *d);
void draft_diagrams(struct draft *d);	/* draft_diagram.c */
void draft_front(struct draft *d);	/* draft_front.c */

/* Has the front matter, or what was lifted into it, this member? */
bool draft_has(const struct draft *d, struct str key);
void draft_lift(struct draft *d, struct str key, struct value *v);
/* 《x》, “x”, "x" round the whole: x. */
struct str draft_unquote(struct str s);
#endif
