/*
 * Raw HTML comes in pieces that html.c cleans one by one: a block here, a tag in
 * the middle of a line there.  On the page they stand between elements of ours,
 * so each must be closed where the part of the tree ends in which it was
 * opened; an end tag that would reach out of it goes.  <details> that one
 * block opens and a later one closes works, for both lie at one level.
 *
 * html_balance() does the same for a whole text afterwards; here the places of
 * blocks and holes in the text are kept already, so nothing may move and the
 * tags are watched as they are written.
 */
#include <string.h>

#include "format/html.h"
#include "format/html_tag.h"
#include "format/md_private.h"

/* An open element further up than this is not looked for: time stays linear. */
#define REACH 256

/* -- elements that are open ------------------------------------------------ */

static void
put_end(struct md *m, const struct html_element *e)
{
	strbuf_add(&m->r.html, S("</"));
	strbuf_add(&m->r.html, str_of(e->name));
	strbuf_byte(&m->r.html, '>');
}

static void
close_from(struct md *m, size_t i)
{
	while (m->raw.n > i)
		put_end(m, m->raw.v[--m->raw.n].element);
}

static bool
is_block(const struct html_element *e)
{
	return !(e->flags & HTML_PHRASE);
}

/* The innermost open element of this level, or of a group of them, that no
 * element of `behind` hides; STR_NONE when there is none. */
static size_t
find_open(const struct md *m, const struct html_element *e,
    enum html_group group, unsigned behind)
{
	size_t i, last = m->raw.n > REACH ? m->raw.n - REACH : 0;

	for (i = m->raw.n; i > last; i--) {
		const struct raw_open *o = &m->raw.v[i - 1];

		if (o->level != m->level)
			break;
		if (e ? o->element == e : o->element->group == group)
			return i - 1;
		if (behind & 1u << o->element->group)
			break;
		if (e && !is_block(e) && is_block(o->element))
			break;
	}
	return STR_NONE;
}

#define MASK(group) (1u << (group))
#define TABLES (MASK(GROUP_TABLE) | MASK(GROUP_FOREIGN))
#define SCOPE (TABLES | MASK(GROUP_CELL))

/* A start tag of one group ends an open element of another, in this order. */
static const struct {
	uint8_t start, ends;
	unsigned behind;
} implied[] = {
	{ GROUP_LI, GROUP_LI, SCOPE | MASK(GROUP_LIST) },
	{ GROUP_DD, GROUP_DD, SCOPE | MASK(GROUP_DL) },
	{ GROUP_CELL, GROUP_CELL, TABLES | MASK(GROUP_ROW) },
	{ GROUP_ROW, GROUP_ROW, TABLES },
	{ GROUP_ROWS, GROUP_ROWS, TABLES },
	{ GROUP_RT, GROUP_RT, MASK(GROUP_RUBY) },
};

static void
imply_ends(struct md *m, const struct html_element *e)
{
	size_t i, at;

	if (e->flags & HTML_CLOSES_P) {
		at = find_open(m, NULL, GROUP_P, SCOPE);
		if (at != STR_NONE)
			close_from(m, at);
	}
	for (i = 0; i < sizeof implied / sizeof *implied; i++) {
		if (implied[i].start != e->group)
			continue;
		at = find_open(m, NULL, implied[i].ends, implied[i].behind);
		if (at != STR_NONE)
			close_from(m, at);
	}
}

static bool
is_table_part(const struct html_element *e)
{
	return e->group == GROUP_CELL || e->group == GROUP_ROW ||
	    e->group == GROUP_ROWS;
}

void
md_raw_close(struct md *m, int level)
{
	while (m->raw.n > 0 && m->raw.v[m->raw.n - 1].level > level)
		put_end(m, m->raw.v[--m->raw.n].element);
}

/* Links may hold blocks, and so may what was inserted or deleted. */
static bool
may_hold_block(const struct html_element *e)
{
	return e->group == GROUP_A || strcmp(e->name, "ins") == 0 ||
	    strcmp(e->name, "del") == 0;
}

void
md_raw_block(struct md *m)
{
	size_t i, keep = m->raw.n;

	for (i = m->raw.n; i > 0; i--) {
		const struct raw_open *o = &m->raw.v[i - 1];

		if (o->level != m->level ||
		    (is_block(o->element) && o->element->group != GROUP_P))
			break;
		if (!may_hold_block(o->element))
			keep = i - 1;
	}
	close_from(m, keep);
}

