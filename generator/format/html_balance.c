/*
 * Every element that is opened is closed, and nothing else is: the author's
 * tags stand among the generator's, and one </div> too many would end a part
 * of the page that is not the article's.
 *
 * The rules are those of the HTML standard's tree builder as far as they say
 * which element an end tag ends (its "scopes") and which start tags imply one;
 * so the page looks as the author's own preview did.  Of the adoption agency
 * only the outcome for blocks is kept: inline elements end with their block.
 *
 * Text is only written when it changes: what is well-formed stays untouched.
 * Linear: an element is opened and closed once, and finding it takes one step.
 */
#include "format/html.h"

#include <stdlib.h>
#include <string.h>

#include "format/html_tag.h"

#define NONE (-1)
#define MASK(group) (1u << (group))

/* An element of which the end tag has not come yet. */
struct open {
	const struct html_element *element;	/* NULL: HTML does not know it */
	struct str name;	/* as written, in the text */
	size_t at, end;		/* its start tag */
	int outer;		/* the next open one of its element, or NONE */
	int outer_in_group;
	int block;		/* the innermost that is not of a line, up to here */
};

struct balance {
	struct html_scan scan;
	struct strbuf out;	/* what is written so far; empty when unchanged */
	size_t copied;		/* the text before this is written */
	struct open *open;
	size_t depth, cap;
	int last[HTML_ELEMENTS];	/* innermost open one, or NONE */
	int last_in_group[GROUPS];
	bool endless[HTML_ELEMENTS];	/* raw text that has no end tag */
};

static int
top(const struct balance *b)
{
	return (int)b->depth - 1;
}

static int
block(const struct balance *b)
{
	return b->depth > 0 ? b->open[b->depth - 1].block : NONE;
}

/* The innermost open one of several groups. */
static int
innermost(const struct balance *b, unsigned groups)
{
	int i, best = NONE;

	for (i = 0; i < GROUPS; i++)
		if ((groups & MASK(i)) && b->last_in_group[i] > best)
			best = b->last_in_group[i];
	return best;
}

/* What end tags of ordinary blocks, and implied ones, do not reach across. */
static int
scope(const struct balance *b)
{
	return innermost(b,
	    MASK(GROUP_TABLE) | MASK(GROUP_CELL) | MASK(GROUP_FOREIGN));
}

/* -- changing the text ---------------------------------------------------- */

static void
copy_until(struct balance *b, size_t at)
{
	strbuf_add(&b->out, str_sub(b->scan.s, b->copied, at));
	b->copied = at;
}

static void
drop_tag(struct balance *b, const struct html_tag *t)
{
	copy_until(b, t->at);
	b->copied = t->end;
}

static void
put_end(struct balance *b, struct str name)
{
	strbuf_add(&b->out, S("</"));
	strbuf_add(&b->out, name);
	strbuf_byte(&b->out, '>');
}

/* -- the stack ------------------------------------------------------------ */

static void
push(struct balance *b, const struct html_element *e, const struct html_tag *t)
{
	int me = (int)b->depth;
	struct open *o;

	if (b->depth == b->cap) {
		b->cap = b->cap > 0 ? b->cap * 2 : 32;
		b->open = xrealloc(b->open, b->cap * sizeof *b->open);
	}
	o = &b->open[b->depth];
	*o = (struct open){ .element = e, .name = t->name, .at = t->at,
		.end = t->end, .outer = NONE, .outer_in_group = NONE };
	o->block = e && (e->flags & HTML_PHRASE) ? block(b) : me;
	b->depth++;
	if (!e)
		return;
	o->outer = b->last[html_element_number(e)];
	o->outer_in_group = b->last_in_group[e->group];
	b->last[html_element_number(e)] = me;
	b->last_in_group[e->group] = me;
}

static void
pop(struct balance *b)
{
	const struct open *o = &b->open[--b->depth];

	if (!o->element)
		return;
	b->last[html_element_number(o->element)] = o->outer;
	b->last_in_group[o->element->group] = o->outer_in_group;
}

/* Write the end tags of all above i, there where the text is at. */
static void
close_above(struct balance *b, int i, size_t at)
{
	while (top(b) > i) {
		copy_until(b, at);
		put_end(b, b->open[b->depth - 1].name);
		pop(b);
	}
}

/* -- start tags ----------------------------------------------------------- */

/* A start tag of one group ends what is open of others, unless a third kind
 * stands between. */
static const struct implied {
	uint8_t start;
	unsigned ends, behind;
} implied[] = {
	{ GROUP_LI, MASK(GROUP_LI), MASK(GROUP_LIST) },
	{ GROUP_DD, MASK(GROUP_DD), MASK(GROUP_DL) },
	{ GROUP_CELL, MASK(GROUP_CELL), MASK(GROUP_ROW) },
	{ GROUP_ROW, MASK(GROUP_ROW) | MASK(GROUP_CELL), MASK(GROUP_ROWS) },
	{ GROUP_ROWS, MASK(GROUP_ROWS) | MASK(GROUP_ROW) | MASK(GROUP_CELL), 0 },
	{ GROUP_RT, MASK(GROUP_RT), MASK(GROUP_RUBY) },
};

/* The outermost of some groups that is still inside limit. */
static int
outermost(const struct balance *b, unsigned groups, int limit)
{
	int i, j, best = NONE;

	for (i = 0; i < GROUPS; i++) {
		if (!(groups & MASK(i)))
			continue;
		for (j = b->last_in_group[i]; j > limit;
		    j = b->open[j].outer_in_group)
			if (best == NONE || j < best)
				best = j;
	}
	return best;
}

