/*
 * Twins in other languages.  Articles pair by key, questions by id: both are
 * what an author can see and set, so nothing is ever guessed.
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

void
pair_questions(struct site *s)
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
