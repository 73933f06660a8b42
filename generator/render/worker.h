#ifndef TIKU_RENDER_WORKER_H
#define TIKU_RENDER_WORKER_H
/*
 * Long-lived helper processes (DESIGN.md 7): started, greeted, asked, watched,
 * started again, and gone in the end with all they started.  What a helper
 * renders is not known here.
 */
#include "base/value.h"

struct worker;

enum answer {
	ANSWER_NONE,	/* not answered: the helper is missing or broken */
	ANSWER_OK,	/* what it made */
	ANSWER_WARN,	/* a line of JSON, then what it made */
	ANSWER_ERROR,	/* JSON: why it refuses the piece */
	ANSWER_FAILED	/* ours: how it fell on this piece, twice */
};
extern const char *const answer_names[];	/* "none" "ok" ... NULL */

struct worker_spec {
	const char *name;	/* what its greeting must say */
	char *const *argv;	/* [0] is found in PATH */
	char *const *env;	/* "TIKU_X=y" ... NULL; it has PATH, LANG, HOME
				 * and TMPDIR besides, the last two its own */
	int start_ms, item_ms;	/* until the greeting; for one piece */
	/* The first greeting: time to add work.  Lives as long as the worker. */
	void (*greeted)(void *ctx, struct worker *w, const struct value *greeting);
	/* Each piece's answer, once, in any order; bytes live as long as the
	 * worker.  OK and WARN hold text (text_invalid) in bytes. */
	void (*answered)(void *ctx, size_t tag, enum answer status,
	    struct str bytes);
	void *ctx;
};

/* spec must outlive the worker, which lives in a.  Nothing is started yet. */
struct worker *worker_new(const struct worker_spec *spec, struct arena *a);
/* Ask for a piece (word and text are not copied); tag comes back with the answer. */
void worker_add(struct worker *w, struct str word, struct str text, size_t tag);
/* Start all, at most WORKERS_MAX, and return when each has answered what was
 * added or has come to its end; no process of theirs is left then. */
enum { WORKERS_MAX = 8 };
void worker_run(struct worker *const *w, size_t n);

enum worker_end {
	WORKER_DONE,	/* every piece was answered */
	WORKER_MISSING,	/* its program or what that needs is not installed */
	WORKER_BROKEN	/* it fell too often */
};
enum worker_end worker_end(const struct worker *w);
/* Unless done: what happened, to follow the tool's name ("does not start:
 * ...").  Its own last words may be empty; lives as long as the worker. */
struct str worker_reason(const struct worker *w);
struct str worker_last_words(const struct worker *w);
#endif
