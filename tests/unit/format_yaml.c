/*
 * YAML as authors write it, right and wrong.  What a message says is a promise,
 * so the whole of it is compared.
 */
#include <time.h>

#include "test.h"

#include "format/yaml.h"

struct load {
	struct arena *a;
	struct diag *d;
	struct source source;
	const struct value *value;
	bool ok;
	size_t body;
};

static struct load
load(struct str yaml)
{
	return (struct load){ .a = arena_new(), .d = diag_new(),
		.source = { .path = S("a.md"), .text = yaml } };
}

static void
load_end(struct load *l)
{
	diag_free(l->d);
	arena_free(l->a);
}

static void
load_file(struct load *l)
{
	l->value = yaml_parse(&l->source, l->a, l->d);
	l->ok = l->value != NULL;
}

static void
load_front(struct load *l)
{
	l->ok = yaml_front(&l->source, l->a, &l->value, &l->body, l->d);
}

static void
expect_said(struct load *l, const char *want)
{
	char *text;
	size_t n;
	FILE *f = open_memstream(&text, &n);

	diag_print(l->d, f, DIAG_TEXT, false);
	fclose(f);
	expect_str(((struct str){ text, n }), want);
	free(text);
}

static void
expect_json(struct load *l, const char *json)
{
	struct strbuf out = { 0 };

	expect_said(l, "");
	expect(l->ok);
	expect(l->value != NULL);
	value_json(&out, l->value, false);
	expect_str(strbuf_str(&out), json);
	strbuf_free(&out);
}

static void
gives(const char *yaml, const char *json)
{
	struct load l = load(str_of(yaml));

	load_file(&l);
	expect_json(&l, json);
	load_end(&l);
}

static void
refused_str(struct str yaml, const char *said)
{
	struct load l = load(yaml);

	load_file(&l);
	expect_said(&l, said);
	expect(!l.ok);
	load_end(&l);
}

static void
refused(const char *yaml, const char *said)
{
	refused_str(str_of(yaml), said);
}

/* body: how the article goes on behind the block. */
static void
front_gives(const char *text, const char *json, const char *body)
{
	struct load l = load(str_of(text));

	load_front(&l);
	expect_json(&l, json);
	expect_str(str_from(l.source.text, l.body), body);
	load_end(&l);
}

static void
no_front(const char *text)
{
	struct load l = load(str_of(text));

	load_front(&l);
	expect_said(&l, "");
	expect(l.ok);
	expect(!l.value);
	expect_int(l.body, 0);
	load_end(&l);
}

static void
front_refused(const char *text, const char *said)
{
	struct load l = load(str_of(text));

	load_front(&l);
	expect_said(&l, said);
	expect(!l.ok);
	expect(!l.value);
	expect_int(l.body, 0);
	load_end(&l);
}

/* prefix, n times unit, suffix; lives in a. */
static struct str
repeat(struct arena *a, const char *prefix, const char *unit, size_t n,
    const char *suffix)
{
	struct strbuf b = { 0 };
	struct str s;

	strbuf_add(&b, str_of(prefix));
	while (n-- > 0)
		strbuf_add(&b, str_of(unit));
	strbuf_add(&b, str_of(suffix));
	s = arena_copy(a, strbuf_str(&b));
	strbuf_free(&b);
	return s;
}

static void
expect_place(const struct value *v, size_t offset, size_t length)
{
	expect(v != NULL);
	expect_int(v->at.offset, offset);
	expect_int(v->at.length, length);
}

TEST(scalars_stay_text)
{
	gives("a: no\nb: 1.10\nc: 2026-03-01\nd: ~\ne: null\nf: 0x1f\n",
	    "{\"a\":\"no\",\"b\":\"1.10\",\"c\":\"2026-03-01\",\"d\":\"~\","
	    "\"e\":\"null\",\"f\":\"0x1f\"}");
}

TEST(an_empty_value_is_null)
{
	gives("a:\nb: \"\"\nc: ''\n", "{\"a\":null,\"b\":null,\"c\":null}");
}

TEST(an_empty_file_is_null)
{
	gives("", "null");
	gives("# nothing yet\n", "null");
	gives("---\n", "null");
}

TEST(lists_and_maps_nest_in_both_styles)
{
	gives("a: [x, {b: c}]\nd:\n  - e\n  - f: g\n    h: [ ]\n",
	    "{\"a\":[\"x\",{\"b\":\"c\"}],"
	    "\"d\":[\"e\",{\"f\":\"g\",\"h\":[]}]}");
}

TEST(block_texts_keep_or_fold_their_lines)
{
	gives("a: |\n  x\n  ---\n  y\nb: >-\n  x\n  y\nc: x\n  y\n",
	    "{\"a\":\"x\\n---\\ny\\n\",\"b\":\"x y\",\"c\":\"x y\"}");
}

TEST(quotes_keep_what_is_in_them)
{
	gives("a: \"b: c # d\"\nb: 'it''s \\alpha'\nc: \"\\u9898\\n\"\n",
	    "{\"a\":\"b: c # d\",\"b\":\"it's \\\\alpha\","
	    "\"c\":\"题\\n\"}");
}

