/* Files and folders: what is read, what is written, what is never followed. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "test.h"

static struct arena *a;
static char home[64];	/* a folder of our own; the working folder of all tests */

static void
put(const char *path, const char *text)
{
	expect(file_write(path, str_of(text)));
}

static struct str
get(const char *path)
{
	struct str s = { 0 };

	expect(file_read(path, 1 << 20, a, &s));
	return s;
}

static int
read_error(const char *path, size_t max)
{
	struct str s;

	errno = 0;
	expect(!file_read(path, max, a, &s));
	return errno;
}

static int
start(void **state)
{
	(void)state;
	snprintf(home, sizeof home, "/tmp/tiku-file-XXXXXX");
	return mkdtemp(home) && chdir(home) == 0 ? 0 : -1;
}

static int
end(void **state)
{
	(void)state;
	return chdir("/") == 0 && file_remove_tree(home) ? 0 : -1;
}

/* -- reading -------------------------------------------------------------- */

TEST(a_file_is_read_whole)
{
	struct str s;

	put("a", "one\ntwo\n");
	expect_str(get("a"), "one\ntwo\n");
	put("empty", "");
	s = get("empty");
	expect_int(s.n, 0);
	expect_int(s.p[0], '\0');
}

TEST(a_file_may_be_just_as_long_as_allowed)
{
	struct str s;

	put("a", "12345");
	expect(file_read("a", 5, a, &s));
	expect_int(read_error("a", 4), EFBIG);
}

TEST(a_huge_sparse_file_is_refused_before_it_is_read)
{
	int fd = open("sparse", O_CREAT | O_WRONLY, 0600);

	expect(ftruncate(fd, (off_t)1 << 40) == 0);
	close(fd);
	expect_int(read_error("sparse", 16 << 20), EFBIG);
}

TEST(only_regular_files_are_read)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX, .sun_path = "sock" };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	expect(mkfifo("fifo", 0600) == 0);
	expect(mkdir("folder", 0700) == 0);
	expect(bind(fd, (struct sockaddr *)&name, sizeof name) == 0);
	expect_int(read_error("fifo", 100), ESPIPE);	/* and does not wait */
	expect_int(read_error("sock", 100), ESPIPE);
	expect_int(read_error("/dev/zero", 100), ESPIPE);
	expect_int(read_error("folder", 100), EISDIR);
	expect_int(read_error("absent", 100), ENOENT);
	close(fd);
}

TEST(a_link_is_not_read)
{
	put("a", "secret");
	expect(symlink("a", "link") == 0);
	expect(symlink("nowhere", "broken") == 0);
	expect_int(read_error("link", 100), ELOOP);
	expect_int(read_error("broken", 100), ELOOP);
}

/* Its size is said to be 0. */
TEST(a_file_longer_than_it_says_is_read_whole_or_refused)
{
	struct str s;

	expect(file_read("/proc/self/limits", 1 << 20, a, &s));
	expect(s.n > 500);
	expect_int(read_error("/proc/self/limits", 100), EFBIG);
}

/* -- writing -------------------------------------------------------------- */

TEST(writing_replaces_and_leaves_nothing_beside)
{
	struct file_list list = { 0 };

	put("a", "first");
	put("a", "second");
	expect_str(get("a"), "second");
	expect(file_walk(".", a, &list));
	expect_int(list.n, 1);
	expect(access(".tiku-XXXXXX", F_OK) < 0);
}

TEST(writing_keeps_the_mode_or_obeys_the_umask)
{
	struct stat st;
	mode_t old = umask(027);

	put("new", "x");
	put("run", "x");
	expect(chmod("run", 0755) == 0);
	put("run", "y");
	umask(old);
	expect(stat("new", &st) == 0);
	expect_int(st.st_mode & 07777, 0640);
	expect(stat("run", &st) == 0);
	expect_int(st.st_mode & 07777, 0755);
}

TEST(writing_over_a_link_replaces_the_link)
{
	struct stat st;

	put("target", "safe");
	expect(symlink("target", "link") == 0);
	put("link", "new");
	expect_str(get("target"), "safe");
	expect(lstat("link", &st) == 0 && S_ISREG(st.st_mode));
}

TEST(a_name_of_255_bytes_can_be_written)
{
	char name[256];

	memset(name, 'n', 255);
	name[255] = '\0';
	put(name, "x");
	expect_str(get(name), "x");
}

TEST(a_failed_write_leaves_nothing)
{
	struct file_list list = { 0 };
	struct rlimit limit = { 10, RLIM_INFINITY };

	put("a", "old");
	errno = 0;
	expect(!file_write("absent/a", S("x")));
	expect_int(errno, ENOENT);
	expect(mkdir("folder", 0700) == 0);
	expect(!file_write("folder", S("x")));
	signal(SIGXFSZ, SIG_IGN);
	expect(setrlimit(RLIMIT_FSIZE, &limit) == 0);
	expect(!file_write("a", S("much more than ten bytes")));
	expect_int(errno, EFBIG);
	limit.rlim_cur = RLIM_INFINITY;
	expect(setrlimit(RLIMIT_FSIZE, &limit) == 0);
	expect_str(get("a"), "old");
	expect(file_walk(".", a, &list));
	expect_int(list.n, 1);
	expect(system("test \"$(ls -A | wc -l)\" = 2") == 0);
}

