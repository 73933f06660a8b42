/* Children: that they get what they are given, and that none outlives us. */
#include "base/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <time.h>

#include "test.h"

/* -- one child ------------------------------------------------------------ */

/* All it says until it closes its stdout. */
static struct str
hear(struct proc *p, struct strbuf *b)
{
	struct pollfd f = { .fd = p->out, .events = POLLIN };
	char piece[4096];
	ssize_t n;

	strbuf_reset(b);
	for (;;) {
		poll(&f, 1, 10000);
		n = read(p->out, piece, sizeof piece);
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			continue;
		if (n <= 0)
			break;
		strbuf_add(b, (struct str){ piece, (size_t)n });
	}
	return strbuf_str(b);
}

static char *const *
shell(const char *script)
{
	static const char *argv[] = { "sh", "-c", NULL, NULL };

	argv[2] = script;
	return (char *const *)(uintptr_t)argv;
}

TEST(a_child_hears_and_answers)
{
	char *const argv[] = { (char[]){ "cat" }, NULL };
	struct strbuf b = { 0 };
	struct proc p;

	expect(proc_start(&p, argv, NULL));
	expect_int(write(p.in, "hello", 5), 5);
	close(p.in);
	p.in = -1;
	expect_str(hear(&p, &b), "hello");
	expect_int(proc_finish(&p, 10000), 0);
	expect_int(p.pid, -1);
	strbuf_free(&b);
}

TEST(a_missing_program_is_told_at_once)
{
	char *const argv[] = { (char[]){ "no-such-program-anywhere" }, NULL };
	char *const folder[] = { (char[]){ "/tmp" }, NULL };
	struct proc p;

	expect(!proc_start(&p, argv, NULL));
	expect_int(errno, ENOENT);
	expect(!proc_start(&p, folder, NULL));
	expect_int(errno, EACCES);
	expect_int(waitpid(-1, NULL, WNOHANG), -1);	/* nothing to reap */
	expect_int(errno, ECHILD);
	expect_int(proc_kill(&p), 0);
}

TEST(our_ends_do_not_block)
{
	char *const argv[] = { (char[]){ "sleep" }, (char[]){ "1000" }, NULL };
	struct proc p;
	char c;

	expect(proc_start(&p, argv, NULL));
	expect_int(read(p.out, &c, 1), -1);
	expect_int(errno, EAGAIN);
	while (write(p.in, "0123456789", 10) > 0)
		;
	expect_int(errno, EAGAIN);
	proc_kill(&p);
}

TEST(a_child_gets_the_environment_it_is_given)
{
	char *const envp[] = { (char[]){ "ONLY=this" }, NULL };
	char *const argv[] = { (char[]){ "env" }, NULL };
	struct strbuf b = { 0 };
	struct proc p;

	expect(proc_start(&p, argv, envp));
	expect_str(hear(&p, &b), "ONLY=this\n");
	proc_kill(&p);
	setenv("TIKU_TEST_MARK", "seen", 1);
	expect(proc_start(&p, argv, NULL));
	expect(str_find(hear(&p, &b), S("TIKU_TEST_MARK=seen\n")) != STR_NONE);
	proc_kill(&p);
	strbuf_free(&b);
}

TEST(a_child_inherits_three_descriptors)
{
	struct strbuf b = { 0 };
	int left[3], i;
	struct proc p;

	for (i = 0; i < 3; i++)
		left[i] = open("/dev/null", O_RDONLY);	/* without O_CLOEXEC */
	expect(proc_start(&p,
	    shell("for f in 3 4 5 6 7 8 9; do "
	    "[ -e /proc/$$/fd/$f ] && echo $f; done; echo end"), NULL));
	expect_str(hear(&p, &b), "end\n");
	proc_kill(&p);
	for (i = 0; i < 3; i++)
		close(left[i]);
	strbuf_free(&b);
}

