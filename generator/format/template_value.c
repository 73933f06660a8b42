/*
 * What values can do: Python's rules for truth, equality, order and text, as far
 * as templates reach them.  Where Python would answer and we cannot say the same
 * (the text of a list, the truth of an iterator) it is an error, never another
 * answer.
 */
#include "format/template_run.h"

const struct tval tval_undefined = { .kind = T_UNDEFINED };

struct tval
tval_of(const struct value *data)
{
	switch (data->kind) {
	case VALUE_NULL:
		return (struct tval){ .kind = T_NONE };
	case VALUE_BOOL:
		return tval_bool(data->boolean);
	case VALUE_INT:
		return tval_int(data->number);
	case VALUE_TEXT:
		return tval_text(data->text);
	case VALUE_HTML:
		return tval_html(data->text);
	case VALUE_LIST:
		return (struct tval){ .kind = T_LIST, .data = data };
	case VALUE_MAP:
		return (struct tval){ .kind = T_MAP, .data = data };
	}
	return (struct tval){ .kind = T_NONE };
}

struct tval
tval_text(struct str s)
{
	return (struct tval){ .kind = T_TEXT, .text = s };
}

struct tval
tval_html(struct str s)
{
	return (struct tval){ .kind = T_HTML, .text = s };
}

struct tval
tval_int(int64_t n)
{
	return (struct tval){ .kind = T_INT, .number = n };
}

struct tval
tval_bool(bool b)
{
	return (struct tval){ .kind = T_BOOL, .boolean = b };
}

struct tval
tval_list(struct tseq *seq)
{
	return (struct tval){ .kind = T_LIST, .own = true, .seq = seq };
}

bool
tval_is_text(const struct tval *v)
{
	return v->kind == T_TEXT || v->kind == T_HTML;
}

bool
tval_is_number(const struct tval *v, int64_t *n)
{
	if (v->kind == T_INT)
		*n = v->number;
	else if (v->kind == T_BOOL)
		*n = v->boolean;
	return v->kind == T_INT || v->kind == T_BOOL;
}

const char *
tval_name(const struct tval *v)
{
	static const char *const name[] = {
		[T_MISSING] = "undefined", [T_UNDEFINED] = "undefined",
		[T_NONE] = "none", [T_BOOL] = "true or false",
		[T_INT] = "a number", [T_TEXT] = "a text",
		[T_HTML] = "an HTML text", [T_LIST] = "a list",
		[T_TUPLE] = "a pair of items()", [T_MAP] = "a map",
		[T_ITEMS] = "what items() gives", [T_ITER] = "an iterator",
		[T_MACRO] = "a macro", [T_MODULE] = "an import",
		[T_LOOP] = "'loop'",
	};

	return name[v->kind];
}

size_t
tval_size(const struct tval *v)
{
	switch (v->kind) {
	case T_LIST:
		return v->own ? v->seq->n : v->data->list.n;
	case T_TUPLE:
	case T_ITER:
		return v->seq->n;
	case T_MAP:
	case T_ITEMS:
		return v->own ? v->dict->n : v->data->map.n;
	default:
		return 0;
	}
}

struct tval
tval_item(const struct tval *list, size_t i)
{
	if (list->kind == T_LIST && !list->own)
		return tval_of(list->data->list.v[i]);
	return list->seq->v[i];
}

struct tval
tval_entry(const struct tval *map, size_t i, struct str *key)
{
	if (map->own) {
		*key = map->dict->key[i];
		return map->dict->v[i];
	}
	*key = map->data->map.v[i].key;
	return tval_of(map->data->map.v[i].value);
}

static bool
dict_find(const struct tdict *dict, struct str key, struct tval *out)
{
	for (size_t i = 0; i < dict->n; i++)
		if (str_eq(dict->key[i], key)) {
			*out = dict->v[i];
			return true;
		}
	return false;
}

bool
tval_find(const struct tval *map, struct str key, struct tval *out)
{
	const struct value *v;

	if (map->own)
		return dict_find(map->dict, key, out);
	v = value_get(map->data, key);
	if (v)
		*out = tval_of(v);
	return v != NULL;
}

/* Most members a template asks for stand where they stood in the map before:
 * in the question before this one, the page before this one. */
bool
tval_find_at(const struct tval *map, struct str key, uint32_t *at,
    struct tval *out)
{
	const struct value *data = map->data, *v;
	uint32_t i = *at;

