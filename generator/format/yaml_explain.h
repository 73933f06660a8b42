#ifndef TIKU_FORMAT_YAML_EXPLAIN_H
#define TIKU_FORMAT_YAML_EXPLAIN_H
/*
 * A parser's complaint about YAML, said again in the author's terms: which
 * mistake it most likely was, where that stands, and what to write instead.
 * For yaml.c alone; knows libyaml's words but not its types.
 */
#include "base/diag.h"

/* Offsets count bytes of source->text. */
struct yaml_problem {
	const struct source *source;
	size_t begin, end;	/* the YAML in it */
	const char *problem;	/* libyaml's words, never NULL */
	const char *context;	/* or NULL */
	size_t at;		/* where it gave up */
	size_t from;		/* where context began; at, without one */
	size_t open;		/* the innermost open [ or {, or STR_NONE */
	struct where last;	/* the last text read, quotes included */
	bool quoted;		/* it had quotes */
};

/* Report one error with rule "yaml" and a note; scratch text lives in a. */
void yaml_explain(const struct yaml_problem *p, struct arena *a,
    struct diag *d);
/* The note for a text that begins like something else: what to write there
 * instead, quoted. */
void yaml_explain_quote(const struct yaml_problem *p, struct arena *a,
    struct diag *d);
#endif
