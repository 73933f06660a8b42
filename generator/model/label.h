#ifndef TIKU_MODEL_LABEL_H
#define TIKU_MODEL_LABEL_H
/*
 * What an author's words mean to the question reader: labels such as 答案, titles
 * with their numbers, headings that announce questions.  Which words those are is
 * data (templates/i18n/LANG.yml, `reader:`).
 */
#include "model/config.h"

struct words {	/* whose words count: those of all languages, the article's first */
	const struct config *config;
	int lang;
	struct arena *arena;
};

/* A field or an attribute, the other is -1; both are when a text is no label. */
struct label {
	int field, attribute;
	struct str number;	/* of "题目 2"; empty when there is none */
};
struct label label_read(const struct words *w, struct str text);
static inline bool
label_known(struct label l)
{
	return l.field >= 0 || l.attribute >= 0;
}
/* The same of what one clicks to open an answer: "点击查看答案", "Show answer (B)". */
struct label label_last(const struct words *w, struct str text);

/* Bytes of a colon (half or full width) at the start of s, or 0. */
size_t colon_length(struct str s);
/* The text without a colon at its end; *had when there was one. */
struct str colon_cut(struct str s, bool *had);

/*
 * A heading taken apart.  tag: 'Q' or 'P' before the title; 'q' for a word such as
 * 问题 there; 'c', 'p', 'd' for one that names a kind (编程题 3); or '\0'.  The title
 * is empty when the heading is nothing but a number.
 */
struct title {
	struct str whole, number, text;
	char tag;
	bool announces;		/* it holds a word such as 面试题 */
};
struct title title_read(const struct words *w, struct str heading);
/* A text as one line, without blanks at its ends. */
struct str title_line(const struct words *w, struct str text);
static inline bool
title_numbers(const struct title *t)
{
	return t->number.n > 0 || t->tag;
}

/* Does a heading hold a word such as 面试题; does it end, does it begin with one? */
bool announces_questions(const struct words *w, struct str heading);
bool is_called_questions(const struct words *w, struct str heading);
bool begins_questions(const struct words *w, struct str heading);
#endif
