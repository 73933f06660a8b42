/*
 * tiku export: questions for other programs, as flash cards for Anki, as the
 * open data or as a table.  What leaves the site meets no page of it, so every
 * address is a whole one.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "command/site_build.h"
#include "render/anki.h"
#include "render/bind.h"
#include "render/sheet.h"

struct export {
	struct build *build;
	const struct options *options;
	struct arena *arena;
	struct config config;	/* of the site as others see it */
	struct site site;
	int lang;		/* -1: all */
	const struct term *company, *topic;	/* or NULL */
	LIST(const struct question *) question;	/* language by language */
	struct strbuf out;
	struct str summary;	/* for who did not ask for stdout */
};

struct export_format {
	const char *name;
	const char *output;	/* where it goes when nothing is said */
	enum build_until until;
	void (*write)(struct export *e);
};

/* --- what is wanted --------------------------------------------------- */

static bool
lang_find(struct export *e)
{
	const struct config *c = e->build->config;
	const char *name = e->options->lang;

	e->lang = -1;
	if (!name)
		return true;
	e->lang = config_language(c, str_of(name));
	if (e->lang >= 0)
		return true;
	fprintf(stderr, "tiku: error: the site has no language '%s'\nnote: it has",
	    name);
	for (size_t i = 0; i < c->nlanguage; i++)
		fprintf(stderr, "%s %.*s", i ? "," : "",
		    STR_ARG(c->language[i].id));
	fprintf(stderr, "\n");
	return false;
}

static bool
term_find(const struct export *e, int set, const char *what, const char *name,
    const struct term **found)
{
	struct taxonomy *t = &e->build->site->taxonomy[set];
	struct str near;

	*found = NULL;
	if (!name)
		return true;
	*found = taxonomy_find(t, str_of(name));
	if (*found)
		return true;
	near = taxonomy_nearest(t, str_of(name));
	fprintf(stderr, "tiku: error: no %s '%s'\n", what, name);
	if (near.n > 0)
		fprintf(stderr, "note: did you mean '%.*s'?\n", STR_ARG(near));
	else
		fprintf(stderr, "note: 'tiku list %.*s' names those of the site\n",
		    STR_ARG(t->name));
	return false;
}

static bool
has_company(const struct question *q, const struct term *t)
{
	for (size_t i = 0; i < q->company.n; i++)
		if (q->company.v[i].company == t)
			return true;
	return t == NULL;
}

static bool
has_topic(const struct question *q, const struct term *t)
{
	for (size_t i = 0; i < q->topic.n; i++)
		if (q->topic.v[i] == t)
			return true;
	return t == NULL;
}

static void
questions_choose(struct export *e)
{
	const struct site *s = e->build->site;

	for (int l = 0; l < (int)s->config->nlanguage; l++)
		for (size_t i = 0; i < s->edition[l].question.n; i++) {
			const struct question *q = s->edition[l].question.v[i];

			if ((e->lang < 0 || e->lang == l) &&
			    has_company(q, e->company) &&
			    has_topic(q, e->topic))
				*list_push(e->arena, &e->question) = q;
		}
}

/* Addresses are made from base_path: from outside it has a scheme and a host. */
static void
look_from_outside(struct export *e)
{
	e->config = *e->build->config;
	e->config.base_path = e->config.base_url;
	e->site = *e->build->site;
	e->site.config = &e->config;
}

/* --- formats ---------------------------------------------------------- */

static void
anki_make(struct export *e)
{
	struct anki job = { .site = &e->site, .pieces = &e->build->pieces,
		.question = e->question.v, .n = e->question.n,
		.company = e->company, .topic = e->topic };
	struct anki_count n = anki_write(&e->out, &job, e->arena,
	    e->build->diag);

	e->summary = arena_printf(e->arena, "notes: %zu, decks: %zu, "
	    "pictures: %zu, left out without an answer: %zu", n.notes, n.decks,
	    n.files, n.unanswered);
}

static struct value *
json_edition(struct export *e, struct page_view *v, int lang)
{
	struct value *edition = value_map(e->arena);
	struct value *records = value_list(e->arena);

	for (size_t i = 0; i < e->question.n; i++)
		if (e->question.v[i]->article->lang == lang)
			value_add(e->arena, records, bind_record(v,
			    e->question.v[i]));
	bind_int(e->arena, edition, "version", 1);
	bind_text(e->arena, edition, "lang", e->config.language[lang].id);
	bind_value(e->arena, edition, "questions", records);
	return edition;
}

