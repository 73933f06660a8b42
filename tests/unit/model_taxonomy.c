/*
 * Vocabularies: what an author may call a term, what a text that names one
 * must look like, and whose word counts when two files disagree.
 */
#include "model/taxonomy.h"

#include "base/file.h"

#include "test.h"

static char home[64];	/* a folder of our own; the working folder of all tests */
static char checkout[4096];	/* the working folder before: tiku's own files */

struct vocabulary {
	struct arena *a;
	struct diag *d;
	struct taxonomy t;
};

/* Read tiku's vocabulary and the site's; NULL is a file that is not there. */
static struct vocabulary
load(const char *shipped, const char *own)
{
	struct vocabulary v = { .a = arena_new(), .d = diag_new() };
	struct config c = { .root = S("site"), .home = S("home") };

	expect(file_mkdirs("site/content") &&
	    file_mkdirs("home/templates/vocabulary"));
	if (shipped)
		expect(file_write("home/templates/vocabulary/companies.yml",
		    str_of(shipped)));
	if (own)
		expect(file_write("site/content/companies.yml", str_of(own)));
	taxonomy_load(&v.t, &c, "companies", v.a, v.d);
	return v;
}

static void
unload(struct vocabulary *v)
{
	diag_free(v->d);
	arena_free(v->a);
}

static const char companies[] =
    "bytedance:\n"
    "  label: {zh: 字节跳动, en: ByteDance}\n"
    "  aliases: [抖音, TikTok]\n"
    "  ambiguous: [字节]\n"
    "alibaba:\n"
    "  label: {zh: 阿里巴巴, en: Alibaba}\n"
    "  aliases: [阿里, 阿里云, Alibaba Cloud]\n"
    "meta: {label: Meta, ambiguous: [Meta]}\n"
    "jd: {label: {zh: 京东, en: JD.com}, aliases: [JD, Jingdong]}\n"
    "ant-group: {label: {zh: 蚂蚁集团, en: Ant Group}, parent: alibaba}\n"
    "dotnet: {label: .NET, aliases: [C++, 3M]}\n";

static int
start(void **state)
{
	(void)state;
	snprintf(home, sizeof home, "/tmp/tiku-taxonomy-XXXXXX");
	return mkdtemp(home) && chdir(home) == 0 ? 0 : -1;
}

static int
end(void **state)
{
	(void)state;
	return chdir("/") == 0 && file_remove_tree(home) ? 0 : -1;
}

/* --- names ------------------------------------------------------------ */

static void
expect_found(struct vocabulary *v, const char *name, const char *id)
{
	struct term *t = taxonomy_find(&v->t, str_of(name));

	if (id)
		expect_str(t ? t->id : S("(nothing)"), id);
	else
		expect(!t);
}

TEST(a_term_is_found_by_id_label_and_alias_in_any_case)
{
	struct vocabulary v = load(companies, NULL);

	expect_found(&v, "bytedance", "bytedance");
	expect_found(&v, "BYTEDANCE", "bytedance");
	expect_found(&v, "字节跳动", "bytedance");
	expect_found(&v, " tiktok ", "bytedance");
	expect_found(&v, "字节", "bytedance");	/* an author means it */
	expect_found(&v, "ant group", "ant-group");
	expect_found(&v, "Ant-Group", "ant-group");
	expect_found(&v, "c++", "dotnet");
	expect_found(&v, "字", NULL);
	expect_found(&v, "", NULL);
	unload(&v);
}

TEST(a_label_is_given_in_a_language_or_the_nearest_there_is)
{
	struct vocabulary v = load(companies, "new: {sort_key: a}\n");

	expect_str(term_label(taxonomy_find(&v.t, S("jd")), S("zh")), "京东");
	expect_str(term_label(taxonomy_find(&v.t, S("jd")), S("en")), "JD.com");
	expect_str(term_label(taxonomy_find(&v.t, S("jd")), S("ja")), "京东");
	expect_str(term_label(taxonomy_find(&v.t, S("meta")), S("ja")), "Meta");
	expect_str(term_label(taxonomy_find(&v.t, S("new")), S("zh")), "new");
	unload(&v);
}

TEST(a_name_nobody_knows_makes_a_term_of_its_own)
{
	struct vocabulary v = load(companies, NULL);
	struct term *t = taxonomy_term(&v.t, S(" 某 厂 "), v.a);

	expect_str(t->id, "某-厂");
	expect_str(term_label(t, S("zh")), "某 厂");
	expect(!t->known);
	expect(taxonomy_term(&v.t, S("某 厂"), v.a) == t);
	expect(taxonomy_term(&v.t, S("字节跳动"), v.a)->known);
	unload(&v);
}

