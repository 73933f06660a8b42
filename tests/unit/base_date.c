/* Dates are read strictly and written in UTC, whatever TZ says. */
#include "test.h"

#include "base/date.h"

/* The instant that s names, or INT64_MIN when it is refused. */
static int64_t
parsed(struct str s)
{
	int64_t t = INT64_MIN;

	return date_parse(s, &t) ? t : INT64_MIN;
}
#define REFUSED INT64_MIN

TEST(a_day_is_its_first_second_in_utc)
{
	expect(parsed(S("1970-01-01")) == 0);
	expect(parsed(S("2026-03-01")) == 1772323200);
	expect(parsed(S("2000-02-29")) == 951782400);
	expect(parsed(S("1969-12-31")) == -86400);
}

TEST(the_first_and_last_year_count)
{
	expect(parsed(S("0001-01-01")) == INT64_C(-62135596800));
	expect(parsed(S("9999-12-31T23:59:59Z")) == INT64_C(253402300799));
	expect(parsed(S("0000-12-31")) == REFUSED);
	expect(parsed(S("0001-01-01T00:00:00+00:01")) == REFUSED);
	expect(parsed(S("9999-12-31T23:59:59-00:01")) == REFUSED);
}

TEST(a_time_may_follow)
{
	int64_t day = parsed(S("2026-03-01"));

	expect(parsed(S("2026-03-01 08:00")) == day + 8 * 3600);
	expect(parsed(S("2026-03-01T23:59:59")) == day + 86399);
	expect(parsed(S("2026-03-01t08:00:00z")) == day + 8 * 3600);
	expect(parsed(S("2026-03-01T08:00:00.123456789Z")) == day + 8 * 3600);
}

TEST(an_offset_is_taken_off)
{
	int64_t day = parsed(S("2026-03-01"));

	expect(parsed(S("2026-03-01T08:00:00+08:00")) == day);
	expect(parsed(S("2026-03-01 08:00+08:00")) == day);
	expect(parsed(S("2026-02-28T18:30:00-05:30")) == day);
}

TEST(slashes_allow_single_digits)
{
	int64_t day = parsed(S("2026-03-01"));

	expect(parsed(S("2026/3/1")) == day);
	expect(parsed(S("2026/03/01")) == day);
	expect(parsed(S("2026/3/1 8:00:00")) == day + 8 * 3600);
	expect(parsed(S("2026/3/1 8:05")) == day + 8 * 3600 + 300);
}

TEST(days_that_are_not_are_refused)
{
	expect(parsed(S("2026-02-29")) == REFUSED);
	expect(parsed(S("1900-02-29")) == REFUSED);
	expect(parsed(S("2026-04-31")) == REFUSED);
	expect(parsed(S("2026-13-01")) == REFUSED);
	expect(parsed(S("2026-00-01")) == REFUSED);
	expect(parsed(S("2026-01-00")) == REFUSED);
	expect(parsed(S("2026-01-01T24:00:00Z")) == REFUSED);
	expect(parsed(S("2026-01-01T00:60:00Z")) == REFUSED);
	expect(parsed(S("2016-12-31T23:59:60Z")) == REFUSED);
	expect(parsed(S("2026-01-01T00:00:00+24:00")) == REFUSED);
}

TEST(other_ways_of_writing_are_refused)
{
	static const char *const wrong[] = {
		"", "2026", "2026-03", "26-03-01", "2026-3-1", "2026-03/01",
		"2026/03-01", "20260301", " 2026-03-01", "2026-03-01 ",
		"2026-03-01T", "2026-03-01 8:00", "2026-03-01T08",
		"2026-03-01T08:00:", "2026-03-01T08:00:00.", "2026-03-01Z",
		"2026-03-01T08:00.5", "2026-03-01T08:00:00+0800",
		"2026-03-01T08:00:00+08", "2026/3/1T8:00", "2026/3/1 8:00Z",
		"2026/3/1 8:0", "2026-03-01  08:00", "+2026-03-01",
		"12026-03-01", "2026-03-01x", "March 1, 2026", "２０２６-03-01",
	};

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		if (parsed(str_of(wrong[i])) != REFUSED)
			fail_msg("'%s' was taken for a date", wrong[i]);
	expect(parsed(S("2026-03-01\0")) == REFUSED);
}