	if (map->own)
		return dict_find(map->dict, key, out);
	if (i < data->map.n && str_eq(data->map.v[i].key, key)) {
		*out = tval_of(data->map.v[i].value);
		return true;
	}
	v = value_get(data, key);
	if (!v)
		return false;
	for (i = 0; data->map.v[i].value != v; )
		i++;
	*at = i;
	*out = tval_of(v);
	return true;
}

bool
tval_true(struct trender *r, const struct tnode *e, const struct tval *v,
    bool *out)
{
	switch (v->kind) {
	case T_MISSING:
	case T_UNDEFINED:
	case T_NONE:
		*out = false;
		return true;
	case T_BOOL:
		*out = v->boolean;
		return true;
	case T_INT:
		*out = v->number != 0;
		return true;
	case T_TEXT:
	case T_HTML:
		*out = v->text.n > 0;
		return true;
	case T_LIST:
	case T_TUPLE:
	case T_MAP:
	case T_ITEMS:
		*out = tval_size(v) > 0;
		return true;
	case T_ITER:
		return tpl_fail(r, e, "add '| list'",
		    "an iterator is always true in Jinja2, even an empty one");
	case T_MACRO:
	case T_MODULE:
		*out = true;
		return true;
	case T_LOOP:
		break;
	}
	return tpl_fail(r, e, NULL, "%s cannot be tested", tval_name(v));
}

/* Equality. */

static bool equal(struct trender *r, const struct tnode *e,
    const struct tval *x, const struct tval *y, bool *out);

static bool
is_plain(const struct tval *v)
{
	return v->kind <= T_MAP;
}

static bool
equal_lists(struct trender *r, const struct tnode *e, const struct tval *x,
    const struct tval *y, bool *out)
{
	size_t n = tval_size(x);

	*out = n == tval_size(y);
	for (size_t i = 0; i < n && *out; i++) {
		struct tval a = tval_item(x, i), b = tval_item(y, i);

		if (!equal(r, e, &a, &b, out))
			return false;
	}
	return true;
}

static bool
equal_maps(struct trender *r, const struct tnode *e, const struct tval *x,
    const struct tval *y, bool *out)
{
	size_t n = tval_size(x);

	*out = n == tval_size(y);
	for (size_t i = 0; i < n && *out; i++) {
		struct str key;
		struct tval a = tval_entry(x, i, &key), b;

		*out = tval_find(y, key, &b);
		if (*out && !equal(r, e, &a, &b, out))
			return false;
	}
	return true;
}

static bool
equal_deep(struct trender *r, const struct tnode *e, const struct tval *x,
    const struct tval *y, bool *out)
{
	bool ok;

	if (r->level++ > TPL_LEVELS) {
		r->level--;
		return tpl_fail(r, e, NULL, "these are nested too deeply");
	}
	ok = x->kind == T_MAP ? equal_maps(r, e, x, y, out) :
	    equal_lists(r, e, x, y, out);
	r->level--;
	return ok;
}

static bool
equal(struct trender *r, const struct tnode *e, const struct tval *x,
    const struct tval *y, bool *out)
{
	int64_t a, b;

	if (!is_plain(x) || !is_plain(y))
		return tpl_fail(r, e, NULL, "%s cannot be compared",
		    tval_name(is_plain(x) ? y : x));
	if (tval_is_text(x) && tval_is_text(y))
		*out = str_eq(x->text, y->text);
	else if (tval_is_number(x, &a) && tval_is_number(y, &b))
		*out = a == b;
	else if (x->kind <= T_UNDEFINED || y->kind <= T_UNDEFINED)
		*out = x->kind <= T_UNDEFINED && y->kind <= T_UNDEFINED;
	else if (x->kind != y->kind)
		*out = false;
	else if (x->kind == T_NONE)
		*out = true;
	else
		return equal_deep(r, e, x, y, out);
	return true;
}

/* Order and membership. */

static bool
compare_order(struct trender *r, const struct tnode *e, enum tcompare op,
    const struct tval *x, const struct tval *y, bool *out)
{
	int64_t a, b;
	int cmp;

	if (tval_is_text(x) && tval_is_text(y))
		cmp = str_cmp(x->text, y->text);
	else if (tval_is_number(x, &a) && tval_is_number(y, &b))
		cmp = (a > b) - (a < b);
	else
		return tpl_fail(r, e, NULL,
		    "%s and %s have no order", tval_name(x), tval_name(y));
	*out = op == C_LT ? cmp < 0 : op == C_LE ? cmp <= 0 :
	    op == C_GT ? cmp > 0 : cmp >= 0;
	return true;
}

