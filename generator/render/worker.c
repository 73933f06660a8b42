/*
 * Helpers are Node, Python and a browser, fed with what strangers wrote: they
 * die, hang and talk nonsense.  So nothing here waits for one: both pipes are
 * non-blocking, all helpers share one poll loop, and every wait has an end.
 * Requests are sent ahead of their answers, or the pipe's way would cost more
 * than the work.
 *
 * A helper that breaks the protocol once is not believed again.  It is killed,
 * and what it had not answered goes to a fresh one.  The oldest unanswered
 * piece is the suspect: it goes alone, and a second fall is its own.
 */
#include "render/worker.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "format/json.h"
#include "render/helper.h"

enum {
	FLYING_MAX = 256,		/* pieces sent and not answered */
	FLYING_BYTES = 4 << 20,		/* of them, unless it is one alone */
	FRAME_MAX = 16 << 20,		/* bytes of an answer */
	HEADER_MAX = 64,
	READ_AT_ONCE = 1 << 20,		/* then it is another helper's turn */
	STARTS_MAX = 3,			/* without a greeting, in a row */
	FALLS_MAX = 10,			/* without an answer, in a row */
	LEAVE_MS = 3000,		/* to end by itself when all is done */
	EXIT_UNAVAILABLE = 69		/* what it needs is not installed */
};

const char *const answer_names[] = { "none", "ok", "warn", "error", "failed",
	NULL };

struct job {
	struct str word, text;
	size_t tag;
	enum { JOB_WAITING, JOB_FLYING, JOB_BLAMED, JOB_DONE } state;
	bool suspect;		/* it was the oldest when a helper fell */
	struct str blame;
};

struct worker {
	const struct worker_spec *spec;
	struct arena *a;
	struct helper helper;	/* the process that runs now */
	struct strbuf to, from;
	size_t written;		/* of to */
	LIST(struct job) job;
	size_t first;		/* the oldest that is neither done nor blamed */
	size_t next;		/* nothing before it waits, but for a suspect */
	size_t flying, flying_bytes;
	struct str version;	/* of the first greeting */
	bool greeted;		/* by the process that runs now */
	int64_t since;		/* when it was last known to be well */
	int starts, falls;	/* in a row */
	bool answers;		/* it has answered something, ever */
	bool ended;
	enum worker_end end;
	struct str reason, last_words;
};

struct worker *
worker_new(const struct worker_spec *spec, struct arena *a)
{
	struct worker *w = arena_new_of(a, struct worker);

	w->spec = spec;
	w->a = a;
	return w;
}

void
worker_add(struct worker *w, struct str word, struct str text, size_t tag)
{
	*list_push(w->a, &w->job) = (struct job){
		.word = word, .text = text, .tag = tag,
	};
}

enum worker_end
worker_end(const struct worker *w)
{
	return w->end;
}

struct str
worker_reason(const struct worker *w)
{
	return w->reason;
}

struct str
worker_last_words(const struct worker *w)
{
	return w->last_words;
}

static void
worker_stop(struct worker *w, enum worker_end end)
{
	w->end = end;
	w->ended = true;
	w->last_words = helper_last_words(&w->helper, w->a);
}

static void
worker_start(struct worker *w)
{
	int error;

	strbuf_reset(&w->to);
	strbuf_reset(&w->from);
	w->written = 0;
	w->greeted = false;
	w->since = proc_now();
	if (helper_start(&w->helper, w->spec->argv))
		return;
	error = errno;
	w->reason = arena_printf(w->a, "cannot be started: '%s': %s",
	    w->spec->argv[0], strerror(error));
	worker_stop(w, error == ENOENT || error == EACCES || error == ENOTDIR
	    ? WORKER_MISSING : WORKER_BROKEN);
}

static void
worker_begin(struct worker *w)
{
	if (helper_prepare(&w->helper, w->spec->env, w->a)) {
		worker_start(w);
		return;
	}
	w->reason = arena_printf(w->a,
	    "has no place for temporary files (TMPDIR): %s", strerror(errno));
	worker_stop(w, WORKER_BROKEN);
}

/* -- falls ---------------------------------------------------------------- */

/* What it had not answered waits again. */
static void
jobs_recall(struct worker *w)
{
	for (size_t i = w->first; i < w->next; i++)
		if (w->job.v[i].state == JOB_FLYING)
			w->job.v[i].state = JOB_WAITING;
	w->next = w->first;
	w->flying = w->flying_bytes = 0;
}

