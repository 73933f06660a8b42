/*
 * The question reader: numbers in front of titles as articles really write
 * them, first sentences, and every shape of question in DESIGN.md 4.
 */
#include "model/question.h"

#include <time.h>

#include "format/markdown.h"
#include "model/article.h"

#include "test.h"

/* --- numbers ---------------------------------------------------------- */

static const struct {
	const char *heading, *number;
	char tag;
	const char *title;
} numbers[] = {
	/* one number needs a mark behind it */
	{ "1. 什么是大模型？", "1", 0, "什么是大模型？" },
	{ "1、什么是大模型？", "1", 0, "什么是大模型？" },
	{ "1） 什么是大模型？", "1", 0, "什么是大模型？" },
	{ "1) What is RAG?", "1", 0, "What is RAG?" },
	{ "101.输出", "101", 0, "输出" },
	{ "7：输出", "7", 0, "输出" },
	{ "40.\t图嵌入", "40", 0, "图嵌入" },
	{ "  3.  两边的空格  ", "3", 0, "两边的空格" },
	{ "1.\xC2\xA0题", "1", 0, "题" },
	{ "1．全角的点", "1", 0, "全角的点" },
	/* a number with parts needs only a space */
	{ "2.1 模型的原理", "2.1", 0, "模型的原理" },
	{ "3.2.1 数学公式1的讲解", "3.2.1", 0, "数学公式1的讲解" },
	{ "2.1. 原理", "2.1", 0, "原理" },
	/* Q and P */
	{ "2.1 Q1: What are the parts?", "2.1", 'Q', "What are the parts?" },
	{ "3.1 P1: Implement it", "3.1", 'P', "Implement it" },
	{ "Q1: What?", "1", 'Q', "What?" },
	{ "Q1：什么？", "1", 'Q', "什么？" },
	{ "Q12. What?", "12", 'Q', "What?" },
	{ "P1. 实现", "1", 'P', "实现" },
	{ "Q: What?", "", 'Q', "What?" },
	{ "Q：什么？", "", 'Q', "什么？" },
	{ "2 Q1: What?", "2", 'Q', "What?" },
	{ "1. Q1: What?", "1", 'Q', "What?" },
	/* Chinese and bracketed ones */
	{ "一、什么是大模型", "一", 0, "什么是大模型" },
	{ "十二、输出", "十二", 0, "输出" },
	{ "第一题：输出", "一", 0, "输出" },
	{ "第 3 题 输出", "3", 0, "输出" },
	{ "第二个问题：输出", "二", 0, "输出" },
	{ "第二问题：输出", "二", 0, "输出" },
	{ "(1) 输出", "1", 0, "输出" },
	{ "（三）输出", "三", 0, "输出" },
	{ "【2】输出", "2", 0, "输出" },
	{ "a) output", "a", 0, "output" },
	{ "B. 输出", "B", 0, "输出" },
	/* the mark belongs to the title */
	{ "1. .NET 是什么", "1", 0, ".NET 是什么" },
	{ "1. (可选) 输出", "1", 0, "(可选) 输出" },
	{ "2. 3D 渲染", "2", 0, "3D 渲染" },
	{ "1. P 值是什么", "1", 0, "P 值是什么" },
	/* no numbers */
	{ "3D 渲染是什么", "", 0, "3D 渲染是什么" },
	{ "2024年的趋势", "", 0, "2024年的趋势" },
	{ "2024 年的趋势", "", 0, "2024 年的趋势" },
	{ "10 道面试题", "", 0, "10 道面试题" },
	{ "3 Sum", "", 0, "3 Sum" },
	{ "99.9% availability", "", 0, "99.9% availability" },
	{ "1.5B 模型要多少显存", "", 0, "1.5B 模型要多少显存" },
	{ "1:1 面谈", "", 0, "1:1 面谈" },
	{ "24/7", "", 0, "24/7" },
	{ "P99 延迟", "", 0, "P99 延迟" },
	{ "P2P: 网络", "", 0, "P2P: 网络" },
	{ "Q-learning: what is it?", "", 0, "Q-learning: what is it?" },
	{ "P.S. 补充", "", 0, "P.S. 补充" },
	{ "Q&A", "", 0, "Q&A" },
	{ "C: 指针是什么", "", 0, "C: 指针是什么" },
	{ "C++: 虚函数", "", 0, "C++: 虚函数" },
	{ "A.I. 的安全", "", 0, "A.I. 的安全" },
	{ "(e.g. RAG) 检索", "", 0, "(e.g. RAG) 检索" },
	{ "(i.e. x)", "", 0, "(i.e. x)" },
	{ "第一性原理", "", 0, "第一性原理" },
	{ "第三题库是什么", "", 0, "第三题库是什么" },
	{ "零拷贝是什么", "", 0, "零拷贝是什么" },
	{ "百度：搜索", "", 0, "百度：搜索" },
	{ "1.", "", 0, "1." },
	{ "1.2", "", 0, "1.2" },
	{ "Q1:", "", 0, "Q1:" },
	{ "2.1 Q1:", "", 0, "2.1 Q1:" },
	{ "A", "", 0, "A" },
	{ "", "", 0, "" },
	{ "。", "", 0, "。" },
};

