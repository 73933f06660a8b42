/*
 * Front matter into a struct.  Each type: what it takes, what it refuses, and
 * every word of the refusal.
 */
#include "test.h"

#include "format/schema.h"
#include "format/yaml.h"

static const char *const difficulties[] = { "easy", "medium", "hard", NULL };

struct article {
	struct str title;
	bool draft;
	int64_t weight, count, number, date;
	struct texts tags;
	int difficulty;
	const struct value *extra, *pages, *any;
};

#define FIELD(member) .offset = offsetof(struct article, member)
static const struct field table[] = {
	{ .key = "title", .type = FIELD_TEXT, FIELD(title) },
	{ .key = "draft", .type = FIELD_BOOL, FIELD(draft) },
	{ .key = "weight", .type = FIELD_INT, FIELD(weight), .max = 1000 },
	{ .key = "count", .type = FIELD_INT, FIELD(count), .min = 1,
	    .max = INT64_MAX },
	{ .key = "number", .type = FIELD_INT, FIELD(number) },
	{ .key = "date", .type = FIELD_DATE, FIELD(date) },
	{ .key = "tags", .type = FIELD_TEXTS, FIELD(tags) },
	{ .key = "difficulty", .type = FIELD_CHOICE, FIELD(difficulty),
	    .choices = difficulties },
	{ .key = "extra", .type = FIELD_MAP, FIELD(extra) },
	{ .key = "pages", .type = FIELD_LIST, FIELD(pages) },
	{ .key = "translation_key", .type = FIELD_ANY, FIELD(any) },
	{ .key = NULL },
};

struct filled {
	struct arena *a;
	struct diag *d;
	struct source source;
	struct article article;
	bool ok;
};

static struct filled *
fill_by(const struct field *fields, const char *yaml)
{
	struct arena *a = arena_new();
	struct filled *f = arena_new_of(a, struct filled);
	const struct value *v;

	f->a = a;
	f->d = diag_new();
	f->source = (struct source){ .path = S("a.md"), .text = str_of(yaml) };
	f->article.difficulty = -1;
	v = yaml_parse(&f->source, a, f->d);
	expect(v != NULL);
	f->ok = schema_fill(fields, v, &f->article, "front matter", a, f->d);
	return f;
}

static struct filled *
fill(const char *yaml)
{
	return fill_by(table, yaml);
}

static void
filled_end(struct filled *f)
{
	diag_free(f->d);
	arena_free(f->a);
}

static void
expect_said(struct filled *f, const char *want)
{
	char *text;
	size_t n;
	FILE *file = open_memstream(&text, &n);

	diag_print(f->d, file, DIAG_TEXT, false);
	fclose(file);
	expect_str(((struct str){ text, n }), want);
	free(text);
}

static void
refused(const char *yaml, const char *said)
{
	struct filled *f = fill(yaml);

	expect_said(f, said);
	expect(!f->ok);
	filled_end(f);
}

static void
warned(const char *yaml, const char *said)
{
	struct filled *f = fill(yaml);

	expect_said(f, said);
	expect(f->ok);
	filled_end(f);
}

TEST(a_text_is_taken_as_it_is)
{
	struct filled *f = fill("title: 1.10\n");

	expect(f->ok);
	expect_str(f->article.title, "1.10");
	filled_end(f);
}

TEST(a_bool_has_six_spellings_of_any_case)
{
	static const char *const word[] = {
		"true", "yes", "On", "false", "NO", "Off"
	};
	char yaml[40];

	for (int i = 0; i < 6; i++) {
		struct filled *f;

		snprintf(yaml, sizeof yaml, "draft: %s\n", word[i]);
		f = fill(yaml);
		expect(f->ok);
		expect_int(f->article.draft, i < 3);
		filled_end(f);
	}
}

TEST(a_number_is_whole_and_in_its_range)
{
	struct filled *f = fill("weight: 1000\nnumber: -9223372036854775808\n"
	    "count: 1\n");

	expect(f->ok);
	expect_int(f->article.weight, 1000);
	expect(f->article.number == INT64_MIN);
	expect_int(f->article.count, 1);
	filled_end(f);
}

