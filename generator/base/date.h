#ifndef TIKU_BASE_DATE_H
#define TIKU_BASE_DATE_H
/* Dates of front matter and feeds; always UTC unless the text says otherwise. */
#include "base/mem.h"

/*
 * "2026-03-01", "2026-03-01 08:00", "2026-03-01T08:00:00+08:00", "2026/3/1 8:00:00":
 * seconds since 1970-01-01 UTC.  With '-' all numbers have two digits and a time
 * may end in a fraction (dropped) and Z or an offset; with '/' one digit is
 * enough.  False, and *out untouched, for anything else, a day that is not, a
 * leap second, or an instant outside the years 1 to 9999 (RFC 3339, proleptic
 * Gregorian).
 */
bool date_parse(struct str s, int64_t *out);
/* In UTC; t outside the years 1 to 9999 is moved to the nearest instant inside. */
struct str date_rfc3339(struct arena *a, int64_t t);	/* 2026-03-01T00:00:00Z */
struct str date_day(struct arena *a, int64_t t);	/* 2026-03-01 */
/* SOURCE_DATE_EPOCH when set, else the clock.  Ends the program when it is set to
 * anything but a number of seconds within those years. */
int64_t date_now(void);
#endif
