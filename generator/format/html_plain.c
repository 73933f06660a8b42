/*
 * From HTML back to text.  A spreadsheet cell shows no markup, but a list that
 * runs into one line, or code without its lines, could not be read; so what the
 * eye would see is kept, and no more.
 */
#include "format/html_plain.h"

#include "base/text.h"

enum { DEPTH_MAX = 16 };	/* of lists; deeper ones are not indented more */

struct plain {
	struct strbuf *out;
	size_t start;		/* of ours in out */
	int wanted;		/* line ends before the next text */
	bool space;		/* white space before it */
	bool verbatim;		/* inside <pre> */
	bool row_begun;		/* a cell of this row is written */
	int depth;
	int item[DEPTH_MAX];	/* last number of each open list; -1: bullets */
};

/* --- character references --------------------------------------------- */

static const struct {
	struct str name;
	char c;
} references[] = {
	{ { "amp;", 4 }, '&' }, { { "lt;", 3 }, '<' }, { { "gt;", 3 }, '>' },
	{ { "quot;", 5 }, '"' }, { { "apos;", 5 }, '\'' }, { { "nbsp;", 5 }, ' ' },
};

/* "#39;" or "#x27;": its bytes with the semicolon, 0 when it is none. */
static size_t
number_read(struct str s, int32_t *c)
{
	bool hex = s.n > 1 && (s.p[1] == 'x' || s.p[1] == 'X');
	size_t at = hex ? 2 : 1, first = at;
	int32_t n = 0;

	for (; at < s.n && at < first + 7; at++) {
		char d = s.p[at];

		if (d >= '0' && d <= '9')
			n = n * (hex ? 16 : 10) + (d - '0');
		else if (hex && ((d | 32) >= 'a' && (d | 32) <= 'f'))
			n = n * 16 + ((d | 32) - 'a' + 10);
		else
			break;
	}
	if (at == first || at >= s.n || s.p[at] != ';' || n == 0 ||
	    n > 0x10FFFF || (n >= 0xD800 && n < 0xE000))
		return 0;
	*c = n;
	return at + 1;
}

/* A reference behind its '&': its bytes, 0 when it is none we know. */
static size_t
reference_write(struct strbuf *out, struct str s)
{
	size_t n;
	int32_t c;

	if (s.n > 0 && s.p[0] == '#') {
		n = number_read(s, &c);
		if (n > 0)
			text_put(out, c == 0xA0 ? ' ' : c);
		return n;
	}
	for (size_t i = 0; i < sizeof references / sizeof *references; i++)
		if (str_starts(s, references[i].name)) {
			strbuf_byte(out, references[i].c);
			return references[i].name.n;
		}
	return 0;
}

void
html_decode(struct strbuf *out, struct str text)
{
	size_t and, n;

	while ((and = str_chr(text, '&')) != STR_NONE) {
		strbuf_add(out, str_sub(text, 0, and));
		text = str_from(text, and + 1);
		n = reference_write(out, text);
		if (n == 0)
			strbuf_byte(out, '&');
		text = str_from(text, n);
	}
	strbuf_add(out, text);
}

struct str
html_tag_value(struct str tag, struct str name)
{
	size_t at;

	while ((at = str_find(tag, name)) != STR_NONE) {
		bool begins = at > 0 && tag.p[at - 1] == ' ';

		tag = str_from(tag, at + name.n);
		if (begins && str_starts(tag, S("=\""))) {
			tag = str_from(tag, 2);
			at = str_chr(tag, '"');
			return str_sub(tag, 0, at);
		}
	}
	return S("");
}

/* --- text ------------------------------------------------------------- */

/* Before the next text there shall be at least n line ends. */
static void
lines_want(struct plain *p, int n)
{
	if (p->wanted < n)
		p->wanted = n;
	p->space = false;
}

static void
gap_write(struct plain *p)
{
	bool first = p->out->n == p->start;

	if (p->wanted > 0 && !first) {
		for (int i = 0; i < p->wanted; i++)
			strbuf_byte(p->out, '\n');
		for (int i = 1; i < p->depth && i < DEPTH_MAX; i++)
			strbuf_add(p->out, S("  "));
	} else if (p->space && !first)
		strbuf_byte(p->out, ' ');
	p->wanted = 0;
	p->space = false;
}

static void
text_write(struct plain *p, struct str s)
{
	size_t word;

	if (p->verbatim) {
		html_decode(p->out, s);
		return;
	}
	while (s.n > 0) {
		for (word = 0; word < s.n &&
		    str_chr(S(" \t\n\r"), s.p[word]) == STR_NONE; word++)
			;
		if (word > 0) {
			gap_write(p);
			html_decode(p->out, str_sub(s, 0, word));
		}
		if (word < s.n)
			p->space = p->wanted == 0;
		s = str_from(s, word < s.n ? word + 1 : word);
	}
}

static void
mark_write(struct plain *p, struct str s)
{
	gap_write(p);
	strbuf_add(p->out, s);
}

/* --- tags ------------------------------------------------------------- */

static void
list_begin(struct plain *p, bool ordered)
{
	lines_want(p, p->depth > 0 ? 1 : 2);
	if (p->depth < DEPTH_MAX)
		p->item[p->depth] = ordered ? 0 : -1;
	p->depth++;
}

static void
list_end(struct plain *p)
{
	if (p->depth > 0)
		p->depth--;
	lines_want(p, p->depth > 0 ? 1 : 2);
}

