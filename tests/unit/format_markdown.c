/* Records of the Markdown layer: ranges, places, holes, problems. */
#include "test.h"

#include "base/mem.h"
#include "format/markdown.h"

static const struct markdown_options all = {
	.math = true, .mermaid = true, .highlight = true, .cjk_breaks = true
};

/* The record of the text parsed last, and that text. */
static struct strbuf record;
static struct markdown md;
static struct str source;

static void
parse_with(struct str text, size_t body, const struct markdown_options *o)
{
	strbuf_reset(&record);
	source = text;
	markdown_parse(text, body, o, &record);
	expect(markdown_open(strbuf_str(&record), &md));
}

static void
parse(const char *text)
{
	parse_with(str_of(text), 0, &all);
}

static struct str
place(uint32_t offset, uint32_t length)
{
	return str_sub(source, offset, (size_t)offset + length);
}

static const struct block *
nth(enum block_kind kind, uint32_t n)
{
	uint32_t i;

	for (i = 0; i < md.nblock; i++)
		if (md.block[i].kind == kind && n-- == 0)
			return &md.block[i];
	fail_msg("there is no such block");
	return NULL;
}

static struct str
block_source(const struct block *b)
{
	return place(b->offset, b->length);
}

static struct str
outer(const struct block *b)
{
	return str_sub(md.html, b->html, b->html_end);
}

static struct str
inner(const struct block *b)
{
	return str_sub(md.html, b->inner, b->inner_end);
}

static struct str
text(struct span s)
{
	return markdown_text(&md, s);
}

static void
expect_problem(uint32_t i, const char *rule, const char *at)
{
	expect(i < md.nproblem);
	expect_str(text(md.problem[i].rule), rule);
	expect_str(place(md.problem[i].offset, md.problem[i].length), at);
}

/* -- blocks ---------------------------------------------------------------- */

TEST(nothing_gives_an_empty_record)
{
	parse("");
	expect_int(md.nblock, 0);
	expect_str(md.html, "");
	parse("\n \n\t\n");
	expect_int(md.nblock, 0);
}

TEST(a_sampleneeds_no_line_end)
{
	parse("a");
	expect_str(md.html, "<p>a</p>\n");
	expect_str(block_source(&md.block[0]), "a");
}

TEST(the_body_begins_behind_front_matter)
{
	parse_with(S("---\nt: 1\n---\n# a\n\n$x$\n"), 13, &all);
	expect_str(block_source(nth(BLOCK_HEADING, 0)), "# a");
	expect_str(place(md.embed[0].offset, md.embed[0].length), "x");
	expect_int(md.embed[0].offset, 19);
}

TEST(blocks_stand_in_order_with_what_they_hold)
{
	parse("a\n\n- b\n\n  > c\n- d\n");
	expect_int(md.nblock, 8);
	expect_int(md.block[1].kind, BLOCK_LIST);
	expect_int(md.block[1].next, 8);
	expect_int(md.block[2].kind, BLOCK_ITEM);
	expect_int(md.block[2].next, 6);
	expect_int(md.block[4].kind, BLOCK_QUOTE);
	expect_int(md.block[4].depth, 2);
	expect_int(md.block[5].depth, 3);
	expect_int(md.block[7].next, 8);
}

TEST(a_range_is_the_element_and_what_is_inside)
{
	parse("## a *b*\n\n- c\n");
	expect_str(outer(nth(BLOCK_HEADING, 0)), "<h id=\"a-b\">a <em>b</em></h>");
	expect_str(inner(nth(BLOCK_HEADING, 0)), "a <em>b</em>");
	expect_str(outer(nth(BLOCK_LIST, 0)), "<ul>\n<li>c</li>\n</ul>");
	expect_str(outer(nth(BLOCK_PARAGRAPH, 0)), "c");
	expect_str(inner(nth(BLOCK_PARAGRAPH, 0)), "c");
}

