/*
 * Filters, one row each in the table at the end; adding one is a row and a
 * function, its behaviour read from jinja2/filters.py and markupsafe.  A filter
 * that cannot give Jinja2's bytes for a value reports an error instead.  Those
 * of text are in template_text.c.
 */
#include <string.h>

#include "base/text.h"
#include "format/template_run.h"

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

	if (!seq || !TPL_GIVEN(*attribute) || attribute->kind == T_NONE)
		return seq;
	for (size_t i = 0; i < seq->n; i++) {
		struct tval item = seq->v[i];

		if (!path(r, e, &item, attribute, NULL, &seq->v[i]))
			return NULL;
	}
	return seq;
}

/* Numbers. */

static TPL_FILTER(abs)
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

static TPL_FILTER(int)
{
	int64_t n;
	struct str s;

	if (v->kind <= T_UNDEFINED || v->kind > T_MAP)
		return tpl_fail(r, e, NULL, "'int' takes a text, not %s",
		    tval_name(v));
	*out = TPL_GIVEN(v[1]) ? v[1] : tval_int(0);
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

static TPL_FILTER(sum)
{
	struct tseq *seq = items_of(r, e, v, &v[1]);
	int64_t sum = 0, n;

	if (!seq)
		return false;
	if (TPL_GIVEN(v[2]) && v[2].kind != T_INT)
		return tpl_fail(r, e, NULL, "'sum' starts with a number");
	if (TPL_GIVEN(v[2]))
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

static TPL_FILTER(length)
{
	size_t n = tval_size(v);

	if (tval_is_text(v))
		n = text_length(v->text);
	else if (v->kind == T_ITER)
		return tpl_fail(r, e, "add '| list'",
		    "an iterator has no length");
	else if (v->kind > T_ITER ||
	    (v->kind > T_UNDEFINED && v->kind < T_LIST))
		return tpl_fail(r, e, NULL, "%s has no length", tval_name(v));
	*out = tval_int((int64_t)n);
	return true;
}

static TPL_FILTER(default)
{
	bool yes = v->kind > T_UNDEFINED, also_false = false;

	if (TPL_GIVEN(v[2]) && !tval_true(r, e, &v[2], &also_false))
		return false;
	if (yes && also_false && !tval_true(r, e, v, &yes))
		return false;
	if (yes)
		*out = *v;
	else
		*out = TPL_GIVEN(v[1]) ? v[1] : tval_text(S(""));
	return true;
}

static TPL_FILTER(join)
{
	struct tseq *seq = items_of(r, e, v, &v[2]);
	struct tval between = tval_text(S(""));

	if (!seq || (TPL_GIVEN(v[1]) && !tval_soft(r, e, v[1], &between)))
		return false;
	for (size_t i = 0; i < seq->n; i++)
		if (!tval_soft(r, e, seq->v[i], &seq->v[i]))
			return false;
	*out = tval_join(r, seq->v, seq->n, &between);
	return true;
}

static TPL_FILTER(first)
{
	struct titer it;

	if (!titer_start(r, e, v, &it))
		return false;
	if (!titer_next(r, &it, out))
		*out = tval_undefined;
	return true;
}

static TPL_FILTER(last)
{
	struct tval end = tval_int(-1);
	struct tseq *seq;

	if (v->kind == T_ITER)
		return tpl_fail(r, e, "add '| list'",
		    "an iterator has no last item");
	if (tval_is_text(v) || v->kind == T_LIST)
		return tpl_subscript(r, e, v, &end, out);
	seq = titer_all(r, e, v);
	if (!seq)
		return false;
	*out = seq->n > 0 ? seq->v[seq->n - 1] : tval_undefined;
	return true;
}

static TPL_FILTER(list)
{
	struct tseq *seq = titer_all(r, e, v);

	if (seq)
		*out = tval_list(seq);
	return seq != NULL;
}

static TPL_FILTER(reverse)
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
		*out = (struct tval){ .kind = v->kind,
		    .text = tpl_cut(r, mark) };
	} else {
		*out = iterator(seq);
	}
	return true;
}

