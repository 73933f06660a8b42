/*
 * Drift.  Commits and file times say that bytes changed, which reformatting
 * and front matter do all the time; the hash here is of meaning, so only a
 * changed question asks for a new look at its translation.
 */
#include "model/drift.h"

#include <string.h>

#include "base/text.h"
#include "format/json.h"

const char *const drift_names[] = { "fresh", "stale", "missing", "extra",
	"structure", "ambiguous", NULL };

static const char record_path[] = "content/translations.json";

/* --- meaning ---------------------------------------------------------- */

/* Letters and digits, case aside: spaces and marks do not change what is said. */
static void
letters_add(struct strbuf *b, struct arena *a, struct str text)
{
	struct str folded = text_fold(a, text);
	size_t at = 0, before;

	while (at < folded.n) {
		before = at;
		if (text_is_letter(text_next(folded, &at)))
			strbuf_add(b, str_sub(folded, before, at));
	}
}

struct hash
question_meaning(const struct question *q)
{
	const struct markdown *m = &q->article->md;
	struct arena *a = arena_new();
	struct hasher *h = hasher_new(a);
	struct strbuf b = { 0 };
	struct hash out;

	for (uint32_t i = q->first; i < q->end; i++)
		letters_add(&b, a, markdown_text(m, m->block[i].text));
	hasher_add(h, strbuf_str(&b));
	for (uint32_t i = 0; i < m->nembed; i++)
		if (m->embed[i].offset >= m->block[q->first].offset &&
		    m->embed[i].offset < m->block[q->end - 1].offset +
		    m->block[q->end - 1].length)
			hasher_add(h, markdown_text(m, m->embed[i].text));
	out = hasher_end(h);
	strbuf_free(&b);
	arena_free(a);
	return out;
}

struct shape {
	unsigned fields;	/* a bit for each */
	size_t code, diagrams, tables;
};

static struct shape
shape_of(const struct question *q)
{
	const struct markdown *m = &q->article->md;
	struct shape s = { 0 };

	for (size_t i = 0; i < q->field.n; i++)
		s.fields |= 1u << q->field.v[i].name;
	for (uint32_t i = q->first; i < q->end; i++) {
		s.code += m->block[i].kind == BLOCK_CODE;
		s.diagrams += m->block[i].kind == BLOCK_DIAGRAM;
		s.tables += m->block[i].kind == BLOCK_TABLE;
	}
	return s;
}

static bool
same_shape(const struct question *a, const struct question *b)
{
	struct shape x = shape_of(a), y = shape_of(b);

	return x.fields == y.fields && x.code == y.code &&
	    x.diagrams == y.diagrams && x.tables == y.tables;
}

/* --- the record ------------------------------------------------------- */

static const struct value *
record_read(const struct site *s, struct arena *a, struct diag *d)
{
	char *file = arena_cstr(a, path_join(a, s->config->root,
	    S("content/translations.json")));
	struct source *src;
	const struct value *v;
	struct str error;

	if (!file_exists(file))
		return NULL;
	src = source_load(file, str_of(record_path), a, d);
	v = src ? json_parse(src->text, a, &error) : NULL;
	if (src && !v)
		diag_error(d, where_at(src, 0, 0), "translations",
		    "the record of translations cannot be read: %.*s",
		    STR_ARG(error));
	return value_get(v, S("questions"));
}

/* Has this version changed since it was recorded?  Unknown counts as no. */
static bool
has_changed(const struct value *record, const struct question *q,
    const struct site *s, struct arena *a)
{
	const struct value *entry = value_get(record, q->id);
	struct str was = value_get_text(entry,
	    s->config->language[q->article->lang].id);

	return was.n > 0 && !str_eq(was, hash_hex(a, question_meaning(q), 16));
}

static enum drift
state_of_pair(const struct value *record, const struct question *q,
    const struct question *twin, const struct site *s, struct arena *a)
{
	if (has_changed(record, q, s, a) && !has_changed(record, twin, s, a))
		return DRIFT_STALE;
	return same_shape(q, twin) ? DRIFT_FRESH : DRIFT_STRUCTURE;
}

/* --- the list --------------------------------------------------------- */

/* Is q the version that others are judged by? */
static bool
is_original(const struct site *s, const struct question *q)
{
	int lang = (int)s->config->default_language;

	return q->article->lang == lang || !q->translation[lang];
}

static void
question_rows(const struct site *s, const struct question *q,
    const struct value *record, struct drift_rows *out, struct arena *a)
{
	int original = (int)s->config->default_language;

	if (!is_original(s, q))
		return;
	if (q->article->lang != original && q->article->translation[original]) {
		*list_push(a, out) = (struct drift_row){ q, q->article->lang,
			q->ambiguous ? DRIFT_AMBIGUOUS : DRIFT_EXTRA };
		return;
	}
	for (size_t l = 0; l < s->config->nlanguage; l++) {
		const struct question *twin = q->translation[l];

		if ((int)l == q->article->lang)
			continue;
		*list_push(a, out) = (struct drift_row){ q, (int)l, twin
		    ? state_of_pair(record, q, twin, s, a)
		    : q->ambiguous ? DRIFT_AMBIGUOUS : DRIFT_MISSING };
	}
}

void
drift_list(const struct site *s, struct drift_rows *out, struct arena *a,
    struct diag *d)
{
	const struct value *record = record_read(s, a, d);

	for (size_t l = 0; l < s->config->nlanguage; l++)
		for (size_t i = 0; i < s->edition[l].question.n; i++)
			question_rows(s, s->edition[l].question.v[i], record, out,
			    a);
}

bool
drift_accept(const struct site *s)
{
	struct arena *a = arena_new();
	struct value *root = value_map(a), *questions = value_map(a), *entry;
	struct strbuf b = { 0 };
	bool ok;

	for (size_t l = 0; l < s->config->nlanguage; l++)
		for (size_t i = 0; i < s->edition[l].question.n; i++) {
			const struct question *q = s->edition[l].question.v[i];

			entry = (struct value *)value_get(questions, q->id);
			if (!entry) {
				entry = value_map(a);
				value_set(a, questions, q->id, entry);
			}
			value_set(a, entry, s->config->language[l].id,
			    value_text(a, hash_hex(a, question_meaning(q), 16)));
		}
	value_set(a, root, S("version"), value_int(a, 1));
	value_set(a, root, S("questions"), questions);
	value_json(&b, root, true);
	strbuf_byte(&b, '\n');
	ok = file_write(arena_cstr(a, path_join(a, s->config->root,
	    S("content/translations.json"))), strbuf_str(&b));
	strbuf_free(&b);
	arena_free(a);
	return ok;
}
