/*
 * Constants.  Jinja2 computes constant expressions while it compiles, and joins
 * with '~' there by other rules than later: constants become plain text even
 * where one of them is HTML.  So every node must know whether Jinja2 would fold
 * it; that is found out with the same evaluation that rendering uses.
 */
#include "format/template_ast.h"

static bool
all_constant(const struct tnode *e)
{
	for (uint32_t i = 0; i < e->n; i++)
		if (e->arg[i] && !e->arg[i]->constant)
			return false;
	return true;
}

/* Operands behind a comparison that is false are not looked at. */
static bool
is_constant_compare(struct trender *r, const struct tnode *e, struct tval *v)
{
	struct tval x, y;
	bool yes = true;

	if (!e->arg[0]->constant || !tpl_eval(r, e->arg[0], &x))
		return false;
	for (uint32_t i = 1; i < e->n && yes; i++) {
		if (!e->arg[i]->constant || !tpl_eval(r, e->arg[i], &y) ||
		    !tval_compare(r, e, e->op[i], &x, &y, &yes))
			return false;
		x = y;
	}
	*v = tval_bool(yes);
	return true;
}

/* Would Jinja2's as_const() get a value out of it?  The value is *v. */
static bool
is_constant(struct trender *r, const struct tnode *e, struct tval *v)
{
	bool yes = true;

	switch (e->kind) {
	case N_CONST:
		return true;
	case N_NAME:
	case N_CALL:
	case N_ITEMS:
	case N_SUPER:
		return false;
	case N_AND:
	case N_OR:
		if (!e->arg[0]->constant || !tpl_truth(r, e->arg[0], &yes))
			return false;
		if (yes == (e->kind == N_AND) && !e->arg[1]->constant)
			return false;
		break;
	case N_COMPARE:
		return is_constant_compare(r, e, v);
	case N_COND:
		if (!e->arg[1]->constant || !tpl_truth(r, e->arg[1], &yes))
			return false;
		if (yes ? !e->arg[0]->constant :
		    !e->arg[2] || !e->arg[2]->constant)
			return false;
		break;
	case N_FILTER:
		if (!e->filter || e->filter->takes != FILTER_PLAIN ||
		    !all_constant(e))
			return false;
		break;
	case N_TEST:
		if (!e->test || !all_constant(e))
			return false;
		break;
	default:
		if (!all_constant(e))
			return false;
	}
	return tpl_eval(r, e, v);
}

void
tpl_fold(struct tparser *p, struct tnode *e)
{
	struct strbuf out = { 0 };
	struct trender r = { .a = p->a, .out = &out };
	struct tval v = { 0 };

	if (e->kind == N_CONCAT)
		e->constant = all_constant(e);
	e->constant = is_constant(&r, e, &v);
	strbuf_free(&out);
	if (!e->constant || v.kind > T_MAP)
		return;
	/* Its operands stay: Jinja2 looks for names before it folds. */
	e->kind = N_CONST;
	e->value = v;
}
