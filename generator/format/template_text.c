/*
 * Filters of text and HTML; their rows are in template_filter.c.  HTML
 * follows markupsafe: what it is mixed with is escaped, and it stays HTML.
 */
#include <string.h>

#include "base/text.h"
#include "format/template_run.h"

static struct tval
same_kind(const struct tval *as, struct str s)
{
	return (struct tval){ .kind = as->kind, .text = s };
}

static struct tval
escaped(struct trender *r, const struct tval *text)
{
	size_t mark = r->out->n;

	if (text->kind == T_HTML)
		return *text;
	strbuf_html(r->out, text->text);
	return tval_html(tpl_cut(r, mark));
}

TPL_FILTER(escape)
{
	if (!tval_soft(r, e, *v, out))
		return false;
	*out = escaped(r, out);
	return true;
}

TPL_FILTER(string)
{
	return tval_soft(r, e, *v, out);
}

TPL_FILTER(trim)
{
	if (!tval_soft(r, e, *v, out))
		return false;
	out->text = tpl_trim(out->text);
	return true;
}

/* Could Python change the case of c?  Ranges round about what it changes, so
 * that what lies outside is certain (Unicode 14). */
static bool
has_case(int32_t c)
{
	static const int32_t range[][2] = {
		{ 0xb5, 0x29e }, { 0x345, 0x345 }, { 0x370, 0x587 },
		{ 0x10a0, 0x10ff }, { 0x13a0, 0x13fd }, { 0x1c80, 0x1cbf },
		{ 0x1d79, 0x1d8e }, { 0x1e00, 0x1ffc }, { 0x2126, 0x2184 },
		{ 0x24b6, 0x24e9 }, { 0x2c00, 0x2d2d }, { 0xa640, 0xa69b },
		{ 0xa722, 0xa7f6 }, { 0xab53, 0xabbf }, { 0xfb00, 0xfb17 },
		{ 0xff21, 0xff5a }, { 0x10400, 0x1044f }, { 0x104b0, 0x104fb },
		{ 0x10570, 0x105bc }, { 0x10c80, 0x10cf2 },
		{ 0x118a0, 0x118df }, { 0x16e40, 0x16e7f },
		{ 0x1e900, 0x1e943 },
	};

	for (size_t i = 0; i < sizeof range / sizeof *range; i++)
		if (c >= range[i][0] && c <= range[i][1])
			return c != 0xd7 && c != 0xf7 && c != 0xb7 && c != 0xbb;
	return false;
}

/* Letters from..from+25 moved by `by`; other scripts pass if they have no
 * case, which Chinese has not. */
static bool
change_case(struct trender *r, const struct tnode *e, const struct tval *v,
    char from, int by, struct tval *out)
{
	struct str s;
	char *p;

	if (!tval_soft(r, e, *v, out))
		return false;
	s = out->text;
	p = arena_bytes(r->a, s.n);
	for (size_t i = 0; i < s.n; ) {
		size_t at = i;
		int32_t c = text_next(s, &i);

		if (c >= 0x80 && has_case(c))
			return tpl_fail(r, e, NULL,
			    "'%.*s' cannot change the case of '%.*s'",
			    STR_ARG(str_of(e->filter->name)),
			    STR_ARG(str_sub(s, at, i)));
		memcpy(p + at, s.p + at, i - at);
		if (c >= from && c < from + 26)
			p[at] = (char)(c + by);
	}
	out->text = (struct str){ p, s.n };
	return true;
}

TPL_FILTER(lower)
{
	return change_case(r, e, v, 'A', 'a' - 'A', out);
}

TPL_FILTER(upper)
{
	return change_case(r, e, v, 'a', 'A' - 'a', out);
}

/* s with the first `count` of `old` replaced; an empty old stands before each
 * character and at the end, as in Python. */
static struct str
replaced(struct trender *r, struct str s, struct str old, struct str new,
    int64_t count)
{
	size_t mark = r->out->n, at = 0;

	while (count != 0) {
		size_t found = str_find(str_from(s, at), old), next = at;

		if (found == STR_NONE)
			break;
		strbuf_add(r->out, str_sub(s, at, at + found));
		strbuf_add(r->out, new);
		at += found + old.n;
		if (count > 0)
			count--;
		if (old.n > 0)
			continue;
		if (at == s.n)
			break;
		text_next(s, &next);
		strbuf_add(r->out, str_sub(s, at, next));
		at = next;
	}
	strbuf_add(r->out, str_from(s, at));
	return tpl_cut(r, mark);
}

TPL_FILTER(replace)
{
	struct tval s, old, new;
	int64_t count = -1;

	if (!tval_soft(r, e, v[0], &s) || !tval_soft(r, e, v[1], &old) ||
	    !tval_soft(r, e, v[2], &new))
		return false;
	if (TPL_GIVEN(v[3]) && v[3].kind != T_NONE &&
	    !tval_is_number(&v[3], &count))
		return tpl_fail(r, e, NULL, "'replace' counts with a number");
	if (v[1].kind == T_HTML || v[2].kind == T_HTML)
		s = escaped(r, &s);
	if (s.kind == T_HTML) {
		old = escaped(r, &old);
		new = escaped(r, &new);
	}
	*out = same_kind(&s, replaced(r, s.text, old.text, new.text, count));
	return true;
}

