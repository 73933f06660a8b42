/*
 * Front matter and YAML files from any bytes: never a crash, never a refusal
 * without a message or a message without a refusal, and every value where it
 * says it is.
 */
#include <string.h>

#include "base/text.h"
#include "format/schema.h"
#include "format/yaml.h"
#include "fuzz.h"

static const char *const choices[] = { "easy", "hard", NULL };

struct target {
	struct str title;
	bool draft;
	int64_t weight, date;
	struct texts tags;
	int difficulty;
	const struct value *extra;
};

#define AT(member) .offset = offsetof(struct target, member)
static const struct field table[] = {
	{ .key = "title", .type = FIELD_TEXT, AT(title) },
	{ .key = "draft", .type = FIELD_BOOL, AT(draft) },
	{ .key = "weight", .type = FIELD_INT, AT(weight), .max = 9 },
	{ .key = "date", .type = FIELD_DATE, AT(date) },
	{ .key = "tags", .type = FIELD_TEXTS, AT(tags) },
	{ .key = "difficulty", .type = FIELD_CHOICE, AT(difficulty),
	    .choices = choices },
	{ .key = "extra", .type = FIELD_MAP, AT(extra) },
	{ .key = NULL },
};

/* An unquoted text on one line is what the source has at its place. */
static void
check_text(struct str text, struct where at)
{
	struct str s = str_sub(at.source->text, at.offset,
	    at.offset + at.length);

	must(text_invalid(text) == STR_NONE, "a text is text");
	if (s.n == 0 || strchr("\"'|>", s.p[0]) || str_chr(s, '\n') != STR_NONE ||
	    str_chr(s, '\r') != STR_NONE)
		return;
	must(str_eq(s, text), "a text is where it says");
}

static void
check_place(struct where at)
{
	must(at.source && (size_t)at.offset + at.length <= at.source->text.n,
	    "a place is inside the source");
}

static void
check_value(const struct value *v)
{
	check_place(v->at);
	if (v->kind == VALUE_TEXT)
		check_text(v->text, v->at);
	for (size_t i = 0; v->kind == VALUE_LIST && i < v->list.n; i++)
		check_value(v->list.v[i]);
	for (size_t i = 0; v->kind == VALUE_MAP && i < v->map.n; i++) {
		check_place(v->map.v[i].at);
		check_text(v->map.v[i].key, v->map.v[i].at);
		check_value(v->map.v[i].value);
	}
}

static void
print(struct diag *d)
{
	static FILE *null;

	if (!null)
		null = fopen("/dev/null", "w");
	diag_print(d, null, DIAG_TEXT, true);
	diag_print(d, null, DIAG_JSON, false);
}

static void
run(const struct source *s, bool front)
{
	struct arena *a = arena_new();
	struct diag *d = diag_new();
	struct target target = { 0 };
	const struct value *v = NULL;
	size_t body = 0;
	bool ok;

	if (front)
		ok = yaml_front(s, a, &v, &body, d);
	else
		ok = (v = yaml_parse(s, a, d)) != NULL;
	must(ok == (diag_errors(d) == 0), "an error is reported");
	must(ok || !v, "no value after an error");
	must(body <= s->text.n, "the body is inside the source");
	must(!front || !v || v->kind == VALUE_MAP, "front matter is a map");
	if (v) {
		check_value(v);
		ok = schema_fill(table, v, &target, "front matter", a, d);
		must(ok == (diag_errors(d) == 0), "a wrong type is reported");
	}
	print(d);
	diag_free(d);
	arena_free(a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct source s = { .path = S("a.md"),
		.text = { (const char *)data, size } };

	run(&s, true);
	run(&s, false);
	return 0;
}