TEST(a_date_is_seconds)
{
	struct filled *f = fill("date: 1970-01-02\n");

	expect(f->ok);
	expect_int(f->article.date, 86400);
	filled_end(f);
}

TEST(texts_are_a_list_or_one_and_know_their_places)
{
	struct filled *f = fill("tags: [a, 题]\n");

	expect_int(f->article.tags.n, 2);
	expect_str(f->article.tags.v[0]->text, "a");
	expect_str(f->article.tags.v[1]->text, "题");
	expect_int(f->article.tags.v[1]->at.offset, 10);
	expect_int(f->article.tags.v[1]->at.length, 3);
	filled_end(f);
	f = fill("tags: a b\n");
	expect_int(f->article.tags.n, 1);
	expect_str(f->article.tags.v[0]->text, "a b");
	expect_int(f->article.tags.v[0]->at.offset, 6);
	filled_end(f);
	f = fill("tags: []\n");
	expect(f->ok);
	expect_int(f->article.tags.n, 0);
	filled_end(f);
}

TEST(a_choice_is_an_index_whatever_its_case)
{
	struct filled *f = fill("difficulty: Medium\n");

	expect(f->ok);
	expect_int(f->article.difficulty, 1);
	filled_end(f);
}

TEST(maps_lists_and_anything_are_handed_on)
{
	struct filled *f = fill("extra: {a: b}\npages: [x]\n"
	    "translation_key: [1]\n");

	expect(f->ok);
	expect_str(value_get_text(f->article.extra, S("a")), "b");
	expect_int(f->article.pages->list.n, 1);
	expect_int(f->article.any->kind, VALUE_LIST);
	filled_end(f);
}

TEST(what_is_empty_or_absent_keeps_its_default)
{
	struct filled *f = fill("title:\ndate: ~\nweight: null\ndraft:\n"
	    "tags:\ndifficulty: ''\nextra: NULL\n");

	expect_said(f, "");
	expect(f->ok);
	expect_int(f->article.difficulty, -1);
	expect_int(f->article.tags.n, 0);
	expect(!f->article.extra);
	filled_end(f);
}

TEST(nothing_at_all_is_fine)
{
	struct filled *f = fill("# nothing\n");

	expect(f->ok);
	expect(schema_fill(table, NULL, &f->article, "x", f->a, f->d));
	filled_end(f);
}

TEST(values_of_other_kinds_than_text_are_taken_too)
{
	struct filled *f = fill("");
	struct value *map = value_map(f->a);

	value_set(f->a, map, S("draft"), value_bool(f->a, true));
	value_set(f->a, map, S("weight"), value_int(f->a, 7));
	value_set(f->a, map, S("title"), value_int(f->a, 404));
	expect(schema_fill(table, map, &f->article, "x", f->a, f->d));
	expect(f->article.draft);
	expect_int(f->article.weight, 7);
	expect_str(f->article.title, "404");
	filled_end(f);
}

