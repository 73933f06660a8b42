/*
 * Templates as their callers see them: every form once, every word and place of
 * a refusal, the limits from both sides, and that rendering leaves nothing
 * behind.  That the bytes are Jinja2's is the work of tests/spec/template_diff.py.
 */
#include "test.h"

#include "base/hash.h"
#include "format/json.h"
#include "format/template.h"

struct file {
	const char *name, *text;
};

struct world {
	struct arena *a, *page;
	struct diag *d;
	struct template_set *set;
	struct map sources;
	struct value *scope;
	struct strbuf out;
	size_t found;		/* texts the engine has asked for */
};

static const struct source *
find(void *ctx, struct str name)
{
	struct world *w = ctx;

	w->found++;
	return map_get(&w->sources, name);
}

static void
add_file(struct world *w, struct str name, struct str text)
{
	struct source *s = arena_new_of(w->a, struct source);

	name = arena_copy(w->a, name);
	s->path = arena_printf(w->a, "templates/%.*s", STR_ARG(name));
	s->text = text;
	map_put(w->a, &w->sources, name, s);
}

/* Its scope has html, "<b>", and text, the same as a text; json adds more. */
static struct world *
world_new(const char *json)
{
	struct arena *a = arena_new();
	struct world *w = arena_new_of(a, struct world);
	struct str error;
	const struct value *data = json_parse(str_of(json), a, &error);

	expect(data && data->kind == VALUE_MAP);
	w->a = a;
	w->page = arena_new();
	w->d = diag_new();
	w->set = template_set_new(a, find, w);
	w->scope = value_map(a);
	value_set(a, w->scope, S("html"), value_html(a, S("<b>")));
	value_set(a, w->scope, S("text"), value_text(a, S("<b>")));
	for (size_t i = 0; i < data->map.n; i++)
		value_set(a, w->scope, data->map.v[i].key,
		    data->map.v[i].value);
	return w;
}

static void
world_end(struct world *w)
{
	strbuf_free(&w->out);
	diag_free(w->d);
	arena_free(w->page);
	arena_free(w->a);
}

static bool
render(struct world *w, const char *name)
{
	const struct template *t = template_get(w->set, str_of(name), w->d);

	return t && template_render(t, w->scope, &w->out, w->page, S("p/"),
	    w->d);
}

/* All that was reported, without the lines that quote the source. */
static void
expect_said(const struct world *w, const char *want)
{
	char *text;
	size_t n;
	FILE *f = open_memstream(&text, &n);
	struct str rest, line;
	struct strbuf said = { 0 };

	diag_print(w->d, f, DIAG_TEXT, false);
	fclose(f);
	rest = (struct str){ text, n };
	while (str_cut(&rest, '\n', &line))
		if (line.n > 0 && line.p[0] != ' ') {
			strbuf_add(&said, line);
			strbuf_byte(&said, '\n');
		}
	expect_str(strbuf_str(&said), want);
	strbuf_free(&said);
	free(text);
}

/* The first file is the page.  It gives `want`, or is refused with it. */
static void
check_files(const char *json, bool good, const char *want,
    const struct file *file)
{
	struct world *w = world_new(json);
	const char *page = file->name;

	for (; file->name; file++)
		add_file(w, str_of(file->name), str_of(file->text));
	if (render(w, page) != good && good)
		expect_said(w, "");
	if (good)
		expect_str(strbuf_str(&w->out), want);
	else
		expect_said(w, want);
	expect_int(diag_errors(w->d) == 0, good);
	world_end(w);
}

#define GIVES(want, ...) check_files("{}", true, want, \
	(const struct file[]){ __VA_ARGS__, { 0 } })
#define REFUSES(want, ...) check_files("{}", false, want, \
	(const struct file[]){ __VA_ARGS__, { 0 } })
#define AT "templates/x.html:"
#define PAGE "note: while rendering 'p/'\n"

static void
gives(const char *text, const char *want)
{
	GIVES(want, { "x.html", text });
}

static void
gives_with(const char *json, const char *text, const char *want)
{
	check_files(json, true, want,
	    (const struct file[]){ { "x.html", text }, { 0 } });
}

static void
refuses(const char *text, const char *want)
{
	REFUSES(want, { "x.html", text });
}

/* times times s, between start and end; the caller frees. */
static char *
repeated(const char *start, const char *s, size_t times, const char *end)
{
	struct strbuf b = { 0 };

	strbuf_add(&b, str_of(start));
	for (size_t i = 0; i < times; i++)
		strbuf_add(&b, str_of(s));
	strbuf_add(&b, str_of(end));
	return b.p;
}

/* --- what template.h lists ----------------------------------------------- */

TEST(values_are_found_by_name_key_and_number)
{
	gives_with("{\"a\": {\"b\": {\"c\": [\"x<\"]}}}",
	    "{{ a.b[\"c\"][0] | upper }}{# not this #}", "X&lt;");
	gives("{% raw %}{{ a }}{% endraw %}", "{{ a }}");
	gives("a {%- if true -%} b {%- endif %} {{- 1 -}} c", "ab1c");
}

TEST(if_takes_the_first_that_is_true)
{
	const char *text = "{% if n == 1 %}a{% elif n == 2 %}b{% elif n == 3 %}"
	    "c{% else %}d{% endif %}";

	gives_with("{\"n\": 1}", text, "a");
	gives_with("{\"n\": 2}", text, "b");
	gives_with("{\"n\": 3}", text, "c");
	gives_with("{\"n\": 4}", text, "d");
	gives("{% if 0 %}a{% endif %}", "");
}

TEST(for_counts_and_leaves_out)
{
	gives("{% for x in [1, 2, 3] if x != 2 %}{{ loop.index }}{{ x }}"
	    "{% else %}no{% endfor %}", "1123");
	gives("{% for x in [] %}{{ x }}{% else %}no{% endfor %}", "no");
	gives("{% for x in [5, 6] %}{{ loop.index0 }}{{ loop.first }}"
	    "{{ loop.last }}{{ loop.length }}{{ loop.revindex }}"
	    "{{ loop.revindex0 }} {% endfor %}",
	    "0TrueFalse221 1FalseTrue210 ");
	gives_with("{\"m\": {\"z\": 1, \"a\": \"<\"}}",
	    "{% for k, v in m.items() %}{{ k }}={{ v }};{% endfor %}",
	    "z=1;a=&lt;;");
}

