/*
 * A helper counts lines in the piece it got; the author looks at the article,
 * where the piece may stand in a list or a quote, each line behind a prefix.
 */
#include "render/embed_report.h"

#include <string.h>

#include "base/text.h"
#include "format/json.h"

/* -- places --------------------------------------------------------------- */

/* Line n of s (from 1) without its end; the last one when there are fewer. */
static struct str
line_of(struct str s, size_t n)
{
	struct str rest = s, line = S("");

	while (n-- > 0 && str_cut(&rest, '\n', &line))
		;
	if (str_ends(line, S("\r")))
		line.n--;
	return line;
}

static size_t
count_lines(struct str s)
{
	size_t n = 1;

	for (size_t i = 0; i + 1 < s.n; i++)	/* one at the end opens none */
		n += s.p[i] == '\n';
	return n;
}

/*
 * Where a line of the piece begins in its line of the source.  The source has
 * more before it (indentation, '>'), or behind it; a tab that
 * was made spaces, or an escaped '|', leaves no trace of it.
 */
static size_t
prefix_of(struct str source, struct str line)
{
	size_t at;

	if (str_ends(source, line))
		return source.n - line.n;
	at = str_find(source, line);
	return at == STR_NONE ? 0 : at;
}

struct where
embed_place(const struct piece *p, size_t line, size_t column, size_t length)
{
	const struct source *s = p->article->source;
	size_t last = count_lines(p->text), at, end;
	struct str text, source, found;

	text = str_sub(s->text, p->embed->offset,
	    (size_t)p->embed->offset + p->embed->length);
	if (line > last) {
		line = last;
		column = SIZE_MAX;
	}
	found = line_of(p->text, line > 0 ? line : 1);
	source = line_of(text, line > 0 ? line : 1);
	at = prefix_of(source, found);
	source = str_from(source, at);
	at = text_offset(source, column > 0 ? column - 1 : 0);
	end = at + text_offset(str_from(source, at), length);
	if (!source.p)
		return where_at(s, p->embed->offset, 0);
	return where_at(s, (size_t)(source.p - s->text.p) + at, end - at);
}

static struct where
whole_place(const struct piece *p)
{
	return where_at(p->article->source, p->embed->offset, 0);
}

/* -- what a helper says --------------------------------------------------- */

static size_t
number(const struct value *v, struct str key)
{
	const struct value *n = value_get(v, key);

	return n && n->kind == VALUE_INT && n->number > 0 ? (size_t)n->number : 0;
}

static struct where
said_place(const struct piece *p, const struct value *v)
{
	return embed_place(p, number(v, S("line")), number(v, S("column")),
	    number(v, S("length")));
}

static bool
is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

/* It goes on after a colon: "Double subscript" becomes lower case, "LaTeX ..." or
 * "A[x]" does not. */
static struct str
said_message(const struct value *v, struct arena *a)
{
	struct str s = value_get_text(v, S("message"));
	size_t word = 1;

	if (s.n == 0)
		return S("no reason is given");
	while (word < s.n && is_lower(s.p[word]))
		word++;
	if (s.p[0] < 'A' || s.p[0] > 'Z' || word < 2 ||
	    (word < s.n && s.p[word] != ' '))
		return s;
	return arena_printf(a, "%c%.*s", s.p[0] - 'A' + 'a',
	    STR_ARG(str_from(s, 1)));
}

static void
note_uses(uint32_t uses, const struct tool_words *w, struct diag *d)
{
	if (uses > 1)
		diag_note(d, nowhere, "%s in %u more place%s", w->again,
		    uses - 1, uses > 2 ? "s" : "");
}

void
embed_report_fall(const struct piece *p, uint32_t uses,
    const struct tool_words *w, struct str why, struct diag *d)
{
	diag_warn(d, whole_place(p), w->rule, "%s: %s %.*s", w->refused,
	    w->tool, STR_ARG(why));
	note_uses(uses, w, d);
}

/* The language on a fence's line, which is the one before the code. */
static struct where
language_place(const struct piece *p)
{
	const struct source *s = p->article->source;
	struct str before = str_sub(s->text, 0, p->embed->offset), fence;
	size_t end = str_rchr(before, '\n'), start, at;

	fence = str_sub(before, 0, end == STR_NONE ? 0 : end);
	start = str_rchr(fence, '\n') + 1;	/* STR_NONE + 1 is 0 */
	at = str_find(str_from(fence, start), p->lang);
	if (p->lang.n == 0 || at == STR_NONE)
		return whole_place(p);
	return where_at(s, start + at, p->lang.n);
}

static void
language_unknown(const struct piece *p, const struct value *v, struct diag *d)
{
	struct str like = value_get_text(v, S("suggestion"));

	diag_warn(d, language_place(p), "code-language",
	    "no highlighter for '%.*s'", STR_ARG(p->lang));
	if (like.n > 0)
		diag_note(d, nowhere, "did you mean '%.*s'?", STR_ARG(like));
	else
		diag_note(d, nowhere, "'text' is the language of plain text");
}

void
embed_report_error(const struct piece *p, uint32_t uses,
    const struct tool_words *w, struct str json, struct arena *a,
    struct diag *d)
{
	struct str error, message;
	const struct value *v = json_parse(json, a, &error);

	message = said_message(v, a);
	if (p->kind == EMBED_CODE && str_starts(message, S("no lexer named "))) {
		language_unknown(p, v, d);
		return;
	}
	diag_warn(d, said_place(p, v), w->rule, "%s: %.*s", w->refused,
	    STR_ARG(message));
	note_uses(uses, w, d);
}

static void
report_doubt(const struct piece *p, const struct tool_words *w,
    const struct value *v, struct arena *a, struct diag *d)
{
	size_t count = number(v, S("count"));

	diag_warn(d, said_place(p, v), w->rule, "%s: %.*s", w->doubted,
	    STR_ARG(said_message(v, a)));
	if (count > 1)
		diag_note(d, nowhere, "%zu times; this is the first", count);
}

void
embed_report_doubt(const struct piece *p, uint32_t uses,
    const struct tool_words *w, struct str json, struct arena *a,
    struct diag *d)
{
	struct str error;
	const struct value *v = json_parse(json, a, &error);
	const struct value *more = value_get(v, S("more"));

	report_doubt(p, w, v, a, d);
	note_uses(uses, w, d);
	for (size_t i = 0; more && more->kind == VALUE_LIST &&
	    i < more->list.n; i++)
		report_doubt(p, w, more->list.v[i], a, d);
}
