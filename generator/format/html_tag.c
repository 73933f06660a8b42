/*
 * Tags as a browser sees them.  A cleaner that finds the end of a tag elsewhere
 * than the browser does can be talked past; so this follows the states of the
 * HTML standard exactly: a quote counts only behind a '=', a '<' counts only
 * before a letter, '/', '!' or '?'.
 *
 * The standard reads once from left to right.  We cannot: a tag that never ends
 * is text here, and reading goes on behind its '<'.  What such vain searches
 * may cost is bounded by a budget; when it is spent, tags that do not end
 * before it are text too.
 */
#include "format/html_tag.h"

#include <string.h>

#define ALLOW HTML_ALLOW
#define UNWRAP HTML_UNWRAP
#define DROP HTML_DROP
#define VOID HTML_VOID
#define RAW HTML_RAW
#define PHRASE HTML_PHRASE
#define BLOCK HTML_CLOSES_P

/* Sorted by name.  What has neither ALLOW, UNWRAP nor DROP is shown as text. */
static const struct html_element elements[] = {
	{ "a", ALLOW | PHRASE, GROUP_A, NULL },
	{ "abbr", ALLOW | PHRASE, 0, NULL },
	{ "acronym", ALLOW | PHRASE, 0, "abbr" },
	{ "address", UNWRAP | BLOCK, 0, NULL },
	{ "area", VOID, 0, NULL },
	{ "article", ALLOW | BLOCK, 0, NULL },
	{ "aside", ALLOW | BLOCK, 0, NULL },
	{ "audio", 0, 0, NULL },
	{ "b", ALLOW | PHRASE, 0, NULL },
	{ "base", VOID, 0, NULL },
	{ "bdi", ALLOW | PHRASE, 0, NULL },
	{ "bdo", ALLOW | PHRASE, 0, NULL },
	{ "big", ALLOW | PHRASE, 0, "span" },
	{ "blockquote", ALLOW | BLOCK, 0, NULL },
	{ "body", UNWRAP, 0, NULL },
	{ "br", ALLOW | VOID, 0, NULL },
	{ "button", 0, 0, NULL },
	{ "canvas", 0, 0, NULL },
	{ "caption", ALLOW, GROUP_CELL, NULL },
	{ "center", ALLOW | BLOCK, 0, "div" },
	{ "cite", ALLOW | PHRASE, 0, NULL },
	{ "code", ALLOW | PHRASE, 0, NULL },
	{ "col", ALLOW | VOID, 0, NULL },
	{ "colgroup", ALLOW, GROUP_ROWS, NULL },
	{ "dd", ALLOW | BLOCK, GROUP_DD, NULL },
	{ "del", ALLOW | PHRASE, 0, NULL },
	{ "details", ALLOW | BLOCK, 0, NULL },
	{ "dfn", ALLOW | PHRASE, 0, NULL },
	{ "div", ALLOW | BLOCK, 0, NULL },
	{ "dl", ALLOW | BLOCK, GROUP_DL, NULL },
	{ "dt", ALLOW | BLOCK, GROUP_DD, NULL },
	{ "em", ALLOW | PHRASE, 0, NULL },
	{ "embed", DROP | VOID, 0, NULL },
	{ "fieldset", BLOCK, 0, NULL },
	{ "figcaption", ALLOW | BLOCK, 0, NULL },
	{ "figure", ALLOW | BLOCK, 0, NULL },
	{ "font", ALLOW | PHRASE, 0, "span" },
	{ "footer", UNWRAP | BLOCK, 0, NULL },
	{ "form", DROP | BLOCK, 0, NULL },
	{ "h1", ALLOW | BLOCK, GROUP_HEADING, NULL },
	{ "h2", ALLOW | BLOCK, GROUP_HEADING, NULL },
	{ "h3", ALLOW | BLOCK, GROUP_HEADING, NULL },
	{ "h4", ALLOW | BLOCK, GROUP_HEADING, NULL },
	{ "h5", ALLOW | BLOCK, GROUP_HEADING, NULL },
	{ "h6", ALLOW | BLOCK, GROUP_HEADING, NULL },
	{ "head", UNWRAP, 0, NULL },
	{ "header", UNWRAP | BLOCK, 0, NULL },
	{ "hr", ALLOW | VOID | BLOCK, 0, NULL },
	{ "html", UNWRAP, 0, NULL },
	{ "i", ALLOW | PHRASE, 0, NULL },
	{ "iframe", DROP | RAW, 0, NULL },
	{ "img", ALLOW | VOID, 0, NULL },
	{ "input", DROP | VOID, 0, NULL },
	{ "ins", ALLOW | PHRASE, 0, NULL },
	{ "kbd", ALLOW | PHRASE, 0, NULL },
	{ "label", UNWRAP | PHRASE, 0, NULL },
	{ "li", ALLOW | BLOCK, GROUP_LI, NULL },
	{ "link", VOID, 0, NULL },
	{ "main", UNWRAP | BLOCK, 0, NULL },
	{ "mark", ALLOW | PHRASE, 0, NULL },
	{ "math", DROP, GROUP_FOREIGN, NULL },
	{ "menu", BLOCK, GROUP_LIST, NULL },
	{ "meta", VOID, 0, NULL },
	{ "nav", UNWRAP | BLOCK, 0, NULL },
	{ "nobr", UNWRAP | PHRASE, 0, NULL },
	{ "noscript", UNWRAP, 0, NULL },
	{ "object", DROP, 0, NULL },
	{ "ol", ALLOW | BLOCK, GROUP_LIST, NULL },
	{ "p", ALLOW | BLOCK, GROUP_P, NULL },
	{ "param", VOID, 0, NULL },
	{ "picture", UNWRAP | PHRASE, 0, NULL },
	{ "pre", ALLOW | BLOCK, 0, NULL },
	{ "q", ALLOW | PHRASE, 0, NULL },
	{ "rp", ALLOW | PHRASE, GROUP_RT, NULL },
	{ "rt", ALLOW | PHRASE, GROUP_RT, NULL },
	{ "ruby", ALLOW | PHRASE, GROUP_RUBY, NULL },
	{ "s", ALLOW | PHRASE, 0, NULL },
	{ "samp", ALLOW | PHRASE, 0, NULL },
	{ "script", DROP | RAW, 0, NULL },
	{ "section", ALLOW | BLOCK, 0, NULL },
	{ "select", 0, 0, NULL },
	{ "small", ALLOW | PHRASE, 0, NULL },
	{ "source", UNWRAP | VOID, 0, NULL },
	{ "span", ALLOW | PHRASE, 0, NULL },
	{ "strike", ALLOW | PHRASE, 0, "s" },
	{ "strong", ALLOW | PHRASE, 0, NULL },
	{ "style", DROP | RAW, 0, NULL },
	{ "sub", ALLOW | PHRASE, 0, NULL },
	{ "summary", ALLOW | BLOCK, 0, NULL },
	{ "sup", ALLOW | PHRASE, 0, NULL },
	{ "svg", DROP, GROUP_FOREIGN, NULL },
	{ "table", ALLOW | BLOCK, GROUP_TABLE, NULL },
	{ "tbody", ALLOW, GROUP_ROWS, NULL },
	{ "td", ALLOW, GROUP_CELL, NULL },
	{ "textarea", RAW, 0, NULL },
	{ "tfoot", ALLOW, GROUP_ROWS, NULL },
	{ "th", ALLOW, GROUP_CELL, NULL },
	{ "thead", ALLOW, GROUP_ROWS, NULL },
	{ "time", ALLOW | PHRASE, 0, NULL },
	{ "title", RAW, 0, NULL },
	{ "tr", ALLOW, GROUP_ROW, NULL },
	{ "track", VOID, 0, NULL },
	{ "tt", ALLOW | PHRASE, 0, "code" },
	{ "u", ALLOW | PHRASE, 0, NULL },
	{ "ul", ALLOW | BLOCK, GROUP_LIST, NULL },
	{ "var", ALLOW | PHRASE, 0, NULL },
	{ "video", 0, 0, NULL },
	{ "wbr", ALLOW | VOID, 0, NULL },
};

