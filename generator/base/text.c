/*
 * All of ICU behind one door: its names carry a version (u_isalpha_72), so a
 * program that meets it in one file alone is rebuilt for a new ICU, not edited.
 *
 * Questions about single characters are asked millions of times: each answers
 * ASCII and the common Han block before it troubles ICU.
 *
 * Collators and the word breaker cost milliseconds to open.  They are opened
 * when first asked for and kept in file statics until the program ends.  What
 * they answer never depends on what was asked before, a forked child inherits
 * a private copy, and no program here has threads: nothing can see that they
 * are shared.
 */
#include "base/text.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/ucol.h>
#include <unicode/uloc.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/uset.h>
#include <unicode/ustring.h>
#include <unicode/utext.h>
#include <unicode/utf8.h>

#define REPLACEMENT 0xFFFD

/* The Han characters of nearly all text; every question below knows them. */
static bool
is_common_han(int32_t c)
{
	return c >= 0x4E00 && c <= 0x9FFF;
}

static void
icu_check(UErrorCode e, const char *what)
{
	if (U_FAILURE(e))
		die("cannot open the %s of ICU: %s", what, u_errorName(e));
}

/* -- UTF-8 ---------------------------------------------------------------- */

/* Length of the leading bytes that are plain ASCII text, eight at a time: no
 * high bit, nothing below a space, no DEL.  Short of the truth by up to seven. */
static size_t
plain_prefix(const char *p, size_t n)
{
	const uint64_t ones = ~UINT64_C(0) / 255, highs = ones << 7;
	uint64_t w;
	size_t i;

	for (i = 0; i + 8 <= n; i += 8) {
		memcpy(&w, p + i, 8);
		/* high bits first: without them no borrow or carry can cross */
		if ((w & highs) || (((w | highs) - ones * 0x20) & highs) != highs ||
		    ((w + ones) & highs))
			break;
	}
	return i;
}

static bool
is_bad_control(int32_t c)
{
	return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') ||
	    (c >= 0x7F && c < 0xA0);
}

size_t
text_invalid(struct str s)
{
	size_t i, at;
	int32_t c;

	for (i = 0; i < s.n;) {
		i += plain_prefix(s.p + i, s.n - i);
		/* then by character until the next run of plain bytes */
		while (i < s.n) {
			at = i;
			U8_NEXT(s.p, i, s.n, c);
			if (c < 0 || is_bad_control(c))
				return at;
			if (c >= 0x20 && c < 0x80)
				break;
		}
	}
	return STR_NONE;
}

int32_t
text_next(struct str s, size_t *at)
{
	size_t i = *at;
	int32_t c;

	if (i >= s.n)
		return REPLACEMENT;
	U8_NEXT_OR_FFFD(s.p, i, s.n, c);
	*at = i;
	return c;
}

size_t
text_length(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
	return n;
}

size_t
text_offset(struct str s, size_t n)
{
	size_t at = 0;

	while (n-- > 0 && at < s.n)
		text_next(s, &at);
	return at;
}

void
text_put(struct strbuf *b, int32_t c)
{
	char p[U8_MAX_LENGTH];
	size_t n = 0;

	if (c < 0 || c > 0x10FFFF || U_IS_SURROGATE(c))
		c = REPLACEMENT;
	U8_APPEND_UNSAFE(p, n, c);
	strbuf_add(b, (struct str){ p, n });
}

/* -- characters ----------------------------------------------------------- */

static UScriptCode
script_of(int32_t c)
{
	UErrorCode e = U_ZERO_ERROR;

	return uscript_getScript(c, &e);
}

static bool
is_wide(int32_t c)
{
	int w = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);

	return w == U_EA_WIDE || w == U_EA_FULLWIDTH;
}

bool
text_is_han(int32_t c)
{
	if (c < 0x2E80)
		return false;
	return is_common_han(c) || script_of(c) == USCRIPT_HAN;
}

bool
text_is_cjk(int32_t c)
{
	if (c < 0x1100)
		return false;
	if (is_common_han(c))
		return true;
	if ((is_wide(c) || u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH) ==
	    U_EA_HALFWIDTH) && !u_hasBinaryProperty(c, UCHAR_EMOJI_PRESENTATION))
		return true;
	return script_of(c) == USCRIPT_HANGUL;
}

