/*
 * Code with slots of its own: templates, blocks and macros, and what names mean
 * in them.
 *
 * What a call needs is on the C stack.  Only what a macro inside may still read
 * when it is called later lives in the arena.
 */
#include <string.h>

#include "format/template_run.h"

#define SLOTS_FEW 16	/* as many as most functions have */

/* Contexts: names no scope of the template stores. */

/* What is set at the top of a template is seen by all it uses. */
static void
context_set(struct trender *r, const struct tsym *sym, struct tval v,
    bool exported)
{
	struct tcontext *c = r->act->context;
	struct tbinding *b = NULL;

	for (size_t i = 0; i < c->vars.n; i++)
		if (c->vars.v[i].sym == sym)
			b = &c->vars.v[i];
	if (!b)
		b = list_push(r->a, &c->vars);
	*b = (struct tbinding){ sym, v, exported };
}

/* What a template imports it does not export. */
void
tpl_store(struct trender *r, const struct tstmt *s, const struct tplace *name,
    struct tval v)
{
	*tpl_slot(r->act, name->up, name->slot) = v;
	if (s->toplevel)
		context_set(r, name->sym, v,
		    s->kind != S_IMPORT && s->kind != S_FROM);
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
		for (size_t i = 0; i < c->nplace; i++) {
			const struct tplace *p = &c->place[i];

			if (p->sym != sym)
				continue;
			*out = *tpl_slot(c->from, p->up, p->slot);
			if (out->kind != T_MISSING)
				return true;
		}
		if (!c->outer && c->sees_scope) {
			const struct value *v = value_get(r->scope, sym->name);

			if (v)
				*out = tval_of(v);
			return v != NULL;
		}
	}
	return false;
}

/* Functions: slots and scopes. */

/* Give first values to the slots of a scope: enter_frame(). */
void
tpl_frame_enter(struct trender *r, const struct tframe *f)
{
	struct tval *slot = r->act->slot;

	for (size_t i = 0; i < f->n; i++) {
		const struct tload *l = &f->load[i];

		switch (l->how) {
		case LOAD_PARAM:
			break;
		case LOAD_UNDEFINED:
			slot[l->slot].kind = T_MISSING;
			break;
		case LOAD_ALIAS:
			slot[l->slot] = *tpl_slot(r->act, l->up, l->from);
			break;
		case LOAD_RESOLVE:
			if (!resolve(r, l->sym, &slot[l->slot]))
				slot[l->slot].kind = T_MISSING;
			break;
		}
	}
}

/* Room for a function that runs. */
struct room {
	struct tactivation act;
	struct tval slot[SLOTS_FEW];
};

/* The activation `as` with slots, in room or, where that will not do, in the
 * arena. */
static struct tactivation *
activation(struct trender *r, const struct tfunction *fn,
    struct tactivation as, struct room *room)
{
	struct tactivation *act = &room->act;

	if (fn->captured)
		act = arena_new_of(r->a, struct tactivation);
	*act = as;
	if (fn->captured || fn->nslots > SLOTS_FEW)
		act->slot = arena_array(r->a, struct tval, fn->nslots);
	else
		act->slot = memset(room->slot, 0,
		    fn->nslots * sizeof *room->slot);
	return act;
}

/* One more call, made in the template that runs, until call_leave(). */
static bool
call_enter(struct trender *r, struct tcall *c, enum tcall_how how,
    struct str name, uint32_t at, uint32_t end)
{
	*c = (struct tcall){ r->call, how, name, r->act->in, at, end };
	if (r->depth == TPL_NESTING)
		return tpl_fail(r, &(struct tnode){ .at = at, .end = end },
		    NULL, "includes and macros are nested more than %d deep",
		    TPL_NESTING);
	r->call = c;
	r->depth++;
	return true;
}

static void
call_leave(struct trender *r)
{
	r->call = r->call->up;
	r->depth--;
}

bool
tpl_run_template(struct trender *r, const struct template *t,
    struct tcontext *context)
{
	const struct tstmt *up = t->extends;
	struct tactivation *saved = r->act;
	struct tcall call;
	struct room room;