TEST(keys_may_be_quoted_and_of_any_script)
{
	gives("'@a/b': 1\n标题: 题库\n? long\n: 2\n",
	    "{\"@a/b\":\"1\",\"标题\":\"题库\",\"long\":\"2\"}");
}

TEST(line_ends_do_not_matter)
{
	gives("a: 1\r\nb: |\r\n  x\r\n  y\r\n", "{\"a\":\"1\",\"b\":\"x\\ny\\n\"}");
	gives("a: 1\rb: |\r  x\r  y\r", "{\"a\":\"1\",\"b\":\"x\\ny\\n\"}");
	gives("a: 1", "{\"a\":\"1\"}");
}

TEST(one_document_may_have_its_marks)
{
	gives("%YAML 1.1\n---\na: 1\n...\n", "{\"a\":\"1\"}");
}

TEST(places_count_bytes)
{
	/* 标题: 0-5, its value 8-13; 标签 15-20, [ at 23, 线程 24-29, "进" 32-36 */
	struct load l = load(S("标题: 题库\n标签: [线程, \"进\"]\nk:\n- x\n- y\n"));
	const struct value *tags;

	load_file(&l);
	expect_int(l.value->map.v[1].at.offset, 15);
	expect_int(l.value->map.v[1].at.length, 6);
	expect_place(value_get(l.value, S("标题")), 8, 6);
	tags = value_get(l.value, S("标签"));
	expect_place(tags, 23, 15);
	expect_place(tags->list.v[0], 24, 6);
	expect_place(tags->list.v[1], 32, 5);
	expect_place(value_get(l.value, S("k")), 42, 7);
	expect_place(l.value, 0, 49);
	load_end(&l);
}

TEST(a_colon_in_a_value_wants_quotes)
{
	refused("title: a: b\n",
	    "a.md:1:9: error: the value of 'title' holds ': ', which "
	    "begins a new key [yaml]\n"
	    "    1 | title: a: b\n"
	    "      |         ^\n"
	    "note: quote the value: title: \"a: b\"\n");
	refused("标题: 中文: b \"x\"\n",
	    "a.md:1:7: error: the value of '标题' holds ': ', which begins a "
	    "new key [yaml]\n"
	    "    1 | 标题: 中文: b \"x\"\n"
	    "      |           ^\n"
	    "note: quote the value: 标题: '中文: b \"x\"'\n");
	refused("- a: b: c\n",
	    "a.md:1:7: error: the value of 'a' holds ': ', which begins a "
	    "new key [yaml]\n"
	    "    1 | - a: b: c\n"
	    "      |       ^\n"
	    "note: quote the value: a: \"b: c\"\n");
	refused("x: y: \"it's\" \\n\n",
	    "a.md:1:5: error: the value of 'x' holds ': ', which begins a "
	    "new key [yaml]\n"
	    "    1 | x: y: \"it's\" \\n\n"
	    "      |     ^\n"
	    "note: quote the value: x: 'y: \"it''s\" \\n'\n");
}

TEST(a_chinese_colon_is_named)
{
	refused("title：x\ndate: y\n",
	    "a.md:1:6: error: 'title' is followed by a Chinese colon [yaml]\n"
	    "    1 | title：x\n"
	    "      |      ^~\n"
	    "note: write a colon and a space: title: x\n");
	refused("date: y\ntitle：x\n",
	    "a.md:2:6: error: 'title' is followed by a Chinese colon [yaml]\n"
	    "    2 | title：x\n"
	    "      |      ^~\n"
	    "note: write a colon and a space: title: x\n");
	refused("date: y\ntags:\n  - a\n作者：x\n",
	    "a.md:4:3: error: '作者' is followed by a Chinese colon [yaml]\n"
	    "    4 | 作者：x\n"
	    "      |     ^~\n"
	    "note: write a colon and a space: 作者: x\n");
}

TEST(a_colon_without_a_space_is_named)
{
	refused("date:y\ntitle: x\n",
	    "a.md:1:5: error: no space after the colon of 'date' [yaml]\n"
	    "    1 | date:y\n"
	    "      |     ^\n"
	    "note: write a colon and a space: date: y\n");
	refused("date: y\ntitle:x\n",
	    "a.md:2:6: error: no space after the colon of 'title' [yaml]\n"
	    "    2 | title:x\n"
	    "      |      ^\n"
	    "note: write a colon and a space: title: x\n");
}

