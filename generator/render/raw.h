#ifndef TIKU_RENDER_RAW_H
#define TIKU_RENDER_RAW_H
/* Pages that are plain text, where a template's escaping would be in the way. */
#include "render/page.h"

/* The bytes of a page whose row says `content: markdown` or `content: llms`. */
void raw_write(struct strbuf *out, const struct plan *p, const struct page *page,
    struct arena *a);
#endif
