#ifndef TIKU_RENDER_TOOL_H
#define TIKU_RENDER_TOOL_H
/* Which program renders what, how its helper is started, how it is spoken of. */
#include "format/markdown.h"
#include "model/config.h"
#include "render/worker.h"

enum tool_id { TOOL_MERMAID, TOOL_KATEX, TOOL_PYGMENTS, TOOLS };

/* How messages about one tool's pieces are worded. */
struct tool_words {
	const char *tool;	/* "KaTeX" */
	const char *rule;	/* "math" */
	const char *refused;	/* "the formula cannot be read" */
	const char *doubted;	/* "in a formula" */
	const char *again;	/* "the same formula stands" (in so many places) */
};

struct tool {
	const char *name;		/* of its helper and its settings */
	struct tool_words words;
	const char *one, *many;		/* pieces, and how they are shown without it */
	const char *way_out;		/* where it is missing */
	int start_ms;
	int grace_ms;	/* above the timeout, where the helper keeps that itself */
};
extern const struct tool tools[TOOLS];

enum tool_id tool_of(enum embed_kind kind);
/* The helpers as site.yml wants them; mistakes there are reported. */
void tool_specs(struct worker_spec spec[TOOLS], const struct config *c,
    struct arena *a, struct diag *d);
#endif
