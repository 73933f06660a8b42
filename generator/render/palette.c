/*
 * Custom properties of our own style sheets, read without a CSS parser: the
 * sheets say the light value of a name first and the dark ones later, so the
 * first value of a name is the one.
 */
#include "render/palette.h"

enum { NESTING_MAX = 8 };	/* of var() in values */

struct palette {
	struct arena *arena;
	struct map value;	/* "mm-nodeBorder" -> struct str */
};

/* In the order in which they may speak; the last two are the theme's own. */
static const char *const sheets[] = { "assets/css/accent.css",
	"assets/css/tiku.css", "assets/css/diagram.css" };

static void
palette_put(struct palette *p, struct str name, struct str value)
{
	struct str *kept;

	if (map_get(&p->value, name))
		return;
	kept = arena_new_of(p->arena, struct str);
	*kept = str_trim(value);
	map_put(p->arena, &p->value, name, kept);
}

/* Bytes of a property's name. */
static size_t
name_length(struct str s)
{
	size_t n = 0;

	while (n < s.n && ((s.p[n] >= 'a' && s.p[n] <= 'z') ||
	    (s.p[n] >= 'A' && s.p[n] <= 'Z') ||
	    (s.p[n] >= '0' && s.p[n] <= '9') || s.p[n] == '-' || s.p[n] == '_'))
		n++;
	return n;
}

static size_t
value_length(struct str s)
{
	size_t n = 0;

	while (n < s.n && s.p[n] != ';' && s.p[n] != '}')
		n++;
	return n;
}

static struct str
skip_comment(struct str css)
{
	size_t end = str_find(str_from(css, 2), S("*/"));

	return end == STR_NONE ? S("") : str_from(css, end + 4);
}

/* Every "--name: value" of a sheet. */
static void
sheet_read(struct palette *p, struct str css)
{
	struct str name, rest;

	while (css.n > 0) {
		if (str_starts(css, S("/*"))) {
			css = skip_comment(css);
			continue;
		}
		if (!str_starts(css, S("--"))) {
			css = str_from(css, 1);
			continue;
		}
		name = str_sub(css, 2, 2 + name_length(str_from(css, 2)));
		rest = str_from(css, 2 + name.n);
		css = rest;
		rest = str_trim(rest);
		if (!str_starts(rest, S(":")))
			continue;	/* var(--name) */
		rest = str_from(rest, 1);
		css = str_from(rest, value_length(rest));
		palette_put(p, name, str_sub(rest, 0, rest.n - css.n));
	}
}

struct palette *
palette_read(const struct config *c, struct arena *a, struct diag *d)
{
	struct palette *p = arena_new_of(a, struct palette);

	p->arena = a;
	if (c->accent && c->accent->kind == VALUE_TEXT)
		palette_put(p, S("accent"), c->accent->text);
	for (size_t i = 0; i < sizeof sheets / sizeof *sheets; i++) {
		struct str path = str_of(sheets[i]);
		char *file = config_file(c, path, a);
		struct source *s = file ? source_load(file, path, a, d) : NULL;

		if (s)
			sheet_read(p, s->text);
	}
	return p;
}

static void
fill(struct strbuf *out, const struct palette *p, struct str text, int depth)
{
	const struct str *value;
	struct str name;
	size_t at;

	while ((at = str_find(text, S("var(--"))) != STR_NONE) {
		strbuf_add(out, str_sub(text, 0, at));
		text = str_from(text, at + 6);
		name = str_sub(text, 0, name_length(text));
		value = map_get(&p->value, name);
		if (value && depth < NESTING_MAX)
			fill(out, p, *value, depth + 1);
		else
			strbuf_add(out, S("gray"));
		at = str_chr(text, ')');
		text = str_from(text, at == STR_NONE ? text.n : at + 1);
	}
	strbuf_add(out, text);
}

void
palette_write(struct strbuf *out, const struct palette *p, struct str text)
{
	fill(out, p, text, 0);
}
