/*
 * From a folder to a site.  Loading makes every file data by itself; linking
 * then makes the few connections that need more than one file.  Bodies are
 * parsed in forked children, because cmark-gfm keeps process-wide state and
 * hostile Markdown can stall or abort it.
 */
#include "model/site.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base/proc.h"
#include "base/text.h"

enum { PARSE_SECONDS = 2 };	/* CPU time for one body */

const char *const section_kinds[] = { "questions", "blog", "docs", NULL };
static const char *const set_names[] = { "companies", "topics", "tags",
	"series" };

struct loading {
	struct site *site;
	struct diag *diag;
	LIST(struct article *) article;
	struct markdown_options options;
};

static const char *
kind_of_file(mode_t mode)
{
	return S_ISLNK(mode) ? "a symbolic link"
	    : S_ISDIR(mode) ? "a folder that cannot be read"
	    : S_ISFIFO(mode) ? "a pipe" : "not a regular file";
}

/* In content/, but not an article: it may be linked to; anything that is not a plain
 * file is reported, because a reader would miss it. */
static void
file_note(struct loading *l, const struct file_entry *e, struct str path)
{
	struct site *s = l->site;
	struct source *src;

	if (S_ISREG(e->mode)) {
		map_put(s->arena, &s->file_by_path, e->path, (void *)e);
		return;
	}
	src = arena_new_of(s->arena, struct source);
	src->path = path;
	diag_warn(l->diag, where_at(src, 0, 0), "special-file",
	    "left out: it is %s", kind_of_file(e->mode));
	diag_note(l->diag, nowhere, "put a copy of the file here instead");
}

static bool
is_published(struct site *s, const struct article *at)
{
	const struct config *c = s->config;

	if (at->draft && !c->drafts) {
		s->drafts++;
		return false;
	}
	if (at->date > c->now && !c->future) {
		s->future++;
		return false;
	}
	if (at->expires && at->expires <= c->now) {
		s->expired++;
		return false;
	}
	return true;
}

static void
article_read(struct loading *l, const struct file_entry *e, struct str path)
{
	struct site *s = l->site;
	struct article *at = arena_new_of(s->arena, struct article);
	char *file;

	if (!article_place(at, e->path, s->config, s->arena))
		return;
	file = arena_cstr(s->arena, path_join(s->arena, s->config->root, path));
	at->source = source_load(file, path, s->arena, l->diag);
	if (!at->source || !article_front(at, s->config, s->arena, l->diag))
		return;
	at->translation = arena_array(s->arena, struct article *,
	    s->config->nlanguage);
	map_put(s->arena, &s->article_by_file, e->path, at);
	if (is_published(s, at))
		*list_push(s->arena, &l->article) = at;
}

/* --- parsing, in children --------------------------------------------- */

static void
parse_work(void *ctx, size_t i, struct strbuf *out)
{
	struct loading *l = ctx;
	const struct article *at = l->article.v[i];

	markdown_parse(at->source->text, at->body, &l->options, out);
}

static void
parse_done(void *ctx, size_t i, struct str bytes)
{
	struct loading *l = ctx;
	struct article *at = l->article.v[i];
	char *copy = arena_raw(l->site->arena, bytes.n);

	memcpy(copy, bytes.p, bytes.n);
	if (!markdown_open((struct str){ copy, bytes.n }, &at->md))
		die("the record of '%.*s' is damaged", STR_ARG(at->source->path));
}

static void
parse_failed(void *ctx, size_t i, int status)
{
	struct loading *l = ctx;
	struct article *at = l->article.v[i];
	struct where w = article_where(at, (uint32_t)at->body, 0);

	if (pool_was_slow(status))
		diag_error(l->diag, w, "too-complex",
		    "the Markdown takes more than %d seconds to parse",
		    PARSE_SECONDS);
	else
		diag_error(l->diag, w, "too-complex",
		    "the Markdown brings the parser down (%s)",
		    WIFSIGNALED(status) ? strsignal(WTERMSIG(status)) : "it left");
	diag_note(l->diag, nowhere,
	    "split the article, or look for very deep nesting or huge tables");
}

