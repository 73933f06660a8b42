/*
 * Code with slots of its own: templates, blocks and macros, and what names mean
 * in them.
 *
 * Slots of a function that no macro can see into lie on a stack; those a macro
 * may still read when it is called later live in the arena.
 */
#include <string.h>

#include "format/template_ast.h"

#define STACK_CHUNK 4096

/* Contexts: names no scope of the template stores. */

void
tpl_context_set(struct trender *r, const struct tsym *sym, const struct tval *v,
    bool exported)
{
	struct tcontext *c = r->act->context;
	struct tbinding *b = NULL;

	for (size_t i = 0; i < c->vars.n; i++)
		if (c->vars.v[i].sym == sym)
			b = &c->vars.v[i];
	if (!b)
		b = list_push(r->a, &c->vars);
	b->sym = sym;
	b->value = *v;
	b->exported = exported && !str_starts(sym->name, S("_"));
}

static bool
scope_find(struct trender *r, const struct tsym *sym, struct tval *out)
{
	static const struct value absent;
	const struct value **seen = &r->seen[sym->id];

	if (!*seen) {
		*seen = value_get(r->scope, sym->name);
		if (!*seen)
			*seen = &absent;
	}
	if (*seen == &absent)
		return false;
	*out = tval_of(*seen);
	return true;
}

static bool
resolve(struct trender *r, const struct tsym *sym, struct tval *out)
{
	for (const struct tcontext *c = r->act->context; c; c = c->outer) {
		for (size_t i = 0; i < c->vars.n; i++)
			if (c->vars.v[i].sym == sym) {
				*out = c->vars.v[i].value;
				return out->kind != T_MISSING;
			}
		for (size_t i = 0; i < c->nlocal; i++)
			if (c->local[i].sym == sym) {
				*out = c->local[i].value;
				return true;
			}
		if (!c->outer)
			return c->sees_scope && scope_find(r, sym, out);
	}
	return false;
}

/* Functions: slots and scopes. */

static struct tval *
slots_new(struct trender *r, const struct tfunction *fn)
{
	struct tval *slot;

	if (fn->captured)
		return arena_array(r->a, struct tval, fn->nslots);
	if (!r->stack || r->stack_n + fn->nslots > r->stack_cap) {
		/* What is in use stays where it is, in the old chunk. */
		r->stack_cap = STACK_CHUNK + fn->nslots;
		r->stack = arena_array(r->a, struct tval, r->stack_cap);
		r->stack_n = 0;
	}
	slot = r->stack + r->stack_n;
	memset(slot, 0, fn->nslots * sizeof *slot);
	r->stack_n += fn->nslots;
	return slot;
}

/* Give first values to the slots of a scope: enter_frame(). */
void
tpl_frame_enter(struct trender *r, const struct tframe *f)
{
	struct tval *slot = r->act->slot;

	for (size_t i = 0; i < f->n; i++) {
		const struct tload *l = &f->load[i];
		const struct tactivation *act = r->act;

		switch (l->how) {
		case LOAD_PARAM:
			break;
		case LOAD_UNDEFINED:
			slot[l->slot].kind = T_MISSING;
			break;
		case LOAD_ALIAS:
			for (uint16_t up = 0; up < l->up; up++)
				act = act->outer;
			slot[l->slot] = act->slot[l->from];
			break;
		case LOAD_RESOLVE:
			if (!resolve(r, l->sym, &slot[l->slot]))
				slot[l->slot].kind = T_MISSING;
			break;
		}
	}
}

void
tpl_frame_leave(struct trender *r, const struct tframe *f)
{
	memset(r->act->slot + f->first, 0, f->count * sizeof(struct tval));
}

struct tval *
tpl_slot_at(struct trender *r, const struct tplace *p)
{
	struct tactivation *act = r->act;

	for (uint16_t i = 0; i < p->up; i++)
		act = act->outer;
	return &act->slot[p->slot];
}

/* Run a function's body with an activation that has its slots. */
static bool
activate(struct trender *r, struct tactivation *act,
    const struct tfunction *fn)
{
	struct tactivation *saved = r->act;
	bool ok;

	r->act = act;
	tpl_frame_enter(r, &fn->frame);
	ok = tpl_run(r, fn->body);
	r->act = saved;
	return ok;
}

/* One more call; at and end are in the template that calls. */
static bool
call_enter(struct trender *r, int how, struct str name,
    const struct template *in, uint32_t at, uint32_t end)
{
	struct tcall *c = arena_new_of(r->a, struct tcall);

	*c = (struct tcall){ r->call, how, name, in, at, end };
	if (r->depth++ < TPL_NESTING) {
		r->call = c;
		return true;
	}
	r->depth--;
	return tpl_fail(r, &(struct tnode){ .at = at, .end = end }, NULL,
	    "includes and macros are nested more than %d deep", TPL_NESTING);
}