TEST(a_value_cannot_begin_with_an_indicator)
{
	refused("author: @me\n",
	    "a.md:1:9: error: unquoted text cannot begin with '@' [yaml]\n"
	    "    1 | author: @me\n"
	    "      |         ^\n"
	    "note: quote the value: author: \"@me\"\n");
	refused("a: `x`\n",
	    "a.md:1:4: error: unquoted text cannot begin with '`' [yaml]\n"
	    "    1 | a: `x`\n"
	    "      |    ^\n"
	    "note: quote the value: a: \"`x`\"\n");
	refused("a: %d\n",
	    "a.md:1:4: error: unquoted text cannot begin with '%' [yaml]\n"
	    "    1 | a: %d\n"
	    "      |    ^\n"
	    "note: quote the value: a: \"%d\"\n");
	refused("a: **b**\n",
	    "a.md:1:4: error: unquoted text cannot begin with '*' [yaml]\n"
	    "    1 | a: **b**\n"
	    "      |    ^\n"
	    "note: quote the value: a: \"**b**\"\n");
	refused("a: ![x](y)\n",
	    "a.md:1:4: error: unquoted text cannot begin with '!' [yaml]\n"
	    "    1 | a: ![x](y)\n"
	    "      |    ^\n"
	    "note: quote the value: a: \"![x](y)\"\n");
	refused("a: ]\n",
	    "a.md:1:4: error: unquoted text cannot begin with ']' [yaml]\n"
	    "    1 | a: ]\n"
	    "      |    ^\n"
	    "note: quote the value: a: \"]\"\n");
	refused("a: > x\n",
	    "a.md:1:4: error: unquoted text cannot begin with '>' [yaml]\n"
	    "    1 | a: > x\n"
	    "      |    ^\n"
	    "note: quote the value: a: \"> x\"\n"
	    "note: a text after '|' or '>' begins on the next line\n");
	refused("a: ? x: y\n",
	    "a.md:1:4: error: unquoted text cannot begin with '?' [yaml]\n"
	    "    1 | a: ? x: y\n"
	    "      |    ^\n"
	    "note: quote the value: a: \"? x: y\"\n");
	refused("a: [x, @y]\n",
	    "a.md:1:8: error: unquoted text cannot begin with '@' [yaml]\n"
	    "    1 | a: [x, @y]\n"
	    "      |        ^\n"
	    "note: quote it: \"@y\"\n");
}

TEST(a_tab_cannot_indent)
{
	refused("a: b\n\tc: d\n",
	    "a.md:2:1: error: a tab in the indentation [yaml]\n"
	    "    2 | \tc: d\n"
	    "      | ^~~~~~~~\n"
	    "note: indent with spaces\n");
	refused("a:\n\tc: d\n",
	    "a.md:2:1: error: a tab in the indentation [yaml]\n"
	    "    2 | \tc: d\n"
	    "      | ^~~~~~~~\n"
	    "note: indent with spaces\n");
}

TEST(an_unclosed_quote_is_shown_where_it_opens)
{
	refused("a: \"x\nb: c\n",
	    "a.md:1:4: error: the quote \" is never closed [yaml]\n"
	    "    1 | a: \"x\n"
	    "      |    ^\n"
	    "note: end the text with \"; when the quote belongs to the "
	    "text, put quotes of the other kind around all of it\n");
	refused("a: 'x\nb: c\n",
	    "a.md:1:4: error: the quote ' is never closed [yaml]\n"
	    "    1 | a: 'x\n"
	    "      |    ^\n"
	    "note: end the text with '; when the quote belongs to the "
	    "text, put quotes of the other kind around all of it\n");
	refused("a: \"x\nb: \"c\"\n",
	    "a.md:1:4: error: the quote \" is not closed on its line [yaml]\n"
	    "    1 | a: \"x\n"
	    "      |    ^\n"
	    "a.md:2:4: note: it ends only here\n"
	    "    2 | b: \"c\"\n"
	    "      |    ^\n");
	refused("a: \"x\n--- \nb\"\n",
	    "a.md:1:4: error: the quote \" is never closed [yaml]\n"
	    "    1 | a: \"x\n"
	    "      |    ^\n"
	    "note: end the text with \"; when the quote belongs to the "
	    "text, put quotes of the other kind around all of it\n");
}

TEST(an_unclosed_bracket_is_shown_where_it_opens)
{
	refused("a: [x\nb: c\n",
	    "a.md:1:4: error: '[' is not closed [yaml]\n"
	    "    1 | a: [x\n"
	    "      |    ^\n"
	    "a.md:2:2: note: it cannot go on here; end the list with ']', "
	    "or quote the text when the bracket belongs to it\n"
	    "    2 | b: c\n"
	    "      |  ^\n");
	refused("a: {x: y\n",
	    "a.md:1:4: error: '{' is never closed [yaml]\n"
	    "    1 | a: {x: y\n"
	    "      |    ^\n"
	    "note: end the map with '}', or quote the text when the "
	    "bracket belongs to it\n");
	refused("a: [x, [y]\n",
	    "a.md:1:4: error: '[' is never closed [yaml]\n"
	    "    1 | a: [x, [y]\n"
	    "      |    ^\n"
	    "note: end the list with ']', or quote the text when the "
	    "bracket belongs to it\n");
}

