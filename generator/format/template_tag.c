/*
 * Tags, one row each in the table; a tag's function reads from behind its name
 * up to the end of the tag, or of its end tag.
 */
#include "format/template_ast.h"

/* The end of a tag that has a body, and the body. */
static struct tstmt *
tag_body(struct tparser *p, const char *name, const struct ttoken *tok,
    const char *const *ends)
{
	if (!tpl_expect(p, TOK_TAG_END))
		return NULL;
	return tpl_parse_body(p, name, tok, ends);
}

static struct tstmt *
parse_if(struct tparser *p, const struct ttoken *tok)
{
	static const char *const ends[] = { "elif", "else", "endif", NULL };
	struct tstmt *s = tpl_stmt_new(p, S_IF, tok), **elif = &s->elif;

	s->test = tpl_condition(p);
	s->then = tag_body(p, "if", tok, ends);
	while (tpl_is_name(p, "elif")) {
		struct tstmt *e = tpl_stmt_new(p, S_IF, p->tok);

		tpl_next(p);
		e->test = tpl_condition(p);
		e->then = tag_body(p, "if", tok, ends);
		*elif = e;
		elif = &e->next;
	}
	if (tpl_skip_name(p, "else")) {
		if (tpl_is_name(p, "if"))
			tpl_syntax(p, p->tok, "write 'elif'",
			    "'else if' is not a tag");
		s->otherwise = tag_body(p, "if", tok, ends + 2);
	}
	tpl_skip_name(p, "endif");
	return s;
}

static void
parse_targets(struct tparser *p, struct tfor *f)
{
	LIST(struct tparam) targets = { 0 };

	do {
		struct tparam *t;

		if (p->tok->kind == '(') {
			tpl_syntax(p, p->tok, "write 'for a, b in ...'",
			    "parentheses are not supported here");
			break;
		}
		t = list_push(p->a, &targets);
		t->sym = tpl_target(p);
	} while (tpl_skip(p, ','));
	f->target = targets.v;
	f->ntarget = targets.n;
}

static struct tstmt *
parse_for(struct tparser *p, const struct ttoken *tok)
{
	static const char *const ends[] = { "else", "endfor", NULL };
	struct tstmt *s = tpl_stmt_new(p, S_FOR, tok);
	struct tfor *f = s->loop = arena_new_of(p->a, struct tfor);
	unsigned loop_names;

	if (p->loops++ == TPL_LOOPS)
		tpl_syntax(p, tok, "put the inner ones into a macro",
		    "loops are nested more than %d deep", TPL_LOOPS);
	parse_targets(p, f);
	if (!tpl_skip_name(p, "in"))
		tpl_syntax(p, p->tok, NULL, "expected 'in' here");
	f->over = tpl_condition(p);
	if (tpl_skip_name(p, "if"))
		f->test = tpl_expression(p);
	if (tpl_is_name(p, "recursive"))
		tpl_syntax(p, p->tok, "write a macro that calls itself",
		    "recursive loops are not supported");
	if (p->tok->kind == ',')
		tpl_syntax(p, p->tok, "write a list: [a, b]",
		    "tuples are not supported");
	loop_names = p->loop_names;
	f->body = tag_body(p, "for", tok, ends);
	f->uses_loop = p->loop_names > loop_names;
	if (tpl_skip_name(p, "else"))
		f->otherwise = tag_body(p, "for", tok, ends + 1);
	tpl_skip_name(p, "endfor");
	p->loops--;
	return s;
}

static struct tstmt *
parse_set(struct tparser *p, const struct ttoken *tok)
{
	static const char *const ends[] = { "endset", NULL };
	struct tstmt *s = tpl_stmt_new(p, S_SET, tok);

	s->set.target.sym = tpl_target(p);
	if (p->tok->kind == '.')
		tpl_syntax(p, p->tok, NULL,
		    "values cannot be changed: namespaces are not supported");
	if (p->tok->kind == ',')
		tpl_syntax(p, p->tok, "write two tags",
		    "'set' stores one name");
	if (p->tok->kind == '|')
		tpl_syntax(p, p->tok, "set another name to it afterwards",
		    "a filter is not supported here");
	if (!tpl_skip(p, '=')) {
		s->kind = S_SET_BLOCK;
		s->set.body = tag_body(p, "set", tok, ends);
		tpl_skip_name(p, "endset");
		return s;
	}
	s->set.value = tpl_expression(p);
	if (p->tok->kind == ',')
		tpl_syntax(p, p->tok, "write a list: [a, b]",
		    "tuples are not supported");
	return s;
}

/* A template's name: constant, so that all templates are known beforehand. */
static void
parse_template_name(struct tparser *p, struct tstmt *s)
{
	struct tnode *e = tpl_expression(p);

	if (tpl_is_plain_text(e))
		s->use.name = e->value.text;
	else
		tpl_mistake(p, e->at, e->end, NULL,
		    "the name of a template must be text in quotes");
	s->at = e->at;
	s->end = e->end;
	*list_push(p->a, &p->t->uses) = s;
}