/* The innermost <a> that is open in this line or beside this block. */
static size_t
find_anchor(const struct md *m)
{
	size_t i, last = m->raw.n > REACH ? m->raw.n - REACH : 0;

	for (i = m->raw.n; i > last; i--) {
		const struct raw_open *o = &m->raw.v[i - 1];

		if (is_block(o->element) ||
		    (o->level != m->level && o->level <= m->leaf_level))
			break;
		if (o->element->group == GROUP_A)
			return i - 1;
	}
	return STR_NONE;
}

bool
md_raw_allows_link(struct md *m)
{
	size_t at;

	if (m->link_depth > 0)
		return false;
	at = find_anchor(m);
	if (at == STR_NONE)
		return true;
	if (m->raw.v[at].level != m->level)
		return false;
	close_from(m, at);
	return true;
}

/* -- tags ------------------------------------------------------------------ */

/* html.c escaped the value; the addresses of links are kept as text. */
static struct str
unescape(struct md *m, struct str s)
{
	static const struct {
		struct str entity;
		char c;
	} entities[] = {
		{ { "&amp;", 5 }, '&' }, { { "&#39;", 5 }, '\'' },
		{ { "&quot;", 6 }, '"' }, { { "&lt;", 4 }, '<' },
		{ { "&gt;", 4 }, '>' }, { { "&#34;", 5 }, '"' },
	};
	size_t i, at = 0;

	strbuf_reset(&m->url);
	while (at < s.n) {
		struct str rest = str_from(s, at);

		for (i = 0; i < sizeof entities / sizeof *entities; i++)
			if (str_starts(rest, entities[i].entity))
				break;
		if (i < sizeof entities / sizeof *entities) {
			strbuf_byte(&m->url, entities[i].c);
			at += entities[i].entity.n;
		} else {
			strbuf_byte(&m->url, s.p[at++]);
		}
	}
	return strbuf_str(&m->url);
}

/* Where the value of href or src is in a start tag html.c wrote, if it is one the
 * site must resolve. */
static bool
find_address(struct str tag, const struct html_element *e, size_t *from,
    size_t *to)
{
	bool image = strcmp(e->name, "img") == 0;
	struct str name = image ? S(" src=\"") : S(" href=\"");
	size_t at;

	if (!image && e->group != GROUP_A)
		return false;
	at = str_find(tag, name);
	if (at == STR_NONE)
		return false;
	*from = at + name.n;
	at = str_chr(str_from(tag, *from), '"');
	if (at == STR_NONE)
		return false;
	*to = *from + at;
	return true;
}

/* A relative address becomes a link of the record like any other. */
static void
put_start(struct md *m, struct str tag, const struct html_element *e,
    uint32_t offset, uint32_t length)
{
	bool image = strcmp(e->name, "img") == 0;
	size_t from, to;
	struct str url;

	if (!find_address(tag, e, &from, &to)) {
		strbuf_add(&m->r.html, tag);
		return;
	}
	url = unescape(m, str_sub(tag, from, to));
	if (md_is_external(url)) {
		strbuf_add(&m->r.html, tag);
		return;
	}
	strbuf_add(&m->r.html, str_sub(tag, 0, from));
	record_hole(&m->r, HOLE_URL,
	    record_link(&m->r, image, url, offset, length));
	strbuf_add(&m->r.html, str_from(tag, to));
}

/* Is a raw <p> open in this line that an inline of ours stands in? */
static bool
in_outer_p(const struct md *m)
{
	size_t i, last = m->raw.n > REACH ? m->raw.n - REACH : 0;

	for (i = m->raw.n; i > last; i--) {
		const struct raw_open *o = &m->raw.v[i - 1];

		if (o->level <= m->leaf_level ||
		    (SCOPE & MASK(o->element->group)))
			break;
		if (o->level != m->level && o->element->group == GROUP_P)
			return true;
	}
	return false;
}

/* A block in the middle of our paragraph ends it, as in any browser; inside an
 * inline of ours it cannot. */
static bool
close_paragraph(struct md *m)
{
	if (in_outer_p(m))
		return false;
	if (!m->p_open)
		return true;
	if (m->level != m->leaf_level + 1)
		return false;
	md_raw_close(m, m->leaf_level);
	strbuf_add(&m->r.html, S("</p>"));
	m->p_open = false;
	return true;
}

