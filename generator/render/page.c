/*
 * The plan and the writing of pages.  Rendering is pure, so it is spread over
 * forked children; a page that fails there is rendered again here, where its
 * error can be reported.
 */
#include "render/page.h"

#include <string.h>

#include "base/digest.h"
#include "base/file.h"
#include "base/proc.h"
#include "base/text.h"
#include "render/bind.h"
#include "render/raw.h"
#include "render/search.h"

struct planner {
	struct plan *plan;
	struct diag *diag;
	struct map sources;	/* templates by name */
	struct map refused;	/* what could not claim its address: said once */
	bool ok;
};

/* --- addresses -------------------------------------------------------- */

static const struct row *
row_named(const struct site *s, const char *name)
{
	for (size_t i = 0; i < s->rows->n; i++)
		if (str_eq(s->rows->row[i].name, str_of(name)))
			return &s->rows->row[i];
	return NULL;
}

struct str
path_of_row(const struct site *s, const char *name, int lang, struct arena *a)
{
	const struct row *row = row_named(s, name);
	struct row_names n = { .lang = s->config->language[lang].id };

	return row ? row_path(row, &n, a) : S("");
}

struct str
path_of_home(const struct site *s, int lang, struct arena *a)
{
	return path_of_row(s, "home", lang, a);
}

/* "zh/llm/x/" is the file "zh/llm/x/index.html". */
static struct str
file_of(struct arena *a, struct str path)
{
	if (path.n == 0 || str_ends(path, S("/")))
		return arena_printf(a, "%.*sindex.html", STR_ARG(path));
	return path;
}

/* --- templates -------------------------------------------------------- */

static const struct source *
template_find(void *ctx, struct str name)
{
	struct planner *p = ctx;
	struct arena *a = p->plan->arena;
	struct source *s = map_get(&p->sources, name);
	struct str path = path_join(a, S("templates"), name);
	char *file;

	if (s || !path_normal(a, path, &path) ||
	    !str_starts(path, S("templates/")))
		return s;
	file = config_file(p->plan->site->config, path, a);
	s = file ? source_load(file, path, a, p->diag) : NULL;
	if (s)
		map_put(a, &p->sources, arena_copy(a, name), s);
	return s;
}

static const struct template *
template_named(struct planner *p, struct str name, struct where by)
{
	size_t before = diag_errors(p->diag);
	const struct template *t = NULL;

	if (template_find(p, name))
		t = template_get(p->plan->templates, name, p->diag);
	else if (diag_errors(p->diag) == before) {
		diag_error(p->diag, by, "template", "no template '%.*s'",
		    STR_ARG(name));
		diag_note(p->diag, nowhere, "it would be templates/%.*s",
		    STR_ARG(name));
	}
	if (!t)
		p->ok = false;
	return t;
}

/* --- the plan --------------------------------------------------------- */

static struct str
page_subject(struct arena *a, const struct page *p)
{
	if (p->article)
		return arena_printf(a, "article '%.*s'",
		    STR_ARG(p->article->source->path));
	if (p->question)
		return arena_printf(a, "question '%.*s'", STR_ARG(p->question->id));
	if (p->facet)
		return arena_printf(a, "the page of '%.*s' and '%.*s'",
		    STR_ARG(p->use->term->id), STR_ARG(p->facet->id));
	if (p->use)
		return arena_printf(a, "the page of '%.*s'", STR_ARG(p->use->term->id));
	if (p->section)
		return arena_printf(a, "section '%.*s'", STR_ARG(p->section->key));
	return arena_printf(a, "page '%.*s'", STR_ARG(p->row->name));
}

static struct where
page_where(const struct page *p)
{
	if (p->article)
		return article_where(p->article, 0, 0);
	if (p->question)
		return p->question->at;
	if (p->section && p->section->index)
		return article_where(p->section->index, 0, 0);
	if (p->section && p->section->article.n > 0)
		return article_where(p->section->article.v[0], 0, 0);
	return p->row->at;
}

/* Who chose the template: the article for itself, or the row for all. */
static struct where
template_where(const struct page *p)
{
	if (p->article && p->article->template.n > 0)
		return article_where(p->article, 0, 0);
	return p->row->at;
}

