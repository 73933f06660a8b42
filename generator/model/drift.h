#ifndef TIKU_MODEL_DRIFT_H
#define TIKU_MODEL_DRIFT_H
/*
 * Have translations kept up with their originals?  Judged by what a question
 * says (its letters, code and formulas; not spaces, marks or front matter)
 * against a record of what it said when somebody last declared both versions
 * to agree: content/translations.json, which belongs under version control.
 */
#include "model/site.h"

enum drift {
	DRIFT_FRESH,		/* both say what they said, or nothing is recorded */
	DRIFT_STALE,		/* the original has changed since, this one has not */
	DRIFT_MISSING,		/* no such question in this language */
	DRIFT_EXTRA,		/* only in this language, though its article has a twin */
	DRIFT_STRUCTURE,	/* other fields, or another number of code blocks ... */
	DRIFT_AMBIGUOUS,	/* several could be its twin */
	DRIFTS
};
extern const char *const drift_names[DRIFTS + 1];

/* A question and how it stands in one language. */
struct drift_row {
	const struct question *question;	/* the one in the original's language */
	int lang;				/* the language that is judged */
	enum drift state;
};
struct drift_rows { struct drift_row *v; size_t n, cap; };

/* Every question in every other language; a record that cannot be read is
 * reported.  The original is the default language's version where there is one. */
void drift_list(const struct site *s, struct drift_rows *out, struct arena *a,
    struct diag *d);
/* Declare that all pairs agree now: write the record.  False with errno. */
bool drift_accept(const struct site *s);
/* What the question says, as one number. */
struct hash question_meaning(const struct question *q);
#endif
