#ifndef TIKU_RENDER_SEARCH_H
#define TIKU_RENDER_SEARCH_H
/* The search index over all pages, by Pagefind. */
#include "model/site.h"
#include "render/output.h"

/* Does the site have a search: wanted, with a page for it, and Pagefind there? */
bool search_is_on(const struct site *s);
/*
 * Index the pages that have been put, into "pagefind/" of the output; when no page has
 * changed the published index is kept.  temp is a folder for scratch, made and
 * removed.  A failure is one warning: the site is complete without search.
 */
void search_build(const struct site *s, struct output *o, const char *temp,
    struct diag *d);
#endif
