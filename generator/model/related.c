/*
 * Relatives of a question, each with its reason.  Candidates are the neighbours
 * in the lists of its own topics and companies, a bounded window of them, so
 * that a topic with ten thousand questions costs no more than one with sixty.
 */
#include "model/site.h"

enum { WINDOW = 8, WORDS = 12 };	/* shared words beyond that say no more */

static uint32_t
same_topics(const struct question *a, const struct question *b)
{
	uint32_t n = 0;

	for (size_t i = 0; i < a->topic.n; i++)
		for (size_t j = 0; j < b->topic.n; j++)
			n += a->topic.v[i] == b->topic.v[j];
	return n;
}

static uint32_t
same_companies(const struct question *a, const struct question *b)
{
	uint32_t n = 0;

	for (size_t i = 0; i < a->company.n; i++)
		for (size_t j = 0; j < b->company.n; j++)
			n += a->company.v[i].company == b->company.v[j].company;
	return n;
}

static struct relative
relate(const struct question *a, struct question *b)
{
	struct relative r = { .question = b };

	r.topics = same_topics(a, b);
	r.companies = same_companies(a, b);
	r.score = r.topics * 8 + r.companies * 4 + (a->kind == b->kind);
	return r;
}

/* Best first; equal ones in the order of their ids. */
static bool
is_better(const struct relative *a, const struct relative *b)
{
	if (a->score != b->score)
		return a->score > b->score;
	return str_cmp(a->question->id, b->question->id) < 0;
}

static void
offer(struct question *q, struct question *other)
{
	struct relative r;
	size_t i;

	if (other == q || other->canonical || q->canonical == other)
		return;
	for (i = 0; i < q->nrelated; i++)
		if (q->related[i].question == other)
			return;
	r = relate(q, other);
	if (q->nrelated == RELATIVES &&
	    r.score + WORDS < q->related[RELATIVES - 1].score)
		return;		/* no words can make up for it */
	r.score += shingles_shared(&q->shingles, &other->shingles, WORDS);
	if (q->nrelated < RELATIVES)
		q->nrelated++;
	else if (!is_better(&r, &q->related[RELATIVES - 1]))
		return;
	for (i = q->nrelated - 1; i > 0 && is_better(&r, &q->related[i - 1]); i--)
		q->related[i] = q->related[i - 1];
	q->related[i] = r;
}

/* The window before and behind each question of a term. */
static void
term_offer(const struct term_use *u)
{
	for (size_t i = 0; i < u->question.n; i++)
		for (size_t j = i < WINDOW ? 0 : i - WINDOW;
		    j < u->question.n && j <= i + WINDOW; j++)
			offer(u->question.v[i], u->question.v[j]);
}

void
related_find(struct site *s)
{
	if (!s->config->question_pages)
		return;		/* only they show relatives */
	for (size_t l = 0; l < s->config->nlanguage; l++) {
		struct edition *e = &s->edition[l];

		for (size_t i = 0; i < e->use[TERM_TOPICS].n; i++)
			term_offer(e->use[TERM_TOPICS].v[i]);
		for (size_t i = 0; i < e->use[TERM_COMPANIES].n; i++)
			term_offer(e->use[TERM_COMPANIES].v[i]);
	}
}
