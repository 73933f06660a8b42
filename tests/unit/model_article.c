/*
 * One article: what its path says, what its front matter adds or may not
 * contradict, what its body gives when nobody said it.
 */
#include "model/article.h"

#include <time.h>

#include "base/file.h"
#include "base/text.h"
#include "format/markdown.h"

#include "test.h"

static struct arena *arena;
static struct language languages[] = {
	{ .id = { "zh", 2 } }, { .id = { "en", 2 } }, { .id = { "ja", 2 } },
	{ .id = { "pt-br", 5 } },
};
static struct config config = { .language = languages, .nlanguage = 4,
	.default_language = 0 };

/* --- places ----------------------------------------------------------- */

enum { NONE = -1, ZH, EN, JA, PT };
static const struct {
	const char *path;
	int lang;
	const char *key;
	bool section;
} places[] = {
	/* by suffix */
	{ "llm/x/index.zh.md", ZH, "llm/x", false },
	{ "llm/x/index.en.md", EN, "llm/x", false },
	{ "llm/x.zh.md", ZH, "llm/x", false },
	{ "llm/x.ja.md", JA, "llm/x", false },
	{ "llm/x.pt-br.md", PT, "llm/x", false },
	{ "x.en.md", EN, "x", false },
	{ "a/b/c/d.zh.md", ZH, "a/b/c/d", false },
	/* by folder */
	{ "zh/llm/x.md", ZH, "llm/x", false },
	{ "en/llm/x/index.md", EN, "llm/x", false },
	{ "pt-br/x.md", PT, "x", false },
	/* by both, the suffix being nearer */
	{ "zh/llm/x.en.md", EN, "llm/x", false },
	/* by neither: the front matter's word, or the default's */
	{ "llm/x/index.md", NONE, "llm/x", false },
	{ "llm/x.md", NONE, "llm/x", false },
	{ "llm/x.fr.md", NONE, "llm/x.fr", false },
	{ "llm/v1.2.md", NONE, "llm/v1.2", false },
	{ "zh.md", NONE, "zh", false },
	{ "llm/zh/x.md", NONE, "llm/zh/x", false },	/* not the first folder */
	{ "zhx/x.md", NONE, "zhx/x", false },
	/* sections */
	{ "llm/_index.zh.md", ZH, "llm", true },
	{ "en/llm/_index.md", EN, "llm", true },
	{ "a/b/_index.md", NONE, "a/b", true },
	/* the top: a section that has no page of its own */
	{ "index.zh.md", ZH, "", true },
	{ "_index.en.md", EN, "", true },
	{ "zh/index.md", ZH, "", true },
	{ "zh/_index.md", ZH, "", true },
	/* names */
	{ "llm/X.ZH.md", NONE, "llm/X.ZH", false },
	{ "llm/x.MD", NONE, "llm/x", false },
	{ "llm/x.zh.markdown", ZH, "llm/x", false },
	{ "llm/a b 题？.zh.md", ZH, "llm/a b 题？", false },
	{ "llm/..zh.md", ZH, "llm/.", false },
	{ "llm/.zh.md", NONE, "llm/.zh", false },
};

TEST(a_path_says_language_key_and_section)
{
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		struct article at = { 0 };

		expect(article_place(&at, str_of(places[i].path), &config, arena));
		if (at.lang != places[i].lang ||
		    !str_eq(at.key, str_of(places[i].key)))
			print_error("of '%s':\n", places[i].path);
		expect_int(at.lang, places[i].lang);
		expect_str(at.key, places[i].key);
		expect_int(at.is_section, places[i].section);
	}
}

TEST(what_is_no_markdown_is_no_article)
{
	static const char *const names[] = { "llm/x.png", "companies.yml",
		"llm/x.mdx", "llm/x.md.bak", "llm/md", "llm/.md", "", "x.md/a" };
	struct article at = { 0 };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		expect(!article_place(&at, str_of(names[i]), &config, arena));
}

/* --- front matter ----------------------------------------------------- */

struct reading {
	struct diag *d;
	struct source source;
	struct article at;
	bool ok;
};

static struct reading *
front(const char *path, const char *text)
{
	struct reading *r = arena_new_of(arena, struct reading);

	r->d = diag_new();
	r->source = (struct source){ .path = path_join(arena, S("content"),
	    str_of(path)), .text = str_of(text) };
	r->at.source = &r->source;
	expect(article_place(&r->at, str_of(path), &config, arena));
	r->ok = article_front(&r->at, &config, arena, r->d);
	return r;
}

