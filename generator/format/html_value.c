/*
 * What an attribute may hold.  One row for each that is allowed: on which
 * elements, and the function that writes its value.  These write the value
 * anew, so that a page holds what a checker of HTML accepts, or refuse it.
 */
#include "format/html_value.h"

#include <string.h>

#include "base/text.h"
#include "format/html.h"
#include "format/html_tag.h"

/* -- addresses ------------------------------------------------------------ */

/* As URL parsers do: no tabs or line ends anywhere, no blanks around. */
static void
url_strip(struct strbuf *b, struct str url)
{
	size_t i;

	while (url.n > 0 && (unsigned char)url.p[0] <= ' ')
		url = str_from(url, 1);
	while (url.n > 0 && (unsigned char)url.p[url.n - 1] <= ' ')
		url.n--;
	for (i = 0; i < url.n; i++)
		if (url.p[i] != '\t' && url.p[i] != '\n' && url.p[i] != '\r')
			strbuf_byte(b, url.p[i]);
}

/* Where a scheme cannot reach: the first '/', '?', or '#' that is not part of
 * a character reference. */
static size_t
url_head(struct str url)
{
	size_t i;

	for (i = 0; i < url.n; i++)
		if (url.p[i] == '/' || url.p[i] == '?' ||
		    (url.p[i] == '#' && (i == 0 || url.p[i - 1] != '&')))
			break;
	return i;
}

static bool
is_in(struct str s, const char *const *list)
{
	for (; *list; list++)
		if (str_ieq(s, str_of(*list)))
			return true;
	return false;
}

/* data: of a raster image, base64; an SVG could hold a script. */
static bool
is_image_data(struct str rest)
{
	static const char *const types[] = {
		"image/png", "image/jpeg", "image/gif", "image/webp", NULL
	};
	size_t semicolon = str_chr(rest, ';'), i;
	char c;

	if (semicolon == STR_NONE || !is_in(str_sub(rest, 0, semicolon), types))
		return false;
	rest = str_from(rest, semicolon + 1);
	if (!str_ieq(str_sub(rest, 0, 7), S("base64,")))
		return false;
	for (i = 7; i < rest.n; i++) {
		c = rest.p[i];
		if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
		    (c >= '0' && c <= '9') || c == '+' || c == '/' || c == '='))
			return false;
	}
	return true;
}

static bool
is_scheme(struct str s)
{
	size_t i;
	char c;

	for (i = 0; i < s.n; i++) {
		c = s.p[i] | 0x20;
		if (!(c >= 'a' && c <= 'z') && (i == 0 || (s.p[i] != '+' &&
		    s.p[i] != '-' && s.p[i] != '.' &&
		    !(s.p[i] >= '0' && s.p[i] <= '9'))))
			return false;
	}
	return s.n > 0;
}

/* Not a scheme to the standard, yet one to a reader or a lax program. */
static bool
looks_like_script(struct str s)
{
	static const char *const schemes[] = {
		"javascript", "vbscript", "livescript", "data", NULL
	};
	char letters[16];
	size_t i, n = 0;

	for (i = 0; i < s.n && n < sizeof letters; i++)
		if ((s.p[i] | 0x20) >= 'a' && (s.p[i] | 0x20) <= 'z')
			letters[n++] = s.p[i];
	return is_in((struct str){ letters, n }, schemes);
}

static bool
has_control(struct str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7F)
			return true;
	return false;
}

/* url is stripped and holds no character references. */
static bool
scheme_allowed(struct str url, bool image)
{
	static const char *const links[] = {
		"http", "https", "mailto", "tel", NULL
	};
	static const char *const images[] = { "http", "https", NULL };
	size_t colon = str_chr(str_sub(url, 0, url_head(url)), ':');
	struct str scheme;

	if (has_control(url))
		return false;
	if (colon == STR_NONE)
		return true;
	scheme = str_sub(url, 0, colon);
	if (image && str_ieq(scheme, S("data")))
		return is_image_data(str_from(url, colon + 1));
	if (is_scheme(scheme))
		return is_in(scheme, image ? images : links);
	return !looks_like_script(scheme);	/* 第1章:绪论.md is a file */
}