TEST(a_child_starts_with_plain_signals)
{
	char *const argv[] = { (char[]){ "grep" }, (char[]){ "^Sig" },
		(char[]){ "/proc/self/status" }, NULL };
	struct strbuf b = { 0 };
	sigset_t all, old;
	struct proc p;

	signal(SIGPIPE, SIG_IGN);
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &old);
	/* not $$ of a shell: dash blocks all signals while it forks */
	expect(proc_start(&p, argv, NULL));
	sigprocmask(SIG_SETMASK, &old, NULL);
	hear(&p, &b);
	expect(str_find(strbuf_str(&b), S("SigBlk:\t0000000000000000")) !=
	    STR_NONE);
	/* SIGPIPE is 13: bit 12 */
	expect((strtoull(strstr(b.p, "SigIgn:") + 7, NULL, 16) >> 12 & 1) == 0);
	proc_kill(&p);
	signal(SIGPIPE, SIG_DFL);
	strbuf_free(&b);
}

static void
start_without_stdin(void)
{
	struct strbuf b = { 0 };
	struct proc p;

	close(0);
	close(1);
	if (!proc_start(&p, shell("read x; echo got $x"), NULL))
		die("cannot start");
	if (write(p.in, "this\n", 5) != 5)
		die("cannot write");
	hear(&p, &b);
	proc_kill(&p);
	die("%s", b.p);
}

TEST(pipes_do_not_clash_when_we_have_no_stdin)
{
	char err[200];

	test_child(start_without_stdin, err, sizeof err);
	expect(strstr(err, "got this"));
}

/* A process that is gone, or about to be: it has no memory any more. */
static bool
is_alive(pid_t pid)
{
	char path[64], state = 'Z';
	FILE *f;

	snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	f = fopen(path, "r");
	if (!f)
		return false;
	if (fscanf(f, "%*d (%*[^)]) %c", &state) != 1)
		state = 'Z';
	fclose(f);
	return state != 'Z' && state != 'X';
}

static bool
is_gone_soon(pid_t pid)
{
	int64_t end = proc_now() + 10000;

	while (is_alive(pid) && proc_now() < end)
		poll(NULL, 0, 5);
	return !is_alive(pid);
}

