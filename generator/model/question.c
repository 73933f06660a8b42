/*
 * What is a question.  The reader walks the blocks of a parsed article, never
 * its text.  A number in front of a heading proves nothing (chapters have
 * them): it takes an answer, or a question mark with something below it, or a
 * section that says so.  What may be one, and may not, is listed and not published.
 */
#include "model/question.h"

#include <string.h>

#include "base/text.h"
#include "model/reader.h"

const char *const confidence_names[] = { "low", "medium", "high", NULL };

static const struct rule none = { NULL, CONFIDENCE_LOW };

static struct rule
sure(const char *name)
{
	return (struct rule){ name, CONFIDENCE_HIGH };
}

static struct rule
likely(const char *name)
{
	return (struct rule){ name, CONFIDENCE_MEDIUM };
}

static struct rule
doubtful(const char *name)
{
	return (struct rule){ name, CONFIDENCE_LOW };
}

static bool
is_published(struct rule rule)
{
	return rule.name && rule.confidence != CONFIDENCE_LOW;
}

static bool
is_sure(struct rule rule)
{
	return rule.name && rule.confidence == CONFIDENCE_HIGH;
}

static int
kind_of(const struct reader *r, size_t i)
{
	return reader_doc(r)->block[unit_at(r, i)->block].kind;
}

static bool
is_title(const struct reader *r, size_t i)
{
	return (int)unit_at(r, i)->block == r->at->title_block;
}

/* A rule and then 题目: the author parts a question that has no heading. */
static bool
is_parting(const struct reader *r, size_t i)
{
	return kind_of(r, i) == BLOCK_RULE && i + 1 < r->units.unit.n &&
	    unit_at(r, i + 1)->label.field == FIELD_QUESTION;
}

/* A section ends with the element that it stands in. */
static bool
ends_element(const struct reader *r, size_t i, size_t heading)
{
	uint32_t closes = unit_at(r, i)->closes;

	return closes > 0 && closes <= unit_at(r, heading)->block;
}

size_t
reader_own_end(const struct reader *r, size_t heading)
{
	size_t i = heading + 1;

	while (i < r->units.unit.n && !unit_at(r, i)->level &&
	    !is_parting(r, i) && !ends_element(r, i, heading))
		i++;
	return i;
}

size_t
reader_section_end(const struct reader *r, size_t heading)
{
	int level = unit_at(r, heading)->level;
	size_t i = heading + 1;

	if (!level)
		level = unit_at(r, heading)->label_level;
	while (i < r->units.unit.n && !ends_element(r, i, heading) &&
	    !(unit_at(r, i)->level && unit_at(r, i)->level <= level))
		i++;
	return i;
}

static bool
has_content(const struct reader *r, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (kind_of(r, i) != BLOCK_RULE && !r->taken[i] &&
		    unit_at(r, i)->label.attribute < 0)
			return true;
	return false;
}

/* Does an enclosing section say that questions stand in it? */
static bool
section_says(const struct reader *r, size_t i)
{
	for (int u = r->units.above[i]; u >= 0; u = r->units.above[u])
		if (!is_title(r, (size_t)u) &&
		    unit_at(r, (size_t)u)->title.announces)
			return true;
	return false;
}

/* --- headings by themselves --------------------------------------------- */

struct fields {		/* right under a heading */
	size_t questions, answers;
	bool more;	/* an explanation or an example */
	bool strange;	/* labels nobody knows */
};

static struct fields
fields_count(const struct reader *r, size_t i)
{
	size_t own = reader_own_end(r, i), end = reader_section_end(r, i);
	struct fields f = { 0 };

	for (size_t u = i + 1; u < end; u++) {
		const struct unit *unit = unit_at(r, u);

		if (u >= own && (!unit->label_level || r->units.above[u] != (int)i))
			continue;
		f.questions += unit->label.field == FIELD_QUESTION;
		f.answers += unit->label.field == FIELD_ANSWER;
		f.more |= unit->label.field > FIELD_ANSWER;
		f.strange |= unit->strange;
	}
	return f;
}

static bool
has_attributes(const struct reader *r, size_t i)
{
	for (int k = 0; k < ATTRIBUTES; k++)
		if (question_has_attribute(r, unit_at(r, i)->block,
		    (enum attribute)k))
			return true;
	return false;
}

/*
 * An answer, or one question, makes the heading a question; several questions make
 * it a section of them, and so does its name when the question below has one too.
 */