static void
end_reading(struct reading *r)
{
	diag_free(r->d);
}

static void
expect_said(struct reading *r, const char *say)
{
	char *text = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&text, &n);

	diag_print(r->d, f, DIAG_TEXT, false);
	fclose(f);
	if (!strstr(text, say))
		print_error("no \"%s\" in:\n%s", say, text);
	expect(strstr(text, say) != NULL);
	free(text);
}

static void
expect_address(const char *path, const char *text, const char *section,
    const char *slug)
{
	struct reading *r = front(path, text);

	expect(r->ok);
	expect_str(r->at.section_slug, section);
	expect_str(r->at.slug, slug);
	end_reading(r);
}

TEST(the_address_comes_from_the_key_or_the_slug)
{
	expect_address("llm/x/index.zh.md", "", "llm", "x");
	expect_address("x.zh.md", "", "", "x");
	expect_address("A B/C++ 与 C#.zh.md", "", "a-b", "c-与-c");
	expect_address("llm/x.zh.md", "---\nslug: My Slug\n---\n", "llm", "my-slug");
	expect_address("llm/x.zh.md", "---\nslug: ../../etc\n---\n", "llm", "etc");
	expect_address("llm/x.zh.md", "---\ntranslation_key: other\n---\n", "llm",
	    "x");
	expect_address("llm/_index.zh.md", "", "llm", "llm");
}

TEST(a_translation_key_pairs_and_moves_nothing)
{
	struct reading *r = front("llm/x.zh.md", "---\ntranslation_key: a/b\n---\n");

	expect_str(r->at.key, "a/b");
	expect_str(r->at.section_key, "llm");
	expect_str(r->at.slug, "x");
	end_reading(r);
}

TEST(a_name_of_which_nothing_is_left_still_has_an_address)
{
	struct reading *one = front("+++/???.zh.md", "");
	struct reading *two = front("+++/!!!.zh.md", "");

	expect(one->at.slug.n == 9 && one->at.slug.p[0] == 'x');
	expect(!str_eq(one->at.slug, two->at.slug));
	expect_str(one->at.section_slug, two->at.section_slug.p);
	end_reading(one);
	end_reading(two);
}

/* C5 */
TEST(a_long_name_is_cut_between_characters_and_kept_apart)
{
	char path[300] = "llm/";
	struct reading *one, *two;
	size_t n;

	for (n = 4; n < 250; n += 3)
		memcpy(path + n, "题", 4);
	memcpy(path + n, "一.md", 7);
	one = front(path, "");
	memcpy(path + n, "二.md", 7);
	two = front(path, "");
	expect(one->at.slug.n <= 200 && two->at.slug.n <= 200);
	expect(!str_eq(one->at.slug, two->at.slug));
	expect(text_invalid(one->at.slug) == STR_NONE);
	end_reading(one);
	end_reading(two);
}

TEST(the_language_is_suffix_or_lang_or_default)
{
	struct reading *r = front("x.en.md", "---\nlang: en\n---\n");

	expect(r->ok);
	expect_int(r->at.lang, EN);
	end_reading(r);
	r = front("x.md", "---\nlang: ja\n---\n");
	expect(r->ok);
	expect_int(r->at.lang, JA);
	end_reading(r);
	r = front("x.md", "text\n");
	expect(r->ok);
	expect_int(r->at.lang, ZH);
	end_reading(r);
}

TEST(a_lang_that_contradicts_the_path_is_an_error)
{
	struct reading *r = front("x.en.md", "---\ntitle: x\nlang: zh\n---\n");

	expect(!r->ok);
	expect_said(r, "content/x.en.md:3:7: error: 'lang: zh' contradicts the file's "
	    "path, which says 'en' [language]");
	end_reading(r);
	r = front("zh/x.md", "---\nlang: en\n---\n");
	expect(!r->ok);
	end_reading(r);
}

TEST(a_language_the_site_has_not_is_a_warning)
{
	struct reading *r = front("x.md", "---\nlang: fr\n---\n");

	expect(r->ok);
	expect_int(r->at.lang, ZH);
	expect_int(diag_warnings(r->d), 1);
	expect_said(r, "content/x.md:2:7: warning: the site has no language 'fr'");
	end_reading(r);
}

