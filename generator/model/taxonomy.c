/*
 * Vocabularies.  Matching is by name, longest first, over a table keyed by the
 * first character: a site has hundreds of names and megabytes of questions,
 * so names are never searched for one by one.
 *
 * The site's own vocabulary is read before the one that tiku ships, and the
 * first to say something is right: so a site may not only add a name but also
 * take one from another term or call it ambiguous.
 */
#include "model/taxonomy.h"

#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "format/schema.h"
#include "format/yaml.h"

struct name {	/* one way to write a term */
	struct str text;
	struct term *term;
	bool ambiguous;
};
struct names {
	LIST(struct name) list;	/* same first character, longest first */
};

struct entry {	/* a term as vocabulary files write it */
	const struct value *label;
	struct texts aliases, ambiguous;
	struct str parent, sort_key;
};

static const struct field entry_fields[] = {
	{ "label", FIELD_ANY, offsetof(struct entry, label), 0, 0, NULL },
	{ "aliases", FIELD_TEXTS, offsetof(struct entry, aliases), 0, 0, NULL },
	{ "ambiguous", FIELD_TEXTS, offsetof(struct entry, ambiguous), 0, 0, NULL },
	{ "parent", FIELD_TEXT, offsetof(struct entry, parent), 0, 0, NULL },
	{ "sort_key", FIELD_TEXT, offsetof(struct entry, sort_key), 0, 0, NULL },
	{ 0 }
};

/* How many unknown names are compared with all known ones: a collection with
 * thousands of them must still build. */
enum { SUGGESTIONS = 200 };

static bool
is_word_byte(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z') || c == '_';
}

/* The first character of a name, ASCII letters in lower case: the table's key. */
static struct str
first_character(struct str s, char lower[1])
{
	size_t at = 0;

	text_next(s, &at);
	if (at != 1)
		return str_sub(s, 0, at);
	lower[0] = s.p[0] >= 'A' && s.p[0] <= 'Z' ? (char)(s.p[0] | 0x20)
	    : s.p[0];
	return (struct str){ lower, 1 };
}

static void
scanner_add(struct taxonomy *t, struct str text, struct term *term,
    bool ambiguous, struct arena *a)
{
	char lower[1];
	struct str key = first_character(text, lower);
	struct names *names = map_get(&t->scanner, key);
	struct name n = { text, term, ambiguous };
	size_t i;

	if (!names) {
		names = arena_new_of(a, struct names);
		map_put(a, &t->scanner, arena_copy(a, key), names);
	}
	for (i = 0; i < names->list.n; i++)
		if (str_ieq(names->list.v[i].text, text))
			return;		/* said before, by the file that counts */
	list_push(a, &names->list);
	for (i = names->list.n - 1; i > 0 && names->list.v[i - 1].text.n < text.n; i--)
		names->list.v[i] = names->list.v[i - 1];
	names->list.v[i] = n;
}

/* The first to claim a name keeps it. */
static void
name_claim(struct taxonomy *t, struct str text, struct term *term,
    struct arena *a)
{
	struct str folded = text_fold(a, text);

	if (folded.n == 0 || map_get(&t->by_name, folded))
		return;
	map_put(a, &t->by_name, folded, term);
	if (term->known)
		*list_push(a, &t->name_known) = folded;
}

static void
name_add(struct taxonomy *t, struct str text, struct term *term, bool ambiguous,
    struct arena *a)
{
	name_claim(t, text, term, a);
	if (text.n > 0)
		scanner_add(t, text, term, ambiguous, a);
}

static struct term *
term_new(struct taxonomy *t, struct str id, bool known, struct arena *a)
{
	struct term *term = arena_new_of(a, struct term);

	term->id = id;
	term->known = known;
	*list_push(a, &t->term) = term;
	map_put(a, &t->by_id, id, term);
	return term;
}

static bool
is_ambiguous(const struct entry *e, struct str name)
{
	for (size_t i = 0; i < e->ambiguous.n; i++)
		if (str_ieq(e->ambiguous.v[i]->text, name))
			return true;
	return false;
}

static void
entry_names(struct taxonomy *t, struct term *term, const struct entry *e,
    struct arena *a)
{
	if (e->label && e->label->kind == VALUE_TEXT)
		name_add(t, e->label->text, term,
		    is_ambiguous(e, e->label->text), a);
	if (e->label && e->label->kind == VALUE_MAP)
		for (size_t i = 0; i < e->label->map.n; i++) {
			struct str label = e->label->map.v[i].value->text;

			name_add(t, label, term, is_ambiguous(e, label), a);
		}
	for (size_t i = 0; i < e->aliases.n; i++)
		name_add(t, e->aliases.v[i]->text, term,
		    is_ambiguous(e, e->aliases.v[i]->text), a);
	for (size_t i = 0; i < e->ambiguous.n; i++)
		name_add(t, e->ambiguous.v[i]->text, term, true, a);
}