static struct rule
rule_of_fields(const struct reader *r, size_t i)
{
	const struct title *t = &unit_at(r, i)->title;
	struct fields f = fields_count(r, i);
	size_t end = reader_own_end(r, i);
	bool numbered = title_numbers(t), asks = question_asks(t->whole);
	bool parted = end < r->units.unit.n && is_parting(r, end);

	if (f.questions > 1 || f.questions + f.answers == 0)
		return none;
	if (f.questions == 0 && f.answers > 1 && !numbered && !asks)
		return none;
	if (f.questions == 1 && !asks && ((!numbered && (parted ||
	    is_title(r, i))) || is_called_questions(&r->units.words, t->text)))
		return none;
	if (f.answers == 0 && !asks && !section_says(r, i) &&
	    !has_attributes(r, i) && !(numbered && f.more && !f.strange))
		return doubtful("heading with a question field, without an answer");
	if (f.answers == 0)
		return likely("heading with a question field");
	return sure(t->tag == 'Q' || t->tag == 'P' ? "Q/P heading with fields"
	    : unit_at(r, i)->level == LEVEL_ITEM ? "list item with an answer"
	    : unit_at(r, i)->level == LEVEL_BOLD ? "bold number with fields"
	    : numbered ? "numbered heading with fields" : "heading with fields");
}

static struct rule own_rule(struct reader *r, size_t i);

/*
 * Where what belongs to a heading ends: before the next that is not below it, and
 * before the next question.  Below text of the heading's own, bold numbers are
 * steps or points, unless they have fields.
 */
static size_t
own_section_end(struct reader *r, size_t heading, bool (*begins)(struct rule))
{
	size_t end = reader_section_end(r, heading), i;
	bool text = unit_at(r, heading)->level < LEVEL_BOLD &&
	    has_content(r, heading + 1, reader_own_end(r, heading));

	for (i = heading + 1; i < end; i++) {
		int level = unit_at(r, i)->level;

		if (is_parting(r, i))
			break;
		if (level && (text && level >= LEVEL_BOLD ? is_sure : begins)(
		    own_rule(r, i)))
			break;
	}
	return i;
}

/* A letter Q says it, a letter P behind a section's number too.  Any other P, and
 * a word such as 问题 or 编程题, heads chapters as well: its section must help. */
static bool
tag_says(const struct reader *r, size_t i)
{
	const struct title *t = &unit_at(r, i)->title;

	return t->tag == 'Q' || (t->tag == 'P' && str_chr(t->number, '.') !=
	    STR_NONE) || (t->tag && section_says(r, i));
}

/* Without fields: what attributes, the number and the question mark say. */
static struct rule
rule_of_content(struct reader *r, size_t i)
{
	const struct title *t = &unit_at(r, i)->title;
	bool content;

	if (t->text.n == 0 || !(title_numbers(t) || has_attributes(r, i)))
		return none;
	content = has_content(r, i + 1, own_section_end(r, i, is_published));
	if (content && has_attributes(r, i))
		return sure("heading with attributes");
	if (content && t->tag && tag_says(r, i))
		return sure("Q/P heading with content");
	if (content && question_asks(t->text))
		return likely("numbered heading that asks, with content");
	if (content && t->tag)
		return doubtful("numbered by a word, with content");
	if (question_asks(t->text) && reader_section_end(r, i) ==
	    reader_own_end(r, i))
		return doubtful("numbered heading that asks, without content");
	return none;
}

/* What a heading is whatever stands round it.  Its sections ask the same of the
 * headings below, so it is found once. */
static struct rule
own_rule(struct reader *r, size_t i)
{
	if (r->ruled[i])
		return r->rule[i];
	r->rule[i] = rule_of_fields(r, i);
	if (!r->rule[i].name)
		r->rule[i] = rule_of_content(r, i);
	r->ruled[i] = true;
	return r->rule[i];
}

/* --- headings where they stand ------------------------------------------ */

/* Is the heading a chapter, with questions below it? */
static bool
is_chapter(struct reader *r, size_t i)
{
	size_t end = reader_section_end(r, i);

	for (size_t u = i + 1; u < end; u++)
		if (unit_at(r, u)->level && (is_published(own_rule(r, u)) ||
		    question_asks(unit_at(r, u)->title.whole)))
			return true;
	return false;
}

/* What its section, its article or its mark say of a heading with content. */
static struct rule
rule_of_place(struct reader *r, size_t i)
{
	const struct title *t = &unit_at(r, i)->title;
	bool asks = question_asks(t->whole);

	if (unit_at(r, i)->level > LEVEL_BOLD || is_title(r, i) ||
	    !(title_numbers(t) || asks) ||
	    !has_content(r, i + 1, reader_own_end(r, i)) ||
	    (!asks && is_chapter(r, i)))
		return none;
	if (t->text.n == 0)
		return section_says(r, i) ? doubtful("number in a section of questions")
		    : none;
	if (section_says(r, i))
		return likely(title_numbers(t)
		    ? "numbered heading in a section of questions"
		    : "heading that asks in a section of questions");
	if (r->trusting)
		return likely("heading in an article whose front matter says so");
	if (asks)
		return doubtful("heading that asks, without a number");
	if (r->announced)
		return doubtful("numbered heading in an article of questions");
	return none;
}

