/*
 * Lists of questions whose answers stand elsewhere: a numbered list, and later
 * a section such as 答案解析 with the same numbers.  A list of questions that
 * nobody answers is only listed.
 */
#include "model/reader.h"

#include "base/text.h"

struct answers {	/* of one answers section: number -> units */
	size_t first, end;	/* the section */
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

static bool
answers_find(const struct reader *r, size_t from, struct answers *out)
{
	for (size_t i = from; i < r->units.unit.n; i++)
		if (is_answers_heading(r, i)) {
			out->first = i + 1;
			out->end = reader_section_end(r, i);
			return true;
		}
	return false;
}

/* Does a unit carry this number, as a heading or as bold text? */
static bool
has_number(const struct reader *r, size_t i, int wanted)
{
	struct str number, title;
	int64_t n;
	char tag;

	if (!unit_at(r, i)->level)
		return false;
	unit_number(&r->units, unit_at(r, i)->title, &number, &tag, &title);
	return number.n > 0 && str_int(question_digits(r->arena, number), &n) &&
	    n == wanted;
}

/* The units below the heading with that number: [first, end), or false. */
static bool
answer_find(const struct reader *r, const struct answers *a, int number,
    size_t *first, size_t *end)
{
	for (size_t i = a->first; i < a->end; i++)
		if (has_number(r, i, number) && !r->taken[i]) {
			*first = i + 1;
			*end = reader_section_end(r, i);
			if (*end > a->end)
				*end = a->end;
			return *first < *end;
		}
	return false;
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
	struct answers answers = { 0, 0 };
	size_t first, end;
	bool found;

	if (!is_list_of_questions(r, list))
		return false;
	found = answers_find(r, i + 1, &answers);
	for (uint32_t b = list + 1; b < block[list].next; b = block[b].next)
		if (found && answer_find(r, &answers, block[b].number, &first, &end)) {
			heading_take(r, first);
			question_make_item(r, b, first, end, answered);
		} else
			question_make_item(r, b, 0, 0, open);
	return true;
}