TEST(a_forgotten_comma_is_shown)
{
	refused("a: [\"x\" \"y\"]\n",
	    "a.md:1:9: error: a comma or ']' is missing before this [yaml]\n"
	    "    1 | a: [\"x\" \"y\"]\n"
	    "      |         ^\n"
	    "a.md:1:4: note: the list begins here; text with commas, "
	    "colons or brackets needs quotes\n"
	    "    1 | a: [\"x\" \"y\"]\n"
	    "      |    ^\n");
	refused("a: {x: y z: 1}\n",
	    "a.md:1:11: error: a comma or '}' is missing before this [yaml]\n"
	    "    1 | a: {x: y z: 1}\n"
	    "      |           ^\n"
	    "a.md:1:4: note: the map begins here; text with commas, colons "
	    "or brackets needs quotes\n"
	    "    1 | a: {x: y z: 1}\n"
	    "      |    ^\n");
	refused("a: [x,, y]\n",
	    "a.md:1:7: error: nothing stands before this comma [yaml]\n"
	    "    1 | a: [x,, y]\n"
	    "      |       ^\n"
	    "note: delete it, or write \"\" for an empty text\n");
}

TEST(a_colon_before_a_comma_is_shown)
{
	refused("a: [x:, y]\n",
	    "a.md:1:6: error: unquoted text in brackets cannot end with a "
	    "colon [yaml]\n"
	    "    1 | a: [x:, y]\n"
	    "      |      ^\n"
	    "note: quote it: \"x:\"\n");
}

TEST(text_behind_a_complete_value_is_shown)
{
	refused("a: \"x\" y\n",
	    "a.md:1:8: error: 'y' stands behind a value that is complete "
	    "[yaml]\n"
	    "    1 | a: \"x\" y\n"
	    "      |        ^\n"
	    "note: quote the value: a: '\"x\" y'\n");
	refused("a: 'It's'\n",
	    "a.md:1:8: error: 's'' stands behind a value that is complete "
	    "[yaml]\n"
	    "    1 | a: 'It's'\n"
	    "      |        ^~\n"
	    "note: quote the value: a: \"It's\"\n");
	refused("a: [b] c\n",
	    "a.md:1:8: error: 'c' stands behind a value that is complete "
	    "[yaml]\n"
	    "    1 | a: [b] c\n"
	    "      |        ^\n"
	    "note: quote the value: a: \"[b] c\"\n");
}

TEST(an_escape_that_is_none_is_shown)
{
	refused("a: \"C:\\path\"\n",
	    "a.md:1:7: error: '\\p' is no escape that double quotes know [yaml]\n"
	    "    1 | a: \"C:\\path\"\n"
	    "      |       ^~\n"
	    "note: put the text in single quotes, where a backslash is a "
	    "backslash, or write \\\\\n");
	refused("a: \"$\\xi$\"\n",
	    "a.md:1:6: error: '\\x' is not followed by the number of a "
	    "character [yaml]\n"
	    "    1 | a: \"$\\xi$\"\n"
	    "      |      ^~\n"
	    "note: put the text in single quotes, where a backslash is a "
	    "backslash, or write \\\\\n");
	refused("a: \"\\u",
	    "a.md:1:5: error: '\\u' is not followed by the number of a "
	    "character [yaml]\n"
	    "    1 | a: \"\\u\n"
	    "      |     ^~\n"
	    "note: put the text in single quotes, where a backslash is a "
	    "backslash, or write \\\\\n");
}

TEST(an_escape_cannot_make_a_control_character)
{
	refused("a: \"$\\alpha$\"\n",
	    "a.md:1:4: error: an escape in this text stands for a control "
	    "character [yaml]\n"
	    "    1 | a: \"$\\alpha$\"\n"
	    "      |    ^~~~~~~~~~\n"
	    "note: put the text in single quotes, where a backslash is a "
	    "backslash, or write \\\\\n");
	refused("a: \"x\\0y\"\n",
	    "a.md:1:4: error: an escape in this text stands for a control "
	    "character [yaml]\n"
	    "    1 | a: \"x\\0y\"\n"
	    "      |    ^~~~~~\n"
	    "note: put the text in single quotes, where a backslash is a "
	    "backslash, or write \\\\\n");
}

TEST(a_line_without_a_key_is_shown)
{
	refused("a: b\nfoo\nc: d\n",
	    "a.md:2:1: error: 'foo' has no key [yaml]\n"
	    "    2 | foo\n"
	    "      | ^~~\n"
	    "note: write 'key: value', or indent the line to go on with "
	    "the text above it\n");
	refused("foo\nbar: x\n",
	    "a.md:1:1: error: 'foo' has no key [yaml]\n"
	    "    1 | foo\n"
	    "      | ^~~\n"
	    "note: write 'key: value', or indent the line to go on with "
	    "the text above it\n");
}