static void
item_begin(struct plain *p)
{
	int *number = p->depth > 0 && p->depth <= DEPTH_MAX
	    ? &p->item[p->depth - 1] : NULL;

	lines_want(p, 1);
	gap_write(p);
	if (number && *number >= 0)
		strbuf_printf(p->out, "%d. ", ++*number);
	else
		strbuf_add(p->out, S("- "));
	p->wanted = -1;		/* a paragraph inside begins on this line */
}

/* <pre><code class="language-x">: the fence knows the language from the tag
 * behind this one. */
static void
fence_begin(struct plain *p, struct str behind)
{
	struct str tag = str_sub(behind, 0, str_chr(behind, '>'));
	struct str lang = html_tag_value(tag, S("class"));

	lines_want(p, 2);
	mark_write(p, S("```"));
	if (str_starts(tag, S("<code")) && str_starts(lang, S("language-")))
		html_decode(p->out, str_from(lang, 9));
	strbuf_byte(p->out, '\n');
	p->verbatim = true;
}

static void
fence_end(struct plain *p)
{
	p->verbatim = false;
	if (p->out->n > 0 && p->out->p[p->out->n - 1] != '\n')
		strbuf_byte(p->out, '\n');
	strbuf_add(p->out, S("```"));
	lines_want(p, 2);
}

static void
picture_write(struct plain *p, struct str tag)
{
	gap_write(p);
	strbuf_add(p->out, S("!["));
	html_decode(p->out, html_tag_value(tag, S("alt")));
	strbuf_add(p->out, S("]("));
	html_decode(p->out, html_tag_value(tag, S("src")));
	strbuf_byte(p->out, ')');
}

static void
cell_begin(struct plain *p)
{
	if (p->row_begun) {
		p->space = true;
		mark_write(p, S("|"));
		p->space = true;
	}
	p->row_begun = true;
}

/* How many line ends stand round an element that is a block. */
static int
lines_round(struct str name)
{
	static const char *const apart[] = { "p", "figure", "table", "blockquote",
		"aside", "section", "div", "details", "dl", "h1", "h2", "h3",
		"h4", "h5", "h6", NULL };
	static const char *const below[] = { "tr", "dt", "dd", "summary",
		"figcaption", "caption", NULL };

	for (int i = 0; apart[i]; i++)
		if (str_eq(name, str_of(apart[i])))
			return 2;
	for (int i = 0; below[i]; i++)
		if (str_eq(name, str_of(below[i])))
			return 1;
	return 0;
}

static void
block_edge(struct plain *p, struct str name)
{
	int lines = lines_round(name);

	if (lines == 0)
		return;
	if (p->wanted < 0)	/* just behind an item's mark */
		return;
	lines_want(p, p->depth > 0 ? 1 : lines);
	if (str_eq(name, S("tr")))
		p->row_begun = false;
}

static void
tag_open(struct plain *p, struct str name, struct str tag, struct str behind)
{
	if (str_eq(name, S("pre")))
		fence_begin(p, behind);
	else if (str_eq(name, S("ul")) || str_eq(name, S("ol")))
		list_begin(p, str_eq(name, S("ol")));
	else if (str_eq(name, S("li")))
		item_begin(p);
	else if (str_eq(name, S("td")) || str_eq(name, S("th")))
		cell_begin(p);
	else if (str_eq(name, S("img")))
		picture_write(p, tag);
	else if (str_eq(name, S("br")))
		lines_want(p, 1);
	else if (str_eq(name, S("hr"))) {
		lines_want(p, 2);
		mark_write(p, S("---"));
		lines_want(p, 2);
	} else if (str_eq(name, S("code")) && !p->verbatim)
		mark_write(p, S("`"));
	else if (str_eq(name, S("sup")))
		mark_write(p, S("^"));
	else if (str_eq(name, S("sub")))
		mark_write(p, S("_"));
	else
		block_edge(p, name);
}

static void
tag_close(struct plain *p, struct str name)
{
	if (str_eq(name, S("pre")))
		fence_end(p);
	else if (str_eq(name, S("ul")) || str_eq(name, S("ol")))
		list_end(p);
	else if (str_eq(name, S("code")) && !p->verbatim)
		strbuf_byte(p->out, '`');
	else
		block_edge(p, name);
}

/* "<p class=…>" without its brackets; behind is what follows. */
static void
tag_read(struct plain *p, struct str tag, struct str behind)
{
	bool close = str_starts(tag, S("/"));
	size_t n = close ? 1 : 0, from = n;

	while (n < tag.n && ((tag.p[n] >= 'a' && tag.p[n] <= 'z') ||
	    (tag.p[n] >= '0' && tag.p[n] <= '9')))
		n++;
	if (close)
		tag_close(p, str_sub(tag, from, n));
	else
		tag_open(p, str_sub(tag, from, n), tag, behind);
}

void
html_plain(struct strbuf *out, struct str html)
{
	struct plain p = { .out = out, .start = out->n };
	size_t at;

	while ((at = str_chr(html, '<')) != STR_NONE) {
		text_write(&p, str_sub(html, 0, at));
		html = str_from(html, at + 1);
		at = str_chr(html, '>');
		if (at == STR_NONE)
			return;
		tag_read(&p, str_sub(html, 0, at), str_from(html, at + 1));
		html = str_from(html, at + 1);
	}
	text_write(&p, html);
}
