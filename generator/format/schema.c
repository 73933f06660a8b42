/*
 * From a tree of texts to a struct, by a table.  Types are decided here and
 * nowhere else: YAML gives texts, so what `no` or `1.10` means depends on the
 * field that wants it and not on a guess made before.
 */
#include <string.h>

#include "base/date.h"
#include "base/text.h"
#include "format/schema.h"

struct filler {
	struct arena *a;
	struct diag *d;
	const char *what;
	const struct field *table;
	bool failed;
};

/* What to show of a value in "not …": its text, or what it is. */
static struct str
shown(struct arena *a, const struct value *v)
{
	const size_t longest = 60;
	struct str s = v->text;

	if (v->kind == VALUE_INT)
		return arena_printf(a, "%lld", (long long)v->number);
	if (v->kind != VALUE_TEXT && v->kind != VALUE_HTML)
		return str_of(value_kind_name(v->kind));
	if (s.n <= longest)
		return arena_printf(a, "'%.*s'", STR_ARG(s));
	for (s.n = longest; s.n > 0 && (s.p[s.n] & 0xc0) == 0x80; s.n--)
		;
	return arena_printf(a, "'%.*s…'", STR_ARG(s));
}

static bool
wrong_type(struct filler *f, const struct field *field, const struct value *v,
    struct str expected)
{
	diag_error(f->d, v->at, "wrong-type", "'%s' must be %.*s, not %.*s",
	    field->key, STR_ARG(expected), STR_ARG(shown(f->a, v)));
	f->failed = true;
	return false;
}

/* The text of a value that is one, as YAML gives it; numbers come from JSON. */
static bool
as_text(struct filler *f, const struct value *v, struct str *out)
{
	if (v->kind == VALUE_TEXT)
		*out = v->text;
	else if (v->kind == VALUE_INT)
		*out = shown(f->a, v);
	else
		return false;
	return true;
}

static void
fill_text(struct filler *f, const struct field *field, const struct value *v,
    void *out)
{
	if (!as_text(f, v, out))
		wrong_type(f, field, v, S("a text"));
}

static void
fill_bool(struct filler *f, const struct field *field, const struct value *v,
    bool *out)
{
	static const char *const yes[] = { "true", "yes", "on" };
	static const char *const no[] = { "false", "no", "off" };
	struct str s;

	if (v->kind == VALUE_BOOL) {
		*out = v->boolean;
		return;
	}
	for (size_t i = 0; v->kind == VALUE_TEXT && i < 3; i++) {
		s = v->text;
		if (str_ieq(s, str_of(yes[i])) || str_ieq(s, str_of(no[i]))) {
			*out = str_ieq(s, str_of(yes[i]));
			return;
		}
	}
	wrong_type(f, field, v, S("true or false"));
}

static void
fill_int(struct filler *f, const struct field *field, const struct value *v,
    int64_t *out)
{
	bool any = field->min == 0 && field->max == 0;
	struct str s, expected;
	int64_t n;

	if (as_text(f, v, &s) && str_int(s, &n) &&
	    (any || (n >= field->min && n <= field->max))) {
		*out = n;
		return;
	}
	if (any)
		expected = S("a whole number");
	else if (field->max == INT64_MAX)
		expected = arena_printf(f->a, "a whole number from %lld",
		    (long long)field->min);
	else
		expected = arena_printf(f->a, "a whole number from %lld to %lld",
		    (long long)field->min, (long long)field->max);
	wrong_type(f, field, v, expected);
}

static void
fill_date(struct filler *f, const struct field *field, const struct value *v,
    int64_t *out)
{
	if (v->kind == VALUE_TEXT && date_parse(v->text, out))
		return;
	wrong_type(f, field, v, S("a date"));
	diag_note(f->d, nowhere, "write it as 2026-03-01, 2026-03-01 08:00 or "
	    "2026-03-01T08:00:00+08:00");
}

static bool
fill_item(struct filler *f, const struct field *field, const struct value *v,
    struct value **out)
{
	struct str s;

	if (!as_text(f, v, &s)) {
		diag_error(f->d, v->at, "wrong-type",
		    "every item of '%s' must be a text, not %s", field->key,
		    value_kind_name(v->kind));
		f->failed = true;
		return false;
	}
	*out = value_text(f->a, s);
	(*out)->at = v->at;
	return true;
}

