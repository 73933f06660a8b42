/* What Unicode knows, as far as articles and their pages need it. */
#include "base/text.h"

#include "test.h"

static struct arena *a;

/* -- validity ------------------------------------------------------------- */

TEST(text_with_tabs_lines_and_han_is_valid)
{
	expect(text_invalid(S("")) == STR_NONE);
	expect(text_invalid(S("plain words, long enough for eights\r\n")) ==
	    STR_NONE);
	expect(text_invalid(S("\t题库 \xF0\x9F\x98\x80 café\n")) == STR_NONE);
	expect(text_invalid(S("\xF4\x8F\xBF\xBF\xEF\xBF\xBF")) == STR_NONE);
}

TEST(bytes_that_are_no_utf8_are_found_where_they_are)
{
	expect_int(text_invalid(S("0123456789\xFF")), 10);
	expect_int(text_invalid(S("ab\xC0\x80")), 2);		/* overlong NUL */
	expect_int(text_invalid(S("ab\xE0\x80\xAF")), 2);	/* overlong '/' */
	expect_int(text_invalid(S("ab\xED\xA0\x80")), 2);	/* surrogate */
	expect_int(text_invalid(S("ab\xF4\x90\x80\x80")), 2);	/* > U+10FFFF */
	expect_int(text_invalid(S("题\xE5\xBA")), 3);		/* cut off */
	expect_int(text_invalid(S("题\x80")), 3);		/* stray */
}

TEST(control_characters_are_not_text)
{
	expect_int(text_invalid(S("01234567\0abc")), 8);
	expect_int(text_invalid(S("0123\x1B[31m")), 4);
	expect_int(text_invalid(S("0123456789\x7Fxxxxxxxx")), 10);
	expect_int(text_invalid(S("ab\xC2\x85")), 2);		/* U+0085 */
	expect(text_invalid(S("ab\xC2\xA0")) == STR_NONE);	/* no-break space */
}

/* The quick way must judge every byte at every place as the slow one does. */
TEST(every_byte_is_judged_at_every_alignment)
{
	char p[40];
	size_t at;
	int c;

	for (c = 0; c < 256; c++)
		for (at = 0; at < sizeof p; at++) {
			bool bad = c >= 0x7F || (c < 0x20 && c != '\t' &&
			    c != '\n' && c != '\r');

			memset(p, 'x', sizeof p);
			p[at] = (char)c;
			expect(text_invalid((struct str){ p, sizeof p }) ==
			    (bad ? at : STR_NONE));
		}
}

TEST(code_points_are_counted_and_found)
{
	expect_int(text_length(S("")), 0);
	expect_int(text_length(S("a题𠀀")), 3);
	expect_int(text_offset(S("a题b"), 0), 0);
	expect_int(text_offset(S("a题b"), 2), 4);
	expect_int(text_offset(S("a题b"), 9), 5);
}

TEST(code_points_are_read_and_written_back)
{
	struct str s = S("a\xC3\xA9题\xF0\x9F\x98\x80");
	static const int32_t want[] = { 'a', 0xE9, 0x9898, 0x1F600 };
	struct strbuf b = { 0 };
	size_t at = 0, i;

	for (i = 0; i < 4; i++) {
		expect_int(text_next(s, &at), want[i]);
		text_put(&b, want[i]);
	}
	expect_int(at, s.n);
	expect(str_eq(strbuf_str(&b), s));
	strbuf_free(&b);
}

TEST(broken_bytes_read_as_replacement_and_always_advance)
{
	struct str s = S("\x80\xE5\xBA\xFFz");
	size_t at = 0, before, n = 0;
	struct strbuf b = { 0 };
	int32_t c = 0;

	while (at < s.n) {
		before = at;
		c = text_next(s, &at);
		expect(at > before && at <= s.n);
		expect(c == 0xFFFD || c == 'z');
		n++;
	}
	expect_int(c, 'z');
	expect(n >= 4);
	text_put(&b, 0xD800);
	expect_bytes(strbuf_str(&b), "\xEF\xBF\xBD");
	strbuf_free(&b);
}

/* -- characters ----------------------------------------------------------- */

