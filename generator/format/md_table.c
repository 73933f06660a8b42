/*
 * Tables.  cmark's `align` is no attribute of today's HTML, and the site's policy
 * allows no inline styles: alignment is a class.
 */
#include "format/md_private.h"


bool
md_table_enter(struct md *m, cmark_node *n)
{
	md_raw_block(m);
	md_cr(m);
	md_block_open(m, n, BLOCK_TABLE);
	md_put(m, "<div class=\"scroll\">");
	md_block_inner(m, n);
	md_put(m, "<table>");
	return true;
}

void
md_table_leave(struct md *m, cmark_node *n)
{
	md_cr(m);
	if (n->first_child && n->first_child->next)
		md_put(m, "</tbody>\n");
	md_put(m, "</table>");
	md_block_inner_end(m, n);
	md_put(m, "</div>");
	md_block_close(m, n);
	md_put(m, "\n");
}

static bool
is_head(const cmark_node *row)
{
	return cmark_gfm_extensions_get_table_row_is_header((cmark_node *)row);
}

bool
md_row_enter(struct md *m, cmark_node *n)
{
	md_cr(m);
	if (is_head(n))
		md_put(m, "<thead>\n");
	else if (n->prev && is_head(n->prev))
		md_put(m, "<tbody>\n");
	md_put(m, "<tr>");
	place_row(m, n);
	m->cell = 0;
	return true;
}

void
md_row_leave(struct md *m, cmark_node *n)
{
	md_put(m, is_head(n) ? "\n</tr>\n</thead>" : "\n</tr>");
}

static const char *
alignment(const cmark_node *table, size_t column)
{
	cmark_node *t = (cmark_node *)table;

	if (column >= cmark_gfm_extensions_get_table_columns(t))
		return "";
	switch (cmark_gfm_extensions_get_table_alignments(t)[column]) {
	case 'l':
		return " class=\"left\"";
	case 'c':
		return " class=\"center\"";
	case 'r':
		return " class=\"right\"";
	default:
		return "";
	}
}

bool
md_cell_enter(struct md *m, cmark_node *n)
{
	md_cr(m);
	md_put(m, is_head(n->parent) ? "<th" : "<td");
	md_put(m, alignment(n->parent->parent, m->cell++));
	md_put(m, ">");
	md_leaf_begin(m);
	place_leaf(m, n);
	return true;
}

void
md_cell_leave(struct md *m, const cmark_node *n)
{
	md_put(m, is_head(n->parent) ? "</th>" : "</td>");
}
