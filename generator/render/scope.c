/*
 * The data of one page: what every page sees (the site, the words of its
 * language, where it stands and its twins) and what its kind adds.  A row of
 * the theme decides that a page exists; what it is about decides its data, so
 * a new page over known things needs no C.
 */
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/text.h"
#include "render/bind.h"
#include "render/jsonld.h"

#ifndef TIKU_VERSION		/* the Makefile says it */
#define TIKU_VERSION "0.1.0"
#endif

struct sorted {		/* a question and where it stands in the alphabet */
	struct question *question;
	struct str key;
};

enum { RECENT = 10, TOP_TERMS = 24, FEED = 20 };

struct scope {
	const struct plan *plan;
	const struct page *page;
	struct page_view view;
	struct arena *arena;
	const struct config *config;
	struct value *map;
};

static const struct language *
page_language(const struct scope *s)
{
	return &s->config->language[s->page->lang];
}

static const struct edition *
page_edition(const struct scope *s)
{
	return &s->plan->site->edition[s->page->lang];
}

static struct str
url(const struct scope *s, struct str path)
{
	return url_of(s->config, path, s->arena);
}

/* --- the page's twins ------------------------------------------------- */

/* What a row's path is made of for the twin; false when there is none. */
static bool
twin_names(const struct scope *s, int lang, struct row_names *n)
{
	const struct page *p = s->page;
	const struct article *at = p->article ? p->article->translation[lang]
	    : NULL;
	const struct question *q = p->question ? p->question->translation[lang]
	    : NULL;
	const struct section *sec = p->section ? p->section->translation[lang]
	    : NULL;

	n->lang = s->config->language[lang].id;
	if (q)
		at = q->article;
	n->section = at ? at->section_slug : sec ? sec->slug : S("");
	n->slug = at ? at->slug : S("");
	n->id = q ? q->id : p->use ? text_slug(s->arena, p->use->term->id)
	    : S("");
	if (p->use)
		return p->use->translation[lang] != NULL;
	return at || sec || p->row->each == FOR_LANGUAGE;
}

/* The address of the same page in another language, or empty. */
static struct str
twin_path(const struct scope *s, int lang)
{
	const struct page *p = s->page;
	struct row_names n = { 0 };

	if (lang == p->lang)
		return p->path;
	if (p->number > 1 || p->pair)
		return S("");	/* the same number shows other things there */
	if (p->facet)
		return p->facet->translation[lang]
		    ? p->facet->translation[lang]->path : S("");
	return twin_names(s, lang, &n) ? row_path(p->row, &n, s->arena) : S("");
}

/* Where a reader goes who wants another language and there is no twin: up. */
static struct str
nearest_path(const struct scope *s, int lang)
{
	const struct page *p = s->page;
	const struct article *at = p->question ? p->question->article : p->article;
	const struct section *sec = at ? at->section : p->section;
	struct row_names n = { .lang = s->config->language[lang].id };

	if (at && at->translation[lang])
		return at->translation[lang]->path;
	if (sec && sec->translation[lang] && sec->translation[lang]->path.n > 0)
		return sec->translation[lang]->path;
	if (p->use && p->use->translation[lang])
		return p->use->translation[lang]->path;
	if (p->number > 1)
		return s->plan->site->edition[lang].article.n > 0 &&
		    p->row->each == FOR_LANGUAGE ? row_path(p->row, &n, s->arena)
		    : path_of_home(s->plan->site, lang, s->arena);
	return path_of_home(s->plan->site, lang, s->arena);
}

static struct value *
language_map(const struct scope *s, int lang)
{
	const struct language *l = &s->config->language[lang];
	struct value *map = value_map(s->arena);

	bind_text(s->arena, map, "id", l->id);
	bind_text(s->arena, map, "lang", l->id);
	bind_text(s->arena, map, "label", l->label);
	bind_text(s->arena, map, "locale", l->locale);
	return map;
}

