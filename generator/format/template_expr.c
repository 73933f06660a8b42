/*
 * Expressions, with the precedence and the oddities of jinja2/parser.py: '~'
 * binds tighter than '+', a test takes its argument without parentheses, a
 * filter after '-x' applies to -x.
 *
 * After a syntax error every token is TOK_EOF and nodes go on being made, so
 * nothing here checks for NULL.
 */
#include <string.h>

#include "format/template_ast.h"

static struct tnode *parse_unary(struct tparser *p, bool with_filter);

struct tnode *
tpl_node_new(struct tparser *p, enum tnode_kind kind, uint32_t at)
{
	struct tnode *e = arena_new_of(p->a, struct tnode);

	e->kind = kind;
	e->at = at;
	e->depth = 1;
	return e;
}

/* The node has all its operands: close it. */
struct tnode *
tpl_node_end(struct tparser *p, struct tnode *e)
{
	uint32_t own = e->kind == N_CONCAT ? 2 : 1, depth = 0;

	for (uint32_t i = 0; i < e->n; i++)
		if (e->arg[i] && e->arg[i]->depth > depth)
			depth = e->arg[i]->depth;
	e->depth = depth + own;
	e->end = p->tok[-1].end > e->at ? p->tok[-1].end : e->at;
	if (e->depth > TPL_NESTING && p->tok->kind != TOK_EOF)
		tpl_syntax(p, p->tok, "set a part of it to a name first",
		    "this expression is nested more than %d deep",
		    TPL_NESTING);
	if (!p->failed)
		tpl_fold(p->a, e);
	return e;
}

static void
node_args(struct tparser *p, struct tnode *e, struct tnode *const *arg,
    uint32_t n)
{
	e->arg = arena_array(p->a, struct tnode *, n);
	if (n > 0)
		memcpy(e->arg, arg, n * sizeof *arg);
	e->n = n;
}

struct tnode *
tpl_node_unary(struct tparser *p, enum tnode_kind kind, uint32_t at,
    struct tnode *x)
{
	struct tnode *e = tpl_node_new(p, kind, at);

	node_args(p, e, &x, 1);
	return tpl_node_end(p, e);
}

static struct tnode *
node_binary(struct tparser *p, enum tnode_kind kind, struct tnode *x,
    struct tnode *y)
{
	struct tnode *e = tpl_node_new(p, kind, x->at);

	node_args(p, e, (struct tnode *[]){ x, y }, 2);
	return tpl_node_end(p, e);
}

static struct tnode *
node_const(struct tparser *p, uint32_t at, struct tval v)
{
	struct tnode *e = tpl_node_new(p, N_CONST, at);

	e->value = v;
	e->constant = true;
	e->end = p->tok[-1].end;
	return e;
}

bool
tpl_is_plain_text(const struct tnode *e)
{
	return e->kind == N_CONST && e->n == 0 && e->value.kind == T_TEXT;
}

/* Names. */

void
tpl_check_name(struct tparser *p, const struct ttoken *tok)
{
	static const char *const operator_words[] = {
		"and", "or", "not", "in", "is", "if", "else", NULL,
	};
	static const char *const jinja_globals[] = {
		"range", "dict", "lipsum", "cycler", "joiner", "namespace",
		NULL,
	};
	static const char *const jinja_specials[] = {
		"self", "super", "caller", "kwargs", "varargs", NULL,
	};

	if (tpl_is_one_of(tok->text, operator_words))
		tpl_syntax(p, tok, NULL, "expected a value, not '%.*s'",
		    STR_ARG(tok->text));
	else if (tpl_is_one_of(tok->text, jinja_globals))
		tpl_mistake(p, tok->at, tok->end, "use another name",
		    "'%.*s' is a function of Jinja2 that is not supported",
		    STR_ARG(tok->text));
	else if (str_eq(tok->text, S("super")))
		tpl_mistake(p, tok->at, tok->end,
		    "write '{{ super() }}' in a block, outside of macros",
		    "'super' is not a value");
	else if (tpl_is_one_of(tok->text, jinja_specials))
		tpl_mistake(p, tok->at, tok->end, "use another name",
		    "'%.*s' is special in Jinja2 and not supported",
		    STR_ARG(tok->text));
}

const struct tsym *
tpl_target(struct tparser *p)
{
	const struct ttoken *tok = p->tok;
	static const char *const constants[] = {
		"true", "false", "none", "True", "False", "None", "loop", NULL,
	};

	if (!tpl_expect(p, TOK_NAME))
		return tpl_sym(p->set, S(""));
	tpl_check_name(p, tok);
	if (tpl_is_one_of(tok->text, constants))
		tpl_mistake(p, tok->at, tok->end, "choose another name",
		    "nothing can be stored in '%.*s'", STR_ARG(tok->text));
	return tpl_sym(p->set, tok->text);
}

