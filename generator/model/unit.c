/*
 * Units: the walk over the blocks, and what stands under what.  Lists and quotes
 * are taken apart where they hold labels or questions with their answers.
 */
#include "model/unit_private.h"

#include <string.h>

static struct str
block_text(const struct units *r, uint32_t b)
{
	return markdown_text(unit_doc(r), unit_doc(r)->block[b].text);
}

void
unit_push(struct units *r, struct unit u)
{
	*list_push(r->words.arena, &r->unit) = u;
}

struct unit
unit_plain(const struct units *r, uint32_t b)
{
	const struct block *block = &unit_doc(r)->block[b];
	struct unit u = { .block = b, .end = block->next, .label = { -1, -1,
		S("") } };

	u.html.from = u.html.skip = u.html.resume = block->html;
	u.html.to = block->html_end;
	return u;
}

/* --- paragraphs and other blocks ---------------------------------------- */

void
unit_cut(struct unit *u, uint32_t skip, uint32_t resume)
{
	u->html.skip = skip < u->html.from ? u->html.from : skip;
	u->html.resume = resume > u->html.to ? u->html.to : resume;
}

static void
paragraph_push(struct units *r, uint32_t b)
{
	struct unit u = unit_plain(r, b);
	struct lead lead = paragraph_lead(r, b);

	u.strange = lead.colon;
	if (label_known(lead.label))
		labelled_push(r, u, &lead);
	else if (paragraph_split(r, b, &lead))
		split_push(r, u, &lead);
	else
		unit_push(r, u);
}

/* "**1. 什么是 RAG？**" and nothing else: a heading in all but syntax. */
static void
bold_heading(struct units *r, struct unit *u)
{
	const struct block *b = &unit_doc(r)->block[u->block];
	struct title title;

	if (b->kind != BLOCK_PARAGRAPH || b->lead.n == 0 || u->part ||
	    label_known(u->label) ||
	    str_trim(str_sub(unit_doc(r)->html, b->lead_end, b->inner_end)).n > 0)
		return;
	title = title_read(&r->words, markdown_text(unit_doc(r), b->lead));
	if (!title_numbers(&title))
		return;
	u->level = LEVEL_BOLD;
	u->title = title;
}

/* There a heading can be a label, but nothing stands below it. */
void
inner_push(struct units *r, uint32_t b)
{
	struct unit u = unit_plain(r, b);

	if (block_kind(r, b) == BLOCK_PARAGRAPH) {
		paragraph_push(r, b);
		return;
	}
	if (block_kind(r, b) != BLOCK_HEADING || !heading_label(r, &u, LEVEL_BOLD))
		u = unit_plain(r, b);
	u.label_level = LEVEL_NONE;
	unit_push(r, u);
}

static void
children_push(struct units *r, uint32_t parent)
{
	const struct block *block = unit_doc(r)->block;

	for (uint32_t i = parent + 1; i < block[parent].next; i = block[i].next)
		inner_push(r, i);
}

/* The first paragraph inside a list, item or quote, or the block itself. */
static uint32_t
first_paragraph(const struct units *r, uint32_t b)
{
	const struct block *block = unit_doc(r)->block;
	uint32_t end = block[b].next;

	for (uint32_t i = b; i < end; i++)
		if (block[i].kind == BLOCK_PARAGRAPH)
			return i;
		else if (block[i].kind != BLOCK_LIST &&
		    block[i].kind != BLOCK_ITEM && block[i].kind != BLOCK_QUOTE)
			break;
	return b;
}

struct str
unit_text(const struct units *r, uint32_t b)
{
	return block_text(r, first_paragraph(r, b));
}

/* The label that a paragraph, or the first one inside a block, opens with. */
static struct label
opening_label(const struct units *r, uint32_t b)
{
	return paragraph_lead(r, first_paragraph(r, b)).label;
}

/* --- lists -------------------------------------------------------------- */

static bool
is_ordered(const struct units *r, uint32_t b)
{
	return block_kind(r, b) == BLOCK_LIST && unit_doc(r)->block[b].level == 1;
}

/* Nothing but a link: an entry of a table of contents. */
static bool
is_link(const struct units *r, uint32_t b)
{
	const struct block *p = &unit_doc(r)->block[first_paragraph(r, b)];
	struct str html = str_trim(str_sub(unit_doc(r)->html, p->inner,
	    p->inner_end));

	return str_starts(html, S("<a ")) && str_ends(html, S("</a>"));
}

