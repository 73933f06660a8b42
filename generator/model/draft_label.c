/*
 * Labelled lines that belong in front matter: "> **关键词：** a，b" becomes tags,
 * an abstract the description, an author line authors.  They stand between the
 * title and the first section, the author perhaps at the very end; what the front
 * matter has already is left in the text.
 */
#include <string.h>

#include "base/text.h"
#include "model/draft_line.h"

enum {
	TAGS = 24, TAG_MAX = 100,	/* bytes; what is longer is no tag */
	ABSTRACT_MAX = 4 << 10,
	AUTHORS_MAX = 300
};

static const struct label {
	enum draft_list words;
	const char *key;
} labels[] = {
	{ DRAFT_KEYWORDS, "tags" },
	{ DRAFT_ABSTRACT, "description" },
	{ DRAFT_AUTHOR, "authors" },
};

/* Bytes of quote marks, bullets and emphasis before the words. */
static size_t
marks_length(struct str s)
{
	size_t n = 0;

	while (n < s.n && strchr(" \t>*_", s.p[n]))
		n++;
	if (str_starts(str_from(s, n), S("- ")))
		return n + 2 + marks_length(str_from(s, n + 2));
	return n;
}

static size_t
emphasis_length(struct str s)
{
	size_t n = 0;

	while (n < s.n && (s.p[n] == '*' || s.p[n] == '_' || s.p[n] == ' '))
		n++;
	return n;
}

static size_t
word_length(const struct phrases *words, struct str s)
{
	size_t longest = 0;

	for (size_t i = 0; i < words->n; i++)
		if (words->v[i].n > longest &&
		    str_ieq(str_sub(s, 0, words->v[i].n), words->v[i]))
			longest = words->v[i].n;
	return longest;
}

/* Is the line labelled?  Then which label, and the text behind it. */
static const struct label *
label_of(const struct draft *d, struct str line, struct str *value)
{
	struct str s = str_from(line, marks_length(line));

	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
		size_t n = word_length(&d->words->list[labels[i].words], s);
		struct str rest;

		if (n == 0)
			continue;
		rest = str_from(s, n);
		rest = str_from(rest, emphasis_length(rest));
		if (str_starts(rest, S(":")))
			rest = str_from(rest, 1);
		else if (str_starts(rest, S("：")))
			rest = str_from(rest, 3);
		else
			continue;
		*value = str_from(rest, emphasis_length(rest));
		return &labels[i];
	}
	return NULL;
}

/* Text without the marks of bold and code. */
static struct str
plain(const struct draft *d, struct str s)
{
	char *out = arena_bytes(d->arena, s.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '`')
			continue;
		else if (s.p[i] == '*' && i + 1 < s.n && s.p[i + 1] == '*')
			i++;
		else
			out[n++] = s.p[i];
	return str_trim((struct str){ out, n });
}

/* --- values ----------------------------------------------------------- */

static struct str
cut_stop(struct str s)
{
	s = str_trim(s);
	if (str_ends(s, S("。")))
		return str_trim(str_sub(s, 0, s.n - 3));
	return str_ends(s, S(".")) || str_ends(s, S(";"))
	    ? str_trim(str_sub(s, 0, s.n - 1)) : s;
}

/* The parts of s between marks; NULL when there are too many or one too long. */
static struct value *
parts(const struct draft *d, struct str s, const char *const *marks, size_t max)
{
	struct value *list = value_list(d->arena);

	s = cut_stop(s);
	while (s.n > 0) {
		size_t at = s.n, length = 0, found;
		struct str part;

		for (size_t i = 0; marks[i]; i++)
			if ((found = str_find(s, str_of(marks[i]))) < at) {
				at = found;
				length = strlen(marks[i]);
			}
		part = str_trim(str_sub(s, 0, at));
		s = str_from(s, at + length);
		if (part.n > max || list->list.n == TAGS)
			return NULL;
		if (part.n > 0)
			value_add(d->arena, list, value_text(d->arena, part));
	}
	return list->list.n > 0 ? list : NULL;
}

static struct value *
value_of(const struct draft *d, const struct label *l, struct str s)
{
	static const char *const commas[] = { ",", "，", "、", ";", "；", NULL };
	static const char *const joints[] = { " & ", "、", "，", ",", "；", ";",
		NULL };

	s = plain(d, s);
	switch (l->words) {
	case DRAFT_KEYWORDS:
		return parts(d, s, commas, TAG_MAX);
	case DRAFT_AUTHOR:
		return s.n > AUTHORS_MAX ? NULL : parts(d, s, joints, AUTHORS_MAX);
	default:
		return s.n == 0 || s.n > ABSTRACT_MAX ? NULL
		    : value_text(d->arena, s);
	}
}