#define COUNT (sizeof elements / sizeof *elements)
_Static_assert(COUNT <= HTML_ELEMENTS, "HTML_ELEMENTS is too small");

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static bool
is_letter(char c)
{
	return lower(c) >= 'a' && lower(c) <= 'z';
}

bool
html_is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

/* Like strcmp of a lower-cased name and a table's. */
static int
name_cmp(struct str name, const char *known)
{
	size_t i;

	for (i = 0; i < name.n; i++)
		if (lower(name.p[i]) != known[i])
			return (unsigned char)lower(name.p[i]) -
			    (unsigned char)known[i];
	return known[i] == '\0' ? 0 : -1;
}

const struct html_element *
html_element(struct str name)
{
	size_t low = 0, high = COUNT, middle;
	int order;

	while (low < high) {
		middle = (low + high) / 2;
		order = name_cmp(name, elements[middle].name);
		if (order == 0)
			return &elements[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

size_t
html_element_number(const struct html_element *e)
{
	return (size_t)(e - elements);
}

struct html_scan
html_scan(struct str s, size_t from)
{
	/* four whole vain searches are more than honest text ever needs */
	return (struct html_scan){ .s = s, .at = from,
		.budget = 4 * (s.n - from) + 65536 };
}

/* Behind an attribute's value that begins at i, or the text's end. */
static size_t
skip_value(struct str s, size_t i)
{
	const char *quote;

	while (i < s.n && html_is_space(s.p[i]))
		i++;
	if (i >= s.n || s.p[i] == '>')
		return i;
	if (s.p[i] == '"' || s.p[i] == '\'') {
		quote = memchr(s.p + i + 1, s.p[i], s.n - i - 1);
		return quote ? (size_t)(quote - s.p) + 1 : s.n;
	}
	while (i < s.n && !html_is_space(s.p[i]) && s.p[i] != '>')
		i++;
	return i;
}

/* Behind the attribute whose name begins at i, or the text's end. */
static size_t
skip_attribute(struct str s, size_t i)
{
	i++;	/* a '=' here belongs to the name */
	while (i < s.n && !html_is_space(s.p[i]) && s.p[i] != '/' &&
	    s.p[i] != '>' && s.p[i] != '=')
		i++;
	while (i < s.n && html_is_space(s.p[i]))
		i++;
	return i < s.n && s.p[i] == '=' ? skip_value(s, i + 1) : i;
}

/* The tag whose name begins at i; false when no '>' ends it. */
static bool
read_tag(struct str s, size_t i, struct html_tag *t)
{
	size_t name = i;

	while (i < s.n && !html_is_space(s.p[i]) && s.p[i] != '/' &&
	    s.p[i] != '>')
		i++;
	t->name = str_sub(s, name, i);
	t->attrs = i;
	t->self_closing = false;
	while (i < s.n && s.p[i] != '>') {
		t->self_closing = s.p[i] == '/';
		if (s.p[i] == '/' || html_is_space(s.p[i]))
			i++;
		else
			i = skip_attribute(s, i);
	}
	t->end = i + 1;
	return i < s.n;
}

/* Behind the comment whose "<!--" is at i, or STR_NONE. */
static size_t
comment_end(struct str s, size_t i)
{
	struct str rest = str_from(s, i + 4);
	const char *dash;

	if (str_starts(rest, S(">")))
		return i + 5;
	if (str_starts(rest, S("->")))
		return i + 6;
	while ((dash = memchr(rest.p, '-', rest.n))) {
		rest = str_from(rest, (size_t)(dash - rest.p));
		if (str_starts(rest, S("-->")))
			return (size_t)(rest.p - s.p) + 3;
		if (str_starts(rest, S("--!>")))
			return (size_t)(rest.p - s.p) + 4;
		rest = str_from(rest, 1);
	}
	return STR_NONE;
}

static enum html_token
next_comment(struct html_scan *c, struct html_tag *t)
{
	size_t end = c->no_comment_end ? STR_NONE : comment_end(c->s, t->at);

	if (end == STR_NONE) {
		c->no_comment_end = true;
		c->at = t->end = t->at + 1;
		return HTML_LONE;
	}
	c->at = t->end = end;
	return HTML_COMMENT;
}

static enum html_token
next_tag(struct html_scan *c, struct html_tag *t)
{
	size_t name = t->at + 1, left = c->s.n - t->at;

	t->closing = name < c->s.n && c->s.p[name] == '/';
	name += t->closing;
	if (name < c->s.n && is_letter(c->s.p[name]) && left <= c->budget) {
		if (read_tag(c->s, name, t)) {
			c->at = t->end;
			return HTML_TAG;
		}
		c->budget -= left;
	}
	c->at = t->end = t->at + 1;
	return HTML_LONE;
}

enum html_token
html_next(struct html_scan *c, struct html_tag *t)
{
	struct str rest = str_from(c->s, c->at);
	const char *less;

	t->at = c->at;
	if (rest.n == 0)
		return HTML_END;
	if (rest.p[0] != '<') {
		less = memchr(rest.p, '<', rest.n);
		c->at = t->end = less ? (size_t)(less - c->s.p) : c->s.n;
		return HTML_TEXT;
	}
	return str_starts(rest, S("<!--")) ? next_comment(c, t) : next_tag(c, t);
}

size_t
html_raw_end(const struct html_scan *c, struct str name)
{
	struct str rest = str_from(c->s, c->at);
	const char *less;
	char after;

	while ((less = memchr(rest.p, '<', rest.n))) {
		rest = str_from(rest, (size_t)(less - rest.p) + 1);
		if (rest.n < name.n + 2 || rest.p[0] != '/' ||
		    !str_ieq(str_sub(rest, 1, name.n + 1), name))
			continue;
		after = rest.p[name.n + 1];
		if (html_is_space(after) || after == '/' || after == '>')
			return (size_t)(rest.p - c->s.p) - 1;
	}
	return STR_NONE;
}
