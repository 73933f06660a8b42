/*
 * tiku list: what the site holds, one line each (or as JSON), and the data that
 * the template of a page sees.
 */
#include <errno.h>
#include <string.h>

#include "base/show.h"
#include "command/site_build.h"
#include "model/drift.h"
#include "format/schema.h"
#include "render/bind.h"

struct listing {
	struct build *build;
	const struct options *options;
	struct value *rows;	/* list of maps, in print order */
	struct arena *arena;
};

static struct value *
row_add(struct listing *l)
{
	struct value *row = value_map(l->arena);

	value_add(l->arena, l->rows, row);
	return row;
}

static struct str
language_id(const struct listing *l, int lang)
{
	return l->build->config->language[lang].id;
}

/* --explain FILE narrows the list to one file, by the end of its path. */
static bool
wanted(const struct listing *l, const struct article *at)
{
	return l->options->narguments < 2 ||
	    str_ends(str_of(l->options->argument[1]), at->source->path) ||
	    str_ends(at->source->path, str_of(l->options->argument[1]));
}

static void
question_row(struct listing *l, const struct question *q)
{
	struct value *row = row_add(l);
	size_t line, column;

	bind_text(l->arena, row, "lang", language_id(l, q->article->lang));
	bind_text(l->arena, row, "id", q->id);
	bind_text(l->arena, row, "kind", str_of(kind_names[q->kind]));
	bind_text(l->arena, row, "title", q->title);
	if (!l->options->explain)
		return;
	where_line(q->at, &line, &column);
	bind_text(l->arena, row, "path", q->article->source->path);
	bind_int(l->arena, row, "line", (int64_t)line);
	bind_text(l->arena, row, "rule", str_of(q->rule));
	bind_text(l->arena, row, "confidence",
	    str_of(confidence_names[q->confidence]));
}

/* What might be a question and is not published: shown with --explain. */
static void
list_doubtful(struct listing *l)
{
	const struct site *s = l->build->site;

	for (size_t i = 0; i < s->article.n; i++)
		for (size_t j = 0; j < s->article.v[i]->doubtful.n; j++)
			if (wanted(l, s->article.v[i]))
				question_row(l, s->article.v[i]->doubtful.v[j]);
}

static void
list_questions(struct listing *l)
{
	const struct site *s = l->build->site;

	for (size_t i = 0; i < s->config->nlanguage; i++)
		for (size_t j = 0; j < s->edition[i].question.n; j++)
			if (wanted(l, s->edition[i].question.v[j]->article))
				question_row(l, s->edition[i].question.v[j]);
	if (l->options->explain)
		list_doubtful(l);
}

static void
list_articles(struct listing *l)
{
	const struct site *s = l->build->site;
	struct drift_rows drift = { 0 };
	const struct quality *quality = NULL;

	if (l->options->format == DIAG_JSON) {
		drift_list(s, &drift, l->arena, l->build->diag);
		quality = quality_list(s, &drift, l->arena);
	}

	for (size_t i = 0; i < s->article.n; i++) {
		const struct article *at = s->article.v[i];
		struct value *row = row_add(l);

		bind_text(l->arena, row, "lang", language_id(l, at->lang));
		bind_text(l->arena, row, "key", at->key);
		bind_int(l->arena, row, "questions", (int64_t)at->question.n);
		bind_text(l->arena, row, "path", at->source->path);
		bind_text(l->arena, row, "title", at->title);
		if (quality)
			bind_quality(l->arena, row, &quality[at->serial],
			    embed_broken(&l->build->pieces, at));
	}
}

static void
list_terms(struct listing *l, int set)
{
	const struct site *s = l->build->site;

	for (size_t i = 0; i < s->config->nlanguage; i++)
		for (size_t j = 0; j < s->edition[i].use[set].n; j++) {
			const struct term_use *u = s->edition[i].use[set].v[j];
			struct value *row = row_add(l);

			bind_text(l->arena, row, "lang", language_id(l, (int)i));
			bind_text(l->arena, row, "id", u->term->id);
			bind_int(l->arena, row, "questions", (int64_t)u->question.n);
			bind_text(l->arena, row, "label", u->label);
		}
}

static void
list_companies(struct listing *l)
{
	list_terms(l, TERM_COMPANIES);
}

static void
list_topics(struct listing *l)
{
	list_terms(l, TERM_TOPICS);
}

/* One row for each question and other language: has it kept up? */
static void
list_translations(struct listing *l)
{
	struct drift_rows rows = { 0 };
	struct value *row;

	drift_list(l->build->site, &rows, l->arena, l->build->diag);
	for (size_t i = 0; i < rows.n; i++) {
		const struct question *q = rows.v[i].question;

		row = row_add(l);
		bind_text(l->arena, row, "lang", language_id(l, rows.v[i].lang));
		bind_text(l->arena, row, "state",
		    str_of(drift_names[rows.v[i].state]));
		bind_text(l->arena, row, "id", q->id);
		bind_text(l->arena, row, "path", q->article->source->path);
		bind_text(l->arena, row, "title", q->title);
	}
}

