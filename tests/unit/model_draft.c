/*
 * What is taken out of a draft and what is not.  Each case is a whole text and
 * what is left of its body, with the words that tiku ships.
 */
#include "test.h"

#include "base/diag.h"
#include "base/text.h"
#include "format/yaml.h"
#include "format/yaml_write.h"
#include "model/draft.h"

struct run {
	struct arena *a;
	struct diag *d;
	struct source source;
	struct draft draft;
	bool ok;
};

static struct run
clean(struct str text)
{
	struct run r = { .a = arena_new(), .d = diag_new(),
		.source = { .path = S("x.txt"), .text = text } };
	struct config *c = config_load("tests/unit", NULL, ".", r.a, r.d);

	expect(c != NULL);
	r.draft = (struct draft){ .config = c, .arena = r.a, .diag = r.d,
		.words = draft_words_load(c, r.a), .name = S("x"),
		.place = S("llm/x/index.zh.md") };
	expect(r.draft.words != NULL);
	return r;
}

static void
run_clean(struct run *r)
{
	r->draft.source = &r->source;
	r->ok = draft_clean(&r->draft);
}

static void
run_end(struct run *r)
{
	diag_free(r->d);
	arena_free(r->a);
}

/* The text without front matter. */
static struct str
body_of(struct str text)
{
	size_t end = str_find(text, S("\n---\n"));

	expect(str_starts(text, S("---\n")) && end != STR_NONE);
	return str_from(text, end + 6);
}

static void
expect_body(const char *file, int line, struct str text, const char *want)
{
	struct run r = clean(text), again;
	struct str first;

	run_clean(&r);
	if (!r.ok) {
		diag_print(r.d, stdout, DIAG_TEXT, false);
		_fail(file, line);
	}
	first = draft_text(&r.draft);
	test_str(body_of(first), str_of(want), file, line);
	again = clean(first);
	run_clean(&again);
	test_str(draft_text(&again.draft), first, file, line);
	run_end(&again);
	run_end(&r);
}
#define expect_left(text, want) expect_body(__FILE__, __LINE__, S(text), (want))

/* A member of the front matter, as YAML reads it; "" when it is not there. */
static void
expect_member(const char *file, int line, struct str text, const char *key,
    const char *want)
{
	struct run r = clean(text);
	struct source out = { .path = S("out.md") };
	const struct value *front = NULL, *v;
	struct strbuf b = { 0 };
	size_t body;

	run_clean(&r);
	expect(r.ok);
	out.text = draft_text(&r.draft);
	expect(yaml_front(&out, r.a, &front, &body, r.d));
	v = value_get(front, str_of(key));
	if (v && v->kind == VALUE_TEXT)
		strbuf_add(&b, v->text);
	else if (v)
		value_json(&b, v, false);
	test_str(strbuf_str(&b), str_of(want), file, line);
	strbuf_free(&b);
	run_end(&r);
}
#define expect_front(text, key, want) \
	expect_member(__FILE__, __LINE__, S(text), (key), (want))

/* --- yaml_write -------------------------------------------------------- */

static void
expect_round(struct str s)
{
	struct arena *a = arena_new();
	struct diag *d = diag_new();
	struct strbuf b = { 0 };
	struct value *map = value_map(a), *list = value_list(a);
	struct source out = { .path = S("a.yml") };
	const struct value *v;

	value_set(a, map, S("title"), value_text(a, s));
	value_add(a, list, value_text(a, s));
	value_add(a, list, value_text(a, S("x")));
	value_add(a, list, value_text(a, s));
	value_set(a, map, S("tags"), list);
	yaml_write(&b, map);
	out.text = strbuf_str(&b);
	v = yaml_parse(&out, a, d);
	if (!v || !str_eq(value_get_text(v, S("title")), s)) {
		print_error("%.*s", STR_ARG(out.text));
		diag_print(d, stderr, DIAG_TEXT, false);
		expect(false);
	}
	v = value_get(v, S("tags"));
	expect_int(v->list.n, 3);
	expect(str_eq(v->list.v[0]->text, s));
	expect(str_eq(v->list.v[2]->text, s));
	expect_str(v->list.v[1]->text, "x");
	strbuf_free(&b);
	diag_free(d);
	arena_free(a);
}

