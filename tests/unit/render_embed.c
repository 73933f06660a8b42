/*
 * Pieces of articles through cache and helpers: what is asked, what is kept,
 * what is said and where.  Articles are made by hand; the helper is a small
 * Python script in the place of pygments.py, and the real ones at the end.
 */
#include "test.h"

#include <libgen.h>
#include <unistd.h>

#include "base/file.h"
#include "render/embed.h"
#include "render/embed_report.h"

static struct arena *a;
static char *top;		/* of the test: home/, cache/, starts */
static struct site site;
static struct config config;
static struct pieces pieces;
static struct diag *d;

/* Answers "<b>CODE</b>"; what the code says decides what else it does. */
static const char script[] =
"import json, os, sys\n"
"here = os.path.dirname(os.path.abspath(__file__))\n"
"top = os.path.join(here, '..', '..', '..')\n"
"version = open(os.path.join(top, 'version')).read()\n"
"open(os.path.join(top, 'starts'), 'a').write('x')\n"
"out, inp = sys.stdout.buffer, sys.stdin.buffer\n"
"def send(i, word, text):\n"
"    out.write(b'%d %s %d\\n' % (i, word, len(text)) + text)\n"
"    out.flush()\n"
"send(0, b'ready', json.dumps({'tiku': 1, 'name': 'pygments',\n"
"     'version': version, 'files': [os.path.join(top, 'version')]}).encode())\n"
"while True:\n"
"    line = inp.readline()\n"
"    if not line:\n"
"        break\n"
"    i, word, n = line.split()\n"
"    i, text = int(i), inp.read(int(n))\n"
"    lang, _, code = text.partition(b'\\n')\n"
"    if lang == b'golangg':\n"
"        send(i, b'error', b'{\"message\":\"no lexer named \\'golangg\\'\",'\n"
"             b'\"suggestion\":\"golang\"}')\n"
"    elif b'SLOW' in code:\n"
"        send(i, b'error', b'{\"message\":\"takes too long\",\"transient\":true}')\n"
"    elif b'REFUSE' in code:\n"
"        send(i, b'error', b'{\"message\":\"refused\",\"line\":2,\"column\":3,'\n"
"             b'\"length\":2}')\n"
"    elif b'DOUBT' in code:\n"
"        send(i, b'warn', b'{\"message\":\"doubtful\",\"line\":1,\"column\":1,'\n"
"             b'\"length\":5,\"count\":3,\"more\":[{\"message\":\"odd\",\"line\":1,'\n"
"             b'\"column\":2,\"length\":1,\"count\":1}]}\\n<i>' + code + b'</i>')\n"
"    elif b'DIE' in code:\n"
"        os.kill(os.getpid(), 9)\n"
"    else:\n"
"        send(i, b'ok', b'<b>' + code + b'</b>')\n";

static struct str
at_top(const char *name)
{
	return path_join(a, str_of(top), str_of(name));
}

static void
put(const char *name, struct str bytes)
{
	file_mkdirs(arena_cstr(a, path_dir(at_top(name))));
	expect(file_write(at_top(name).p, bytes));
}

static size_t
starts(void)
{
	struct str s;

	return file_read(at_top("starts").p, 1 << 20, a, &s) ? s.n : 0;
}

static void
end(void)
{
	if (a)
		file_remove_tree(top);
	diag_free(d);
	arena_free(a);
	a = NULL;
	d = NULL;
}

/* A site without articles, a helper that works. */
static void
begin(void)
{
	char name[] = "/tmp/tiku-test-XXXXXX";

	end();
	a = arena_new();
	d = diag_new();
	top = arena_cstr(a, str_of(mkdtemp(name)));
	config = (struct config){ .root = str_of(top), .home = at_top("home") };
	site = (struct site){ .config = &config, .arena = a };
	put("home/generator/workers/pygments.py", str_of(script));
	put("version", S("1"));
}

/* -- articles by hand ----------------------------------------------------- */