static void
first_advance(struct worker *w)
{
	while (w->first < w->job.n && w->job.v[w->first].state >= JOB_BLAMED)
		w->first++;
}

static void
oldest_blame(struct worker *w, struct str why)
{
	struct job *j;

	if (w->flying == 0)
		return;
	j = &w->job.v[w->first];
	if (j->state == JOB_FLYING && j->suspect) {
		j->state = JOB_BLAMED;
		j->blame = why;
		w->flying--;
	}
	j->suspect = true;
}

/* It was greeted and fell.  Somebody who has never answered is to blame
 * himself, not the pieces. */
static void
worker_fell(struct worker *w, struct str why)
{
	oldest_blame(w, why);
	jobs_recall(w);
	first_advance(w);
	if (++w->falls >= FALLS_MAX) {
		w->reason = arena_printf(w->a, "falls again and again: it %.*s",
		    STR_ARG(why));
		worker_stop(w, WORKER_BROKEN);
	}
}

static void
worker_stillborn(struct worker *w, struct str why, int status)
{
	bool missing = WIFEXITED(status) &&
	    WEXITSTATUS(status) == EXIT_UNAVAILABLE;

	w->reason = arena_printf(w->a, "does not start: it %.*s", STR_ARG(why));
	if (missing || ++w->starts >= STARTS_MAX)
		worker_stop(w, missing ? WORKER_MISSING : WORKER_BROKEN);
}

static struct str
status_text(struct arena *a, int status)
{
	if (WIFSIGNALED(status))
		return arena_printf(a, "was killed by signal %d",
		    WTERMSIG(status));
	if (WEXITSTATUS(status) == 0)
		return S("ended without a word");
	return arena_printf(a, "ended with status %d", WEXITSTATUS(status));
}

/* The process is of no use any more; why is empty when it ended by itself. */
static void
worker_lose(struct worker *w, struct str why)
{
	int status = helper_end(&w->helper, why.n > 0 ? 0 : 500);

	if (why.n == 0)
		why = status_text(w->a, status);
	if (w->greeted)
		worker_fell(w, why);
	else
		worker_stillborn(w, why, status);
	if (!w->ended && w->version.n > 0 && w->first == w->job.n)
		worker_stop(w, WORKER_DONE);
	if (!w->ended)
		worker_start(w);
}

/* -- asking --------------------------------------------------------------- */

static bool
may_send(const struct worker *w, const struct job *j)
{
	return w->flying == 0 || (!w->job.v[w->first].suspect &&
	    w->flying < FLYING_MAX &&
	    w->flying_bytes + j->text.n <= FLYING_BYTES);
}

static void
job_send(struct worker *w, size_t i)
{
	struct job *j = &w->job.v[i];

	strbuf_printf(&w->to, "%zu %.*s %zu\n", i + 1, STR_ARG(j->word),
	    j->text.n);
	strbuf_add(&w->to, j->text);
	if (w->flying++ == 0)
		w->since = proc_now();
	w->flying_bytes += j->text.n;
	j->state = JOB_FLYING;
}

static void
worker_fill(struct worker *w)
{
	if (!w->greeted || w->helper.proc.in < 0)
		return;
	if (w->written == w->to.n) {
		strbuf_reset(&w->to);
		w->written = 0;
	}
	for (; w->next < w->job.n; w->next++) {
		if (w->job.v[w->next].state != JOB_WAITING)
			continue;
		if (!may_send(w, &w->job.v[w->next]))
			break;
		job_send(w, w->next);
	}
}

/* A pipe nobody reads is closed: poll would report it for ever.  Answers may
 * still be on their way, so the fall is found where they are read. */
static void
worker_write(struct worker *w)
{
	ssize_t n = write(w->helper.proc.in, w->to.p + w->written,
	    w->to.n - w->written);

	if (n > 0) {
		w->written += (size_t)n;
	} else if (n < 0 && errno != EAGAIN && errno != EINTR) {
		close(w->helper.proc.in);
		w->helper.proc.in = -1;
	}
}

/* -- answers -------------------------------------------------------------- */

struct frame {
	size_t id;
	struct str word, bytes;
	size_t size;		/* of the whole frame */
};

enum frame_state { FRAME_PART, FRAME_WHOLE, FRAME_BAD };

