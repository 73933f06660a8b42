/*
 * The question reader.  It walks the blocks of a parsed article, never its
 * text: a heading, or a paragraph that opens with a known label, can begin a
 * question, and labels inside it cut it into fields.
 */
#include "model/question.h"

#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "model/article.h"
#include "model/unit.h"

const char *const evidence_names[] = { "front_matter", "field", "heading",
	"text", NULL };

struct reader {
	struct article *at;
	const struct config *config;
	struct taxonomy *companies, *topics;
	struct arena *arena;
	struct diag *diag;
	struct units units;
	struct map ids;		/* derived so far in this article */
};

static const struct markdown *
doc(const struct reader *r)
{
	return &r->at->md;
}

static struct str
block_text(const struct reader *r, uint32_t b)
{
	return markdown_text(doc(r), doc(r)->block[b].text);
}

/* --- titles ----------------------------------------------------------- */

/* Where the title begins in the heading's HTML: behind the number, when that
 * stands there letter by letter. */
static uint32_t
title_offset(const struct reader *r, const struct block *h, struct str title)
{
	struct str text = str_trim(markdown_text(doc(r), h->text));
	struct str prefix = str_sub(text, 0, text.n - title.n);
	struct str html = str_sub(doc(r)->html, h->inner, h->inner_end);

	if (title.n <= text.n && prefix.n > 0 && str_starts(html, prefix))
		return h->inner + (uint32_t)prefix.n;
	return h->inner;
}

/* --- attributes ------------------------------------------------------- */

static uintptr_t
word_meaning(const struct reader *r, size_t table, struct str word)
{
	struct str folded = text_fold(r->arena, str_trim(word));
	uintptr_t found = 0;

	for (size_t i = 0; i < r->config->nlanguage && !found; i++)
		found = (uintptr_t)map_get((const struct map *)((const char *)
		    &r->config->language[i].labels + table), folded);
	return found;
}

static void
attribute_unknown(struct reader *r, struct where w, const char *what,
    struct str value, const char *choices)
{
	diag_warn(r->diag, w, "unknown-attribute", "'%.*s' is no %s",
	    STR_ARG(value), what);
	diag_note(r->diag, nowhere, "use one of %s", choices);
}

static void
company_add(struct reader *r, struct question *q, struct term *t,
    enum evidence from, struct where at, struct str text)
{
	for (size_t i = 0; i < q->company.n; i++)
		if (q->company.v[i].company == t)
			return;		/* the stronger evidence came first */
	*list_push(r->arena, &q->company) = (struct company_tag){ t, from, at,
		text };
}

static void
topic_add(struct reader *r, struct question *q, struct term *t)
{
	for (size_t i = 0; i < q->topic.n; i++)
		if (q->topic.v[i] == t)
			return;
	*list_push(r->arena, &q->topic) = t;
}

static struct term *
term_named(struct reader *r, struct taxonomy *set, const char *what,
    struct str name, struct where at)
{
	struct term *t = taxonomy_find(set, name);
	struct str near;

	if (t && t->known)
		return t;
	near = taxonomy_nearest(set, name);
	diag_warn(r->diag, at, "unknown-term", "unknown %s '%.*s'", what,
	    STR_ARG(name));
	if (near.n > 0)
		diag_note(r->diag, nowhere, "did you mean '%.*s'?", STR_ARG(near));
	else
		diag_note(r->diag, nowhere, "add it to content/%.*s.yml",
		    STR_ARG(set->name));
	return taxonomy_term(set, name, r->arena);
}

/* Names in one text, parted by commas, slashes or their Chinese twins. */
static bool
cut_name(struct str *rest, struct str *name)
{
	static const char *const marks[] = { ",", "，", "、", "/", ";", "；" };
	size_t at = STR_NONE, length = 0, found;

	if (!rest->p)
		return false;
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		found = str_find(*rest, str_of(marks[i]));
		if (found < at) {
			at = found;
			length = strlen(marks[i]);
		}
	}
	*name = str_trim(str_sub(*rest, 0, at));
	*rest = at == STR_NONE ? (struct str){ NULL, 0 }
	    : str_from(*rest, at + length);
	return true;
}

static void
attribute_set(struct reader *r, struct question *q, enum attribute which,
    struct str value, struct where at)
{
	uintptr_t found;
	struct str name, rest = value;

