/*
 * The blocks of the record as they begin and end: their ranges in html, their
 * places in the source, what is inside what.
 */
#include <string.h>

#include "format/md_private.h"

void
md_put(struct md *m, const char *s)
{
	strbuf_add(&m->r.html, str_of(s));
}

/* Begin a new line unless one just began. */
void
md_cr(struct md *m)
{
	struct strbuf *html = &m->r.html;

	if (html->n > 0 && html->p[html->n - 1] != '\n')
		strbuf_byte(html, '\n');
}


struct block *
md_block(struct md *m, const cmark_node *n)
{
	return &m->r.block.v[(uintptr_t)n->user_data - 1];
}

uint32_t
md_block_index(struct md *m, const cmark_node *n)
{
	return (uint32_t)(md_block(m, n) - m->r.block.v);
}

void
md_block_begin(struct md *m, struct block *b, enum block_kind kind)
{
	memset(b, 0, sizeof *b);
	b->kind = (uint8_t)kind;
	b->depth = (uint16_t)(m->depth < UINT16_MAX ? m->depth : UINT16_MAX);
	b->html = (uint32_t)m->r.html.n;
	m->depth++;
}

/* Its element begins where html ends now.  A leaf's text is placed. */
struct block *
md_block_open(struct md *m, cmark_node *n, enum block_kind kind)
{
	struct block *b = list_push(m->a, &m->r.block);

	md_block_begin(m, b, kind);
	b->offset = place_begin(m, n);
	b->length = place_end(m, n);	/* an offset, until it is closed */
	if (b->length < b->offset)
		b->length = b->offset;
	n->user_data = (void *)(uintptr_t)m->r.block.n;
	return b;
}

void
md_block_inner(struct md *m, const cmark_node *n)
{
	md_block(m, n)->inner = (uint32_t)m->r.html.n;
}

void
md_block_inner_end(struct md *m, const cmark_node *n)
{
	md_block(m, n)->inner_end = (uint32_t)m->r.html.n;
}

void
md_block_end(struct md *m, struct block *b)
{
	b->next = (uint32_t)m->r.block.n;
	b->html_end = (uint32_t)m->r.html.n;
	m->depth--;
}

/* Its element ends here.  A container reaches as far as what it holds. */
void
md_block_close(struct md *m, cmark_node *n)
{
	struct block *b = md_block(m, n);
	uint32_t end = b->length;
	struct block *outer;

	md_block_end(m, b);
	b->length = end - b->offset;
	if (n->parent->type == CMARK_NODE_DOCUMENT ||
	    n->parent->type == CMARK_NODE_FOOTNOTE_DEFINITION)
		return;
	outer = md_block(m, n->parent);
	if (outer->length < end)
		outer->length = end;
}

/* A block that is a hole, or written as a whole: without anything inside. */
void
md_block_whole(struct md *m, cmark_node *n)
{
	struct block *b = md_block(m, n);

	if (m->r.html.n == b->html)	/* an empty range would not hold its hole */
		md_put(m, "\n");
	if (b->inner == 0) {
		b->inner = b->html;
		b->inner_end = (uint32_t)m->r.html.n;
	}
	md_block_close(m, n);
	md_put(m, "\n");	/* so that no two blocks touch */
}


void
md_leaf_begin(struct md *m)
{
	strbuf_reset(&m->plain);
	m->lead = NULL;
	m->lead_n = m->lead_end = 0;
	m->em_depth = m->link_depth = m->vain = 0;
	m->leaf_level = m->level;
	m->p_open = m->in_heading = false;
}
