/*
 * Questions as templates and the open data see them: in a list, in full with
 * their fields, and as a record of questions.json.
 */
#include "render/bind.h"

#include <string.h>

/* The line of the evidence, counted from the start of the file. */
static struct value *
bind_evidence(struct page_view *v, const struct company_tag *tag)
{
	struct arena *a = v->arena;
	struct value *map = value_map(a);
	size_t line = 0, column;

	bind_text(a, map, "from", str_of(evidence_names[tag->from]));
	if (tag->at.source) {
		where_line(tag->at, &line, &column);
		bind_int(a, map, "line", (int64_t)line);
	} else
		bind_value(a, map, "line", value_null(a));
	bind_some(a, map, "text", tag->text);
	return map;
}

static void
bind_companies(struct page_view *v, struct value *map, const struct question *q)
{
	struct value *list = value_list(v->arena);

	for (size_t i = 0; i < q->company.n; i++) {
		struct value *c = bind_term_name(v, TERM_COMPANIES,
		    q->article->lang, q->company.v[i].company);

		bind_value(v->arena, c, "evidence",
		    bind_evidence(v, &q->company.v[i]));
		value_add(v->arena, list, c);
	}
	bind_value(v->arena, map, "companies", list);
}

static void
bind_topics(struct page_view *v, struct value *map, const struct question *q)
{
	struct value *list = value_list(v->arena);

	for (size_t i = 0; i < q->topic.n; i++)
		value_add(v->arena, list, bind_term_name(v, TERM_TOPICS,
		    q->article->lang, q->topic.v[i]));
	bind_value(v->arena, map, "topics", list);
}

static void
bind_question_article(struct page_view *v, struct value *map,
    const struct article *at)
{
	struct value *article = value_map(v->arena);

	bind_text(v->arena, article, "key", at->key);
	bind_text(v->arena, article, "title", at->title);
	bind_text(v->arena, article, "url", url_of(v->site->config, at->path,
	    v->arena));
	bind_value(v->arena, map, "article", article);
}

static void
bind_question_twins(struct page_view *v, struct value *map,
    const struct question *q)
{
	struct value *list = value_list(v->arena), *twin;

	for (size_t l = 0; l < v->site->config->nlanguage; l++) {
		if (!q->translation[l] || (int)l == q->article->lang)
			continue;
		twin = value_map(v->arena);
		bind_language(v, twin, (int)l);
		bind_text(v->arena, twin, "url", question_url(v->site,
		    q->translation[l], v->arena));
		bind_text(v->arena, twin, "anchor", q->translation[l]->id);
		value_add(v->arena, list, twin);
	}
	bind_value(v->arena, map, "translations", list);
}

static void
bind_counts(struct page_view *v, struct value *map, const struct question *q)
{
	const struct markdown *m = &q->article->md;
	uint32_t from = m->block[q->first].html;
	uint32_t to = m->block[q->end - 1].html_end, math = 0;
	int64_t code = 0, diagrams = 0;
	struct value *counts = value_map(v->arena);

	for (uint32_t i = fragment_first_hole(m, from);
	    i < m->nhole && m->hole[i].at <= to; i++)
		if (m->hole[i].kind == HOLE_EMBED &&
		    m->embed[m->hole[i].index].kind <= EMBED_DISPLAY_MATH)
			math++;
	for (uint32_t i = q->first; i < q->end; i++) {
		code += m->block[i].kind == BLOCK_CODE;
		diagrams += m->block[i].kind == BLOCK_DIAGRAM;
	}
	bind_int(v->arena, counts, "code", code);
	bind_int(v->arena, counts, "math", math);
	bind_int(v->arena, counts, "diagrams", diagrams);
	bind_value(v->arena, map, "counts", counts);
}

static struct str
explanation_url(struct page_view *v, const struct question *q)
{
	const struct markdown *m = &q->article->md;
	struct strbuf b = { 0 };
	struct str out;

	if (q->explanation < 0)
		return S("");
	strbuf_add(&b, url_of(v->site->config, q->article->path, v->arena));
	strbuf_byte(&b, '#');
	strbuf_url(&b, markdown_text(m, m->block[q->explanation].id));
	out = arena_copy(v->arena, strbuf_str(&b));
	strbuf_free(&b);
	return out;
}