static void
bodies_parse(struct loading *l)
{
	struct pool p = { parse_work, parse_done, parse_failed, l,
		PARSE_SECONDS };

	pool_run(&p, l->article.n, l->site->config->jobs);
}

/* --- terms of the front matter ---------------------------------------- */

static struct term *
front_term(struct taxonomy *t, const struct value *name, const char *what,
    struct arena *a, struct diag *d)
{
	struct term *term = taxonomy_find(t, name->text);
	struct str near;

	if (what && !(term && term->known)) {
		near = taxonomy_nearest(t, name->text);
		diag_warn(d, name->at, "unknown-term", "unknown %s '%.*s'", what,
		    STR_ARG(name->text));
		if (near.n > 0)
			diag_note(d, nowhere, "did you mean '%.*s'?",
			    STR_ARG(near));
		else
			diag_note(d, nowhere, "add it to content/%.*s.yml",
			    STR_ARG(t->name));
	}
	return term ? term : taxonomy_term(t, name->text, a);
}

static void
front_terms(struct site *s, struct article *at, struct diag *d)
{
	for (size_t i = 0; i < at->companies.n; i++)
		*list_push(s->arena, &at->company) = front_term(
		    &s->taxonomy[TERM_COMPANIES], at->companies.v[i], "company",
		    s->arena, d);
	for (size_t i = 0; i < at->topics.n; i++)
		*list_push(s->arena, &at->topic) = front_term(
		    &s->taxonomy[TERM_TOPICS], at->topics.v[i], "topic",
		    s->arena, d);
	if (at->series.n > 0)
		at->series_term = taxonomy_term(&s->taxonomy[TERM_SERIES],
		    at->series, s->arena);
	for (size_t i = 0; i < at->tags.n; i++)
		if (str_trim(at->tags.v[i]->text).n > 0)
			*list_push(s->arena, &at->tag) = front_term(
			    &s->taxonomy[TERM_TAGS], at->tags.v[i], NULL,
			    s->arena, d);
}

/* A body that did not parse has no blocks; its error is reported already. */
static void
article_finish(struct loading *l, struct article *at)
{
	struct site *s = l->site;

	article_body(at, s->arena, l->diag);
	front_terms(s, at, l->diag);
	if (!at->is_section)
		question_collect(at, s->config, &s->taxonomy[TERM_COMPANIES],
		    &s->taxonomy[TERM_TOPICS], s->arena, l->diag);
	article_outline(at, s->arena);
	if (at->is_section) {
		*list_push(s->arena, &s->index) = at;
		return;
	}
	*list_push(s->arena, &s->article) = at;
}

struct site *
site_load(const struct config *c, const struct rows *rows, struct arena *a,
    struct diag *d)
{
	struct site *s = arena_new_of(a, struct site);
	struct loading l = { .site = s, .diag = d, .options = { c->math,
		c->mermaid, c->highlight, c->unsafe_html, true } };
	char *content = arena_cstr(a, path_join(a, c->root, S("content")));

	s->config = c;
	s->rows = rows;
	s->arena = a;
	for (int i = 0; i < TERM_SETS; i++)
		taxonomy_load(&s->taxonomy[i], c, set_names[i], a, d);
	if (!file_walk(content, a, &s->files)) {
		diag_error(d, nowhere, "no-content", "cannot read '%s': %s",
		    content, strerror(errno));
		diag_note(d, nowhere,
		    "run tiku in a folder that holds content/, or name one with -C");
		return NULL;
	}
	for (size_t i = 0; i < s->files.n; i++) {
		const struct file_entry *e = &s->files.v[i];
		struct str path = path_join(a, S("content"), e->path);

		file_note(&l, e, path);
		if (S_ISREG(e->mode))
			article_read(&l, e, path);
	}
	bodies_parse(&l);
	for (size_t i = 0; i < l.article.n; i++)
		article_finish(&l, l.article.v[i]);
	return s;
}

