/*
 * Labels and units.  A label is bold text at the start of a paragraph that one
 * of the languages knows, with a colon inside, outside or alone on its line.
 * Which words are labels is data; a Chinese article may use English ones and
 * the reverse, so all tables are asked, the article's own language first.
 */
#include "model/unit.h"

#include "base/text.h"

static const struct markdown *
doc(const struct units *r)
{
	return &r->at->md;
}

static struct str
block_text(const struct units *r, uint32_t b)
{
	return markdown_text(doc(r), doc(r)->block[b].text);
}

/* Bytes of a colon (half or full width) at the start of s, or 0. */
static size_t
colon_length(struct str s)
{
	if (str_starts(s, S(":")))
		return 1;
	return str_starts(s, S("：")) ? 3 : 0;
}

static struct str
cut_colon_end(struct str s, bool *had)
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

/* "示例 2" is the label 示例. */
static struct str
cut_count(struct str s)
{
	size_t n = s.n;

	while (n > 0 && ((s.p[n - 1] >= '0' && s.p[n - 1] <= '9') ||
	    s.p[n - 1] == ' '))
		n--;
	return n > 0 ? str_sub(s, 0, n) : s;
}

static int
label_meaning(const struct units *r, struct str label, bool attribute)
{
	const struct config *c = r->config;
	struct str folded = text_fold(r->arena, cut_count(label));
	uintptr_t found;

	for (size_t i = 0; i <= c->nlanguage; i++) {
		size_t lang = i == 0 ? (size_t)r->at->lang : i - 1;
		const struct labels *l = &c->language[lang].labels;

		found = (uintptr_t)map_get(attribute ? &l->attribute : &l->field,
		    folded);
		if (found)
			return (int)found - 1;
	}
	return -1;
}

static uint32_t
skip_html_space(struct str html, uint32_t at)
{
	while (at < html.n && (html.p[at] == ' ' || html.p[at] == '\n' ||
	    html.p[at] == '\t'))
		at++;
	return at;
}

/* Does the paragraph open with a label?  Then fill what the label says. */
static void
unit_label(struct units *r, struct unit *u, uint32_t paragraph)
{
	const struct block *b = &doc(r)->block[paragraph];
	struct str html = doc(r)->html, lead, text, rest;
	uint32_t resume = b->lead_end;
	bool inside;
	size_t outside;

	u->field = u->attribute = -1;
	if (b->kind != BLOCK_PARAGRAPH || b->lead.n == 0)
		return;
	lead = cut_colon_end(markdown_text(doc(r), b->lead), &inside);
	outside = colon_length(str_sub(html, resume, b->inner_end));
	if (!inside && outside == 0 && skip_html_space(html, resume) < b->inner_end)
		return;		/* "**答案** 是……" is emphasis, no label */
	u->field = label_meaning(r, lead, false);
	if (u->field < 0)
		u->attribute = label_meaning(r, lead, true);
	if (u->field < 0 && u->attribute < 0)
		return;
	u->resume = skip_html_space(html, resume + (uint32_t)outside);
	text = block_text(r, paragraph);
	rest = str_from(text, markdown_text(doc(r), b->lead).n);
	u->value = str_trim(str_from(str_trim(rest), colon_length(str_trim(rest))));
}

uint32_t
unit_paragraph(const struct units *r, uint32_t b)
{
	const struct block *block = doc(r)->block;
	uint32_t end = block[b].next;

	for (uint32_t i = b; i < end; i++)
		if (block[i].kind == BLOCK_PARAGRAPH)
			return i;
		else if (block[i].kind != BLOCK_LIST &&
		    block[i].kind != BLOCK_ITEM)
			break;
	return b;
}

static struct unit
unit_of(struct units *r, uint32_t b, bool item)
{
	const struct block *block = &doc(r)->block[b];
	struct unit u = { .block = b, .end = block->next };

	u.from = item ? block->inner : block->html;
	u.to = item ? block->inner_end : block->html_end;
	u.heading = block->kind == BLOCK_HEADING;
	unit_label(r, &u, item ? unit_paragraph(r, b) : b);
	return u;
}

/* A list whose every item opens with a label stands for its items. */
static bool
list_of_labels(struct units *r, uint32_t list)
{
	const struct block *block = doc(r)->block;
	bool any = false;
	struct unit u;

	for (uint32_t i = list + 1; i < block[list].next; i = block[i].next) {
		u = unit_of(r, i, true);
		if (u.field < 0 && u.attribute < 0)
			return false;
		any = true;
	}
	return any;
}

static void
units_collect(struct units *r)
{
	const struct block *block = doc(r)->block;

	for (uint32_t i = 0; i < doc(r)->nblock; i = block[i].next) {
		if (block[i].kind == BLOCK_FOOTNOTES)
			continue;
		if (block[i].kind != BLOCK_LIST || !list_of_labels(r, i)) {
			*list_push(r->arena, &r->unit) = unit_of(r, i, false);
			continue;
		}
		for (uint32_t j = i + 1; j < block[i].next; j = block[j].next)
			*list_push(r->arena, &r->unit) = unit_of(r, j, true);
	}
}

/* Headings by level, as a stack: what each unit stands under. */
static void
above_fill(struct units *r)
{
	int open[7] = { -1, -1, -1, -1, -1, -1, -1 };

	r->above = arena_array(r->arena, int, r->unit.n + 1);
	for (size_t i = 0; i < r->unit.n; i++) {
		int level = r->unit.v[i].heading
		    ? doc(r)->block[r->unit.v[i].block].level : 7;

		r->above[i] = -1;
		for (int l = level - 1; l > 0 && r->above[i] < 0; l--)
			r->above[i] = open[l];
		if (level == 7)
			continue;
		open[level] = (int)i;
		for (int l = level + 1; l < 7; l++)
			open[l] = -1;
	}
}

void
units_read(struct units *r)
{
	units_collect(r);
	above_fill(r);
}
