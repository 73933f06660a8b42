#ifndef TIKU_RENDER_PALETTE_H
#define TIKU_RENDER_PALETTE_H
/*
 * The theme's colours for pictures that stand outside a page: a drawing names
 * its colours (var(--mm-nodeBorder)), and only a style sheet says what they are.
 */
#include "model/config.h"

struct palette;

/* From the theme's or the site's own style sheets, and the site's accent; lives
 * in a. */
struct palette *palette_read(const struct config *c, struct arena *a,
    struct diag *d);
/* Append text with each var(--name) replaced by its value on a light page; a
 * name that no sheet has becomes "gray". */
void palette_write(struct strbuf *out, const struct palette *p, struct str text);
#endif