TEST(han_are_ideographs_without_kana_and_punctuation)
{
	expect(text_is_han(0x9898));	/* 题 */
	expect(text_is_han(0x3007));	/* 〇 */
	expect(text_is_han(0x3005));	/* 々 */
	expect(text_is_han(0x20000));
	expect(!text_is_han(0x3042));	/* あ */
	expect(!text_is_han(0x3002));	/* 。 */
	expect(!text_is_han(0xD55C));	/* 한 */
	expect(!text_is_han('a'));
}

TEST(cjk_is_wide_full_or_hangul_but_not_emoji)
{
	static const int32_t yes[] = { 0x9898, 0x3042, 0x3002, 0xFF1A, 0xFF61,
		0xD55C, 0x1160, 0x3297, 0x303D, 0x20000, 0xFFE9 };
	static const int32_t no[] = { 'a', 0x2014, 0x201C, 0x1F600, 0x231A,
		0x26A1, 0xE9, 0xFE0F, 0x2605 };
	size_t i;

	for (i = 0; i < sizeof yes / sizeof *yes; i++)
		expect(text_is_cjk(yes[i]));
	for (i = 0; i < sizeof no / sizeof *no; i++)
		expect(!text_is_cjk(no[i]));
}

TEST(punctuation_includes_symbols)
{
	expect(text_is_punct('*') && text_is_punct('$') && text_is_punct('~'));
	expect(text_is_punct(0xFF1A));	/* ： */
	expect(text_is_punct(0x201C));	/* “ */
	expect(text_is_punct(0x20AC));	/* € */
	expect(text_is_punct(0x1F600));
	expect(!text_is_punct('a') && !text_is_punct(' ') && !text_is_punct(0));
	expect(!text_is_punct(0x9898));
}

TEST(letters_are_letters_marks_and_digits)
{
	expect(text_is_letter('z') && text_is_letter('0'));
	expect(!text_is_letter('_') && !text_is_letter(' '));
	expect(text_is_letter(0x9898) && text_is_letter(0x3007));
	expect(text_is_letter(0x0301));	/* combining acute */
	expect(text_is_letter(0x0663));	/* arabic digit */
	expect(!text_is_letter(0xFF1A) && !text_is_letter(0x1F600));
}

TEST(widths_are_terminal_columns)
{
	expect_int(text_width('a'), 1);
	expect_int(text_width('\t'), 0);
	expect_int(text_width(0xE9), 1);
	expect_int(text_width(0x9898), 2);
	expect_int(text_width(0xFF1A), 2);
	expect_int(text_width(0xFF61), 1);	/* half-width 。 */
	expect_int(text_width(0x1F600), 2);
	expect_int(text_width(0x301), 0);
	expect_int(text_width(0x200D), 0);
	expect_int(text_width(0xFE0F), 0);
	expect_int(text_width(0x1160), 0);
}

/* -- normal forms --------------------------------------------------------- */

TEST(nfc_composes_and_leaves_composed_text)
{
	expect_str(text_nfc(a, S("cafe\xCC\x81")), "café");
	expect_str(text_nfc(a, S("题库：“RAG”（一）")), "题库：“RAG”（一）");
	expect_str(text_nfc(a, S("\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB")), "한");
	expect_str(text_nfc(a, S("か\xE3\x82\x99")), "が");
	expect_str(text_nfc(a, S("\xEF\xA4\x80")), "豈");	/* singleton */
	expect_str(text_nfc(a, S("")), "");
}

/* U+FB2C grows threefold; a buffer guessed too small must grow too. */
TEST(nfc_of_text_that_grows_is_whole)
{
	struct strbuf b = { 0 };
	struct str s;
	int i;

	for (i = 0; i < 500; i++)
		strbuf_add(&b, S("\xEF\xAC\xAC"));
	s = text_nfc(a, strbuf_str(&b));
	expect_int(s.n, 500 * 6);
	expect(str_starts(s, S("\xD7\xA9\xD6\xBC\xD7\x81")));
	strbuf_free(&b);
}

TEST(folding_makes_names_equal_that_readers_think_equal)
{
	expect_str(text_fold(a, S("ByteDance")), "bytedance");
	expect_str(text_fold(a, S("STRASSE")), "strasse");
	expect_str(text_fold(a, S("Straße")), "strasse");
	expect(str_eq(text_fold(a, S("CAFE\xCC\x81")), text_fold(a, S("café"))));
	expect_str(text_fold(a, S("字节跳动")), "字节跳动");
}

