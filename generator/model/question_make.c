/*
 * Making one question: its title, its fields, what the author says of it and
 * what the sections round it say, and its id.
 */
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "model/reader.h"

const char *const evidence_names[] = { "front_matter", "field", "heading",
	"text", NULL };

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

/*
 * Where the title begins in the heading's HTML: behind the number, when that
 * stands there letter by letter; tags before it ("<a name=x></a>55.") stay out.
 */
static uint32_t
title_offset(const struct reader *r, const struct block *h, struct str whole,
    struct str title)
{
	struct str prefix = str_sub(whole, 0, whole.n - title.n);
	struct str html = str_sub(doc(r)->html, h->inner, h->inner_end);
	size_t at = 0;

	if (title.n > whole.n || prefix.n == 0)
		return h->inner;
	while (at < html.n && html.p[at] == '<') {
		size_t close = str_chr(str_from(html, at), '>');

		if (close == STR_NONE)
			return h->inner;
		at += close + 1;
	}
	if (!str_starts(str_from(html, at), prefix))
		return h->inner;
	return h->inner + (uint32_t)(at + prefix.n);
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
	size_t at = 0, before = 0;
	int32_t c = 0;

	if (!rest->p)
		return false;
	while (at < rest->n) {
		before = at;
		c = text_next(*rest, &at);
		if (c == ',' || c == 0xFF0C || c == 0x3001 || c == '/' ||
		    c == ';' || c == 0xFF1B)
			break;
		before = at;
	}
	*name = str_trim(str_sub(*rest, 0, before));
	*rest = before == rest->n ? (struct str){ NULL, 0 } : str_from(*rest, at);
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
	const struct unit *units = r->units.unit.v;

