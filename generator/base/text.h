#ifndef TIKU_BASE_TEXT_H
#define TIKU_BASE_TEXT_H
/*
 * What Unicode knows: validity, widths, folding, sorting, word edges.  All of
 * ICU behind one door.
 */
#include "base/mem.h"

/* Offset of the first byte that is not UTF-8, a NUL or a control character
 * other than tab, newline and return; STR_NONE when all is text (RFC 3629). */
size_t text_invalid(struct str s);
/* Code point at *at, *at moved behind it; U+FFFD for a broken byte. */
int32_t text_next(struct str s, size_t *at);
void text_put(struct strbuf *b, int32_t c);	/* append as UTF-8 */

bool text_is_han(int32_t c);	/* ideographs, kana excluded */
/* East Asian wide, full-width or Hangul, not emoji (markdown-cjk-friendly spec). */
bool text_is_cjk(int32_t c);
bool text_is_punct(int32_t c);	/* Unicode P* and S*, as CommonMark 0.31 counts */
bool text_is_letter(int32_t c);	/* letter, mark or digit */
int text_width(int32_t c);	/* terminal columns: 0, 1 or 2 (UAX #11) */

/* NFC, full case fold: for comparing names (UAX #15, #21). */
struct str text_fold(struct arena *a, struct str s);
struct str text_nfc(struct arena *a, struct str s);
/* Lower-case letters and digits of every script, others as single '-'; empty
 * when nothing is left.  GitHub's heading ids, in NFC. */
struct str text_slug(struct arena *a, struct str s);
/* A key that sorts bytewise as readers of the language expect: zh by pinyin.
 * lang is a BCP 47 tag; an unknown one sorts by the root collation (UTS #35). */
struct str text_sort_key(struct arena *a, struct str lang, struct str s);
/* The first letter a reader looks under: A-Z (pinyin for Han), or '#'. */
char text_initial(struct str lang, struct str s);
/* Title as HTML with <wbr> between Han words (THEME.md 4), escaped. */
void text_wbr(struct strbuf *out, struct str title);
/* Edit distance in code points (Damerau-Levenshtein), capped at limit + 1. */
size_t text_distance(struct str a, struct str b, size_t limit);
/* Words for reading time: each Han character and each run of other letters. */
void text_count(struct str s, size_t *han, size_t *words);
#endif