TEST(a_block_knows_its_place)
{
	parse("# a #\n\nb\nc\n===\n\n> d\n> e\n\n1. f\n   g\n\n\n***\n\n\n"
	    "```x\nh\n```\n\n    i\n\n|j|\n|-|\n|k|\n\n<div>\nl\n</div>\n");
	expect_str(block_source(nth(BLOCK_HEADING, 0)), "# a #");
	expect_str(block_source(nth(BLOCK_HEADING, 1)), "b\nc\n===");
	expect_str(block_source(nth(BLOCK_QUOTE, 0)), "> d\n> e");
	expect_str(block_source(nth(BLOCK_PARAGRAPH, 0)), "d\n> e");
	expect_str(block_source(nth(BLOCK_LIST, 0)), "1. f\n   g");
	expect_str(block_source(nth(BLOCK_ITEM, 0)), "1. f\n   g");
	expect_str(block_source(nth(BLOCK_PARAGRAPH, 1)), "f\n   g");
	expect_str(block_source(nth(BLOCK_RULE, 0)), "***");
	expect_str(block_source(nth(BLOCK_CODE, 0)), "```x\nh\n```");
	expect_str(block_source(nth(BLOCK_CODE, 1)), "i");
	expect_str(block_source(nth(BLOCK_TABLE, 0)), "|j|\n|-|\n|k|");
	expect_str(block_source(nth(BLOCK_HTML, 0)), "<div>\nl\n</div>");
}

TEST(definitions_of_links_are_no_part_of_a_paragraph)
{
	parse("[a]: /u\n[b]:\n/v\ntext [a]\nmore\n\n[c]: /w\nt\n---\nx\n");
	expect_str(block_source(nth(BLOCK_PARAGRAPH, 0)), "text [a]\nmore");
	expect_str(block_source(nth(BLOCK_HEADING, 0)), "t\n---");
	expect_str(place(md.link[0].offset, md.link[0].length), "[a]");
}

TEST(a_fence_ends_with_its_quote)
{
	parse("> ```\n> a\nb\n");
	expect_str(block_source(nth(BLOCK_CODE, 0)), "```\n> a");
	expect_str(block_source(nth(BLOCK_PARAGRAPH, 0)), "b");
}

TEST(a_paragraph_before_a_table_has_its_own_place)
{
	parse("- x\n  y\n  |a|b|\n  |-|-|\n  |1|[2](z)|\n");
	expect_str(block_source(nth(BLOCK_PARAGRAPH, 0)), "x\n  y");
	expect_str(block_source(nth(BLOCK_TABLE, 0)),
	    "|a|b|\n  |-|-|\n  |1|[2](z)|");
	expect_str(place(md.link[0].offset, md.link[0].length), "[2](z)");
}

TEST(items_are_numbered)
{
	parse("3. a\n3. b\n9. c\n");
	expect_int(nth(BLOCK_LIST, 0)->level, 1);
	expect_int(nth(BLOCK_ITEM, 0)->number, 3);
	expect_int(nth(BLOCK_ITEM, 2)->number, 5);
}

TEST(an_alert_is_a_quote_of_a_kind)
{
	const struct block *b;

	parse("> [!Tip]\n> a\n");
	b = nth(BLOCK_QUOTE, 0);
	expect_str(text(b->info), "tip");
	expect_int(md.hole[0].kind, HOLE_LABEL);
	expect_int(md.hole[0].index, ALERT_TIP);
	expect_str(block_source(nth(BLOCK_PARAGRAPH, 0)), "a");
}

TEST(footnotes_come_last)
{
	const struct block *b;

	parse("[^b]: two\n\na[^a] b[^b]\n\n[^a]: one\n\n    more\n");
	b = nth(BLOCK_FOOTNOTES, 0);
	expect_int(b->next, md.nblock);
	expect_str(outer(b).n > 8 ? str_sub(outer(b), 0, 8) : S(""), "<section");
	expect_str(block_source(nth(BLOCK_ITEM, 0)), "[^a]: one\n\n    more");
	expect_int(nth(BLOCK_ITEM, 0)->number, 1);
	expect_str(block_source(nth(BLOCK_ITEM, 1)), "[^b]: two");
	expect_int(nth(BLOCK_ITEM, 1)->number, 2);
}

/* -- text ------------------------------------------------------------------ */

TEST(plain_samplehas_formulas_as_tex_and_code_as_it_is)
{
	parse("a **b** `c|d` $e_f$ [g](h) ![i](j)\nk\\\nl&amp;中\n文\n");
	expect_str(text(md.block[0].text), "a b c|d e_f g i k l&中文");
}

