/*
 * What is a question.  The reader walks the blocks of a parsed article, never
 * its text.  A number in front of a heading proves nothing (chapters have
 * them): it takes an answer, or a question mark with something below it, or a
 * section that says so.
 */
#include "model/question.h"

#include <string.h>

#include "base/text.h"
#include "model/reader.h"

const char *const confidence_names[] = { "low", "medium", "high", NULL };

static const struct unit *
unit_at(const struct reader *r, size_t i)
{
	return &r->units.unit.v[i];
}

static int
kind_of(const struct reader *r, size_t i)
{
	return reader_doc(r)->block[unit_at(r, i)->block].kind;
}

/* A rule and then 题目: the author parts a question that has no heading. */
static bool
is_parting(const struct reader *r, size_t i)
{
	return kind_of(r, i) == BLOCK_RULE && i + 1 < r->units.unit.n &&
	    unit_at(r, i + 1)->field == FIELD_QUESTION;
}

size_t
reader_own_end(const struct reader *r, size_t heading)
{
	size_t i = heading + 1;

	while (i < r->units.unit.n && !unit_at(r, i)->level && !is_parting(r, i))
		i++;
	return i;
}

size_t
reader_section_end(const struct reader *r, size_t heading)
{
	int level = unit_at(r, heading)->level;
	size_t i = heading + 1;

	while (i < r->units.unit.n && !(unit_at(r, i)->level &&
	    unit_at(r, i)->level <= level))
		i++;
	return i;
}

static bool
has_content(const struct reader *r, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (kind_of(r, i) != BLOCK_RULE && unit_at(r, i)->attribute < 0 &&
		    !r->taken[i])
			return true;
	return false;
}

static bool
asks(struct str title)
{
	return str_ends(title, S("?")) || str_ends(title, S("？"));
}

/* Does an enclosing section say that questions stand in it? */
static bool
section_says(const struct reader *r, size_t i)
{
	for (int u = unit_at(r, i)->above; u >= 0; u = unit_at(r, (size_t)u)->above) {
		struct str title = text_fold(r->arena, unit_at(r, (size_t)u)->title);

		if ((int)unit_at(r, (size_t)u)->block == r->at->title_block)
			continue;
		for (size_t l = 0; l < r->config->nlanguage; l++) {
			const struct labels *words = &r->config->language[l].labels;

			for (size_t w = 0; w < words->nsection; w++)
				if (str_find(title, words->section[w]) != STR_NONE)
					return true;
		}
	}
	return false;
}

static bool
kind_is_given(const struct reader *r, size_t i)
{
	const struct block *h = &reader_doc(r)->block[unit_at(r, i)->block];

	for (uint32_t a = h->attr; a < h->attr + h->nattr; a++)
		if (str_eq(markdown_text(reader_doc(r),
		    reader_doc(r)->attr[a].key), S("kind")))
			return true;
	return false;
}

/* Fields between a heading and the next: an answer, or one question, makes it
 * a question; several questions make it a section. */
static struct rule
rule_of_fields(const struct reader *r, size_t i, bool numbered, char tag)
{
	size_t count[FIELD_NAMES] = { 0 }, end = reader_own_end(r, i);

	for (size_t u = i + 1; u < end; u++)
		if (unit_at(r, u)->field >= 0)
			count[unit_at(r, u)->field]++;
	if (count[FIELD_QUESTION] > 1 ||
	    (count[FIELD_QUESTION] == 0 && count[FIELD_ANSWER] != 1))
		return (struct rule){ 0 };
	return (struct rule){ tag ? "Q/P heading with fields"
	    : unit_at(r, i)->level == LEVEL_BOLD ? "bold number with fields"
	    : numbered ? "numbered heading with fields" : "heading with fields",
	    CONFIDENCE_HIGH };
}

/* Without fields: what the number, the mark and the section say. */
static struct rule
rule_of_content(const struct reader *r, size_t i, bool numbered, char tag,
    struct str title)
{
	bool own = has_content(r, i + 1, reader_own_end(r, i));
	bool any = own || has_content(r, i + 1, reader_section_end(r, i));

	if (kind_is_given(r, i) && any)
		return (struct rule){ "heading with a kind", CONFIDENCE_HIGH };
	if (tag && any)
		return (struct rule){ "Q/P heading with content", CONFIDENCE_HIGH };
	if (numbered && asks(title) && any)
		return (struct rule){ "numbered heading that asks, with content",
			CONFIDENCE_MEDIUM };
	if (numbered && own && section_says(r, i))
		return (struct rule){ "numbered heading in a section of questions",
			CONFIDENCE_MEDIUM };
	if (numbered && asks(title))
		return (struct rule){ "numbered heading that asks, without content",
			CONFIDENCE_LOW };
	return (struct rule){ 0 };
}

