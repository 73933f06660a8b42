/*
 * The cache as a disk and other people leave it: whatever happened to an
 * entry, reading it gives what was put or nothing.
 */
#include "test.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "base/file.h"
#include "render/cache.h"

static struct arena *arena;
static char *top, *dir;	/* the cache is top/a/b */

static void
end(void)
{
	if (arena)
		file_remove_tree(top);
	arena_free(arena);
	arena = NULL;
}

/* A fresh cache in a folder that is not there yet. */
static struct cache *
begin(void)
{
	char name[] = "/tmp/tiku-test-XXXXXX";

	end();
	arena = arena_new();
	top = arena_cstr(arena, str_of(mkdtemp(name)));
	dir = arena_cstr(arena, arena_printf(arena, "%s/a/b", top));
	return cache_open(dir, arena);
}

static struct hash
key_of(const char *text)
{
	return hash128(str_of(text));
}

static char *
entry(struct hash key)
{
	const char *hex = hash_hex(arena, key, 32).p;

	return (char *)arena_printf(arena, "%s/%.2s/%s", dir, hex, hex + 2).p;
}

static struct str
content(const char *path)
{
	struct str s;

	expect(file_read(path, 1 << 20, arena, &s));
	return s;
}

/* What is reported; empty when nothing is. */
static struct str
report(const struct cache *c)
{
	struct diag *d = diag_new();
	FILE *f = tmpfile();
	char *text = arena_bytes(arena, 4096);
	size_t n;

	cache_report(c, d);
	diag_print(d, f, DIAG_TEXT, false);
	rewind(f);
	n = fread(text, 1, 4095, f);
	text[n] = '\0';
	fclose(f);
	diag_free(d);
	return (struct str){ text, n };
}

/* One warning that begins so. */
static void
expect_report(const struct cache *c, const char *start)
{
	struct str s = report(c);

	if (!str_starts(s, str_of(start)))
		expect_str(s, start);
	expect(str_find(str_from(s, 1), S("warning: ")) == STR_NONE);
}

/* -- what is put is what is got ------------------------------------------- */

TEST(what_was_put_is_there)
{
	struct cache *c = begin();
	struct str out;

	expect(!cache_get(c, key_of("a"), arena, &out));
	cache_put(c, key_of("a"), S("alpha\0beta"));
	cache_put(c, key_of("b"), S(""));
	expect(cache_get(c, key_of("a"), arena, &out));
	expect_bytes(out, "alpha\0beta");
	expect(cache_get(c, key_of("b"), arena, &out));
	expect_str(out, "");
	expect(!cache_get(c, key_of("c"), arena, &out));
	expect_str(report(c), "");
}

TEST(another_build_finds_it)
{
	struct cache *c = begin();
	struct str out;

	cache_put(c, key_of("a"), S("one"));
	c = cache_open(dir, arena);
	expect(cache_get(c, key_of("a"), arena, &out));
	expect_str(out, "one");
	cache_put(c, key_of("a"), S("two"));
	expect(cache_get(c, key_of("a"), arena, &out));
	expect_str(out, "two");
}

TEST(looking_makes_no_folder)
{
	struct cache *c = begin();
	struct str out;

	expect(!cache_get(c, key_of("a"), arena, &out));
	expect(!file_exists(dir));
	expect_str(report(c), "");
}

TEST(a_folder_removed_meanwhile_is_made_again)
{
	struct cache *c = begin();
	struct str out;

	cache_put(c, key_of("a"), S("one"));
	file_remove_tree(dir);
	expect(!cache_get(c, key_of("a"), arena, &out));
	cache_put(c, key_of("a"), S("one"));
	expect(cache_get(c, key_of("a"), arena, &out));
	expect_str(report(c), "");
}

/* -- damage --------------------------------------------------------------- */

/* An entry with these bytes must be refused and removed. */
static void
expect_refused(struct hash key, struct str bytes)
{
	struct cache *c = cache_open(dir, arena);
	struct str out = S("untouched");

	expect(file_write(entry(key), bytes));
	expect(!cache_get(c, key, arena, &out));
	expect_str(out, "untouched");
	expect(!file_exists(entry(key)));
	expect_report(c, "warning: 1 damaged entry in the cache ");
}

TEST(every_flipped_bit_is_noticed)
{
	struct hash key;
	struct str good, bad;
	size_t flips = 0;
	char *p;

	cache_put(begin(), key_of("a"), S("<span class=\"katex\">x</span>"));
	key = key_of("a");
	good = content(entry(key));
	expect_int(good.n, 64 + 28);
	for (size_t i = 0; i < good.n; i++)
		for (int bit = 0; bit < 8; bit++, flips++) {
			bad = arena_copy(arena, good);
			p = (char *)(uintptr_t)bad.p;
			p[i] ^= (char)(1 << bit);
			expect_refused(key, bad);
		}
	expect_int(flips, good.n * 8);
}

TEST(every_truncation_is_noticed)
{
	struct hash key;
	struct str good;

	cache_put(begin(), key_of("a"), S("<span class=\"katex\">x</span>"));
	key = key_of("a");
	good = content(entry(key));
	for (size_t n = 0; n < good.n; n++)
		expect_refused(key, str_sub(good, 0, n));
}

