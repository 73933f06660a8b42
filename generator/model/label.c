/*
 * Words with a meaning.  A Chinese article may use English ones and the reverse,
 * so the tables of all languages are asked, the article's own first.
 */
#include "model/label.h"

#include "base/text.h"
#include "model/question.h"

static const struct labels *
table(const struct words *w, size_t i)
{
	size_t lang = i == 0 ? (size_t)w->lang : i - 1;

	return i <= w->config->nlanguage ? &w->config->language[lang].labels
	    : NULL;
}

/* --- colons, counts, brackets ------------------------------------------- */

size_t
colon_length(struct str s)
{
	if (str_starts(s, S(":")))
		return 1;
	return str_starts(s, S("：")) ? 3 : 0;
}

struct str
colon_cut(struct str s, bool *had)
{
	s = str_trim(s);
	*had = true;
	if (str_ends(s, S("：")))
		return str_trim(str_sub(s, 0, s.n - 3));
	if (str_ends(s, S(":")))
		return str_trim(str_sub(s, 0, s.n - 1));
	*had = false;
	return s;
}

/* 【答案】 is the label 答案. */
static struct str
brackets_cut(struct str s)
{
	if (str_starts(s, S("【")) && str_ends(s, S("】")) && s.n > 6)
		return str_sub(s, 3, s.n - 3);
	return s;
}

/* Where a count begins at the end of s: in "示例 2", "题目二"; s.n when there is
 * none, 0 when s is nothing else. */
static size_t
count_place(struct str s)
{
	struct str number;
	size_t at = s.n, next;
	char tag;

	for (next = s.n; next > 0;) {
		while (--next > 0 && ((unsigned char)s.p[next] & 0xC0) == 0x80)
			;
		if (s.p[next] == ' ')
			continue;
		if (!question_number_alone(str_from(s, next), &number, &tag) || tag)
			break;
		at = next;
	}
	return at;
}

/* --- labels ------------------------------------------------------------- */

static struct label
label_of(const struct words *w, struct str text)
{
	struct str folded = text_fold(w->arena, text);
	struct label l = { -1, -1, S("") };
	const struct labels *t;

	for (size_t i = 0; (t = table(w, i)) != NULL; i++) {
		l.field = (int)(uintptr_t)map_get(&t->field, folded) - 1;
		if (l.field >= 0)
			break;
		l.attribute = (int)(uintptr_t)map_get(&t->attribute, folded) - 1;
		if (l.attribute >= 0)
			break;
	}
	return l;
}

struct label
label_read(const struct words *w, struct str text)
{
	struct str s = brackets_cut(str_trim(text)), number;
	size_t at;
	struct label l;
	char tag;

	if (s.n == 0 || s.n > 64)
		return (struct label){ -1, -1, S("") };
	l = label_of(w, s);
	at = label_known(l) ? s.n : count_place(s);
	if (at == s.n || at == 0)
		return l;
	l = label_of(w, str_trim(str_sub(s, 0, at)));
	if (question_number_alone(str_from(s, at), &number, &tag))
		l.number = number;
	return l;
}

struct label
label_last(const struct words *w, struct str text)
{
	size_t half = str_chr(text, '('), full = str_find(text, S("（"));
	struct label l = { -1, -1, S("") };
	bool had, in_word = false;
	struct str s = colon_cut(str_sub(text, 0, half < full ? half : full),
	    &had);

	if (s.n > 96)
		return l;
	for (size_t at = 0; at < s.n;) {
		size_t from = at;
		int32_t c = text_next(s, &at);
		bool word = c < 0x80 && text_is_letter(c);

		if (!(in_word && word))
			l = label_read(w, str_from(s, from));
		if (label_known(l))
			break;
		in_word = word;
	}
	return l;
}

/* --- titles ------------------------------------------------------------- */

/* What a word before a number says it numbers: a tag, or '\0'. */
static char
word_tag(const struct words *w, struct str word)
{
	static const char tags[] = { 'c', 'p', 'd' };	/* as enum kind */
	struct str folded = text_fold(w->arena, word);
	const struct labels *t;
	uintptr_t kind;

	if (label_of(w, word).field == FIELD_QUESTION)
		return 'q';
	for (size_t i = 0; (t = table(w, i)) != NULL; i++) {
		kind = (uintptr_t)map_get(&t->kind, folded);
		if (kind)
			return tags[kind - 1];
	}
	return '\0';
}

