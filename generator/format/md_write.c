/*
 * The tree to the record: one walk, by its pointers and not by recursion, for
 * hostile input nests as deep as it likes.  Paragraphs, headings and what has
 * no file of its own are here.
 *
 * Why not cmark's renderer: every block must know its range, and what other
 * programs render must be a hole.  The bytes are otherwise the same, but for
 * what markdown.h and tests/spec/markdown.md list.
 */
#include "base/text.h"
#include "format/md_private.h"

/* Autocompleted cells and repeated URLs make much from little. */
#define HTML_MAX ((size_t)256 << 20)

/* -- paragraphs and headings ----------------------------------------------- */

static bool
is_tight(const cmark_node *n)
{
	const cmark_node *list = n->parent ? n->parent->parent : NULL;

	return list && list->type == CMARK_NODE_LIST && list->as.list.tight;
}

static void
leaf_end(struct md *m, struct block *b)
{
	b->text = record_text(&m->r, strbuf_str(&m->plain));
	if (m->lead_n == 0)
		return;
	b->lead = (struct span){ b->text.at, (uint32_t)m->lead_n };
	b->lead_end = (uint32_t)m->lead_end;
}

/* A formula and nothing else is a block of its own, whatever it was written as. */
static bool
formula_alone(struct md *m, cmark_node *n)
{
	cmark_node *f = n->first_child;
	struct str s;

	if (!f || f->next || !md_is_display(f))
		return false;
	md_cr(m);
	md_block_open(m, n, BLOCK_MATH);
	s = md_chunk(&f->as.literal);
	md_formula(m, EMBED_DISPLAY_MATH, s,
	    place_inline(m, f, s, "$"))->block = 1;
	md_block_whole(m, n);
	n->user_data = NULL;
	return true;
}

static bool
enter_paragraph(struct md *m, cmark_node *n)
{
	if (!is_tight(n))
		md_raw_block(m);
	if (formula_alone(m, n))
		return false;
	if (!is_tight(n))
		md_cr(m);
	md_leaf_begin(m);
	md_block_open(m, n, BLOCK_PARAGRAPH);
	m->p_open = !is_tight(n);
	if (m->p_open)
		md_put(m, "<p>");
	md_block_inner(m, n);
	return true;
}

static void
leave_paragraph(struct md *m, cmark_node *n)
{
	if (!n->user_data)
		return;
	leaf_end(m, md_block(m, n));
	if (n->parent->type == CMARK_NODE_FOOTNOTE_DEFINITION && !n->next) {
		md_put(m, " ");
		md_note_backrefs(m, n->parent);
	}
	md_block_inner_end(m, n);
	if (m->p_open)
		md_put(m, "</p>");
	m->p_open = false;
	md_block_close(m, n);
	if (!is_tight(n))
		md_put(m, "\n");
}

/* The heading's name in links; in html it stands before its text. */
static struct str
heading_id(struct md *m, cmark_node *n, const struct heading *h)
{
	struct str slug;

	if (h && h->id.n > 0)
		return h->id;
	strbuf_reset(&m->scratch);
	md_plain(&m->scratch, n);
	slug = text_slug(m->a, strbuf_str(&m->scratch));
	return md_unique_id(m, slug.n > 0 ? slug : S("section"));
}

static bool
enter_heading(struct md *m, cmark_node *n)
{
	size_t i = (uintptr_t)n->user_data;
	const struct heading *h = i > 0 ? &m->heading.v[i - 1] : NULL;
	struct block *b;
	struct str id;

	md_raw_block(m);
	md_cr(m);
	md_leaf_begin(m);
	b = md_block_open(m, n, BLOCK_HEADING);
	place_leaf(m, n);
	m->in_heading = true;
	b->level = (uint8_t)n->as.heading.level;
	if (h) {
		b->explicit_id = h->id.n > 0;
		b->attr = h->attr;
		b->nattr = h->nattr;
	}
	id = heading_id(m, n, h);
	b->id = record_text(&m->r, id);
	md_put(m, "<h");
	record_hole(&m->r, HOLE_LEVEL, md_block_index(m, n));
	md_put(m, " id=\"");
	record_hole(&m->r, HOLE_ID, 0);
	md_put_text(&m->r.html, id);
	md_put(m, "\">");
	md_block_inner(m, n);
	return true;
}

