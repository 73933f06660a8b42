#ifndef TIKU_TESTS_UNIT_TEST_H
#define TIKU_TESTS_UNIT_TEST_H
/*
 * Unit tests by cmocka, one program for each file:
 *
 *	TEST(a_trimmed_text_has_no_space_around)
 *	{
 *		expect_str(str_trim(S(" a ")), "a");
 *	}
 *	int main(void) { return RUN(a_trimmed_text_has_no_space_around); }
 *
 * A test left out of RUN is an unused function, which the compiler reports.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/str.h"

#define TEST(name) static void name(void **state __attribute__((unused)))
#define RUN(...) test_run(__FILE__, #__VA_ARGS__, \
	(const CMUnitTestFunction[]){ __VA_ARGS__ }, \
	sizeof((const CMUnitTestFunction[]){ __VA_ARGS__ }) / \
	sizeof(CMUnitTestFunction))

#define expect(condition) assert_true(condition)
#define expect_int(got, want) assert_int_equal((got), (want))
/* want is a C string, so it cannot hold a NUL. */
#define expect_str(got, want) test_str((got), str_of(want), __FILE__, __LINE__)
#define expect_bytes(got, literal) \
	test_str((got), S(literal), __FILE__, __LINE__)

static inline void
test_str(struct str got, struct str want, const char *file, int line)
{
	if (str_eq(got, want))
		return;
	print_error("got  (%zu bytes): %.*s\nwant (%zu bytes): %.*s\n",
	    got.n, STR_ARG(got), want.n, STR_ARG(want));
	_fail(file, line);
}

/*
 * Run f in a forked child; *err is what it wrote to stderr, at most size - 1
 * bytes.  Returns the wait status.
 */
static inline int
test_child(void (*f)(void), char *err, size_t size)
{
	int status, fd[2];
	size_t n = 0;
	ssize_t got;
	pid_t pid;

	assert_int_equal(pipe(fd), 0);
	fflush(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		dup2(fd[1], STDERR_FILENO);
		close(fd[0]);
		close(fd[1]);
		f();
		_exit(0);
	}
	close(fd[1]);
	while (n < size - 1 && (got = read(fd[0], err + n, size - 1 - n)) > 0)
		n += (size_t)got;
	err[n] = '\0';
	close(fd[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

/* names is "a, b, c", in the order of f. */
static inline int
test_run(const char *group, const char *names, const CMUnitTestFunction *f,
    size_t n)
{
	struct CMUnitTest *tests = calloc(n, sizeof *tests);
	char *copy = strdup(names), *next = copy;
	int failed;

	if (!tests || !copy)
		abort();
	for (size_t i = 0; i < n; i++) {
		tests[i].test_func = f[i];
		tests[i].name = strsep(&next, ",");
		while (*tests[i].name == ' ')
			tests[i].name++;
	}
	failed = _cmocka_run_group_tests(group, tests, n, NULL, NULL);
	free(tests);
	free(copy);
	return failed > 0;
}
#endif