TEST(a_number_is_told_from_a_title)
{
	struct str number, title;
	char tag;

	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		question_number(str_of(numbers[i].heading), &number, &tag, &title);
		if (!str_eq(number, str_of(numbers[i].number)) ||
		    tag != numbers[i].tag ||
		    !str_eq(title, str_of(numbers[i].title)))
			print_error("of '%s':\n", numbers[i].heading);
		expect_str(number, numbers[i].number);
		expect_str(title, numbers[i].title);
		expect_int(tag, numbers[i].tag);
	}
}

/* No heading, whole or cut anywhere, is read beyond its end. */
TEST(headings_are_read_to_their_end_and_no_further)
{
	struct str number, title;
	char tag;

	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		struct str whole = str_of(numbers[i].heading);

		for (size_t n = 0; n <= whole.n; n++) {
			char *exact = malloc(n + 1);

			memcpy(exact, whole.p, n);
			question_number((struct str){ exact, n }, &number, &tag,
			    &title);
			question_sentence((struct str){ exact, n });
			expect(number.n + title.n <= n);
			free(exact);
		}
	}
}

TEST(a_number_becomes_part_of_an_id)
{
	struct arena *a = arena_new();
	struct strbuf b = { 0 };

	expect_str(question_digits(a, S("2.1")), "2-1");
	expect_str(question_digits(a, S("101")), "101");
	expect_str(question_digits(a, S("Q12")), "q12");
	expect_str(question_digits(a, S("")), "");
	expect_str(question_digits(a, S("B")), "b");
	expect_str(question_digits(a, S("十")), "10");
	expect_str(question_digits(a, S("十二")), "12");
	expect_str(question_digits(a, S("二十")), "20");
	expect_str(question_digits(a, S("九十九")), "99");
	expect_str(question_digits(a, S("一百零三")), "103");
	arena_free(a);
	strbuf_free(&b);
}

/* A heading may be one number of megabytes; its value must not overflow. */
TEST(a_number_of_any_length_is_harmless)
{
	struct arena *a = arena_new();
	struct strbuf b = { 0 };
	struct str number, title;
	char tag;

	for (int i = 0; i < 2800000; i++)
		strbuf_add(&b, S("九百"));
	strbuf_add(&b, S("、x"));
	question_number(strbuf_str(&b), &number, &tag, &title);
	expect(question_digits(a, number).n < 12);
	strbuf_reset(&b);
	strbuf_byte(&b, 'Q');
	for (int i = 0; i < 100000; i++)
		strbuf_byte(&b, '1');
	strbuf_add(&b, S(": x"));
	question_number(strbuf_str(&b), &number, &tag, &title);
	expect(number.n < 20);
	strbuf_free(&b);
	arena_free(a);
}

