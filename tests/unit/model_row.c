/* Rows of pages: what a path may name, and the site's word against the theme's. */
#include "model/row.h"

#include "base/file.h"
#include "format/yaml.h"

#include "test.h"

static char home[64];	/* a folder of our own; the working folder of all tests */
static char checkout[4096];	/* the working folder before: tiku's own files */
static struct arena *arena;

/* --- paths ------------------------------------------------------------ */

static void
expect_path(const char *path, const struct row_names *n, const char *want)
{
	struct row r = { .path = str_of(path) };

	expect_str(row_path(&r, n, arena), want);
}

TEST(names_are_put_into_a_path)
{
	struct row_names n = { .lang = S("zh"), .section = S("llm"),
		.slug = S("x"), .id = S("q-1"), .facet = S("rag"), .key = S("llm/x") };

	expect_path("/", &n, "");
	expect_path("/404.html", &n, "404.html");
	expect_path("/{lang}/", &n, "zh/");
	expect_path("/{lang}", &n, "zh");
	expect_path("/{lang}/{section}/{slug}/", &n, "zh/llm/x/");
	expect_path("/{lang}/q/{id}/", &n, "zh/q/q-1/");
	expect_path("/{lang}/a-{id}-{facet}.json", &n, "zh/a-q-1-rag.json");
	expect_path("/pair/{key}/", &n, "pair/llm/x/");
	expect_path("/{lang}{lang}/", &n, "zhzh/");
}

TEST(an_empty_section_leaves_no_empty_folder)
{
	struct row_names n = { .lang = S("zh"), .section = S(""), .slug = S("x") };

	expect_path("/{lang}/{section}/{slug}/", &n, "zh/x/");
	expect_path("/{section}/{lang}/{slug}/", &n, "zh/x/");
	expect_path("/{lang}/{section}/", &n, "zh/");
	n.section = (struct str){ NULL, 0 };
	expect_path("/{lang}/{section}/{slug}/", &n, "zh/x/");
}

TEST(a_deep_section_keeps_its_folders)
{
	struct row_names n = { .lang = S("zh"), .section = S("a/b"), .slug = S("x") };

	expect_path("/{lang}/{section}/{slug}/", &n, "zh/a/b/x/");
}

/* --- loading ---------------------------------------------------------- */

struct load {
	struct arena *a;
	struct diag *d;
	struct source *source;
	struct rows rows;
	bool ok;
};

/* The rows of a theme and of a site's `pages:`, either NULL. */
static struct load
load(const char *theme, const char *pages)
{
	struct load l = { .a = arena_new(), .d = diag_new() };
	struct config c = { .root = S("site"), .home = S("theme") };

	if (theme)
		expect(file_write("theme/templates/theme.yml", str_of(theme)));
	l.source = arena_new_of(l.a, struct source);
	*l.source = (struct source){ .path = S("site.yml"),
		.text = str_of(pages ? pages : "") };
	if (pages)
		c.pages = value_get(yaml_parse(l.source, l.a, l.d), S("pages"));
	l.ok = rows_load(&l.rows, &c, l.a, l.d);
	return l;
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
	snprintf(home, sizeof home, "/tmp/tiku-row-XXXXXX");
	return mkdtemp(home) && chdir(home) == 0 && file_mkdirs("site") &&
	    file_mkdirs("theme/templates") ? 0 : -1;
}

static int
end(void **state)
{
	(void)state;
	return chdir("/") == 0 && file_remove_tree(home) ? 0 : -1;
}

static const char theme[] = "pages:\n"
    "  - {name: home, for: language, path: '/{lang}/', template: home.html}\n"
    "  - {for: article, path: '/{lang}/{slug}/', template: article.html,"
    " paginate: questions}\n"
    "  - {for: site, path: /robots.txt, template: robots.txt}\n"
    "bundles:\n  - {name: katex, folder: n/k, when: math, files: [a.css, fonts/]}\n";

TEST(a_row_is_named_after_its_template_and_listed_when_it_is_a_page)
{
	struct load l = load(theme, NULL);

	expect(l.ok);
	expect_int(l.rows.n, 3);
	expect_str(l.rows.row[0].name, "home");
	expect_int(l.rows.row[0].each, FOR_LANGUAGE);
	expect(l.rows.row[0].listed);
	expect_str(l.rows.row[1].name, "article");
	expect_int(l.rows.row[1].paginate, PAGINATE_QUESTIONS);
	expect(!l.rows.row[2].listed);
	expect(rows_for(&l.rows, FOR_ARTICLE) == &l.rows.row[1]);
	expect(!rows_for(&l.rows, FOR_TAG));
	expect_int(l.rows.nbundle, 1);
	expect_int(l.rows.bundle[0].when, BUNDLE_MATH);
	expect_int(l.rows.bundle[0].files.n, 2);
	unload(&l);
}

