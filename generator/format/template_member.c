/*
 * Members: `a.b` and `a["b"]`.  Jinja2 asks Python for both, where methods and
 * attributes of Python's own answer too; whatever they would answer to is
 * refused by name.
 */
#include "base/text.h"
#include "format/template_run.h"

/* Names Python knows for each kind, which Jinja2 would find. */
static const char *const list_names[] = {
	"append", "clear", "copy", "count", "extend", "index", "insert", "pop",
	"remove", "reverse", "sort", NULL,
};
const char *const tpl_map_methods[] = {
	"clear", "copy", "fromkeys", "get", "items", "keys", "pop", "popitem",
	"setdefault", "update", "values", NULL,
};
static const char *const number_names[] = {
	"as_integer_ratio", "bit_count", "bit_length", "conjugate",
	"denominator", "from_bytes", "imag", "numerator", "real", "to_bytes",
	NULL,
};
static const char *const text_names[] = {
	"capitalize", "casefold", "center", "count", "encode", "endswith",
	"escape", "expandtabs", "find", "format", "format_map", "index",
	"isalnum", "isalpha", "isascii", "isdecimal", "isdigit",
	"isidentifier", "islower", "isnumeric", "isprintable", "isspace",
	"istitle", "isupper", "join", "ljust", "lower", "lstrip", "maketrans",
	"partition", "removeprefix", "removesuffix", "replace", "rfind",
	"rindex", "rjust", "rpartition", "rsplit", "rstrip", "split",
	"splitlines", "startswith", "strip", "striptags", "swapcase", "title",
	"translate", "unescape", "upper", "zfill", NULL,
};

static bool
is_python_name(const struct tval *v, struct str name)
{
	const char *const *names = NULL;

	if (str_starts(name, S("__")))
		return true;
	if (v->kind == T_LIST || v->kind == T_TUPLE)
		names = list_names;
	else if (v->kind == T_MAP)
		names = tpl_map_methods;
	else if (v->kind == T_INT || v->kind == T_BOOL)
		names = number_names;
	else if (tval_is_text(v))
		names = text_names;
	return names && tpl_is_one_of(name, names);
}

static bool
loop_member(struct trender *r, const struct tnode *e, const struct tloop *l,
    struct str name, struct tval *out)
{
	if (str_eq(name, S("index")))
		*out = tval_int((int64_t)l->index0 + 1);
	else if (str_eq(name, S("index0")))
		*out = tval_int((int64_t)l->index0);
	else if (str_eq(name, S("first")))
		*out = tval_bool(l->index0 == 0);
	else if (str_eq(name, S("last")))
		*out = tval_bool(l->index0 + 1 == l->length);
	else if (str_eq(name, S("length")))
		*out = tval_int((int64_t)l->length);
	else if (str_eq(name, S("revindex")))
		*out = tval_int((int64_t)(l->length - l->index0));
	else if (str_eq(name, S("revindex0")))
		*out = tval_int((int64_t)(l->length - l->index0) - 1);
	else
		return tpl_fail(r, e, "loop has index, index0, first, last, "
		    "length, revindex and revindex0",
		    "'loop' has no '%.*s' here", STR_ARG(name));
	return true;
}

static bool
module_member(struct trender *r, const struct tnode *e,
    const struct tmodule *m, struct str name, struct tval *out)
{
	if (str_starts(name, S("_")))
		return tpl_fail(r, e, NULL,
		    "names that start with '_' are private");
	*out = tpl_exported(m, name);
	return true;
}

bool
tpl_attribute(struct trender *r, const struct tnode *e, const struct tval *v,
    struct str name, struct tval *out)
{
	switch (v->kind) {
	case T_MISSING:
	case T_UNDEFINED:
		return tpl_undefined(r, e, ", so it has no members");
	case T_LOOP:
		return loop_member(r, e, v->loop, name, out);
	case T_MODULE:
		return module_member(r, e, v->module, name, out);
	case T_MACRO:
	case T_ITEMS:
	case T_ITER:
		return tpl_fail(r, e, NULL, "%s has no members",
		    tval_name(v));
	default:
		break;
	}
	if (is_python_name(v, name))
		return tpl_fail(r, e, NULL,
		    "'%.*s' of %s is a method in Jinja2, not a member",
		    STR_ARG(name), tval_name(v));
	*out = tval_undefined;
	return true;
}

/* Item i of a text, list or pair, from the end when it is negative. */
static struct tval
item_at(const struct tval *v, int64_t i)
{
	bool text = tval_is_text(v);
	int64_t n = (int64_t)(text ? text_length(v->text) : tval_size(v));
	size_t from, to;

	if (i < 0)
		i += n;
	if (i < 0 || i >= n)
		return tval_undefined;
	if (!text)
		return tval_item(v, (size_t)i);
	from = to = text_offset(v->text, (size_t)i);
	text_next(v->text, &to);
	return (struct tval){ .kind = v->kind,
		.text = str_sub(v->text, from, to) };
}

bool
tpl_subscript(struct trender *r, const struct tnode *e, const struct tval *v,
    const struct tval *key, struct tval *out)
{
	struct tval of = *v;	/* out may be v */
	int64_t i;

	if (of.kind <= T_UNDEFINED)
		return tpl_undefined(r, e, ", so it has no members");
	if (key->kind > T_MAP)
		return tpl_fail(r, e, NULL, "%s cannot be a key",
		    tval_name(key));
	if (of.kind == T_MAP && tval_is_text(key) &&
	    tval_find(&of, key->text, out))
		return true;
	if (tval_is_text(key))
		return tpl_attribute(r, e, &of, key->text, out);
	if (of.kind >= T_ITEMS)
		return tpl_fail(r, e, NULL, "%s has no numbered items",
		    tval_name(&of));
	if (tval_is_number(key, &i) && (tval_is_text(&of) ||
	    of.kind == T_LIST || of.kind == T_TUPLE))
		*out = item_at(&of, i);
	else
		*out = tval_undefined;
	return true;
}