bool
text_is_punct(int32_t c)
{
	if (c < 0x80)
		return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') ||
		    (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
	if (is_common_han(c))
		return false;
	return U_GET_GC_MASK(c) & (U_GC_P_MASK | U_GC_S_MASK);
}

bool
text_is_letter(int32_t c)
{
	if (c < 0x80)
		return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
		    (c >= 'a' && c <= 'z');
	if (is_common_han(c))
		return true;
	return U_GET_GC_MASK(c) &
	    (U_GC_L_MASK | U_GC_M_MASK | U_GC_ND_MASK | U_GC_NL_MASK);
}

int
text_width(int32_t c)
{
	if (c < 0x300)
		return !(c < 0x20 || (c >= 0x7F && c < 0xA0));
	if (is_common_han(c))
		return 2;
	if (U_GET_GC_MASK(c) & (U_GC_MN_MASK | U_GC_ME_MASK | U_GC_CF_MASK) ||
	    (c >= 0x1160 && c <= 0x11FF))	/* vowels join their syllable */
		return 0;
	return is_wide(c) ? 2 : 1;
}

/* -- normal forms --------------------------------------------------------- */

/* Text as ICU's transformations want it; free(p). */
struct text16 {
	UChar *p;
	int32_t n;
};

static struct text16
text16_of(struct str s)
{
	struct text16 t;
	UErrorCode e = U_ZERO_ERROR;

	if (s.n > INT32_MAX / 4)
		die("a text of %zu bytes is too long to normalise", s.n);
	t.p = xmalloc((s.n + 1) * sizeof *t.p);	/* never more units than bytes */
	u_strFromUTF8WithSub(t.p, (int32_t)s.n + 1, &t.n, s.p ? s.p : "",
	    (int32_t)s.n, REPLACEMENT, NULL, &e);
	icu_check(e, "UTF-8 decoder");
	return t;
}

static struct str
text16_str(struct text16 t, struct arena *a)
{
	struct str s;
	UErrorCode e = U_ZERO_ERROR;
	int32_t n;
	char *p;

	u_strToUTF8WithSub(NULL, 0, &n, t.p, t.n, REPLACEMENT, NULL, &e);
	e = U_ZERO_ERROR;	/* "buffer too small" is the answer wanted */
	p = arena_bytes(a, (size_t)n + 1);
	u_strToUTF8WithSub(p, n + 1, &n, t.p, t.n, REPLACEMENT, NULL, &e);
	icu_check(e, "UTF-8 encoder");
	s.p = p;
	s.n = (size_t)n;
	return s;
}

static int32_t
step_nfc(UChar *to, int32_t cap, struct text16 t, UErrorCode *e)
{
	return unorm2_normalize(unorm2_getNFCInstance(e), t.p, t.n, to, cap, e);
}

static int32_t
step_nfd(UChar *to, int32_t cap, struct text16 t, UErrorCode *e)
{
	return unorm2_normalize(unorm2_getNFDInstance(e), t.p, t.n, to, cap, e);
}

static int32_t
step_fold(UChar *to, int32_t cap, struct text16 t, UErrorCode *e)
{
	return u_strFoldCase(to, cap, t.p, t.n, U_FOLD_CASE_DEFAULT, e);
}

static int32_t
step_lower(UChar *to, int32_t cap, struct text16 t, UErrorCode *e)
{
	return u_strToLower(to, cap, t.p, t.n, "", e);
}

/* Replace t by what one step makes of it. */
static void
text16_apply(struct text16 *t,
    int32_t (*step)(UChar *, int32_t, struct text16, UErrorCode *))
{
	int32_t cap = t->n + t->n / 4 + 16, n;
	UErrorCode e = U_ZERO_ERROR;
	UChar *to = xmalloc((size_t)cap * sizeof *to);

	n = step(to, cap, *t, &e);
	if (e == U_BUFFER_OVERFLOW_ERROR) {
		cap = n + 1;
		to = xrealloc(to, (size_t)cap * sizeof *to);
		e = U_ZERO_ERROR;
		n = step(to, cap, *t, &e);
	}
	icu_check(e, "normaliser");
	free(t->p);
	t->p = to;
	t->n = n;
}

/*
 * Characters that every text in NFC may hold anywhere: all below U+0300, Han,
 * and the marks of Chinese typography that compose with nothing.
 */
static bool
is_surely_nfc(struct str s)
{
	size_t at = 0;
	int32_t c;

	while (at < s.n) {
		c = text_next(s, &at);
		if (!(c < 0x300 || is_common_han(c) ||
		    (c >= 0x2010 && c <= 0x2027) ||
		    (c >= 0x3000 && c <= 0x3029) ||
		    (c >= 0xFF00 && c <= 0xFF5E)))
			return false;
	}
	return true;
}

static bool
is_ascii(struct str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x80)
			return false;
	return true;
}

