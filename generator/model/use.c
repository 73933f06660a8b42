/*
 * Where terms stand: for each language the questions of a company or topic,
 * the articles of a tag, in the alphabetical order of that language's readers.
 */
#include <stdlib.h>

#include "base/text.h"
#include "model/site.h"

static const enum row_for set_row[] = { FOR_COMPANY, FOR_TOPIC, FOR_TAG,
	FOR_SERIES };

/* Readers look under a letter first (阿里巴巴 beside Anthropic), then in the
 * order of their language; what has no letter comes last. */
struct str
use_sort_key(struct arena *a, struct str locale, struct str label)
{
	char initial = text_initial(locale, label);
	struct str key = text_sort_key(a, locale, label);
	struct strbuf b = { 0 };
	struct str out;

	strbuf_byte(&b, initial == '#' ? '~' : initial);
	strbuf_add(&b, key);
	out = arena_copy(a, strbuf_str(&b));
	strbuf_free(&b);
	return out;
}

static struct term_use *
use_get(struct site *s, int set, int lang, struct term *t)
{
	struct edition *e = &s->edition[lang];
	struct term_use *u = map_get(&e->use_by_id[set], t->id);
	const struct row *row = rows_for(s->rows, set_row[set]);
	struct str locale = s->config->language[lang].locale;
	struct row_names n = { .lang = s->config->language[lang].id,
		.id = text_slug(s->arena, t->id) };

	if (u)
		return u;
	u = arena_new_of(s->arena, struct term_use);
	u->term = t;
	u->lang = lang;
	u->label = term_label(t, s->config->language[lang].id);
	u->sort = use_sort_key(s->arena, locale, term_sort_name(t, u->label));
	if (row)
		u->path = row_path(row, &n, s->arena);
	*list_push(s->arena, &e->use[set]) = u;
	map_put(s->arena, &e->use_by_id[set], t->id, u);
	return u;
}

static void
question_uses(struct site *s, int lang, struct question *q)
{
	for (size_t i = 0; i < q->company.n; i++)
		*list_push(s->arena, &use_get(s, TERM_COMPANIES, lang,
		    q->company.v[i].company)->question) = q;
	for (size_t i = 0; i < q->topic.n; i++)
		*list_push(s->arena, &use_get(s, TERM_TOPICS, lang,
		    q->topic.v[i])->question) = q;
}

static bool
last_is(const struct term_use *u, const struct article *at)
{
	return u->article.n > 0 && u->article.v[u->article.n - 1] == at;
}

static void
article_uses(struct site *s, int lang, struct article *at)
{
	struct term_use *u;

	for (size_t i = 0; i < at->tag.n; i++) {
		u = use_get(s, TERM_TAGS, lang, at->tag.v[i]);
		if (!last_is(u, at))
			*list_push(s->arena, &u->article) = at;
	}
	if (at->series_term)
		*list_push(s->arena, &use_get(s, TERM_SERIES, lang,
		    at->series_term)->article) = at;
	for (size_t i = 0; i < at->topic.n; i++) {
		u = use_get(s, TERM_TOPICS, lang, at->topic.v[i]);
		if (!last_is(u, at))
			*list_push(s->arena, &u->article) = at;
	}
	for (size_t i = 0; i < at->company.n; i++) {
		u = use_get(s, TERM_COMPANIES, lang, at->company.v[i]);
		if (!last_is(u, at))
			*list_push(s->arena, &u->article) = at;
	}
}

static int
by_label(const void *a, const void *b)
{
	const struct term_use *x = *(struct term_use *const *)a;
	const struct term_use *y = *(struct term_use *const *)b;
	int order = str_cmp(x->sort, y->sort);

	return order ? order : str_cmp(x->term->id, y->term->id);
}

/* A series is read in the order of weights, then of dates. */
static int
in_series(const void *a, const void *b)
{
	const struct article *x = *(struct article *const *)a;
	const struct article *y = *(struct article *const *)b;

	if (x->weight != y->weight)
		return x->weight < y->weight ? -1 : 1;
	if (x->date != y->date)
		return x->date < y->date ? -1 : 1;
	return str_cmp(x->source->path, y->source->path);
}

static void
series_sort(struct edition *e)
{
	for (size_t i = 0; i < e->use[TERM_SERIES].n; i++) {
		struct term_use *u = e->use[TERM_SERIES].v[i];

		qsort(u->article.v, u->article.n, sizeof *u->article.v, in_series);
	}
}

static void
translations_fill(struct site *s, int set, struct term_use *u)
{
	u->translation = arena_array(s->arena, struct term_use *,
	    s->config->nlanguage);
	for (size_t l = 0; l < s->config->nlanguage; l++)
		u->translation[l] = site_use(s, set, (int)l, u->term);
}

void
use_build(struct site *s)
{
	for (size_t l = 0; l < s->config->nlanguage; l++) {
		struct edition *e = &s->edition[l];

		for (size_t i = 0; i < e->listed.n; i++)
			question_uses(s, (int)l, e->listed.v[i]);
		for (size_t i = 0; i < e->article.n; i++)
			article_uses(s, (int)l, e->article.v[i]);
	}
	for (size_t l = 0; l < s->config->nlanguage; l++)
		series_sort(&s->edition[l]);
	for (size_t l = 0; l < s->config->nlanguage; l++)
		for (int set = 0; set < TERM_SETS; set++) {
			struct edition *e = &s->edition[l];

			if (e->use[set].n > 0)
				qsort(e->use[set].v, e->use[set].n,
				    sizeof *e->use[set].v, by_label);
			for (size_t i = 0; i < e->use[set].n; i++)
				translations_fill(s, set, e->use[set].v[i]);
		}
}
