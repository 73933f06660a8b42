/*
 * Many documents through the Markdown layer in one process, for the scripts
 * beside this file.  Frames come in on stdin and go out on stdout:
 *
 *	in	LENGTH OPTIONS '\n' LENGTH bytes of Markdown
 *	out	LENGTH '\n' LENGTH bytes
 *
 * OPTIONS are letters: m math, d diagrams, h highlight, c joined Chinese lines, u
 * unsafe HTML; '-' is none.  What comes out is the HTML with its holes filled so
 * that one sees them (<math-inline>x</math-inline>, the target of a link as cmark
 * would write it); with --blocks the record, one JSON object a line.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "format/markdown.h"

/* -- HTML with its holes filled ------------------------------------------------- */

static void
put_href(struct strbuf *out, struct str url)
{
	size_t i;

	for (i = 0; i < url.n; i++) {
		char c = url.p[i];

		if (c == '&')
			strbuf_add(out, S("&amp;"));
		else if (c == '\'')
			strbuf_add(out, S("&#x27;"));
		else if ((unsigned char)c > 0x20 && (unsigned char)c < 0x7f &&
		    !strchr("\"<>[\\]^`{|}", c))
			strbuf_byte(out, c);
		else
			strbuf_printf(out, "%%%02X", (unsigned char)c);
	}
}

static void
put_element(struct strbuf *out, const char *name, const char *attributes,
    struct str text)
{
	strbuf_printf(out, "<%s%s>", name, attributes);
	strbuf_html(out, text);
	strbuf_printf(out, "</%s>", name);
}

static void
put_attribute(struct strbuf *out, const char *name, struct str value)
{
	if (value.n == 0)
		return;
	strbuf_printf(out, " %s=\"", name);
	strbuf_html(out, value);
	strbuf_byte(out, '"');
}

static void
put_embed(struct strbuf *out, const struct markdown *m, const struct embed *e)
{
	static const char *const names[] = {
		"math-inline", "math-display", "diagram", "code-block"
	};
	struct strbuf attributes = { 0 };

	put_attribute(&attributes, "lang", markdown_text(m, e->lang));
	put_attribute(&attributes, "title", markdown_text(m, e->title));
	put_attribute(&attributes, "lines", markdown_text(m, e->lines));
	if (e->linenos)
		strbuf_add(&attributes, S(" linenos"));
	put_element(out, names[e->kind], attributes.p ? attributes.p : "",
	    markdown_text(m, e->text));
	strbuf_free(&attributes);
}

static void
fill(struct strbuf *out, const struct markdown *m, const struct hole *h)
{
	static const char *const labels[] = {
		"Note", "Tip", "Important", "Warning", "Caution"
	};
	struct str target;

	switch (h->kind) {
	case HOLE_EMBED:
		put_embed(out, m, &m->embed[h->index]);
		break;
	case HOLE_LABEL:
		strbuf_add(out, str_of(labels[h->index]));
		break;
	case HOLE_LEVEL:
		strbuf_printf(out, "%d", m->block[h->index].level);
		break;
	case HOLE_SIZE:
	case HOLE_HERE:
	case HOLE_ID:
		break;
	default:
		target = markdown_text(m, m->link[h->index].target);
		if (h->kind == HOLE_TITLE)
			put_element(out, "title-of", "", target);
		else
			put_href(out, target);
	}
}

static void
put_html(struct strbuf *out, const struct markdown *m)
{
	size_t at = 0;
	uint32_t i;

	for (i = 0; i < m->nhole; i++) {
		strbuf_add(out, str_sub(m->html, at, m->hole[i].at));
		fill(out, m, &m->hole[i]);
		at = m->hole[i].at;
	}
	strbuf_add(out, str_from(m->html, at));
}

/* -- the record -------------------------------------------------------------------- */

static void
put_text(struct strbuf *out, const char *key, struct str s)
{
	if (s.n == 0)
		return;
	strbuf_printf(out, ",\"%s\":", key);
	strbuf_json(out, s);
}

static void
put_number(struct strbuf *out, const char *key, int64_t n)
{
	if (n != 0)
		strbuf_printf(out, ",\"%s\":%" PRId64, key, n);
}

static void
put_place(struct strbuf *out, struct str source, uint32_t offset,
    uint32_t length)
{
	strbuf_printf(out, ",\"at\":[%u,%u],\"source\":", offset, length);
	strbuf_json(out, str_sub(source, offset, (size_t)offset + length));
}

static void
put_block(struct strbuf *out, const struct markdown *m, const struct block *b,
    struct str source)
{
	static const char *const kinds[] = {
		"heading", "paragraph", "list", "item", "quote", "code",
		"math", "diagram", "table", "rule", "html", "footnotes"
	};

