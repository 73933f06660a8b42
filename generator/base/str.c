/*
 * Views of text and buffers that grow.  Escaping lives here because it is the
 * hottest loop of a build: everything a page says passes through it, and most
 * of it needs no escape.  So each escape looks for the next byte that does, in
 * a table, and copies what stands before it as one piece.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

struct str
str_of(const char *cstr)
{
	return cstr ? (struct str){ cstr, strlen(cstr) } : (struct str){ 0 };
}

bool
str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

int
str_cmp(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c = n > 0 ? memcmp(a.p, b.p, n) : 0;

	return c != 0 ? c : (a.n > b.n) - (a.n < b.n);
}

static char
ascii_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool
str_ieq(struct str a, struct str b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (ascii_lower(a.p[i]) != ascii_lower(b.p[i]))
			return false;
	return true;
}

bool
str_starts(struct str s, struct str prefix)
{
	return s.n >= prefix.n && str_eq(str_sub(s, 0, prefix.n), prefix);
}

bool
str_ends(struct str s, struct str suffix)
{
	return s.n >= suffix.n && str_eq(str_from(s, s.n - suffix.n), suffix);
}

size_t
str_find(struct str s, struct str needle)
{
	const char *hit;

	if (needle.n == 0)
		return 0;
	if (s.n < needle.n)
		return STR_NONE;
	hit = memmem(s.p, s.n, needle.p, needle.n);
	return hit ? (size_t)(hit - s.p) : STR_NONE;
}

size_t
str_chr(struct str s, char c)
{
	const char *hit = s.n > 0 ? memchr(s.p, c, s.n) : NULL;

	return hit ? (size_t)(hit - s.p) : STR_NONE;
}

size_t
str_rchr(struct str s, char c)
{
	const char *hit = s.n > 0 ? memrchr(s.p, c, s.n) : NULL;

	return hit ? (size_t)(hit - s.p) : STR_NONE;
}

struct str
str_sub(struct str s, size_t from, size_t to)
{
	if (to > s.n)
		to = s.n;
	if (from > to)
		from = to;
	return s.p ? (struct str){ s.p + from, to - from } : s;
}

struct str
str_from(struct str s, size_t from)
{
	return str_sub(s, from, s.n);
}

static bool
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str
str_trim(struct str s)
{
	while (s.n > 0 && is_space(s.p[s.n - 1]))
		s.n--;
	while (s.n > 0 && is_space(*s.p)) {
		s.p++;
		s.n--;
	}
	return s;
}

bool
str_cut(struct str *rest, char sep, struct str *head)
{
	size_t at = str_chr(*rest, sep);

	*head = *rest;
	if (!rest->p)
		return false;
	if (at == STR_NONE) {
		*rest = (struct str){ 0 };
	} else {
		head->n = at;
		*rest = str_from(*rest, at + 1);
	}
	return true;
}

bool
str_int(struct str s, int64_t *out)
{
	bool negative = s.n > 0 && *s.p == '-';
	int64_t value = 0;

	if (s.n == negative)
		return false;
	/* Counted downwards: INT64_MIN has no positive twin. */
	for (size_t i = negative; i < s.n; i++) {
		int digit = s.p[i] - '0';

		if (digit < 0 || digit > 9 ||
		    __builtin_mul_overflow(value, 10, &value) ||
		    __builtin_sub_overflow(value, digit, &value))
			return false;
	}
	if (!negative && value == INT64_MIN)
		return false;
	*out = negative ? value : -value;
	return true;
}

void
strbuf_reserve(struct strbuf *b, size_t more)
{
	size_t cap = b->cap > 0 ? b->cap : 64;

	if (more > PTRDIFF_MAX - b->n - 1)
		die("out of memory: a text of more than %zu bytes", b->n);
	if (b->n + more < b->cap)
		return;
	while (cap <= b->n + more)
		cap *= 2;
	b->p = xrealloc(b->p, cap);
	b->cap = cap;
	b->p[b->n] = '\0';
}

void
strbuf_add(struct strbuf *b, struct str s)
{
	if (s.n == 0)
		return;
	strbuf_reserve(b, s.n);
	memcpy(b->p + b->n, s.p, s.n);
	b->n += s.n;
	b->p[b->n] = '\0';
}

void
strbuf_byte(struct strbuf *b, char c)
{
	strbuf_reserve(b, 1);
	b->p[b->n++] = c;
	b->p[b->n] = '\0';
}

