#ifndef TIKU_RENDER_JSONLD_H
#define TIKU_RENDER_JSONLD_H
/* What a page says of itself to search engines, as JSON-LD (schema.org). */
#include "render/bind.h"

/*
 * Article for an article, QAPage for a question, with the breadcrumbs; NULL for
 * other pages.  scope is the page's data, already bound.
 */
struct value *jsonld_make(const struct page *page, const struct value *scope,
    const struct config *c, struct arena *a);
#endif