TEST(a_loop_and_its_test_share_the_names_of_targets_alone)
{
	gives("{% set n = 9 %}{% for a, b in [[1, 2], [3, 4]] if a + b > n - 4"
	    " %}{% set n = 0 %}{{ a }}{{ b }}{{ n }}{{ loop.index }}"
	    "{% endfor %}{{ n }}", "34019");
	gives("{% for x in [1, 2] %}{% set y = x %}{% endfor %}"
	    "{% for x in [3] if y %}{{ x }}{% else %}[{{ y }}]{% endfor %}",
	    "[]");
}

TEST(set_stores_a_value_or_what_a_block_renders)
{
	gives("{% set x = \"<\" %}{{ x }}", "&lt;");
	gives("{% set x %}<i>{{ text }}</i>{% endset %}{{ x }}{{ x ~ text }}",
	    "<i>&lt;b&gt;</i><i>&lt;b&gt;</i>&lt;b&gt;");
}

TEST(templates_include_extend_and_import_each_other)
{
	GIVES("[text]", { "x.html", "{% include \"f\" %}" },
	    { "f", "[text]" });
	GIVES("ab", { "x.html", "a{% include \"no\" ignore missing %}b" });
	GIVES("<base+mine>", { "x.html", "{% extends \"f\" %}"
	    "{% block b %}{{ super() }}+mine{% endblock %}" },
	    { "f", "<{% block b %}base{% endblock %}>" });
	GIVES("(1)(2)(1)3", { "x.html", "{% import \"f\" as f %}"
	    "{% from \"f\" import m as n, v %}{{ f.m(1) }}{{ n(2) }}{{ n() }}"
	    "{{ v }}" },
	    { "f", "{% macro m(a=1) %}({{ a }}){% endmacro %}{% set v = 3 %}"
	    "not shown" });
}

TEST(operators_compute_and_compare)
{
	gives("{{ 1 == 1 }}{{ 1 != 1 }}{{ 1 < 2 <= 2 }}{{ 2 > 1 >= 1 }}",
	    "TrueFalseTrueTrue");
	gives("{{ 1 in [1] }}{{ 1 not in [1] }}{{ true and 0 }}"
	    "{{ 0 or \"x\" }}{{ not 1 }}", "TrueFalse0xFalse");
	gives("{{ 1 is odd }}{{ 1 is not odd }}{{ \"a\" if 0 else \"b\" }}",
	    "TrueFalseb");
	gives("{{ 1 ~ 2 }} {{ 7 + 2 }} {{ 7 - 2 }} {{ 7 * 2 }} {{ -7 // 2 }} "
	    "{{ -7 % 2 }}", "12 9 5 14 -4 1");
	gives("{{ \"t\" }}{{ 12 }}{{ true }}{{ false }}{{ none }}"
	    "{{ [1, 2][1] }}{{ {\"a\": 1}.a }}", "t12TrueFalseNone21");
}

TEST(numbers_print_to_both_ends_of_their_range)
{
	gives("{{ 9223372036854775807 }} {{ -9223372036854775807 - 1 }} {{ 0 }}"
	    " {{ -10 }} {{ (-9223372036854775807 - 1)|string|length }}",
	    "9223372036854775807 -9223372036854775808 0 -10 20");
	gives("{{ [9223372036854775807, -1, 0]|tojson }}",
	    "[9223372036854775807, -1, 0]");
}

TEST(json_is_safe_in_a_script_and_whole_at_any_length)
{
	char *text = repeated("{{ \"", "<题\\\"\\n", 500, "x\"|tojson }}");
	char *want = repeated("\"", "\\u003c\\u9898\\\"\\n", 500, "x\"");

	gives(text, want);
	gives("{{ \"😀\\u007f'&\\t\\\\\"|tojson }}", "\"\\ud83d\\ude00\\u007f"
	    "\\u0027\\u0026\\t\\\\\"");
	free(text);
	free(want);
}

/* --- escaping ------------------------------------------------------------- */

TEST(text_is_escaped_once)
{
	gives("{{ text }}", "&lt;b&gt;");
	gives("{{ \"&<>\\\"'\" }}", "&amp;&lt;&gt;&#34;&#39;");
	gives("{{ text|e }} {{ text|e|e }} {{ text|escape|string }}",
	    "&lt;b&gt; &lt;b&gt; &lt;b&gt;");
	gives("{% set x = text %}{{ x }}", "&lt;b&gt;");
	gives("{% macro m(x) %}{{ x }}{% endmacro %}{{ m(text) }}"
	    "{{ m(m(text)) }}{{ m(text) ~ text }}",
	    "&lt;b&gt;&lt;b&gt;&lt;b&gt;&lt;b&gt;");
	gives("{{ [text, text]|join }} {{ text ~ text }} {{ text + text }}",
	    "&lt;b&gt;&lt;b&gt; &lt;b&gt;&lt;b&gt; &lt;b&gt;&lt;b&gt;");
	gives("{{ [text, text]|map(\"e\")|join(\"&\") }} "
	    "{{ text|replace(\"b\", \">\") }} {{ text|first }}",
	    "&lt;b&gt;&amp;&lt;b&gt; &lt;&gt;&gt; &lt;");
}

TEST(html_is_not_escaped)
{
	gives("{{ html }}{{ html|e }}{{ html|string }}{{ html|trim }}",
	    "<b><b><b><b>");
	gives("{% set x = html %}{{ x }}{% set y %}{{ html }}{% endset %}{{ y }}"
	    "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(html) }}", "<b><b><b>");
	gives("{{ html ~ text }} {{ html + text }} {{ [html, text]|join(\"<\") }}",
	    "<b>&lt;b&gt; <b>&lt;b&gt; <b>&lt;&lt;b&gt;");
	gives("{{ html|replace(\"b\", text) }}", "<&lt;b&gt;>");
	gives("{{ [text]|join(html) }} {{ [text, text]|join(html) }}",
	    "&lt;b&gt; &lt;b&gt;<b>&lt;b&gt;");
	gives("{{ html|first }}{{ html|last }}{{ html|reverse }}", "&lt;>>b<");
}

TEST(html_that_is_taken_apart_is_text)
{
	gives("{{ html|list|join }} {{ html|striptags }}|{{ html|urlencode }}",
	    "&lt;b&gt; |%3Cb%3E");
	gives("{% for c in html %}{{ c }}{% endfor %}", "&lt;b&gt;");
}

/* --- refusals while compiling --------------------------------------------- */

