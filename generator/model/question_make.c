/*
 * Making one question: its title, its fields, its id and its place.
 */
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "model/reader.h"

/* --- titles ------------------------------------------------------------- */

/* The tag at the start of html: its length, and whether one more element is open
 * behind it (1), one less (-1), or as many. */
static size_t
tag_length(struct str html, int *opens)
{
	size_t close = str_chr(html, '>');

	*opens = str_starts(html, S("</")) ? -1 : 1;
	if (close == STR_NONE)
		return html.n;
	if (html.p[close - 1] == '/')
		*opens = 0;
	return close + 1;
}

/*
 * Where the title begins in the heading's HTML: behind the prefix and the elements
 * that held it.  At the heading's end when the title is not there as such: then
 * its plain text is shown.
 */
static uint32_t
title_offset(const struct reader *r, const struct block *h, struct str prefix)
{
	struct str html = str_sub(reader_doc(r)->html, h->inner, h->inner_end);
	size_t at = 0, seen = 0;
	int depth = 0, opens;

	while (at < html.n && (seen < prefix.n ||
	    (depth > 0 && str_starts(str_from(html, at), S("</"))))) {
		if (html.p[at] == '<') {
			at += tag_length(str_from(html, at), &opens);
			depth += opens;
		} else if (html.p[at++] != prefix.p[seen++])
			return h->inner_end;
	}
	while (depth == 0 && at < html.n && html.p[at] == ' ')
		at++;
	return seen == prefix.n && depth == 0 ? h->inner + (uint32_t)at
	    : h->inner_end;
}

/* --- fields ------------------------------------------------------------- */

struct assembly {	/* while a question's units are put together */
	struct reader *reader;
	struct question *q;
	bool in_field, in_rest;
	bool touching;		/* the unit before was put there, not left out */
};

static void
field_add(struct assembly *a, enum field_name name, const struct unit *u)
{
	struct field_part f = { .name = name, .body = u->html, .block = u->block,
		.end = u->end };

	if (u->part) {
		f.end = u->block;
		f.text = u->value;
	}
	*list_push(a->reader->arena, &a->q->field) = f;
}

/* Runs of the same kind grow while their units touch. */
static void
unit_append(struct assembly *a, const struct unit *u)
{
	struct question *q = a->q;
	struct field_part *last = a->in_field ? &q->field.v[q->field.n - 1] : NULL;
	bool joined = u->joined && a->touching;

	if (u->label.field >= 0) {
		field_add(a, (enum field_name)u->label.field, u);
		a->in_field = true;
	} else if (last && joined) {
		last->body.to = u->html.to;
		if (last->end == last->block)
			last->block = u->block;
		last->end = u->end;
	} else if (last) {
		field_add(a, last->name, u);
	} else if (a->in_rest && joined) {
		q->rest.v[q->rest.n - 1].to = u->html.to;
	} else {
		*list_push(a->reader->arena, &q->rest) = u->html;
		a->in_rest = true;
	}
	a->touching = true;
}

static void
fields_assemble(struct assembly *a, size_t first, size_t end, bool *kind_given)
{
	for (size_t i = first; i < end; i++) {
		const struct unit *u = unit_at(a->reader, i);
		const struct block *b = &reader_doc(a->reader)->block[u->block];

		if (u->label.attribute < 0) {
			unit_append(a, u);
			continue;
		}
		question_attribute(a->reader, a->q,
		    (enum attribute)u->label.attribute, u->value,
		    article_where(a->reader->at, b->offset, b->length));
		if (u->label.attribute == ATTRIBUTE_KIND)
			*kind_given = true;
		a->touching = false;
	}
}