/* Bytes before the first colon, digit or Chinese numeral. */
static size_t
word_length(struct str s)
{
	enum { LONGEST = 48 };
	struct str number;
	size_t at = 0, next = 0;
	char tag;

	while (at < s.n && at < LONGEST) {
		if (colon_length(str_from(s, at)))
			return at;
		text_next(s, &next);
		if (question_number_alone(str_sub(s, at, next), &number, &tag))
			return at;
		at = next;
	}
	return s.n;
}

/* "5 如何…": blanks are enough between a number and a title when a word came
 * before. */
static bool
count_and_title(struct str s, struct str *number, struct str *title)
{
	size_t n = 0;

	while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9')
		n++;
	if (n == 0 || n == s.n || s.p[n] != ' ')
		return false;
	*number = str_sub(s, 0, n);
	*title = str_trim(str_from(s, n));
	return true;
}

/* "问题 5：如何…", "Question: Why…", "编程题三". */
static bool
worded_title(const struct words *w, struct title *t)
{
	size_t n = word_length(t->whole);
	struct str rest = str_from(t->whole, n);
	char none;

	if (n == 0 || n == t->whole.n)
		return false;
	t->tag = word_tag(w, str_trim(str_sub(t->whole, 0, n)));
	if (!t->tag)
		return false;
	t->number = S("");
	t->text = str_trim(str_from(rest, colon_length(rest)));
	if (colon_length(rest))
		return t->text.n > 0;
	if (question_number_alone(rest, &t->number, &none)) {
		t->text = S("");
		return true;
	}
	question_number(rest, &t->number, &none, &t->text);
	return t->number.n > 0 || count_and_title(rest, &t->number, &t->text);
}

struct str
title_line(const struct words *w, struct str text)
{
	struct str s = str_trim(text);
	char *out;

	if (str_chr(s, '\n') == STR_NONE)
		return s;
	out = arena_bytes(w->arena, s.n);
	for (size_t i = 0; i < s.n; i++)
		out[i] = s.p[i] == '\n' ? ' ' : s.p[i];
	return (struct str){ out, s.n };
}

struct title
title_read(const struct words *w, struct str heading)
{
	struct title t = { title_line(w, heading), S(""), S(""), '\0', false };

	if (question_number_alone(t.whole, &t.number, &t.tag))
		return t;
	t.announces = announces_questions(w, t.whole);
	question_number(t.whole, &t.number, &t.tag, &t.text);
	if (!title_numbers(&t) && !worded_title(w, &t)) {
		t.number = S("");
		t.text = t.whole;
		t.tag = '\0';
	}
	return t;
}

/* --- headings ----------------------------------------------------------- */

bool
announces_questions(const struct words *w, struct str heading)
{
	struct str folded = text_fold(w->arena, heading);
	const struct labels *t;

	for (size_t i = 1; (t = table(w, i)) != NULL; i++)
		for (size_t k = 0; k < t->nsection; k++)
			if (str_find(folded, t->section[k]) != STR_NONE)
				return true;
	return false;
}

bool
is_called_questions(const struct words *w, struct str heading)
{
	bool had;
	struct str folded = text_fold(w->arena, colon_cut(heading, &had));
	const struct labels *t;

	for (size_t i = 1; (t = table(w, i)) != NULL; i++)
		for (size_t k = 0; k < t->nsection; k++)
			if (str_ends(folded, t->section[k]) ||
			    (str_ends(folded, S("s")) && str_ends(str_sub(folded,
			    0, folded.n - 1), t->section[k])))
				return true;
	return false;
}

bool
begins_questions(const struct words *w, struct str text)
{
	struct str folded = text_fold(w->arena, text);
	const struct labels *t;

	for (size_t i = 1; (t = table(w, i)) != NULL; i++)
		for (size_t k = 0; k < t->nsection; k++)
			if (str_starts(folded, t->section[k]))
				return true;
	return false;
}