TEST(every_pair_of_ascii_characters_is_read_back)
{
	char s[6] = "..x..";

	for (int i = 0x20; i < 0x7F; i++)
		for (int k = 0x20; k < 0x7F; k++) {
			s[0] = s[3] = (char)i;
			s[1] = s[4] = (char)k;
			expect_round((struct str){ s, 2 });
			expect_round((struct str){ s, 5 });
		}
}

TEST(breaks_and_invisible_characters_are_read_back)
{
	static const int32_t odd[] = { '\t', '\n', '\r', 0xA0, 0x2028, 0x2029,
		0xFEFF, 0x200B, 0x202E, 0xFFFD, 0xFFFE, 0xFFFF, 0x1F600, 0x10FFFF,
		0xFF1A, 0x3000, 0xE000 };
	struct strbuf b = { 0 };

	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
		for (int where = 0; where < 3; where++) {
			strbuf_reset(&b);
			strbuf_add(&b, where > 0 ? S("题") : S(""));
			text_put(&b, odd[i]);
			strbuf_add(&b, where < 2 ? S("目 b") : S(""));
			expect_round(strbuf_str(&b));
		}
	strbuf_free(&b);
}

TEST(texts_that_yaml_takes_for_something_else_are_quoted)
{
	static const char *const texts[] = { "true", "No", "null", "~", "1.10",
		"2026-03-01", "0x1F", "1e3", "-", "---", "...", "<<", "=", ".inf",
		"12:30:45", "!!str x", "&a", "*a", "key: value", "a #b", "- x", "? x",
		"'", "\"", "''", "\"\"", "it's", "a\\nb", "{x: y}", "[1, 2]", "|", ">",
		"%x", "@x", "`x`", "C++: \"a\" 'b' \\ c", " x", "x ", "a:", "x\\" };

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		expect_round(str_of(texts[i]));
}

TEST(a_plain_text_stays_plain)
{
	struct strbuf b = { 0 };

	yaml_write_text(&b, S("大模型：引领新工业革命（LAM）"));
	expect_str(strbuf_str(&b), "大模型：引领新工业革命（LAM）");
	strbuf_free(&b);
}

/* --- chat -------------------------------------------------------------- */

TEST(chat_before_the_title_goes_up_to_the_rule)
{
	expect_left(" Alright, I'll create a blog post.\n\n---\n\n# T\n\nText.\n",
	    "Text.\n");
	expect_left("Sure! Here's the post:\n\n# T\n\nText.\n", "Text.\n");
	expect_left("好的，以下是为您撰写的文章：\n\n---\n\n# 题\n\n正文。\n", "正文。\n");
	expect_left("当然！我将为您写一篇博客。\n\n# 题\n\n正文。\n", "正文。\n");
	expect_left("Sure, here is it.\n\nIt has 2 parts:\n\n1. a\n2. b\n\n# T\n\nText.\n",
	    "Text.\n");
}

TEST(chat_where_no_title_stands_alone_goes_alone)
{
	expect_left("Certainly, here you are; I'll begin.\n\nAn introduction.\n\n"
	    "## A\n\na\n\n## B\n\nb\n", "An introduction.\n\na\n\n## B\n\nb\n");
}

TEST(text_that_begins_like_chat_stays)
{
	expect_left("# T\n\nSure, I will tell. Here is more.\n\nText.\n\n## A\n\na\n",
	    "Sure, I will tell. Here is more.\n\nText.\n\n## A\n\na\n");
	expect_left("Surely I'll be read.\n\n# T\n\nText.\n",
	    "Surely I'll be read.\n\nText.\n");
	expect_left("好的代码应该简单，以下是例子。\n\n# 题\n\n正文。\n",
	    "好的代码应该简单，以下是例子。\n\n正文。\n");
}

