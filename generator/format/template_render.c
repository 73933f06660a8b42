/*
 * Statements to bytes.  Everything made on the way lives in the page's arena;
 * a rendering changes neither templates nor values.
 *
 * Slots of a function that no macro can see into lie on a stack; those a macro
 * may still read when it is called later live in the arena.
 */
#include <string.h>

#include "format/template_ast.h"

#define STACK_CHUNK 4096

static bool run(struct trender *r, const struct tstmt *s);

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
static void
frame_enter(struct trender *r, const struct tframe *f)
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
			if (!tpl_resolve(r, l->sym, &slot[l->slot]))
				slot[l->slot].kind = T_MISSING;
			break;
		}
	}
}

static void
frame_leave(struct trender *r, const struct tframe *f)
{
	memset(r->act->slot + f->first, 0, f->count * sizeof(struct tval));
}

static struct tval *
slot_at(struct trender *r, const struct tplace *p)
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
	frame_enter(r, &fn->frame);
	ok = run(r, fn->body);
	r->act = saved;
	return ok;
}

/* One more call: a macro, an include, a block.  at is in the calling code. */
static bool
call_enter(struct trender *r, struct tcall *c, const char *what,
    struct str name, uint32_t at, uint32_t end)
{
	*c = (struct tcall){ r->call, what, name, r->act->in, at, end };
	if (r->depth++ < TPL_NESTING) {
		r->call = c;
		return true;
	}
	r->depth--;
	return tpl_fail(r, &(struct tnode){ .at = at, .end = end }, NULL,
	    "includes and macros are nested more than %d deep", TPL_NESTING);
}

static void
call_leave(struct trender *r, const struct tcall *c)
{
	r->call = c->up;
	r->depth--;
}

/* Contexts. */

