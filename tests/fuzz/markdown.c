/*
 * Markdown from any bytes: never a crash, and a record that keeps what
 * markdown.h promises of ranges, holes, places and ids.  The same text with
 * other line ends gives the same record, and the HTML is balanced as it is.
 *
 * The first byte chooses the options.
 */
#include <string.h>

#include "base/hash.h"
#include "format/html.h"
#include "format/markdown.h"
#include "fuzz.h"

static void
check_span(const struct markdown *m, struct span s)
{
	must((size_t)s.at + s.n <= m->pool.n, "a span is inside the pool");
}

static void
check_place(struct str text, uint32_t offset, uint32_t length)
{
	must((size_t)offset + length <= text.n, "a place is inside the source");
}

/* Block i and all inside it. */
static void
check_block(const struct markdown *m, uint32_t i, struct str text)
{
	const struct block *b = &m->block[i], *inside;
	uint32_t end = b->html, j;

	check_place(text, b->offset, b->length);
	check_span(m, b->text);
	check_span(m, b->id);
	check_span(m, b->info);
	check_span(m, b->lead);
	must(b->kind <= BLOCK_FOOTNOTES, "a kind is known");
	must(b->lead.n == 0 || (b->lead.at == b->text.at &&
	    b->lead.n <= b->text.n && b->lead_end >= b->inner &&
	    b->lead_end <= b->inner_end), "bold text leads");
	for (j = i + 1; j < b->next; j = inside->next) {
		inside = &m->block[j];
		must(inside->depth == b->depth + 1, "depths count");
		must(inside->html >= b->inner && inside->html_end <=
		    b->inner_end, "a block is inside its container");
		must(inside->html > end || end == b->html,
		    "blocks do not touch");
		must(b->kind == BLOCK_FOOTNOTES || (inside->offset >= b->offset &&
		    inside->offset + inside->length <= b->offset + b->length),
		    "its source is inside its container's");
		end = inside->html_end;
	}
}

static void
check_blocks(const struct markdown *m, struct str text)
{
	struct arena *a = arena_new();
	struct map ids = { 0 };
	uint32_t i, next = 0, end = 0;

	for (i = 0; i < m->nblock; i++) {
		const struct block *b = &m->block[i];

		check_block(m, i, text);
		if (b->kind == BLOCK_HEADING)
			must(!map_put(a, &ids, markdown_text(m, b->id),
			    (void *)b), "ids are unique");
		if (i != next)
			continue;
		must(b->depth == 0, "the outermost have depth 0");
		must(i == 0 || b->html > end, "blocks do not touch");
		next = b->next;
		end = b->html_end;
	}
	arena_free(a);
}

static void
check_rest(const struct markdown *m, struct str text)
{
	uint32_t i;

	for (i = 0; i < m->nembed; i++) {
		const struct embed *e = &m->embed[i];

		check_span(m, e->text);
		check_span(m, e->lang);
		check_span(m, e->title);
		check_span(m, e->lines);
		check_place(text, e->offset, e->length);
	}
	for (i = 0; i < m->nlink; i++) {
		check_span(m, m->link[i].target);
		check_place(text, m->link[i].offset, m->link[i].length);
	}
	for (i = 0; i < m->nattr; i++) {
		check_span(m, m->attr[i].key);
		check_span(m, m->attr[i].value);
		check_place(text, m->attr[i].offset, m->attr[i].length);
	}
	for (i = 0; i < m->nproblem; i++) {
		check_span(m, m->problem[i].rule);
		check_span(m, m->problem[i].text);
		check_span(m, m->problem[i].note);
		check_place(text, m->problem[i].offset, m->problem[i].length);
	}
}

/* What the site writes into the holes changes nothing here but for the tags of
 * headings, whose level is one. */
static void
check_balance(const struct markdown *m)
{
	struct strbuf b = { 0 }, before = { 0 };
	size_t at = 0;
	uint32_t i;

	for (i = 0; i < m->nhole; i++) {
		strbuf_add(&b, str_sub(m->html, at, m->hole[i].at));
		if (m->hole[i].kind == HOLE_LEVEL)
			strbuf_byte(&b, '2');
		at = m->hole[i].at;
	}
	strbuf_add(&b, str_from(m->html, at));
	strbuf_add(&before, strbuf_str(&b));
	html_balance(&b, 0);
	must(str_eq(strbuf_str(&b), strbuf_str(&before)),
	    "the HTML is balanced");
	strbuf_free(&before);
	strbuf_free(&b);
}

static bool
is_plain(struct str text)
{
	return str_chr(text, '\r') == STR_NONE;
}

/* The record of the same text with other line ends. */
static void
check_twin(struct str text, const struct markdown_options *o,
    const struct markdown *m)
{
	struct strbuf twin = { 0 }, record = { 0 };
	struct markdown t;
	size_t i;

	for (i = 0; i < text.n; i++) {
		if (text.p[i] == '\n')
			strbuf_byte(&twin, '\r');
		strbuf_byte(&twin, text.p[i]);
	}
	markdown_parse(strbuf_str(&twin), 0, o, &record);
	must(markdown_open(strbuf_str(&record), &t), "the twin's record opens");
	must(str_eq(t.html, m->html), "the twin's HTML is the same");
	must(str_eq(t.pool, m->pool), "the twin's texts are the same");
	must(t.nblock == m->nblock && t.nhole == m->nhole &&
	    t.nproblem == m->nproblem, "the twin has as much of all");
	for (i = 0; i < m->nblock; i++)
		must(t.block[i].html == m->block[i].html &&
		    t.block[i].html_end == m->block[i].html_end &&
		    t.block[i].next == m->block[i].next,
		    "the twin's blocks are the same");
	strbuf_free(&twin);
	strbuf_free(&record);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t chosen = size > 0 ? data[0] : 0;
	struct markdown_options o = {
		.math = !(chosen & 1), .mermaid = !(chosen & 2),
		.highlight = !(chosen & 4), .unsafe_html = chosen & 8,
		.cjk_breaks = !(chosen & 16)
	};
	struct str text = { (const char *)data, size };
	struct strbuf record = { 0 };
	struct markdown m;

	text = str_from(text, 1);
	markdown_parse(text, 0, &o, &record);
	must(markdown_open(strbuf_str(&record), &m), "the record opens");
	check_blocks(&m, text);
	check_rest(&m, text);
	if (!o.unsafe_html)
		check_balance(&m);
	if (is_plain(text))
		check_twin(text, &o, &m);
	strbuf_free(&record);
	return 0;
}
