/*
 * jansson checks the text and builds its own tree, which is copied.  It turns
 * 1.10 into a double; who wrote 1.10 meant those digits, so a scanner goes
 * through the text beside the tree and hands out its numbers in order.
 */
#include <jansson.h>
#include <string.h>

#include "format/json.h"

struct reader {
	struct str text;
	size_t at;		/* behind the last number given */
	struct arena *a;
};

/* The text is valid JSON, so digits outside of strings are numbers. */
static struct str
next_number(struct reader *r)
{
	const char *p = r->text.p;
	bool string = false;
	size_t from;

	for (; string || !strchr("-0123456789", p[r->at]); r->at++) {
		if (string && p[r->at] == '\\')
			r->at++;
		else if (p[r->at] == '"')
			string = !string;
	}
	from = r->at;
	while (r->at < r->text.n && strchr("-+.eE0123456789", p[r->at]))
		r->at++;
	return str_sub(r->text, from, r->at);
}

static struct str
text_of(struct reader *r, const json_t *j)
{
	return arena_copy(r->a, (struct str){ json_string_value(j),
		json_string_length(j) });
}

static struct value *value_of(struct reader *r, const json_t *j);

static struct value *
value_of_list(struct reader *r, const json_t *j)
{
	struct value *v = value_list(r->a);
	size_t i, n = json_array_size(j);

	for (i = 0; i < n; i++)
		value_add(r->a, v, value_of(r, json_array_get(j, i)));
	return v;
}

static struct value *
value_of_map(struct reader *r, const json_t *j)
{
	struct value *v = value_map(r->a);
	json_t *map = (json_t *)(uintptr_t)j;	/* its iterators want it so */
	void *i;

	for (i = json_object_iter(map); i; i = json_object_iter_next(map, i))
		value_set(r->a, v,
		    arena_copy(r->a, str_of(json_object_iter_key(i))),
		    value_of(r, json_object_iter_value(i)));
	return v;
}

static struct value *
value_of(struct reader *r, const json_t *j)
{
	switch (json_typeof(j)) {
	case JSON_OBJECT:
		return value_of_map(r, j);
	case JSON_ARRAY:
		return value_of_list(r, j);
	case JSON_STRING:
		return value_text(r->a, text_of(r, j));
	case JSON_INTEGER:
		next_number(r);
		return value_int(r->a, json_integer_value(j));
	case JSON_REAL:
		return value_text(r->a, arena_copy(r->a, next_number(r)));
	case JSON_TRUE:
	case JSON_FALSE:
		return value_bool(r->a, json_is_true(j));
	case JSON_NULL:
		break;
	}
	return value_null(r->a);
}

const struct value *
json_parse(struct str text, struct arena *a, struct str *error)
{
	struct reader r = { .text = text, .a = a };
	struct value *v;
	json_error_t e;
	json_t *j;

	/* jansson takes one behind the value for the end of the text */
	if (str_chr(text, '\0') != STR_NONE) {
		*error = S("a NUL byte is no JSON");
		return NULL;
	}
	j = json_loadb(text.n > 0 ? text.p : "", text.n,
	    JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &e);
	if (!j) {
		*error = arena_printf(a, "line %d, column %d: %s", e.line,
		    e.column, e.text);
		return NULL;
	}
	v = value_of(&r, j);
	json_decref(j);
	return v;
}
