/*
 * Publishing.  What a visitor and the owner of the folder can see: whole
 * generations, files of others left alone, the way out of every crash.  The
 * system calls that change folders are taken over below, so that a test can
 * refuse one or end the program at it.
 */
#include "render/output.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "base/file.h"

#include "test.h"

static char home[64];	/* a folder of our own; the working folder of all tests */

/* --- system calls ----------------------------------------------------- */

static long calls_left;	/* 0: no end; else the call at which we are killed */
static int link_error, exchange_error;
static bool killed_behind_exchange;

static void
call_counted(void)
{
	if (calls_left > 0 && --calls_left == 0)
		_exit(9);
}

int
mkdirat(int dir, const char *path, mode_t mode)
{
	call_counted();
	return (int)syscall(SYS_mkdirat, dir, path, mode);
}

int
unlinkat(int dir, const char *path, int flags)
{
	call_counted();
	return (int)syscall(SYS_unlinkat, dir, path, flags);
}

int
linkat(int from, const char *old, int to, const char *new, int flags)
{
	call_counted();
	if (link_error) {
		errno = link_error;
		return -1;
	}
	return (int)syscall(SYS_linkat, from, old, to, new, flags);
}

int
rename(const char *old, const char *new)
{
	call_counted();
	return (int)syscall(SYS_renameat2, AT_FDCWD, old, AT_FDCWD, new, 0);
}

int
renameat(int from, const char *old, int to, const char *new)
{
	call_counted();
	return (int)syscall(SYS_renameat2, from, old, to, new, 0);
}

int
renameat2(int from, const char *old, int to, const char *new,
    unsigned int flags)
{
	int done;

	call_counted();
	if (exchange_error) {
		errno = exchange_error;
		return -1;
	}
	done = (int)syscall(SYS_renameat2, from, old, to, new, flags);
	if (killed_behind_exchange)
		_exit(9);
	return done;
}

/* --- builds ----------------------------------------------------------- */

struct run {
	struct arena *a;
	struct diag *d;
	struct output *o;
};

static struct run
run_begin(const char *dir)
{
	struct run r = { .a = arena_new(), .d = diag_new() };

	r.o = output_open(dir, ".tiku", r.a);
	return r;
}

static void
run_end(struct run *r)
{
	output_close(r->o);
	diag_free(r->d);
	arena_free(r->a);
}

static int
claim(struct run *r, const char *path)
{
	return output_claim(r->o, str_of(path), nowhere, str_of(path), r->d);
}

static void
put(struct run *r, int claim, const char *bytes)
{
	output_note(r->o, output_put(r->o, claim, str_of(bytes)));
}

/* One build: path, bytes, path, bytes ..., NULL. */
static struct output_count
build_in(const char *dir, const char *const *files)
{
	struct run r = run_begin(dir);
	struct output_count n;

	for (size_t i = 0; files[i]; i += 2)
		if (claim(&r, files[i]) != (int)(i / 2))
			abort();
	for (size_t i = 0; files[i]; i += 2)
		put(&r, (int)(i / 2), files[i + 1]);
	n = output_commit(r.o);
	run_end(&r);
	return n;
}

#define FILES(...) (const char *const[]){ __VA_ARGS__, NULL }
#define BUILD(...) build_in("public", FILES(__VA_ARGS__))

/* --- what is there ---------------------------------------------------- */

static void
write_file(const char *path, const char *text)
{
	struct str dir = path_dir(str_of(path));
	char folder[256];

	snprintf(folder, sizeof folder, "%.*s", STR_ARG(dir));
	if ((folder[0] && !file_mkdirs(folder)) ||
	    !file_write(path, str_of(text)))
		abort();
}

static int
by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

static void
entry_list(struct strbuf *out, const FTSENT *e, size_t skip)
{
	char text[256];
	ssize_t n;
	int fd;

	if (e->fts_info == FTS_D) {
		strbuf_printf(out, "%s/ ", e->fts_path + skip);
	} else if (e->fts_info == FTS_SL) {
		n = readlink(e->fts_accpath, text, sizeof text);
		strbuf_printf(out, "%s>%.*s ", e->fts_path + skip, (int)n, text);
	} else if (e->fts_info == FTS_F) {
		fd = open(e->fts_accpath, O_RDONLY);
		n = read(fd, text, sizeof text);
		close(fd);
		strbuf_printf(out, "%s=%.*s ", e->fts_path + skip, (int)n, text);
	}
}

