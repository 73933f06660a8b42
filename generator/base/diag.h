#ifndef TIKU_BASE_DIAG_H
#define TIKU_BASE_DIAG_H
/*
 * What is wrong with the content, and where.  Reporters know the place; nobody
 * prints before the end, so helpers' timing never changes the order.  A report
 * copies what it will show: sources may be gone when it is printed.
 *
 *	path:line:col: error: text [rule]
 *	   12 | tags: [线程, proces]
 *	      |              ^~~~~~
 *	note: the way out
 */
#include <stdio.h>

#include "base/value.h"

/* A text with a name, whole in memory, at most 4 GiB; the same path means the same
 * text for the life of a struct diag. */
struct source {
	struct str path;	/* as the user would write it, relative to the site */
	struct str text;	/* without a byte order mark */
	uint32_t skipped;	/* bytes of the file before text (a BOM) */
};

enum severity { DIAG_ERROR, DIAG_WARNING };

struct diag;

struct diag *diag_new(void);	/* diag_free() frees */
void diag_free(struct diag *d);

/* The place of bytes [offset, offset + length) of s.text; clipped to it when a
 * report shows it.  length 0 is the point before offset. */
struct where where_at(const struct source *s, size_t offset, size_t length);
extern const struct where nowhere;	/* messages about no file in particular */

/*
 * Report: rule is a short constant name ("unknown-key"), by which check can
 * silence it; text is lower case, no full stop, subject in single quotes.  What
 * it quotes may hold anything: controls are shown escaped.
 */
void diag_error(struct diag *d, struct where w, const char *rule,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));
void diag_warn(struct diag *d, struct where w, const char *rule,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* The way out, or a second place; belongs to the message reported last, and
 * is dropped with it. */
void diag_note(struct diag *d, struct where w, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* How many diag_print() would print: the same message, at the same place, with
 * the same notes counts once. */
size_t diag_errors(const struct diag *d);
size_t diag_warnings(const struct diag *d);
/* Errors and warnings of that rule are dropped when reported from now on. */
void diag_ignore(struct diag *d, struct str rule);

/*
 * TEXT is the form above.  JSON is one array of {path, line, column, end_line,
 * severity, rule, message, notes: [{message, path, line, column}]}; end_line only
 * where the place goes on after its first line, null for what has no place.
 * GITHUB is workflow commands, "::error file=...,line=...::text", one a line.
 */
enum diag_format { DIAG_TEXT, DIAG_JSON, DIAG_GITHUB };
/* Print all, sorted by path, offset, severity and text, each once; colour only for
 * TEXT.  What has no place comes first.  Errors of out are the caller's to find. */
void diag_print(const struct diag *d, FILE *out, enum diag_format f, bool colour);
/* 1-based line and column (columns in code points) of a place; 0, 0 of nowhere.
 * Reads the text up to there. */
void where_line(struct where w, size_t *line, size_t *column);
#endif
