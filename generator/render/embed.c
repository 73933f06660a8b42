/*
 * From the pieces of all articles to their HTML.  Three tools, one row each;
 * what a tool has to do is looked up in the cache first, and only what is
 * missing there starts its helper.  The helpers run side by side, and an answer
 * goes to the cache when it comes, so that a build cut short has not worked for
 * nothing.  Messages wait until the end, when all is known.
 */
#include "render/embed.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "format/schema.h"
#include "render/cache.h"
#include "render/embed_report.h"
#include "render/greeting.h"
#include "render/worker.h"

/* -- finding -------------------------------------------------------------- */

/* What by_content maps to. */
struct use {
	struct hash key;
	uint32_t index, count;
};

/* What makes a piece the piece it is. */
static struct hash
content_key(struct strbuf *scratch, enum embed_kind kind, struct str text,
    struct str lang)
{
	strbuf_reset(scratch);
	strbuf_printf(scratch, "%d %zu ", kind, lang.n);
	strbuf_add(scratch, lang);
	strbuf_add(scratch, text);
	return hash128(strbuf_str(scratch));
}

static struct str
key_text(const struct hash *key)
{
	return (struct str){ (const char *)key, sizeof *key };
}

static struct use *
use_add(struct pieces *p, const struct hash *key, struct arena *a)
{
	struct use *use = arena_new_of(a, struct use);

	use->key = *key;
	use->index = (uint32_t)p->piece.n;
	map_put(a, &p->by_content, key_text(&use->key), use);
	return use;
}

static uint32_t
collect(struct pieces *p, const struct article *at, const struct embed *e,
    struct strbuf *scratch, struct arena *a)
{
	struct str text = markdown_text(&at->md, e->text);
	struct str lang = markdown_text(&at->md, e->lang);
	struct hash key = content_key(scratch, e->kind, text, lang);
	struct use *use = map_get(&p->by_content, key_text(&key));

	if (!use) {
		use = use_add(p, &key, a);
		*list_push(a, &p->piece) = (struct piece){
			.kind = e->kind, .text = text, .lang = lang,
			.article = at, .embed = e,
		};
		p->count[e->kind]++;
	}
	use->count++;
	return use->index;
}

static void
collect_article(struct pieces *p, struct article *at, struct strbuf *scratch,
    struct arena *a)
{
	at->piece = arena_array(a, uint32_t, at->md.nembed);
	for (uint32_t i = 0; i < at->md.nembed; i++)
		at->piece[i] = collect(p, at, &at->md.embed[i], scratch, a);
}

void
embed_collect(struct site *s, struct pieces *p)
{
	struct strbuf scratch = { 0 };

	for (size_t i = 0; i < s->article.n; i++)
		collect_article(p, s->article.v[i], &scratch, s->arena);
	for (size_t i = 0; i < s->index.n; i++)
		collect_article(p, s->index.v[i], &scratch, s->arena);
	strbuf_free(&scratch);
}

/* -- the tools ------------------------------------------------------------ */

enum tool_id { TOOL_MERMAID, TOOL_KATEX, TOOL_PYGMENTS, TOOLS };

static const struct tool {
	const char *name;
	struct tool_words words;
	const char *one, *many;		/* pieces, and how they are shown without it */
	const char *way_out;
	int start_ms;
	int grace_ms;	/* above the timeout, where the helper keeps that itself */
} tools[TOOLS] = {
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

static enum tool_id
tool_of(enum embed_kind kind)
{
	return kind == EMBED_DIAGRAM ? TOOL_MERMAID :
	    kind == EMBED_CODE ? TOOL_PYGMENTS : TOOL_KATEX;
}

/* site.yml, helpers. */
struct tool_settings {
	int64_t timeout;	/* seconds for a piece */
	struct str program;	/* Chromium, or Python; empty: the usual one */
};

#define TIMEOUT { "timeout", FIELD_INT, \
	offsetof(struct tool_settings, timeout), 1, 3600, NULL }
