/*
 * Filters, one row each in the table at the end; adding one is a row and a
 * function, its behaviour read from jinja2/filters.py and markupsafe.  A filter
 * that cannot give Jinja2's bytes for a value reports an error instead.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "format/template_ast.h"

#define GIVEN(v) ((v).kind != T_MISSING)

/* Tools. */

/* v as text; HTML stays HTML. */
static bool
soft(struct trender *r, const struct tnode *e, const struct tval *v,
    struct tval *out)
{
	return tval_soft(r, e, *v, out);
}

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

static struct tval
iterator(struct tseq *seq)
{
	return (struct tval){ .kind = T_ITER, .seq = seq };
}

/* What `if value:` guards in map, select and so on: nothing from what is
 * false. */
static struct tseq *
items_if_true(struct trender *r, const struct tnode *e, const struct tval *v)
{
	int64_t n;

	if (v->kind == T_NONE || (tval_is_number(v, &n) && n == 0))
		return tseq_new(r, 0);
	return titer_all(r, e, v);
}

/* One part of "a.b.0": digits are an index.  Python counts more characters as
 * digits than we do; those are refused. */
static bool
path_part(struct trender *r, const struct tnode *e, struct str part,
    struct tval *key)
{
	bool digits = part.n > 0, plain = part.n == 0;
	int64_t n;

	for (size_t i = 0; i < part.n; ) {
		int32_t c = text_next(part, &i);

		if (c < '0' || c > '9')
			digits = false;
		if ((c < 0x80 && (c < '0' || c > '9')) || text_is_han(c))
			plain = true;
	}
	*key = tval_text(part);
	if (digits && str_int(part, &n))
		*key = tval_int(n);
	else if (digits || !plain)
		return tpl_fail(r, e, NULL, "'%.*s' cannot name a member",
		    STR_ARG(part));
	return true;
}

/* item.a.b for the attribute "a.b"; what is undefined on the way becomes
 * fallback, when there is one. */
static bool
path(struct trender *r, const struct tnode *e, const struct tval *item,
    const struct tval *attribute, const struct tval *fallback,
    struct tval *out)
{
	struct str rest, part;
	struct tval key = *attribute;
	bool more = true;

	*out = *item;
	if (attribute->kind != T_INT && !tval_is_text(attribute))
		return tpl_fail(r, e, NULL,
		    "an attribute is a text or a number, not %s",
		    tval_name(attribute));
	rest = attribute->kind == T_INT ? S("") : attribute->text;
	if (!rest.p)
		rest = S("");
	while (more) {
		if (attribute->kind == T_INT)
			more = false;
		else if (!str_cut(&rest, '.', &part))
			break;
		else if (!path_part(r, e, part, &key))
			return false;
		if (!tpl_subscript(r, e, out, &key, out))
			return false;
		if (fallback && out->kind <= T_UNDEFINED)
			*out = *fallback;
	}
	return true;
}

/* All items, or the attribute of all, where one is given. */
static struct tseq *
items_of(struct trender *r, const struct tnode *e, const struct tval *v,
    const struct tval *attribute)
{
	struct tseq *seq = titer_all(r, e, v);

	if (!seq || !GIVEN(*attribute) || attribute->kind == T_NONE)
		return seq;
	for (size_t i = 0; i < seq->n; i++) {
		struct tval item = seq->v[i];

		if (!path(r, e, &item, attribute, NULL, &seq->v[i]))
			return NULL;
	}
	return seq;
}

/* Text. */

static bool
f_escape(struct trender *r, const struct tnode *e, const struct tval *v,
    struct tval *out)
{
	if (!soft(r, e, v, out))
		return false;
	*out = escaped(r, out);
	return true;
}

static bool
f_string(struct trender *r, const struct tnode *e, const struct tval *v,
    struct tval *out)
{
	return soft(r, e, v, out);
}

static bool
f_trim(struct trender *r, const struct tnode *e, const struct tval *v,
    struct tval *out)
{
	if (!soft(r, e, v, out))
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

	if (!soft(r, e, v, out))
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

static bool
f_lower(struct trender *r, const struct tnode *e, const struct tval *v,
    struct tval *out)
{
	return change_case(r, e, v, 'A', 'a' - 'A', out);
}

static bool
f_upper(struct trender *r, const struct tnode *e, const struct tval *v,
    struct tval *out)
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

static bool
f_replace(struct trender *r, const struct tnode *e, const struct tval *v,
    struct tval *out)
{
	struct tval s, old, new;
	int64_t count = -1;