TEST(wrong_indentation_is_shown)
{
	refused("a: b\n  c: d\n",
	    "a.md:2:3: error: 'c' is indented as if it belonged to the "
	    "line above [yaml]\n"
	    "    2 |   c: d\n"
	    "      |   ^\n"
	    "a.md:1:1: note: keys of one map begin in the same column; "
	    "here is a value already\n"
	    "    1 | a: b\n"
	    "      | ^~~~\n");
	refused("a:\n    b: 1\n   c: 2\n",
	    "a.md:3:4: error: 'c: 2' is indented unlike the lines it "
	    "belongs to [yaml]\n"
	    "    3 |    c: 2\n"
	    "      |    ^~~~\n"
	    "note: keys of one map, and items of one list, begin in the "
	    "same column\n");
	refused(" a: 1\nb: 2\n",
	    "a.md:2:1: error: 'b: 2' is indented unlike the lines it "
	    "belongs to [yaml]\n"
	    "    2 | b: 2\n"
	    "      | ^~~~\n"
	    "note: keys of one map, and items of one list, begin in the "
	    "same column\n");
	refused("tags:\n  - a\n - b\n",
	    "a.md:3:2: error: '- b' is indented unlike the lines it "
	    "belongs to [yaml]\n"
	    "    3 |  - b\n"
	    "      |  ^~~\n"
	    "note: keys of one map, and items of one list, begin in the "
	    "same column\n");
	refused("a: - c\n",
	    "a.md:1:4: error: a list cannot begin on the line of its key "
	    "[yaml]\n"
	    "    1 | a: - c\n"
	    "      |    ^\n"
	    "note: begin the list on the next line\n"
	    "note: quote the value: a: \"- c\"\n");
}

TEST(a_key_must_be_there)
{
	refused("a: 1\n: b\n",
	    "a.md:2:1: error: no key stands before this colon [yaml]\n"
	    "    2 | : b\n"
	    "      | ^\n"
	    "note: write 'key: value', or quote the text\n");
	refused("\"\": b\n",
	    "a.md:1:1: error: a key is missing here [yaml]\n"
	    "    1 | \"\": b\n"
	    "      | ^~\n"
	    "note: write 'key: value'\n");
}

TEST(a_key_must_be_text)
{
	refused("title: {{ x }}\n",
	    "a.md:1:8: error: a key must be text [yaml]\n"
	    "    1 | title: {{ x }}\n"
	    "      |        ^~\n"
	    "note: quote the value: title: \"{{ x }}\"\n");
	refused("title: {{ x }} y\n",
	    "a.md:1:8: error: a key must be text [yaml]\n"
	    "    1 | title: {{ x }} y\n"
	    "      |        ^~\n"
	    "note: quote the value: title: \"{{ x }} y\"\n");
	refused("? [a]\n: b\n",
	    "a.md:1:3: error: a key must be text [yaml]\n"
	    "    1 | ? [a]\n"
	    "      |   ^\n"
	    "note: quote it: \"? [a]\"\n");
}

TEST(a_key_twice_is_an_error_at_the_second)
{
	refused("a: 1\nb: 2\na: 3\nb: 4\n",
	    "a.md:3:1: error: 'a' is here twice [duplicate-key]\n"
	    "    3 | a: 3\n"
	    "      | ^\n"
	    "a.md:1:1: note: the first one; keep one of them\n"
	    "    1 | a: 1\n"
	    "      | ^\n"
	    "a.md:4:1: error: 'b' is here twice [duplicate-key]\n"
	    "    4 | b: 4\n"
	    "      | ^\n"
	    "a.md:2:1: note: the first one; keep one of them\n"
	    "    2 | b: 2\n"
	    "      | ^\n");
	refused("a: {x: 1, x: 2}\n",
	    "a.md:1:11: error: 'x' is here twice [duplicate-key]\n"
	    "    1 | a: {x: 1, x: 2}\n"
	    "      |           ^\n"
	    "a.md:1:5: note: the first one; keep one of them\n"
	    "    1 | a: {x: 1, x: 2}\n"
	    "      |     ^\n");
}

TEST(anchors_aliases_tags_and_merges_are_refused)
{
	refused("a: &x 1\nb: *x\n",
	    "a.md:1:4: error: '&x' is an anchor, which is not supported [yaml]\n"
	    "    1 | a: &x 1\n"
	    "      |    ^~\n"
	    "note: quote the value: a: \"&x 1\"\n"
	    "note: if an anchor was meant: repeat the value instead\n");
	refused("title: *args 和 kwargs\n",
	    "a.md:1:8: error: '*args' is an alias, which is not supported "
	    "[yaml]\n"
	    "    1 | title: *args 和 kwargs\n"
	    "      |        ^~~~~\n"
	    "note: quote the value: title: \"*args 和 kwargs\"\n"
	    "note: if an alias was meant: repeat the value instead\n");
	refused("a: !!str 5\n",
	    "a.md:1:4: error: '!!str' is a tag, which is not supported [yaml]\n"
	    "    1 | a: !!str 5\n"
	    "      |    ^~~~~\n"
	    "note: quote the value: a: \"!!str 5\"\n"
	    "note: if a tag was meant: leave it out, every key knows its type\n");
	refused("a: !important\n",
	    "a.md:1:4: error: '!important' is a tag, which is not "
	    "supported [yaml]\n"
	    "    1 | a: !important\n"
	    "      |    ^~~~~~~~~~\n"
	    "note: quote the value: a: \"!important\"\n"
	    "note: if a tag was meant: leave it out, every key knows its type\n");
	refused("&a [*a]\n",
	    "a.md:1:1: error: '&a' is an anchor, which is not supported [yaml]\n"
	    "    1 | &a [*a]\n"
	    "      | ^~\n"
	    "note: quote it: \"&a [*a]\"\n"
	    "note: if an anchor was meant: repeat the value instead\n");
	refused("- &x {a: 1}\n- <<: *x\n",
	    "a.md:1:3: error: '&x' is an anchor, which is not supported [yaml]\n"
	    "    1 | - &x {a: 1}\n"
	    "      |   ^~\n"
	    "note: quote it: \"&x {a: 1}\"\n"
	    "note: if an anchor was meant: repeat the value instead\n");
	refused("\"<<\": 1\n<<: 2\n",
	    "a.md:2:1: error: '<<' merges maps, which is not supported [yaml]\n"
	    "    2 | <<: 2\n"
	    "      | ^~\n"
	    "note: write the keys out\n");
}

