/* tiku clean: remove the cache and what tiku remembers of its output. */
#include <string.h>

#include "base/file.h"
#include "command/command.h"

static int
run(const struct options *o)
{
	struct arena *a = arena_new();
	char *state = arena_cstr(a, path_join(a, str_of(o->root),
	    S(".tiku/cache")));
	bool ok = file_remove_tree(state);

	if (!ok)
		die("cannot remove '%s'", state);
	printf("removed %s\n", state);
	arena_free(a);
	return EXIT_FINE;
}

const struct command clean_command = {
	"clean", "", "Remove the cache of rendered pieces (the next build makes it anew).",
	"root", run,
};
