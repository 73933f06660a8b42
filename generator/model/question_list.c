/*
 * Lists of questions whose answers stand elsewhere: a numbered list, and later
 * a section such as 答案解析 with the same numbers, as headings, bold text or a list.
 * A list of questions that nobody answers is only listed.
 */
#include "base/text.h"
#include "model/reader.h"

struct answers {	/* of the section that begins at unit `heading` */
	size_t from;		/* found by looking from there */
	size_t heading, end;	/* unit; the number of units when there is none */
	struct map unit;	/* digits -> unit that is the answer's heading + 1 */
	struct map item;	/* digits -> block of a list item */
	size_t *next;		/* by unit: the next of its number + 1, from `heading` on */
};

/* "六、答案解析", "参考答案：": the number off, is it a label of answers? */
static bool
is_answers_heading(const struct reader *r, size_t i)
{
	const struct unit *u = unit_at(r, i);
	int meaning = u->label.field;
	bool colon;

	if (u->level)
		meaning = label_read(&r->units.words, colon_cut(u->title.text.n > 0
		    ? u->title.text : u->title.whole, &colon)).field;
	else if (!u->label_level)
		return false;
	return meaning == FIELD_ANSWER || meaning == FIELD_EXPLANATION;
}

static void
items_note(struct reader *r, struct answers *a, uint32_t list)
{
	const struct block *block = reader_doc(r)->block;

	if (block[list].kind != BLOCK_LIST || block[list].level != 1)
		return;
	for (uint32_t b = list + 1; b < block[list].next; b = block[b].next) {
		struct str digits = arena_printf(r->arena, "%d", block[b].number);

		map_put(r->arena, &a->item, digits, (void *)(uintptr_t)b);
	}
}

/* Backwards, so that the first of a number is found first. */
static void
answers_note(struct reader *r, struct answers *a)
{
	a->next = arena_array(r->arena, size_t, a->end - a->heading);
	for (size_t i = a->end; i-- > a->heading + 1;) {
		const struct unit *u = unit_at(r, i);
		struct str digits = question_digits(r->arena, u->title.number);

		if (!u->level)
			items_note(r, a, u->block);
		else if (digits.n > 0)
			a->next[i - a->heading] = (uintptr_t)map_put(r->arena,
			    &a->unit, digits, (void *)(uintptr_t)(i + 1));
	}
}

/* The next section of answers; looked for once between two of them. */
static struct answers *
answers_find(struct reader *r, size_t from)
{
	struct answers *a = r->answers;

	if (a && from >= a->from && from <= a->heading)
		return a;
	r->answers = a = arena_new_of(r->arena, struct answers);
	a->from = from;
	for (a->heading = from; a->heading < r->units.unit.n; a->heading++)
		if (is_answers_heading(r, a->heading)) {
			a->end = reader_section_end(r, a->heading);
			answers_note(r, a);
			break;
		}
	return a;
}

/* What stands in the section under that number: below its heading, or an item. */
static bool
answer_find(const struct reader *r, struct answers *a, int number,
    struct item_answer *out)
{
	struct str digits = arena_printf(r->arena, "%d", number);
	size_t unit = (uintptr_t)map_get(&a->unit, digits), first = unit;

	*out = (struct item_answer){ 0 };
	while (unit > 0 && r->taken[unit - 1])
		unit = a->next[unit - 1 - a->heading];
	if (unit != first)	/* the next to ask need not pass them again */
		map_put(r->arena, &a->unit, digits, (void *)(uintptr_t)unit);
	if (unit > 0) {
		out->first = unit;
		out->end = reader_section_end(r, unit - 1);
		if (out->end > a->end)
			out->end = a->end;
		return out->first < out->end;
	}
	out->item = (uint32_t)(uintptr_t)map_get(&a->item, digits);
	return out->item > 0;
}

/* How many of the list's items are answered. */
static size_t
answered_count(const struct reader *r, struct answers *a, uint32_t list,
    size_t *items)
{
	const struct block *block = reader_doc(r)->block;
	struct item_answer answer;
	size_t n = 0;

	*items = 0;
	for (uint32_t b = list + 1; b < block[list].next; b = block[b].next) {
		n += answer_find(r, a, block[b].number, &answer);
		++*items;
	}
	return n;
}

/* Its heading belongs to the answer; an item answers once. */
static void
answer_take(struct reader *r, struct answers *a, int number,
    struct item_answer answer)
{
	if (answer.first > 0)
		r->taken[answer.first - 1] = true;
	else
		map_put(r->arena, &a->item, arena_printf(r->arena, "%d", number),
		    NULL);
}

/* All items become questions or none does: the rest of a list could not stand on
 * a page by itself. */
static void
items_make(struct reader *r, size_t i, struct answers *answers)
{
	static const struct rule answered = {
		"list item, answered in a later section", CONFIDENCE_HIGH };
	static const struct rule beside = {
		"list item without an answer, among answered ones",
		CONFIDENCE_MEDIUM };
	static const struct rule open = { "list item without an answer",
		CONFIDENCE_LOW };
	const struct block *block = reader_doc(r)->block;
	uint32_t list = unit_at(r, i)->block;
	struct item_answer answer;

	for (uint32_t b = list + 1; b < block[list].next; b = block[b].next) {
		bool found = answers && answer_find(r, answers, block[b].number,
		    &answer);

		if (found)
			answer_take(r, answers, block[b].number, answer);
		question_make_item(r, i, b, found ? answer
		    : (struct item_answer){ 0 }, found ? answered
		    : answers ? beside : open);
	}
}

/* Does a heading above the list say that it holds questions? */
static bool
stands_among_questions(const struct reader *r, size_t i)
{
	const struct words *w = &r->units.words;

	for (int u = r->units.above[i]; u >= 0; u = r->units.above[u]) {
		const struct title *t = &unit_at(r, (size_t)u)->title;

		if (t->announces ||
		    label_read(w, t->text).field == FIELD_QUESTION)
			return true;
	}
	return false;
}

void
question_list_read(struct reader *r, size_t i)
{
	const struct block *block = reader_doc(r)->block;
	uint32_t list = unit_at(r, i)->block;
	bool asks = is_list_of_questions(&r->units, list, 2);
	struct answers *answers;
	size_t items, n;

	if (block[list].kind != BLOCK_LIST || block[list].level != 1)
		return;
	answers = answers_find(r, i + 1);
	n = answered_count(r, answers, list, &items);
	if (items >= 2 && (asks ? 2 * n >= items : n == items &&
	    stands_among_questions(r, i)))
		items_make(r, i, answers);
	else if (asks)
		items_make(r, i, NULL);
}