static void
call_leave(struct trender *r)
{
	r->call = r->call->up;
	r->depth--;
}

/* A template from its top, then those it extends, all in one context. */
bool
tpl_run_template(struct trender *r, const struct template *t,
    struct tcontext *context)
{
	struct tactivation *act = arena_new_of(r->a, struct tactivation);
	const struct tstmt *up = t->extends;
	size_t stack_n = r->stack_n;
	struct tval *stack = r->stack;
	bool ok;

	act->slot = slots_new(r, &t->root);
	act->context = context;
	act->in = t;
	ok = activate(r, act, &t->root);
	if (r->stack == stack)
		r->stack_n = stack_n;
	if (!ok || !up)
		return ok;
	if (!call_enter(r, CALL_EXTENDS, up->use.name, t, up->at,
	    up->end))
		return false;
	ok = tpl_run_template(r, up->use.found, context);
	call_leave(r);
	return ok;
}

/* Macros. */

static bool
fail_argument(struct trender *r, const struct tnode *e,
    const struct tmacro_code *m, struct str name)
{
	struct str list = S("");

	for (size_t i = 0; i < m->nparam; i++)
		list = arena_printf(r->a, "%.*s%s%.*s", STR_ARG(list),
		    i > 0 ? ", " : "", STR_ARG(m->param[i].sym->name));
	return tpl_fail(r, e, arena_printf(r->a, "it takes (%.*s)",
	    STR_ARG(list)).p, name.n > 0 ?
	    "macro '%.*s' has no parameter '%.*s' left" :
	    "macro '%.*s' is given too many arguments",
	    STR_ARG(m->name.sym->name), STR_ARG(name));
}

/* The arguments of e into the slots of m, evaluated by the caller. */
static bool
bind_arguments(struct trender *r, const struct tnode *e,
    const struct tmacro_code *m, struct tval *slot)
{
	size_t positional = 0;

	for (uint32_t i = 1; i < e->n; i++) {
		size_t at = i - 1;

		if (e->keyword[i])
			for (at = positional; at < m->nparam; at++)
				if (m->param[at].sym == e->keyword[i])
					break;
		if (at >= m->nparam)
			return fail_argument(r, e, m, e->keyword[i] ?
			    e->keyword[i]->name : (struct str){ 0 });
		if (!e->keyword[i])
			positional++;
		if (!tpl_eval(r, e->arg[i], &slot[m->param[at].slot]))
			return false;
	}
	return true;
}

/* Defaults, by the macro itself: one may use the parameters before it. */
static bool
bind_defaults(struct trender *r, const struct tmacro_code *m)
{
	for (size_t i = 0; i < m->nparam; i++) {
		struct tval *slot = &r->act->slot[m->param[i].slot];

		if (slot->kind != T_MISSING)
			continue;
		if (!m->param[i].fallback)
			slot->kind = T_UNDEFINED;
		else if (!tpl_eval(r, m->param[i].fallback, slot))
			return false;
	}
	return true;
}

static bool
macro_run(struct trender *r, const struct tnode *e, const struct tmacro *m,
    struct tactivation *act)
{
	struct tactivation *saved = r->act;
	const struct tmacro_code *code = m->code;
	bool ok;

	if (!bind_arguments(r, e, code, act->slot) ||
	    !call_enter(r, CALL_MACRO, code->name.sym->name,
	    saved->in, e->at, e->end))
		return false;
	r->act = act;
	tpl_frame_enter(r, &code->fn.frame);
	ok = bind_defaults(r, code) && tpl_run(r, code->fn.body);
	r->act = saved;
	call_leave(r);
	return ok;
}

static bool
macro_call(struct trender *r, const struct tnode *e, const struct tmacro *m)
{
	struct tactivation local, *act = &local;
	size_t stack_n = r->stack_n;
	struct tval *stack = r->stack;
	bool ok;

	if (m->code->fn.captured)
		act = arena_new_of(r->a, struct tactivation);
	*act = (struct tactivation){
		.outer = m->defined, .context = m->defined->context,
		.in = m->defined->in, .slot = slots_new(r, &m->code->fn),
	};
	ok = macro_run(r, e, m, act);
	if (r->stack == stack)
		r->stack_n = stack_n;
	return ok;
}

bool
tpl_call(struct trender *r, const struct tnode *e, bool print,
    struct tval *out)
{
	struct tval callee;
	size_t mark = r->out->n;
	struct str name;

	if (!tpl_eval(r, e->arg[0], &callee))
		return false;
	if (callee.kind != T_MACRO) {
		name = tpl_source_text(r, e->arg[0]);
		return tpl_fail(r, e->arg[0], "import the macro, or define it "
		    "above", "%.*s is %s, not a macro", STR_ARG(name),
		    tval_name(&callee));
	}
	if (!macro_call(r, e, callee.macro))
		return false;
	if (!print)
		*out = tval_html(tpl_cut(r, mark));
	return true;
}