struct part {
	enum embed_kind kind;
	const char *lang;
	const char *source;	/* as it stands in the article */
	const char *text;	/* as the parser hands it out; NULL: the same */
};

static struct span
pool_add(struct strbuf *pool, const char *text)
{
	struct span s = { (uint32_t)pool->n, (uint32_t)strlen(text) };

	strbuf_add(pool, str_of(text));
	return s;
}

static struct article *
article(const char *path, const char *text, const struct part *part, size_t n)
{
	struct article *at = arena_new_of(a, struct article);
	struct embed *e = arena_array(a, struct embed, n);
	struct strbuf pool = { 0 };

	at->source = arena_new_of(a, struct source);
	at->source->path = str_of(path);
	at->source->text = str_of(text);
	for (size_t i = 0; i < n; i++) {
		e[i].kind = (uint8_t)part[i].kind;
		e[i].text = pool_add(&pool,
		    part[i].text ? part[i].text : part[i].source);
		e[i].lang = pool_add(&pool, part[i].lang ? part[i].lang : "");
		e[i].offset = (uint32_t)str_find(str_of(text),
		    str_of(part[i].source));
		e[i].length = (uint32_t)strlen(part[i].source);
		expect(e[i].offset != (uint32_t)STR_NONE);
	}
	at->md.embed = e;
	at->md.nembed = (uint32_t)n;
	at->md.pool = arena_copy(a, strbuf_str(&pool));
	strbuf_free(&pool);
	*list_push(a, &site.article) = at;
	return at;
}
#define ARTICLE(path, text, ...) article(path, text, \
	(const struct part[]){ __VA_ARGS__ }, \
	sizeof((const struct part[]){ __VA_ARGS__ }) / sizeof(struct part))
#define CODE(code) { EMBED_CODE, "py", code, NULL }

/* A build: collect and render.  Reports of earlier ones are forgotten. */
static void
build(void)
{
	diag_free(d);
	d = diag_new();
	pieces = (struct pieces){ 0 };
	embed_collect(&site, &pieces);
	embed_render(&pieces, &config, at_top("cache").p, a, d);
}

static const struct piece *
piece(const struct article *at, size_t i)
{
	return &pieces.piece.v[at->piece[i]];
}

static void
expect_html(const struct article *at, size_t i, const char *html)
{
	expect_int(piece(at, i)->state, PIECE_DONE);
	expect_str(piece(at, i)->html, html);
}

static struct str
said(void)
{
	char *text = arena_bytes(a, 16384);
	FILE *f = tmpfile();
	size_t n;

	diag_print(d, f, DIAG_TEXT, false);
	rewind(f);
	n = fread(text, 1, 16384, f);
	fclose(f);
	return (struct str){ text, n };
}
#define expect_said(text) expect_str(said(), text)

/* -- collecting ----------------------------------------------------------- */

TEST(the_same_piece_is_one_piece)
{
	struct article *x, *y;

	begin();
	x = ARTICLE("x.md", "`$a$` a b", { EMBED_INLINE_MATH, NULL, "a", NULL },
	    { EMBED_DISPLAY_MATH, NULL, "a", NULL },
	    { EMBED_CODE, "py", "a", NULL });
	y = ARTICLE("y.md", "a b", { EMBED_CODE, "c", "a", NULL },
	    { EMBED_CODE, "py", "a", NULL },
	    { EMBED_INLINE_MATH, NULL, "a", NULL });
	embed_collect(&site, (pieces = (struct pieces){ 0 }, &pieces));
	expect_int(pieces.piece.n, 4);
	expect_int(pieces.count[EMBED_INLINE_MATH], 1);
	expect_int(pieces.count[EMBED_DISPLAY_MATH], 1);
	expect_int(pieces.count[EMBED_CODE], 2);
	expect_int(x->piece[0], y->piece[2]);
	expect_int(x->piece[2], y->piece[1]);
	expect_int(y->piece[0], 3);
	expect(piece(y, 2)->article == x);
}

/* -- what is asked and kept ----------------------------------------------- */

