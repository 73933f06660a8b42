#ifndef TIKU_FORMAT_SCHEMA_H
#define TIKU_FORMAT_SCHEMA_H
/*
 * A table of keys, types and offsets fills a struct.  Every mistake is
 * reported at its own place: a wrong type is an error ("wrong-type"), an unknown
 * key a warning ("unknown-key") with the nearest known one.  Fields that do not
 * occur, or are null, keep what they had, so defaults are set before the call;
 * null is `key:` or `key: ""`, and where no text is wanted also `~` and `null`.
 */
#include "base/diag.h"

enum field_type {
	FIELD_TEXT,	/* struct str */
	FIELD_BOOL,	/* bool: true false yes no on off, in any case */
	FIELD_INT,	/* int64_t, within min..max */
	FIELD_DATE,	/* int64_t seconds (base/date.h) */
	FIELD_TEXTS,	/* struct texts: a list, or one text; lives in a */
	FIELD_CHOICE,	/* int: index into choices, in any case */
	FIELD_MAP,	/* const struct value *, a map */
	FIELD_LIST,	/* const struct value *, a list */
	FIELD_ANY	/* const struct value *, unchecked, null too */
};

struct texts {
	struct value **v;	/* VALUE_TEXT each, so that it knows its place */
	size_t n;
};

struct field {
	const char *key;
	enum field_type type;
	size_t offset;		/* offsetof() into the struct to fill */
	int64_t min, max;	/* FIELD_INT; both 0: any */
	const char *const *choices;	/* FIELD_CHOICE; ends with NULL */
};

/*
 * table ends with key NULL; what names the thing in messages ("front matter").
 * map may be NULL or null; what is filled in points into it.  Where the table
 * has a key "extra", unknown keys without a near one are sent there.  False when
 * there was an error; the other fields are filled in all the same.
 */
bool schema_fill(const struct field *table, const struct value *map, void *out,
    const char *what, struct arena *a, struct diag *d);
/* The candidate nearest to s, within a third of its length in characters; the
 * first of equals, and case never counts alone.  Empty when there is none. */
struct str nearest(struct str s, const struct str *candidates, size_t n);
#endif
