/*
 * Questions, articles and sections as the maps that templates read.  Names
 * here are the theme author's contract: templates/README.md lists them, and a
 * name is only ever added.
 */
#include "render/bind.h"

#include <string.h>

#include "base/date.h"
#include "base/file.h"
#include "base/text.h"

struct memo *
memo_new(const struct site *s)
{
	struct arena *a = arena_new();
	struct memo *m = arena_new_of(a, struct memo);

	m->arena = a;
	m->question = arena_array(a, struct value *, s->questions);
	m->question_title = arena_array(a, struct str, s->questions);
	m->article_title = arena_array(a, struct str, s->article.n);
	m->site = arena_array(a, struct value *, s->config->nlanguage);
	return m;
}

void
memo_free(struct memo *m)
{
	arena_free(m->arena);
}

void
bind_value(struct arena *a, struct value *map, const char *key, struct value *v)
{
	value_put(a, map, str_of(key), v);
}

void
bind_text(struct arena *a, struct value *map, const char *key, struct str s)
{
	bind_value(a, map, key, value_text(a, s));
}

void
bind_html(struct arena *a, struct value *map, const char *key, struct str s)
{
	bind_value(a, map, key, value_html(a, s));
}

void
bind_int(struct arena *a, struct value *map, const char *key, int64_t n)
{
	bind_value(a, map, key, value_int(a, n));
}

void
bind_bool(struct arena *a, struct value *map, const char *key, bool b)
{
	bind_value(a, map, key, value_bool(a, b));
}

void
bind_some(struct arena *a, struct value *map, const char *key, struct str s)
{
	bind_value(a, map, key, s.n > 0 ? value_text(a, s) : value_null(a));
}

static const struct language *
language_of(const struct page_view *v, int lang)
{
	return &v->site->config->language[lang];
}

static struct str
title_html(struct arena *a, struct str title)
{
	struct strbuf b = { 0 };
	struct str out;

	text_wbr(&b, title);
	out = arena_copy(a, strbuf_str(&b));
	strbuf_free(&b);
	return out;
}

static void
bind_titles(struct arena *a, struct value *map, struct str title,
    struct str html)
{
	bind_text(a, map, "title", title);
	bind_html(a, map, "title_html", html);
}

static struct str
question_title_html(const struct page_view *v, const struct question *q)
{
	struct str *kept = &v->memo->question_title[q->serial];

	if (!kept->p)
		*kept = title_html(v->memo->arena, q->title);
	return *kept;
}

struct str
bind_title_html(const struct page_view *v, const struct article *at)
{
	struct str *kept = &v->memo->article_title[at->serial];

	if (!kept->p)
		*kept = title_html(v->memo->arena, at->title);
	return *kept;
}

static void
bind_language(struct page_view *v, struct value *map, int lang)
{
	const struct language *l = language_of(v, lang);

	bind_text(v->arena, map, "lang", l->id);
	bind_text(v->arena, map, "locale", l->locale);
	bind_text(v->arena, map, "label", l->label);
}

static void
bind_date(struct arena *a, struct value *map, const char *key, int64_t t)
{
	struct value *date;

	if (t == 0) {
		bind_value(a, map, key, value_null(a));
		return;
	}
	date = value_map(a);
	bind_text(a, date, "iso", date_rfc3339(a, t));
	bind_text(a, date, "day", date_day(a, t));
	bind_value(a, map, key, date);
}

/* {id, label, url}: url is none where the term has no page. */
static struct value *
bind_term_name(struct page_view *v, int set, int lang, const struct term *t)
{
	const struct term_use *u = site_use(v->site, set, lang, t);
	struct value *map = value_map(v->arena);

	bind_text(v->arena, map, "id", t->id);
	bind_text(v->arena, map, "label", u ? u->label
	    : term_label(t, language_of(v, lang)->id));
	if (u && u->path.n > 0)
		bind_text(v->arena, map, "url", url_of(v->site->config, u->path,
		    v->arena));
	else
		bind_value(v->arena, map, "url", value_null(v->arena));
	return map;
}

/* --- questions -------------------------------------------------------- */

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
	bind_titles(a, map, q->title, question_title_html(v, q));
	bind_text(a, map, "lang", language_of(v, q->article->lang)->id);
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

static struct value *
html_value(struct page_view *v, struct strbuf *b)
{
	struct value *out = value_html(v->arena, arena_copy(v->arena,
	    strbuf_str(b)));

	strbuf_free(b);
	return out;
}

/* Neighbouring parts of one field are one field: a list item with its label and
 * the code block that follows it. */
