/*
 * site.yml over defaults.  Everything a site may leave out has its default
 * here and nowhere else; the words of a language come from the theme's i18n
 * files, so that a third language is data.
 */
#include "model/config.h"

#include <errno.h>
#include <string.h>

#include "base/date.h"
#include "base/file.h"
#include "base/text.h"
#include "format/schema.h"
#include "format/yaml.h"

enum { SOURCE_MAX = 16 << 20 };

const char *const field_names[] = { "question", "answer", "explanation",
	"example", NULL };
const char *const attribute_names[] = { "kind", "difficulty", "topics",
	"companies", NULL };
const char *const kind_names[] = { "concept", "coding", "design", NULL };
const char *const difficulty_names[] = { "", "easy", "medium", "hard", NULL };

static const char *
read_problem(int error)
{
	switch (error) {
	case EFBIG:
		return "it is larger than 16 MiB";
	case ELOOP:
		return "it is a symbolic link";
	case EISDIR:
		return "it is a folder";
	case ESPIPE:
		return "it is not a regular file";
	default:
		return strerror(error);
	}
}

/* U+0080 to U+009F, two bytes each. */
static bool
is_c1(struct str s)
{
	return s.n > 1 && (unsigned char)s.p[0] == 0xC2 &&
	    (unsigned char)s.p[1] >= 0x80 && (unsigned char)s.p[1] < 0xA0;
}

/* Control characters do no harm as blanks, and places stay what they are. */
static void
controls_blank(struct source *s, size_t first, struct diag *d)
{
	char *text = (char *)s->text.p;		/* ours: file_read made it */
	size_t n = 0;

	for (size_t i = first; i < s->text.n; i++) {
		unsigned char c = (unsigned char)text[i];

		if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c) ||
		    c == 0x7F) {
			text[i] = ' ';
			n++;
		} else if (is_c1(str_from(s->text, i))) {
			text[i] = text[i + 1] = ' ';
			n++;
		}
	}
	diag_warn(d, where_at(s, first, 1), "control-character",
	    "%zu control character%s read as blank%s", n, n == 1 ? "" : "s",
	    n == 1 ? "" : "s");
	diag_note(d, nowhere, "remove what an editor or a chat left there");
}

/* The bytes must be text, or every place after them would be wrong. */
static bool
source_check(struct source *s, struct diag *d)
{
	size_t bad = text_invalid(s->text);
	unsigned char c = bad == STR_NONE ? 0 : (unsigned char)s->text.p[bad];

	if (bad == STR_NONE)
		return true;
	if ((c < 0x20 && c != '\0') || c == 0x7F ||
	    is_c1(str_from(s->text, bad))) {
		controls_blank(s, bad, d);
		return source_check(s, d);
	}
	if (c == '\0')
		diag_error(d, where_at(s, bad, 1), "encoding",
		    "a NUL byte is not text");
	else
		diag_error(d, where_at(s, bad, 1), "encoding",
		    "byte 0x%02x is not valid UTF-8", c);
	diag_note(d, nowhere, "save the file as UTF-8");
	return false;
}

struct source *
source_load(const char *file, struct str path, struct arena *a, struct diag *d)
{
	struct source *s = arena_new_of(a, struct source);

	s->path = path;
	if (!file_read(file, SOURCE_MAX, a, &s->text)) {
		diag_error(d, where_at(s, 0, 0), "unreadable",
		    "cannot read the file: %s", read_problem(errno));
		return NULL;
	}
	if (str_starts(s->text, S("\xEF\xBB\xBF"))) {
		s->text = str_from(s->text, 3);
		s->skipped = 3;
	}
	return source_check(s, d) ? s : NULL;
}

char *
config_file(const struct config *c, struct str path, struct arena *a)
{
	char *own = arena_cstr(a, path_join(a, c->root, path));

	if (file_exists(own))
		return own;
	own = arena_cstr(a, path_join(a, c->home, path));
	return file_exists(own) ? own : NULL;
}