TEST(a_refused_date_leaves_the_old_one)
{
	int64_t t = 42;

	expect(!date_parse(S("2026-02-30"), &t));
	expect_int(t, 42);
}

TEST(every_day_is_written_as_it_is_read)
{
	struct arena *a = arena_new();
	char before[16] = "";

	for (int64_t t = parsed(S("0001-01-01"));
	    t <= parsed(S("9999-12-31")); t += 86400) {
		struct str day = date_day(a, t + 43200);
		int64_t again;

		if (!date_parse(day, &again) || again != t ||
		    strcmp(before, day.p) >= 0)
			fail_msg("%s after %s", day.p, before);
		memcpy(before, day.p, day.n + 1);
		arena_reset(a);
	}
	arena_free(a);
}

TEST(instants_are_written_as_rfc_3339)
{
	struct arena *a = arena_new();

	expect_str(date_rfc3339(a, 0), "1970-01-01T00:00:00Z");
	expect_str(date_rfc3339(a, -1), "1969-12-31T23:59:59Z");
	expect_str(date_rfc3339(a, 1772323200 + 3661), "2026-03-01T01:01:01Z");
	expect_str(date_rfc3339(a, INT64_MAX), "9999-12-31T23:59:59Z");
	expect_str(date_rfc3339(a, INT64_MIN), "0001-01-01T00:00:00Z");
	expect_str(date_day(a, INT64_MAX), "9999-12-31");
	arena_free(a);
}

TEST(the_time_zone_of_the_machine_does_not_matter)
{
	struct arena *a = arena_new();

	setenv("TZ", "right/Asia/Shanghai", 1);
	expect(parsed(S("2026-03-01")) == 1772323200);
	expect_str(date_rfc3339(a, 1772323200), "2026-03-01T00:00:00Z");
	unsetenv("TZ");
	arena_free(a);
}

TEST(now_is_the_source_date_epoch_when_set)
{
	setenv("SOURCE_DATE_EPOCH", "1772323200", 1);
	expect(date_now() == 1772323200);
	unsetenv("SOURCE_DATE_EPOCH");
	expect(date_now() > 1772323200 / 2);
}

static void
ask_with_a_wrong_epoch(void)
{
	setenv("SOURCE_DATE_EPOCH", "yesterday", 1);
	date_now();
}

static void
ask_with_an_epoch_too_late(void)
{
	setenv("SOURCE_DATE_EPOCH", "253402300800", 1);
	date_now();
}

TEST(a_wrong_source_date_epoch_ends_the_program)
{
	char err[256];
	int status = test_child(ask_with_a_wrong_epoch, err, sizeof err);

	expect(WIFEXITED(status) && WEXITSTATUS(status) == 3);
	expect_str(str_of(err), "tiku: error: SOURCE_DATE_EPOCH must be seconds "
	    "since 1970-01-01, not 'yesterday'\n"
	    "note: set it to the output of 'date +%s', or unset it\n");
	status = test_child(ask_with_an_epoch_too_late, err, sizeof err);
	expect(WIFEXITED(status) && WEXITSTATUS(status) == 3);
}

int
main(void)
{
	return RUN(
	    a_day_is_its_first_second_in_utc,
	    the_first_and_last_year_count,
	    a_time_may_follow,
	    an_offset_is_taken_off,
	    slashes_allow_single_digits,
	    days_that_are_not_are_refused,
	    other_ways_of_writing_are_refused,
	    a_refused_date_leaves_the_old_one,
	    every_day_is_written_as_it_is_read,
	    instants_are_written_as_rfc_3339,
	    the_time_zone_of_the_machine_does_not_matter,
	    now_is_the_source_date_epoch_when_set,
	    a_wrong_source_date_epoch_ends_the_program);
}
