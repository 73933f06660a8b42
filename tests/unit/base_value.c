/* The data tree: maps keep their order, lookups are forgiving, JSON is exact. */
#include "test.h"

#include "base/value.h"

TEST(a_map_gives_what_was_set)
{
	struct arena *a = arena_new();
	struct value *map = value_map(a), *title = value_text(a, S("题库"));

	value_set(a, map, S("title"), title);
	expect(value_get(map, S("title")) == title);
	expect(!value_get(map, S("Title")));
	arena_free(a);
}

TEST(looking_into_what_is_no_map_finds_nothing)
{
	struct arena *a = arena_new();

	expect(!value_get(NULL, S("x")));
	expect(!value_get(value_list(a), S("x")));
	expect(!value_get(value_text(a, S("x")), S("x")));
	expect_str(value_get_text(NULL, S("x")), "");
	arena_free(a);
}

TEST(only_texts_and_html_have_a_text)
{
	struct arena *a = arena_new();
	struct value *map = value_map(a);

	value_set(a, map, S("t"), value_text(a, S("T")));
	value_set(a, map, S("h"), value_html(a, S("<b>")));
	value_set(a, map, S("n"), value_int(a, 1));
	expect_str(value_get_text(map, S("t")), "T");
	expect_str(value_get_text(map, S("h")), "<b>");
	expect_str(value_get_text(map, S("n")), "");
	expect_str(value_get_text(map, S("none")), "");
	arena_free(a);
}

TEST(setting_again_replaces_in_the_old_place)
{
	struct arena *a = arena_new();
	struct value *map = value_map(a);
	struct strbuf out = { 0 };

	value_set(a, map, S("a"), value_int(a, 1));
	value_set(a, map, S("b"), value_int(a, 2));
	value_set(a, map, S("a"), value_int(a, 3));
	value_json(&out, map, false);
	expect_str(strbuf_str(&out), "{\"a\":3,\"b\":2}");
	strbuf_free(&out);
	arena_free(a);
}

TEST(a_large_map_keeps_order_and_replaces_too)
{
	struct arena *a = arena_new();
	struct value *map = value_map(a);

	for (int round = 0; round < 2; round++)
		for (int i = 0; i < 2000; i++)
			value_set(a, map, arena_printf(a, "k%d", i * 7919 % 2000),
			    value_int(a, i + round));
	expect_int(map->map.n, 2000);
	for (int i = 0; i < 2000; i++) {
		struct str key = arena_printf(a, "k%d", i * 7919 % 2000);

		expect(str_eq(map->map.v[i].key, key));
		expect_int(value_get(map, key)->number, i + 1);
	}
	expect(!value_get(map, S("k2000")));
	arena_free(a);
}

TEST(members_pushed_past_value_set_are_found)
{
	struct arena *a = arena_new();
	struct value *map = value_map(a), *v = value_null(a);

	for (int i = 0; i < 40; i++)
		value_set(a, map, arena_printf(a, "k%d", i), v);
	*list_push(a, &map->map) = (struct member){ S("pushed"), v, { 0 } };
	value_set(a, map, S("after"), v);
	expect(value_get(map, S("pushed")) == v);
	expect(value_get(map, S("after")) == v);
	expect(value_get(map, S("k39")) == v);
	arena_free(a);
}

TEST(a_value_of_no_file_has_no_place)
{
	struct arena *a = arena_new();

	expect(!value_text(a, S("x"))->at.source);
	arena_free(a);
}

TEST(kinds_have_names_for_messages)
{
	expect_str(str_of(value_kind_name(VALUE_TEXT)), "a text");
	expect_str(str_of(value_kind_name(VALUE_LIST)), "a list");
	expect_str(str_of(value_kind_name(VALUE_NULL)), "nothing");
	expect_str(str_of(value_kind_name(VALUE_MAP)), "a map");
}

static struct value *
one_of_each(struct arena *a)
{
	struct value *map = value_map(a), *list = value_list(a);

	value_set(a, map, S("z"), value_null(a));
	value_set(a, map, S("yes"), value_bool(a, true));
	value_set(a, map, S("no"), value_bool(a, false));
	value_add(a, list, value_int(a, INT64_MIN));
	value_add(a, list, value_text(a, S("a\"<题")));
	value_add(a, list, value_html(a, S("&")));
	value_set(a, map, S("list"), list);
	value_set(a, map, S("empty"), value_list(a));
	value_set(a, map, S("{}"), value_map(a));
	return map;
}

TEST(json_is_compact_without_white_space)
{
	struct arena *a = arena_new();
	struct strbuf out = { 0 };

	value_json(&out, one_of_each(a), false);
	expect_str(strbuf_str(&out), "{\"z\":null,\"yes\":true,\"no\":false,"
	    "\"list\":[-9223372036854775808,\"a\\\"\\u003c题\",\"\\u0026\"],"
	    "\"empty\":[],\"{}\":{}}");
	strbuf_free(&out);
	arena_free(a);
}

TEST(pretty_json_is_indented_by_two)
{
	struct arena *a = arena_new();
	struct strbuf out = { 0 };

	value_json(&out, one_of_each(a), true);
	expect_str(strbuf_str(&out),
	    "{\n"
	    "  \"z\": null,\n"
	    "  \"yes\": true,\n"
	    "  \"no\": false,\n"
	    "  \"list\": [\n"
	    "    -9223372036854775808,\n"
	    "    \"a\\\"\\u003c题\",\n"
	    "    \"\\u0026\"\n"
	    "  ],\n"
	    "  \"empty\": [],\n"
	    "  \"{}\": {}\n"
	    "}");
	strbuf_free(&out);
	arena_free(a);
}

int
main(void)
{
	return RUN(
	    a_map_gives_what_was_set,
	    looking_into_what_is_no_map_finds_nothing,
	    only_texts_and_html_have_a_text,
	    setting_again_replaces_in_the_old_place,
	    a_large_map_keeps_order_and_replaces_too,
	    members_pushed_past_value_set_are_found,
	    a_value_of_no_file_has_no_place,
	    kinds_have_names_for_messages,
	    json_is_compact_without_white_space,
	    pretty_json_is_indented_by_two);
}