TEST(a_mistake_is_reported_where_it_is)
{
	refuses("a\n  {{ x.y.z | uper }}\n", AT "2:14: error: unknown filter "
	    "'uper' [template]\nnote: did you mean 'upper'?\n");
	refuses("题目 {{ x | nope }}", AT "1:11: error: unknown filter 'nope' "
	    "[template]\n");
	refuses("{% if x %}", AT "1:4: error: 'if' has no end [template]\n");
	refuses("{{ x", AT "1:1: error: this tag has no end [template]\n"
	    "note: end it with '}}'\n");
}

TEST(a_place_counts_the_lines_of_the_file)
{
	refuses("a\r\nb\r\n  {{ x|uper }}", AT "3:8: error: unknown filter 'uper'"
	    " [template]\nnote: did you mean 'upper'?\n");
	gives("a\r\nb\rc\n", "a\nb\nc\n");
}

TEST(a_report_shows_the_line)
{
	struct world *w = world_new("{}");
	char *text;
	size_t n;
	FILE *f = open_memstream(&text, &n);

	add_file(w, S("y.html"), S("a\n{{ x|uper }}\n"));
	expect(!template_get(w->set, S("y.html"), w->d));
	diag_print(w->d, f, DIAG_TEXT, false);
	fclose(f);
	expect_str(((struct str){ text, n }),
	    "templates/y.html:2:6: error: unknown filter 'uper' [template]\n"
	    "    2 | {{ x|uper }}\n"
	    "      |      ^~~~\n"
	    "note: did you mean 'upper'?\n");
	free(text);
	world_end(w);
}

TEST(all_unknown_names_of_a_template_are_reported)
{
	refuses("{{ x|uper }}{{ x is od }}{{ [x]|map(\"uper\") }}"
	    "{{ [x]|select(\"od\") }}",
	    AT "1:6: error: unknown filter 'uper' [template]\n"
	    "note: did you mean 'upper'?\n"
	    AT "1:21: error: unknown test 'od' [template]\n"
	    "note: did you mean 'odd'?\n"
	    AT "1:37: error: unknown filter 'uper' [template]\n"
	    "note: did you mean 'upper'?\n"
	    AT "1:61: error: unknown test 'od' [template]\n"
	    "note: did you mean 'odd'?\n");
}

TEST(a_name_nothing_is_like_has_no_suggestion)
{
	refuses("{{ x|zzz }}", AT "1:6: error: unknown filter 'zzz' [template]\n");
	refuses("{{ x is zzzz }}", AT "1:9: error: unknown test 'zzzz' "
	    "[template]\n");
	refuses("{{ x|q }}", AT "1:6: error: unknown filter 'q' [template]\n");
	refuses("{% qqqqqq %}", AT "1:4: error: unknown tag 'qqqqqq' "
	    "[template]\n");
}

TEST(what_jinja2_has_and_this_has_not_is_named)
{
	refuses("{{ x|safe }}", AT "1:6: error: unknown filter 'safe' [template]"
	    "\nnote: HTML is made by the generator alone; a template cannot "
	    "turn text into it\n");
	refuses("{{ x|groupby }}", AT "1:6: error: unknown filter 'groupby' "
	    "[template]\nnote: lists come sorted and grouped already; Jinja2 "
	    "has this filter, tiku has not\n");
	refuses("{{ x|title }}", AT "1:6: error: unknown filter 'title' "
	    "[template]\nnote: Jinja2 has this filter, tiku has not\n");
	refuses("{% do x %}", AT "1:4: error: Jinja2's tag 'do' is not supported"
	    " [template]\nnote: known tags are if, for, set, block, extends, "
	    "include, import, from, macro and raw\n");
	refuses("{{ range }}", AT "1:4: error: 'range' is a function of Jinja2 "
	    "that is not supported [template]\nnote: use another name\n");
	refuses("{{ self }}", AT "1:4: error: 'self' is special in Jinja2 and "
	    "not supported [template]\nnote: use another name\n");
	refuses("{{ super }}", AT "1:4: error: 'super' is not a value "
	    "[template]\nnote: write '{{ super() }}' in a block, outside of "
	    "macros\n");
}

TEST(tags_say_what_fits)
{
	refuses("{% inclde \"f\" %}", AT "1:4: error: unknown tag 'inclde' "
	    "[template]\nnote: did you mean 'include'?\n");
	refuses("{% raw x %}", AT "1:4: error: unknown tag 'raw' [template]\n"
	    "note: nothing else stands in its tag: {% raw %}\n");
	refuses("{% endif %}", AT "1:4: error: 'endif' has nothing to end "
	    "[template]\n");
	refuses("{% for x in y %}{% endif %}", AT "1:20: error: 'endif' does "
	    "not fit here: 'for' is open [template]\n" AT "1:4: note: 'for' "
	    "begins here\n");
	refuses("{% if x y %}{% endif %}", AT "1:9: error: expected '%}', found "
	    "'y' [template]\n");
	refuses("{% for x, y in z %}{% else if %}{% endfor %}", AT "1:28: error:"
	    " expected '%}', found 'if' [template]\n");
	refuses("{% %}", AT "1:4: error: expected a name, found '%}' "
	    "[template]\n");
}

TEST(expressions_say_what_is_missing)
{
	refuses("{{ }}", AT "1:4: error: expected a value here [template]\n");
	refuses("{{ a b }}", AT "1:6: error: expected '}}', found 'b' "
	    "[template]\n");
	refuses("{{ a. }}", AT "1:7: error: expected a name after '.' "
	    "[template]\n");
	refuses("{{ a[1:2] }}", AT "1:7: error: slices are not supported "
	    "[template]\n");
	refuses("{{ {1: 2} }}", AT "1:5: error: the keys of a map must be text "
	    "in quotes [template]\n");
	refuses("{{ {\"a\": 1, \"a\": 2} }}", AT "1:13: error: the key 'a' is "
	    "there twice [template]\n");
	refuses("{{ (1 }}", AT "1:7: error: the wrong bracket is closed here "
	    "[template]\nnote: expected ')'\n");
	refuses("{{ x and }}", AT "1:10: error: expected a value here "
	    "[template]\n");
	refuses("{{ a ? b }}", AT "1:6: error: this character means nothing "
	    "inside a tag [template]\n");
}

TEST(a_syntax_error_ends_the_reading_of_its_template_alone)
{
	REFUSES("templates/f:1:4: error: expected a value here [template]\n"
	    AT "1:28: error: expected a value here [template]\n",
	    { "x.html", "{% include \"f\" %}{{ x }}{{ }}{{ x|uper }}" },
	    { "f", "{{ }}" });
}