	for (int u = units[unit].above; u >= 0; u = units[u].above) {
		uint32_t h = units[u].block;

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

static void
field_add(struct reader *r, struct question *q, enum field_name name,
    struct fragment body, uint32_t block, uint32_t end)
{
	*list_push(r->arena, &q->field) = (struct field_part){ name, body, block,
		end };
}

/* Runs of the same kind grow while their units touch. */
static void
unit_append(struct reader *r, struct question *q, const struct unit *u,
    bool *in_field, bool *in_rest)
{
	struct field_part *last = *in_field ? &q->field.v[q->field.n - 1] : NULL;

	if (u->field >= 0) {
		field_add(r, q, (enum field_name)u->field, u->html, u->block,
		    u->end);
		*in_field = true;
		*in_rest = false;
	} else if (last && u->joined) {
		last->body.to = u->html.to;
		last->end = u->end;
	} else if (last) {
		field_add(r, q, last->name, u->html, u->block, u->end);
	} else if (*in_rest && u->joined) {
		q->rest.v[q->rest.n - 1].to = u->html.to;
	} else {
		*list_push(r->arena, &q->rest) = u->html;
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

/* A question without fields asks in its title; all below it is the answer. */
static void
rest_is_answer(struct reader *r, struct question *q)
{
	if (q->field.n > 0)
		return;
	for (size_t i = 0; i < q->rest.n; i++)
		field_add(r, q, FIELD_ANSWER, q->rest.v[i], q->first + 1, q->end);
	q->rest.n = 0;
}

/* --- ids -------------------------------------------------------------- */

static void
id_make(struct reader *r, struct question *q)
{
	struct str last = slug_short(r->arena, text_slug(r->arena,
	    path_base(r->at->key)));
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

/* --- the question ----------------------------------------------------- */

static struct question *
question_new(struct reader *r, uint32_t block, struct rule rule)
{
	struct question *q = arena_new_of(r->arena, struct question);
	const struct block *b = &doc(r)->block[block];

	q->article = r->at;
	q->first = block;
	q->heading = q->explanation = -1;
	q->rule = rule.name;
	q->confidence = rule.confidence;
	q->at = article_where(r->at, b->offset, b->length);
	q->number = q->title = q->id = S("");
	return q;
}

/* Its title and its own text, by which duplicates and relatives are found. */
static void
shingles_fill(struct reader *r, struct question *q)
{
	struct strbuf b = { 0 };

	strbuf_add(&b, q->title);
	for (size_t i = 0; i < q->field.n; i++) {
		const struct field_part *f = &q->field.v[i];

		for (uint32_t k = f->block; k < f->end &&
		    f->name == FIELD_QUESTION; k++)
			if (doc(r)->block[k].kind == BLOCK_PARAGRAPH) {
				strbuf_byte(&b, '\n');
				strbuf_add(&b, block_text(r, k));
			}
	}
	shingles_make(&q->shingles, strbuf_str(&b), r->arena);
	strbuf_free(&b);
}

/* What everybody says of it, its id, and its place among the others.  What is
 * doubtful is only listed. */
static void
question_settle(struct reader *r, struct question *q, size_t unit, bool kind_open)
{
	if (q->title.n == 0)
		q->title = r->at->title;
	front_matter_says(r, q);
	sections_say(r, q, unit, kind_open);
	question_names_companies(r, q);
	if (q->confidence == CONFIDENCE_LOW) {
		*list_push(r->arena, &r->at->doubtful) = q;
		return;
	}
	id_make(r, q);
	shingles_fill(r, q);
	*list_push(r->arena, &r->at->question) = q;
	q->position = r->at->question.n;
}

static bool
has_attribute(const struct reader *r, const struct block *h, const char *key)
{
	for (uint32_t i = h->attr; i < h->attr + h->nattr; i++)
		if (str_eq(markdown_text(doc(r), doc(r)->attr[i].key), str_of(key)))
			return true;
	return false;
}

static char
heading_read(struct reader *r, struct question *q, const struct unit *u)
{
	char tag;

	q->heading = (int)u->block;
	unit_number(&r->units, u->title, &q->number, &tag, &q->title);
	q->title_html = title_offset(r, &doc(r)->block[u->block], u->title,
	    q->title);
	return tag;
}

void
question_make(struct reader *r, size_t first, size_t end, struct rule rule)
{
	const struct unit *u = &r->units.unit.v[first];
	struct question *q = question_new(r, u->block, rule);
	bool kind_given = false;
	char tag = '\0';

	while (end > first + 1 &&
	    doc(r)->block[r->units.unit.v[end - 1].block].kind == BLOCK_RULE)
		end--;
	q->end = r->units.unit.v[end - 1].end;
	if (u->level)
		tag = heading_read(r, q, u);
	else
		q->title = question_sentence(u->value.n > 0 ? u->value
		    : first + 1 < end ? unit_text(&r->units, u[1].block) : S(""));
	q->kind = tag == 'P' ? KIND_CODING : KIND_CONCEPT;
	fields_assemble(r, q, first + (u->level != 0), end, &kind_given);
	if (u->level && u->level != LEVEL_BOLD) {
		kind_given |= has_attribute(r, &doc(r)->block[u->block], "kind");
		heading_attributes(r, q);
	}
	rest_is_answer(r, q);
	question_settle(r, q, first, !kind_given && tag == '\0');
}

void
question_make_item(struct reader *r, size_t unit, uint32_t item, size_t first,
    size_t end, struct rule rule)
{
	const struct block *b = &doc(r)->block[item];
	struct question *q = question_new(r, item, rule);
	struct fragment asked = { b->inner, b->inner, b->inner, b->inner_end };
	bool in_field = true, in_rest = false;

	q->end = b->next;
	q->number = arena_printf(r->arena, "%d", b->number);
	q->title = question_sentence(unit_text(&r->units, item));
	field_add(r, q, FIELD_QUESTION, asked, item, b->next);
	for (size_t i = first; i < end; i++) {
		const struct unit *u = &r->units.unit.v[i];

		r->taken[i] = true;
		if (i == first)
			field_add(r, q, FIELD_ANSWER, u->html, u->block, u->end);
		else
			unit_append(r, q, u, &in_field, &in_rest);
	}
	question_settle(r, q, unit, true);
}