static void
scope_twins(struct scope *s, struct value *page)
{
	struct value *alternates = value_list(s->arena);
	struct value *others = value_list(s->arena), *row;
	size_t found = 0;

	for (size_t l = 0; l < s->config->nlanguage && s->page->row->each != FOR_SITE; l++) {
		struct str path = twin_path(s, (int)l);

		if (path.n > 0) {
			row = language_map(s, (int)l);
			bind_text(s->arena, row, "url", url(s, path));
			bind_text(s->arena, row, "absolute_url",
			    url_absolute(s->config, path, s->arena));
			value_add(s->arena, alternates, row);
			found++;
		}
		if ((int)l == s->page->lang)
			continue;
		if (s->page->pair && s->page->pair->translation[l])
			path = s->page->pair->translation[l]->path;
		row = language_map(s, (int)l);
		bind_text(s->arena, row, "url", url(s, path.n > 0 ? path
		    : nearest_path(s, (int)l)));
		bind_bool(s->arena, row, "exact", path.n > 0);
		value_add(s->arena, others, row);
	}
	if (found < 2)
		alternates = value_list(s->arena);
	bind_value(s->arena, page, "alternates", alternates);
	bind_value(s->arena, s->map, "switch", others);
}

/* --- what every page sees --------------------------------------------- */

static void
scope_sections(struct scope *s, struct value *site)
{
	const struct edition *e = page_edition(s);
	struct value *list = value_list(s->arena);

	for (size_t i = 0; i < e->section.n; i++)
		if (e->section.v[i]->path.n > 0)
			value_add(s->arena, list, bind_section(&s->view,
			    e->section.v[i]));
	bind_value(s->arena, site, "sections", list);
}

static void
scope_counts(struct scope *s, struct value *site)
{
	const struct edition *e = page_edition(s);
	struct value *counts = value_map(s->arena);

	bind_int(s->arena, counts, "articles", (int64_t)e->article.n);
	bind_int(s->arena, counts, "questions", (int64_t)e->question.n);
	bind_int(s->arena, counts, "companies", (int64_t)e->use[TERM_COMPANIES].n);
	bind_int(s->arena, counts, "topics", (int64_t)e->use[TERM_TOPICS].n);
	bind_int(s->arena, counts, "tags", (int64_t)e->use[TERM_TAGS].n);
	bind_value(s->arena, site, "counts", counts);
}

static void
scope_languages(struct scope *s, struct value *site)
{
	struct value *list = value_list(s->arena), *row;

	for (size_t l = 0; l < s->config->nlanguage; l++) {
		row = language_map(s, (int)l);
		bind_text(s->arena, row, "url", url(s, path_of_home(s->plan->site,
		    (int)l, s->arena)));
		value_add(s->arena, list, row);
	}
	bind_value(s->arena, site, "languages", list);
}

static struct value *
site_map(struct scope *s)
{
	const struct config *c = s->config;
	struct value *site = value_map(s->arena);

	bind_text(s->arena, site, "title", page_language(s)->title);
	bind_text(s->arena, site, "description", page_language(s)->description);
	bind_text(s->arena, site, "base_url", c->base_url);
	bind_text(s->arena, site, "base_path", c->base_path);
	bind_text(s->arena, site, "default_language",
	    c->language[c->default_language].id);
	bind_some(s->arena, site, "feed_url", path_of_row(s->plan->site, "feed",
	    s->page->lang, s->arena).n > 0 ? url(s, path_of_row(s->plan->site,
	    "feed", s->page->lang, s->arena)) : S(""));
	bind_bool(s->arena, site, "question_pages", c->question_pages);
	bind_bool(s->arena, site, "search", s->plan->search);
	bind_some(s->arena, site, "search_url", s->plan->search
	    ? url(s, S("pagefind/")) : S(""));
	bind_text(s->arena, site, "version", S(TIKU_VERSION));
	bind_value(s->arena, site, "extra", (struct value *)(c->extra ? c->extra
	    : value_map(s->arena)));
	scope_languages(s, site);
	scope_sections(s, site);
	scope_counts(s, site);
	return site;
}

/* The same on every page of a language. */
static void
scope_site(struct scope *s)
{
	struct memo *m = s->view.memo;
	struct scope shared = *s;

	shared.arena = shared.view.arena = m->arena;
	if (!m->site[s->page->lang])
		m->site[s->page->lang] = site_map(&shared);
	bind_value(s->arena, s->map, "site", m->site[s->page->lang]);
}