/* A text or {lang: text}; anything else is a mistake, and no label. */
static void
label_check(struct entry *e, struct diag *d)
{
	const struct value *v = e->label;

	if (!v || v->kind == VALUE_TEXT)
		return;
	if (v->kind != VALUE_MAP) {
		if (v->kind != VALUE_NULL)
			diag_error(d, v->at, "wrong-type",
			    "'label' must be a text or a map from language to text, not %s",
			    value_kind_name(v->kind));
		e->label = NULL;
		return;
	}
	for (size_t i = 0; i < v->map.n; i++)
		if (v->map.v[i].value->kind != VALUE_TEXT) {
			diag_error(d, v->map.v[i].value->at, "wrong-type",
			    "'label' in one language must be a text");
			e->label = NULL;
		}
}

/* What one file says of a label, and for other languages the next file. */
static const struct value *
label_over(const struct value *label, const struct value *next, struct arena *a)
{
	const struct value *const layer[] = { next, label };
	struct value *both;

	if (!label || !next || label->kind != VALUE_MAP || next->kind != VALUE_MAP)
		return label ? label : next;
	both = value_map(a);
	for (size_t i = 0; i < 2; i++)
		for (size_t j = 0; j < layer[i]->map.n; j++)
			value_set(a, both, layer[i]->map.v[j].key,
			    layer[i]->map.v[j].value);
	return both;
}

static void
entry_load(struct taxonomy *t, const struct member *m, struct arena *a,
    struct diag *d)
{
	struct entry e = { 0 };
	struct term *term = map_get(&t->by_id, m->key);

	if (m->value->kind == VALUE_MAP) {
		if (!schema_fill(entry_fields, m->value, &e, "a term", a, d))
			return;
	} else if (m->value->kind != VALUE_NULL) {
		diag_error(d, m->value->at, "wrong-type",
		    "a term must be a map such as {label: {zh: 字节跳动, en: ByteDance}}");
		return;
	}
	if (text_slug(a, m->key).n == 0) {
		diag_error(d, m->at, "term-id",
		    "'%.*s' cannot stand in an address", STR_ARG(m->key));
		return;
	}
	label_check(&e, d);
	if (!term)
		term = term_new(t, m->key, true, a);
	term->label = label_over(term->label, e.label, a);
	if (term->sort_key.n == 0)
		term->sort_key = e.sort_key;
	name_claim(t, m->key, term, a);
	entry_names(t, term, &e, a);
}

/* Parents may be named before they are defined, so they come last. */
static void
parents_load(struct taxonomy *t, const struct value *map, struct diag *d)
{
	for (size_t i = 0; map && i < map->map.n; i++) {
		const struct value *parent = value_get(map->map.v[i].value,
		    S("parent"));
		struct term *term = map_get(&t->by_id, map->map.v[i].key);

		if (!parent || parent->kind != VALUE_TEXT || !term)
			continue;
		term->parent = map_get(&t->by_id, parent->text);
		if (!term->parent || term->parent == term) {
			term->parent = NULL;
			diag_warn(d, parent->at, "unknown-term",
			    "no term '%.*s' to be the parent",
			    STR_ARG(parent->text));
		}
	}
}

/* The terms of a file; its map, or NULL when it has none. */
static const struct value *
file_load(struct taxonomy *t, const char *file, struct str path,
    struct arena *a, struct diag *d)
{
	struct source *s = source_load(file, path, a, d);
	const struct value *v = s ? yaml_parse(s, a, d) : NULL;

	if (!v || v->kind == VALUE_NULL)
		return NULL;
	if (v->kind != VALUE_MAP) {
		diag_error(d, v->at, "wrong-type",
		    "a vocabulary must be a map from id to term, not %s",
		    value_kind_name(v->kind));
		return NULL;
	}
	for (size_t i = 0; i < v->map.n; i++)
		entry_load(t, &v->map.v[i], a, d);
	return v;
}

void
taxonomy_load(struct taxonomy *t, const struct config *c, const char *name,
    struct arena *a, struct diag *d)
{
	struct str shipped = arena_printf(a, "templates/vocabulary/%s.yml", name);
	struct str own = arena_printf(a, "content/%s.yml", name);
	const struct value *first = NULL, *second = NULL;
	char *file;

