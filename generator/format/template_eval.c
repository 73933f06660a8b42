/*
 * Expressions to values, and the reports of what goes wrong on the way.  An
 * error ends the rendering, so the first one is the only one.
 *
 * Jinja2 computes constant expressions while it compiles, and joins with '~'
 * there by other rules than later: constants become plain text even where one of
 * them is HTML.  So the same code runs while compiling, without an activation:
 * what it gives a value there is what Jinja2 folds.
 */
#include <stdarg.h>
#include "format/template_run.h"

#define CHAIN_SHOWN ((size_t)8)	/* calls listed below an error, from each end */

/* Messages. */

static void
note_call(struct trender *r, const struct tcall *c)
{
	static const char *const how[][2] = {
		[CALL_MACRO] = { "macro ", "called" },
		[CALL_BLOCK] = { "block ", "placed" },
		[CALL_INCLUDE] = { "", "included" },
		[CALL_IMPORT] = { "", "imported" },
		[CALL_EXTENDS] = { "", "extended" },
	};

	diag_note(r->d, tpl_where(c->in, c->at, c->end),
	    "in %s'%.*s', %s here", how[c->how][0], STR_ARG(c->name),
	    how[c->how][1]);
}

static void
note_chain(struct trender *r)
{
	size_t n = 0, i = 0;

	for (const struct tcall *c = r->call; c; c = c->up)
		n++;
	for (const struct tcall *c = r->call; c; c = c->up, i++) {
		if (i == CHAIN_SHOWN && n > 2 * CHAIN_SHOWN)
			diag_note(r->d, nowhere, "... %zu more ...",
			    n - 2 * CHAIN_SHOWN);
		if (i >= CHAIN_SHOWN && i + CHAIN_SHOWN < n)
			continue;
		note_call(r, c);
	}
	if (r->page.n > 0)
		diag_note(r->d, nowhere, "while rendering '%.*s'",
		    STR_ARG(r->page));
}

void
tpl_report(struct trender *r, const struct tnode *e, const char *note,
    const char *fmt, ...)
{
	struct where w = nowhere;
	struct str text;
	va_list ap;

	if (!r->d)
		return;
	va_start(ap, fmt);
	text = arena_vprintf(r->a, fmt, ap);
	va_end(ap);
	if (e && r->act)
		w = tpl_where(r->act->in, e->at, e->end);
	diag_error(r->d, w, "template", "%.*s", STR_ARG(text));
	if (note)
		diag_note(r->d, nowhere, "%s", note);
	note_chain(r);
}

struct str
tpl_source_text(const struct trender *r, const struct tnode *e)
{
	struct str s = { 0 };

	if (r->act)
		s = str_trim(str_sub(r->act->in->text, e->at, e->end));
	if (s.n == 0 || s.n > 60 || str_chr(s, '\n') != STR_NONE)
		return S("this");
	return arena_printf(r->a, "'%.*s'", STR_ARG(s));
}

bool
tpl_undefined(struct trender *r, const struct tnode *e, const char *what)
{
	struct str s = tpl_source_text(r, e);

	if (e->kind == N_FILTER)
		return tpl_fail(r, e, NULL, "an item of this is undefined%s",
		    what);
	return tpl_fail(r, e, NULL, "%.*s is undefined%s", STR_ARG(s), what);
}

static const struct tval empty = { .kind = T_TEXT, .text = { "", 0 } };

/* Members. */

static bool
eval_attribute(struct trender *r, const struct tnode *e, struct tval *out)
{
	struct tval v;

	if (!tpl_eval(r, e->arg[0], &v))
		return false;
	if (v.kind <= T_UNDEFINED)
		return tpl_undefined(r, e->arg[0], ", so it has no members");
	if (v.kind == T_MAP && tval_find_at(&v, e->sym->name, e->member, out))
		return true;
	return tpl_attribute(r, e, &v, e->sym->name, out);
}

