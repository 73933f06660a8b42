/* Reports are product: these tests hold their exact form. */
#include "test.h"

#include "base/diag.h"
#include "base/show.h"

static struct source
source_of(const char *path, const char *text)
{
	return (struct source){ str_of(path), str_of(text), 0 };
}

/* All that is printed; the caller frees. */
static char *
printed(const struct diag *d, enum diag_format f, bool colour)
{
	size_t n;
	char *text;
	FILE *out = open_memstream(&text, &n);

	assert_non_null(out);
	diag_print(d, out, f, colour);
	fclose(out);
	return text;
}

static void
expect_printed(struct diag *d, enum diag_format f, const char *want)
{
	char *got = printed(d, f, false);

	expect_str(str_of(got), want);
	free(got);
	diag_free(d);
}

/* One error over `length` bytes at `offset` of text, as printed. */
static void
expect_quote(const char *text, size_t offset, size_t length, const char *want)
{
	struct source s = source_of("a.md", text);
	struct diag *d = diag_new();
	char *got;

	diag_error(d, where_at(&s, offset, length), "r", "e");
	got = printed(d, DIAG_TEXT, false);
	expect_str(str_from(str_of(got), str_chr(str_of(got), '\n') + 1), want);
	free(got);
	diag_free(d);
}

TEST(a_report_shows_place_line_caret_and_note)
{
	struct source s = source_of("content/a.md",
	    "---\ntitle: x\ntags: [线程, proces]\n---\n");
	struct diag *d = diag_new();
	size_t at = str_find(s.text, S("proces"));

	diag_warn(d, where_at(&s, at, 6), "unknown-tag", "unknown tag '%s'",
	    "proces");
	diag_note(d, nowhere, "did you mean '%s'?", "process");
	expect_printed(d, DIAG_TEXT,
	    "content/a.md:3:12: warning: unknown tag 'proces' [unknown-tag]\n"
	    "    3 | tags: [线程, proces]\n"
	    "      |              ^~~~~~\n"
	    "note: did you mean 'process'?\n");
}

TEST(a_report_about_no_file_is_one_line)
{
	struct diag *d = diag_new();

	diag_error(d, nowhere, "no-node", "cannot start 'node'");
	expect_printed(d, DIAG_TEXT, "error: cannot start 'node' [no-node]\n");
}

TEST(a_note_with_a_place_quotes_its_own_line)
{
	struct source a = source_of("a.md", "# 一 {#x}\n");
	struct source b = source_of("b.md", "\n# two {#x}\n");
	struct diag *d = diag_new();

	diag_error(d, where_at(&b, 7, 4), "twice", "id 'x' is taken");
	diag_note(d, where_at(&a, 6, 4), "first used here");
	expect_printed(d, DIAG_TEXT,
	    "b.md:2:7: error: id 'x' is taken [twice]\n"
	    "    2 | # two {#x}\n"
	    "      |       ^~~~\n"
	    "a.md:1:5: note: first used here\n"
	    "    1 | # 一 {#x}\n"
	    "      |      ^~~~\n");
}

TEST(wide_characters_are_underlined_over_their_width)
{
	expect_quote("标签：进程，x\n", 9, 6,
	    "    1 | 标签：进程，x\n"
	    "      |       ^~~~\n");
}

TEST(tabs_before_the_caret_stay_tabs)
{
	expect_quote("\ta\tproces\n", 3, 6,
	    "    1 | \ta\tproces\n"
	    "      | \t \t^~~~~~\n");
}

TEST(an_empty_place_is_a_single_caret)
{
	expect_quote("abc\n", 1, 0,
	    "    1 | abc\n"
	    "      |  ^\n");
}

TEST(a_place_over_several_lines_is_underlined_on_its_first)
{
	expect_quote("ab\ncd\nef\n", 4, 100,
	    "    2 | cd\n"
	    "      |  ^\n");
	expect_quote("abc\ncd\n", 0, 5,
	    "    1 | abc\n"
	    "      | ^~~\n");
}

TEST(the_end_of_a_text_is_a_place)
{
	expect_quote("abc", 3, 1,
	    "    1 | abc\n"
	    "      |    ^\n");
	expect_quote("abc\n", 99, 1,
	    "    2 |\n"
	    "      | ^\n");
}