static void
page_add(struct planner *p, struct page page)
{
	struct arena *a = p->plan->arena;
	struct str name = page.article && page.article->template.n > 0
	    ? page.article->template : page.row->template, what;

	if (page.row->content == CONTENT_TEMPLATE)
		page.template = template_named(p, name, template_where(&page));
	what = page_subject(a, &page);
	if (map_get(&p->refused, what))
		return;
	page.claim = output_claim(p->plan->output, file_of(a, page.path),
	    page_where(&page), what, p->diag);
	if (page.claim < 0) {
		map_put(a, &p->refused, what, p);
		p->ok = false;
	}
	*list_push(a, &p->plan->page) = page;
}

/* One page for each slice of a list; an empty list has one page. */
static void
pages_add(struct planner *p, struct page page, size_t total)
{
	size_t per = (size_t)p->plan->site->config->per_page;

	page.first_path = page.path;
	page.number = page.pages = 1;
	page.total = page.to = total;
	if (page.row->paginate == PAGINATE_NONE) {
		page_add(p, page);
		return;
	}
	page.pages = total == 0 ? 1 : (total + per - 1) / per;
	for (size_t n = 1; n <= page.pages; n++) {
		page.number = n;
		page.from = (n - 1) * per;
		page.to = page.from + per < total ? page.from + per : total;
		page.path = page_path(p->plan->arena, page.first_path, n);
		page_add(p, page);
	}
}

/* A thing may have several pages (its text, its feed): each row its own path. */
static struct str
path_in_row(struct planner *p, const struct row *row, int lang,
    struct row_names n)
{
	n.lang = p->plan->site->config->language[lang].id;
	return row_path(row, &n, p->plan->arena);
}

static void
plan_language(struct planner *p, const struct row *row, int lang)
{
	const struct edition *e = &p->plan->site->edition[lang];
	struct page page = { .row = row, .lang = lang };
	struct row_names n = {
		.lang = p->plan->site->config->language[lang].id };

	page.path = row_path(row, &n, p->plan->arena);
	pages_add(p, page, row->paginate == PAGINATE_QUESTIONS ? e->listed.n
	    : e->article.n);
}

static void
plan_sections(struct planner *p, const struct row *row, int lang)
{
	const struct edition *e = &p->plan->site->edition[lang];

	for (size_t i = 0; i < e->section.n; i++) {
		const struct section *sec = e->section.v[i];
		struct row_names n = { .section = sec->slug };
		struct page page = { .row = row, .lang = lang, .section = sec,
			.path = path_in_row(p, row, lang, n) };

		if (sec->key.n > 0)
			pages_add(p, page, sec->article.n);
	}
}

static void
plan_articles(struct planner *p, const struct row *row, int lang)
{
	const struct edition *e = &p->plan->site->edition[lang];

	for (size_t i = 0; i < e->article.n; i++) {
		const struct article *at = e->article.v[i];
		struct row_names n = { .section = at->section_slug,
			.slug = at->slug };
		struct page page = { .row = row, .lang = lang, .article = at,
			.path = path_in_row(p, row, lang, n) };

		pages_add(p, page, 0);
	}
}

static void
plan_questions(struct planner *p, const struct row *row, int lang)
{
	const struct edition *e = &p->plan->site->edition[lang];

	if (!p->plan->site->config->question_pages)
		return;
	for (size_t i = 0; i < e->question.n; i++) {
		const struct question *q = e->question.v[i];
		struct row_names n = { .section = q->article->section_slug,
			.id = q->id };
		struct page page = { .row = row, .lang = lang, .question = q,
			.path = path_in_row(p, row, lang, n) };

		pages_add(p, page, 0);
	}
}

static void
plan_terms(struct planner *p, const struct row *row, int lang, int set)
{
	const struct edition *e = &p->plan->site->edition[lang];

	for (size_t i = 0; i < e->use[set].n; i++) {
		const struct term_use *u = e->use[set].v[i];
		struct row_names n = { .id = text_slug(p->plan->arena,
			u->term->id) };
		struct page page = { .row = row, .lang = lang, .use = u, .set = set,
			.path = path_in_row(p, row, lang, n) };

		pages_add(p, page, row->paginate == PAGINATE_ARTICLES
		    ? u->article.n : u->question.n);
	}
}

static void
plan_facets(struct planner *p, const struct row *row, int lang, int set,
    enum facet_by by)
{
	const struct edition *e = &p->plan->site->edition[lang];