int
config_language(const struct config *c, struct str id)
{
	for (size_t i = 0; i < c->nlanguage; i++)
		if (str_eq(c->language[i].id, id))
			return (int)i;
	return -1;
}

struct str
config_localised(const struct value *v, struct str lang)
{
	if (!v)
		return S("");
	if (v->kind == VALUE_TEXT)
		return v->text;
	return value_get_text(v, lang);
}

/* The next word of a list, folded; what is no text, or empty, is none: an empty
 * word would be found everywhere. */
static bool
next_word(const struct value *words, size_t *i, struct arena *a, struct str *out)
{
	const struct value *v;

	while (words && words->kind == VALUE_LIST && *i < words->list.n) {
		v = words->list.v[(*i)++];
		*out = v->kind == VALUE_TEXT ? text_fold(a, v->text) : S("");
		if (out->n > 0)
			return true;
	}
	return false;
}

/* The label lists of one group: {meaning: [word, ...]} into word -> meaning + 1. */
static void
labels_group(struct map *out, const struct value *group,
    const char *const *meanings, struct arena *a)
{
	struct str word;

	for (size_t m = 0; meanings[m]; m++)
		for (size_t i = 0; next_word(value_get(group,
		    str_of(meanings[m])), &i, a, &word);)
			map_put(a, out, word, (void *)(uintptr_t)(m + 1));
}

static void
labels_headings(struct labels *l, const struct value *group,
    struct arena *a)
{
	const size_t most = sizeof l->heading_kind / sizeof l->heading_kind[0];
	struct str word;

	for (int k = 0; k < KINDS; k++)
		for (size_t i = 0; l->nheading_kind < most && next_word(
		    value_get(group, str_of(kind_names[k])), &i, a, &word);) {
			l->heading_kind[l->nheading_kind].word = word;
			l->heading_kind[l->nheading_kind++].kind = (enum kind)k;
		}
}

static void
labels_sections(struct labels *l, const struct value *words, struct arena *a)
{
	const size_t most = sizeof l->section / sizeof l->section[0];
	struct str word;

	for (size_t i = 0; l->nsection < most && next_word(words, &i, a, &word);)
		l->section[l->nsection++] = word;
}

/* templates/i18n/LANG.yml: the words of the page and of the question reader. */
static void
language_words(struct language *l, const struct config *c, struct arena *a,
    struct diag *d)
{
	struct str path = arena_printf(a, "templates/i18n/%.*s.yml",
	    STR_ARG(l->id));
	char *file = config_file(c, path, a);
	struct source *s = file ? source_load(file, path, a, d) : NULL;
	const struct value *v = s ? yaml_parse(s, a, d) : NULL;
	const struct value *reader = value_get(v, S("reader"));

	l->ui = value_get(v, S("ui"));
	if (!l->ui)
		l->ui = value_map(a);
	l->content = value_get(v, S("content"));
	labels_group(&l->labels.field, value_get(reader, S("fields")),
	    field_names, a);
	labels_group(&l->labels.attribute, value_get(reader, S("attributes")),
	    attribute_names, a);
	labels_group(&l->labels.kind, value_get(reader, S("kinds")), kind_names,
	    a);
	labels_group(&l->labels.difficulty, value_get(reader, S("difficulties")),
	    difficulty_names, a);
	labels_headings(&l->labels, value_get(reader, S("headings")), a);
	labels_sections(&l->labels, value_get(reader, S("sections")), a);
}

/* The words of one group, laid over those of another. */
static const struct value *
words_over(const struct value *own, const struct value *other, struct arena *a)
{
	const struct value *const layer[] = { other, own };
	struct value *all = value_map(a);

	for (size_t i = 0; i < 2; i++)
		for (size_t j = 0; layer[i] && layer[i]->kind == VALUE_MAP &&
		    j < layer[i]->map.n; j++)
			value_set(a, all, layer[i]->map.v[j].key,
			    layer[i]->map.v[j].value);
	return all;
}