/* --- lines ------------------------------------------------------------ */

static bool
is_text(const struct draft_line *l)
{
	return !l->gone && !l->code && !draft_is_blank(l->text);
}

static bool
ends_in_han(struct str s)
{
	size_t at = s.n;

	while (at > 0 && ((unsigned char)s.p[--at] & 0xC0) == 0x80)
		;
	return s.n > 0 && text_is_cjk(text_next(s, &at));
}

/* Lines [i, *next) are one value that goes on over soft breaks. */
static struct str
value_gather(const struct draft *d, size_t i, size_t end, struct str first,
    size_t *next)
{
	struct strbuf b = { 0 };
	struct str other, more, out;

	strbuf_add(&b, str_trim(first));
	for (*next = i + 1; *next < end; ++*next) {
		const struct draft_line *l = &d->line.v[*next];

		if (!is_text(l) || label_of(d, l->text, &other))
			break;
		more = str_trim(l->text);
		while (str_starts(more, S(">")))
			more = str_trim(str_from(more, 1));
		if (b.n > 0 && !ends_in_han(strbuf_str(&b)))
			strbuf_byte(&b, ' ');
		strbuf_add(&b, more);
	}
	out = arena_copy(d->arena, strbuf_str(&b));
	strbuf_free(&b);
	return out;
}

/* The bare marks of a quote of which nothing is left go with it. */
static void
quote_clear(struct draft *d, size_t first, size_t end)
{
	for (size_t i = first; i < end; i++)
		if (!d->line.v[i].gone && !draft_is_blank(d->line.v[i].text))
			return;
	for (size_t i = first; i < end; i++)
		d->line.v[i].gone = true;
}

static bool
lift_lines(struct draft *d, size_t first, size_t end)
{
	const struct label *l;
	struct value *v;
	struct str text;
	size_t next;
	bool any = false;

	for (size_t i = first; i < end; i = next) {
		next = i + 1;
		if (!is_text(&d->line.v[i]) ||
		    !(l = label_of(d, d->line.v[i].text, &text)) ||
		    draft_has(d, str_of(l->key)))
			continue;
		text = value_gather(d, i, end, text, &next);
		v = value_of(d, l, text);
		if (!v)
			continue;
		draft_note(d, i, next, NULL, arena_printf(d->arena, "%s from",
		    l->key), plain(d, text));
		draft_lift(d, str_of(l->key), v);
		for (size_t k = i; k < next; k++)
			d->line.v[k].gone = true;
		any = true;
	}
	if (any)
		quote_clear(d, first, end);
	return any;
}

static bool
may_hold_labels(const struct block *b)
{
	return b->kind == BLOCK_PARAGRAPH || b->kind == BLOCK_QUOTE ||
	    b->kind == BLOCK_LIST;
}

/* "---" and the author below it, at the very end. */
static void
lift_last(struct draft *d)
{
	const struct markdown *m = draft_md(d);
	const struct block *last = NULL, *rule = NULL;
	size_t first, end;
	struct str text;
	const struct label *l;

	for (uint32_t b = 0; b < m->nblock; b = m->block[b].next) {
		if (draft_block_gone(d, &m->block[b]))
			continue;
		rule = last && last->kind == BLOCK_RULE ? last : NULL;
		last = &m->block[b];
	}
	if (!last || last->kind != BLOCK_PARAGRAPH)
		return;
	draft_lines_of(d, last, &first, &end);
	l = label_of(d, d->line.v[first].text, &text);
	if (!l || l->words != DRAFT_AUTHOR || end != first + 1 ||
	    !lift_lines(d, first, end) || !rule)
		return;
	draft_lines_of(d, rule, &first, &end);
	for (size_t i = first; i < end; i++)
		d->line.v[i].gone = true;
}

void
draft_labels(struct draft *d)
{
	const struct markdown *m = draft_md(d);
	size_t first, end;

	for (uint32_t b = 0; b < m->nblock; b = m->block[b].next) {
		if (draft_block_gone(d, &m->block[b]))
			continue;
		if (m->block[b].kind == BLOCK_HEADING &&
		    (int)b != d->article.title_block)
			break;
		if (!may_hold_labels(&m->block[b]))
			continue;
		draft_lines_of(d, &m->block[b], &first, &end);
		lift_lines(d, first, end);
	}
	lift_last(d);
}
