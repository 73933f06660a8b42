/*
 * Footnotes.  Their ids stand beside those of headings, so all of them are taken
 * before the first heading is named; the links between them begin with a hole,
 * because part of an article may be shown on another page.
 */
#include <string.h>

#include "base/text.h"
#include "format/md_private.h"


/* Labels of letters, digits and . _ - are as good in an id as on paper. */
static struct str
note_base(struct md *m, const cmark_node *n)
{
	struct str label = md_chunk(&n->as.literal), slug;
	size_t i;

	for (i = 0; i < label.n; i++)
		if (!strchr("-_.", label.p[i]) && !cmark_isalnum(label.p[i]))
			break;
	if (label.n > 0 && i == label.n)
		return label;
	strbuf_reset(&m->scratch);
	feed_restore(&m->scratch, label);
	slug = text_slug(m->a, strbuf_str(&m->scratch));
	return slug.n > 0 ? slug : S("note");
}

static bool
note_fits(struct md *m, struct str id, int references)
{
	int i;

	if (map_get(&m->ids, arena_printf(m->a, "fnref-%.*s", STR_ARG(id))))
		return false;
	for (i = 2; i <= references; i++)
		if (map_get(&m->ids, arena_printf(m->a, "fnref-%.*s-%d",
		    STR_ARG(id), i)))
			return false;
	return true;
}

/* Ids of a footnote and of all that refer to it, so that no heading takes one. */
static struct str
note_id(struct md *m, const cmark_node *n)
{
	struct str wanted = arena_printf(m->a, "fn-%.*s",
	    STR_ARG(note_base(m, n))), id;
	int i, references = n->footnote.def_count;

	do
		id = str_from(md_unique_id(m, wanted), 3);
	while (!note_fits(m, id, references));
	md_unique_id(m, arena_printf(m->a, "fnref-%.*s", STR_ARG(id)));
	for (i = 2; i <= references; i++)
		md_unique_id(m, arena_printf(m->a, "fnref-%.*s-%d",
		    STR_ARG(id), i));
	return id;
}

/* cmark moved the definitions that are used to the end, in order of use. */
void
md_notes_name(struct md *m, cmark_node *root)
{
	cmark_node *n = root->last_child;
	struct note note = { 0 };

	while (n && n->type == CMARK_NODE_FOOTNOTE_DEFINITION && n->prev)
		n = n->prev;
	for (; n; n = n->next) {
		if (n->type != CMARK_NODE_FOOTNOTE_DEFINITION)
			continue;
		note.id = note_id(m, n);
		*list_push(m->a, &m->note) = note;
		n->user_data = (void *)(uintptr_t)m->note.n;
	}
}

void
md_note_backrefs(struct md *m, const cmark_node *n)
{
	struct str id = m->note.v[(uintptr_t)n->user_data - 1].id;
	int i;

	m->backref = true;
	for (i = 1; i <= n->footnote.def_count; i++) {
		md_put(m, i == 1 ? "<a href=\"" : " <a href=\"");
		record_hole(&m->r, HOLE_HERE, 0);
		strbuf_printf(&m->r.html, "#fnref-%.*s", STR_ARG(id));
		if (i > 1)
			strbuf_printf(&m->r.html, "-%d", i);
		md_put(m, "\" class=\"footnote-backref\" role=\"doc-backlink\" "
		    "data-footnote-backref>↩");
		if (i > 1)
			strbuf_printf(&m->r.html,
			    "<sup class=\"footnote-ref\">%d</sup>", i);
		md_put(m, "</a>");
	}
}

static void
open_notes(struct md *m, cmark_node *first)
{
	struct block *b;

	md_raw_close(m, 0);
	md_cr(m);
	b = list_push(m->a, &m->r.block);
	md_block_begin(m, b, BLOCK_FOOTNOTES);
	b->offset = place_begin(m, first);
	md_put(m, "<section class=\"footnotes\" role=\"doc-endnotes\" "
	    "data-footnotes>");
	b->inner = (uint32_t)m->r.html.n;
	md_put(m, "\n<ol>\n");
}

void
md_notes_close(struct md *m)
{
	struct block *b;
	uint32_t i;

	if (m->note.n == 0)
		return;
	md_put(m, "</ol>\n");
	i = m->note.v[0].block - 1;	/* the block around the first */
	b = &m->r.block.v[i];
	b->inner_end = (uint32_t)m->r.html.n;
	md_put(m, "</section>");
	md_block_end(m, b);
	md_put(m, "\n");
	b->length = m->r.block.v[i + 1].length;
}

bool
md_note_enter(struct md *m, cmark_node *n)
{
	struct note *note = &m->note.v[(uintptr_t)n->user_data - 1];
	struct block *b;

	if (note == m->note.v)
		open_notes(m, n);
	md_cr(m);
	b = list_push(m->a, &m->r.block);
	note->block = (uint32_t)m->r.block.n - 1;
	md_block_begin(m, b, BLOCK_ITEM);
	b->number = (int32_t)(note - m->note.v) + 1;
	b->offset = place_begin(m, n);
	strbuf_printf(&m->r.html, "<li id=\"fn-%.*s\">", STR_ARG(note->id));
	b->inner = (uint32_t)m->r.html.n;
	md_put(m, "\n");
	m->backref = false;
	return true;
}

/* Up to where its last child ends. */
static void
note_length(struct md *m, struct block *b)
{
	uint32_t i = b->next, first = (uint32_t)(b - m->r.block.v) + 1;
	const struct block *last;

	while (i > first && m->r.block.v[i - 1].depth != b->depth + 1)
		i--;
	last = &m->r.block.v[i - 1];
	if (i > first && last->offset + last->length > b->offset)
		b->length = last->offset + last->length - b->offset;
}

void
md_note_leave(struct md *m, cmark_node *n)
{
	struct block *b;

	if (!m->backref) {
		md_note_backrefs(m, n);
		md_put(m, "\n");
	}
	b = &m->r.block.v[m->note.v[(uintptr_t)n->user_data - 1].block];
	b->inner_end = (uint32_t)m->r.html.n;
	md_put(m, "</li>");
	md_block_end(m, b);
	note_length(m, b);
	md_put(m, "\n");
}