/* Blocks. */

static bool
block_run(struct trender *r, const struct tchain *chain, size_t link,
    uint32_t at, uint32_t end)
{
	const struct tblock *b = chain->blocks.v[link];
	struct tactivation local, *act = &local;
	size_t stack_n = r->stack_n;
	struct tval *stack = r->stack;
	bool ok;

	if (!call_enter(r, CALL_BLOCK, chain->name->name, r->act->in,
	    at, end))
		return false;
	if (b->fn.captured)
		act = arena_new_of(r->a, struct tactivation);
	*act = (struct tactivation){
		.context = r->act->context, .in = b->in, .chain = chain,
		.link = link, .slot = slots_new(r, &b->fn),
	};
	ok = activate(r, act, &b->fn);
	if (r->stack == stack)
		r->stack_n = stack_n;
	call_leave(r);
	return ok;
}

bool
tpl_super(struct trender *r, const struct tnode *e, bool print,
    struct tval *out)
{
	const struct tchain *chain = r->act->chain;
	size_t mark = r->out->n;

	if (!chain || r->act->link + 1 >= chain->blocks.n)
		return tpl_fail(r, e, NULL,
		    "there is no block above this one");
	if (!block_run(r, chain, r->act->link + 1, e->at, e->end))
		return false;
	if (!print)
		*out = tval_html(tpl_cut(r, mark));
	return true;
}

bool
tpl_run_block(struct trender *r, const struct tstmt *s)
{
	const struct tchain *chain = tpl_chain(r->act->context->entry,
	    s->block->name);

	return block_run(r, chain, 0, s->at, s->end);
}

/* Includes and imports. */

bool
tpl_run_include(struct trender *r, const struct tstmt *s)
{
	struct tcontext *c;
	struct tbinding *local;
	bool ok;

	if (!s->use.found)
		return true;
	c = arena_new_of(r->a, struct tcontext);
	c->entry = s->use.found;
	local = arena_array(r->a, struct tbinding, s->use.n);
	for (size_t i = 0; i < s->use.n; i++) {
		local[c->nlocal].sym = s->use.place[i].sym;
		local[c->nlocal].value = *tpl_slot_at(r, &s->use.place[i]);
		c->nlocal += local[c->nlocal].value.kind != T_MISSING;
	}
	c->local = local;
	c->outer = r->act->context;
	if (!call_enter(r, CALL_INCLUDE, s->use.found->name,
	    r->act->in, s->at, s->end))
		return false;
	ok = tpl_run_template(r, s->use.found, c);
	call_leave(r);
	return ok;
}

/* The names a template exports; it is run once a page, without data. */
static const struct tmodule *
module_of(struct trender *r, const struct tstmt *s)
{
	const struct template *t = s->use.found;
	size_t mark = r->out->n;
	struct tmodule *m;
	struct tcontext *c;
	bool ok;

	for (size_t i = 0; i < r->modules.n; i++)
		if (r->modules.v[i]->in == t)
			return r->modules.v[i];
	c = arena_new_of(r->a, struct tcontext);
	c->entry = t;
	m = arena_new_of(r->a, struct tmodule);
	m->in = t;
	m->context = c;
	if (!call_enter(r, CALL_IMPORT, t->name, r->act->in, s->at,
	    s->end))
		return NULL;
	ok = tpl_run_template(r, t, c);
	tpl_cut(r, mark);
	call_leave(r);
	if (!ok)
		return NULL;
	*list_push(r->a, &r->modules) = m;
	return m;
}

static void
bind_import(struct trender *r, const struct tstmt *s,
    const struct timport *i, const struct tval *v)
{
	*tpl_slot_at(r, &i->alias) = *v;
	if (s->toplevel)
		tpl_context_set(r, i->alias.sym, v, false);
}

bool
tpl_run_import(struct trender *r, const struct tstmt *s)
{
	const struct tmodule *m = module_of(r, s);

	if (!m)
		return false;
	if (s->kind == S_IMPORT)
		bind_import(r, s, s->use.import,
		    &(struct tval){ .kind = T_MODULE, .module = m });
	for (size_t i = 0; s->kind == S_FROM && i < s->use.n; i++) {
		const struct timport *import = &s->use.import[i];
		struct tval v = { .kind = T_UNDEFINED };

		for (size_t k = 0; k < m->context->vars.n; k++) {
			const struct tbinding *b = &m->context->vars.v[k];

			if (b->sym == import->name && b->exported)
				v = b->value;
		}
		bind_import(r, s, import, &v);
	}
	return true;
}
