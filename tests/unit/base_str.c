/* Views are cut without copying; buffers escape what each place demands. */
#include "test.h"

TEST(texts_compare_bytewise)
{
	expect(str_cmp(S("a"), S("b")) < 0);
	expect(str_cmp(S("ab"), S("a")) > 0);
	expect(str_cmp(S("a"), S("\xc3\xa4")) < 0);
	expect(str_cmp((struct str){ 0 }, S("")) == 0);
	expect(str_eq(S("题"), S("题")) && !str_eq(S("a"), S("ab")));
	expect(str_eq((struct str){ 0 }, S("")));
}

TEST(case_is_ignored_for_ascii_alone)
{
	expect(str_ieq(S("KaTeX"), S("katex")));
	expect(!str_ieq(S("@"), S("`")));
	expect(!str_ieq(S("Ä"), S("ä")));
	expect(!str_ieq(S("a"), S("ab")));
}

TEST(no_c_string_is_the_empty_view)
{
	expect_int(str_of(NULL).n, 0);
	expect_str(str_of("ab"), "ab");
}

TEST(starts_and_ends_are_found)
{
	expect(str_starts(S("index.zh.md"), S("index")));
	expect(!str_starts(S("in"), S("index")));
	expect(str_ends(S("index.zh.md"), S(".md")));
	expect(!str_ends(S("md"), S(".md")));
	expect(str_starts((struct str){ 0 }, S("")));
}

TEST(find_gives_the_first_offset_or_none)
{
	expect_int(str_find(S("ababc"), S("abc")), 2);
	expect_int(str_find(S("abc"), S("")), 0);
	expect(str_find(S("ab"), S("abc")) == STR_NONE);
	expect(str_find((struct str){ 0 }, S("a")) == STR_NONE);
	expect_int(str_chr(S("a/b/c"), '/'), 1);
	expect_int(str_rchr(S("a/b/c"), '/'), 3);
	expect(str_chr(S("abc"), '/') == STR_NONE);
	expect(str_rchr((struct str){ 0 }, '/') == STR_NONE);
}

TEST(parts_are_clipped_to_the_text)
{
	expect_str(str_sub(S("process"), 1, 3), "ro");
	expect_str(str_sub(S("abc"), 2, 99), "c");
	expect_str(str_sub(S("abc"), 3, 1), "");
	expect_str(str_from(S("abc"), 1), "bc");
	expect_str(str_from(S("abc"), 9), "");
	expect_str(str_sub((struct str){ 0 }, 1, 2), "");
}

TEST(trim_takes_ascii_space_off_both_ends)
{
	expect_str(str_trim(S(" \t\r\n a b \v\f")), "a b");
	expect_str(str_trim(S(" \n ")), "");
	expect_str(str_trim(S("　a")), "　a");
}

TEST(cut_gives_every_piece_once)
{
	struct str rest = S("a,,b"), head;

	expect(str_cut(&rest, ',', &head));
	expect_str(head, "a");
	expect(str_cut(&rest, ',', &head));
	expect_str(head, "");
	expect(str_cut(&rest, ',', &head));
	expect_str(head, "b");
	expect(!str_cut(&rest, ',', &head));
}

TEST(cut_gives_the_empty_piece_after_a_last_separator)
{
	struct str rest = S("a,"), head;

	expect(str_cut(&rest, ',', &head));
	expect(str_cut(&rest, ',', &head));
	expect_str(head, "");
	expect(!str_cut(&rest, ',', &head));
}

TEST(cut_gives_an_empty_text_once)
{
	struct str rest = S(""), head;

	expect(str_cut(&rest, ',', &head));
	expect_str(head, "");
	expect(!str_cut(&rest, ',', &head));
}

TEST(numbers_are_read_to_both_ends_of_their_range)
{
	int64_t n;

	expect(str_int(S("0"), &n) && n == 0);
	expect(str_int(S("-12"), &n) && n == -12);
	expect(str_int(S("007"), &n) && n == 7);
	expect(str_int(S("9223372036854775807"), &n) && n == INT64_MAX);
	expect(str_int(S("-9223372036854775808"), &n) && n == INT64_MIN);
}

TEST(what_is_no_number_is_refused)
{
	int64_t n = 5;

	expect(!str_int(S(""), &n) && !str_int(S("-"), &n));
	expect(!str_int(S("+1"), &n) && !str_int(S(" 1"), &n));
	expect(!str_int(S("1x"), &n) && !str_int(S("１"), &n));
	expect(!str_int(S("--1"), &n) && !str_int((struct str){ 0 }, &n));
	expect(!str_int(S("9223372036854775808"), &n));
	expect(!str_int(S("-9223372036854775809"), &n));
	expect(!str_int(S("99999999999999999999"), &n));
	expect_int(n, 5);
}

TEST(a_buffer_grows_and_always_ends_in_nul)
{
	struct strbuf b = { 0 };

	expect_str(strbuf_str(&b), "");
	for (int i = 0; i < 1000; i++) {
		strbuf_add(&b, S("ab"));
		strbuf_byte(&b, 'c');
		expect_int(b.p[b.n], '\0');
	}
	expect_int(b.n, 3000);
	expect_int(strlen(b.p), 3000);
	strbuf_reset(&b);
	expect_str(strbuf_str(&b), "");
	strbuf_free(&b);
	expect(!b.p && b.n == 0 && b.cap == 0);
}