TEST(the_first_sentence_is_a_title)
{
	expect_str(question_sentence(S("什么是 RAG？请说明。")), "什么是 RAG？");
	expect_str(question_sentence(S("请说明 RAG。然后举例。")), "请说明 RAG");
	expect_str(question_sentence(S("What is RAG? Explain.")), "What is RAG?");
	expect_str(question_sentence(S("Explain RAG. Then more.")), "Explain RAG");
	expect_str(question_sentence(S("Explain GPT-3.5 models.")),
	    "Explain GPT-3.5 models");
	expect_str(question_sentence(S("First line\nsecond")), "First line");
	expect_str(question_sentence(S("没有句号")), "没有句号");
	expect_str(question_sentence(S("")), "");
	/* the number is not the sentence */
	expect_str(question_sentence(S("1. 什么是 RAG？")), "1. 什么是 RAG？");
	expect_str(question_sentence(S("2.1. What is it? x")), "2.1. What is it?");
}

TEST(a_long_sentence_is_cut_between_characters)
{
	struct strbuf b = { 0 };
	struct str s;

	for (int i = 0; i < 200; i++)
		strbuf_add(&b, S("题"));
	s = question_sentence(strbuf_str(&b));
	expect(s.n == 240);
	strbuf_free(&b);
}

/* --- questions of an article ------------------------------------------ */

static struct arena *arena;
static struct config *config;

struct reading {
	double seconds;		/* that question_collect took */
	struct diag *d;
	struct source source;
	struct article at;
	struct taxonomy companies, topics;
};

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static struct reading *
read_at(const char *key, const char *text)
{
	static const struct markdown_options options = { true, true, true, false,
		true };
	struct reading *r = arena_new_of(arena, struct reading);
	struct strbuf record = { 0 };
	char *bytes;

	r->d = diag_new();
	r->source = (struct source){ .path = S("content/llm/s000.zh.md"),
		.text = str_of(text) };
	r->at.source = &r->source;
	r->at.key = str_of(key);
	expect(article_front(&r->at, config, arena, r->d));
	markdown_parse(r->source.text, r->at.body, &options, &record);
	bytes = arena_alloc(arena, record.n);
	memcpy(bytes, record.p, record.n);
	expect(markdown_open((struct str){ bytes, record.n }, &r->at.md));
	strbuf_free(&record);
	taxonomy_load(&r->companies, config, "companies", arena, r->d);
	taxonomy_load(&r->topics, config, "topics", arena, r->d);
	article_body(&r->at, arena, r->d);
	for (size_t i = 0; i < r->at.companies.n; i++)
		*list_push(arena, &r->at.company) = taxonomy_term(&r->companies,
		    r->at.companies.v[i]->text, arena);
	for (size_t i = 0; i < r->at.topics.n; i++)
		*list_push(arena, &r->at.topic) = taxonomy_term(&r->topics,
		    r->at.topics.v[i]->text, arena);
	r->seconds = seconds();
	question_collect(&r->at, config, &r->companies, &r->topics, arena, r->d);
	r->seconds = seconds() - r->seconds;
	return r;
}

static struct reading *
read_text(const char *text)
{
	return read_at("llm/s000", text);
}

/* Everything of the questions that a reader would notice, one a line:
 * ID|NUMBER|TITLE|KIND|FIELDS|COMPANIES */
static struct str
questions(const struct reading *r)
{
	struct strbuf b = { 0 };
	struct str s;

	for (size_t i = 0; i < r->at.question.n; i++) {
		const struct question *q = r->at.question.v[i];

		strbuf_printf(&b, "%.*s|%.*s|%.*s|%s|", STR_ARG(q->id),
		    STR_ARG(q->number), STR_ARG(q->title), kind_names[q->kind]);
		for (size_t j = 0; j < q->field.n; j++)
			strbuf_printf(&b, "%c", field_names[q->field.v[j].name][0]);
		strbuf_byte(&b, '|');
		for (size_t j = 0; j < q->company.n; j++)
			strbuf_printf(&b, "%s%.*s:%s", j ? "," : "",
			    STR_ARG(q->company.v[j].company->id),
			    evidence_names[q->company.v[j].from]);
		strbuf_byte(&b, '\n');
	}
	s = arena_copy(arena, strbuf_str(&b));
	strbuf_free(&b);
	return s;
}

