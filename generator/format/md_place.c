/*
 * From the tree back to the source, to the byte.
 *
 * cmark's own positions do not suffice: a setext heading and a fence that its
 * quote closes end a line late, definitions of links are not counted, the cells
 * of a table in a list stand in wrong columns, inlines behind a line break of
 * several kinds are reported for an earlier line.
 *
 * What always holds: a line of a leaf's text is the end of a line of the feed,
 * and the lines correspond.  So a byte of the text is found by counting lines,
 * and then from the end of its line.  Two kinds of text are not whole to
 * their line's end, those of '#' headings and of cells; there the
 * column of the first byte is looked up.  Texts are read forwards and so is
 * this: each line is looked for once.
 */
#include <string.h>

#include "format/md_private.h"

/* How many lines, and bytes, cmark's reports are trusted to be off. */
#define LINES_OFF 16
#define NEAR ((size_t)16384)

/* -- bytes of a leaf's text ------------------------------------------------ */

static size_t
line_end(struct str s, size_t from)
{
	const char *p = from < s.n ? memchr(s.p + from, '\n', s.n - from) : NULL;

	return p ? (size_t)(p - s.p) : s.n;
}

/* A line of text is the end of its line of the feed. */
static void
align(struct md *m)
{
	struct place *p = &m->place;
	size_t n = feed_line(&m->feed, p->line).n, tail = p->to - p->from;

	p->column = n > tail ? n - tail : 0;
}

void
place_lines(struct md *m, struct str text, size_t first)
{
	m->place = (struct place){
		.text = text, .first = first, .line = first,
		.to = line_end(text, 0)
	};
	align(m);
}

void
place_fixed(struct md *m, struct str text, size_t line, size_t column,
    bool cell)
{
	m->place = (struct place){
		.text = text, .first = line, .line = line, .to = text.n,
		.column = column, .fixed = true, .cell = cell,
		.seen_column = column
	};
}

static void
go_to(struct md *m, size_t at)
{
	struct place *p = &m->place;

	if (p->fixed)
		return;
	if (at < p->from) {
		p->from = 0;
		p->line = p->first;
		p->to = line_end(p->text, 0);
	}
	while (at > p->to && p->to < p->text.n) {
		p->from = p->to + 1;
		p->to = line_end(p->text, p->from);
		p->line++;
	}
	align(m);
}

/* The column of byte `at` of a cell, in whose line '|' is written "\|". */
static size_t
cell_column(struct md *m, size_t at)
{
	struct place *p = &m->place;
	struct str s = feed_line(&m->feed, p->line);

	if (at < p->seen) {
		p->seen = 0;
		p->seen_column = p->column;
	}
	for (; p->seen < at && p->seen_column < s.n; p->seen++) {
		if (s.p[p->seen_column] == '\\' && p->seen_column + 1 < s.n &&
		    s.p[p->seen_column + 1] == '|')
			p->seen_column++;
		p->seen_column++;
	}
	return p->seen_column;
}

uint32_t
place_source(struct md *m, size_t at)
{
	struct place *p = &m->place;

	go_to(m, at);
	return feed_source(&m->feed, p->line, p->cell ? cell_column(m, at) :
	    p->column + (at - p->from));
}

void
place_span(struct md *m, size_t from, size_t to, uint32_t *offset,
    uint32_t *length)
{
	struct str s = m->place.text;
	struct place kept;
	uint32_t end;

	/* a line's end belongs to that line */
	if (to > from && to <= s.n && s.p[to - 1] == '\n')
		to--;
	*offset = place_source(m, from);
	kept = m->place;
	end = place_source(m, to);
	kept.seen = m->place.seen;
	kept.seen_column = m->place.seen_column;
	m->place = kept;
	*length = end > *offset ? end - *offset : 0;
}

/* -- leaves ---------------------------------------------------------------- */

static size_t
count_lines(struct str s)
{
	size_t n = 0, at = 0;

	while (at < s.n) {
		at = line_end(s, at) + 1;
		n++;
	}
	return n;
}

/* The line of '=' or '-' below a heading: the first that cmark's core took. */
static size_t
underline(const struct md *m, const cmark_node *n)
{
	size_t i = (size_t)n->start_line;

	while (i + 1 < feed_lines(&m->feed) && m->text_at[i] != 0)
		i++;
	return i;
}

