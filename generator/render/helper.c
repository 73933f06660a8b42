/*
 * Whatever a helper does, nothing of it may stay: no process, no folder, no
 * line of it between ours on the terminal.  base/proc ends its group; a browser
 * leads a group of its own and its files would pile up, so both are looked
 * after here.
 */
#include "render/helper.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

enum { LAST_WORDS = 4096 };	/* kept of its stderr */

/* -- its surroundings ----------------------------------------------------- */

static bool
home_make(struct helper *h)
{
	const char *tmp = getenv("TMPDIR");

	h->home = arena_cstr(h->a, arena_printf(h->a, "%s/tiku-XXXXXX",
	    tmp && tmp[0] == '/' ? tmp : "/tmp"));
	if (mkdtemp(h->home))
		return true;
	h->home = NULL;
	return false;
}

/* A killed browser may still be writing there for a moment. */
static void
home_remove(struct helper *h)
{
	for (int i = 0; h->home && !file_remove_tree(h->home) && i < 20; i++)
		poll(NULL, 0, 50);
	h->home = NULL;
}

static char *
setting(struct arena *a, const char *name, const char *value)
{
	return arena_cstr(a, arena_printf(a, "%s=%s", name, value));
}

/* Little is let through: a token in our environment is none of theirs. */
static void
env_make(struct helper *h, char *const *given)
{
	const char *path = getenv("PATH");
	size_t n = 0, m = 0;

	while (given && given[n])
		n++;
	h->env = arena_array(h->a, char *, n + 5);
	h->env[m++] = setting(h->a, "PATH",
	    path ? path : "/usr/local/bin:/usr/bin:/bin");
	h->env[m++] = setting(h->a, "LANG", "C.UTF-8");
	h->env[m++] = setting(h->a, "HOME", h->home);
	h->env[m++] = setting(h->a, "TMPDIR", h->home);
	for (size_t i = 0; i < n; i++)
		h->env[m++] = given[i];
}

bool
helper_prepare(struct helper *h, char *const *given, struct arena *a)
{
	*h = (struct helper){ .a = a, .proc = { -1, -1, -1 }, .words = -1 };
	if (!home_make(h))
		return false;
	env_make(h, given);
	return true;
}

/* base/proc leaves stderr as it is, so ours is another one for a moment. */
bool
helper_start(struct helper *h, char *const *argv)
{
	int words[2], ours = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3), error;
	bool ok;

	strbuf_reset(&h->said);
	if (ours < 0 || pipe2(words, O_CLOEXEC) < 0) {
		if (ours >= 0)
			close(ours);
		return proc_start(&h->proc, argv, h->env);
	}
	dup2(words[1], STDERR_FILENO);
	ok = proc_start(&h->proc, argv, h->env);
	error = errno;
	dup2(ours, STDERR_FILENO);
	close(ours);
	close(words[1]);
	fcntl(words[0], F_SETFL, O_NONBLOCK);
	h->words = words[0];
	errno = error;
	return ok;
}

/* -- processes it started ------------------------------------------------- */

struct proc_stat {
	pid_t parent, group;
	uint64_t born;
	bool dead;		/* a zombie is */
};

/* By /proc (proc(5)).  Where there is none a browser is left to notice by
 * itself that its pipe has closed. */
static bool
proc_stat(pid_t pid, struct proc_stat *st)
{
	char path[32], text[1024], state;
	unsigned long long born;
	int parent, group, fd;
	const char *end;
	ssize_t n;

	snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	n = read(fd, text, sizeof text - 1);
	close(fd);
	if (n <= 0)
		return false;
	text[n] = '\0';
	end = strrchr(text, ')');	/* its name may hold anything */
	if (!end || sscanf(end + 1, " %c %d %d %*d %*d %*d %*u %*u %*u %*u %*u"
	    " %*u %*u %*d %*d %*d %*d %*d %*d %llu", &state, &parent, &group,
	    &born) != 4)
		return false;
	*st = (struct proc_stat){ parent, group, born,
	    state == 'Z' || state == 'X' };
	return true;
}

void
helper_adopt(struct helper *h, int64_t pid)
{
	struct proc_stat st;

	if (pid <= 1 || pid > INT32_MAX || !proc_stat((pid_t)pid, &st) ||
	    st.parent != h->proc.pid || st.group != (pid_t)pid)
		return;
	*list_push(h->a, &h->leader) = (struct leader){ (pid_t)pid, st.born };
}

static bool
leader_lives(const struct leader *l)
{
	struct proc_stat st;

	return proc_stat(l->pid, &st) && st.born == l->born && !st.dead;
}

static void
leaders_kill(struct helper *h)
{
	const struct leader *l;

	for (size_t i = 0; i < h->leader.n; i++) {
		l = &h->leader.v[i];
		if (!leader_lives(l))
			continue;
		kill(-l->pid, SIGKILL);
		for (int t = 0; t < 100 && leader_lives(l); t++)
			poll(NULL, 0, 10);
	}
	h->leader.n = 0;
}

/* -- what it says on stderr ----------------------------------------------- */

/* Kept for messages, the end of it: a flood must not become ours. */
static void
words_keep(struct helper *h, struct str s)
{
	struct str old = strbuf_str(&h->said);
	struct strbuf kept = { 0 };

	s = str_from(s, s.n > LAST_WORDS ? s.n - LAST_WORDS : 0);
	if (old.n + s.n > LAST_WORDS)
		old = str_from(old, old.n + s.n - LAST_WORDS);
	strbuf_add(&kept, old);
	strbuf_add(&kept, s);
	strbuf_free(&h->said);
	h->said = kept;
}

void
helper_listen(struct helper *h)
{
	char text[16384];
	ssize_t n;

	if (h->words < 0)
		return;
	n = read(h->words, text, sizeof text);
	if (n > 0) {
		words_keep(h, (struct str){ text, (size_t)n });
	} else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
		close(h->words);
		h->words = -1;
	}
}

/* All that is left in the pipe of a process that is no more. */
static void
words_close(struct helper *h)
{
	for (int i = 0; h->words >= 0 && i < 16; i++)
		helper_listen(h);
	if (h->words >= 0)
		close(h->words);
	h->words = -1;
}

/* Behind its error Node prints the stack and its own version. */
struct str
helper_last_words(const struct helper *h, struct arena *a)
{
	struct str rest = strbuf_str(&h->said), line, last = S(""), error = S("");

	while (str_cut(&rest, '\n', &line)) {
		line = str_trim(line);
		if (line.n > 0)
			last = line;
		if (str_find(line, S("Error: ")) != STR_NONE ||
		    str_find(line, S("Error [")) != STR_NONE)
			error = line;
	}
	return arena_copy(a, str_sub(error.n > 0 ? error : last, 0, 400));
}

/* -- the end -------------------------------------------------------------- */

int
helper_end(struct helper *h, int ms)
{
	int status = ms > 0 ? proc_finish(&h->proc, ms) : proc_kill(&h->proc);

	leaders_kill(h);
	words_close(h);
	return status;
}

void
helper_release(struct helper *h)
{
	home_remove(h);
	strbuf_free(&h->said);
}
