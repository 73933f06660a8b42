/*
 * Helpers that misbehave (fake_worker.py, to order), and what becomes of the
 * pieces: the right answer for each, or the piece that is to blame named, and
 * never a process left.
 */
#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <signal.h>
#include <sys/stat.h>
#include <time.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/proc.h"
#include "render/worker.h"

enum { PIECES = 20, ITEM_MS = 400, START_MS = 5000 };

static struct run {
	struct arena *a;
	char *state;		/* the fake's folder */
	size_t n;		/* pieces to ask for */
	struct str *text;
	enum answer *status;
	struct str *bytes;
	unsigned *times;	/* each was answered */
	size_t greetings;
	struct worker *w;
	const char *word;
} run;

static void
on_greeting(void *ctx, struct worker *w, const struct value *greeting)
{
	struct run *r = ctx;

	r->greetings++;
	expect_str(value_get_text(greeting, S("name")), "fake");
	for (size_t i = 0; i < r->n; i++)
		worker_add(w, str_of(r->word), r->text[i], i);
}

static void
on_answer(void *ctx, size_t tag, enum answer status, struct str bytes)
{
	struct run *r = ctx;

	r->times[tag]++;
	r->status[tag] = status;
	r->bytes[tag] = bytes;
}

static void
end(void)
{
	if (run.a)
		file_remove_tree(run.state);
	arena_free(run.a);
	run = (struct run){ 0 };
}

/* Every test starts with it: a test that failed has not cleaned up. */
static void
begin(void)
{
	char name[] = "/tmp/tiku-test-XXXXXX";

	end();
	run = (struct run){ .a = arena_new(), .word = "ask" };
	run.state = arena_cstr(run.a, str_of(mkdtemp(name)));
}

/* Beside this file, wherever the test was started. */
static char *
here(const char *name)
{
	char file[] = __FILE__;

	return (char *)arena_printf(run.a, "%s/%s", dirname(file), name).p;
}

static struct worker_spec *
fake(const char *const *orders, size_t n)
{
	struct worker_spec *spec = arena_new_of(run.a, struct worker_spec);
	char **argv = arena_array(run.a, char *, n + 5);

	argv[0] = arena_cstr(run.a, S("/usr/bin/python3"));
	argv[1] = arena_cstr(run.a, S("-I"));
	argv[2] = here("fake_worker.py");
	argv[3] = run.state;
	for (size_t i = 0; i < n; i++)
		argv[4 + i] = arena_cstr(run.a, str_of(orders[i]));
	*spec = (struct worker_spec){
		.name = "fake", .argv = argv, .start_ms = START_MS,
		.item_ms = ITEM_MS, .greeted = on_greeting,
		.answered = on_answer, .ctx = &run,
	};
	return spec;
}

static void
pieces(size_t n)
{
	run.n = n;
	run.text = arena_array(run.a, struct str, n);
	run.status = arena_array(run.a, enum answer, n);
	run.bytes = arena_array(run.a, struct str, n);
	run.times = arena_array(run.a, unsigned, n);
	for (size_t i = 0; i < n; i++)
		run.text[i] = arena_printf(run.a, "piece %zu\nof text", i + 1);
}

static void
run_fake(const struct worker_spec *spec)
{
	run.w = worker_new(spec, run.a);
	worker_run(&run.w, 1);
}

/* Run PIECES pieces through a fake with these orders. */
static void
play(const char *const *orders, size_t n)
{
	if (run.n == 0)
		pieces(PIECES);
	run_fake(fake(orders, n));
}
#define PLAY(...) play((const char *const[]){ __VA_ARGS__ }, \
	sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

/* -- what must hold ------------------------------------------------------- */

static bool
is_gone(pid_t pid)
{
	char path[32], text[256] = "";
	const char *end;
	int fd;

	if (kill(pid, 0) < 0 && errno == ESRCH)
		return true;
	snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	fd = open(path, O_RDONLY);
	if (fd < 0)
		return true;
	if (read(fd, text, sizeof text - 1) < 0)
		text[0] = '\0';
	close(fd);
	end = strrchr(text, ')');	/* orphans wait for init as zombies */
	return end && end[2] == 'Z';
}

/* The processes a file of the fake lists; all must be gone, with their groups. */
static size_t
expect_gone(const char *list)
{
	struct str text, line;
	int64_t pid;
	size_t n = 0;

	if (!file_read(arena_cstr(run.a, path_join(run.a, str_of(run.state),
	    str_of(list))), 1 << 20, run.a, &text))
		return 0;
	while (str_cut(&text, '\n', &line)) {
		if (!str_int(line, &pid))
			continue;
		n++;
		expect(is_gone((pid_t)pid));
		expect(kill((pid_t)-pid, 0) < 0 || is_gone((pid_t)pid));
	}
	return n;
}