/* One reading further; false when it says the same. */
static bool
url_unescape(struct strbuf *b)
{
	struct strbuf plain = { 0 };
	bool same;

	if (!html_unescape(strbuf_str(b), &plain)) {
		strbuf_free(&plain);
		return true;	/* never readable, so never allowed */
	}
	same = str_eq(strbuf_str(&plain), strbuf_str(b));
	strbuf_reset(b);
	url_strip(b, strbuf_str(&plain));
	strbuf_free(&plain);
	return !same;
}

/*
 * Callers may pass a URL before or after its references were resolved, and a
 * page may have been escaped once too often: each reading must be harmless.
 */
bool
html_url_allowed(struct str url, bool image)
{
	struct strbuf b = { 0 };
	struct str head;
	bool ok, more;
	int rounds = 0;

	url_strip(&b, url);
	do {
		ok = scheme_allowed(strbuf_str(&b), image);
		head = str_sub(strbuf_str(&b), 0, url_head(strbuf_str(&b)));
		more = ok && str_chr(head, '&') != STR_NONE && url_unescape(&b);
	} while (more && ++rounds < 4);
	strbuf_free(&b);
	return ok && !more;
}

/* The bytes no URL may hold become %XX; a '\' before the query is a '/' to
 * browsers. */
static void
put_url(struct strbuf *out, struct str url)
{
	struct strbuf b = { 0 };
	size_t i, query;

	url_strip(&b, url);
	query = str_chr(strbuf_str(&b), '?');
	for (i = 0; i < b.n; i++) {
		if (b.p[i] == '\\' && i < query)
			strbuf_byte(out, '/');
		else if (memchr(" \"<>\\^`{|}", b.p[i], 10))
			strbuf_printf(out, "%%%02X", (unsigned)b.p[i]);
		else
			strbuf_html(out, (struct str){ &b.p[i], 1 });
	}
	strbuf_free(&b);
}

/* -- values of attributes: write what is allowed, false for what is not ----- */

static bool
put_link(struct strbuf *out, struct str v)
{
	if (!html_url_allowed(v, false))
		return false;
	put_url(out, v);
	return true;
}

static bool
put_image(struct strbuf *out, struct str v)
{
	if (!html_url_allowed(v, true))
		return false;
	put_url(out, v);
	return true;
}

static bool
put_text(struct strbuf *out, struct str v)
{
	strbuf_html(out, v);
	return true;
}

bool
html_put_names(struct strbuf *out, struct str v)
{
	size_t at = 0;
	int32_t c;

	v = str_trim(v);
	while (at < v.n) {
		c = text_next(v, &at);
		if (c == '\t' || c == '\n' || c == '\f' || c == '\r')
			c = ' ';
		if (c != ' ' && c != '_' && c != '-' && !text_is_letter(c))
			return false;
		text_put(out, c);
	}
	return true;
}

bool
html_put_id(struct strbuf *out, struct str v)
{
	size_t i;

	for (i = 0; i < v.n; i++)
		if (html_is_space(v.p[i]))
			return false;
	return v.n > 0 && html_put_names(out, v);
}

/* v when each of its bytes is in set. */
static bool
put_of(struct strbuf *out, struct str v, const char *set, size_t most)
{
	size_t i;

	for (i = 0; i < v.n; i++)
		if (v.p[i] == '\0' || !strchr(set, v.p[i]))
			return false;
	if (v.n == 0 || v.n > most)
		return false;
	strbuf_add(out, v);
	return true;
}