TEST(a_wrong_type_says_what_was_expected_and_found)
{
	refused("weight: high\n",
	    "a.md:1:9: error: 'weight' must be a whole number from 0 to 1000, "
	    "not 'high' [wrong-type]\n"
	    "    1 | weight: high\n"
	    "      |         ^~~~\n");
	refused("weight: 1001\n",
	    "a.md:1:9: error: 'weight' must be a whole number from 0 to 1000, "
	    "not '1001' [wrong-type]\n"
	    "    1 | weight: 1001\n"
	    "      |         ^~~~\n");
	refused("count: 0\n",
	    "a.md:1:8: error: 'count' must be a whole number from 1, not '0' "
	    "[wrong-type]\n"
	    "    1 | count: 0\n"
	    "      |        ^\n");
	refused("number: 9223372036854775808\n",
	    "a.md:1:9: error: 'number' must be a whole number, not "
	    "'9223372036854775808' [wrong-type]\n"
	    "    1 | number: 9223372036854775808\n"
	    "      |         ^~~~~~~~~~~~~~~~~~~\n");
	refused("title: [a, b]\n",
	    "a.md:1:8: error: 'title' must be a text, not a list [wrong-type]\n"
	    "    1 | title: [a, b]\n"
	    "      |        ^~~~~~\n");
	refused("draft: maybe\n",
	    "a.md:1:8: error: 'draft' must be true or false, not 'maybe' "
	    "[wrong-type]\n"
	    "    1 | draft: maybe\n"
	    "      |        ^~~~~\n");
	refused("date: 明天\n",
	    "a.md:1:7: error: 'date' must be a date, not '明天' [wrong-type]\n"
	    "    1 | date: 明天\n"
	    "      |       ^~~~\n"
	    "note: write it as 2026-03-01, 2026-03-01 08:00 or "
	    "2026-03-01T08:00:00+08:00\n");
	refused("tags: {a: b}\n",
	    "a.md:1:7: error: 'tags' must be a text or a list of texts, not "
	    "a map [wrong-type]\n"
	    "    1 | tags: {a: b}\n"
	    "      |       ^~~~~~\n");
	refused("extra: x\n",
	    "a.md:1:8: error: 'extra' must be a map, not 'x' [wrong-type]\n"
	    "    1 | extra: x\n"
	    "      |        ^\n");
	refused("pages: x\n",
	    "a.md:1:8: error: 'pages' must be a list, not 'x' [wrong-type]\n"
	    "    1 | pages: x\n"
	    "      |        ^\n");
}

TEST(a_wrong_item_is_shown_itself_and_the_others_stay)
{
	struct filled *f = fill("tags:\n  - a\n  - [b]\n  -\n  - c\n");

	expect_said(f,
	    "a.md:3:5: error: every item of 'tags' must be a text, not a list "
	    "[wrong-type]\n"
	    "    3 |   - [b]\n"
	    "      |     ^~~\n"
	    "a.md:4:4: error: every item of 'tags' must be a text, not nothing "
	    "[wrong-type]\n"
	    "    4 |   -\n"
	    "      |    ^\n");
	expect(!f->ok);
	expect_int(f->article.tags.n, 2);
	expect_str(f->article.tags.v[1]->text, "c");
	filled_end(f);
}

TEST(a_wrong_choice_names_the_choices_and_the_nearest)
{
	refused("difficulty: meduim\n",
	    "a.md:1:13: error: 'difficulty' must be easy, medium or hard, not "
	    "'meduim' [wrong-type]\n"
	    "    1 | difficulty: meduim\n"
	    "      |             ^~~~~~\n"
	    "note: did you mean 'medium'?\n");
	refused("difficulty: 难\n",
	    "a.md:1:13: error: 'difficulty' must be easy, medium or hard, not "
	    "'难' [wrong-type]\n"
	    "    1 | difficulty: 难\n"
	    "      |             ^~\n");
}

TEST(every_mistake_is_reported)
{
	struct filled *f = fill("weight: a\ndraft: b\ntitle: c\n");

	expect_int(diag_errors(f->d), 2);
	expect_str(f->article.title, "c");
	filled_end(f);
}

TEST(a_long_value_is_cut_between_characters)
{
	struct filled *f = fill("draft: "
	    "一二三四五六七八九十一二三四五六七八九十abc\n");

	expect_said(f, "a.md:1:8: error: 'draft' must be true or false, not "
	    "'一二三四五六七八九十一二三四五六七八九十…' [wrong-type]\n"
	    "    1 | draft: 一二三四五六七八九十一二三四五六七八九十abc\n"
	    "      |        ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~\n");
	filled_end(f);
}

TEST(an_unknown_key_is_a_warning_with_the_nearest_known_one)
{
	warned("titel: x\n",
	    "a.md:1:1: warning: front matter has no key 'titel' [unknown-key]\n"
	    "    1 | titel: x\n"
	    "      | ^~~~~\n"
	    "note: did you mean 'title'?\n");
	warned("translationKey: x\n",
	    "a.md:1:1: warning: front matter has no key 'translationKey' "
	    "[unknown-key]\n"
	    "    1 | translationKey: x\n"
	    "      | ^~~~~~~~~~~~~~\n"
	    "note: did you mean 'translation_key'?\n");
	warned("TAGS: x\n",
	    "a.md:1:1: warning: front matter has no key 'TAGS' [unknown-key]\n"
	    "    1 | TAGS: x\n"
	    "      | ^~~~\n"
	    "note: did you mean 'tags'?\n");
}