TEST(bold_samplethat_leads_is_known)
{
	const struct block *b;

	parse("**题目：**请说明\n\n#### **答案**：\n\nnot **first**\n\n"
	    "- **解析**: x\n\n*x* **y**\n");
	b = nth(BLOCK_PARAGRAPH, 0);
	expect_str(text(b->lead), "题目：");
	expect_str(str_sub(md.html, b->lead_end, b->inner_end), "请说明");
	b = nth(BLOCK_HEADING, 0);
	expect_str(text(b->lead), "答案");
	expect_str(str_sub(md.html, b->lead_end, b->inner_end), "：");
	expect_int(nth(BLOCK_PARAGRAPH, 1)->lead.n, 0);
	expect_str(text(nth(BLOCK_PARAGRAPH, 2)->lead), "解析");
	expect_int(nth(BLOCK_PARAGRAPH, 3)->lead.n, 0);
}

/* -- headings -------------------------------------------------------------- */

TEST(attributes_of_headings_know_their_values_places)
{
	const struct block *b;

	parse("> ## 题 {#q1 .x kind=coding topics=\"a,b c\"} ##\n");
	b = nth(BLOCK_HEADING, 0);
	expect_str(text(b->text), "题");
	expect_str(text(b->id), "q1");
	expect_int(b->explicit_id, 1);
	expect_int(b->nattr, 3);
	expect_str(text(md.attr[b->attr].key), "class");
	expect_str(text(md.attr[b->attr + 1].key), "kind");
	expect_str(place(md.attr[1].offset, md.attr[1].length), "coding");
	expect_str(text(md.attr[2].value), "a,b c");
	expect_str(place(md.attr[2].offset, md.attr[2].length), "a,b c");
}

TEST(attributes_below_an_underlined_heading_are_found)
{
	parse("a\nb {#x k=v}\n---\n");
	expect_str(text(md.block[0].id), "x");
	expect_str(text(md.block[0].text), "a b");
	expect_str(place(md.attr[0].offset, md.attr[0].length), "v");
}

TEST(a_comment_in_code_is_no_heading)
{
	parse("```python\n# a {#b}\n```\n");
	expect_str(text(md.embed[0].text), "# a {#b}\n");
}

TEST(the_same_explicit_id_twice_is_an_error)
{
	parse("# a {#x}\n\n# b {#x}\n");
	expect_int(md.nproblem, 1);
	expect_int(md.problem[0].severity, DIAG_ERROR);
	expect_problem(0, "duplicate-id", "x");
	expect_int(md.problem[0].offset, 16);
	expect_str(text(md.block[1].id), "b");
}

TEST(no_derived_id_takes_an_explicit_one)
{
	parse("# x\n\n# x\n\n# y {#x}\n\n# z {#x-1}\n");
	expect_str(text(md.block[0].id), "x-2");
	expect_str(text(md.block[1].id), "x-3");
	expect_str(text(md.block[2].id), "x");
	expect_str(text(md.block[3].id), "x-1");
}

/* -- embeds and links ------------------------------------------------------ */

TEST(a_formula_knows_its_place)
{
	parse("a $x_1$ \\( y \\)\n\n> $$\n> z\n>\n> w\n> $$\n\n|$a|b$|\n|-|\n"
	    "|\\| $c$|\n\n# 中 $d$ {#e}\n");
	expect_int(md.math, 6);
	expect_str(place(md.embed[0].offset, md.embed[0].length), "x_1");
	expect_str(place(md.embed[1].offset, md.embed[1].length), "y");
	expect_str(place(md.embed[2].offset, md.embed[2].length),
	    "z\n>\n> w");
	expect_str(text(md.embed[2].text), "z\n\nw");
	expect_str(place(md.embed[3].offset, md.embed[3].length), "a|b");
	expect_str(text(md.embed[3].text), "a|b");
	expect_str(place(md.embed[4].offset, md.embed[4].length), "c");
	expect_str(place(md.embed[5].offset, md.embed[5].length), "d");
}

TEST(marks_do_not_shift_places)
{
	parse("**（注）**文**“x”**是 $a$ [b](c)\n");
	expect_str(place(md.embed[0].offset, md.embed[0].length), "a");
	expect_str(place(md.link[0].offset, md.link[0].length), "[b](c)");
}

