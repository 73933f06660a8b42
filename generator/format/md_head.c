/*
 * Between cmark's two phases the blocks are known and their text is still
 * text.  That is the moment to cut {#id key=value} off headings: before, a line
 * of code could look like one; afterwards, a value may have become emphasis or a
 * link.
 *
 * Explicit ids are all known then, before the first derived one is made, so a
 * derived id can never take the name an author gave.
 */
#include "base/text.h"
#include "format/md_private.h"

static bool
is_taken(struct md *m, struct str id)
{
	return map_get(&m->ids, id) != NULL;
}

struct str
md_unique_id(struct md *m, struct str base)
{
	struct str id = base;
	size_t *tries = map_get(&m->ids, base);

	if (tries) {
		do
			id = arena_printf(m->a, "%.*s-%zu", STR_ARG(base),
			    ++*tries);
		while (is_taken(m, id));
	}
	id = arena_copy(m->a, id);
	map_put(m->a, &m->ids, id, arena_new_of(m->a, size_t));
	return id;
}

static struct str
restored(struct md *m, struct str s)
{
	strbuf_reset(&m->scratch);
	feed_restore(&m->scratch, s);
	return strbuf_str(&m->scratch);
}

/* An id the author wrote.  The second of a name is an error: links and the
 * question's address would be those of another. */
static struct str
explicit_id(struct md *m, const struct attr_item *item)
{
	struct str id = arena_copy(m->a, restored(m, item->value));
	uint32_t offset, length;

	if (!is_taken(m, id)) {
		map_put(m->a, &m->ids, id, arena_new_of(m->a, size_t));
		return id;
	}
	place_span(m, item->at, item->at + item->value.n, &offset, &length);
	record_problem(&m->r, DIAG_ERROR, offset, length, "duplicate-id",
	    arena_printf(m->a, "id '%.*s' is used twice in this document",
	    STR_ARG(id)), S("give one of the two headings another id"));
	return (struct str){ 0 };
}

static void
keep_attr(struct md *m, const struct attr_item *item)
{
	struct attr x = { 0 };

	x.key = record_text(&m->r, restored(m, item->key));
	x.value = record_text(&m->r, restored(m, item->value));
	place_span(m, item->at, item->at + item->value.n, &x.offset, &x.length);
	*list_push(m->a, &m->r.attr) = x;
}

static void
cut_attributes(struct md *m, cmark_node *n)
{
	struct attr_items items = { 0 };
	struct heading h = { 0 };
	size_t from, i;

	n->user_data = NULL;
	from = attr_tail(md_content(n), m->a, &items);
	if (from == STR_NONE)
		return;
	place_leaf(m, n);
	h.attr = (uint32_t)m->r.attr.n;
	for (i = 0; i < items.n; i++) {
		if (!str_eq(items.v[i].key, S("id")))
			keep_attr(m, &items.v[i]);
		else if (h.id.n == 0)
			h.id = explicit_id(m, &items.v[i]);
	}
	h.nattr = (uint32_t)m->r.attr.n - h.attr;
	*list_push(m->a, &m->heading) = h;
	n->user_data = (void *)(uintptr_t)m->heading.n;
	n->content.size = (bufsize_t)from;
	n->content.ptr[from] = '\0';
}

/*
 * When a paragraph's last line turns out to be the head of a table, cmark splits
 * the paragraph off but gives it no place, and the table the paragraph's.
 */
static void
mend_table(cmark_node *table)
{
	cmark_node *p = table->prev, *head = table->first_child;
	struct str s;
	size_t i;
	int lines = 1;

	if (!p || p->type != CMARK_NODE_PARAGRAPH || p->start_line > 0)
		return;
	s = md_content(p);
	for (i = 0; i < s.n; i++)
		lines += s.p[i] == '\n';
	p->start_line = table->start_line;
	p->end_line = p->start_line + lines - 1;
	p->start_column = table->start_column;
	table->start_line += lines;
	if (head)
		head->start_line = table->start_line;
}

void
md_before_inlines(struct md *m, cmark_node *root)
{
	cmark_node *n = root;

	for (;;) {
		if (n->type == CMARK_NODE_HEADING)
			cut_attributes(m, n);
		else if (n->type == CMARK_NODE_TABLE)
			mend_table(n);
		if (n->first_child) {
			n = n->first_child;
			continue;
		}
		while (n != root && !n->next)
			n = n->parent;
		if (n == root)
			return;
		n = n->next;
	}
}
