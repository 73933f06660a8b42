/*
 * YAML and front matter for yaml_data.py, many texts in one process.
 *
 *	in:	"front 123\n" or "file 123\n", then 123 bytes; again and again
 *	out:	{"ok": bool, "front": bool, "body": offset, "value": ...,
 *		"problems": [...]} and a NUL for each
 *
 * value is absent after an error; front is whether there was front matter.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/yaml.h"

static void
run(const char *mode, const struct source *s, struct arena *a)
{
	struct diag *d = diag_new();
	const struct value *v = NULL;
	struct strbuf out = { 0 };
	size_t body = 0;
	bool ok;

	if (strcmp(mode, "front") == 0) {
		ok = yaml_front(s, a, &v, &body, d);
	} else {
		v = yaml_parse(s, a, d);
		ok = v != NULL;
	}
	strbuf_printf(&out, "{\"ok\":%s,\"front\":%s,\"body\":%zu,",
	    ok ? "true" : "false", v ? "true" : "false", body);
	if (v) {
		strbuf_add(&out, S("\"value\":"));
		value_json(&out, v, false);
		strbuf_byte(&out, ',');
	}
	printf("%s\"problems\":", out.p);
	diag_print(d, stdout, DIAG_JSON, false);
	fputs("}", stdout);
	putchar('\0');
	strbuf_free(&out);
	diag_free(d);
}

int
main(void)
{
	struct arena *a = arena_new();
	struct source s = { .path = S("test.md") };
	char mode[8], *text;
	size_t n;

	while (scanf("%7s %zu", mode, &n) == 2 && getchar() == '\n') {
		/* of its own, so that a sanitizer sees a read behind its end */
		text = xmalloc(n > 0 ? n : 1);
		if (fread(text, 1, n, stdin) != n)
			return 2;
		s.text = (struct str){ text, n };
		run(mode, &s, a);
		free(text);
		arena_reset(a);
	}
	arena_free(a);
	return 0;
}