static void
expect_starts(size_t n)
{
	expect_int(expect_gone("starts"), n);
	expect_int(waitpid(-1, NULL, WNOHANG), -1);
	expect_int(errno, ECHILD);
}

static void
expect_right(size_t i)
{
	expect_int(run.times[i], 1);
	expect_int(run.status[i], ANSWER_OK);
	expect_str(run.bytes[i], arena_cstr(run.a, arena_printf(run.a,
	    "<ask piece %zu\nof text>", i + 1)));
}

/* Every piece right but this one (from 1; 0: none), which failed for why. */
static void
expect_all_but(size_t bad, const char *why)
{
	expect_int(worker_end(run.w), WORKER_DONE);
	expect_int(run.greetings, 1);
	for (size_t i = 0; i < run.n; i++) {
		if (i + 1 != bad) {
			expect_right(i);
			continue;
		}
		expect_int(run.times[i], 1);
		expect_int(run.status[i], ANSWER_FAILED);
		expect_str(run.bytes[i], why);
	}
}

static void
expect_none(enum worker_end end, const char *reason)
{
	expect_int(worker_end(run.w), end);
	expect_str(worker_reason(run.w), reason);
	for (size_t i = 0; i < run.n; i++)
		expect_int(run.times[i], 0);
}

/* A fault that comes once costs nothing; one that stays costs its piece. */
static void
expect_fault(const char *fault, const char *why)
{
	const char *once = (const char *)arena_printf(run.a, "%s-once:7", fault).p;
	const char *always;

	PLAY(once);
	expect_all_but(0, NULL);
	expect_starts(2);
	end();
	begin();
	always = (const char *)arena_printf(run.a, "%s:7", fault).p;
	PLAY(always);
	expect_all_but(7, why);
	expect_starts(3);
}

/* -- the good ------------------------------------------------------------- */

TEST(a_good_helper_answers_every_piece)
{
	begin();
	PLAY("none");
	expect_all_but(0, NULL);
	expect_starts(1);
}

TEST(answers_may_come_in_any_order)
{
	begin();
	PLAY("reverse");
	expect_all_but(0, NULL);
	expect_starts(1);
}

TEST(errors_and_warnings_of_a_piece_are_answers)
{
	begin();
	pieces(2);
	run.word = "refuse";
	PLAY("none");
	expect_int(run.status[1], ANSWER_ERROR);
	expect_str(run.bytes[1], "<refuse piece 2\nof text>");
	pieces(2);
	run.word = "doubt";
	PLAY("none");
	expect_int(run.status[0], ANSWER_WARN);
	expect_str(run.bytes[0], "<doubt piece 1\nof text>");
	expect_starts(2);
}

TEST(a_helper_without_work_greets_and_leaves)
{
	begin();
	run_fake(fake(NULL, 0));
	expect_int(worker_end(run.w), WORKER_DONE);
	expect_int(run.greetings, 1);
	expect_starts(1);
}

TEST(more_than_the_pipes_hold_goes_through)
{
	char *big;

	begin();
	big = arena_bytes(run.a, 300000);
	memset(big, 'x', 300000);
	pieces(60);
	for (size_t i = 0; i < run.n; i++)
		run.text[i] = (struct str){ big, 300000 - i };
	PLAY("none");
	expect_int(worker_end(run.w), WORKER_DONE);
	for (size_t i = 0; i < run.n; i++) {
		expect_int(run.status[i], ANSWER_OK);
		expect_int(run.bytes[i].n, 300000 - i + 6);
	}
	expect_starts(1);
}

TEST(several_helpers_share_one_loop)
{
	const char *const hang[] = { "hang:3" }, *const die[] = { "die:3" };
	struct worker *w[2];

	begin();
	pieces(PIECES);
	w[0] = worker_new(fake(hang, 1), run.a);
	w[1] = worker_new(fake(die, 1), run.a);
	worker_run(w, 2);
	expect_int(worker_end(w[0]), WORKER_DONE);
	expect_int(worker_end(w[1]), WORKER_DONE);
	for (size_t i = 0; i < PIECES; i++) {
		expect_int(run.times[i], 2);
		expect_int(run.status[i], i == 2 ? ANSWER_FAILED : ANSWER_OK);
	}
	expect_starts(6);
}

/* -- the bad -------------------------------------------------------------- */

TEST(a_helper_that_dies)
{
	begin();
	expect_fault("die", "was killed by signal 9");
}