static struct tnode *
parse_super(struct tparser *p)
{
	const struct ttoken *tok = p->tok;
	struct tnode *e = tpl_node_new(p, N_SUPER, tok->at);

	tpl_next(p);
	tpl_next(p);
	tpl_expect(p, ')');
	if (!p->block || p->in_macro)
		tpl_mistake(p, tok->at, tok->end, NULL,
		    "super() stands in a block, outside of macros");
	return tpl_node_end(p, e);
}

static struct tnode *
parse_name(struct tparser *p)
{
	const struct ttoken *tok = p->tok;
	struct tnode *e;
	struct str s = tok->text;

	if (str_eq(s, S("super")) && tok[1].kind == '(' && tok[2].kind == ')')
		return parse_super(p);
	tpl_next(p);
	if (str_eq(s, S("true")) || str_eq(s, S("True")))
		return node_const(p, tok->at, tval_bool(true));
	if (str_eq(s, S("false")) || str_eq(s, S("False")))
		return node_const(p, tok->at, tval_bool(false));
	if (str_eq(s, S("none")) || str_eq(s, S("None")))
		return node_const(p, tok->at, (struct tval){ .kind = T_NONE });
	tpl_check_name(p, tok);
	if (str_eq(s, S("loop")))
		p->loop_names++;
	e = tpl_node_new(p, N_NAME, tok->at);
	e->sym = tpl_sym(p->set, tok->text);
	e->end = tok->end;
	return e;
}

/* Literals. */

/* "a" "b" is one text, as in Python. */
static struct tnode *
parse_text(struct tparser *p)
{
	const struct ttoken *tok = p->tok;
	struct strbuf b = { 0 };
	struct str s = tok->text;

	tpl_next(p);
	if (p->tok->kind == TOK_TEXT) {
		strbuf_add(&b, s);
		for (; p->tok->kind == TOK_TEXT; tpl_next(p))
			strbuf_add(&b, p->tok->text);
		s = arena_copy(p->a, strbuf_str(&b));
		strbuf_free(&b);
	}
	return node_const(p, tok->at, tval_text(s));
}

static struct tnode *
parse_list(struct tparser *p)
{
	struct tnode *e = tpl_node_new(p, N_LIST, p->tok->at);
	LIST(struct tnode *) items = { 0 };

	tpl_next(p);
	while (p->tok->kind != ']' && p->tok->kind != TOK_EOF) {
		if (items.n > 0 && !tpl_expect(p, ','))
			break;
		if (p->tok->kind == ']')
			break;
		*list_push(p->a, &items) = tpl_expression(p);
	}
	tpl_expect(p, ']');
	node_args(p, e, items.v, (uint32_t)items.n);
	return tpl_node_end(p, e);
}

static bool
parse_pair(struct tparser *p, struct tnode *e, struct str *key)
{
	struct str *old = e->key;

	if (p->tok->kind != TOK_TEXT) {
		tpl_syntax(p, p->tok, NULL,
		    "the keys of a map must be text in quotes");
		return false;
	}
	*key = p->tok->text;
	if (e->n == TPL_MANY)
		tpl_syntax(p, p->tok, NULL, "this map has more than %d members",
		    TPL_MANY);
	for (uint32_t i = 0; i < e->n; i++)
		if (str_eq(old[i], *key))
			tpl_mistake(p, p->tok->at, p->tok->end, NULL,
			    "the key '%.*s' is there twice", STR_ARG(*key));
	tpl_next(p);
	return tpl_expect(p, ':');
}

static struct tnode *
parse_dict(struct tparser *p)
{
	struct tnode *e = tpl_node_new(p, N_DICT, p->tok->at);
	LIST(struct tnode *) items = { 0 };
	LIST(struct str) keys = { 0 };

	tpl_next(p);
	while (p->tok->kind != '}' && p->tok->kind != TOK_EOF) {
		struct str key;

		if (items.n > 0 && !tpl_expect(p, ','))
			break;
		if (p->tok->kind == '}' || !parse_pair(p, e, &key))
			break;
		*list_push(p->a, &keys) = key;
		*list_push(p->a, &items) = tpl_expression(p);
		e->key = keys.v;
		e->n = (uint32_t)keys.n;
	}
	tpl_expect(p, '}');
	node_args(p, e, items.v, (uint32_t)items.n);
	e->key = keys.v;
	return tpl_node_end(p, e);
}