/* --- title, description, crumbs --------------------------------------- */

static struct str
word(const struct scope *s, const char *key)
{
	return value_get_text(page_language(s)->ui, str_of(key));
}

/* A topic's label, or the word for the kind or difficulty. */
static struct str
facet_label(const struct scope *s, const struct facet *f)
{
	static const char *const words[] = { "", "kind_", "difficulty_" };
	struct str label;

	if (f->topic)
		return term_label(f->topic, page_language(s)->id);
	label = word(s, arena_cstr(s->arena, arena_printf(s->arena, "%s%.*s",
	    words[f->by], STR_ARG(f->id))));
	return label.n > 0 ? label : f->id;
}

static struct str
page_title(const struct scope *s)
{
	const struct page *p = s->page;
	struct str name;

	if (p->pair)
		return p->pair->title;

	if (p->article)
		return p->article->title;
	if (p->question)
		return p->question->title;
	if (p->section)
		return p->section->title;
	if (p->facet)
		return arena_printf(s->arena, "%.*s · %.*s",
		    STR_ARG(p->use->label), STR_ARG(facet_label(s, p->facet)));
	if (p->use)
		return p->use->label;
	name = word(s, arena_cstr(s->arena, p->row->name));
	return name.n > 0 ? name : page_language(s)->title;
}

/* The start of a question's own words, for search engines. */
static struct str
question_description(const struct question *q)
{
	for (size_t i = 0; i < q->field.n; i++) {
		const struct markdown *m = &q->article->md;

		for (uint32_t b = q->field.v[i].block; b < q->field.v[i].end; b++)
			if (m->block[b].kind == BLOCK_PARAGRAPH &&
			    m->block[b].text.n > 12)
				return markdown_text(m, m->block[b].text);
	}
	return q->title;
}

/* At most n bytes, cut between characters. */
static struct str
cut(struct str s, size_t n)
{
	if (s.n <= n)
		return s;
	while (n > 0 && ((unsigned char)s.p[n] & 0xC0) == 0x80)
		n--;
	return str_sub(s, 0, n);
}

static struct str
page_description(const struct scope *s)
{
	const struct page *p = s->page;

	if (p->article)
		return p->article->description;
	if (p->pair)
		return p->pair->description;
	if (p->question)
		return cut(question_description(p->question), 300);
	if (p->section)
		return p->section->description;
	return page_language(s)->description;
}

static void
crumb(struct scope *s, struct value *crumbs, struct str title, struct str path)
{
	struct value *row;

	if (path.n == 0)
		return;
	row = value_map(s->arena);
	bind_text(s->arena, row, "title", title);
	bind_text(s->arena, row, "url", url(s, path));
	value_add(s->arena, crumbs, row);
}

/* The sections along a key, the outermost first. */
static void
section_crumbs(struct scope *s, struct value *crumbs, struct str key)
{
	const struct section *sec;

	for (size_t i = 1; i <= key.n; i++) {
		if (i < key.n && key.p[i] != '/')
			continue;
		sec = site_section(s->plan->site, s->page->lang,
		    str_sub(key, 0, i));
		if (sec)
			crumb(s, crumbs, sec->title, sec->path);
	}
}

static void
scope_crumbs(struct scope *s, struct value *page)
{
	static const char *const lists[] = { "companies", "topics", "tags",
		"series" };
	struct value *crumbs = value_list(s->arena);
	const struct page *p = s->page;
	const struct article *at = p->article ? p->article
	    : p->question ? p->question->article : p->pair;
	struct str home = path_of_home(s->plan->site, p->lang, s->arena);

	if (p->row->each != FOR_SITE && !str_eq(p->path, home))
		crumb(s, crumbs, word(s, "home"), home);
	if (at)
		section_crumbs(s, crumbs, at->section_key);
	if (p->section)
		section_crumbs(s, crumbs, path_dir(p->section->key));
	if (p->question || p->pair)
		crumb(s, crumbs, at->title, at->path);
	if (p->facet)
		crumb(s, crumbs, word(s, lists[p->set]), path_of_row(
		    s->plan->site, lists[p->set], p->lang, s->arena));
	if (p->facet)
		crumb(s, crumbs, p->use->label, p->use->path);
	else if (p->use)
		crumb(s, crumbs, word(s, lists[p->set]), path_of_row(
		    s->plan->site, lists[p->set], p->lang, s->arena));
	bind_value(s->arena, page, "crumbs", crumbs);
}

