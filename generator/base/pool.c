/*
 * Work in forked children.  Not threads: cmark-gfm keeps global state, and its
 * input can bring a process down, which must cost one article and not the
 * build.  Not one fork per article either: a child goes on to the next index.
 *
 * The children draw indexes from one counter in a page shared with the parent,
 * and note there which one they hold; so when a child dies the parent knows
 * whom to blame without having been told.  Answers come over a pipe of each
 * child as frames, {index u64, length u64} and that many bytes.  A child is
 * not trusted after what its input may have done to it: a frame that cannot be
 * right ends it, and an index that nobody answered for is swept up at the end.
 */
#include "base/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define NO_INDEX SIZE_MAX
#define PIPE_SIZE (1 << 20)

struct frame {
	uint64_t index, length;
};

/* In memory of both sides. */
struct shared {
	_Atomic size_t next;		/* the index that is drawn next */
	_Atomic size_t held[];		/* by each child, or NO_INDEX */
};

struct child {
	pid_t pid;
	int fd;			/* its answers; -1 when there is no child */
	struct strbuf got;	/* answers not yet whole */
};

struct run {
	const struct pool *pool;
	size_t n;
	int jobs;
	struct shared *shared;
	struct child *child;
	struct pollfd *poll;
	unsigned char *settled;	/* by index: done or failed was called */
	size_t left;		/* not settled */
	size_t forks;		/* left to spend: a bound on respawning */
	int status;		/* of the last child that did not end well */
};

int
pool_jobs(void)
{
	cpu_set_t set;
	long n;

	if (sched_getaffinity(0, sizeof set, &set) == 0)
		return CPU_COUNT(&set) > 0 ? CPU_COUNT(&set) : 1;
	n = sysconf(_SC_NPROCESSORS_ONLN);	/* more than 1024 of them */
	return n > 0 ? (int)n : 1;
}

/* -- in a child ----------------------------------------------------------- */

static void
limit_cpu(int seconds)
{
	struct itimerval t = { .it_value.tv_sec = seconds };

	setitimer(ITIMER_PROF, &t, NULL);	/* 0 disarms it */
}

static void
write_or_leave(int fd, const void *bytes, size_t n)
{
	const char *p = bytes;
	ssize_t put;

	while (n > 0) {
		put = write(fd, p, n);
		if (put < 0 && errno != EINTR)
			_exit(1);
		if (put > 0) {
			p += put;
			n -= (size_t)put;
		}
	}
}

/*
 * The parent decides when all is over, and its death is ours; so a signal meant
 * to end the program is left to it, or each child's end would be blamed on the
 * article it holds.
 */
static void
child_prepare(pid_t parent)
{
	const struct rlimit no_core = { 0, 0 };
	sigset_t none;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	signal(SIGPIPE, SIG_DFL);
	signal(SIGPROF, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	setrlimit(RLIMIT_CORE, &no_core);
}

static _Noreturn void
child_run(struct run *r, size_t slot, int fd, pid_t parent)
{
	_Atomic size_t *held = &r->shared->held[slot];
	const struct pool *p = r->pool;
	struct strbuf out = { 0 };
	struct frame f;
	size_t i;

	child_prepare(parent);
	while ((i = atomic_fetch_add(&r->shared->next, 1)) < r->n) {
		atomic_store(held, i);
		limit_cpu(p->seconds);
		strbuf_reset(&out);
		p->work(p->ctx, i, &out);
		limit_cpu(0);
		f = (struct frame){ i, out.n };
		write_or_leave(fd, &f, sizeof f);
		write_or_leave(fd, out.p, out.n);
		atomic_store(held, NO_INDEX);
	}
	_exit(0);	/* not exit: stdio and its buffers are the parent's */
}

/* -- in the parent -------------------------------------------------------- */

static void
settle(struct run *r, size_t i)
{
	r->settled[i] = 1;
	r->left--;
}

static void
blame(struct run *r, size_t i, int status)
{
	if (i >= r->n || r->settled[i])
		return;
	settle(r, i);
	r->pool->failed(r->pool->ctx, i, status);
}

/* Siblings' pipes are of no use to a child. */
static void
close_siblings(struct run *r)
{
	int i;

	for (i = 0; i < r->jobs; i++)
		if (r->child[i].fd >= 0)
			close(r->child[i].fd);
}

static bool
child_start(struct run *r, size_t slot)
{
	struct child *c = &r->child[slot];
	pid_t self = getpid();
	int fd[2];

	if (r->forks == 0 || pipe2(fd, O_CLOEXEC) < 0)
		return false;
	fflush(NULL);	/* or what is buffered could be written twice */
	atomic_store(&r->shared->held[slot], NO_INDEX);
	c->pid = fork();
	if (c->pid == 0) {
		close(fd[0]);
		close_siblings(r);
		child_run(r, slot, fd[1], self);
	}
	close(fd[1]);
	if (c->pid < 0) {
		close(fd[0]);
		return false;
	}
	r->forks--;
	fcntl(fd[0], F_SETFL, O_NONBLOCK);
	fcntl(fd[0], F_SETPIPE_SZ, PIPE_SIZE);
	c->fd = fd[0];
	strbuf_reset(&c->got);
	return true;
}

static void
child_gone(struct run *r, size_t slot)
{
	struct child *c = &r->child[slot];
	int status = 0;

	close(c->fd);
	c->fd = -1;
	while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR)
		;
	if (status != 0)
		r->status = status;
	blame(r, atomic_load(&r->shared->held[slot]), status);
	strbuf_reset(&c->got);
}

