/*
 * Calls, filters and tests: what takes arguments.  Where each argument goes is
 * decided here, so that a wrong one is an error before anything is rendered.
 */
#include "format/template_run.h"

/* The arguments of a call, a filter or a test: positional ones, then named
 * ones, whose names are in keyword. */
struct args {
	LIST(struct tnode *) v;
	LIST(const struct ttoken *) keyword;	/* NULL for positional ones */
};

static void
parse_argument(struct tparser *p, struct args *args)
{
	const struct ttoken *tok = p->tok;
	size_t n = args->keyword.n;
	bool named = tok->kind == TOK_NAME && tok[1].kind == '=';

	if (tok->kind == '*' || tok->kind == TOK_POW) {
		tpl_syntax(p, tok, NULL,
		    "'*' and '**' arguments are not supported");
		return;
	}
	if (n == TPL_MANY)
		tpl_syntax(p, tok, NULL, "these are more than %d arguments",
		    TPL_MANY);
	if (named) {
		tpl_next(p);
		tpl_next(p);
	} else if (n > 0 && args->keyword.v[n - 1]) {
		tpl_syntax(p, tok, NULL,
		    "arguments without a name come before named ones");
		return;
	}
	for (size_t i = 0; i < n; i++)
		if (named && args->keyword.v[i] &&
		    str_eq(args->keyword.v[i]->text, tok->text))
			tpl_mistake(p, tok->at, tok->end, NULL,
			    "argument '%.*s' is given twice",
			    STR_ARG(tok->text));
	*list_push(p->a, &args->keyword) = named ? tok : NULL;
	*list_push(p->a, &args->v) = tpl_expression(p);
}

static void
parse_arguments(struct tparser *p, struct args *args)
{
	tpl_next(p);
	while (p->tok->kind != ')' && p->tok->kind != TOK_EOF) {
		if (args->v.n > 0 && !tpl_expect(p, ','))
			return;
		if (p->tok->kind != ')')
			parse_argument(p, args);
	}
	tpl_expect(p, ')');
}

struct tnode *
tpl_parse_call(struct tparser *p, struct tnode *callee)
{
	struct tnode *e = tpl_node_new(p, N_CALL, callee->at);
	struct args args = { 0 };
	LIST(const struct tsym *) keyword = { 0 };

	if (callee->kind != N_NAME && callee->kind != N_ATTR)
		tpl_syntax(p, p->tok, NULL, "only macros can be called");
	parse_arguments(p, &args);
	*list_push(p->a, &keyword) = NULL;
	for (size_t i = 0; i < args.keyword.n; i++) {
		const struct ttoken *tok = args.keyword.v[i];

		if (tok)
			tpl_check_name(p, tok);
		*list_push(p->a, &keyword) =
		    tok ? tpl_sym(p->set, tok->text) : NULL;
	}
	e->n = (uint32_t)args.v.n + 1;
	e->arg = arena_array(p->a, struct tnode *, e->n);
	e->arg[0] = callee;
	for (uint32_t i = 1; i < e->n; i++)
		e->arg[i] = args.v.v[i - 1];
	e->keyword = keyword.v;
	return tpl_node_end(p, e);
}

/* Filters and tests. */

static void
unknown_filter(struct tparser *p, struct str name, uint32_t at, uint32_t end)
{
	const char *near = tpl_filter_near(name);
	const char *note = tpl_filter_absent(name);

	if (!note && near)
		note = arena_printf(p->a, "did you mean '%s'?", near).p;
	tpl_mistake(p, at, end, note, "unknown filter '%.*s'", STR_ARG(name));
}

static void
unknown_test(struct tparser *p, struct str name, uint32_t at, uint32_t end)
{
	const char *near = tpl_test_near(name), *note = NULL;

	if (near)
		note = arena_printf(p->a, "did you mean '%s'?", near).p;
	tpl_mistake(p, at, end, note, "unknown test '%.*s'", STR_ARG(name));
}