/* For readers of any other language: of the homes the chooser, of other pages
 * the one in the default language. */
static struct str
default_path(const struct scope *s)
{
	struct str twin = twin_path(s, (int)s->config->default_language);

	if (s->page->row->each == FOR_SITE ||
	    str_eq(s->page->row->name, S("home")))
		return path_of_row(s->plan->site, "chooser", 0, s->arena);
	return twin.n > 0 ? twin : s->page->path;
}

static void
scope_page(struct scope *s)
{
	const struct page *p = s->page;
	struct value *page = value_map(s->arena);
	struct str feed = path_of_row(s->plan->site, "feed", p->lang, s->arena);

	bind_text(s->arena, page, "kind", p->row->name);
	bind_text(s->arena, page, "url", url(s, p->path));
	bind_text(s->arena, page, "absolute_url", url_absolute(s->config, p->path,
	    s->arena));
	bind_text(s->arena, page, "title", page_title(s));
	bind_text(s->arena, page, "description", page_description(s));
	bind_bool(s->arena, page, "noindex", p->article && p->article->noindex);
	bind_text(s->arena, page, "canonical_url", url_absolute(s->config,
	    p->question && p->question->canonical &&
	    p->question->canonical->path.n > 0
	    ? p->question->canonical->path : p->path, s->arena));
	bind_text(s->arena, page, "default_url", url_absolute(s->config,
	    default_path(s), s->arena));
	bind_some(s->arena, page, "feed_url", feed.n > 0 ? url(s, feed) : S(""));
	scope_twins(s, page);
	scope_crumbs(s, page);
	bind_value(s->arena, s->map, "page", page);
}

/* Known only when the body has been bound. */
static void
scope_has(struct scope *s)
{
	struct value *has = value_map(s->arena), *jsonld;
	struct value *page = (struct value *)value_get(s->map, S("page"));

	bind_bool(s->arena, has, "math", s->view.formulas > 0);
	bind_bool(s->arena, has, "code", s->view.code > 0);
	bind_bool(s->arena, has, "diagram", s->view.diagrams > 0);
	bind_value(s->arena, page, "has", has);
	jsonld = jsonld_make(s->page, s->map, s->config, s->arena);
	bind_value(s->arena, page, "jsonld", jsonld ? jsonld
	    : value_null(s->arena));
}

/* --- what a kind of page adds ----------------------------------------- */

static void
scope_homes(struct scope *s)
{
	struct value *homes = value_list(s->arena), *row;

	for (size_t l = 0; l < s->config->nlanguage; l++) {
		row = language_map(s, (int)l);
		bind_text(s->arena, row, "title", s->config->language[l].title);
		bind_text(s->arena, row, "description",
		    s->config->language[l].description);
		bind_text(s->arena, row, "url", url(s, path_of_home(s->plan->site,
		    (int)l, s->arena)));
		value_add(s->arena, homes, row);
	}
	bind_value(s->arena, s->map, "homes", homes);
}

static int
most_used(const void *a, const void *b)
{
	const struct term_use *x = *(struct term_use *const *)a;
	const struct term_use *y = *(struct term_use *const *)b;

	if (x->question.n != y->question.n)
		return x->question.n < y->question.n ? 1 : -1;
	return str_cmp(x->sort, y->sort);
}

static void
scope_top_terms(struct scope *s, const char *key, int set)
{
	const struct edition *e = page_edition(s);
	size_t n = e->use[set].n;
	struct term_use **top = arena_array(s->arena, struct term_use *, n);
	struct value *list = value_list(s->arena);

	if (n > 0) {
		memcpy(top, e->use[set].v, n * sizeof *top);
		qsort(top, n, sizeof *top, most_used);
	}
	for (size_t i = 0; i < n && i < TOP_TERMS; i++)
		value_add(s->arena, list, bind_term(&s->view, top[i]));
	bind_value(s->arena, s->map, key, list);
}