/* -- folders -------------------------------------------------------------- */

TEST(folders_are_made_with_all_above_them)
{
	expect(file_mkdirs("x/y/z"));
	expect(file_mkdirs("x/y/z/"));
	expect(file_mkdirs("x//y/./w"));
	expect(file_exists("x/y/z") && file_exists("x/y/w"));
	put("x/file", "");
	errno = 0;
	expect(!file_mkdirs("x/file"));
	expect_int(errno, ENOTDIR);
	expect(!file_mkdirs("x/file/below"));
	expect_int(errno, ENOTDIR);
	expect(!file_mkdirs(""));
	expect_int(errno, ENOENT);
}

TEST(a_tree_is_removed_but_nothing_its_links_lead_to)
{
	expect(file_mkdirs("keep/deep") && file_mkdirs("tree/a/b"));
	put("keep/file", "x");
	put("tree/a/b/file", "x");
	put("tree/.hidden", "x");
	expect(symlink("../keep", "tree/link") == 0);
	expect(symlink("keep", "toplink") == 0);
	expect(mkfifo("tree/a/fifo", 0600) == 0);
	expect(file_remove_tree("tree"));
	expect(!file_exists("tree"));
	expect(file_remove_tree("toplink/"));
	expect(!file_exists("toplink"));
	expect_str(get("keep/file"), "x");
	expect(file_remove_tree("keep/file") && !file_exists("keep/file"));
	expect(file_remove_tree("never/was"));
}

TEST(a_tree_4096_deep_is_removed_with_few_descriptors)
{
	struct rlimit few = { 100, 0 }, was;
	int at = open(".", O_RDONLY | O_DIRECTORY), next, i;

	for (i = 0; i < 4096; i++) {
		expect(mkdirat(at, "d", 0700) == 0);
		next = openat(at, "d", O_RDONLY | O_DIRECTORY);
		close(at);
		at = next;
		close(openat(at, "f", O_CREAT | O_WRONLY, 0600));
	}
	close(at);
	expect(getrlimit(RLIMIT_NOFILE, &was) == 0);
	few.rlim_max = was.rlim_max;
	expect(setrlimit(RLIMIT_NOFILE, &few) == 0);
	expect(file_remove_tree("d"));
	expect(setrlimit(RLIMIT_NOFILE, &was) == 0);
	expect(!file_exists("d"));
}

/* -- walking -------------------------------------------------------------- */

TEST(a_walk_lists_by_whole_path_and_leaves_dot_names_out)
{
	static const char *const want[] = { "a-b/x", "a.md", "a/b/c", "a/x",
		"ab", "题/库" };
	struct file_list list = { 0 };
	size_t i;

	expect(file_mkdirs("a/b") && file_mkdirs("a-b") && file_mkdirs("题") &&
	    file_mkdirs(".git") && file_mkdirs("empty"));
	put("a/b/c", "123");
	put("a/x", "");
	put("a-b/x", "");
	put("a.md", "");
	put("ab", "");
	put("题/库", "");
	put(".git/config", "");
	put(".env", "");
	expect(file_walk(".", a, &list));
	expect_int(list.n, 6);
	for (i = 0; i < 6; i++)
		expect_str(list.v[i].path, want[i]);
	expect_int(list.v[2].size, 3);
	expect(S_ISREG(list.v[2].mode));
	expect(list.v[2].mtime > INT64_C(1500000000000000000));
}

TEST(a_walk_lists_links_and_special_files_but_does_not_enter)
{
	struct file_list list = { 0 };

	expect(file_mkdirs("root/sub") && file_mkdirs("out"));
	put("out/secret", "x");
	expect(symlink("../out", "root/folder") == 0);
	expect(symlink(".", "root/loop") == 0);
	expect(mkfifo("root/pipe", 0600) == 0);
	expect(file_walk("root", a, &list));
	expect_int(list.n, 3);
	expect(S_ISLNK(list.v[0].mode) && S_ISLNK(list.v[1].mode));
	expect(S_ISFIFO(list.v[2].mode));
}

TEST(a_walk_of_what_is_no_folder_fails)
{
	struct file_list list = { 0 };

	put("file", "");
	errno = 0;
	expect(!file_walk("absent", a, &list));
	expect_int(errno, ENOENT);
	expect(!file_walk("file", a, &list));
	expect_int(errno, ENOTDIR);
}