static const struct {
	const char *name;
	void (*fill)(struct listing *l);
} lists[] = {
	{ "questions", list_questions },
	{ "articles", list_articles },
	{ "companies", list_companies },
	{ "topics", list_topics },
	{ "translations", list_translations },
	{ NULL, NULL },
};

static void
text_print(const struct value *rows)
{
	for (size_t i = 0; i < rows->list.n; i++) {
		const struct value *row = rows->list.v[i];

		for (size_t j = 0; j < row->map.n; j++) {
			const struct value *v = row->map.v[j].value;

			if (j > 0)
				putchar('\t');
			if (v->kind == VALUE_INT)
				printf("%lld", (long long)v->number);
			else
				printf("%.*s", STR_ARG(v->text));
		}
		putchar('\n');
	}
}

static void
json_print(const struct value *v)
{
	struct strbuf b = { 0 };

	value_json(&b, v, true);
	printf("%.*s\n", STR_ARG(strbuf_str(&b)));
	strbuf_free(&b);
}

/* The page of an address: "/zh/llm/x/", with or without the base path. */
static const struct page *
page_at(const struct build *b, struct str url)
{
	struct str base = b->config->base_path;

	url = str_starts(url, base) ? str_from(url, base.n)
	    : str_starts(url, S("/")) ? str_from(url, 1) : url;
	for (size_t i = 0; i < b->plan.page.n; i++)
		if (str_eq(b->plan.page.v[i].path, url))
			return &b->plan.page.v[i];
	return NULL;
}

static int
data_print(struct build *b, const struct options *o)
{
	const struct page *page;
	struct memo *memo;

	if (o->narguments < 2) {
		fprintf(stderr, "tiku: error: 'list data' needs the address of a page\n"
		    "note: for example 'tiku list data /zh/'\n");
		return EXIT_USAGE;
	}
	page = page_at(b, str_of(o->argument[1]));
	if (!page) {
		fprintf(stderr, "tiku: error: no page '%s'\n", o->argument[1]);
		return EXIT_CONTENT;
	}
	memo = memo_new(b->site);
	json_print(page_data(&b->plan, page, memo, b->arena));
	memo_free(memo);
	return EXIT_FINE;
}

static int
list_unknown(const char *name)
{
	fprintf(stderr, "tiku: error: cannot list '%s'\n"
	    "note: questions, articles, companies, topics, translations or data URL\n",
	    name);
	return EXIT_USAGE;
}

static int
rows_print(struct build *b, const struct options *o)
{
	struct listing l = { .build = b, .options = o,
		.rows = value_list(b->arena), .arena = b->arena };

	for (size_t i = 0; lists[i].name; i++)
		if (strcmp(lists[i].name, o->argument[0]) == 0) {
			lists[i].fill(&l);
			if (diag_errors(b->diag) > 0)	/* no record of drift */
				return build_report(b, o, EXIT_FINE);
			if (o->format == DIAG_JSON)
				json_print(l.rows);
			else
				text_print(l.rows);
			return EXIT_FINE;
		}
	return list_unknown(o->argument[0]);
}

static int
run(const struct options *o)
{
	struct build b;
	bool data, rendered;
	int status;

	if (o->narguments == 0)
		return list_unknown("nothing");
	if (o->accept && strcmp(o->argument[0], "translations") != 0) {
		fprintf(stderr, "tiku: error: '--accept' belongs to 'list translations'\n");
		return EXIT_USAGE;
	}
	data = strcmp(o->argument[0], "data") == 0;
	/* which pieces are broken is known when they have been rendered */
	rendered = data || (strcmp(o->argument[0], "articles") == 0 &&
	    o->format == DIAG_JSON);
	status = build_run(&b, o, rendered ? UNTIL_PLANNED : UNTIL_LINKED);
	if (diag_errors(b.diag) > 0)
		status = build_report(&b, o, status);
	if (status == EXIT_FINE && o->accept && !drift_accept(b.site))
		die("cannot write content/translations.json: %s", strerror(errno));
	if (status == EXIT_FINE)
		status = data ? data_print(&b, o) : rows_print(&b, o);
	build_end(&b);
	return status;
}

const struct command list_command = {
	"list", "questions|articles|companies|topics|translations|data URL",
	"List what the site holds; '--explain FILE' says how its questions were found.",
	"root config base-url drafts future jobs strict explain accept format", run,
};
