/*
 * site.yml over defaults: what an empty one gives, what each key takes, and the
 * place and words of every refusal.  The theme here is two small i18n files.
 */
#include "model/config.h"

#include <unistd.h>

#include "base/file.h"

#include "test.h"

static char home[64];	/* a folder of our own; the working folder of all tests */
static char checkout[4096];	/* the working folder before: tiku's own files */

struct load {
	struct arena *a;
	struct diag *d;
	struct config *c;
};

static struct load
load_from(const char *file, const char *theme)
{
	struct load l = { .a = arena_new(), .d = diag_new() };

	l.c = config_load("site", file, theme, l.a, l.d);
	return l;
}

/* NULL: there is no site.yml. */
static struct load
load(const char *yaml)
{
	if (yaml)
		expect(file_write("site/site.yml", str_of(yaml)));
	return load_from(NULL, "theme");
}

static void
unload(struct load *l)
{
	diag_free(l->d);
	arena_free(l->a);
}

static int
start(void **state)
{
	(void)state;
	snprintf(home, sizeof home, "/tmp/tiku-config-XXXXXX");
	if (!mkdtemp(home) || chdir(home) != 0 || !file_mkdirs("site") ||
	    !file_mkdirs("theme/templates/i18n"))
		return -1;
	return file_write("theme/templates/i18n/zh.yml", S(
	    "ui: {home: 首页, only_zh: 有}\nreader:\n"
	    "  fields: {question: [题目, 问题], answer: [答案]}\n"
	    "  attributes: {kind: [题型]}\n  kinds: {coding: [编程题]}\n"
	    "  difficulties: {hard: [困难]}\n  headings: {coding: [算法题]}\n"
	    "  sections: [面试题]\n")) &&
	    file_write("theme/templates/i18n/en.yml", S(
	    "ui: {home: Home, only_en: yes}\nreader:\n"
	    "  fields: {question: [Question]}\n")) ? 0 : -1;
}

static int
end(void **state)
{
	(void)state;
	return chdir("/") == 0 && file_remove_tree(home) ? 0 : -1;
}

/* --- defaults --------------------------------------------------------- */

static void
expect_defaults(const char *yaml)
{
	struct load l = load(yaml);
	const struct config *c = l.c;

	expect(c != NULL);
	expect_int(diag_errors(l.d) + diag_warnings(l.d), 0);
	expect_str(c->base_url, "http://localhost/");
	expect_str(c->base_path, "/");
	expect_int(c->nlanguage, 2);
	expect_str(c->language[0].id, "zh");
	expect_str(c->language[0].label, "中文");
	expect_str(c->language[0].locale, "zh-CN");
	expect_str(c->language[1].id, "en");
	expect_str(c->language[1].title, "Question bank");
	expect_int(c->default_language, 0);
	expect(c->question_pages && c->search && c->math && c->mermaid &&
	    c->highlight && !c->unsafe_html);
	expect_int(c->per_page, 50);
	expect_int(c->facet_minimum, 3);
	expect(!c->pages && !c->extra && !c->publish && !c->helpers);
	unload(&l);
}

TEST(an_empty_site_yml_builds_and_so_does_none)
{
	expect_defaults(NULL);
	expect_defaults("");
	expect_defaults("# nothing yet\n");
	expect_defaults("title:\nlanguages:\nquestions:\n");
	expect_defaults("languages: {}\n");
}

TEST(every_key_is_taken)
{
	struct load l = load("title: {zh: 甲, en: A}\ndescription: 说\n"
	    "base_url: https://example.org/bank\ndefault_language: en\n"
	    "languages: {zh: , en: {label: E, locale: en-GB}, ja: {label: 日本語}}\n"
	    "accent: '#0b6e4f'\nquestions: {pages: no, per_page: 7, facet_minimum: 1}\n"
	    "search: off\noutput: {compress: [gz]}\ncheck: {ignore: [thin]}\n"
	    "markdown: {math: no, mermaid: no, highlight: no, unsafe_html: yes}\n"
	    "helpers: {katex: {timeout: 3}}\npublish: {x: {kind: git}}\npages: []\n"
	    "extra: {a: b}\n");
	const struct config *c = l.c;

	expect(c != NULL);
	expect_int(diag_errors(l.d) + diag_warnings(l.d), 0);
	expect_str(c->base_url, "https://example.org/bank/");
	expect_str(c->base_path, "/bank/");
	expect_int(c->default_language, 1);
	expect_int(c->nlanguage, 3);
	expect_str(c->language[0].title, "甲");
	expect_str(c->language[1].title, "A");
	expect_str(c->language[2].title, "tiku");
	expect_str(c->language[0].description, "说");
	expect_str(c->language[0].label, "中文");
	expect_str(c->language[1].label, "E");
	expect_str(c->language[1].locale, "en-GB");
	expect_str(c->language[2].locale, "ja");
	expect(!c->question_pages && !c->search && !c->math && !c->mermaid &&
	    !c->highlight && c->unsafe_html);
	expect_int(c->per_page, 7);
	expect_int(c->facet_minimum, 1);
	expect_str(value_get_text(c->extra, S("a")), "b");
	expect(c->pages && c->publish && c->helpers && c->accent);
	unload(&l);
}