/* A word that a language lacks is the default language's, or else English. */
static void
words_complete(struct config *c, struct arena *a, struct diag *d)
{
	const struct language *first = &c->language[c->default_language];
	struct language english = { .id = S("en") };
	const struct value *ui, *content;
	int i = config_language(c, english.id);

	if (i >= 0)
		english = c->language[i];
	else
		language_words(&english, c, a, d);
	ui = words_over(first->ui, english.ui, a);
	content = words_over(first->content, english.content, a);
	for (size_t l = 0; l < c->nlanguage; l++) {
		c->language[l].ui = words_over(c->language[l].ui, ui, a);
		c->language[l].content = words_over(c->language[l].content,
		    content, a);
	}
}

struct settings {	/* site.yml as it is written */
	const struct value *title, *description, *languages, *questions,
	    *output, *check, *markdown, *helpers, *publish, *pages, *extra,
	    *accent;
	struct str base_url, default_language;
	bool search;
};

static const struct field settings_fields[] = {
	{ "title", FIELD_ANY, offsetof(struct settings, title), 0, 0, NULL },
	{ "description", FIELD_ANY, offsetof(struct settings, description), 0, 0, NULL },
	{ "base_url", FIELD_TEXT, offsetof(struct settings, base_url), 0, 0, NULL },
	{ "default_language", FIELD_TEXT, offsetof(struct settings, default_language), 0, 0, NULL },
	{ "languages", FIELD_MAP, offsetof(struct settings, languages), 0, 0, NULL },
	{ "accent", FIELD_ANY, offsetof(struct settings, accent), 0, 0, NULL },
	{ "questions", FIELD_MAP, offsetof(struct settings, questions), 0, 0, NULL },
	{ "search", FIELD_BOOL, offsetof(struct settings, search), 0, 0, NULL },
	{ "output", FIELD_MAP, offsetof(struct settings, output), 0, 0, NULL },
	{ "check", FIELD_MAP, offsetof(struct settings, check), 0, 0, NULL },
	{ "markdown", FIELD_MAP, offsetof(struct settings, markdown), 0, 0, NULL },
	{ "helpers", FIELD_MAP, offsetof(struct settings, helpers), 0, 0, NULL },
	{ "publish", FIELD_MAP, offsetof(struct settings, publish), 0, 0, NULL },
	{ "pages", FIELD_LIST, offsetof(struct settings, pages), 0, 0, NULL },
	{ "extra", FIELD_ANY, offsetof(struct settings, extra), 0, 0, NULL },
	{ 0 }
};

static const struct field question_fields[] = {
	{ "pages", FIELD_BOOL, offsetof(struct config, question_pages), 0, 0, NULL },
	{ "per_page", FIELD_INT, offsetof(struct config, per_page), 1, 10000, NULL },
	{ "facet_minimum", FIELD_INT, offsetof(struct config, facet_minimum), 1, 10000, NULL },
	{ 0 }
};

static const struct field markdown_fields[] = {
	{ "math", FIELD_BOOL, offsetof(struct config, math), 0, 0, NULL },
	{ "mermaid", FIELD_BOOL, offsetof(struct config, mermaid), 0, 0, NULL },
	{ "highlight", FIELD_BOOL, offsetof(struct config, highlight), 0, 0, NULL },
	{ "unsafe_html", FIELD_BOOL, offsetof(struct config, unsafe_html), 0, 0, NULL },
	{ 0 }
};

struct output_settings {
	struct texts compress;
};
static const struct field output_fields[] = {
	{ "compress", FIELD_TEXTS, offsetof(struct output_settings, compress), 0, 0, NULL },
	{ 0 }
};

struct check_settings {
	struct texts ignore;
};
static const struct field check_fields[] = {
	{ "ignore", FIELD_TEXTS, offsetof(struct check_settings, ignore), 0, 0, NULL },
	{ 0 }
};