TEST(the_site_adds_rows_and_replaces_those_of_the_same_name)
{
	struct load l = load(theme, "pages:\n"
	    "  - {name: article, for: article, path: '/{lang}/a/{slug}.html',"
	    " template: article.html, listed: yes}\n"
	    "  - {for: site, path: /about/, template: about.html}\n");

	expect(l.ok);
	expect_int(l.rows.n, 4);
	expect_str(l.rows.row[1].path, "/{lang}/a/{slug}.html");
	expect(l.rows.row[1].listed);
	expect_int(l.rows.row[1].paginate, PAGINATE_NONE);
	expect_str(l.rows.row[3].name, "about");
	unload(&l);
}

static void
expect_said(const char *theme_yaml, const char *row, const char *say)
{
	struct load l = load(theme_yaml, row);
	char *text = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&text, &n);

	expect(!l.ok);
	expect(diag_errors(l.d) > 0);
	diag_print(l.d, f, DIAG_TEXT, false);
	fclose(f);
	if (!strstr(text, say))
		print_error("no \"%s\" in:\n%s", say, text);
	expect(strstr(text, say) != NULL);
	free(text);
	unload(&l);
}

TEST(mistakes_are_reported_at_their_place)
{
	expect_said(NULL, NULL, "no templates/theme.yml");
	expect_said("- a\n", NULL, "templates/theme.yml:1:1: error: theme.yml must be a "
	    "map");
	expect_said("pages: [x]\n", NULL, "templates/theme.yml:1:9: error: a page must be "
	    "a map such as");
	expect_said("pages: [\n", NULL, "templates/theme.yml:");
	expect_said(theme, "pages: [{path: /x/, template: x.html}]\n",
	    "site.yml:1:9: error: a page needs 'for'");
	expect_said(theme, "pages: [{for: site, template: x.html}]\n",
	    "a page needs 'path'");
	expect_said(theme, "pages: [{for: site, path: /x/}]\n",
	    "a page needs 'template'");
	expect_said(theme, "pages: [{for: sites, path: /x/, template: x.html}]\n",
	    "site.yml:1:15: error: 'for' must be site, ");
	expect_said(theme, "pages: [{for: site, path: x/, template: x.html}]\n",
	    "site.yml:1:27: error: the path of a page must begin with '/'");
	expect_said(theme, "pages: [{for: site, path: '/{lang}/', template: x.html}]\n",
	    "site.yml:1:27: error: a path for 'site' cannot hold '{lang}'");
	expect_said(theme, "pages: [{for: tag, path: '/{lang}/{slug}/', template: x.html}]\n",
	    "a path for 'tag' cannot hold '{slug}'");
	expect_said(theme, "pages: [{for: tag, path: '/{lang/', template: x.html}]\n",
	    "cannot hold '{lang/}'");
	expect_said(theme, "pages: [{for: tag, path: '/{}/', template: x.html}]\n",
	    "cannot hold '{}'");
	expect_said(theme, "pages: [{for: site, path: /x/, template: [x]}]\n",
	    "'template' must be a text");
}

TEST(all_mistakes_are_reported_at_once)
{
	struct load l = load(theme, "pages:\n  - {for: site}\n  - x\n"
	    "  - {for: site, path: /ok/, template: ok.html}\n  - {for: nothing}\n");

	expect(!l.ok);
	expect_int(diag_errors(l.d), 3);
	expect_int(l.rows.n, 4);
	unload(&l);
}

TEST(tikus_own_rows_have_no_mistakes)
{
	struct load l = { .a = arena_new(), .d = diag_new() };
	struct config c = { .root = S("site") };

	c.home = str_of(checkout);
	expect(rows_load(&l.rows, &c, l.a, l.d));
	expect_int(diag_errors(l.d) + diag_warnings(l.d), 0);
	for (int i = FOR_SITE; i <= FOR_TAG; i++)
		expect(rows_for(&l.rows, (enum row_for)i) != NULL);
	unload(&l);
}

#define ROW(name) cmocka_unit_test_setup_teardown(name, start, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(names_are_put_into_a_path),
		ROW(an_empty_section_leaves_no_empty_folder),
		ROW(a_deep_section_keeps_its_folders),
		ROW(a_row_is_named_after_its_template_and_listed_when_it_is_a_page),
		ROW(the_site_adds_rows_and_replaces_those_of_the_same_name),
		ROW(mistakes_are_reported_at_their_place),
		ROW(all_mistakes_are_reported_at_once),
		ROW(tikus_own_rows_have_no_mistakes),
	};
	int failed;

	if (!getcwd(checkout, sizeof checkout))
		return 1;
	arena = arena_new();
	failed = cmocka_run_group_tests_name(__FILE__, tests, NULL, NULL);
	arena_free(arena);
	return failed > 0;
}