static struct str
ascii_lower(struct arena *a, struct str s)
{
	char *p = arena_bytes(a, s.n + 1);
	size_t i;

	for (i = 0; i < s.n; i++)
		p[i] = s.p[i] >= 'A' && s.p[i] <= 'Z' ? s.p[i] | 0x20 : s.p[i];
	p[s.n] = '\0';
	return (struct str){ p, s.n };
}

struct str
text_nfc(struct arena *a, struct str s)
{
	struct text16 t;
	struct str r;

	if (is_surely_nfc(s))
		return arena_copy(a, s);
	t = text16_of(s);
	text16_apply(&t, step_nfc);
	r = text16_str(t, a);
	free(t.p);
	return r;
}

struct str
text_fold(struct arena *a, struct str s)
{
	struct text16 t;
	struct str r;

	if (is_ascii(s))
		return ascii_lower(a, s);
	t = text16_of(s);
	/* decomposed first, as UAX #21 asks: U+0345 folds to a letter */
	text16_apply(&t, step_nfd);
	text16_apply(&t, step_fold);
	text16_apply(&t, step_nfc);
	r = text16_str(t, a);
	free(t.p);
	return r;
}

static struct str
text_lower_nfc(struct arena *a, struct str s)
{
	struct text16 t;
	struct str r;

	if (is_ascii(s))
		return ascii_lower(a, s);
	t = text16_of(s);
	text16_apply(&t, step_lower);
	text16_apply(&t, step_nfc);
	r = text16_str(t, a);
	free(t.p);
	return r;
}

/* A mark is kept only behind what it marks: the emoji of "⚠️ x" is dropped, and
 * its invisible selector must not stay behind as GitHub lets it. */
static bool
slug_keeps(int32_t c, bool after_kept)
{
	if (c == '_')
		return true;
	if (!text_is_letter(c))
		return false;
	if (c < 0x300)
		return true;
	if (U_GET_GC_MASK(c) & U_GC_ME_MASK)
		return false;
	return !(U_GET_GC_MASK(c) & U_GC_M_MASK) || after_kept;
}

static bool
is_invisible(int32_t c)
{
	return c == 0xAD || (c >= 0x300 &&
	    u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT));
}

struct str
text_slug(struct arena *a, struct str s)
{
	struct strbuf b = { 0 };
	bool kept = false;	/* was the character before kept */
	size_t at = 0;
	struct str r;
	int32_t c;

	s = text_lower_nfc(a, s);
	while (at < s.n) {
		c = text_next(s, &at);
		if (is_invisible(c))
			continue;
		if (slug_keeps(c, kept)) {
			if (!kept && b.n > 0)
				strbuf_byte(&b, '-');
			text_put(&b, c);
			kept = true;
		} else {
			kept = false;
		}
	}
	r = arena_copy(a, strbuf_str(&b));
	strbuf_free(&b);
	return r;
}

/* -- sorting -------------------------------------------------------------- */

/* Collators opened so far, by tag as it was asked for.  Sites have two or three
 * languages; more than fit take turns in the last slot. */
static struct {
	char lang[ULOC_FULLNAME_CAPACITY];
	UCollator *collator;
} collators[8];

/* The ICU locale of a BCP 47 tag.  Chinese of any script or region is sorted by
 * pinyin unless the tag itself asks for another order. */