TEST(signing_off_goes_with_the_rule_before_it)
{
	expect_left("# T\n\nText.\n\n---\n\nPlease note that the above content is a sample.\n",
	    "Text.\n");
	expect_left("# T\n\nText.\n\nI will continue to add more.\n\nPlease let me know if ...\n",
	    "Text.\n");
	expect_left("# 题\n\n正文。\n\n由于篇幅限制，只写了这些。\n\n希望本文对您有所帮助！\n",
	    "正文。\n");
}

TEST(signing_off_inside_a_text_stays)
{
	expect_left("# T\n\nPlease let me know if this is so.\n\nText.\n",
	    "Please let me know if this is so.\n\nText.\n");
	expect_left("# 题\n\n掌握它们有助于求职。希望本文对您有所帮助！\n",
	    "掌握它们有助于求职。希望本文对您有所帮助！\n");
	expect_left("# 题\n\n## 结语\n\n希望本文对您有所帮助！\n",
	    "## 结语\n\n希望本文对您有所帮助！\n");
	expect_left("# T\n\nText.\n\n---\n", "Text.\n\n---\n");
}

/* --- tokens ------------------------------------------------------------ */

TEST(tokens_at_the_edges_of_lines_go)
{
	expect_left("# T\n\nText.<|im_end|>\n", "Text.\n");
	expect_left("# T\n\n<|im_sep|>\n\nText.\n", "Text.\n");
	expect_left("# T\n\nText.\n<sop>|>\n", "Text.\n");
	expect_left("[gMASK]<sop># T\n\nText.<eop>\n", "Text.\n");
	expect_left("<|im_start|>assistant\n# T\n\nText.\n", "Text.\n");
	expect_left("<｜Assistant｜># T\n\nText.<｜end▁of▁sentence｜>\n", "Text.\n");
}

TEST(a_token_glued_to_a_heading_gives_the_heading_back)
{
	expect_left("# T\n\n<|assistant|>## 1. 背景介绍\n\nText.\n",
	    "## 1. 背景介绍\n\nText.\n");
}

TEST(tokens_glued_into_text_go)
{
	expect_left("# T\n\n大模型。<|im_sep|>下一段。\n", "大模型。下一段。\n");
}

TEST(tokens_that_a_text_speaks_of_stay)
{
	expect_left("# T\n\nIt ends in `<|im_end|>`.\n\n```\n<|im_end|>\n```\n",
	    "It ends in `<|im_end|>`.\n\n```\n<|im_end|>\n```\n");
	expect_left("# T\n\nThe model uses <|endoftext|> to stop.\n",
	    "The model uses <|endoftext|> to stop.\n");
	expect_left("# 题\n\n用“<|im_end|>”结束。\n\n| a | b |\n|---|---|\n| <|im_end|> | x |\n",
	    "用“<|im_end|>”结束。\n\n| a | b |\n|---|---|\n| <|im_end|> | x |\n");
	expect_left("# T\n\nA `code span\n<|im_end|> of` two lines.\n",
	    "A `code span\n<|im_end|> of` two lines.\n");
	expect_left("# T\n\n<s>old</s> new <s>b</s>\n", "<s>old</s> new <s>b</s>\n");
	expect_left("# T\n\nThe mean is $<|x|>$ here.\n", "The mean is $<|x|>$ here.\n");
}

TEST(a_token_behind_a_fence_closes_it)
{
	expect_left("# T\n\n```c\nint x;\n```<|im_end|>\n", "```c\nint x;\n```\n");
}