TEST(killing_leaves_no_member_of_the_group)
{
	struct strbuf b = { 0 };
	struct pollfd f;
	struct proc p;
	char text[64];
	ssize_t n;
	int one, two, status;

	expect(proc_start(&p, shell("sleep 1000 & echo $!; "
	    "sh -c 'sleep 1000 & echo $!; wait'; wait"), NULL));
	while (b.n == 0 || str_chr(str_from(strbuf_str(&b),
	    str_chr(strbuf_str(&b), '\n') + 1), '\n') == STR_NONE) {
		f = (struct pollfd){ .fd = p.out, .events = POLLIN };
		expect(poll(&f, 1, 10000) == 1);
		n = read(p.out, text, sizeof text);
		expect(n > 0);
		strbuf_add(&b, (struct str){ text, (size_t)n });
	}
	expect_int(sscanf(b.p, "%d %d", &one, &two), 2);
	expect(is_alive(one) && is_alive(two));
	expect_int(getpgid(one), p.pid);
	status = proc_kill(&p);
	expect(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	expect(is_gone_soon(one) && is_gone_soon(two));
	strbuf_free(&b);
}

TEST(killing_reaches_what_a_leader_left_behind)
{
	struct strbuf b = { 0 };
	struct proc p;
	int orphan;

	/* the leader leaves at once; hear() ends since sleep keeps no stdout */
	expect(proc_start(&p, shell("sleep 1000 >/dev/null & echo $!"), NULL));
	expect_int(sscanf(hear(&p, &b).p, "%d", &orphan), 1);
	expect(is_alive(orphan));
	expect_int(proc_kill(&p), 0);
	expect(is_gone_soon(orphan));
	strbuf_free(&b);
}

TEST(finishing_returns_the_status_and_swallows_what_is_still_said)
{
	int64_t start = proc_now();
	struct proc p;

	/* 5 MB is more than any pipe holds */
	expect(proc_start(&p, shell("cat >/dev/null; "
	    "head -c 5000000 /dev/zero; exit 7"), NULL));
	expect_int(WEXITSTATUS(proc_finish(&p, 20000)), 7);
	expect(proc_now() - start < 20000);
}

TEST(finishing_kills_who_does_not_leave)
{
	int64_t start = proc_now();
	struct proc p;
	int status;

	expect(proc_start(&p, shell("trap '' TERM; exec sleep 1000"), NULL));
	status = proc_finish(&p, 100);
	expect(WIFSIGNALED(status));
	expect(proc_now() - start >= 100 && proc_now() - start < 10000);
	expect_int(proc_finish(&p, 100), 0);	/* once is enough */
}

static void
start_and_die(void)
{
	struct proc p;

	if (!proc_start(&p, shell("exec sleep 1000"), NULL))
		_exit(1);
	dprintf(2, "%d", (int)p.pid);
	kill(getpid(), SIGKILL);
}

TEST(a_child_dies_with_us)
{
	char err[200];
	int status = test_child(start_and_die, err, sizeof err);

	expect(WIFSIGNALED(status));
	expect(atoi(err) > 0);
	expect(is_gone_soon(atoi(err)));
}

/* -- the pool ------------------------------------------------------------- */

#define MOST 10000

struct tally {
	int done[MOST], failed[MOST], status[MOST];
	size_t bad;		/* answers that are not what they should be */
	pid_t pid[MOST];	/* who answered */
};

static struct tally tally;

static void
answer(struct strbuf *out, size_t i)
{
	strbuf_printf(out, "%zu %d", i, (int)getpid());
}

static void
note_done(void *ctx, size_t i, struct str bytes)
{
	struct tally *t = ctx;
	struct str head;
	int64_t n;

	t->done[i]++;
	if (!str_cut(&bytes, ' ', &head) || !str_int(head, &n) ||
	    n != (int64_t)i)
		t->bad++;
	t->pid[i] = str_int(bytes, &n) ? (pid_t)n : 0;
}

static void
note_failed(void *ctx, size_t i, int status)
{
	struct tally *t = ctx;

	t->failed[i]++;
	t->status[i] = status;
}

static size_t
pids_seen(size_t n)
{
	size_t i, j, seen = 0;

	for (i = 0; i < n; i++) {
		for (j = 0; j < i && tally.pid[j] != tally.pid[i]; j++)
			;
		seen += j == i;
	}
	return seen;
}

/* How many failed; each index must have ended in just one way. */
static size_t
run(void (*work)(void *, size_t, struct strbuf *), size_t n, int jobs,
    int seconds)
{
	const struct pool p = { work, note_done, note_failed, &tally, seconds };
	size_t i, failed = 0;

	memset(&tally, 0, sizeof tally);
	pool_run(&p, n, jobs);
	for (i = 0; i < MOST; i++) {
		expect_int(tally.done[i] + tally.failed[i], i < n);
		failed += (size_t)tally.failed[i];
	}
	expect_int(tally.bad, 0);
	expect_int(waitpid(-1, NULL, WNOHANG), -1);	/* no child is left */
	return failed;
}

static void
work_plain(void *ctx, size_t i, struct strbuf *out)
{
	(void)ctx;
	answer(out, i);
}

TEST(ten_thousand_indexes_are_each_done_once)
{
	expect_int(run(work_plain, 10000, 4, 0), 0);
}

TEST(children_are_few_and_used_again)
{
	expect_int(run(work_plain, 500, 2, 0), 0);
	expect(pids_seen(500) <= 2);
	for (size_t i = 0; i < 500; i++)
		expect(tally.pid[i] != getpid());
}

static void
work_slow(void *ctx, size_t i, struct strbuf *out)
{
	poll(NULL, 0, 100);
	work_plain(ctx, i, out);
}

TEST(there_are_no_more_children_than_indexes)
{
	expect_int(run(work_slow, 3, 64, 0), 0);
	expect(pids_seen(3) <= 3);
	expect_int(run(work_plain, 0, 4, 0), 0);
	expect_int(run(work_plain, 5, 0, 0), 0);
	expect_int(run(work_plain, 5, -1, 0), 0);
}

static void
work_segfault(void *ctx, size_t i, struct strbuf *out)
{
	static volatile uintptr_t nowhere = 8;

	signal(SIGSEGV, SIG_DFL);	/* not cmocka's */
	if (i == 7)
		*(volatile int *)nowhere = 1;
	work_plain(ctx, i, out);
}

static void
work_segfault_raised(void *ctx, size_t i, struct strbuf *out)
{
	if (i % 100 == 50) {
		signal(SIGSEGV, SIG_DFL);	/* not the sanitizer's */
		raise(SIGSEGV);
	}
	work_plain(ctx, i, out);
}

TEST(a_child_that_crashes_costs_its_index_alone)
{
#ifndef __SANITIZE_ADDRESS__
	expect_int(run(work_segfault, 200, 3, 0), 1);
	expect(tally.failed[7] && WTERMSIG(tally.status[7]) == SIGSEGV);
#else
	(void)work_segfault;
#endif
	expect_int(run(work_segfault_raised, 1000, 3, 0), 10);
	expect(WTERMSIG(tally.status[50]) == SIGSEGV);
	expect(tally.failed[950]);
}

static void
work_loop(void *ctx, size_t i, struct strbuf *out)
{
	volatile unsigned long n = 0;

	while (i == 3)
		n++;
	work_plain(ctx, i, out);
}

TEST(a_child_that_loops_is_ended_by_its_cpu_limit)
{
	int64_t start = proc_now();

	expect_int(run(work_loop, 50, 2, 1), 1);
	expect(tally.failed[3]);
	expect(WIFSIGNALED(tally.status[3]) &&
	    WTERMSIG(tally.status[3]) == SIGPROF);
	expect(proc_now() - start >= 900);
}

static void
burn(int ms)
{
	struct timespec t;
	int64_t now, end = 0;

	do {
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
		now = t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000;
		if (end == 0)
			end = now + ms;
	} while (now < end);
}

static void
work_burn(void *ctx, size_t i, struct strbuf *out)
{
	burn(400);
	work_plain(ctx, i, out);
}

TEST(the_cpu_limit_is_for_each_index_not_for_all)
{
	expect_int(run(work_burn, 4, 1, 1), 0);
}

static void
work_leave(void *ctx, size_t i, struct strbuf *out)
{
	work_plain(ctx, i, out);
	if (i == 11)
		_exit(0);
	if (i == 12)
		die("a child gives up");
	if (i == 13)
		abort();
}

static void
run_leave(void)
{
	if (run(work_leave, 100, 2, 0) != 3)
		_exit(1);
	if (tally.status[11] != 0 || WEXITSTATUS(tally.status[12]) != 3 ||
	    WTERMSIG(tally.status[13]) != SIGABRT)
		_exit(2);
}

TEST(a_child_that_leaves_has_failed)
{
	char err[500];

	expect_int(test_child(run_leave, err, sizeof err), 0);
	expect_str(str_of(err), "tiku: error: a child gives up\n");
}

static void
work_kill(void *ctx, size_t i, struct strbuf *out)
{
	if (i % 7 == 3)
		kill(getpid(), SIGKILL);
	work_plain(ctx, i, out);
}

TEST(most_may_die_and_the_rest_is_done)
{
	expect_int(run(work_kill, 1400, 4, 0), 200);
}

static void
work_die_all(void *ctx, size_t i, struct strbuf *out)
{
	(void)ctx;
	(void)i;
	(void)out;
	kill(getpid(), SIGKILL);
}

TEST(all_may_die)
{
	expect_int(run(work_die_all, 100, 4, 0), 100);
}

#define BIG (5u << 20)

static void
work_big(void *ctx, size_t i, struct strbuf *out)
{
	size_t k;

	(void)ctx;
	strbuf_reserve(out, BIG);
	for (k = 0; k < BIG; k++)
		out->p[k] = (char)(k * 31 + i);
	out->n = i == 2 ? 0 : BIG;
}

static void
note_big(void *ctx, size_t i, struct str bytes)
{
	struct tally *t = ctx;
	size_t k;

	t->done[i]++;
	t->bad += bytes.n != (i == 2 ? 0 : BIG);
	for (k = 0; k < bytes.n; k++)
		t->bad += bytes.p[k] != (char)(k * 31 + i);
}

TEST(answers_larger_than_any_pipe_arrive_whole)
{
	const struct pool p = { work_big, note_big, note_failed, &tally, 0 };
	size_t i;

	memset(&tally, 0, sizeof tally);
	pool_run(&p, 6, 3);
	for (i = 0; i < 6; i++)
		expect_int(tally.done[i], 1);
	expect_int(tally.bad, 0);
}

/* Write into our own pipe what no honest child would. */
static void
work_lie(void *ctx, size_t i, struct strbuf *out)
{
	uint64_t frame[2] = { i == 5 ? 1 << 30 : 0, 0 };
	struct stat st;
	int fd;

	if (i == 5 || i == 6) {
		for (fd = 3; fd < 64; fd++)
			if (fstat(fd, &st) == 0 && S_ISFIFO(st.st_mode) &&
			    (fcntl(fd, F_GETFL) & O_ACCMODE) == O_WRONLY &&
			    write(fd, frame, sizeof frame) < 0)
				_exit(1);
		poll(NULL, 0, 100000);	/* until it is found out */
	}
	work_plain(ctx, i, out);
}

TEST(a_frame_that_cannot_be_right_ends_the_child)
{
	/* one child: index 0 is settled when index 6 claims it */
	expect_int(run(work_lie, 40, 1, 0), 2);
	expect(tally.failed[5] && tally.failed[6]);
}

static void
work_mark(void *ctx, size_t i, struct strbuf *out)
{
	(void)out;
	dprintf(*(int *)ctx, "%zu %d\n", i, (int)getpid());
	poll(NULL, 0, 100000);
}

static void
note_nothing(void *ctx, size_t i, struct str bytes)
{
	(void)ctx;
	(void)i;
	(void)bytes;
}

TEST(children_of_the_pool_die_with_us)
{
	int fd[2], n, pid[2], got = 0;
	char text[200] = "";
	pid_t parent;

	expect(pipe(fd) == 0);
	fflush(NULL);
	parent = fork();
	if (parent == 0) {
		const struct pool p = { work_mark, note_nothing, NULL, &fd[1], 0 };

		pool_run(&p, 2, 2);
		_exit(0);
	}
	while (got < 2) {
		n = (int)strlen(text);
		expect(read(fd[0], text + n, 1) == 1);
		got += text[n] == '\n';
	}
	expect_int(sscanf(text, "%*d %d %*d %d", &pid[0], &pid[1]), 2);
	expect(is_alive(pid[0]) && is_alive(pid[1]));
	kill(parent, SIGKILL);
	expect(waitpid(parent, NULL, 0) == parent);
	expect(is_gone_soon(pid[0]) && is_gone_soon(pid[1]));
	close(fd[0]);
	close(fd[1]);
}

static void
work_print(void *ctx, size_t i, struct strbuf *out)
{
	printf("a child's word ");
	work_plain(ctx, i, out);
}

static void
run_print(void)
{
	dup2(2, 1);
	setvbuf(stdout, NULL, _IOFBF, 4096);
	printf("once ");
	if (run(work_print, 20, 3, 0) != 0)
		_exit(1);
	fflush(stdout);
}

TEST(what_the_parent_had_buffered_is_written_once)
{
	char err[500];

	expect_int(test_child(run_print, err, sizeof err), 0);
	expect_str(str_of(err), "once ");
}

static void
work_interrupted(void *ctx, size_t i, struct strbuf *out)
{
	raise(SIGINT);
	raise(SIGTERM);
	work_plain(ctx, i, out);
}

TEST(a_signal_for_the_program_is_left_to_the_parent)
{
	expect_int(run(work_interrupted, 20, 2, 0), 0);
}

TEST(there_is_at_least_one_processor)
{
	expect(pool_jobs() >= 1);
}

int
main(void)
{
	return RUN(a_child_hears_and_answers,
	    a_missing_program_is_told_at_once,
	    our_ends_do_not_block,
	    a_child_gets_the_environment_it_is_given,
	    a_child_inherits_three_descriptors,
	    a_child_starts_with_plain_signals,
	    pipes_do_not_clash_when_we_have_no_stdin,
	    killing_leaves_no_member_of_the_group,
	    killing_reaches_what_a_leader_left_behind,
	    finishing_returns_the_status_and_swallows_what_is_still_said,
	    finishing_kills_who_does_not_leave,
	    a_child_dies_with_us,
	    ten_thousand_indexes_are_each_done_once,
	    children_are_few_and_used_again,
	    there_are_no_more_children_than_indexes,
	    a_child_that_crashes_costs_its_index_alone,
	    a_child_that_loops_is_ended_by_its_cpu_limit,
	    the_cpu_limit_is_for_each_index_not_for_all,
	    a_child_that_leaves_has_failed,
	    most_may_die_and_the_rest_is_done,
	    all_may_die,
	    answers_larger_than_any_pipe_arrive_whole,
	    a_frame_that_cannot_be_right_ends_the_child,
	    children_of_the_pool_die_with_us,
	    what_the_parent_had_buffered_is_written_once,
	    a_signal_for_the_program_is_left_to_the_parent,
	    there_is_at_least_one_processor);
}