static const struct field language_fields[] = {
	{ "label", FIELD_TEXT, offsetof(struct language, label), 0, 0, NULL },
	{ "locale", FIELD_TEXT, offsetof(struct language, locale), 0, 0, NULL },
	{ 0 }
};

/* The languages a site has when it names none. */
static const struct {
	const char *id, *label, *locale, *title;
} known_languages[] = {
	{ "zh", "中文", "zh-CN", "题库" },
	{ "en", "English", "en-US", "Question bank" },
};

static void
language_default(struct language *l, struct str id)
{
	l->id = l->label = l->locale = id;
	l->title = S("tiku");
	for (size_t i = 0; i < sizeof known_languages / sizeof *known_languages; i++)
		if (str_eq(id, str_of(known_languages[i].id))) {
			l->label = str_of(known_languages[i].label);
			l->locale = str_of(known_languages[i].locale);
			l->title = str_of(known_languages[i].title);
		}
}

static bool
is_language_id(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || s.p[i] == '-'))
			return false;
	return s.n >= 2 && s.n <= 16;
}

static void
languages_fill(struct config *c, const struct value *map, struct arena *a,
    struct diag *d)
{
	size_t n = map ? map->map.n : 2;
	const struct member *m;

	c->language = arena_array(a, struct language, n ? n : 2);
	if (n == 0)
		n = 2, map = NULL;
	for (size_t i = 0; i < n; i++) {
		if (!map) {
			language_default(&c->language[i],
			    str_of(known_languages[i].id));
			continue;
		}
		m = &map->map.v[i];
		language_default(&c->language[i], m->key);
		if (!is_language_id(m->key)) {
			diag_error(d, m->at, "language",
			    "'%.*s' is not a language id", STR_ARG(m->key));
			diag_note(d, nowhere,
			    "use lower-case letters, such as 'zh' or 'pt-br'");
		}
		if (m->value->kind == VALUE_MAP)
			schema_fill(language_fields, m->value, &c->language[i],
			    "a language", a, d);
		else if (m->value->kind != VALUE_NULL)
			diag_error(d, m->value->at, "wrong-type",
			    "a language must be a map such as {label: 中文, locale: zh-CN}");
	}
	c->nlanguage = n;
}

static void
default_language_fill(struct config *c, const struct value *site,
    struct str wanted, struct diag *d)
{
	int i = config_language(c, wanted);

	if (wanted.n == 0)
		return;
	if (i < 0) {
		diag_error(d, value_get(site, S("default_language"))->at,
		    "language", "default language '%.*s' is not in 'languages'",
		    STR_ARG(wanted));
		return;
	}
	c->default_language = (size_t)i;
}

/* "https://example.org/bank" -> url with '/' at its end, path "/bank/". */
bool
config_base(struct config *c, struct str url, struct arena *a)
{
	size_t host = str_starts(url, S("https://")) ? strlen("https://")
	    : str_starts(url, S("http://")) ? strlen("http://") : 0;
	size_t slash = str_chr(str_from(url, host), '/');
	struct str path = slash == STR_NONE ? S("")
	    : str_from(url, host + slash);

	/* "//x" in a page would be the root of a host named x */
	if (host == 0 || slash == 0 || url.n == host ||
	    str_find(path, S("//")) != STR_NONE ||
	    str_chr(url, '?') != STR_NONE || str_chr(url, '#') != STR_NONE ||
	    str_chr(url, ' ') != STR_NONE)
		return false;
	c->base_url = str_ends(path, S("/")) ? url
	    : arena_printf(a, "%.*s/", STR_ARG(url));
	c->base_path = path.n == 0 ? S("/") : str_from(c->base_url, host + slash);
	return true;
}

