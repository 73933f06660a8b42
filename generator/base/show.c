/*
 * Text of others on a terminal.  An escape sequence in a file name could hide
 * the rest of a message, or type for the user, and a character that turns the
 * direction of text could make a line read as another: all of these are shown
 * by number, never sent.
 */
#include "base/show.h"
#include "base/text.h"

#define QUOTE_COLUMNS 96	/* of a quoted line */
#define QUOTE_AFTER 60		/* of them kept for what follows the caret */
#define TAB_COLUMNS 8		/* at most */

/* Characters that would act on a terminal, or hide in it. */
static bool
is_unseen(int32_t c)
{
	return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x61c ||
	    c == 0x200b || c == 0x200e || c == 0x200f ||
	    (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x2069) ||
	    c == 0xfeff;
}

/* What a character takes from a limit: one that joins the one before is not free,
 * or a line of such would have no end. */
static size_t
cost(size_t columns)
{
	return columns > 0 ? columns : 1;
}

/* Append the character at *at as it may be seen, move *at behind it; returns
 * its columns. */
static size_t
show_next(struct strbuf *out, struct str s, size_t *at)
{
	size_t from = *at, before = out->n;
	int32_t c = text_next(s, at);

	if (c == 0xfffd && !str_starts(str_from(s, from), S("\xef\xbf\xbd")))
		for (size_t i = from; i < *at; i++)
			strbuf_printf(out, "\\x%02x", (unsigned char)s.p[i]);
	else if (c < 0x80 && is_unseen(c))
		strbuf_printf(out, "\\x%02x", (unsigned)c);
	else if (is_unseen(c))
		strbuf_printf(out, "\\u%04x", (unsigned)c);
	else {
		strbuf_add(out, str_sub(s, from, *at));
		return (size_t)text_width(c);
	}
	return out->n - before;
}

void
show(struct strbuf *out, struct str s, size_t columns)
{
	size_t used = 0;

	for (size_t at = 0; at < s.n;) {
		if (used >= columns) {
			strbuf_add(out, S("…"));
			return;
		}
		used += cost(show_next(out, s, &at));
	}
}

/* As show_next, but a tab stays one. */
static size_t
quote_next(struct strbuf *out, struct str line, size_t *at)
{
	if (line.p[*at] != '\t')
		return show_next(out, line, at);
	strbuf_byte(out, '\t');
	++*at;
	return TAB_COLUMNS;
}

/* Start of the character before at. */
static size_t
char_before(struct str s, size_t at)
{
	size_t from = at - 1;

	while (from > 0 && at - from < 4 && (s.p[from] & 0xc0) == 0x80)
		from--;
	return from;
}

/* Where a quote begins whose caret stands at `from`: at 0 when all before it fits. */
static size_t
quote_begin(struct str line, size_t from)
{
	struct strbuf scratch = { 0 };
	size_t after = 0, before = 0, begin = from;

	for (size_t at = from; at < line.n && after < QUOTE_AFTER;)
		after += cost(quote_next(&scratch, line, &at));
	while (begin > 0) {
		size_t previous = char_before(line, begin), at = previous;

		before += cost(quote_next(&scratch, line, &at));
		if (before + after > QUOTE_COLUMNS)
			break;
		begin = previous;
	}
	strbuf_free(&scratch);
	return begin;
}

static void
repeat(struct strbuf *out, char c, size_t n)
{
	while (n-- > 0)
		strbuf_byte(out, c);
}

void
show_quote(struct str line, size_t from, size_t to, struct strbuf *text,
    struct strbuf *caret)
{
	size_t at = quote_begin(line, from), used = 0, marked = 0;

	if (at > 0) {
		strbuf_add(text, S("…"));
		repeat(caret, ' ', (size_t)text_width(0x2026));
	}
	while (at < line.n && used < QUOTE_COLUMNS) {
		size_t here = at, columns = quote_next(text, line, &at);

		if (here < from && line.p[here] == '\t')
			strbuf_byte(caret, '\t');
		else if (here < from)
			repeat(caret, ' ', columns);
		else if (here < to)
			marked += columns;
		used += cost(columns);
	}
	if (at < line.n)
		strbuf_add(text, S("…"));
	strbuf_byte(caret, '^');
	repeat(caret, '~', marked > 0 ? marked - 1 : 0);
}
