/*
 * Formulas in lines of their own: where one that begins ends, if it does.
 *
 * `$$` is only taken for a formula when its closer follows inside the same quote
 * and list: otherwise one lost dollar sign would swallow the article.  cmark
 * reads line by line and forgets, so the lines ahead are looked at here, with its
 * own tests for what lies in a container.  Answers are remembered: no line is
 * searched twice for the same thing.
 */
#include <string.h>

#include "format/md_private.h"

/* -- searching a line ------------------------------------------------------ */

size_t
math_dollar(struct str s, size_t at)
{
	for (; at < s.n && s.p[at] != '$'; at++)
		if (s.p[at] == '\\')
			at++;
	return at < s.n ? at : s.n;
}

size_t
math_escape(struct str s, size_t at, char c)
{
	const char *p;

	while (at + 1 < s.n) {
		p = memchr(s.p + at, '\\', s.n - at - 1);
		if (!p)
			break;
		if (p[1] == c)
			return (size_t)(p - s.p);
		at = (size_t)(p - s.p) + 2;
	}
	return STR_NONE;
}

/* -- which lines lie in a container ---------------------------------------- */

/* A line read by columns, as cmark does: tabs stop at multiples of four. */
struct columns {
	struct str s;
	size_t at;
	size_t column;
	size_t rest;	/* columns of a tab at s.p[at - 1] that are left */
};

static size_t
columns_indent(const struct columns *c)
{
	size_t i, column = c->column + c->rest;

	for (i = c->at; i < c->s.n; i++) {
		if (c->s.p[i] == ' ')
			column++;
		else if (c->s.p[i] == '\t')
			column += 4 - column % 4;
		else
			break;
	}
	return column - c->column;
}

static void
columns_skip(struct columns *c, size_t n)
{
	size_t width;

	for (; n > 0; n -= width) {
		if (c->rest == 0) {
			if (c->at == c->s.n)
				return;
			c->rest = c->s.p[c->at] == '\t' ?
			    4 - c->column % 4 : 1;
			c->at++;
		}
		width = n < c->rest ? n : c->rest;
		c->rest -= width;
		c->column += width;
	}
}

static bool
columns_blank(const struct columns *c)
{
	size_t i = c->at;

	while (i < c->s.n && (c->s.p[i] == ' ' || c->s.p[i] == '\t'))
		i++;
	return i == c->s.n;
}

static bool
is_container(const cmark_node *n)
{
	return n->type == CMARK_NODE_BLOCK_QUOTE || n->type == CMARK_NODE_ITEM ||
	    n->type == CMARK_NODE_FOOTNOTE_DEFINITION;
}

/* The same tests as cmark's check_open_blocks(). */
static bool
enter_container(struct columns *c, const cmark_node *n)
{
	size_t indent = columns_indent(c), need;

	if (n->type == CMARK_NODE_BLOCK_QUOTE) {
		if (indent > 3)
			return false;
		columns_skip(c, indent);
		if (c->at == c->s.n || c->s.p[c->at] != '>')
			return false;
		columns_skip(c, 1);
		if (columns_indent(c) > 0)
			columns_skip(c, 1);
		return true;
	}
	if (n->type == CMARK_NODE_ITEM)
		need = (size_t)n->as.list.marker_offset +
		    (size_t)n->as.list.padding;
	else
		need = 4;
	if (indent >= need) {
		columns_skip(c, need);
		return true;
	}
	return n->type == CMARK_NODE_ITEM ? columns_blank(c) : c->s.n == 0;
}

bool
md_line_inside(struct md *m, const cmark_node *container, size_t n)
{
	/* deeper than this a line cannot be: see FEED_DEEPEST */
	const cmark_node *chain[4 * FEED_DEEPEST];
	struct columns c = { .s = feed_line(&m->feed, n) };
	size_t depth = 0;

	for (; container; container = container->parent) {
		if (!is_container(container))
			continue;
		if (depth == sizeof chain / sizeof *chain)
			return false;
		chain[depth++] = container;
	}
	while (depth > 0)
		if (!enter_container(&c, chain[--depth]))
			return false;
	return true;
}

