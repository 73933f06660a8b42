/*
 * Names to slots, by the rules of jinja2/idtracking.py and compiler.py.
 *
 * Every scope first collects the names its statements load and store (inner
 * scopes not entered), which decides what each name is when the scope is
 * entered: asked of the context, taken over from an outer scope, not yet
 * defined, or a parameter.  That a name set in only one branch of an `if` is
 * asked of the context in the others, or that a loop starts each round with
 * the outer value, all comes from here; so this follows Jinja2 step by step.
 * Then the statements are walked again: names become (functions up, slot) and
 * inner scopes are done the same way.
 */
#include "base/hash.h"
#include "format/template_ast.h"

struct ref {
	const struct tsym *sym;
	bool has_slot, stored;
	struct tload load;	/* its .sym is NULL: loads nothing */
};

/* The names of one scope.  A branch of an `if` is a copy of it that keeps only
 * what became different, over its base. */
struct symbols {
	struct symbols *parent;
	const struct symbols *base;
	struct scope *scope;
	LIST(struct ref) refs;
	struct tplace *seen;	/* by an include; NULL before the first */
	size_t nseen;
};

/* What the copies share: which slot a name of this scope has. */
struct scope {
	struct tfunction *fn;
	LIST(const struct tsym *) slots;
	uint16_t first;
};

struct scoper {
	struct template *t;
	struct arena *a, *scratch;
	struct diag *d;
	bool failed;
};

/* Where code stands: Jinja2's Frame. */
struct place {
	struct symbols *sym;
	struct tfunction *fn;
	bool toplevel;
	bool mute;	/* prints nothing: a template that extends another */
};

static void analyse(struct scoper *c, struct symbols *s,
    const struct tstmt *stmt);
static void bind_body(struct scoper *c, struct place at, struct tstmt *stmt);

/* Refs. */

static struct ref *
ref_get(const struct symbols *s, const struct tsym *sym)
{
	for (; s; s = s->base)
		for (size_t i = 0; i < s->refs.n; i++)
			if (s->refs.v[i].sym == sym)
				return &s->refs.v[i];
	return NULL;
}

/* To be changed: in s itself, made when there is none. */
static struct ref *
ref_of(struct scoper *c, struct symbols *s, const struct tsym *sym)
{
	struct ref *r, *old;

	for (size_t i = 0; i < s->refs.n; i++)
		if (s->refs.v[i].sym == sym)
			return &s->refs.v[i];
	old = ref_get(s->base, sym);
	r = list_push(c->scratch, &s->refs);
	*r = old ? *old : (struct ref){ .sym = sym };
	return r;
}

/* The ref of a name here or outside; *in is the scope it belongs to. */
static struct ref *
ref_find(const struct symbols *s, const struct tsym *sym, struct scope **in)
{
	for (; s; s = s->parent) {
		struct ref *r = ref_get(s, sym);

		if (r && r->has_slot) {
			*in = s->scope;
			return r;
		}
	}
	return NULL;
}

static uint16_t
slot_of(struct scoper *c, struct scope *s, const struct tsym *sym)
{
	size_t i;

	for (i = 0; i < s->slots.n; i++)
		if (s->slots.v[i] == sym)
			return (uint16_t)(s->first + i);
	*list_push(c->scratch, &s->slots) = sym;
	i += s->first;
	if (i >= TPL_NAMES) {
		if (!c->failed)
			diag_error(c->d, tpl_where(c->t, 0, 0), "template",
			    "this template has more than %d names", TPL_NAMES);
		c->failed = true;
		return 0;
	}
	if (i + 1 > s->fn->nslots)
		s->fn->nslots = (uint16_t)(i + 1);
	return (uint16_t)i;
}

/* Functions between the code of inner and that of outer. */
static uint16_t
hops(const struct tfunction *inner, const struct tfunction *outer)
{
	uint16_t n = 0;

	for (; inner && inner != outer; inner = inner->outer)
		n++;
	return n;
}

static struct ref *
define(struct scoper *c, struct symbols *s, const struct tsym *sym, int how)
{
	struct ref *r = ref_of(c, s, sym);

	r->has_slot = true;
	r->load = (struct tload){
		.how = how, .slot = slot_of(c, s->scope, sym), .sym = sym,
	};
	return r;
}

static void
alias(struct ref *r, const struct symbols *s, const struct ref *outer,
    const struct scope *in)
{
	r->load.how = LOAD_ALIAS;
	r->load.up = hops(s->scope->fn, in->fn);
	r->load.from = outer->load.slot;
}