static void
expect_questions(const char *text, const char *want)
{
	struct reading *r = read_text(text);

	expect_str(questions(r), want);
	diag_free(r->d);
}

/* The HTML of a field, its label cut out. */
static struct str
field_html(const struct question *q, size_t i)
{
	struct str html = q->article->md.html;
	struct fragment f = q->field.v[i].body;

	return arena_printf(arena, "%.*s%.*s", STR_ARG(str_sub(html, f.from,
	    f.skip)), STR_ARG(str_sub(html, f.resume, f.to)));
}

TEST(a_numbered_heading_with_fields_is_a_question)
{
	struct reading *r = read_text("##### 1. 什么是大模型？\n\n"
	    "**题目：** 请解释。\n\n**答案：** 很大。\n\n更多。\n\n**解析：** 因为。\n");
	const struct question *q;

	expect_str(questions(r), "s000-1|1|什么是大模型？|concept|qae|\n");
	q = r->at.question.v[0];
	expect_str(field_html(q, 0), "<p>请解释。</p>");
	expect_str(field_html(q, 1), "<p>很大。</p>\n<p>更多。</p>");
	expect_str(field_html(q, 2), "<p>因为。</p>");
	diag_free(r->d);
}

TEST(q_and_p_say_what_kind_it_is)
{
	expect_questions("#### 2.1 Q1: What are the parts?\n\n**Answer:** Two.\n\n"
	    "#### 3.1 P1: Implement it\n\n**Answer:** So.\n",
	    "s000-2-1|2.1|What are the parts?|concept|a|\n"
	    "s000-3-1|3.1|Implement it|coding|a|\n");
}

TEST(a_heading_with_an_answer_alone_is_a_question)
{
	struct reading *r = read_text("### What is RAG\n\n**Answer:** Retrieval.\n");

	expect_int(r->at.question.n, 1);
	expect_str(r->at.question.v[0]->title, "What is RAG");
	expect_int(r->at.question.v[0]->number.n, 0);
	expect(str_starts(r->at.question.v[0]->id, S("s000-")));
	expect_int(r->at.question.v[0]->id.n, 5 + 8);
	diag_free(r->d);
}

TEST(labels_come_in_many_forms)
{
	static const char *const forms[] = { "**题目：** 甲\n\n**答案：** 乙\n",
		"**题目**：甲\n\n**答案**：乙\n", "**题目:** 甲\n\n**答案:** 乙\n",
		"**问题：**甲\n\n**回答：**乙\n", "**面试题**：甲\n\n**参考答案**：乙\n",
		"**题目**\n\n甲\n\n**答案**\n\n乙\n",
		"- **题目：** 甲\n- **答案：** 乙\n",
		"- **题目**：甲\n\n- **答案**：乙\n",
		"**Question:** 甲\n\n**Answer:** 乙\n",
		"**question**: 甲\n\n**ANSWER**: 乙\n",
		"> **题目：** 甲\n>\n> **答案：** 乙\n" };

	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		struct str text = arena_printf(arena, "### 1. 题\n\n%s", forms[i]);
		struct reading *r = read_text(text.p);

		if (!str_eq(questions(r), S("s000-1|1|题|concept|qa|\n")))
			print_error("of:\n%s", forms[i]);
		expect_str(questions(r), "s000-1|1|题|concept|qa|\n");
		diag_free(r->d);
	}
}

TEST(bold_words_that_only_stand_there_are_no_labels)
{
	expect_questions("### 1. 题\n\n**答案** 是什么并不重要。\n\n**注意：** x\n", "");
}