/* C4: "C" must not become the page of "C++" because both would be "c". */
TEST(names_that_would_share_an_address_stay_apart)
{
	struct vocabulary v = load(NULL, NULL);
	struct term *plus = taxonomy_term(&v.t, S("C++"), v.a);
	struct term *sharp = taxonomy_term(&v.t, S("C#"), v.a);
	struct term *c = taxonomy_term(&v.t, S("C"), v.a);
	struct term *spaced = taxonomy_term(&v.t, S("a b"), v.a);
	struct term *dashed = taxonomy_term(&v.t, S("a-b"), v.a);

	expect(plus != sharp && plus != c && sharp != c && spaced != dashed);
	expect(!str_eq(plus->id, sharp->id) && !str_eq(plus->id, c->id) &&
	    !str_eq(sharp->id, c->id) && !str_eq(spaced->id, dashed->id));
	expect(taxonomy_find(&v.t, S("c")) == c);
	expect(taxonomy_find(&v.t, S("c++")) == plus);
	expect_str(term_label(c, S("zh")), "C");
	unload(&v);
}

TEST(a_name_without_letters_still_has_an_address)
{
	struct vocabulary v = load(NULL, NULL);
	struct term *t = taxonomy_term(&v.t, S("+++"), v.a);

	expect(t->id.n == 9 && t->id.p[0] == 'x');
	expect(taxonomy_term(&v.t, S("+++"), v.a) == t);
	expect(taxonomy_term(&v.t, S("---"), v.a) != t);
	unload(&v);
}

TEST(the_nearest_name_is_offered)
{
	struct vocabulary v = load(companies, NULL);

	expect_str(taxonomy_nearest(&v.t, S("ByteDanse")), "bytedance");
	expect_str(taxonomy_nearest(&v.t, S("阿里巴已")), "阿里巴巴");
	expect_str(taxonomy_nearest(&v.t, S("Nonesuch")), "");
	taxonomy_term(&v.t, S("Bytedanse"), v.a);	/* not a name to offer */
	expect_str(taxonomy_nearest(&v.t, S("Bytedanse")), "bytedance");
	unload(&v);
}

/* Thousands of unknown names are warnings, and a site with them must build. */
TEST(many_unknown_names_cost_little)
{
	struct vocabulary v = load(companies, NULL);
	char name[32];

	for (int i = 0; i < 200000; i++) {
		snprintf(name, sizeof name, "unknown %d", i);
		taxonomy_nearest(&v.t, str_of(name));
	}
	expect_str(taxonomy_nearest(&v.t, S("ByteDanse")), "");
	unload(&v);
}

/* --- names in running text -------------------------------------------- */

/* "bytedance@3+12 alibaba@20+6 ": the terms in a text, their places. */
static struct str
scan(struct vocabulary *v, const char *text, bool ambiguous)
{
	struct mentions found = { 0 };
	struct strbuf b = { 0 };
	struct str s;

	taxonomy_scan(&v->t, str_of(text), ambiguous, v->a, &found);
	for (size_t i = 0; i < found.n; i++)
		strbuf_printf(&b, "%.*s@%zu+%zu ", STR_ARG(found.v[i].term->id),
		    found.v[i].at, found.v[i].n);
	s = arena_copy(v->a, strbuf_str(&b));
	strbuf_free(&b);
	return s;
}

TEST(the_longest_name_at_a_place_wins)
{
	struct vocabulary v = load(companies, NULL);

	expect_str(scan(&v, "阿里巴巴和阿里云和阿里", false),
	    "alibaba@0+12 alibaba@15+9 alibaba@27+6 ");
	expect_str(scan(&v, "字节跳动与抖音", false),
	    "bytedance@0+12 bytedance@15+6 ");
	expect_str(scan(&v, "Alibaba Cloud", false), "alibaba@0+13 ");
	expect_str(scan(&v, "", false), "");
	unload(&v);
}

