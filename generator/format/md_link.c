/*
 * Links and images.  Where a link inside the site leads is known only when all
 * articles are: its URL is a hole.  What leads out of the site is written at
 * once, in cmark's own escaping; what no URL on a page may do is left out, with
 * a warning.
 */
#include <string.h>

#include "base/text.h"
#include "format/html.h"
#include "format/md_private.h"

/* How far an [[id]] is looked for in the source, and how often in vain. */
#define WINDOW 65536
#define VAIN 64

bool
md_is_external(struct str url)
{
	static const char *const starts[] = {
		"http:", "https:", "mailto:", "tel:", "data:", "//"
	};
	size_t i;

	for (i = 0; i < sizeof starts / sizeof *starts; i++) {
		struct str s = str_of(starts[i]);

		if (str_ieq(str_sub(url, 0, s.n), s))
			return true;
	}
	return false;
}

/* RFC 3986's reserved and unreserved characters, and '%', stay (cmark's
 * houdini_escape_href). */
static void
put_href(struct strbuf *out, struct str url)
{
	static const char safe[] = "!#$%()*+,-./:;=?@_~";
	size_t i;

	for (i = 0; i < url.n; i++) {
		char c = url.p[i];

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9') || (c != '\0' && strchr(safe, c)))
			strbuf_byte(out, c);
		else if (c == '&')
			strbuf_add(out, S("&amp;"));
		else if (c == '\'')
			strbuf_add(out, S("&#x27;"));
		else
			strbuf_printf(out, "%%%02X", (unsigned char)c);
	}
}

/* As much of a URL as fits a message. */
static struct str
shortened(struct str url)
{
	size_t at = 0, end = 0;

	while (at < url.n && at < 60) {
		text_next(url, &at);
		end = at;
	}
	return str_sub(url, 0, end);
}

static void
refuse(struct md *m, const char *what, struct str url, uint32_t offset,
    uint32_t length)
{
	struct str s = shortened(url);

	record_problem(&m->r, DIAG_WARNING, offset, length, "unsafe-url",
	    arena_printf(m->a, "%s '%.*s%s' was left out", what, STR_ARG(s),
	    s.n < url.n ? "…" : ""),
	    S("links may lead to http, https, mailto and tel, and to files of "
	    "the site"));
}

static void
put_title(struct md *m, const cmark_node *n)
{
	struct str title = md_chunk(&n->as.link.title);

	if (title.n == 0)
		return;
	strbuf_add(&m->r.html, S(" title=\""));
	md_put_text(&m->r.html, title);
	strbuf_byte(&m->r.html, '"');
}

/* The URL between quotes that are open: itself, or a hole. */
static void
put_address(struct md *m, bool image, struct str url, uint32_t offset,
    uint32_t length)
{
	if (md_is_external(url))
		put_href(&m->r.html, url);
	else
		record_hole(&m->r, HOLE_URL,
		    record_link(&m->r, image, url, offset, length));
}

static struct str
address(struct md *m, const cmark_node *n)
{
	strbuf_reset(&m->url);
	feed_restore(&m->url, md_chunk(&n->as.link.url));
	return strbuf_str(&m->url);
}

/* -- where ----------------------------------------------------------------- */

/* The text of a link that is nothing but its URL, as it stands in the leaf:
 * only there does no '[' precede it. */
static struct str
bare_text(struct md *m, const cmark_node *n)
{
	const cmark_node *t = n->first_child;
	struct str text = m->place.text, s;

	if (n->type != CMARK_NODE_LINK || !t || t->type != CMARK_NODE_TEXT ||
	    t->next)
		return (struct str){ 0 };
	s = md_chunk(&t->as.literal);
	if (s.n == 0 || s.p < text.p || s.p + s.n > text.p + text.n ||
	    (s.p > text.p && s.p[-1] == '['))
		return (struct str){ 0 };
	return s;
}

static void
locate(struct md *m, const cmark_node *n, uint32_t *offset, uint32_t *length)
{
	struct str bare = bare_text(m, n), text = m->place.text;
	size_t at, end;

	if (bare.n > 0) {
		at = (size_t)(bare.p - text.p);
		end = at + bare.n;
		if (at > 0 && end < text.n && text.p[at - 1] == '<' &&
		    text.p[end] == '>') {
			at--;
			end++;
		}
	} else {
		at = place_inline(m, n, (struct str){ 0 },
		    n->type == CMARK_NODE_IMAGE ? "!" : "[<");
		end = place_link_end(m, n, at);
	}
	m->place.done = at < text.n ? at + 1 : at;
	place_span(m, at, end > at ? end : m->place.done, offset, length);
}

/* -- the two --------------------------------------------------------------- */

