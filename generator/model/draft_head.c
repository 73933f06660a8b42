/*
 * The head of a draft: its title goes from the first heading to the front matter,
 * and what a model was told to fill in and did not (自拟标题) goes altogether.
 */
#include "base/text.h"
#include "model/draft_line.h"

enum {
	TITLE_MAX = 32 << 10,	/* front matter has 64 KiB for all */
	HEADING_MAX = 4 << 10	/* a placeholder stands in nothing longer */
};

struct pair { const char *open, *close; };
static const struct pair pairs[] = { { "《", "》" }, { "“", "”" }, { "「", "」" },
	{ "『", "』" }, { "【", "】" }, { "\"", "\"" }, { "（", "）" }, { "(", ")" },
	{ "[", "]" }, { "〈", "〉" }, { "**", "**" } };
enum { QUOTES = 6 };	/* of pairs: those that only say "this is the title" */

struct str
draft_unquote(struct str s)
{
	for (int i = 0; i < QUOTES; i++) {
		struct str open = str_of(pairs[i].open), inside;

		s = str_trim(s);
		if (s.n < 2 * open.n || !str_starts(s, open) ||
		    !str_ends(s, str_of(pairs[i].close)))
			continue;
		inside = str_sub(s, open.n, s.n - str_of(pairs[i].close).n);
		if (str_find(inside, open) == STR_NONE)
			return str_trim(inside);
	}
	return s;
}

/* --- placeholders ----------------------------------------------------- */

static size_t
colon_length(struct str s)
{
	return str_starts(s, S(":")) ? 1 : str_starts(s, S("：")) ? 3 : 0;
}

static size_t
spaces_before(struct str s, size_t at)
{
	while (at > 0 && (s.p[at - 1] == ' ' || s.p[at - 1] == '\t'))
		at--;
	return at;
}

/* Brackets right around bytes [*from, *to) of s: take them in. */
static bool
take_brackets(struct str s, size_t *from, size_t *to)
{
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		struct str open = str_of(pairs[i].open);
		struct str close = str_of(pairs[i].close);

		if (str_ends(str_sub(s, 0, *from), open) &&
		    str_starts(str_from(s, *to), close)) {
			*from -= open.n;
			*to += close.n;
			return true;
		}
	}
	return false;
}

/*
 * How much of s goes with the placeholder at [*from, *to): its brackets, or the
 * colon behind it, or the mark before it at the end.  False when it is a word in
 * a sentence.
 */
static bool
placeholder_widen(struct str s, size_t *from, size_t *to)
{
	static const char *const before[] = { "-", "—", ":", "：", "|", "–" };
	bool alone = false;

	while (take_brackets(s, from, to))
		alone = true;
	if (colon_length(str_from(s, *to)) > 0) {
		*to += colon_length(str_from(s, *to));
		while (*to < s.n && s.p[*to] == ' ')
			++*to;
		return true;
	}
	*from = spaces_before(s, *from);
	if (str_trim(str_from(s, *to)).n > 0)
		return alone;
	for (size_t i = 0; i < sizeof before / sizeof *before; i++)
		while (str_ends(str_sub(s, 0, *from), str_of(before[i]))) {
			*from = spaces_before(s, *from -
			    str_of(before[i]).n);
			alone = true;
		}
	return alone || str_trim(str_sub(s, 0, *from)).n == 0;
}

static bool
placeholder_find(const struct draft *d, struct str s, size_t *from, size_t *to)
{
	const struct phrases *list = &d->words->list[DRAFT_PLACEHOLDER];

	for (size_t i = 0; i < list->n; i++) {
		struct str p = list->v[i];

		for (size_t at = 0; at + p.n <= s.n; at++) {
			if (!str_ieq(str_sub(s, at, at + p.n), p))
				continue;
			*from = at;
			*to = at + p.n;
			if (placeholder_widen(s, from, to))
				return true;
		}
	}
	return false;
}

/* Take placeholders out of a line from byte `text` on; is anything left? */
static bool
placeholders_cut(struct draft *d, size_t line, size_t text)
{
	struct draft_line *l = &d->line.v[line];
	size_t from, to;

	while (placeholder_find(d, str_from(l->text, text), &from, &to)) {
		draft_note(d, line, line + 1, "draft-placeholder",
		    S("removed from"), str_sub(l->text, text + from, text + to));
		draft_replace(d, line, text + from, text + to, S(""));
	}
	for (size_t i = text; i < l->text.n; i++)
		if (l->text.p[i] != '#' && l->text.p[i] != '*' &&
		    l->text.p[i] != ' ')
			return true;
	return false;
}