TEST(every_key_is_filled)
{
	struct reading *r = front("x.zh.md", "---\ntitle: T\ndescription: D\n"
	    "date: 2026-03-01\nupdated: 2026-03-02\ndraft: yes\n"
	    "expires: 2026-03-03\naliases: [a, b]\nweight: -3\ntags: t\n"
	    "companies: [c]\ntopics: [p]\nseries: s\nauthors: [me]\nsource: web\n"
	    "reviewed: 2026-01-01\ntemplate: x.html\nnoindex: true\nverify: off\n"
	    "ignore: [thin]\nextra: {a: b}\n---\nbody\n");

	expect(r->ok);
	expect_int(diag_warnings(r->d), 0);
	expect_str(r->at.title, "T");
	expect_str(r->at.description, "D");
	expect_int(r->at.updated - r->at.date, 86400);
	expect_int(r->at.expires - r->at.date, 2 * 86400);
	expect(r->at.draft && r->at.noindex && !r->at.verify);
	expect_int(r->at.weight, -3);
	expect_int(r->at.aliases.n, 2);
	expect_str(r->at.tags.v[0]->text, "t");
	expect_str(r->at.companies.v[0]->text, "c");
	expect_str(r->at.topics.v[0]->text, "p");
	expect_str(r->at.series, "s");
	expect_str(r->at.template, "x.html");
	expect_str(value_get_text(r->at.extra, S("a")), "b");
	expect_str(str_from(r->source.text, r->at.body), "body\n");
	end_reading(r);
}

TEST(an_article_without_front_matter_is_legal)
{
	struct reading *r = front("x.zh.md", "# 题\n");

	expect(r->ok);
	expect_int(r->at.body, 0);
	expect(!r->at.draft && r->at.date == 0 && r->at.expires == 0);
	end_reading(r);
}

TEST(a_wrong_type_is_an_error_and_an_unknown_key_a_warning)
{
	struct reading *r = front("x.zh.md", "---\ndraft: maybe\n---\n");

	expect(!r->ok);
	expect_said(r, "content/x.zh.md:2:8: error: 'draft' must be true or false");
	end_reading(r);
	r = front("x.zh.md", "---\ntilte: x\n---\n");
	expect(r->ok);
	expect_said(r, "content/x.zh.md:2:1: warning: front matter has no key 'tilte'");
	expect_said(r, "did you mean 'title'?");
	end_reading(r);
	r = front("x.zh.md", "---\ntitle: [\n---\n");
	expect(!r->ok);
	expect(diag_errors(r->d) > 0);
	end_reading(r);
}

TEST(a_difficulty_is_one_of_three_in_any_language)
{
	struct reading *r;

	map_put(arena, &languages[ZH].labels.difficulty, S("困难"),
	    (void *)(uintptr_t)(DIFFICULTY_HARD + 1));
	map_put(arena, &languages[EN].labels.difficulty, S("hard"),
	    (void *)(uintptr_t)(DIFFICULTY_HARD + 1));
	r = front("x.zh.md", "---\ndifficulty: Hard\n---\n");
	expect_int(r->at.difficulty, DIFFICULTY_HARD);
	end_reading(r);
	r = front("x.en.md", "---\ndifficulty: 困难\n---\n");
	expect_int(r->at.difficulty, DIFFICULTY_HARD);
	end_reading(r);
	r = front("x.zh.md", "---\ndifficulty: 7\n---\n");
	expect_int(r->at.difficulty, DIFFICULTY_NONE);
	expect_said(r, "x.zh.md:2:13: error: 'difficulty' must be easy, medium or hard, "
	    "not '7'");
	end_reading(r);
}

/* --- bodies ----------------------------------------------------------- */

static struct reading *
body(const char *path, const char *text)
{
	static const struct markdown_options options = { true, true, true, false,
		true };
	struct reading *r = front(path, text);
	struct strbuf record = { 0 };
	char *bytes;

	expect(r->ok);
	markdown_parse(r->source.text, r->at.body, &options, &record);
	bytes = arena_alloc(arena, record.n);
	memcpy(bytes, record.p, record.n);
	expect(markdown_open((struct str){ bytes, record.n }, &r->at.md));
	strbuf_free(&record);
	article_body(&r->at, arena, r->d);
	return r;
}

