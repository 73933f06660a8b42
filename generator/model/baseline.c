/*
 * Moved ids.  A derived id depends on a number, and numbers change when a
 * question is put in before others; the way out is an explicit id.
 */
#include "model/baseline.h"

#include "base/text.h"
#include "format/json.h"

/* The question of today that an entry of the old list speaks of: the same title
 * in the same article. */
static const struct question *
question_today(const struct site *s, int lang, const struct value *old,
    struct arena *a)
{
	const struct edition *e = &s->edition[lang];
	struct str key = value_get_text(value_get(old, S("article")), S("key"));
	struct str title = text_fold(a, value_get_text(old, S("title")));

	for (size_t i = 0; i < e->question.n; i++)
		if (str_eq(e->question.v[i]->article->key, key) &&
		    str_eq(text_fold(a, e->question.v[i]->title), title))
			return e->question.v[i];
	return NULL;
}

static void
entry_check(const struct site *s, int lang, const struct value *old,
    struct arena *a, struct diag *d)
{
	struct str id = value_get_text(old, S("id"));
	struct str title = value_get_text(old, S("title"));
	const struct question *holder = map_get(&s->edition[lang].question_by_id,
	    id);
	const struct question *now;

	if (holder && str_eq(text_fold(a, holder->title), text_fold(a, title)))
		return;
	now = question_today(s, lang, old, a);
	if (holder && !now)
		return;		/* there, with another title */
	if (now) {
		diag_warn(d, now->at, "moved-id",
		    "this question was published as '%.*s' and is '%.*s' now",
		    STR_ARG(id), STR_ARG(now->id));
		diag_note(d, nowhere, "keep its address: write {#%.*s} on its heading",
		    STR_ARG(id));
		return;
	}
	diag_warn(d, nowhere, "lost-id", "question '%.*s' (%.*s) is gone",
	    STR_ARG(id), STR_ARG(title));
	diag_note(d, nowhere,
	    "put {#%.*s} on what replaces it, or list its address in 'aliases'",
	    STR_ARG(id));
}

bool
baseline_check(const struct site *s, const char *file, struct arena *a,
    struct diag *d)
{
	struct source *src = source_load(file, str_of(file), a, d);
	struct str error = S("");
	const struct value *v = src ? json_parse(src->text, a, &error) : NULL;
	const struct value *list = value_get(v, S("questions"));
	int lang = config_language(s->config, value_get_text(v, S("lang")));

	if (!src)
		return false;
	if (!list || list->kind != VALUE_LIST || lang < 0) {
		diag_error(d, where_at(src, 0, 0), "baseline",
		    "'%s' is no questions.json of this site%s%.*s", file,
		    error.n ? ": " : "", STR_ARG(error));
		return false;
	}
	for (size_t i = 0; i < list->list.n; i++)
		entry_check(s, lang, list->list.v[i], a, d);
	return true;
}