size_t
place_first_line(const struct md *m, const cmark_node *leaf)
{
	size_t lines = count_lines(md_content(leaf));
	size_t end = leaf->type == CMARK_NODE_HEADING ? underline(m, leaf) :
	    (size_t)leaf->end_line;

	return end > lines ? end - lines : 0;
}

/* Where the text of a '#' heading begins in its line. */
static size_t
heading_column(struct md *m, const cmark_node *n)
{
	struct str s = feed_line(&m->feed, (size_t)n->start_line - 1);
	size_t at = (size_t)n->start_column - 1;

	while (at < s.n && s.p[at] == '#')
		at++;
	while (at < s.n && (s.p[at] == ' ' || s.p[at] == '\t'))
		at++;
	return at;
}

void
place_row(struct md *m, const cmark_node *row)
{
	size_t line = (size_t)row->start_line - 1;
	struct str s = feed_line(&m->feed, line);
	size_t at = line < feed_lines(&m->feed) && m->text_at[line] > 0 ?
	    m->text_at[line] - 1 : 0;

	m->row_column = at < s.n && s.p[at] == '|' ? at + 1 : at;
}

/* Where a cell ends that begins at column `at`; formulas protect a '|', and
 * cmark's copy of the cell tells how long it is at least. */
static size_t
cell_end(struct str s, size_t at, size_t least)
{
	for (; at < s.n; at++) {
		if (s.p[at] == '|' && least == 0)
			return at;
		if (s.p[at] == '\\' && at + 1 < s.n) {
			at++;
			if (s.p[at] != '|' && least > 0)
				least--;
		}
		if (least > 0)
			least--;
	}
	return s.n;
}

static void
place_cell(struct md *m, const cmark_node *cell)
{
	size_t line = (size_t)cell->parent->start_line - 1;
	struct str s = feed_line(&m->feed, line);
	struct str text = md_content(cell);
	size_t at = m->row_column;

	while (at < s.n && (s.p[at] == ' ' || s.p[at] == '\t'))
		at++;
	place_fixed(m, text, line, at, true);
	m->row_column = cell_end(s, at, text.n) + 1;
}

void
place_leaf(struct md *m, const cmark_node *leaf)
{
	if (leaf->type == CMARK_NODE_TABLE_CELL)
		place_cell(m, leaf);
	else if (leaf->type == CMARK_NODE_HEADING && !leaf->as.heading.setext)
		place_fixed(m, md_content(leaf), (size_t)leaf->start_line - 1,
		    heading_column(m, leaf), false);
	else
		place_lines(m, md_content(leaf), place_first_line(m, leaf));
	m->place.shift = leaf->start_column - 1 + leaf->internal_offset;
}

/* -- inlines --------------------------------------------------------------- */

/* Does cmark's column, counted from text[line], lead to one of `begin`? */
static bool
leads_to(const struct place *p, size_t line, size_t column, size_t from,
    const char *begin)
{
	size_t at = line + column;

	return at >= from && at < p->text.n && p->text.p[at] != '\0' &&
	    strchr(begin, p->text.p[at]);
}

/* Where a line before text[line] begins; a guess when that is far. */
static size_t
line_before(const struct place *p, size_t line)
{
	size_t from = line > NEAR ? line - NEAR : 0;

	return from + str_rchr(str_sub(p->text, from, line - 1), '\n') + 1;
}

/*
 * Where cmark's column leads to one of `begin`, not before text[from].  It counts
 * from the beginning of a line, but not always of the right one: behind some
 * line breaks it goes on counting from a line before.
 */
static bool
by_column(struct md *m, size_t column, size_t from, size_t *at,
    const char *begin)
{
	struct place *p = &m->place;
	struct str near;
	bool found = false;
	size_t i, line;

	go_to(m, from);
	line = p->from;
	for (i = 0; i < LINES_OFF && line > 0 && p->from - line < NEAR; i++) {
		line = line_before(p, line);
		if (!leads_to(p, line, column, from, begin))
			continue;
		*at = line + column;
		found = true;
	}
	near = str_sub(p->text, 0, p->from + NEAR);
	line = p->from;
	for (i = 0; i < LINES_OFF && line < near.n && !found; i++) {
		*at = line + column;
		found = leads_to(p, line, column, from, begin);
		line = line_end(near, line) + 1;
	}
	return found;
}