TEST(a_warm_build_starts_nothing)
{
	struct article *x;

	begin();
	x = ARTICLE("x.md", "one two", CODE("one"), CODE("two"));
	build();
	expect_html(x, 0, "<b>one</b>");
	expect_html(x, 1, "<b>two</b>");
	expect_int(starts(), 1);
	build();
	expect_html(x, 0, "<b>one</b>");
	expect_html(x, 1, "<b>two</b>");
	expect_int(starts(), 1);
	expect_said("");
}

TEST(what_is_not_needed_is_not_started)
{
	begin();
	put("home/generator/workers/pygments.py", S("not a program"));
	ARTICLE("x.md", "text", { EMBED_CODE, NULL, "text", NULL });
	build();
	expect_int(piece(site.article.v[0], 0)->state, PIECE_SOURCE);
	expect_said("");
	expect(!file_exists(at_top("cache").p));
}

TEST(only_what_is_missing_is_asked)
{
	struct article *x, *y;

	begin();
	x = ARTICLE("x.md", "one", CODE("one"));
	build();
	y = ARTICLE("y.md", "DIE two", CODE("two"));
	build();
	expect_html(x, 0, "<b>one</b>");
	expect_html(y, 0, "<b>two</b>");
	expect_int(starts(), 2);
}

TEST(another_version_renders_all_again)
{
	struct article *x;

	begin();
	x = ARTICLE("x.md", "one", CODE("one"));
	build();
	put("version", S("2"));
	build();
	expect_html(x, 0, "<b>one</b>");
	expect_int(starts(), 2);
	/* both versions are in the cache, but the greeting is of the last */
	build();
	expect_int(starts(), 2);
	put("version", S("1"));
	build();
	expect_html(x, 0, "<b>one</b>");
	expect_int(starts(), 3);
}

TEST(a_damaged_entry_is_rendered_again)
{
	struct file_list files = { 0 };
	struct article *x;

	begin();
	x = ARTICLE("x.md", "one two", CODE("one"), CODE("two"));
	build();
	expect(file_walk(at_top("cache").p, a, &files));
	expect_int(files.n, 3);		/* and the greeting */
	for (size_t i = 0; i < files.n; i++)
		put((char *)arena_printf(a, "cache/%.*s",
		    STR_ARG(files.v[i].path)).p, S("TIKUCACH and no more"));
	build();
	expect_html(x, 0, "<b>one</b>");
	expect_html(x, 1, "<b>two</b>");
	expect_int(starts(), 2);
	expect(str_starts(said(), S("warning: 3 damaged entries in the cache ")));
	build();
	expect_int(starts(), 2);
	expect_said("");
}

TEST(without_a_cache_all_is_rendered)
{
	struct article *x;

	begin();
	put("cache", S("a file where the folder should be"));
	x = ARTICLE("x.md", "one two", CODE("one"), CODE("two"));
	build();
	expect_html(x, 0, "<b>one</b>");
	expect_html(x, 1, "<b>two</b>");
	expect(str_starts(said(), S("warning: cannot write to the cache ")));
	expect_int(diag_warnings(d), 1);
}

/* -- what is said --------------------------------------------------------- */

TEST(a_refusal_is_said_at_its_place_and_remembered)
{
	static const char want[] =
	    "x.md:4:3: warning: the code cannot be highlighted: refused [code]\n"
	    "    4 | fifth line\n"
	    "      |   ^~\n";
	struct article *x;

	begin();
	x = ARTICLE("x.md", "intro\n```py\nREFUSE\nfifth line\n```\nend\n",
	    CODE("REFUSE\nfifth line\n"));
	build();
	expect_int(piece(x, 0)->state, PIECE_SOURCE);
	expect_said(want);
	build();
	expect_int(piece(x, 0)->state, PIECE_SOURCE);
	expect_said(want);
	expect_int(starts(), 1);
}