TEST(code_knows_its_place_and_its_fence)
{
	parse("- ```py {title=\"a.py\" hl_lines=\"2\" linenos}\n  x\n  y\n  ```\n");
	expect_int(md.code, 1);
	expect_int(md.embed[0].kind, EMBED_CODE);
	expect_int(md.embed[0].block, 1);
	expect_str(text(md.embed[0].text), "x\ny\n");
	expect_str(place(md.embed[0].offset, md.embed[0].length), "x\n  y");
	expect_str(text(md.embed[0].lang), "py");
	expect_str(text(md.embed[0].title), "a.py");
	expect_str(text(md.embed[0].lines), "2");
	expect_int(md.embed[0].linenos, 1);
	expect_str(text(nth(BLOCK_CODE, 0)->info), "py");
}

TEST(a_hole_stands_in_the_range_of_its_block)
{
	const struct block *b;

	parse("x $y$\n\n```c\nz\n```\n\n```c\nw\n```\n");
	b = nth(BLOCK_PARAGRAPH, 0);
	expect_int(md.hole[0].at, b->inner_end);
	b = nth(BLOCK_CODE, 0);
	expect_int(md.hole[1].at, b->html);
	expect(md.hole[2].at > b->html_end);
	b = nth(BLOCK_CODE, 1);
	expect_int(md.hole[2].at, b->html);
}

TEST(links_wait_for_their_targets)
{
	parse("[a](b.md#c \"t\") ![d](e.png) <https://x.org> [f](#g) [[h]] "
	    "[[i|j]] [k](&#98;\\_l)\n");
	expect_int(md.nlink, 6);
	expect_str(text(md.link[0].target), "b.md#c");
	expect_str(place(md.link[0].offset, md.link[0].length),
	    "[a](b.md#c \"t\")");
	expect_int(md.link[1].image, 1);
	expect_str(place(md.link[1].offset, md.link[1].length), "![d](e.png)");
	expect_str(text(md.link[2].target), "#g");
	expect_int(md.link[3].wiki, 1);
	expect_str(text(md.link[3].target), "h");
	expect_str(place(md.link[4].offset, md.link[4].length), "[[i|j]]");
	expect_str(text(md.link[5].target), "b_l");
}

TEST(links_behind_lines_that_cmark_does_not_count_are_found)
{
	parse("a\\\nb $x\ny$ [c](\n/d\n\"e\") `f\ng` [h](i)\nj [k](l)\n");
	expect_str(place(md.link[0].offset, md.link[0].length),
	    "[c](\n/d\n\"e\")");
	expect_str(place(md.link[1].offset, md.link[1].length), "[h](i)");
	expect_str(place(md.link[2].offset, md.link[2].length), "[k](l)");
}

TEST(addresses_in_raw_html_are_links_too)
{
	parse("<p><img src=\"a.png\"><a href=\"b.md?x=1&amp;y\">c</a></p>\n\n"
	    "<a href=\"https://x.org\">d</a>\n");
	expect_int(md.nlink, 2);
	expect_int(md.link[0].image, 1);
	expect_str(text(md.link[0].target), "a.png");
	expect_str(text(md.link[1].target), "b.md?x=1&y");
}

TEST(what_is_switched_off_stays_text)
{
	struct markdown_options none = { 0 };

	parse_with(S("$x$\n\n```mermaid\na\n```\n\n```c\nb\n```\n"), 0, &none);
	expect_int(md.nembed, 0);
	expect_str(text(md.block[0].text), "$x$");
}

/* -- problems -------------------------------------------------------------- */

TEST(a_formula_that_is_never_closed_is_samplewith_a_warning)
{
	parse("a\n\n- b\n\n  $$\n  c\n\nd\n");
	expect_int(md.nproblem, 1);
	expect_int(md.problem[0].severity, DIAG_WARNING);
	expect_problem(0, "unclosed-math", "$$");
	expect_int(md.problem[0].offset, 10);
	expect_int(md.math, 0);
}

TEST(what_raw_html_may_not_hold_is_named_once)
{
	parse("a <iframe src=x></iframe> <script>b</script>\n\n"
	    "> <b onclick=\"c\">d</b> <script>e</script>\n");
	expect_int(md.nproblem, 3);
	expect_problem(0, "raw-html", "<iframe src=x>");
	expect_problem(1, "raw-html", "<script>");
	expect(str_find(text(md.problem[1].text), S("2 times")) != STR_NONE);
	expect_problem(2, "raw-html", "onclick");
}

TEST(an_address_no_page_may_hold_is_left_out)
{
	parse("中 [a](javascript:b)\n");
	expect_problem(0, "unsafe-url", "[a](javascript:b)");
	expect_str(md.html, "<p>中 <a>a</a></p>\n");
	expect_int(md.nlink, 0);
}

