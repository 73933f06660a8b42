/*
 * Tests (`x is odd`), one row each, as in jinja2/tests.py.
 */
#include "format/template_run.h"

/* Python's remainder has the sign of the divisor. */
static bool
divides(struct trender *r, const struct tnode *e, const struct tval *v,
    const struct tval *by, bool *out)
{
	int64_t n, m;

	if (!tval_is_number(v, &n) || !tval_is_number(by, &m))
		return tpl_fail(r, e, NULL, "only numbers can be divided, not "
		    "%s", tval_name(tval_is_number(v, &n) ? by : v));
	if (m == 0)
		return tpl_fail(r, e, NULL, "division by zero");
	*out = m == -1 || n % m == 0;
	return true;
}

static bool
t_divisibleby(struct trender *r, const struct tnode *e, const struct tval *v,
    bool *out)
{
	return divides(r, e, v, &v[1], out);
}

static bool
t_even(struct trender *r, const struct tnode *e, const struct tval *v,
    bool *out)
{
	struct tval two = tval_int(2);

	return divides(r, e, v, &two, out);
}

static bool
t_odd(struct trender *r, const struct tnode *e, const struct tval *v,
    bool *out)
{
	bool even, ok = t_even(r, e, v, &even);

	*out = ok && !even;
	return ok;
}

static bool
t_true(struct trender *r, const struct tnode *e, const struct tval *v,
    bool *out)
{
	(void)r, (void)e;
	*out = v->kind == T_BOOL && v->boolean;
	return true;
}

static bool
t_false(struct trender *r, const struct tnode *e, const struct tval *v,
    bool *out)
{
	(void)r, (void)e;
	*out = v->kind == T_BOOL && !v->boolean;
	return true;
}

#define IS(kind) (1u << (kind))
#define UNDEFINED (IS(T_MISSING) | IS(T_UNDEFINED))
#define TEXT (IS(T_TEXT) | IS(T_HTML))
/* What has a length and members: undefined is one, items() is not. */
#define SEQUENCE \
	(UNDEFINED | TEXT | IS(T_LIST) | IS(T_TUPLE) | IS(T_MAP))
/* Python objects that are none of the author's business. */
#define INNER (IS(T_MACRO) | IS(T_MODULE) | IS(T_LOOP))

static const struct ttest tests[] = {
	{ "!=", true, .op = C_NE },
	{ "<", true, .op = C_LT },
	{ "<=", true, .op = C_LE },
	{ "==", true, .op = C_EQ },
	{ ">", true, .op = C_GT },
	{ ">=", true, .op = C_GE },
	{ "boolean", .kinds = IS(T_BOOL) },
	{ "defined", .kinds = ~UNDEFINED },
	{ "divisibleby", true, .holds = t_divisibleby },
	{ "eq", true, .op = C_EQ },
	{ "equalto", true, .op = C_EQ },
	{ "even", .holds = t_even },
	{ "false", .holds = t_false },
	{ "ge", true, .op = C_GE },
	{ "greaterthan", true, .op = C_GT },
	{ "gt", true, .op = C_GT },
	{ "in", true, .op = C_IN },
	{ "integer", .kinds = IS(T_INT) },
	{ "iterable", .kinds = SEQUENCE | IS(T_ITEMS) | IS(T_ITER),
	    .refused = INNER },
	{ "le", true, .op = C_LE },
	{ "lessthan", true, .op = C_LT },
	{ "lt", true, .op = C_LT },
	{ "mapping", .kinds = IS(T_MAP) },
	{ "ne", true, .op = C_NE },
	{ "none", .kinds = IS(T_NONE) },
	/* To Python, true and false are numbers too. */
	{ "number", .kinds = IS(T_INT) | IS(T_BOOL) },
	{ "odd", .holds = t_odd },
	{ "sequence", .kinds = SEQUENCE, .refused = INNER },
	{ "string", .kinds = TEXT },
	{ "true", .holds = t_true },
	{ "undefined", .kinds = UNDEFINED },
};
#define NTESTS (sizeof tests / sizeof *tests)

const struct ttest *
tpl_test(struct str name)
{
	return tpl_row(tests, NTESTS, sizeof *tests, name);
}

const char *
tpl_test_near(struct str name)
{
	return tpl_row_near(tests, NTESTS, sizeof *tests, name);
}

bool
tpl_holds(struct trender *r, const struct tnode *e, const struct ttest *test,
    const struct tval *v, bool *out)
{
	if (test->holds)
		return test->holds(r, e, v, out);
	if (test->takes)
		return tval_compare(r, e, test->op, &v[0], &v[1], out);
	if (test->refused & IS(v->kind))
		return tpl_fail(r, e, NULL, "%s cannot be tested",
		    tval_name(v));
	*out = (test->kinds & IS(v->kind)) != 0;
	return true;
}