TEST(latin_names_need_word_edges)
{
	struct vocabulary v = load(companies, NULL);

	expect_str(scan(&v, "tiktok, TIKTOK", false),
	    "bytedance@0+6 bytedance@8+6 ");
	expect_str(scan(&v, "TikToks and aTikTok, TikTok2", false), "");
	expect_str(scan(&v, "jd_id my_jd", false), "");
	expect_str(scan(&v, "在JD的题(JD)", false), "jd@3+2 jd@12+2 ");
	expect_str(scan(&v, "JD.com", false), "jd@0+6 ");
	expect_str(scan(&v, "JD.commerce", false), "jd@0+2 ");
	expect_str(scan(&v, "3M x3M 33M 3M。", false), "dotnet@0+2 dotnet@11+2 ");
	expect_str(scan(&v, "C++ 和 .NET", false), "dotnet@0+3 dotnet@8+4 ");
	expect_str(scan(&v, "JD", false), "jd@0+2 ");
	expect_str(scan(&v, "C++JD", false), "dotnet@0+3 jd@3+2 ");
	unload(&v);
}

TEST(ambiguous_names_count_only_when_asked_for)
{
	struct vocabulary v = load(companies, NULL);

	expect_str(scan(&v, "一个字节 Meta", false), "");
	expect_str(scan(&v, "一个字节 Meta", true),
	    "bytedance@6+6 meta@13+4 ");
	/* a label that is ambiguous is so wherever it is listed */
	expect_str(scan(&v, "Meta learning", false), "");
	unload(&v);
}

TEST(a_made_up_term_is_not_looked_for)
{
	struct vocabulary v = load(companies, NULL);

	taxonomy_term(&v.t, S("Acme"), v.a);
	expect_str(scan(&v, "Acme bytedance", false), "bytedance@5+9 ");
	unload(&v);
}

TEST(a_long_text_is_scanned_once)
{
	struct vocabulary v = load(companies, NULL);
	struct mentions found = { 0 };
	struct strbuf b = { 0 };

	for (int i = 0; i < 100000; i++)
		strbuf_add(&b, S("阿里巴 Alibab "));
	taxonomy_scan(&v.t, strbuf_str(&b), false, v.a, &found);
	expect_int(found.n, 100000);
	strbuf_free(&b);
	unload(&v);
}

/* --- whose word counts ------------------------------------------------ */

TEST(the_site_adds_terms_and_names)
{
	struct vocabulary v = load(companies,
	    "acme: {label: {zh: 艾克米, en: Acme}, aliases: [ACM]}\n"
	    "bytedance: {aliases: [飞书]}\n");

	expect_int(diag_errors(v.d) + diag_warnings(v.d), 0);
	expect_found(&v, "艾克米", "acme");
	expect_found(&v, "飞书", "bytedance");
	expect_found(&v, "抖音", "bytedance");
	expect_str(term_label(taxonomy_find(&v.t, S("bytedance")), S("en")),
	    "ByteDance");
	expect_str(scan(&v, "飞书 抖音 ACM", false),
	    "bytedance@0+6 bytedance@7+6 acme@14+3 ");
	unload(&v);
}

TEST(the_site_overrides_label_parent_and_sort_key)
{
	struct vocabulary v = load(companies,
	    "bytedance: {label: {zh: 字节, en: Byte}, sort_key: zijie}\n"
	    "ant-group: {parent: jd}\n"
	    "jd: {parent: bytedance}\n");
	struct term *t = taxonomy_find(&v.t, S("bytedance"));

	expect_str(term_label(t, S("zh")), "字节");
	expect_str(t->sort_key, "zijie");
	expect_str(taxonomy_find(&v.t, S("ant-group"))->parent->id, "jd");
	expect_str(taxonomy_find(&v.t, S("jd"))->parent->id, "bytedance");
	unload(&v);
}

/* 抖音 is an alias that tiku ships; the site makes a company of it. */
TEST(the_site_may_take_a_name_from_another_term)
{
	struct vocabulary v = load(companies, "douyin: {label: 抖音}\n");

	expect_found(&v, "抖音", "douyin");
	expect_found(&v, "TikTok", "bytedance");
	expect_str(scan(&v, "抖音", false), "douyin@0+6 ");
	unload(&v);
}

TEST(the_site_decides_what_is_ambiguous)
{
	struct vocabulary v = load(companies,
	    "bytedance: {aliases: [字节], ambiguous: [抖音]}\n");

	expect_str(scan(&v, "字节 抖音", false), "bytedance@0+6 ");
	expect_str(scan(&v, "字节 抖音", true), "bytedance@0+6 bytedance@7+6 ");
	unload(&v);
}

/* --- mistakes --------------------------------------------------------- */

static void
expect_said(const char *own, const char *say)
{
	struct vocabulary v = load(companies, own);
	char *text = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&text, &n);

	diag_print(v.d, f, DIAG_TEXT, false);
	fclose(f);
	if (!strstr(text, say))
		print_error("no \"%s\" in:\n%s", say, text);
	expect(strstr(text, say) != NULL);
	free(text);
	unload(&v);
}