static struct tnode *
parse_parentheses(struct tparser *p)
{
	struct tnode *e;

	tpl_next(p);
	e = tpl_expression(p);
	if (p->tok->kind == ',')
		tpl_syntax(p, p->tok, "write a list: [a, b]",
		    "tuples are not supported");
	tpl_expect(p, ')');
	return e;
}

struct tnode *
tpl_primary(struct tparser *p)
{
	const struct ttoken *tok = p->tok;

	if (tok->kind == TOK_NAME)
		return parse_name(p);
	if (tok->kind == TOK_TEXT)
		return parse_text(p);
	if (tok->kind == '[')
		return parse_list(p);
	if (tok->kind == '{')
		return parse_dict(p);
	if (tok->kind == '(')
		return parse_parentheses(p);
	if (tok->kind == TOK_INT) {
		tpl_next(p);
		return node_const(p, tok->at, tval_int(tok->number));
	}
	tpl_syntax(p, tok, NULL, "expected a value here");
	return node_const(p, tok->at, (struct tval){ .kind = T_NONE });
}

/* What follows a value: .name [key] (arguments). */

static void
check_attribute(struct tparser *p, const struct ttoken *tok)
{
	struct str s = tok->text;

	if (str_starts(s, S("__")))
		tpl_mistake(p, tok->at, tok->end, NULL,
		    "names that start with '__' belong to Python");
	else if (tpl_is_one_of(s, tpl_map_methods))
		tpl_mistake(p, tok->at, tok->end, str_eq(s, S("items")) ?
		    "write .items(), or [\"items\"] for the member of that "
		    "name" : "write [\"...\"] for the member of that name",
		    "'.%.*s' is a method in Jinja2, not a member", STR_ARG(s));
}

static struct tnode *
parse_attribute(struct tparser *p, struct tnode *x)
{
	const struct ttoken *tok;
	struct tnode *e;

	tpl_next(p);
	tok = p->tok;
	if (tok->kind == TOK_INT) {
		tpl_next(p);
		return node_binary(p, N_ITEM, x,
		    node_const(p, tok->at, tval_int(tok->number)));
	}
	if (tok->kind != TOK_NAME) {
		tpl_syntax(p, tok, NULL, "expected a name after '.'");
		return x;
	}
	tpl_next(p);
	if (str_eq(tok->text, S("items")) && p->tok[0].kind == '(' &&
	    p->tok[1].kind == ')') {
		tpl_next(p);
		tpl_next(p);
		return tpl_node_unary(p, N_ITEMS, x->at, x);
	}
	check_attribute(p, tok);
	e = tpl_node_new(p, N_ATTR, x->at);
	e->member = arena_new_of(p->a, uint32_t);
	e->sym = tpl_sym(p->set, tok->text);
	node_args(p, e, &x, 1);
	return tpl_node_end(p, e);
}

static struct tnode *
parse_subscript(struct tparser *p, struct tnode *x)
{
	struct tnode *key;

	tpl_next(p);
	if (p->tok->kind != ':') {
		key = tpl_expression(p);
		if (p->tok->kind != ':' && p->tok->kind != ',') {
			tpl_expect(p, ']');
			return node_binary(p, N_ITEM, x, key);
		}
	}
	tpl_syntax(p, p->tok, NULL, "slices are not supported");
	return x;
}

struct tnode *
tpl_postfix(struct tparser *p, struct tnode *x)
{
	for (;;) {
		if (p->tok->kind == '.')
			x = parse_attribute(p, x);
		else if (p->tok->kind == '[')
			x = parse_subscript(p, x);
		else if (p->tok->kind == '(')
			x = tpl_parse_call(p, x);
		else
			return x;
	}
}

/* Operators, from the tightest to the loosest. */

/* Recursion that no node's depth counts. */
static bool
enter(struct tparser *p)
{
	if (p->depth++ < TPL_NESTING)
		return true;
	tpl_syntax(p, p->tok, "set a part of it to a name first",
	    "this expression is nested more than %d deep", TPL_NESTING);
	return false;
}

static struct tnode *
parse_unary(struct tparser *p, bool with_filter)
{
	const struct ttoken *tok = p->tok;
	struct tnode *x;

	if ((tok->kind == '-' || tok->kind == '+') && enter(p)) {
		tpl_next(p);
		x = tpl_node_unary(p, tok->kind == '-' ? N_NEG : N_POS, tok->at,
		    parse_unary(p, false));
		p->depth--;
	} else {
		x = tpl_primary(p);
	}
	x = tpl_postfix(p, x);
	return with_filter ? tpl_parse_filters(p, x) : x;
}