static bool
eval_subscript(struct trender *r, const struct tnode *e, struct tval *out)
{
	struct tval v, key;

	if (!tpl_eval(r, e->arg[0], &v) || !tpl_eval(r, e->arg[1], &key))
		return false;
	if (v.kind <= T_UNDEFINED)
		return tpl_undefined(r, e->arg[0], ", so it has no members");
	return tpl_subscript(r, e, &v, &key, out);
}

static bool
eval_items(struct trender *r, const struct tnode *e, struct tval *out)
{
	if (!tpl_eval(r, e->arg[0], out))
		return false;
	if (out->kind <= T_UNDEFINED)
		return tpl_undefined(r, e->arg[0], ", so it has no items()");
	if (out->kind != T_MAP)
		return tpl_fail(r, e, NULL, "%s has no items()",
		    tval_name(out));
	out->kind = T_ITEMS;
	return true;
}

/* Numbers. */

static bool
divide(struct trender *r, const struct tnode *e, int64_t x, int64_t y,
    int64_t *out)
{
	int64_t rest;

	if (y == 0)
		return tpl_fail(r, e, NULL, "division by zero");
	if (x == INT64_MIN && y == -1)
		return tpl_fail(r, e, NULL, "this number is too large");
	rest = x % y;
	/* Python rounds down; the rest has the sign of the divisor. */
	*out = x / y - (rest != 0 && (rest < 0) != (y < 0));
	if (e->kind == N_MOD)
		*out = x - *out * y;
	return true;
}

static bool
add_lists(struct trender *r, const struct tval *x, const struct tval *y,
    struct tval *out)
{
	size_t n = tval_size(x), m = tval_size(y);
	struct tseq *seq = tseq_new(r, n + m);

	for (size_t i = 0; i < n; i++)
		seq->v[i] = tval_item(x, i);
	for (size_t i = 0; i < m; i++)
		seq->v[n + i] = tval_item(y, i);
	*out = tval_list(seq);
	return true;
}

static bool
arithmetic(struct trender *r, const struct tnode *e, int64_t x, int64_t y,
    struct tval *out)
{
	int64_t n = 0;
	bool over = false;

	switch (e->kind) {
	case N_ADD:
		over = __builtin_add_overflow(x, y, &n);
		break;
	case N_SUB:
		over = __builtin_sub_overflow(x, y, &n);
		break;
	case N_MUL:
		over = __builtin_mul_overflow(x, y, &n);
		break;
	default:
		if (!divide(r, e, x, y, &n))
			return false;
	}
	if (over)
		return tpl_fail(r, e, NULL, "this number is too large");
	*out = tval_int(n);
	return true;
}

static bool
eval_binary(struct trender *r, const struct tnode *e, struct tval *out)
{
	struct tval x, y;
	int64_t n, m;

	if (!tpl_eval(r, e->arg[0], &x) || !tpl_eval(r, e->arg[1], &y))
		return false;
	if (tval_is_number(&x, &n) && tval_is_number(&y, &m))
		return arithmetic(r, e, n, m, out);
	if (x.kind <= T_UNDEFINED)
		return tpl_undefined(r, e->arg[0], "");
	if (y.kind <= T_UNDEFINED)
		return tpl_undefined(r, e->arg[1], "");
	if (e->kind == N_ADD && tval_is_text(&x) && tval_is_text(&y)) {
		*out = tval_join(r, (struct tval[]){ x, y }, 2, &empty);
		return true;
	}
	if (e->kind == N_ADD && x.kind == T_LIST && y.kind == T_LIST)
		return add_lists(r, &x, &y, out);
	return tpl_fail(r, e, e->kind == N_ADD ? "'~' joins texts" : NULL,
	    "this does not work with %s and %s", tval_name(&x),
	    tval_name(&y));
}