TEST(thoughts_go_as_a_whole)
{
	expect_left("<think>\nHm.\n\n# Not it\n</think>\n\n# T\n\nText.\n", "Text.\n");
	expect_left("<think>Hm.</think># T\n\nText.\n", "Text.\n");
	expect_left("Hm, so.\n\n</think>\n\n# T\n\nText.\n", "Text.\n");
	expect_left("<think>\n```py\nx = 1\n</think>\n\n# T\n\nText.\n", "Text.\n");
}

TEST(a_thought_without_end_stays)
{
	expect_left("# T\n\n<think>\nText.\n", "<think>\nText.\n");
	expect_left("# T\n\nThe tags `<think>` and </think> part it.\n",
	    "The tags `<think>` and </think> part it.\n");
}

/* --- fences ------------------------------------------------------------ */

TEST(an_open_fence_closes_before_a_heading_that_is_prose)
{
	expect_left("# T\n\n```py\nx = 1\n\n### 2. Why?\n\n**Answer:** so.\n",
	    "```py\nx = 1\n```\n\n## 2. Why? {#x-2}\n\n**Answer:** so.\n");
	expect_left("# T\n\n```py\nx = 1\n\n### 2. Why?\n\n```c\nint y;\n```\n",
	    "```py\nx = 1\n```\n\n## 2. Why? {#x-2}\n\n```c\nint y;\n```\n");
}

TEST(an_open_fence_closes_at_the_end)
{
	expect_left("# T\n\n```py\n# comment\nx = 1\n", "```py\n# comment\nx = 1\n```\n");
	expect_left("# T\n\n~~~~\nx\n", "~~~~\nx\n~~~~\n");
}

TEST(a_stray_fence_goes)
{
	expect_left("# T\n\nText.\n\n```\n", "Text.\n");
}

TEST(a_closed_fence_is_not_touched)
{
	expect_left("# T\n\n```markdown\n### 1. x\n\n**a**\n\n```py\n\ny\n```\n",
	    "```markdown\n### 1. x\n\n**a**\n\n```py\n\ny\n```\n");
	expect_left("# T\n\n```sh\n\n### 1. not a heading\n\n**x**\n```\n",
	    "```sh\n\n### 1. not a heading\n\n**x**\n```\n");
	expect_left("# T\n\n- a\n  ```py\n  x\n\nText.\n\n### 2. b\n",
	    "- a\n  ```py\n  x\n\nText.\n\n## 2. b\n");
}

/* --- head -------------------------------------------------------------- */

TEST(the_title_is_the_first_heading)
{
	expect_front("# 《大模型：原理》\n\nx\n", "title", "大模型：原理");
	expect_front("### **标题：** “LAM” 是什么\n\nx\n", "title", "“LAM” 是什么");
	expect_front("《大模型》导论\n===\n\nx\n", "title", "《大模型》导论");
	expect_front("# 《自拟标题：大模型》\n\nx\n", "title", "大模型");
	expect_front("# 自拟标题\n\n## 大模型\n\nx\n", "title", "大模型");
	expect_front("# 大模型（自拟标题）\n\nx\n", "title", "大模型");
	expect_front("No heading at all.\n", "title", "x");
	expect_front("# 😀🎉\n\nx\n", "title", "😀🎉");
}

TEST(a_question_is_not_taken_for_the_title)
{
	expect_left("### 1. Why?\n\n**Answer:** so.\n",
	    "## 1. Why? {#x-1}\n\n**Answer:** so.\n");
}

TEST(a_word_in_a_sentence_is_no_placeholder)
{
	expect_left("# T\n\n## 自拟标题的技巧\n\nx\n", "## 自拟标题的技巧\n\nx\n");
}

