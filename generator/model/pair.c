/*
 * Twins in other languages.  Articles pair by key; questions by id, which is
 * what an author can see and set.  Inside a pair of articles those that are left
 * over pair by number and kind, then by what does not change with the language:
 * code, formulas, Latin words.  What could be two things is said to be
 * ambiguous and never guessed.
 */
#include "model/site.h"

/* The articles of one key, by language. */
static struct article **
key_slot(struct site *s, struct str key)
{
	struct article **slot = map_get(&s->article_by_key, key);

	if (!slot) {
		slot = arena_array(s->arena, struct article *,
		    s->config->nlanguage);
		map_put(s->arena, &s->article_by_key, key, slot);
	}
	return slot;
}

static void
key_claim(struct site *s, struct article *at, struct diag *d)
{
	struct article **slot = key_slot(s, at->key);

	if (!slot[at->lang]) {
		slot[at->lang] = at;
		return;
	}
	if (str_eq(slot[at->lang]->path, at->path))
		return;		/* one address for two: the plan of pages says so */
	diag_error(d, article_where(at, 0, 0), "duplicate-source",
	    "'%.*s' is the key of two articles in one language",
	    STR_ARG(at->key));
	diag_note(d, article_where(slot[at->lang], 0, 0), "the other one");
	diag_note(d, nowhere, "rename one, or give it another translation_key");
}

void
pair_articles(struct site *s, struct diag *d)
{
	for (size_t i = 0; i < s->article.n; i++)
		key_claim(s, s->article.v[i], d);
	for (size_t i = 0; i < s->article.n; i++) {
		struct article *at = s->article.v[i];
		struct article **slot = map_get(&s->article_by_key, at->key);

		for (size_t l = 0; l < s->config->nlanguage; l++)
			at->translation[l] = slot[l];
	}
}

/* --- questions -------------------------------------------------------- */

static void
pair_by_id(struct site *s)
{
	for (size_t l = 0; l < s->config->nlanguage; l++)
		for (size_t i = 0; i < s->edition[l].question.n; i++) {
			struct question *q = s->edition[l].question.v[i];

			q->translation = arena_array(s->arena,
			    struct question *, s->config->nlanguage);
			for (size_t m = 0; m < s->config->nlanguage; m++)
				q->translation[m] = map_get(
				    &s->edition[m].question_by_id, q->id);
		}
}

static void
join(struct question *a, struct question *b)
{
	a->translation[b->article->lang] = b;
	b->translation[a->article->lang] = a;
}

/* How surely two questions are the same: 0 is not at all. */
typedef uint32_t (*likeness)(const struct question *a, const struct question *b);

static uint32_t
same_number(const struct question *a, const struct question *b)
{
	return a->number.n > 0 && str_eq(a->number, b->number) &&
	    a->kind == b->kind;
}

/* The question a place of the source belongs to, or NULL; they stand in order. */
static struct question *
question_around(const struct article *at, uint32_t offset)
{
	size_t low = 0, high = at->question.n, middle;
	const struct block *block = at->md.block, *last;
	struct question *q;

	while (low < high) {
		middle = (low + high) / 2;
		if (block[at->question.v[middle]->first].offset <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0)
		return NULL;
	q = at->question.v[low - 1];
	last = &block[q->end - 1];
	return offset < last->offset + last->length ? q : NULL;
}

/* Give each question the hashes of its code, formulas and diagrams. */
static void
embeds_note(const struct article *at, struct arena *a)
{
	for (size_t i = 0; i < at->question.n; i++)
		at->question.v[i]->embed.n = 0;		/* of another pair */
	for (uint32_t i = 0; i < at->md.nembed; i++) {
		const struct embed *e = &at->md.embed[i];
		struct question *q = question_around(at, e->offset);

		if (q)
			*list_push(a, &q->embed) = e->kind + hash64(
			    markdown_text(&at->md, e->text));
	}
}

static uint32_t
shared_embeds(const struct question *a, const struct question *b)
{
	uint32_t n = 0;

	for (size_t i = 0; i < a->embed.n; i++)
		for (size_t j = 0; j < b->embed.n; j++)
			n += a->embed.v[i] == b->embed.v[j];
	return n;
}

/* Of two languages only Latin words, code and formulas can be the same. */
static uint32_t
same_things(const struct question *a, const struct question *b)
{
	uint32_t n = shingles_shared(&a->shingles, &b->shingles, UINT32_MAX) +
	    2 * shared_embeds(a, b);

	return n >= 2 ? n : 0;
}

/* The best of the others that have no twin; NULL when none, or *tie when two
 * are equally good. */
static struct question *
best_match(const struct question *q, const struct article *other, likeness like,
    bool *tie)
{
	struct question *best = NULL;
	uint32_t most = 0, n;

	*tie = false;
	for (size_t i = 0; i < other->question.n; i++) {
		struct question *o = other->question.v[i];

		if (!o->translation || o->translation[q->article->lang])
			continue;
		n = like(q, o);
		if (n > most) {
			best = o;
			most = n;
			*tie = false;
		} else if (n == most && n > 0)
			*tie = true;
	}
	return *tie ? NULL : best;
}

static void
pair_rest(const struct article *at, const struct article *other, likeness like)
{
	bool tie, back;

	for (size_t i = 0; i < at->question.n; i++) {
		struct question *q = at->question.v[i], *o;

		if (!q->translation || q->translation[other->lang])
			continue;
		o = best_match(q, other, like, &tie);
		q->ambiguous = tie;
		if (o && best_match(o, at, like, &back) == q)
			join(q, o);
	}
}

static bool
has_rest(const struct article *at, int lang)
{
	for (size_t i = 0; i < at->question.n; i++)
		if (at->question.v[i]->translation &&
		    !at->question.v[i]->translation[lang])
			return true;
	return false;
}

void
pair_questions(struct site *s)
{
	pair_by_id(s);
	for (size_t i = 0; i < s->article.n; i++)
		for (size_t l = 0; l < s->config->nlanguage; l++) {
			const struct article *at = s->article.v[i];
			const struct article *other = at->translation[l];

			if (!other || (int)l <= at->lang || !has_rest(at, (int)l))
				continue;
			pair_rest(at, other, same_number);
			if (!has_rest(at, (int)l))
				continue;
			embeds_note(at, s->arena);
			embeds_note(other, s->arena);
			pair_rest(at, other, same_things);
		}
}

/* --- side by side ----------------------------------------------------- */

const struct article *
pair_head(const struct site *s, const struct article *at)
{
	const struct article *head =
	    at->translation[s->config->default_language];
	bool twin = false;

	for (size_t l = 0; l < s->config->nlanguage; l++) {
		twin |= (int)l != at->lang && at->translation[l];
		if (!head)
			head = at->translation[l];
	}
	return twin && head->question.n > 0 ? head : NULL;
}

struct str
pair_path(const struct row *r, const struct article *head, struct arena *a)
{
	struct row_names n = {
		.key = path_join(a, head->section_slug, head->slug) };

	return row_path(r, &n, a);
}
