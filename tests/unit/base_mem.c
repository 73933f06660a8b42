/* Arenas hand out what they promise, and die() ends the right process. */
#include "test.h"

#include "base/mem.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#endif

TEST(memory_is_zeroed_and_aligned)
{
	struct arena *a = arena_new();

	for (size_t n = 1; n < 5000; n += 37) {
		char *p = arena_alloc(a, n);

		expect_int((uintptr_t)p % _Alignof(max_align_t), 0);
		for (size_t i = 0; i < n; i++)
			expect_int(p[i], 0);
		memset(p, 0xff, n);
		arena_bytes(a, 3);
	}
	arena_free(a);
}

TEST(memory_used_again_after_a_reset_is_zeroed)
{
	struct arena *a = arena_new();
	char *p = arena_alloc(a, 1000);

	memset(p, 0xff, 1000);
	arena_reset(a);
	p = arena_alloc(a, 1000);
	for (size_t i = 0; i < 1000; i++)
		expect_int(p[i], 0);
	arena_free(a);
}

TEST(a_reset_keeps_a_block)
{
	struct arena *a = arena_new();
	void *once;

	for (int i = 0; i < 1000; i++)
		arena_alloc(a, 1000);
	arena_alloc(a, 5 << 20);
	arena_reset(a);
	once = arena_alloc(a, 100);
	arena_reset(a);
	expect(arena_alloc(a, 100) == once);
	arena_free(a);
}

TEST(used_counts_what_was_asked_for)
{
	struct arena *a = arena_new();

	expect_int(arena_used(a), 0);
	arena_bytes(a, 10);
	arena_alloc(a, 100);
	arena_bytes(a, 1 << 20);
	expect_int(arena_used(a), 110 + (1 << 20));
	arena_reset(a);
	expect_int(arena_used(a), 0);
	arena_free(a);
}

TEST(nothing_asked_for_still_gives_a_pointer_of_its_own)
{
	struct arena *a = arena_new();
	void *p = arena_alloc(a, 0), *q = arena_alloc(a, 0);

	expect(p && q && p != q);
	arena_free(a);
}

TEST(small_requests_after_a_large_one_stay_in_their_block)
{
	struct arena *a = arena_new();
	char *p = arena_alloc(a, 16), *q;

	memset(arena_bytes(a, 10 << 20), 'x', 10 << 20);
	q = arena_alloc(a, 16);
	expect(q > p && q - p < 1024);
	arena_free(a);
}

TEST(neighbours_never_overlap)
{
	struct arena *a = arena_new();
	unsigned char *p[600];

	for (size_t i = 0; i < 600; i++) {
		p[i] = i % 3 ? arena_alloc(a, i * 7 + 1) :
		    (unsigned char *)arena_bytes(a, i * 7 + 1);
		memset(p[i], (int)(i & 0xff), i * 7 + 1);
	}
	for (size_t i = 0; i < 600; i++)
		for (size_t k = 0; k < i * 7 + 1; k++)
			expect_int(p[i][k], i & 0xff);
	arena_free(a);
}

TEST(copies_end_in_nul)
{
	struct arena *a = arena_new();
	struct str s = arena_copy(a, str_sub(S("process"), 0, 4));

	expect_str(s, "proc");
	expect_int(s.p[4], '\0');
	expect_int(strcmp(arena_cstr(a, S("x")), "x"), 0);
	arena_free(a);
}

TEST(the_copy_of_nothing_has_an_address)
{
	struct arena *a = arena_new();
	struct str s = arena_copy(a, (struct str){ 0 });

	expect(s.p && s.n == 0 && s.p[0] == '\0');
	arena_free(a);
}

TEST(printf_gives_texts_of_any_length)
{
	struct arena *a = arena_new();

	expect_str(arena_printf(a, "%d-%s", 7, "x"), "7-x");
	for (size_t n = 250; n < 260; n++) {
		struct str s = arena_printf(a, "%*d", (int)n, 1);

		expect_int(s.n, n);
		expect_int(s.p[n - 1], '1');
		expect_int(s.p[n], '\0');
	}
	arena_free(a);
}

