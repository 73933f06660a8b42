/*
 * Rows of pages.  A page that exists because of a row can be moved, replaced
 * or added without touching C; what a template sees on it is render/bind.h.
 */
#include "model/row.h"

#include <stddef.h>

#include "base/file.h"
#include "format/schema.h"
#include "format/yaml.h"

static const char *const for_names[] = { "site", "language", "section",
	"article", "question", "company", "topic", "tag",
	"company-topic", "company-kind", "topic-difficulty", "series", "pair",
	NULL };
static const char *const paginate_names[] = { "none", "articles", "questions",
	NULL };

static const char *const content_names[] = { "template", "markdown", "llms",
	NULL };

static const char *const when_names[] = { "always", "math", NULL };

static const struct field row_fields[] = {
	{ "name", FIELD_TEXT, offsetof(struct row, name), 0, 0, NULL },
	{ "for", FIELD_CHOICE, offsetof(struct row, each), 0, 0, for_names },
	{ "path", FIELD_TEXT, offsetof(struct row, path), 0, 0, NULL },
	{ "template", FIELD_TEXT, offsetof(struct row, template), 0, 0, NULL },
	{ "content", FIELD_CHOICE, offsetof(struct row, content), 0, 0, content_names },
	{ "paginate", FIELD_CHOICE, offsetof(struct row, paginate), 0, 0, paginate_names },
	{ "full", FIELD_BOOL, offsetof(struct row, full), 0, 0, NULL },
	{ "listed", FIELD_BOOL, offsetof(struct row, listed), 0, 0, NULL },
	{ 0 }
};

static const struct field bundle_fields[] = {
	{ "name", FIELD_TEXT, offsetof(struct bundle, name), 0, 0, NULL },
	{ "folder", FIELD_TEXT, offsetof(struct bundle, folder), 0, 0, NULL },
	{ "when", FIELD_CHOICE, offsetof(struct bundle, when), 0, 0, when_names },
	{ "files", FIELD_TEXTS, offsetof(struct bundle, files), 0, 0, NULL },
	{ 0 }
};

struct theme {
	const struct value *pages, *bundles;
};
static const struct field theme_fields[] = {
	{ "pages", FIELD_LIST, offsetof(struct theme, pages), 0, 0, NULL },
	{ "bundles", FIELD_LIST, offsetof(struct theme, bundles), 0, 0, NULL },
	{ 0 }
};

static struct str
stem(struct str file)
{
	size_t dot = str_rchr(file, '.');

	return dot == STR_NONE ? file : str_sub(file, 0, dot);
}

/* Names a path may hold, for each kind of thing a row is for. */
static const char *const path_names[FOR_KINDS] = {
	[FOR_SITE] = "",
	[FOR_LANGUAGE] = "{lang}",
	[FOR_SECTION] = "{lang} {section}",
	[FOR_ARTICLE] = "{lang} {section} {slug}",
	[FOR_QUESTION] = "{lang} {section} {id}",
	[FOR_COMPANY] = "{lang} {id}",
	[FOR_TOPIC] = "{lang} {id}",
	[FOR_TAG] = "{lang} {id}",
	[FOR_COMPANY_TOPIC] = "{lang} {id} {facet}",
	[FOR_COMPANY_KIND] = "{lang} {id} {facet}",
	[FOR_TOPIC_DIFFICULTY] = "{lang} {id} {facet}",
	[FOR_SERIES] = "{lang} {id}",
	[FOR_PAIR] = "{key}",
};

static bool
path_check(const struct row *r, const struct value *v, struct diag *d)
{
	struct str rest = r->path, head, allowed = str_of(path_names[r->each]);
	const struct value *at = value_get(v, S("path"));

	if (r->paginate != PAGINATE_NONE && !str_ends(r->path, S("/"))) {
		diag_error(d, at ? at->at : v->at, "row",
		    "the path of a list that is cut into pages must end with '/'");
		return false;
	}
	if (!str_starts(r->path, S("/"))) {
		diag_error(d, at ? at->at : v->at, "row",
		    "the path of a page must begin with '/'");
		return false;
	}
	while (str_cut(&rest, '{', &head) && rest.p) {
		size_t end = str_chr(rest, '}');
		struct str name = str_sub(rest, 0, end);
		struct arena *a = arena_new();
		bool known = end != STR_NONE && str_find(allowed,
		    arena_printf(a, "{%.*s}", STR_ARG(name))) != STR_NONE;

		arena_free(a);
		if (known)
			continue;
		diag_error(d, at->at, "row", "a path for '%s' cannot hold '{%.*s}'",
		    for_names[r->each], STR_ARG(name));
		if (allowed.n > 0)
			diag_note(d, nowhere, "it may hold %.*s", STR_ARG(allowed));
		return false;
	}
	return true;
}