size_t
place_inline(struct md *m, const cmark_node *n, struct str bytes,
    const char *begin)
{
	struct place *p = &m->place;
	size_t at = p->done, i;

	if (bytes.p && bytes.p >= p->text.p &&
	    bytes.p + bytes.n <= p->text.p + p->text.n)
		at = (size_t)(bytes.p - p->text.p);
	else if (n->start_column - 1 - p->shift < 0 ||
	    !by_column(m, (size_t)(n->start_column - 1 - p->shift), p->done,
	    &at, begin)) {
		at = p->done;
		for (i = at; i < p->text.n && i < at + 256; i++)
			if (p->text.p[i] != '\0' && strchr(begin, p->text.p[i]))
				break;
		if (i < p->text.n && i < at + 256)
			at = i;
	}
	return at < p->text.n ? at : p->text.n;
}

size_t
place_code(struct md *m, const cmark_node *n)
{
	int column = n->start_column - 2 - m->place.shift;
	size_t at;

	if (column < 0 || !by_column(m, (size_t)column, m->place.done, &at, "`"))
		return STR_NONE;
	return at + 1;
}

size_t
place_link_end(struct md *m, const cmark_node *link, size_t at)
{
	int column = link->end_column - 1 - m->place.shift;
	struct place kept = m->place;
	size_t end = at;
	bool found = column >= 0 &&
	    by_column(m, (size_t)column, at, &end, ")]");

	m->place = kept;
	return found ? end + 1 : at;
}

/* -- blocks ---------------------------------------------------------------- */

/* Offset of the end of a line, without the white space there. */
static uint32_t
line_end_source(struct md *m, size_t line)
{
	struct str s = feed_line(&m->feed, line);

	while (s.n > 0 && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t'))
		s.n--;
	return feed_source(&m->feed, line, s.n);
}

static bool
is_leaf(const cmark_node *n)
{
	return n->type == CMARK_NODE_PARAGRAPH ||
	    (n->type == CMARK_NODE_HEADING && n->as.heading.setext);
}

uint32_t
place_begin(struct md *m, const cmark_node *n)
{
	size_t line = (size_t)n->start_line - 1, at;

	if (n->start_line < 1)
		return (uint32_t)m->body;
	if (is_leaf(n)) {
		place_leaf(m, n);
		return place_source(m, 0);
	}
	at = (size_t)n->start_column - 1;
	if (n->type == CMARK_NODE_TABLE && line < feed_lines(&m->feed) &&
	    m->text_at[line] > 0)
		at = m->text_at[line] - 1;
	if (n->type == CMARK_NODE_FOOTNOTE_DEFINITION)
		at -= (size_t)n->internal_offset;
	return feed_source(&m->feed, line, at);
}

/* The last line of a fence: cmark counts the next one when its quote ends. */
static size_t
fence_end(struct md *m, const cmark_node *n)
{
	size_t close = (size_t)n->start_line +
	    count_lines(md_chunk(&n->as.code.literal));

	if (close < (size_t)n->end_line && md_line_inside(m, n->parent, close))
		return close;
	return close - 1;
}

static size_t
last_line(struct md *m, const cmark_node *n)
{
	size_t first = (size_t)n->start_line - 1;

	if (n->type == CMARK_NODE_TABLE && n->last_child)
		return (size_t)n->last_child->start_line - 1 +
		    (n->last_child == n->first_child);
	if (n->type == CMARK_NODE_HTML_BLOCK)
		return first + count_lines(md_chunk(&n->as.literal)) - 1;
	if (n->type == CMARK_NODE_CODE_BLOCK && n->as.code.fenced)
		return fence_end(m, n);
	if (n->type == CMARK_NODE_CODE_BLOCK)
		return first + count_lines(md_chunk(&n->as.code.literal)) - 1;
	if (n->type == CMARK_NODE_PARAGRAPH)
		return (size_t)n->end_line - 1;
	if (n->type == CMARK_NODE_HEADING && n->as.heading.setext)
		return underline(m, n);
	return first;
}

uint32_t
place_end(struct md *m, const cmark_node *n)
{
	size_t line;

	if (n->start_line < 1)
		return (uint32_t)m->body;
	line = last_line(m, n);
	while (line >= (size_t)n->start_line &&
	    str_trim(feed_line(&m->feed, line)).n == 0)
		line--;
	return line_end_source(m, line);
}