TEST(a_helper_that_ends_early)
{
	begin();
	expect_fault("exit0", "ended without a word");
}

TEST(a_helper_that_hangs)
{
	begin();
	expect_fault("hang", "took longer than 0.4 s");
}

TEST(a_helper_that_answers_too_late)
{
	begin();
	expect_fault("late", "took longer than 0.4 s");
}

TEST(a_helper_that_drips)
{
	begin();
	expect_fault("drip", "took longer than 0.4 s");
}

TEST(garbage_instead_of_a_frame)
{
	begin();
	expect_fault("garbage", "answered nonsense");
}

TEST(a_frame_cut_short)
{
	begin();
	expect_fault("cut", "ended without a word");
}

TEST(a_header_cut_short)
{
	begin();
	expect_fault("cut-header", "ended without a word");
}

TEST(an_answer_nobody_asked_for)
{
	begin();
	expect_fault("unknown-id", "answered nonsense");
}

TEST(a_frame_of_more_than_16_mib)
{
	begin();
	expect_fault("oversize", "answered nonsense");
}

TEST(a_flood)
{
	begin();
	expect_fault("flood", "answered nonsense");
}

TEST(a_header_without_end)
{
	begin();
	expect_fault("long-header", "answered nonsense");
}

TEST(an_unknown_status)
{
	begin();
	expect_fault("bad-word", "answered nonsense");
}

TEST(a_negative_length)
{
	begin();
	expect_fault("negative", "answered nonsense");
}

TEST(zeros_before_a_number)
{
	begin();
	expect_fault("zeros", "answered nonsense");
}

/* The first of two answers counts; the pieces behind go to a fresh helper. */
TEST(a_piece_answered_twice)
{
	begin();
	PLAY("duplicate-once:7");
	expect_all_but(0, NULL);
	expect_starts(2);
}

TEST(an_answer_for_a_piece_not_asked_yet)
{
	begin();
	pieces(1);
	PLAY("future-id-once:1");
	expect_all_but(0, NULL);
	expect_starts(2);
}

TEST(an_answer_that_is_no_text_is_refused)
{
	begin();
	PLAY("no-text:7");
	expect_int(worker_end(run.w), WORKER_DONE);
	expect_int(run.status[6], ANSWER_ERROR);
	expect_str(run.bytes[6], "{\"message\":\"the answer for it is no text\"}");
	for (size_t i = 0; i < PIECES; i++)
		if (i != 6)
			expect_right(i);
	expect_starts(1);
}

TEST(the_last_piece_may_be_the_bad_one)
{
	begin();
	PLAY("die:20");
	expect_all_but(20, "was killed by signal 9");
	expect_starts(2);
}

TEST(a_lonely_piece_may_be_the_bad_one)
{
	begin();
	pieces(1);
	PLAY("die:1");
	expect_all_but(1, "was killed by signal 9");
	expect_starts(2);
}

TEST(several_bad_pieces_are_each_found)
{
	begin();
	PLAY("die:1", "garbage:2", "hang:9", "exit0:20");
	expect_int(worker_end(run.w), WORKER_DONE);
	for (size_t i = 0; i < PIECES; i++) {
		if (i == 0 || i == 1 || i == 8 || i == 19)
			expect_int(run.status[i], ANSWER_FAILED);
		else
			expect_right(i);
	}
	expect_starts(8);
}

/* Piece 4 kills it while 3 is held back: 3 is the oldest, but 4 is to blame. */
TEST(a_suspect_that_is_innocent_is_answered)
{
	begin();
	PLAY("reverse", "die:4");
	expect_all_but(4, "was killed by signal 9");
	expect_starts(4);
}

TEST(stderr_may_be_flooded)
{
	begin();
	PLAY("shouts:3", "shouts:20");
	expect_all_but(0, NULL);
	expect_starts(1);
}

TEST(a_deaf_helper_is_given_up)
{
	begin();
	pieces(2);
	PLAY("deaf");
	expect_int(worker_end(run.w), WORKER_DONE);
	for (size_t i = 0; i < 2; i++) {
		expect_int(run.status[i], ANSWER_FAILED);
		expect_str(run.bytes[i], "took longer than 0.4 s");
	}
	expect_starts(4);
}

TEST(a_helper_that_never_answers_blames_no_piece)
{
	begin();
	PLAY("exit-after-greeting");
	expect_none(WORKER_BROKEN,
	    "falls again and again: it ended without a word");
	expect_starts(10);
}

/* -- the ones that do not start ------------------------------------------- */

TEST(no_greeting_three_times_is_the_end)
{
	begin();
	PLAY("exit");
	expect_none(WORKER_BROKEN, "does not start: it ended with status 1");
	expect_str(worker_last_words(run.w), "something is wrong");
	expect_starts(3);
}

