/*
 * One child with two pipes.  fork and exec by hand because posix_spawn has no
 * PR_SET_PDEATHSIG: a helper must not outlive us however we end.  Between fork
 * and exec only system calls are made; an error travels back through a pipe
 * that a successful exec closes.
 */
#include "base/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PIPE_SIZE (1 << 20)	/* what an unprivileged process may ask for */

/* The pipes between us and a child about to be: [0] is read, [1] is written. */
struct pipes {
	int in[2], out[2], error[2];
};

int64_t
proc_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000;
}

static void
close_pipe(int p[2])
{
	int e = errno;

	if (p[0] >= 0)
		close(p[0]);
	if (p[1] >= 0)
		close(p[1]);
	p[0] = p[1] = -1;
	errno = e;
}

/* Both ends above 2: the child puts its own over 0, 1 and 2 without a clash
 * even when we were started with one of those closed. */
static bool
open_pipe(int p[2])
{
	int low[2], i;

	if (pipe2(low, O_CLOEXEC) < 0)
		return false;
	for (i = 0; i < 2; i++)
		p[i] = low[i] > 2 ? low[i] : fcntl(low[i], F_DUPFD_CLOEXEC, 3);
	for (i = 0; i < 2; i++)
		if (low[i] != p[i])
			close(low[i]);
	if (p[0] < 0 || p[1] < 0) {
		close_pipe(p);
		return false;
	}
	return true;
}

static void
pipes_close(struct pipes *p)
{
	close_pipe(p->in);
	close_pipe(p->out);
	close_pipe(p->error);
}

static bool
pipes_open(struct pipes *p)
{
	*p = (struct pipes){ { -1, -1 }, { -1, -1 }, { -1, -1 } };
	if (open_pipe(p->in) && open_pipe(p->out) && open_pipe(p->error))
		return true;
	pipes_close(p);
	return false;
}

/* Everything above 2 is closed by exec; so the error pipe lives until then. */
static void
close_rest_on_exec(void)
{
	long fd, last;

	if (close_range(3, ~0U, CLOSE_RANGE_CLOEXEC) == 0)
		return;
	last = sysconf(_SC_OPEN_MAX);	/* Linux before 5.11 */
	for (fd = 3; fd < (last > 0 && last < 65536 ? last : 65536); fd++)
		fcntl((int)fd, F_SETFD, FD_CLOEXEC);
}

static void
child_signals(void)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);	/* the only one main ignores */
}

/* The child until exec.  An environment is given to execvpe; PATH is ours. */
static _Noreturn void
child_exec(struct pipes *p, pid_t parent, char *const argv[], char *const envp[])
{
	extern char **environ;
	int e;

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)	/* it died before the line above */
		_exit(127);
	child_signals();
	if (dup2(p->in[0], 0) >= 0 && dup2(p->out[1], 1) >= 0) {
		close_rest_on_exec();
		execvpe(argv[0], argv, envp ? envp : environ);
	}
	e = errno;
	while (write(p->error[1], &e, sizeof e) < 0 && errno == EINTR)
		;
	_exit(127);
}

/* 0 when exec succeeded, else its errno. */
static int
exec_error(int fd)
{
	int e = 0;
	ssize_t n;

	do
		n = read(fd, &e, sizeof e);
	while (n < 0 && errno == EINTR);
	return n == 0 ? 0 : n == (ssize_t)sizeof e ? e : EIO;
}

static int
reap(pid_t pid)
{
	int status = 0;

	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

static void
our_end(int fd)
{
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	fcntl(fd, F_SETPIPE_SZ, PIPE_SIZE);	/* best effort: only for speed */
}

bool
proc_start(struct proc *p, char *const argv[], char *const envp[])
{
	pid_t self = getpid(), pid;
	struct pipes pipes;
	int e;

	*p = (struct proc){ -1, -1, -1 };
	if (!pipes_open(&pipes))
		return false;
	pid = fork();
	if (pid == 0)
		child_exec(&pipes, self, argv, envp);
	e = errno;
	close(pipes.error[1]);
	pipes.error[1] = -1;
	if (pid > 0)
		e = exec_error(pipes.error[0]);
	if (pid > 0 && e == 0) {
		*p = (struct proc){ pid, pipes.in[1], pipes.out[0] };
		pipes.in[1] = pipes.out[0] = -1;
		our_end(p->in);
		our_end(p->out);
	} else if (pid > 0) {
		reap(pid);
	}
	pipes_close(&pipes);
	errno = e;
	return p->pid > 0;
}

static void
close_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

int
proc_kill(struct proc *p)
{
	int status;

	close_end(&p->in);
	close_end(&p->out);
	if (p->pid <= 0)
		return 0;
	/* before it is reaped: until then its number, and so its group's, is
	 * taken, and the kill cannot hit a stranger */
	kill(-p->pid, SIGKILL);
	status = reap(p->pid);
	p->pid = -1;
	return status;
}

static bool
has_left(pid_t pid)
{
	siginfo_t info = { 0 };

	/* WNOWAIT: leave it for proc_kill to reap, after its group */
	return waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) < 0 ||
	    info.si_pid == pid;
}

/* Swallow what it still says, or it would wait for us with a full pipe. */
static void
drain(struct proc *p)
{
	char waste[4096];
	ssize_t n;

	while (p->out >= 0 && (n = read(p->out, waste, sizeof waste)) <= 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n == 0)
			close_end(&p->out);
		return;
	}
}

int
proc_finish(struct proc *p, int ms)
{
	int64_t end = proc_now() + ms;
	struct pollfd out;

	close_end(&p->in);
	while (p->pid > 0 && !has_left(p->pid) && proc_now() < end) {
		out = (struct pollfd){ .fd = p->out, .events = POLLIN };
		if (poll(&out, 1, 2) > 0)
			drain(p);
	}
	return proc_kill(p);
}