/* Bytes of a URL's path or query: RFC 3986 unreserved and '/' stay. */
TPL_FILTER(urlencode)
{
	size_t mark = r->out->n;
	struct tval s;

	if (v->kind >= T_LIST)
		return tpl_fail(r, e, NULL, "'urlencode' takes a text, not %s",
		    tval_name(v));
	if (!tval_soft(r, e, *v, &s))
		return false;
	for (size_t i = 0; i < s.text.n; i++) {
		unsigned char c = (unsigned char)s.text.p[i];

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9') || (c && strchr("_.-~/", c)))
			strbuf_byte(r->out, (char)c);
		else
			strbuf_printf(r->out, "%%%02X", c);
	}
	*out = tval_text(tpl_cut(r, mark));
	return true;
}

/* striptags: comments and tags out, white space to single spaces, then the
 * character references resolved. */

/* Append s without `open`...`close` pairs; one that never closes stays. */
static void
add_without(struct strbuf *out, struct str s, struct str open,
    struct str close)
{
	size_t at = 0;

	for (;;) {
		size_t from = str_find(str_from(s, at), open), to;

		if (from == STR_NONE)
			break;
		from += at;
		to = str_find(str_from(s, from + open.n), close);
		if (to == STR_NONE)
			break;
		strbuf_add(out, str_sub(s, at, from));
		at = from + open.n + to + close.n;
	}
	strbuf_add(out, str_from(s, at));
}

static void
add_words(struct strbuf *out, struct str s)
{
	size_t start = out->n;

	s = tpl_trim(s);
	for (size_t i = 0; i < s.n; ) {
		size_t at = i;

		if (!tpl_is_space(text_next(s, &i)))
			strbuf_add(out, str_sub(s, at, i));
		else if (out->n > start && out->p[out->n - 1] != ' ')
			strbuf_byte(out, ' ');
	}
}

static bool
is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
	    (c >= 'A' && c <= 'F');
}

/* "#..." behind an '&': how long it is, 0 when it is no reference. */
static size_t
number_reference(struct str s, int64_t *point)
{
	bool hex = s.n > 1 && (s.p[1] == 'x' || s.p[1] == 'X');
	size_t i = hex ? 2 : 1, from = i;

	*point = 0;
	for (; i < s.n && (hex ? is_hex(s.p[i]) :
	    s.p[i] >= '0' && s.p[i] <= '9'); i++) {
		int digit = s.p[i] <= '9' ? s.p[i] - '0' :
		    (s.p[i] | 0x20) - 'a' + 10;

		if (*point <= 0x10ffff)
			*point = *point * (hex ? 16 : 10) + digit;
	}
	if (i == from)
		return 0;
	return i + (i < s.n && s.p[i] == ';');
}

/* Characters HTML replaces or drops when referred to by number. */
static bool
is_odd_point(int64_t c)
{
	return (c < 0x20 && c != '\t' && c != '\n') || (c >= 0x7f && c < 0xa0) ||
	    (c >= 0xd800 && c <= 0xdfff) || (c >= 0xfdd0 && c <= 0xfdef) ||
	    (c & 0xfffe) == 0xfffe || c > 0x10ffff;
}

static bool
add_named(struct trender *r, const struct tnode *e, struct str s, size_t *n)
{
	static const struct { const char *name, *text; } known[] = {
		{ "amp;", "&" }, { "lt;", "<" }, { "gt;", ">" },
		{ "quot;", "\"" }, { "apos;", "'" }, { "nbsp;", "\xc2\xa0" },
	};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (str_starts(s, str_of(known[i].name))) {
			strbuf_add(r->out, str_of(known[i].text));
			*n = strlen(known[i].name);
			return true;
		}
	*n = 0;
	strbuf_byte(r->out, '&');
	if (s.n == 0 || !((s.p[0] | 0x20) >= 'a' && (s.p[0] | 0x20) <= 'z'))
		return true;
	return tpl_fail(r, e, "known are amp, lt, gt, quot, apos and nbsp, "
	    "each with ';', and numbers",
	    "'striptags' does not know the entity '&%.*s'",
	    STR_ARG(str_sub(s, 0, str_chr(s, ';') < 20 ? str_chr(s, ';') + 1 :
	    s.n < 10 ? s.n : 10)));
}

/* Append s with "&...;" resolved, as html.unescape() does it. */
static bool
add_unescaped(struct trender *r, const struct tnode *e, struct str s)
{
	size_t amp, n;
	int64_t point;

	while ((amp = str_chr(s, '&')) != STR_NONE) {
		strbuf_add(r->out, str_sub(s, 0, amp));
		s = str_from(s, amp + 1);
		n = str_starts(s, S("#")) ? number_reference(s, &point) : 0;
		if (n > 0 && is_odd_point(point))
			return tpl_fail(r, e, NULL,
			    "'striptags' cannot resolve '&%.*s'",
			    STR_ARG(str_sub(s, 0, n)));
		if (n > 0)
			text_put(r->out, (int32_t)point);
		else if (!add_named(r, e, s, &n))
			return false;
		s = str_from(s, n);
	}
	strbuf_add(r->out, s);
	return true;
}

TPL_FILTER(striptags)
{
	size_t mark = r->out->n;
	struct str s;

	if (!tval_soft(r, e, *v, out))
		return false;
	add_without(r->out, out->text, S("<!--"), S("-->"));
	s = tpl_cut(r, mark);
	add_without(r->out, s, S("<"), S(">"));
	s = tpl_cut(r, mark);
	add_words(r->out, s);
	s = tpl_cut(r, mark);
	if (!add_unescaped(r, e, s))
		return false;
	*out = tval_text(tpl_cut(r, mark));
	return true;
}
