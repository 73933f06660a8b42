/*
 * The pipeline is this page: settings, load, link, render embeds, plan pages,
 * write, commit.  No phase calls an earlier one and nothing else orchestrates.
 */
#include "command/site_build.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/proc.h"
#include "render/search.h"

static char *
state_folder(const struct build *b, const struct options *o)
{
	return arena_cstr(b->arena, path_join(b->arena, str_of(o->root),
	    S(".tiku")));
}

static const char *
destination(const struct build *b, const struct options *o)
{
	if (o->destination)
		return o->destination;
	return arena_cstr(b->arena, path_join(b->arena, str_of(o->root),
	    S("public")));
}

static bool
settings(struct build *b, const struct options *o)
{
	struct config *c = config_load(o->root, o->config, tiku_home(), b->arena,
	    b->diag);

	if (!c)
		return false;
	if (o->base_url && !config_base(c, str_of(o->base_url), b->arena)) {
		diag_error(b->diag, nowhere, "base-url",
		    "'%s' is not the address of a site", o->base_url);
		return false;
	}
	c->drafts = o->drafts;
	c->future = o->future;
	c->jobs = o->jobs > 0 ? o->jobs : pool_jobs();
	b->config = c;
	return rows_load(&b->rows, c, b->arena, b->diag);
}

/* A phase has ended. */
static void
phase_end(struct build *b, const char *name)
{
	int64_t now = proc_now();

	b->phase[b->phases].name = name;
	b->phase[b->phases++].milliseconds = now - b->phase_started;
	b->phase_started = now;
}

static void
pieces_render(struct build *b, const struct options *o)
{
	char *cache = arena_cstr(b->arena, path_join(b->arena,
	    str_of(state_folder(b, o)), S("cache")));

	embed_collect(b->site, &b->pieces);
	embed_render(&b->pieces, b->config, cache, b->arena, b->diag);
}

static void
plan_pages(struct build *b, struct output *out)
{
	bool math = b->pieces.count[EMBED_INLINE_MATH] +
	    b->pieces.count[EMBED_DISPLAY_MATH] > 0;

	b->plan = (struct plan){ .site = b->site, .pieces = &b->pieces,
		.assets = &b->assets, .output = out, .arena = b->arena };
	asset_plan(&b->assets, b->site, math, out, b->diag);
	page_plan(&b->plan, b->diag);
	page_links_check(&b->plan, b->diag);
}

static void
publish(struct build *b, const struct options *o, struct output *out)
{
	page_write(&b->plan, b->config->jobs, b->diag);
	asset_write(&b->assets, out);
	media_write(b->site, out, b->diag);
	if (diag_errors(b->diag) == 0)
		search_build(b->site, out, arena_cstr(b->arena, path_join(
		    b->arena, str_of(state_folder(b, o)), S("pagefind"))), b->diag);
	if (diag_errors(b->diag) > 0)
		return;
	b->count = output_commit(out);
	b->published = true;
}

static bool
fit_to_publish(const struct build *b, const struct options *o)
{
	return diag_errors(b->diag) == 0 &&
	    !(o->strict && diag_warnings(b->diag) > 0);
}

int
build_run(struct build *b, const struct options *o, enum build_until until)
{
	struct output *out;

	*b = (struct build){ .arena = arena_new(), .diag = diag_new(),
		.started = proc_now() };
	b->phase_started = b->started;
	if (!settings(b, o))
		return EXIT_USAGE;
	b->site = site_load(b->config, &b->rows, b->arena, b->diag);
	if (!b->site)
		return EXIT_USAGE;
	phase_end(b, "load: read, parse, find questions");
	site_link(b->site, b->diag);
	phase_end(b, "link: ids, pairs, duplicates, terms, links");
	if (until == UNTIL_LINKED)
		return EXIT_FINE;
	pieces_render(b, o);
	phase_end(b, "render formulas, diagrams, code");
	out = until == UNTIL_PUBLISHED
	    ? output_open(destination(b, o), state_folder(b, o), b->arena)
	    : output_dry(b->arena);
	plan_pages(b, out);
	phase_end(b, "plan pages");
	if (until == UNTIL_PUBLISHED && fit_to_publish(b, o))
		publish(b, o, out);
	output_close(out);
	phase_end(b, "write and publish");
	return EXIT_FINE;
}

int
build_report(const struct build *b, const struct options *o, int status)
{
	bool colour = isatty(STDERR_FILENO) && !getenv("NO_COLOR");

	diag_print(b->diag, stderr, o->format, colour);
	if (status != EXIT_FINE)
		return status;
	if (diag_errors(b->diag) > 0 ||
	    (o->strict && diag_warnings(b->diag) > 0))
		return EXIT_CONTENT;
	return EXIT_FINE;
}

void
build_end(struct build *b)
{
	diag_free(b->diag);
	arena_free(b->arena);
}
