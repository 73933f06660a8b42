#ifndef TIKU_MODEL_BASELINE_H
#define TIKU_MODEL_BASELINE_H
/* Ids are addresses: a published one that is gone, or has moved to another
 * question, breaks bookmarks and reviews. */
#include "model/site.h"

/*
 * Compare with a questions.json of an earlier build: each id that the language
 * it is for has lost is a warning, with the id that the same question has now.
 * False when the file cannot be read (reported).
 */
bool baseline_check(const struct site *s, const char *file, struct arena *a,
    struct diag *d);
#endif
