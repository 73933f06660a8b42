/*
 * What stands in a line.  The bytes are those of cmark's own renderer but for
 * what markdown.h promises: holes for formulas and links, joined Chinese lines,
 * the language of emphasised words.
 *
 * The plain text of a paragraph or heading grows beside its HTML: titles, ids,
 * searches and the reading of fields need it.
 */
#include <string.h>

#include "base/text.h"
#include "format/md_private.h"

/* How deep emphasis may nest for its language to be looked at: each level reads
 * all below it. */
#define EM_DEPTH 4

/* -- text ------------------------------------------------------------------ */

static const unsigned char is_special[256] = {
	['&'] = 1, ['<'] = 1, ['>'] = 1, ['"'] = 1,
	[(unsigned char)FEED_PIPE] = 1, [(unsigned char)FEED_TILDE] = 1,
	[(unsigned char)FEED_MARK] = 1, [0xF0] = 1,	/* FEED_PUNCT */
};

static struct str
written_as(char c)
{
	switch (c) {
	case '&':
		return S("&amp;");
	case '<':
		return S("&lt;");
	case '>':
		return S("&gt;");
	case '"':
		return S("&quot;");
	case FEED_PIPE:
		return S("|");
	case FEED_TILDE:
		return S("~");
	default:
		return (struct str){ 0 };
	}
}

void
md_put_text(struct strbuf *out, struct str s)
{
	size_t i = 0, from, mark;
	struct str w;

	while (i < s.n) {
		from = i;
		while (i < s.n && !is_special[(unsigned char)s.p[i]])
			i++;
		strbuf_add(out, str_sub(s, from, i));
		if (i == s.n)
			break;
		w = written_as(s.p[i]);
		mark = w.p ? 0 : feed_mark(str_from(s, i));
		strbuf_add(out, w.p || mark > 0 ? w : str_sub(s, i, i + 1));
		i += mark > 0 ? mark : 1;
	}
}

static const cmark_node *
next_in(const cmark_node *n, const cmark_node *top)
{
	if (n->first_child)
		return n->first_child;
	while (n != top && !n->next)
		n = n->parent;
	return n == top ? NULL : n->next;
}

void
md_plain(struct strbuf *out, const cmark_node *top)
{
	const cmark_node *n = top;

	while ((n = next_in(n, top))) {
		if (n->type == CMARK_NODE_TEXT || n->type == CMARK_NODE_CODE)
			feed_restore(out, md_chunk(&n->as.literal));
		else if (n->type == CMARK_NODE_SOFTBREAK ||
		    n->type == CMARK_NODE_LINEBREAK)
			strbuf_byte(out, ' ');
	}
}

/* -- line breaks ----------------------------------------------------------- */

/* Korean is written with spaces: its lines do not just join. */
static bool
joins(int32_t c)
{
	bool hangul = (c >= 0x1100 && c <= 0x11FF) ||
	    (c >= 0x3130 && c <= 0x318F) || (c >= 0xA960 && c <= 0xA97F) ||
	    (c >= 0xAC00 && c <= 0xD7FF) || (c >= 0xFFA0 && c <= 0xFFDC);

	return !hangul && text_is_cjk(c);
}

static int32_t
last_char(struct str s)
{
	size_t at = s.n;

	while (at > 0 && ((unsigned char)s.p[--at] & 0xC0) == 0x80)
		;
	return s.n > 0 ? text_next(s, &at) : 0;
}

static int32_t
first_char(struct str s)
{
	size_t at = 0, mark;

	while ((mark = feed_mark(str_from(s, at))) > 0)
		at += mark;
	return at < s.n ? text_next(s, &at) : 0;
}

/* The character behind a break: of text or code, however emphasised. */
static int32_t
char_behind(const cmark_node *n)
{
	while (n) {
		while (!n->next) {
			n = n->parent;
			if (!n || !CMARK_NODE_INLINE_P((cmark_node *)n))
				return 0;
		}
		n = n->next;
		while (n->first_child && n->type != CMARK_NODE_IMAGE)
			n = n->first_child;
		if ((n->type != CMARK_NODE_TEXT && n->type != CMARK_NODE_CODE) ||
		    md_is_math(n))
			return 0;
		if (first_char(md_chunk(&n->as.literal)) != 0)
			return first_char(md_chunk(&n->as.literal));
	}
	return 0;
}

static void
soft_break(struct md *m, const cmark_node *n)
{
	if (m->o->cjk_breaks && (!n->prev || !md_is_math(n->prev)) &&
	    joins(last_char(strbuf_str(&m->plain))) && joins(char_behind(n)))
		return;
	strbuf_byte(&m->r.html, '\n');
	strbuf_byte(&m->plain, ' ');
}

