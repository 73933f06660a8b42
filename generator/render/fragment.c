/*
 * Filling holes.  An article's HTML is made once and shared by every page that
 * shows a part of it; what differs from page to page (where a link to the same
 * article leads, which id a diagram has when it occurs twice) is decided here.
 */
#include "render/fragment.h"

#include <string.h>

#include "format/code.h"

struct str
url_of(const struct config *c, struct str path, struct arena *a)
{
	struct strbuf b = { 0 };
	struct str out;

	strbuf_add(&b, c->base_path);
	strbuf_url(&b, path);
	out = arena_copy(a, strbuf_str(&b));
	strbuf_free(&b);
	return out;
}

struct str
url_absolute(const struct config *c, struct str path, struct arena *a)
{
	struct strbuf b = { 0 };
	struct str out;

	strbuf_add(&b, c->base_url);
	strbuf_url(&b, path);
	out = arena_copy(a, strbuf_str(&b));
	strbuf_free(&b);
	return out;
}

static struct str
with_anchor(struct arena *a, struct str url, struct str anchor)
{
	struct strbuf b = { 0 };
	struct str out;

	if (anchor.n == 0)
		return url;
	strbuf_add(&b, url);
	strbuf_byte(&b, '#');
	strbuf_url(&b, anchor);
	out = arena_copy(a, strbuf_str(&b));
	strbuf_free(&b);
	return out;
}

struct str
question_place(const struct site *s, const struct question *q, struct arena *a)
{
	return with_anchor(a, url_of(s->config, q->article->path, a), q->id);
}

struct str
question_url(const struct site *s, const struct question *q, struct arena *a)
{
	if (q->path.n > 0)
		return url_of(s->config, q->path, a);
	return question_place(s, q, a);
}

struct str
fragment_link(const struct page_view *v, const struct article_link *l)
{
	const struct config *c = v->site->config;

	switch (l->to) {
	case LINK_ARTICLE:
	case LINK_SECTION:
		if (l->article == v->here && l->anchor.n > 0)
			return with_anchor(v->arena, S(""), l->anchor);
		return with_anchor(v->arena, url_of(c, l->article->path,
		    v->arena), l->anchor);
	case LINK_QUESTION:
		if (l->article == v->here)
			return with_anchor(v->arena, S(""), l->question->id);
		return question_url(v->site, l->question, v->arena);
	case LINK_FILE:
	case LINK_PAGE:
		return with_anchor(v->arena, url_of(c, l->path, v->arena),
		    l->anchor);
	case LINK_URL:
	case LINK_BROKEN:
		break;
	}
	return l->path;
}

static void
link_title(struct strbuf *out, const struct article_link *l)
{
	if (l->to == LINK_QUESTION)
		strbuf_html(out, l->question->title);
	else if (l->article)
		strbuf_html(out, l->article->title);
	else
		strbuf_html(out, l->path);
}

static void
picture_size(struct strbuf *out, const struct page_view *v,
    const struct article_link *l)
{
	uintptr_t i = l->to == LINK_FILE
	    ? (uintptr_t)map_get(&v->site->media_by_path, l->path) : 0;

	if (i && v->site->media.v[i - 1].width > 0)
		strbuf_printf(out, " width=\"%d\" height=\"%d\"",
		    v->site->media.v[i - 1].width, v->site->media.v[i - 1].height);
}

/* --- embeds ----------------------------------------------------------- */

/*
 * A diagram's ids begin with a prefix made from its content.  The second time
 * it stands on a page they would repeat, so they are numbered.
 */
static void
diagram_again(struct strbuf *out, struct str svg, uint32_t use)
{
	size_t at = str_find(svg, S(" id=\"")), end;
	struct str prefix;

	if (use == 0 || at == STR_NONE) {
		strbuf_add(out, svg);
		return;
	}
	prefix = str_from(svg, at + 5);
	for (end = 0; end < prefix.n && prefix.p[end] != '"' &&
	    prefix.p[end] != '-'; end++)
		;
	prefix = str_sub(prefix, 0, end);
	while ((at = str_find(svg, prefix)) != STR_NONE) {
		strbuf_add(out, str_sub(svg, 0, at + prefix.n));
		strbuf_printf(out, "u%u", use + 1);
		svg = str_from(svg, at + prefix.n);
	}
	strbuf_add(out, svg);
}

static void
diagram_write(struct strbuf *out, struct page_view *v, const struct piece *p,
    uint32_t use)
{
	if (p->state != PIECE_DONE) {
		strbuf_add(out, S("<pre class=\"mermaid-source\" tabindex=\"0\"><code>"));
		strbuf_html(out, p->text);
		strbuf_add(out, S("</code></pre>\n"));
		return;
	}
	v->diagrams++;
	strbuf_add(out, S("<figure class=\"diagram\">"));
	diagram_again(out, p->html, use);
	strbuf_add(out, S("</figure>\n"));
}

/* A formula that may be wider than a phone can be reached and scrolled by keyboard. */
enum { WIDE_FORMULA = 40 };