/* Where a named argument goes; 0 when the filter has none of that name. */
static unsigned
param_of(const struct tfilter *f, struct str name)
{
	for (unsigned i = 0; i < TPL_ARGS && f->param[i]; i++)
		if (str_eq(str_of(f->param[i]), name))
			return i + 1;
	return 0;
}

static void
bind_filter(struct tparser *p, struct tnode *e, const struct args *args,
    const struct ttoken *tok)
{
	const struct tfilter *f = e->filter;
	unsigned given = 0;

	for (size_t i = 0; i < args->v.n; i++) {
		const struct ttoken *name = args->keyword.v[i];
		unsigned at = name ? param_of(f, name->text) : (unsigned)i + 1;

		if (at == 0 || at > f->most || e->arg[at]) {
			tpl_mistake(p, args->v.v[i]->at, args->v.v[i]->end,
			    NULL, "filter '%s' does not take this argument",
			    f->name);
			return;
		}
		e->arg[at] = args->v.v[i];
		given++;
	}
	for (unsigned i = 1; i <= f->least; i++)
		if (!e->arg[i])
			given = 0;
	if (given < f->least)
		tpl_mistake(p, tok->at, tok->end, NULL,
		    "filter '%s' needs %u argument%s", f->name, f->least,
		    f->least == 1 ? "" : "s");
}

/* Argument i of map, select ..., a name in quotes; NULL after an error. */
static const struct tnode *
quoted_name(struct tparser *p, const struct args *args, size_t i,
    const struct ttoken *tok)
{
	const struct tnode *e = i < args->v.n ? args->v.v[i] : NULL;

	if (e && !args->keyword.v[i] && tpl_is_plain_text(e))
		return e;
	tpl_mistake(p, e ? e->at : tok->at, e ? e->end : tok->end, NULL,
	    "'%.*s' wants a name in quotes here", STR_ARG(tok->text));
	return NULL;
}

static bool
no_keywords(struct tparser *p, const struct args *args)
{
	for (size_t i = 0; i < args->v.n; i++) {
		const struct ttoken *name = args->keyword.v[i];

		if (!name)
			continue;
		tpl_mistake(p, name->at, name->end, NULL,
		    "named arguments are not supported here");
		return false;
	}
	return true;
}

/* map("name", arguments): the arguments become those of the inner filter. */
static void
bind_map(struct tparser *p, struct tnode *e, struct args *args,
    const struct ttoken *tok)
{
	const struct tnode *name;
	struct tnode inner = { 0 };
	struct args rest;

	if (args->v.n > 0 && args->keyword.v[0]) {
		bind_filter(p, e, args, tok);
		if (!e->arg[1] && !p->failed)
			tpl_mistake(p, tok->at, tok->end, NULL,
			    "filter 'map' needs attribute=...");
		return;
	}
	name = quoted_name(p, args, 0, tok);
	if (!name)
		return;
	inner.filter = tpl_filter(name->value.text);
	if (!inner.filter || inner.filter->takes != FILTER_PLAIN) {
		unknown_filter(p, name->value.text, name->at, name->end);
		return;
	}
	rest = *args;
	rest.v.v++, rest.v.n--;
	rest.keyword.v++, rest.keyword.n--;
	inner.arg = e->arg;
	bind_filter(p, &inner, &rest, tok);
	e->inner_filter = inner.filter;
}

/* select("test", argument), selectattr("name", "test", argument). */
static void
bind_select(struct tparser *p, struct tnode *e, struct args *args,
    const struct ttoken *tok)
{
	size_t first = e->filter->takes == FILTER_SELECT_ATTR, wants;
	const struct tnode *name;

	if (!no_keywords(p, args))
		return;
	if (first) {
		if (args->v.n == 0) {
			quoted_name(p, args, 0, tok);
			return;
		}
		e->arg[1] = args->v.v[0];
	}
	if (args->v.n == first)
		return;
	name = quoted_name(p, args, first, tok);
	if (!name)
		return;
	e->inner_test = tpl_test(name->value.text);
	if (!e->inner_test) {
		unknown_test(p, name->value.text, name->at, name->end);
		return;
	}
	wants = first + 1 + e->inner_test->takes;
	if (args->v.n != wants)
		tpl_mistake(p, tok->at, tok->end, NULL,
		    "test '%s' takes %s argument", e->inner_test->name,
		    e->inner_test->takes ? "one" : "no");
	else if (e->inner_test->takes)
		e->arg[2] = args->v.v[first + 1];
}

