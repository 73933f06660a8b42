#ifndef TIKU_RENDER_CACHE_H
#define TIKU_RENDER_CACHE_H
/*
 * What helpers rendered, kept between builds under a hash of all that decides
 * it.  Losing the folder only costs time; builds and machines may share it.
 * Entries are not trusted to be whole, but whoever can write there is: their
 * bytes become part of pages.
 */
#include "base/diag.h"
#include "base/hash.h"

struct cache;

/* dir need not exist; nothing is touched before the first get or put.  It and
 * the cache live as long as a. */
struct cache *cache_open(const char *dir, struct arena *a);
/*
 * The bytes put under key, into a.  False when there are none, and when what
 * is there is not exactly what was put: then it is removed.
 */
bool cache_get(struct cache *c, struct hash key, struct arena *a,
    struct str *out);
/* Best effort: after the first failure nothing more is tried. */
void cache_put(struct cache *c, struct hash key, struct str bytes);
/* At the end: at most one warning for each thing that went wrong. */
void cache_report(const struct cache *c, struct diag *d);
#endif