TEST(a_piece_of_many_articles_is_said_once)
{
	begin();
	ARTICLE("x.md", "REFUSE\nb c", CODE("REFUSE\nb c"));
	ARTICLE("y.md", "REFUSE\nb c", CODE("REFUSE\nb c"));
	ARTICLE("z.md", "REFUSE\nb c", CODE("REFUSE\nb c"), CODE("REFUSE\nb c"));
	build();
	expect_said(
	    "x.md:2:3: warning: the code cannot be highlighted: refused [code]\n"
	    "    2 | b c\n"
	    "      |   ^\n"
	    "note: the same code stands in 3 more places\n");
}

TEST(a_doubt_is_shown_and_said)
{
	static const char want[] =
	    "x.md:1:1: warning: in a code block: doubtful [code]\n"
	    "    1 | DOUBT it\n"
	    "      | ^~~~~\n"
	    "note: 3 times; this is the first\n"
	    "x.md:1:2: warning: in a code block: odd [code]\n"
	    "    1 | DOUBT it\n"
	    "      |  ^\n";
	struct article *x;

	begin();
	x = ARTICLE("x.md", "DOUBT it\nand on", CODE("DOUBT it\nand on"));
	for (int i = 0; i < 2; i++) {
		build();
		expect_html(x, 0, "<i>DOUBT it\nand on</i>");
		expect_said(want);
	}
	expect_int(starts(), 1);
}

TEST(an_unknown_language_is_said_at_its_name)
{
	begin();
	ARTICLE("x.md", "- item\n\n  ```golangg title=\"x\"\n  x := 1\n  ```\n",
	    { EMBED_CODE, "golangg", "x := 1\n", NULL });
	build();
	expect_said(
	    "x.md:3:6: warning: no highlighter for 'golangg' [code-language]\n"
	    "    3 |   ```golangg title=\"x\"\n"
	    "      |      ^~~~~~~\n"
	    "note: did you mean 'golang'?\n");
}

TEST(slowness_is_not_remembered)
{
	begin();
	ARTICLE("x.md", "SLOW", CODE("SLOW"));
	for (size_t i = 1; i <= 2; i++) {
		build();
		expect_said("x.md:1:1: warning: the code cannot be highlighted: "
		    "takes too long [code]\n"
		    "    1 | SLOW\n"
		    "      | ^\n");
		expect_int(starts(), i);
	}
}

TEST(a_piece_that_kills_its_helper_fails_alone)
{
	struct article *x;

	begin();
	x = ARTICLE("x.md", "one\n\nDIE\n\ntwo", CODE("one"), CODE("DIE"),
	    CODE("two"));
	build();
	expect_html(x, 0, "<b>one</b>");
	expect_int(piece(x, 1)->state, PIECE_SOURCE);
	expect_html(x, 2, "<b>two</b>");
	expect_said("x.md:3:1: warning: the code cannot be highlighted: "
	    "Pygments was killed by signal 9 [code]\n"
	    "    3 | DIE\n"
	    "      | ^\n");
	expect_int(starts(), 3);
}

/* -- what is missing ------------------------------------------------------ */

TEST(no_pygments)
{
	begin();
	put("home/generator/workers/pygments.py", S("import sys\n"
	    "print('cannot load Pygments', file=sys.stderr)\nsys.exit(69)\n"));
	ARTICLE("x.md", "one two", CODE("one"), CODE("two"), CODE("one"));
	build();
	expect_said("warning: no Pygments: 2 code blocks are shown plain [helper]\n"
	    "note: cannot load Pygments\n"
	    "note: install python3-pygments, or set "
	    "'helpers: {pygments: {python: PATH}}' in site.yml\n");
}

/* helpers: {tool: {key: value}} */
static void
setting(const char *tool, const char *key, const char *value)
{
	struct value *helpers = value_map(a), *map = value_map(a);

	value_set(a, map, str_of(key), value_text(a, str_of(value)));
	value_set(a, helpers, str_of(tool), map);
	config.helpers = helpers;
}

