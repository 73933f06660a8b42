/*
 * What all maps for templates are made with: short ways to set a key, titles
 * that may break between words, names of terms, and what pages share.  Names of
 * keys are the theme author's contract: templates/README.md lists them, and a
 * name is only ever added.
 */
#include "render/bind.h"

#include "base/date.h"
#include "base/text.h"
#include "format/html.h"

struct memo *
memo_new(const struct site *s)
{
	struct arena *a = arena_new();
	struct memo *m = arena_new_of(a, struct memo);

	m->arena = a;
	m->question = arena_array(a, struct value *, s->questions);
	m->article = arena_array(a, struct value *, s->article.n);
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

const struct language *
bind_lang(const struct page_view *v, int lang)
{
	return &v->site->config->language[lang];
}

struct str
bind_wbr(struct arena *a, struct str title)
{
	struct strbuf b = { 0 };
	struct str out;

	text_wbr(&b, title);
	out = arena_copy(a, strbuf_str(&b));
	strbuf_free(&b);
	return out;
}

void
bind_titles(struct arena *a, struct value *map, struct str title,
    struct str html)
{
	bind_text(a, map, "title", title);
	bind_html(a, map, "title_html", html);
}

struct str
bind_question_title(const struct page_view *v, const struct question *q)
{
	struct str *kept = &v->memo->question_title[q->serial];

	if (!kept->p)
		*kept = bind_wbr(v->memo->arena, q->title);
	return *kept;
}

struct str
bind_title_html(const struct page_view *v, const struct article *at)
{
	struct str *kept = &v->memo->article_title[at->serial];

	if (!kept->p)
		*kept = bind_wbr(v->memo->arena, at->title);
	return *kept;
}

void
bind_language(struct page_view *v, struct value *map, int lang)
{
	const struct language *l = bind_lang(v, lang);

	bind_text(v->arena, map, "lang", l->id);
	bind_text(v->arena, map, "locale", l->locale);
	bind_text(v->arena, map, "label", l->label);
}

void
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
struct value *
bind_term_name(struct page_view *v, int set, int lang, const struct term *t)
{
	const struct term_use *u = site_use(v->site, set, lang, t);
	struct value *map = value_map(v->arena);

	bind_text(v->arena, map, "id", t->id);
	bind_text(v->arena, map, "label", u ? u->label
	    : term_label(t, bind_lang(v, lang)->id));
	if (u && u->path.n > 0)
		bind_text(v->arena, map, "url", url_of(v->site->config, u->path,
		    v->arena));
	else
		bind_value(v->arena, map, "url", value_null(v->arena));
	return map;
}

struct value *
bind_html_of(struct page_view *v, struct strbuf *b)
{
	struct value *out;

	html_balance(b, 0);	/* a part of a body may cut raw elements in two */
	out = value_html(v->arena, arena_copy(v->arena, strbuf_str(b)));
	strbuf_free(b);
	return out;
}

/* {title, url} of articles that link here. */
void
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
bind_quality(struct arena *a, struct value *row, const struct quality *n,
    int64_t broken)
{
	bind_int(a, row, "answered", n->answered);
	bind_int(a, row, "thin", n->thin);
	bind_int(a, row, "duplicate", n->duplicate);
	bind_int(a, row, "unpaired", n->unpaired);
	bind_int(a, row, "doubtful", n->doubtful);
	bind_int(a, row, "stale", n->stale);
	bind_int(a, row, "broken", broken);
}