	for (size_t i = 0; i < e->facet.n; i++) {
		const struct facet *f = e->facet.v[i];
		struct page page = { .row = row, .lang = lang, .use = f->whole,
			.set = set, .facet = f, .path = f->path };

		if (f->by == by)
			pages_add(p, page, f->question.n);
	}
}

static void
plan_pairs(struct planner *p, const struct row *row)
{
	const struct site *s = p->plan->site;

	for (size_t i = 0; i < s->article.n; i++) {
		const struct article *at = s->article.v[i];
		struct page page = { .row = row, .lang = at->lang, .pair = at };

		if (pair_head(s, at) != at)
			continue;
		page.path = pair_path(row, at, p->plan->arena);
		pages_add(p, page, 0);
	}
}

static void
plan_site(struct planner *p, const struct row *row)
{
	struct page page = { .row = row,
		.lang = (int)p->plan->site->config->default_language };
	struct row_names none = { 0 };

	page.path = row_path(row, &none, p->plan->arena);
	pages_add(p, page, 0);
}

static void
plan_in_language(struct planner *p, const struct row *row, int l)
{
	switch ((enum row_for)row->each) {
	case FOR_LANGUAGE:
		plan_language(p, row, l);
		break;
	case FOR_SECTION:
		plan_sections(p, row, l);
		break;
	case FOR_ARTICLE:
		plan_articles(p, row, l);
		break;
	case FOR_QUESTION:
		plan_questions(p, row, l);
		break;
	case FOR_COMPANY:
		plan_terms(p, row, l, TERM_COMPANIES);
		break;
	case FOR_TOPIC:
		plan_terms(p, row, l, TERM_TOPICS);
		break;
	case FOR_TAG:
		plan_terms(p, row, l, TERM_TAGS);
		break;
	case FOR_SERIES:
		plan_terms(p, row, l, TERM_SERIES);
		break;
	case FOR_COMPANY_TOPIC:
		plan_facets(p, row, l, TERM_COMPANIES, FACET_TOPIC);
		break;
	case FOR_COMPANY_KIND:
		plan_facets(p, row, l, TERM_COMPANIES, FACET_KIND);
		break;
	case FOR_TOPIC_DIFFICULTY:
		plan_facets(p, row, l, TERM_TOPICS, FACET_DIFFICULTY);
		break;
	case FOR_SITE:
	case FOR_PAIR:
	case FOR_KINDS:
		break;		/* of no language */
	}
}

/* Is the row for a part of the site that this build is without? */
static bool
is_off(const struct plan *p, const struct row *row)
{
	const struct config *c = p->site->config;

	/* the owner's page is for previews, which show drafts */
	if ((str_eq(row->name, S("owner")) && !c->drafts) ||
	    (str_eq(row->name, S("search")) && !p->search))
		return true;
	/* pages that show questions whole are question pages too */
	return !c->question_pages && (row->full || row->each == FOR_PAIR);
}

static void
plan_row(struct planner *p, const struct row *row)
{
	if (is_off(p->plan, row))
		return;
	if (str_eq(row->name, S("owner")))
		drift_list(p->plan->site, &p->plan->drift, p->plan->arena, p->diag);
	if (row->each == FOR_SITE)
		plan_site(p, row);
	else if (row->each == FOR_PAIR)
		plan_pairs(p, row);
	else
		for (int l = 0; l < (int)p->plan->site->config->nlanguage; l++)
			plan_in_language(p, row, l);
}

/* What every page sees: where assets are, and the words of all languages. */
static const struct value *
shared_make(const struct plan *p)
{
	const struct config *c = p->site->config;
	struct value *shared = value_map(p->arena), *assets = value_map(p->arena);
	struct value *words = value_map(p->arena), *integrity = value_map(p->arena);

	for (size_t i = 0; i < p->assets->asset.n; i++) {
		const struct asset *as = &p->assets->asset.v[i];

		value_set(p->arena, assets, as->name, value_text(p->arena,
		    url_of(c, as->path, p->arena)));
		value_set(p->arena, integrity, as->name, value_text(p->arena,
		    digest_integrity(p->arena, as->bytes)));
	}
	for (size_t l = 0; l < c->nlanguage; l++)
		value_set(p->arena, words, c->language[l].id,
		    (struct value *)c->language[l].ui);
	value_set(p->arena, shared, S("assets"), assets);
	value_set(p->arena, shared, S("integrity"), integrity);
	value_set(p->arena, shared, S("words"), words);
	return shared;
}

