/*
 * The three tools, a row each, and what site.yml may say of them.  Commands are
 * fixed lists of arguments; no shell ever sees a word of the site.
 */
#include "render/tool.h"

#include <unistd.h>

#include "base/file.h"
#include "format/schema.h"

const struct tool tools[TOOLS] = {
	[TOOL_MERMAID] = {
		"mermaid", { "Mermaid", "diagram", "the diagram cannot be drawn",
		    "in a diagram", "the same diagram stands" },
		"diagram is shown as its source",
		"diagrams are shown as their source",
		"install Chromium, or set 'helpers: {mermaid: {chromium: PATH}}' "
		"in site.yml",
		90000, 15000
	},
	[TOOL_KATEX] = {
		"katex", { "KaTeX", "math", "the formula cannot be read",
		    "in a formula", "the same formula stands" },
		"formula is shown as TeX", "formulas are shown as TeX",
		"run 'make deps'", 30000, 0
	},
	[TOOL_PYGMENTS] = {
		"pygments", { "Pygments", "code", "the code cannot be highlighted",
		    "in a code block", "the same code stands" },
		"code block is shown plain", "code blocks are shown plain",
		"install python3-pygments, or set "
		"'helpers: {pygments: {python: PATH}}' in site.yml",
		30000, 0
	},
};

enum tool_id
tool_of(enum embed_kind kind)
{
	return kind == EMBED_DIAGRAM ? TOOL_MERMAID :
	    kind == EMBED_CODE ? TOOL_PYGMENTS : TOOL_KATEX;
}

/* -- site.yml, helpers ---------------------------------------------------- */

struct settings {
	int64_t timeout;	/* seconds for a piece */
	struct str program;	/* Chromium, or Python; empty: the usual one */
};

#define TIMEOUT { "timeout", FIELD_INT, \
	offsetof(struct settings, timeout), 1, 3600, NULL }
#define PROGRAM(key) { key, FIELD_TEXT, \
	offsetof(struct settings, program), 0, 0, NULL }
static const struct field mermaid_fields[] = {
	TIMEOUT, PROGRAM("chromium"), { 0 }
};
static const struct field katex_fields[] = { TIMEOUT, { 0 } };
static const struct field pygments_fields[] = {
	TIMEOUT, PROGRAM("python"), { 0 }
};

static const struct field helpers_fields[] = {
	{ "mermaid", FIELD_MAP, TOOL_MERMAID * sizeof(void *), 0, 0, NULL },
	{ "katex", FIELD_MAP, TOOL_KATEX * sizeof(void *), 0, 0, NULL },
	{ "pygments", FIELD_MAP, TOOL_PYGMENTS * sizeof(void *), 0, 0, NULL },
	{ 0 }
};

static void
settings_read(struct settings s[TOOLS], const struct config *c,
    struct arena *a, struct diag *d)
{
	const struct field *const fields[TOOLS] = {
		mermaid_fields, katex_fields, pygments_fields
	};
	const struct value *map[TOOLS] = { NULL };

	s[TOOL_MERMAID].timeout = 30;
	s[TOOL_KATEX].timeout = s[TOOL_PYGMENTS].timeout = 10;
	schema_fill(helpers_fields, c->helpers, map, "'helpers'", a, d);
	for (int i = 0; i < TOOLS; i++) {
		struct str what = arena_printf(a, "'%s'", tools[i].name);

		schema_fill(fields[i], map[i], &s[i], what.p, a, d);
	}
}

/* -- how a helper is started ---------------------------------------------- */

/* A path of site.yml is meant from the site's folder; a bare name is found in PATH. */
static char *
program_path(struct str program, const struct config *c, struct arena *a)
{
	if (program.p[0] != '/' && str_chr(program, '/') != STR_NONE)
		program = path_join(a, c->root, program);
	return arena_cstr(a, program);
}

static char *
python(struct str given, const struct config *c, struct arena *a)
{
	static const char usual[] = "/usr/bin/python3";

	if (given.n > 0)
		return program_path(given, c, a);
	/* the system's, with the system's Pygments, before one of many in PATH */
	return arena_cstr(a, access(usual, X_OK) == 0 ? str_of(usual)
	    : S("python3"));
}

static char *
setting(struct arena *a, const char *name, struct str value)
{
	return arena_cstr(a, arena_printf(a, "%s=%.*s", name, STR_ARG(value)));
}

/* One row of helpers as a command and its environment. */
static void
spec_fill(struct worker_spec *spec, enum tool_id id,
    const struct settings *s, const struct config *c, struct arena *a)
{
	const struct tool *t = &tools[id];
	char **argv = arena_array(a, char *, 4), **env = arena_array(a, char *, 4);
	bool node = id != TOOL_PYGMENTS;
	struct str file = arena_printf(a, "generator/workers/%s.%s", t->name,
	    node ? "mjs" : "py");
	size_t n = 0;

	argv[n++] = node ? arena_cstr(a, S("node")) : python(s->program, c, a);
	if (!node)
		argv[n++] = arena_cstr(a, S("-I"));
	argv[n] = arena_cstr(a, path_join(a, c->home, file));
	n = 0;
	env[n++] = setting(a, "TIKU_TIMEOUT",
	    arena_printf(a, "%d", (int)s->timeout));
	if (node)
		env[n++] = setting(a, "TIKU_NODE_ROOT", c->home);
	if (id == TOOL_MERMAID && s->program.n > 0)
		env[n++] = setting(a, "TIKU_CHROMIUM",
		    str_of(program_path(s->program, c, a)));
	*spec = (struct worker_spec){
		.name = t->name, .argv = argv, .env = env,
		.start_ms = t->start_ms,
		.item_ms = (int)s->timeout * 1000 + t->grace_ms,
	};
}

void
tool_specs(struct worker_spec spec[TOOLS], const struct config *c,
    struct arena *a, struct diag *d)
{
	struct settings s[TOOLS] = { 0 };

	settings_read(s, c, a, d);
	for (int i = 0; i < TOOLS; i++)
		spec_fill(&spec[i], (enum tool_id)i, &s[i], c, a);
}
