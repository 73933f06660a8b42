/*
 * One file of content/ as data.  Where an article stands (its language, its
 * key, its section) comes from its path; front matter may say otherwise, and
 * contradicting the path is an error, because one of the two would be lost.
 */
#include "model/article.h"

#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "format/yaml.h"

static const char *const markdown_endings[] = { ".md", ".markdown" };

static const char *const kind_choices[] = { "questions", "blog", "docs", NULL };

#define AT(member) offsetof(struct article, member)
static const struct field front_fields[] = {
	{ "title", FIELD_TEXT, AT(title), 0, 0, NULL },
	{ "description", FIELD_TEXT, AT(description), 0, 0, NULL },
	{ "date", FIELD_DATE, AT(date), 0, 0, NULL },
	{ "updated", FIELD_DATE, AT(updated), 0, 0, NULL },
	{ "draft", FIELD_BOOL, AT(draft), 0, 0, NULL },
	{ "expires", FIELD_DATE, AT(expires), 0, 0, NULL },
	{ "slug", FIELD_TEXT, AT(slug_given), 0, 0, NULL },
	{ "lang", FIELD_TEXT, AT(lang_given), 0, 0, NULL },
	{ "translation_key", FIELD_TEXT, AT(translation_key), 0, 0, NULL },
	{ "aliases", FIELD_TEXTS, AT(aliases), 0, 0, NULL },
	{ "weight", FIELD_INT, AT(weight), 0, 0, NULL },
	{ "tags", FIELD_TEXTS, AT(tags), 0, 0, NULL },
	{ "companies", FIELD_TEXTS, AT(companies), 0, 0, NULL },
	{ "topics", FIELD_TEXTS, AT(topics), 0, 0, NULL },
	{ "difficulty", FIELD_TEXT, AT(difficulty_given), 0, 0, NULL },
	{ "series", FIELD_TEXT, AT(series), 0, 0, NULL },
	{ "authors", FIELD_TEXTS, AT(authors), 0, 0, NULL },
	{ "source", FIELD_TEXT, AT(source_note), 0, 0, NULL },
	{ "reviewed", FIELD_TEXT, AT(reviewed), 0, 0, NULL },
	{ "template", FIELD_TEXT, AT(template), 0, 0, NULL },
	{ "noindex", FIELD_BOOL, AT(noindex), 0, 0, NULL },
	{ "duplicate_of", FIELD_ANY, AT(duplicate_of), 0, 0, NULL },
	{ "distinct_from", FIELD_ANY, AT(distinct_from), 0, 0, NULL },
	{ "verify", FIELD_BOOL, AT(verify), 0, 0, NULL },
	{ "ignore", FIELD_TEXTS, AT(ignore), 0, 0, NULL },
	{ "kind", FIELD_CHOICE, AT(kind), 0, 0, kind_choices },
	{ "extra", FIELD_ANY, AT(extra), 0, 0, NULL },
	{ 0 }
};
#undef AT

struct where
article_where(const struct article *at, uint32_t offset, uint32_t length)
{
	return where_at(at->source, offset, length);
}

/* "index.zh.md" -> "index.zh"; false when it is no Markdown. */
static bool
cut_ending(struct str name, struct str *stem)
{
	for (size_t i = 0; i < 2; i++) {
		struct str ending = str_of(markdown_endings[i]);

		if (name.n > ending.n && str_ieq(str_from(name,
		    name.n - ending.n), ending)) {
			*stem = str_sub(name, 0, name.n - ending.n);
			return true;
		}
	}
	return false;
}

static struct str
join_key(struct arena *a, struct str dir, struct str name)
{
	return dir.n == 0 ? name : name.n == 0 ? dir : path_join(a, dir, name);
}

bool
article_place(struct article *at, struct str path, const struct config *c,
    struct arena *a)
{
	struct str dir = path_dir(path), stem, first;
	size_t dot, slash = str_chr(dir, '/');
	int by_suffix = -1, by_folder;