void
strbuf_printf(struct strbuf *b, const char *fmt, ...)
{
	va_list ap;
	int n;

	strbuf_reserve(b, 64);
	va_start(ap, fmt);
	n = vsnprintf(b->p + b->n, b->cap - b->n, fmt, ap);
	va_end(ap);
	if (n < 0)
		die("cannot format '%s': %s", fmt, strerror(errno));
	if ((size_t)n >= b->cap - b->n) {
		strbuf_reserve(b, (size_t)n);
		va_start(ap, fmt);
		vsnprintf(b->p + b->n, b->cap - b->n, fmt, ap);
		va_end(ap);
	}
	b->n += (size_t)n;
}

/* Indexes of the table are bytes; what has no row here is 0 and is copied. */
static const char *const html_escape[256] = {
	['&'] = "&amp;",
	['<'] = "&lt;",
	['>'] = "&gt;",
	['"'] = "&#34;",
	['\''] = "&#39;",
};

void
strbuf_html(struct strbuf *b, struct str text)
{
	size_t from = 0;

	strbuf_reserve(b, text.n);
	for (size_t i = 0; i < text.n; i++) {
		const char *escape = html_escape[(unsigned char)text.p[i]];

		if (!escape)
			continue;
		strbuf_add(b, str_sub(text, from, i));
		strbuf_add(b, str_of(escape));
		from = i + 1;
	}
	strbuf_add(b, str_from(text, from));
}

/* 0: copied; 'u': \u00XX; 'e': perhaps U+2028 or U+2029; else after a '\'. */
static const char json_escape[256] = {
	[0x00] = 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u',
	[0x08] = 'b', 't', 'n', 'u', 'f', 'r', 'u', 'u',
	[0x10] = 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u',
	[0x18] = 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u',
	['"'] = '"',
	['\\'] = '\\',
	['<'] = 'u',
	['>'] = 'u',
	['&'] = 'u',
	[0x7f] = 'u',
	[0xe2] = 'e',
};

static const char hex[] = "0123456789abcdef";

/* The length of U+2028 or U+2029 at the start of s, else 0. */
static size_t
line_separator(struct str s)
{
	return str_starts(s, S("\xe2\x80\xa8")) ||
	    str_starts(s, S("\xe2\x80\xa9")) ? 3 : 0;
}

void
strbuf_json(struct strbuf *b, struct str text)
{
	size_t from = 0;

	strbuf_reserve(b, text.n + 2);
	strbuf_byte(b, '"');
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];
		char how = json_escape[c];
		size_t wide;

		if (!how)
			continue;
		wide = how == 'e' ? line_separator(str_from(text, i)) : 0;
		if (how == 'e' && wide == 0)
			continue;
		strbuf_add(b, str_sub(text, from, i));
		if (wide > 0)
			strbuf_add(b, text.p[i + 2] == '\xa8' ?
			    S("\\u2028") : S("\\u2029"));
		else if (how == 'u')
			strbuf_add(b, (struct str){ (char[]){ '\\', 'u', '0',
			    '0', hex[c >> 4], hex[c & 15] }, 6 });
		else
			strbuf_add(b, (struct str){ (char[]){ '\\', how }, 2 });
		i += wide > 0 ? wide - 1 : 0;
		from = i + 1;
	}
	strbuf_add(b, str_from(text, from));
	strbuf_byte(b, '"');
}

/* RFC 3986 3.3: pchar, and the '/' between segments. */
static bool
is_path_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') ||
	    (c != '\0' && strchr("-._~!$&'()*+,;=:@/", c));
}

void
strbuf_url(struct strbuf *b, struct str path)
{
	static const char HEX[] = "0123456789ABCDEF";

	strbuf_reserve(b, path.n);
	for (size_t i = 0; i < path.n; i++) {
		unsigned char c = (unsigned char)path.p[i];

		if (is_path_char(path.p[i])) {
			strbuf_byte(b, path.p[i]);
			continue;
		}
		strbuf_add(b, (struct str){
		    (char[]){ '%', HEX[c >> 4], HEX[c & 15] }, 3 });
	}
}

void
strbuf_reset(struct strbuf *b)
{
	b->n = 0;
	if (b->p)
		b->p[0] = '\0';
}

void
strbuf_free(struct strbuf *b)
{
	free(b->p);
	*b = (struct strbuf){ 0 };
}

struct str
strbuf_str(const struct strbuf *b)
{
	return (struct str){ b->p ? b->p : "", b->n };
}