TEST(another_file_may_be_named)
{
	struct load l;

	expect(file_write("site/site.yml", S("title: no\n")));
	expect(file_write("other.yml", S("title: yes\n")));
	l = load_from("other.yml", "theme");
	expect(l.c != NULL);
	expect_str(l.c->language[0].title, "yes");
	expect_str(l.c->source->path, "other.yml");
	unload(&l);
	l = load_from("missing.yml", "theme");
	expect(!l.c);
	expect_int(diag_errors(l.d), 1);
	unload(&l);
}

/* --- addresses -------------------------------------------------------- */

TEST(a_base_address_is_whole_and_ends_in_a_slash)
{
	static const char *const good[][3] = {
		{ "https://example.org", "https://example.org/", "/" },
		{ "https://example.org/", "https://example.org/", "/" },
		{ "http://a/b/c", "http://a/b/c/", "/b/c/" },
		{ "http://[::1]:80/x/", "http://[::1]:80/x/", "/x/" },
		{ "https://例.org/库", "https://例.org/库/", "/库/" },
	};
	struct arena *a = arena_new();

	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		struct config c = { 0 };

		expect(config_base(&c, str_of(good[i][0]), a));
		expect_str(c.base_url, good[i][1]);
		expect_str(c.base_path, good[i][2]);
	}
	arena_free(a);
}

/* "//bank/" in a page would be another host's root. */
TEST(what_is_no_base_address_is_refused_and_changes_nothing)
{
	static const char *const bad[] = { "", "example.org", "/bank/",
		"ftp://example.org/", "https://", "https:///", "http:///bank",
		"https://a b/", "https://a/?q=1", "https://a/#x", "https://a//",
		"https://a//bank/", "https://a/b//c", "javascript://a/", "://a/",
		"xhttp://a/" };
	struct arena *a = arena_new();
	struct config c = { .base_url = S("u"), .base_path = S("p") };

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		if (config_base(&c, str_of(bad[i]), a))
			print_error("taken: '%s'\n", bad[i]);
		expect(str_eq(c.base_url, S("u")) && str_eq(c.base_path, S("p")));
	}
	arena_free(a);
}

/* --- languages -------------------------------------------------------- */

TEST(the_words_of_a_language_are_data)
{
	struct load l = load("languages: {zh: , en: , ja: }\n");
	const struct labels *zh = &l.c->language[0].labels;

	expect(map_get(&zh->field, S("题目")) ==
	    (void *)(uintptr_t)(FIELD_QUESTION + 1));
	expect(map_get(&zh->field, S("答案")) ==
	    (void *)(uintptr_t)(FIELD_ANSWER + 1));
	expect(map_get(&l.c->language[1].labels.field, S("question")) ==
	    (void *)(uintptr_t)(FIELD_QUESTION + 1));
	expect(map_get(&zh->attribute, S("题型")) ==
	    (void *)(uintptr_t)(ATTRIBUTE_KIND + 1));
	expect(map_get(&zh->kind, S("编程题")) ==
	    (void *)(uintptr_t)(KIND_CODING + 1));
	expect(map_get(&zh->difficulty, S("困难")) ==
	    (void *)(uintptr_t)(DIFFICULTY_HARD + 1));
	expect_int(zh->nheading_kind, 1);
	expect_int(zh->nsection, 1);
	expect_int(diag_errors(l.d) + diag_warnings(l.d), 0);
	unload(&l);
}

TEST(a_word_that_a_language_lacks_is_the_defaults_or_english)
{
	struct load l = load("languages: {zh: , en: , ja: }\n");

	expect_str(value_get_text(l.c->language[0].ui, S("home")), "首页");
	expect_str(value_get_text(l.c->language[1].ui, S("home")), "Home");
	expect_str(value_get_text(l.c->language[1].ui, S("only_zh")), "有");
	expect_str(value_get_text(l.c->language[0].ui, S("only_en")), "yes");
	expect_str(value_get_text(l.c->language[2].ui, S("home")), "首页");
	unload(&l);
}