static struct value *
question_map(struct page_view *v, const struct question *q)
{
	struct arena *a = v->arena;
	struct value *map = value_map(a);

	bind_text(a, map, "id", q->id);
	bind_some(a, map, "number", q->number);
	bind_titles(a, map, q->title, bind_question_title(v, q));
	bind_text(a, map, "lang", bind_lang(v, q->article->lang)->id);
	if (q->path.n > 0)
		bind_text(a, map, "url", url_of(v->site->config, q->path, a));
	else
		bind_value(a, map, "url", value_null(a));
	bind_text(a, map, "anchor", q->id);
	bind_text(a, map, "article_url", question_place(v->site, q, a));
	bind_text(a, map, "kind", str_of(kind_names[q->kind]));
	bind_some(a, map, "difficulty", str_of(difficulty_names[q->difficulty]));
	bind_date(a, map, "date", q->article->updated ? q->article->updated
	    : q->article->date);
	bind_companies(v, map, q);
	bind_topics(v, map, q);
	bind_question_article(v, map, q->article);
	bind_question_twins(v, map, q);
	bind_some(a, map, "explanation_url", explanation_url(v, q));
	bind_counts(v, map, q);
	return map;
}

struct value *
bind_question(struct page_view *v, const struct question *q)
{
	struct value **kept = &v->memo->question[q->serial];
	struct page_view shared = *v;

	shared.arena = v->memo->arena;
	if (!*kept)
		*kept = question_map(&shared, q);
	return *kept;
}

/* Neighbouring parts of one field are one field: a list item with its label and
 * the code block that follows it. */
static void
bind_fields(struct page_view *v, struct value *map, const struct question *q)
{
	const struct language *l = bind_lang(v, q->article->lang);
	struct value *list = value_list(v->arena), *field;

	for (size_t i = 0; i < q->field.n;) {
		enum field_name name = q->field.v[i].name;
		struct str word = value_get_text(l->content,
		    str_of(field_names[name]));
		struct strbuf b = { 0 };

		for (; i < q->field.n && q->field.v[i].name == name; i++)
			fragment_write(&b, v, q->article, q->field.v[i].body);
		field = value_map(v->arena);
		bind_text(v->arena, field, "name", str_of(field_names[name]));
		bind_text(v->arena, field, "label", word.n > 0 ? word
		    : str_of(field_names[name]));
		bind_value(v->arena, field, "html", bind_html_of(v, &b));
		value_add(v->arena, list, field);
	}
	bind_value(v->arena, map, "fields", list);
}

static void
bind_heading(struct page_view *v, struct value *map, const struct question *q)
{
	const struct markdown *m = &q->article->md;
	const struct block *h;
	struct strbuf b = { 0 };

	if (q->heading < 0) {
		bind_html(v->arena, map, "heading", bind_question_title(v, q));
		bind_text(v->arena, map, "heading_id", q->id);
		bind_int(v->arena, map, "level", 2);
		return;
	}
	h = &m->block[q->heading];
	if (m->html.n > q->title_html && memchr(m->html.p + q->title_html, '<',
	    h->inner_end - q->title_html) == NULL &&
	    fragment_first_hole(m, q->title_html) ==
	    fragment_first_hole(m, h->inner_end + 1))
		bind_html(v->arena, map, "heading", bind_question_title(v, q));
	else {
		fragment_range(&b, v, q->article, q->title_html, h->inner_end);
		bind_value(v->arena, map, "heading", bind_html_of(v, &b));
	}
	bind_text(v->arena, map, "heading_id", markdown_text(m, h->id));
	bind_int(v->arena, map, "level", fragment_level(v, q->article,
	    (uint32_t)q->heading));
}

struct value *
bind_question_full(struct page_view *v, const struct question *q)
{
	struct value *map = question_map(v, q);
	struct strbuf rest = { 0 };

	bind_heading(v, map, q);
	for (size_t i = 0; i < q->rest.n; i++)
		fragment_write(&rest, v, q->article, q->rest.v[i]);
	bind_value(v->arena, map, "html", bind_html_of(v, &rest));
	bind_fields(v, map, q);
	bind_int(v->arena, map, "position", (int64_t)q->position);
	bind_int(v->arena, map, "total", (int64_t)q->article->question.n);
	return map;
}

/* {id, title, title_html, url} of a question somewhere else. */
static struct value *
question_name(struct page_view *v, const struct question *q)
{
	struct value *map = value_map(v->arena);

	bind_text(v->arena, map, "id", q->id);
	bind_titles(v->arena, map, q->title, bind_question_title(v, q));
	bind_text(v->arena, map, "url", question_url(v->site, q, v->arena));
	bind_text(v->arena, map, "article", q->article->title);
	return map;
}

