/*
 * Text for machines: an article's Markdown as it was written, without front
 * matter and heading attributes, and llms.txt, a list of all articles
 * (llmstxt.org).  Templates always escape, which plain text must not be.
 */
#include "render/raw.h"

#include "render/fragment.h"

/* Where the heading's "{#id …}" begins in the source, or the heading's end. */
static uint32_t
attributes_at(struct str source, const struct block *b)
{
	struct str line = str_sub(source, b->offset, b->offset + b->length);
	size_t brace = str_rchr(line, '{');

	if (brace == STR_NONE || (!b->explicit_id && b->nattr == 0))
		return b->offset + b->length;
	while (brace > 0 && line.p[brace - 1] == ' ')
		brace--;
	return b->offset + (uint32_t)brace;
}

/* The source from one offset to another, heading attributes cut out. */
static void
source_write(struct strbuf *out, const struct article *at, uint32_t from,
    uint32_t to)
{
	struct str source = at->source->text;

	for (uint32_t i = 0; i < at->md.nblock; i++) {
		const struct block *b = &at->md.block[i];

		if (b->kind != BLOCK_HEADING || b->offset < from || b->offset >= to)
			continue;
		if ((int)i == at->title_block) {
			strbuf_add(out, str_sub(source, from, b->offset));
			from = b->offset + b->length;
			continue;
		}
		strbuf_add(out, str_sub(source, from, attributes_at(source, b)));
		from = b->offset + b->length;
	}
	strbuf_add(out, str_sub(source, from, to));
}

static void
title_write(struct strbuf *out, struct str title)
{
	strbuf_add(out, S("# "));
	strbuf_add(out, title);
	strbuf_add(out, S("\n\n"));
}

static void
markdown_write(struct strbuf *out, const struct page *page)
{
	const struct question *q = page->question;
	const struct article *at = page->article;
	const struct block *block;

	if (at) {
		title_write(out, at->title);
		source_write(out, at, (uint32_t)at->body,
		    (uint32_t)at->source->text.n);
		return;
	}
	block = q->article->md.block;
	title_write(out, q->title);
	source_write(out, q->article, q->heading >= 0
	    ? block[q->heading].offset + block[q->heading].length
	    : block[q->first].offset, block[q->end - 1].offset +
	    block[q->end - 1].length);
	strbuf_byte(out, '\n');
}

static void
edition_write(struct strbuf *out, const struct plan *p, size_t lang,
    struct arena *a)
{
	const struct config *c = p->site->config;
	const struct edition *e = &p->site->edition[lang];

	strbuf_printf(out, "\n## %.*s\n\n", STR_ARG(c->language[lang].title));
	for (size_t i = 0; i < e->article.n; i++) {
		const struct article *at = e->article.v[i];
		struct str url = url_absolute(c, at->path, a);

		if (!at->noindex)
			strbuf_printf(out, "- [%.*s](%.*sindex.md): %.*s\n",
			    STR_ARG(at->title), STR_ARG(url),
			    STR_ARG(at->description));
	}
}

static void
llms_write(struct strbuf *out, const struct plan *p, struct arena *a)
{
	const struct config *c = p->site->config;
	const struct language *l = &c->language[c->default_language];

	title_write(out, l->title);
	if (l->description.n > 0)
		strbuf_printf(out, "> %.*s\n", STR_ARG(l->description));
	for (size_t i = 0; i < c->nlanguage; i++)
		edition_write(out, p, i, a);
}

void
raw_write(struct strbuf *out, const struct plan *p, const struct page *page,
    struct arena *a)
{
	if (page->row->content == CONTENT_LLMS)
		llms_write(out, p, a);
	else
		markdown_write(out, page);
}
