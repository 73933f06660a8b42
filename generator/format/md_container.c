/*
 * Quotes, alerts and lists: what only holds other blocks.
 */
#include "format/md_private.h"


static const char *const alerts[] = {
	"note", "tip", "important", "warning", "caution"
};

/* Which alert the text of a first line names, or -1. */
static int
alert_named(struct str s)
{
	size_t i;

	if (!str_starts(s, S("[!")) || !str_ends(s, S("]")))
		return -1;
	s = str_sub(s, 2, s.n - 1);
	for (i = 0; i < sizeof alerts / sizeof *alerts; i++)
		if (str_ieq(s, str_of(alerts[i])))
			return (int)i;
	return -1;
}

/* The text of a paragraph without its first line, of which the inlines are gone. */
static void
drop_first_line(cmark_node *p)
{
	size_t n = str_chr(md_content(p), '\n') + 1;

	p->content.ptr += n;
	p->content.size -= (bufsize_t)n;
}

/* `> [!NOTE]` alone in the first line, and something behind: its kind, and the
 * line is taken out of the tree. */
static int
take_alert(cmark_node *quote)
{
	cmark_node *p = quote->first_child, *t, *end;
	int kind;

	if (!p || p->type != CMARK_NODE_PARAGRAPH)
		return -1;
	t = p->first_child;
	end = t ? t->next : NULL;
	if (!t || t->type != CMARK_NODE_TEXT || (!end && !p->next) ||
	    (end && end->type != CMARK_NODE_SOFTBREAK &&
	    end->type != CMARK_NODE_LINEBREAK))
		return -1;
	kind = alert_named(str_trim(md_chunk(&t->as.literal)));
	if (kind < 0)
		return -1;
	if (!end) {
		cmark_node_unlink(p);
		return kind;
	}
	cmark_node_unlink(t);
	cmark_node_unlink(end);
	drop_first_line(p);
	return kind;
}

bool
md_quote_enter(struct md *m, cmark_node *n)
{
	int kind = take_alert(n);
	struct block *b;

	md_raw_block(m);
	md_cr(m);
	b = md_block_open(m, n, BLOCK_QUOTE);
	if (kind < 0) {
		md_put(m, "<blockquote>");
		md_block_inner(m, n);
		md_put(m, "\n");
		return true;
	}
	b->info = record_text(&m->r, str_of(alerts[kind]));
	strbuf_printf(&m->r.html, "<div class=\"alert alert-%s\" role=\"note\">",
	    alerts[kind]);
	md_block_inner(m, n);
	md_put(m, "\n<p class=\"alert-title\">");
	record_hole(&m->r, HOLE_LABEL, (uint32_t)kind);
	md_put(m, "</p>\n");
	return true;
}

void
md_quote_leave(struct md *m, cmark_node *n)
{
	md_cr(m);
	md_block_inner_end(m, n);
	md_put(m, md_block(m, n)->info.n > 0 ? "</div>" : "</blockquote>");
	md_block_close(m, n);
	md_put(m, "\n");
}

/* -- lists ----------------------------------------------------------------- */

static bool
is_ordered(const cmark_node *list)
{
	return list->as.list.list_type == CMARK_ORDERED_LIST;
}

bool
md_list_enter(struct md *m, cmark_node *n)
{
	md_raw_block(m);
	md_cr(m);
	md_block_open(m, n, BLOCK_LIST)->level = is_ordered(n);
	if (!is_ordered(n))
		md_put(m, "<ul>");
	else if (n->as.list.start == 1)
		md_put(m, "<ol>");
	else
		strbuf_printf(&m->r.html, "<ol start=\"%d\">",
		    n->as.list.start);
	md_block_inner(m, n);
	md_put(m, "\n");
	return true;
}

void
md_list_leave(struct md *m, cmark_node *n)
{
	md_block_inner_end(m, n);
	md_put(m, is_ordered(n) ? "</ol>" : "</ul>");
	md_block_close(m, n);
	md_put(m, "\n");
}

/* cmark takes an [x] anywhere in the line for a cross in the box. */
static bool
is_checked(struct md *m, const cmark_node *item)
{
	struct str s = feed_line(&m->feed, (size_t)item->start_line - 1);
	struct str rest = str_from(s, (size_t)item->start_column - 1);
	size_t at = str_chr(rest, '[');

	return at != STR_NONE && at + 1 < rest.n &&
	    (rest.p[at + 1] == 'x' || rest.p[at + 1] == 'X');
}

/* A box is named by what stands beside it: the text of its first paragraph. */
static void
put_checkbox(struct md *m, cmark_node *item)
{
	cmark_node *p = item->first_child;
	cmark_iter *it = p ? cmark_iter_new(p) : NULL;
	struct strbuf name = { 0 };
	cmark_event_type ev;

	while (it && (ev = cmark_iter_next(it)) != CMARK_EVENT_DONE) {
		const cmark_node *n = cmark_iter_get_node(it);

		if (ev != CMARK_EVENT_ENTER)
			continue;
		if (n->type == CMARK_NODE_TEXT || n->type == CMARK_NODE_CODE)
			feed_restore(&name, md_chunk(&n->as.literal));
		else if (n->type == CMARK_NODE_SOFTBREAK)
			strbuf_byte(&name, ' ');
	}
	if (it)
		cmark_iter_free(it);
	md_put(m, is_checked(m, item) ? "<input type=\"checkbox\" checked disabled"
	    : "<input type=\"checkbox\" disabled");
	if (name.n > 0) {
		md_put(m, " aria-label=\"");
		md_put_text(&m->r.html, strbuf_str(&name));
		md_put(m, "\"");
	}
	md_put(m, "> ");
	strbuf_free(&name);
}

bool
md_item_enter(struct md *m, cmark_node *n)
{
	struct block *b;

	md_cr(m);
	b = md_block_open(m, n, BLOCK_ITEM);
	if (is_ordered(n->parent))
		b->number = n->prev ? md_block(m, n->prev)->number + 1 :
		    n->parent->as.list.start;
	md_put(m, "<li>");
	md_block_inner(m, n);
	if (n->extension)
		put_checkbox(m, n);
	return true;
}

void
md_item_leave(struct md *m, cmark_node *n)
{
	md_block_inner_end(m, n);
	md_put(m, "</li>");
	md_block_close(m, n);
	md_put(m, "\n");
}
