/* Companies, topics, tags and series as templates see them, and pagers. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "render/bind.h"

enum { RELATED = 12 };

static size_t
use_count(const struct term_use *u)
{
	return u->question.n > 0 ? u->question.n : u->article.n;
}

struct value *
bind_term(struct page_view *v, const struct term_use *u)
{
	struct arena *a = v->arena;
	const struct language *l = &v->site->config->language[u->lang];
	char initial = text_initial(l->locale, term_sort_name(u->term, u->label));
	struct value *map = value_map(a);

	bind_text(a, map, "id", u->term->id);
	bind_text(a, map, "label", u->label);
	bind_some(a, map, "url", u->path.n > 0 ? url_of(v->site->config, u->path,
	    a) : S(""));
	bind_int(a, map, "count", (int64_t)use_count(u));
	bind_text(a, map, "initial", arena_copy(a, (struct str){ &initial, 1 }));
	bind_some(a, map, "parent", u->term->parent ? term_label(u->term->parent,
	    l->id) : S(""));
	return map;
}

/* {id, count, percent} for each name that occurs; percent of the whole. */
static void
bind_tally(struct page_view *v, struct value *map, const char *key,
    const char *const *name, const size_t *n, size_t names, size_t total)
{
	struct value *list = value_list(v->arena), *row;

	for (size_t i = 0; i < names; i++) {
		if (n[i] == 0 || name[i][0] == '\0')
			continue;
		row = value_map(v->arena);
		bind_text(v->arena, row, "id", str_of(name[i]));
		bind_int(v->arena, row, "count", (int64_t)n[i]);
		bind_int(v->arena, row, "percent", (int64_t)(n[i] * 100 / total));
		value_add(v->arena, list, row);
	}
	bind_value(v->arena, map, key, list);
}

struct tally {
	const struct term_use *use;
	size_t n;
};

static int
most_first(const void *a, const void *b)
{
	const struct tally *x = a, *y = b;

	if (x->n != y->n)
		return x->n < y->n ? 1 : -1;
	return str_cmp(x->use->term->id, y->use->term->id);
}

struct tallies {
	struct map by_id;
	LIST(struct tally) list;
};

static void
tally_add(struct page_view *v, struct tallies *t, const struct term_use *u)
{
	uintptr_t i;

	if (!u)
		return;
	i = (uintptr_t)map_get(&t->by_id, u->term->id);
	if (!i) {
		*list_push(v->arena, &t->list) = (struct tally){ u, 0 };
		i = t->list.n;
		map_put(v->arena, &t->by_id, u->term->id, (void *)i);
	}
	t->list.v[i - 1].n++;
}

/* The companies of a topic's questions, or the topics of a company's. */
static void
related_collect(struct page_view *v, struct tallies *t, const struct term_use *u,
    int set)
{
	for (size_t i = 0; i < u->question.n; i++) {
		const struct question *q = u->question.v[i];

		if (set == TERM_COMPANIES)
			for (size_t j = 0; j < q->topic.n; j++)
				tally_add(v, t, site_use(v->site, TERM_TOPICS,
				    u->lang, q->topic.v[j]));
		else
			for (size_t j = 0; j < q->company.n; j++)
				tally_add(v, t, site_use(v->site, TERM_COMPANIES,
				    u->lang, q->company.v[j].company));
	}
}

static void
bind_related(struct page_view *v, struct value *map, const struct term_use *u,
    int set)
{
	struct tallies t = { 0 };
	struct value *list = value_list(v->arena), *row;

	related_collect(v, &t, u, set);
	if (t.list.n > 0)
		qsort(t.list.v, t.list.n, sizeof *t.list.v, most_first);
	for (size_t i = 0; i < t.list.n && i < RELATED; i++) {
		row = bind_term(v, t.list.v[i].use);
		value_set(v->arena, row, S("count"), value_int(v->arena,
		    (int64_t)t.list.v[i].n));
		bind_int(v->arena, row, "percent",
		    (int64_t)(t.list.v[i].n * 100 / u->question.n));
		value_add(v->arena, list, row);
	}
	bind_value(v->arena, map, "related", list);
}

struct value *
bind_term_charts(struct page_view *v, const struct term_use *u, int set)
{
	struct value *map = bind_term(v, u);
	size_t kinds[KINDS] = { 0 }, difficulties[4] = { 0 };

	for (size_t i = 0; i < u->question.n; i++) {
		kinds[u->question.v[i]->kind]++;
		difficulties[u->question.v[i]->difficulty]++;
	}
	bind_tally(v, map, "kinds", kind_names, kinds, KINDS, u->question.n);
	bind_tally(v, map, "difficulties", difficulty_names, difficulties, 4,
	    u->question.n);
	bind_related(v, map, u, set);
	return map;
}

/* --- pagers ----------------------------------------------------------- */

struct str
page_path(struct arena *a, struct str first, size_t number)
{
	if (number == 1)
		return first;
	return arena_printf(a, "%.*spage/%zu/", STR_ARG(first), number);
}

static void
pager_link(struct page_view *v, struct value *map, const char *key,
    const struct page *page, size_t number)
{
	if (number < 1 || number > page->pages)
		bind_value(v->arena, map, key, value_null(v->arena));
	else
		bind_text(v->arena, map, key, url_of(v->site->config,
		    page_path(v->arena, page->first_path, number), v->arena));
}

/* The first, the last and those round the current one; none for a gap. */
static void
pager_urls(struct page_view *v, struct value *map, const struct page *page)
{
	struct value *list = value_list(v->arena), *row;
	bool gap = false;

	for (size_t n = 1; n <= page->pages; n++) {
		size_t away = n > page->number ? n - page->number
		    : page->number - n;

		if (away > 2 && n != 1 && n != page->pages) {
			if (!gap)
				value_add(v->arena, list, value_null(v->arena));
			gap = true;
			continue;
		}
		gap = false;
		row = value_map(v->arena);
		bind_int(v->arena, row, "number", (int64_t)n);
		pager_link(v, row, "url", page, n);
		bind_bool(v->arena, row, "current", n == page->number);
		value_add(v->arena, list, row);
	}
	bind_value(v->arena, map, "urls", list);
}

struct value *
bind_pager(struct page_view *v, const struct page *page)
{
	struct value *map = value_map(v->arena);

	bind_int(v->arena, map, "number", (int64_t)page->number);
	bind_int(v->arena, map, "pages", (int64_t)page->pages);
	bind_int(v->arena, map, "total", (int64_t)page->total);
	bind_int(v->arena, map, "first", (int64_t)page->from + (page->total > 0));
	bind_int(v->arena, map, "last", (int64_t)page->to);
	pager_link(v, map, "prev", page, page->number - 1);
	pager_link(v, map, "next", page, page->number + 1);
	pager_urls(v, map, page);
	return map;
}