/* Digits alone, no zero before them: a number has one spelling. */
static bool
number_read(struct str s, size_t *out)
{
	int64_t n;

	if (s.n == 0 || s.p[0] < '0' || s.p[0] > '9' ||
	    (s.p[0] == '0' && s.n > 1) || !str_int(s, &n))
		return false;
	*out = (size_t)n;
	return true;
}

/* The frame at the start of s: "<id> <word> <bytes>\n" and the bytes. */
static enum frame_state
frame_read(struct str s, struct frame *f)
{
	struct str line = str_sub(s, 0, HEADER_MAX), id;
	size_t end = str_chr(line, '\n'), n;

	if (end == STR_NONE)
		return s.n < HEADER_MAX ? FRAME_PART : FRAME_BAD;
	line.n = end;
	if (!str_cut(&line, ' ', &id) || !str_cut(&line, ' ', &f->word) ||
	    !number_read(id, &f->id) || !number_read(line, &n) ||
	    n > FRAME_MAX)
		return FRAME_BAD;
	if (s.n - end - 1 < n)
		return FRAME_PART;
	f->bytes = str_sub(s, end + 1, end + 1 + n);
	f->size = end + 1 + n;
	return FRAME_WHOLE;
}

static bool
greeting_take(struct worker *w, struct str bytes)
{
	struct str text = arena_copy(w->a, bytes), version, error;
	const struct value *v = json_parse(text, w->a, &error);
	const struct value *protocol = value_get(v, S("tiku"));
	const struct value *pids = value_get(v, S("pids"));

	version = value_get_text(v, S("version"));
	if (!protocol || protocol->kind != VALUE_INT || protocol->number != 1 ||
	    !str_eq(value_get_text(v, S("name")), str_of(w->spec->name)) ||
	    version.n == 0)
		return false;
	/* replaced while we build: its pieces would not fit the others */
	if (w->version.n > 0 && !str_eq(version, w->version))
		return false;
	for (size_t i = 0; pids && pids->kind == VALUE_LIST &&
	    i < pids->list.n; i++)
		if (pids->list.v[i]->kind == VALUE_INT)
			helper_adopt(&w->helper, pids->list.v[i]->number);
	w->greeted = true;
	w->starts = 0;
	w->since = proc_now();
	if (w->version.n == 0) {
		w->version = version;
		w->spec->greeted(w->spec->ctx, w, v);
	}
	return true;
}

static void
job_answer(struct worker *w, struct job *j, enum answer status,
    struct str bytes)
{
	static const struct str no_text =
	    S("{\"message\":\"the answer for it is no text\"}");

	if (text_invalid(bytes) != STR_NONE) {
		status = ANSWER_ERROR;
		bytes = no_text;
	}
	j->state = JOB_DONE;
	w->flying--;
	w->flying_bytes -= j->text.n;
	w->falls = 0;
	w->answers = true;
	w->since = proc_now();
	first_advance(w);
	w->spec->answered(w->spec->ctx, j->tag, status, arena_copy(w->a, bytes));
}

static bool
answer_take(struct worker *w, const struct frame *f)
{
	enum answer status = ANSWER_NONE;

	for (enum answer i = ANSWER_OK; i <= ANSWER_ERROR; i++)
		if (str_eq(f->word, str_of(answer_names[i])))
			status = i;
	if (status == ANSWER_NONE || f->id > w->job.n ||
	    w->job.v[f->id - 1].state != JOB_FLYING)
		return false;
	job_answer(w, &w->job.v[f->id - 1], status, f->bytes);
	return true;
}

static bool
frame_take(struct worker *w, const struct frame *f)
{
	if (f->id > 0)
		return w->greeted && answer_take(w, f);
	return !w->greeted && str_eq(f->word, S("ready")) &&
	    greeting_take(w, f->bytes);
}

/* Take the whole frames off what was read; false when it is none. */
static bool
frames_take(struct worker *w)
{
	struct str rest = strbuf_str(&w->from);
	enum frame_state state;
	struct frame f;
	size_t used;

	while ((state = frame_read(rest, &f)) == FRAME_WHOLE) {
		if (!frame_take(w, &f))
			return false;
		rest = str_from(rest, f.size);
	}
	used = w->from.n - rest.n;
	if (used > 0) {
		memmove(w->from.p, w->from.p + used, rest.n);
		w->from.n = rest.n;
	}
	return state == FRAME_PART;
}