/* Does what it must stand in surround it? */
static bool
has_parent(const struct md *m, const struct html_element *e)
{
	if (is_table_part(e))
		return find_open(m, NULL, GROUP_TABLE,
		    MASK(GROUP_FOREIGN)) != STR_NONE;
	if (e->group == GROUP_LI)
		return find_open(m, NULL, GROUP_LIST, SCOPE) != STR_NONE;
	if (e->group == GROUP_DD)
		return find_open(m, NULL, GROUP_DL, SCOPE) != STR_NONE;
	if (e->group == GROUP_RT)
		return find_open(m, NULL, GROUP_RUBY, SCOPE) != STR_NONE;
	return e->group != GROUP_HEADING || !m->in_heading;
}

static void
start_tag(struct md *m, struct str tag, const struct html_element *e,
    uint32_t offset, uint32_t length)
{
	if (!has_parent(m, e) ||
	    (e->group == GROUP_A && !md_raw_allows_link(m)) ||
	    ((e->flags & HTML_CLOSES_P) && !close_paragraph(m)))
		return;
	imply_ends(m, e);
	put_start(m, tag, e, offset, length);
	if (!(e->flags & HTML_VOID))
		*list_push(m->a, &m->raw) = (struct raw_open){ e, m->level };
}

static void
end_tag(struct md *m, const struct html_element *e)
{
	unsigned behind = is_table_part(e) ? TABLES :
	    e->group == GROUP_TABLE ? 0 : SCOPE;
	size_t at = find_open(m, e, GROUP_NONE, behind);

	if (at != STR_NONE)
		close_from(m, at);
}

/* Write cleaned HTML, tag by tag. */
static void
put_balanced(struct md *m, struct str html, uint32_t offset, uint32_t length)
{
	struct html_scan scan = html_scan(html, 0);
	enum html_token k;
	struct html_tag t;

	while ((k = html_next(&scan, &t)) != HTML_END) {
		struct str piece = str_sub(html, t.at, t.end);
		const struct html_element *e =
		    k == HTML_TAG ? html_element(t.name) : NULL;

		if (!e)
			strbuf_add(&m->r.html, piece);
		else if (t.closing)
			end_tag(m, e);
		else
			start_tag(m, piece, e, offset, length);
	}
}

/* -- what is refused ------------------------------------------------------- */

static void
refuse(struct md *m, const struct html_refusal *r, size_t at)
{
	struct refused *known = map_get(&m->refused, r->what);

	if (!known) {
		known = arena_new_of(m->a, struct refused);
		known->what = r->what;
		known->shown = r->shown;
		place_span(m, at + r->offset, at + r->offset + r->length,
		    &known->offset, &known->length);
		map_put(m->a, &m->refused, known->what, known);
		*list_push(m->a, &m->refusal) = known;
	}
	known->count++;
}

void
md_raw_report(struct md *m)
{
	size_t i;

	for (i = 0; i < m->refusal.n; i++) {
		const struct refused *r = m->refusal.v[i];
		struct str times = r->count == 1 ? S("") :
		    arena_printf(m->a, ", %zu times", r->count);

		record_problem(&m->r, DIAG_WARNING, r->offset, r->length,
		    "raw-html", arena_printf(m->a,
		    "%.*s is not allowed in raw HTML and %s%.*s",
		    STR_ARG(r->what), r->shown ? "is shown as text"
		    : "was left out", STR_ARG(times)), r->shown
		    ? S("put it in back quotes when it is no HTML: `vector<int>`")
		    : S("write it in Markdown, or set 'markdown.unsafe_html: true' "
		    "in site.yml"));
	}
}

void
md_raw(struct md *m, struct str html, size_t at)
{
	struct html_refusals refused = { 0 };
	struct strbuf clean = { 0 };
	uint32_t offset, length;
	size_t i;

	strbuf_reset(&m->scratch);
	feed_restore(&m->scratch, html);
	if (m->o->unsafe_html) {
		strbuf_add(&m->r.html, strbuf_str(&m->scratch));
		return;
	}
	html_clean(strbuf_str(&m->scratch), &clean, m->a, &refused);
	for (i = 0; i < refused.n; i++)
		refuse(m, &refused.v[i], at);
	place_span(m, at, at + html.n, &offset, &length);
	put_balanced(m, strbuf_str(&clean), offset, length);
	strbuf_free(&clean);
}
