#ifndef TIKU_BASE_PROC_H
#define TIKU_BASE_PROC_H
/*
 * Other processes: long-lived helpers over pipes, and a pool of forked children
 * for work that must not share memory (cmark-gfm is not thread-safe and can be
 * brought down by its input).
 */
#include <sys/types.h>

#include "base/mem.h"

/*
 * A child with pipes to its stdin and from its stdout, both non-blocking; it
 * leads a process group of its own and dies with us.  Everything it inherits
 * besides 0, 1 and 2 is closed.
 */
struct proc {
	pid_t pid;
	int in, out;	/* we write to in, read from out; -1 once closed */
};
/* envp NULL inherits.  False with errno (ENOENT: no such program). */
bool proc_start(struct proc *p, char *const argv[], char *const envp[]);
/* Kill its whole group, close the pipes, reap it; returns the wait status. */
int proc_kill(struct proc *p);
/* Close its stdin and wait up to ms for it to leave, then proc_kill. */
int proc_finish(struct proc *p, int ms);
int64_t proc_now(void);	/* monotonic milliseconds */

/*
 * Do work(i) for i in [0, n) in up to jobs forked children, each taking the next
 * index when it is free.  What work appends to *out reaches done(i) in the
 * parent, in order of arrival.  A child that dies (a signal, a limit, more than
 * seconds of CPU time for one index) costs only the index it held: failed(i)
 * is called with the wait status, and a fresh child goes on.
 */
struct pool {
	void (*work)(void *ctx, size_t i, struct strbuf *out);	/* in a child */
	void (*done)(void *ctx, size_t i, struct str bytes);	/* in the parent */
	void (*failed)(void *ctx, size_t i, int status);
	void *ctx;
	int seconds;		/* CPU time an index may take, 0: no limit */
};
void pool_run(const struct pool *p, size_t n, int jobs);
int pool_jobs(void);	/* the processors we may use */
#endif
