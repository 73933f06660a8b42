#ifndef TIKU_BASE_SHOW_H
#define TIKU_BASE_SHOW_H
/* Text of others made fit for a terminal: controls by number, carets in place. */
#include "base/str.h"

/*
 * Append s in one line: control, direction and invisible characters as \x1b or
 * \u202e, broken UTF-8 as \xff.  Where it needs more terminal columns than that
 * it ends in an ellipsis; SIZE_MAX shows all.
 */
void show(struct strbuf *out, struct str s, size_t columns);

/*
 * Append the line (without its end) to text, likewise, and what stands below it
 * to caret: "^~~~" under bytes [from, to), one '^' when there are none.  from is
 * within the line, to may lie behind it.  Tabs stay tabs in both.  A long line is
 * cut down to what surrounds the caret, with an ellipsis where it was.
 */
void show_quote(struct str line, size_t from, size_t to, struct strbuf *text,
    struct strbuf *caret);
#endif