static void
load(struct scoper *c, struct symbols *s, const struct tsym *sym)
{
	struct scope *in;

	if (!ref_find(s, sym, &in))
		define(c, s, sym, LOAD_RESOLVE);
}

static void
store(struct scoper *c, struct symbols *s, const struct tsym *sym)
{
	struct ref *r = ref_of(c, s, sym), *outer;
	struct scope *in;

	r->stored = true;
	if (r->has_slot)
		return;
	outer = s->parent ? ref_find(s->parent, sym, &in) : NULL;
	r = define(c, s, sym, LOAD_UNDEFINED);
	if (outer)
		alias(r, s, outer, in);
}

static void
declare(struct scoper *c, struct symbols *s, const struct tsym *sym)
{
	define(c, s, sym, LOAD_PARAM)->stored = true;
}

/* Branches: Symbols.branch_update(). */

static struct symbols
branch_of(const struct symbols *s)
{
	return (struct symbols){
		.parent = s->parent, .base = s, .scope = s->scope,
	};
}

static bool
stores(const struct symbols *s, const struct tsym *sym)
{
	const struct ref *r = ref_get(s, sym);

	return r && r->stored;
}

static void
merge(struct scoper *c, struct symbols *s, const struct symbols *branch)
{
	for (size_t i = 0; i < branch->refs.n; i++) {
		const struct ref *from = &branch->refs.v[i];
		struct ref *to = ref_of(c, s, from->sym);
		bool stored = to->stored || from->stored;

		if (from->has_slot)
			*to = *from;
		to->stored = stored;
	}
}

static void
branch_update(struct scoper *c, struct symbols *s, struct symbols *branch,
    size_t n)
{
	LIST(const struct tsym *) partly = { 0 };

	for (size_t b = 0; b < n; b++)
		for (size_t i = 0; i < branch[b].refs.n; i++) {
			const struct tsym *sym = branch[b].refs.v[i].sym;
			size_t count = 0;

			if (!branch[b].refs.v[i].stored || stores(s, sym))
				continue;
			for (size_t k = 0; k < n; k++)
				count += stores(&branch[k], sym);
			if (count < n)
				*list_push(c->scratch, &partly) = sym;
		}
	for (size_t b = 0; b < n; b++)
		merge(c, s, &branch[b]);
	for (size_t i = 0; i < partly.n; i++) {
		struct ref *r = ref_of(c, s, partly.v[i]), *outer;
		struct scope *in;

		outer = s->parent ? ref_find(s->parent, r->sym, &in) : NULL;
		if (outer)
			alias(r, s, outer, in);
		else
			r->load.how = LOAD_RESOLVE;
	}
}

/* What a scope's own statements load and store: FrameSymbolVisitor. */

static void
analyse_expr(struct scoper *c, struct symbols *s, const struct tnode *e)
{
	if (!e)
		return;
	if (e->kind == N_NAME)
		load(c, s, e->sym);
	for (uint32_t i = 0; i < e->n; i++)
		analyse_expr(c, s, e->arg[i]);
}

static void
analyse_if(struct scoper *c, struct symbols *s, const struct tstmt *stmt)
{
	struct symbols branch[3];

	analyse_expr(c, s, stmt->test);
	branch[0] = branch_of(s);
	analyse(c, &branch[0], stmt->then);
	branch[1] = branch_of(s);
	analyse(c, &branch[1], stmt->elif);
	branch[2] = branch_of(s);
	analyse(c, &branch[2], stmt->otherwise);
	branch_update(c, s, branch, 3);
}

static void
analyse_one(struct scoper *c, struct symbols *s, const struct tstmt *stmt)
{
	switch (stmt->kind) {
	case S_PRINT:
		analyse_expr(c, s, stmt->expr);
		break;
	case S_IF:
		analyse_if(c, s, stmt);
		break;
	case S_FOR:
		analyse_expr(c, s, stmt->loop->over);
		break;
	case S_SET:
		analyse_expr(c, s, stmt->set.value);
		store(c, s, stmt->set.target.sym);
		break;
	case S_SET_BLOCK:
		store(c, s, stmt->set.target.sym);
		break;
	case S_MACRO:
		store(c, s, stmt->macro->name.sym);
		break;
	case S_IMPORT:
	case S_FROM:
		for (size_t i = 0; i < stmt->use.n; i++)
			store(c, s, stmt->use.import[i].alias.sym);
		break;
	case S_NOTHING:
	case S_TEXT:
	case S_INCLUDE:
	case S_BLOCK:
		break;
	}
}

static void
analyse(struct scoper *c, struct symbols *s, const struct tstmt *stmt)
{
	for (; stmt && !c->failed; stmt = stmt->next)
		analyse_one(c, s, stmt);
}