TEST(questions_may_have_no_heading)
{
	struct reading *r = read_text("---\n\n**题目：** 什么是 RAG？请说。\n\n"
	    "**答案：** 甲\n\n---\n\n**题目：** 什么是 LoRA？\n\n**答案：** 乙\n");

	expect_int(r->at.question.n, 2);
	expect_str(r->at.question.v[0]->title, "什么是 RAG？");
	expect_str(r->at.question.v[1]->title, "什么是 LoRA？");
	expect_int(r->at.question.v[0]->heading, -1);
	expect_int(r->at.question.v[0]->field.n, 2);
	diag_free(r->d);
}

TEST(a_bold_paragraph_may_be_the_heading)
{
	expect_questions("**1. 什么是 RAG？**\n\n**答案：** 甲\n\n"
	    "**2. 什么是 LoRA？**\n\n**答案：** 乙\n",
	    "s000-1|1|什么是 RAG？|concept|a|\n"
	    "s000-2|2|什么是 LoRA？|concept|a|\n");
}

TEST(answers_may_stand_in_a_later_section)
{
	struct reading *r = read_text("## 面试题\n\n1. 什么是 RAG？\n2. 什么是 LoRA？\n\n"
	    "## 六、答案解析\n\n### 1. RAG\n\n检索。\n\n### 2. LoRA\n\n低秩。\n");

	expect_str(questions(r), "s000-1|1|什么是 RAG？|concept|qa|\n"
	    "s000-2|2|什么是 LoRA？|concept|qa|\n");
	expect_str(field_html(r->at.question.v[1], 1), "<p>低秩。</p>");
	diag_free(r->d);
}

TEST(two_lists_with_the_same_numbers_find_their_own_answers)
{
	struct reading *r = read_text("1. 甲是什么？\n2. 乙是什么？\n\n# 中\n\n"
	    "1. 丙是什么？\n2. 丁是什么？\n\n# 答案\n\n## 1. 甲\n\nA\n\n## 2. 乙\n\nB\n\n"
	    "## 1. 丙\n\nC\n\n## 2. 丁\n\nD\n");

	expect_int(r->at.question.n, 4);
	expect_str(field_html(r->at.question.v[0], 1), "<p>A</p>");
	expect_str(field_html(r->at.question.v[1], 1), "<p>B</p>");
	expect_str(field_html(r->at.question.v[2], 1), "<p>C</p>");
	expect_str(field_html(r->at.question.v[3], 1), "<p>D</p>");
	diag_free(r->d);
}

TEST(the_same_heading_later_is_the_long_explanation)
{
	struct reading *r = read_text("### 1. 什么是 RAG？\n\n**答案：** 甲\n\n"
	    "## 详解\n\n### 1. 什么是 RAG？\n\n很长。\n");

	expect_str(questions(r), "s000-1|1|什么是 RAG？|concept|a|\n");
	expect(r->at.question.v[0]->explanation > 0);
	expect_str(markdown_text(&r->at.md, r->at.md.block[
	    r->at.question.v[0]->explanation].text), "1. 什么是 RAG？");
	diag_free(r->d);
}

TEST(an_explicit_id_is_the_id)
{
	expect_questions("### 1. 题 {#mine kind=design}\n\n**答案：** 甲\n",
	    "mine|1|题|design|a|\n");
}

TEST(a_repeated_number_gives_way_to_the_title)
{
	struct reading *r = read_text("### 1. 甲\n\n**答案：** 甲\n\n"
	    "### 1. 乙\n\n**答案：** 乙\n");

	expect_int(r->at.question.n, 2);
	expect_str(r->at.question.v[0]->id, "s000-1");
	expect_int(r->at.question.v[1]->id.n, 5 + 8);
	diag_free(r->d);
}