TEST(a_missing_template_is_an_error_where_it_is_named)
{
	refuses("a {% include \"f.html\" %}", AT "1:14: error: there is no "
	    "template 'f.html' [template]\n");
	refuses("{% extends \"f.html\" %}", AT "1:12: error: there is no "
	    "template 'f.html' [template]\n");
	refuses("{% import \"f.html\" as f %}", AT "1:11: error: there is no "
	    "template 'f.html' [template]\n");
	refuses("{% include x %}", AT "1:12: error: the name of a template must "
	    "be text in quotes [template]\n");
}

TEST(a_missing_page_template_has_no_place)
{
	struct world *w = world_new("{}");

	expect(!template_get(w->set, S("no.html"), w->d));
	expect_said(w, "error: there is no template 'no.html' [template]\n");
	world_end(w);
}

TEST(a_template_with_errors_is_reported_once)
{
	struct world *w = world_new("{}");

	add_file(w, S("bad"), S("{{ x|uper }}"));
	add_file(w, S("page"), S("{% include \"bad\" %}"));
	expect(!template_get(w->set, S("bad"), w->d));
	expect_int(diag_errors(w->d), 1);
	expect(!template_get(w->set, S("bad"), w->d));
	expect(!template_get(w->set, S("page"), w->d));
	expect_int(diag_errors(w->d), 1);
	world_end(w);
}

TEST(a_text_is_asked_for_once)
{
	struct world *w = world_new("{}");
	const struct template *t;

	add_file(w, S("f"), S("f"));
	add_file(w, S("a"), S("{% include \"f\" %}{% include \"f\" %}"));
	add_file(w, S("b"), S("{% include \"a\" %}{% include \"f\" %}"));
	t = template_get(w->set, S("b"), w->d);
	expect(t && w->found == 3);
	expect(template_get(w->set, S("b"), w->d) == t);
	expect(template_get(w->set, S("a"), w->d) != NULL);
	expect_int(w->found, 3);
	world_end(w);
}

/* --- circles --------------------------------------------------------------- */

TEST(a_circle_is_shown_whole)
{
	REFUSES("templates/b.html:2:12: error: templates use each other in a "
	    "circle: a.html -> b.html -> a.html [template]\n",
	    { "a.html", "{% include \"b.html\" %}" },
	    { "b.html", "x\n{% include \"a.html\" %}" });
	REFUSES("templates/a.html:1:12: error: templates use each other in a "
	    "circle: a.html -> a.html [template]\n",
	    { "a.html", "{% include \"a.html\" %}" });
	REFUSES("templates/c:1:11: error: templates use each other in a circle: "
	    "b -> c -> b [template]\n",
	    { "a", "{% extends \"b\" %}" },
	    { "b", "{% from \"c\" import m %}" },
	    { "c", "{% import \"b\" as b %}" });
}

/* n templates, 0 to n - 1, each of which uses the next by tag; the last is
 * `last`. */
static struct world *
chain_of(size_t n, const char *tag, const char *last)
{
	struct world *w = world_new("{}");

	for (size_t i = 0; i + 1 < n; i++)
		add_file(w, arena_printf(w->a, "%zu", i), arena_printf(w->a,
		    "{%% %s \"%zu\" %%}", tag, i + 1));
	add_file(w, arena_printf(w->a, "%zu", n - 1), str_of(last));
	return w;
}

TEST(a_circle_of_fifty_is_found)
{
	struct world *w = chain_of(50, "include", "{% include \"0\" %}");
	struct strbuf want = { 0 };

	strbuf_add(&want, S("templates/49:1:12: error: templates use each other "
	    "in a circle: "));
	for (int i = 0; i < 50; i++)
		strbuf_printf(&want, "%d -> ", i);
	strbuf_add(&want, S("0 [template]\n"));
	expect(!render(w, "0"));
	expect_said(w, want.p);
	strbuf_free(&want);
	world_end(w);
}

TEST(using_one_twice_is_no_circle)
{
	GIVES("dd", { "a", "{% include \"b\" %}{% include \"c\" %}" },
	    { "b", "{% include \"d\" %}" }, { "c", "{% include \"d\" %}" },
	    { "d", "d" });
}

/* --- limits ---------------------------------------------------------------- */

TEST(a_hundred_templates_may_use_one_another)
{
	struct world *w = chain_of(100, "include", "end");

	expect(render(w, "0"));
	expect_str(strbuf_str(&w->out), "end");
	world_end(w);
	w = chain_of(100, "extends", "{% block b %}end{% endblock %}");
	expect(render(w, "0"));
	expect_str(strbuf_str(&w->out), "end");
	world_end(w);
}

TEST(more_than_a_hundred_may_not)
{
	struct world *w = chain_of(101, "include", "end");
	struct strbuf want = { 0 };

	strbuf_add(&want, S("templates/99:1:12: error: more than 100 templates "
	    "use one another [template]\nnote: 0"));
	for (int i = 1; i < 100; i++)
		strbuf_printf(&want, " -> %d", i);
	strbuf_byte(&want, '\n');
	expect(!render(w, "0"));
	expect_said(w, want.p);
	strbuf_free(&want);
	world_end(w);
	w = chain_of(100000, "extends", "");
	expect(!render(w, "0"));
	expect_int(diag_errors(w->d), 1);
	world_end(w);
}

/* Something n deep: open n times, inner, close n times. */
static void
check_nesting(const char *open, const char *inner, const char *close, size_t n,
    const char *error)
{
	char *head = repeated("", open, n, ""), *tail = repeated("", close, n, "");
	char *text = repeated(head, inner, 1, tail);

	if (error)
		refuses(text, error);
	else
		gives(text, "");
	free(head);
	free(tail);
	free(text);
}

#define TOO_DEEP(at) AT at ": error: this expression is nested more than 100 " \
	"deep [template]\nnote: set a part of it to a name first\n"

static void
check_expression(const char *open, const char *inner, const char *close,
    size_t n, const char *error)
{
	char *head = repeated("{% set x = ", open, n, inner);
	char *text = repeated(head, close, n, " %}");

	if (error)
		refuses(text, error);
	else
		gives(text, "");
	free(head);
	free(text);
}

