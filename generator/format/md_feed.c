/*
 * Pure text, so that the positions cmark reports can be led back to the source
 * by arithmetic: lines correspond one to one, and the only bytes put in are
 * marks, whose places are kept.
 *
 * Offsets are 32 bits wide: markdown.c refuses longer texts before.
 */
#include "format/md_feed.h"

#include <string.h>

#include "format/md_cjk.h"

/* What feed_make() must stop at. */
enum { PLAIN, EOL, RUN, UNDERSCORE, CONTROL };
static const unsigned char byte_kind[256] = {
	['\n'] = EOL, ['\r'] = EOL, ['*'] = RUN, ['~'] = RUN,
	['_'] = UNDERSCORE,
	[0] = CONTROL, [1] = CONTROL, [(unsigned char)FEED_PIPE] = CONTROL,
	[(unsigned char)FEED_TILDE] = CONTROL,
	[(unsigned char)FEED_MARK] = CONTROL,
};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Length of the container marker s begins with ("> ", "- ", "12. ", "[^1]:"), else 0. */
static size_t
marker(struct str s)
{
	size_t i = 0;

	if (s.n == 0)
		return 0;
	if (s.p[0] == '>')
		return 1;
	if (s.p[0] == '[' && s.n > 1 && s.p[1] == '^') {
		while (i < s.n && s.p[i] != ']' && s.p[i] != '\n')
			i++;
		return i + 1 < s.n && s.p[i] == ']' && s.p[i + 1] == ':' ?
		    i + 2 : 0;
	}
	if (s.p[0] == '-' || s.p[0] == '+' || s.p[0] == '*')
		i = 1;
	else {
		while (i < s.n && i < 9 && s.p[i] >= '0' && s.p[i] <= '9')
			i++;
		if (i == 0 || i == s.n || (s.p[i] != '.' && s.p[i] != ')'))
			return 0;
		i++;
	}
	return i < s.n && !is_blank(s.p[i]) ? 0 : i;
}

/* "- - - -", however long, is a rule and opens nothing. */
static bool
is_rule(struct str line)
{
	size_t i, n = 0;
	char c = 0;

	for (i = 0; i < line.n; i++) {
		if (is_blank(line.p[i]))
			continue;
		if (c == 0)
			c = line.p[i];
		if (line.p[i] != c || (c != '-' && c != '*'))
			return false;
		n++;
	}
	return n >= 3;
}

static bool
is_too_deep(struct str line)
{
	struct str rest = line;
	size_t n, count = 0;

	for (;;) {
		while (rest.n > 0 && is_blank(rest.p[0]))
			rest = str_from(rest, 1);
		n = marker(rest);
		if (n == 0)
			return false;
		rest = str_from(rest, n);
		if (++count > FEED_DEEPEST)
			return !is_rule(line);
	}
}

/* A fence that is open: its lines open nothing, whatever they hold. */
struct fence_line {
	char c;		/* 0: none is */
	size_t n;
};

static struct str
line_at(struct str s, size_t at)
{
	size_t end = at;

	while (end < s.n && s.p[end] != '\n' && s.p[end] != '\r')
		end++;
	return str_sub(s, at, end);
}

/* Follow the fences at the left margin; line begins with one or three more. */
static void
follow_fence(struct fence_line *f, struct str line)
{
	char c = line.p[0];
	size_t n = 0;
	struct str rest;

	while (n < line.n && line.p[n] == c)
		n++;
	rest = str_from(line, n);
	if (n < 3)
		return;
	if (f->c == 0 && (c == '~' || str_chr(rest, '`') == STR_NONE))
		*f = (struct fence_line){ c, n };
	else if (f->c == c && n >= f->n && str_trim(rest).n == 0)
		f->c = 0;
}

