#ifndef TIKU_BASE_HASH_H
#define TIKU_BASE_HASH_H
/* Content hashes (XXH3, not for security) and a string-keyed table. */
#include "base/mem.h"

struct hash {
	uint64_t high, low;
};

uint64_t hash64(struct str s);
struct hash hash128(struct str s);
bool hash_eq(struct hash a, struct hash b);
/* Lower-case hex, the first digits characters of 32 (8 and 16 are usual). */
struct str hash_hex(struct arena *a, struct hash h, size_t digits);

/* Several pieces hashed as one; the length of each counts, so that ("ab","c")
 * and ("a","bc") differ. */
struct hasher;
struct hasher *hasher_new(struct arena *a);	/* lives in a */
void hasher_add(struct hasher *h, struct str s);
struct hash hasher_end(struct hasher *h);	/* of all added so far; more may follow */

/*
 * A table from text to pointer.  {0} is a valid empty one; keys are views that
 * must outlive it; everything lives in the arena given to map_put, always the
 * same one.  Never walk its slots: their order means nothing.
 */
struct map_slot {
	struct str key;
	void *value;
};
struct map {
	struct map_slot *slot;
	size_t n, cap;
};
void *map_get(const struct map *m, struct str key);	/* NULL when absent */
/* Adds or replaces; returns what was there before, or NULL.  The first key
 * put stays the key. */
void *map_put(struct arena *a, struct map *m, struct str key, void *value);
#endif