static void
bind_duplicates(struct page_view *v, struct value *map, const struct question *q)
{
	const struct question *head = q->canonical ? q->canonical : q;
	struct value *list = value_list(v->arena);

	for (size_t i = 0; i < head->duplicate.n; i++)
		if (head->duplicate.v[i] != q)
			value_add(v->arena, list, question_name(v,
			    head->duplicate.v[i]));
	bind_value(v->arena, map, "canonical", q->canonical
	    ? question_name(v, q->canonical) : value_null(v->arena));
	bind_value(v->arena, map, "duplicates", list);
}

void
bind_relatives(struct page_view *v, struct value *map, const struct question *q)
{
	struct value *list = value_list(v->arena), *row;

	for (size_t i = 0; i < q->nrelated; i++) {
		row = question_name(v, q->related[i].question);
		bind_int(v->arena, row, "same_topics", q->related[i].topics);
		bind_int(v->arena, row, "same_companies", q->related[i].companies);
		value_add(v->arena, list, row);
	}
	bind_value(v->arena, map, "related", list);
	bind_duplicates(v, map, q);
	bind_backlinks(v, map, q->backlink.v, q->backlink.n);
}

/* --- the open data ---------------------------------------------------- */

static void
record_companies(struct page_view *v, struct value *map, const struct question *q)
{
	struct value *list = value_list(v->arena), *row;

	for (size_t i = 0; i < q->company.n; i++) {
		row = value_map(v->arena);
		bind_value(v->arena, row, "evidence",
		    bind_evidence(v, &q->company.v[i]));
		bind_text(v->arena, row, "id", q->company.v[i].company->id);
		value_add(v->arena, list, row);
	}
	bind_value(v->arena, map, "companies", list);
}

static void
record_topics(struct page_view *v, struct value *map, const struct question *q)
{
	struct value *list = value_list(v->arena);

	for (size_t i = 0; i < q->topic.n; i++)
		value_add(v->arena, list, value_text(v->arena, q->topic.v[i]->id));
	bind_value(v->arena, map, "topics", list);
}

static void
record_fields(struct page_view *v, struct value *map, const struct question *q)
{
	struct value *list = value_list(v->arena);

	for (size_t i = 0; i < q->field.n; i++)
		if (i == 0 || q->field.v[i].name != q->field.v[i - 1].name)
			value_add(v->arena, list, value_text(v->arena,
			    str_of(field_names[q->field.v[i].name])));
	bind_value(v->arena, map, "fields", list);
}

/* The ids of the others in its cluster. */
static void
record_duplicates(struct page_view *v, struct value *map, const struct question *q)
{
	const struct question *head = q->canonical ? q->canonical : q;
	struct value *list = value_list(v->arena);

	if (head != q)
		value_add(v->arena, list, value_text(v->arena, head->id));
	for (size_t i = 0; i < head->duplicate.n; i++)
		if (head->duplicate.v[i] != q)
			value_add(v->arena, list, value_text(v->arena,
			    head->duplicate.v[i]->id));
	bind_value(v->arena, map, "duplicates", list);
}

static void
record_translations(struct page_view *v, struct value *map, const struct question *q)
{
	struct value *twins = value_map(v->arena);

	for (size_t l = 0; l < v->site->config->nlanguage; l++)
		if (q->translation[l] && (int)l != q->article->lang)
			value_put(v->arena, twins, bind_lang(v, (int)l)->id,
			    value_text(v->arena, question_url(v->site,
			    q->translation[l], v->arena)));
	bind_value(v->arena, map, "translations", twins);
}

/* Keys in alphabetical order, as they are written. */
struct value *
bind_record(struct page_view *v, const struct question *q)
{
	struct arena *a = v->arena;
	struct value *map = value_map(a);

	bind_question_article(v, map, q->article);
	record_companies(v, map, q);
	bind_counts(v, map, q);
	bind_some(a, map, "difficulty", str_of(difficulty_names[q->difficulty]));
	record_duplicates(v, map, q);
	bind_some(a, map, "explanation_url", explanation_url(v, q));
	record_fields(v, map, q);
	bind_text(a, map, "id", q->id);
	bind_text(a, map, "kind", str_of(kind_names[q->kind]));
	bind_some(a, map, "number", q->number);
	bind_text(a, map, "title", q->title);
	record_topics(v, map, q);
	record_translations(v, map, q);
	bind_text(a, map, "url", question_url(v->site, q, a));
	return map;
}