TEST(no_python)
{
	begin();
	setting("pygments", "python", "/no/such/python");
	ARTICLE("x.md", "one", CODE("one"));
	build();
	expect_said("warning: no Pygments: 1 code block is shown plain [helper]\n"
	    "note: it cannot be started: '/no/such/python': No such file or "
	    "directory\n"
	    "note: install python3-pygments, or set "
	    "'helpers: {pygments: {python: PATH}}' in site.yml\n");
}

TEST(a_program_of_site_yml_is_found_from_there)
{
	struct article *x;

	begin();
	put("bin/.keep", S(""));
	expect_int(symlink("/usr/bin/python3", at_top("bin/snake").p), 0);
	setting("pygments", "python", "bin/snake");
	x = ARTICLE("x.md", "one", CODE("one"));
	build();
	expect_html(x, 0, "<b>one</b>");
	expect_said("");
}

TEST(a_helper_that_does_not_start)
{
	begin();
	put("home/generator/workers/pygments.py", S("raise Exception('no')\n"));
	ARTICLE("x.md", "one", CODE("one"));
	build();
	expect_said("warning: Pygments failed: 1 code block is shown plain [helper]\n"
	    "note: it does not start: it ended with status 1\n"
	    "note: its last words: Exception: no\n");
}

TEST(what_the_cache_has_needs_no_helper)
{
	struct article *x;

	begin();
	x = ARTICLE("x.md", "one two", CODE("one"));
	build();
	put("home/generator/workers/pygments.py", S("import sys; sys.exit(69)"));
	ARTICLE("y.md", "one two", CODE("two"));
	build();
	expect_html(x, 0, "<b>one</b>");
	expect(str_starts(said(), S("warning: no Pygments: 1 code block is ")));
}

TEST(settings_are_checked)
{
	struct value *helpers, *katex;

	begin();
	helpers = value_map(a);
	katex = value_map(a);
	value_set(a, helpers, S("katex"), katex);
	value_set(a, helpers, S("pigments"), value_map(a));
	value_set(a, katex, S("timeout"), value_text(a, S("soon")));
	value_set(a, katex, S("chromium"), value_text(a, S("x")));
	config.helpers = helpers;
	build();
	expect_int(diag_errors(d), 1);
	expect_int(diag_warnings(d), 2);
	expect(str_find(said(), S("'pigments'")) != STR_NONE);
	expect(str_find(said(), S("'timeout' must be ")) != STR_NONE);
}

/* -- places --------------------------------------------------------------- */

/* The source bytes that line:column, length of the only piece means. */
static struct str
place(size_t line, size_t column, size_t length)
{
	struct where w;

	pieces = (struct pieces){ 0 };
	embed_collect(&site, &pieces);
	w = embed_place(&pieces.piece.v[0], line, column, length);
	return str_sub(w.source->text, w.offset, w.offset + w.length);
}

TEST(places_in_a_list_skip_its_indentation)
{
	begin();
	ARTICLE("x.md", "- a\n\n  ```mermaid\n  graph TD\n    A[文字] --> B\n  ```\n",
	    { EMBED_DIAGRAM, NULL, "graph TD\n    A[文字] --> B\n",
	      "graph TD\n  A[文字] --> B\n" });
	expect_str(place(1, 7, 2), "TD");
	expect_str(place(2, 3, 1), "A");
	expect_str(place(2, 5, 2), "文字");
	expect_str(place(2, 5, 99), "文字] --> B");
	expect_str(place(2, 99, 1), "");
	expect_str(place(3, 1, 1), "");
	expect_str(place(99, 1, 1), "");
	expect_str(place(0, 0, 5), "graph");
}

TEST(places_in_a_quote_skip_its_marks)
{
	begin();
	ARTICLE("x.md", "> ```math\n> a\n>   b^2\n>\n> c\n> ```\n",
	    { EMBED_DISPLAY_MATH, NULL, "a\n>   b^2\n>\n> c", "a\n  b^2\n\nc" });
	expect_str(place(1, 1, 1), "a");
	expect_str(place(2, 3, 3), "b^2");
	expect_str(place(4, 1, 1), "c");
}