	t->name = str_of(name);
	file = arena_cstr(a, path_join(a, c->root, own));
	if (file_exists(file))
		first = file_load(t, file, own, a, d);
	file = config_file(c, shipped, a);
	if (file)
		second = file_load(t, file, shipped, a, d);
	parents_load(t, second, d);
	parents_load(t, first, d);	/* the last word */
}

struct term *
taxonomy_find(const struct taxonomy *t, struct str name)
{
	struct arena *scratch;
	struct term *term = map_get(&t->by_name, name);

	if (term)
		return term;
	scratch = arena_new();
	term = map_get(&t->by_name, text_fold(scratch, str_trim(name)));
	arena_free(scratch);
	return term;
}

struct str
slug_short(struct arena *a, struct str slug)
{
	enum { LONGEST = 180, CUT = LONGEST - 9 };
	size_t cut = CUT;

	if (slug.n <= LONGEST)
		return slug;
	while (((unsigned char)slug.p[cut] & 0xC0) == 0x80)
		cut--;
	return arena_printf(a, "%.*s-%.*s", (int)cut, slug.p,
	    STR_ARG(hash_hex(a, hash128(slug), 8)));
}

struct term *
taxonomy_term(struct taxonomy *t, struct str name, struct arena *a)
{
	struct term *term = taxonomy_find(t, name);
	struct str id;

	if (term)
		return term;
	name = arena_copy(a, str_trim(name));
	id = slug_short(a, text_slug(a, name));
	if (id.n == 0)
		id = arena_printf(a, "x%.*s", STR_ARG(hash_hex(a,
		    hash128(name), 8)));
	term = map_get(&t->by_id, id);
	if (term)
		id = arena_printf(a, "%.*s-%.*s", STR_ARG(id),
		    STR_ARG(hash_hex(a, hash128(name), 8)));
	/* its id is no name: "C" is not what "C++" is called */
	term = term_new(t, id, false, a);
	term->label = value_text(a, name);
	name_claim(t, name, term, a);
	return term;
}

struct str
taxonomy_nearest(struct taxonomy *t, struct str name)
{
	struct arena *a;
	struct str best;

	if (t->suggested++ >= SUGGESTIONS)
		return S("");
	a = arena_new();
	best = nearest(text_fold(a, name), t->name_known.v, t->name_known.n);
	arena_free(a);
	return best;
}

struct str
term_label(const struct term *t, struct str lang)
{
	struct str label = config_localised(t->label, lang);

	if (label.n == 0 && t->label && t->label->kind == VALUE_MAP &&
	    t->label->map.n > 0)
		label = t->label->map.v[0].value->text;	/* label_check */
	return label.n > 0 ? label : t->id;
}

struct str
term_sort_name(const struct term *t, struct str label)
{
	for (size_t at = 0; t->sort_key.n > 0 && at < label.n;)
		if (text_is_han(text_next(label, &at)))
			return t->sort_key;
	return label;
}

static bool
name_at(const struct name *n, struct str text, size_t at)
{
	struct str piece = str_sub(text, at, at + n->text.n);

	if (piece.n != n->text.n || !str_ieq(piece, n->text))
		return false;
	if (is_word_byte((unsigned char)piece.p[piece.n - 1]) &&
	    at + piece.n < text.n &&
	    is_word_byte((unsigned char)text.p[at + piece.n]))
		return false;
	return true;
}

static const struct name *
names_match(const struct names *names, struct str text, size_t at,
    bool ambiguous)
{
	for (size_t i = 0; i < names->list.n; i++)
		if ((ambiguous || !names->list.v[i].ambiguous) &&
		    name_at(&names->list.v[i], text, at))
			return &names->list.v[i];
	return NULL;
}

void
taxonomy_scan(const struct taxonomy *t, struct str text, bool ambiguous,
    struct arena *a, struct mentions *out)
{
	const struct names *names;
	const struct name *name;
	bool in_word = false;
	char lower[1];

	for (size_t at = 0; at < text.n;) {
		struct str first = first_character(str_from(text, at), lower);
		bool word = is_word_byte((unsigned char)first.p[0]);

		names = word && in_word ? NULL : map_get(&t->scanner, first);
		name = names ? names_match(names, text, at, ambiguous) : NULL;
		in_word = word;
		if (!name) {
			at += first.n;
			continue;
		}
		*list_push(a, out) = (struct mention){ name->term, at,
			name->text.n };
		at += name->text.n;
		in_word = is_word_byte((unsigned char)text.p[at - 1]);
	}
}
