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

struct quality
quality_of(const struct article *at, const struct config *c,
    const struct drift_rows *drift)
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
	for (size_t i = 0; i < drift->n; i++)
		n.stale += drift->v[i].state == DRIFT_STALE &&
		    drift->v[i].question->article == at;
	return n;
}