/* Hand on the frames that are whole; false when one cannot be right. */
static bool
take_frames(struct run *r, struct child *c)
{
	struct str rest = strbuf_str(&c->got);
	struct frame f;

	while (rest.n >= sizeof f) {
		memcpy(&f, rest.p, sizeof f);
		if (f.index >= r->n || r->settled[f.index])
			return false;
		if (rest.n - sizeof f < f.length)
			break;
		settle(r, f.index);
		r->pool->done(r->pool->ctx, f.index,
		    str_sub(rest, sizeof f, sizeof f + f.length));
		rest = str_from(rest, sizeof f + f.length);
	}
	if (rest.n < c->got.n) {
		memmove(c->got.p, rest.p, rest.n);
		c->got.n = rest.n;
	}
	return true;
}

/* What is there to read of one child; false when it is gone. */
static bool
child_read(struct run *r, size_t slot)
{
	struct child *c = &r->child[slot];
	ssize_t n;

	strbuf_reserve(&c->got, 65536);
	n = read(c->fd, c->got.p + c->got.n, c->got.cap - c->got.n - 1);
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return true;
	if (n > 0) {
		c->got.n += (size_t)n;
		if (take_frames(r, c))
			return true;
		kill(c->pid, SIGKILL);
	}
	child_gone(r, slot);
	return false;
}

static bool
indexes_remain(const struct run *r)
{
	return atomic_load(&r->shared->next) < r->n;
}

/* Fill empty places while there is work; how many children there are. */
static int
children(struct run *r)
{
	int i, living = 0;

	for (i = 0; i < r->jobs; i++) {
		if (r->child[i].fd < 0 && indexes_remain(r))
			child_start(r, (size_t)i);
		living += r->child[i].fd >= 0;
		r->poll[i] = (struct pollfd){ .fd = r->child[i].fd,
			.events = POLLIN };
	}
	return living;
}

static void
serve_children(struct run *r)
{
	int i;

	if (poll(r->poll, (nfds_t)r->jobs, -1) < 0 && errno != EINTR)
		die("cannot wait for children: %s", strerror(errno));
	for (i = 0; i < r->jobs; i++)
		if (r->poll[i].fd >= 0 && r->poll[i].revents)
			child_read(r, (size_t)i);
}

/* No child lives though there is work: the system is out of processes. */
static void
wait_for_room(struct run *r, int *tries)
{
	const struct timespec pause = { .tv_nsec = 100000000L };

	if (r->forks > 0 && ++*tries > 20)
		die("cannot start a process: %s", strerror(errno));
	nanosleep(&pause, NULL);
}

static void
run_all(struct run *r)
{
	int tries = 0;
	size_t i;

	for (;;) {
		if (children(r) > 0) {
			tries = 0;
			serve_children(r);
		} else if (indexes_remain(r) && r->forks > 0) {
			wait_for_room(r, &tries);
		} else {
			break;
		}
	}
	/* drawn by a child that died before it could note it */
	for (i = 0; r->left > 0 && i < r->n; i++)
		blame(r, i, r->status);
}

static size_t
shared_size(const struct run *r)
{
	return sizeof *r->shared + (size_t)r->jobs * sizeof r->shared->held[0];
}

void
pool_run(const struct pool *p, size_t n, int jobs)
{
	struct run r = { .pool = p, .n = n, .left = n };
	size_t i;

	if (n == 0)
		return;
	if (jobs < 1)
		jobs = 1;
	r.jobs = (size_t)jobs < n ? jobs : (int)n;
	r.forks = n + (size_t)r.jobs;
	r.shared = mmap(NULL, shared_size(&r), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (r.shared == MAP_FAILED)
		die("cannot share memory: %s", strerror(errno));
	r.child = xmalloc((size_t)r.jobs * sizeof *r.child);
	r.poll = xmalloc((size_t)r.jobs * sizeof *r.poll);
	r.settled = xmalloc(n);
	memset(r.settled, 0, n);
	for (i = 0; i < (size_t)r.jobs; i++)
		r.child[i] = (struct child){ .pid = -1, .fd = -1 };
	run_all(&r);
	for (i = 0; i < (size_t)r.jobs; i++)
		strbuf_free(&r.child[i].got);
	free(r.settled);
	free(r.poll);
	free(r.child);
	munmap(r.shared, shared_size(&r));
}

bool
pool_was_slow(int status)
{
	return WIFSIGNALED(status) &&
	    (WTERMSIG(status) == SIGPROF || WTERMSIG(status) == SIGXCPU);
}