TEST(a_text_without_bytes_has_no_line_to_quote)
{
	struct source s = source_of("empty.md", "");
	struct diag *d = diag_new();

	diag_warn(d, where_at(&s, 0, 0), "empty", "nothing in here");
	expect_printed(d, DIAG_TEXT,
	    "empty.md:1:1: warning: nothing in here [empty]\n");
}

TEST(a_carriage_return_at_the_line_end_is_not_shown)
{
	expect_quote("ab\r\ncd\r\n", 1, 3,
	    "    1 | ab\n"
	    "      |  ^\n");
}

TEST(controls_in_a_quoted_line_are_shown_by_number)
{
	expect_quote("a\x1b[31m b\x07 c\n", 7, 2,
	    "    1 | a\\x1b[31m b\\x07 c\n"
	    "      |           ^~~~~\n");
}

TEST(characters_that_turn_or_hide_text_are_shown_by_number)
{
	expect_quote("a\u202eb\u200bc\u2066 x\n", 12, 1,
	    "    1 | a\\u202eb\\u200bc\\u2066 x\n"
	    "      |                      ^\n");
}

TEST(broken_bytes_are_shown_by_number)
{
	expect_quote("a\xff\xe9\xa2 b\n", 5, 1,
	    "    1 | a\\xff\\xe9\\xa2 b\n"
	    "      |               ^\n");
}

TEST(controls_in_names_and_messages_are_shown_by_number)
{
	struct source s = source_of("a\x1b]0;x\x07\n.md", "text");
	struct diag *d = diag_new();

	diag_error(d, where_at(&s, 0, 4), "r", "unknown '%s'",
	    "\x1b[2J\r\n\xc2\x9b");
	diag_note(d, nowhere, "%s", "\x08");
	expect_printed(d, DIAG_TEXT,
	    "a\\x1b]0;x\\x07\\x0a.md:1:1: error: "
	    "unknown '\\x1b[2J\\x0d\\x0a\\u009b' [r]\n"
	    "    1 | text\n"
	    "      | ^~~~\n"
	    "note: \\x08\n");
}

TEST(a_long_line_is_cut_around_the_caret)
{
	char text[1001], want[400];

	for (size_t i = 0; i < 1000; i++)
		text[i] = "0123456789"[i % 10];
	memcpy(text + 500, "HERE", 4);
	text[1000] = '\0';
	snprintf(want, sizeof want, "    1 | …%.36s%.60s…\n      |  %36s^~~~\n",
	    text + 464, text + 500, "");
	expect_quote(text, 500, 4, want);
}

TEST(a_long_line_is_shown_from_its_start_when_the_caret_is_near)
{
	char text[301], want[400];

	memset(text, 'x', 300);
	text[300] = '\0';
	snprintf(want, sizeof want, "    1 | %.96s…\n      |    ^~\n", text);
	expect_quote(text, 3, 2, want);
}

TEST(a_long_line_is_shown_to_its_end_when_the_caret_is_near)
{
	char text[901], want[900] = "    1 | …";

	for (size_t i = 0; i < 300; i++)
		memcpy(text + 3 * i, "题", 3);
	text[900] = '\0';
	memcpy(want + strlen(want), text, 48 * 3);
	snprintf(want + strlen(want), 200, "\n      |  %94s^~\n", "");
	expect_quote(text, 897, 3, want);
}

TEST(a_line_of_nothing_but_joining_characters_ends_too)
{
	char text[2001];
	struct strbuf out = { 0 };

	for (size_t i = 0; i < 1000; i++)
		memcpy(text + 2 * i, "\u0301", 2);
	text[2000] = '\0';
	show(&out, str_of(text), 10);
	expect_int(out.n, 10 * 2 + 3);
	strbuf_free(&out);
}

TEST(a_long_message_is_cut)
{
	struct diag *d = diag_new();
	char *got;

	diag_error(d, nowhere, "r", "%05000d", 0);
	got = printed(d, DIAG_TEXT, false);
	expect(strlen(got) < 700);
	expect(str_ends(str_of(got), S("0… [r]\n")));
	free(got);
	diag_free(d);
}

