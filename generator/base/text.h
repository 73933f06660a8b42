#ifndef TIKU_BASE_TEXT_H
#define TIKU_BASE_TEXT_H
/*
 * What Unicode knows: validity, widths, folding, sorting, word edges.  All of
 * ICU behind one door.
 */
#include "base/mem.h"

/* Offset of the first byte that is not UTF-8, a NUL or a control character
 * (C0, DEL, C1) other than tab, newline and return; STR_NONE when all is text
 * (RFC 3629). */
size_t text_invalid(struct str s);
/* Code point at *at, *at moved behind it; U+FFFD for a broken sequence, of
 * which one call takes as much as could have begun a character, and at the end,
 * where *at stays.  Broken text is safe everywhere below: it counts as U+FFFD. */
int32_t text_next(struct str s, size_t *at);
/* Code points of UTF-8, by their first bytes. */
size_t text_length(struct str s);
/* Byte offset of code point n, s.n when there are not so many. */
size_t text_offset(struct str s, size_t n);
void text_put(struct strbuf *b, int32_t c);	/* append as UTF-8 */

bool text_is_han(int32_t c);	/* ideographs, 々 and 〇; no kana */
/* East Asian wide, full-width or Hangul, not emoji (markdown-cjk-friendly spec). */
bool text_is_cjk(int32_t c);
bool text_is_punct(int32_t c);	/* Unicode P* and S*, as CommonMark 0.31 counts */
bool text_is_letter(int32_t c);	/* letter, mark or digit; not '_' */
int text_width(int32_t c);	/* terminal columns: 0, 1 or 2 (UAX #11); 0 for controls */

/* NFC, full case fold: for comparing names (UAX #15, #21).  All of these are
 * fresh copies in a, followed by a NUL. */
struct str text_fold(struct arena *a, struct str s);
struct str text_nfc(struct arena *a, struct str s);
/* Lower-case letters, digits and '_' of every script, each run of others as
 * one '-', none at the ends; empty when nothing is left.  GitHub's heading ids,
 * in NFC and without invisible characters. */
struct str text_slug(struct arena *a, struct str s);
/* A key that sorts bytewise (str_cmp; any byte may be in it) as readers of the
 * language expect: zh by pinyin, numbers by value.  lang is a BCP 47 tag and may
 * ask for another order ("zh-u-co-stroke"); an unknown one sorts by the root
 * collation (UTS #35).  Different texts can have one key: break ties yourself.
 * Not for caches: another ICU makes other keys. */
struct str text_sort_key(struct arena *a, struct str lang, struct str s);
/* The letter a reader looks under: A-Z of the first letter in s (of its pinyin for
 * Han, except in ja and ko), or '#'.  Agrees with text_sort_key of zh. */
char text_initial(struct str lang, struct str s);
/* Title, escaped, with <wbr> where a word ends between two Han characters: with
 * word-break: keep-all, lines then break between words only. */
void text_wbr(struct strbuf *out, struct str title);
/* Edit distance in code points (Damerau-Levenshtein), capped at limit + 1. */
size_t text_distance(struct str a, struct str b, size_t limit);
/* For reading time: Han characters, and words, which are runs of other letters
 * ("don't" is one). */
void text_count(struct str s, size_t *han, size_t *words);
#endif