TEST(a_helper_that_never_greets)
{
	const char *const orders[] = { "no-greeting" };
	struct worker_spec *spec;

	begin();
	spec = fake(orders, 1);
	pieces(PIECES);
	spec->start_ms = 300;
	run_fake(spec);
	expect_none(WORKER_BROKEN, "does not start: it took longer than 0.3 s");
	expect_starts(3);
}

TEST(what_is_missing_is_not_tried_again)
{
	begin();
	PLAY("missing");
	expect_none(WORKER_MISSING, "does not start: it ended with status 69");
	expect_str(worker_last_words(run.w), "cannot load it; install it");
	expect_starts(1);
}

TEST(a_program_that_is_not_there)
{
	char *argv[] = { (char *)(uintptr_t)"tiku-no-such-program", NULL };
	struct worker_spec spec = {
		.name = "fake", .argv = argv, .start_ms = START_MS,
		.item_ms = ITEM_MS, .greeted = on_greeting,
		.answered = on_answer, .ctx = &run,
	};

	begin();
	pieces(PIECES);
	run_fake(&spec);
	expect_none(WORKER_MISSING, "cannot be started: 'tiku-no-such-program': "
	    "No such file or directory");
}

TEST(a_greeting_that_is_none)
{
	begin();
	PLAY("greets-garbage");
	expect_none(WORKER_BROKEN, "does not start: it answered nonsense");
	expect_starts(3);
}

TEST(the_greeting_of_another_helper)
{
	begin();
	PLAY("other-name");
	expect_none(WORKER_BROKEN, "does not start: it answered nonsense");
	expect_starts(3);
}

TEST(a_second_greeting_is_nonsense)
{
	begin();
	pieces(PIECES);
	PLAY("greets-twice-once");
	expect_all_but(0, NULL);
	expect_starts(2);
}

/* Pieces of two versions must not meet on one site. */
TEST(a_helper_replaced_by_another_version_meanwhile)
{
	begin();
	PLAY("new-version", "die-once:7");
	expect_int(worker_end(run.w), WORKER_BROKEN);
	for (size_t i = 0; i < PIECES; i++)
		if (run.times[i] > 0)
			expect_right(i);
	expect_int(run.times[6], 0);
	expect_starts(4);
}

/* -- their children ------------------------------------------------------- */

TEST(the_browser_goes_with_its_helper)
{
	begin();
	PLAY("child", "die-once:7");
	expect_all_but(0, NULL);
	expect_starts(2);
	expect_int(expect_gone("children"), 2);
}

TEST(a_helper_that_will_not_leave_is_made_to)
{
	int64_t start = proc_now();

	begin();
	PLAY("child", "stays");
	expect_all_but(0, NULL);
	expect(proc_now() - start < 8000);
	expect_starts(1);
	expect_int(expect_gone("children"), 1);
}

/* A greeting may name any process; only the helper's own children are killed. */
TEST(a_greeting_kills_no_stranger)
{
	pid_t stranger;

	begin();
	stranger = fork();
	if (stranger == 0) {
		pause();
		_exit(0);
	}
	setpgid(stranger, 0);	/* a leader, as Chromium is */
	PLAY((const char *)arena_printf(run.a, "lies:%d", (int)stranger).p,
	    "die-once:7");
	expect_all_but(0, NULL);
	expect_int(waitpid(stranger, NULL, WNOHANG), 0);
	kill(stranger, SIGKILL);
	waitpid(stranger, NULL, 0);
	expect_starts(2);
}

/* -- their surroundings --------------------------------------------------- */

static size_t
folders_in(const char *dir)
{
	struct stat st;

	return stat(dir, &st) == 0 ? (size_t)st.st_nlink : 0;
}

TEST(its_home_is_private_and_goes_away)
{
	char *argv[] = { (char *)(uintptr_t)"/bin/sh", (char *)(uintptr_t)"-c",
		NULL, NULL };
	char *env[] = { (char *)(uintptr_t)"TIKU_X=y", NULL };
	struct worker_spec spec = {
		.name = "fake", .argv = argv, .env = env, .start_ms = START_MS,
		.item_ms = ITEM_MS, .greeted = on_greeting,
		.answered = on_answer, .ctx = &run,
	};
	struct str text;

	begin();
	setenv("FOO_TOKEN", "secret", 1);
	setenv("TMPDIR", run.state, 1);
	argv[2] = (char *)arena_printf(run.a, "env >%s/env; touch $HOME/.left; "
	    "exit 69", run.state).p;
	run_fake(&spec);
	unsetenv("TMPDIR");
	expect(file_read((char *)arena_printf(run.a, "%s/env", run.state).p,
	    65536, run.a, &text));
	expect(str_find(text, S("FOO_TOKEN")) == STR_NONE);
	expect(str_find(text, S("TIKU_X=y\n")) != STR_NONE);
	expect(str_find(text, S("LANG=C.UTF-8\n")) != STR_NONE);
	expect(str_find(text, arena_printf(run.a, "HOME=%s/tiku-", run.state))
	    != STR_NONE);
	expect_int(folders_in(run.state), 2);
}