TEST(one_document_is_enough)
{
	refused("a: 1\n---\nb: 2\n",
	    "a.md:2:1: error: a second document begins here [yaml]\n"
	    "    2 | ---\n"
	    "      | ^~~\n"
	    "note: keep one, and no line '---' inside it\n");
	refused("a: 1\n...\nb\n",
	    "a.md:3:1: error: text follows the end of the document [yaml]\n"
	    "    3 | b\n"
	    "      | ^\n"
	    "a.md:2:1: note: it ends here\n"
	    "    2 | ...\n"
	    "      | ^~~\n");
}

TEST(what_is_no_text_is_refused_at_its_place)
{
	refused("a: 题\n标题: \377\n",
	    "a.md:2:5: error: this byte is not UTF-8 [encoding]\n"
	    "    2 | 标题: \\xff\n"
	    "      |       ^~~~\n"
	    "note: save the file as UTF-8\n");
	refused_str(S("a: 题\n标题: x\0y\n"),
	    "a.md:2:6: error: an invisible character U+0000 [encoding]\n"
	    "    2 | 标题: x\\x00y\n"
	    "      |        ^~~~\n"
	    "note: delete it\n");
	refused("a: b\342\200\250c\n",
	    "a.md:1:5: error: an invisible character U+2028 [encoding]\n"
	    "    1 | a: b\\u2028c\n"
	    "      |     ^~~~~~\n"
	    "note: delete it\n");
	refused("a: \357\277\276\n",
	    "a.md:1:4: error: an invisible character U+FFFE [encoding]\n"
	    "    1 | a: ￾\n"
	    "      |    ^\n"
	    "note: delete it\n");
}

TEST(nesting_ends_at_sixteen)
{
	struct load l = load(S(""));
	char said[400];

	l.source.text = repeat(l.a, "", "[", 16, "]]]]]]]]]]]]]]]]");
	load_file(&l);
	expect_json(&l, "[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]");
	snprintf(said, sizeof said, "a.md:1:17: error: more than 16 lists and "
	    "maps inside each other [yaml]\n    1 | %s\n      | %16s^\nnote: quote "
	    "the text when the brackets belong to it\n",
	    "[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]", "");
	refused("[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]", said);
	load_end(&l);
}

TEST(a_bomb_is_refused_at_once)
{
	static const char *const unit[] = {
		"[", "{a: ", "- ", "? ", "[\n", "{\n", "a: [\n  "
	};
	clock_t start = clock();

	for (size_t i = 0; i < sizeof unit / sizeof unit[0]; i++) {
		struct load l = load(S(""));

		l.source.text = repeat(l.a, "", unit[i], 120000, "");
		load_file(&l);
		expect(!l.ok);
		expect_int(diag_errors(l.d), 1);
		load_end(&l);
	}
	/* libyaml alone takes minutes: see the head of yaml.c */
	expect((clock() - start) / CLOCKS_PER_SEC < 5);
}

TEST(a_file_may_have_200000_values)
{
	struct load l = load(S(""));

	l.source.text = repeat(l.a, "[", "a,", 199990, "a]");
	load_file(&l);
	expect(l.ok);
	l.source.text = repeat(l.a, "[", "a,", 200000, "a]");
	load_file(&l);
	expect(!l.ok);
	expect_int(diag_errors(l.d), 1);
	load_end(&l);
}

TEST(a_file_may_have_a_mebibyte)
{
	struct load l = load(S(""));

	l.source.text = repeat(l.a, "a: ", "x", (1 << 20) - 3, "");
	load_file(&l);
	expect(l.ok);
	l.source.text = repeat(l.a, "", "\n", (1 << 20) + 1, "");
	load_file(&l);
	expect_said(&l, "a.md:1:1: error: the file is longer than 1024 KiB "
	    "[yaml]\n    1 |\n      | ^\n"
	    "note: nothing that is read as YAML needs to be so large\n");
	load_end(&l);
}