TEST(a_list_keeps_its_elements_while_it_grows)
{
	struct arena *a = arena_new();
	LIST(int) list = { 0 };

	for (int i = 0; i < 1000; i++)
		*list_push(a, &list) = i;
	expect_int(list.n, 1000);
	for (int i = 0; i < 1000; i++)
		expect_int(list.v[i], i);
	arena_free(a);
}

TEST(a_pushed_element_starts_zeroed)
{
	struct arena *a = arena_new();
	LIST(int64_t) list = { 0 };

	for (int i = 0; i < 100; i++)
		expect_int(*list_push(a, &list), 0);
	arena_free(a);
}

TEST(freeing_no_arena_is_fine)
{
	arena_free(NULL);
}

#if defined(__SANITIZE_ADDRESS__)
TEST(overruns_are_seen_by_the_sanitizer)
{
	struct arena *a = arena_new();
	char *p = arena_bytes(a, 13), *q = arena_bytes(a, 5);

	expect(!__asan_address_is_poisoned(p + 12));
	expect(__asan_address_is_poisoned(p + 13));
	expect(!__asan_address_is_poisoned(q));
	arena_reset(a);
	expect(__asan_address_is_poisoned(p));
	arena_free(a);
}
#else
TEST(overruns_are_seen_by_the_sanitizer)
{
	skip();
}
#endif

static void
ask_for_too_much(void)
{
	arena_array(arena_new(), int64_t, SIZE_MAX / 4);
}

TEST(a_size_that_overflows_ends_the_program)
{
	char err[256];
	int status = test_child(ask_for_too_much, err, sizeof err);

	expect(WIFEXITED(status) && WEXITSTATUS(status) == 3);
	expect(str_starts(str_of(err), S("tiku: error: out of memory")));
}

static void
say_atexit(void)
{
	fputs("atexit ran\n", stderr);
}

static void
die_in_a_child(void)
{
	atexit(say_atexit);
	die("cannot write '%s'", "a\x1b[2Jb\xc2\x9b" "c");
}

/* exec makes it a main process again. */
static void
die_in_a_program(void)
{
	execl("/proc/self/exe", "base_mem", "die", (char *)NULL);
}

TEST(die_in_a_forked_child_leaves_the_parents_atexit_alone)
{
	char err[256];
	int status = test_child(die_in_a_child, err, sizeof err);

	expect(WIFEXITED(status) && WEXITSTATUS(status) == 3);
	expect_str(str_of(err), "tiku: error: cannot write 'a?[2Jb??c'\n");
}

TEST(die_in_the_program_runs_atexit)
{
	char err[256];
	int status = test_child(die_in_a_program, err, sizeof err);

	expect(WIFEXITED(status) && WEXITSTATUS(status) == 3);
	expect_str(str_of(err),
	    "tiku: error: cannot write 'a?[2Jb??c'\natexit ran\n");
}

static void
die_at_length(void)
{
	die("%*d", 100000, 1);
}

TEST(a_message_too_long_is_cut_and_still_a_line)
{
	char err[8192];

	test_child(die_at_length, err, sizeof err);
	expect_int(strlen(err), 4095);
	expect_int(err[4094], '\n');
}

int
main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "die") == 0)
		die_in_a_child();
	return RUN(
	    memory_is_zeroed_and_aligned,
	    memory_used_again_after_a_reset_is_zeroed,
	    a_reset_keeps_a_block,
	    used_counts_what_was_asked_for,
	    nothing_asked_for_still_gives_a_pointer_of_its_own,
	    small_requests_after_a_large_one_stay_in_their_block,
	    neighbours_never_overlap,
	    copies_end_in_nul,
	    the_copy_of_nothing_has_an_address,
	    printf_gives_texts_of_any_length,
	    a_list_keeps_its_elements_while_it_grows,
	    a_pushed_element_starts_zeroed,
	    freeing_no_arena_is_fine,
	    overruns_are_seen_by_the_sanitizer,
	    a_size_that_overflows_ends_the_program,
	    die_in_a_forked_child_leaves_the_parents_atexit_alone,
	    die_in_the_program_runs_atexit,
	    a_message_too_long_is_cut_and_still_a_line);
}