TEST(labels_at_the_head_go_to_the_front_matter)
{
	static const char text[] = "# T\n\n> **关键词：** A b，c、d; e.\n>\n> **摘要：** 一\n> 二。\n\n"
	    "## A\n\n**关键词：** stays\n";

	expect_member(__FILE__, __LINE__, str_of(text), "tags",
	    "[\"A b\",\"c\",\"d\",\"e\"]");
	expect_member(__FILE__, __LINE__, str_of(text), "description", "一二。");
	expect_body(__FILE__, __LINE__, str_of(text), "## A\n\n**关键词：** stays\n");
	expect_front("# T\n\n**Keywords**: a, b\n\n**Abstract:** It is.\n\nText.\n",
	    "description", "It is.");
	expect_front("# T\n\nText.\n\n---\n\n**作者：甲 & 乙**\n", "authors",
	    "[\"甲\",\"乙\"]");
}

TEST(what_the_front_matter_has_is_left_in_the_text)
{
	struct run r = clean(S("---\ntitle: T\ntags: [x] # mine\n---\n关键词：a，b\n\n"
	    "摘要：m\n\n# U\n\nx\n"));

	run_clean(&r);
	expect_str(draft_text(&r.draft), "---\ntitle: T\ntags: [x] # mine\n"
	    "description: m\n---\n关键词：a，b\n\n## U\n\nx\n");
	run_end(&r);
}

TEST(clean_front_matter_is_not_touched)
{
	struct run r = clean(S("---\n# a comment\ntitle: 'T'\nextra: {a: 1}\n---\n\n\nText  \n\n\n"));

	run_clean(&r);
	expect_str(draft_text(&r.draft),
	    "---\n# a comment\ntitle: 'T'\nextra: {a: 1}\n---\n\n\nText  \n\n\n");
	expect_int(r.draft.note.n, 0);
	run_end(&r);
}

/* --- headings ----------------------------------------------------------- */

TEST(levels_are_made_contiguous)
{
	expect_left("### T\n\n#### A\n\n###### a\n\n#### B\n\n##### b ##\n",
	    "## A\n\n### a\n\n## B\n\n### b ##\n");
	expect_left("# T\n\nA\nb\n===\n\nx\n\nC\n---\n\ny\n",
	    "## A b\n\nx\n\n### C\n\ny\n");
	expect_left("# T\n\n# 1\n\n## 2\n\n### 3\n\n#### 4\n\n##### 5\n\n###### 6\n",
	    "# 1\n\n## 2\n\n### 3\n\n#### 4\n\n##### 5\n\n###### 6\n");
}

TEST(ids_are_those_the_build_would_make)
{
	expect_left("# T\n\n## 2.1 Q1: Why?\n\n**Answer:** a\n\n## 2.1 Q1: Why?\n\n"
	    "**Answer:** b\n\n## How? ##\n\n**Answer:** c\n\n## Who? {#me kind=coding}\n\n"
	    "**Answer:** d\n\n## 9. Where? {kind=coding}\n\n**Answer:** e\n",
	    "## 2.1 Q1: Why? {#x-2-1}\n\n**Answer:** a\n\n## 2.1 Q1: Why? {#x-6ddc26d8}\n\n"
	    "**Answer:** b\n\n## How? {#x-e4aac7d4}\n\n**Answer:** c\n\n## Who? {#me kind=coding}\n\n"
	    "**Answer:** d\n\n## 9. Where? {#x-9 kind=coding}\n\n**Answer:** e\n");
}

TEST(a_question_under_bold_text_gets_no_id)
{
	expect_left("# T\n\n**1. What is RAG?**\n\n**Answer:** It is.\n",
	    "**1. What is RAG?**\n\n**Answer:** It is.\n");
	expect_left("# T\n\n---\n\n**题目：** 请说。\n\n**答案：** 好。\n",
	    "---\n\n**题目：** 请说。\n\n**答案：** 好。\n");
}

TEST(an_id_that_is_taken_gets_a_number)
{
	expect_left("# T\n\n## 1. A\n\n**Answer:** a\n\n## B {#x-1}\n\nb\n",
	    "## 1. A {#x-1-2}\n\n**Answer:** a\n\n## B {#x-1}\n\nb\n");
}