TEST(many_mistakes_are_enough)
{
	struct load l = load(S(""));

	l.source.text = repeat(l.a, "", "a: 1\n", 1000, "");
	load_file(&l);
	expect(!l.ok);
	expect_int(diag_errors(l.d), 20);
	load_end(&l);
}

TEST(front_matter_is_cut_off_the_article)
{
	front_gives("---\ntitle: a\n---\nbody\n", "{\"title\":\"a\"}", "body\n");
	front_gives("---  \ntitle: a\n---\t\n\nbody", "{\"title\":\"a\"}", "\nbody");
	front_gives("---\ntitle: a\n---", "{\"title\":\"a\"}", "");
	front_gives("---\ntitle: a\n...\nbody", "{\"title\":\"a\"}", "body");
	front_gives("---\n\n# c\ntitle: a\n---\n", "{\"title\":\"a\"}", "");
	front_gives("---\n\"title\": a\n---\n", "{\"title\":\"a\"}", "");
	front_gives("---\n{title: a}\n---\n", "{\"title\":\"a\"}", "");
	front_gives("---\n标题: a\n---\n", "{\"标题\":\"a\"}", "");
}

TEST(front_matter_knows_all_line_ends)
{
	front_gives("---\r\ntitle: a\r\n---\r\nbody", "{\"title\":\"a\"}", "body");
	front_gives("---\rtitle: a\r---\rbody", "{\"title\":\"a\"}", "body");
}

TEST(front_matter_may_be_empty)
{
	front_gives("---\n---\nbody", "{}", "body");
	front_gives("---\n\n---\nbody", "{}", "body");
	front_gives("---\n# draft: true\n---\nbody", "{}", "body");
	front_gives("---\n\n# draft: true\n\n---\nbody", "{}", "body");
	front_gives("---\n# Do not remove.\n---\nbody", "{}", "body");
}

TEST(indented_dashes_do_not_end_it)
{
	front_gives("---\na: |\n  x\n  ---\n  y\n---\nbody",
	    "{\"a\":\"x\\n---\\ny\\n\"}", "body");
}

TEST(an_article_needs_no_front_matter)
{
	no_front("");
	no_front("# Title\n");
	no_front("\n---\ntitle: a\n---\n");
	no_front(" ---\ntitle: a\n---\n");
	no_front("----\ntitle: a\n---\n");
	no_front("--- a\ntitle: a\n---\n");
}

TEST(a_thematic_break_is_no_front_matter)
{
	no_front("---");
	no_front("---\n\n");
	no_front("---\n\n**题目：** x\n\n---\n");
	no_front("---\n题目：x\n答案：y\n---\n");
	no_front("---\n题目: x\n\n答案: y\n\n---\n");
	no_front("---\n题目: x\n");
	no_front("---\n# Heading\n\n---\ntext\n");
	no_front("---\n- a: b\n---\n");
	no_front("---\n* a: b\n---\n");
	no_front("---\n> a: b\n---\n");
	no_front("---\nsome text\n---\n");
	no_front("---\nAn example: text\n---\n");
	no_front("---\nhttp://example.org\n---\n");
	no_front("---\nstd::vector\n---\n");
	no_front("---\n{% raw %}\n---\n");
	no_front("---\n{title: a\n---\n");
	no_front("---\n\"quoted\" text\n---\n");
	no_front("---\n\"quoted\n---\n");
}

TEST(unclosed_front_matter_is_shown_where_it_begins)
{
	front_refused("---\ntitle: a\n\nbody\n",
	    "a.md:1:1: error: front matter is never closed [front-matter]\n"
	    "    1 | ---\n"
	    "      | ^~~\n"
	    "note: end it with a line '---'; an article that begins with a "
	    "line across the page writes it '***'\n");
	front_refused("---\ntitle: a\n-----\nbody\n",
	    "a.md:1:1: error: front matter is never closed [front-matter]\n"
	    "    1 | ---\n"
	    "      | ^~~\n"
	    "note: end it with a line '---'; an article that begins with a "
	    "line across the page writes it '***'\n"
	    "a.md:3:1: note: three plain dashes at the start of this line "
	    "would end it\n"
	    "    3 | -----\n"
	    "      | ^~~~~\n");
	front_refused("---\ntitle: a\n——\nbody\n",
	    "a.md:1:1: error: front matter is never closed [front-matter]\n"
	    "    1 | ---\n"
	    "      | ^~~\n"
	    "note: end it with a line '---'; an article that begins with a "
	    "line across the page writes it '***'\n"
	    "a.md:3:1: note: three plain dashes at the start of this line "
	    "would end it\n"
	    "    3 | ——\n"
	    "      | ^~\n");
	front_refused("---\ntitle: a\n  ---\nbody\n",
	    "a.md:1:1: error: front matter is never closed [front-matter]\n"
	    "    1 | ---\n"
	    "      | ^~~\n"
	    "note: end it with a line '---'; an article that begins with a "
	    "line across the page writes it '***'\n"
	    "a.md:3:3: note: three plain dashes at the start of this line "
	    "would end it\n"
	    "    3 |   ---\n"
	    "      |   ^~~\n");
}