bool
is_list_of_questions(const struct units *r, uint32_t list, size_t n)
{
	const struct block *block = unit_doc(r)->block;
	size_t found = 0;

	if (!is_ordered(r, list))
		return false;
	for (uint32_t i = list + 1; i < block[list].next; i = block[i].next, found++)
		if (!question_asks(unit_text(r, i)) || is_link(r, i))
			return false;
	return found >= n;
}

static bool
is_answer(const struct units *r, uint32_t b)
{
	struct lead lead;

	return block_kind(r, b) == BLOCK_PARAGRAPH &&
	    (opening_label(r, b).field == FIELD_ANSWER ||
	    (paragraph_split(r, b, &lead) &&
	    lead.label.field == FIELD_ANSWER));
}

/*
 * Questions as items, with their answers in the items; or one as the only item and
 * its answer right behind the list.
 */
static bool
holds_answers(const struct units *r, uint32_t list)
{
	const struct block *block = unit_doc(r)->block;
	uint32_t end = block[list].next;

	if (!is_list_of_questions(r, list, 1))
		return false;
	for (uint32_t i = list + 1; i < end; i = block[i].next)
		if (block[i + 1].kind != BLOCK_PARAGRAPH)
			return false;
	for (uint32_t i = list + 1; i < end; i = block[i].next)
		for (uint32_t k = i + 1; k < block[i].next; k = block[k].next)
			if (is_answer(r, k))
				return true;
	return block[list + 1].next == end && end < unit_doc(r)->nblock &&
	    block[end].depth == block[list].depth && is_answer(r, end);
}

/* The item's first paragraph stands for a heading, what follows stands below. */
static void
item_push(struct units *r, uint32_t item)
{
	struct unit u = unit_plain(r, item + 1);
	struct str text = title_line(&r->words, unit_text(r, item));
	struct lead lead;

	u.level = LEVEL_ITEM;
	u.title.whole = u.title.text = text;
	u.title.number = arena_printf(r->words.arena, "%d",
	    unit_doc(r)->block[item].number);
	if (paragraph_split(r, u.block, &lead))
		split_push(r, u, &lead);
	else
		unit_push(r, u);
	for (uint32_t k = u.end; k < unit_doc(r)->block[item].next;
	    k = unit_doc(r)->block[k].next)
		inner_push(r, k);
}

/* A list whose every item opens with a label. */
static bool
is_list_of_labels(const struct units *r, uint32_t list)
{
	const struct block *block = unit_doc(r)->block;

	for (uint32_t i = list + 1; i < block[list].next; i = block[i].next)
		if (!label_known(opening_label(r, i)))
			return false;
	return block[list].next > list + 1;
}

/* In an ordered list the item's number is that of the question it opens. */
static void
labels_push(struct units *r, uint32_t list)
{
	const struct block *block = unit_doc(r)->block;

	for (uint32_t i = list + 1; i < block[list].next; i = block[i].next) {
		size_t first = r->unit.n;
		struct unit *u;

		children_push(r, i);
		u = &r->unit.v[first];
		if (is_ordered(r, list) && first < r->unit.n &&
		    u->label.field == FIELD_QUESTION && u->label.number.n == 0)
			u->label.number = arena_printf(r->words.arena, "%d",
			    block[i].number);
	}
}

static void
list_push_units(struct units *r, uint32_t list)
{
	const struct block *block = unit_doc(r)->block;

	if (is_list_of_labels(r, list))
		labels_push(r, list);
	else if (holds_answers(r, list))
		for (uint32_t i = list + 1; i < block[list].next;
		    i = block[i].next)
			item_push(r, i);
	else
		unit_push(r, unit_plain(r, list));
}

/* --- headings ----------------------------------------------------------- */

/* A heading again, whatever was made of it. */
static void
heading_set(const struct units *r, struct unit *u)
{
	const struct block *h = &unit_doc(r)->block[u->block];

	*u = unit_plain(r, u->block);
	u->level = h->level;
	u->title = title_read(&r->words, markdown_text(unit_doc(r), h->text));
}

static void
heading_push(struct units *r, uint32_t b)
{
	struct unit u = unit_plain(r, b);

	if (!heading_label(r, &u, unit_doc(r)->block[b].level)) {
		heading_set(r, &u);
		r->open[0] = r->open[u.level] = (int)r->unit.n;
		for (int l = u.level + 1; l < LEVELS; l++)
			r->open[l] = -1;
	}
	unit_push(r, u);
}