	strbuf_printf(out, "{\"block\":\"%s\",\"depth\":%u,\"next\":%u",
	    kinds[b->kind], b->depth, b->next);
	put_number(out, "level", b->level);
	put_number(out, "number", b->number);
	put_place(out, source, b->offset, b->length);
	put_text(out, "html", str_sub(m->html, b->html, b->html_end));
	put_text(out, "inner", str_sub(m->html, b->inner, b->inner_end));
	put_text(out, "text", markdown_text(m, b->text));
	put_text(out, "id", markdown_text(m, b->id));
	put_number(out, "explicit", b->explicit_id);
	put_text(out, "info", markdown_text(m, b->info));
	put_text(out, "lead", markdown_text(m, b->lead));
	if (b->lead.n > 0)
		put_text(out, "behind", str_sub(m->html, b->lead_end,
		    b->inner_end));
	put_number(out, "attr", b->attr);
	put_number(out, "nattr", b->nattr);
	strbuf_add(out, S("}\n"));
}

static void
put_rest(struct strbuf *out, const struct markdown *m, struct str source)
{
	uint32_t i;

	for (i = 0; i < m->nattr; i++) {
		strbuf_add(out, S("{\"attr\":"));
		strbuf_json(out, markdown_text(m, m->attr[i].key));
		put_text(out, "value", markdown_text(m, m->attr[i].value));
		put_place(out, source, m->attr[i].offset, m->attr[i].length);
		strbuf_add(out, S("}\n"));
	}
	for (i = 0; i < m->nembed; i++) {
		strbuf_printf(out, "{\"embed\":%u", m->embed[i].kind);
		put_number(out, "own", m->embed[i].block);
		put_text(out, "text", markdown_text(m, m->embed[i].text));
		put_place(out, source, m->embed[i].offset,
		    m->embed[i].length);
		strbuf_add(out, S("}\n"));
	}
	for (i = 0; i < m->nlink; i++) {
		strbuf_add(out, S("{\"link\":"));
		strbuf_json(out, markdown_text(m, m->link[i].target));
		put_number(out, "image", m->link[i].image);
		put_number(out, "wiki", m->link[i].wiki);
		put_place(out, source, m->link[i].offset, m->link[i].length);
		strbuf_add(out, S("}\n"));
	}
	for (i = 0; i < m->nhole; i++)
		strbuf_printf(out, "{\"hole\":%u,\"at\":%u,\"index\":%u}\n",
		    m->hole[i].kind, m->hole[i].at, m->hole[i].index);
	for (i = 0; i < m->nproblem; i++) {
		const struct problem *p = &m->problem[i];

		strbuf_add(out, S("{\"problem\":"));
		strbuf_json(out, markdown_text(m, p->rule));
		put_text(out, "text", markdown_text(m, p->text));
		put_text(out, "note", markdown_text(m, p->note));
		put_number(out, "warning", p->severity);
		put_place(out, source, p->offset, p->length);
		strbuf_add(out, S("}\n"));
	}
}

static void
put_record(struct strbuf *out, const struct markdown *m, struct str source)
{
	uint32_t i;

	for (i = 0; i < m->nblock; i++)
		put_block(out, m, &m->block[i], source);
	put_rest(out, m, source);
}

/* -- frames ------------------------------------------------------------------------ */

static void
run(struct str text, const char *options, bool blocks, struct strbuf *out)
{
	struct markdown_options o = {
		.math = strchr(options, 'm'), .mermaid = strchr(options, 'd'),
		.highlight = strchr(options, 'h'),
		.unsafe_html = strchr(options, 'u'),
		.cjk_breaks = strchr(options, 'c'),
	};
	struct strbuf record = { 0 };
	struct markdown m;

	markdown_parse(text, 0, &o, &record);
	if (!markdown_open(strbuf_str(&record), &m))
		die("the record does not open");
	if (blocks)
		put_record(out, &m, text);
	else
		put_html(out, &m);
	strbuf_free(&record);
}

int
main(int argc, char **argv)
{
	bool blocks = argc > 1 && strcmp(argv[1], "--blocks") == 0;
	struct strbuf out = { 0 };
	char options[16];
	size_t n;

	while (scanf("%zu %15s", &n, options) == 2 && getchar() == '\n') {
		char *text = xmalloc(n);

		if (fread(text, 1, n, stdin) != n)
			die("a frame is cut off");
		strbuf_reset(&out);
		run((struct str){ text, n }, options, blocks, &out);
		printf("%zu\n", out.n);
		fwrite(out.p ? out.p : "", 1, out.n, stdout);
		fflush(stdout);
		free(text);
	}
	strbuf_free(&out);
	return 0;
}