static bool
eval_sign(struct trender *r, const struct tnode *e, struct tval *out)
{
	struct tval x;
	int64_t n;

	if (!tpl_eval(r, e->arg[0], &x))
		return false;
	if (x.kind <= T_UNDEFINED)
		return tpl_undefined(r, e->arg[0], "");
	if (!tval_is_number(&x, &n))
		return tpl_fail(r, e, NULL, "%s has no sign", tval_name(&x));
	if (e->kind == N_NEG && n == INT64_MIN)
		return tpl_fail(r, e, NULL, "this number is too large");
	*out = tval_int(e->kind == N_NEG ? -n : n);
	return true;
}

/* Logic. */

bool
tpl_truth(struct trender *r, const struct tnode *e, bool *out)
{
	struct tval v;

	return tpl_eval(r, e, &v) && tval_true(r, e, &v, out);
}

static bool
eval_logic(struct trender *r, const struct tnode *e, struct tval *out)
{
	bool yes;

	if (!tpl_eval(r, e->arg[0], out) ||
	    !tval_true(r, e->arg[0], out, &yes))
		return false;
	if (yes == (e->kind == N_AND))
		return tpl_eval(r, e->arg[1], out);
	return true;
}

static bool
eval_cond(struct trender *r, const struct tnode *e, struct tval *out)
{
	bool yes;

	if (!tpl_truth(r, e->arg[1], &yes))
		return false;
	if (yes)
		return tpl_eval(r, e->arg[0], out);
	if (e->arg[2])
		return tpl_eval(r, e->arg[2], out);
	*out = tval_undefined;
	return r->act != NULL;		/* Jinja2 does not fold that */
}

static bool
eval_compare(struct trender *r, const struct tnode *e, struct tval *out)
{
	struct tval x, y;
	bool yes = true;

	if (!tpl_eval(r, e->arg[0], &x))
		return false;
	for (uint32_t i = 1; i < e->n && yes; i++) {
		if (!tpl_eval(r, e->arg[i], &y) ||
		    !tval_compare(r, e, e->op[i], &x, &y, &yes))
			return false;
		x = y;
	}
	*out = tval_bool(yes);
	return true;
}

/* Texts and lists. */

static bool
eval_concat(struct trender *r, const struct tnode *e, struct tval *out)
{
	struct tval few[8], *part = few;

	if (e->n > sizeof few / sizeof *few)
		part = arena_array(r->a, struct tval, e->n);
	for (uint32_t i = 0; i < e->n; i++) {
		if (!tpl_eval(r, e->arg[i], &part[i]) ||
		    !tval_soft(r, e->arg[i], part[i], &part[i]))
			return false;
		if (!r->act)
			part[i].kind = T_TEXT;
	}
	*out = tval_join(r, part, e->n, &empty);
	return true;
}

static bool
eval_list(struct trender *r, const struct tnode *e, struct tval *out)
{
	struct tseq *seq = tseq_new(r, e->n);

	for (uint32_t i = 0; i < e->n; i++)
		if (!tpl_eval(r, e->arg[i], &seq->v[i]))
			return false;
	*out = tval_list(seq);
	return true;
}

static bool
eval_dict(struct trender *r, const struct tnode *e, struct tval *out)
{
	struct tdict *dict = arena_new_of(r->a, struct tdict);

	dict->n = e->n;
	dict->key = e->key;
	dict->v = arena_array(r->a, struct tval, e->n);
	for (uint32_t i = 0; i < e->n; i++)
		if (!tpl_eval(r, e->arg[i], &dict->v[i]))
			return false;
	*out = (struct tval){ .kind = T_MAP, .own = true, .dict = dict };
	return true;
}

/* Names, filters, tests. */

static void
eval_name(const struct trender *r, const struct tnode *e, struct tval *out)
{
	*out = *tpl_slot(r->act, e->up, e->slot);
	if (out->kind == T_MISSING)
		out->kind = T_UNDEFINED;
}

static bool
eval_filter(struct trender *r, const struct tnode *e, struct tval *out)
{
	struct tval v[TPL_ARGS];

	for (uint32_t i = 0; i < TPL_ARGS; i++) {
		v[i].kind = T_MISSING;
		if (e->arg[i] && !tpl_eval(r, e->arg[i], &v[i]))
			return false;
	}
	return e->filter->apply(r, e, v, out);
}

