/*
 * The syntax is the one pandoc, Python-Markdown and VuePress agree on.  What is
 * not well-formed to the last byte is text: `{x}` behind a heading about sets
 * must not vanish.
 */
#include "format/md_attr.h"

/* How many '{' from the end attr_tail() tries: values may hold braces. */
#define TRIES 8

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool
is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

static bool
is_name(char c)
{
	return is_alnum(c) || c == '-' || c == '_' || c == '.' || c == ':';
}

static void
skip_blanks(struct str s, size_t *at)
{
	while (*at < s.n && is_blank(s.p[*at]))
		(*at)++;
}

static struct str
read_name(struct str s, size_t *at)
{
	size_t from = *at;

	while (*at < s.n && is_name(s.p[*at]))
		(*at)++;
	return str_sub(s, from, *at);
}

/* A quoted or bare value; *from is where it begins.  False when a quote is never
 * closed or nothing stands there. */
static bool
read_value(struct str s, size_t *at, struct str *value, size_t *from)
{
	char quote = *at < s.n ? s.p[*at] : 0;
	size_t end;

	if (quote == '"' || quote == '\'') {
		*from = *at + 1;
		end = str_chr(str_from(s, *from), quote);
		if (end == STR_NONE)
			return false;
		*value = str_sub(s, *from, *from + end);
		*at = *from + end + 1;
		return true;
	}
	*from = *at;
	while (*at < s.n && !is_blank(s.p[*at]) && s.p[*at] != '}' &&
	    s.p[*at] != '{' && s.p[*at] != '"' && s.p[*at] != '\'')
		(*at)++;
	*value = str_sub(s, *from, *at);
	return value->n > 0;
}

/* One item; flags (a name alone) only where the caller knows what they mean. */
static bool
read_item(struct str s, size_t *at, bool flags, struct attr_item *item)
{
	char c = s.p[*at];

	if (c == '#' || c == '.') {
		item->key = c == '#' ? S("id") : S("class");
		item->at = ++*at;
		item->value = read_name(s, at);
		return item->value.n > 0;
	}
	if (!is_alnum(c))
		return false;
	item->key = read_name(s, at);
	item->at = *at;
	item->value = (struct str){ s.p + *at, 0 };
	if (*at == s.n || s.p[*at] != '=')
		return flags;
	++*at;
	return read_value(s, at, &item->value, &item->at);
}

/* Items from *at up to `close` or the end of s; *at behind it.  False when one
 * is malformed, glued to the next, or the end is not there. */
static bool
read_items(struct str s, size_t *at, char close, bool flags, struct arena *a,
    struct attr_items *out)
{
	struct attr_item item;

	for (;;) {
		skip_blanks(s, at);
		if (*at == s.n)
			return close == 0;
		if (s.p[*at] == close) {
			++*at;
			return true;
		}
		if (!read_item(s, at, flags, &item))
			return false;
		*list_push(a, out) = item;
		if (*at < s.n && !is_blank(s.p[*at]) && s.p[*at] != close)
			return false;
	}
}

/* May attributes begin at '{' s[at]?  Behind a space or a wide character, not in
 * the middle of f{x}. */
static bool
may_begin(struct str s, size_t at)
{
	return at == 0 || is_blank(s.p[at - 1]) ||
	    (unsigned char)s.p[at - 1] >= 0x80;
}

size_t
attr_tail(struct str text, struct arena *a, struct attr_items *out)
{
	size_t end = text.n, open, at;
	struct str s;
	int tries;

	while (end > 0 && is_blank(text.p[end - 1]))
		end--;
	s = str_sub(text, 0, end);
	if (end == 0 || s.p[end - 1] != '}')
		return STR_NONE;
	open = end;
	for (tries = 0; tries < TRIES; tries++) {
		open = str_rchr(str_sub(s, 0, open), '{');
		if (open == STR_NONE)
			return STR_NONE;
		at = open + 1;
		out->n = 0;
		if (may_begin(s, open) &&
		    read_items(s, &at, '}', false, a, out) && at == end &&
		    out->n > 0)
			return open;
	}
	out->n = 0;
	return STR_NONE;
}

/* "2,4-6" in python{2,4-6}. */
static bool
is_line_list(struct str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (!(s.p[i] >= '0' && s.p[i] <= '9') && s.p[i] != '-' &&
		    s.p[i] != ',' && !is_blank(s.p[i]))
			return false;
	return s.n > 0;
}

static void
fence_item(struct fence *f, const struct attr_item *item)
{
	if (str_eq(item->key, S("class")) && f->lang.n == 0)
		f->lang = item->value;
	else if (str_eq(item->key, S("title")))
		f->title = item->value;
	else if (str_eq(item->key, S("hl_lines")))
		f->lines = item->value;
	else if (str_eq(item->key, S("linenos")))
		f->linenos = !str_eq(item->value, S("false")) &&
		    !str_eq(item->value, S("0"));
}

struct fence
attr_fence(struct str info, struct arena *a)
{
	struct attr_items items = { 0 };
	struct fence f = { 0 };
	size_t at = 0, brace, i;
	struct str rest;

	info = str_trim(info);
	while (at < info.n && !is_blank(info.p[at]))
		at++;
	f.lang = str_sub(info, 0, at);
	brace = str_chr(info, '{');
	if (brace == STR_NONE)
		brace = info.n;
	if (brace < at)
		at = brace;
	rest = str_trim(str_from(info, at));
	if (rest.n == 0)
		return f;
	i = rest.p[0] == '{';
	if (i == 1 && rest.p[rest.n - 1] == '}' &&
	    is_line_list(str_sub(rest, 1, rest.n - 1))) {
		f.lines = str_trim(str_sub(rest, 1, rest.n - 1));
		f.lang = str_sub(info, 0, at);
		return f;
	}
	if (!read_items(rest, &i, rest.p[0] == '{' ? '}' : 0, true, a, &items) ||
	    i != rest.n)
		return f;
	f.lang = str_sub(info, 0, at);
	for (i = 0; i < items.n; i++)
		fence_item(&f, &items.v[i]);
	return f;
}