/* One language is what its questions.json is; all of them are a list of those. */
static void
json_make(struct export *e)
{
	struct page_view v = { .site = &e->site, .arena = e->arena,
		.memo = memo_new(&e->site) };
	struct value *all = value_list(e->arena);

	for (int l = 0; l < (int)e->config.nlanguage; l++)
		if (e->lang < 0 || e->lang == l)
			value_add(e->arena, all, json_edition(e, &v, l));
	value_json(&e->out, e->lang < 0 ? all : all->list.v[0], true);
	strbuf_byte(&e->out, '\n');
	memo_free(v.memo);
}

static void
csv_make(struct export *e)
{
	embed_collect(e->build->site, &e->build->pieces);
	sheet_write(&e->out, &e->site, &e->build->pieces, e->question.v,
	    e->question.n);
}

static const struct export_format formats[] = {
	{ "anki", "questions.apkg", UNTIL_PLANNED, anki_make },
	{ "json", "-", UNTIL_LINKED, json_make },
	{ "csv", "-", UNTIL_LINKED, csv_make },
};

static const struct export_format *
format_find(const struct options *o)
{
	const char *name = o->narguments > 0 ? o->argument[0] : "nothing";

	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		if (strcmp(formats[i].name, name) == 0 && o->narguments == 1)
			return &formats[i];
	if (o->narguments > 1)
		fprintf(stderr, "tiku: error: nothing is to be done with '%s'\n",
		    o->argument[1]);
	else
		fprintf(stderr, "tiku: error: cannot export '%s'\n", name);
	fprintf(stderr, "note: 'tiku export anki', 'json' or 'csv'\n");
	return NULL;
}

/* --- the end ---------------------------------------------------------- */

static void
deliver(const struct export *e, const char *path)
{
	struct str bytes = strbuf_str(&e->out);

	if (strcmp(path, "-") == 0) {
		fwrite(bytes.p, 1, bytes.n, stdout);
		return;
	}
	if (!file_write(path, bytes))
		die("cannot write '%s': %s", path, strerror(errno));
	if (e->summary.n > 0)
		printf("%s  %.*s\n", path, STR_ARG(e->summary));
	else
		printf("%s  questions: %zu\n", path, e->question.n);
}

/* What is no mistake of the content, and may surprise all the same. */
static void
remarks_print(const struct export *e)
{
	if (e->question.n == 0)
		fprintf(stderr, "note: no question is like that\n");
	else if (str_starts(e->config.base_url, S("http://localhost")))
		fprintf(stderr, "note: addresses begin with %.*s; "
		    "base_url in site.yml or -b says where the site will be\n",
		    STR_ARG(e->config.base_url));
}

static int
export_site(struct build *b, const struct options *o,
    const struct export_format *f)
{
	struct export e = { .build = b, .options = o, .arena = b->arena };
	int status;

	if (!lang_find(&e) ||
	    !term_find(&e, TERM_COMPANIES, "company", o->company, &e.company) ||
	    !term_find(&e, TERM_TOPICS, "topic", o->topic, &e.topic))
		return EXIT_USAGE;
	questions_choose(&e);
	look_from_outside(&e);
	f->write(&e);
	status = build_report(b, o, EXIT_FINE);
	if (status == EXIT_FINE) {
		deliver(&e, o->output ? o->output : f->output);
		remarks_print(&e);
	}
	strbuf_free(&e.out);
	return status;
}

static int
run(const struct options *o)
{
	const struct export_format *f = format_find(o);
	struct build b;
	int status;

	if (!f)
		return EXIT_USAGE;
	status = build_run(&b, o, f->until);
	if (status != EXIT_FINE || diag_errors(b.diag) > 0)
		status = build_report(&b, o, status);
	else
		status = export_site(&b, o, f);
	build_end(&b);
	return status;
}

const struct command export_command = {
	"export", "anki|json|csv",
	"Write the questions for other programs; all of them, or those of a "
	"language, company or topic.",
	"root config base-url drafts future jobs strict format lang company "
	"topic output", run,
};