TEST(nothing_may_be_added_to_nothing)
{
	struct strbuf b = { 0 };

	strbuf_add(&b, (struct str){ 0 });
	strbuf_html(&b, (struct str){ 0 });
	strbuf_url(&b, (struct str){ 0 });
	expect_str(strbuf_str(&b), "");
	strbuf_json(&b, (struct str){ 0 });
	expect_str(strbuf_str(&b), "\"\"");
	strbuf_free(&b);
}

TEST(reserved_room_is_not_moved)
{
	struct strbuf b = { 0 };
	char *p;

	strbuf_reserve(&b, 1000);
	p = b.p;
	for (int i = 0; i < 1000; i++)
		strbuf_byte(&b, 'x');
	expect(b.p == p);
	strbuf_free(&b);
}

TEST(printf_appends_texts_of_any_length)
{
	struct strbuf b = { 0 };

	for (int n = 1; n < 300; n++) {
		strbuf_reset(&b);
		strbuf_byte(&b, '<');
		strbuf_printf(&b, "%*d>", n, 7);
		expect_int(b.n, n + 2);
		expect_int(b.p[n], '7');
		expect_int(b.p[n + 1], '>');
		expect_int(b.p[n + 2], '\0');
	}
	strbuf_free(&b);
}

TEST(html_is_escaped_as_markupsafe_does)
{
	struct strbuf b = { 0 };

	strbuf_html(&b, S("<a href=\"x\">'题' & co</a>"));
	expect_str(strbuf_str(&b), "&lt;a href=&#34;x&#34;&gt;"
	    "&#39;题&#39; &amp; co&lt;/a&gt;");
	strbuf_free(&b);
}

TEST(html_without_specials_is_copied)
{
	struct strbuf b = { 0 };

	strbuf_html(&b, S("plain 文本\n\tπ`"));
	expect_str(strbuf_str(&b), "plain 文本\n\tπ`");
	strbuf_free(&b);
}

TEST(json_escapes_quotes_and_controls)
{
	struct strbuf b = { 0 };

	strbuf_json(&b, S("a\"b\\c/\b\f\n\r\t\x01\x1f\0z"));
	expect_str(strbuf_str(&b),
	    "\"a\\\"b\\\\c/\\b\\f\\n\\r\\t\\u0001\\u001f\\u0000z\"");
	strbuf_free(&b);
}

TEST(json_cannot_end_a_script_element)
{
	struct strbuf b = { 0 };

	strbuf_json(&b, S("</script><!--&\xe2\x80\xa8\xe2\x80\xa9"));
	expect_str(strbuf_str(&b), "\"\\u003c/script\\u003e\\u003c!--\\u0026"
	    "\\u2028\\u2029\"");
	strbuf_free(&b);
}

TEST(json_keeps_what_only_looks_like_a_line_separator)
{
	struct strbuf b = { 0 };

	strbuf_json(&b, S("“题”…\xe2\x80"));
	expect_str(strbuf_str(&b), "\"“题”…\xe2\x80\"");
	strbuf_free(&b);
}

TEST(url_keeps_what_a_path_may_hold)
{
	struct strbuf b = { 0 };

	strbuf_url(&b, S("/azAZ09-._~!$&'()*+,;=:@/"));
	expect_str(strbuf_str(&b), "/azAZ09-._~!$&'()*+,;=:@/");
	strbuf_free(&b);
}

TEST(url_encodes_everything_else)
{
	struct strbuf b = { 0 };

	strbuf_url(&b, S("a b%?#[]\"<>\\^`{|}\x7f题\0"));
	expect_str(strbuf_str(&b), "a%20b%25%3F%23%5B%5D%22%3C%3E%5C%5E%60"
	    "%7B%7C%7D%7F%E9%A2%98%00");
	strbuf_free(&b);
}

int
main(void)
{
	return RUN(
	    texts_compare_bytewise,
	    case_is_ignored_for_ascii_alone,
	    no_c_string_is_the_empty_view,
	    starts_and_ends_are_found,
	    find_gives_the_first_offset_or_none,
	    parts_are_clipped_to_the_text,
	    trim_takes_ascii_space_off_both_ends,
	    cut_gives_every_piece_once,
	    cut_gives_the_empty_piece_after_a_last_separator,
	    cut_gives_an_empty_text_once,
	    numbers_are_read_to_both_ends_of_their_range,
	    what_is_no_number_is_refused,
	    a_buffer_grows_and_always_ends_in_nul,
	    nothing_may_be_added_to_nothing,
	    reserved_room_is_not_moved,
	    printf_appends_texts_of_any_length,
	    html_is_escaped_as_markupsafe_does,
	    html_without_specials_is_copied,
	    json_escapes_quotes_and_controls,
	    json_cannot_end_a_script_element,
	    json_keeps_what_only_looks_like_a_line_separator,
	    url_keeps_what_a_path_may_hold,
	    url_encodes_everything_else);
}