	switch (which) {
	case ATTRIBUTE_KIND:
		found = word_meaning(r, offsetof(struct labels, kind), value);
		if (found)
			q->kind = (enum kind)(found - 1);
		else
			attribute_unknown(r, at, "kind", value,
			    "concept, coding, design");
		break;
	case ATTRIBUTE_DIFFICULTY:
		found = word_meaning(r, offsetof(struct labels, difficulty), value);
		if (found)
			q->difficulty = (enum difficulty)(found - 1);
		else
			attribute_unknown(r, at, "difficulty", value,
			    "easy, medium, hard");
		break;
	case ATTRIBUTE_TOPICS:
		while (cut_name(&rest, &name))
			if (name.n > 0)
				topic_add(r, q, term_named(r, r->topics, "topic",
				    name, at));
		break;
	case ATTRIBUTE_COMPANIES:
		while (cut_name(&rest, &name))
			if (name.n > 0)
				company_add(r, q, term_named(r, r->companies,
				    "company", name, at), EVIDENCE_FIELD, at, value);
		break;
	case ATTRIBUTES:
		break;
	}
}

/* {#id kind=coding topics=a,b} on the heading. */
static void
heading_attributes(struct reader *r, struct question *q)
{
	const struct block *h = &doc(r)->block[q->heading];

	for (uint32_t i = h->attr; i < h->attr + h->nattr; i++) {
		const struct attr *at = &doc(r)->attr[i];
		struct str key = markdown_text(doc(r), at->key);

		for (int k = 0; k < ATTRIBUTES; k++)
			if (str_eq(key, str_of(attribute_names[k])))
				attribute_set(r, q, (enum attribute)k,
				    markdown_text(doc(r), at->value),
				    article_where(r->at, at->offset, at->length));
	}
}

/* --- evidence --------------------------------------------------------- */

static void
companies_in_heading(struct reader *r, struct question *q, uint32_t h)
{
	const struct block *b = &doc(r)->block[h];
	struct mentions found = { 0 };

	taxonomy_scan(r->companies, block_text(r, h), true, r->arena, &found);
	for (size_t i = 0; i < found.n; i++)
		company_add(r, q, found.v[i].term, EVIDENCE_HEADING,
		    article_where(r->at, b->offset, b->length),
		    block_text(r, h));
}

static bool
heading_kind(const struct reader *r, struct str text, enum kind *kind)
{
	struct str folded = text_fold(r->arena, text);

	for (size_t l = 0; l < r->config->nlanguage; l++) {
		const struct labels *labels = &r->config->language[l].labels;

		for (size_t i = 0; i < labels->nheading_kind; i++)
			if (str_find(folded, labels->heading_kind[i].word) != STR_NONE) {
				*kind = labels->heading_kind[i].kind;
				return true;
			}
	}
	return false;
}

/* What the enclosing sections say of the question: its kind, its companies.
 * The nearest speaks first; the article's title is not a section. */
static void
sections_say(struct reader *r, struct question *q, size_t unit, bool kind_open)
{
	for (int u = r->units.above[unit]; u >= 0; u = r->units.above[u]) {
		uint32_t h = r->units.unit.v[u].block;

		if ((int)h == r->at->title_block)
			continue;
		companies_in_heading(r, q, h);
		if (kind_open && heading_kind(r, block_text(r, h), &q->kind))
			kind_open = false;
	}
}

static void
companies_in_text(struct reader *r, struct question *q, struct str text,
    struct where at)
{
	struct mentions found = { 0 };

	taxonomy_scan(r->companies, text, false, r->arena, &found);
	for (size_t i = 0; i < found.n; i++)
		company_add(r, q, found.v[i].term, EVIDENCE_TEXT, at, text);
}

/* The question's title and its own text name companies; its answer does not. */
static void
question_names_companies(struct reader *r, struct question *q)
{
	companies_in_text(r, q, q->title, q->at);
	for (size_t i = 0; i < q->field.n; i++) {
		const struct field_part *f = &q->field.v[i];

		if (f->name != FIELD_QUESTION)
			continue;
		for (uint32_t b = f->block; b < f->end; b++)
			if (doc(r)->block[b].kind == BLOCK_PARAGRAPH)
				companies_in_text(r, q, block_text(r, b),
				    article_where(r->at, doc(r)->block[b].offset,
				    doc(r)->block[b].length));
	}
}

static void
front_matter_says(struct reader *r, struct question *q)
{
	const struct article *at = r->at;

	for (size_t i = 0; i < at->company.n; i++)
		company_add(r, q, at->company.v[i], EVIDENCE_FRONT_MATTER,
		    i < at->companies.n ? at->companies.v[i]->at : nowhere,
		    i < at->companies.n ? at->companies.v[i]->text : S(""));
	if (q->topic.n == 0)
		for (size_t i = 0; i < at->topic.n; i++)
			topic_add(r, q, at->topic.v[i]);
	if (!q->difficulty)
		q->difficulty = at->difficulty;
}

/* --- fields ----------------------------------------------------------- */

static struct fragment
unit_fragment(const struct unit *u)
{
	struct fragment f = { u->from, u->from, u->from, u->to };

	return f;
}

