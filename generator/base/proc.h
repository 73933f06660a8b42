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
 * A child with pipes to its stdin and from its stdout, our ends non-blocking and of
 * 1 MiB where allowed; it leads a process group of its own and dies with us.
 * It shares our stderr; everything else it inherits besides 0, 1 and 2 is closed.
 * Callers ignore SIGPIPE (a write to a dead child is EPIPE) and leave SIGCHLD
 * alone.
 */
struct proc {
	pid_t pid;
	int in, out;	/* we write to in, read from out; -1 once closed */
};
/* argv[0] is looked for in our PATH.  envp NULL inherits.  False with errno
 * (ENOENT: no such program); then nothing is left to clean up. */
bool proc_start(struct proc *p, char *const argv[], char *const envp[]);
/* Kill its whole group, close the pipes, reap it; returns the wait status, and 0
 * when it was reaped before. */
int proc_kill(struct proc *p);
/* Close its stdin, swallow its output and wait up to ms for it to leave, then
 * proc_kill (what is left of its group dies, too). */
int proc_finish(struct proc *p, int ms);
int64_t proc_now(void);	/* monotonic milliseconds */

/*
 * Do work(i) for i in [0, n) in up to jobs forked children, each taking the next
 * index when it is free.  What work appends to *out reaches done(i) in the
 * parent, in order of arrival; bytes are valid during the call only and aligned to 1.
 * A child that dies (a signal, exit, more than seconds of CPU time for one
 * index: SIGPROF) costs only the index it held: failed(i) is called with the
 * wait status, and a fresh child goes on.  Each index ends in exactly one call
 * of done or failed.
 *
 * Memory that work changes is the child's own.  Children ignore SIGINT, SIGTERM
 * and SIGHUP: a parent that has ended them otherwise takes them along.  What
 * work leaves in stdio's buffers is not written.
 */
struct pool {
	void (*work)(void *ctx, size_t i, struct strbuf *out);	/* in a child */
	void (*done)(void *ctx, size_t i, struct str bytes);	/* in the parent */
	void (*failed)(void *ctx, size_t i, int status);
	void *ctx;
	int seconds;		/* CPU time an index may take, 0: no limit */
};
/* Returns when all is done; ends the program when no process can be started. */
void pool_run(const struct pool *p, size_t n, int jobs);
bool pool_was_slow(int status);	/* of failed: it took more than its seconds */
int pool_jobs(void);	/* the processors we may use */
#endif
