#ifndef TIKU_RENDER_GREETING_H
#define TIKU_RENDER_GREETING_H
/*
 * Which version a helper would greet with, without starting it: its last
 * greeting, as long as none of the files it named has changed since.
 */
#include "render/cache.h"
#include "render/worker.h"

/* Empty when it is not known.  Lives in a. */
struct str greeting_recall(struct cache *c, const struct worker_spec *spec,
    struct arena *a);
/* A greeting without "files", or with one too many, is not kept. */
void greeting_keep(struct cache *c, const struct worker_spec *spec,
    const struct value *greeting, struct arena *a);
#endif
