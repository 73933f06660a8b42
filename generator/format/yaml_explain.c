/*
 * libyaml says what its grammar expected; an author wants to know which
 * character to change.  So every complaint is matched against the mistakes
 * people make, by a look at the line it is about, and libyaml's own words
 * remain for the rest.  Guessing is safe here: the text is refused either way.
 */
#include <string.h>

#include "base/text.h"
#include "format/yaml_explain.h"

/* A line as an author reads it; the views point into the source. */
struct line {
	struct str text;	/* without indentation and trailing space */
	struct str key;		/* before the first colon; empty when none */
	struct str value;	/* after it; the text behind "- " without one */
	size_t indent;
};

struct explainer {
	const struct yaml_problem *p;
	struct arena *a;
	struct diag *d;
	struct line line;	/* of p->at */
};

static const struct str wide_colon = { "\xef\xbc\x9a", 3 };

static size_t
offset_of(const struct yaml_problem *p, struct str view)
{
	return (size_t)(view.p - p->source->text.p);
}

static struct where
place(const struct yaml_problem *p, struct str view)
{
	return where_at(p->source, offset_of(p, view), view.n);
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool
is_break(char c)
{
	return c == '\n' || c == '\r';
}

static bool
is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/* The length of the letters, digits, - and _ that s begins with. */
static size_t
word_length(struct str s)
{
	size_t i;

	for (i = 0; i < s.n && is_word(s.p[i]); i++)
		;
	return i;
}

/* The first colon that ends a key, quotes respected, or STR_NONE. */
static size_t
key_colon(struct str s)
{
	char quote;
	size_t i;

	quote = s.n > 0 && (s.p[0] == '"' || s.p[0] == '\'') ? s.p[0] : 0;
	for (i = quote ? 1 : 0; i < s.n; i++) {
		if (quote && s.p[i] == quote)
			quote = 0;
		else if (!quote && s.p[i] == ':' &&
		    (i + 1 == s.n || is_blank(s.p[i + 1])))
			return i;
	}
	return STR_NONE;
}

static struct line
line_parse(struct str all)
{
	struct line l = { 0 };
	struct str rest;
	size_t colon;

	while (l.indent < all.n && is_blank(all.p[l.indent]))
		l.indent++;
	l.text = str_trim(all);
	rest = l.text;
	while (rest.n > 1 && rest.p[0] == '-' && is_blank(rest.p[1]))
		rest = str_trim(str_from(rest, 1));
	colon = key_colon(rest);
	l.key = str_sub(rest, 0, colon == STR_NONE ? 0 : colon);
	l.key = str_trim(l.key);
	l.value = colon == STR_NONE ? rest : str_trim(str_from(rest, colon + 1));
	return l;
}

static struct line
line_at(const struct yaml_problem *p, size_t at)
{
	const char *text = p->source->text.p;
	size_t from, to;

	from = to = at;
	while (from > p->begin && !is_break(text[from - 1]))
		from--;
	while (to < p->end && !is_break(text[to]))
		to++;
	return line_parse((struct str){ text + from, to - from });
}

/* The nearest line above l that is neither empty nor a comment; its text is
 * empty when there is none. */
static struct line
line_above(const struct yaml_problem *p, struct line l)
{
	const char *text = p->source->text.p;
	size_t at;

	do {
		at = offset_of(p, l.text);
		while (at > p->begin && !is_break(text[at - 1]))
			at--;
		while (at > p->begin && is_break(text[at - 1]))
			at--;
		if (at == p->begin)
			return (struct line){ 0 };
		l = line_at(p, at);
	} while (l.text.n == 0 || l.text.p[0] == '#');
	return l;
}

/* s cut to a readable length, for a message. */
static struct str
clip(struct arena *a, struct str s)
{
	const size_t limit = 60;
	size_t n = limit;

	if (s.n <= limit)
		return s;
	while (n > 0 && ((unsigned char)s.p[n] & 0xc0) == 0x80)
		n--;
	return arena_printf(a, "%.*s…", (int)n, s.p);
}

/* The text as a YAML scalar in quotes: double ones while nothing in it would
 * need an escape. */
static struct str
quoted(struct arena *a, struct str s)
{
	char *p, *to;
	size_t i;

	if (s.n > 1 && s.p[0] == s.p[s.n - 1] &&
	    (s.p[0] == '\'' || s.p[0] == '"'))
		s = str_sub(s, 1, s.n - 1);
	if (str_chr(s, '"') == STR_NONE && str_chr(s, '\\') == STR_NONE)
		return arena_printf(a, "\"%.*s\"", STR_ARG(s));
	p = to = arena_bytes(a, 2 * s.n + 2);
	*to++ = '\'';
	for (i = 0; i < s.n; i++) {
		if (s.p[i] == '\'')
			*to++ = '\'';
		*to++ = s.p[i];
	}
	*to++ = '\'';
	return (struct str){ p, (size_t)(to - p) };
}

/* From `at` to what ends an item of a list in brackets. */
static struct str
flow_item(const struct yaml_problem *p, size_t at)
{
	const char *text = p->source->text.p;
	size_t to = at;

	while (to < p->end && !is_break(text[to]) && !strchr(",]}", text[to]))
		to++;
	return str_trim((struct str){ text + at, to - at });
}

static void
note_quote(const struct explainer *e, size_t at)
{
	const size_t longest = 160;
	struct line l = line_at(e->p, at);
	struct str s = l.value;

	if (e->p->open != STR_NONE)
		s = flow_item(e->p, at);
	else if (at < offset_of(e->p, s))
		s = str_from(l.text, at - offset_of(e->p, l.text));
	if (s.n > longest || s.n == 0)
		diag_note(e->d, nowhere, "put the whole text in quotes");
	else if (s.p == l.value.p && l.key.n > 0)
		diag_note(e->d, nowhere, "quote the value: %.*s: %.*s",
		    STR_ARG(l.key), STR_ARG(quoted(e->a, s)));
	else
		diag_note(e->d, nowhere, "quote it: %.*s",
		    STR_ARG(quoted(e->a, s)));
}

/* `title：x` or `title:x`: what the author took for a key.  Reports, or
 * returns false when the line is neither. */
static bool
mistake_almost_key(const struct explainer *e, struct line l)
{
	struct str s = l.text, key, rest;
	size_t at = str_find(s, wide_colon);
	size_t word = word_length(s);

	if (at != STR_NONE && at > 0 && str_chr(str_sub(s, 0, at), ' ') == STR_NONE
	    && (l.key.n == 0 || offset_of(e->p, l.key) + at <
	    offset_of(e->p, l.value))) {
		key = str_sub(s, 0, at);
		rest = str_trim(str_from(s, at + 3));
		diag_error(e->d, place(e->p, str_sub(s, at, at + 3)), "yaml",
		    "'%.*s' is followed by a Chinese colon", STR_ARG(clip(e->a, key)));
	} else if (word > 0 && word + 1 < s.n && s.p[word] == ':' &&
	    !strchr(" \t/:", s.p[word + 1])) {
		key = str_sub(s, 0, word);
		rest = str_from(s, word + 1);
		diag_error(e->d, place(e->p, str_sub(s, word, word + 1)), "yaml",
		    "no space after the colon of '%.*s'", STR_ARG(clip(e->a, key)));
	} else {
		return false;
	}
	diag_note(e->d, nowhere, "write a colon and a space: %.*s: %.*s",
	    STR_ARG(clip(e->a, key)), STR_ARG(clip(e->a, rest)));
	return true;
}

/* A line that should be `key: value` and is not. */
static void
mistake_no_key(const struct explainer *e, struct line l)
{
	if (mistake_almost_key(e, l))
		return;
	diag_error(e->d, place(e->p, l.text), "yaml", "'%.*s' has no key",
	    STR_ARG(clip(e->a, l.text)));
	diag_note(e->d, nowhere, "write 'key: value', or indent the line to go "
	    "on with the text above it");
}

/* A key where none may stand: the line above is still open. */
static void
mistake_line_above(const struct explainer *e)
{
	struct line above = line_above(e->p, e->line);

	if (above.text.n == 0 || (above.key.n == 0 && above.text.p[0] != '-')) {
		mistake_no_key(e, above.text.n == 0 ? e->line : above);
		return;
	}
	diag_error(e->d, place(e->p, e->line.key), "yaml",
	    "'%.*s' is indented as if it belonged to the line above",
	    STR_ARG(clip(e->a, e->line.key)));
	diag_note(e->d, place(e->p, above.text),
	    "keys of one map begin in the same column; here is a value already");
}

/* `title: a: b`, the commonest of all. */
static void
mistake_colon(const struct explainer *e)
{
	struct str key = e->line.key;

	if (key.n > 0 && offset_of(e->p, e->line.value) > e->p->at) {
		mistake_line_above(e);
		return;
	}
	if (key.n > 0)
		diag_error(e->d, where_at(e->p->source, e->p->at, 1), "yaml",
		    "the value of '%.*s' holds ': ', which begins a new key",
		    STR_ARG(clip(e->a, key)));
	else
		diag_error(e->d, where_at(e->p->source, e->p->at, 1), "yaml",
		    "an unquoted text holds ': ', which begins a new key");
	note_quote(e, e->p->open == STR_NONE ? offset_of(e->p, e->line.value) :
	    e->p->last.offset);
}

static void
mistake_simple_key(const struct explainer *e)
{
	mistake_no_key(e, line_at(e->p, e->p->from));
}

/* `tags: - a` */
static void
mistake_dash(const struct explainer *e)
{
	diag_error(e->d, where_at(e->p->source, e->p->at, 1), "yaml",
	    "a list cannot begin on the line of its key");
	if (e->line.key.n > 0 && offset_of(e->p, e->line.value) == e->p->at) {
		diag_note(e->d, nowhere, "begin the list on the next line");
		note_quote(e, e->p->at);
	} else {
		diag_note(e->d, nowhere, "items of one list begin with '- ' in "
		    "the same column");
	}
}

static void
mistake_tab(const struct explainer *e)
{
	diag_error(e->d, where_at(e->p->source, e->p->at, 1), "yaml",
	    "a tab in the indentation");
	diag_note(e->d, nowhere, "indent with spaces");
}

static void
begins_wrong(const struct explainer *e, size_t at)
{
	size_t next = at;

	text_next(e->p->source->text, &next);
	diag_error(e->d, where_at(e->p->source, at, next - at), "yaml",
	    "unquoted text cannot begin with '%.*s'", (int)(next - at),
	    e->p->source->text.p + at);
	note_quote(e, at);
}

/* `author: @me`, `title: %d`, a tab. */
static void
mistake_start(const struct explainer *e)
{
	if (e->p->source->text.p[e->p->at] == '\t')
		mistake_tab(e);
	else
		begins_wrong(e, e->p->at);
}

/* `title: **bold**`, `title: & co`: an alias or anchor without a name. */
static void
mistake_start_from(const struct explainer *e)
{
	begins_wrong(e, e->p->from);
}

/* A quote that is never closed, or by the next text's opening one. */
static void
mistake_quote(const struct explainer *e)
{
	char quote = e->p->source->text.p[e->p->from];

	diag_error(e->d, where_at(e->p->source, e->p->from, 1), "yaml",
	    "the quote %c is never closed", quote);
	diag_note(e->d, nowhere, "end the text with %c; when the quote belongs "
	    "to the text, put quotes of the other kind around all of it", quote);
}

/* `title: "C:\path"`, `title: "$\xi$"` */
static void
mistake_escape(const struct explainer *e)
{
	struct str text = e->p->source->text;
	size_t at = e->p->at, next;

	if (at == e->p->end)
		at--;
	while (at > e->p->from && text.p[at] != '\\')
		at--;
	next = at + 1;
	if (next < e->p->end)
		text_next(text, &next);
	diag_error(e->d, where_at(e->p->source, at, next - at), "yaml",
	    strstr(e->p->problem, "unknown escape") ?
	    "'%.*s' is no escape that double quotes know" :
	    "'%.*s' is not followed by the number of a character",
	    (int)(next - at), text.p + at);
	diag_note(e->d, nowhere, "put the text in single quotes, where a "
	    "backslash is a backslash, or write \\\\");
}

/* `title: > text` */
static void
mistake_block(const struct explainer *e)
{
	begins_wrong(e, e->p->from);
	diag_note(e->d, nowhere, "a text after '|' or '>' begins on the next "
	    "line");
}

/* No mistake that we know: libyaml's own words. */
static void
mistake_unknown(const struct explainer *e)
{
	diag_error(e->d, where_at(e->p->source, e->p->at, 1), "yaml", "%s",
	    e->p->problem);
	if (e->p->context && e->p->from != e->p->at)
		diag_note(e->d, where_at(e->p->source, e->p->from, 1), "%s",
		    e->p->context);
}

/* A bracket on an earlier line, or never closed at all. */
static void
mistake_open(const struct explainer *e, size_t open)
{
	const struct yaml_problem *p = e->p;
	bool list = p->source->text.p[open] == '[', ends = p->at >= p->end;

	diag_error(e->d, where_at(p->source, open, 1), "yaml",
	    "'%c' is %s closed", list ? '[' : '{', ends ? "never" : "not");
	diag_note(e->d, ends ? nowhere : where_at(p->source, p->at, 1),
	    "%send the %s with '%c', or quote the text when the bracket belongs "
	    "to it", ends ? "" : "it cannot go on here; ",
	    list ? "list" : "map", list ? ']' : '}');
}

/* `[a:, b]` */
static void
mistake_flow_colon(const struct explainer *e)
{
	diag_error(e->d, where_at(e->p->source, e->p->at, 1), "yaml",
	    "unquoted text in brackets cannot end with a colon");
	note_quote(e, e->p->from);
}

/* Inside brackets: closed too late, or a comma forgotten. */
static void
mistake_flow(const struct explainer *e)
{
	const struct yaml_problem *p = e->p;
	size_t open = p->open == STR_NONE ? p->from : p->open;
	struct line first = line_at(p, open);
	bool list = p->source->text.p[open] == '[';

	if (p->at >= p->end || first.text.p != e->line.text.p) {
		mistake_open(e, open);
		return;
	}
	diag_error(e->d, where_at(p->source, p->at, 1), "yaml",
	    "a comma or '%c' is missing before this", list ? ']' : '}');
	diag_note(e->d, where_at(p->source, open, 1), "the %s begins here; "
	    "text with commas, colons or brackets needs quotes",
	    list ? "list" : "map");
}

/* `[a, , b]` */
static void
mistake_comma(const struct explainer *e)
{
	diag_error(e->d, where_at(e->p->source, e->p->at, 1), "yaml",
	    "nothing stands before this comma");
	diag_note(e->d, nowhere, "delete it, or write \"\" for an empty text");
}

/* `a: ]`, `[a`: no value where one must begin. */
static void
mistake_content(const struct explainer *e)
{
	if (e->p->open != STR_NONE &&
	    (e->p->at >= e->p->end || e->p->source->text.p[e->p->at] != ','))
		mistake_flow(e);
	else if (e->p->open != STR_NONE)
		mistake_comma(e);
	else if (e->p->at < e->p->end &&
	    strchr(",[]{}", e->p->source->text.p[e->p->at]))
		begins_wrong(e, e->p->at);
	else
		mistake_unknown(e);
}

/* The last text began on an earlier line than the one that is wrong, in quotes
 * that should have been closed there. */
static bool
mistake_late_quote(const struct explainer *e)
{
	const struct yaml_problem *p = e->p;
	struct line first, last;

	if (!p->quoted || !p->last.source)
		return false;
	first = line_at(p, p->last.offset);
	last = line_at(p, p->last.offset + p->last.length - 1);
	if (first.text.p == last.text.p || last.text.p != e->line.text.p)
		return false;
	diag_error(e->d, where_at(p->source, p->last.offset, 1), "yaml",
	    "the quote %c is not closed on its line",
	    p->source->text.p[p->last.offset]);
	diag_note(e->d, where_at(p->source,
	    p->last.offset + p->last.length - 1, 1), "it ends only here");
	return true;
}

/* `: x` */
static void
mistake_lone_colon(const struct explainer *e, struct str rest)
{
	diag_error(e->d, place(e->p, str_sub(rest, 0, 1)), "yaml",
	    "no key stands before this colon");
	diag_note(e->d, nowhere, "write 'key: value', or quote the text");
}

/* Something stands where the next key should. */
static void
mistake_next(const struct explainer *e)
{
	const struct yaml_problem *p = e->p;
	struct str rest;

	if (mistake_late_quote(e))
		return;
	rest = str_from(e->line.text, p->at - offset_of(p, e->line.text));
	if (str_starts(rest, S(":"))) {
		mistake_lone_colon(e, rest);
		return;
	}
	if (rest.n < e->line.text.n) {
		diag_error(e->d, place(p, rest), "yaml",
		    "'%.*s' stands behind a value that is complete",
		    STR_ARG(clip(e->a, rest)));
		note_quote(e, offset_of(p, e->line.value));
		return;
	}
	diag_error(e->d, place(p, rest), "yaml",
	    "'%.*s' is indented unlike the lines it belongs to",
	    STR_ARG(clip(e->a, rest)));
	diag_note(e->d, nowhere, "keys of one map, and items of one list, begin "
	    "in the same column");
}

/* More after the document's only value. */
static void
mistake_document(const struct explainer *e)
{
	struct line above = line_above(e->p, e->line);

	if (!str_eq(above.text, S("..."))) {
		mistake_next(e);
		return;
	}
	diag_error(e->d, place(e->p, e->line.text), "yaml",
	    "text follows the end of the document");
	diag_note(e->d, place(e->p, above.text), "it ends here");
}

/* libyaml's words, by how they begin; NULL matches any. */
static const struct mistake {
	const char *context, *problem;
	void (*explain)(const struct explainer *e);
} mistakes[] = {
	{ NULL, "mapping values are not allowed", mistake_colon },
	{ "while scanning a simple key", NULL, mistake_simple_key },
	{ NULL, "block sequence entries are not allowed", mistake_dash },
	{ NULL, "mapping keys are not allowed", mistake_start },
	{ NULL, "found a tab character", mistake_tab },
	{ NULL, "found character that cannot start", mistake_start },
	{ "while scanning a quoted", "found unexpected", mistake_quote },
	{ "while parsing a quoted", NULL, mistake_escape },
	{ "while scanning a plain scalar", "found unexpected ':'",
	    mistake_flow_colon },
	{ "while scanning an alias", NULL, mistake_start_from },
	{ "while scanning an anchor", NULL, mistake_start_from },
	{ "while scanning a tag", NULL, mistake_start_from },
	{ "while parsing a tag", NULL, mistake_start_from },
	{ "while scanning a directive", NULL, mistake_start_from },
	{ "while scanning a block scalar", "did not find expected comment",
	    mistake_block },
	{ "while parsing a flow sequence", NULL, mistake_flow },
	{ "while parsing a flow mapping", NULL, mistake_flow },
	{ NULL, "did not find expected node content", mistake_content },
	{ "while parsing a block", NULL, mistake_next },
	{ NULL, "did not find expected <document start>", mistake_document },
	{ NULL, NULL, mistake_unknown },
};

static bool
begins(const char *s, const char *prefix)
{
	return !prefix || (s && strncmp(s, prefix, strlen(prefix)) == 0);
}

void
yaml_explain(const struct yaml_problem *p, struct arena *a, struct diag *d)
{
	struct explainer e = { p, a, d, line_at(p, p->at) };
	const struct mistake *m = mistakes;

	while (!begins(p->context, m->context) || !begins(p->problem, m->problem))
		m++;
	m->explain(&e);
}

void
yaml_explain_quote(const struct yaml_problem *p, struct arena *a,
    struct diag *d)
{
	struct explainer e = { p, a, d, line_at(p, p->at) };

	note_quote(&e, p->at);
}