/* The field's HTML begins with the label's paragraph, the label cut out of it;
 * a paragraph that held nothing else goes whole. */
static struct fragment
field_fragment(const struct reader *r, const struct unit *u)
{
	struct fragment f = unit_fragment(u);
	const struct block *p = &doc(r)->block[unit_paragraph(&r->units, u->block)];

	if (u->resume >= p->inner_end) {
		f.skip = p->html;
		f.resume = p->html_end;
	} else {
		f.skip = p->inner;
		f.resume = u->resume;
	}
	if (f.skip < f.from)
		f.skip = f.from;
	return f;
}

/* Runs of the same kind grow while their units touch. */
static void
unit_append(struct reader *r, struct question *q, const struct unit *u,
    bool *in_field, bool *in_rest)
{
	if (u->field >= 0) {
		struct field_part part = { (enum field_name)u->field,
			field_fragment(r, u), u->block, u->end };

		*list_push(r->arena, &q->field) = part;
		*in_field = true;
		*in_rest = false;
	} else if (*in_field) {
		struct field_part *last = &q->field.v[q->field.n - 1];

		if (u[-1].end == u->block) {
			last->body.to = u->to;
			last->end = u->end;
		} else {
			struct field_part more = { last->name, unit_fragment(u),
				u->block, u->end };

			*list_push(r->arena, &q->field) = more;
		}
	} else if (*in_rest) {
		q->rest.v[q->rest.n - 1].to = u->to;
	} else {
		*list_push(r->arena, &q->rest) = unit_fragment(u);
		*in_rest = true;
	}
}

static void
fields_assemble(struct reader *r, struct question *q, size_t first, size_t end,
    bool *kind_given)
{
	bool in_field = false, in_rest = false;

	for (size_t i = first; i < end; i++) {
		const struct unit *u = &r->units.unit.v[i];

		if (u->attribute < 0) {
			unit_append(r, q, u, &in_field, &in_rest);
			continue;
		}
		attribute_set(r, q, (enum attribute)u->attribute, u->value,
		    article_where(r->at, doc(r)->block[u->block].offset,
		    doc(r)->block[u->block].length));
		if (u->attribute == ATTRIBUTE_KIND)
			*kind_given = true;
		in_field = in_rest = false;
	}
}

/* --- ids -------------------------------------------------------------- */

static void
id_make(struct reader *r, struct question *q)
{
	struct str last = text_slug(r->arena, path_base(r->at->key));
	struct str digits = question_digits(r->arena, q->number);
	struct str id;

	if (q->heading >= 0 && doc(r)->block[q->heading].explicit_id) {
		q->id = markdown_text(doc(r), doc(r)->block[q->heading].id);
		q->explicit_id = true;
		map_put(r->arena, &r->ids, q->id, q);
		return;
	}
	if (last.n == 0)
		last = S("q");
	id = arena_printf(r->arena, "%.*s-%.*s", STR_ARG(last), STR_ARG(digits));
	if (digits.n == 0 || map_get(&r->ids, id)) {
		struct str hex = hash_hex(r->arena, hash128(text_fold(r->arena,
		    q->title)), 8);

		id = arena_printf(r->arena, "%.*s-%.*s", STR_ARG(last),
		    STR_ARG(hex));
	}
	q->id = id;
	map_put(r->arena, &r->ids, id, q);
}

/* --- the questions ---------------------------------------------------- */

static void
question_add(struct reader *r, size_t first, size_t end, bool has_heading,
    const char *rule)
{
	struct question *q = arena_new_of(r->arena, struct question);
	const struct unit *u = &r->units.unit.v[first];
	const struct block *b = &doc(r)->block[u->block];
	bool kind_given = false;
	char tag = '\0';

	while (end > first + 1 &&
	    doc(r)->block[r->units.unit.v[end - 1].block].kind == BLOCK_RULE)
		end--;
	q->article = r->at;
	q->first = u->block;
	q->end = r->units.unit.v[end - 1].end;
	q->heading = has_heading ? (int)u->block : -1;
	q->explanation = -1;
	q->rule = rule;
	q->at = article_where(r->at, b->offset, b->length);
	q->number = S("");
	if (has_heading) {
		question_number(block_text(r, u->block), &q->number, &tag,
		    &q->title);
		q->title_html = title_offset(r, b, q->title);
	} else
		q->title = question_sentence(u->value.n > 0 ? u->value
		    : first + 1 < end ? block_text(r, u[1].block) : S(""));
	if (q->title.n == 0)
		q->title = r->at->title;
	q->kind = tag == 'P' ? KIND_CODING : KIND_CONCEPT;
	fields_assemble(r, q, first + has_heading, end, &kind_given);
	if (has_heading) {
		for (uint32_t i = b->attr; i < b->attr + b->nattr; i++)
			if (str_eq(markdown_text(doc(r), doc(r)->attr[i].key),
			    S("kind")))
				kind_given = true;
		heading_attributes(r, q);
	}
	front_matter_says(r, q);
	sections_say(r, q, first, !kind_given && tag == '\0');
	question_names_companies(r, q);
	id_make(r, q);
	*list_push(r->arena, &r->at->question) = q;
	q->position = r->at->question.n;
}