#define PROGRAM(key) { key, FIELD_TEXT, \
	offsetof(struct tool_settings, program), 0, 0, NULL }
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
settings_read(struct tool_settings s[TOOLS], const struct config *c,
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
	return arena_cstr(a, access(usual, X_OK) == 0 ? S("/usr/bin/python3")
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
    const struct tool_settings *s, const struct config *c, struct arena *a)
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

/* -- one tool's work ------------------------------------------------------ */

/* What a helper is asked for, and what came back. */
struct result {
	struct str word, text;
	enum answer status;
	struct str bytes;
};

struct task {
	enum tool_id id;
	struct worker_spec spec;
	struct worker *worker;		/* NULL when the cache had everything */
	struct str version;		/* empty: not known yet */
	LIST(uint32_t) piece;		/* its pieces, by index */
	struct result *result;		/* of all pieces, shared by all tasks */
	struct cache *cache;
	struct arena *a;
	struct strbuf scratch;
};

static void
result_ask(struct result *r, const struct piece *p, struct arena *a)
{
	r->text = p->text;
	switch (p->kind) {
	case EMBED_INLINE_MATH:
		r->word = S("inline");
		break;
	case EMBED_DISPLAY_MATH:
		r->word = S("display");
		break;
	case EMBED_DIAGRAM:	/* what its ids begin with: unique on a page */
		r->word = arena_printf(a, "m%s",
		    hash_hex(a, hash128(p->text), 12).p);
		break;
	case EMBED_CODE:
		r->word = S("code");
		r->text = arena_printf(a, "%.*s\n%.*s", STR_ARG(p->lang),
		    STR_ARG(p->text));
		break;
	}
}

static struct hash
result_key(struct task *t, const struct result *r)
{
	const struct str part[] = { str_of(tools[t->id].name), t->version,
		r->word, r->text };

	strbuf_reset(&t->scratch);
	for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
		strbuf_printf(&t->scratch, "%zu ", part[i].n);
		strbuf_add(&t->scratch, part[i]);
	}
	return hash128(strbuf_str(&t->scratch));
}

/* An entry's body is an answer's word, a newline and its bytes. */
static void
result_cached(struct task *t, struct result *r)
{
	struct str bytes, word;

	if (!cache_get(t->cache, result_key(t, r), t->a, &bytes) ||
	    !str_cut(&bytes, '\n', &word))
		return;
	for (enum answer i = ANSWER_OK; i <= ANSWER_ERROR; i++)
		if (str_eq(word, str_of(answer_names[i]))) {
			r->status = i;
			r->bytes = bytes;
		}
}

/* Is it sure to be the answer the next time too?  Slowness and crashes pass. */
static bool
is_lasting(enum answer status, struct str bytes)
{
	return status == ANSWER_OK || status == ANSWER_WARN ||
	    (status == ANSWER_ERROR &&
	    str_find(bytes, S("\"transient\"")) == STR_NONE);
}

static void
result_keep(struct task *t, const struct result *r)
{
	struct hash key = result_key(t, r);

	strbuf_reset(&t->scratch);
	strbuf_printf(&t->scratch, "%s\n", answer_names[r->status]);
	strbuf_add(&t->scratch, r->bytes);
	cache_put(t->cache, key, strbuf_str(&t->scratch));
}

static void
on_answer(void *ctx, size_t tag, enum answer status, struct str bytes)
{
	struct task *t = ctx;
	struct result *r = &t->result[tag];

	r->status = status;
	r->bytes = bytes;
	if (is_lasting(status, bytes))
		result_keep(t, r);
}

/* Look all pieces up; how many the cache has not. */
static size_t
task_look_up(struct task *t)
{
	size_t missing = 0;
	struct result *r;

	for (size_t i = 0; i < t->piece.n; i++) {
		r = &t->result[t->piece.v[i]];
		r->status = ANSWER_NONE;
		if (t->version.n > 0)
			result_cached(t, r);
		missing += r->status == ANSWER_NONE;
	}
	return missing;
}

static void
on_greeting(void *ctx, struct worker *w, const struct value *greeting)
{
	struct task *t = ctx;
	struct str version = value_get_text(greeting, S("version"));
	struct result *r;

	greeting_keep(t->cache, &t->spec, greeting, t->a);
	if (!str_eq(version, t->version)) {
		t->version = version;
		task_look_up(t);
	}
	for (size_t i = 0; i < t->piece.n; i++) {
		r = &t->result[t->piece.v[i]];
		if (r->status == ANSWER_NONE)
			worker_add(w, r->word, r->text, t->piece.v[i]);
	}
}

static void
task_begin(struct task *t)
{
	t->spec.greeted = on_greeting;
	t->spec.answered = on_answer;
	t->spec.ctx = t;
	if (t->piece.n == 0)
		return;
	t->version = greeting_recall(t->cache, &t->spec, t->a);
	if (task_look_up(t) > 0)
		t->worker = worker_new(&t->spec, t->a);
}

/* -- the end -------------------------------------------------------------- */

/* In how many places a piece stands. */
static uint32_t
uses_of(const struct pieces *p, const struct piece *piece)
{
	struct strbuf scratch = { 0 };
	struct hash key = content_key(&scratch, piece->kind, piece->text,
	    piece->lang);
	const struct use *use = map_get(&p->by_content, key_text(&key));

	strbuf_free(&scratch);
	return use ? use->count : 1;
}

static void
piece_complain(const struct piece *piece, uint32_t uses,
    const struct result *r, struct arena *a, struct diag *d)
{
	const struct tool_words *w = &tools[tool_of(piece->kind)].words;
	struct str rest = r->bytes, line = S("");

	if (r->status == ANSWER_ERROR)
		embed_report_error(piece, uses, w, r->bytes, a, d);
	if (r->status == ANSWER_FAILED)
		embed_report_fall(piece, uses, w, r->bytes, d);
	if (r->status == ANSWER_WARN && str_cut(&rest, '\n', &line))
		embed_report_doubt(piece, uses, w, line, a, d);
}

