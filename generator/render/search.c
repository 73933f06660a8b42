/*
 * Pagefind reads finished pages, so it runs when all are written and before
 * they are published, over the folder that will be exchanged.  It costs about
 * a millisecond a page: it is left alone when nothing has changed.
 */
#include "render/search.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/proc.h"

enum { PATIENCE = 300000, FILE_MAX = 64 << 20 };

#define RUNNER "node_modules/pagefind/lib/runner/bin.cjs"

static bool
has_page(const struct site *s)
{
	for (size_t i = 0; i < s->rows->n; i++)
		if (str_eq(s->rows->row[i].name, S("search")))
			return true;
	return false;
}

static char *
runner_path(const struct site *s, struct arena *a)
{
	return arena_cstr(a, path_join(a, s->config->home, S(RUNNER)));
}

bool
search_is_on(const struct site *s)
{
	struct arena *a = arena_new();
	bool on = s->config->search && has_page(s) &&
	    file_exists(runner_path(s, a));

	arena_free(a);
	return on;
}

/* Start with what it says on stderr thrown away: its notes about languages
 * are not for authors, and a failure is reported here. */
static bool
start_quietly(struct proc *p, char *const argv[])
{
	int saved = dup(STDERR_FILENO), null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	bool started;

	if (null >= 0)
		dup2(null, STDERR_FILENO);
	started = proc_start(p, argv, NULL);
	if (saved >= 0) {
		dup2(saved, STDERR_FILENO);
		close(saved);
	}
	if (null >= 0)
		close(null);
	return started;
}

static bool
index_run(const struct site *s, const char *pages, const char *out,
    struct arena *a)
{
	char *argv[] = { arena_cstr(a, S("node")), runner_path(s, a),
		arena_cstr(a, S("--site")), arena_cstr(a, str_of(pages)),
		arena_cstr(a, S("--output-path")), arena_cstr(a, str_of(out)),
		arena_cstr(a, S("--exclude-selectors")),
		arena_cstr(a, S(".katex-html, .katex annotation, .linenos")),
		arena_cstr(a, S("--silent")), NULL };
	struct proc p;
	int status;

	if (!start_quietly(&p, argv))
		return false;
	status = proc_finish(&p, PATIENCE);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void
index_take(const char *folder, struct output *o, struct arena *a, struct diag *d)
{
	struct file_list files = { 0 };
	struct str bytes, path;
	int claim;

	if (!file_walk(folder, a, &files))
		die("cannot read '%s': %s", folder, strerror(errno));
	for (size_t i = 0; i < files.n; i++) {
		char *file = arena_cstr(a, path_join(a, str_of(folder),
		    files.v[i].path));

		if (!file_read(file, FILE_MAX, a, &bytes))
			die("cannot read '%s': %s", file, strerror(errno));
		path = path_join(a, S("pagefind"), files.v[i].path);
		claim = output_claim(o, path, nowhere, S("the search index"), d);
		if (claim >= 0)
			output_note(o, output_put(o, claim, bytes));
	}
}

void
search_build(const struct site *s, struct output *o, const char *temp,
    struct diag *d)
{
	struct arena *a;

	if (!search_is_on(s))
		return;
	if (!output_changed(o) && output_keep(o, S("pagefind/"), d))
		return;
	a = arena_new();
	file_remove_tree(temp);
	if (index_run(s, output_tree(o), temp, a))
		index_take(temp, o, a, d);
	else {
		diag_warn(d, nowhere, "search", "no search: Pagefind failed");
		diag_note(d, nowhere, "run 'make deps', or set 'search: false'");
	}
	file_remove_tree(temp);
	arena_free(a);
}
