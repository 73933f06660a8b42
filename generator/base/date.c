/*
 * Dates without the C library's time zones: its UTC functions read TZ as well
 * (a "right/" zone counts leap seconds), and the same inputs must give the same
 * bytes on every machine.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <time.h>

#include "base/date.h"

#define DAY 86400
#define FIRST INT64_C(-62135596800)	/* 0001-01-01T00:00:00Z */
#define LAST INT64_C(253402300799)	/* 9999-12-31T23:59:59Z */

struct date {
	int year, month, day;
};

static bool
is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int
month_days(int year, int month)
{
	static const int days[] = {
		31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31
	};

	return days[month - 1] + (month == 2 && is_leap(year));
}

/* Days since 0001-01-01. */
static int64_t
date_days(struct date d)
{
	int y = d.year - 1;
	int64_t days = INT64_C(365) * y + y / 4 - y / 100 + y / 400;

	for (int m = 1; m < d.month; m++)
		days += month_days(d.year, m);
	return days + d.day - 1;
}

static struct date
date_of(int64_t t)
{
	struct date d = { 1, 1, 1 };
	int64_t days = (t - FIRST) / DAY;

	d.year += (int)(days / 366);	/* never too late; early by 21 at most */
	days -= date_days(d);
	while (days >= 365 + is_leap(d.year))
		days -= 365 + is_leap(d.year++);
	while (days >= month_days(d.year, d.month)) {
		days -= month_days(d.year, d.month);
		d.month++;
	}
	d.day += (int)days;
	return d;
}

/* Eats one character of the set off the front of *s; it, or '\0'. */
static char
eat(struct str *s, struct str set)
{
	char c = s->n > 0 ? *s->p : '\0';

	if (s->n == 0 || str_chr(set, c) == STR_NONE)
		return '\0';
	*s = str_from(*s, 1);
	return c;
}

/* Eats a number of least to most digits; *out stays within low..high. */
static bool
eat_number(struct str *s, size_t least, size_t most, int low, int high, int *out)
{
	size_t n = 0;
	int value = 0;
	char c;

	while (n < most && (c = eat(s, S("0123456789")))) {
		value = value * 10 + (c - '0');
		n++;
	}
	*out = value;
	return n >= least && value >= low && value <= high;
}

/* The day; *least is how few digits a number may have in this way of writing. */
static bool
eat_day(struct str *s, struct date *d, size_t *least)
{
	char sep;

	if (!eat_number(s, 4, 4, 1, 9999, &d->year))
		return false;
	sep = eat(s, S("-/"));
	*least = sep == '/' ? 1 : 2;
	return sep && eat_number(s, *least, 2, 1, 12, &d->month) &&
	    eat(s, (struct str){ &sep, 1 }) &&
	    eat_number(s, *least, 2, 1, month_days(d->year, d->month), &d->day);
}

/* hh:mm or hh:mm:ss, in seconds; *whole tells whether there were seconds. */
static bool
eat_clock(struct str *s, size_t least, int *seconds, bool *whole)
{
	int hour, minute, second = 0;

	if (!eat_number(s, least, 2, 0, 23, &hour) || !eat(s, S(":")) ||
	    !eat_number(s, 2, 2, 0, 59, &minute))
		return false;
	*whole = eat(s, S(":"));
	if (*whole && !eat_number(s, 2, 2, 0, 59, &second))
		return false;
	*seconds = (hour * 60 + minute) * 60 + second;
	return true;
}

static bool
eat_fraction(struct str *s)
{
	int digit;

	if (!eat(s, S(".")))
		return true;
	if (!eat_number(s, 1, 1, 0, 9, &digit))
		return false;
	while (eat(s, S("0123456789")))
		;
	return true;
}

/* Z, +hh:mm, -hh:mm or nothing: how far that clock is ahead of UTC. */
static bool
eat_zone(struct str *s, int *ahead)
{
	int hour, minute;
	char sign;

	*ahead = 0;
	if (s->n == 0 || eat(s, S("Zz")))
		return true;
	sign = eat(s, S("+-"));
	if (!sign || !eat_number(s, 2, 2, 0, 23, &hour) || !eat(s, S(":")) ||
	    !eat_number(s, 2, 2, 0, 59, &minute))
		return false;
	*ahead = (hour * 60 + minute) * (sign == '-' ? -60 : 60);
	return true;
}

bool
date_parse(struct str s, int64_t *out)
{
	int seconds = 0, ahead = 0;
	bool whole = false;
	struct date d;
	size_t least;
	int64_t t;

	if (!eat_day(&s, &d, &least))
		return false;
	if (s.n > 0) {
		if (!eat(&s, least == 1 ? S(" ") : S(" Tt")) ||
		    !eat_clock(&s, least, &seconds, &whole))
			return false;
		if (least == 2 && ((whole && !eat_fraction(&s)) ||
		    !eat_zone(&s, &ahead)))
			return false;
	}
	t = FIRST + date_days(d) * DAY + seconds - ahead;
	if (s.n > 0 || t < FIRST || t > LAST)
		return false;
	*out = t;
	return true;
}

static int64_t
date_clip(int64_t t)
{
	return t < FIRST ? FIRST : t > LAST ? LAST : t;
}

struct str
date_day(struct arena *a, int64_t t)
{
	struct date d = date_of(date_clip(t));

	return arena_printf(a, "%04d-%02d-%02d", d.year, d.month, d.day);
}

struct str
date_rfc3339(struct arena *a, int64_t t)
{
	struct date d = date_of(date_clip(t));
	int s = (int)((date_clip(t) - FIRST) % DAY);

	return arena_printf(a, "%04d-%02d-%02dT%02d:%02d:%02dZ",
	    d.year, d.month, d.day, s / 3600, s / 60 % 60, s % 60);
}

int64_t
date_now(void)
{
	const char *fixed = getenv("SOURCE_DATE_EPOCH");
	int64_t t;

	if (!fixed)
		return time(NULL);
	if (!str_int(str_of(fixed), &t) || t < FIRST || t > LAST)
		die("SOURCE_DATE_EPOCH must be seconds since 1970-01-01, not '%s'\n"
		    "note: set it to the output of 'date +%%s', or unset it", fixed);
	return t;
}