TEST(the_site_brings_words_of_its_own)
{
	struct load l;

	expect(file_mkdirs("site/templates/i18n"));
	expect(file_write("site/templates/i18n/ja.yml",
	    S("ui: {home: ホーム}\nreader: {fields: {answer: [解答]}}\n")));
	l = load("languages: {zh: , ja: {label: 日本語}}\n");
	expect_str(value_get_text(l.c->language[1].ui, S("home")), "ホーム");
	expect(map_get(&l.c->language[1].labels.field, S("解答")) ==
	    (void *)(uintptr_t)(FIELD_ANSWER + 1));
	unload(&l);
}

/* An empty word would be found in every heading. */
TEST(what_is_no_word_is_not_taken_for_one)
{
	struct load l;
	struct strbuf b = { 0 };

	strbuf_add(&b, S("reader:\n  fields: {question: ['', {a: b}, [c], Q]}\n"
	    "  sections: ['', {a: b}, 题]\n  headings: {coding: ['', [x]]}\n"));
	expect(file_write("theme/templates/i18n/zh.yml", strbuf_str(&b)));
	l = load("");
	expect(l.c != NULL);
	expect_int(l.c->language[0].labels.field.n, 1);
	expect_int(l.c->language[0].labels.nsection, 1);
	expect_str(l.c->language[0].labels.section[0], "题");
	expect_int(l.c->language[0].labels.nheading_kind, 0);
	unload(&l);
	strbuf_free(&b);
}

/* --- mistakes --------------------------------------------------------- */

static void
expect_said(const char *yaml, bool fatal, const char *say)
{
	struct load l = load(yaml);
	char *text = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&text, &n);

	diag_print(l.d, f, DIAG_TEXT, false);
	fclose(f);
	if (!strstr(text, say))
		print_error("no \"%s\" in:\n%s", say, text);
	expect(strstr(text, say) != NULL);
	expect_int(!l.c, fatal);
	free(text);
	unload(&l);
}

TEST(mistakes_are_reported_at_their_place)
{
	expect_said("- a\n", true,
	    "site.yml:1:1: error: site.yml must be a map of settings, not a list");
	expect_said("title: [\n", true, "site.yml:");
	expect_said("titel: x\n", false,
	    "site.yml:1:1: warning: site.yml has no key 'titel'");
	expect_said("title: x\ntitle: y\n", true, "site.yml:2:1: error: ");
	expect_said("title: [a]\n", true, "site.yml:1:8: error: 'title' must be a "
	    "text or a map from language to text, not a list [wrong-type]");
	expect_said("title: {zh: [a]}\n", true, "site.yml:1:13: error: 'title' in one "
	    "language must be a text");
	expect_said("base_url: example.org\n", true, "site.yml:1:11: error: "
	    "'example.org' is not the address of a site [base-url]");
	expect_said("questions: {per_page: all}\n", true, "site.yml:1:23: error: "
	    "'per_page' must be a whole number from 1 to 10000, not 'all'");
	expect_said("questions: {per_page: 0}\n", true, "site.yml:1:23: error: ");
	expect_said("questions: 5\n", true, "site.yml:1:12: error: 'questions' must be "
	    "a map");
	expect_said("search: maybe\n", true, "site.yml:1:9: error: ");
	expect_said("markdown: {maths: no}\n", false, "site.yml:1:12: warning: ");
	expect_said("pages: x\n", true, "site.yml:1:8: error: 'pages' must be a list");
	expect_said("default_language: fr\n", true, "site.yml:1:19: error: default "
	    "language 'fr' is not in 'languages'");
	expect_said("languages: {ZH: }\n", true, "site.yml:1:13: error: 'ZH' is not a "
	    "language id");
	expect_said("languages: {../x: }\n", true, "is not a language id");
	expect_said("languages: {zh: 中文}\n", true, "site.yml:1:17: error: a language "
	    "must be a map such as");
	expect_said("languages: [zh]\n", true, "site.yml:1:12: error: 'languages' must "
	    "be a map");
}

TEST(rules_are_silenced_by_name)
{
	struct load l = load("check: {ignore: [thin]}\n");

	diag_warn(l.d, nowhere, "thin", "quiet");
	expect_int(diag_warnings(l.d), 0);
	diag_warn(l.d, nowhere, "thick", "loud");
	expect_int(diag_warnings(l.d), 1);
	unload(&l);
}

/* --- files ------------------------------------------------------------ */

static void
expect_refused(const char *say)
{
	struct arena *a = arena_new();
	struct diag *d = diag_new();
	char *text = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&text, &n);

	if (source_load("x", S("x.md"), a, d))
		print_error("taken, and not: %s\n", say);
	diag_print(d, f, DIAG_TEXT, false);
	fclose(f);
	if (!strstr(text, say))
		print_error("no \"%s\" in:\n%s", say, text);
	expect(strstr(text, say) != NULL);
	free(text);
	diag_free(d);
	arena_free(a);
}