/* C5: a file name of 254 bytes is real; "ID/index.html" must be a path too. */
TEST(an_id_fits_into_a_file_name)
{
	char key[256] = "llm/";
	struct reading *r;

	for (size_t i = 4; i + 3 < 254; i += 3)
		memcpy(key + i, "题", 4);
	r = read_at(key, "### 1. 题\n\n**答案：** 甲\n\n### 无号\n\n**答案：** 甲\n");
	expect_int(r->at.question.n, 2);
	for (int i = 0; i < 2; i++) {
		expect(r->at.question.v[i]->id.n <= 200);
		expect(str_starts(r->at.question.v[i]->id, S("题题")));
	}
	expect(str_ends(r->at.question.v[0]->id, S("-1")));
	diag_free(r->d);
}

/* --- what is said of them --------------------------------------------- */

TEST(attributes_stand_on_the_heading_or_in_fields)
{
	struct reading *r = read_text("### 1. 题 {kind=coding difficulty=hard "
	    "companies=字节跳动,腾讯}\n\n**答案：** 甲\n\n### 2. 题\n\n**题型：** 设计题\n\n"
	    "**难度：** 简单\n\n**公司：** 百度、阿里\n\n**答案：** 乙\n");

	expect_str(questions(r),
	    "s000-1|1|题|coding|a|bytedance:field,tencent:field\n"
	    "s000-2|2|题|design|a|baidu:field,alibaba:field\n");
	expect_int(r->at.question.v[0]->difficulty, DIFFICULTY_HARD);
	expect_int(r->at.question.v[1]->difficulty, DIFFICULTY_EASY);
	expect_int(diag_warnings(r->d), 0);
	diag_free(r->d);
}

TEST(what_is_no_kind_or_difficulty_is_a_warning)
{
	struct reading *r = read_text("### 1. 题 {kind=codign difficulty=7}\n\n"
	    "**答案：** 甲\n");

	expect_int(diag_warnings(r->d), 2);
	expect_int(r->at.question.v[0]->kind, KIND_CONCEPT);
	diag_free(r->d);
}

TEST(a_company_is_tagged_by_evidence_and_never_by_an_answer)
{
	expect_questions("# 题库\n\n在字节跳动、腾讯和百度的面试中……\n\n## 阿里巴巴面试题\n\n"
	    "### 1. 京东的推荐怎么做？\n\n**题目：** 在拼多多也一样吗？\n\n"
	    "**答案：** 小红书和滴滴都这样。\n",
	    "s000-1|1|京东的推荐怎么做？|concept|qa|"
	    "alibaba:heading,jd:text,pinduoduo:text\n");
}

TEST(front_matter_speaks_for_all_questions)
{
	struct reading *r = read_text("---\ncompanies: [腾讯]\ndifficulty: medium\n"
	    "---\n### 1. 腾讯的题\n\n**答案：** 甲\n\n### 2. 题 {difficulty=easy}\n\n"
	    "**答案：** 乙\n");

	expect_str(questions(r), "s000-1|1|腾讯的题|concept|a|tencent:front_matter\n"
	    "s000-2|2|题|concept|a|tencent:front_matter\n");
	expect_int(r->at.question.v[0]->difficulty, DIFFICULTY_MEDIUM);
	expect_int(r->at.question.v[1]->difficulty, DIFFICULTY_EASY);
	diag_free(r->d);
}

TEST(the_section_says_the_kind_unless_the_question_does)
{
	expect_questions("# 题库\n\n## 算法编程题\n\n### 1. 甲\n\n**答案：** 甲\n\n"
	    "### 2. 乙 {kind=concept}\n\n**答案：** 乙\n\n## 概念\n\n### 3. 丙\n\n"
	    "**答案：** 丙\n",
	    "s000-1|1|甲|coding|a|\ns000-2|2|乙|concept|a|\n"
	    "s000-3|3|丙|concept|a|\n");
}

/* --- much of it ------------------------------------------------------- */

static void
repeat(struct strbuf *b, const char *fmt, int n)
{
	for (int i = 1; i <= n; i++) {
		strbuf_printf(b, fmt, i);
		strbuf_byte(b, '\n');
	}
}

