#ifndef TIKU_RENDER_ASSET_H
#define TIKU_RENDER_ASSET_H
/*
 * Style sheets, scripts and fonts under names that change with their content
 * ("assets/css/tiku.3f2a….css"), so that a host may let browsers keep them for ever.
 */
#include "model/site.h"
#include "render/output.h"

struct asset {
	struct str name;	/* "css/tiku.css" */
	struct str path;	/* address below the base path */
	struct str bytes;
	int claim;
};

struct assets {
	LIST(struct asset) asset;
	struct map by_name;	/* -> index + 1 */
};

/* Read the theme's and the site's assets/ and the packages' bundles (those for
 * formulas when math), and claim their addresses. */
void asset_plan(struct assets *out, const struct site *s, bool math,
    struct output *o, struct diag *d);
void asset_write(const struct assets *as, struct output *o);
/* Pictures and other files that articles link to: copied as they are. */
void media_write(const struct site *s, struct output *o, struct diag *d);
#endif