TEST(broken_text_survives_folding)
{
	expect_str(text_fold(a, S("A\xFF")), "a\xEF\xBF\xBD");
}

/* -- slugs ---------------------------------------------------------------- */

TEST(slugs_keep_letters_of_all_scripts)
{
	expect_str(text_slug(a, S("What is RAG?")), "what-is-rag");
	expect_str(text_slug(a, S("1. 什么是大模型？")), "1-什么是大模型");
	expect_str(text_slug(a, S("RAG：检索 增强")), "rag-检索-增强");
	expect_str(text_slug(a, S("C++ & Java")), "c-java");
	expect_str(text_slug(a, S("snake_case")), "snake_case");
	expect_str(text_slug(a, S("ÉCOLE  --  E\xCC\x81té")), "école-été");
	expect_str(text_slug(a, S("हिन्दी")), "हिन्दी");
}

TEST(slugs_of_nothing_are_empty)
{
	expect_str(text_slug(a, S("")), "");
	expect_str(text_slug(a, S("？！ -- 😀")), "");
}

TEST(slugs_hold_nothing_invisible)
{
	expect_str(text_slug(a, S("⚠️ Warning")), "warning");
	expect_str(text_slug(a, S("zero\xE2\x80\x8Bwidth")), "zerowidth");
	expect_str(text_slug(a, S("1\xEF\xB8\x8F\xE2\x83\xA3 first")), "1-first");
}

/* -- order ---------------------------------------------------------------- */

static int
order(const char *lang, const char *x, const char *y)
{
	return str_cmp(text_sort_key(a, str_of(lang), str_of(x)),
	    text_sort_key(a, str_of(lang), str_of(y)));
}

static void
expect_order(const char *lang, const char *const *names)
{
	for (; names[1]; names++) {
		if (order(lang, names[0], names[1]) >= 0)
			print_error("%s is not before %s\n", names[0], names[1]);
		expect(order(lang, names[0], names[1]) < 0);
		expect(order(lang, names[1], names[0]) > 0);
	}
}

TEST(chinese_sorts_by_pinyin_whatever_the_region)
{
	static const char *const names[] = { "阿里巴巴", "百度", "重庆", "华为",
		"美团", "腾讯", "银行", "字节跳动", NULL };

	expect_order("zh", names);
	expect_order("zh-CN", names);
	expect_order("zh-Hant-TW", names);
}

TEST(a_tag_may_ask_for_another_order)
{
	/* by strokes 一 has one and 阿 many */
	expect(order("zh-u-co-stroke", "一", "阿") < 0);
	expect(order("zh", "一", "阿") > 0);
}

TEST(numbers_sort_by_value)
{
	static const char *const names[] = { "第2题", "第10题", "第100题", NULL };

	expect_order("zh", names);
	expect(order("en", "Part 9", "Part 10") < 0);
}

TEST(other_languages_have_their_own_order)
{
	expect(order("sv", "z", "ö") < 0);
	expect(order("de", "z", "ö") > 0);
	expect(order("en", "apple", "Banana") < 0);
	expect_int(order("en", "same", "same"), 0);
}

TEST(unknown_languages_sort_by_the_root)
{
	expect(order("", "a", "b") < 0);
	expect(order("xx-nonsense-!!", "a", "B") < 0);
	expect(order("tlh", "a", "b") < 0);
	expect(order("a-tag-that-is-longer-than-any-tag-can-be-a-tag-that-is-"
	    "longer-than-any-tag-can-be-a-tag-that-is-longer-than-any-tag-can-"
	    "be-and-more-and-more-and-more-and-more-and-more", "a", "b") < 0);
}

TEST(more_languages_than_slots_still_sort_right)
{
	static const char *const langs[] = { "en", "de", "fr", "sv", "es", "it",
		"pt", "nl", "pl", "cs", "zh", "ja", "sv", "de" };
	size_t i;

	for (i = 0; i < sizeof langs / sizeof *langs; i++)
		expect((order(langs[i], "ö", "z") > 0) ==
		    (strcmp(langs[i], "sv") == 0));
}