static struct str
asked_key(const struct reader *r, struct str title)
{
	return text_fold(r->arena, title);
}

/* inside: below a question already, where only fields can begin another. */
static struct rule
heading_rule(const struct reader *r, size_t i, bool inside)
{
	const struct unit *u = unit_at(r, i);
	struct str number, title;
	struct rule rule;
	char tag;

	unit_number(&r->units, u->title, &number, &tag, &title);
	rule = rule_of_fields(r, i, number.n > 0, tag);
	if (rule.name || inside || map_get(&r->asked, asked_key(r, u->title)))
		return rule;	/* asked before: a long explanation */
	return rule_of_content(r, i, number.n > 0, tag, title);
}

/* A question's section ends before the next heading that is not below it, and
 * before the next question. */
static size_t
question_end(const struct reader *r, size_t heading, struct rule rule)
{
	bool inside = rule.confidence == CONFIDENCE_HIGH;
	size_t end = reader_section_end(r, heading), i;

	for (i = heading + 1; i < end; i++)
		if (is_parting(r, i) || (unit_at(r, i)->level &&
		    heading_rule(r, i, inside).name))
			break;
	return i;
}

/* Questions without a heading: each 题目 label begins one. */
static void
labels_read(struct reader *r, size_t from, size_t to)
{
	struct rule rule = { "question label without heading", CONFIDENCE_HIGH };
	size_t i = from, end;

	while (i < to) {
		if (unit_at(r, i)->field != FIELD_QUESTION) {
			if (!r->taken[i])
				question_list_read(r, i);
			i++;
			continue;
		}
		for (end = i + 1; end < to; end++)
			if (unit_at(r, end)->field == FIELD_QUESTION)
				break;
		question_make(r, i, end, rule);
		i = end;
	}
}

static void
asked_note(struct reader *r, size_t heading)
{
	if (r->at->question.n > 0)
		map_put(r->arena, &r->asked, asked_key(r,
		    unit_at(r, heading)->title),
		    r->at->question.v[r->at->question.n - 1]);
}

/* The title's number and text again, later and without fields, is the long
 * explanation of the question, not another one. */
static void
explanation_note(struct reader *r, size_t heading)
{
	struct question *q = map_get(&r->asked, asked_key(r,
	    unit_at(r, heading)->title));

	if (q && q->explanation < 0 && unit_at(r, heading)->level != LEVEL_BOLD)
		q->explanation = (int)unit_at(r, heading)->block;
}

static size_t
heading_read(struct reader *r, size_t i)
{
	struct rule rule = heading_rule(r, i, false);
	size_t end;

	if (!rule.name) {
		explanation_note(r, i);
		end = reader_own_end(r, i);
		labels_read(r, i + 1, end);
		return end;
	}
	end = question_end(r, i, rule);
	question_make(r, i, end, rule);
	if (rule.confidence != CONFIDENCE_LOW)
		asked_note(r, i);
	return end;
}

/* A heading that is a question is not eaten as the article's title. */
static void
title_release(struct reader *r)
{
	for (size_t i = 0; i < r->at->question.n; i++)
		if (r->at->question.v[i]->heading == r->at->title_block)
			r->at->title_block = -1;
}

void
question_collect(struct article *at, const struct config *c,
    struct taxonomy *companies, struct taxonomy *topics, struct arena *a,
    struct diag *d)
{
	struct reader r = { .at = at, .config = c, .companies = companies,
		.topics = topics, .arena = a, .diag = d,
		.units = { .at = at, .config = c, .arena = a } };
	size_t end;

	units_read(&r.units);
	r.taken = arena_array(a, bool, r.units.unit.n + 1);
	for (size_t i = 0; i < r.units.unit.n;) {
		if (r.taken[i])
			i++;
		else if (r.units.unit.v[i].level)
			i = heading_read(&r, i);
		else {
			end = reader_own_end(&r, i);
			labels_read(&r, i, end);
			i = end;
		}
	}
	title_release(&r);
}

size_t
question_answer_size(const struct question *q)
{
	const struct markdown *m = &q->article->md;
	size_t n = 0;

	for (size_t i = 0; i < q->field.n; i++) {
		const struct fragment *f = &q->field.v[i].body;

		if (q->field.v[i].name == FIELD_ANSWER ||
		    q->field.v[i].name == FIELD_EXPLANATION)
			n += f->skip - f->from + f->to - f->resume;
		for (uint32_t k = q->field.v[i].block; k < q->field.v[i].end; k++)
			if (m->block[k].kind == BLOCK_CODE ||
			    m->block[k].kind == BLOCK_DIAGRAM)
				n += m->block[k].length;
	}
	return n;
}
