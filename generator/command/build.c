/* tiku build: the whole pipeline, and one line about what came of it. */
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/proc.h"
#include "command/site_build.h"

static const char *
plural(size_t n)
{
	return n == 1 ? "" : "s";
}

/* "built 412 pages (206 zh, 206 en), 120 questions, 38 companies ... in 1.9 s" */
static void
summary_print(const struct build *b)
{
	const struct config *c = b->config;
	size_t questions = 0;

	for (size_t l = 0; l < c->nlanguage; l++)
		questions += b->site->edition[l].question.n;
	printf("built %zu page%s of %zu article%s (", b->plan.page.n,
	    plural(b->plan.page.n), b->site->article.n,
	    plural(b->site->article.n));
	for (size_t l = 0; l < c->nlanguage; l++)
		printf("%s%zu %.*s", l ? ", " : "",
		    b->site->edition[l].article.n, STR_ARG(c->language[l].id));
	printf("), %zu question%s", questions, plural(questions));
	if (b->site->drafts + b->site->future + b->site->expired > 0)
		printf("; left out %zu draft%s, %zu future, %zu expired",
		    b->site->drafts, plural(b->site->drafts), b->site->future,
		    b->site->expired);
	if (c->unsafe_html)
		printf("; raw HTML is passed unchecked");
	printf("; %zu file%s changed, %zu removed, in %.1f s\n",
	    b->count.written, plural(b->count.written), b->count.removed,
	    (double)(proc_now() - b->started) / 1000);
}

static void
outcome_print(const struct build *b, const struct options *o)
{
	size_t errors = diag_errors(b->diag), warnings = diag_warnings(b->diag);

	if (errors + warnings > 0 && o->format == DIAG_TEXT)
		fprintf(stderr, "%zu error%s, %zu warning%s\n", errors,
		    plural(errors), warnings, plural(warnings));
	if (b->published)
		summary_print(b);
	else if (o->format == DIAG_TEXT)
		fprintf(stderr, "nothing was published\n");
}

/* --clean: the cache goes, and with it every doubt about it. */
static void
cache_clear(const struct options *o)
{
	struct arena *a = arena_new();

	file_remove_tree(arena_cstr(a, path_join(a, str_of(o->root),
	    S(".tiku/cache"))));
	arena_free(a);
}

static void
timings_print(const struct build *b)
{
	for (size_t i = 0; i < b->phases; i++)
		fprintf(stderr, "%6lld ms  %s\n",
		    (long long)b->phase[i].milliseconds, b->phase[i].name);
}

static int
run(const struct options *o)
{
	struct build b;
	int status;

	if (o->clean)
		cache_clear(o);
	status = build_run(&b, o, UNTIL_PUBLISHED);
	status = build_report(&b, o, status);
	outcome_print(&b, o);
	if (o->timings)
		timings_print(&b);
	build_end(&b);
	return status;
}

const struct command build_command = {
	"build", "", "Build the site into its output folder.",
	"root config destination base-url drafts future jobs strict clean timings format",
	run,
};