/* `with context` and `without context`: only what is so anyway.  (Jinja2 prints
 * an include without context past a set block or macro around it.) */
static void
parse_context(struct tparser *p, bool with_is_fine)
{
	const struct ttoken *tok = p->tok;
	bool with = tpl_skip_names(p, "with", "context");

	if (!with && !tpl_skip_names(p, "without", "context"))
		return;
	if (with != with_is_fine)
		tpl_syntax(p, tok, with ?
		    "pass what it needs as an argument" :
		    "import macros from it, and give them what they need",
		    "%s context are not supported",
		    with ? "imports with" : "includes without");
}

static struct tstmt *
parse_include(struct tparser *p, const struct ttoken *tok)
{
	struct tstmt *s = tpl_stmt_new(p, S_INCLUDE, tok);

	parse_template_name(p, s);
	s->use.ignore_missing = tpl_skip_names(p, "ignore", "missing");
	parse_context(p, true);
	return s;
}

static struct tstmt *
parse_extends(struct tparser *p, const struct ttoken *tok)
{
	struct tstmt *s = tpl_stmt_new(p, S_NOTHING, tok);

	if (p->statements > 1)
		tpl_mistake(p, tok->at, tok->end,
		    "Jinja2 prints what stands before it, white space too; "
		    "'-#}' ends a comment without the line end after it",
		    "'extends' must be the first thing in a template");
	parse_template_name(p, s);
	p->t->extends = s;
	return s;
}

static struct tstmt *
parse_block(struct tparser *p, const struct ttoken *tok)
{
	static const char *const ends[] = { "endblock", NULL };
	struct tstmt *s = tpl_stmt_new(p, S_BLOCK, tok);
	struct tparser saved = *p;
	struct str name = p->tok->text;

	if (!tpl_expect(p, TOK_NAME))
		return s;
	if (tpl_is_name(p, "scoped") || tpl_is_name(p, "required"))
		tpl_syntax(p, p->tok, "a block sees what is set at the top",
		    "'%.*s' blocks are not supported", STR_ARG(p->tok->text));
	if (p->tok->kind == '-')
		tpl_syntax(p, p->tok, "use '_'",
		    "the name of a block cannot contain '-'");
	s->block = arena_new_of(p->a, struct tblock);
	s->block->name = tpl_sym(p->set, name);
	s->block->in = p->t;
	for (size_t i = 0; i < p->t->blocks.n; i++)
		if (p->t->blocks.v[i]->name == s->block->name)
			tpl_mistake(p, tok->at, tok->end, NULL,
			    "block '%.*s' is defined twice", STR_ARG(name));
	*list_push(p->a, &p->t->blocks) = s->block;
	p->block = s->block;
	p->in_macro = false;
	p->loops = 0;
	s->block->fn.body = tag_body(p, "block", tok, ends);
	if (tpl_skip_name(p, "endblock") && p->tok->kind == TOK_NAME &&
	    str_eq(p->tok->text, name))
		tpl_next(p);
	p->block = saved.block;
	p->in_macro = saved.in_macro;
	p->loops = saved.loops;
	p->loop_names = saved.loop_names;
	return s;
}

static void
parse_params(struct tparser *p, struct tmacro_code *m)
{
	LIST(struct tparam) params = { 0 };

	tpl_expect(p, '(');
	while (p->tok->kind != ')' && p->tok->kind != TOK_EOF) {
		const struct ttoken *tok;
		struct tparam param = { 0 };

		if (params.n > 0 && !tpl_expect(p, ','))
			break;
		tok = p->tok;
		if (params.n == TPL_MANY)
			tpl_syntax(p, tok, NULL,
			    "these are more than %d parameters", TPL_MANY);
		param.sym = tpl_target(p);
		for (size_t i = 0; i < params.n; i++)
			if (params.v[i].sym == param.sym)
				tpl_mistake(p, tok->at, tok->end, NULL,
				    "parameter '%.*s' is there twice",
				    STR_ARG(tok->text));
		if (tpl_skip(p, '='))
			param.fallback = tpl_expression(p);
		else if (params.n > 0 && params.v[params.n - 1].fallback)
			tpl_mistake(p, tok->at, tok->end, NULL,
			    "parameters without a default come first");
		*list_push(p->a, &params) = param;
	}
	tpl_expect(p, ')');
	m->param = params.v;
	m->nparam = params.n;
}

static struct tstmt *
parse_macro(struct tparser *p, const struct ttoken *tok)
{
	static const char *const ends[] = { "endmacro", NULL };
	struct tstmt *s = tpl_stmt_new(p, S_MACRO, tok);
	struct tmacro_code *m = s->macro = arena_new_of(p->a,
	    struct tmacro_code);
	bool in_macro = p->in_macro;
	unsigned loops = p->loops;

	m->name.sym = tpl_target(p);
	parse_params(p, m);
	p->in_macro = true;
	p->loops = 0;
	m->fn.body = tag_body(p, "macro", tok, ends);
	tpl_skip_name(p, "endmacro");
	p->in_macro = in_macro;
	p->loops = loops;
	return s;
}