TEST(places_in_a_line_with_more_behind)
{
	begin();
	ARTICLE("x.md", "aa $x+y$ and x+y\r\nmore", { EMBED_INLINE_MATH, NULL,
	    "x+y", NULL });
	expect_str(place(1, 2, 1), "+");
	expect_str(place(1, 3, 9), "y");
}

TEST(places_with_windows_line_ends)
{
	begin();
	ARTICLE("x.md", "$$\r\na\r\nbc\r\n$$\r\n", { EMBED_DISPLAY_MATH, NULL,
	    "a\r\nbc", "a\nbc" });
	expect_str(place(2, 2, 1), "c");
	expect_str(place(1, 2, 5), "");
}

TEST(places_that_cannot_be_known_are_inside_the_line)
{
	begin();
	ARTICLE("x.md", "\t\tindented\n\tcode\n", { EMBED_CODE, NULL,
	    "\t\tindented\n\tcode\n", "    indented\ncode\n" });
	expect_str(place(1, 40, 2), "");
	expect_str(place(2, 1, 4), "code");
}

/* -- the real helpers ----------------------------------------------------- */

static bool
real_home(const char *need)
{
	char file[] = __FILE__;
	char *root = realpath((char *)arena_printf(a, "%s/../..",
	    dirname(file)).p, NULL);

	config.home = arena_copy(a, str_of(root));
	free(root);
	if (file_exists(path_join(a, config.home, str_of(need)).p))
		return true;
	print_message("skipped: no %s; run 'npm ci'\n", need);
	return false;
}

TEST(katex_renders_and_refuses)
{
	struct article *x;

	begin();
	if (!real_home("node_modules/katex"))
		skip();
	x = ARTICLE("x.md", "1. 公式 $a^2$ 和\n   $$\n   \\frac{1}{2}\n   a_b_c\n   $$\n",
	    { EMBED_INLINE_MATH, NULL, "a^2", NULL },
	    { EMBED_DISPLAY_MATH, NULL, "\\frac{1}{2}\n   a_b_c",
	      "\\frac{1}{2}\na_b_c" });
	for (int i = 0; i < 2; i++) {
		build();
		expect_int(piece(x, 0)->state, PIECE_DONE);
		expect(str_starts(piece(x, 0)->html, S("<span class=\"katex\">")));
		expect_int(piece(x, 1)->state, PIECE_SOURCE);
		expect_said("x.md:4:7: warning: the formula cannot be read: "
		    "double subscript [math]\n"
		    "    4 |    a_b_c\n"
		    "      |       ^\n");
	}
}

TEST(katex_doubts_chinese_in_formulas)
{
	struct article *x;

	begin();
	if (!real_home("node_modules/katex"))
		skip();
	x = ARTICLE("x.md", "$损失=x$", { EMBED_INLINE_MATH, NULL, "损失=x", NULL });
	build();
	expect_int(piece(x, 0)->state, PIECE_DONE);
	expect(str_starts(piece(x, 0)->html, S("<span class=\"katex\">")));
	expect_said("x.md:1:2: warning: in a formula: unicode text character "
	    "\"损\" used in math mode [math]\n"
	    "    1 | $损失=x$\n"
	    "      |  ^~\n"
	    "note: 2 times; this is the first\n");
}

TEST(pygments_renders_and_refuses)
{
	struct article *x;

	begin();
	if (!real_home("node_modules/katex"))
		skip();
	x = ARTICLE("x.md", "```py\nx = 1\n```\n\n```golangg\nzz\n```\n",
	    { EMBED_CODE, "py", "x = 1\n", NULL },
	    { EMBED_CODE, "golangg", "zz\n", NULL });
	build();
	if (str_starts(said(), S("warning: no Pygments")))
		skip();
	expect_html(x, 0, "<span class=\"n\">x</span> <span class=\"o\">=</span> "
	    "<span class=\"mi\">1</span>\n");
	expect_said("x.md:5:4: warning: no highlighter for 'golangg' "
	    "[code-language]\n"
	    "    5 | ```golangg\n"
	    "      |    ^~~~~~~\n"
	    "note: did you mean 'golang'?\n");
}

