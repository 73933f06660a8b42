/*
 * Code, formulas and diagrams that are blocks of their own.  What another program
 * renders is a hole and its text is kept aside; the rest is written at once.
 */
#include "format/md_private.h"


static void
put_plain_code(struct md *m, cmark_node *n, struct str lang)
{
	md_put(m, "<div class=\"highlight\">");
	md_block_inner(m, n);
	md_put(m, "<pre><code");
	if (lang.n > 0) {
		md_put(m, " class=\"language-");
		md_put_text(&m->r.html, lang);
		md_put(m, "\"");
	}
	md_put(m, ">");
	md_put_text(&m->r.html, md_chunk(&n->as.code.literal));
	md_put(m, "</code></pre>");
	md_block_inner_end(m, n);
	md_put(m, "</div>");
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

	md_block_open(m, n, kind);
	md_block(m, n)->info = kept(m, f.lang);
	/* a fence's own line comes before its text */
	place_lines(m, code, (size_t)n->start_line - !n->as.code.fenced);
	md_check_bidi(m, code, 0);
	if (kind == BLOCK_MATH)
		md_formula(m, EMBED_DISPLAY_MATH, code, 0)->block = 1;
	else if (kind == BLOCK_DIAGRAM)
		md_embed(m, EMBED_DIAGRAM, code, 0)->block = 1;
	else if (is_highlighted(m, &f))
		put_code_embed(m, code, &f);
	else
		put_plain_code(m, n, f.lang);
}

static void
put_math_block(struct md *m, cmark_node *n)
{
	md_block_open(m, n, BLOCK_MATH);
	place_lines(m, md_chunk(&n->as.code.literal),
	    (size_t)n->start_line - 1);
	md_formula(m, EMBED_DISPLAY_MATH, md_math_block(n), 0)->block = 1;
}

bool
md_code(struct md *m, cmark_node *n)
{
	md_raw_block(m);
	md_cr(m);
	if (md_is_math(n))
		put_math_block(m, n);
	else
		put_code_block(m, n);
	md_block_whole(m, n);
	return false;
}