TEST(long_texts_have_whole_keys)
{
	struct strbuf x = { 0 }, y = { 0 };
	int i;

	for (i = 0; i < 2000; i++) {
		strbuf_add(&x, S("字"));
		strbuf_add(&y, S("字"));
	}
	strbuf_add(&x, S("阿"));
	strbuf_add(&y, S("动"));
	expect(str_cmp(text_sort_key(a, S("zh"), strbuf_str(&x)),
	    text_sort_key(a, S("zh"), strbuf_str(&y))) < 0);
	strbuf_free(&x);
	strbuf_free(&y);
}

TEST(initials_are_pinyin_or_latin_letters)
{
	static const struct { const char *s; char want; } rows[] = {
		{ "阿里巴巴", 'A' }, { "百度", 'B' }, { "重庆", 'C' },
		{ "额外", 'E' }, { "字节", 'Z' }, { "〇", 'L' },
		{ "anthropic", 'A' }, { "OpenAI", 'O' }, { "École", 'E' },
		{ "Ａｌｐｈａ", 'A' }, { "Øre", 'O' }, { "zebra", 'Z' },
		{ "《深度学习》", 'S' }, { ".NET", 'N' }, { " \t x", 'X' },
		{ "3Blue", '#' }, { "Москва", '#' }, { "あ", '#' },
		{ "", '#' }, { "？！", '#' }, { "\xF0\xA0\x80\x80", '#' },
	};
	size_t i;

	for (i = 0; i < sizeof rows / sizeof *rows; i++)
		expect_int(text_initial(S("zh"), str_of(rows[i].s)),
		    rows[i].want);
	expect_int(text_initial(S("en"), S("百度")), 'B');
	expect_int(text_initial(S("ja"), S("日本")), '#');
}

/* -- words ---------------------------------------------------------------- */

static struct str
wbr(const char *title)
{
	struct strbuf b = { 0 };
	struct str s;

	text_wbr(&b, str_of(title));
	s = arena_copy(a, strbuf_str(&b));
	strbuf_free(&b);
	return s;
}

TEST(titles_break_between_han_words_only)
{
	expect_str(wbr("机器学习的基础"), "机器<wbr>学习<wbr>的<wbr>基础");
	expect_str(wbr("什么是RAG系统"), "什么<wbr>是RAG系统");
}

TEST(titles_are_escaped)
{
	expect_str(wbr("a<b> & \"c\""), "a&lt;b&gt; &amp; &#34;c&#34;");
	expect_str(wbr("比较<大小>关系"), "比较&lt;大小&gt;关系");
	expect_str(wbr(""), "");
}

TEST(no_break_stands_beside_latin_or_punctuation)
{
	struct str s = wbr("大模型Transformer架构，面试题2024年真题（上）");
	size_t i;

	expect(str_find(s, S("<wbr>")) != STR_NONE);
	for (i = 0; i + 5 <= s.n; i++) {
		if (!str_eq(str_sub(s, i, i + 5), S("<wbr>")))
			continue;
		expect((s.p[i - 1] & 0x80) && (s.p[i + 5] & 0x80));
	}
	expect(str_find(s, S("r<wbr>")) == STR_NONE);
	expect(str_find(s, S("，<wbr>")) == STR_NONE);
	expect(str_find(s, S("<wbr>（")) == STR_NONE);
}

TEST(words_are_han_characters_and_runs_of_letters)
{
	size_t han, words;

	text_count(S("大模型 RAG don't stop, 2 words"), &han, &words);
	expect_int(han, 3);
	expect_int(words, 5);
	text_count(S("用Go写"), &han, &words);
	expect_int(han, 2);
	expect_int(words, 1);
	text_count(S(""), &han, &words);
	expect_int(han + words, 0);
}

/* -- distance ------------------------------------------------------------- */

TEST(distance_counts_the_four_kinds_of_slip)
{
	expect_int(text_distance(S("topics"), S("topics"), 3), 0);
	expect_int(text_distance(S("topic"), S("topics"), 3), 1);
	expect_int(text_distance(S("topics"), S("topcs"), 3), 1);
	expect_int(text_distance(S("topics"), S("tapics"), 3), 1);
	expect_int(text_distance(S("topics"), S("toipcs"), 3), 1);
	expect_int(text_distance(S("kitten"), S("sitting"), 9), 3);
	expect_int(text_distance(S(""), S("abc"), 9), 3);
	expect_int(text_distance(S(""), S(""), 9), 0);
	expect_int(text_distance(S("线程池"), S("线池程"), 9), 1);
}

