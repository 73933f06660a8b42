/*
 * The tree to the record: one walk, by its pointers and not by recursion, for
 * hostile input nests as deep as it likes.
 *
 * Why not cmark's renderer: every block must know its range, and what other
 * programs render must be a hole.  The bytes are otherwise the same, but for
 * what markdown.h and tests/spec/markdown.md list.
 */
#include <string.h>

#include "base/text.h"
#include "format/md_private.h"

/* Autocompleted cells and repeated URLs make much from little. */
#define HTML_MAX ((size_t)256 << 20)

static void
put(struct md *m, const char *s)
{
	strbuf_add(&m->r.html, str_of(s));
}

/* Begin a new line unless one just began. */
static void
cr(struct md *m)
{
	struct strbuf *html = &m->r.html;

	if (html->n > 0 && html->p[html->n - 1] != '\n')
		strbuf_byte(html, '\n');
}

/* -- blocks of the record -------------------------------------------------------- */

static struct block *
block_of(struct md *m, const cmark_node *n)
{
	return &m->r.block.v[(uintptr_t)n->user_data - 1];
}

static uint32_t
block_index(struct md *m, const cmark_node *n)
{
	return (uint32_t)(block_of(m, n) - m->r.block.v);
}

static void
block_fill(struct md *m, struct block *b, enum block_kind kind)
{
	memset(b, 0, sizeof *b);
	b->kind = (uint8_t)kind;
	b->depth = (uint16_t)(m->depth < UINT16_MAX ? m->depth : UINT16_MAX);
	b->html = (uint32_t)m->r.html.n;
	m->depth++;
}

/* Its element begins where html ends now.  A leaf's text is placed. */
static struct block *
block_open(struct md *m, cmark_node *n, enum block_kind kind)
{
	struct block *b = list_push(m->a, &m->r.block);

	block_fill(m, b, kind);
	b->offset = place_begin(m, n);
	b->length = place_end(m, n);	/* an offset, until it is closed */
	if (b->length < b->offset)
		b->length = b->offset;
	n->user_data = (void *)(uintptr_t)m->r.block.n;
	return b;
}

static void
block_inner(struct md *m, const cmark_node *n)
{
	block_of(m, n)->inner = (uint32_t)m->r.html.n;
}

static void
block_inner_end(struct md *m, const cmark_node *n)
{
	block_of(m, n)->inner_end = (uint32_t)m->r.html.n;
}

static void
block_shut(struct md *m, struct block *b)
{
	b->next = (uint32_t)m->r.block.n;
	b->html_end = (uint32_t)m->r.html.n;
	m->depth--;
}

/* Its element ends here.  A container reaches as far as what it holds. */
static void
block_close(struct md *m, cmark_node *n)
{
	struct block *b = block_of(m, n);
	uint32_t end = b->length;
	struct block *outer;

	block_shut(m, b);
	b->length = end - b->offset;
	if (n->parent->type == CMARK_NODE_DOCUMENT ||
	    n->parent->type == CMARK_NODE_FOOTNOTE_DEFINITION)
		return;
	outer = block_of(m, n->parent);
	if (outer->length < end)
		outer->length = end;
}

/* A block that is a hole, or written as a whole: without anything inside. */
static void
block_whole(struct md *m, cmark_node *n)
{
	struct block *b = block_of(m, n);
	bool hole = m->r.html.n == b->html;

	if (hole)		/* an empty range would not hold its hole */
		put(m, "\n");
	if (b->inner == 0) {
		b->inner = b->html;
		b->inner_end = (uint32_t)m->r.html.n;
	}
	block_close(m, n);
	if (!hole)
		put(m, "\n");
}

static bool
is_tight(const cmark_node *n)
{
	const cmark_node *list = n->parent ? n->parent->parent : NULL;

	return list && list->type == CMARK_NODE_LIST && list->as.list.tight;
}

/* -- paragraphs and headings -------------------------------------------------------- */