/* A question without fields asks in its title; all below it is the answer. */
static void
rest_is_answer(struct assembly *a)
{
	struct question *q = a->q;

	if (q->field.n > 0)
		return;
	for (size_t i = 0; i < q->rest.n; i++)
		*list_push(a->reader->arena, &q->field) = (struct field_part){
			.name = FIELD_ANSWER, .body = q->rest.v[i],
			.block = (uint32_t)q->heading + 1, .end = q->end };
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

	if (q->heading >= 0 && reader_doc(r)->block[q->heading].explicit_id) {
		q->id = markdown_text(reader_doc(r), reader_doc(r)->block[q->heading].id);
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

/* --- the question ------------------------------------------------------- */

/* The first item of a list or block of a quote begins with the whole of it. */
static uint32_t
first_block(const struct reader *r, uint32_t b)
{
	const struct block *block = reader_doc(r)->block;

	while (block[b].depth > 0 && block[b - 1].depth < block[b].depth)
		b--;
	return b;
}

static struct question *
question_new(struct reader *r, uint32_t block, struct rule rule)
{
	struct question *q = arena_new_of(r->arena, struct question);
	const struct block *b = &reader_doc(r)->block[block];

	q->article = r->at;
	q->first = first_block(r, block);
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

		if (f->name == FIELD_QUESTION && f->text.n > 0) {
			strbuf_byte(&b, '\n');
			strbuf_add(&b, f->text);
		}
		for (uint32_t k = f->block; k < f->end &&
		    f->name == FIELD_QUESTION; k++)
			if (reader_doc(r)->block[k].kind == BLOCK_PARAGRAPH) {
				strbuf_byte(&b, '\n');
				strbuf_add(&b, reader_text(r, k));
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
	question_defaults(r, q);
	question_evidence(r, q, unit, kind_open);
	if (q->title.n == 0)
		q->title = r->at->title;
	if (q->confidence == CONFIDENCE_LOW) {
		*list_push(r->arena, &r->at->doubtful) = q;
		return;
	}
	id_make(r, q);
	article_anchor_add(r->at, q->id, r->arena);
	shingles_fill(r, q);
	*list_push(r->arena, &r->at->question) = q;
	q->position = r->at->question.n;
}

/* The first sentence of what it asks: of its first unit with text, before it is
 * answered. */
static struct str
first_sentence(const struct reader *r, size_t first, size_t end)
{
	for (size_t i = first; i < end; i++) {
		const struct unit *u = unit_at(r, i);
		struct str text = u->value;

		if (label_known(u->label) && u->label.field != FIELD_QUESTION)
			break;
		if (!label_known(u->label) && !u->part)
			text = str_trim(unit_text(&r->units, u->block));

		if (text.n > 0)
			return question_sentence(text);
	}
	return S("");
}

static void
heading_read(struct reader *r, struct question *q, size_t first, size_t end)
{
	const struct unit *u = unit_at(r, first);
	const struct title *t = &u->title;
	const struct block *h = &reader_doc(r)->block[u->block];

	q->heading = (int)u->block;
	q->number = t->number;
	q->title = t->text;
	if (q->title.n == 0)
		q->title = first_sentence(r, first + 1, end);
	if (t->text.n == 0 || u->part)
		q->title_html = h->inner_end;
	else
		q->title_html = title_offset(r, h, str_sub(t->whole, 0,
		    t->whole.n - t->text.n));
}

/* What the tag says of the kind: "P1", "编程题 3". */
static bool
tag_kind(char tag, enum kind *kind)
{
	switch (tag) {
	case 'P':
	case 'p':
		*kind = KIND_CODING;
		return true;
	case 'd':
		*kind = KIND_DESIGN;
		return true;
	case 'c':
		*kind = KIND_CONCEPT;
		return true;
	default:
		return false;
	}
}

void
question_make(struct reader *r, size_t first, size_t end, struct rule rule)
{
	const struct unit *u = unit_at(r, first);
	struct question *q = question_new(r, u->block, rule);
	struct assembly a = { .reader = r, .q = q };
	bool heading = u->level != LEVEL_NONE, given = false;

	while (end > first + 1 && reader_doc(r)->block[unit_at(r,
	    end - 1)->block].kind == BLOCK_RULE)
		end--;
	q->end = unit_at(r, end - 1)->end;
	if (heading)
		heading_read(r, q, first, end);
	else {
		q->number = u->label.number;
		q->title = first_sentence(r, first, end);
	}
	given = tag_kind(u->title.tag, &q->kind);
	question_companies(r, q);
	if (heading)
		question_heading_attributes(r, q);
	fields_assemble(&a, first + heading, end, &given);
	rest_is_answer(&a);
	given |= heading && question_has_attribute(r, u->block, ATTRIBUTE_KIND);
	question_settle(r, q, first, !given);
}

/* What answers an item: another item, or units. */
static void
item_answer_append(struct assembly *a, struct item_answer answer)
{
	const struct block *b = &reader_doc(a->reader)->block[answer.item];
	struct unit u = { .block = answer.item, .end = b->next, .label = {
		FIELD_ANSWER, -1, S("") } };

	if (answer.item > 0) {
		u.html = (struct fragment){ b->inner, b->inner, b->inner,
			b->inner_end };
		unit_append(a, &u);
	}
	for (size_t i = answer.first; i < answer.end; i++) {
		u = *unit_at(a->reader, i);
		a->reader->taken[i] = true;
		if (i == answer.first && u.label.field < 0)
			u.label.field = FIELD_ANSWER;
		unit_append(a, &u);
	}
}

void
question_make_item(struct reader *r, size_t i, uint32_t item,
    struct item_answer answer, struct rule rule)
{
	const struct block *b = &reader_doc(r)->block[item];
	struct question *q = question_new(r, item, rule);
	struct assembly a = { .reader = r, .q = q };
	struct unit asked = { .block = item, .end = b->next, .html = { b->inner,
		b->inner, b->inner, b->inner_end }, .label = { FIELD_QUESTION,
		-1, S("") } };

	q->end = b->next;
	q->number = arena_printf(r->arena, "%d", b->number);
	q->title = question_sentence(unit_text(&r->units, item));
	question_companies(r, q);
	unit_append(&a, &asked);
	item_answer_append(&a, answer);
	question_settle(r, q, i, true);
}