TEST(bytes_that_are_no_text_are_refused_at_their_place)
{
	expect_refused("x.md:1:1: error: cannot read the file: No such file");
	expect(file_write("x", S("ok\na\0b\n")));
	expect_refused("x.md:2:2: error: a NUL byte is not text [encoding]");
	expect(file_write("x", S("题\xff\n")));
	expect_refused("x.md:1:2: error: byte 0xff is not valid UTF-8");
	expect(file_write("x", S("\xEF\xBB\xBF" "a\xff\n")));
	expect_refused("x.md:1:2: error: byte 0xff");
	expect_int(unlink("x"), 0);
	expect_int(symlink("site", "x"), 0);
	expect_refused("it is a symbolic link");
	expect_int(unlink("x"), 0);
	expect(file_mkdirs("x"));
	expect_refused("it is a folder");
	expect(file_remove_tree("x"));
	expect(file_write("x", S("")));
	expect_int(truncate("x", (16 << 20) + 1), 0);
	expect_refused("it is larger than 16 MiB");
}

TEST(a_control_character_is_read_as_blank)
{
	struct arena *a = arena_new();
	struct diag *d = diag_new();
	struct source *s;

	expect(file_write("x", S("a\x1b[31m\n\xc2\x85|\xc2\xa0|\x7f")));
	s = source_load("x", S("x.md"), a, d);
	expect(s != NULL);
	expect_str(s->text, "a [31m\n  |\xc2\xa0| ");
	expect_int(diag_warnings(d), 1);
	diag_free(d);
	arena_free(a);
}

TEST(a_byte_order_mark_is_no_part_of_the_text)
{
	struct arena *a = arena_new();
	struct diag *d = diag_new();
	struct source *s;

	expect(file_write("x", S("\xEF\xBB\xBF# 题\r\n\t")));
	s = source_load("x", S("x.md"), a, d);
	expect_str(s->text, "# 题\r\n\t");
	expect_int(s->skipped, 3);
	diag_free(d);
	arena_free(a);
}

TEST(the_sites_own_file_comes_before_the_themes)
{
	struct arena *a = arena_new();
	struct config c = { .root = S("site"), .home = S("theme") };

	expect(!config_file(&c, S("templates/base.html"), a));
	expect(file_write("theme/templates/base.html", S("theme")));
	expect_str(str_of(config_file(&c, S("templates/base.html"), a)),
	    "theme/templates/base.html");
	expect(file_mkdirs("site/templates"));
	expect(file_write("site/templates/base.html", S("site")));
	expect_str(str_of(config_file(&c, S("templates/base.html"), a)),
	    "site/templates/base.html");
	arena_free(a);
}

TEST(tikus_own_words_are_read_without_a_complaint)
{
	struct load l = load_from(NULL, checkout);

	expect(l.c != NULL);
	expect_int(diag_errors(l.d) + diag_warnings(l.d), 0);
	for (int i = 0; i < 2; i++) {
		const struct labels *words = &l.c->language[i].labels;

		expect(words->field.n >= FIELD_NAMES);
		expect(words->attribute.n >= ATTRIBUTES);
		expect(words->kind.n >= KINDS && words->difficulty.n >= 3);
		expect(words->nheading_kind > 0 && words->nsection > 0);
		/* none was left out for want of room */
		expect(words->nheading_kind < sizeof words->heading_kind /
		    sizeof *words->heading_kind);
		expect(words->nsection < sizeof words->section /
		    sizeof *words->section);
	}
	unload(&l);
}

#define ROW(name) cmocka_unit_test_setup_teardown(name, start, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(an_empty_site_yml_builds_and_so_does_none),
		ROW(every_key_is_taken),
		ROW(another_file_may_be_named),
		ROW(a_base_address_is_whole_and_ends_in_a_slash),
		ROW(what_is_no_base_address_is_refused_and_changes_nothing),
		ROW(the_words_of_a_language_are_data),
		ROW(a_word_that_a_language_lacks_is_the_defaults_or_english),
		ROW(the_site_brings_words_of_its_own),
		ROW(what_is_no_word_is_not_taken_for_one),
		ROW(mistakes_are_reported_at_their_place),
		ROW(rules_are_silenced_by_name),
		ROW(bytes_that_are_no_text_are_refused_at_their_place),
		ROW(a_control_character_is_read_as_blank),
		ROW(a_byte_order_mark_is_no_part_of_the_text),
		ROW(the_sites_own_file_comes_before_the_themes),
		ROW(tikus_own_words_are_read_without_a_complaint),
	};

	if (!getcwd(checkout, sizeof checkout))
		return 1;
	return cmocka_run_group_tests_name(__FILE__, tests, NULL, NULL) > 0;
}