static void
expect_title(const char *text, const char *title, int block)
{
	struct reading *r = body("llm/name.zh.md", text);

	expect_str(r->at.title, title);
	expect_int(r->at.title_block, block);
	end_reading(r);
}

TEST(the_title_is_given_or_the_first_heading_or_the_name)
{
	expect_title("# 题\n\n文\n", "题", 0);
	expect_title("文\n\n#### 题\n\n# 别的\n", "题", 1);
	expect_title("---\ntitle: T\n---\n# 题\n", "T", -1);
	expect_title("---\ntitle: T\n---\n# t\n", "T", 0);	/* not said twice */
	expect_title("---\ntitle: T\n---\n# T {#keep}\n", "T", -1);
	expect_title("> # 引\n\n文\n", "name", -1);
	expect_title("文\n", "name", -1);
	expect_title("", "name", -1);
	expect_title("# 《模型》：`x` $y$\n", "《模型》：x y", 0);
}

TEST(the_description_is_the_first_paragraph)
{
	struct reading *r = body("x.zh.md", "# 题\n\n> 引\n\n第一段。\n\n第二段。\n");
	struct strbuf b = { 0 };

	expect_str(r->at.description, "第一段。");
	end_reading(r);
	strbuf_byte(&b, 'x');
	for (int i = 0; i < 200; i++)
		strbuf_add(&b, S("题"));
	r = body("x.zh.md", b.p);
	expect(r->at.description.n <= 300 && r->at.description.n > 200);
	expect(text_invalid(r->at.description) == STR_NONE);
	end_reading(r);
	strbuf_free(&b);
}

TEST(an_anchor_is_any_id_of_the_page)
{
	struct reading *r = body("x.zh.md", "# 题\n\n## 一 {#one}\n\n## Two words\n\n"
	    "<div id=\"three\">x</div>\n\n注[^1]\n\n[^1]: 脚\n");

	expect(article_has_anchor(&r->at, S("one")));
	expect(article_has_anchor(&r->at, S("two-words")));
	expect(article_has_anchor(&r->at, S("three")));
	expect(!article_has_anchor(&r->at, S("four")));
	expect(!article_has_anchor(&r->at, S("")));
	expect(!article_has_anchor(&r->at, S("thre")));
	expect(!article_has_anchor(&r->at, S("three\">x")));
	end_reading(r);
}

/* A table of contents of ten thousand questions is one link to each. */
TEST(anchors_are_found_without_a_search)
{
	struct strbuf b = { 0 };
	struct reading *r;
	clock_t begin;
	char id[32];

	for (int i = 0; i < 10000; i++)
		strbuf_printf(&b, "## h%d\n\ntext\n\n", i);
	r = body("x.zh.md", b.p);
	begin = clock();
	for (int i = 0; i < 20000; i++) {
		snprintf(id, sizeof id, "h%d", i);
		expect_int(article_has_anchor(&r->at, str_of(id)), i < 10000);
	}
	expect((clock() - begin) / CLOCKS_PER_SEC < 1);
	end_reading(r);
	strbuf_free(&b);
}

int
main(void)
{
	int failed;

	arena = arena_new();
	for (int i = 0; i < 4; i++)
		languages[i].ui = value_map(arena);
	failed = RUN(
	    a_path_says_language_key_and_section,
	    what_is_no_markdown_is_no_article,
	    the_address_comes_from_the_key_or_the_slug,
	    a_translation_key_pairs_and_moves_nothing,
	    a_name_of_which_nothing_is_left_still_has_an_address,
	    a_long_name_is_cut_between_characters_and_kept_apart,
	    the_language_is_suffix_or_lang_or_default,
	    a_lang_that_contradicts_the_path_is_an_error,
	    a_language_the_site_has_not_is_a_warning,
	    every_key_is_filled,
	    an_article_without_front_matter_is_legal,
	    a_wrong_type_is_an_error_and_an_unknown_key_a_warning,
	    a_difficulty_is_one_of_three_in_any_language,
	    the_title_is_given_or_the_first_heading_or_the_name,
	    the_description_is_the_first_paragraph,
	    an_anchor_is_any_id_of_the_page,
	    anchors_are_found_without_a_search);
	arena_free(arena);
	return failed;
}