static void
base_fill(struct config *c, const struct value *site, struct str url,
    struct arena *a, struct diag *d)
{
	if (config_base(c, url, a))
		return;
	diag_error(d, value_get(site, S("base_url"))->at, "base-url",
	    "'%.*s' is not the address of a site", STR_ARG(url));
	diag_note(d, nowhere,
	    "write it whole, such as 'https://example.org/' or 'https://example.org/bank/'");
	config_base(c, S("http://localhost/"), a);
}

/* A text or {lang: text}: anything else is a mistake. */
static void
localised_check(const struct value *v, const char *key, struct diag *d)
{
	if (!v || v->kind == VALUE_TEXT || v->kind == VALUE_NULL)
		return;
	if (v->kind == VALUE_MAP) {
		for (size_t i = 0; i < v->map.n; i++)
			if (v->map.v[i].value->kind != VALUE_TEXT)
				diag_error(d, v->map.v[i].value->at, "wrong-type",
				    "'%s' in one language must be a text", key);
		return;
	}
	diag_error(d, v->at, "wrong-type",
	    "'%s' must be a text or a map from language to text, not %s", key,
	    value_kind_name(v->kind));
}

static void
ignore_fill(const struct value *check, struct arena *a, struct diag *d)
{
	struct check_settings s = { 0 };

	schema_fill(check_fields, check, &s, "'check'", a, d);
	for (size_t i = 0; i < s.ignore.n; i++)
		diag_ignore(d, s.ignore.v[i]->text);
}

static void
settings_apply(struct config *c, const struct value *site, struct arena *a,
    struct diag *d)
{
	struct settings s = { .base_url = S("http://localhost/"), .search = true };
	struct output_settings out = { 0 };

	if (site)
		schema_fill(settings_fields, site, &s, "site.yml", a, d);
	if (s.check)
		ignore_fill(s.check, a, d);
	if (s.questions)
		schema_fill(question_fields, s.questions, c, "'questions'", a, d);
	if (s.markdown)
		schema_fill(markdown_fields, s.markdown, c, "'markdown'", a, d);
	if (s.output)
		schema_fill(output_fields, s.output, &out, "'output'", a, d);
	base_fill(c, site, s.base_url, a, d);
	languages_fill(c, s.languages, a, d);
	default_language_fill(c, site, s.default_language, d);
	localised_check(s.title, "title", d);
	localised_check(s.description, "description", d);
	for (size_t i = 0; i < c->nlanguage; i++) {
		struct language *l = &c->language[i];
		struct str title = config_localised(s.title, l->id);

		language_words(l, c, a, d);
		if (title.n > 0)
			l->title = title;
		l->description = config_localised(s.description, l->id);
	}
	words_complete(c, a, d);
	c->search = s.search;
	c->accent = s.accent;
	c->helpers = s.helpers;
	c->publish = s.publish;
	c->pages = s.pages;
	c->extra = s.extra;
}

struct config *
config_load(const char *root, const char *file, const char *home,
    struct arena *a, struct diag *d)
{
	struct config *c = arena_new_of(a, struct config);
	const struct value *site = NULL;
	struct str name = file ? str_of(file) : S("site.yml");
	char *path;

	c->root = str_of(root);
	c->home = str_of(home);
	c->question_pages = c->search = true;
	c->math = c->mermaid = c->highlight = true;
	c->per_page = 50;
	c->facet_minimum = 3;
	c->now = date_now();
	path = arena_cstr(a, file ? name : path_join(a, c->root, name));
	if (file || file_exists(path)) {
		c->source = source_load(path, name, a, d);
		if (!c->source)
			return NULL;
		site = yaml_parse(c->source, a, d);
		if (!site && diag_errors(d) > 0)
			return NULL;
		if (site && site->kind == VALUE_NULL)
			site = NULL;
		if (site && site->kind != VALUE_MAP) {
			diag_error(d, site->at, "wrong-type",
			    "site.yml must be a map of settings, not %s",
			    value_kind_name(site->kind));
			return NULL;
		}
	}
	settings_apply(c, site, a, d);
	return diag_errors(d) > 0 ? NULL : c;
}