TEST(a_line_number_of_many_digits_moves_the_caret_along)
{
	struct strbuf text = { 0 };
	struct source s = { S("a.md"), { 0 }, 0 };
	struct diag *d = diag_new();

	for (int i = 1; i < 123456; i++)
		strbuf_byte(&text, '\n');
	strbuf_add(&text, S("here"));
	s.text = strbuf_str(&text);
	diag_error(d, where_at(&s, 123455, 4), "r", "e");
	expect_printed(d, DIAG_TEXT,
	    "a.md:123456:1: error: e [r]\n"
	    "123456 | here\n"
	    "       | ^~~~\n");
	strbuf_free(&text);
}

TEST(columns_count_code_points)
{
	struct source s = source_of("a.md", "a\n题库x\n");
	size_t line, column;

	where_line(where_at(&s, 8, 1), &line, &column);
	expect_int(line, 2);
	expect_int(column, 3);
	where_line(where_at(&s, 1, 1), &line, &column);
	expect_int(line, 1);
	expect_int(column, 2);
	where_line(nowhere, &line, &column);
	expect_int(line, 0);
	expect_int(column, 0);
}

TEST(reports_are_sorted_by_path_place_severity_and_text)
{
	struct source a = source_of("a.md", ""), b = source_of("b.md", "");
	struct diag *d = diag_new();

	diag_error(d, where_at(&b, 2, 0), "r", "later");
	diag_warn(d, where_at(&b, 1, 0), "r", "early");
	diag_error(d, where_at(&b, 1, 0), "r", "worse");
	diag_error(d, where_at(&a, 9, 0), "r", "two");
	diag_error(d, where_at(&a, 9, 0), "r", "one");
	diag_error(d, nowhere, "r", "everywhere");
	expect_printed(d, DIAG_TEXT,
	    "error: everywhere [r]\n"
	    "a.md:1:1: error: one [r]\n"
	    "a.md:1:1: error: two [r]\n"
	    "b.md:1:1: error: worse [r]\n"
	    "b.md:1:1: warning: early [r]\n"
	    "b.md:1:1: error: later [r]\n");
}

TEST(the_same_report_is_printed_and_counted_once)
{
	struct source s = source_of("a.md", "");
	struct diag *d = diag_new();

	for (int i = 0; i < 3; i++) {
		diag_error(d, where_at(&s, 0, 0), "r", "e");
		diag_note(d, nowhere, "n");
		expect_int(diag_errors(d), 1);
	}
	diag_warn(d, nowhere, "r", "w");
	diag_warn(d, nowhere, "r", "w");
	expect_int(diag_errors(d), 1);
	expect_int(diag_warnings(d), 1);
	expect_printed(d, DIAG_TEXT,
	    "warning: w [r]\n"
	    "a.md:1:1: error: e [r]\n"
	    "note: n\n");
}

TEST(reports_that_differ_in_their_notes_alone_are_both_kept)
{
	struct diag *d = diag_new();

	diag_error(d, nowhere, "r", "e");
	diag_note(d, nowhere, "y");
	diag_error(d, nowhere, "r", "e");
	diag_note(d, nowhere, "x");
	diag_error(d, nowhere, "r", "e");
	expect_int(diag_errors(d), 3);
	expect_printed(d, DIAG_TEXT,
	    "error: e [r]\n"
	    "error: e [r]\nnote: x\n"
	    "error: e [r]\nnote: y\n");
}

TEST(ignored_rules_are_dropped_with_their_notes)
{
	struct diag *d = diag_new();

	diag_warn(d, nowhere, "thin", "kept");
	diag_ignore(d, S("thin"));
	diag_warn(d, nowhere, "thin", "dropped");
	diag_note(d, nowhere, "dropped");
	diag_warn(d, nowhere, "thinner", "kept too");
	expect_int(diag_warnings(d), 2);
	expect_printed(d, DIAG_TEXT,
	    "warning: kept [thin]\n"
	    "warning: kept too [thinner]\n");
}

TEST(sources_may_be_gone_when_reports_are_printed)
{
	char *path = strdup("a.md"), *text = strdup("one\ntwo\n");
	struct source s = source_of(path, text);
	struct diag *d = diag_new();

	diag_error(d, where_at(&s, 4, 3), "r", "e");
	free(path);
	free(text);
	memset(&s, 0xff, sizeof s);
	expect_printed(d, DIAG_TEXT,
	    "a.md:2:1: error: e [r]\n"
	    "    2 | two\n"
	    "      | ^~~\n");
}