static bool
is_member(struct trender *r, const struct tnode *e, const struct tval *x,
    const struct tval *y, bool *out)
{
	struct tval found, item;
	struct titer it;

	*out = false;
	if (tval_is_text(y)) {
		if (!tval_is_text(x))
			return tpl_fail(r, e, NULL,
			    "only a text can be 'in' a text, not %s",
			    tval_name(x));
		*out = str_find(y->text, x->text) != STR_NONE;
		return true;
	}
	if (y->kind == T_MAP) {
		if (x->kind == T_LIST || x->kind == T_MAP || !is_plain(x))
			return tpl_fail(r, e, NULL,
			    "%s cannot be a key of a map", tval_name(x));
		*out = tval_is_text(x) && tval_find(y, x->text, &found);
		return true;
	}
	if (y->kind == T_ITEMS)
		return tpl_fail(r, e, NULL, "'in' does not work on %s",
		    tval_name(y));
	if (!titer_start(r, e, y, &it))
		return false;
	while (!*out && titer_next(r, &it, &item))
		if (!equal(r, e, x, &item, out))
			return false;
	return true;
}

bool
tval_compare(struct trender *r, const struct tnode *e, enum tcompare op,
    const struct tval *x, const struct tval *y, bool *out)
{
	bool ok;

	if (op == C_EQ || op == C_NE)
		ok = equal(r, e, x, y, out);
	else if (op == C_IN || op == C_NOT_IN)
		ok = is_member(r, e, x, y, out);
	else
		return compare_order(r, e, op, x, y, out);
	if (ok && (op == C_NE || op == C_NOT_IN))
		*out = !*out;
	return ok;
}

/* Text. */

/* Decimal digits at the end of buf: printf(3) takes ten times as long. */
static struct str
digits(int64_t n, char buf[static 20])
{
	uint64_t rest = n < 0 ? -(uint64_t)n : (uint64_t)n;
	size_t at = 20;

	do {
		buf[--at] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest > 0);
	if (n < 0)
		buf[--at] = '-';
	return (struct str){ buf + at, 20 - at };
}

bool
tval_soft(struct trender *r, const struct tnode *e, struct tval v,
    struct tval *out)
{
	char buf[20];

	switch (v.kind) {
	case T_TEXT:
	case T_HTML:
		*out = v;
		return true;
	case T_MISSING:
	case T_UNDEFINED:
		*out = tval_text(S(""));
		return true;
	case T_NONE:
		*out = tval_text(S("None"));
		return true;
	case T_BOOL:
		*out = tval_text(v.boolean ? S("True") : S("False"));
		return true;
	case T_INT:
		*out = tval_text(arena_copy(r->a, digits(v.number, buf)));
		return true;
	case T_LIST:
	case T_TUPLE:
	case T_MAP:
	case T_ITEMS:
	case T_ITER:
		return tpl_fail(r, e, "print its items, or use tojson",
		    "%s has no text", tval_name(&v));
	case T_MACRO:
		return tpl_fail(r, e, "call it: name(...)",
		    "a macro has no text");
	case T_MODULE:
	case T_LOOP:
		break;
	}
	return tpl_fail(r, e, NULL, "%s has no text", tval_name(&v));
}

bool
tval_print(struct trender *r, const struct tnode *e, const struct tval *v)
{
	struct tval text;
	char buf[20];

	if (v->kind == T_HTML) {
		strbuf_add(r->out, v->text);
		return true;
	}
	if (v->kind == T_TEXT) {
		strbuf_html(r->out, v->text);
		return true;
	}
	if (v->kind == T_INT) {
		strbuf_add(r->out, digits(v->number, buf));
		return true;
	}
	if (!tval_soft(r, e, *v, &text))
		return false;
	strbuf_add(r->out, text.text);	/* None, True, False: as they are */
	return true;
}

struct tval
tval_join(struct trender *r, const struct tval *text, size_t n,
    const struct tval *between)
{
	bool html = between->kind == T_HTML;
	size_t mark = r->out->n;

	for (size_t i = 0; i < n; i++)
		html = html || text[i].kind == T_HTML;
	for (size_t i = 0; i < n; i++) {
		if (html) {
			if (i > 0)
				tval_print(r, NULL, between);
			tval_print(r, NULL, &text[i]);
		} else {
			if (i > 0)
				strbuf_add(r->out, between->text);
			strbuf_add(r->out, text[i].text);
		}
	}
	return (struct tval){ .kind = html ? T_HTML : T_TEXT,
		.text = tpl_cut(r, mark) };
}