/* A rule and then 题目: the author parts a question that has no heading. */
static bool
is_parting(const struct reader *r, size_t i)
{
	return doc(r)->block[r->units.unit.v[i].block].kind == BLOCK_RULE &&
	    i + 1 < r->units.unit.n &&
	    r->units.unit.v[i + 1].field == FIELD_QUESTION;
}

/* What stands between a heading and the next one of any level. */
static size_t
own_end(const struct reader *r, size_t heading)
{
	size_t i = heading + 1;

	while (i < r->units.unit.n && !r->units.unit.v[i].heading &&
	    !is_parting(r, i))
		i++;
	return i;
}

static void
own_labels(const struct reader *r, size_t from, size_t to, size_t count[FIELD_NAMES])
{
	memset(count, 0, FIELD_NAMES * sizeof *count);
	for (size_t i = from; i < to; i++)
		if (r->units.unit.v[i].field >= 0)
			count[r->units.unit.v[i].field]++;
}

/* A heading is a question when its own text answers it or asks it once. */
static const char *
heading_rule(const struct reader *r, size_t heading)
{
	size_t count[FIELD_NAMES];
	struct str number, title;
	char tag;

	own_labels(r, heading + 1, own_end(r, heading), count);
	if (count[FIELD_QUESTION] > 1 ||
	    (count[FIELD_QUESTION] == 0 && count[FIELD_ANSWER] != 1))
		return NULL;
	question_number(block_text(r, r->units.unit.v[heading].block), &number, &tag,
	    &title);
	if (tag)
		return "Q/P heading with fields";
	return number.n > 0 ? "numbered heading with fields" : "heading with fields";
}

/* A heading's section ends before the next one that is not below it, and
 * before the next question. */
static size_t
section_end(const struct reader *r, size_t heading)
{
	const struct block *block = doc(r)->block;
	int level = block[r->units.unit.v[heading].block].level;
	size_t i;

	for (i = heading + 1; i < r->units.unit.n; i++)
		if (is_parting(r, i) || (r->units.unit.v[i].heading &&
		    (block[r->units.unit.v[i].block].level <= level ||
		    heading_rule(r, i))))
			break;
	return i;
}

/* Questions without a heading: each 题目 label begins one. */
static size_t
labels_read(struct reader *r, size_t from, size_t to)
{
	size_t i = from, end;

	while (i < to) {
		if (r->units.unit.v[i].field != FIELD_QUESTION) {
			i++;
			continue;
		}
		for (end = i + 1; end < to; end++)
			if (r->units.unit.v[end].field == FIELD_QUESTION)
				break;
		question_add(r, i, end, false, "question label without heading");
		i = end;
	}
	return to;
}

/* The title's number and text again, later and without fields, is the long
 * explanation of the question, not another one. */
static void
explanations_find(struct reader *r)
{
	struct map asked = { 0 };
	struct question *q;

	for (size_t i = 0; i < r->at->question.n; i++) {
		q = r->at->question.v[i];
		if (q->heading >= 0)
			map_put(r->arena, &asked, text_fold(r->arena,
			    block_text(r, (uint32_t)q->heading)), q);
	}
	for (size_t i = 0; i < r->units.unit.n && asked.n > 0; i++) {
		uint32_t b = r->units.unit.v[i].block;

		if (!r->units.unit.v[i].heading)
			continue;
		q = map_get(&asked, text_fold(r->arena, block_text(r, b)));
		if (q && b >= q->end && q->explanation < 0)
			q->explanation = (int)b;
	}
}

/* An article-wide heading that is a question is not eaten as the title. */
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
		.topics = topics, .arena = a, .diag = d };
	const char *rule;

	r.units = (struct units){ .at = at, .config = c, .arena = a };
	units_read(&r.units);
	for (size_t i = 0; i < r.units.unit.n;) {
		rule = r.units.unit.v[i].heading ? heading_rule(&r, i) : NULL;
		if (rule) {
			size_t end = section_end(&r, i);

			question_add(&r, i, end, true, rule);
			i = end;
		} else
			i = labels_read(&r, i, own_end(&r, i));
	}
	explanations_find(&r);
	title_release(&r);
}
