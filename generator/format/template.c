/*
 * The set of templates.  Names of templates are constants, so compiling one
 * compiles all it can ever use: an unknown file, a circle of includes or a
 * chain too long is found before anything is rendered, and rendering never
 * looks for a file.
 */
#include "base/hash.h"
#include "format/template_ast.h"

struct template_set {
	struct arena *a;
	template_finder find;
	void *ctx;
	struct map templates;	/* name to struct template */
	struct map syms;	/* name to struct tsym */
};

/* Who is being compiled for whom; use is where up->t names t. */
struct chain {
	struct template *t;
	const struct chain *up;
	unsigned n;
};

static struct template *compile(struct template_set *set, struct str name,
    const struct chain *up, const struct tstmt *use, struct diag *d);

struct template_set *
template_set_new(struct arena *a, template_finder find, void *ctx)
{
	struct template_set *set = arena_new_of(a, struct template_set);

	set->a = a;
	set->find = find;
	set->ctx = ctx;
	return set;
}

struct arena *
tpl_arena(struct template_set *set)
{
	return set->a;
}

const struct tsym *
tpl_sym(struct template_set *set, struct str name)
{
	struct tsym *sym = map_get(&set->syms, name);

	if (sym)
		return sym;
	sym = arena_new_of(set->a, struct tsym);
	sym->name = arena_copy(set->a, name);
	map_put(set->a, &set->syms, sym->name, sym);
	return sym;
}

struct tchain *
tpl_chain(const struct template *t, const struct tsym *name)
{
	for (size_t i = 0; i < t->chains.n; i++)
		if (t->chains.v[i].name == name)
			return &t->chains.v[i];
	return NULL;
}

/* Line ends as Jinja2 sees them. */
static struct str
normal_text(struct arena *a, struct str s)
{
	char *p;
	size_t n = 0;

	if (str_chr(s, '\r') == STR_NONE)
		return s;
	p = arena_bytes(a, s.n);
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] != '\r')
			p[n++] = s.p[i];
		else if (i + 1 == s.n || s.p[i + 1] != '\n')
			p[n++] = '\n';
	}
	return (struct str){ p, n };
}

static void
chain_text(struct strbuf *out, const struct chain *c,
    const struct template *from)
{
	if (c->t != from && c->up) {
		chain_text(out, c->up, from);
		strbuf_add(out, S(" -> "));
	}
	strbuf_add(out, c->t->name);
}

static void
report_circle(const struct chain *up, const struct template *t,
    struct where w, struct diag *d)
{
	struct strbuf text = { 0 };

	chain_text(&text, up, t);
	diag_error(d, w, "template", "templates use each other in a circle: "
	    "%.*s -> %.*s", STR_ARG(strbuf_str(&text)), STR_ARG(t->name));
	strbuf_free(&text);
}

static void
report_depth(const struct chain *up, struct where w, struct diag *d)
{
	struct strbuf text = { 0 };

	chain_text(&text, up, NULL);
	diag_error(d, w, "template", "more than %d templates use one another",
	    TPL_NESTING);
	diag_note(d, nowhere, "%.*s", STR_ARG(strbuf_str(&text)));
	strbuf_free(&text);
}

static bool
link_use(struct template_set *set, struct tstmt *use, const struct chain *c,
    struct diag *d)
{
	struct where w = tpl_where(c->t, use->at, use->end);
	struct template *t = map_get(&set->templates, use->use.name);

	if (!use->use.name.p)
		return false;		/* reported by the parser */
	if (t && t->state == TPL_COMPILING) {
		report_circle(c, t, w, d);
		return false;
	}
	if (!t && c->n == TPL_NESTING) {
		report_depth(c, w, d);
		return false;
	}
	t = compile(set, use->use.name, c, use, d);
	use->use.found = t;
	return t ? t->state == TPL_READY : use->use.ignore_missing;
}

/* Own blocks first, then those of the templates it extends. */
static void
link_blocks(struct template *t)
{
	struct arena *a = t->set->a;
	const struct template *base = t->extends ? t->extends->use.found : NULL;

	for (size_t i = 0; i < t->blocks.n; i++) {
		struct tchain *c = list_push(a, &t->chains);

		c->name = t->blocks.v[i]->name;
		*list_push(a, &c->blocks) = t->blocks.v[i];
	}
	for (size_t i = 0; base && i < base->chains.n; i++) {
		const struct tchain *from = &base->chains.v[i];
		struct tchain *c = tpl_chain(t, from->name);

		if (!c) {
			c = list_push(a, &t->chains);
			c->name = from->name;
		}
		for (size_t k = 0; k < from->blocks.n; k++)
			*list_push(a, &c->blocks) = from->blocks.v[k];
	}
}

/* NULL when there is no such file; else the template, ready or failed. */
static struct template *
compile(struct template_set *set, struct str name, const struct chain *up,
    const struct tstmt *use, struct diag *d)
{
	struct template *t = map_get(&set->templates, name);
	const struct source *source;
	struct chain c = { .up = up, .n = up ? up->n + 1 : 1 };
	bool ok;

	if (t)
		return t;
	source = set->find(set->ctx, name);
	if (!source) {
		if (!use || !use->use.ignore_missing)
			diag_error(d, use ? tpl_where(up->t, use->at, use->end) :
			    nowhere, "template", "there is no template '%.*s'",
			    STR_ARG(name));
		return NULL;
	}
	t = arena_new_of(set->a, struct template);
	t->set = set;
	t->source = source;
	t->name = arena_copy(set->a, name);
	t->text = normal_text(set->a, source->text);
	map_put(set->a, &set->templates, t->name, t);
	c.t = t;
	ok = tpl_parse(t, d);
	for (size_t i = 0; i < t->uses.n; i++)
		ok = link_use(set, t->uses.v[i], &c, d) && ok;
	ok = ok && tpl_scope(t, d);
	if (ok)
		link_blocks(t);
	t->state = ok ? TPL_READY : TPL_FAILED;
	return t;
}

const struct template *
template_get(struct template_set *set, struct str name, struct diag *d)
{
	struct template *t = compile(set, name, NULL, NULL, d);

	return t && t->state == TPL_READY ? t : NULL;
}