TEST(a_long_explanation_gets_no_id)
{
	expect_left("# T\n\n## 1. A\n\n**题目：** a\n\n**答案：** b\n\n## 解析\n\n### 1. A\n\nc\n",
	    "## 1. A {#x-1}\n\n**题目：** a\n\n**答案：** b\n\n## 解析\n\n### 1. A\n\nc\n");
}

/* --- the rest ------------------------------------------------------------ */

TEST(line_ends_are_kept)
{
	struct run r = clean(S("# T\r\n\r\nText.\r\n\r\n```\r\na\r\n```\r\n"));

	run_clean(&r);
	expect_str(draft_text(&r.draft), "---\r\ntitle: T\r\nsource: import\r\n---\r\n"
	    "\r\nText.\r\n\r\n```\r\na\r\n```\r\n");
	run_end(&r);
}

TEST(formulas_and_raw_html_are_kept)
{
	expect_left("# T\n\n\\[\nx<|im_end|>\n\\]\n\n$$\n## y\n$$\n\n<!--\n<sop>\n-->\n",
	    "\\[\nx<|im_end|>\n\\]\n\n$$\n## y\n$$\n\n<!--\n<sop>\n-->\n");
}

TEST(nothing_left_is_an_error)
{
	static const char *const texts[] = { "", "  \n\n", "Sure! Here is it:\n",
		"<think>x</think>\n", "<|im_end|>\n" };

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct run r = clean(str_of(texts[i]));

		run_clean(&r);
		expect(!r.ok);
		expect_int(diag_errors(r.d), 1);
		run_end(&r);
	}
}

static bool
answer_yes_to_quotes(void *ctx, const struct str *text, size_t n, bool *yes)
{
	*(size_t *)ctx = n;
	for (size_t i = 0; i < n; i++)
		yes[i] = str_chr(text[i], '"') != STR_NONE;
	return true;
}

TEST(labels_of_a_refused_diagram_are_quoted)
{
	struct run r = clean(S("# T\n\n```mermaid\ngraph TD\n  A[f(x)] -->|g(y)| B{\"k\"}\n"
	    "  C[(db)] --> D[a] & E((h (i)))\n```\n\n```mermaid\nsequenceDiagram\n A->>B: f(x)\n```\n"));
	size_t asked = 0;

	r.draft.diagrams_read = answer_yes_to_quotes;
	r.draft.ctx = &asked;
	run_clean(&r);
	expect_int(asked, 2);
	expect_str(body_of(draft_text(&r.draft)),
	    "```mermaid\ngraph TD\n  A[f(x)] -->|g(y)| B{\"k\"}\n"
	    "  C[(db)] --> D[a] & E((h (i)))\n```\n\n```mermaid\nsequenceDiagram\n A->>B: f(x)\n```\n");
	run_end(&r);

	r = clean(S("# T\n\n- x\n\n  ```mermaid\n  graph TD\n    A[f(x)] -->|g(y)| B{z}\n"
	    "    C[(db)] --> D[a] & E((h (i)))\n  ```\n"));
	r.draft.diagrams_read = answer_yes_to_quotes;
	r.draft.ctx = &asked;
	run_clean(&r);
	expect_str(body_of(draft_text(&r.draft)),
	    "- x\n\n  ```mermaid\n  graph TD\n    A[\"f(x)\"] -->|\"g(y)\"| B{z}\n"
	    "    C[(db)] --> D[a] & E((\"h (i)\"))\n  ```\n");
	run_end(&r);
}

TEST(the_language_is_what_most_letters_say)
{
	struct run r = clean(S("# T\n\n大模型 Transformer 的 attention 机制，如何 fine-tune？\n"));

	run_clean(&r);
	expect_str(r.draft.config->language[draft_language(&r.draft)].id, "zh");
	run_end(&r);
	r = clean(S("# T\n\nAsked at 阿里巴巴 and 字节跳动: what is it that a model learns, and "
	    "how does one know that it has learnt a thing from its data and not by heart?\n"));
	run_clean(&r);
	expect_str(r.draft.config->language[draft_language(&r.draft)].id, "en");
	run_end(&r);
	r = clean(S("1 2 3\n"));
	run_clean(&r);
	run_end(&r);
}