static void
scope_articles(struct scope *s, struct article *const *v, size_t from, size_t to)
{
	struct value *list = value_list(s->arena);

	for (size_t i = from; i < to; i++)
		value_add(s->arena, list, bind_article(&s->view, v[i]));
	bind_value(s->arena, s->map, "articles", list);
}

/* full: with their fields, for pages that show the questions themselves. */
static void
scope_questions(struct scope *s, struct question *const *v, size_t from, size_t to)
{
	struct value *list = value_list(s->arena);

	for (size_t i = from; i < to; i++)
		value_add(s->arena, list, s->page->row->full
		    ? bind_question_full(&s->view, v[i])
		    : bind_question(&s->view, v[i]));
	bind_value(s->arena, s->map, "questions", list);
}

/* One question to think about: of the newest article that has an answered one. */
static void
scope_home_question(struct scope *s)
{
	const struct edition *e = page_edition(s);

	for (size_t i = 0; i < e->article.n; i++)
		for (size_t j = 0; j < e->article.v[i]->question.n; j++) {
			const struct question *q = e->article.v[i]->question.v[j];

			for (size_t f = 0; f < q->field.n; f++)
				if (q->field.v[f].name == FIELD_ANSWER) {
					bind_value(s->arena, s->map, "question",
					    bind_question_full(&s->view, q));
					return;
				}
		}
	bind_value(s->arena, s->map, "question", value_null(s->arena));
}

static void
scope_recent(struct scope *s)
{
	const struct edition *e = page_edition(s);
	struct value *list = value_list(s->arena);

	for (size_t i = 0; i < e->article.n && i < RECENT; i++)
		value_add(s->arena, list, bind_article(&s->view, e->article.v[i]));
	bind_value(s->arena, s->map, "recent", list);
}

static void
scope_home(struct scope *s)
{
	scope_recent(s);
	scope_top_terms(s, "companies", TERM_COMPANIES);
	scope_top_terms(s, "topics", TERM_TOPICS);
	scope_home_question(s);
}

/* Questions under the letter a reader looks for: A to Z, pinyin, then the rest. */
static int
by_sort_key(const void *a, const void *b)
{
	const struct sorted *x = a, *y = b;
	int order = str_cmp(x->key, y->key);

	return order ? order : str_cmp(x->question->id, y->question->id);
}

static void
group_add(struct scope *s, struct value *groups, const struct sorted *v, size_t n)
{
	struct value *group = value_map(s->arena), *list = value_list(s->arena);

	for (size_t i = 0; i < n; i++)
		value_add(s->arena, list, bind_question(&s->view, v[i].question));
	bind_text(s->arena, group, "initial", v[0].key.p[0] == '~' ? S("#")
	    : str_sub(v[0].key, 0, 1));
	bind_value(s->arena, group, "questions", list);
	value_add(s->arena, groups, group);
}

static void
scope_index(struct scope *s)
{
	const struct edition *e = page_edition(s);
	struct sorted *all = arena_array(s->arena, struct sorted, e->listed.n);
	struct value *groups = value_list(s->arena);
	size_t from = 0;

	for (size_t i = 0; i < e->listed.n; i++)
		all[i] = (struct sorted){ e->listed.v[i], use_sort_key(s->arena,
		    page_language(s)->locale, e->listed.v[i]->title) };
	if (e->listed.n > 0)
		qsort(all, e->listed.n, sizeof *all, by_sort_key);
	for (size_t i = 1; i <= e->listed.n; i++)
		if (i == e->listed.n || all[i].key.p[0] != all[from].key.p[0]) {
			group_add(s, groups, all + from, i - from);
			from = i;
		}
	bind_value(s->arena, s->map, "groups", groups);
}

/* The sets a reader can study: companies and topics with enough questions. */
static void
scope_study(struct scope *s)
{
	scope_top_terms(s, "companies", TERM_COMPANIES);
	scope_top_terms(s, "topics", TERM_TOPICS);
}