static void
leaf_begin(struct md *m)
{
	strbuf_reset(&m->plain);
	m->lead = NULL;
	m->lead_n = m->lead_end = 0;
	m->em_depth = m->link_depth = m->vain = 0;
	m->leaf_level = m->level;
	m->p_open = m->in_heading = false;
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
	cr(m);
	block_open(m, n, BLOCK_MATH);
	s = md_chunk(&f->as.literal);
	md_formula(m, EMBED_DISPLAY_MATH, s,
	    place_inline(m, f, s, "$"))->block = 1;
	block_whole(m, n);
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
		cr(m);
	leaf_begin(m);
	block_open(m, n, BLOCK_PARAGRAPH);
	m->p_open = !is_tight(n);
	if (m->p_open)
		put(m, "<p>");
	block_inner(m, n);
	return true;
}

static void put_backrefs(struct md *m, const cmark_node *definition);

static void
leave_paragraph(struct md *m, cmark_node *n)
{
	if (!n->user_data)
		return;
	leaf_end(m, block_of(m, n));
	if (n->parent->type == CMARK_NODE_FOOTNOTE_DEFINITION && !n->next) {
		put(m, " ");
		put_backrefs(m, n->parent);
	}
	block_inner_end(m, n);
	if (m->p_open)
		put(m, "</p>");
	m->p_open = false;
	block_close(m, n);
	if (!is_tight(n))
		put(m, "\n");
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
	cr(m);
	leaf_begin(m);
	b = block_open(m, n, BLOCK_HEADING);
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
	put(m, "<h");
	record_hole(&m->r, HOLE_LEVEL, block_index(m, n));
	put(m, " id=\"");
	md_put_text(&m->r.html, id);
	put(m, "\">");
	block_inner(m, n);
	return true;
}

static void
leave_heading(struct md *m, cmark_node *n)
{
	leaf_end(m, block_of(m, n));
	block_inner_end(m, n);
	put(m, "</h");
	record_hole(&m->r, HOLE_LEVEL, block_index(m, n));
	put(m, ">");
	block_close(m, n);
	put(m, "\n");
}

/* -- quotes and alerts ----------------------------------------------------------------- */

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

static bool
enter_quote(struct md *m, cmark_node *n)
{
	int kind = take_alert(n);
	struct block *b;

	md_raw_block(m);
	cr(m);
	b = block_open(m, n, BLOCK_QUOTE);
	if (kind < 0) {
		put(m, "<blockquote>");
		block_inner(m, n);
		put(m, "\n");
		return true;
	}
	b->info = record_text(&m->r, str_of(alerts[kind]));
	strbuf_printf(&m->r.html, "<div class=\"alert alert-%s\" role=\"note\">",
	    alerts[kind]);
	block_inner(m, n);
	put(m, "\n<p class=\"alert-title\">");
	record_hole(&m->r, HOLE_LABEL, (uint32_t)kind);
	put(m, "</p>\n");
	return true;
}

static void
leave_quote(struct md *m, cmark_node *n)
{
	cr(m);
	block_inner_end(m, n);
	put(m, block_of(m, n)->info.n > 0 ? "</div>" : "</blockquote>");
	block_close(m, n);
	put(m, "\n");
}

/* -- lists ----------------------------------------------------------------------------- */

static bool
is_ordered(const cmark_node *list)
{
	return list->as.list.list_type == CMARK_ORDERED_LIST;
}

static bool
enter_list(struct md *m, cmark_node *n)
{
	md_raw_block(m);
	cr(m);
	block_open(m, n, BLOCK_LIST)->level = is_ordered(n);
	if (!is_ordered(n))
		put(m, "<ul>");
	else if (n->as.list.start == 1)
		put(m, "<ol>");
	else
		strbuf_printf(&m->r.html, "<ol start=\"%d\">",
		    n->as.list.start);
	block_inner(m, n);
	put(m, "\n");
	return true;
}

