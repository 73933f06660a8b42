#ifndef TIKU_RENDER_HELPER_H
#define TIKU_RENDER_HELPER_H
/*
 * One running helper process and all that is to be cleared away after it: its
 * private folder, the processes it started, its stderr.  For worker.c alone.
 */
#include "base/proc.h"
#include "base/value.h"

/* A process the helper started that leads a group of its own, as a browser does. */
struct leader {
	pid_t pid;
	uint64_t born;		/* tells it from a later process of that number */
};

struct helper {
	struct arena *a;
	struct proc proc;	/* pid -1: not running */
	int words;		/* we read its stderr here; -1 once closed */
	struct strbuf said;	/* the end of what came from there */
	char *home;		/* its HOME and TMPDIR */
	char **env;
	LIST(struct leader) leader;
};

/* Make its folder and its environment: given, and little more.  False with errno
 * when there is no place for a folder.  a outlives it; helper_release() frees. */
bool helper_prepare(struct helper *h, char *const *given, struct arena *a);
/* False with errno, as proc_start. */
bool helper_start(struct helper *h, char *const *argv);
/* It says that it started this one; believed when it is its child. */
void helper_adopt(struct helper *h, int64_t pid);
/* Its stderr is readable. */
void helper_listen(struct helper *h);
/* Kill it and all it started (after ms in which it may leave by itself, its
 * input closed); the wait status. */
int helper_end(struct helper *h, int ms);
/* The line of its stderr that says why it ended: the last "...Error: ...", else
 * the last one; empty when there is none. */
struct str helper_last_words(const struct helper *h, struct arena *a);
void helper_release(struct helper *h);
#endif