static void
scope_term_list(struct scope *s, int set)
{
	const struct edition *e = page_edition(s);
	struct value *list = value_list(s->arena);

	for (size_t i = 0; i < e->use[set].n; i++)
		value_add(s->arena, list, bind_term(&s->view, e->use[set].v[i]));
	bind_value(s->arena, s->map, "terms", list);
}

static void
scope_feed(struct scope *s)
{
	const struct edition *e = page_edition(s);
	size_t n = e->article.n < FEED ? e->article.n : FEED;
	int64_t updated = 0;

	for (size_t i = 0; i < n; i++) {
		const struct article *at = e->article.v[i];
		int64_t t = at->updated > at->date ? at->updated : at->date;

		updated = t > updated ? t : updated;
	}
	scope_articles(s, e->article.v, 0, n);
	bind_text(s->arena, s->map, "updated", date_rfc3339(s->arena, updated));
}

static void
scope_data(struct scope *s)
{
	const struct edition *e = page_edition(s);
	struct value *records = value_list(s->arena);

	for (size_t i = 0; i < e->question.n; i++)
		value_add(s->arena, records, bind_record(&s->view,
		    e->question.v[i]));
	bind_value(s->arena, s->map, "records", records);
}

/* The sitemap leaves out what is not indexed, the second pages of lists and
 * everything that is not a page. */
static void
sitemap_entry(struct scope *s, struct value *urls, const struct page *p)
{
	struct scope other = *s;
	struct value *row = value_map(s->arena);
	int64_t t = p->article ? p->article->updated ? p->article->updated
	    : p->article->date : 0;

	other.page = p;
	other.map = value_map(s->arena);
	bind_text(s->arena, row, "absolute_url", url_absolute(s->config, p->path,
	    s->arena));
	if (t)
		bind_text(s->arena, row, "updated", date_day(s->arena, t));
	else
		bind_value(s->arena, row, "updated", value_null(s->arena));
	scope_twins(&other, row);
	value_add(s->arena, urls, row);
}

static void
scope_sitemap(struct scope *s)
{
	struct value *urls = value_list(s->arena);

	for (size_t i = 0; i < s->plan->page.n; i++) {
		const struct page *p = &s->plan->page.v[i];

		if (p->row->listed && p->number <= 1 &&
		    !(p->article && p->article->noindex) &&
		    !(p->question && p->question->canonical))
			sitemap_entry(s, urls, p);
	}
	bind_value(s->arena, s->map, "urls", urls);
}

static void
scope_tree(struct scope *s, const struct section *sec)
{
	struct value *tree, *row;

	if (!sec || sec->kind != SECTION_DOCS)
		return;
	tree = value_list(s->arena);
	for (size_t i = 0; i < sec->article.n; i++) {
		row = value_map(s->arena);
		bind_text(s->arena, row, "title", sec->article.v[i]->title);
		bind_html(s->arena, row, "title_html", bind_title_html(
		    &s->view, sec->article.v[i]));
		bind_text(s->arena, row, "url", url(s, sec->article.v[i]->path));
		bind_bool(s->arena, row, "current",
		    sec->article.v[i] == s->page->article);
		value_add(s->arena, tree, row);
	}
	bind_value(s->arena, s->map, "tree", tree);
}

static void
scope_section(struct scope *s)
{
	const struct section *sec = s->page->section;
	struct value *map = bind_section(&s->view, sec);

	bind_html(s->arena, map, "html", sec->index
	    ? bind_body(&s->view, sec->index) : S(""));
	bind_value(s->arena, s->map, "section", map);
	scope_articles(s, sec->article.v, s->page->from, s->page->to);
	scope_tree(s, sec);
}

static void
neighbour(struct scope *s, struct value *map, const char *key,
    const struct article *at, size_t position)
{
	const struct question *q;
	struct value *n;

	if (position < 1 || position > at->question.n) {
		bind_value(s->arena, map, key, value_null(s->arena));
		return;
	}
	q = at->question.v[position - 1];
	n = bind_question(&s->view, q);
	bind_value(s->arena, map, key, n);
}

static void
scope_question(struct scope *s)
{
	const struct question *q = s->page->question;
	struct value *map = bind_question_full(&s->view, q);

	neighbour(s, map, "prev", q->article, q->position - 1);
	neighbour(s, map, "next", q->article, q->position + 1);
	bind_relatives(&s->view, map, q);
	bind_value(s->arena, s->map, "question", map);
}

