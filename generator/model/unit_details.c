/*
 * Answers behind a <summary>.  The element may open in one block of raw HTML and
 * close in a later one; what stands between is the answer whatever it looks like,
 * for no piece of the page may hold one end of an element only.
 */
#include "model/unit_private.h"

static struct str
unit_html(const struct units *r, const struct unit *u)
{
	return str_sub(unit_doc(r)->html, u->html.from, u->html.to);
}

/* "<details><summary><b>答案</b></summary>": the offset behind it when the
 * summary is a label, else 0. */
static uint32_t
details_label(struct units *r, struct unit *u)
{
	struct str html = unit_html(r, u);
	size_t open = str_find(html, S("<summary"));
	size_t close = str_find(html, S("</summary>"));
	size_t inner = open == STR_NONE ? STR_NONE
	    : str_chr(str_from(html, open), '>');

	if (!str_starts(html, S("<details")) || inner == STR_NONE ||
	    close == STR_NONE || close < open + inner)
		return 0;
	u->label = label_last(&r->words, html_text(r, u->html.from +
	    (uint32_t)(open + inner + 1), u->html.from + (uint32_t)close));
	return u->label.field >= 0 ? u->html.from + (uint32_t)close + 10 : 0;
}

/* Where the last "</details>" of a unit begins, or STR_NONE. */
static size_t
details_close(struct str html)
{
	size_t at = STR_NONE, from = 0, next;

	while ((next = str_find(str_from(html, from), S("</details>"))) !=
	    STR_NONE) {
		at = from + next;
		from = at + 1;
	}
	return at;
}

static int
details_depth(struct str html)
{
	int depth = 0;

	for (size_t i = 0; i < html.n; i++)
		if (html.p[i] == '<')
			depth += str_starts(str_from(html, i), S("<details")) -
			    str_starts(str_from(html, i), S("</details>"));
	return depth;
}

void
details_pair(struct units *r)
{
	const struct markdown *m = unit_doc(r);
	uint32_t *open = arena_array(r->words.arena, uint32_t, m->nblock + 1);
	size_t n = 0;

	r->opener = arena_array(r->words.arena, uint32_t, m->nblock + 1);
	r->closer = arena_array(r->words.arena, uint32_t, m->nblock + 1);
	for (uint32_t b = 0; b < m->nblock; b = m->block[b].next) {
		int depth = m->block[b].kind == BLOCK_HTML ? details_depth(
		    str_sub(m->html, m->block[b].html, m->block[b].html_end)) : 0;

		if (depth > 0)
			open[n++] = b;
		else if (depth < 0 && n > 0) {
			n--;
			r->closer[open[n]] = b;
			r->opener[b] = open[n] + 1;
		}
	}
}

/* The end of the answer belongs to it up to the closing tag. */
static void
details_end_push(struct units *r, uint32_t b)
{
	struct unit u = unit_plain(r, b);
	size_t at = details_close(unit_html(r, &u));

	if (at != STR_NONE)
		u.html.to = u.html.from + (uint32_t)at;
	unit_push(r, u);
}

/* One that is never closed hides nothing: its summary is a label like others. */
uint32_t
raw_push(struct units *r, uint32_t b)
{
	const struct block *block = unit_doc(r)->block;
	struct unit u = unit_plain(r, b);
	uint32_t resume = details_label(r, &u), last = r->closer[b];
	size_t close = details_close(unit_html(r, &u));

	if (resume == 0) {
		u.label.field = -1;
		u.closes = r->opener[b];
		unit_push(r, u);
		return block[b].next;
	}
	if (last == 0 && close != STR_NONE)
		u.html.to = u.html.from + (uint32_t)close;
	unit_cut(&u, u.html.from, resume);
	unit_push(r, u);
	if (last == 0)
		return block[b].next;
	for (uint32_t i = block[b].next; i < last; i = block[i].next)
		inner_push(r, i);
	details_end_push(r, last);
	return block[last].next;
}
