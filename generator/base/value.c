/*
 * The data tree.  Maps are arrays in the order of their keys: what was written
 * first is shown first, and most maps have a handful of keys.  A map that grows
 * beyond that (the words of a language, a vocabulary) gets an index of names, so
 * that neither building it nor looking up in it goes through all of it.
 */
#include <assert.h>
#include <inttypes.h>

#include "base/hash.h"
#include "base/value.h"

#define INDEX_FROM 16	/* members; below that a scan is as fast */

static struct value *
value_new(struct arena *a, enum value_kind kind)
{
	struct value *v = arena_new_of(a, struct value);

	v->kind = kind;
	return v;
}

struct value *
value_null(struct arena *a)
{
	return value_new(a, VALUE_NULL);
}

struct value *
value_bool(struct arena *a, bool b)
{
	struct value *v = value_new(a, VALUE_BOOL);

	v->boolean = b;
	return v;
}

struct value *
value_int(struct arena *a, int64_t n)
{
	struct value *v = value_new(a, VALUE_INT);

	v->number = n;
	return v;
}

struct value *
value_text(struct arena *a, struct str s)
{
	struct value *v = value_new(a, VALUE_TEXT);

	v->text = s;
	return v;
}

struct value *
value_html(struct arena *a, struct str trusted)
{
	struct value *v = value_new(a, VALUE_HTML);

	v->text = trusted;
	return v;
}

struct value *
value_list(struct arena *a)
{
	return value_new(a, VALUE_LIST);
}

struct value *
value_map(struct arena *a)
{
	return value_new(a, VALUE_MAP);
}

void
value_add(struct arena *a, struct value *list, struct value *item)
{
	assert(list->kind == VALUE_LIST && item);
	*list_push(a, &list->list) = item;
}

/* Index of the member called key, or STR_NONE.  The index of names holds the
 * position + 1; it is behind, and unused, where members were pushed past it. */
static size_t
member_find(const struct value *map, struct str key)
{
	const struct map *index = map->map.index;

	if (index && index->n == map->map.n) {
		uintptr_t hit = (uintptr_t)map_get(index, key);

		return hit > 0 ? (size_t)hit - 1 : STR_NONE;
	}
	for (size_t i = 0; i < map->map.n; i++)
		if (str_eq(map->map.v[i].key, key))
			return i;
	return STR_NONE;
}

static void
member_index(struct arena *a, struct value *map, size_t i)
{
	map_put(a, map->map.index, map->map.v[i].key, (void *)(uintptr_t)(i + 1));
}

static void
member_add(struct arena *a, struct value *map, struct member m)
{
	size_t n = map->map.n;

	*list_push(a, &map->map) = m;
	if (n < INDEX_FROM)
		return;
	if (map->map.index) {
		if (map->map.index->n == n)
			member_index(a, map, n);
		return;
	}
	map->map.index = arena_new_of(a, struct map);
	for (size_t i = 0; i <= n; i++)
		member_index(a, map, i);
}

void
value_set(struct arena *a, struct value *map, struct str key,
    struct value *item)
{
	size_t i;

	assert(map->kind == VALUE_MAP && item);
	i = member_find(map, key);
	if (i != STR_NONE)
		map->map.v[i].value = item;
	else
		member_add(a, map, (struct member){ .key = key, .value = item });
}

void
value_put(struct arena *a, struct value *map, struct str key,
    struct value *item)
{
	assert(map->kind == VALUE_MAP && item);
	member_add(a, map, (struct member){ .key = key, .value = item });
}

const struct value *
value_get(const struct value *map, struct str key)
{
	size_t i;

	if (!map || map->kind != VALUE_MAP)
		return NULL;
	i = member_find(map, key);
	return i != STR_NONE ? map->map.v[i].value : NULL;
}

struct str
value_get_text(const struct value *map, struct str key)
{
	const struct value *v = value_get(map, key);

	if (v && (v->kind == VALUE_TEXT || v->kind == VALUE_HTML))
		return v->text;
	return (struct str){ 0 };
}

const char *
value_kind_name(enum value_kind kind)
{
	static const char *const name[] = {
		[VALUE_NULL] = "nothing",
		[VALUE_BOOL] = "true or false",
		[VALUE_INT] = "a number",
		[VALUE_TEXT] = "a text",
		[VALUE_HTML] = "HTML",
		[VALUE_LIST] = "a list",
		[VALUE_MAP] = "a map",
	};

	return name[kind];
}

/* Depth of the pretty form, or -1 for the compact one. */
static void
json_line(struct strbuf *out, int depth)
{
	if (depth < 0)
		return;
	strbuf_byte(out, '\n');
	for (int i = 0; i < depth; i++)
		strbuf_add(out, S("  "));
}

static void json_value(struct strbuf *out, const struct value *v, int depth);

static void
json_list(struct strbuf *out, const struct value *v, int depth)
{
	int inner = depth < 0 ? depth : depth + 1;

	strbuf_byte(out, '[');
	for (size_t i = 0; i < v->list.n; i++) {
		if (i > 0)
			strbuf_byte(out, ',');
		json_line(out, inner);
		json_value(out, v->list.v[i], inner);
	}
	if (v->list.n > 0)
		json_line(out, depth);
	strbuf_byte(out, ']');
}

static void
json_map(struct strbuf *out, const struct value *v, int depth)
{
	int inner = depth < 0 ? depth : depth + 1;

	strbuf_byte(out, '{');
	for (size_t i = 0; i < v->map.n; i++) {
		if (i > 0)
			strbuf_byte(out, ',');
		json_line(out, inner);
		strbuf_json(out, v->map.v[i].key);
		strbuf_add(out, depth < 0 ? S(":") : S(": "));
		json_value(out, v->map.v[i].value, inner);
	}
	if (v->map.n > 0)
		json_line(out, depth);
	strbuf_byte(out, '}');
}

static void
json_value(struct strbuf *out, const struct value *v, int depth)
{
	switch (v->kind) {
	case VALUE_NULL:
		strbuf_add(out, S("null"));
		break;
	case VALUE_BOOL:
		strbuf_add(out, v->boolean ? S("true") : S("false"));
		break;
	case VALUE_INT:
		strbuf_printf(out, "%" PRId64, v->number);
		break;
	case VALUE_TEXT:
	case VALUE_HTML:
		strbuf_json(out, v->text);
		break;
	case VALUE_LIST:
		json_list(out, v, depth);
		break;
	case VALUE_MAP:
		json_map(out, v, depth);
		break;
	}
}

void
value_json(struct strbuf *out, const struct value *v, bool pretty)
{
	json_value(out, v, pretty ? 0 : -1);
}
