#ifndef TIKU_BASE_DIAG_REPORT_H
#define TIKU_BASE_DIAG_REPORT_H
/* What a struct diag holds: for diag.c, which collects, and diag_print.c alone. */
#include "base/diag.h"
#include "base/hash.h"

/* How far a source has been counted. */
struct cursor {
	struct str path, text;
	size_t at;		/* counted up to here */
	size_t line, column;	/* of at */
	size_t start;		/* of the line */
};

/* A place as it will be shown; path.p is NULL where there is none. */
struct spot {
	struct str path;
	size_t line, column, end_line;
	struct str quote, caret;
};

struct note {
	struct spot spot;
	struct str text;
};

struct report {
	enum severity severity;
	struct str rule, text;
	struct spot spot;
	size_t offset, length;
	LIST(struct note) notes;
};

struct diag {
	struct arena *a;
	LIST(struct report *) reports;
	size_t count[2];	/* by severity */
	struct map ignored;	/* rules */
	struct map seen;	/* 16-byte hashes of all reports but the open one */
	struct strbuf key;	/* what makes the open report the one it is */
	bool open;		/* the last report may still get notes */
	bool muted;		/* what was reported last is ignored */
	struct cursor cursor;
};

/* Whether the open report says what another has said: then it does not count. */
bool diag_repeats(const struct diag *d);
#endif