static void
fill_texts(struct filler *f, const struct field *field, const struct value *v,
    struct texts *out)
{
	struct texts t = { 0 };
	struct str s;
	size_t i, n = v->kind == VALUE_LIST ? v->list.n : 1;

	if (v->kind != VALUE_LIST && !as_text(f, v, &s)) {
		wrong_type(f, field, v, S("a text or a list of texts"));
		return;
	}
	t.v = arena_array(f->a, struct value *, n);
	for (i = 0; i < n; i++)
		t.n += fill_item(f, field,
		    v->kind == VALUE_LIST ? v->list.v[i] : v, &t.v[t.n]);
	*out = t;
}

/* "easy, medium or hard" */
static struct str
name_choices(struct arena *a, const char *const *choices)
{
	struct str s = { 0 };
	const char *sep;

	for (size_t i = 0; choices[i]; i++) {
		sep = i == 0 ? "" : choices[i + 1] ? ", " : " or ";
		s = arena_printf(a, "%.*s%s%s", STR_ARG(s), sep, choices[i]);
	}
	return s;
}

static void
note_nearest(struct filler *f, struct str s, const struct str *v, size_t n)
{
	struct str near = nearest(s, v, n);

	if (near.n > 0)
		diag_note(f->d, nowhere, "did you mean '%.*s'?", STR_ARG(near));
}

static void
fill_choice(struct filler *f, const struct field *field, const struct value *v,
    int *out)
{
	LIST(struct str) names = { 0 };

	for (int i = 0; field->choices[i]; i++) {
		struct str name = str_of(field->choices[i]);

		*list_push(f->a, &names) = name;
		if (v->kind == VALUE_TEXT && str_ieq(v->text, name)) {
			*out = i;
			return;
		}
	}
	wrong_type(f, field, v, name_choices(f->a, field->choices));
	if (v->kind == VALUE_TEXT)
		note_nearest(f, v->text, names.v, names.n);
}

static void
fill_value(struct filler *f, const struct field *field, const struct value *v,
    const struct value **out)
{
	if (field->type == FIELD_MAP && v->kind != VALUE_MAP)
		wrong_type(f, field, v, S("a map"));
	else if (field->type == FIELD_LIST && v->kind != VALUE_LIST)
		wrong_type(f, field, v, S("a list"));
	else
		*out = v;
}

static void
fill_field(struct filler *f, const struct field *field, const struct value *v,
    void *out)
{
	switch (field->type) {
	case FIELD_TEXT:
		fill_text(f, field, v, out);
		break;
	case FIELD_BOOL:
		fill_bool(f, field, v, out);
		break;
	case FIELD_INT:
		fill_int(f, field, v, out);
		break;
	case FIELD_DATE:
		fill_date(f, field, v, out);
		break;
	case FIELD_TEXTS:
		fill_texts(f, field, v, out);
		break;
	case FIELD_CHOICE:
		fill_choice(f, field, v, out);
		break;
	case FIELD_MAP:
	case FIELD_LIST:
	case FIELD_ANY:
		fill_value(f, field, v, out);
		break;
	}
}

/* `key:`, and `key: null` where only a text could mean the word. */
static bool
is_absent(const struct field *field, const struct value *v)
{
	if (v->kind == VALUE_NULL)
		return field->type != FIELD_ANY;
	if (v->kind != VALUE_TEXT || field->type == FIELD_TEXT ||
	    field->type == FIELD_TEXTS || field->type == FIELD_ANY)
		return false;
	return str_eq(v->text, S("~")) || str_ieq(v->text, S("null"));
}