TEST(stderr_is_ours_again)
{
	struct stat before, after;

	begin();
	fstat(STDERR_FILENO, &before);
	PLAY("shouts:3", "die-once:7");
	fstat(STDERR_FILENO, &after);
	expect(before.st_ino == after.st_ino && before.st_dev == after.st_dev);
}

/* -- the real one --------------------------------------------------------- */

static void
on_katex(void *ctx, struct worker *w, const struct value *greeting)
{
	struct run *r = ctx;

	expect_str(value_get_text(greeting, S("name")), "katex");
	for (size_t i = 0; i < r->n; i++)
		worker_add(w, S("display"), r->text[i], i);
}

TEST(five_thousand_formulas_through_katex)
{
	struct worker_spec spec = {
		.name = "katex", .start_ms = 30000, .item_ms = 10000,
		.greeted = on_katex, .answered = on_answer, .ctx = &run,
	};
	char *argv[] = { (char *)(uintptr_t)"node", NULL, NULL };
	int64_t start = proc_now();

	begin();
	if (!file_exists(here("../../node_modules/katex"))) {
		print_message("skipped: no node_modules/katex; run 'npm ci'\n");
		skip();
	}
	argv[1] = here("../../generator/workers/katex.mjs");
	spec.argv = argv;
	pieces(5000);
	for (size_t i = 0; i < run.n; i++)
		run.text[i] = arena_printf(run.a,
		    "\\frac{%zu}{x_{%zu}}+\\sqrt{a}", i + 1, i + 1);
	run_fake(&spec);
	expect_int(worker_end(run.w), WORKER_DONE);
	for (size_t i = 0; i < run.n; i++) {
		expect_int(run.times[i], 1);
		expect_int(run.status[i], ANSWER_OK);
		expect(str_find(run.bytes[i], arena_printf(run.a,
		    "\\frac{%zu}{x_{%zu}}", i + 1, i + 1)) != STR_NONE);
	}
	print_message("5000 formulas in %lld ms\n",
	    (long long)(proc_now() - start));
}

int
main(void)
{
	int failed = RUN(a_good_helper_answers_every_piece,
	    answers_may_come_in_any_order,
	    errors_and_warnings_of_a_piece_are_answers,
	    a_helper_without_work_greets_and_leaves,
	    more_than_the_pipes_hold_goes_through,
	    several_helpers_share_one_loop,
	    a_helper_that_dies,
	    a_helper_that_ends_early,
	    a_helper_that_hangs,
	    a_helper_that_answers_too_late,
	    a_helper_that_drips,
	    garbage_instead_of_a_frame,
	    a_frame_cut_short,
	    a_header_cut_short,
	    an_answer_nobody_asked_for,
	    a_frame_of_more_than_16_mib,
	    a_flood,
	    a_header_without_end,
	    an_unknown_status,
	    a_negative_length,
	    zeros_before_a_number,
	    a_piece_answered_twice,
	    an_answer_for_a_piece_not_asked_yet,
	    an_answer_that_is_no_text_is_refused,
	    the_last_piece_may_be_the_bad_one,
	    a_lonely_piece_may_be_the_bad_one,
	    several_bad_pieces_are_each_found,
	    a_suspect_that_is_innocent_is_answered,
	    stderr_may_be_flooded,
	    a_deaf_helper_is_given_up,
	    a_helper_that_never_answers_blames_no_piece,
	    no_greeting_three_times_is_the_end,
	    a_helper_that_never_greets,
	    what_is_missing_is_not_tried_again,
	    a_program_that_is_not_there,
	    a_greeting_that_is_none,
	    the_greeting_of_another_helper,
	    a_second_greeting_is_nonsense,
	    a_helper_replaced_by_another_version_meanwhile,
	    the_browser_goes_with_its_helper,
	    a_helper_that_will_not_leave_is_made_to,
	    a_greeting_kills_no_stranger,
	    its_home_is_private_and_goes_away,
	    stderr_is_ours_again,
	    five_thousand_formulas_through_katex);

	end();
	return failed;
}