static void
collation_locale(const char *lang, char *locale, int32_t cap)
{
	UErrorCode e = U_ZERO_ERROR;
	char part[ULOC_FULLNAME_CAPACITY];

	uloc_forLanguageTag(lang, locale, cap, NULL, &e);
	if (U_FAILURE(e))
		locale[0] = '\0';
	e = U_ZERO_ERROR;
	uloc_getLanguage(locale, part, sizeof part, &e);
	if (U_FAILURE(e) || strcmp(part, "zh") != 0)
		return;
	e = U_ZERO_ERROR;
	if (uloc_getKeywordValue(locale, "collation", part, sizeof part, &e) > 0)
		return;
	e = U_ZERO_ERROR;
	uloc_setKeywordValue("collation", "pinyin", locale, cap, &e);
}

static UCollator *
collator_open(const char *lang)
{
	char locale[ULOC_FULLNAME_CAPACITY];
	UErrorCode e = U_ZERO_ERROR;
	UCollator *c;

	collation_locale(lang, locale, sizeof locale);
	c = ucol_open(locale, &e);
	icu_check(e, "sort order");
	ucol_setAttribute(c, UCOL_NUMERIC_COLLATION, UCOL_ON, &e);
	icu_check(e, "sort order by number");
	return c;
}

static UCollator *
collator_for(struct str lang)
{
	const size_t slots = sizeof collators / sizeof *collators;
	size_t i;

	if (lang.n >= sizeof collators[0].lang)
		lang.n = 0;
	for (i = 0; i < slots && collators[i].collator; i++)
		if (str_eq(str_of(collators[i].lang), lang))
			return collators[i].collator;
	if (i == slots)
		ucol_close(collators[--i].collator);
	if (lang.n > 0)
		memcpy(collators[i].lang, lang.p, lang.n);
	collators[i].lang[lang.n] = '\0';
	collators[i].collator = collator_open(collators[i].lang);
	return collators[i].collator;
}

struct str
text_sort_key(struct arena *a, struct str lang, struct str s)
{
	UCollator *c = collator_for(lang);
	struct text16 t = text16_of(s);
	uint8_t small[256];
	int32_t n;
	char *p;

	n = ucol_getSortKey(c, t.p, t.n, small, sizeof small);
	p = arena_bytes(a, (size_t)n);
	if ((size_t)n <= sizeof small)
		memcpy(p, small, (size_t)n);
	else
		ucol_getSortKey(c, t.p, t.n, (uint8_t *)p, n);
	free(t.p);
	/* ICU's closing NUL is below all other bytes: lengths say the same */
	return (struct str){ p, (size_t)n - 1 };
}

/* Compares by letters alone: case, accents and width do not count. */
static UCollator *
letter_collator(void)
{
	static UCollator *c;
	UErrorCode e = U_ZERO_ERROR;

	if (!c) {
		c = ucol_open("zh@collation=pinyin", &e);
		icu_check(e, "pinyin order");
		ucol_setStrength(c, UCOL_PRIMARY);
	}
	return c;
}

/* Has CLDR a reading for this Han character?  Those without sort behind all. */
static bool
has_pinyin(int32_t c)
{
	static USet *read;
	UErrorCode e = U_ZERO_ERROR;

	if (!read)
		read = ucol_getTailoredSet(letter_collator(), &e);
	icu_check(e, "pinyin readings");
	return uset_contains(read, c);
}

/*
 * The last letter whose mark does not sort behind the text.  CLDR's pinyin
 * order carries a mark before the first Han character of each letter: U+FDD0
 * and the letter.  So lists grouped by this agree with text_sort_key, which
 * reads 重 in 重庆 as chong; and the transliterator, 100 ms to open, is not
 * needed.  No reading begins with I, U or V, and these have no mark.
 */