TEST(an_expression_is_a_hundred_deep)
{
	check_expression("(", "1", ")", 99, NULL);
	check_expression("(", "1", ")", 100, TOO_DEEP("1:112"));
	check_expression("[", "1", "]", 99, NULL);
	check_expression("[", "1", "]", 100, TOO_DEEP("1:112"));
	check_expression("not ", "1", "", 99, NULL);
	check_expression("not ", "1", "", 100, TOO_DEEP("1:408"));
	check_expression("-", "1", "", 99, NULL);
	check_expression("-", "1", "", 100, TOO_DEEP("1:111"));
	check_expression("", "x", ".y", 0, NULL);
	check_expression("", "{}", ".y is defined", 1, NULL);
	check_expression("", "1", " + 1", 99, NULL);
	check_expression("", "1", " + 1", 100, TOO_DEEP("1:414"));
	check_expression("", "1", "|abs", 99, NULL);
	check_expression("", "1", "|abs", 100, TOO_DEEP("1:414"));
	check_expression("1 if 1 else ", "1", "", 99, NULL);
	check_expression("1 if 1 else ", "1", "", 100, TOO_DEEP("1:1212"));
}

TEST(what_is_deep_beyond_measure_is_refused_at_once)
{
	check_expression("not ", "1", "", 100000, TOO_DEEP("1:408"));
	check_expression("", "1", " + 1", 100000, TOO_DEEP("1:414"));
	check_expression("(", "1", ")", 100000, AT "1:212: error: brackets are "
	    "nested too deeply [template]\n");
	check_nesting("{% if 1 %}", "", "{% endif %}", 20000, AT "1:504: error: "
	    "tags are nested more than 50 deep [template]\nnote: put the inner "
	    "ones into a macro\n");
}

TEST(wide_is_not_deep)
{
	check_expression("1 ~ ", "1", "", 100000, NULL);
	check_expression("[1][0] ~ ", "1", "", 10000, NULL);
}

TEST(tags_stand_in_fifty_others)
{
	check_nesting("{% if 1 %}", "", "{% endif %}", 50, NULL);
	check_nesting("{% if 1 %}", "", "{% endif %}", 51, AT "1:504: error: "
	    "tags are nested more than 50 deep [template]\nnote: put the inner "
	    "ones into a macro\n");
	check_nesting("{% for x in [1] %}", "", "{% endfor %}", 16, NULL);
	check_nesting("{% for x in [1] %}", "", "{% endfor %}", 17, AT
	    "1:292: error: loops are nested more than 16 deep [template]\n"
	    "note: put the inner ones into a macro\n");
}

TEST(a_macro_may_call_itself_a_hundred_times)
{
	const char *macro = "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{% else %}"
	    "end{% endif %}{% endmacro %}\n";
	char *text = repeated(macro, "{{ m(99) }}", 1, "");

	gives(text, "\nend");
	free(text);
	text = repeated(macro, "{{ m(100) }}", 1, "");
	refuses(text, AT "1:30: error: includes and macros are nested more than "
	    "100 deep [template]\n"
	    AT "1:30: note: in macro 'm', called here\n"
	    AT "1:30: note: in macro 'm', called here\n"
	    AT "1:30: note: in macro 'm', called here\n"
	    AT "1:30: note: in macro 'm', called here\n"
	    AT "1:30: note: in macro 'm', called here\n"
	    AT "1:30: note: in macro 'm', called here\n"
	    AT "1:30: note: in macro 'm', called here\n"
	    AT "1:30: note: in macro 'm', called here\n"
	    "note: ... 84 more ...\n"
	    AT "1:30: note: in macro 'm', called here\n"
	    AT "1:30: note: in macro 'm', called here\n"
	    AT "1:30: note: in macro 'm', called here\n"
	    AT "1:30: note: in macro 'm', called here\n"
	    AT "1:30: note: in macro 'm', called here\n"
	    AT "1:30: note: in macro 'm', called here\n"
	    AT "1:30: note: in macro 'm', called here\n"
	    AT "2:4: note: in macro 'm', called here\n" PAGE);
	free(text);
}

TEST(a_deep_expression_in_a_deep_macro_ends_in_an_error)
{
	char *open = repeated("{% macro m() %}{{ ", "[", 90, "m()");
	char *text = repeated(open, "]", 90, "|tojson }}{% endmacro %}{{ m() }}");
	struct world *w = world_new("{}");

	add_file(w, S("x.html"), str_of(text));
	expect(!render(w, "x.html"));
	expect_int(diag_errors(w->d), 1);
	world_end(w);
	free(open);
	free(text);
}

TEST(data_deeper_than_the_stack_is_an_error)
{
	struct world *w = world_new("{}");
	struct value *deep = value_list(w->a), *twin = value_list(w->a);

	for (int i = 0; i < 100000; i++) {
		struct value *d = value_list(w->a), *t = value_list(w->a);

		value_add(w->a, d, deep);
		value_add(w->a, t, twin);
		deep = d;
		twin = t;
	}
	value_set(w->a, w->scope, S("deep"), deep);
	value_set(w->a, w->scope, S("twin"), twin);
	add_file(w, S("x.html"), S("{{ deep|tojson }}"));
	add_file(w, S("y.html"), S("{{ deep == twin }}"));
	expect(!render(w, "x.html"));
	expect_said(w, AT "1:4: error: nested too deeply [template]\n" PAGE);
	expect(!render(w, "y.html"));
	expect_said(w, AT "1:4: error: nested too deeply [template]\n" PAGE
	    "templates/y.html:1:4: error: these are nested too deeply "
	    "[template]\n" PAGE);
	world_end(w);
}

TEST(a_template_is_a_mebibyte_at_the_most)
{
	char *text = repeated("", "a", 1 << 20, "");
	char *more = repeated(text, "a", 1, "");

	gives(text, text);
	refuses(more, AT "1:1: error: this template is larger than 1 MiB "
	    "[template]\n");
	free(text);
	free(more);
}

TEST(arguments_and_members_are_a_thousand_at_the_most)
{
	char *text = repeated("{% macro m() %}{% endmacro %}{% if false %}{{ m(",
	    "1,", 1000, ") }}{% endif %}");

	gives(text, "");
	free(text);
	text = repeated("{{ m(", "1,", 1001, ") }}");
	refuses(text, AT "1:2006: error: these are more than 1000 arguments "
	    "[template]\n");
	free(text);
}

TEST(a_template_has_4096_names_at_the_most)
{
	struct strbuf b = { 0 };

	for (int i = 0; i < 4096; i++)
		strbuf_printf(&b, "{%% set n%d = 1 %%}", i);
	gives(b.p, "");
	strbuf_add(&b, S("{% set other = 1 %}"));
	refuses(b.p, AT "1:1: error: this template has more than 4096 names "
	    "[template]\n");
	strbuf_free(&b);
}