TEST(a_name_may_be_gone_when_its_text_is_met_again)
{
	char *path = strdup("a.md");
	struct source s = source_of(path, "one two");
	struct diag *d = diag_new();

	diag_error(d, where_at(&s, 0, 3), "r", "first");
	s.path = S("a.md");
	free(path);
	diag_error(d, where_at(&s, 4, 3), "r", "second");
	expect_printed(d, DIAG_TEXT,
	    "a.md:1:1: error: first [r]\n    1 | one two\n      | ^~~\n"
	    "a.md:1:5: error: second [r]\n    1 | one two\n      |     ^~~\n");
}

TEST(columns_start_again_on_every_line)
{
	struct source s = source_of("a.md", "one\ntwo\n");
	struct diag *d = diag_new();

	diag_error(d, where_at(&s, 2, 1), "r", "e");
	diag_error(d, where_at(&s, 5, 1), "r", "w");
	expect_printed(d, DIAG_TEXT,
	    "a.md:1:3: error: e [r]\n    1 | one\n      |   ^\n"
	    "a.md:2:2: error: w [r]\n    2 | two\n      |  ^\n");
}

TEST(places_may_be_reported_in_any_order)
{
	struct source s = source_of("a.md", "1\n2\n题3\n4\n");
	struct diag *d = diag_new();

	diag_error(d, where_at(&s, 9, 1), "r", "four");
	diag_error(d, where_at(&s, 0, 1), "r", "one");
	diag_error(d, where_at(&s, 7, 1), "r", "three");
	expect_printed(d, DIAG_TEXT,
	    "a.md:1:1: error: one [r]\n    1 | 1\n      | ^\n"
	    "a.md:3:2: error: three [r]\n    3 | 题3\n      |   ^\n"
	    "a.md:4:1: error: four [r]\n    4 | 4\n      | ^\n");
}

TEST(colour_is_bold_red_magenta_and_cyan)
{
	struct source s = source_of("a.md", "x");
	struct diag *d = diag_new();
	char *got;

	diag_error(d, where_at(&s, 0, 1), "r", "e");
	diag_note(d, nowhere, "n");
	diag_warn(d, where_at(&s, 0, 1), "r", "w");
	got = printed(d, DIAG_TEXT, true);
	expect_str(str_of(got),
	    "\x1b[1ma.md:1:1:\x1b[0m \x1b[31merror:\x1b[0m e [r]\n"
	    "    1 | x\n"
	    "      | \x1b[31m^\x1b[0m\n"
	    "\x1b[36mnote:\x1b[0m n\n"
	    "\x1b[1ma.md:1:1:\x1b[0m \x1b[35mwarning:\x1b[0m w [r]\n"
	    "    1 | x\n"
	    "      | \x1b[35m^\x1b[0m\n");
	free(got);
	diag_free(d);
}

TEST(json_tells_all_and_escapes)
{
	struct source s = source_of("\xff\x1b.md", "one\ntwo \"题\"\nthree\n");
	struct diag *d = diag_new();

	diag_error(d, nowhere, "no-node", "cannot start '%s'", "a\"\n\xfe");
	diag_warn(d, where_at(&s, 8, 8), "r", "w");
	diag_note(d, where_at(&s, 0, 1), "here");
	diag_note(d, nowhere, "there");
	expect_printed(d, DIAG_JSON,
	    "[\n"
	    "{\"path\":null,\"line\":null,\"column\":null,"
	    "\"severity\":\"error\",\"rule\":\"no-node\","
	    "\"message\":\"cannot start 'a\\\"\\n\uFFFD'\",\"notes\":[]},\n"
	    "{\"path\":\"\uFFFD\\u001b.md\",\"line\":2,\"column\":5,"
	    "\"end_line\":3,\"severity\":\"warning\",\"rule\":\"r\","
	    "\"message\":\"w\",\"notes\":["
	    "{\"message\":\"here\",\"path\":\"\uFFFD\\u001b.md\",\"line\":1,"
	    "\"column\":1},"
	    "{\"message\":\"there\",\"path\":null,\"line\":null,"
	    "\"column\":null}]}\n"
	    "]\n");
}

