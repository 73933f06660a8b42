#ifndef TIKU_RENDER_EMBED_H
#define TIKU_RENDER_EMBED_H
/*
 * Formulas, diagrams and code: what other programs render.  Each distinct
 * piece is rendered once in a build, and not at all when the cache has it.
 */
#include "model/site.h"

enum piece_state {
	PIECE_SOURCE,	/* not rendered: its source is shown */
	PIECE_DONE
};

struct piece {
	enum embed_kind kind;
	struct str text, lang;	/* views into an article's record */
	enum piece_state state;
	struct str html;	/* when done; in the build's arena */
	const struct article *article;	/* where it stands first, for messages */
	const struct embed *embed;
};

struct pieces {
	LIST(struct piece) piece;
	struct map by_content;
	size_t count[EMBED_CODE + 1];	/* distinct pieces of each kind */
};

/* Find the distinct pieces of the site and point every article->piece at them. */
void embed_collect(struct site *s, struct pieces *p);
/*
 * Render them: cache first, then helpers (DESIGN.md 7), each started only for
 * what is missing.  cache: a folder, made when needed.  What a tool refuses is a
 * warning at its place in the article; a tool that is missing is one diagnostic with the count of
 * its pieces.  Both leave the piece in state PIECE_SOURCE.
 */
void embed_render(struct pieces *p, const struct config *c, const char *cache,
    struct arena *a, struct diag *d);
/* How many pieces of an article show as their source; code without a language
 * always does and is not counted. */
int64_t embed_broken(const struct pieces *p, const struct article *at);
#endif