static char
letter_bucket(struct str s, bool han)
{
	UCollator *order = letter_collator();
	struct text16 t = text16_of(str_sub(s, 0, 64));
	const char *letters = han ? "#ABCDEFGHJKLMNOPQRSTWXYZ" :
	    "#ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	size_t low = 0, high = strlen(letters) - 1, middle;
	UChar mark[2] = { 0xFDD0, 0 };

	while (low < high) {
		middle = (low + high + 1) / 2;
		mark[1] = (UChar)letters[middle];
		if (ucol_strcoll(order, t.p, t.n, han ? mark : mark + 1,
		    han ? 2 : 1) == UCOL_LESS)
			high = middle - 1;
		else
			low = middle;
	}
	free(t.p);
	return letters[low];
}

char
text_initial(struct str lang, struct str s)
{
	bool pinyin = !str_starts(lang, S("ja")) && !str_starts(lang, S("ko"));
	size_t at = 0, first = 0;
	int32_t c = 0;

	while (at < s.n) {	/* nobody looks up 《深度学习》 under its bracket */
		first = at;
		c = text_next(s, &at);
		if (text_is_letter(c))
			break;
	}
	if (c >= 'A' && c <= 'Z')
		return (char)c;
	if (c >= 'a' && c <= 'z')
		return (char)(c - 'a' + 'A');
	if (text_is_han(c))
		return pinyin && has_pinyin(c) ?
		    letter_bucket(str_from(s, first), true) : '#';
	if (u_isalpha(c) && script_of(c) == USCRIPT_LATIN)
		return letter_bucket(str_from(s, first), false);
	return '#';
}

/* -- words ---------------------------------------------------------------- */

static bool
has_han_pair(struct str s)
{
	size_t at = 0;
	bool before = false, now;

	for (; at < s.n; before = now) {
		now = text_is_han(text_next(s, &at));
		if (now && before)
			return true;
	}
	return false;
}

static UBreakIterator *
word_breaker(void)
{
	static UBreakIterator *b;
	UErrorCode e = U_ZERO_ERROR;

	if (!b) {
		b = ubrk_open(UBRK_WORD, "zh", NULL, 0, &e);
		icu_check(e, "word breaker");
	}
	return b;
}

/* Is the edge at byte offset at one between two Han characters? */
static bool
is_han_edge(struct str s, int32_t at)
{
	int32_t i = at, before;
	size_t next = (size_t)at;

	U8_PREV_OR_FFFD((const uint8_t *)s.p, 0, i, before);
	return text_is_han(before) && text_is_han(text_next(s, &next));
}

void
text_wbr(struct strbuf *out, struct str title)
{
	UText text = UTEXT_INITIALIZER;
	UErrorCode e = U_ZERO_ERROR;
	UBreakIterator *words;
	size_t done = 0;
	int32_t at;

	if (!has_han_pair(title) || title.n > INT32_MAX) {
		strbuf_html(out, title);
		return;
	}
	words = word_breaker();
	utext_openUTF8(&text, title.p, (int64_t)title.n, &e);
	ubrk_setUText(words, &text, &e);
	icu_check(e, "words of a title");
	for (at = ubrk_first(words); at != UBRK_DONE; at = ubrk_next(words)) {
		if (at <= 0 || (size_t)at >= title.n || !is_han_edge(title, at))
			continue;
		strbuf_html(out, str_sub(title, done, (size_t)at));
		strbuf_add(out, S("<wbr>"));
		done = (size_t)at;
	}
	strbuf_html(out, str_from(title, done));
	ubrk_setText(words, NULL, 0, &e);	/* it must not keep the title */
	utext_close(&text);
}

/* An apostrophe between letters does not end a word. */
static bool
joins_word(struct str s, int32_t c, size_t at)
{
	int32_t next;

	if ((c != '\'' && c != 0x2019) || at >= s.n)
		return false;
	next = text_next(s, &at);
	return text_is_letter(next) && !text_is_han(next);
}

void
text_count(struct str s, size_t *han, size_t *words)
{
	bool in_word = false;
	size_t at = 0;
	int32_t c;

	*han = *words = 0;
	while (at < s.n) {
		c = text_next(s, &at);
		if (text_is_han(c)) {
			++*han;
			in_word = false;
		} else if (text_is_letter(c)) {
			*words += !in_word;
			in_word = true;
		} else if (in_word && !joins_word(s, c, at)) {
			in_word = false;
		}
	}
}