	if (!cut_ending(path_base(path), &stem))
		return false;
	dot = str_rchr(stem, '.');
	if (dot != STR_NONE && dot > 0)
		by_suffix = config_language(c, str_from(stem, dot + 1));
	if (by_suffix >= 0)
		stem = str_sub(stem, 0, dot);
	first = slash == STR_NONE ? dir : str_sub(dir, 0, slash);
	by_folder = config_language(c, first);
	if (by_folder >= 0)
		dir = slash == STR_NONE ? S("") : str_from(dir, slash + 1);
	at->lang = by_suffix >= 0 ? by_suffix
	    : by_folder >= 0 ? by_folder : -1;
	at->is_section = str_eq(stem, S("_index"));
	at->key = str_eq(stem, S("index")) || at->is_section
	    ? dir : join_key(a, dir, stem);
	if (at->key.n == 0)
		at->is_section = true;	/* the home page's own text */
	return true;
}

/* The language, once the front matter has had its say. */
static bool
language_settle(struct article *at, const struct config *c,
    const struct value *front, struct diag *d)
{
	int given = config_language(c, at->lang_given);
	const struct value *v = value_get(front, S("lang"));

	if (at->lang_given.n == 0) {
		if (at->lang < 0)
			at->lang = (int)c->default_language;
		return true;
	}
	if (given < 0) {
		diag_warn(d, v->at, "unknown-language",
		    "the site has no language '%.*s'", STR_ARG(at->lang_given));
		diag_note(d, nowhere, "add it to 'languages' in site.yml");
		if (at->lang < 0)
			at->lang = (int)c->default_language;
		return true;
	}
	if (at->lang >= 0 && at->lang != given) {
		diag_error(d, v->at, "language",
		    "'lang: %.*s' contradicts the file's path, which says '%.*s'",
		    STR_ARG(at->lang_given),
		    STR_ARG(c->language[at->lang].id));
		diag_note(d, nowhere, "remove 'lang', or rename the file");
		return false;
	}
	at->lang = given;
	return true;
}

static void
difficulty_settle(struct article *at, const struct config *c,
    const struct value *front, struct arena *a, struct diag *d)
{
	struct str given = text_fold(a, at->difficulty_given);

	if (given.n == 0)
		return;
	for (size_t i = 0; i < c->nlanguage && !at->difficulty; i++)
		at->difficulty = (enum difficulty)(uintptr_t)map_get(
		    &c->language[i].labels.difficulty, given);
	if (at->difficulty) {
		at->difficulty--;
		return;
	}
	diag_error(d, value_get(front, S("difficulty"))->at, "wrong-type",
	    "'difficulty' must be easy, medium or hard, not '%.*s'",
	    STR_ARG(at->difficulty_given));
}

/* One component of an address: no '/', no '..', nothing a file system refuses. */
static struct str
slug_component(struct arena *a, struct str s)
{
	struct str clean = str_eq(s, S("")) ? s : text_slug(a, s);

	if (clean.n == 0)
		clean = arena_printf(a, "x%.*s", STR_ARG(hash_hex(a, hash128(s), 8)));
	return slug_short(a, clean);
}

/* Every component of a key as it stands in an address. */
static struct str
slug_path(struct arena *a, struct str key)
{
	struct strbuf b = { 0 };
	struct str part, out;

	if (key.n == 0)
		return key;
	while (str_cut(&key, '/', &part)) {
		if (b.n > 0)
			strbuf_byte(&b, '/');
		strbuf_add(&b, slug_component(a, part));
	}
	out = arena_copy(a, strbuf_str(&b));
	strbuf_free(&b);
	return out;
}

bool
article_front(struct article *at, const struct config *c, struct arena *a,
    struct diag *d)
{
	const struct value *front = NULL;
	bool ok = yaml_front(at->source, a, &front, &at->body, d);

	at->title_block = -1;
	if (!ok)
		return false;
	if (front)
		ok = schema_fill(front_fields, front, at, "front matter", a, d);
	ok = language_settle(at, c, front, d) && ok;
	difficulty_settle(at, c, front, a, d);
	if (at->lang < 0)
		at->lang = (int)c->default_language;
	at->section_key = at->is_section ? at->key : path_dir(at->key);
	at->section_slug = slug_path(a, at->section_key);
	at->slug = slug_component(a, at->slug_given.n > 0 ? at->slug_given
	    : path_base(at->key));
	if (at->translation_key.n > 0)
		at->key = at->translation_key;
	return ok;
}