static void
formula_write(struct strbuf *out, struct page_view *v, const struct piece *p)
{
	bool display = p->kind == EMBED_DISPLAY_MATH;

	if (p->state != PIECE_DONE) {
		strbuf_add(out, display
		    ? S("<code class=\"tex tex-display\">") : S("<code class=\"tex\">"));
		strbuf_html(out, p->text);
		strbuf_add(out, S("</code>"));
		return;
	}
	v->formulas++;
	if (display && p->text.n > WIDE_FORMULA)
		strbuf_add(out, S("<span class=\"formula\" tabindex=\"0\">"));
	else if (display)
		strbuf_add(out, S("<span class=\"formula\">"));
	strbuf_add(out, p->html);
	if (display)
		strbuf_add(out, S("</span>"));
}

static const struct medium page_medium = { formula_write, diagram_write,
	fragment_link, NULL };

static const struct medium *
medium_of(const struct page_view *v)
{
	return v->medium ? v->medium : &page_medium;
}

static void
embed_write(struct strbuf *out, struct page_view *v, const struct article *at,
    uint32_t i)
{
	const struct embed *e = &at->md.embed[i];
	const struct piece *p = &v->pieces->piece.v[at->piece[i]];
	uint32_t use = v->uses[at->piece[i]]++;

	switch (p->kind) {
	case EMBED_INLINE_MATH:
	case EMBED_DISPLAY_MATH:
		medium_of(v)->formula(out, v, p);
		break;
	case EMBED_DIAGRAM:
		medium_of(v)->diagram(out, v, p, use);
		break;
	case EMBED_CODE:
		v->code++;
		code_write(out, &(struct code){ .text = p->text,
		    .html = p->state == PIECE_DONE ? p->html : S(""),
		    .lang = markdown_text(&at->md, e->lang),
		    .title = markdown_text(&at->md, e->title),
		    .lines = markdown_text(&at->md, e->lines),
		    .linenos = e->linenos });
		break;
	}
}

static struct str
link_address(const struct page_view *v, const struct article *at, uint32_t i)
{
	if (at->md.link[i].image)
		return medium_of(v)->picture(v, &at->link[i]);
	return fragment_link(v, &at->link[i]);
}

static void
label_write(struct strbuf *out, const struct page_view *v,
    const struct article *at, uint32_t kind)
{
	static const char *const names[] = { "note", "tip", "important",
		"warning", "caution" };
	const struct language *l = &v->site->config->language[at->lang];
	struct str name = str_of(kind < 5 ? names[kind] : "note");
	struct str word = value_get_text(l->content, name);

	strbuf_html(out, word.n > 0 ? word : name);
}

int
fragment_level(const struct page_view *v, const struct article *at,
    uint32_t block)
{
	int level = at->outline[block] + 1 - v->outline;

	return level < 2 ? 2 : level > 6 ? 6 : level;
}

static void
hole_fill(struct strbuf *out, struct page_view *v, const struct article *at,
    const struct hole *h)
{
	switch ((enum hole_kind)h->kind) {
	case HOLE_EMBED:
		embed_write(out, v, at, h->index);
		break;
	case HOLE_URL:
		strbuf_html(out, link_address(v, at, h->index));
		break;
	case HOLE_TITLE:
		link_title(out, &at->link[h->index]);
		break;
	case HOLE_SIZE:
		picture_size(out, v, &at->link[h->index]);
		break;
	case HOLE_LABEL:
		label_write(out, v, at, h->index);
		break;
	case HOLE_LEVEL:
		strbuf_byte(out, (char)('0' + fragment_level(v, at, h->index)));
		break;
	case HOLE_ID:
		if (at != v->owner)
			strbuf_printf(out, "a%u-", at->serial);
		break;
	case HOLE_HERE:
		if (at != v->here)
			strbuf_add(out, url_of(v->site->config, at->path,
			    v->arena));
		break;
	}
}

uint32_t
fragment_first_hole(const struct markdown *m, uint32_t at)
{
	uint32_t low = 0, high = m->nhole;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (m->hole[middle].at < at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* HTML [from, to) with the holes at offsets below `behind`. */
static void
range_write(struct strbuf *out, struct page_view *v, const struct article *at,
    uint32_t from, uint32_t to, uint32_t behind)
{
	const struct markdown *m = &at->md;

	for (uint32_t i = fragment_first_hole(m, from);
	    i < m->nhole && m->hole[i].at < behind; i++) {
		strbuf_add(out, str_sub(m->html, from, m->hole[i].at));
		hole_fill(out, v, at, &m->hole[i]);
		from = m->hole[i].at;
	}
	strbuf_add(out, str_sub(m->html, from, to));
}

/* A hole at the very end belongs to what ends there: "价格是 $x$". */
void
fragment_range(struct strbuf *out, struct page_view *v,
    const struct article *at, uint32_t from, uint32_t to)
{
	range_write(out, v, at, from, to, to + 1);
}

void
fragment_write(struct strbuf *out, struct page_view *v,
    const struct article *at, struct fragment f)
{
	range_write(out, v, at, f.from, f.skip, f.skip);
	fragment_range(out, v, at, f.resume, f.to);
}
