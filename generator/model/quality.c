/* Counting is cheap and says where to look first; judging is the owner's. */
#include "model/quality.h"

static bool
has_twin(const struct question *q, size_t languages)
{
	for (size_t l = 0; l < languages; l++)
		if ((int)l != q->article->lang && q->translation[l])
			return true;
	return false;
}

static struct quality
quality_of(const struct article *at, const struct config *c)
{
	struct quality n = { .doubtful = (int64_t)at->doubtful.n };

	for (size_t i = 0; i < at->question.n; i++) {
		const struct question *q = at->question.v[i];
		size_t size = question_answer_size(q);

		n.answered += size > 0;
		n.thin += size > 0 && size < ANSWER_THIN;
		n.duplicate += q->canonical != NULL;
		n.unpaired += !has_twin(q, c->nlanguage);
	}
	return n;
}

struct quality *
quality_list(const struct site *s, const struct drift_rows *drift, struct arena *a)
{
	struct quality *list = arena_array(a, struct quality, s->article.n);

	for (size_t i = 0; i < s->article.n; i++)
		list[s->article.v[i]->serial] = quality_of(s->article.v[i],
		    s->config);
	for (size_t i = 0; i < drift->n; i++)
		list[drift->v[i].question->article->serial].stale +=
		    drift->v[i].state == DRIFT_STALE;
	return list;
}