bool
page_plan(struct plan *p, struct diag *d)
{
	struct planner planner = { .plan = p, .diag = d, .ok = true };

	p->templates = template_set_new(p->arena, template_find, &planner);
	p->shared = shared_make(p);
	p->search = search_is_on(p->site);
	for (size_t i = 0; i < p->site->rows->n; i++)
		plan_row(&planner, &p->site->rows->row[i]);
	return planner.ok;
}

/* --- links to addresses ----------------------------------------------- */

static bool
address_exists(const struct plan *p, struct str path, struct arena *a)
{
	if (output_claimed(p->output, file_of(a, path)) >= 0)
		return true;
	if (str_ends(path, S("/")))
		return false;
	return output_claimed(p->output, arena_printf(a, "%.*s/index.html",
	    STR_ARG(path))) >= 0;
}

void
page_links_check(struct plan *p, struct diag *d)
{
	struct arena *a = arena_new();

	for (size_t i = 0; i < p->site->page_link.n; i++) {
		const struct page_link *l = &p->site->page_link.v[i];
		const struct link *link = &l->article->md.link[l->link];
		struct str path = l->article->link[l->link].path;

		if (!address_exists(p, path, a)) {
			diag_warn(d, article_where(l->article, link->offset,
			    link->length), link->image ? "missing-image"
			    : "broken-link", "no page or file '/%.*s'",
			    STR_ARG(path));
			diag_note(d, nowhere,
			    "link to the article's file, which is checked and moves along");
		}
		arena_reset(a);
	}
	arena_free(a);
}

/* --- writing ---------------------------------------------------------- */

struct writing {
	struct plan *plan;
	struct diag *diag;
	struct arena *arena;	/* of one page; each child has its own copy */
	struct memo *memo;	/* of all pages of a child */
	struct strbuf out;
	size_t failed;		/* pages */
};

/* {written} when it went well, nothing when the template failed. */
static void
write_work(void *ctx, size_t i, struct strbuf *result)
{
	struct writing *w = ctx;
	const struct page *page = &w->plan->page.v[i];
	struct written done;

	arena_reset(w->arena);
	strbuf_reset(&w->out);
	if (page->row->content != CONTENT_TEMPLATE)
		raw_write(&w->out, w->plan, page, w->arena);
	else if (!template_render(page->template, page_data(w->plan, page,
	    w->memo, w->arena), &w->out, w->arena, page->path, w->diag))
		return;
	done = output_put(w->plan->output, page->claim, strbuf_str(&w->out));
	strbuf_add(result, (struct str){ (const char *)&done, sizeof done });
}

/* A page failed in a child: render it here, for the error. */
static void
write_again(struct writing *w, size_t i)
{
	enum { ENOUGH = 5 };	/* one template fails on every page alike */
	struct strbuf result = { 0 };
	size_t before = diag_errors(w->diag);

	if (w->failed++ >= ENOUGH)
		return;

	write_work(w, i, &result);
	if (result.n == 0 && diag_errors(w->diag) == before)
		die("the page '/%.*s' cannot be rendered",
		    STR_ARG(w->plan->page.v[i].path));
	strbuf_free(&result);
}

static void
write_done(void *ctx, size_t i, struct str bytes)
{
	struct writing *w = ctx;
	struct written done;

	if (bytes.n != sizeof done) {
		write_again(w, i);
		return;
	}
	memcpy(&done, bytes.p, sizeof done);
	output_note(w->plan->output, done);
}

/* The child has said why (a full disk), or a bug took it: nothing is published. */
static void
write_failed(void *ctx, size_t i, int status)
{
	const struct writing *w = ctx;

	(void)status;
	die("the page '/%.*s' could not be written",
	    STR_ARG(w->plan->page.v[i].path));
}

void
page_write(struct plan *p, int jobs, struct diag *d)
{
	struct writing w = { .plan = p, .diag = d, .arena = arena_new(),
		.memo = memo_new(p->site) };
	struct pool pool = { write_work, write_done, write_failed, &w, 0 };

	pool_run(&pool, p->page.n, jobs);
	arena_free(w.arena);
	memo_free(w.memo);
	strbuf_free(&w.out);
}