static struct value *
facet_map(struct scope *s, const struct facet *f)
{
	static const char *const names[] = { "topic", "kind", "difficulty" };
	struct value *map = value_map(s->arena);

	bind_text(s->arena, map, "by", str_of(names[f->by]));
	bind_text(s->arena, map, "id", f->id);
	bind_text(s->arena, map, "label", facet_label(s, f));
	bind_text(s->arena, map, "url", url(s, f->path));
	bind_int(s->arena, map, "count", (int64_t)f->question.n);
	bind_bool(s->arena, map, "current", f == s->page->facet);
	return map;
}

static void
scope_facets(struct scope *s, struct value *term)
{
	const struct term_use *u = s->page->use;
	struct value *list = value_list(s->arena);

	for (size_t i = 0; i < u->facet.n; i++)
		value_add(s->arena, list, facet_map(s, u->facet.v[i]));
	bind_value(s->arena, term, "facets", list);
}

static size_t
at_most(size_t n, size_t most)
{
	return n < most ? n : most;
}

static int64_t
newest_date(const struct term_use *u)
{
	int64_t newest = 0;

	for (size_t i = 0; i < u->question.n; i++) {
		const struct article *at = u->question.v[i]->article;
		int64_t t = at->updated > at->date ? at->updated : at->date;

		newest = t > newest ? t : newest;
	}
	return newest;
}

static void
scope_term(struct scope *s)
{
	const struct page *p = s->page;
	struct value *term = bind_term_charts(&s->view, p->use, p->set);

	scope_facets(s, term);
	bind_text(s->arena, s->map, "updated", date_rfc3339(s->arena,
	    newest_date(p->use)));
	bind_value(s->arena, s->map, "term", term);
	if (p->facet) {
		bind_value(s->arena, s->map, "facet", facet_map(s, p->facet));
		scope_questions(s, p->facet->question.v, p->from, p->to);
		scope_articles(s, NULL, 0, 0);
		return;
	}
	if (p->row->paginate == PAGINATE_ARTICLES) {
		scope_questions(s, NULL, 0, 0);
		scope_articles(s, p->use->article.v, p->from, p->to);
	} else {
		/* a feed is not cut into pages: it has the newest alone */
		scope_questions(s, p->use->question.v, p->from,
		    p->row->paginate ? p->to : at_most(p->to, FEED));
		scope_articles(s, p->use->article.v, 0, p->number <= 1
		    ? at_most(p->use->article.n, TOP_TERMS) : 0);
	}
}

/* For the owner, in preview: every article and where it wants work. */
static void
scope_owner(struct scope *s)
{
	const struct site *site = s->plan->site;
	const struct quality *quality = quality_list(site, &s->plan->drift,
	    s->arena);
	struct value *list = value_list(s->arena), *row;

	for (size_t i = 0; i < site->article.n; i++) {
		const struct article *at = site->article.v[i];

		row = value_map(s->arena);
		bind_value(s->arena, row, "article", bind_article(&s->view, at));
		bind_quality(s->arena, row, &quality[at->serial],
		    embed_broken(s->plan->pieces, at));
		value_add(s->arena, list, row);
	}
	bind_value(s->arena, s->map, "work", list);
}

/* Pages for the site or a language see what their name asks for. */
static const struct {
	const char *name;
	void (*add)(struct scope *);
	int set;
} extras[] = {
	{ "home", scope_home, -1 },
	{ "chooser", scope_homes, -1 },
	{ "404", scope_homes, -1 },
	{ "feed", scope_feed, -1 },
	{ "data", scope_data, -1 },
	{ "sitemap", scope_sitemap, -1 },
	{ "companies", NULL, TERM_COMPANIES },
	{ "topics", NULL, TERM_TOPICS },
	{ "tags", NULL, TERM_TAGS },
	{ "series", NULL, TERM_SERIES },
	{ "index", scope_index, -1 },
	{ "study", scope_study, -1 },
	{ "feed-json", scope_feed, -1 },
	{ "owner", scope_owner, -1 },
};