void
md_link_enter(struct md *m, cmark_node *n)
{
	uint32_t offset, length;
	struct str url;

	n->user_data = NULL;
	locate(m, n, &offset, &length);
	if (!md_raw_allows_link(m))
		return;
	n->user_data = n;	/* it has a tag, and needs an end tag */
	url = address(m, n);
	strbuf_add(&m->r.html, S("<a"));
	if (html_url_allowed(url, false)) {
		strbuf_add(&m->r.html, S(" href=\""));
		put_address(m, false, url, offset, length);
		strbuf_byte(&m->r.html, '"');
	} else {
		refuse(m, "link to", url, offset, length);
	}
	put_title(m, n);
	strbuf_byte(&m->r.html, '>');
	m->link_depth++;
}

void
md_image(struct md *m, cmark_node *n)
{
	size_t alt = m->plain.n;
	uint32_t offset, length;
	struct str url;
	size_t links = m->r.link.n;

	md_plain(&m->plain, n);
	locate(m, n, &offset, &length);
	url = address(m, n);
	if (!html_url_allowed(url, true)) {
		refuse(m, "image", url, offset, length);
		md_put_text(&m->r.html, str_from(strbuf_str(&m->plain), alt));
		return;
	}
	strbuf_add(&m->r.html, S("<img src=\""));
	put_address(m, true, url, offset, length);
	strbuf_add(&m->r.html, S("\" alt=\""));
	md_put_text(&m->r.html, str_from(strbuf_str(&m->plain), alt));
	strbuf_byte(&m->r.html, '"');
	put_title(m, n);
	if (m->r.link.n > links)
		record_hole(&m->r, HOLE_SIZE, (uint32_t)links);
	strbuf_add(&m->r.html, S(" loading=\"lazy\" />"));
}

/* -- [[id]] ---------------------------------------------------------------- */

struct wiki {
	struct str id, text;	/* text.p NULL: the title of what id names */
};

/* Does s begin with a link of this kind?  0, or how long it is. */
static size_t
wiki_parse(struct str s, struct wiki *w)
{
	size_t i, bar = 0;

	for (i = 2; i < s.n && s.p[i] != '[' && s.p[i] != ']'; i++) {
		if (s.p[i] == '\n')
			return 0;
		if (bar == 0 && (s.p[i] == '|' || s.p[i] == FEED_PIPE))
			bar = i;
	}
	if (i + 1 >= s.n || s.p[i] != ']' || s.p[i + 1] != ']')
		return 0;
	w->id = str_trim(str_sub(s, 2, bar > 0 ? bar : i));
	w->text = (struct str){ 0 };
	if (bar > 0)
		w->text = str_trim(str_sub(s, bar + 1, i));
	return w->id.n > 0 && (bar == 0 || w->text.n > 0) ? i + 2 : 0;
}

/* Where `[[id]]` stands in the source as it is: not escaped, not [[[id]]]. */
static size_t
wiki_place(struct md *m, struct str whole)
{
	size_t from = m->place.done, at, i;
	struct str window = str_sub(m->place.text, from, from + WINDOW);

	if (m->vain > VAIN)
		return STR_NONE;
	at = str_find(window, whole);
	if (at == STR_NONE) {
		m->vain++;
		return STR_NONE;
	}
	if (at > 0 && window.p[at - 1] == '[')
		return STR_NONE;
	for (i = at; i > 0 && window.p[i - 1] == '\\'; i--)
		;
	return (at - i) % 2 == 0 ? from + at : STR_NONE;
}

static void
put_wiki(struct md *m, const struct wiki *w, size_t at, size_t n)
{
	uint32_t offset, length, i;

	place_span(m, at, at + n, &offset, &length);
	strbuf_reset(&m->url);
	feed_restore(&m->url, w->id);
	i = record_link(&m->r, false, strbuf_str(&m->url), offset, length);
	m->r.link.v[i].wiki = 1;
	strbuf_add(&m->r.html, S("<a href=\""));
	record_hole(&m->r, HOLE_URL, i);
	strbuf_add(&m->r.html, S("\">"));
	if (w->text.p)
		md_put_text(&m->r.html, w->text);
	else
		record_hole(&m->r, HOLE_TITLE, i);
	strbuf_add(&m->r.html, S("</a>"));
	feed_restore(&m->plain, w->text.p ? w->text : w->id);
	m->place.done = at + n;
}

static void
put_both(struct md *m, struct str s)
{
	md_put_text(&m->r.html, s);
	feed_restore(&m->plain, s);
}

void
md_text_with_links(struct md *m, struct str s)
{
	size_t open, n, at;
	struct wiki w;

	while ((open = str_find(s, S("[["))) != STR_NONE) {
		n = wiki_parse(str_from(s, open), &w);
		at = n == 0 ? STR_NONE :
		    wiki_place(m, str_sub(s, open, open + n));
		if (at != STR_NONE && !md_raw_allows_link(m))
			at = STR_NONE;
		if (at == STR_NONE) {
			put_both(m, str_sub(s, 0, open + 1));
			s = str_from(s, open + 1);
			continue;
		}
		put_both(m, str_sub(s, 0, open));
		put_wiki(m, &w, at, n);
		s = str_from(s, open + n);
	}
	put_both(m, s);
}