/* "a=A zh/ zh/b=B ": everything below a folder, in order. */
static struct strbuf
tree(const char *root)
{
	char *path[] = { (char *)root, NULL };
	FTS *walk = fts_open(path, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
	struct strbuf out = { 0 };
	FTSENT *e;

	while (walk && (e = fts_read(walk)))
		if (e->fts_level > 0)
			entry_list(&out, e, strlen(root) + 1);
	if (walk)
		fts_close(walk);
	return out;
}

static bool
tree_is(const char *root, const char *want)
{
	struct strbuf got = tree(root);
	bool same = str_eq(strbuf_str(&got), str_of(want));

	if (!same)
		print_error("%s holds: %s\nit should: %s\n", root,
		    strbuf_str(&got).p, want);
	strbuf_free(&got);
	return same;
}

#define expect_tree(root, want) expect(tree_is(root, want))

static ino_t
inode(const char *path)
{
	struct stat st;

	expect_int(lstat(path, &st), 0);
	return st.st_ino;
}

static int
start(void **state)
{
	(void)state;
	snprintf(home, sizeof home, "/tmp/tiku-output-XXXXXX");
	calls_left = link_error = exchange_error = 0;
	killed_behind_exchange = false;
	return mkdtemp(home) && chdir(home) == 0 ? 0 : -1;
}

static int
end(void **state)
{
	(void)state;
	link_error = exchange_error = 0;
	return chdir("/") == 0 && file_remove_tree(home) ? 0 : -1;
}

/* --- generations ------------------------------------------------------ */

TEST(the_first_build_makes_the_folder)
{
	struct output_count n = BUILD("index.html", "I", "zh/a/index.html", "A");

	expect_int(n.written, 2);
	expect_int(n.same, 0);
	expect_int(n.removed, 0);
	expect_tree("public", "index.html=I zh/ zh/a/ zh/a/index.html=A ");
	expect(!file_exists(".public.tiku"));
}

TEST(the_folder_may_lie_deep_and_be_named_with_a_slash)
{
	build_in("out/of/here/", FILES("a", "A"));
	build_in("out/of/here/", FILES("a", "A2"));
	expect_tree("out/of/here", "a=A2 ");
	expect(file_exists("out/of/.here.tiku"));
}

TEST(an_identical_build_changes_nothing)
{
	ino_t root, a, b;
	struct output_count n;

	BUILD("a", "A", "zh/b", "B");
	root = inode("public");
	a = inode("public/a");
	b = inode("public/zh/b");
	n = BUILD("zh/b", "B", "a", "A");
	expect_int(n.written, 0);
	expect_int(n.same, 2);
	expect_int(n.removed, 0);
	expect(inode("public") == root);
	expect(inode("public/a") == a && inode("public/zh/b") == b);
	expect(!file_exists(".public.tiku"));
}

TEST(a_changed_file_is_new_and_the_older_generation_keeps_its_bytes)
{
	struct output_count n;
	ino_t a, b;

	BUILD("a", "A", "b", "B");
	a = inode("public/a");
	b = inode("public/b");
	n = BUILD("a", "A2", "b", "B");
	expect_int(n.written, 1);
	expect_int(n.same, 1);
	expect_tree("public", "a=A2 b=B ");
	expect_tree(".public.tiku", "a=A b=B ");
	expect(inode("public/a") != a && inode(".public.tiku/a") == a);
	expect(inode("public/b") == b && inode(".public.tiku/b") == b);
}

TEST(generations_take_turns_for_ever)
{
	char text[40];

	for (int i = 0; i < 9; i++) {
		snprintf(text, sizeof text, "%d", i);
		BUILD("a", text, "b", i % 3 ? "B" : "C", "zh/c", "same");
		snprintf(text, sizeof text, "a=%d b=%c zh/ zh/c=same ", i,
		    i % 3 ? 'B' : 'C');
		expect_tree("public", text);
	}
}

TEST(what_the_older_generation_has_already_is_not_written_again)
{
	ino_t a;

	BUILD("a", "A", "b", "1");
	a = inode("public/a");
	expect_int(link("public/a", "keep"), 0);	/* its number is not given away */
	BUILD("a", "A2", "b", "1");
	BUILD("a", "A", "b", "2");
	expect(inode("public/a") == a);
	expect_tree("public", "a=A b=2 ");
}

TEST(a_removed_page_disappears_and_its_empty_folders_with_it)
{
	struct output_count n;

	BUILD("a", "A", "zh/q/b", "B", "zh/c", "C");
	BUILD("a", "A2", "zh/q/b", "B", "zh/c", "C");
	n = BUILD("a", "A2", "zh/c", "C");
	expect_int(n.written, 0);
	expect_int(n.removed, 1);
	expect_tree("public", "a=A2 zh/ zh/c=C ");
	n = BUILD("a", "A3", "zh/c", "C");
	expect_int(n.removed, 0);
	expect_tree("public", "a=A3 zh/ zh/c=C ");
	BUILD("a", "A3");
	expect_tree("public", "a=A3 ");
}

TEST(a_page_renamed_by_case_alone_leaves_no_twin)
{
	BUILD("About", "A", "Zh/b", "B");
	BUILD("About", "A2", "Zh/b", "B");
	expect_int(BUILD("about", "A2", "zh/b", "B").removed, 2);
	expect_tree("public", "about=A2 zh/ zh/b=B ");
}

TEST(a_file_may_become_a_folder_and_a_folder_a_file)
{
	BUILD("x", "file", "y/a", "A");
	BUILD("x", "file2", "y/a", "A");
	BUILD("x/a", "A", "y", "file");
	expect_tree("public", "x/ x/a=A y=file ");
	BUILD("x/a", "A2", "y", "file");
	BUILD("x", "file", "y/a", "A");
	expect_tree("public", "x=file y/ y/a=A ");
}

TEST(names_may_hold_what_a_file_system_allows)
{
	char name[256];

	memset(name, 'n', 255);
	name[255] = '\0';
	for (int i = 0; i < 3; i++) {
		BUILD(" a\nb", "1", "-题 \"%#?\\", "2", name, "3", "x",
		    i ? "X" : "Y");
		expect_int(BUILD("x", i ? "X" : "Y", " a\nb", "1",
		    "-题 \"%#?\\", "2", name, "3").written, 0);
	}
	expect_int(BUILD("x", "X").removed, 3);
	expect_tree("public", "x=X ");
}

TEST(a_large_file_and_an_empty_one_are_written_whole)
{
	size_t size = (3 << 20) + 17;
	struct run r = run_begin("public");
	char *bytes = malloc(size);
	struct stat st;

	memset(bytes, 'x', size);
	claim(&r, "large");
	claim(&r, "empty");
	output_note(r.o, output_put(r.o, 0, (struct str){ bytes, size }));
	put(&r, 1, "");
	output_commit(r.o);
	run_end(&r);
	free(bytes);
	expect(stat("public/large", &st) == 0 && st.st_size == (off_t)size);
	expect(stat("public/empty", &st) == 0 && st.st_size == 0);
}

TEST(without_commit_nothing_changes)
{
	struct run r;

	BUILD("a", "A", "b", "B");
	r = run_begin("public");
	claim(&r, "a");
	claim(&r, "new");
	put(&r, 0, "A2");
	put(&r, 1, "N");
	run_end(&r);
	expect_tree("public", "a=A b=B ");
	expect_int(BUILD("a", "A", "b", "B").same, 2);
	BUILD("a", "A3", "b", "B");
	expect_tree("public", "a=A3 b=B ");
}

TEST(a_site_that_holds_nothing_leaves_no_trace_before_commit)
{
	struct run r = run_begin("public");

	run_end(&r);
	expect(!file_exists("public"));
	expect(!file_exists(".public.tiku"));
}

static void
commit_without_a_put(void)
{
	struct run r = run_begin("public");

	claim(&r, "a");
	output_commit(r.o);
}

TEST(a_claim_nobody_wrote_is_not_published)
{
	char err[512];
	int status = test_child(commit_without_a_put, err, sizeof err);

	expect(WIFEXITED(status) && WEXITSTATUS(status) == 3);
	expect(strstr(err, "'a' was planned and never written"));
	expect(!file_exists("public"));
}

TEST(children_may_write_and_the_parent_is_told)
{
	struct run r = run_begin("public");
	struct written w;
	int fd[2];
	pid_t pid;

	claim(&r, "zh/a");
	expect_int(pipe(fd), 0);
	pid = fork();
	if (pid == 0) {
		w = output_put(r.o, 0, S("A"));
		_exit(write(fd[1], &w, sizeof w) != sizeof w);
	}
	expect_int(waitpid(pid, NULL, 0), pid);
	expect_int(read(fd[0], &w, sizeof w), sizeof w);
	close(fd[0]);
	close(fd[1]);
	output_note(r.o, w);
	expect_int(output_commit(r.o).written, 1);
	run_end(&r);
	expect_tree("public", "zh/ zh/a=A ");
}

TEST(the_folder_keeps_its_mode)
{
	struct stat st;

	BUILD("a", "A");
	expect_int(chmod("public", 02751), 0);
	BUILD("a", "A2");
	expect_int(stat("public", &st), 0);
	expect_int(st.st_mode & 07777, 02751);
}

TEST(a_folder_that_is_a_link_stays_one)
{
	expect_int(mkdir("target", 0777), 0);
	expect_int(symlink("target", "public"), 0);
	build_in("public/", FILES("a", "A"));
	build_in("public", FILES("a", "A2"));
	expect_tree("target", "a=A2 ");
	expect_tree(".target.tiku", "a=A ");
	expect_tree("public/.", "a=A2 ");
	expect(file_remove_tree(".tiku") && file_remove_tree("target") &&
	    file_remove_tree(".target.tiku"));
	expect_tree(".", "public>target ");
}

/* --- files of others -------------------------------------------------- */

TEST(files_placed_by_hand_survive)
{
	ino_t mine;

	BUILD("a", "A", "zh/b", "B");
	write_file("public/CNAME", "example.org");
	write_file("public/zh/mine.txt", "mine");
	expect_int(symlink("zh/mine.txt", "public/link"), 0);
	mine = inode("public/zh/mine.txt");
	for (int i = 0; i < 4; i++) {
		BUILD("a", i % 2 ? "A1" : "A2", "zh/b", "B");
		expect_tree("public", i % 2
		    ? "CNAME=example.org a=A1 link>zh/mine.txt zh/ zh/b=B "
		      "zh/mine.txt=mine "
		    : "CNAME=example.org a=A2 link>zh/mine.txt zh/ zh/b=B "
		      "zh/mine.txt=mine ");
	}
	expect(inode("public/zh/mine.txt") == mine);
}

TEST(folders_placed_by_hand_survive)
{
	BUILD("a", "A", "zh/b", "B");
	write_file("public/.git/refs/heads/main", "4b825dc");
	write_file("public/zh/notes/x", "X");
	expect_int(mkdir("public/zh/empty", 0777), 0);
	for (int i = 0; i < 4; i++)
		BUILD("a", i % 2 ? "A1" : "A2", "zh/b", "B");
	expect_tree("public", ".git/ .git/refs/ .git/refs/heads/ "
	    ".git/refs/heads/main=4b825dc a=A1 zh/ zh/b=B zh/empty/ zh/notes/ "
	    "zh/notes/x=X ");
	expect(!file_exists(".tiku/carry"));
}

TEST(what_lies_beside_a_removed_page_survives)
{
	BUILD("a", "A", "old/b", "B");
	write_file("public/old/mine", "mine");
	write_file("public/old/folder/x", "X");
	BUILD("a", "A2");
	expect_tree("public", "a=A2 old/ old/folder/ old/folder/x=X old/mine=mine ");
	BUILD("a", "A3");
	BUILD("a", "A4");
	expect_tree("public", "a=A4 old/ old/folder/ old/folder/x=X old/mine=mine ");
}

TEST(what_its_owner_takes_away_does_not_come_back)
{
	BUILD("a", "A", "zh/b", "B");
	write_file("public/mine", "mine");
	write_file("public/zh/mine", "mine");
	write_file("public/.git/config", "x");
	BUILD("a", "A2", "zh/b", "B");
	expect_int(unlink("public/mine"), 0);
	expect_int(unlink("public/zh/mine"), 0);
	expect(file_remove_tree("public/.git"));
	for (int i = 0; i < 3; i++) {
		BUILD("a", i % 2 ? "A1" : "A3", "zh/b", "B");
		expect_tree("public", i % 2 ? "a=A1 zh/ zh/b=B "
		    : "a=A3 zh/ zh/b=B ");
	}
}

TEST(a_hand_placed_file_follows_what_its_owner_does_to_it)
{
	BUILD("a", "A");
	write_file("public/mine", "1");
	BUILD("a", "A2");
	write_file("public/mine", "2");	/* another inode */
	BUILD("a", "A3");
	expect_tree("public", "a=A3 mine=2 ");
	expect_int(unlink("public/mine"), 0);
	write_file("public/mine/x", "X");	/* a folder now */
	BUILD("a", "A4");
	expect_tree("public", "a=A4 mine/ mine/x=X ");
	BUILD("a", "A5");
	expect_tree("public", "a=A5 mine/ mine/x=X ");
}

TEST(an_edited_page_is_set_right_by_the_next_build)
{
	int fd;

	BUILD("a", "A", "b", "B");
	BUILD("a", "A", "b", "B2");
	fd = open("public/a", O_WRONLY | O_APPEND);	/* shared by generations */
	expect_int(write(fd, "!", 1), 1);
	close(fd);
	expect_int(BUILD("a", "A", "b", "B2").written, 1);
	expect_tree("public", "a=A b=B2 ");
	expect_int(BUILD("a", "A", "b", "B2").same, 2);
}

/* Either size or time gives an edit away. */
TEST(an_edit_that_keeps_size_or_time_is_seen)
{
	struct stat st;

	BUILD("a", "A", "b", "B");
	expect_int(stat("public/b", &st), 0);
	write_file("public/a", "Z");
	write_file("public/b", "longer");
	expect_int(utimensat(AT_FDCWD, "public/b", (struct timespec[]){
	    st.st_atim, st.st_mtim }, 0), 0);
	expect_int(BUILD("a", "A", "b", "B").written, 2);
	expect_tree("public", "a=A b=B ");
}

TEST(a_deleted_page_is_made_again)
{
	BUILD("a", "A", "zh/b", "B");
	expect(file_remove_tree("public/zh"));
	expect_int(BUILD("a", "A", "zh/b", "B").written, 1);
	expect_tree("public", "a=A zh/ zh/b=B ");
}

TEST(an_edited_page_that_is_no_longer_made_is_kept)
{
	BUILD("a", "A", "b", "B");
	BUILD("a", "A2", "b", "B");
	write_file("public/b", "edited");
	expect_int(BUILD("a", "A3").removed, 0);
	expect_tree("public", "a=A3 b=edited ");
	BUILD("a", "A4");
	expect_tree("public", "a=A4 b=edited ");
}

TEST(a_page_takes_the_place_of_a_file_by_hand)
{
	BUILD("a", "A");
	write_file("public/b", "mine");
	write_file("public/zh", "mine");
	BUILD("a", "A2");
	BUILD("a", "A3", "b", "B", "zh/c", "C");
	expect_tree("public", "a=A3 b=B zh/ zh/c=C ");
	BUILD("a", "A4", "b", "B", "zh/c", "C");
	expect_tree("public", "a=A4 b=B zh/ zh/c=C ");
}

TEST(a_file_by_hand_may_differ_from_a_page_by_case)
{
	BUILD("readme", "A", "zh/b", "B");
	write_file("public/README", "mine");
	write_file("public/ZH", "mine");
	BUILD("readme", "A2", "zh/b", "B");
	BUILD("readme", "A3", "zh/b", "B");
	expect_tree("public", "README=mine ZH=mine readme=A3 zh/ zh/b=B ");
}

static void
page_at_git(void)
{
	BUILD("a", "A2", "notes", "page");
}

static void
page_at_parent(void)
{
	BUILD("a", "A2", "zh", "page");
}

/* Nothing is published over what would be lost. */
TEST(a_page_does_not_bury_a_folder_by_hand)
{
	char err[512];
	int status;

	BUILD("a", "A", "zh/b", "B");
	write_file("public/notes/x", "X");
	write_file("public/zh/mine", "mine");
	status = test_child(page_at_git, err, sizeof err);
	expect(WIFEXITED(status) && WEXITSTATUS(status) == 3);
	expect(strstr(err, "'public/notes'"));
	status = test_child(page_at_parent, err, sizeof err);
	expect(WIFEXITED(status) && WEXITSTATUS(status) == 3);
	expect(strstr(err, "'public/zh/mine'"));
	expect_tree("public", "a=A notes/ notes/x=X zh/ zh/b=B zh/mine=mine ");
	BUILD("a", "A2", "zh/b", "B");
	expect_tree("public", "a=A2 notes/ notes/x=X zh/ zh/b=B zh/mine=mine ");
}

/* C1: nothing is written through a link, wherever it stands. */
TEST(a_link_by_hand_is_not_written_through)
{
	BUILD("a", "A");
	write_file("outside/b", "theirs");
	expect_int(symlink("../outside", "public/zh"), 0);
	BUILD("a", "A2");
	BUILD("a", "A3");	/* both generations hold the link now */
	BUILD("a", "A3", "zh/b", "B", "zh/c", "C");
	expect_tree("outside", "b=theirs ");
	expect_tree("public", "a=A3 zh/ zh/b=B zh/c=C ");
	BUILD("a", "A4", "zh/b", "B", "zh/c", "C");
	expect_tree("outside", "b=theirs ");
	expect_tree("public", "a=A4 zh/ zh/b=B zh/c=C ");
}

TEST(a_folder_turned_into_a_link_is_made_again)
{
	BUILD("a", "A", "zh/b", "B");
	expect_int(rename("public/zh", "elsewhere"), 0);
	expect_int(symlink("../elsewhere", "public/zh"), 0);
	BUILD("a", "A2", "zh/b", "B");
	expect_tree("public", "a=A2 zh/ zh/b=B ");
	expect_tree("elsewhere", "b=B ");
}

TEST(a_forgotten_state_loses_nothing)
{
	BUILD("a", "A", "b", "B", "zh/c", "C");
	BUILD("a", "A2", "b", "B", "zh/c", "C");
	write_file("public/mine", "mine");
	expect(file_remove_tree(".tiku"));
	expect_int(BUILD("a", "A3", "zh/c", "C").written, 2);
	/* b may be anybody's by now */
	expect_tree("public", "a=A3 b=B mine=mine zh/ zh/c=C ");
	expect_int(BUILD("a", "A3", "zh/c", "C").same, 2);
	expect_int(BUILD("a", "A3").removed, 1);
	expect_tree("public", "a=A3 b=B mine=mine ");
}

TEST(a_damaged_manifest_is_as_good_as_none)
{
	char command[] = "for f in .tiku/manifest-*; do "
	    "head -c 50 \"$f\" > x && mv x \"$f\"; done";

	BUILD("a", "A", "zh/b", "B");
	BUILD("a", "A2", "zh/b", "B");
	expect_int(system(command), 0);
	BUILD("a", "A3", "zh/b", "B");
	expect_tree("public", "a=A3 zh/ zh/b=B ");
}

TEST(many_folders_of_others_and_many_removed_pages_cost_little)
{
	enum { N = 3000 };
	struct run r = run_begin("public");
	char path[64];

	for (int i = 0; i < N; i++) {
		snprintf(path, sizeof path, "zh/q/%d/index.html", i);
		put(&r, claim(&r, path), path);
	}
	output_commit(r.o);
	run_end(&r);
	expect_int(BUILD("a", "A").removed, N);
	expect_tree("public", "a=A ");
}

/* --- claims ----------------------------------------------------------- */

static void
expect_conflict(const char *first, const char *second, const char *say)
{
	struct arena *a = arena_new();
	struct diag *d = diag_new();
	struct output *o = output_dry(a);
	struct source one = { .path = S("content/one.md"), .text = S("x") };
	struct source two = { .path = S("content/two.md"), .text = S("y") };
	char *text = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&text, &n);

	expect_int(output_claim(o, str_of(first), where_at(&one, 0, 0),
	    S("article 'one'"), d), 0);
	expect_int(output_claim(o, str_of(second), where_at(&two, 0, 0),
	    S("article 'two'"), d), -1);
	expect_int(diag_errors(d), 1);
	diag_print(d, f, DIAG_TEXT, false);
	fclose(f);
	expect(strstr(text, "article 'one'") && strstr(text, "article 'two'"));
	expect(strstr(text, "content/one.md:1:1") &&
	    strstr(text, "content/two.md:1:1: error:"));
	if (!strstr(text, say))
		print_error("no \"%s\" in:\n%s", say, text);
	expect(strstr(text, say) != NULL);
	free(text);
	output_close(o);
	diag_free(d);
	arena_free(a);
}