TEST(bytes_behind_the_end_are_noticed)
{
	struct strbuf b = { 0 };
	struct hash key;

	cache_put(begin(), key_of("a"), S("body"));
	key = key_of("a");
	strbuf_add(&b, content(entry(key)));
	strbuf_byte(&b, '\0');
	expect_refused(key, strbuf_str(&b));
	strbuf_free(&b);
}

TEST(a_zeroed_entry_is_noticed)
{
	struct hash key;
	char zero[128] = { 0 };

	cache_put(begin(), key_of("a"), S("body"));
	key = key_of("a");
	expect_refused(key, (struct str){ zero, content(entry(key)).n });
}

TEST(swapped_entries_are_noticed)
{
	struct cache *c = begin();
	struct hash a = key_of("a"), b = key_of("b");
	struct str out;

	cache_put(c, a, S("alpha"));
	cache_put(c, b, S("beta"));
	expect(rename(entry(a), (char *)arena_printf(arena, "%s/x", dir).p) == 0);
	expect(rename(entry(b), entry(a)) == 0);
	file_mkdirs(arena_cstr(arena, path_dir(str_of(entry(b)))));
	expect(rename((char *)arena_printf(arena, "%s/x", dir).p, entry(b)) == 0);
	expect(!cache_get(c, a, arena, &out));
	expect(!cache_get(c, b, arena, &out));
	expect_report(c, "warning: 2 damaged entries in the cache ");
	cache_put(c, a, S("alpha"));
	expect(cache_get(c, a, arena, &out));
	expect_str(out, "alpha");
}

TEST(what_is_no_file_is_removed)
{
	struct cache *c = begin();
	struct hash a = key_of("a"), b = key_of("b"), f = key_of("c");
	struct str out;

	cache_put(c, a, S("alpha"));
	unlink(entry(a));
	expect(file_mkdirs((char *)arena_printf(arena, "%s/in/it", entry(a)).p));
	expect(file_mkdirs(arena_cstr(arena, path_dir(str_of(entry(b))))));
	expect_int(symlink("/etc/hostname", entry(b)), 0);
	expect(file_mkdirs(arena_cstr(arena, path_dir(str_of(entry(f))))));
	expect_int(mkfifo(entry(f), 0600), 0);
	expect(!cache_get(c, a, arena, &out));
	expect(!cache_get(c, b, arena, &out));
	expect(!cache_get(c, f, arena, &out));
	expect_report(c, "warning: 3 damaged entries in the cache ");
	cache_put(c, a, S("alpha"));
	expect(cache_get(c, a, arena, &out));
	expect(file_exists("/etc/hostname"));
}

/* -- a disk that does not want -------------------------------------------- */

TEST(a_cache_that_cannot_be_written_is_one_warning)
{
	struct cache *c = begin();
	struct str out;

	/* also root must fail: a file stands where the folder should be */
	expect(file_mkdirs(arena_cstr(arena, path_dir(str_of(dir)))));
	expect(file_write(dir, S("a file")));
	expect(!cache_get(c, key_of("a"), arena, &out));
	for (int i = 0; i < 100; i++)
		cache_put(c, key_of("a"), S("alpha"));
	expect_report(c, "warning: cannot write to the cache ");
	expect_str(content(dir), "a file");
}

static void
put_in_child(void)
{
	struct cache *c = cache_open(dir, arena);
	struct str r, out;

	cache_put(c, key_of("b"), S("beta"));
	if (cache_get(c, key_of("a"), arena, &out))
		fprintf(stderr, "read %.*s\n", STR_ARG(out));
	r = report(c);
	fprintf(stderr, "%.*s", STR_ARG(r));
}

static void
with_a_full_disk(void)
{
	struct rlimit none = { 0, RLIM_INFINITY };

	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &none);
	put_in_child();
}

static void
as_nobody(void)
{
	if (geteuid() == 0 && setuid(65534) < 0)
		_exit(1);
	put_in_child();
}

TEST(a_full_disk_leaves_no_pieces)
{
	struct file_list left = { 0 };
	char err[1024];

	cache_put(begin(), key_of("a"), S("alpha"));
	/* no report can be written to a file then */
	test_child(with_a_full_disk, err, sizeof err);
	expect(str_starts(str_of(err), S("read alpha\n")));
	expect(!file_exists(entry(key_of("b"))));
	expect(file_walk(dir, arena, &left));
	expect_int(left.n, 1);
}

TEST(a_read_only_cache_is_read)
{
	char err[1024];

	cache_put(begin(), key_of("a"), S("alpha"));
	chmod(top, 0755);
	chmod(dir, 0555);
	test_child(as_nobody, err, sizeof err);
	chmod(dir, 0755);
	expect(str_starts(str_of(err), S("read alpha\n"
	    "warning: cannot write to the cache ")));
	expect(str_find(str_of(err), S("Permission denied")) != STR_NONE);
}

int
main(void)
{
	int failed = RUN(what_was_put_is_there,
	    another_build_finds_it,
	    looking_makes_no_folder,
	    a_folder_removed_meanwhile_is_made_again,
	    every_flipped_bit_is_noticed,
	    every_truncation_is_noticed,
	    bytes_behind_the_end_are_noticed,
	    a_zeroed_entry_is_noticed,
	    swapped_entries_are_noticed,
	    what_is_no_file_is_removed,
	    a_cache_that_cannot_be_written_is_one_warning,
	    a_full_disk_leaves_no_pieces,
	    a_read_only_cache_is_read);

	end();
	return failed;
}