TEST(mermaid_draws_and_refuses)
{
	struct article *x;

	begin();
	if (!real_home("node_modules/mermaid"))
		skip();
	x = ARTICLE("x.md", "- ```mermaid\n  graph TD\n    A --> B\n  ```\n"
	    "- ```mermaid\n  graph TD\n    C -->\n    D[f(x)]\n  ```\n",
	    { EMBED_DIAGRAM, NULL, "graph TD\n    A --> B\n",
	      "graph TD\n  A --> B\n" },
	    { EMBED_DIAGRAM, NULL, "graph TD\n    C -->\n    D[f(x)]\n",
	      "graph TD\n  C -->\n  D[f(x)]\n" });
	build();
	if (str_starts(said(), S("warning: no Chromium"))) {
		print_message("skipped: %.*s\n", STR_ARG(said()));
		skip();
	}
	expect_int(piece(x, 0)->state, PIECE_DONE);
	expect(str_starts(piece(x, 0)->html, S("<svg class=\"mermaid\" id=\"m")));
	expect_int(piece(x, 1)->state, PIECE_SOURCE);
	expect(str_starts(said(), S("x.md:8:8: warning: the diagram cannot be drawn: "
	    "unexpected '('; a label with brackets needs quotes")));
	build();
	expect_int(piece(x, 0)->state, PIECE_DONE);
	expect_int(diag_warnings(d), 1);
}

TEST(no_chromium)
{
	begin();
	if (!real_home("node_modules/mermaid"))
		skip();
	setting("mermaid", "chromium", "/no/such/chromium");
	ARTICLE("x.md", "graph TD", { EMBED_DIAGRAM, NULL, "graph TD", NULL });
	build();
	expect_said("warning: no Chromium: 1 diagram is shown as its source "
	    "[helper]\n"
	    "note: cannot find Chromium at '/no/such/chromium'\n"
	    "note: install Chromium, or set "
	    "'helpers: {mermaid: {chromium: PATH}}' in site.yml\n");
}

TEST(no_packages)
{
	begin();
	put("home/generator/workers/katex.mjs",
	    S("import x from 'no-such-package';\n"));
	ARTICLE("x.md", "a", { EMBED_INLINE_MATH, NULL, "a", NULL });
	build();
	expect(str_starts(said(),
	    S("warning: KaTeX failed: 1 formula is shown as TeX [helper]\n"
	    "note: it does not start: it ended with status 1\n"
	    "note: its last words: Error")) || str_starts(said(),
	    S("warning: no KaTeX: 1 formula is shown as TeX [helper]\n"
	    "note: it cannot be started: 'node'")));
}

int
main(void)
{
	int failed = RUN(the_same_piece_is_one_piece,
	    a_warm_build_starts_nothing,
	    what_is_not_needed_is_not_started,
	    only_what_is_missing_is_asked,
	    another_version_renders_all_again,
	    a_damaged_entry_is_rendered_again,
	    without_a_cache_all_is_rendered,
	    a_refusal_is_said_at_its_place_and_remembered,
	    a_piece_of_many_articles_is_said_once,
	    a_doubt_is_shown_and_said,
	    an_unknown_language_is_said_at_its_name,
	    slowness_is_not_remembered,
	    a_piece_that_kills_its_helper_fails_alone,
	    no_pygments,
	    no_python,
	    a_program_of_site_yml_is_found_from_there,
	    a_helper_that_does_not_start,
	    what_the_cache_has_needs_no_helper,
	    settings_are_checked,
	    places_in_a_list_skip_its_indentation,
	    places_in_a_quote_skip_its_marks,
	    places_in_a_line_with_more_behind,
	    places_with_windows_line_ends,
	    places_that_cannot_be_known_are_inside_the_line,
	    katex_renders_and_refuses,
	    katex_doubts_chinese_in_formulas,
	    pygments_renders_and_refuses,
	    mermaid_draws_and_refuses,
	    no_chromium,
	    no_packages);

	end();
	return failed;
}