static bool
put_lang(struct strbuf *out, struct str v)
{
	return put_of(out, v, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789-", 35);
}

static bool
put_date(struct strbuf *out, struct str v)
{
	return put_of(out, v, "0123456789-:.+ TZPWHMSDYtz", 40);
}

static bool
put_word(struct strbuf *out, struct str v, const char *const *words)
{
	for (; *words; words++)
		if (str_ieq(v, str_of(*words))) {
			strbuf_add(out, str_of(*words));
			return true;
		}
	return false;
}

static bool
put_dir(struct strbuf *out, struct str v)
{
	static const char *const words[] = { "ltr", "rtl", "auto", NULL };

	return put_word(out, v, words);
}

static bool
put_scope(struct strbuf *out, struct str v)
{
	static const char *const words[] = {
		"row", "col", "rowgroup", "colgroup", NULL
	};

	return put_word(out, v, words);
}

static bool
put_marker(struct strbuf *out, struct str v)
{
	return v.n == 1 && put_of(out, v, "1aAiI", 1);
}

static bool
put_number(struct strbuf *out, struct str v, int64_t low, int64_t high)
{
	int64_t n;

	if (!str_int(str_trim(v), &n) || n < low || n > high)
		return false;
	strbuf_printf(out, "%lld", (long long)n);
	return true;
}

static bool
put_integer(struct strbuf *out, struct str v)
{
	return put_number(out, v, INT32_MIN, INT32_MAX);
}

static bool
put_count(struct strbuf *out, struct str v)
{
	return put_number(out, v, 1, 1000);
}

/* "300px" is what authors mean by 300; a percentage is not for attributes. */
static bool
put_pixels(struct strbuf *out, struct str v)
{
	v = str_trim(v);
	if (v.n > 2 && str_ieq(str_from(v, v.n - 2), S("px")))
		v.n -= 2;
	return put_number(out, v, 0, 100000);
}

/* -- attributes ----------------------------------------------------------- */

static const struct html_attribute rows[] = {
	{ "alt", { "img" }, HTML_VALUE, put_text },
	{ "cite", { "blockquote", "q", "ins", "del" }, HTML_URL, put_link },
	{ "class", { 0 }, HTML_VALUE, html_put_names },
	{ "colspan", { "td", "th" }, HTML_VALUE, put_count },
	{ "datetime", { "ins", "del", "time" }, HTML_VALUE, put_date },
	{ "dir", { 0 }, HTML_VALUE, put_dir },
	{ "height", { "img" }, HTML_VALUE, put_pixels },
	{ "href", { "a" }, HTML_URL, put_link },
	{ "id", { 0 }, HTML_VALUE, html_put_id },
	{ "lang", { 0 }, HTML_VALUE, put_lang },
	{ "open", { "details" }, HTML_FLAG, NULL },
	{ "reversed", { "ol" }, HTML_FLAG, NULL },
	{ "rowspan", { "td", "th" }, HTML_VALUE, put_count },
	{ "scope", { "th" }, HTML_VALUE, put_scope },
	{ "span", { "col", "colgroup" }, HTML_VALUE, put_count },
	{ "src", { "img" }, HTML_URL, put_image },
	{ "start", { "ol" }, HTML_VALUE, put_integer },
	{ "title", { 0 }, HTML_VALUE, put_text },
	{ "type", { "ol" }, HTML_VALUE, put_marker },
	{ "value", { "li" }, HTML_VALUE, put_integer },
	{ "width", { "img" }, HTML_VALUE, put_pixels },
};

const struct html_attribute *
html_attribute(const char *name, const char *element)
{
	const size_t n = sizeof rows / sizeof *rows;
	const size_t most = sizeof rows->elements / sizeof *rows->elements;
	const struct html_attribute *a;
	size_t i;

	for (a = rows; a < rows + n; a++) {
		if (strcmp(a->name, name) != 0)
			continue;
		if (!a->elements[0])
			return a;
		for (i = 0; i < most && a->elements[i]; i++)
			if (strcmp(a->elements[i], element) == 0)
				return a;
	}
	return NULL;
}