TEST(mistakes_in_front_matter_have_the_articles_lines)
{
	front_refused("---\n# 注\ntitle: a: b\n---\n",
	    "a.md:3:9: error: the value of 'title' holds ': ', which "
	    "begins a new key [yaml]\n"
	    "    3 | title: a: b\n"
	    "      |         ^\n"
	    "note: quote the value: title: \"a: b\"\n");
	front_refused("---\r\n标题: @b\r\n---\r\n",
	    "a.md:2:5: error: unquoted text cannot begin with '@' [yaml]\n"
	    "    2 | 标题: @b\n"
	    "      |       ^\n"
	    "note: quote the value: 标题: \"@b\"\n");
}

TEST(a_single_line_that_is_no_key_is_shown)
{
	front_refused("---\ntitle：foo\n---\n",
	    "a.md:2:6: error: 'title' is followed by a Chinese colon [yaml]\n"
	    "    2 | title：foo\n"
	    "      |      ^~\n"
	    "note: write a colon and a space: title: foo\n");
	front_refused("---\ntitle:foo\n---\n",
	    "a.md:2:6: error: no space after the colon of 'title' [yaml]\n"
	    "    2 | title:foo\n"
	    "      |      ^\n"
	    "note: write a colon and a space: title: foo\n");
}

TEST(front_matter_that_swallowed_text_says_where_it_began)
{
	front_refused("---\ntitle: a\n\nSome text.\n\n---\nmore\n",
	    "a.md:4:1: error: 'Some text.' has no key [yaml]\n"
	    "    4 | Some text.\n"
	    "      | ^~~~~~~~~~\n"
	    "note: write 'key: value', or indent the line to go on with "
	    "the text above it\n"
	    "a.md:1:1: note: the front matter begins here and has empty "
	    "lines; is its end '---' missing?\n"
	    "    1 | ---\n"
	    "      | ^~~\n");
}

TEST(text_below_front_matter_may_be_anything)
{
	front_gives("---\na: 1\n---\n\377\001", "{\"a\":\"1\"}", "\377\001");
}

TEST(front_matter_may_have_64_kib)
{
	struct load l = load(S(""));

	l.source.text = repeat(l.a, "---\na: ", "x", (64 << 10) - 4, "\n---\n");
	load_front(&l);
	expect(l.ok);
	l.source.text = repeat(l.a, "---\na: ", "x", (64 << 10) - 3, "\n---\n");
	load_front(&l);
	expect(!l.ok);
	expect_int(diag_errors(l.d), 1);
	load_end(&l);
}

int
main(void)
{
	return RUN(
	    scalars_stay_text,
	    an_empty_value_is_null,
	    an_empty_file_is_null,
	    lists_and_maps_nest_in_both_styles,
	    block_texts_keep_or_fold_their_lines,
	    quotes_keep_what_is_in_them,
	    keys_may_be_quoted_and_of_any_script,
	    line_ends_do_not_matter,
	    one_document_may_have_its_marks,
	    places_count_bytes,
	    a_colon_in_a_value_wants_quotes,
	    a_chinese_colon_is_named,
	    a_colon_without_a_space_is_named,
	    a_value_cannot_begin_with_an_indicator,
	    a_tab_cannot_indent,
	    an_unclosed_quote_is_shown_where_it_opens,
	    an_unclosed_bracket_is_shown_where_it_opens,
	    a_forgotten_comma_is_shown,
	    a_colon_before_a_comma_is_shown,
	    text_behind_a_complete_value_is_shown,
	    an_escape_that_is_none_is_shown,
	    an_escape_cannot_make_a_control_character,
	    a_line_without_a_key_is_shown,
	    wrong_indentation_is_shown,
	    a_key_must_be_there,
	    a_key_must_be_text,
	    a_key_twice_is_an_error_at_the_second,
	    anchors_aliases_tags_and_merges_are_refused,
	    one_document_is_enough,
	    what_is_no_text_is_refused_at_its_place,
	    nesting_ends_at_sixteen,
	    a_bomb_is_refused_at_once,
	    a_file_may_have_200000_values,
	    a_file_may_have_a_mebibyte,
	    many_mistakes_are_enough,
	    front_matter_is_cut_off_the_article,
	    front_matter_knows_all_line_ends,
	    front_matter_may_be_empty,
	    indented_dashes_do_not_end_it,
	    an_article_needs_no_front_matter,
	    a_thematic_break_is_no_front_matter,
	    unclosed_front_matter_is_shown_where_it_begins,
	    mistakes_in_front_matter_have_the_articles_lines,
	    a_single_line_that_is_no_key_is_shown,
	    front_matter_that_swallowed_text_says_where_it_began,
	    text_below_front_matter_may_be_anything,
	    front_matter_may_have_64_kib);
}