	r->act = activation(r, &t->root,
	    (struct tactivation){ .context = context, .in = t }, &room);
	tpl_frame_enter(r, &t->root.frame);
	if (!tpl_run(r, t->root.body))
		return false;
	if (up) {
		if (!call_enter(r, &call, CALL_EXTENDS, up->use.name, up->at,
		    up->end) || !tpl_run_template(r, up->use.found, context))
			return false;
		call_leave(r);
	}
	r->act = saved;
	return true;
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
macro_call(struct trender *r, const struct tnode *e, const struct tmacro *m)
{
	const struct tmacro_code *code = m->code;
	struct tcall call;
	struct tactivation *saved = r->act, *act;
	struct room room;

	act = activation(r, &code->fn, (struct tactivation){
	    .outer = m->defined, .context = m->defined->context,
	    .in = m->defined->in }, &room);
	if (!bind_arguments(r, e, code, act->slot) || !call_enter(r, &call,
	    CALL_MACRO, code->name.sym->name, e->at, e->end))
		return false;
	r->act = act;
	tpl_frame_enter(r, &code->fn.frame);
	if (!bind_defaults(r, code) || !tpl_run(r, code->fn.body))
		return false;
	r->act = saved;
	call_leave(r);
	return true;
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
	struct tcall call;
	struct tactivation *saved = r->act, *act;
	struct room room;

	act = activation(r, &b->fn, (struct tactivation){
	    .context = saved->context, .in = b->in, .chain = chain,
	    .link = link }, &room);
	if (!call_enter(r, &call, CALL_BLOCK, chain->name->name, at, end))
		return false;
	r->act = act;
	tpl_frame_enter(r, &b->fn.frame);
	if (!tpl_run(r, b->fn.body))
		return false;
	r->act = saved;
	call_leave(r);
	return true;
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
	const struct template *t = s->use.found;
	struct tcall call;
	struct tcontext *c;

	if (!t)
		return true;
	if (!call_enter(r, &call, CALL_INCLUDE, t->name, s->at, s->end))
		return false;
	c = arena_new_of(r->a, struct tcontext);
	*c = (struct tcontext){
		.entry = t, .outer = r->act->context, .from = r->act,
		.place = s->use.place, .nplace = s->use.n,
	};
	if (!tpl_run_template(r, t, c))
		return false;
	call_leave(r);
	return true;
}

/* What a template exports; it is run once a page, without data. */
static const struct tmodule *
module_of(struct trender *r, const struct tstmt *s)
{
	const struct template *t = s->use.found;
	struct tcall call;
	size_t mark = r->out->n;
	struct tmodule *m;
	struct tcontext *c;

	for (size_t i = 0; i < r->modules.n; i++)
		if (r->modules.v[i]->in == t)
			return r->modules.v[i];
	m = arena_new_of(r->a, struct tmodule);
	c = arena_new_of(r->a, struct tcontext);
	m->in = c->entry = t;
	m->context = c;
	if (!call_enter(r, &call, CALL_IMPORT, t->name, s->at, s->end) ||
	    !tpl_run_template(r, t, c))
		return NULL;
	call_leave(r);
	tpl_cut(r, mark);
	*list_push(r->a, &r->modules) = m;
	return m;
}

struct tval
tpl_exported(const struct tmodule *m, struct str name)
{
	for (size_t i = 0; i < m->context->vars.n; i++) {
		const struct tbinding *b = &m->context->vars.v[i];

		if (b->exported && str_eq(b->sym->name, name))
			return b->value;
	}
	return tval_undefined;
}

bool
tpl_run_import(struct trender *r, const struct tstmt *s)
{
	const struct tmodule *m = module_of(r, s);
	const struct timport *import = s->use.import;

	if (!m)
		return false;
	if (s->kind == S_IMPORT)
		tpl_store(r, s, &import->alias,
		    (struct tval){ .kind = T_MODULE, .module = m });
	for (size_t i = 0; s->kind == S_FROM && i < s->use.n; i++)
		tpl_store(r, s, &import[i].alias,
		    tpl_exported(m, import[i].name->name));
	return true;
}