static void
problems_report(const struct article *at, struct diag *d)
{
	for (uint32_t i = 0; i < at->md.nproblem; i++) {
		const struct problem *p = &at->md.problem[i];
		struct where w = article_where(at, p->offset, p->length);
		struct str rule = markdown_text(&at->md, p->rule);
		struct str text = markdown_text(&at->md, p->text);
		struct str note = markdown_text(&at->md, p->note);
		char name[64];

		snprintf(name, sizeof name, "%.*s", STR_ARG(rule));
		if (p->severity == DIAG_ERROR)
			diag_error(d, w, name, "%.*s", STR_ARG(text));
		else
			diag_warn(d, w, name, "%.*s", STR_ARG(text));
		if (note.n > 0)
			diag_note(d, nowhere, "%.*s", STR_ARG(note));
	}
}

/* "《Large Action Model》" keeps its marks: they belong to the title. */
static void
title_settle(struct article *at, struct arena *a)
{
	for (uint32_t i = 0; i < at->md.nblock; i++) {
		const struct block *b = &at->md.block[i];
		struct str text = markdown_text(&at->md, b->text);

		if (b->kind != BLOCK_HEADING || b->depth > 0 || text.n == 0)
			continue;
		if (at->title.n == 0)
			at->title = text;
		else if (!str_eq(text_fold(a, text), text_fold(a, at->title)) ||
		    b->explicit_id)
			return;
		at->title_block = (int)i;
		return;
	}
	if (at->title.n == 0)
		at->title = at->key.n > 0 ? path_base(at->key)
		    : path_base(at->source->path);
}

/* A description for search engines: the first paragraph, cut at a character. */
static void
description_settle(struct article *at)
{
	enum { LONGEST = 300 };

	for (uint32_t i = 0; i < at->md.nblock && at->description.n == 0; i++) {
		const struct block *b = &at->md.block[i];

		if (b->kind != BLOCK_PARAGRAPH || b->depth > 0)
			continue;
		at->description = markdown_text(&at->md, b->text);
	}
	if (at->description.n > LONGEST) {
		size_t cut = LONGEST;

		while (cut > 0 && ((unsigned char)at->description.p[cut] & 0xC0) == 0x80)
			cut--;
		at->description.n = cut;
	}
}

/* Every id in the body's HTML: of headings, of footnotes, of raw elements.  In
 * text a quote is escaped, so what looks like one is one. */
static void
anchors_fill(struct article *at, struct arena *a)
{
	struct str rest = at->md.html, id;

	for (uint32_t i = 0; i < at->md.nblock; i++)
		article_anchor_add(at, markdown_text(&at->md, at->md.block[i].id), a);
	for (size_t n = str_find(rest, S(" id=\"")); n != STR_NONE;
	    n = str_find(rest, S(" id=\""))) {
		rest = str_from(rest, n + strlen(" id=\""));
		str_cut(&rest, '"', &id);
		article_anchor_add(at, id, a);
	}
}

void
article_body(struct article *at, struct arena *a, struct diag *d)
{
	problems_report(at, d);
	title_settle(at, a);
	description_settle(at);
	anchors_fill(at, a);
}

/* Authors skip levels and start anywhere; a page may not: a heading is one
 * deeper than the nearest shallower one before it. */
void
article_outline(struct article *at, struct arena *a)
{
	uint8_t open[8];
	int depth = 0;

	at->outline = arena_array(a, uint8_t, at->md.nblock);
	for (uint32_t i = 0; i < at->md.nblock; i++) {
		const struct block *b = &at->md.block[i];

		if (b->kind != BLOCK_HEADING || (int)i == at->title_block)
			continue;
		while (depth > 0 && open[depth - 1] >= b->level)
			depth--;
		open[depth++] = b->level;
		at->outline[i] = (uint8_t)depth;
	}
}

void
article_anchor_add(struct article *at, struct str id, struct arena *a)
{
	if (id.n > 0)
		map_put(a, &at->anchor, id, at);
}

bool
article_has_anchor(const struct article *at, struct str id)
{
	return map_get(&at->anchor, id) != NULL;
}
