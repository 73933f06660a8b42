#ifndef TIKU_RENDER_SHEET_H
#define TIKU_RENDER_SHEET_H
/* Questions as a table: one row each. */
#include "render/fragment.h"

/*
 * Append CSV (format/csv.h), UTF-8 without a byte order mark: a row of names
 * and one for each question.  The texts are plain, with code in fences,
 * formulas between dollars and diagrams as their source; companies and topics are
 * ids with ';' between; article is its key.  at->piece must be set (embed_collect).
 */
void sheet_write(struct strbuf *out, const struct site *s,
    const struct pieces *p, const struct question *const *q, size_t n);
#endif