static struct tnode *
parse_filter(struct tparser *p, struct tnode *x)
{
	struct tnode *e = tpl_node_new(p, N_FILTER, x->at);
	const struct ttoken *tok;
	struct args args = { 0 };

	tpl_next(p);
	tok = p->tok;
	if (!tpl_expect(p, TOK_NAME))
		return x;
	if (p->tok->kind == '(')
		parse_arguments(p, &args);
	e->filter = tpl_filter(tok->text);
	e->n = TPL_ARGS;
	e->arg = arena_array(p->a, struct tnode *, TPL_ARGS);
	e->arg[0] = x;
	if (!e->filter)
		unknown_filter(p, tok->text, tok->at, tok->end);
	else if (e->filter->takes == FILTER_PLAIN)
		bind_filter(p, e, &args, tok);
	else if (e->filter->takes == FILTER_MAP)
		bind_map(p, e, &args, tok);
	else
		bind_select(p, e, &args, tok);
	return tpl_node_end(p, e);
}

/* Does a test's argument without parentheses start here? */
static bool
is_argument(const struct tparser *p)
{
	switch ((int)p->tok->kind) {
	case TOK_NAME:
		return !tpl_is_name(p, "else") && !tpl_is_name(p, "or") &&
		    !tpl_is_name(p, "and");
	case TOK_TEXT:
	case TOK_INT:
	case '[':
	case '{':
		return true;
	default:
		return false;
	}
}

static void
parse_test_arguments(struct tparser *p, struct args *args)
{
	if (p->tok->kind == '(') {
		parse_arguments(p, args);
		no_keywords(p, args);
	} else if (is_argument(p)) {
		*list_push(p->a, &args->v) = tpl_postfix(p,
		    tpl_primary(p));
	}
}

static struct tnode *
parse_test(struct tparser *p, struct tnode *x)
{
	struct tnode *e = tpl_node_new(p, N_TEST, x->at);
	const struct ttoken *tok;
	struct args args = { 0 };
	bool not;

	tpl_next(p);
	not = tpl_skip_name(p, "not");
	tok = p->tok;
	if (!tpl_expect(p, TOK_NAME))
		return x;
	e->test = tpl_test(tok->text);
	if (!e->test)
		unknown_test(p, tok->text, tok->at, tok->end);
	if (e->test && !e->test->takes && tpl_is_name(p, "if"))
		tpl_syntax(p, p->tok, "put the test in parentheses",
		    "Jinja2 takes 'if' for an argument of the test");
	parse_test_arguments(p, &args);
	if (e->test && args.v.n != e->test->takes && !p->failed)
		tpl_mistake(p, tok->at, tok->end, NULL,
		    "test '%s' takes %s argument", e->test->name,
		    e->test->takes ? "one" : "no");
	e->n = 1 + (args.v.n > 0);
	e->arg = arena_array(p->a, struct tnode *, e->n);
	e->arg[0] = x;
	if (args.v.n > 0)
		e->arg[1] = args.v.v[0];
	tpl_node_end(p, e);
	return not ? tpl_node_unary(p, N_NOT, x->at, e) : e;
}

struct tnode *
tpl_parse_filters(struct tparser *p, struct tnode *x)
{
	for (;;) {
		if (p->tok->kind == '|')
			x = parse_filter(p, x);
		else if (tpl_is_name(p, "is"))
			x = parse_test(p, x);
		else if (p->tok->kind == '(')
			x = tpl_parse_call(p, x);
		else
			return x;
	}
}