/* Markdown is of one article or question; everything else has a template. */
static bool
row_complete(const struct row *r, const struct value *v, struct diag *d)
{
	const char *missing = r->each < 0 ? "for" : r->path.n == 0 ? "path"
	    : r->template.n == 0 && r->content == CONTENT_TEMPLATE ? "template"
	    : r->name.n + r->template.n == 0 ? "name" : NULL;

	if (missing) {
		diag_error(d, v->at, "row", "a page needs '%s'", missing);
		return false;
	}
	if (r->content == CONTENT_MARKDOWN && r->each != FOR_ARTICLE &&
	    r->each != FOR_QUESTION) {
		diag_error(d, v->at, "row",
		    "'content: markdown' is for an article or a question");
		return false;
	}
	return true;
}

static bool
row_read(struct row *r, const struct value *v, struct arena *a, struct diag *d)
{
	r->at = v->at;
	r->each = -1;
	if (v->kind != VALUE_MAP) {
		diag_error(d, v->at, "wrong-type",
		    "a page must be a map such as {for: site, path: /about/, template: about.html}");
		return false;
	}
	if (!schema_fill(row_fields, v, r, "a page", a, d))
		return false;
	if (!row_complete(r, v, d))
		return false;
	if (r->name.n == 0)
		r->name = stem(r->template);
	if (!value_get(v, S("listed")))
		r->listed = str_ends(r->path, S("/"));
	return path_check(r, v, d);
}

static void
row_put(struct rows *out, size_t *cap, struct row row, struct arena *a)
{
	for (size_t i = 0; i < out->n; i++)
		if (str_eq(out->row[i].name, row.name)) {
			out->row[i] = row;
			return;
		}
	if (out->n == *cap)
		out->row = arena_grow(a, out->row, out->n, cap, sizeof row);
	out->row[out->n++] = row;
}

static bool
pages_read(struct rows *out, size_t *cap, const struct value *list,
    struct arena *a, struct diag *d)
{
	bool ok = true;

	for (size_t i = 0; list && i < list->list.n; i++) {
		struct row r = { 0 };

		if (row_read(&r, list->list.v[i], a, d))
			row_put(out, cap, r, a);
		else
			ok = false;
	}
	return ok;
}

static bool
bundles_read(struct rows *out, const struct value *list, struct arena *a,
    struct diag *d)
{
	bool ok = true;

	if (!list)
		return true;
	out->bundle = arena_array(a, struct bundle, list->list.n);
	for (size_t i = 0; i < list->list.n; i++)
		ok = schema_fill(bundle_fields, list->list.v[i],
		    &out->bundle[out->nbundle++], "a bundle", a, d) && ok;
	return ok;
}

bool
rows_load(struct rows *out, const struct config *c, struct arena *a,
    struct diag *d)
{
	struct str path = S("templates/theme.yml");
	char *file = config_file(c, path, a);
	struct source *s = file ? source_load(file, path, a, d) : NULL;
	const struct value *v = s ? yaml_parse(s, a, d) : NULL;
	struct theme theme = { 0 };
	size_t cap = 0;
	bool ok = true;

	if (!file) {
		diag_error(d, nowhere, "theme",
		    "no templates/theme.yml: the theme is not where tiku is");
		diag_note(d, nowhere,
		    "set TIKU_HOME to the folder that holds tiku's templates/ and assets/");
		return false;
	}
	if (v)
		ok = schema_fill(theme_fields, v, &theme, "theme.yml", a, d);
	ok = pages_read(out, &cap, theme.pages, a, d) && ok;
	ok = bundles_read(out, theme.bundles, a, d) && ok;
	return pages_read(out, &cap, c->pages, a, d) && ok && v;
}

const struct row *
rows_for(const struct rows *r, enum row_for each)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->row[i].each == (int)each)
			return &r->row[i];
	return NULL;
}

static struct str
name_value(struct str name, const struct row_names *n)
{
	if (str_eq(name, S("lang")))
		return n->lang;
	if (str_eq(name, S("section")))
		return n->section;
	if (str_eq(name, S("slug")))
		return n->slug;
	if (str_eq(name, S("facet")))
		return n->facet;
	if (str_eq(name, S("key")))
		return n->key;
	return n->id;
}

struct str
row_path(const struct row *r, const struct row_names *n, struct arena *a)
{
	struct str rest = str_from(r->path, 1), head, name, out;
	struct strbuf b = { 0 };

	while (str_cut(&rest, '{', &head)) {
		strbuf_add(&b, head);
		if (!rest.p)
			break;
		str_cut(&rest, '}', &name);
		name = name_value(name, n);
		if (name.n > 0)
			strbuf_add(&b, name);
		if (name.n == 0 && str_starts(rest, S("/")))
			rest = str_from(rest, 1);	/* no section: no empty folder */
	}
	out = arena_copy(a, strbuf_str(&b));
	strbuf_free(&b);
	return out;
}
