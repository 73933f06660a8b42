/*
 * Facets: the questions of a company on a topic, of a company by kind, of a
 * topic by difficulty.  Only those that are large enough, and smaller than the
 * whole they are cut from: otherwise two pages would show the same.
 */
#include "base/text.h"
#include "model/site.h"

struct cutting {
	struct site *site;
	struct term_use *whole;
	enum facet_by by;
	enum row_for row;
	struct map found;	/* id -> facet */
	LIST(struct facet *) list;
};

static struct facet *
facet_get(struct cutting *c, struct str id)
{
	struct facet *f = map_get(&c->found, id);

	if (f)
		return f;
	f = arena_new_of(c->site->arena, struct facet);
	f->whole = c->whole;
	f->by = c->by;
	f->id = id;
	map_put(c->site->arena, &c->found, id, f);
	*list_push(c->site->arena, &c->list) = f;
	return f;
}

static void
facet_count(struct cutting *c, struct str id, struct term *topic,
    struct question *q)
{
	struct facet *f = facet_get(c, id);

	f->topic = topic;
	*list_push(c->site->arena, &f->question) = q;
}

static void
question_cut(struct cutting *c, struct question *q)
{
	switch (c->by) {
	case FACET_TOPIC:
		for (size_t i = 0; i < q->topic.n; i++)
			facet_count(c, q->topic.v[i]->id, q->topic.v[i], q);
		break;
	case FACET_KIND:
		facet_count(c, str_of(kind_names[q->kind]), NULL, q);
		break;
	case FACET_DIFFICULTY:
		if (q->difficulty)
			facet_count(c, str_of(difficulty_names[q->difficulty]),
			    NULL, q);
		break;
	}
}

/* The key under which the same facet of another language is found. */
static struct str
facet_key(struct arena *a, const struct facet *f)
{
	return arena_printf(a, "%.*s %d %.*s", STR_ARG(f->whole->term->id),
	    (int)f->by, STR_ARG(f->id));
}

static void
facet_keep(struct cutting *c, struct facet *f, const struct row *row)
{
	struct arena *a = c->site->arena;
	struct edition *e = &c->site->edition[c->whole->lang];
	struct row_names n = {
		.lang = c->site->config->language[c->whole->lang].id,
		.id = text_slug(a, c->whole->term->id),
		.facet = text_slug(a, f->id) };

	f->path = row_path(row, &n, a);
	map_put(a, &e->facet_by_key, facet_key(a, f), f);
	*list_push(a, &c->whole->facet) = f;
	*list_push(a, &e->facet) = f;
}

static void
use_cut(struct site *s, struct term_use *u, enum facet_by by, enum row_for row)
{
	struct cutting c = { .site = s, .whole = u, .by = by, .row = row };
	size_t least = (size_t)s->config->facet_minimum;
	const struct row *r = rows_for(s->rows, row);

	if (!r || u->question.n <= least)
		return;
	for (size_t i = 0; i < u->question.n; i++)
		question_cut(&c, u->question.v[i]);
	for (size_t i = 0; i < c.list.n; i++)
		if (c.list.v[i]->question.n >= least &&
		    c.list.v[i]->question.n < u->question.n)
			facet_keep(&c, c.list.v[i], r);
}

static void
translations_fill(struct site *s, struct facet *f)
{
	struct str key = facet_key(s->arena, f);

	f->translation = arena_array(s->arena, struct facet *,
	    s->config->nlanguage);
	for (size_t l = 0; l < s->config->nlanguage; l++)
		f->translation[l] = map_get(&s->edition[l].facet_by_key, key);
}

void
facet_build(struct site *s)
{
	for (size_t l = 0; l < s->config->nlanguage; l++) {
		struct edition *e = &s->edition[l];

		for (size_t i = 0; i < e->use[TERM_COMPANIES].n; i++) {
			use_cut(s, e->use[TERM_COMPANIES].v[i], FACET_TOPIC,
			    FOR_COMPANY_TOPIC);
			use_cut(s, e->use[TERM_COMPANIES].v[i], FACET_KIND,
			    FOR_COMPANY_KIND);
		}
		for (size_t i = 0; i < e->use[TERM_TOPICS].n; i++)
			use_cut(s, e->use[TERM_TOPICS].v[i], FACET_DIFFICULTY,
			    FOR_TOPIC_DIFFICULTY);
	}
	for (size_t l = 0; l < s->config->nlanguage; l++)
		for (size_t i = 0; i < s->edition[l].facet.n; i++)
			translations_fill(s, s->edition[l].facet.v[i]);
}