TEST(what_is_no_text_is_refused)
{
	refuses("ab\n\xff", AT "2:1: error: this byte is not UTF-8 text "
	    "[template]\n");
	refuses("a\x01", AT "1:2: error: this byte is not UTF-8 text "
	    "[template]\n");
}

/* --- refusals while rendering ---------------------------------------------- */

TEST(the_way_to_an_error_is_told)
{
	REFUSES("templates/title:2:4: error: 'q.title' is undefined, so it has "
	    "no members [template]\n"
	    "templates/lib:1:31: note: in 'title', included here\n"
	    "templates/base:1:45: note: in macro 'card', called here\n"
	    "templates/base:1:32: note: in block 'b', placed here\n"
	    AT "1:12: note: in 'base', extended here\n" PAGE,
	    { "x.html", "{% extends \"base\" %}" },
	    { "base", "{% from \"lib\" import card %}{% block b %}"
	    "{{ card({}) }}{% endblock %}" },
	    { "lib", "{% macro card(q) %}{% include \"title\" %}"
	    "{% endmacro %}" },
	    { "title", "\n{{ q.title.long }}" });
	REFUSES("templates/lib:1:4: error: division by zero [template]\n"
	    AT "1:11: note: in 'lib', imported here\n" PAGE,
	    { "x.html", "{% import \"lib\" as lib %}" },
	    { "lib", "{{ 1 // 0 }}" });
}

TEST(the_place_of_an_extends_that_goes_too_deep_is_its_own)
{
	struct world *w = world_new("{}");
	struct strbuf want = { 0 };

	/* 99 macros, then a template, then one that it extends. */
	add_file(w, S("x.html"), S("{% macro m(n) %}{% if n > 1 %}{{ m(n - 1) }}"
	    "{% else %}{% include \"child\" %}{% endif %}{% endmacro %}"
	    "{{ m(99) }}"));
	add_file(w, S("child"), S("{% extends \"base\" %}"));
	add_file(w, S("base"), S("x"));
	expect(!render(w, "x.html"));
	strbuf_add(&want, S("templates/child:1:12: error: includes and macros "
	    "are nested more than 100 deep [template]\n"));
	expect_int(diag_errors(w->d), 1);
	{
		char *text;
		size_t n;
		FILE *f = open_memstream(&text, &n);

		diag_print(w->d, f, DIAG_TEXT, false);
		fclose(f);
		expect(str_starts((struct str){ text, n }, strbuf_str(&want)));
		free(text);
	}
	strbuf_free(&want);
	world_end(w);
}

TEST(no_page_is_named_when_there_is_none)
{
	struct world *w = world_new("{}");
	const struct template *t;

	add_file(w, S("x.html"), S("{{ x.y }}"));
	t = template_get(w->set, S("x.html"), w->d);
	expect(!template_render(t, w->scope, &w->out, w->page, S(""), w->d));
	expect_said(w, AT "1:4: error: 'x' is undefined, so it has no members "
	    "[template]\n");
	world_end(w);
}

TEST(nothing_is_appended_after_an_error)
{
	struct world *w = world_new("{}");

	add_file(w, S("x.html"), S("some text {{ 1 // (text|length - 3) }}"));
	strbuf_add(&w->out, S("before"));
	expect(!render(w, "x.html"));
	expect_str(strbuf_str(&w->out), "before");
	strbuf_free(&w->out);
	expect(!render(w, "x.html"));
	expect_int(w->out.n, 0);
	world_end(w);
}

TEST(what_has_no_answer_is_an_error)
{
	refuses("{{ x.y }}", AT "1:4: error: 'x' is undefined, so it has no "
	    "members [template]\n" PAGE);
	refuses("{{ [1] }}", AT "1:4: error: a list has no text [template]\n"
	    "note: print its items, or use tojson\n" PAGE);
	refuses("{{ 1 < \"a\" }}", AT "1:4: error: a number and a text have no "
	    "order [template]\n" PAGE);
	refuses("{{ 1 + \"a\" }}", AT "1:4: error: this does not work with a "
	    "number and a text [template]\nnote: '~' joins texts\n" PAGE);
	refuses("{{ 1 % 0 }}", AT "1:4: error: division by zero [template]\n"
	    PAGE);
	refuses("{{ 9223372036854775807 * 2 }}", AT "1:4: error: this number is "
	    "too large [template]\n" PAGE);
	refuses("{{ (-9223372036854775807 - 1) // -1 }}", AT "1:5: error: this "
	    "number is too large [template]\n" PAGE);
	refuses("{{ -(-9223372036854775807 - 1) }}", AT "1:4: error: this "
	    "number is too large [template]\n" PAGE);
	refuses("{% for x in 1 %}{% endfor %}", AT "1:13: error: a number has no"
	    " items [template]\n" PAGE);
	refuses("{% for a, b in [[1]] %}{% endfor %}", AT "1:16: error: an item "
	    "has 1 parts, not 2 [template]\n" PAGE);
}

TEST(what_is_called_must_be_a_macro_that_takes_it)
{
	refuses("{{ m() }}", AT "1:4: error: 'm' is undefined, not a macro "
	    "[template]\nnote: import the macro, or define it above\n" PAGE);
	refuses("{% macro m(a, b) %}{% endmacro %}{{ m(1, 2, 3) }}", AT "1:37: "
	    "error: macro 'm' is given too many arguments [template]\n"
	    "note: it takes (a, b)\n" PAGE);
	refuses("{% macro m(a) %}{% endmacro %}{{ m(c=3) }}", AT "1:34: error: "
	    "macro 'm' has no parameter 'c' left [template]\n"
	    "note: it takes (a)\n" PAGE);
}

TEST(iterators_are_read_once)
{
	refuses("{% if [1]|map(\"abs\") %}{% endif %}", AT "1:7: error: an "
	    "iterator is always true in Jinja2, even an empty one [template]\n"
	    "note: add '| list'\n" PAGE);
	refuses("{% set x = [1]|map(\"abs\") %}{{ x|join }}{{ x|join }}", AT
	    "1:44: error: this iterator has been read already [template]\n"
	    "note: add '| list' where it is made\n" PAGE);
}

TEST(macros_modules_and_loops_are_no_values)
{
	const char *macro = "{% macro m() %}{% endmacro %}{{ m is iterable }}";

	refuses(macro, AT "1:33: error: a macro cannot be tested [template]\n"
	    PAGE);
	refuses("{% for x in [1] %}{{ loop is sequence }}{% endfor %}", AT
	    "1:22: error: 'loop' cannot be tested [template]\n" PAGE);
	refuses("{% for x in [1] %}{{ loop }}{% endfor %}", AT "1:22: error: "
	    "'loop' has no text [template]\n" PAGE);
	refuses("{% for x in [1] %}{{ loop == 1 }}{% endfor %}", AT "1:22: "
	    "error: 'loop' cannot be compared [template]\n" PAGE);
}