TEST(two_claims_of_one_path_are_refused_and_both_named)
{
	expect_conflict("zh/a", "zh/a", "would both be '/zh/a'");
	expect_conflict("zh/Async", "zh/async", "would both be '/zh/async'");
	expect_conflict("zh/Straße", "zh/STRASSE", "would both be");
	expect_conflict("zh/caf\xc3\xa9", "zh/cafe\xcc\x81", "would both be");
	expect_conflict("zh/q", "zh/q/index.html", "'/zh/q'");
	expect_conflict("zh/q/index.html", "zh/Q", "'/zh/Q'");
	expect_conflict("a", "a/b/c/d", "'/a'");
}

TEST(paths_that_only_look_alike_are_no_conflict)
{
	struct arena *a = arena_new();
	struct diag *d = diag_new();
	struct output *o = output_dry(a);
	const char *const paths[] = { "a", "a.b", "ab/c", "zh/a", "zh/ab",
		"Zh/b", "zh/c/d", "题/a", "題/a" };

	for (int i = 0; i < 9; i++)
		expect_int(output_claim(o, str_of(paths[i]), nowhere, S("x"), d),
		    i);
	expect_int(diag_errors(d), 0);
	expect_int(output_claims(o), 9);
	expect_int(output_claimed(o, S("zh/ab")), 4);
	expect_int(output_claimed(o, S("zh")), -1);
	expect_int(output_claimed(o, S("nothing")), -1);
	output_close(o);
	diag_free(d);
	arena_free(a);
}