/* A line that is a placeholder and nothing else, or "标题：自拟标题". */
static bool
is_placeholder(const struct draft *d, struct str s)
{
	size_t n;
	struct str folded = draft_fold(d->arena, s);

	n = draft_begins(d->words, DRAFT_TITLE, folded);
	if (n > 0 && colon_length(str_from(folded, n)) > 0)
		folded = str_from(folded, n + colon_length(str_from(folded, n)));
	folded = str_trim(folded);
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		if (str_starts(folded, str_of(pairs[i].open)) &&
		    str_ends(folded, str_of(pairs[i].close)))
			folded = str_sub(folded, str_of(pairs[i].open).n,
			    folded.n - str_of(pairs[i].close).n);
	n = draft_begins(d->words, DRAFT_PLACEHOLDER, folded);
	return n > 0 && n == folded.n;
}

static bool
is_atx(struct str s)
{
	return str_starts(str_trim(s), S("#"));
}

void
draft_placeholders(struct draft *d)
{
	const struct markdown *m = draft_md(d);
	size_t first, end, text;

	for (uint32_t b = 0; b < m->nblock; b = m->block[b].next) {
		if (draft_block_gone(d, &m->block[b]))
			continue;
		draft_lines_of(d, &m->block[b], &first, &end);
		if (m->block[b].kind == BLOCK_PARAGRAPH && end == first + 1 &&
		    is_placeholder(d, draft_block_text(d, b)))
			draft_remove(d, first, end, "draft-placeholder",
			    S("removed"));
		if (m->block[b].kind != BLOCK_HEADING ||
		    d->line.v[first].text.n > HEADING_MAX)
			continue;
		for (text = 0; text < d->line.v[first].text.n &&
		    (d->line.v[first].text.p[text] == ' ' ||
		    d->line.v[first].text.p[text] == '#'); text++)
			;
		if (placeholders_cut(d, first, text) ||
		    (!is_atx(d->line.v[first].text) && end > first + 2))
			continue;
		for (size_t i = first; i < end; i++)
			d->line.v[i].gone = true;
	}
}

/* --- the title -------------------------------------------------------- */

static bool
is_question(const struct draft *d, uint32_t heading)
{
	const struct article *at = &d->article;

	for (size_t i = 0; i < at->question.n; i++)
		if (at->question.v[i]->heading == (int)heading)
			return true;
	return false;
}

/* "标题：《x》" says "x". */
static struct str
title_of(const struct draft *d, struct str s)
{
	const struct phrases *labels = &d->words->list[DRAFT_TITLE];

	s = str_trim(s);
	for (size_t i = 0; i < labels->n; i++) {
		size_t n = labels->v[i].n, colon;

		if (!str_ieq(str_sub(s, 0, n), labels->v[i]))
			continue;
		colon = colon_length(str_from(s, n));
		if (colon > 0 && str_trim(str_from(s, n + colon)).n > 0) {
			s = str_trim(str_from(s, n + colon));
			break;
		}
	}
	return draft_unquote(s);
}

static void
title_take(struct draft *d, uint32_t heading)
{
	const struct block *b = &draft_md(d)->block[heading];
	struct str title = title_of(d, draft_block_text(d, heading));
	size_t first, end;

	if (b->explicit_id || title.n == 0 || title.n > TITLE_MAX)
		return;		/* others link to it, or it is no title */
	draft_lines_of(d, b, &first, &end);
	draft_note(d, first, end, NULL, S("title from"), title);
	for (size_t i = first; i < end; i++)
		d->line.v[i].gone = true;
	draft_lift(d, S("title"), value_text(d->arena, title));
}

/* The first heading, unless it asks something; else what the file is called. */
void
draft_title(struct draft *d)
{
	const struct markdown *m = draft_md(d);

	if (draft_has(d, S("title")))
		return;
	for (uint32_t b = 0; b < m->nblock; b = m->block[b].next) {
		if (m->block[b].kind != BLOCK_HEADING ||
		    draft_block_gone(d, &m->block[b]) ||
		    draft_block_text(d, b).n == 0)
			continue;
		if (!is_question(d, b)) {
			title_take(d, b);
			return;
		}
		break;
	}
	if (d->name.n > 0)
		draft_lift(d, S("title"), value_text(d->arena, d->name));
}