/* --- names ------------------------------------------------------------------ */

TEST(a_member_is_found_wherever_it_stands)
{
	gives_with("{\"list\": [{\"a\": 1, \"b\": 2}, {\"b\": 3, \"a\": 4}, {}, "
	    "{\"a\": 5}, {\"x\": 0, \"y\": 0, \"a\": 6}, {\"b\": 7}]}",
	    "{% for x in list %}[{{ x.a }}{{ x.b }}]{% endfor %}"
	    "{% for x in [{\"a\": 8}, {\"b\": 1, \"a\": 9}] %}{{ x.a }}{% endfor %}",
	    "[12][43][][5][6][7]89");
}

TEST(macros_with_many_names_work_as_those_with_few)
{
	struct strbuf b = { 0 };

	strbuf_add(&b, S("{% macro m(n) %}"));
	for (int i = 0; i < 40; i++)
		strbuf_printf(&b, "{%% set v%d = n + %d %%}", i, i);
	strbuf_add(&b, S("{% if n %}{{ m(n - 1) }}{% endif %}{{ v0 }},{{ v39 }};"
	    "{% endmacro %}{{ m(2) }}"));
	gives(b.p, "0,39;1,40;2,41;");
	strbuf_free(&b);
}

TEST(a_macro_sees_the_names_where_it_was_defined)
{
	gives("{% macro outer(a) %}{% macro inner() %}{{ a }}{% endmacro %}"
	    "{{ inner() }}{% if a < 3 %}{{ outer(a + 1) }}{% endif %}"
	    "{{ inner() }}{% endmacro %}{{ outer(1) }}", "123321");
	gives("{% for x in [1, 2] %}{% macro m() %}{{ x }}{% endmacro %}"
	    "{{ m() }}{% endfor %}", "12");
	GIVES("a12b1", { "x.html", "{% from \"lib\" import m, n %}{{ m(2) }}"
	    "{{ n() }}" },
	    { "lib", "{% set v = 1 %}{% macro m(x) %}a{{ v }}{{ x }}"
	    "{% endmacro %}{% macro n() %}{% set w = \"b\" %}{{ w }}{{ v }}"
	    "{% endmacro %}" });
}

TEST(a_default_may_use_the_parameters_before_it)
{
	gives("{% macro m(a, b=a, c=b) %}{{ a }}{{ b }}{{ c }} {% endmacro %}"
	    "{{ m(1) }}{{ m(1, 2) }}{{ m(1, c=3) }}{{ m() }}", "111 122 113  ");
}

TEST(an_include_sees_what_its_place_sees)
{
	check_files("{\"a\": \"data\", \"b\": \"data\"}", true,
	    "[data data][set data][set 1][set 1 in][set data]",
	    (const struct file[]){
	    { "x.html", "{% include \"f\" %}{% set a = \"set\" %}"
	    "{% include \"f\" %}{% for b in [1] %}{% include \"f\" %}"
	    "{% set c = \" in\" %}{% include \"f\" %}{% endfor %}"
	    "{% macro m(a, c) %}{% include \"f\" %}{% endmacro %}{{ m(a) }}" },
	    { "f", "[{{ a }} {{ b }}{{ c }}]" }, { 0 } });
	GIVES("12", { "x.html", "{% set n = 1 %}{% include \"f\" %}" },
	    { "f", "{{ n }}{% set n = n + 1 %}{% include \"g\" %}" },
	    { "g", "{{ n }}" });
	GIVES("[]1", { "x.html", "{% for x in [1] %}{% include \"f\" %}"
	    "{% endfor %}{% for x in [1] %}{{ loop.index }}{% endfor %}" },
	    { "f", "[{{ loop }}]" });
}

TEST(many_includes_among_many_names_take_little)
{
	struct world *w = world_new("{}");
	struct strbuf b = { 0 };

	for (int i = 0; i < 3000; i++)
		strbuf_printf(&b, "{%% set n%d = 1 %%}{%% include \"f\" %%}", i);
	add_file(w, S("x.html"), strbuf_str(&b));
	add_file(w, S("f"), S("{{ n2999 }}"));
	expect(render(w, "x.html"));
	expect_str(strbuf_str(&w->out), "1");
	expect(arena_used(w->a) < 8 << 20);
	expect(arena_used(w->page) < 1 << 20);
	strbuf_free(&b);
	world_end(w);
}

TEST(an_import_sees_no_data_and_keeps_its_secrets)
{
	GIVES("[]3[][]", { "x.html", "{% import \"lib\" as lib %}"
	    "{{ lib.show() }}{{ lib.v }}[{{ lib[\"nope\"] }}][{{ lib.other }}]" },
	    { "lib", "{% set v = 3 %}{% macro show() %}[{{ text }}]"
	    "{% endmacro %}{% for x in [1] %}{% set other = x %}{% endfor %}" });
	GIVES("[]q", { "x.html", "{% import \"lib\" as lib %}[{{ lib.q }}]"
	    "{{ lib.m() }}" },
	    { "lib", "{% from \"other\" import q %}{% macro m() %}{{ q }}"
	    "{% endmacro %}" },
	    { "other", "{% set q = \"q\" %}" });
	REFUSES(AT "1:29: error: names that start with '_' are private "
	    "[template]\n" PAGE,
	    { "x.html", "{% import \"lib\" as lib %}{{ lib._x }}" },
	    { "lib", "{% set _x = 3 %}" });
}

TEST(constants_are_joined_as_jinja2_joins_them)
{
	gives("{{ (\"<\"|e) ~ \">\" }} {{ (\"<\"|e) ~ (\">\" if nope else \">\") }}",
	    "&amp;lt;&gt; &lt;&gt;");
	gives("{{ (\"<\"|e) ~ (\">\" if 1 else nope) }} "
	    "{{ (\"<\"|e) ~ (1 > 2 > nope) }} {{ (\"<\"|e) ~ (0 and nope) }}",
	    "&amp;lt;&gt; &amp;lt;False &amp;lt;0");
	gives("{{ (\"<\"|e) ~ (1 and nope) }}{{ (\"<\"|e) ~ (\">\" if 0) }}"
	    "{{ (\"<\"|e) ~ {}.items()|list|length }}", "&lt;&lt;&lt;0");
}

