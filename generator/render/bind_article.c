/*
 * Articles and sections as templates see them: in a list, and in full, where the
 * body is cut into prose and questions.
 */
#include "render/bind.h"

#include "base/file.h"

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
	return (int64_t)(at->md.han / 400 + at->md.words / 220 + 1);
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

static struct value *
article_map(struct page_view *v, const struct article *at)
{
	struct arena *a = v->arena;
	const struct config *c = v->site->config;
	struct value *map = value_map(a);

	bind_text(a, map, "key", at->key);
	bind_titles(a, map, at->title, bind_title_html(v, at));
	bind_language(v, map, at->lang);
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

struct value *
bind_article(struct page_view *v, const struct article *at)
{
	struct value **kept = &v->memo->article[at->serial];
	struct page_view shared = *v;

	shared.arena = v->memo->arena;
	if (!*kept)
		*kept = article_map(&shared, at);
	return *kept;
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
	bind_value(v->arena, part, "html", bind_html_of(v, &b));
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
		bind_value(v->arena, map, "footnotes", bind_html_of(v, &b));
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
	bind_titles(v->arena, entry, title, q ? bind_question_title(v, q)
	    : bind_wbr(v->arena, title));
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
	bind_titles(v->arena, entry, q->title, bind_question_title(v, q));
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
	const struct article *head = pair_head(v->site, at);

	if (!row || !head || !v->site->config->question_pages)
		return S("");
	return url_of(v->site->config, pair_path(row, head, v->arena), v->arena);
}

struct value *
bind_article_full(struct page_view *v, const struct article *at)
{
	struct value *map = article_map(v, at);

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