static void
bind_fields(struct page_view *v, struct value *map, const struct question *q)
{
	const struct language *l = language_of(v, q->article->lang);
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
		bind_value(v->arena, field, "html", html_value(v, &b));
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
		bind_html(v->arena, map, "heading", question_title_html(v, q));
		bind_text(v->arena, map, "heading_id", q->id);
		bind_int(v->arena, map, "level", 2);
		return;
	}
	h = &m->block[q->heading];
	if (m->html.n > q->title_html && memchr(m->html.p + q->title_html, '<',
	    h->inner_end - q->title_html) == NULL &&
	    fragment_first_hole(m, q->title_html) ==
	    fragment_first_hole(m, h->inner_end + 1))
		bind_html(v->arena, map, "heading", question_title_html(v, q));
	else {
		fragment_range(&b, v, q->article, q->title_html, h->inner_end);
		bind_value(v->arena, map, "heading", html_value(v, &b));
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
	bind_value(v->arena, map, "html", html_value(v, &rest));
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
	bind_titles(v->arena, map, q->title, question_title_html(v, q));
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

/* {title, url} of articles that link here. */
static void
bind_backlinks(struct page_view *v, struct value *map,
    struct article *const *list, size_t n)
{
	struct value *links = value_list(v->arena), *row;

	for (size_t i = 0; i < n; i++) {
		row = value_map(v->arena);
		bind_titles(v->arena, row, list[i]->title,
		    bind_title_html(v, list[i]));
		bind_text(v->arena, row, "url", url_of(v->site->config,
		    list[i]->path, v->arena));
		value_add(v->arena, links, row);
	}
	bind_value(v->arena, map, "backlinks", links);
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

/* --- articles --------------------------------------------------------- */

struct value *
bind_section(struct page_view *v, const struct section *sec)
{
	struct value *map = value_map(v->arena);

	bind_text(v->arena, map, "id", sec->key);
	bind_text(v->arena, map, "title", sec->title);
	bind_text(v->arena, map, "description", sec->description);
	bind_text(v->arena, map, "kind", str_of(section_kinds[sec->kind]));
	bind_int(v->arena, map, "count", (int64_t)sec->article.n);
	bind_text(v->arena, map, "url", url_of(v->site->config, sec->path,
	    v->arena));
	return map;
}

static void
bind_terms(struct page_view *v, struct value *map, const char *key, int set,
    int lang, struct term *const *term, size_t n)
{
	struct value *list = value_list(v->arena);

	for (size_t i = 0; i < n; i++)
		value_add(v->arena, list, bind_term_name(v, set, lang, term[i]));
	bind_value(v->arena, map, key, list);
}

static void
bind_article_twins(struct page_view *v, struct value *map,
    const struct article *at)
{
	struct value *list = value_list(v->arena), *twin;

	for (size_t l = 0; l < v->site->config->nlanguage; l++) {
		if (!at->translation[l] || (int)l == at->lang)
			continue;
		twin = value_map(v->arena);
		bind_language(v, twin, (int)l);
		bind_text(v->arena, twin, "url", url_of(v->site->config,
		    at->translation[l]->path, v->arena));
		value_add(v->arena, list, twin);
	}
	bind_value(v->arena, map, "translations", list);
}

/* Minutes to read: 400 Han characters or 220 words each. */
static int64_t
reading_minutes(const struct article *at)
{
	return (int64_t)(at->han / 400 + at->words / 220 + 1);
}

static void
bind_authors(struct page_view *v, struct value *map, const struct article *at)
{
	struct value *list = value_list(v->arena);

	for (size_t i = 0; i < at->authors.n; i++)
		value_add(v->arena, list, value_text(v->arena,
		    at->authors.v[i]->text));
	bind_value(v->arena, map, "authors", list);
}

struct value *
bind_article(struct page_view *v, const struct article *at)
{
	struct arena *a = v->arena;
	const struct config *c = v->site->config;
	struct value *map = value_map(a);

	bind_text(a, map, "key", at->key);
	bind_titles(a, map, at->title, bind_title_html(v, at));
	bind_text(a, map, "lang", language_of(v, at->lang)->id);
	bind_text(a, map, "url", url_of(c, at->path, a));
	bind_text(a, map, "absolute_url", url_absolute(c, at->path, a));
	bind_text(a, map, "description", at->description);
	bind_date(a, map, "date", at->date);
	bind_date(a, map, "updated", at->updated);
	bind_value(a, map, "section", at->section && at->section->path.n > 0
	    ? bind_section(v, at->section) : value_null(a));
	bind_terms(v, map, "tags", TERM_TAGS, at->lang, at->tag.v, at->tag.n);
	bind_terms(v, map, "topics", TERM_TOPICS, at->lang, at->topic.v,
	    at->topic.n);
	bind_terms(v, map, "companies", TERM_COMPANIES, at->lang, at->company.v,
	    at->company.n);
	bind_some(a, map, "difficulty", str_of(difficulty_names[at->difficulty]));
	bind_authors(v, map, at);
	bind_bool(a, map, "draft", at->draft);
	bind_int(a, map, "questions", (int64_t)at->question.n);
	bind_int(a, map, "minutes", reading_minutes(at));
	bind_article_twins(v, map, at);
	return map;
}

/* --- the body of an article ------------------------------------------- */

static bool
is_skipped(const struct article *at, uint32_t b)
{
	return (int)b == at->title_block ||
	    at->md.block[b].kind == BLOCK_FOOTNOTES;
}

/* Rules between questions are the author's way to part them; the theme has its own. */
static bool
only_rules(const struct article *at, uint32_t from, uint32_t to)
{
	for (uint32_t b = from; b < to; b = at->md.block[b].next)
		if (at->md.block[b].kind != BLOCK_RULE)
			return false;
	return true;
}

static void
prose_part(struct page_view *v, struct value *parts, const struct article *at,
    uint32_t from, uint32_t to)
{
	struct strbuf b = { 0 };
	struct value *part;

	if (from >= to || (only_rules(at, from, to) && at->question.n > 0))
		return;
	for (uint32_t i = from; i < to; i = at->md.block[i].next)
		if (!is_skipped(at, i))
			fragment_range(&b, v, at, at->md.block[i].html,
			    at->md.block[i].html_end);
	if (b.n == 0) {
		strbuf_free(&b);
		return;
	}
	part = value_map(v->arena);
	bind_value(v->arena, part, "html", html_value(v, &b));
	value_add(v->arena, parts, part);
}

static void
bind_parts(struct page_view *v, struct value *map, const struct article *at)
{
	struct value *parts = value_list(v->arena), *part;
	uint32_t from = 0;

	for (size_t i = 0; i < at->question.n; i++) {
		const struct question *q = at->question.v[i];

		prose_part(v, parts, at, from, q->first);
		part = value_map(v->arena);
		bind_value(v->arena, part, "question", bind_question_full(v, q));
		value_add(v->arena, parts, part);
		from = q->end;
	}
	prose_part(v, parts, at, from, at->md.nblock);
	bind_value(v->arena, map, "parts", parts);
}

struct str
bind_body(struct page_view *v, const struct article *at)
{
	struct strbuf b = { 0 };
	struct str out;

	for (uint32_t i = 0; i < at->md.nblock; i = at->md.block[i].next)
		if ((int)i != at->title_block)
			fragment_range(&b, v, at, at->md.block[i].html,
			    at->md.block[i].html_end);
	out = arena_copy(v->arena, strbuf_str(&b));
	strbuf_free(&b);
	return out;
}

static void
bind_footnotes(struct page_view *v, struct value *map, const struct article *at)
{
	struct strbuf b = { 0 };

	for (uint32_t i = 0; i < at->md.nblock; i = at->md.block[i].next)
		if (at->md.block[i].kind == BLOCK_FOOTNOTES)
			fragment_range(&b, v, at, at->md.block[i].html,
			    at->md.block[i].html_end);
	if (b.n > 0)
		bind_value(v->arena, map, "footnotes", html_value(v, &b));
	else
		bind_value(v->arena, map, "footnotes", value_null(v->arena));
}

static void
toc_entry(struct page_view *v, struct value *toc, const struct article *at,
    uint32_t heading, const struct question *q)
{
	const struct block *h = &at->md.block[heading];
	struct str number, title, text = markdown_text(&at->md, h->text);
	struct value *entry = value_map(v->arena);
	char tag;

	question_number(text, &number, &tag, &title);
	bind_text(v->arena, entry, "id", q ? q->id : markdown_text(&at->md, h->id));
	bind_titles(v->arena, entry, title, q ? question_title_html(v, q)
	    : title_html(v->arena, title));
	bind_some(v->arena, entry, "number", number);
	bind_int(v->arena, entry, "level", at->outline[heading]);
	bind_bool(v->arena, entry, "is_question", q != NULL);
	value_add(v->arena, toc, entry);
}

/* Questions that have no heading stand in the table of contents all the same. */
static void
toc_question(struct page_view *v, struct value *toc, const struct question *q)
{
	struct value *entry = value_map(v->arena);

	bind_text(v->arena, entry, "id", q->id);
	bind_titles(v->arena, entry, q->title, question_title_html(v, q));
	bind_value(v->arena, entry, "number", value_null(v->arena));
	bind_int(v->arena, entry, "level", 1);
	bind_bool(v->arena, entry, "is_question", true);
	value_add(v->arena, toc, entry);
}

static bool
in_toc(const struct article *at, uint32_t b)
{
	return at->md.block[b].kind == BLOCK_HEADING &&
	    (int)b != at->title_block;
}

static void
bind_toc(struct page_view *v, struct value *map, const struct article *at)
{
	struct value *toc = value_list(v->arena);
	size_t q = 0;

	for (uint32_t b = 0; b < at->md.nblock; b = at->md.block[b].next) {
		while (q < at->question.n && at->question.v[q]->first <= b) {
			if (at->question.v[q]->heading < 0)
				toc_question(v, toc, at->question.v[q]);
			q++;
		}
		if (in_toc(at, b))
			toc_entry(v, toc, at, b, q > 0 &&
			    at->question.v[q - 1]->heading == (int)b
			    ? at->question.v[q - 1] : NULL);
	}
	bind_value(v->arena, map, "toc", toc);
}

static void
bind_neighbour(struct page_view *v, struct value *map, const char *key,
    const struct article *at)
{
	struct value *n;

	if (!at) {
		bind_value(v->arena, map, key, value_null(v->arena));
		return;
	}
	n = value_map(v->arena);
	bind_titles(v->arena, n, at->title, bind_title_html(v, at));
	bind_text(v->arena, n, "url", url_of(v->site->config, at->path, v->arena));
	bind_value(v->arena, map, key, n);
}

static void
bind_series(struct page_view *v, struct value *map, const struct article *at)
{
	const struct term_use *u = at->series_term ? site_use(v->site, TERM_SERIES,
	    at->lang, at->series_term) : NULL;
	struct value *series, *list, *row;

	if (!u) {
		bind_value(v->arena, map, "series", value_null(v->arena));
		return;
	}
	series = value_map(v->arena);
	list = value_list(v->arena);
	for (size_t i = 0; i < u->article.n; i++) {
		row = value_map(v->arena);
		bind_titles(v->arena, row, u->article.v[i]->title,
		    bind_title_html(v, u->article.v[i]));
		bind_text(v->arena, row, "url", url_of(v->site->config,
		    u->article.v[i]->path, v->arena));
		bind_bool(v->arena, row, "current", u->article.v[i] == at);
		value_add(v->arena, list, row);
	}
	bind_text(v->arena, series, "id", u->term->id);
	bind_text(v->arena, series, "title", u->label);
	bind_some(v->arena, series, "url", u->path.n > 0 ? url_of(
	    v->site->config, u->path, v->arena) : S(""));
	bind_value(v->arena, series, "articles", list);
	bind_value(v->arena, map, "series", series);
}

/* Where both languages of the article stand side by side. */
static struct str
pair_url(struct page_view *v, const struct article *at)
{
	const struct row *row = rows_for(v->site->rows, FOR_PAIR);
	const struct article *head = at->translation[
	    v->site->config->default_language];
	struct row_names n = { 0 };
	bool twin = false;

	for (size_t l = 0; l < v->site->config->nlanguage; l++) {
		twin |= (int)l != at->lang && at->translation[l];
		if (!head)
			head = at->translation[l];
	}
	if (!row || !twin)
		return S("");
	n.key = head->section_slug.n > 0 ? path_join(v->arena,
	    head->section_slug, head->slug) : head->slug;
	return url_of(v->site->config, row_path(row, &n, v->arena), v->arena);
}

struct value *
bind_article_full(struct page_view *v, const struct article *at)
{
	struct value *map = bind_article(v, at);

	bind_parts(v, map, at);
	bind_footnotes(v, map, at);
	bind_toc(v, map, at);
	bind_neighbour(v, map, "prev", at->prev);
	bind_neighbour(v, map, "next", at->next);
	bind_series(v, map, at);
	bind_some(v->arena, map, "pair_url", pair_url(v, at));
	bind_backlinks(v, map, at->backlink.v, at->backlink.n);
	bind_some(v->arena, map, "source", at->source_note);
	bind_some(v->arena, map, "reviewed", at->reviewed);
	bind_value(v->arena, map, "extra", (struct value *)(at->extra
	    ? at->extra : value_null(v->arena)));
	return map;
}
