/* JSON to values: the whole of RFC 8259, and numbers as they were written. */
#include "test.h"

#include "format/json.h"

static void
gives(const char *json, const char *want)
{
	struct arena *a = arena_new();
	struct strbuf out = { 0 };
	struct str error = S("");
	const struct value *v = json_parse(str_of(json), a, &error);

	expect_str(error, "");
	expect(v != NULL);
	value_json(&out, v, false);
	expect_str(strbuf_str(&out), want);
	strbuf_free(&out);
	arena_free(a);
}

static void
refused_str(struct str json, const char *want)
{
	struct arena *a = arena_new();
	struct str error = S("");

	expect(!json_parse(json, a, &error));
	expect_str(error, want);
	arena_free(a);
}

static void
refused(const char *json, const char *want)
{
	refused_str(str_of(json), want);
}

TEST(every_kind_of_value_is_read)
{
	gives("{\"a\": [1, -2, true, false, null, \"x\"], \"b\": {}}",
	    "{\"a\":[1,-2,true,false,null,\"x\"],\"b\":{}}");
	gives(" [ ] ", "[]");
}

TEST(any_value_may_stand_at_the_top)
{
	gives("null", "null");
	gives("\"x\"", "\"x\"");
	gives("7", "7");
}

TEST(keys_keep_their_order)
{
	gives("{\"z\":1,\"a\":2,\"m\":3}", "{\"z\":1,\"a\":2,\"m\":3}");
}

TEST(escapes_are_resolved)
{
	gives("\"\\u9898\\ud83d\\ude00\\n\\/\\\"\"", "\"题😀\\n/\\\"\"");
}

TEST(real_numbers_are_texts_as_they_were_written)
{
	gives("[1.10, 1e3, -0.50E-2, 1, 1.0]",
	    "[\"1.10\",\"1e3\",\"-0.50E-2\",1,\"1.0\"]");
}

TEST(digits_in_texts_and_keys_are_no_numbers)
{
	gives("{\"1.5\": \"2.5 \\\" 3.5\", \"\\\\\": 4.50, \"5\": [-6.0]}",
	    "{\"1.5\":\"2.5 \\\" 3.5\",\"\\\\\":\"4.50\",\"5\":[\"-6.0\"]}");
}

TEST(whole_numbers_have_64_bits)
{
	gives("[9223372036854775807, -9223372036854775808]",
	    "[9223372036854775807,-9223372036854775808]");
	refused("9223372036854775808",
	    "line 1, column 19: too big integer near '9223372036854775808'");
}

TEST(what_is_no_json_is_refused_with_a_place)
{
	refused("",
	    "line 1, column 0: unexpected token near end of file");
	refused("{\"a\": 1,\n}",
	    "line 2, column 1: string or '}' expected near '}'");
	refused("[1] 2", "line 1, column 5: end of file expected near '2'");
	refused("{'a': 1}",
	    "line 1, column 2: string or '}' expected near '''");
	refused("[NaN]", "line 1, column 4: invalid token near 'NaN'");
	refused("[1.]", "line 1, column 3: invalid token near '1.'");
	refused("[1e999]",
	    "line 1, column 6: real number overflow near '1e999'");
}

TEST(a_key_twice_is_refused)
{
	refused("{\"a\": 1, \"a\": 2}",
	    "line 1, column 12: duplicate object key near '\"a\"'");
}

TEST(what_is_no_text_is_refused)
{
	refused("\"\377\"",
	    "line 1, column 1: unable to decode byte 0xff near '\"'");
	refused("\"\\u0000\"", "line 1, column 8: \\u0000 is not allowed "
	    "without JSON_ALLOW_NUL near '\"\\u0000\"'");
	refused("\"\\ud800\"",
	    "line 1, column 8: invalid Unicode '\\uD800' near '\"\\ud800\"'");
	refused_str(S("\"a\0b\""), "a NUL byte is no JSON");
	refused_str(S("1\0"), "a NUL byte is no JSON");
}

TEST(nesting_has_an_end)
{
	struct arena *a = arena_new();
	char *deep = arena_bytes(a, 200000);
	struct str error;

	memset(deep, '[', 200000);
	expect(!json_parse((struct str){ deep, 200000 }, a, &error));
	memset(deep + 2048, ']', 2048);
	expect(json_parse((struct str){ deep, 4096 }, a, &error));
	arena_free(a);
}

TEST(the_values_own_their_texts)
{
	struct arena *a = arena_new();
	char text[] = "{\"k\":\"v\",\"n\":1.5}";
	struct str error;
	const struct value *v;

	v = json_parse(str_of(text), a, &error);
	memset(text, 'x', sizeof text - 1);
	expect_str(value_get_text(v, S("k")), "v");
	expect_str(value_get_text(v, S("n")), "1.5");
	arena_free(a);
}

int
main(void)
{
	return RUN(
	    every_kind_of_value_is_read,
	    any_value_may_stand_at_the_top,
	    keys_keep_their_order,
	    escapes_are_resolved,
	    real_numbers_are_texts_as_they_were_written,
	    digits_in_texts_and_keys_are_no_numbers,
	    whole_numbers_have_64_bits,
	    what_is_no_json_is_refused_with_a_place,
	    a_key_twice_is_refused,
	    what_is_no_text_is_refused,
	    nesting_has_an_end,
	    the_values_own_their_texts);
}
