/*
 * From text to record: the source becomes what cmark is fed (md_feed.c), a tree
 * (md_cmark.c), the record's tables and HTML (md_write.c) and then one run of
 * bytes.  What cannot be read ends in a record that says why.
 *
 * The state is a file static: buffers keep their memory from one document to the
 * next, and cmark itself keeps globals, so there can be only one parse at a
 * time in a process anyway.
 */
#include "format/markdown.h"

#include <string.h>

#include "format/md_private.h"

#define TEXT_MAX ((size_t)16 << 20)

static struct md state;

/* Forget the document before, but keep buffers. */
static void
begin(struct md *m, struct str text, size_t body,
    const struct markdown_options *o)
{
	struct md kept = *m;

	if (!kept.a)
		kept.a = arena_new();
	arena_reset(kept.a);
	memset(m, 0, sizeof *m);
	m->a = kept.a;
	m->o = o;
	m->source = text;
	m->body = body < text.n ? body : text.n;
	m->feed.text = kept.feed.text;
	m->r.pool = kept.r.pool;
	m->r.html = kept.r.html;
	m->plain = kept.plain;
	m->scratch = kept.scratch;
	m->url = kept.url;
	record_reset(&m->r, m->a);
}

/* The record of a text that is refused: one error. */
static void
refuse(struct md *m, size_t offset, size_t length, const char *rule,
    struct str text, struct str note)
{
	record_reset(&m->r, m->a);
	record_problem(&m->r, DIAG_ERROR, (uint32_t)offset, (uint32_t)length,
	    rule, text, note);
}

static bool
read_text(struct md *m)
{
	size_t at;

	if (m->source.n - m->body > TEXT_MAX) {
		refuse(m, m->body, 0, "too-large", S("the text is longer than "
		    "16 MiB"), S("split the article"));
		return false;
	}
	at = feed_make(&m->feed, m->source, m->body, m->a);
	if (at != STR_NONE) {
		refuse(m, at, 1, "too-deep", S("this line opens more than 100 "
		    "quotes and lists"), S("indent it by four spaces, or fence "
		    "it with ```, if it is code"));
		return false;
	}
	m->text_at = arena_array(m->a, uint32_t, feed_lines(&m->feed) + 1);
	return true;
}

void
markdown_parse(struct str text, size_t body, const struct markdown_options *o,
    struct strbuf *out)
{
	struct md *m = &state;
	cmark_node *root;

	begin(m, text, body, o);
	if (read_text(m)) {
		root = md_tree(m);
		if (!root || !md_write(m, root))
			refuse(m, m->body, 0, "too-complex", S("the text is too "
			    "complex: its parts need more than 256 MiB"),
			    S("split the article, and look for very large "
			    "tables or thousands of brackets in a row"));
	}
	record_write(&m->r, out);
}
