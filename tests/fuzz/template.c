/*
 * Templates from any bytes: never a crash, an error exactly when nothing comes
 * out, the same bytes and errors a second time, and no text of the data on the
 * page that was not escaped.
 *
 * A case is what an example in tests/spec/template.md is: sections that begin with
 * "--- NAME" on a line, the first the page, the one called "data" JSON.
 */
#include "base/hash.h"
#include "format/json.h"
#include "format/template.h"
#include "fuzz.h"

struct files {
	struct arena *a;
	struct map sources;
	struct str page, data;
	bool tagged;		/* a template may print '<' itself */
};

static const struct source *
find(void *ctx, struct str name)
{
	struct files *f = ctx;

	return map_get(&f->sources, name);
}

static void
add_file(struct files *f, struct str name, struct str text)
{
	struct source *s = arena_new_of(f->a, struct source);

	if (str_eq(name, S("data"))) {
		f->data = text;
		return;
	}
	s->path = arena_printf(f->a, "templates/%.*s", STR_ARG(name));
	s->text = text;
	map_put(f->a, &f->sources, name, s);
	f->tagged = f->tagged || str_chr(text, '<') != STR_NONE;
	if (!f->page.p)
		f->page = name;
}

/* The name and text of the section that ends where *rest begins afterwards. */
static bool
cut_section(struct str *rest, struct str *name, struct str *text)
{
	size_t end;

	if (!str_starts(*rest, S("--- ")))
		return false;
	*rest = str_from(*rest, 4);
	str_cut(rest, '\n', name);
	end = str_starts(*rest, S("--- ")) ? 0 : str_find(*rest, S("\n--- "));
	*text = str_sub(*rest, 0, end);
	*rest = end == STR_NONE ? (struct str){ 0 } :
	    str_from(*rest, end + (end > 0));
	return true;
}

/* {"__html__": "..."} stays a map: all data is text. */
static const struct value *
scope_of(struct files *f)
{
	struct str error;
	const struct value *v = json_parse(f->data, f->a, &error);

	return v && v->kind == VALUE_MAP ? v : value_map(f->a);
}

static size_t
printed(const struct diag *d)
{
	char *text = NULL;
	size_t n = 0;
	FILE *out = open_memstream(&text, &n);

	diag_print(d, out, DIAG_TEXT, true);
	diag_print(d, out, DIAG_JSON, false);
	fclose(out);
	free(text);
	return n;
}

static void
run(struct files *f, struct diag *d)
{
	struct template_set *set = template_set_new(f->a, find, f);
	const struct template *t = template_get(set, f->page, d);
	const struct value *scope = scope_of(f);
	struct strbuf once = { 0 }, twice = { 0 };
	struct arena *page = arena_new();
	size_t used, errors;
	bool ok;

	must((t != NULL) == (diag_errors(d) == 0), "a refusal is reported");
	must(template_get(set, f->page, d) == t, "a template is made once");
	strbuf_add(&once, S("|"));
	ok = t && template_render(t, scope, &once, page, S("page"), d);
	errors = diag_errors(d);
	must(ok == (errors == 0), "an error is reported");
	must(ok || once.n == 1, "nothing comes out after an error");
	must(f->tagged || str_chr(strbuf_str(&once), '<') == STR_NONE,
	    "text is escaped");
	used = arena_used(page);
	arena_reset(page);
	strbuf_add(&twice, S("|"));
	must(ok == (t && template_render(t, scope, &twice, page, S("page"), d)),
	    "the second time is as the first");
	must(str_eq(strbuf_str(&once), strbuf_str(&twice)),
	    "the second time gives the same bytes");
	must(diag_errors(d) == errors, "the second time has the same error");
	must(arena_used(page) == used, "the second time takes as much memory");
	arena_free(page);
	strbuf_free(&once);
	strbuf_free(&twice);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str rest = { (const char *)data, size }, name, text;
	struct files f = { .a = arena_new() };
	struct diag *d = diag_new();

	while (cut_section(&rest, &name, &text))
		add_file(&f, name, text);
	if (!f.page.p)
		add_file(&f, S("page"), (struct str){ (const char *)data, size });
	run(&f, d);
	must(printed(d) > 0, "what is reported can be printed");
	diag_free(d);
	arena_free(f.a);
	return 0;
}