/* --- all of them -------------------------------------------------------- */

/* The block that follows. */
static uint32_t
block_push(struct units *r, uint32_t b)
{
	switch ((enum block_kind)block_kind(r, b)) {
	case BLOCK_FOOTNOTES:
		break;
	case BLOCK_HEADING:
		heading_push(r, b);
		break;
	case BLOCK_HTML:
		return raw_push(r, b);
	case BLOCK_LIST:
		list_push_units(r, b);
		break;
	case BLOCK_QUOTE:
		if (label_known(opening_label(r, b)))
			children_push(r, b);
		else
			unit_push(r, unit_plain(r, b));
		break;
	default:
		inner_push(r, b);
		bold_heading(r, &r->unit.v[r->unit.n - 1]);
		break;
	}
	return unit_doc(r)->block[b].next;
}

/* Do two units' pieces of HTML follow each other with nothing lost between? */
static void
joins_fill(struct units *r)
{
	const struct block *block = unit_doc(r)->block;

	for (size_t i = 1; i < r->unit.n; i++) {
		struct unit *u = &r->unit.v[i], *before = u - 1;

		u->joined = before->end == u->block &&
		    block[u->block].depth == block[before->block].depth &&
		    before->html.to == block[before->block].html_end &&
		    u->html.from == block[u->block].html &&
		    u->html.skip == u->html.resume;
	}
}

/* Headings by level, as a stack: what each unit stands under. */
static void
above_fill(struct units *r)
{
	int open[LEVELS];

	memset(open, -1, sizeof open);
	for (size_t i = 0; i < r->unit.n; i++) {
		const struct unit *u = &r->unit.v[i];
		int level = u->level ? u->level : u->label_level ? u->label_level
		    : LEVELS;

		r->above[i] = -1;
		for (int l = level - 1; l > 0 && r->above[i] < 0; l--)
			r->above[i] = open[l];
		if (!u->level)
			continue;
		open[level] = (int)i;
		for (int l = level + 1; l < LEVELS; l++)
			open[l] = -1;
	}
}

struct family {		/* the labels that stand right under one heading */
	uint32_t questions, answers;
	bool list;		/* the question label heads a list of questions */
};

/* Is a label that is a heading followed by nothing of its own? */
static bool
heads_nothing(const struct units *r, size_t i)
{
	const struct unit *u = &r->unit.v[i];

	return u->value.n == 0 && (i + 1 == r->unit.n || u[1].level > 0);
}

/* Or by a list of questions, which "## 题目" announces? */
static bool
heads_list(const struct units *r, size_t i)
{
	const struct unit *u = &r->unit.v[i];

	return u->label_level && u->value.n == 0 &&
	    u->label.field == FIELD_QUESTION && i + 1 < r->unit.n &&
	    is_list_of_questions(r, u[1].block, 2);
}

/*
 * Words such as 问题 or 分析 head many a chapter.  Right under one heading they are
 * labels only when an answer is among them, and one question at most.  From the end,
 * so that what follows a label is settled.
 */
static void
weak_labels_drop(struct units *r)
{
	struct family *family = arena_array(r->words.arena, struct family,
	    r->unit.n + 1), *f;

	for (size_t i = 0; i < r->unit.n; i++) {
		f = &family[r->above[i] + 1];
		f->questions += r->unit.v[i].label.field == FIELD_QUESTION;
		f->answers += r->unit.v[i].label.field == FIELD_ANSWER;
		f->list |= heads_list(r, i);
	}
	for (size_t i = r->unit.n; i-- > 0;) {
		struct unit *u = &r->unit.v[i];

		f = &family[r->above[i] + 1];
		if (!u->label_level)
			continue;
		if (f->list || heads_nothing(r, i) || (u->weak &&
		    (f->answers == 0 || f->questions > 1)))
			heading_set(r, u);
	}
}

void
units_read(struct units *r)
{
	memset(r->open, -1, sizeof r->open);
	details_pair(r);
	for (uint32_t b = 0; b < unit_doc(r)->nblock;)
		b = block_push(r, b);
	r->above = arena_array(r->words.arena, int, r->unit.n + 1);
	above_fill(r);
	weak_labels_drop(r);
	above_fill(r);
	joins_fill(r);
}
