#ifndef TIKU_MODEL_TWIN_H
#define TIKU_MODEL_TWIN_H
/*
 * What a question says, as numbers: shingles of its title and its own text, by
 * which near-duplicates and relatives are found.
 */
#include "base/hash.h"

enum { SIGNATURE_BANDS = 6, SIGNATURE_ROWS = 4 };

struct shingles {
	uint32_t *v;		/* hashes, sorted, each once */
	uint32_t n;
	uint32_t band[SIGNATURE_BANDS];	/* MinHash of the title, banded */
};

/*
 * Overlapping pairs of Han characters and Latin words of a text, case and
 * punctuation aside (Broder 1997, MinHash; Leskovec et al., Mining of Massive
 * Datasets, ch. 3, for the bands).
 */
void shingles_make(struct shingles *out, struct str text, struct arena *a);
/* How many both have; counting ends at most. */
uint32_t shingles_shared(const struct shingles *a, const struct shingles *b,
    uint32_t most);
#endif