static bool
is_table_part(int group)
{
	return group == GROUP_CELL || group == GROUP_ROW || group == GROUP_ROWS;
}

/* Browsers ignore a <td> that is in no table; so do we. */
static bool
in_table(const struct balance *b)
{
	return b->last_in_group[GROUP_TABLE] > b->last_in_group[GROUP_FOREIGN];
}

static void
imply_group(struct balance *b, int group, size_t at)
{
	const struct implied *r = implied;
	const struct implied *end = r + sizeof implied / sizeof *implied;
	int limit, i;

	while (r < end && r->start != group)
		r++;
	if (r == end)
		return;
	limit = is_table_part(group) ? b->last_in_group[GROUP_TABLE] : scope(b);
	i = innermost(b, r->behind);
	i = outermost(b, r->ends, i > limit ? i : limit);
	if (i != NONE)
		close_above(b, i - 1, at);
}

/* A paragraph of nothing but its own tag goes without a trace: it would be a
 * gap on the page. */
static void
imply_p(struct balance *b, size_t at)
{
	int i = b->last_in_group[GROUP_P];
	const struct open *p;

	if (i <= scope(b))
		return;
	p = &b->open[i];
	if (p->end == at && p->end - p->at == 3 && b->copied <= p->at) {
		copy_until(b, p->at);
		b->copied = at;
		pop(b);
		return;
	}
	close_above(b, i - 1, at);
}

/* Neither a heading in a heading nor a link in a link. */
static void
imply_own_kind(struct balance *b, int group, size_t at)
{
	int i = block(b);

	if (group == GROUP_HEADING && i != NONE && b->open[i].element &&
	    b->open[i].element->group == GROUP_HEADING)
		close_above(b, i - 1, at);
	if (group == GROUP_A && b->last_in_group[GROUP_A] > i)
		close_above(b, b->last_in_group[GROUP_A] - 1, at);
}

/* Skip what the element holds: it is no markup. */
static void
skip_raw(struct balance *b, const struct html_element *e)
{
	bool *endless = &b->endless[html_element_number(e)];
	size_t end = *endless ? STR_NONE :
	    html_raw_end(&b->scan, str_of(e->name));

	*endless = end == STR_NONE;
	if (end != STR_NONE)
		b->scan.at = end;
}

static void
start_tag(struct balance *b, const struct html_tag *t)
{
	const struct html_element *e = html_element(t->name);
	bool foreign = b->last_in_group[GROUP_FOREIGN] != NONE;

	if (e && is_table_part(e->group) && !in_table(b)) {
		drop_tag(b, t);
		return;
	}
	if (e && (e->flags & HTML_CLOSES_P))
		imply_p(b, t->at);
	if (e && e->group != GROUP_NONE && e->group != GROUP_P) {
		imply_own_kind(b, e->group, t->at);
		imply_group(b, e->group, t->at);
	}
	if (e && (e->flags & HTML_VOID))
		return;
	if (t->self_closing &&
	    (foreign || !e || e->group == GROUP_FOREIGN))
		return;
	push(b, e, t);
	if (e && (e->flags & HTML_RAW))
		skip_raw(b, e);
}

/* -- end tags ------------------------------------------------------------- */

/* Only MathML and SVG of our own helpers has names HTML does not know, and
 * that is well-formed: a look at a few is enough, and keeps this linear. */
static int
find_unknown(const struct balance *b, struct str name)
{
	int i;

	for (i = top(b); i >= 0 && i > top(b) - 16; i--)
		if (!b->open[i].element && str_ieq(b->open[i].name, name))
			return i;
	return NONE;
}

/* What an end tag of e must not reach across. */
static int
barrier(const struct balance *b, const struct html_element *e)
{
	if (e->flags & HTML_PHRASE)
		return block(b);
	if (e->group == GROUP_TABLE || e->group == GROUP_FOREIGN)
		return NONE;
	if (is_table_part(e->group))
		return b->last_in_group[GROUP_TABLE];
	return scope(b);
}

static void
end_tag(struct balance *b, const struct html_tag *t)
{
	const struct html_element *e = html_element(t->name);
	int i;

	if (e)
		i = b->last[html_element_number(e)];
	else
		i = find_unknown(b, t->name);
	if (i == NONE || (e && i <= barrier(b, e))) {
		drop_tag(b, t);
		return;
	}
	close_above(b, i, t->at);
	pop(b);
}

/* ------------------------------------------------------------------------- */

static struct balance
balance_new(struct str text)
{
	struct balance b = { .scan = html_scan(text, 0) };
	size_t i;

	for (i = 0; i < HTML_ELEMENTS; i++)
		b.last[i] = NONE;
	for (i = 0; i < GROUPS; i++)
		b.last_in_group[i] = NONE;
	return b;
}

void
html_balance(struct strbuf *html, size_t from)
{
	struct balance b = balance_new(str_from(strbuf_str(html), from));
	enum html_token k;
	struct html_tag t;

	while ((k = html_next(&b.scan, &t)) != HTML_END) {
		if (k == HTML_TAG && t.closing)
			end_tag(&b, &t);
		else if (k == HTML_TAG)
			start_tag(&b, &t);
	}
	close_above(&b, NONE, b.scan.s.n);
	if (b.copied > 0) {
		copy_until(&b, b.scan.s.n);
		html->n = from;
		html->p[from] = '\0';
		strbuf_add(html, strbuf_str(&b.out));
	}
	strbuf_free(&b.out);
	free(b.open);
}