/* -- emphasis -------------------------------------------------------------- */

/* English words in a Chinese text stay italic, Chinese gets dots (THEME.md 4): the
 * style sheet needs the language.  Only where there is no doubt. */
static bool
is_english(struct md *m, const cmark_node *n)
{
	const cmark_node *i = n;
	bool latin = false;
	struct str s;
	size_t at = 0;
	int32_t c;

	if (!m->feed.han || m->em_depth > EM_DEPTH)
		return false;
	strbuf_reset(&m->scratch);
	while ((i = next_in(i, n)))
		if ((i->type == CMARK_NODE_TEXT || i->type == CMARK_NODE_CODE) &&
		    !md_is_math(i))
			feed_restore(&m->scratch, md_chunk(&i->as.literal));
	s = strbuf_str(&m->scratch);
	while (at < s.n) {
		c = text_next(s, &at);
		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
			latin = true;
		else if (c >= 0x250 && (text_is_letter(c) || text_is_cjk(c)))
			return false;
	}
	return latin;
}

static void
enter_strong(struct md *m, const cmark_node *n)
{
	const cmark_node *before = n->prev;

	strbuf_add(&m->r.html, S("<strong>"));
	while (before && before->type == CMARK_NODE_TEXT &&
	    first_char(md_chunk(&before->as.literal)) == 0)
		before = before->prev;
	if (!before && !CMARK_NODE_INLINE_P(n->parent) && !m->lead)
		m->lead = n;
}

static void
leave_strong(struct md *m, const cmark_node *n)
{
	strbuf_add(&m->r.html, S("</strong>"));
	if (n == m->lead) {
		m->lead_n = m->plain.n;
		m->lead_end = m->r.html.n;
	}
}

/* -- code and formulas ----------------------------------------------------- */

struct embed *
md_embed(struct md *m, enum embed_kind kind, struct str text, size_t at)
{
	struct embed e;

	memset(&e, 0, sizeof e);
	e.kind = (uint8_t)kind;
	place_span(m, at, at + text.n, &e.offset, &e.length);
	strbuf_reset(&m->scratch);
	feed_restore(&m->scratch, text);
	e.text = record_text(&m->r, strbuf_str(&m->scratch));
	record_hole(&m->r, HOLE_EMBED, (uint32_t)m->r.embed.n);
	*list_push(m->a, &m->r.embed) = e;
	return &m->r.embed.v[m->r.embed.n - 1];
}

struct embed *
md_formula(struct md *m, enum embed_kind kind, struct str tex, size_t at)
{
	struct str trimmed = str_trim(tex);

	if (trimmed.n > 0)
		at += (size_t)(trimmed.p - tex.p);
	return md_embed(m, kind, trimmed, at);
}