static void
leave_list(struct md *m, cmark_node *n)
{
	block_inner_end(m, n);
	put(m, is_ordered(n) ? "</ol>" : "</ul>");
	block_close(m, n);
	put(m, "\n");
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

static bool
enter_item(struct md *m, cmark_node *n)
{
	struct block *b;

	cr(m);
	b = block_open(m, n, BLOCK_ITEM);
	if (is_ordered(n->parent))
		b->number = n->prev ? block_of(m, n->prev)->number + 1 :
		    n->parent->as.list.start;
	put(m, "<li>");
	block_inner(m, n);
	if (n->extension)
		put(m, is_checked(m, n) ?
		    "<input type=\"checkbox\" checked disabled> " :
		    "<input type=\"checkbox\" disabled> ");
	return true;
}

static void
leave_item(struct md *m, cmark_node *n)
{
	block_inner_end(m, n);
	put(m, "</li>");
	block_close(m, n);
	put(m, "\n");
}

/* -- code, formulas, diagrams ------------------------------------------------------------- */

static void
put_plain_code(struct md *m, cmark_node *n, struct str lang)
{
	put(m, "<div class=\"highlight\">");
	block_inner(m, n);
	put(m, "<pre><code");
	if (lang.n > 0) {
		put(m, " class=\"language-");
		md_put_text(&m->r.html, lang);
		put(m, "\"");
	}
	put(m, ">");
	md_put_text(&m->r.html, md_chunk(&n->as.code.literal));
	put(m, "</code></pre>");
	block_inner_end(m, n);
	put(m, "</div>");
}

static struct span
kept(struct md *m, struct str s)
{
	strbuf_reset(&m->scratch);
	feed_restore(&m->scratch, s);
	return record_text(&m->r, strbuf_str(&m->scratch));
}

static void
put_code_embed(struct md *m, struct str code, const struct fence *f)
{
	struct embed *e = md_embed(m, EMBED_CODE, code, 0);

	e->block = 1;
	e->linenos = f->linenos;
	e->lang = kept(m, f->lang);
	e->title = kept(m, f->title);
	e->lines = kept(m, f->lines);
}

static enum block_kind
fence_kind(const struct md *m, const struct fence *f)
{
	if (m->o->mermaid && str_ieq(f->lang, S("mermaid")))
		return BLOCK_DIAGRAM;
	if (m->o->math && str_ieq(f->lang, S("math")))
		return BLOCK_MATH;
	return BLOCK_CODE;
}

/* Does somebody else render it?  Not without anything to say how, and not what
 * the site has switched off. */
static bool
is_highlighted(const struct md *m, const struct fence *f)
{
	if (!m->o->highlight || str_ieq(f->lang, S("mermaid")) ||
	    str_ieq(f->lang, S("math")))
		return false;
	return f->lang.n > 0 || f->title.n > 0 || f->lines.n > 0 || f->linenos;
}

static void
put_code_block(struct md *m, cmark_node *n)
{
	struct fence f = attr_fence(md_chunk(&n->as.code.info), m->a);
	struct str code = md_chunk(&n->as.code.literal);
	enum block_kind kind = fence_kind(m, &f);

	block_open(m, n, kind);
	block_of(m, n)->info = kept(m, f.lang);
	/* a fence's own line comes before its text */
	place_lines(m, code, (size_t)n->start_line - !n->as.code.fenced);
	md_check_bidi(m, code, 0);
	if (kind != BLOCK_CODE)
		md_embed(m, kind == BLOCK_MATH ? EMBED_DISPLAY_MATH :
		    EMBED_DIAGRAM, code, 0)->block = 1;
	else if (is_highlighted(m, &f))
		put_code_embed(m, code, &f);
	else
		put_plain_code(m, n, f.lang);
}

static void
put_math_block(struct md *m, cmark_node *n)
{
	block_open(m, n, BLOCK_MATH);
	place_lines(m, md_chunk(&n->as.code.literal),
	    (size_t)n->start_line - 1);
	md_formula(m, EMBED_DISPLAY_MATH, md_math_block(n), 0)->block = 1;
}

static bool
enter_code(struct md *m, cmark_node *n)
{
	md_raw_block(m);
	cr(m);
	if (md_is_math(n))
		put_math_block(m, n);
	else
		put_code_block(m, n);
	block_whole(m, n);
	return false;
}

/* -- tables ----------------------------------------------------------------------------------- */

static bool
enter_table(struct md *m, cmark_node *n)
{
	md_raw_block(m);
	cr(m);
	block_open(m, n, BLOCK_TABLE);
	put(m, "<div class=\"scroll\">");
	block_inner(m, n);
	put(m, "<table>");
	return true;
}

static void
leave_table(struct md *m, cmark_node *n)
{
	cr(m);
	if (n->first_child && n->first_child->next)
		put(m, "</tbody>\n");
	put(m, "</table>");
	block_inner_end(m, n);
	put(m, "</div>");
	block_close(m, n);
	put(m, "\n");
}

static bool
is_head(const cmark_node *row)
{
	return cmark_gfm_extensions_get_table_row_is_header((cmark_node *)row);
}

static bool
enter_row(struct md *m, cmark_node *n)
{
	cr(m);
	if (is_head(n))
		put(m, "<thead>\n");
	else if (n->prev && is_head(n->prev))
		put(m, "<tbody>\n");
	put(m, "<tr>");
	place_row(m, n);
	m->cell = 0;
	return true;
}

static void
leave_row(struct md *m, cmark_node *n)
{
	put(m, is_head(n) ? "\n</tr>\n</thead>" : "\n</tr>");
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

static bool
enter_cell(struct md *m, cmark_node *n)
{
	cr(m);
	put(m, is_head(n->parent) ? "<th" : "<td");
	put(m, alignment(n->parent->parent, m->cell++));
	put(m, ">");
	leaf_begin(m);
	place_leaf(m, n);
	return true;
}

/* -- footnotes -------------------------------------------------------------------------------- */

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

	if (map_get(&m->ids, arena_printf(m->a, "fn-%.*s", STR_ARG(id))) ||
	    map_get(&m->ids, arena_printf(m->a, "fnref-%.*s", STR_ARG(id))))
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
	struct str base = note_base(m, n), id = base;
	int i, references = n->footnote.def_count;

	for (i = 1; !note_fits(m, id, references); i++)
		id = arena_printf(m->a, "%.*s-%d", STR_ARG(base), i);
	md_unique_id(m, arena_printf(m->a, "fn-%.*s", STR_ARG(id)));
	md_unique_id(m, arena_printf(m->a, "fnref-%.*s", STR_ARG(id)));
	for (i = 2; i <= references; i++)
		md_unique_id(m, arena_printf(m->a, "fnref-%.*s-%d",
		    STR_ARG(id), i));
	return id;
}

/* cmark moved the definitions that are used to the end, in order of use. */
static void
name_notes(struct md *m, cmark_node *root)
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

static void
put_backrefs(struct md *m, const cmark_node *n)
{
	struct str id = m->note.v[(uintptr_t)n->user_data - 1].id;
	int i;

	m->backref = true;
	strbuf_printf(&m->r.html, "<a href=\"#fnref-%.*s\" class=\"footnote-"
	    "backref\" role=\"doc-backlink\" data-footnote-backref>↩</a>",
	    STR_ARG(id));
	for (i = 2; i <= n->footnote.def_count; i++)
		strbuf_printf(&m->r.html, " <a href=\"#fnref-%.*s-%d\" class=\""
		    "footnote-backref\" role=\"doc-backlink\" "
		    "data-footnote-backref>↩<sup class=\"footnote-ref\">%d"
		    "</sup></a>", STR_ARG(id), i, i);
}

static void
open_notes(struct md *m, cmark_node *first)
{
	struct block *b;

	md_raw_close(m, 0);
	cr(m);
	b = list_push(m->a, &m->r.block);
	block_fill(m, b, BLOCK_FOOTNOTES);
	b->offset = place_begin(m, first);
	put(m, "<section class=\"footnotes\" role=\"doc-endnotes\" "
	    "data-footnotes>");
	b->inner = (uint32_t)m->r.html.n;
	put(m, "\n<ol>\n");
}

static void
close_notes(struct md *m)
{
	struct block *b;
	uint32_t i;

	if (m->note.n == 0)
		return;
	put(m, "</ol>\n");
	i = m->note.v[0].block - 1;	/* the block around the first */
	b = &m->r.block.v[i];
	b->inner_end = (uint32_t)m->r.html.n;
	put(m, "</section>");
	block_shut(m, b);
	put(m, "\n");
	b->length = m->r.block.v[i + 1].length;
}

static bool
enter_note(struct md *m, cmark_node *n)
{
	struct note *note = &m->note.v[(uintptr_t)n->user_data - 1];
	struct block *b;

	if (note == m->note.v)
		open_notes(m, n);
	cr(m);
	b = list_push(m->a, &m->r.block);
	note->block = (uint32_t)m->r.block.n - 1;
	block_fill(m, b, BLOCK_ITEM);
	b->number = (int32_t)(note - m->note.v) + 1;
	b->offset = place_begin(m, n);
	strbuf_printf(&m->r.html, "<li id=\"fn-%.*s\">", STR_ARG(note->id));
	b->inner = (uint32_t)m->r.html.n;
	put(m, "\n");
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

static void
leave_note(struct md *m, cmark_node *n)
{
	struct block *b;

	if (!m->backref) {
		put_backrefs(m, n);
		put(m, "\n");
	}
	b = &m->r.block.v[m->note.v[(uintptr_t)n->user_data - 1].block];
	b->inner_end = (uint32_t)m->r.html.n;
	put(m, "</li>");
	block_shut(m, b);
	note_length(m, b);
	put(m, "\n");
}

/* -- the walk --------------------------------------------------------------------------------- */

static bool
enter_raw(struct md *m, cmark_node *n)
{
	struct str s = md_chunk(&n->as.literal);
	size_t before;

	cr(m);
	before = m->r.html.n;
	block_open(m, n, BLOCK_HTML);
	place_lines(m, s, (size_t)n->start_line - 1);
	md_raw(m, s, 0);
	while (m->r.html.n > before && m->r.html.p[m->r.html.n - 1] == '\n')
		m->r.html.p[--m->r.html.n] = '\0';
	if (m->r.html.n > before) {
		block_whole(m, n);
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
	cr(m);
	block_open(m, n, BLOCK_RULE);
	put(m, "<hr />");
	block_whole(m, n);
	return false;
}

static bool
enter(struct md *m, cmark_node *n)
{
	switch (n->type) {
	case CMARK_NODE_DOCUMENT:
		return true;
	case CMARK_NODE_BLOCK_QUOTE:
		return enter_quote(m, n);
	case CMARK_NODE_LIST:
		return enter_list(m, n);
	case CMARK_NODE_ITEM:
		return enter_item(m, n);
	case CMARK_NODE_CODE_BLOCK:
		return enter_code(m, n);
	case CMARK_NODE_HTML_BLOCK:
		return enter_raw(m, n);
	case CMARK_NODE_PARAGRAPH:
		return enter_paragraph(m, n);
	case CMARK_NODE_HEADING:
		return enter_heading(m, n);
	case CMARK_NODE_THEMATIC_BREAK:
		return enter_rule(m, n);
	case CMARK_NODE_FOOTNOTE_DEFINITION:
		return enter_note(m, n);
	}
	if (n->type == CMARK_NODE_TABLE)
		return enter_table(m, n);
	if (n->type == CMARK_NODE_TABLE_ROW)
		return enter_row(m, n);
	if (n->type == CMARK_NODE_TABLE_CELL)
		return enter_cell(m, n);
	return md_inline_enter(m, n);
}

static void
leave(struct md *m, cmark_node *n)
{
	md_raw_close(m, m->level);
	switch (n->type) {
	case CMARK_NODE_DOCUMENT:
		close_notes(m);
		return;
	case CMARK_NODE_BLOCK_QUOTE:
		leave_quote(m, n);
		return;
	case CMARK_NODE_LIST:
		leave_list(m, n);
		return;
	case CMARK_NODE_ITEM:
		leave_item(m, n);
		return;
	case CMARK_NODE_PARAGRAPH:
		leave_paragraph(m, n);
		return;
	case CMARK_NODE_HEADING:
		leave_heading(m, n);
		return;
	case CMARK_NODE_FOOTNOTE_DEFINITION:
		leave_note(m, n);
		return;
	}
	if (n->type == CMARK_NODE_TABLE)
		leave_table(m, n);
	else if (n->type == CMARK_NODE_TABLE_ROW)
		leave_row(m, n);
	else if (n->type == CMARK_NODE_TABLE_CELL)
		put(m, is_head(n->parent) ? "</th>" : "</td>");
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

	name_notes(m, root);
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
