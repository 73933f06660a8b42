/*
 * The template engine as a program, for tests/spec/template_diff.py: one JSON
 * object a line on stdin, one a line on stdout, so that thousands of cases
 * share a process.
 *
 *	{"templates": {"a.html": "..."}, "main": "a.html", "data": {...}}
 *	{"out": "..."}  or  {"error": "templates/a.html:1:4: error: ..."}
 *
 * {"__html__": "..."} anywhere in data is HTML.  With an argument N every case
 * is rendered N times and the time is told on stderr.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/hash.h"
#include "format/json.h"
#include "format/template.h"

static struct value *
with_html(struct arena *a, const struct value *v)
{
	struct value *copy;
	const struct value *html;

	switch (v->kind) {
	case VALUE_LIST:
		copy = value_list(a);
		for (size_t i = 0; i < v->list.n; i++)
			value_add(a, copy, with_html(a, v->list.v[i]));
		return copy;
	case VALUE_MAP:
		html = value_get(v, S("__html__"));
		if (html)
			return value_html(a, html->text);
		copy = value_map(a);
		for (size_t i = 0; i < v->map.n; i++)
			value_set(a, copy, v->map.v[i].key,
			    with_html(a, v->map.v[i].value));
		return copy;
	default:
		copy = arena_new_of(a, struct value);
		*copy = *v;
		return copy;
	}
}

struct files {
	struct arena *a;
	const struct value *texts;
	struct map sources;
};

static const struct source *
find(void *ctx, struct str name)
{
	struct files *f = ctx;
	struct source *s = map_get(&f->sources, name);
	const struct value *text = value_get(f->texts, name);

	if (s || !text)
		return s;
	s = arena_new_of(f->a, struct source);
	s->path = arena_printf(f->a, "templates/%.*s", STR_ARG(name));
	s->text = text->text;
	map_put(f->a, &f->sources, arena_copy(f->a, name), s);
	return s;
}

static bool
render(struct files *f, const struct value *c, struct strbuf *out,
    struct diag *d, unsigned times)
{
	struct template_set *set = template_set_new(f->a, find, f);
	const struct template *t = template_get(set,
	    value_get_text(c, S("main")), d);
	const struct value *data = with_html(f->a, value_get(c, S("data")));
	struct arena *page = arena_new();
	clock_t start = clock();
	bool ok = t != NULL;

	for (unsigned i = 0; ok && i < times; i++) {
		strbuf_reset(out);
		arena_reset(page);
		ok = template_render(t, data, out, page, S("test"), d);
	}
	if (times > 1)
		fprintf(stderr, "%u times %zu bytes: %.1f ms\n", times,
		    out->n, (double)(clock() - start) * 1e3 / CLOCKS_PER_SEC);
	arena_free(page);
	return ok;
}

static struct str
printed(struct arena *a, const struct diag *d)
{
	char *text = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&text, &n);
	struct str s;

	diag_print(d, f, DIAG_TEXT, false);
	fclose(f);
	s = arena_copy(a, (struct str){ text, n });
	free(text);
	return s;
}

static void
answer(struct arena *a, struct str line, unsigned times)
{
	struct str error = { 0 };
	const struct value *c = json_parse(line, a, &error);
	struct files f = { .a = a };
	struct strbuf out = { 0 }, reply = { 0 };
	struct diag *d = diag_new();

	if (!c)
		die("a line is no JSON: %.*s", STR_ARG(error));
	f.texts = value_get(c, S("templates"));
	if (render(&f, c, &out, d, times)) {
		strbuf_add(&reply, S("{\"out\": "));
		strbuf_json(&reply, strbuf_str(&out));
	} else {
		strbuf_add(&reply, S("{\"error\": "));
		strbuf_json(&reply, printed(a, d));
	}
	printf("%.*s}\n", STR_ARG(strbuf_str(&reply)));
	fflush(stdout);
	diag_free(d);
	strbuf_free(&out);
	strbuf_free(&reply);
}

int
main(int argc, char **argv)
{
	struct arena *a = arena_new();
	unsigned times = argc > 1 ? (unsigned)atoi(argv[1]) : 1;
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;

	while ((n = getline(&line, &cap, stdin)) > 0) {
		answer(a, (struct str){ line, (size_t)n }, times);
		arena_reset(a);
	}
	free(line);
	arena_free(a);
	return 0;
}