static bool
is_bidi(int32_t c)
{
	return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

/* Offset of the first such character in s, or STR_NONE; *c is it. */
static size_t
find_bidi(struct str s, int32_t *c)
{
	size_t at = 0, from;
	const char *p;

	while (at < s.n && (p = memchr(s.p + at, '\xE2', s.n - at))) {
		at = from = (size_t)(p - s.p);
		*c = text_next(s, &at);
		if (is_bidi(*c))
			return from;
	}
	return STR_NONE;
}

void
md_check_bidi(struct md *m, struct str code, size_t at)
{
	uint32_t offset, length;
	int32_t c;
	size_t i = find_bidi(code, &c);

	if (i == STR_NONE)
		return;
	place_span(m, at + i, at + i + 3, &offset, &length);
	record_problem(&m->r, DIAG_WARNING, offset, length, "bidi",
	    arena_printf(m->a, "direction control U+%04X in code", (unsigned)c),
	    S("such characters make code read differently than it runs: remove "
	    "it, or write it as an escape"));
}

/* A code span is a copy, but what follows it must not be looked for inside. */
static void
pass_code(struct md *m, const cmark_node *n)
{
	size_t at = place_code(m, n);

	if (at == STR_NONE) {
		md_check_bidi(m, md_chunk(&n->as.literal), m->place.done);
		return;
	}
	md_check_bidi(m, str_sub(m->place.text, at,
	    at + (size_t)n->as.literal.len), at);
	m->place.done = at + (size_t)n->as.literal.len;
}

static void
put_code(struct md *m, const cmark_node *n)
{
	struct str s = md_chunk(&n->as.literal);

	strbuf_add(&m->r.html, S("<code>"));
	md_put_text(&m->r.html, s);
	strbuf_add(&m->r.html, S("</code>"));
	feed_restore(&m->plain, s);
	pass_code(m, n);
}

static void
put_formula(struct md *m, const cmark_node *n)
{
	struct str s = md_chunk(&n->as.literal);
	size_t at = place_inline(m, n, s, "$(");

	md_formula(m, n->user_data ? EMBED_DISPLAY_MATH : EMBED_INLINE_MATH, s,
	    at);
	feed_restore(&m->plain, s);
	m->place.done = at + s.n;
}

/* -- the rest -------------------------------------------------------------- */

static void
put_raw(struct md *m, const cmark_node *n)
{
	struct str s = md_chunk(&n->as.literal);
	size_t at = place_inline(m, n, s, "<");

	md_raw(m, s, at);
	m->place.done = at + s.n;
	if (s.n > 3 && str_ieq(str_sub(s, 0, 3), S("<br")))
		strbuf_byte(&m->plain, ' ');
}

/* Inside a link it cannot be one. */
static void
put_reference(struct md *m, const cmark_node *n)
{
	const cmark_node *to = n->parent_footnote_def;
	size_t i = to ? (size_t)(uintptr_t)to->user_data : 0;
	bool link = md_raw_allows_link(m);
	struct str id;

	if (i == 0 || i > m->note.n)
		return;
	id = m->note.v[i - 1].id;
	strbuf_add(&m->r.html, S("<sup class=\"footnote-ref\""));
	if (link) {
		strbuf_add(&m->r.html, S("><a href=\""));
		record_hole(&m->r, HOLE_HERE, 0);
		strbuf_printf(&m->r.html, "#fn-%.*s\"", STR_ARG(id));
	}
	strbuf_add(&m->r.html, S(" id=\""));
	record_hole(&m->r, HOLE_ID, 0);
	strbuf_printf(&m->r.html, "fnref-%.*s", STR_ARG(id));
	if (n->footnote.ref_ix > 1)
		strbuf_printf(&m->r.html, "-%d", n->footnote.ref_ix);
	strbuf_add(&m->r.html, link ?
	    S("\" role=\"doc-noteref\" data-footnote-ref>") : S("\">"));
	md_put_text(&m->r.html, md_chunk(&n->as.literal));
	strbuf_add(&m->r.html, link ? S("</a></sup>") : S("</sup>"));
}

static void
put_text(struct md *m, const cmark_node *n)
{
	struct str s = md_chunk(&n->as.literal), text = m->place.text;

	if (str_chr(s, '[') != STR_NONE) {
		md_text_with_links(m, s);
	} else {
		md_put_text(&m->r.html, s);
		feed_restore(&m->plain, s);
	}
	if (s.p >= text.p && s.p + s.n <= text.p + text.n && s.n > 0)
		m->place.done = (size_t)(s.p - text.p) + s.n;
}

bool
md_inline_enter(struct md *m, cmark_node *n)
{
	switch (n->type) {
	case CMARK_NODE_TEXT:
		put_text(m, n);
		break;
	case CMARK_NODE_SOFTBREAK:
		soft_break(m, n);
		break;
	case CMARK_NODE_LINEBREAK:
		strbuf_add(&m->r.html, S("<br />\n"));
		strbuf_byte(&m->plain, ' ');
		break;
	case CMARK_NODE_CODE:
		if (md_is_math(n))
			put_formula(m, n);
		else
			put_code(m, n);
		break;
	case CMARK_NODE_HTML_INLINE:
		put_raw(m, n);
		break;
	case CMARK_NODE_EMPH:
		m->em_depth++;
		strbuf_add(&m->r.html, is_english(m, n) ?
		    S("<em lang=\"en\">") : S("<em>"));
		break;
	case CMARK_NODE_STRONG:
		enter_strong(m, n);
		break;
	case CMARK_NODE_LINK:
		md_link_enter(m, n);
		break;
	case CMARK_NODE_IMAGE:
		md_image(m, n);
		return false;
	case CMARK_NODE_FOOTNOTE_REFERENCE:
		put_reference(m, n);
		return false;
	default:
		if (n->type == CMARK_NODE_STRIKETHROUGH)
			strbuf_add(&m->r.html, S("<del>"));
	}
	return true;
}

void
md_inline_leave(struct md *m, cmark_node *n)
{
	switch (n->type) {
	case CMARK_NODE_EMPH:
		m->em_depth--;
		strbuf_add(&m->r.html, S("</em>"));
		break;
	case CMARK_NODE_STRONG:
		leave_strong(m, n);
		break;
	case CMARK_NODE_LINK:
		if (!n->user_data)
			break;
		m->link_depth--;
		strbuf_add(&m->r.html, S("</a>"));
		break;
	default:
		if (n->type == CMARK_NODE_STRIKETHROUGH)
			strbuf_add(&m->r.html, S("</del>"));
	}
}