/* --- findings ------------------------------------------------------------ */

TEST(check_finds_each_artefact_at_its_place)
{
	struct run r = clean(S("---\ntitle: T\n---\nSure, here is it:\n\n---\n\n## A<|im_end|>\n\n"
	    "x <sop>\n\n## 自拟标题\n\n<think>\nhm\n</think>\n\n```py\n\nPlease let me know.\n"));
	struct article at = { .source = &r.source, .translation_key = S("") };
	struct markdown_options o = { true, true, true, false, true };
	struct strbuf record = { 0 };
	char *text, *bytes;
	size_t n;
	FILE *f;

	expect(article_place(&at, S("llm/x/index.en.md"), r.draft.config, r.a));
	expect(article_front(&at, r.draft.config, r.a, r.d));
	markdown_parse(r.source.text, at.body, &o, &record);
	bytes = arena_alloc(r.a, record.n);
	memcpy(bytes, record.p, record.n);
	expect(markdown_open((struct str){ bytes, record.n }, &at.md));
	article_body(&at, r.a, r.d);
	draft_findings(&at, r.draft.config, r.draft.words, r.a, r.d);
	f = open_memstream(&text, &n);
	diag_print(r.d, f, DIAG_GITHUB, false);
	fclose(f);
	expect(strstr(text, "line=4,") && strstr(text, "draft-preamble"));
	expect(strstr(text, "line=8,") && strstr(text, "draft-token"));
	expect(strstr(text, "line=10,"));
	expect(strstr(text, "line=12,") && strstr(text, "draft-placeholder"));
	expect(strstr(text, "line=14,") && strstr(text, "draft-thought"));
	expect(strstr(text, "line=18,") && strstr(text, "draft-fence"));
	free(text);
	strbuf_free(&record);
	run_end(&r);
}

int
main(void)
{
	return RUN(every_pair_of_ascii_characters_is_read_back,
	    breaks_and_invisible_characters_are_read_back,
	    texts_that_yaml_takes_for_something_else_are_quoted,
	    a_plain_text_stays_plain,
	    chat_before_the_title_goes_up_to_the_rule,
	    chat_where_no_title_stands_alone_goes_alone,
	    text_that_begins_like_chat_stays,
	    signing_off_goes_with_the_rule_before_it,
	    signing_off_inside_a_text_stays,
	    tokens_at_the_edges_of_lines_go,
	    a_token_glued_to_a_heading_gives_the_heading_back,
	    tokens_glued_into_text_go, tokens_that_a_text_speaks_of_stay,
	    a_token_behind_a_fence_closes_it, thoughts_go_as_a_whole,
	    a_thought_without_end_stays,
	    an_open_fence_closes_before_a_heading_that_is_prose,
	    an_open_fence_closes_at_the_end, a_stray_fence_goes,
	    a_closed_fence_is_not_touched, the_title_is_the_first_heading,
	    a_question_is_not_taken_for_the_title,
	    a_word_in_a_sentence_is_no_placeholder,
	    labels_at_the_head_go_to_the_front_matter,
	    what_the_front_matter_has_is_left_in_the_text,
	    clean_front_matter_is_not_touched, levels_are_made_contiguous,
	    ids_are_those_the_build_would_make,
	    a_question_under_bold_text_gets_no_id,
	    an_id_that_is_taken_gets_a_number, a_long_explanation_gets_no_id,
	    line_ends_are_kept, formulas_and_raw_html_are_kept,
	    nothing_left_is_an_error, labels_of_a_refused_diagram_are_quoted,
	    the_language_is_what_most_letters_say,
	    check_finds_each_artefact_at_its_place);
}
