/*
 * Tokens to statements, as jinja2/parser.py.  The first error of syntax ends
 * the parse of a template; what is only not known (a filter, a tag's option)
 * is reported and read on, so one run shows all of those.
 */
#include <stdarg.h>
#include "base/text.h"
#include "format/template_ast.h"

/* Offset in the source of an offset in t->text, where "\r\n" is one byte. */
static size_t
source_offset(const struct template *t, size_t at)
{
	struct str s = t->source->text;
	size_t from = 0;

	if (s.n == t->text.n)
		return at;
	for (; at > 0 && from < s.n; at--)
		from += s.p[from] == '\r' && from + 1 < s.n &&
		    s.p[from + 1] == '\n' ? 2 : 1;
	return from;
}

struct where
tpl_where(const struct template *t, uint32_t at, uint32_t end)
{
	size_t from = source_offset(t, at);

	return where_at(t->source, from, source_offset(t, end) - from);
}

static void
report(struct tparser *p, uint32_t at, uint32_t end, const char *note,
    struct str text)
{
	p->failed = true;
	diag_error(p->d, tpl_where(p->t, at, end), "template", "%.*s",
	    STR_ARG(text));
	if (note)
		diag_note(p->d, nowhere, "%s", note);
}

void
tpl_syntax(struct tparser *p, const struct ttoken *at, const char *note,
    const char *fmt, ...)
{
	va_list ap;

	if (p->dead)
		return;
	va_start(ap, fmt);
	report(p, at->at, at->end, note, arena_vprintf(p->a, fmt, ap));
	va_end(ap);
	p->dead = true;
	while (p->tok->kind != TOK_EOF)
		p->tok++;
}

void
tpl_mistake(struct tparser *p, uint32_t at, uint32_t end, const char *note,
    const char *fmt, ...)
{
	va_list ap;

	if (p->dead)
		return;
	va_start(ap, fmt);
	report(p, at, end, note, arena_vprintf(p->a, fmt, ap));
	va_end(ap);
}

/* Known names. */

static const char *
row_name(const void *table, size_t i, size_t size)
{
	return *(const char *const *)((const char *)table + i * size);
}

const void *
tpl_row(const void *table, size_t n, size_t size, struct str name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(name, str_of(row_name(table, i, size))))
			return (const char *)table + i * size;
	return NULL;
}

const char *
tpl_row_near(const void *table, size_t n, size_t size, struct str name)
{
	const char *near = NULL;
	size_t best = 3;

	for (size_t i = 0; i < n; i++) {
		const char *known = row_name(table, i, size);
		size_t distance = text_distance(name, str_of(known), 2);

		if (distance < best && distance < name.n) {
			best = distance;
			near = known;
		}
	}
	return near;
}

bool
tpl_is_one_of(struct str name, const char *const *of)
{
	for (; *of; of++)
		if (str_eq(name, str_of(*of)))
			return true;
	return false;
}

/* The token stream. */

void
tpl_next(struct tparser *p)
{
	if (p->tok->kind != TOK_EOF)
		p->tok++;
}

bool
tpl_is_name(const struct tparser *p, const char *name)
{
	return p->tok->kind == TOK_NAME && str_eq(p->tok->text, str_of(name));
}

bool
tpl_skip_name(struct tparser *p, const char *name)
{
	if (!tpl_is_name(p, name))
		return false;
	tpl_next(p);
	return true;
}

bool
tpl_skip_names(struct tparser *p, const char *name, const char *next)
{
	const struct ttoken *tok = p->tok;

	if (!tpl_is_name(p, name) || tok[1].kind != TOK_NAME ||
	    !str_eq(tok[1].text, str_of(next)))
		return false;
	tpl_next(p);
	tpl_next(p);
	return true;
}

bool
tpl_skip(struct tparser *p, int kind)
{
	if ((int)p->tok->kind != kind)
		return false;
	tpl_next(p);
	return true;
}