/* Four times as much may take four times as long; what is quadratic takes 16. */
static void
expect_linear(const char *head, const char *fmt, const char *middle,
    const char *answer)
{
	double took[2];

	for (int i = 0; i < 2; i++) {
		int n = i ? 10000 : 2500;
		struct strbuf b = { 0 };
		struct reading *r;

		strbuf_add(&b, str_of(head));
		repeat(&b, fmt, n);
		strbuf_add(&b, str_of(middle));
		if (answer)
			repeat(&b, answer, n);
		r = read_text(strbuf_str(&b).p);
		took[i] = r->seconds;
		diag_free(r->d);
		strbuf_free(&b);
	}
	if (took[1] > 0.2 && took[1] > 9 * took[0])
		print_error("%.2f s and %.2f s with %s\n", took[0], took[1], fmt);
	expect(took[1] < 0.2 || took[1] < 9 * took[0]);
}

TEST(ten_thousand_of_anything_in_a_file_are_read_in_linear_time)
{
	expect_linear("", "### %d. 题？\n\n**题目：** 甲\n\n**答案：** 乙\n", "", NULL);
	expect_linear("# 题\n", "段落 %d\n", "", NULL);
	expect_linear("", "# %d. 甲\n", "", NULL);
	expect_linear("", "###### %d. 甲\n", "", NULL);
	expect_linear("# 1. 甲？\n\n**答案：** 乙\n", "## 甲 %d\n", "", NULL);
	expect_linear("", "%d. 什么？", "\n# 答案\n\n", "## %d. 甲\n\n乙\n");
	expect_linear("", "1. 什么？\n2. 什么？\n\n<!-- %d -->\n", "", NULL);
	expect_linear("", "1. 什么？\n2. 什么？\n\n## %d\n", "", NULL);
	expect_linear("", "1. 什么？\n2. 什么？\n\n<!-- %d -->\n", "\n# 答案\n\n",
	    "## 1. 甲\n\n乙 %d\n");
	expect_linear("### 1. 题\n\n**公司：** ", "腾讯,<!-- %d -->", "\n\n**答案：** 甲\n",
	    NULL);
}

int
main(void)
{
	struct diag *d = diag_new();
	int failed;

	arena = arena_new();
	config = config_load("/nonexistent", NULL, ".", arena, d);
	if (!config) {
		diag_print(d, stderr, DIAG_TEXT, false);
		return 1;
	}
	failed = RUN(
	    a_number_is_told_from_a_title,
	    headings_are_read_to_their_end_and_no_further,
	    a_number_becomes_part_of_an_id,
	    a_number_of_any_length_is_harmless,
	    the_first_sentence_is_a_title,
	    a_long_sentence_is_cut_between_characters,
	    a_numbered_heading_with_fields_is_a_question,
	    q_and_p_say_what_kind_it_is,
	    a_heading_with_an_answer_alone_is_a_question,
	    labels_come_in_many_forms,
	    bold_words_that_only_stand_there_are_no_labels,
	    questions_may_have_no_heading,
	    a_bold_paragraph_may_be_the_heading,
	    answers_may_stand_in_a_later_section,
	    two_lists_with_the_same_numbers_find_their_own_answers,
	    the_same_heading_later_is_the_long_explanation,
	    an_explicit_id_is_the_id,
	    a_repeated_number_gives_way_to_the_title,
	    an_id_fits_into_a_file_name,
	    attributes_stand_on_the_heading_or_in_fields,
	    what_is_no_kind_or_difficulty_is_a_warning,
	    a_company_is_tagged_by_evidence_and_never_by_an_answer,
	    front_matter_speaks_for_all_questions,
	    the_section_says_the_kind_unless_the_question_does,
	    ten_thousand_of_anything_in_a_file_are_read_in_linear_time);
	diag_free(d);
	arena_free(arena);
	return failed;
}
