/*
 * Lists of questions whose answers stand elsewhere: a numbered list, and later
 * a section such as 答案解析 with the same numbers.  A list of questions that
 * nobody answers is only listed.
 */
#include <inttypes.h>

#include "model/reader.h"

#include "base/text.h"

/*
 * Sections of answers, found once: a file may ask thousands of questions in
 * as many lists.
 */
struct answers {
	LIST(size_t) heading;	/* units that head such a section, in order */
	size_t current;		/* the one that is indexed, or STR_NONE */
	size_t end;		/* of its section */
	struct map by_number;	/* "12" -> index + 1 of the first unit so numbered */
	size_t *next;		/* by unit: index + 1 of the next with its number */
};

static const struct unit *
unit_at(const struct reader *r, size_t i)
{
	return &r->units.unit.v[i];
}

/* "六、答案解析": the number off, is it a label of answers? */
static bool
is_answers_heading(const struct reader *r, size_t i)
{
	struct str number, title;
	char tag;
	int meaning;

	if (!unit_at(r, i)->level)
		return false;
	unit_number(&r->units, unit_at(r, i)->title, &number, &tag, &title);
	meaning = label_meaning(&r->units, title, false);
	return meaning == FIELD_ANSWER || meaning == FIELD_EXPLANATION;
}

static struct answers *
answers_get(struct reader *r)
{
	struct answers *a = r->answers;

	if (a)
		return a;
	a = r->answers = arena_new_of(r->arena, struct answers);
	a->current = STR_NONE;
	for (size_t i = 0; i < r->units.unit.n; i++)
		if (is_answers_heading(r, i))
			*list_push(r->arena, &a->heading) = i;
	return a;
}

/* The number a unit carries, as a heading or as bold text: "12", or empty. */
static struct str
number_of(const struct reader *r, size_t i)
{
	struct str number, title;
	int64_t n;
	char tag;

	if (!unit_at(r, i)->level)
		return S("");
	unit_number(&r->units, unit_at(r, i)->title, &number, &tag, &title);
	if (number.n == 0 || !str_int(question_digits(r->arena, number), &n))
		return S("");
	return arena_printf(r->arena, "%" PRId64, n);
}

/* Index the section that heading begins; backwards, so that the first of a
 * number is found first. */
static void
answers_index(struct reader *r, struct answers *a, size_t heading)
{
	struct str number;

	if (a->current == heading)
		return;
	a->current = heading;
	a->end = reader_section_end(r, heading);
	a->by_number = (struct map){ 0 };
	if (!a->next)
		a->next = arena_array(r->arena, size_t, r->units.unit.n);
	for (size_t i = a->end; i-- > heading + 1;) {
		number = number_of(r, i);
		if (number.n > 0)
			a->next[i] = (uintptr_t)map_put(r->arena, &a->by_number,
			    number, (void *)(uintptr_t)(i + 1));
	}
}

/* Index the first section of answers behind unit from; false when none is. */
static bool
answers_find(struct reader *r, size_t from, struct answers *a)
{
	size_t low = 0, high = a->heading.n, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (a->heading.v[middle] <= from)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == a->heading.n)
		return false;
	answers_index(r, a, a->heading.v[low]);
	return true;
}

/* The units below the heading with that number: [first, end), or false. */
static bool
answer_find(const struct reader *r, struct answers *a, int number, size_t *first,
    size_t *end)
{
	struct str key = arena_printf(r->arena, "%d", number);
	size_t i = (uintptr_t)map_get(&a->by_number, key);

	while (i > 0 && r->taken[i - 1])
		i = a->next[i - 1];
	if (i == 0)
		return false;
	map_put(r->arena, &a->by_number, key, (void *)(uintptr_t)i);
	*first = i;
	*end = reader_section_end(r, i - 1);
	if (*end > a->end)
		*end = a->end;
	return *first < *end;
}

static bool
item_asks(const struct reader *r, uint32_t item)
{
	struct str text = str_trim(unit_text(&r->units, item));

	return str_ends(text, S("?")) || str_ends(text, S("？"));
}

/* An ordered list of at least two items that all ask. */
static bool
is_list_of_questions(const struct reader *r, uint32_t list)
{
	const struct block *block = reader_doc(r)->block;
	size_t n = 0;

	if (block[list].kind != BLOCK_LIST || block[list].level != 1)
		return false;
	for (uint32_t i = list + 1; i < block[list].next; i = block[i].next, n++)
		if (!item_asks(r, i))
			return false;
	return n >= 2;
}

/* The heading of an answer belongs to it: it is read with it, not again. */
static void
heading_take(struct reader *r, size_t first)
{
	if (first > 0)
		r->taken[first - 1] = true;
}

bool
question_list_read(struct reader *r, size_t i)
{
	static const struct rule answered = {
		"list item, answered in a later section", CONFIDENCE_HIGH };
	static const struct rule open = { "list item without an answer",
		CONFIDENCE_LOW };
	const struct block *block = reader_doc(r)->block;
	uint32_t list = unit_at(r, i)->block;
	struct answers *answers;
	size_t first, end;
	bool found;

	if (!is_list_of_questions(r, list))
		return false;
	answers = answers_get(r);
	found = answers_find(r, i, answers);
	for (uint32_t b = list + 1; b < block[list].next; b = block[b].next)
		if (found && answer_find(r, answers, block[b].number, &first, &end)) {
			heading_take(r, first);
			question_make_item(r, i, b, first, end, answered);
		} else
			question_make_item(r, i, b, 0, 0, open);
	return true;
}
