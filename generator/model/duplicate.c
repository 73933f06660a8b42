/*
 * Near-duplicates.  Bands of MinHash bring candidates together; what decides
 * is how much of the rare shingles two questions share, because machine-written
 * collections ask "X 在图像识别任务中的应用？" and "X 在语音识别任务中的应用？",
 * two characters apart.  Authors have the last word: duplicate_of and
 * distinct_from.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/site.h"

enum { BUCKET_MOST = 16 };	/* candidates compared at one band: keeps it linear */
static const double alike = 0.8;	/* of the weight of all shingles */

struct finding {
	struct site *site;
	struct edition *edition;
	struct arena *scratch;
	struct diag *diag;
	uint32_t *key, *count;	/* shingle -> questions it occurs in: open addressing */
	size_t mask;
	double *weight;		/* by count, while small */
	struct question **parent;	/* union-find, by position in edition->question */
};

/* --- rarity ----------------------------------------------------------- */

static uint32_t *
count_of(struct finding *f, uint32_t shingle)
{
	size_t i = shingle & f->mask;

	while (f->count[i] != 0 && f->key[i] != shingle)
		i = (i + 1) & f->mask;
	f->key[i] = shingle;
	return &f->count[i];
}

static void
counts_fill(struct finding *f)
{
	size_t total = 0, cap = 16;

	for (size_t i = 0; i < f->edition->question.n; i++)
		total += f->edition->question.v[i]->shingles.n;
	while (cap < total * 2)
		cap *= 2;
	f->key = arena_array(f->scratch, uint32_t, cap);
	f->count = arena_array(f->scratch, uint32_t, cap);
	f->mask = cap - 1;
	for (size_t i = 0; i < f->edition->question.n; i++) {
		const struct shingles *s = &f->edition->question.v[i]->shingles;

		for (uint32_t j = 0; j < s->n; j++)
			++*count_of(f, s->v[j]);
	}
}

/* log(1 + N / n): what occurs everywhere weighs little. */
static double
weight(struct finding *f, uint32_t shingle)
{
	enum { REMEMBERED = 4096 };
	uint32_t n = *count_of(f, shingle);
	double all = (double)f->edition->question.n;

	if (!f->weight) {
		f->weight = arena_array(f->scratch, double, REMEMBERED);
		for (uint32_t i = 1; i < REMEMBERED; i++)
			f->weight[i] = log(1 + all / i);
	}
	return n < REMEMBERED ? f->weight[n] : log(1 + all / n);
}

/* Shared weight over all weight (weighted Jaccard); both are sorted. */
static bool
is_alike(struct finding *f, const struct shingles *a, const struct shingles *b)
{
	double shared = 0, all = 0;
	uint32_t i = 0, j = 0;

	while (i < a->n || j < b->n) {
		if (j == b->n || (i < a->n && a->v[i] < b->v[j]))
			all += weight(f, a->v[i++]);
		else if (i == a->n || b->v[j] < a->v[i])
			all += weight(f, b->v[j++]);
		else {
			double w = weight(f, a->v[i]);

			shared += w;
			all += w;
			i++, j++;
		}
	}
	return shared >= alike * all &&
	    shared >= log(1 + (double)f->edition->question.n);
}

/* --- clusters --------------------------------------------------------- */

static struct question *
root(struct question *q)
{
	while (q->cluster != q) {
		q->cluster = q->cluster->cluster;
		q = q->cluster;
	}
	return q;
}

/* Which of two stands for both: one the author gave an id, then the older. */
static bool
stands_before(const struct question *a, const struct question *b)
{
	if (a->explicit_id != b->explicit_id)
		return a->explicit_id;
	if (a->article->date != b->article->date)
		return a->article->date && (!b->article->date ||
		    a->article->date < b->article->date);
	if (a->article != b->article)
		return str_cmp(a->article->source->path,
		    b->article->source->path) < 0;
	return a->position < b->position;
}

static void
join(struct question *a, struct question *b)
{
	a = root(a);
	b = root(b);
	if (a == b)
		return;
	if (stands_before(a, b))
		b->cluster = a;
	else
		a->cluster = b;
}

static bool
names_id(const struct value *list, struct str own, struct str id)
{
	if (!list)
		return false;
	if (list->kind == VALUE_MAP)
		return names_id(value_get(list, own), own, id);
	if (list->kind == VALUE_TEXT)
		return str_eq(list->text, id);
	for (size_t i = 0; list->kind == VALUE_LIST && i < list->list.n; i++)
		if (names_id(list->list.v[i], own, id))
			return true;
	return false;
}

