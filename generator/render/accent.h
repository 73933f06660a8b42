#ifndef TIKU_RENDER_ACCENT_H
#define TIKU_RENDER_ACCENT_H
/* One accent colour of site.yml becomes the four that a theme needs. */
#include "model/config.h"

/*
 * A style sheet that sets --accent and --tint for light and dark; empty when the
 * site names no colour.  `accent: "#0b6e4f"`, or {light: …, dark: …} taken as
 * they are.  A colour that cannot be read against its page is an error with
 * the ratio (WCAG 2.2, relative luminance and contrast).
 */
struct str accent_sheet(const struct config *c, struct arena *a, struct diag *d);
#endif