TEST(folders_too_deep_are_listed_and_not_entered)
{
	struct file_list list = { 0 };
	struct strbuf b = { 0 };
	int i;

	for (i = 0; i < 100; i++)
		strbuf_add(&b, S("d/"));
	expect(file_mkdirs(b.p));
	strbuf_add(&b, S("file"));
	put(b.p, "x");
	put("d/near", "x");
	expect(file_walk(".", a, &list));
	expect_int(list.n, 2);
	expect(S_ISDIR(list.v[0].mode));
	expect_int(list.v[0].path.n, 65 * 2 - 1);
	expect_str(list.v[1].path, "d/near");
	strbuf_free(&b);
}

static void
walk_as_nobody(void)
{
	struct file_list list = { 0 };

	if (geteuid() == 0 && setresuid(65534, 65534, 65534) < 0)
		die("cannot drop privileges");
	if (!file_walk(".", a, &list) || list.n != 2 ||
	    !S_ISDIR(list.v[0].mode) || !S_ISREG(list.v[1].mode))
		die("%zu entries", list.n);
	die("as wanted: '%.*s'", STR_ARG(list.v[0].path));
}

TEST(a_folder_that_cannot_be_read_is_listed)
{
	char err[200];

	expect(file_mkdirs("closed/below"));
	put("open", "");
	expect(chmod(home, 0755) == 0 && chmod("closed", 0) == 0);
	test_child(walk_as_nobody, err, sizeof err);
	expect(chmod("closed", 0700) == 0);
	expect_str(str_of(err), "tiku: error: as wanted: 'closed'\n");
}

/* -- paths ---------------------------------------------------------------- */

TEST(paths_are_joined_with_one_slash)
{
	expect_str(path_join(a, S("a"), S("b")), "a/b");
	expect_str(path_join(a, S(""), S("b")), "b");
	expect_str(path_join(a, S("a/"), S("b")), "a/b");
	expect_str(path_join(a, S("/"), S("b")), "/b");
	expect_str(path_join(a, S("a"), S("b")).p[3] == '\0' ? S("") : S("!"), "");
}

static struct str
normal(const char *path)
{
	struct str s;

	return path_normal(a, str_of(path), &s) ? s : S("(above)");
}

TEST(paths_are_made_normal)
{
	expect_str(normal("a/./b/../c"), "a/c");
	expect_str(normal("./x"), "x");
	expect_str(normal("a//b/"), "a/b");
	expect_str(normal("a/.."), "");
	expect_str(normal("a/b/../../c"), "c");
	expect_str(normal("/a/../b"), "/b");
	expect_str(normal("/"), "/");
	expect_str(normal("..."), "...");
	expect_str(normal(""), "");
}

TEST(paths_never_climb_above_their_start)
{
	expect_str(normal(".."), "(above)");
	expect_str(normal("a/../../b"), "(above)");
	expect_str(normal("/.."), "(above)");
	expect_str(normal("a/../.././a"), "(above)");
}

TEST(paths_are_taken_apart)
{
	expect_str(path_dir(S("a/b/c")), "a/b");
	expect_str(path_dir(S("a")), "");
	expect_str(path_dir(S("/a")), "/");
	expect_str(path_base(S("a/b/c")), "c");
	expect_str(path_base(S("a")), "a");
	expect_str(path_base(S("a/")), "");
}

#define ROW(name) cmocka_unit_test_setup_teardown(name, start, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(a_file_is_read_whole),
		ROW(a_file_may_be_just_as_long_as_allowed),
		ROW(a_huge_sparse_file_is_refused_before_it_is_read),
		ROW(only_regular_files_are_read),
		ROW(a_link_is_not_read),
		ROW(a_file_longer_than_it_says_is_read_whole_or_refused),
		ROW(writing_replaces_and_leaves_nothing_beside),
		ROW(writing_keeps_the_mode_or_obeys_the_umask),
		ROW(writing_over_a_link_replaces_the_link),
		ROW(a_name_of_255_bytes_can_be_written),
		ROW(a_failed_write_leaves_nothing),
		ROW(folders_are_made_with_all_above_them),
		ROW(a_tree_is_removed_but_nothing_its_links_lead_to),
		ROW(a_tree_4096_deep_is_removed_with_few_descriptors),
		ROW(a_walk_lists_by_whole_path_and_leaves_dot_names_out),
		ROW(a_walk_lists_links_and_special_files_but_does_not_enter),
		ROW(a_walk_of_what_is_no_folder_fails),
		ROW(folders_too_deep_are_listed_and_not_entered),
		ROW(a_folder_that_cannot_be_read_is_listed),
		cmocka_unit_test(paths_are_joined_with_one_slash),
		cmocka_unit_test(paths_are_made_normal),
		cmocka_unit_test(paths_never_climb_above_their_start),
		cmocka_unit_test(paths_are_taken_apart),
	};
	int failed;

	a = arena_new();
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(a);
	return failed > 0;
}
