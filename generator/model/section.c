/*
 * Sections: the folders below content/, one a language.  An _index file may
 * title and describe one; a section without it is named after its folder.  The
 * articles at the very top belong to a section with an empty key, which has
 * order but no page of its own.
 */
#include <stdlib.h>

#include "model/site.h"

static struct section *
section_get(struct site *s, int lang, struct str key, struct str slug)
{
	struct edition *e = &s->edition[lang];
	struct section *sec = map_get(&e->section_by_key, key);
	const struct row *row = rows_for(s->rows, FOR_SECTION);
	struct row_names n = { .lang = s->config->language[lang].id,
		.section = slug };

	if (sec)
		return sec;
	sec = arena_new_of(s->arena, struct section);
	sec->key = key;
	sec->slug = slug;
	sec->lang = lang;
	sec->title = path_base(key);
	if (row && key.n > 0)
		sec->path = row_path(row, &n, s->arena);
	sec->translation = arena_array(s->arena, struct section *,
	    s->config->nlanguage);
	*list_push(s->arena, &e->section) = sec;
	map_put(s->arena, &e->section_by_key, key, sec);
	return sec;
}

/* An _index file in one language decides the kind for those that have none. */
static void
index_apply(struct site *s, struct article *at, struct diag *d)
{
	struct section *sec = section_get(s, at->lang, at->section_key,
	    at->section_slug);

	if (sec->index) {
		diag_error(d, article_where(at, 0, 0), "duplicate-source",
		    "'%.*s' has two descriptions in one language",
		    STR_ARG(at->section_key));
		diag_note(d, article_where(sec->index, 0, 0), "the other one");
		return;
	}
	sec->index = at;
	at->section = sec;
	at->path = sec->path;
	sec->title = at->title;
	sec->description = at->description;
	sec->kind = (enum section_kind)at->kind;
	sec->weight = at->weight;
}

static void
kind_share(struct site *s)
{
	for (size_t l = 0; l < s->config->nlanguage; l++)
		for (size_t i = 0; i < s->edition[l].section.n; i++) {
			struct section *sec = s->edition[l].section.v[i];

			for (size_t m = 0; m < s->config->nlanguage; m++) {
				struct section *other = site_section(s, (int)m,
				    sec->key);

				sec->translation[m] = other;
				if (!sec->index && other && other->index) {
					sec->kind = other->kind;
					sec->weight = other->weight;
				}
			}
		}
}

static int
by_weight(const void *a, const void *b)
{
	const struct article *x = *(struct article *const *)a;
	const struct article *y = *(struct article *const *)b;

	if (x->weight != y->weight)
		return x->weight < y->weight ? -1 : 1;
	return x->section->kind == SECTION_DOCS
	    ? str_cmp(x->source->path, y->source->path) : newer_first(a, b);
}

static int
section_order(const void *a, const void *b)
{
	const struct section *x = *(struct section *const *)a;
	const struct section *y = *(struct section *const *)b;

	if (x->weight != y->weight)
		return x->weight < y->weight ? -1 : 1;
	return str_cmp(x->key, y->key);
}

static void
section_sort(struct section *sec)
{
	if (sec->article.n > 0)
		qsort(sec->article.v, sec->article.n, sizeof *sec->article.v,
		    sec->kind == SECTION_BLOG ? newer_first : by_weight);
	for (size_t i = 0; i < sec->article.n; i++) {
		sec->article.v[i]->prev = i > 0 ? sec->article.v[i - 1] : NULL;
		sec->article.v[i]->next = i + 1 < sec->article.n
		    ? sec->article.v[i + 1] : NULL;
	}
}

void
section_build(struct site *s, struct diag *d)
{
	for (size_t i = 0; i < s->article.n; i++) {
		struct article *at = s->article.v[i];

		at->section = section_get(s, at->lang, at->section_key,
		    at->section_slug);
		*list_push(s->arena, &at->section->article) = at;
	}
	for (size_t i = 0; i < s->index.n; i++)
		index_apply(s, s->index.v[i], d);
	kind_share(s);
	for (size_t l = 0; l < s->config->nlanguage; l++) {
		struct edition *e = &s->edition[l];

		if (e->section.n > 0)
			qsort(e->section.v, e->section.n, sizeof *e->section.v,
			    section_order);
		for (size_t i = 0; i < e->section.n; i++)
			section_sort(e->section.v[i]);
	}
}