/* A host of files tells Zh from zh, so a link to the other is broken. */
TEST(a_path_is_claimed_only_as_it_is_written)
{
	struct arena *a = arena_new();
	struct diag *d = diag_new();
	struct output *o = output_dry(a);

	output_claim(o, S("zh/caf\xc3\xa9"), nowhere, S("x"), d);
	expect_int(output_claimed(o, S("zh/caf\xc3\xa9")), 0);
	expect_int(output_claimed(o, S("ZH/caf\xc3\xa9")), -1);
	expect_int(output_claimed(o, S("zh/cafe\xcc\x81")), -1);
	output_close(o);
	diag_free(d);
	arena_free(a);
}

/* Refused claims must not leave traces that name the wrong claim, or none. */
TEST(a_refused_claim_leaves_nothing_behind)
{
	struct arena *a = arena_new();
	struct diag *d = diag_new();
	struct output *o = output_dry(a);
	char path[16];

	for (int i = 0; i < 8; i++) {	/* the list is full to its end */
		snprintf(path, sizeof path, "%d", i);
		output_claim(o, str_of(path), nowhere, S("file"), d);
	}
	expect_int(output_claim(o, S("0/b/c"), nowhere, S("page"), d), -1);
	expect_int(diag_errors(d), 1);
	expect_int(output_claim(o, S("0/b"), nowhere, S("page"), d), -1);
	expect_int(output_claim(o, S("0/b/d"), nowhere, S("page"), d), -1);
	expect_int(diag_errors(d), 3);
	expect_int(output_claims(o), 8);
	output_close(o);
	diag_free(d);
	arena_free(a);
}

