#ifndef TIKU_RENDER_EMBED_REPORT_H
#define TIKU_RENDER_EMBED_REPORT_H
/* What helpers said about a piece, as messages at its place: for embed.c alone. */
#include "render/embed.h"
#include "render/tool.h"

/*
 * The bytes of an article that a place in a piece means: line and column (code
 * points) from 1, length in code points.  What lies outside is moved to the
 * nearest place inside.
 */
struct where embed_place(const struct piece *p, size_t line, size_t column,
    size_t length);

/* uses: in how many places the piece stands.  json: a helper's account of what
 * it refuses, or of what it only doubts. */
void embed_report_error(const struct piece *p, uint32_t uses,
    const struct tool_words *w, struct str json, struct arena *a,
    struct diag *d);
void embed_report_doubt(const struct piece *p, uint32_t uses,
    const struct tool_words *w, struct str json, struct arena *a,
    struct diag *d);
/* The helper fell on it; why follows the tool's name. */
void embed_report_fall(const struct piece *p, uint32_t uses,
    const struct tool_words *w, struct str why, struct diag *d);
#endif