TEST(words_of_other_generators_and_languages_are_known)
{
	warned("keywords: x\n",
	    "a.md:1:1: warning: front matter has no key 'keywords' "
	    "[unknown-key]\n"
	    "    1 | keywords: x\n"
	    "      | ^~~~~~~~\n"
	    "note: did you mean 'tags'?\n");
	warned("标题: x\n",
	    "a.md:1:1: warning: front matter has no key '标题' [unknown-key]\n"
	    "    1 | 标题: x\n"
	    "      | ^~~~\n"
	    "note: did you mean 'title'?\n");
}

TEST(a_key_of_ones_own_belongs_under_extra)
{
	static const struct field plain[] = {
		{ .key = "title", .type = FIELD_TEXT, FIELD(title) },
		{ .key = NULL },
	};
	struct filled *f;

	warned("cover_image: x\n",
	    "a.md:1:1: warning: front matter has no key 'cover_image' "
	    "[unknown-key]\n"
	    "    1 | cover_image: x\n"
	    "      | ^~~~~~~~~~~\n"
	    "note: keys of your own belong under 'extra'\n");
	f = fill_by(plain, "author: x\n");
	expect_said(f,
	    "a.md:1:1: warning: front matter has no key 'author' "
	    "[unknown-key]\n"
	    "    1 | author: x\n"
	    "      | ^~~~~~\n");
	filled_end(f);
}

TEST(only_a_map_can_be_filled_in)
{
	refused("- a\n",
	    "a.md:1:1: error: front matter must be a map, not a list "
	    "[wrong-type]\n"
	    "    1 | - a\n"
	    "      | ^~~\n"
	    "note: write a line 'key: value' for each key\n");
}

TEST(the_nearest_is_within_a_third_of_the_length)
{
	const struct str v[] = { S("process"), S("thread"), S("线程"),
		S("进程调度"), S("id") };
	const size_t n = sizeof v / sizeof v[0];

	expect_str(nearest(S("proces"), v, n), "process");
	expect_str(nearest(S("prcoess"), v, n), "process");
	expect_str(nearest(S("thraed"), v, n), "thread");
	expect_str(nearest(S("THREAD"), v, n), "thread");
	expect_str(nearest(S("进程调渡"), v, n), "进程调度");
	expect_str(nearest(S("进城"), v, n), "");
	expect_str(nearest(S("ib"), v, n), "");
	expect_str(nearest(S("banana"), v, n), "");
	expect_str(nearest(S(""), v, n), "");
	expect_str(nearest(S("x"), v, 0), "");
}

TEST(the_nearer_wins_and_the_first_of_equals)
{
	const struct str v[] = { S("abcdxy"), S("abcdex"), S("abcdey") };

	expect_str(nearest(S("abcdef"), v, 3), "abcdex");
}

int
main(void)
{
	return RUN(
	    a_text_is_taken_as_it_is,
	    a_bool_has_six_spellings_of_any_case,
	    a_number_is_whole_and_in_its_range,
	    a_date_is_seconds,
	    texts_are_a_list_or_one_and_know_their_places,
	    a_choice_is_an_index_whatever_its_case,
	    maps_lists_and_anything_are_handed_on,
	    what_is_empty_or_absent_keeps_its_default,
	    nothing_at_all_is_fine,
	    values_of_other_kinds_than_text_are_taken_too,
	    a_wrong_type_says_what_was_expected_and_found,
	    a_wrong_item_is_shown_itself_and_the_others_stay,
	    a_wrong_choice_names_the_choices_and_the_nearest,
	    every_mistake_is_reported,
	    a_long_value_is_cut_between_characters,
	    an_unknown_key_is_a_warning_with_the_nearest_known_one,
	    words_of_other_generators_and_languages_are_known,
	    a_key_of_ones_own_belongs_under_extra,
	    only_a_map_can_be_filled_in,
	    the_nearest_is_within_a_third_of_the_length,
	    the_nearer_wins_and_the_first_of_equals);
}
