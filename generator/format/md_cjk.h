#ifndef TIKU_FORMAT_MD_CJK_H
#define TIKU_FORMAT_MD_CJK_H
/* Emphasis beside Chinese, Japanese and Korean: which runs of '*' and '~' need help. */
#include "base/str.h"

/* What must stand beside a run for cmark to read it as it should. */
enum cjk_mark { CJK_NONE, CJK_LETTER, CJK_PUNCT };

/* s[from, to) is a whole cluster of '*' and '~'. */
void cjk_emphasis(struct str s, size_t from, size_t to, enum cjk_mark *before,
    enum cjk_mark *after);
/* The same before a run of '_' at s[at]; nothing is ever needed behind one. */
enum cjk_mark cjk_underscore(struct str s, size_t at);
/* A single '~' between two letters or digits, as in 3~5 and 周一~周五: a
 * range, not the edge of struck-out text. */
bool cjk_range(struct str s, size_t tilde);
#endif
