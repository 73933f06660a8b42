/*
 * tojson: as json.dumps(value, sort_keys=True) in Python, with < > & ' escaped
 * too, so that it may stand in <script> and between single quotes.  Whole data
 * sets are written by it, so texts go to the page in pieces, not in bytes.
 */
#include <stdlib.h>

#include "base/text.h"
#include "format/template_run.h"

/* What stands after a '\', 'u' for \uXXXX; 0 for bytes that stay. */
static char
escape_of(unsigned char c)
{
	switch (c) {
	case '"':
	case '\\':
		return (char)c;
	case '\n':
		return 'n';
	case '\r':
		return 'r';
	case '\t':
		return 't';
	case '\f':
		return 'f';
	case '\b':
		return 'b';
	case '<':
	case '>':
	case '&':
	case '\'':
		return 'u';
	default:
		return c < 0x20 || c > 0x7e ? 'u' : 0;
	}
}

static char *
put_unit(char *p, unsigned unit)
{
	static const char hex[] = "0123456789abcdef";

	*p++ = '\\';
	*p++ = 'u';
	for (int shift = 12; shift >= 0; shift -= 4)
		*p++ = hex[unit >> shift & 15];
	return p;
}

static char *
put_point(char *p, uint32_t c)
{
	if (c >= 0x10000) {
		c -= 0x10000;
		p = put_unit(p, 0xd800 + (c >> 10));
		c = 0xdc00 + (c & 0x3ff);
	}
	return put_unit(p, c);
}

static void
add_text(struct strbuf *out, struct str s)
{
	char piece[512], *p = piece;

	*p++ = '"';
	for (size_t i = 0; i < s.n; ) {
		char escape = escape_of((unsigned char)s.p[i]);

		if (!escape) {
			*p++ = s.p[i++];
		} else if (escape == 'u') {
			p = put_point(p, (uint32_t)text_next(s, &i));
		} else {
			*p++ = '\\';
			*p++ = escape;
			i++;
		}
		/* Room stays for two units, or the quote. */
		if (p - piece > (ptrdiff_t)sizeof piece - 12) {
			strbuf_add(out, (struct str){ piece, (size_t)(p - piece) });
			p = piece;
		}
	}
	*p++ = '"';
	strbuf_add(out, (struct str){ piece, (size_t)(p - piece) });
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

static bool add_value(struct trender *r, const struct tnode *e,
    const struct tval *v);

static bool
add_map(struct trender *r, const struct tnode *e, const struct tval *v)
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
		add_text(r->out, entry[i].key);
		strbuf_add(r->out, S(": "));
		if (!add_value(r, e, &entry[i].value))
			return false;
	}
	strbuf_byte(r->out, '}');
	return true;
}

static bool
add_list(struct trender *r, const struct tnode *e, const struct tval *v)
{
	strbuf_byte(r->out, '[');
	for (size_t i = 0; i < tval_size(v); i++) {
		struct tval item = tval_item(v, i);

		if (i > 0)
			strbuf_add(r->out, S(", "));
		if (!add_value(r, e, &item))
			return false;
	}
	strbuf_byte(r->out, ']');
	return true;
}

static bool
add_value(struct trender *r, const struct tnode *e, const struct tval *v)
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
		return tval_print(r, e, v);
	case T_TEXT:
	case T_HTML:
		add_text(r->out, v->text);
		return true;
	case T_LIST:
	case T_TUPLE:
	case T_MAP:
		if (r->level++ > TPL_LEVELS)
			ok = tpl_fail(r, e, NULL, "nested too deeply");
		else
			ok = v->kind == T_MAP ? add_map(r, e, v) :
			    add_list(r, e, v);
		r->level--;
		return ok;
	default:
		return tpl_fail(r, e, NULL, "%s has no JSON form",
		    tval_name(v));
	}
}

TPL_FILTER(tojson)
{
	size_t mark = r->out->n;

	if (!add_value(r, e, v))
		return false;
	*out = tval_html(tpl_cut(r, mark));
	return true;
}