/* Names to slots. */

static void
bind_name(struct place at, const struct tsym *sym, uint16_t *up,
    uint16_t *slot)
{
	struct scope *in = NULL;
	const struct ref *r = ref_find(at.sym, sym, &in);

	*up = r ? hops(at.fn, in->fn) : 0;
	*slot = r ? r->load.slot : 0;
}

static void
bind_target(struct place at, struct tplace *p)
{
	bind_name(at, p->sym, &p->up, &p->slot);
}

static void
bind_expr(struct place at, struct tnode *e)
{
	if (!e)
		return;
	if (e->kind == N_NAME)
		bind_name(at, e->sym, &e->up, &e->slot);
	for (uint32_t i = 0; i < e->n; i++)
		bind_expr(at, e->arg[i]);
}

/* A new scope whose slots follow those of the scopes around it. */
static struct symbols *
scope_new(struct scoper *c, struct symbols *parent, struct tfunction *fn)
{
	struct symbols *s = arena_new_of(c->scratch, struct symbols);

	s->parent = parent;
	s->scope = arena_new_of(c->scratch, struct scope);
	s->scope->fn = fn;
	if (parent && parent->scope->fn == fn)
		s->scope->first = (uint16_t)(parent->scope->first +
		    parent->scope->slots.n);
	return s;
}

static void
scope_end(struct scoper *c, const struct symbols *s, struct tframe *f)
{
	f->load = arena_array(c->a, struct tload, s->refs.n);
	for (size_t i = 0; i < s->refs.n; i++)
		if (s->refs.v[i].has_slot)
			f->load[f->n++] = s->refs.v[i].load;
}

/* Statements whose scope is at.sym, which may have names already. */
static void
bind_scope(struct scoper *c, struct place at, struct tstmt *body,
    struct tframe *f)
{
	analyse(c, at.sym, body);
	bind_body(c, at, body);
	scope_end(c, at.sym, f);
}

/* Parameters and targets come first, so that their slots are known. */
static void
declare_params(struct scoper *c, struct symbols *s, struct tparam *param,
    size_t n)
{
	for (size_t i = 0; i < n; i++) {
		declare(c, s, param[i].sym);
		param[i].slot = slot_of(c, s->scope, param[i].sym);
	}
}

static void
bind_for_test(struct scoper *c, struct place at, struct tfor *f)
{
	at.sym = scope_new(c, at.sym, at.fn);
	declare_params(c, at.sym, f->target, f->ntarget);
	analyse_expr(c, at.sym, f->test);
	bind_expr(at, f->test);
	scope_end(c, at.sym, &f->test_frame);
}

static void
bind_for_body(struct scoper *c, struct place at, struct tfor *f)
{
	const struct tsym *loop = tpl_sym(c->t->set, S("loop"));

	at.sym = scope_new(c, at.sym, at.fn);
	declare_params(c, at.sym, f->target, f->ntarget);
	if (f->uses_loop) {
		declare(c, at.sym, loop);
		f->loop_slot = slot_of(c, at.sym->scope, loop);
	}
	bind_scope(c, at, f->body, &f->body_frame);
}

static void
bind_for(struct scoper *c, struct place at, struct tfor *f)
{
	struct place inner = at;

	inner.toplevel = false;
	bind_expr(at, f->over);
	if (f->test)
		bind_for_test(c, inner, f);
	bind_for_body(c, inner, f);
	inner.sym = scope_new(c, at.sym, at.fn);
	bind_scope(c, inner, f->otherwise, &f->else_frame);
}

static void
bind_set(struct scoper *c, struct place at, struct tstmt *stmt)
{
	struct place inner = at;

	stmt->toplevel = at.toplevel;
	bind_target(at, &stmt->set.target);
	bind_expr(at, stmt->set.value);
	if (stmt->kind == S_SET)
		return;
	inner.toplevel = inner.mute = false;
	inner.sym = scope_new(c, at.sym, at.fn);
	bind_scope(c, inner, stmt->set.body, &stmt->set.frame);
}

static void
bind_macro(struct scoper *c, struct place at, struct tstmt *stmt)
{
	struct tmacro_code *m = stmt->macro;
	struct place inner = { .fn = &m->fn };

	stmt->toplevel = at.toplevel;
	bind_target(at, &m->name);
	for (struct tfunction *fn = at.fn; fn; fn = fn->outer)
		fn->captured = true;
	m->fn.outer = at.fn;
	inner.sym = scope_new(c, at.sym, &m->fn);
	declare_params(c, inner.sym, m->param, m->nparam);
	for (size_t i = 0; i < m->nparam; i++)
		analyse_expr(c, inner.sym, m->param[i].fallback);
	analyse(c, inner.sym, m->fn.body);
	for (size_t i = 0; i < m->nparam; i++)
		bind_expr(inner, m->param[i].fallback);
	bind_body(c, inner, m->fn.body);
	scope_end(c, inner.sym, &m->fn.frame);
}