/* Does the line that begins at `at` open too much?  A quick no for nearly all. */
static bool
line_too_deep(struct fence_line *f, struct str s, size_t at)
{
	size_t begin = at;
	struct str line;

	while (at < s.n && is_blank(s.p[at]))
		at++;
	if (at == s.n || !strchr(">-+*[0123456789`~", s.p[at]))
		return false;
	line = line_at(s, at);
	if (line.n > 0 && (line.p[0] == '`' || line.p[0] == '~')) {
		if (at - begin < 4)
			follow_fence(f, line);
		return false;
	}
	return f->c == 0 && line.n > FEED_DEEPEST && is_too_deep(line);
}

static bool
is_escaped(struct str s, size_t at)
{
	size_t i = at;

	while (i > 0 && s.p[i - 1] == '\\')
		i--;
	return (at - i) % 2 == 1;
}

/* In <https://a/b~c> a control character would end the link.  Looks back a
 * little only: such links are short, and long lines must not cost more. */
static bool
in_pointy_link(struct str s, size_t at)
{
	size_t i, last = at > 512 ? at - 512 : 0;

	for (i = at; i > last; i--) {
		char c = s.p[i - 1];

		if (c == '<')
			return true;
		if (c == '>' || c == ' ' || c == '\n' || c == '\r')
			return false;
	}
	return false;
}

static void
put_mark(struct feed *f, enum cjk_mark mark, struct arena *a)
{
	struct str s = mark == CJK_PUNCT ? S(FEED_PUNCT) :
	    (struct str){ (char[]){ FEED_MARK }, 1 };
	size_t i;

	if (mark == CJK_NONE)
		return;
	for (i = 0; i < s.n; i++)
		*list_push(a, &f->mark) = (uint32_t)(f->text.n + i);
	strbuf_add(&f->text, s);
}

/* The cluster of '*' and '~' at s[at]; returns where it ends. */
static size_t
put_run(struct feed *f, struct str s, size_t at, struct arena *a)
{
	size_t from = at, to = at;
	enum cjk_mark before, after;

	while (to < s.n && byte_kind[(unsigned char)s.p[to]] == RUN)
		to++;
	if (is_escaped(s, from))
		strbuf_byte(&f->text, s.p[from++]);
	if (from == to)
		return to;
	if (to - at == 1 && s.p[at] == '~' && cjk_range(s, at) &&
	    !in_pointy_link(s, at)) {
		strbuf_byte(&f->text, FEED_TILDE);
		return to;
	}
	cjk_emphasis(s, from, to, &before, &after);
	/* a run of '_' beside must go on to see punctuation */
	if (before == CJK_LETTER && from > 0 && s.p[from - 1] == '_')
		put_mark(f, CJK_PUNCT, a);
	put_mark(f, before, a);
	strbuf_add(&f->text, str_sub(s, from, to));
	put_mark(f, after, a);
	if (after == CJK_LETTER && to < s.n && s.p[to] == '_')
		put_mark(f, CJK_PUNCT, a);
	return to;
}

static size_t
put_underscores(struct feed *f, struct str s, size_t at, struct arena *a)
{
	size_t to = at;

	while (to < s.n && s.p[to] == '_')
		to++;
	if (at >= 3 && s.p[at - 3] == '\xEF' && s.p[at - 2] == '\xB8')
		put_mark(f, cjk_underscore(s, at), a);
	strbuf_add(&f->text, str_sub(s, at, to));
	return to;
}

static void
line_begins(struct feed *f, size_t source, struct arena *a)
{
	*list_push(a, &f->line) = (struct feed_line){
		.source = (uint32_t)source, .at = (uint32_t)f->text.n
	};
}

/* Lead bytes of U+4000 to U+9FFF: nearly all Chinese text, found at once. */
static bool
has_han(struct str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] - 0xE4u <= 5)
			return true;
	return false;
}

