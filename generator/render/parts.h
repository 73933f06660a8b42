#ifndef TIKU_RENDER_PARTS_H
#define TIKU_RENDER_PARTS_H
/*
 * A question as what leaves the site wants it: what is asked, the answer, and
 * what explains it.
 */
#include "render/bind.h"

struct parts {
	const struct value *question;	/* as bind_question_full() makes it; in the view's arena */
	struct strbuf asked, answer, explanation;	/* HTML, without the title */
};

/*
 * Fill p.  An example belongs to what is asked when it stands before the answer,
 * else to the explanation; what stands outside all fields is the answer where there
 * is no answer field, else a part of what is asked; a question without any of them takes
 * its long explanation as the answer.  A field that is not named like the part it
 * opens or follows begins with its label, a <p class="label">.  parts_free() frees.
 */
void parts_write(struct parts *p, struct page_view *v, const struct question *q);
void parts_free(struct parts *p);
#endif