static struct str
kind_name(struct tparser *p, int kind)
{
	switch (kind) {
	case TOK_EOF:
		return S("the end of the template");
	case TOK_PRINT_END:
		return S("'}}'");
	case TOK_TAG_END:
		return S("'%}'");
	case TOK_NAME:
		return S("a name");
	case TOK_INT:
		return S("a number");
	case TOK_TEXT:
		return S("a text");
	case TOK_EQ:
		return S("'=='");
	case TOK_NE:
		return S("'!='");
	case TOK_LE:
		return S("'<='");
	case TOK_GE:
		return S("'>='");
	case TOK_FLOORDIV:
		return S("'//'");
	case TOK_POW:
		return S("'**'");
	default:
		return arena_printf(p->a, "'%c'", kind);
	}
}

bool
tpl_expect(struct tparser *p, int kind)
{
	struct str want, got;

	if (tpl_skip(p, kind))
		return true;
	want = kind_name(p, kind);
	got = p->tok->kind == TOK_NAME ?
	    arena_printf(p->a, "'%.*s'", STR_ARG(p->tok->text)) :
	    kind_name(p, (int)p->tok->kind);
	tpl_syntax(p, p->tok, NULL, "expected %.*s, found %.*s", STR_ARG(want),
	    STR_ARG(got));
	return false;
}

/* Statements. */

struct tstmt *
tpl_stmt_new(struct tparser *p, enum tstmt_kind kind, const struct ttoken *tok)
{
	struct tstmt *s = arena_new_of(p->a, struct tstmt);

	s->kind = kind;
	s->at = tok->at;
	s->end = tok->end;
	return s;
}

static struct tstmt *
parse_print(struct tparser *p)
{
	struct tstmt *s = tpl_stmt_new(p, S_PRINT, p->tok - 1);

	s->expr = tpl_expression(p);
	if (p->tok->kind == ',')
		tpl_syntax(p, p->tok, "write two tags, or join with '~'",
		    "tuples are not supported");
	tpl_expect(p, TOK_PRINT_END);
	return s;
}

static bool
at_end(const struct tparser *p, const char *const *ends)
{
	return ends && p->tok[0].kind == TOK_TAG &&
	    p->tok[1].kind == TOK_NAME && tpl_is_one_of(p->tok[1].text, ends);
}

/* Statements up to one of ends, whose name is then the current token. */
struct tstmt *
tpl_parse_body(struct tparser *p, const char *name, const struct ttoken *tok,
    const char *const *ends)
{
	struct topen open = { name, tok, p->open };
	struct tstmt *first = NULL, **last = &first;

	p->open = name ? &open : NULL;
	while (p->tok->kind != TOK_EOF && !at_end(p, ends)) {
		const struct ttoken *at = p->tok;
		struct tstmt *s = NULL;

		p->statements++;
		tpl_next(p);
		if (at->kind == TOK_DATA) {
			s = tpl_stmt_new(p, S_TEXT, at);
			s->text = at->text;
		} else if (at->kind == TOK_PRINT) {
			s = parse_print(p);
		} else {
			s = tpl_parse_tag(p);
		}
		if (s) {
			*last = s;
			last = &s->next;
		}
	}
	if (ends && p->tok->kind == TOK_EOF)
		tpl_syntax(p, tok, NULL, "'%s' has no end", name);
	tpl_next(p);
	p->open = open.up;
	return first;
}

bool
tpl_parse(struct template *t, struct diag *d)
{
	struct arena *scratch = arena_new();
	struct tparser p = {
		.t = t, .set = t->set, .a = tpl_arena(t->set), .d = d,
	};

	p.tok = tpl_lex(t, scratch, p.a, d);
	p.failed = !p.tok;
	if (p.tok)
		t->root.body = tpl_parse_body(&p, NULL, NULL, NULL);
	arena_free(scratch);
	return !p.failed;
}