TEST(distance_is_capped)
{
	expect_int(text_distance(S("kitten"), S("sitting"), 2), 3);
	expect_int(text_distance(S("kitten"), S("sitting"), 0), 1);
	expect_int(text_distance(S("a"), S("abcdefgh"), 3), 4);
	expect_int(text_distance(S("abc"), S("xyz"), SIZE_MAX), 3);
}

static size_t
slow_distance(struct str x, struct str y)
{
	size_t d[16][16], i, j, c;

	for (i = 0; i <= x.n; i++)
		for (j = 0; j <= y.n; j++) {
			if (i == 0 || j == 0) {
				d[i][j] = i + j;
				continue;
			}
			c = d[i - 1][j - 1] + (x.p[i - 1] != y.p[j - 1]);
			if (d[i - 1][j] + 1 < c)
				c = d[i - 1][j] + 1;
			if (d[i][j - 1] + 1 < c)
				c = d[i][j - 1] + 1;
			if (i > 1 && j > 1 && x.p[i - 1] == y.p[j - 2] &&
			    x.p[i - 2] == y.p[j - 1] && d[i - 2][j - 2] + 1 < c)
				c = d[i - 2][j - 2] + 1;
			d[i][j] = c;
		}
	return d[x.n][y.n];
}

TEST(the_band_finds_what_the_whole_table_finds)
{
	uint32_t seed = 7;
	char x[12], y[12];
	size_t k, i, xn, yn, limit, want;

	for (k = 0; k < 20000; k++) {
		seed = seed * 1664525 + 1013904223;
		xn = seed >> 28 & 7;
		yn = seed >> 24 & 7;
		for (i = 0; i < sizeof x; i++) {
			seed = seed * 1664525 + 1013904223;
			x[i] = (char)('a' + (seed >> 30));
			y[i] = (char)('a' + (seed >> 28 & 3));
		}
		want = slow_distance((struct str){ x, xn }, (struct str){ y, yn });
		for (limit = 0; limit < 9; limit++)
			expect_int(text_distance((struct str){ x, xn },
			    (struct str){ y, yn }, limit),
			    want > limit ? limit + 1 : want);
	}
}

int
main(void)
{
	int failed;

	a = arena_new();
	failed = RUN(text_with_tabs_lines_and_han_is_valid,
	    bytes_that_are_no_utf8_are_found_where_they_are,
	    control_characters_are_not_text,
	    every_byte_is_judged_at_every_alignment,
	    code_points_are_counted_and_found,
	    code_points_are_read_and_written_back,
	    broken_bytes_read_as_replacement_and_always_advance,
	    han_are_ideographs_without_kana_and_punctuation,
	    cjk_is_wide_full_or_hangul_but_not_emoji,
	    punctuation_includes_symbols,
	    letters_are_letters_marks_and_digits,
	    widths_are_terminal_columns,
	    nfc_composes_and_leaves_composed_text,
	    nfc_of_text_that_grows_is_whole,
	    folding_makes_names_equal_that_readers_think_equal,
	    broken_text_survives_folding,
	    slugs_keep_letters_of_all_scripts,
	    slugs_of_nothing_are_empty,
	    slugs_hold_nothing_invisible,
	    chinese_sorts_by_pinyin_whatever_the_region,
	    a_tag_may_ask_for_another_order,
	    numbers_sort_by_value,
	    other_languages_have_their_own_order,
	    unknown_languages_sort_by_the_root,
	    more_languages_than_slots_still_sort_right,
	    long_texts_have_whole_keys,
	    initials_are_pinyin_or_latin_letters,
	    titles_break_between_han_words_only,
	    titles_are_escaped,
	    no_break_stands_beside_latin_or_punctuation,
	    words_are_han_characters_and_runs_of_letters,
	    distance_counts_the_four_kinds_of_slip,
	    distance_is_capped,
	    the_band_finds_what_the_whole_table_finds);
	arena_free(a);
	return failed;
}