/* What an include may see, wherever in the scope it stands: all names stored
 * here and outside. */
static void
find_seen(struct scoper *c, struct place at)
{
	LIST(struct tplace) seen = { 0 };
	struct map known = { 0 };
	const struct symbols *s = at.sym;

	do {
		for (size_t i = 0; i < s->refs.n; i++) {
			struct tplace p = { .sym = s->refs.v[i].sym };

			if (!s->refs.v[i].stored || map_put(c->scratch, &known,
			    p.sym->name, &s->refs.v[i]))
				continue;
			bind_target(at, &p);
			*list_push(c->scratch, &seen) = p;
		}
		s = s->parent;
	} while (s);
	at.sym->seen = arena_array(c->a, struct tplace, seen.n);
	at.sym->nseen = seen.n;
	for (size_t i = 0; i < seen.n; i++)
		at.sym->seen[i] = seen.v[i];
}

static void
bind_include(struct scoper *c, struct place at, struct tstmt *stmt)
{
	if (at.mute) {
		diag_error(c->d, tpl_where(c->t, stmt->at, stmt->end),
		    "template", "'include' stands outside of a block in a "
		    "template that extends another");
		diag_note(c->d, nowhere, "Jinja2 prints it before everything "
		    "else; put it into a block");
		c->failed = true;
	}
	if (!at.sym->seen)
		find_seen(c, at);
	stmt->use.place = at.sym->seen;
	stmt->use.n = at.sym->nseen;
}

static void
bind_import(struct place at, struct tstmt *stmt)
{
	stmt->toplevel = at.toplevel;
	for (size_t i = 0; i < stmt->use.n; i++)
		bind_target(at, &stmt->use.import[i].alias);
}

/* In a template that extends another, blocks at the top are not printed
 * where they stand; Jinja2 does print those in a loop. */
static void
bind_block(struct scoper *c, struct place at, struct tstmt *stmt)
{
	if (!at.mute)
		return;
	if (at.toplevel) {
		stmt->kind = S_NOTHING;
		return;
	}
	diag_error(c->d, tpl_where(c->t, stmt->at, stmt->end), "template",
	    "a block stands in a loop in a template that extends another");
	diag_note(c->d, nowhere, "put the loop into the block");
	c->failed = true;
}

static void
bind_one(struct scoper *c, struct place at, struct tstmt *stmt)
{
	switch (stmt->kind) {
	case S_TEXT:
	case S_PRINT:
		if (stmt->kind == S_PRINT)
			bind_expr(at, stmt->expr);
		if (at.mute)
			stmt->kind = S_NOTHING;
		break;
	case S_IF:
		bind_expr(at, stmt->test);
		bind_body(c, at, stmt->then);
		bind_body(c, at, stmt->elif);
		bind_body(c, at, stmt->otherwise);
		break;
	case S_FOR:
		bind_for(c, at, stmt->loop);
		break;
	case S_SET:
	case S_SET_BLOCK:
		bind_set(c, at, stmt);
		break;
	case S_MACRO:
		bind_macro(c, at, stmt);
		break;
	case S_INCLUDE:
		bind_include(c, at, stmt);
		break;
	case S_IMPORT:
	case S_FROM:
		bind_import(at, stmt);
		break;
	case S_BLOCK:
		bind_block(c, at, stmt);
		break;
	case S_NOTHING:
		break;
	}
}

static void
bind_body(struct scoper *c, struct place at, struct tstmt *stmt)
{
	for (; stmt; stmt = stmt->next)
		bind_one(c, at, stmt);
}

static void
bind_function(struct scoper *c, struct tfunction *fn, bool root)
{
	struct place at = {
		.fn = fn, .toplevel = root, .mute = root && c->t->extends,
	};

	at.sym = scope_new(c, NULL, fn);
	bind_scope(c, at, fn->body, &fn->frame);
}

bool
tpl_scope(struct template *t, struct diag *d)
{
	struct arena *a = tpl_arena(t->set), *scratch = arena_new();
	struct scoper c = { .t = t, .a = a, .scratch = scratch, .d = d };

	bind_function(&c, &t->root, true);
	for (size_t i = 0; i < t->blocks.n; i++)
		bind_function(&c, &t->blocks.v[i]->fn, false);
	arena_free(scratch);
	return !c.failed;
}