static void
scope_extras(struct scope *s)
{
	for (size_t i = 0; i < sizeof extras / sizeof *extras; i++) {
		if (!str_eq(s->page->row->name, str_of(extras[i].name)))
			continue;
		if (extras[i].add)
			extras[i].add(s);
		else
			scope_term_list(s, extras[i].set);
	}
	if (s->page->row->paginate == PAGINATE_QUESTIONS &&
	    !value_get(s->map, S("topics"))) {
		scope_top_terms(s, "companies", TERM_COMPANIES);
		scope_top_terms(s, "topics", TERM_TOPICS);
	}
	if (s->page->row->paginate == PAGINATE_QUESTIONS)
		scope_questions(s, page_edition(s)->listed.v, s->page->from,
		    s->page->to);
	else if (s->page->row->paginate == PAGINATE_ARTICLES)
		scope_articles(s, page_edition(s)->article.v, s->page->from,
		    s->page->to);
}

/* The twins of one article side by side: a row for each question that both
 * have, and the text that stands before the first one. */
static struct value *
pair_cell(struct scope *s, const struct question *q)
{
	return q ? bind_question_full(&s->view, q) : value_null(s->arena);
}

static void
pair_rows(struct scope *s, struct value *rows)
{
	const struct article *at = s->page->pair;
	struct value *row, *cells;

	for (size_t i = 0; i < at->question.n; i++) {
		const struct question *q = at->question.v[i];

		row = value_map(s->arena);
		cells = value_list(s->arena);
		for (size_t l = 0; l < s->config->nlanguage; l++)
			if (at->translation[l])
				value_add(s->arena, cells, pair_cell(s,
				    (int)l == at->lang ? q : q->translation[l]));
		bind_text(s->arena, row, "id", q->id);
		bind_value(s->arena, row, "cells", cells);
		value_add(s->arena, rows, row);
	}
}

static void
scope_pair(struct scope *s)
{
	const struct article *at = s->page->pair;
	struct value *articles = value_list(s->arena), *rows = value_list(s->arena);

	for (size_t l = 0; l < s->config->nlanguage; l++)
		if (at->translation[l])
			value_add(s->arena, articles, bind_article(&s->view,
			    at->translation[l]));
	pair_rows(s, rows);
	bind_value(s->arena, s->map, "articles", articles);
	bind_value(s->arena, s->map, "rows", rows);
}

static void
scope_subject(struct scope *s)
{
	const struct page *p = s->page;

	if (p->pair) {
		scope_pair(s);
		return;
	}
	if (p->article) {
		bind_value(s->arena, s->map, "article",
		    bind_article_full(&s->view, p->article));
		scope_tree(s, p->article->section);
	} else if (p->question)
		scope_question(s);
	else if (p->section)
		scope_section(s);
	else if (p->use)
		scope_term(s);
	else
		scope_extras(s);
	if (p->row->paginate != PAGINATE_NONE)
		bind_value(s->arena, s->map, "pager", bind_pager(&s->view, p));
}

const struct value *
page_data(const struct plan *p, const struct page *page, struct memo *memo,
    struct arena *a)
{
	struct scope s = { .plan = p, .page = page, .arena = a,
		.config = p->site->config, .map = value_map(a) };

	s.view = (struct page_view){ .site = p->site, .pieces = p->pieces,
		.here = page->article, .arena = a, .memo = memo,
		.uses = arena_array(a, uint32_t, p->pieces->piece.n) };
	s.view.owner = page->question ? page->question->article : page->article;
	if (page->question && page->question->heading >= 0)
		s.view.outline = page->question->article->outline[
		    page->question->heading];
	if (page->section && page->section->index)
		s.view.here = s.view.owner = page->section->index;
	for (size_t i = 0; i < p->shared->map.n; i++)
		value_set(a, s.map, p->shared->map.v[i].key,
		    p->shared->map.v[i].value);
	bind_value(a, s.map, "lang", language_map(&s, page->lang));
	bind_value(a, s.map, "t", (struct value *)value_get(
	    value_get(p->shared, S("words")), page_language(&s)->id));
	scope_site(&s);
	scope_page(&s);
	scope_subject(&s);
	scope_has(&s);
	return s.map;
}