TEST(mistakes_are_reported_at_their_place)
{
	expect_said("- a\n", "content/companies.yml:1:1: error: a vocabulary must "
	    "be a map from id to term, not a list [wrong-type]");
	expect_said("a: text\n", "content/companies.yml:1:4: error: a term must be "
	    "a map such as");
	expect_said("a: {labels: x}\n", "content/companies.yml:1:5: warning: a term "
	    "has no key 'labels'");
	expect_said("'+': {label: x}\n",
	    "content/companies.yml:1:1: error: '+' cannot stand in an address");
	expect_said("a: {parent: nobody}\n", "content/companies.yml:1:13: warning: "
	    "no term 'nobody' to be the parent");
	expect_said("a: {parent: a}\n", "content/companies.yml:1:13: warning: ");
	expect_said("a: {label: [x]}\n", "content/companies.yml:1:12: error: 'label' "
	    "must be a text or a map from language to text, not a list");
	expect_said("a: {label: {zh: [x]}}\n", "content/companies.yml:1:17: error: "
	    "'label' in one language must be a text");
}

TEST(a_wrong_label_is_not_read_as_one)
{
	struct vocabulary v = load(NULL,
	    "a: {label: {zh: [x, y]}}\nb: {label: {zh: {x: y}, en: B}}\n");

	expect_int(diag_errors(v.d), 2);
	if (taxonomy_find(&v.t, S("a")))
		expect_str(term_label(taxonomy_find(&v.t, S("a")), S("en")), "a");
	unload(&v);
}

TEST(an_empty_vocabulary_is_one)
{
	struct vocabulary v = load("", "");

	expect_int(diag_errors(v.d), 0);
	expect_found(&v, "x", NULL);
	expect_str(scan(&v, "x 题", true), "");
	expect_str(taxonomy_nearest(&v.t, S("x")), "");
	unload(&v);
	v = load(NULL, "a:\n");
	expect_int(diag_errors(v.d), 0);
	expect_found(&v, "a", "a");
	unload(&v);
}

TEST(tikus_own_vocabulary_has_no_mistakes)
{
	struct vocabulary v = { .a = arena_new(), .d = diag_new() };
	struct config c = { .root = S("/nonexistent") };
	const char *big[] = { "阿里巴巴", "百度", "腾讯", "字节跳动", "拼多多", "京东",
		"美团", "快手", "滴滴", "小红书", "蚂蚁集团" };
	struct taxonomy topics = { 0 };

	c.home = str_of(checkout);
	taxonomy_load(&v.t, &c, "companies", v.a, v.d);
	taxonomy_load(&topics, &c, "topics", v.a, v.d);
	expect_int(diag_errors(v.d) + diag_warnings(v.d), 0);
	for (int i = 0; i < 11; i++)
		expect(taxonomy_find(&v.t, str_of(big[i])) != NULL);
	expect(topics.term.n > 20);
	unload(&v);
}

#define ROW(name) cmocka_unit_test_setup_teardown(name, start, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(a_term_is_found_by_id_label_and_alias_in_any_case),
		ROW(a_label_is_given_in_a_language_or_the_nearest_there_is),
		ROW(a_name_nobody_knows_makes_a_term_of_its_own),
		ROW(names_that_would_share_an_address_stay_apart),
		ROW(a_name_without_letters_still_has_an_address),
		ROW(the_nearest_name_is_offered),
		ROW(many_unknown_names_cost_little),
		ROW(the_longest_name_at_a_place_wins),
		ROW(latin_names_need_word_edges),
		ROW(ambiguous_names_count_only_when_asked_for),
		ROW(a_made_up_term_is_not_looked_for),
		ROW(a_long_text_is_scanned_once),
		ROW(the_site_adds_terms_and_names),
		ROW(the_site_overrides_label_parent_and_sort_key),
		ROW(the_site_may_take_a_name_from_another_term),
		ROW(the_site_decides_what_is_ambiguous),
		ROW(mistakes_are_reported_at_their_place),
		ROW(a_wrong_label_is_not_read_as_one),
		ROW(an_empty_vocabulary_is_one),
		ROW(tikus_own_vocabulary_has_no_mistakes),
	};

	expect(getcwd(checkout, sizeof checkout) != NULL);
	return cmocka_run_group_tests_name(__FILE__, tests, NULL, NULL) > 0;
}