static void
context_set(struct trender *r, const struct tsym *sym, const struct tval *v,
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

bool
tpl_resolve(struct trender *r, const struct tsym *sym, struct tval *out)
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

/* A template from its top, then those it extends, all in one context. */
static bool
run_template(struct trender *r, const struct template *t,
    struct tcontext *context)
{
	size_t stack_n = r->stack_n;
	struct tval *stack = r->stack;

	for (; t; t = t->extends ? t->extends->use.found : NULL) {
		struct tactivation *act = arena_new_of(r->a,
		    struct tactivation);

		act->slot = slots_new(r, &t->root);
		act->context = context;
		act->in = t;
		if (!activate(r, act, &t->root))
			return false;
		if (r->stack == stack)
			r->stack_n = stack_n;
	}
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
macro_run(struct trender *r, const struct tnode *e, const struct tmacro *m,
    struct tactivation *act)
{
	struct tactivation *saved = r->act;
	const struct tmacro_code *code = m->code;
	struct tcall call;
	bool ok;

	if (!bind_arguments(r, e, code, act->slot) ||
	    !call_enter(r, &call, "macro", code->name.sym->name, e->at,
	    e->end))
		return false;
	r->act = act;
	frame_enter(r, &code->fn.frame);
	ok = bind_defaults(r, code) && run(r, code->fn.body);
	r->act = saved;
	call_leave(r, &call);
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
	struct str name = tpl_source_text(r, e->arg[0]);

	if (!tpl_eval(r, e->arg[0], &callee))
		return false;
	if (callee.kind <= T_UNDEFINED)
		return tpl_fail(r, e->arg[0], "import the macro, or define it "
		    "above", "'%.*s' is undefined", STR_ARG(name));
	if (callee.kind != T_MACRO)
		return tpl_fail(r, e->arg[0], NULL,
		    "'%.*s' is %s, not a macro", STR_ARG(name),
		    tval_name(&callee));
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
	struct tcall call;
	bool ok;

	if (!call_enter(r, &call, "block", chain->name->name, at, end))
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
	call_leave(r, &call);
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

static bool
run_block(struct trender *r, const struct tstmt *s)
{
	const struct tchain *chain = tpl_chain(r->act->context->entry,
	    s->block->name);

	return block_run(r, chain, 0, s->at, s->end);
}

/* Includes and imports. */

static bool
run_include(struct trender *r, const struct tstmt *s)
{
	struct tcontext *c;
	struct tbinding *local;
	struct tcall call;
	bool ok;

	if (!s->use.found)
		return true;
	c = arena_new_of(r->a, struct tcontext);
	c->entry = s->use.found;
	local = arena_array(r->a, struct tbinding, s->use.n);
	for (size_t i = 0; i < s->use.n; i++) {
		local[c->nlocal].sym = s->use.place[i].sym;
		local[c->nlocal].value = *slot_at(r, &s->use.place[i]);
		c->nlocal += local[c->nlocal].value.kind != T_MISSING;
	}
	c->local = local;
	c->outer = r->act->context;
	if (!call_enter(r, &call, "included template", s->use.found->name,
	    s->at, s->end))
		return false;
	ok = run_template(r, s->use.found, c);
	call_leave(r, &call);
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
	struct tcall call;
	bool ok;

	for (size_t i = 0; i < r->modules.n; i++)
		if (r->modules.v[i]->in == t)
			return r->modules.v[i];
	c = arena_new_of(r->a, struct tcontext);
	c->entry = t;
	m = arena_new_of(r->a, struct tmodule);
	m->in = t;
	m->context = c;
	if (!call_enter(r, &call, "imported template", t->name, s->at, s->end))
		return NULL;
	ok = run_template(r, t, c);
	tpl_cut(r, mark);
	call_leave(r, &call);
	if (!ok)
		return NULL;
	*list_push(r->a, &r->modules) = m;
	return m;
}

static void
bind_import(struct trender *r, const struct tstmt *s,
    const struct timport *i, const struct tval *v)
{
	*slot_at(r, &i->alias) = *v;
	if (s->toplevel)
		context_set(r, i->alias.sym, v, false);
}

static bool
run_import(struct trender *r, const struct tstmt *s)
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

/* Plain statements. */

static bool
run_print(struct trender *r, const struct tnode *e)
{
	struct tval v;

	if (e->kind == N_CALL)
		return tpl_call(r, e, true, NULL);
	if (e->kind == N_SUPER)
		return tpl_super(r, e, true, NULL);
	return tpl_eval(r, e, &v) && tval_print(r, e, &v);
}

static bool
run_if(struct trender *r, const struct tstmt *s)
{
	const struct tstmt *branch = s;
	struct tval v;
	bool yes;

	while (branch) {
		if (!tpl_eval(r, branch->test, &v) ||
		    !tval_true(r, branch->test, &v, &yes))
			return false;
		if (yes)
			return run(r, branch->then);
		branch = branch == s ? s->elif : branch->next;
	}
	return run(r, s->otherwise);
}

static bool
unpack(struct trender *r, const struct tfor *f, const struct tval *item,
    const uint16_t *test_slot)
{
	struct tval *slot = r->act->slot;

	if (f->ntarget == 1) {
		slot[test_slot ? test_slot[0] : f->target[0].slot] = *item;
		return true;
	}
	if (item->kind != T_LIST && item->kind != T_TUPLE)
		return tpl_fail(r, f->over, "use .items() for a map's keys and "
		    "values", "an item is %s, it does not give %zu names",
		    tval_name(item), f->ntarget);
	if (tval_size(item) != f->ntarget)
		return tpl_fail(r, f->over, NULL,
		    "an item has %zu parts, not %zu", tval_size(item),
		    f->ntarget);
	for (size_t i = 0; i < f->ntarget; i++)
		slot[test_slot ? test_slot[i] : f->target[i].slot] =
		    tval_item(item, i);
	return true;
}

/* The items a loop's `if` lets through, in place. */
static bool
sift(struct trender *r, const struct tfor *f, struct tseq *seq)
{
	size_t kept = 0;

	frame_enter(r, &f->test_frame);
	for (size_t i = 0; i < seq->n; i++) {
		struct tval v;
		bool yes;

		if (!unpack(r, f, &seq->v[i], f->test_slot) ||
		    !tpl_eval(r, f->test, &v) ||
		    !tval_true(r, f->test, &v, &yes))
			return false;
		if (yes)
			seq->v[kept++] = seq->v[i];
	}
	seq->n = kept;
	frame_leave(r, &f->test_frame);
	return true;
}

/* All items beforehand: loop.length counts them, texts by character. */
static bool
loop_items(struct trender *r, const struct tfor *f, struct titer *it,
    size_t *n)
{
	struct tval over;
	struct tseq *seq;

	if (!tpl_eval(r, f->over, &over))
		return false;
	if (!f->test && !tval_is_text(&over)) {
		*n = 0;
		if (!titer_start(r, f->over, &over, it))
			return false;
		*n = it->n;
		return true;
	}
	seq = titer_all(r, f->over, &over);
	if (!seq || (f->test && !sift(r, f, seq)))
		return false;
	over = tval_list(seq);
	*n = seq->n;
	return titer_start(r, f->over, &over, it);
}

static bool
run_for(struct trender *r, const struct tfor *f)
{
	struct titer it;
	struct tval item;
	struct tloop *loop = NULL;
	size_t n;

	if (!loop_items(r, f, &it, &n))
		return false;
	if (n == 0) {
		if (!f->otherwise)
			return true;
		frame_enter(r, &f->else_frame);
		if (!run(r, f->otherwise))
			return false;
		frame_leave(r, &f->else_frame);
		return true;
	}
	if (f->uses_loop) {
		loop = arena_new_of(r->a, struct tloop);
		loop->length = n;
	}
	for (size_t i = 0; titer_next(r, &it, &item); i++) {
		if (loop) {
			loop->index0 = i;
			r->act->slot[f->loop_slot] =
			    (struct tval){ .kind = T_LOOP, .loop = loop };
		}
		if (!unpack(r, f, &item, NULL))
			return false;
		frame_enter(r, &f->body_frame);
		if (!run(r, f->body))
			return false;
	}
	frame_leave(r, &f->body_frame);
	return true;
}

static bool
run_set(struct trender *r, const struct tstmt *s)
{
	size_t mark = r->out->n;
	struct tval v;

	if (s->kind == S_SET) {
		if (!tpl_eval(r, s->set.value, &v))
			return false;
	} else {
		frame_enter(r, &s->set.frame);
		if (!run(r, s->set.body))
			return false;
		frame_leave(r, &s->set.frame);
		v = tval_html(tpl_cut(r, mark));
	}
	*slot_at(r, &s->set.target) = v;
	if (s->toplevel)
		context_set(r, s->set.target.sym, &v, true);
	return true;
}

static bool
run_macro(struct trender *r, const struct tstmt *s)
{
	struct tmacro *m = arena_new_of(r->a, struct tmacro);
	struct tval v = { .kind = T_MACRO, .macro = m };

	m->code = s->macro;
	m->defined = r->act;
	*slot_at(r, &s->macro->name) = v;
	if (s->toplevel)
		context_set(r, s->macro->name.sym, &v, true);
	return true;
}

static bool
run_one(struct trender *r, const struct tstmt *s)
{
	switch (s->kind) {
	case S_NOTHING:
		return true;
	case S_TEXT:
		strbuf_add(r->out, s->text);
		return true;
	case S_PRINT:
		return run_print(r, s->expr);
	case S_IF:
		return run_if(r, s);
	case S_FOR:
		return run_for(r, s->loop);
	case S_SET:
	case S_SET_BLOCK:
		return run_set(r, s);
	case S_INCLUDE:
		return run_include(r, s);
	case S_BLOCK:
		return run_block(r, s);
	case S_MACRO:
		return run_macro(r, s);
	case S_IMPORT:
	case S_FROM:
		return run_import(r, s);
	}
	return false;
}

static bool
run(struct trender *r, const struct tstmt *s)
{
	bool ok = true;

	if (r->level++ > TPL_LEVELS)
		ok = tpl_fail(r, s ? &(struct tnode){ .at = s->at,
		    .end = s->end } : NULL, NULL,
		    "templates and expressions are nested too deeply");
	for (; s && ok; s = s->next)
		ok = run_one(r, s);
	r->level--;
	return ok;
}

bool
template_render(const struct template *t, const struct value *scope,
    struct strbuf *out, struct arena *a, struct str page, struct diag *d)
{
	struct trender r = {
		.a = a, .out = out, .d = d, .page = page, .scope = scope,
	};
	struct tcontext *c = arena_new_of(a, struct tcontext);
	size_t start = out->n;

	r.seen = arena_array(a, const struct value *, tpl_sym_count(t->set));
	c->entry = t;
	c->sees_scope = true;
	if (run_template(&r, t, c))
		return true;
	if (out->p) {
		out->n = start;
		out->p[start] = 0;
	}
	return false;
}
