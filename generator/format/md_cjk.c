/*
 * CommonMark decides by the characters on both sides whether a run of '*' may
 * open or close emphasis, and counts ：”） as punctuation like ASCII's, though
 * no space ever stands beside them: `**题目：**请` stays literal.  The amendments
 * (github.com/tats-u/markdown-cjk-friendly, specification.md) mend that, and
 * build on CommonMark 0.31, where symbols are punctuation too.
 *
 * cmark has no hook for '*', but it can be shown another neighbour: a mark that
 * counts as a letter or as punctuation, put beside the run and taken out of all
 * text afterwards.  So: what may the run do by the amendments, what does cmark
 * think, and which marks make the two agree?
 *
 * Neighbouring runs of '*' and '~' count as one cluster, for cmark looks through
 * them.  For '_' only one sentence of the amendments makes a difference.
 */
#include "format/md_cjk.h"

#include "base/text.h"

/* What cmark takes for the character outside the text. */
#define NOTHING '\n'

/* How cmark sees a character.  Its tables are of an older Unicode and without
 * symbols: beyond ASCII, what may be punctuation may also be none. */
enum seen { SPACE, PUNCT, LETTER, EITHER };

struct flanking {
	bool left, right;	/* may open; may close */
};

/* The characters beside a run, as the amendments see them. */
struct sides {
	enum seen before, after;
	bool before_punct, before_cjk;	/* punctuation that is not CJK's; CJK */
	bool after_punct, after_cjk;
};

static bool
is_space(int32_t c)
{
	return c == ' ' || (c >= 9 && c <= 13) || c == 0xA0 || c == 0x1680 ||
	    (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F ||
	    c == 0x3000;
}

static enum seen
seen(int32_t c)
{
	if (is_space(c))
		return SPACE;
	if (!text_is_punct(c))
		return LETTER;
	return c < 0x80 ? PUNCT : EITHER;
}

/* The character that ends at *at; *at moves to where it begins. */
static int32_t
char_before(struct str s, size_t *at)
{
	size_t i = *at, end = *at;

	if (i == 0)
		return NOTHING;
	do
		i--;
	while (i > 0 && end - i < 4 && ((unsigned char)s.p[i] & 0xC0) == 0x80);
	*at = i;
	return text_next(str_sub(s, 0, end), &i);
}

static int32_t
char_after(struct str s, size_t at)
{
	return at < s.n ? text_next(s, &at) : NOTHING;
}

/* A variation selector that is not for emoji, and one for ideographs. */
static bool
is_selector(int32_t c)
{
	return c >= 0xFE00 && c <= 0xFE0E;
}

static bool
is_ideographic_selector(int32_t c)
{
	return c >= 0xE0100 && c <= 0xE01EF;
}

/* “ ” ‘ ’ with the selector that asks for their full-width form. */
static bool
is_wide_quote(int32_t c, int32_t selector)
{
	return selector == 0xFE01 && (c == 0x2018 || c == 0x2019 ||
	    c == 0x201C || c == 0x201D);
}

static void
look_before(struct sides *x, struct str s, size_t at)
{
	int32_t c = char_before(s, &at), base = c;

	x->before = seen(c);
	if (is_selector(c))
		base = char_before(s, &at);
	x->before_cjk = text_is_cjk(base) || is_ideographic_selector(c) ||
	    is_wide_quote(base, c);
	x->before_punct = text_is_punct(base) && !x->before_cjk;
}

static void
look_after(struct sides *x, struct str s, size_t at)
{
	int32_t c = char_after(s, at);

	x->after = seen(c);
	x->after_cjk = text_is_cjk(c);
	x->after_punct = text_is_punct(c) && !x->after_cjk;
}

static struct flanking
by_amendments(const struct sides *x)
{
	return (struct flanking){
		.left = x->after != SPACE && (!x->after_punct ||
		    x->before == SPACE || x->before_punct || x->before_cjk),
		.right = x->before != SPACE && (!x->before_punct ||
		    x->after == SPACE || x->after_punct || x->after_cjk),
	};
}

static struct flanking
by_cmark(enum seen before, enum seen after)
{
	return (struct flanking){
		.left = after != SPACE && (after != PUNCT || before != LETTER),
		.right = before != SPACE &&
		    (before != PUNCT || after != LETTER),
	};
}

/* Does cmark come to `want`, whatever its tables say? */
static bool
agrees(enum seen before, enum seen after, struct flanking want)
{
	struct flanking got;

	if (before == EITHER)
		return agrees(PUNCT, after, want) &&
		    agrees(LETTER, after, want);
	if (after == EITHER)
		return agrees(before, PUNCT, want) &&
		    agrees(before, LETTER, want);
	got = by_cmark(before, after);
	return got.left == want.left && got.right == want.right;
}

static enum seen
with_mark(enum cjk_mark mark, enum seen natural)
{
	return mark == CJK_LETTER ? LETTER : mark == CJK_PUNCT ? PUNCT :
	    natural;
}

void
cjk_emphasis(struct str s, size_t from, size_t to, enum cjk_mark *before,
    enum cjk_mark *after)
{
	/* the fewest marks first */
	static const struct {
		unsigned char before, after;
	} try[] = {
		{ CJK_NONE, CJK_NONE }, { CJK_LETTER, CJK_NONE },
		{ CJK_NONE, CJK_LETTER }, { CJK_PUNCT, CJK_NONE },
		{ CJK_NONE, CJK_PUNCT }, { CJK_LETTER, CJK_LETTER },
		{ CJK_LETTER, CJK_PUNCT }, { CJK_PUNCT, CJK_LETTER },
	};
	struct flanking want;
	struct sides x;
	size_t i;

	*before = *after = CJK_NONE;
	look_before(&x, s, from);
	look_after(&x, s, to);
	if (x.before == SPACE || x.after == SPACE)
		return;
	want = by_amendments(&x);
	for (i = 0; i < sizeof try / sizeof *try; i++) {
		if (!agrees(with_mark(try[i].before, x.before),
		    with_mark(try[i].after, x.after), want))
			continue;
		*before = try[i].before;
		*after = try[i].after;
		return;
	}
}

/* '_' opens within a word only behind punctuation, and a selector behind that
 * does not make it a letter. */
enum cjk_mark
cjk_underscore(struct str s, size_t at)
{
	if (!is_selector(char_before(s, &at)))
		return CJK_NONE;
	return text_is_punct(char_before(s, &at)) ? CJK_PUNCT : CJK_NONE;
}

bool
cjk_range(struct str s, size_t tilde)
{
	size_t rest = tilde;

	return text_is_letter(char_before(s, &rest)) &&
	    text_is_letter(char_after(s, tilde + 1));
}
