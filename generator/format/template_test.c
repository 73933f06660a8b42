/*
 * Tests (`x is odd`), one row each, as in jinja2/tests.py.
 */
#include "base/text.h"
#include "format/template_ast.h"

static bool
t_defined(struct trender *r, const struct tnode *e, const struct tval *v,
    bool *out)
{
	(void)r, (void)e;
	*out = v->kind > T_UNDEFINED;
	return true;
}

static bool
t_undefined(struct trender *r, const struct tnode *e, const struct tval *v,
    bool *out)
{
	(void)r, (void)e;
	*out = v->kind <= T_UNDEFINED;
	return true;
}

static bool
t_none(struct trender *r, const struct tnode *e, const struct tval *v,
    bool *out)
{
	(void)r, (void)e;
	*out = v->kind == T_NONE;
	return true;
}

static bool
t_boolean(struct trender *r, const struct tnode *e, const struct tval *v,
    bool *out)
{
	(void)r, (void)e;
	*out = v->kind == T_BOOL;
	return true;
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

static bool
t_integer(struct trender *r, const struct tnode *e, const struct tval *v,
    bool *out)
{
	(void)r, (void)e;
	*out = v->kind == T_INT;
	return true;
}

/* To Python, true and false are numbers too. */
static bool
t_number(struct trender *r, const struct tnode *e, const struct tval *v,
    bool *out)
{
	(void)r, (void)e;
	*out = v->kind == T_INT || v->kind == T_BOOL;
	return true;
}

static bool
t_string(struct trender *r, const struct tnode *e, const struct tval *v,
    bool *out)
{
	(void)r, (void)e;
	*out = tval_is_text(v);
	return true;
}

static bool
t_mapping(struct trender *r, const struct tnode *e, const struct tval *v,
    bool *out)
{
	(void)r, (void)e;
	*out = v->kind == T_MAP;
	return true;
}

/* What has a length and members: undefined is one, items() is not. */
static bool
t_sequence(struct trender *r, const struct tnode *e, const struct tval *v,
    bool *out)
{
	if (v->kind >= T_MACRO)
		return tpl_fail(r, e, NULL, "%s cannot be tested",
		    tval_name(v));
	*out = v->kind <= T_UNDEFINED ||
	    (v->kind >= T_TEXT && v->kind <= T_MAP);
	return true;
}

static bool
t_iterable(struct trender *r, const struct tnode *e, const struct tval *v,
    bool *out)
{
	if (v->kind >= T_MACRO)
		return tpl_fail(r, e, NULL, "%s cannot be tested",
		    tval_name(v));
	*out = v->kind <= T_UNDEFINED || v->kind >= T_TEXT;
	return true;
}

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

#define COMPARISON(name, op) \
static bool \
name(struct trender *r, const struct tnode *e, const struct tval *v, \
    bool *out) \
{ \
	return tval_compare(r, e, op, &v[0], &v[1], out); \
}
COMPARISON(t_eq, C_EQ)
COMPARISON(t_ne, C_NE)
COMPARISON(t_lt, C_LT)
COMPARISON(t_le, C_LE)
COMPARISON(t_gt, C_GT)
COMPARISON(t_ge, C_GE)
COMPARISON(t_in, C_IN)

/* Name, function, whether it takes an argument. */
static const struct ttest tests[] = {
	{ "!=", t_ne, true },
	{ "<", t_lt, true },
	{ "<=", t_le, true },
	{ "==", t_eq, true },
	{ ">", t_gt, true },
	{ ">=", t_ge, true },
	{ "boolean", t_boolean, false },
	{ "defined", t_defined, false },
	{ "divisibleby", t_divisibleby, true },
	{ "eq", t_eq, true },
	{ "equalto", t_eq, true },
	{ "even", t_even, false },
	{ "false", t_false, false },
	{ "ge", t_ge, true },
	{ "greaterthan", t_gt, true },
	{ "gt", t_gt, true },
	{ "in", t_in, true },
	{ "integer", t_integer, false },
	{ "iterable", t_iterable, false },
	{ "le", t_le, true },
	{ "lessthan", t_lt, true },
	{ "lt", t_lt, true },
	{ "mapping", t_mapping, false },
	{ "ne", t_ne, true },
	{ "none", t_none, false },
	{ "number", t_number, false },
	{ "odd", t_odd, false },
	{ "sequence", t_sequence, false },
	{ "string", t_string, false },
	{ "true", t_true, false },
	{ "undefined", t_undefined, false },
};
#define NTESTS (sizeof tests / sizeof *tests)

const struct ttest *
tpl_test(struct str name)
{
	for (size_t i = 0; i < NTESTS; i++)
		if (str_eq(name, str_of(tests[i].name)))
			return &tests[i];
	return NULL;
}

const char *
tpl_test_near(struct str name)
{
	const char *near = NULL;
	size_t best = 3;

	for (size_t i = 0; i < NTESTS; i++) {
		size_t n = text_distance(name, str_of(tests[i].name), 2);

		if (n < best && n < name.n) {
			best = n;
			near = tests[i].name;
		}
	}
	return near;
}
