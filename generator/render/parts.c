/*
 * Flash cards and tables have three places where an article has any number of
 * fields in any order; which goes where is decided here, once for all of them.
 */
#include "render/parts.h"

static bool
is_named(const struct value *field, enum field_name name)
{
	return str_eq(value_get_text(field, S("name")),
	    str_of(field_names[name]));
}

static bool
has_answer(const struct value *fields)
{
	for (size_t i = 0; i < fields->list.n; i++)
		if (is_named(fields->list.v[i], FIELD_ANSWER))
			return true;
	return false;
}

static void
html_add(struct strbuf *out, const struct value *of)
{
	strbuf_add(out, value_get_text(of, S("html")));
}

static void
labelled_add(struct strbuf *out, const struct value *field)
{
	strbuf_add(out, S("<p class=\"label\">"));
	strbuf_html(out, value_get_text(field, S("label")));
	strbuf_add(out, S("</p>\n"));
	html_add(out, field);
}

static void
fields_write(struct parts *p, const struct value *fields)
{
	bool answered = false;

	for (size_t i = 0; i < fields->list.n; i++) {
		const struct value *f = fields->list.v[i];

		if (is_named(f, FIELD_QUESTION))
			html_add(&p->asked, f);
		else if (is_named(f, FIELD_ANSWER))
			html_add(&p->answer, f);
		else if (is_named(f, FIELD_EXAMPLE) && !answered)
			labelled_add(&p->asked, f);
		else if (is_named(f, FIELD_EXPLANATION) && p->explanation.n == 0)
			html_add(&p->explanation, f);
		else
			labelled_add(&p->explanation, f);
		answered |= is_named(f, FIELD_ANSWER) ||
		    is_named(f, FIELD_EXPLANATION);
	}
}

/* The blocks below a heading, up to the next one that is not below it. */
static void
section_write(struct strbuf *out, struct page_view *v, const struct article *at,
    uint32_t heading)
{
	const struct block *block = at->md.block;

	for (uint32_t i = block[heading].next; i < at->md.nblock;
	    i = block[i].next) {
		if (block[i].kind == BLOCK_FOOTNOTES ||
		    (block[i].kind == BLOCK_HEADING &&
		    block[i].level <= block[heading].level))
			return;
		fragment_range(out, v, at, block[i].html, block[i].html_end);
	}
}

void
parts_write(struct parts *p, struct page_view *v, const struct question *q)
{
	const struct value *fields;

	*p = (struct parts){ 0 };
	v->outline = q->heading < 0 ? 0 : q->article->outline[q->heading];
	p->question = bind_question_full(v, q);
	fields = value_get(p->question, S("fields"));
	html_add(has_answer(fields) ? &p->asked : &p->answer, p->question);
	fields_write(p, fields);
	if (p->answer.n == 0 && p->explanation.n == 0 && q->explanation >= 0)
		section_write(&p->answer, v, q->article,
		    (uint32_t)q->explanation);
}

void
parts_free(struct parts *p)
{
	strbuf_free(&p->asked);
	strbuf_free(&p->answer);
	strbuf_free(&p->explanation);
}