TEST(a_path_that_climbs_or_is_none_is_refused)
{
	static const struct str bad[] = { { "", 0 }, { "/etc/passwd", 11 },
		{ "..", 2 }, { "zh/../../x", 10 }, { "zh/q/../index.html", 18 },
		{ "zh/./a", 6 }, { "zh//a", 5 }, { "zh/", 3 }, { "a\0b", 3 } };
	struct arena *a = arena_new();
	struct diag *d = diag_new();
	struct output *o = output_dry(a);
	char longer[5000];

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		expect_int(output_claim(o, bad[i], nowhere, S("x"), d), -1);
	memset(longer, 'a', sizeof longer);
	expect_int(output_claim(o, (struct str){ longer, 256 }, nowhere, S("x"),
	    d), -1);
	for (size_t i = 100; i < sizeof longer; i += 100)
		longer[i] = '/';
	expect_int(output_claim(o, (struct str){ longer, sizeof longer },
	    nowhere, S("x"), d), -1);
	expect(diag_errors(d) > 0);
	expect_int(output_claim(o, S("..a/...b"), nowhere, S("x"), d), 0);
	output_close(o);
	diag_free(d);
	arena_free(a);
}

/* --- others at work --------------------------------------------------- */

static void
open_again(void)
{
	run_begin("public");
}

