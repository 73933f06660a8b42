/*
 * Code blocks.  Highlighting is the same for the same code everywhere, so that
 * it can be cached; the title, marks and numbers of one fence are put round it
 * here.
 */
#include "format/code.h"

/* A line longer than this may need scrolling, so the block takes the focus. */
enum { WIDE_LINE = 72 };

/* Is line n in "2 4-6" (blanks or commas between)? */
static bool
is_marked(struct str lines, int64_t n)
{
	struct str part, from;
	int64_t low, high;

	while (lines.n > 0) {
		size_t cut = 0;

		while (cut < lines.n && lines.p[cut] != ' ' && lines.p[cut] != ',')
			cut++;
		part = str_sub(lines, 0, cut);
		lines = str_from(lines, cut + 1);
		if (!str_cut(&part, '-', &from) || !str_int(from, &low))
			continue;
		if (!part.p || !str_int(part, &high))
			high = low;
		if (n >= low && n <= high)
			return true;
	}
	return false;
}

static bool
is_wide(struct str text)
{
	struct str line;

	while (str_cut(&text, '\n', &line))
		if (line.n > WIDE_LINE)
			return true;
	return false;
}

static void
lines_write(struct strbuf *out, const struct code *c)
{
	struct str body = c->html, line;
	struct strbuf plain = { 0 };
	int64_t n = 0;

	if (body.n == 0) {
		strbuf_html(&plain, c->text);
		body = strbuf_str(&plain);
	}
	if (!c->linenos && c->lines.n == 0) {
		strbuf_add(out, body);
		strbuf_free(&plain);
		return;
	}
	while (body.n > 0 && str_cut(&body, '\n', &line)) {
		bool marked = is_marked(c->lines, ++n);

		if (marked)
			strbuf_add(out, S("<span class=\"hll\">"));
		if (c->linenos)
			strbuf_printf(out, "<span class=\"linenos\" data-n=\"%d\"></span>",
			    (int)n);
		strbuf_add(out, line);
		strbuf_byte(out, '\n');
		if (marked)
			strbuf_add(out, S("</span>"));
	}
	strbuf_free(&plain);
}

void
code_write(struct strbuf *out, const struct code *c)
{
	strbuf_add(out, S("<figure class=\"code highlight\">"));
	if (c->title.n > 0) {
		strbuf_add(out, S("<figcaption>"));
		strbuf_html(out, c->title);
		strbuf_add(out, S("</figcaption>"));
	}
	strbuf_add(out, is_wide(c->text) ? S("<pre tabindex=\"0\"><code")
	    : S("<pre><code"));
	if (c->lang.n > 0) {
		strbuf_add(out, S(" class=\"language-"));
		strbuf_html(out, c->lang);
		strbuf_byte(out, '"');
	}
	strbuf_byte(out, '>');
	lines_write(out, c);
	strbuf_add(out, S("</code></pre></figure>\n"));
}