TEST(a_place_that_ends_with_its_line_has_no_end_line)
{
	struct source s = source_of("a.md", "one\ntwo\n");
	struct diag *d = diag_new();

	diag_warn(d, where_at(&s, 0, 4), "r", "w");
	expect_printed(d, DIAG_JSON,
	    "[\n{\"path\":\"a.md\",\"line\":1,\"column\":1,"
	    "\"severity\":\"warning\",\"rule\":\"r\",\"message\":\"w\","
	    "\"notes\":[]}\n]\n");
}

TEST(github_commands_are_escaped)
{
	struct source s = source_of("a,b:c%\n.md", "x\n题y\n");
	struct diag *d = diag_new();

	diag_error(d, where_at(&s, 5, 1), "bad-thing", "100%% wrong: a,b\r\n::x");
	diag_note(d, nowhere, "the way out");
	diag_note(d, where_at(&s, 0, 1), "and here");
	diag_warn(d, nowhere, "w", "nowhere");
	expect_printed(d, DIAG_GITHUB,
	    "::warning title=w::nowhere\n"
	    "::error file=a%2Cb%3Ac%25\\x0a.md,line=2,col=2,title=bad-thing::"
	    "100%25 wrong: a,b\\x0d\\x0a::x"
	    "%0Anote: the way out"
	    "%0Aa,b:c%25\\x0a.md:1:1: note: and here\n");
}

TEST(no_reports_print_nothing_but_an_empty_array)
{
	expect_printed(diag_new(), DIAG_TEXT, "");
	expect_printed(diag_new(), DIAG_GITHUB, "");
	expect_printed(diag_new(), DIAG_JSON, "[]\n");
	diag_free(NULL);
}

TEST(many_reports_on_one_long_line_are_quick)
{
	struct strbuf text = { 0 };
	struct source s = { S("a.md"), { 0 }, 0 };
	struct diag *d = diag_new();
	char *got;

	for (int i = 0; i < 20000; i++)
		strbuf_add(&text, S("\xe9\xa2\x98 $x "));
	s.text = strbuf_str(&text);
	for (size_t i = 0; i < 20000; i++)
		diag_warn(d, where_at(&s, i * 7 + 4, 2), "r", "w");
	expect_int(diag_warnings(d), 20000);
	got = printed(d, DIAG_GITHUB, false);
	expect(str_ends(str_of(got),
	    S("::warning file=a.md,line=1,col=99998,title=r::w\n")));
	free(got);
	strbuf_free(&text);
	diag_free(d);
}

int
main(void)
{
	return RUN(
	    a_report_shows_place_line_caret_and_note,
	    a_report_about_no_file_is_one_line,
	    a_note_with_a_place_quotes_its_own_line,
	    wide_characters_are_underlined_over_their_width,
	    tabs_before_the_caret_stay_tabs,
	    an_empty_place_is_a_single_caret,
	    a_place_over_several_lines_is_underlined_on_its_first,
	    the_end_of_a_text_is_a_place,
	    a_text_without_bytes_has_no_line_to_quote,
	    a_carriage_return_at_the_line_end_is_not_shown,
	    controls_in_a_quoted_line_are_shown_by_number,
	    characters_that_turn_or_hide_text_are_shown_by_number,
	    broken_bytes_are_shown_by_number,
	    controls_in_names_and_messages_are_shown_by_number,
	    a_long_line_is_cut_around_the_caret,
	    a_long_line_is_shown_from_its_start_when_the_caret_is_near,
	    a_long_line_is_shown_to_its_end_when_the_caret_is_near,
	    a_line_of_nothing_but_joining_characters_ends_too,
	    a_long_message_is_cut,
	    a_line_number_of_many_digits_moves_the_caret_along,
	    columns_count_code_points,
	    reports_are_sorted_by_path_place_severity_and_text,
	    the_same_report_is_printed_and_counted_once,
	    reports_that_differ_in_their_notes_alone_are_both_kept,
	    ignored_rules_are_dropped_with_their_notes,
	    sources_may_be_gone_when_reports_are_printed,
	    a_name_may_be_gone_when_its_text_is_met_again,
	    columns_start_again_on_every_line,
	    places_may_be_reported_in_any_order,
	    colour_is_bold_red_magenta_and_cyan,
	    json_tells_all_and_escapes,
	    a_place_that_ends_with_its_line_has_no_end_line,
	    github_commands_are_escaped,
	    no_reports_print_nothing_but_an_empty_array,
	    many_reports_on_one_long_line_are_quick);
}