/* Copy s[i..], which stands at `body` in the source. */
static size_t
put_lines(struct feed *f, struct str s, size_t body, struct arena *a)
{
	struct fence_line fence = { 0 };
	size_t i = 0, from;

	if (line_too_deep(&fence, s, 0))
		return body;
	while (i < s.n) {
		from = i;
		while (i < s.n && byte_kind[(unsigned char)s.p[i]] == PLAIN)
			i++;
		strbuf_add(&f->text, str_sub(s, from, i));
		if (i == s.n)
			break;
		switch (byte_kind[(unsigned char)s.p[i]]) {
		case RUN:
			i = put_run(f, s, i, a);
			break;
		case UNDERSCORE:
			i = put_underscores(f, s, i, a);
			break;
		case CONTROL:
			strbuf_byte(&f->text, ' ');
			i++;
			break;
		case EOL:
			i += s.p[i] == '\r' && i + 1 < s.n &&
			    s.p[i + 1] == '\n' ? 2 : 1;
			strbuf_byte(&f->text, '\n');
			if (i == s.n)
				break;
			line_begins(f, body + i, a);
			if (line_too_deep(&fence, s, i))
				return body + i;
			break;
		}
	}
	return STR_NONE;
}

size_t
feed_make(struct feed *f, struct str source, size_t body, struct arena *a)
{
	struct str s = str_from(source, body);
	size_t refused;

	strbuf_reset(&f->text);
	f->line.n = f->line.cap = f->mark.n = f->mark.cap = 0;
	f->line.v = NULL;
	f->mark.v = NULL;
	f->han = has_han(s);
	strbuf_reserve(&f->text, s.n + s.n / 8 + 64);
	if (s.n > 0) {
		line_begins(f, body, a);
		refused = put_lines(f, s, body, a);
		if (refused != STR_NONE)
			return refused;
		if (f->text.p[f->text.n - 1] != '\n')
			strbuf_byte(&f->text, '\n');
	}
	line_begins(f, source.n, a);
	return STR_NONE;
}

size_t
feed_lines(const struct feed *f)
{
	return f->line.n - 1;
}

struct str
feed_line(const struct feed *f, size_t n)
{
	size_t at;

	if (n >= feed_lines(f))
		return (struct str){ f->text.p, 0 };
	at = f->line.v[n].at;
	return (struct str){ f->text.p + at, f->line.v[n + 1].at - at - 1 };
}

/* How many marks stand before text[at]. */
static size_t
marks_before(const struct feed *f, size_t at)
{
	size_t low = 0, high = f->mark.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (f->mark.v[mid] < at)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

uint32_t
feed_source(const struct feed *f, size_t line, size_t column)
{
	const struct feed_line *l;
	size_t n;

	if (line >= feed_lines(f))
		return f->line.v[feed_lines(f)].source;
	l = &f->line.v[line];
	n = feed_line(f, line).n;
	if (column > n)
		column = n;
	if (f->mark.n > 0)
		column -= marks_before(f, l->at + column) -
		    marks_before(f, l->at);
	return l->source + (uint32_t)column;
}

size_t
feed_mark(struct str s)
{
	if (s.n > 0 && s.p[0] == FEED_MARK)
		return 1;
	return str_starts(s, S(FEED_PUNCT)) ? sizeof FEED_PUNCT - 1 : 0;
}

void
feed_restore(struct strbuf *out, struct str s)
{
	size_t i = 0, from = 0, mark;

	while (i < s.n) {
		char c = s.p[i];

		if (c != FEED_MARK && c != FEED_PIPE && c != FEED_TILDE &&
		    c != FEED_PUNCT[0]) {
			i++;
			continue;
		}
		mark = feed_mark(str_from(s, i));
		if (c == FEED_PUNCT[0] && mark == 0) {
			i++;
			continue;
		}
		strbuf_add(out, str_sub(s, from, i));
		if (mark == 0)
			strbuf_byte(out, c == FEED_PIPE ? '|' : '~');
		i += mark > 0 ? mark : 1;
		from = i;
	}
	strbuf_add(out, str_from(s, from));
}