static bool
are_distinct(const struct question *a, const struct question *b)
{
	return names_id(a->article->distinct_from, a->id, b->id) ||
	    names_id(b->article->distinct_from, b->id, a->id);
}

struct bucket {
	struct question *q[BUCKET_MOST];
	size_t n;
};

static void
bucket_add(struct finding *f, struct bucket *b, struct question *q)
{
	for (size_t i = 0; i < b->n; i++)
		if (root(b->q[i]) != root(q) && !are_distinct(b->q[i], q) &&
		    is_alike(f, &b->q[i]->shingles, &q->shingles)) {
			join(b->q[i], q);
			return;
		}
	if (b->n < BUCKET_MOST)
		b->q[b->n++] = q;
}

static void
band_read(struct finding *f, int band)
{
	struct map buckets = { 0 };
	struct bucket *b;
	struct str key;

	for (size_t i = 0; i < f->edition->question.n; i++) {
		struct question *q = f->edition->question.v[i];

		if (q->shingles.n < 2)
			continue;	/* "为什么？" is everywhere */
		key = (struct str){ (const char *)&q->shingles.band[band],
			sizeof q->shingles.band[band] };
		b = map_get(&buckets, key);
		if (!b) {
			b = arena_new_of(f->scratch, struct bucket);
			map_put(f->scratch, &buckets, key, b);
		}
		bucket_add(f, b, q);
	}
}

/* --- what the author says --------------------------------------------- */

static struct where
named_at(const struct value *list, struct str own)
{
	const struct value *v = list && list->kind == VALUE_MAP
	    ? value_get(list, own) : list;

	return v ? v->at : nowhere;
}

static struct str
canonical_named(const struct value *list, struct str own)
{
	const struct value *v = list && list->kind == VALUE_MAP
	    ? value_get(list, own) : list;

	if (v && v->kind == VALUE_LIST && v->list.n > 0)
		v = v->list.v[0];
	return v && v->kind == VALUE_TEXT ? v->text : S("");
}

/* duplicate_of leads to a question; going round in a circle is a mistake. */
static void
canonical_apply(struct finding *f, struct question *q)
{
	struct str id = canonical_named(q->article->duplicate_of, q->id);
	struct question *to;
	size_t steps = 0;

	if (id.n == 0 || str_eq(id, q->id))
		return;
	to = map_get(&f->edition->question_by_id, id);
	if (!to) {
		diag_warn(f->diag, named_at(q->article->duplicate_of, q->id),
		    "unknown-question", "no question '%.*s' to be a duplicate of",
		    STR_ARG(id));
		return;
	}
	for (struct question *c = to; c && c != q && steps < 64; steps++)
		c = c->canonical;
	if (steps == 64 || to->canonical == q) {
		diag_warn(f->diag, named_at(q->article->duplicate_of, q->id),
		    "duplicate-circle", "'%.*s' and '%.*s' are each said to be a "
		    "duplicate of the other", STR_ARG(q->id), STR_ARG(id));
		diag_note(f->diag, nowhere, "keep 'duplicate_of' in one of them");
		return;
	}
	q->canonical = to->canonical ? to->canonical : to;
}

static void
edition_read(struct finding *f)
{
	struct edition *e = f->edition;

	for (size_t i = 0; i < e->question.n; i++)
		e->question.v[i]->cluster = e->question.v[i];
	counts_fill(f);
	for (int band = 0; band < SIGNATURE_BANDS; band++)
		band_read(f, band);
	for (size_t i = 0; i < e->question.n; i++) {
		struct question *q = e->question.v[i];

		if (root(q) != q)
			q->canonical = root(q);
	}
	for (size_t i = 0; i < e->question.n; i++)
		canonical_apply(f, e->question.v[i]);
	for (size_t i = 0; i < e->question.n; i++) {
		struct question *q = e->question.v[i];

		if (q->canonical)
			*list_push(f->site->arena, &q->canonical->duplicate) = q;
	}
}

void
duplicate_find(struct site *s, struct diag *d)
{
	for (size_t l = 0; l < s->config->nlanguage; l++) {
		struct finding f = { .site = s, .edition = &s->edition[l],
			.scratch = arena_new(), .diag = d };

		edition_read(&f);
		arena_free(f.scratch);
	}
}