/* --- linking ---------------------------------------------------------- */

struct section *
site_section(const struct site *s, int lang, struct str key)
{
	return map_get(&s->edition[lang].section_by_key, key);
}

struct term_use *
site_use(const struct site *s, int set, int lang, const struct term *t)
{
	return map_get(&s->edition[lang].use_by_id[set], t->id);
}

int
newer_first(const void *a, const void *b)
{
	const struct article *x = *(struct article *const *)a;
	const struct article *y = *(struct article *const *)b;

	if (x->date != y->date)
		return x->date < y->date ? 1 : -1;
	return str_cmp(x->source->path, y->source->path);
}

static void
article_address(struct site *s, struct article *at)
{
	const struct row *row = rows_for(s->rows, FOR_ARTICLE);
	struct row_names n = { .lang = s->config->language[at->lang].id,
		.section = at->section_slug, .slug = at->slug };

	if (row)
		at->path = row_path(row, &n, s->arena);
}

static void
question_address(struct site *s, struct question *q)
{
	const struct row *row = rows_for(s->rows, FOR_QUESTION);
	struct row_names n = {
		.lang = s->config->language[q->article->lang].id,
		.section = q->article->section_slug, .id = q->id };

	if (row && s->config->question_pages)
		q->path = row_path(row, &n, s->arena);
}

static void
editions_fill(struct site *s)
{
	for (size_t i = 0; i < s->article.n; i++) {
		struct article *at = s->article.v[i];

		at->serial = (uint32_t)i;
		article_address(s, at);
		*list_push(s->arena, &s->edition[at->lang].article) = at;
	}
	for (size_t i = 0; i < s->config->nlanguage; i++)
		if (s->edition[i].article.n > 0)
			qsort(s->edition[i].article.v, s->edition[i].article.n,
			    sizeof *s->edition[i].article.v, newer_first);
}

/* Ids are for ever and for one question each; a second one gets no page. */
static bool
question_claim(struct site *s, struct edition *e, struct question *q,
    struct diag *d)
{
	struct question *other = map_get(&e->question_by_id, q->id);

	if (!other) {
		map_put(s->arena, &e->question_by_id, q->id, q);
		return true;
	}
	diag_error(d, q->at, "duplicate-id", "question id '%.*s' is taken",
	    STR_ARG(q->id));
	diag_note(d, other->at, "the first question with it is here");
	diag_note(d, nowhere, "give one of them an id of its own: {#another-id}");
	return false;
}

static void
question_list(struct site *s, struct edition *e, struct question *q,
    struct diag *d)
{
	q->serial = s->questions++;
	if (!question_claim(s, e, q, d))
		return;
	question_address(s, q);
	*list_push(s->arena, &e->question) = q;
}

static void
questions_list(struct site *s, struct diag *d)
{
	for (size_t l = 0; l < s->config->nlanguage; l++) {
		struct edition *e = &s->edition[l];

		for (size_t i = 0; i < e->section.n; i++)
			for (size_t j = 0; j < e->section.v[i]->article.n; j++) {
				struct article *at = e->section.v[i]->article.v[j];

				for (size_t k = 0; k < at->question.n; k++)
					question_list(s, e, at->question.v[k], d);
			}
	}
}

/* Lists show one of each cluster. */
static void
listed_fill(struct site *s)
{
	for (size_t l = 0; l < s->config->nlanguage; l++) {
		struct edition *e = &s->edition[l];

		for (size_t i = 0; i < e->question.n; i++)
			if (!e->question.v[i]->canonical)
				*list_push(s->arena, &e->listed) = e->question.v[i];
	}
}

void
site_link(struct site *s, struct diag *d)
{
	s->edition = arena_array(s->arena, struct edition, s->config->nlanguage);
	editions_fill(s);
	section_build(s, d);
	questions_list(s, d);
	pair_articles(s, d);
	pair_questions(s);
	duplicate_find(s, d);
	listed_fill(s);
	use_build(s);
	facet_build(s);
	related_find(s);
	link_resolve(s, d);
}