static void
piece_settle(struct piece *piece, const struct result *r)
{
	struct str html = r->bytes, line;

	if (r->status == ANSWER_WARN)	/* the HTML is behind a line of JSON */
		str_cut(&html, '\n', &line);
	if (r->status != ANSWER_OK && r->status != ANSWER_WARN)
		return;
	piece->state = PIECE_DONE;
	piece->html = html;
}

static void
pieces_settle(struct pieces *p, const struct result *result, struct arena *a,
    struct diag *d)
{
	for (size_t i = 0; i < p->piece.n; i++) {
		piece_settle(&p->piece.v[i], &result[i]);
		if (result[i].status > ANSWER_OK)
			piece_complain(&p->piece.v[i],
			    uses_of(p, &p->piece.v[i]), &result[i], a, d);
	}
}

/* What is not there: Mermaid needs two things, and its helper says which. */
static const char *
missing_name(const struct task *t, struct str words)
{
	if (t->id == TOOL_MERMAID && words.n > 0 &&
	    str_find(words, S("npm package")) == STR_NONE)
		return "Chromium";
	return tools[t->id].words.tool;
}

static const char *
missing_way_out(const struct task *t, struct str words)
{
	if (words.n == 0 && t->id != TOOL_PYGMENTS)
		return "install Node.js 18.19 or later, then run 'make deps'";
	if (str_find(words, S("npm package")) != STR_NONE)
		return "run 'make deps'";
	return tools[t->id].way_out;
}

static void
report_missing(const struct task *t, size_t none, struct diag *d)
{
	const struct tool *tool = &tools[t->id];
	struct str words = worker_last_words(t->worker);

	diag_warn(d, nowhere, "helper", "no %s: %zu %s", missing_name(t, words),
	    none, none == 1 ? tool->one : tool->many);
	if (words.n > 0)
		diag_note(d, nowhere, "%.*s", STR_ARG(words));
	else
		diag_note(d, nowhere, "it %.*s",
		    STR_ARG(worker_reason(t->worker)));
	diag_note(d, nowhere, "%s", missing_way_out(t, words));
}

static void
report_broken(const struct task *t, size_t none, struct diag *d)
{
	const struct tool *tool = &tools[t->id];
	struct str words = worker_last_words(t->worker);

	diag_warn(d, nowhere, "helper", "%s failed: %zu %s", tool->words.tool,
	    none, none == 1 ? tool->one : tool->many);
	diag_note(d, nowhere, "it %.*s", STR_ARG(worker_reason(t->worker)));
	if (words.n > 0)
		diag_note(d, nowhere, "its last words: %.*s", STR_ARG(words));
}

/* A tool that did not do its work: one message, whatever it was. */
static void
task_report(const struct task *t, struct diag *d)
{
	size_t none = 0;

	for (size_t i = 0; i < t->piece.n; i++)
		none += t->result[t->piece.v[i]].status == ANSWER_NONE;
	if (!t->worker || none == 0)
		return;
	if (worker_end(t->worker) == WORKER_MISSING)
		report_missing(t, none, d);
	else
		report_broken(t, none, d);
}

static void
tasks_run(struct task task[TOOLS])
{
	struct worker *w[TOOLS];
	size_t n = 0;

	for (int i = 0; i < TOOLS; i++) {
		task_begin(&task[i]);
		if (task[i].worker)
			w[n++] = task[i].worker;
	}
	if (n > 0)
		worker_run(w, n);
}

static void
tasks_fill(struct task task[TOOLS], const struct pieces *p,
    struct result *result, struct arena *a)
{
	const struct piece *piece;

	for (size_t i = 0; i < p->piece.n; i++) {
		piece = &p->piece.v[i];
		if (piece->kind == EMBED_CODE && piece->lang.n == 0)
			continue;	/* nothing to highlight by */
		result_ask(&result[i], piece, a);
		*list_push(a, &task[tool_of(piece->kind)].piece) = (uint32_t)i;
	}
}

void
embed_render(struct pieces *p, const struct config *c, const char *cache,
    struct arena *a, struct diag *d)
{
	struct result *result = arena_array(a, struct result, p->piece.n);
	struct cache *entries = cache_open(cache, a);
	struct tool_settings settings[TOOLS] = { 0 };
	struct task task[TOOLS] = { 0 };

	settings_read(settings, c, a, d);
	for (int i = 0; i < TOOLS; i++) {
		task[i] = (struct task){ .id = (enum tool_id)i, .result = result,
			.cache = entries, .a = a };
		spec_fill(&task[i].spec, task[i].id, &settings[i], c, a);
	}
	tasks_fill(task, p, result, a);
	tasks_run(task);
	pieces_settle(p, result, a, d);
	for (int i = 0; i < TOOLS; i++) {
		task_report(&task[i], d);
		strbuf_free(&task[i].scratch);
	}
	cache_report(entries, d);
}
