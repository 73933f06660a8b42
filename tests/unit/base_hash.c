/* Hashes are those of xxHash on every machine; the table finds what was put. */
#include "test.h"

#include "base/hash.h"

TEST(hashes_are_those_of_the_xxh3_specification)
{
	struct hash h = hash128(S(""));

	expect(hash64(S("")) == UINT64_C(0x2d06800538d394c2));
	expect(hash64((struct str){ 0 }) == hash64(S("")));
	expect(h.high == UINT64_C(0x99aa06d3014798d8));
	expect(h.low == UINT64_C(0x6001c324468d497f));
}

TEST(equal_texts_have_equal_hashes)
{
	expect(hash_eq(hash128(S("题库")), hash128(S("题库"))));
	expect(!hash_eq(hash128(S("a")), hash128(S("b"))));
	expect(!hash_eq((struct hash){ 1, 2 }, (struct hash){ 1, 3 }));
	expect(!hash_eq((struct hash){ 2, 1 }, (struct hash){ 3, 1 }));
}

TEST(hex_is_the_canonical_form_cut_to_length)
{
	struct arena *a = arena_new();
	struct hash h = { 0x0123456789abcdef, 0xfedcba9876543210 };

	expect_str(hash_hex(a, h, 32), "0123456789abcdeffedcba9876543210");
	expect_str(hash_hex(a, h, 8), "01234567");
	expect_str(hash_hex(a, h, 17), "0123456789abcdeff");
	expect_str(hash_hex(a, h, 0), "");
	arena_free(a);
}

static struct hash
hash_pieces(struct arena *a, struct str x, struct str y)
{
	struct hasher *h = hasher_new(a);

	hasher_add(h, x);
	hasher_add(h, y);
	return hasher_end(h);
}

TEST(where_pieces_are_cut_counts)
{
	struct arena *a = arena_new();

	expect(!hash_eq(hash_pieces(a, S("ab"), S("c")),
	    hash_pieces(a, S("a"), S("bc"))));
	expect(!hash_eq(hash_pieces(a, S(""), S("x")),
	    hash_pieces(a, S("x"), S(""))));
	expect(hash_eq(hash_pieces(a, S("ab"), S("c")),
	    hash_pieces(a, S("ab"), S("c"))));
	arena_free(a);
}

/* Cache keys stay valid over machines and versions: this value is for ever. */
TEST(pieces_hash_to_the_same_value_for_ever)
{
	struct arena *a = arena_new();
	struct hash h = hash_pieces(a, S("katex"), S("\\frac{a}{b}"));

	expect(hash_eq(h, hash128(S("\5\0\0\0\0\0\0\0katex"
	    "\13\0\0\0\0\0\0\0\\frac{a}{b}"))));
	arena_free(a);
}

TEST(an_end_is_not_the_last_word)
{
	struct arena *a = arena_new();
	struct hasher *h = hasher_new(a);
	struct hash first;

	hasher_add(h, S("a"));
	first = hasher_end(h);
	expect(hash_eq(first, hasher_end(h)));
	hasher_add(h, S("b"));
	expect(hash_eq(hasher_end(h), hash_pieces(a, S("a"), S("b"))));
	arena_free(a);
}

TEST(an_empty_table_has_nothing)
{
	struct map m = { 0 };

	expect(!map_get(&m, S("a")));
}

TEST(a_table_finds_all_of_many_keys)
{
	struct arena *a = arena_new();
	struct map m = { 0 };
	static int values[5000];

	for (size_t i = 0; i < 5000; i++)
		expect(!map_put(a, &m, arena_printf(a, "key %zu", i),
		    &values[i]));
	expect_int(m.n, 5000);
	for (size_t i = 0; i < 5000; i++)
		expect(map_get(&m, arena_printf(a, "key %zu", i)) ==
		    &values[i]);
	expect(!map_get(&m, S("key 5000")));
	arena_free(a);
}

TEST(putting_again_replaces_and_tells)
{
	struct arena *a = arena_new();
	struct map m = { 0 };
	int x, y;

	expect(!map_put(a, &m, S("k"), &x));
	expect(map_put(a, &m, S("k"), &y) == &x);
	expect(map_get(&m, S("k")) == &y);
	expect_int(m.n, 1);
	arena_free(a);
}

TEST(the_empty_text_is_a_key)
{
	struct arena *a = arena_new();
	struct map m = { 0 };
	int x;

	expect(!map_put(a, &m, (struct str){ 0 }, &x));
	expect(map_get(&m, S("")) == &x);
	expect(!map_get(&m, S("a")));
	expect_int(m.n, 1);
	arena_free(a);
}

int
main(void)
{
	return RUN(
	    hashes_are_those_of_the_xxh3_specification,
	    equal_texts_have_equal_hashes,
	    hex_is_the_canonical_form_cut_to_length,
	    where_pieces_are_cut_counts,
	    pieces_hash_to_the_same_value_for_ever,
	    an_end_is_not_the_last_word,
	    an_empty_table_has_nothing,
	    a_table_finds_all_of_many_keys,
	    putting_again_replaces_and_tells,
	    the_empty_text_is_a_key);
}