static void
leave_heading(struct md *m, cmark_node *n)
{
	leaf_end(m, md_block(m, n));
	md_block_inner_end(m, n);
	md_put(m, "</h");
	record_hole(&m->r, HOLE_LEVEL, md_block_index(m, n));
	md_put(m, ">");
	md_block_close(m, n);
	md_put(m, "\n");
}

/* -- the walk -------------------------------------------------------------- */

static bool
enter_raw(struct md *m, cmark_node *n)
{
	struct str s = md_chunk(&n->as.literal);
	size_t before;

	md_cr(m);
	before = m->r.html.n;
	md_block_open(m, n, BLOCK_HTML);
	place_lines(m, s, (size_t)n->start_line - 1);
	md_raw(m, s, 0);
	while (m->r.html.n > before && m->r.html.p[m->r.html.n - 1] == '\n')
		m->r.html.p[--m->r.html.n] = '\0';
	if (m->r.html.n > before) {
		md_block_whole(m, n);
		return false;
	}
	/* nothing is left of it: no block either */
	m->r.block.n--;
	m->depth--;
	return false;
}

static bool
enter_rule(struct md *m, cmark_node *n)
{
	md_raw_block(m);
	md_cr(m);
	md_block_open(m, n, BLOCK_RULE);
	md_put(m, "<hr />");
	md_block_whole(m, n);
	return false;
}

static bool
enter(struct md *m, cmark_node *n)
{
	switch (n->type) {
	case CMARK_NODE_DOCUMENT:
		return true;
	case CMARK_NODE_BLOCK_QUOTE:
		return md_quote_enter(m, n);
	case CMARK_NODE_LIST:
		return md_list_enter(m, n);
	case CMARK_NODE_ITEM:
		return md_item_enter(m, n);
	case CMARK_NODE_CODE_BLOCK:
		return md_code(m, n);
	case CMARK_NODE_HTML_BLOCK:
		return enter_raw(m, n);
	case CMARK_NODE_PARAGRAPH:
		return enter_paragraph(m, n);
	case CMARK_NODE_HEADING:
		return enter_heading(m, n);
	case CMARK_NODE_THEMATIC_BREAK:
		return enter_rule(m, n);
	case CMARK_NODE_FOOTNOTE_DEFINITION:
		return md_note_enter(m, n);
	}
	if (n->type == CMARK_NODE_TABLE)
		return md_table_enter(m, n);
	if (n->type == CMARK_NODE_TABLE_ROW)
		return md_row_enter(m, n);
	if (n->type == CMARK_NODE_TABLE_CELL)
		return md_cell_enter(m, n);
	return md_inline_enter(m, n);
}

static void
leave(struct md *m, cmark_node *n)
{
	md_raw_close(m, m->level);
	switch (n->type) {
	case CMARK_NODE_DOCUMENT:
		md_cr(m);
		md_notes_close(m);
		return;
	case CMARK_NODE_BLOCK_QUOTE:
		md_quote_leave(m, n);
		return;
	case CMARK_NODE_LIST:
		md_list_leave(m, n);
		return;
	case CMARK_NODE_ITEM:
		md_item_leave(m, n);
		return;
	case CMARK_NODE_PARAGRAPH:
		leave_paragraph(m, n);
		return;
	case CMARK_NODE_HEADING:
		leave_heading(m, n);
		return;
	case CMARK_NODE_FOOTNOTE_DEFINITION:
		md_note_leave(m, n);
		return;
	}
	if (n->type == CMARK_NODE_TABLE)
		md_table_leave(m, n);
	else if (n->type == CMARK_NODE_TABLE_ROW)
		md_row_leave(m, n);
	else if (n->type == CMARK_NODE_TABLE_CELL)
		md_cell_leave(m, n);
	else
		md_inline_leave(m, n);
}

/* The node after n in the walk, once all inside n is written; NULL at the end. */
static cmark_node *
leave_up(struct md *m, cmark_node *n, const cmark_node *root)
{
	for (;;) {
		leave(m, n);
		if (n == root)
			return NULL;
		if (n->next)
			return n->next;
		n = n->parent;
		m->level--;
	}
}

bool
md_write(struct md *m, cmark_node *root)
{
	cmark_node *n = root;

	md_notes_name(m, root);
	while (n) {
		if (m->r.html.n > HTML_MAX)
			return false;
		if (enter(m, n) && n->first_child) {
			n = n->first_child;
			m->level++;
		} else {
			n = leave_up(m, n, root);
		}
	}
	md_raw_report(m);
	return true;
}