/* Words that other generators, or Chinese authors, use for our keys. */
static const char *const synonyms[][2] = {
	{ "author", "authors" }, { "by", "authors" },
	{ "category", "topics" }, { "categories", "topics" },
	{ "company", "companies" },
	{ "created", "date" }, { "published", "date" }, { "pubdate", "date" },
	{ "desc", "description" }, { "excerpt", "description" },
	{ "subtitle", "description" }, { "summary", "description" },
	{ "expirydate", "expires" },
	{ "keyword", "tags" }, { "keywords", "tags" }, { "label", "tags" },
	{ "labels", "tags" },
	{ "language", "lang" }, { "locale", "lang" },
	{ "lastmod", "updated" }, { "lastupdated", "updated" },
	{ "modified", "updated" },
	{ "layout", "template" },
	{ "level", "difficulty" },
	{ "name", "title" },
	{ "order", "weight" },
	{ "permalink", "slug" }, { "url", "slug" },
	{ "redirects", "aliases" }, { "redirectfrom", "aliases" },
	{ "baseurl", "base_url" },
	{ "标题", "title" }, { "题目", "title" },
	{ "描述", "description" }, { "摘要", "description" },
	{ "简介", "description" },
	{ "日期", "date" }, { "更新", "updated" }, { "草稿", "draft" },
	{ "语言", "lang" }, { "别名", "aliases" }, { "权重", "weight" },
	{ "标签", "tags" }, { "公司", "companies" }, { "专题", "topics" },
	{ "主题", "topics" }, { "分类", "topics" }, { "难度", "difficulty" },
	{ "系列", "series" }, { "作者", "authors" }, { "来源", "source" },
	{ "模板", "template" },
};

/* The key without what people spell differently: case, '-', '_', spaces. */
static struct str
plain_key(struct arena *a, struct str key)
{
	char *p = arena_bytes(a, key.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < key.n; i++) {
		char c = key.p[i];

		if (!strchr("-_ ", c))
			p[n++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
	}
	return (struct str){ p, n };
}

static const struct field *
find_field(const struct field *table, struct str key)
{
	while (table->key && !str_eq(str_of(table->key), key))
		table++;
	return table->key ? table : NULL;
}

/* The key that was meant, or the empty view. */
static struct str
meant_key(struct filler *f, struct str key)
{
	struct str plain = plain_key(f->a, key), meant;
	const size_t n = sizeof synonyms / sizeof synonyms[0];
	LIST(struct str) keys = { 0 };

	for (const struct field *t = f->table; t->key; t++) {
		meant = str_of(t->key);
		if (str_eq(plain_key(f->a, meant), plain))
			return meant;
		*list_push(f->a, &keys) = meant;
	}
	for (size_t i = 0; i < n; i++) {
		meant = str_of(synonyms[i][1]);
		if (str_eq(str_of(synonyms[i][0]), plain) &&
		    find_field(f->table, meant))
			return meant;
	}
	return nearest(key, keys.v, keys.n);
}

static void
warn_unknown(struct filler *f, const struct member *m)
{
	struct str meant = meant_key(f, m->key);

	diag_warn(f->d, m->at, "unknown-key", "%s has no key '%.*s'", f->what,
	    STR_ARG(m->key));
	if (meant.n > 0)
		diag_note(f->d, nowhere, "did you mean '%.*s'?", STR_ARG(meant));
	else if (find_field(f->table, S("extra")))
		diag_note(f->d, nowhere, "keys of your own belong under 'extra'");
}

bool
schema_fill(const struct field *table, const struct value *map, void *out,
    const char *what, struct arena *a, struct diag *d)
{
	struct filler f = { .a = a, .d = d, .what = what, .table = table };
	const struct field *field;
	const struct member *m;

	if (!map || map->kind == VALUE_NULL)
		return true;
	if (map->kind != VALUE_MAP) {
		diag_error(d, map->at, "wrong-type", "%s must be a map, not %.*s",
		    what, STR_ARG(shown(a, map)));
		diag_note(d, nowhere, "write a line 'key: value' for each key");
		return false;
	}
	for (size_t i = 0; i < map->map.n; i++) {
		m = &map->map.v[i];
		field = find_field(table, m->key);
		if (!field)
			warn_unknown(&f, m);
		else if (!is_absent(field, m->value))
			fill_field(&f, field, m->value,
			    (char *)out + field->offset);
	}
	return !f.failed;
}

struct str
nearest(struct str s, const struct str *candidates, size_t n)
{
	size_t limit = text_length(s) / 3, distance;
	struct str best = { 0 };

	for (size_t i = 0; i < n; i++)
		if (str_ieq(s, candidates[i]))
			return candidates[i];
	for (size_t i = 0; i < n && limit > 0; i++) {
		distance = text_distance(s, candidates[i], limit);
		if (distance == 0)
			return candidates[i];
		if (distance <= limit) {
			best = candidates[i];
			limit = distance - 1;
		}
	}
	return best;
}