	if (!soft(r, e, &v[0], &s) || !soft(r, e, &v[1], &old) ||
	    !soft(r, e, &v[2], &new))
		return false;
	if (GIVEN(v[3]) && v[3].kind != T_NONE &&
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
static bool
f_urlencode(struct trender *r, const struct tnode *e, const struct tval *v,
    struct tval *out)
{
	size_t mark = r->out->n;
	struct tval s;

	if (v->kind >= T_LIST)
		return tpl_fail(r, e, NULL, "'urlencode' takes a text, not %s",
		    tval_name(v));
	if (!soft(r, e, v, &s))
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

static bool
f_striptags(struct trender *r, const struct tnode *e, const struct tval *v,
    struct tval *out)
{
	size_t mark = r->out->n;
	struct str s;

	if (!soft(r, e, v, out))
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

/* JSON, as json.dumps(value, sort_keys=True) and safe inside <script>. */

static void
add_json_point(struct strbuf *out, int32_t c)
{
	static const char from[] = "\"\\\n\r\t\f\b", to[] = "\"\\nrtfb";
	const char *known = c > 0 && c < 0x80 ? strchr(from, c) : NULL;

	if (known) {
		strbuf_byte(out, '\\');
		strbuf_byte(out, to[known - from]);
	} else if (c >= 0x10000) {
		c -= 0x10000;
		strbuf_printf(out, "\\u%04x\\u%04x",
		    0xd800 + (unsigned)(c >> 10),
		    0xdc00 + (unsigned)(c & 0x3ff));
	} else if (c < 0x20 || c > 0x7e || strchr("<>&'", c)) {
		strbuf_printf(out, "\\u%04x", (unsigned)c);
	} else {
		strbuf_byte(out, (char)c);
	}
}

static void
add_json_text(struct strbuf *out, struct str s)
{
	strbuf_byte(out, '"');
	for (size_t i = 0; i < s.n; )
		add_json_point(out, text_next(s, &i));
	strbuf_byte(out, '"');
}

struct entry {
	struct str key;
	struct tval value;
};

static int
entry_cmp(const void *x, const void *y)
{
	return str_cmp(((const struct entry *)x)->key,
	    ((const struct entry *)y)->key);
}

static bool add_json(struct trender *r, const struct tnode *e,
    const struct tval *v);

static bool
add_json_map(struct trender *r, const struct tnode *e, const struct tval *v)
{
	size_t n = tval_size(v);
	struct entry *entry = arena_array(r->a, struct entry, n);

	for (size_t i = 0; i < n; i++)
		entry[i].value = tval_entry(v, i, &entry[i].key);
	qsort(entry, n, sizeof *entry, entry_cmp);
	strbuf_byte(r->out, '{');
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			strbuf_add(r->out, S(", "));
		add_json_text(r->out, entry[i].key);
		strbuf_add(r->out, S(": "));
		if (!add_json(r, e, &entry[i].value))
			return false;
	}
	strbuf_byte(r->out, '}');
	return true;
}

static bool
add_json_list(struct trender *r, const struct tnode *e, const struct tval *v)
{
	strbuf_byte(r->out, '[');
	for (size_t i = 0; i < tval_size(v); i++) {
		struct tval item = tval_item(v, i);

		if (i > 0)
			strbuf_add(r->out, S(", "));
		if (!add_json(r, e, &item))
			return false;
	}
	strbuf_byte(r->out, ']');
	return true;
}

static bool
add_json(struct trender *r, const struct tnode *e, const struct tval *v)
{
	bool ok;

	switch (v->kind) {
	case T_NONE:
		strbuf_add(r->out, S("null"));
		return true;
	case T_BOOL:
		strbuf_add(r->out, v->boolean ? S("true") : S("false"));
		return true;
	case T_INT:
		strbuf_printf(r->out, "%lld", (long long)v->number);
		return true;
	case T_TEXT:
	case T_HTML:
		add_json_text(r->out, v->text);
		return true;
	case T_LIST:
	case T_TUPLE:
	case T_MAP:
		if (r->level++ > TPL_LEVELS)
			ok = tpl_fail(r, e, NULL, "nested too deeply");
		else
			ok = v->kind == T_MAP ? add_json_map(r, e, v) :
			    add_json_list(r, e, v);
		r->level--;
		return ok;
	default:
		return tpl_fail(r, e, NULL, "%s has no JSON form",
		    tval_name(v));
	}
}

static bool
f_tojson(struct trender *r, const struct tnode *e, const struct tval *v,
    struct tval *out)
{
	size_t mark = r->out->n;

	if (!add_json(r, e, v))
		return false;
	*out = tval_html(tpl_cut(r, mark));
	return true;
}

/* Numbers. */

static bool
f_abs(struct trender *r, const struct tnode *e, const struct tval *v,
    struct tval *out)
{
	int64_t n;

	if (!tval_is_number(v, &n) || n == INT64_MIN)
		return tpl_fail(r, e, NULL, "'abs' takes a number, not %s",
		    tval_name(v));
	*out = tval_int(n < 0 ? -n : n);
	return true;
}

/* Could Python read a number in s that we do not?  Then nobody guesses. */
static bool
is_odd_number(struct str s)
{
	bool digit = false, word;

	for (size_t i = 0; i < s.n; i++) {
		if ((unsigned char)s.p[i] >= 0x80)
			return true;
		digit = digit || (s.p[i] >= '0' && s.p[i] <= '9');
	}
	if (str_starts(s, S("+")) || str_starts(s, S("-")))
		s = str_from(s, 1);
	word = str_ieq(s, S("inf")) || str_ieq(s, S("infinity")) ||
	    str_ieq(s, S("nan"));
	for (size_t i = 0; i < s.n && digit; i++)
		if (!strchr("0123456789._eE+-", s.p[i]))
			digit = false;
	return digit || word;
}

/* The whole part of "12" or "12.5", as int(float(...)) has it; with up to
 * 15 digits a double rounds nothing up. */
static bool
read_number(struct str s, int64_t *n)
{
	size_t dot = str_chr(s, '.');
	struct str whole = str_sub(s, 0, dot);

	if (str_starts(whole, S("+")))
		whole = str_from(whole, 1);
	if (whole.n == 0 || whole.p[0] == '+' ||
	    (dot != STR_NONE && s.n > 16) || str_starts(s, S("+-")))
		return false;
	for (size_t i = dot; dot != STR_NONE && ++i < s.n; )
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return str_int(whole, n);
}

static bool
f_int(struct trender *r, const struct tnode *e, const struct tval *v,
    struct tval *out)
{
	int64_t n;
	struct str s;

	if (v->kind <= T_UNDEFINED || v->kind > T_MAP)
		return tpl_fail(r, e, NULL, "'int' takes a text, not %s",
		    tval_name(v));
	*out = GIVEN(v[1]) ? v[1] : tval_int(0);
	if (tval_is_number(v, &n))
		*out = tval_int(n);
	if (!tval_is_text(v))
		return true;
	s = tpl_trim(v->text);
	if (read_number(s, &n))
		*out = tval_int(n);
	else if (is_odd_number(s))
		return tpl_fail(r, e, NULL, "'int' cannot read '%.*s'",
		    STR_ARG(s));
	return true;
}

static bool
f_sum(struct trender *r, const struct tnode *e, const struct tval *v,
    struct tval *out)
{
	struct tseq *seq = items_of(r, e, v, &v[1]);
	int64_t sum = 0, n;

	if (!seq)
		return false;
	if (GIVEN(v[2]) && v[2].kind != T_INT)
		return tpl_fail(r, e, NULL, "'sum' starts with a number");
	if (GIVEN(v[2]))
		sum = v[2].number;
	for (size_t i = 0; i < seq->n; i++) {
		if (!tval_is_number(&seq->v[i], &n))
			return tpl_fail(r, e, NULL,
			    "'sum' adds numbers, not %s",
			    tval_name(&seq->v[i]));
		if (__builtin_add_overflow(sum, n, &sum))
			return tpl_fail(r, e, NULL, "this sum is too large");
	}
	*out = tval_int(sum);
	return true;
}

/* Lists. */

static bool
f_length(struct trender *r, const struct tnode *e, const struct tval *v,
    struct tval *out)
{
	size_t n = tval_size(v);

	if (tval_is_text(v))
		n = tval_code_points(v->text);
	else if (v->kind == T_ITER)
		return tpl_fail(r, e, "add '| list'",
		    "an iterator has no length");
	else if (v->kind > T_UNDEFINED && v->kind < T_LIST)
		return tpl_fail(r, e, NULL, "%s has no length", tval_name(v));
	else if (v->kind > T_ITER)
		return tpl_fail(r, e, NULL, "%s has no length", tval_name(v));
	*out = tval_int((int64_t)n);
	return true;
}

static bool
f_default(struct trender *r, const struct tnode *e, const struct tval *v,
    struct tval *out)
{
	bool yes = v->kind > T_UNDEFINED, also_false = false;

	if (GIVEN(v[2]) && !tval_true(r, e, &v[2], &also_false))
		return false;
	if (yes && also_false && !tval_true(r, e, v, &yes))
		return false;
	if (yes)
		*out = *v;
	else
		*out = GIVEN(v[1]) ? v[1] : tval_text(S(""));
	return true;
}

static bool
f_join(struct trender *r, const struct tnode *e, const struct tval *v,
    struct tval *out)
{
	struct tseq *seq = items_of(r, e, v, &v[2]);
	struct tval between = tval_text(S(""));
	bool html;
	size_t mark;

	if (!seq || (GIVEN(v[1]) && !soft(r, e, &v[1], &between)))
		return false;
	html = between.kind == T_HTML;
	for (size_t i = 0; i < seq->n; i++) {
		if (!soft(r, e, &seq->v[i], &seq->v[i]))
			return false;
		html = html || seq->v[i].kind == T_HTML;
	}
	mark = r->out->n;
	for (size_t i = 0; i < seq->n; i++) {
		if (html) {
			if (i > 0)
				tval_print(r, e, &between);
			tval_print(r, e, &seq->v[i]);
		} else {
			if (i > 0)
				strbuf_add(r->out, between.text);
			strbuf_add(r->out, seq->v[i].text);
		}
	}
	*out = (struct tval){ .kind = html ? T_HTML : T_TEXT,
		.text = tpl_cut(r, mark) };
	return true;
}

static bool
f_first(struct trender *r, const struct tnode *e, const struct tval *v,
    struct tval *out)
{
	struct titer it;

	if (!titer_start(r, e, v, &it))
		return false;
	if (!titer_next(r, &it, out))
		*out = (struct tval){ .kind = T_UNDEFINED };
	return true;
}

static bool
f_last(struct trender *r, const struct tnode *e, const struct tval *v,
    struct tval *out)
{
	struct tseq *seq;

	if (v->kind == T_ITER)
		return tpl_fail(r, e, "add '| list'",
		    "an iterator has no last item");
	seq = titer_all(r, e, v);
	if (!seq)
		return false;
	*out = seq->n > 0 ? seq->v[seq->n - 1] :
	    (struct tval){ .kind = T_UNDEFINED };
	if (v->kind == T_HTML && seq->n > 0)
		out->kind = T_HTML;	/* Markup[i], where first iterates */
	return true;
}

static bool
f_list(struct trender *r, const struct tnode *e, const struct tval *v,
    struct tval *out)
{
	struct tseq *seq = titer_all(r, e, v);

	if (seq)
		*out = tval_list(seq);
	return seq != NULL;
}

static bool
f_reverse(struct trender *r, const struct tnode *e, const struct tval *v,
    struct tval *out)
{
	struct tseq *seq = titer_all(r, e, v);
	size_t mark = r->out->n;

	if (!seq)
		return false;
	for (size_t i = 0; i < seq->n / 2; i++) {
		struct tval swap = seq->v[i];

		seq->v[i] = seq->v[seq->n - 1 - i];
		seq->v[seq->n - 1 - i] = swap;
	}
	if (v->kind == T_ITER) {
		*out = tval_list(seq);
	} else if (tval_is_text(v)) {
		for (size_t i = 0; i < seq->n; i++)
			strbuf_add(r->out, seq->v[i].text);
		*out = same_kind(v, tpl_cut(r, mark));
	} else {
		*out = iterator(seq);
	}
	return true;
}

static bool
f_map(struct trender *r, const struct tnode *e, const struct tval *v,
    struct tval *out)
{
	struct tseq *seq = items_if_true(r, e, v);
	const struct tval *fallback = &v[2];
	struct tval arg[TPL_ARGS];
	struct tnode inner = *e;

	if (!seq)
		return false;
	inner.filter = e->inner_filter;
	if (!GIVEN(*fallback) || fallback->kind == T_NONE)
		fallback = NULL;
	memcpy(arg, v, sizeof arg);
	for (size_t i = 0; i < seq->n; i++) {
		arg[0] = seq->v[i];
		if (inner.filter ?
		    !inner.filter->apply(r, &inner, arg, &seq->v[i]) :
		    !path(r, e, &arg[0], &v[1], fallback, &seq->v[i]))
			return false;
	}
	*out = iterator(seq);
	return true;
}

/* select, reject, selectattr, rejectattr: keep the items whose test (of an
 * attribute, with attr) comes out as `want`. */
static bool
sift(struct trender *r, const struct tnode *e, const struct tval *v,
    bool attr, bool want, struct tval *out)
{
	struct tseq *seq = items_if_true(r, e, v);
	size_t kept = 0;

	if (!seq)
		return false;
	for (size_t i = 0; i < seq->n; i++) {
		struct tval of[2] = { seq->v[i], v[2] };
		bool holds;

		if (attr && !path(r, e, &seq->v[i], &v[1], NULL, &of[0]))
			return false;
		if (e->inner_test ? !e->inner_test->holds(r, e, of, &holds) :
		    !tval_true(r, e, &of[0], &holds))
			return false;
		if (holds == want)
			seq->v[kept++] = seq->v[i];
	}
	seq->n = kept;
	*out = iterator(seq);
	return true;
}

static bool
f_select(struct trender *r, const struct tnode *e, const struct tval *v,
    struct tval *out)
{
	return sift(r, e, v, false, true, out);
}

static bool
f_reject(struct trender *r, const struct tnode *e, const struct tval *v,
    struct tval *out)
{
	return sift(r, e, v, false, false, out);
}

static bool
f_selectattr(struct trender *r, const struct tnode *e, const struct tval *v,
    struct tval *out)
{
	return sift(r, e, v, true, true, out);
}

static bool
f_rejectattr(struct trender *r, const struct tnode *e, const struct tval *v,
    struct tval *out)
{
	return sift(r, e, v, true, false, out);
}

/* Name, function, parameters, how many at most and at least. */
static const struct tfilter filters[] = {
	{ .name = "abs", f_abs },
	{ .name = "count", f_length },
	{ .name = "d", f_default, { "default_value", "boolean" }, 2 },
	{ .name = "default", f_default, { "default_value", "boolean" }, 2 },
	{ .name = "e", f_escape },
	{ .name = "escape", f_escape },
	{ .name = "first", f_first },
	{ .name = "int", f_int, { "default" }, 1 },
	{ .name = "join", f_join, { "d", "attribute" }, 2 },
	{ .name = "last", f_last },
	{ .name = "length", f_length },
	{ .name = "list", f_list },
	{ .name = "lower", f_lower },
	{ .name = "map", f_map, { "attribute", "default" }, 2,
	    .takes = FILTER_MAP },
	{ .name = "reject", f_reject, .takes = FILTER_SELECT },
	{ .name = "rejectattr", f_rejectattr, .takes = FILTER_SELECT_ATTR },
	{ .name = "replace", f_replace, { "old", "new", "count" }, 3, 2 },
	{ .name = "reverse", f_reverse },
	{ .name = "select", f_select, .takes = FILTER_SELECT },
	{ .name = "selectattr", f_selectattr, .takes = FILTER_SELECT_ATTR },
	{ .name = "string", f_string },
	{ .name = "striptags", f_striptags },
	{ .name = "sum", f_sum, { "attribute", "start" }, 2 },
	{ .name = "tojson", f_tojson },
	{ .name = "trim", f_trim },
	{ .name = "upper", f_upper },
	{ .name = "urlencode", f_urlencode },
};
#define NFILTERS (sizeof filters / sizeof *filters)

const struct tfilter *
tpl_filter(struct str name)
{
	for (size_t i = 0; i < NFILTERS; i++)
		if (str_eq(name, str_of(filters[i].name)))
			return &filters[i];
	return NULL;
}

const char *
tpl_filter_near(struct str name)
{
	const char *near = NULL;
	size_t best = 3;

	for (size_t i = 0; i < NFILTERS; i++) {
		size_t n = text_distance(name, str_of(filters[i].name), 2);

		if (n < best && n < name.n) {
			best = n;
			near = filters[i].name;
		}
	}
	return near;
}

const char *
tpl_filter_absent(struct str name)
{
	static const char *const sorted[] = {
		"dictsort", "groupby", "max", "min", "sort", "unique",
	};
	static const char *const other[] = {
		"attr", "batch", "capitalize", "center", "filesizeformat",
		"float", "forceescape", "format", "indent", "items", "pprint",
		"random", "round", "slice", "title", "truncate", "urlize",
		"wordcount", "wordwrap", "xmlattr",
	};

	if (str_eq(name, S("safe")))
		return "HTML is made by the generator alone; a template cannot "
		    "turn text into it";
	for (size_t i = 0; i < sizeof sorted / sizeof *sorted; i++)
		if (str_eq(name, str_of(sorted[i])))
			return "lists come sorted and grouped already; Jinja2 "
			    "has this filter, tiku has not";
	for (size_t i = 0; i < sizeof other / sizeof *other; i++)
		if (str_eq(name, str_of(other[i])))
			return "Jinja2 has this filter, tiku has not";
	return NULL;
}