TEST(code_that_reads_differently_than_it_runs_is_reported)
{
	parse("a `b\xE2\x80\xAE c`\n\n```c\nd \xE2\x81\xA6\n```\n\ne\xE2\x80\xAE\n");
	expect_int(md.nproblem, 2);
	expect_problem(0, "bidi", "\xE2\x80\xAE");
	expect_int(md.problem[0].offset, 4);
	expect_problem(1, "bidi", "\xE2\x81\xA6");
}

TEST(too_many_quotes_on_a_line_are_refused)
{
	struct strbuf b = { 0 };
	int i;

	strbuf_add(&b, S("a\n\n"));
	for (i = 0; i < 101; i++)
		strbuf_add(&b, S("> "));
	strbuf_add(&b, S("b\n"));
	parse_with(strbuf_str(&b), 0, &all);
	expect_int(md.nblock, 0);
	expect_int(md.problem[0].severity, DIAG_ERROR);
	expect_problem(0, "too-deep", ">");
	expect_int(md.problem[0].offset, 3);
	parse_with(str_from(strbuf_str(&b), 5), 0, &all);
	expect_int(md.nproblem, 0);
	strbuf_reset(&b);		/* code opens nothing */
	strbuf_add(&b, S("```\n"));
	for (i = 0; i < 101; i++)
		strbuf_byte(&b, '>');
	parse_with(strbuf_str(&b), 0, &all);
	expect_int(md.nproblem, 0);
	strbuf_free(&b);
}

TEST(a_rule_may_be_as_long_as_it_likes)
{
	struct strbuf b = { 0 };
	int i;

	for (i = 0; i < 300; i++)
		strbuf_add(&b, S("- "));
	parse_with(strbuf_str(&b), 0, &all);
	expect_int(md.nproblem, 0);
	expect_int(md.block[0].kind, BLOCK_RULE);
	strbuf_free(&b);
}

TEST(a_sampleover_16_mib_is_refused)
{
	struct strbuf b = { 0 };

	strbuf_reserve(&b, 17 << 20);
	memset(b.p, 'a', 17 << 20);
	b.n = (16 << 20) + 1;
	parse_with(strbuf_str(&b), 0, &all);
	expect_str(text(md.problem[0].rule), "too-large");
	expect_int(md.nblock, 0);
	strbuf_free(&b);
}

TEST(a_samplethat_needs_too_much_memory_is_refused_and_the_next_is_not)
{
	struct strbuf b = { 0 };
	int i;

	/* cells that are not there are made up: three million of them */
	for (i = 0; i < 6000; i++)
		strbuf_add(&b, i == 3000 ? S("|\n|-") : i < 3000 ? S("|a") :
		    S("|-"));
	strbuf_add(&b, S("|\n"));
	for (i = 0; i < 1000; i++)
		strbuf_add(&b, S("a\n"));
	parse_with(strbuf_str(&b), 0, &all);
	expect_int(md.nproblem, 1);
	expect_str(text(md.problem[0].rule), "too-complex");
	expect_int(md.nblock, 0);
	strbuf_free(&b);
	parse("*a* $b$\n");
	expect_int(md.nembed, 1);
	expect_int(md.nproblem, 0);
}

TEST(a_line_of_a_megabyte_is_fine)
{
	struct strbuf b = { 0 };
	int i;

	for (i = 0; i < 100000; i++)
		strbuf_add(&b, S("数据 [a](b) "));
	parse_with(strbuf_str(&b), 0, &all);
	expect_int(md.nlink, 100000);
	expect_str(place(md.link[99999].offset, md.link[99999].length),
	    "[a](b)");
	strbuf_free(&b);
}

/* -- the record itself ----------------------------------------------------- */

/* Other line ends: the same, but each place is further on by the returns. */
TEST(line_ends_make_no_difference)
{
	struct strbuf lf = { 0 };

	parse("# a\n\n> **b：**c\n> $d$\n\n```x\ne\n```\n");
	strbuf_add(&lf, md.html);
	parse("# a\r\n\r\n> **b：**c\r\n> $d$\r\n\r\n```x\r\ne\r\n```\r\n");
	expect(str_eq(md.html, strbuf_str(&lf)));
	expect_str(place(md.embed[0].offset, md.embed[0].length), "d");
	expect_str(text(md.embed[1].text), "e\n");
	expect_str(block_source(nth(BLOCK_QUOTE, 0)),
	    "> **b：**c\r\n> $d$");
	parse("# a\r\r> **b：**c\r> $d$\r\r```x\re\r```\r");
	expect(str_eq(md.html, strbuf_str(&lf)));
	strbuf_free(&lf);
}