static struct tnode *
parse_product(struct tparser *p)
{
	struct tnode *x = parse_unary(p, true);

	for (;;) {
		enum tnode_kind kind;

		if (p->tok->kind == '*')
			kind = N_MUL;
		else if (p->tok->kind == TOK_FLOORDIV)
			kind = N_FLOORDIV;
		else if (p->tok->kind == '%')
			kind = N_MOD;
		else
			break;
		tpl_next(p);
		x = node_binary(p, kind, x, parse_unary(p, true));
	}
	if (p->tok->kind == '/')
		tpl_syntax(p, p->tok, "use '//'",
		    "'/' makes numbers with a fraction");
	if (p->tok->kind == TOK_POW)
		tpl_syntax(p, p->tok, NULL, "'**' is not supported");
	return x;
}

static struct tnode *
parse_concat(struct tparser *p)
{
	struct tnode *x = parse_product(p), *e;
	LIST(struct tnode *) parts = { 0 };

	if (p->tok->kind != '~')
		return x;
	*list_push(p->a, &parts) = x;
	while (tpl_skip(p, '~'))
		*list_push(p->a, &parts) = parse_product(p);
	e = tpl_node_new(p, N_CONCAT, x->at);
	node_args(p, e, parts.v, (uint32_t)parts.n);
	return tpl_node_end(p, e);
}

static struct tnode *
parse_sum(struct tparser *p)
{
	struct tnode *x = parse_concat(p);

	while (p->tok->kind == '+' || p->tok->kind == '-') {
		enum tnode_kind kind = p->tok->kind == '+' ? N_ADD : N_SUB;

		tpl_next(p);
		x = node_binary(p, kind, x, parse_concat(p));
	}
	return x;
}

/* The comparison that starts here, or -1; its tokens are skipped. */
static int
comparison(struct tparser *p)
{
	static const struct { int token; enum tcompare op; } table[] = {
		{ TOK_EQ, C_EQ }, { TOK_NE, C_NE }, { '<', C_LT },
		{ TOK_LE, C_LE }, { '>', C_GT }, { TOK_GE, C_GE },
	};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (tpl_skip(p, table[i].token))
			return (int)table[i].op;
	if (tpl_skip_name(p, "in"))
		return C_IN;
	return tpl_skip_names(p, "not", "in") ? C_NOT_IN : -1;
}

static struct tnode *
parse_compare(struct tparser *p)
{
	struct tnode *x = parse_sum(p), *e;
	LIST(struct tnode *) args = { 0 };
	LIST(uint8_t) ops = { 0 };
	int op = comparison(p);

	if (op < 0)
		return x;
	*list_push(p->a, &args) = x;
	*list_push(p->a, &ops) = 0;
	for (; op >= 0; op = comparison(p)) {
		*list_push(p->a, &ops) = (uint8_t)op;
		*list_push(p->a, &args) = parse_sum(p);
	}
	e = tpl_node_new(p, N_COMPARE, x->at);
	node_args(p, e, args.v, (uint32_t)args.n);
	e->op = ops.v;
	return tpl_node_end(p, e);
}

static struct tnode *
parse_not(struct tparser *p)
{
	uint32_t at = p->tok->at;
	struct tnode *x;

	if (!tpl_is_name(p, "not") || !enter(p))
		return parse_compare(p);
	tpl_next(p);
	x = tpl_node_unary(p, N_NOT, at, parse_not(p));
	p->depth--;
	return x;
}

static struct tnode *
parse_and(struct tparser *p)
{
	struct tnode *x = parse_not(p);

	while (tpl_skip_name(p, "and"))
		x = node_binary(p, N_AND, x, parse_not(p));
	return x;
}

struct tnode *
tpl_condition(struct tparser *p)
{
	struct tnode *x = parse_and(p);

	while (tpl_skip_name(p, "or"))
		x = node_binary(p, N_OR, x, parse_and(p));
	return x;
}

static struct tnode *
parse_cond(struct tparser *p)
{
	struct tnode *x = tpl_condition(p);

	while (tpl_skip_name(p, "if")) {
		struct tnode *e = tpl_node_new(p, N_COND, x->at), *arg[3];

		arg[0] = x;
		arg[1] = tpl_condition(p);
		arg[2] = tpl_skip_name(p, "else") ? tpl_expression(p) : NULL;
		node_args(p, e, arg, 3);
		x = tpl_node_end(p, e);
	}
	return x;
}

struct tnode *
tpl_expression(struct tparser *p)
{
	struct tnode *x;

	if (!enter(p))
		return node_const(p, p->tok->at, (struct tval){ 0 });
	x = parse_cond(p);
	p->depth--;
	return x;
}
