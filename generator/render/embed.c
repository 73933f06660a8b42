/*
 * From the pieces of all articles to their HTML.  What a tool has to do is
 * looked up in the cache first, and only what is missing there starts its
 * helper.  The helpers run side by side, and an answer
 * goes to the cache when it comes, so that a build cut short has not worked for
 * nothing.  Messages wait until the end, when all is known.
 */
#include "render/embed.h"

#include "render/cache.h"
#include "render/embed_report.h"
#include "render/greeting.h"
#include "render/tool.h"
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
	if (words.n > 0)	/* its own way out, behind ';', knows less than ours */
		diag_note(d, nowhere, "%.*s",
		    STR_ARG(str_sub(words, 0, str_find(words, S("; ")))));
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
	struct worker_spec spec[TOOLS];
	struct task task[TOOLS];

	tool_specs(spec, c, a, d);
	for (int i = 0; i < TOOLS; i++)
		task[i] = (struct task){ .id = (enum tool_id)i,
			.spec = spec[i], .result = result, .cache = entries,
			.a = a };
	tasks_fill(task, p, result, a);
	tasks_run(task);
	pieces_settle(p, result, a, d);
	for (int i = 0; i < TOOLS; i++) {
		task_report(&task[i], d);
		strbuf_free(&task[i].scratch);
	}
	cache_report(entries, d);
}

int64_t
embed_broken(const struct pieces *p, const struct article *at)
{
	int64_t n = 0;

	for (uint32_t i = 0; i < at->md.nembed; i++) {
		const struct embed *e = &at->md.embed[i];

		n += p->piece.v[at->piece[i]].state == PIECE_SOURCE &&
		    (e->kind != EMBED_CODE || e->lang.n > 0);
	}
	return n;
}