TEST(a_damaged_record_does_not_open)
{
	struct strbuf copy = { 0 };
	struct markdown m;
	struct str s;

	parse("# a\n\n[b](c) $d$\n");
	strbuf_add(&copy, strbuf_str(&record));
	s = strbuf_str(&copy);
	expect(markdown_open(s, &m));
	expect(!markdown_open(str_sub(s, 0, s.n - 1), &m));
	expect(!markdown_open(str_sub(s, 0, 20), &m));
	expect(!markdown_open(S(""), &m));
	copy.p[0] ^= 1;
	expect(!markdown_open(s, &m));
	copy.p[0] ^= 1;
	/* the first block would end beyond the last */
	((struct block *)(void *)(copy.p + ((const char *)md.block -
	    record.p)))->next = 99;
	expect(!markdown_open(s, &m));
	strbuf_free(&copy);
}

TEST(a_record_does_not_depend_on_what_was_parsed_before)
{
	static const char sample[] = "# a {#b c=d}\n\n> [!NOTE]\n> **e** $f$ "
	    "[[g]] <b>h\n\n```i\nj\n```\n\n|k|\n|-|\n\nl[^m]\n\n[^m]: n\n";
	struct strbuf first = { 0 };

	parse(sample);
	strbuf_add(&first, strbuf_str(&record));
	parse("1. <i>$$\n\n~~x [y](javascript:z)\n");
	parse(sample);
	expect(str_eq(strbuf_str(&record), strbuf_str(&first)));
	strbuf_free(&first);
}

TEST(records_are_appended)
{
	struct strbuf out = { 0 };
	struct markdown m;
	struct str second;

	strbuf_add(&out, S("12345678"));
	markdown_parse(S("*a*\n"), 0, &all, &out);
	second = str_from(strbuf_str(&out), 8);
	expect(markdown_open(second, &m));
	expect_str(m.html, "<p><em>a</em></p>\n");
	strbuf_free(&out);
}

int
main(void)
{
	int failed = RUN(
	    nothing_gives_an_empty_record,
	    a_sampleneeds_no_line_end,
	    the_body_begins_behind_front_matter,
	    blocks_stand_in_order_with_what_they_hold,
	    a_range_is_the_element_and_what_is_inside,
	    a_block_knows_its_place,
	    definitions_of_links_are_no_part_of_a_paragraph,
	    a_fence_ends_with_its_quote,
	    a_paragraph_before_a_table_has_its_own_place,
	    items_are_numbered,
	    an_alert_is_a_quote_of_a_kind,
	    footnotes_come_last,
	    plain_samplehas_formulas_as_tex_and_code_as_it_is,
	    bold_samplethat_leads_is_known,
	    attributes_of_headings_know_their_values_places,
	    attributes_below_an_underlined_heading_are_found,
	    a_comment_in_code_is_no_heading,
	    the_same_explicit_id_twice_is_an_error,
	    no_derived_id_takes_an_explicit_one,
	    a_formula_knows_its_place,
	    marks_do_not_shift_places,
	    code_knows_its_place_and_its_fence,
	    a_hole_stands_in_the_range_of_its_block,
	    links_wait_for_their_targets,
	    links_behind_lines_that_cmark_does_not_count_are_found,
	    addresses_in_raw_html_are_links_too,
	    what_is_switched_off_stays_text,
	    a_formula_that_is_never_closed_is_samplewith_a_warning,
	    what_raw_html_may_not_hold_is_named_once,
	    an_address_no_page_may_hold_is_left_out,
	    code_that_reads_differently_than_it_runs_is_reported,
	    too_many_quotes_on_a_line_are_refused,
	    a_rule_may_be_as_long_as_it_likes,
	    a_sampleover_16_mib_is_refused,
	    a_samplethat_needs_too_much_memory_is_refused_and_the_next_is_not,
	    a_line_of_a_megabyte_is_fine,
	    line_ends_make_no_difference,
	    a_damaged_record_does_not_open,
	    a_record_does_not_depend_on_what_was_parsed_before,
	    records_are_appended);

	strbuf_free(&record);
	return failed;
}