static bool
eval_test(struct trender *r, const struct tnode *e, struct tval *out)
{
	struct tval v[2] = { 0 };
	bool holds;

	for (uint32_t i = 0; i < e->n; i++)
		if (!tpl_eval(r, e->arg[i], &v[i]))
			return false;
	if (!tpl_holds(r, e, e->test, v, &holds))
		return false;
	*out = tval_bool(holds);
	return true;
}

static bool
eval_not(struct trender *r, const struct tnode *e, struct tval *out)
{
	bool yes;

	if (!tpl_truth(r, e->arg[0], &yes))
		return false;
	*out = tval_bool(!yes);
	return true;
}

static bool
eval_call(struct trender *r, const struct tnode *e, struct tval *out)
{
	return tpl_call(r, e, false, out);
}

static bool
eval_super(struct trender *r, const struct tnode *e, struct tval *out)
{
	return tpl_super(r, e, false, out);
}

/* All but N_CONST and N_NAME, which tpl_eval() does itself. */
static bool (*const eval[])(struct trender *r, const struct tnode *e,
    struct tval *out) = {
	[N_LIST] = eval_list, [N_DICT] = eval_dict,
	[N_AND] = eval_logic, [N_OR] = eval_logic, [N_NOT] = eval_not,
	[N_NEG] = eval_sign, [N_POS] = eval_sign,
	[N_ADD] = eval_binary, [N_SUB] = eval_binary, [N_MUL] = eval_binary,
	[N_FLOORDIV] = eval_binary, [N_MOD] = eval_binary,
	[N_CONCAT] = eval_concat, [N_COMPARE] = eval_compare,
	[N_COND] = eval_cond, [N_ATTR] = eval_attribute,
	[N_ITEM] = eval_subscript, [N_FILTER] = eval_filter,
	[N_TEST] = eval_test, [N_CALL] = eval_call, [N_ITEMS] = eval_items,
	[N_SUPER] = eval_super,
};

bool
tpl_eval(struct trender *r, const struct tnode *e, struct tval *out)
{
	bool ok;

	if (e->kind == N_CONST) {
		*out = e->value;
		return true;
	}
	if (!r->act && !e->constant)
		return false;
	if (e->kind == N_NAME) {
		eval_name(r, e, out);
		return true;
	}
	if (r->level++ > TPL_LEVELS)
		ok = tpl_fail(r, e, NULL,
		    "templates and expressions are nested too deeply");
	else
		ok = eval[e->kind](r, e, out);
	r->level--;
	return ok;
}

/* Constants. */

/* Could Jinja2's as_const() get a value out of it?  Whether it does turns out
 * where not all operands count. */
static bool
may_be_constant(const struct tnode *e)
{
	switch (e->kind) {
	case N_NAME:
	case N_CALL:
	case N_ITEMS:
	case N_SUPER:
		return false;
	case N_AND:
	case N_OR:
	case N_COMPARE:
	case N_COND:
		return true;
	case N_FILTER:
		if (!e->filter || e->filter->takes != FILTER_PLAIN)
			return false;
		break;
	default:
		break;
	}
	for (uint32_t i = 0; i < e->n; i++)
		if (e->arg[i] && !e->arg[i]->constant)
			return false;
	return true;
}

void
tpl_fold(struct arena *a, struct tnode *e)
{
	struct strbuf out = { 0 };
	struct trender r = { .a = a, .out = &out };
	struct tval v;

	e->constant = may_be_constant(e);
	e->constant = e->constant && tpl_eval(&r, e, &v);
	strbuf_free(&out);
	if (!e->constant || v.kind > T_MAP)
		return;
	/* Its operands stay: Jinja2 looks for names before it folds. */
	e->kind = N_CONST;
	e->value = v;
}