static TPL_FILTER(map)
{
	struct tseq *seq = items_if_true(r, e, v);
	const struct tval *fallback = &v[2];
	struct tval arg[TPL_ARGS];
	struct tnode inner = *e;

	if (!seq)
		return false;
	inner.filter = e->inner_filter;
	if (!TPL_GIVEN(*fallback) || fallback->kind == T_NONE)
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
		if (e->inner_test ?
		    !tpl_holds(r, e, e->inner_test, of, &holds) :
		    !tval_true(r, e, &of[0], &holds))
			return false;
		if (holds == want)
			seq->v[kept++] = seq->v[i];
	}
	seq->n = kept;
	*out = iterator(seq);
	return true;
}

static TPL_FILTER(select)
{
	return sift(r, e, v, false, true, out);
}

static TPL_FILTER(reject)
{
	return sift(r, e, v, false, false, out);
}

static TPL_FILTER(selectattr)
{
	return sift(r, e, v, true, true, out);
}

static TPL_FILTER(rejectattr)
{
	return sift(r, e, v, true, false, out);
}

/* Name, function, parameters, how many at most and at least. */
static const struct tfilter filters[] = {
	{ .name = "abs", tpl_f_abs },
	{ .name = "count", tpl_f_length },
	{ .name = "d", tpl_f_default, { "default_value", "boolean" }, 2 },
	{ .name = "default", tpl_f_default, { "default_value", "boolean" }, 2 },
	{ .name = "e", tpl_f_escape },
	{ .name = "escape", tpl_f_escape },
	{ .name = "first", tpl_f_first },
	{ .name = "int", tpl_f_int, { "default" }, 1 },
	{ .name = "join", tpl_f_join, { "d", "attribute" }, 2 },
	{ .name = "last", tpl_f_last },
	{ .name = "length", tpl_f_length },
	{ .name = "list", tpl_f_list },
	{ .name = "lower", tpl_f_lower },
	{ .name = "map", tpl_f_map, { "attribute", "default" }, 2,
	    .takes = FILTER_MAP },
	{ .name = "reject", tpl_f_reject, .takes = FILTER_SELECT },
	{ .name = "rejectattr", tpl_f_rejectattr, .takes = FILTER_SELECT_ATTR },
	{ .name = "replace", tpl_f_replace, { "old", "new", "count" }, 3, 2 },
	{ .name = "reverse", tpl_f_reverse },
	{ .name = "select", tpl_f_select, .takes = FILTER_SELECT },
	{ .name = "selectattr", tpl_f_selectattr, .takes = FILTER_SELECT_ATTR },
	{ .name = "string", tpl_f_string },
	{ .name = "striptags", tpl_f_striptags },
	{ .name = "sum", tpl_f_sum, { "attribute", "start" }, 2 },
	{ .name = "tojson", tpl_f_tojson },
	{ .name = "trim", tpl_f_trim },
	{ .name = "upper", tpl_f_upper },
	{ .name = "urlencode", tpl_f_urlencode },
};
#define NFILTERS (sizeof filters / sizeof *filters)

const struct tfilter *
tpl_filter(struct str name)
{
	return tpl_row(filters, NFILTERS, sizeof *filters, name);
}

const char *
tpl_filter_near(struct str name)
{
	return tpl_row_near(filters, NFILTERS, sizeof *filters, name);
}

const char *
tpl_filter_absent(struct str name)
{
	static const char *const sorted[] = {
		"dictsort", "groupby", "max", "min", "sort", "unique", NULL,
	};
	static const char *const other[] = {
		"attr", "batch", "capitalize", "center", "filesizeformat",
		"float", "forceescape", "format", "indent", "items", "pprint",
		"random", "round", "slice", "title", "truncate", "urlize",
		"wordcount", "wordwrap", "xmlattr", NULL,
	};

	if (str_eq(name, S("safe")))
		return "HTML is made by the generator alone; a template cannot "
		    "turn text into it";
	if (tpl_is_one_of(name, sorted))
		return "lists come sorted and grouped already; Jinja2 "
		    "has this filter, tiku has not";
	return tpl_is_one_of(name, other) ?
	    "Jinja2 has this filter, tiku has not" : NULL;
}