/* --- rendering again --------------------------------------------------------- */

TEST(a_thousand_renderings_give_the_same_and_leave_nothing)
{
	struct world *w = world_new("{\"list\": [{\"t\": \"a<\", \"n\": 1}, "
	    "{\"n\": 2, \"t\": \"b\"}]}");
	struct strbuf first = { 0 };
	size_t kept, used = 0, cap = 0;
	const struct template *t;

	add_file(w, S("x.html"), S("{% extends \"base\" %}{% set v = 1 %}"
	    "{% from \"lib\" import row %}{% block b %}{% for x in list %}"
	    "{{ row(x, loop.index) }}{% endfor %}{{ list|map(attribute=\"n\")|sum"
	    " }}{% set s %}{{ html ~ text }}{% endset %}{{ s }}{% endblock %}"));
	add_file(w, S("base"), S("{{ v }}{% block b %}{% endblock %}"
	    "{{ list|tojson }}{% include \"foot\" %}"));
	add_file(w, S("lib"), S("{% macro row(x, n) %}{% macro up() %}"
	    "{{ x.t|upper }}{% endmacro %}{{ n }}{{ up() }};{% endmacro %}"));
	add_file(w, S("foot"), S("{{ v ~ text }}"));
	t = template_get(w->set, S("x.html"), w->d);
	expect(t != NULL);
	kept = arena_used(w->a);
	for (int i = 0; i < 1000; i++) {
		arena_reset(w->page);
		strbuf_reset(&w->out);
		expect(template_render(t, w->scope, &w->out, w->page, S("p"),
		    w->d));
		if (i == 0) {
			strbuf_add(&first, strbuf_str(&w->out));
			used = arena_used(w->page);
			cap = w->out.cap;
		}
		expect(str_eq(strbuf_str(&w->out), strbuf_str(&first)));
		expect_int(arena_used(w->page), used);
		expect_int(w->out.cap, cap);
	}
	expect_int(arena_used(w->a), kept);
	expect_int(diag_errors(w->d), 0);
	expect_str(strbuf_str(&first), "11A&lt;;2B;3<b>&lt;b&gt;[{\"n\": 1, "
	    "\"t\": \"a\\u003c\"}, {\"n\": 2, \"t\": \"b\"}]1&lt;b&gt;");
	strbuf_free(&first);
	world_end(w);
}

TEST(a_rendering_is_appended)
{
	struct world *w = world_new("{}");

	add_file(w, S("x.html"), S("{% set x %}in{% endset %}{{ x }};"));
	expect(render(w, "x.html") && render(w, "x.html"));
	expect_str(strbuf_str(&w->out), "in;in;");
	world_end(w);
}

TEST(one_template_serves_different_data)
{
	struct world *w = world_new("{}");
	const struct template *t;
	struct value *one = value_map(w->a), *two = value_map(w->a);

	value_set(w->a, one, S("x"), value_int(w->a, 1));
	value_set(w->a, two, S("y"), value_int(w->a, 9));
	value_set(w->a, two, S("x"), value_int(w->a, 2));
	add_file(w, S("x.html"), S("{{ x }}[{{ y }}]"));
	t = template_get(w->set, S("x.html"), w->d);
	expect(template_render(t, one, &w->out, w->page, S(""), w->d));
	expect(template_render(t, two, &w->out, w->page, S(""), w->d));
	expect(template_render(t, one, &w->out, w->page, S(""), w->d));
	expect_str(strbuf_str(&w->out), "1[]2[9]1[]");
	world_end(w);
}

int
main(void)
{
	return RUN(
	    values_are_found_by_name_key_and_number,
	    if_takes_the_first_that_is_true,
	    for_counts_and_leaves_out,
	    a_loop_and_its_test_share_the_names_of_targets_alone,
	    set_stores_a_value_or_what_a_block_renders,
	    templates_include_extend_and_import_each_other,
	    operators_compute_and_compare,
	    numbers_print_to_both_ends_of_their_range,
	    json_is_safe_in_a_script_and_whole_at_any_length,
	    text_is_escaped_once,
	    html_is_not_escaped,
	    html_that_is_taken_apart_is_text,
	    a_mistake_is_reported_where_it_is,
	    a_place_counts_the_lines_of_the_file,
	    a_report_shows_the_line,
	    all_unknown_names_of_a_template_are_reported,
	    a_name_nothing_is_like_has_no_suggestion,
	    what_jinja2_has_and_this_has_not_is_named,
	    tags_say_what_fits,
	    expressions_say_what_is_missing,
	    a_syntax_error_ends_the_reading_of_its_template_alone,
	    a_missing_template_is_an_error_where_it_is_named,
	    a_missing_page_template_has_no_place,
	    a_template_with_errors_is_reported_once,
	    a_text_is_asked_for_once,
	    a_circle_is_shown_whole,
	    a_circle_of_fifty_is_found,
	    using_one_twice_is_no_circle,
	    a_hundred_templates_may_use_one_another,
	    more_than_a_hundred_may_not,
	    an_expression_is_a_hundred_deep,
	    what_is_deep_beyond_measure_is_refused_at_once,
	    wide_is_not_deep,
	    tags_stand_in_fifty_others,
	    a_macro_may_call_itself_a_hundred_times,
	    a_deep_expression_in_a_deep_macro_ends_in_an_error,
	    data_deeper_than_the_stack_is_an_error,
	    a_template_is_a_mebibyte_at_the_most,
	    arguments_and_members_are_a_thousand_at_the_most,
	    a_template_has_4096_names_at_the_most,
	    what_is_no_text_is_refused,
	    the_way_to_an_error_is_told,
	    the_place_of_an_extends_that_goes_too_deep_is_its_own,
	    no_page_is_named_when_there_is_none,
	    nothing_is_appended_after_an_error,
	    what_has_no_answer_is_an_error,
	    what_is_called_must_be_a_macro_that_takes_it,
	    iterators_are_read_once,
	    macros_modules_and_loops_are_no_values,
	    a_member_is_found_wherever_it_stands,
	    macros_with_many_names_work_as_those_with_few,
	    a_macro_sees_the_names_where_it_was_defined,
	    a_default_may_use_the_parameters_before_it,
	    an_include_sees_what_its_place_sees,
	    many_includes_among_many_names_take_little,
	    an_import_sees_no_data_and_keeps_its_secrets,
	    constants_are_joined_as_jinja2_joins_them,
	    a_thousand_renderings_give_the_same_and_leave_nothing,
	    a_rendering_is_appended,
	    one_template_serves_different_data);
}