static struct tstmt *
parse_import(struct tparser *p, const struct ttoken *tok)
{
	struct tstmt *s = tpl_stmt_new(p, S_IMPORT, tok);

	parse_template_name(p, s);
	if (!tpl_skip_name(p, "as"))
		tpl_syntax(p, p->tok, "{% import \"file.html\" as name %}",
		    "expected 'as' here");
	s->use.import = arena_new_of(p->a, struct timport);
	s->use.import->alias.sym = tpl_target(p);
	s->use.n = 1;
	parse_context(p, false);
	return s;
}

static struct tstmt *
parse_from(struct tparser *p, const struct ttoken *tok)
{
	struct tstmt *s = tpl_stmt_new(p, S_FROM, tok);
	LIST(struct timport) names = { 0 };

	parse_template_name(p, s);
	if (!tpl_skip_name(p, "import"))
		tpl_syntax(p, p->tok, "{% from \"file.html\" import name %}",
		    "expected 'import' here");
	do {
		struct timport *i = list_push(p->a, &names);
		const struct ttoken *name = p->tok;

		i->name = i->alias.sym = tpl_target(p);
		if (str_starts(i->name->name, S("_")))
			tpl_mistake(p, name->at, name->end, NULL,
			    "names that start with '_' are private");
		if (tpl_skip_name(p, "as"))
			i->alias.sym = tpl_target(p);
	} while (tpl_skip(p, ','));
	s->use.import = names.v;
	s->use.n = names.n;
	parse_context(p, false);
	return s;
}

static const struct tag {
	const char *name;
	struct tstmt *(*parse)(struct tparser *p, const struct ttoken *tok);
	const char *end;	/* NULL when it has no body */
} tags[] = {
	{ "if", parse_if, "endif" },
	{ "for", parse_for, "endfor" },
	{ "set", parse_set, "endset" },
	{ "include", parse_include, NULL },
	{ "extends", parse_extends, NULL },
	{ "block", parse_block, "endblock" },
	{ "macro", parse_macro, "endmacro" },
	{ "import", parse_import, NULL },
	{ "from", parse_from, NULL },
	{ "raw", NULL, "endraw" },
};
#define NTAGS (sizeof tags / sizeof *tags)

static bool
is_jinja_tag(struct str name)
{
	static const char *const other[] = {
		"call", "filter", "with", "autoescape", "print", "do",
		"break", "continue", "trans", "debug", NULL,
	};

	return tpl_is_one_of(name, other);
}

/* An end that closes nothing, or not what is open. */
static bool
wrong_end(struct tparser *p, const struct ttoken *tok)
{
	bool is_end = str_eq(tok->text, S("else")) ||
	    str_eq(tok->text, S("elif"));

	for (size_t i = 0; i < NTAGS; i++)
		if (tags[i].end && str_eq(tok->text, str_of(tags[i].end)))
			is_end = true;
	if (!is_end)
		return false;
	if (!p->open) {
		tpl_syntax(p, tok, NULL, "'%.*s' has nothing to end",
		    STR_ARG(tok->text));
		return true;
	}
	tpl_syntax(p, tok, NULL, "'%.*s' does not fit here: '%s' is open",
	    STR_ARG(tok->text), p->open->name);
	diag_note(p->d, tpl_where(p->t, p->open->tok->at, p->open->tok->end),
	    "'%s' begins here", p->open->name);
	return true;
}

static void
unknown_tag(struct tparser *p, const struct ttoken *tok)
{
	const char *near = tpl_row_near(tags, NTAGS, sizeof *tags, tok->text);
	struct str note = { 0 };

	if (wrong_end(p, tok))
		return;
	if (str_eq(tok->text, S("raw")))
		note = S("nothing else stands in its tag: {% raw %}");
	else if (is_jinja_tag(tok->text))
		note = S("known tags are if, for, set, block, extends, "
		    "include, import, from, macro and raw");
	else if (near)
		note = arena_printf(p->a, "did you mean '%s'?", near);
	tpl_syntax(p, tok, note.p, is_jinja_tag(tok->text) ?
	    "Jinja2's tag '%.*s' is not supported" : "unknown tag '%.*s'",
	    STR_ARG(tok->text));
}

struct tstmt *
tpl_parse_tag(struct tparser *p)
{
	const struct ttoken *tok = p->tok;
	const struct tag *tag;
	struct tstmt *s = NULL;

	if (!tpl_expect(p, TOK_NAME))
		return NULL;
	if (p->tags == TPL_TAGS) {
		tpl_syntax(p, tok, "put the inner ones into a macro",
		    "tags are nested more than %d deep", TPL_TAGS);
		return NULL;
	}
	p->tags++;
	tag = tpl_row(tags, NTAGS, sizeof *tags, tok->text);
	if (tag && tag->parse)
		s = tag->parse(p, tok);
	else
		unknown_tag(p, tok);
	p->tags--;
	tpl_expect(p, TOK_TAG_END);
	return s;
}