TEST(a_second_build_at_the_same_time_is_refused)
{
	struct run r = run_begin("public");
	char err[512], pid[32];
	int status = test_child(open_again, err, sizeof err);

	expect(WIFEXITED(status) && WEXITSTATUS(status) == 3);
	expect(strstr(err, "another build of this site is running"));
	snprintf(pid, sizeof pid, "process %ld", (long)getpid());
	expect(strstr(err, pid) != NULL);
	run_end(&r);
	status = test_child(open_again, err, sizeof err);
	expect(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void
open_public(void)
{
	run_begin("public");
}

static void
open_here(void)
{
	run_begin(".");
}

static void
open_above(void)
{
	run_begin("..");
}

TEST(what_is_no_folder_is_not_published_to)
{
	char err[512];
	int status;

	write_file("public", "a file");
	status = test_child(open_public, err, sizeof err);
	expect(WIFEXITED(status) && WEXITSTATUS(status) == 3);
	expect(strstr(err, "it is not a folder"));
	expect_int(unlink("public"), 0);
	expect_int(symlink("nowhere", "public"), 0);
	status = test_child(open_public, err, sizeof err);
	expect(WIFEXITED(status) && WEXITSTATUS(status) == 3);
	expect(strstr(err, "'public'"));
}

TEST(a_folder_that_holds_the_site_is_not_published_to)
{
	char err[512];
	int status = test_child(open_here, err, sizeof err);

	expect(WIFEXITED(status) && WEXITSTATUS(status) == 3);
	expect(strstr(err, "'.' holds the site itself"));
	status = test_child(open_above, err, sizeof err);
	expect(WIFEXITED(status) && WEXITSTATUS(status) == 3);
}

/* --- file systems that cannot ----------------------------------------- */

static void
scene_set(void)
{
	BUILD("a", "A", "zh/b", "B", "old/c", "C", "x", "file", "y/d", "D");
	write_file("public/mine", "mine");
	write_file("public/.git/config", "config");
	write_file("public/zh/mine", "mine");
	write_file("public/zh/notes/n", "N");
	write_file("public/old/keep/k", "K");
	BUILD("a", "A1", "zh/b", "B", "old/c", "C", "x", "file", "y/d", "D");
}

#define SCENE_BEFORE ".git/ .git/config=config a=A1 mine=mine old/ old/c=C " \
	"old/keep/ old/keep/k=K x=file y/ y/d=D zh/ zh/b=B zh/mine=mine " \
	"zh/notes/ zh/notes/n=N "
#define SCENE_AFTER ".git/ .git/config=config a=A2 mine=mine new/ new/e=E old/ " \
	"old/keep/ old/keep/k=K x/ x/f=F y=file zh/ zh/b=B zh/mine=mine " \
	"zh/notes/ zh/notes/n=N "

static void
scene_change(void)
{
	BUILD("a", "A2", "zh/b", "B", "new/e", "E", "x/f", "F", "y", "file");
}

TEST(folders_that_cannot_be_exchanged_are_changed_in_place)
{
	ino_t root;

	scene_set();
	exchange_error = EINVAL;
	root = inode("public");
	scene_change();
	expect_tree("public", SCENE_AFTER);
	expect(inode("public") == root);
	BUILD("a", "A3");
	exchange_error = 0;
	scene_change();
	expect_tree("public", SCENE_AFTER);
}

TEST(a_file_system_without_links_is_published_to_in_place)
{
	scene_set();
	link_error = EPERM;
	scene_change();
	expect_tree("public", SCENE_AFTER);
	expect_int(BUILD("a", "A2", "zh/b", "B", "new/e", "E", "x/f", "F", "y",
	    "file").same, 5);
	link_error = 0;
	BUILD("a", "A3", "zh/b", "B", "new/e", "E", "x/f", "F", "y", "file");
	BUILD("a", "A2", "zh/b", "B", "new/e", "E", "x/f", "F", "y", "file");
	expect_tree("public", SCENE_AFTER);
}

enum { CANNOT_MOUNT = 77 };

#define CHILD_EXPECT(condition) ((condition) ? (void)0 \
	: (dprintf(2, "line %d: %s\n", __LINE__, #condition), _exit(1)))

static void
mount_or_leave(const char *what, const char *type, unsigned long flags)
{
	if (unshare(CLONE_NEWNS) != 0 ||
	    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
	    mount(what, "public", type, flags, NULL) != 0)
		_exit(CANNOT_MOUNT);
}

static void
publish_to_mount(void)
{
	CHILD_EXPECT(BUILD("a", "A", "zh/b", "B", "old/c", "C").written == 3);
	write_file("public/mine", "mine");
	write_file("public/.git/config", "config");
	CHILD_EXPECT(BUILD("a", "A", "zh/b", "B", "old/c", "C").same == 3);
	CHILD_EXPECT(BUILD("a", "A2", "zh/b", "B").written == 1);
	CHILD_EXPECT(tree_is("public",
	    ".git/ .git/config=config a=A2 mine=mine zh/ zh/b=B "));
	CHILD_EXPECT(!file_exists(".public.tiku"));
}

static void
publish_to_tmpfs(void)
{
	mount_or_leave("tmpfs", "tmpfs", 0);
	publish_to_mount();
}

static void
publish_to_bind(void)
{
	mount_or_leave("target", NULL, MS_BIND);
	publish_to_mount();
}

static void
uncommitted_in_mount(void)
{
	struct run r;

	mount_or_leave("tmpfs", "tmpfs", 0);
	BUILD("a", "A");
	r = run_begin("public");
	claim(&r, "secret");
	put(&r, 0, "S");
	run_end(&r);
	CHILD_EXPECT(tree_is("public", "a=A "));
}

static void
folder_by_hand_is_mount(void)
{
	BUILD("a", "A");
	if (mkdir("public/.git", 0777) != 0 || unshare(CLONE_NEWNS) != 0 ||
	    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
	    mount("target", "public/.git", NULL, MS_BIND, NULL) != 0)
		_exit(CANNOT_MOUNT);
	write_file("public/.git/config", "config");
	BUILD("a", "A2");
	CHILD_EXPECT(tree_is("public", ".git/ .git/config=config a=A2 "));
}

static void
expect_in_mount(void (*f)(void))
{
	char err[2048];
	int status;

	expect(file_mkdirs("public") && file_mkdirs("target"));
	status = test_child(f, err, sizeof err);
	if (WIFEXITED(status) && WEXITSTATUS(status) == CANNOT_MOUNT) {
		print_message("skipped: nothing can be mounted here\n");
		skip();
	}
	if (status != 0)
		print_error("%s", err);
	expect_int(status, 0);
}

TEST(a_mount_point_is_changed_in_place)
{
	expect_in_mount(publish_to_tmpfs);
}

TEST(a_mount_point_of_the_same_file_system_is_changed_in_place)
{
	expect_in_mount(publish_to_bind);
}

TEST(nothing_unpublished_stays_in_a_mount_point)
{
	expect_in_mount(uncommitted_in_mount);
}

TEST(a_folder_by_hand_that_is_a_mount_point_stays_where_it_is)
{
	expect_in_mount(folder_by_hand_is_mount);
}

/* --- crashes ---------------------------------------------------------- */

static void
publish_with_no_room(void)
{
	struct rlimit most = { 1000, 1000 };
	char text[2000];

	memset(text, 'x', sizeof text);
	text[sizeof text - 1] = '\0';
	signal(SIGXFSZ, SIG_IGN);	/* write fails instead */
	setrlimit(RLIMIT_FSIZE, &most);
	BUILD("zh/b", "B2", "a", text);
}

TEST(a_file_that_cannot_be_written_leaves_the_old_site)
{
	char err[512];
	int status;

	BUILD("a", "A", "zh/b", "B");
	status = test_child(publish_with_no_room, err, sizeof err);
	expect(WIFEXITED(status) && WEXITSTATUS(status) == 3);
	expect(strstr(err, "cannot write 'a': File too large"));
	expect_tree("public", "a=A zh/ zh/b=B ");
	BUILD("a", "A2", "zh/b", "B");
	expect_tree("public", "a=A2 zh/ zh/b=B ");
}

static void
crash_between_puts(void)
{
	struct run r = run_begin("public");

	claim(&r, "a");
	claim(&r, "draft");
	claim(&r, "zh/b");
	put(&r, 0, "A2");
	put(&r, 1, "secret");
	_exit(9);
}

TEST(a_crash_between_puts_is_forgotten)
{
	char err[256];

	BUILD("a", "A", "draft", "D", "zh/b", "B");
	test_child(crash_between_puts, err, sizeof err);
	expect_tree("public", "a=A draft=D zh/ zh/b=B ");
	BUILD("a", "A3", "zh/b", "B");	/* the draft is one now */
	expect_tree("public", "a=A3 zh/ zh/b=B ");
	BUILD("a", "A4", "zh/b", "B");
	expect_tree("public", "a=A4 zh/ zh/b=B ");
}

TEST(a_crash_behind_the_exchange_loses_no_folder_by_hand)
{
	char err[256];
	int status;

	scene_set();
	killed_behind_exchange = true;
	status = test_child(scene_change, err, sizeof err);
	killed_behind_exchange = false;
	expect(WIFEXITED(status) && WEXITSTATUS(status) == 9);
	scene_change();
	expect_tree("public", SCENE_AFTER);
}

TEST(a_folder_waiting_to_be_moved_is_not_taken_for_rubbish)
{
	char err[512];
	int status;

	scene_set();
	killed_behind_exchange = true;
	test_child(scene_change, err, sizeof err);
	killed_behind_exchange = false;
	expect(file_remove_tree("public"));
	status = test_child(scene_change, err, sizeof err);
	expect(WIFEXITED(status) && WEXITSTATUS(status) == 3);
	expect(strstr(err, "'public' is gone, and '.public.tiku' has folders"));
	expect(file_exists(".public.tiku/.git/config"));
}

/* Kill a build at each call that changes a folder: the published pages are the
 * old ones or the new, and the next build finishes the work. */
TEST(a_build_killed_at_any_call_is_made_good_by_the_next)
{
	char err[256];
	int status;
	long n;

	for (n = 1; n < 1000; n++) {
		expect(file_remove_tree("public") &&
		    file_remove_tree(".public.tiku") && file_remove_tree(".tiku"));
		scene_set();
		calls_left = n;
		status = test_child(scene_change, err, sizeof err);
		calls_left = 0;
		if (status == 0)
			break;
		expect(WIFEXITED(status) && WEXITSTATUS(status) == 9);
		expect(file_exists("public/old/c") == !file_exists("public/new/e"));
		scene_change();
		if (!tree_is("public", SCENE_AFTER))
			print_error("killed at call %ld\n", n);
		expect_tree("public", SCENE_AFTER);
	}
	expect(n > 20 && n < 1000);
	expect_tree("public", SCENE_AFTER);
}

TEST(a_first_build_killed_at_any_call_is_made_good_by_the_next)
{
	char err[256];
	long n;

	for (n = 1; n < 1000; n++) {
		expect(file_remove_tree("public") &&
		    file_remove_tree(".public.tiku") && file_remove_tree(".tiku"));
		calls_left = n;
		if (test_child(scene_change, err, sizeof err) == 0)
			break;
		calls_left = 0;
		BUILD("a", "A", "zh/b", "B");
		expect_tree("public", "a=A zh/ zh/b=B ");
	}
	calls_left = 0;
	expect(n > 5 && n < 1000);
}

#define ROW(name) cmocka_unit_test_setup_teardown(name, start, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(the_first_build_makes_the_folder),
		ROW(the_folder_may_lie_deep_and_be_named_with_a_slash),
		ROW(an_identical_build_changes_nothing),
		ROW(a_changed_file_is_new_and_the_older_generation_keeps_its_bytes),
		ROW(generations_take_turns_for_ever),
		ROW(what_the_older_generation_has_already_is_not_written_again),
		ROW(a_removed_page_disappears_and_its_empty_folders_with_it),
		ROW(a_page_renamed_by_case_alone_leaves_no_twin),
		ROW(a_file_may_become_a_folder_and_a_folder_a_file),
		ROW(names_may_hold_what_a_file_system_allows),
		ROW(a_large_file_and_an_empty_one_are_written_whole),
		ROW(without_commit_nothing_changes),
		ROW(a_site_that_holds_nothing_leaves_no_trace_before_commit),
		ROW(a_claim_nobody_wrote_is_not_published),
		ROW(children_may_write_and_the_parent_is_told),
		ROW(the_folder_keeps_its_mode),
		ROW(a_folder_that_is_a_link_stays_one),
		ROW(files_placed_by_hand_survive),
		ROW(folders_placed_by_hand_survive),
		ROW(what_lies_beside_a_removed_page_survives),
		ROW(what_its_owner_takes_away_does_not_come_back),
		ROW(a_hand_placed_file_follows_what_its_owner_does_to_it),
		ROW(an_edited_page_is_set_right_by_the_next_build),
		ROW(an_edit_that_keeps_size_or_time_is_seen),
		ROW(a_deleted_page_is_made_again),
		ROW(an_edited_page_that_is_no_longer_made_is_kept),
		ROW(a_page_takes_the_place_of_a_file_by_hand),
		ROW(a_file_by_hand_may_differ_from_a_page_by_case),
		ROW(a_page_does_not_bury_a_folder_by_hand),
		ROW(a_link_by_hand_is_not_written_through),
		ROW(a_folder_turned_into_a_link_is_made_again),
		ROW(a_forgotten_state_loses_nothing),
		ROW(a_damaged_manifest_is_as_good_as_none),
		ROW(many_folders_of_others_and_many_removed_pages_cost_little),
		ROW(two_claims_of_one_path_are_refused_and_both_named),
		ROW(paths_that_only_look_alike_are_no_conflict),
		ROW(a_path_is_claimed_only_as_it_is_written),
		ROW(a_refused_claim_leaves_nothing_behind),
		ROW(a_path_that_climbs_or_is_none_is_refused),
		ROW(a_second_build_at_the_same_time_is_refused),
		ROW(what_is_no_folder_is_not_published_to),
		ROW(a_folder_that_holds_the_site_is_not_published_to),
		ROW(folders_that_cannot_be_exchanged_are_changed_in_place),
		ROW(a_file_system_without_links_is_published_to_in_place),
		ROW(a_mount_point_is_changed_in_place),
		ROW(a_mount_point_of_the_same_file_system_is_changed_in_place),
		ROW(nothing_unpublished_stays_in_a_mount_point),
		ROW(a_folder_by_hand_that_is_a_mount_point_stays_where_it_is),
		ROW(a_file_that_cannot_be_written_leaves_the_old_site),
		ROW(a_crash_between_puts_is_forgotten),
		ROW(a_crash_behind_the_exchange_loses_no_folder_by_hand),
		ROW(a_folder_waiting_to_be_moved_is_not_taken_for_rubbish),
		ROW(a_build_killed_at_any_call_is_made_good_by_the_next),
		ROW(a_first_build_killed_at_any_call_is_made_good_by_the_next),
	};

	return cmocka_run_group_tests_name(__FILE__, tests, NULL, NULL) > 0;
}