/* Read what there is; false at the end of its output. */
static bool
worker_read(struct worker *w)
{
	size_t got = 0;
	ssize_t n;

	while (got < READ_AT_ONCE) {
		strbuf_reserve(&w->from, 65536);
		n = read(w->helper.proc.out, w->from.p + w->from.n, 65536);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == EAGAIN;
		if (n == 0)
			return false;
		w->from.n += (size_t)n;
		got += (size_t)n;
	}
	return true;
}

/* -- the loop ------------------------------------------------------------- */

static int64_t
worker_deadline(const struct worker *w)
{
	return w->since + (w->greeted ? w->spec->item_ms : w->spec->start_ms);
}

/* It may end now: its input is closed, and it is waited for with the others. */
static void
worker_dismiss(struct worker *w)
{
	if (w->helper.proc.in >= 0)
		close(w->helper.proc.in);
	w->helper.proc.in = -1;
	worker_stop(w, WORKER_DONE);
}

static void
worker_listen(struct worker *w)
{
	bool open = worker_read(w);

	if (!frames_take(w))
		worker_lose(w, S("answered nonsense"));
	else if (w->greeted && w->first == w->job.n)
		worker_dismiss(w);
	else if (!open)
		worker_lose(w, S(""));
}

static void
worker_late(struct worker *w)
{
	int ms = w->greeted ? w->spec->item_ms : w->spec->start_ms;

	worker_lose(w, arena_printf(w->a, "took longer than %.3g s",
	    ms / 1000.0));
}

/* p: its stdout, stderr and stdin. */
static void
worker_turn(struct worker *w, const struct pollfd p[3])
{
	if (p[1].revents)
		helper_listen(&w->helper);
	if (p[2].revents)
		worker_write(w);
	if (p[0].revents)
		worker_listen(w);
	/* afterwards: we may have been stopped while it worked on */
	if (!w->ended && proc_now() >= worker_deadline(w))
		worker_late(w);
}

/* One wait for all of them; false when none runs any more. */
static bool
workers_turn(struct worker *const *w, size_t n)
{
	struct pollfd p[3 * WORKERS_MAX];
	int64_t now = proc_now(), end = INT64_MAX;

	for (size_t i = 0; i < n; i++) {
		bool on = !w[i]->ended;

		if (on) {
			worker_fill(w[i]);
			end = worker_deadline(w[i]) < end
			    ? worker_deadline(w[i]) : end;
		}
		p[3 * i] = (struct pollfd){ on ? w[i]->helper.proc.out : -1, POLLIN, 0 };
		p[3 * i + 1] = (struct pollfd){ on ? w[i]->helper.words : -1, POLLIN, 0 };
		p[3 * i + 2] = (struct pollfd){ on && w[i]->written < w[i]->to.n
		    ? w[i]->helper.proc.in : -1, POLLOUT, 0 };
	}
	if (end == INT64_MAX)
		return false;
	if (poll(p, 3 * n, end > now ? (int)(end - now) : 0) < 0)
		memset(p, 0, sizeof p);		/* a signal */
	for (size_t i = 0; i < n; i++)
		if (!w[i]->ended)
			worker_turn(w[i], p + 3 * i);
	return true;
}

/* The pieces it fell on, unless it has never done anything else. */
static void
blames_report(struct worker *w)
{
	if (w->end != WORKER_DONE && !w->answers)
		return;
	for (size_t i = 0; i < w->job.n; i++)
		if (w->job.v[i].state == JOB_BLAMED)
			w->spec->answered(w->spec->ctx, w->job.v[i].tag,
			    ANSWER_FAILED, w->job.v[i].blame);
}

static void
worker_finish(struct worker *w)
{
	helper_end(&w->helper, LEAVE_MS);
	helper_release(&w->helper);
	blames_report(w);
	strbuf_free(&w->to);
	strbuf_free(&w->from);
}

void
worker_run(struct worker *const *w, size_t n)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, before;

	assert(n <= WORKERS_MAX);
	sigaction(SIGPIPE, &ignore, &before);
	for (size_t i = 0; i < n; i++)
		worker_begin(w[i]);
	while (workers_turn(w, n))
		;
	for (size_t i = 0; i < n; i++)
		worker_finish(w[i]);
	sigaction(SIGPIPE, &before, NULL);
}