/* Do the lines from `from` to `to`, both included, lie in container? */
static bool
lines_inside(struct md *m, const cmark_node *container, size_t from, size_t to)
{
	struct math_search *s = &m->search;

	while (container->parent && !is_container(container))
		container = container->parent;
	if (!is_container(container))
		return true;
	if (s->container != container || from < s->inside_from ||
	    from > s->inside_to) {
		s->container = container;
		s->inside_from = s->inside_to = from;
		s->ends = false;
	}
	while (!s->ends && s->inside_to <= to) {
		if (md_line_inside(m, container, s->inside_to))
			s->inside_to++;
		else
			s->ends = true;
	}
	return to < s->inside_to;
}

/* -- blocks ---------------------------------------------------------------- */

enum { DOLLARS, BRACKETS };

/* Where the closer stands in s, or STR_NONE. */
static size_t
find_closer(struct str s, size_t at, int kind)
{
	if (kind == BRACKETS)
		return math_escape(s, at, ']');
	for (at = math_dollar(s, at); at + 1 < s.n; at = math_dollar(s, at + 1))
		if (s.p[at + 1] == '$')
			return at;
	return STR_NONE;
}

/* The first line from `from` on that holds a closer. */
static size_t
closing_line(struct md *m, size_t from, int kind)
{
	struct math_search *s = &m->search;
	size_t i;

	if (from >= s->close_from[kind] && from <= s->close_line[kind])
		return s->close_line[kind];
	for (i = from; i < feed_lines(&m->feed); i++)
		if (find_closer(feed_line(&m->feed, i), 0, kind) != STR_NONE)
			break;
	s->close_from[kind] = from;
	s->close_line[kind] = i;
	return i;
}

static bool
is_blank(struct str s)
{
	return str_trim(s).n == 0;
}

static void
warn_unclosed(struct md *m, size_t line, size_t column, int kind)
{
	uint32_t offset = feed_source(&m->feed, line, column);

	record_problem(&m->r, DIAG_WARNING, offset, 2, "unclosed-math",
	    kind == DOLLARS ? S("formula '$$' is never closed") :
	    S("formula '\\[' is never closed"),
	    kind == DOLLARS ?
	    S("close it with '$$' inside the same list or quote, or write \\$\\$") :
	    S("close it with '\\]' inside the same list or quote"));
}

static bool
may_open(struct str s, size_t at)
{
	return at + 1 < s.n && ((s.p[at] == '$' && s.p[at + 1] == '$') ||
	    (s.p[at] == '\\' && s.p[at + 1] == '['));
}

/*
 * Does a block begin at s[at], `$$` or `\[`?  0 when not, else 1 + the line it
 * ends in.  `\[` with text behind and no closer is a bracket: \[foo].
 */
size_t
math_block_end(struct md *m, const cmark_node *container, struct str s,
    size_t at, size_t line)
{
	int kind = at < s.n && s.p[at] == '$' ? DOLLARS : BRACKETS;
	size_t close, end;
	struct str last;

	if (!may_open(s, at))
		return 0;
	close = find_closer(s, at + 2, kind);
	if (kind == DOLLARS && (close != STR_NONE ||
	    (at + 2 < s.n && s.p[at + 2] == '$')))
		return 0;
	if (close != STR_NONE)
		return is_blank(str_from(s, close + 2)) ? line + 1 : 0;
	if (kind == BRACKETS && !is_blank(str_from(s, at + 2)))
		return 0;
	end = closing_line(m, line + 1, kind);
	if (end == feed_lines(&m->feed) ||
	    !lines_inside(m, container, line + 1, end)) {
		warn_unclosed(m, line, at, kind);
		return 0;
	}
	/* text behind the closer: perhaps a formula within its paragraph */
	last = feed_line(&m->feed, end);
	close = find_closer(last, 0, kind);
	return is_blank(str_from(last, close + 2)) ? end + 1 : 0;
}

struct str
md_math_block(const cmark_node *n)
{
	struct str s = md_chunk(&n->as.code.literal), end = str_trim(s);
	bool dollars = n->as.code.fence_char == '$';

	if (str_ends(end, dollars ? S("$$") : S("\\]")))
		return str_sub(s, 0, (size_t)(end.p - s.p) + end.n - 2);
	return s;
}