static struct str
asked_key(const struct reader *r, size_t i)
{
	return text_fold(r->arena, unit_at(r, i)->title.whole);
}

/* A heading that was a question before is its long explanation, unless it has
 * fields. */
static bool
was_asked(const struct reader *r, size_t i)
{
	return map_get(&r->asked, asked_key(r, i)) != NULL;
}

static struct rule
heading_rule(struct reader *r, size_t i)
{
	struct rule rule;

	if (was_asked(r, i))
		return rule_of_fields(r, i);
	rule = own_rule(r, i);
	return rule.name ? rule : rule_of_place(r, i);
}

/* Within a sure question only another sure one begins. */
static size_t
question_end(struct reader *r, size_t heading, struct rule rule)
{
	return own_section_end(r, heading, is_sure(rule) ? is_sure
	    : is_published);
}

/* --- reading ------------------------------------------------------------ */

/* A rule that does not part a question from its answer. */
static bool
is_stop(const struct reader *r, size_t i)
{
	return kind_of(r, i) == BLOCK_RULE && (i + 1 == r->units.unit.n ||
	    unit_at(r, i + 1)->label.field < 0);
}

/* A question without a heading: its label begins it, the next one, a heading or a
 * rule ends it. */
static size_t
label_read_question(struct reader *r, size_t i, size_t to)
{
	struct rule rule = sure("question label without heading");
	bool answered = false, strange = false;
	size_t end;

	for (end = i + 1; end < to; end++) {
		const struct unit *u = unit_at(r, end);

		if (u->label.field == FIELD_QUESTION || is_stop(r, end))
			break;
		answered |= u->label.field >= 0;
		strange |= u->strange;
	}
	if (!answered && !strange && ((i > 0 && is_parting(r, i - 1)) ||
	    unit_at(r, i)->label.number.n > 0 || section_says(r, i)))
		rule = likely("question label without heading and answer");
	else if (!answered)
		rule = doubtful("question label without heading and answer");
	question_make(r, i, end, rule);
	return end;
}

static void
labels_read(struct reader *r, size_t from, size_t to)
{
	for (size_t i = from; i < to;) {
		if (!r->taken[i] && unit_at(r, i)->label.field ==
		    FIELD_QUESTION) {
			i = label_read_question(r, i, to);
			continue;
		}
		if (!r->taken[i])
			question_list_read(r, i);
		i++;
	}
}

static void
asked_note(struct reader *r, size_t heading)
{
	map_put(r->arena, &r->asked, asked_key(r, heading),
	    r->at->question.v[r->at->question.n - 1]);
}

/* The title's number and text again, later and without fields, is the long
 * explanation of the question, not another one. */
static void
explanation_note(struct reader *r, size_t heading)
{
	struct question *q = map_get(&r->asked, asked_key(r, heading));

	if (q && q->explanation < 0 && unit_at(r, heading)->level < LEVEL_BOLD)
		q->explanation = (int)unit_at(r, heading)->block;
}

static size_t
heading_read(struct reader *r, size_t i)
{
	struct rule rule = heading_rule(r, i);
	size_t end;

	if (rule.name) {
		end = question_end(r, i, rule);
		question_make(r, i, end, rule);
		if (is_published(rule)) {
			asked_note(r, i);
			return end;
		}
	}
	explanation_note(r, i);
	end = reader_own_end(r, i);
	if (!rule_of_fields(r, i).name)	/* else they are what is doubtful */
		labels_read(r, i + 1, end);
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

/*
 * Companies and a difficulty in the front matter are those of the article's
 * questions.  Where nothing else is surely one, its headings are.
 */
static bool
front_matter_says(struct reader *r)
{
	if (r->at->company.n == 0 && !r->at->difficulty)
		return false;
	for (size_t i = 0; i < r->units.unit.n; i++)
		if (unit_at(r, i)->label.field == FIELD_QUESTION ||
		    (unit_at(r, i)->level && is_sure(own_rule(r, i))))
			return false;
	return true;
}

void
question_collect(struct article *at, const struct config *c,
    struct taxonomy *companies, struct taxonomy *topics, struct arena *a,
    struct diag *d)
{
	struct reader r = { .at = at, .config = c, .companies = companies,
		.topics = topics, .arena = a, .diag = d,
		.units = { .at = at, .words = { c, at->lang, a } } };
	size_t end;

	units_read(&r.units);
	r.taken = arena_array(a, bool, r.units.unit.n + 1);
	r.ruled = arena_array(a, bool, r.units.unit.n + 1);
	r.rule = arena_array(a, struct rule, r.units.unit.n + 1);
	r.trusting = front_matter_says(&r);
	r.announced = announces_questions(&r.units.words, at->title);
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
