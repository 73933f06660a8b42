/*
 * What Python can iterate over: lists, the keys of maps, the characters of
 * texts, iterators, which are read once, and nothing, of what is undefined.
 */
#include "base/text.h"
#include "format/template_run.h"

struct tseq *
tseq_new(struct trender *r, size_t n)
{
	struct tseq *seq = arena_new_of(r->a, struct tseq);

	seq->v = arena_array(r->a, struct tval, n);
	seq->n = n;
	return seq;
}

bool
titer_start(struct trender *r, const struct tnode *e, const struct tval *v,
    struct titer *it)
{
	*it = (struct titer){ .over = *v };
	switch (v->kind) {
	case T_MISSING:
	case T_UNDEFINED:
		return true;
	case T_TEXT:
	case T_HTML:
		it->n = v->text.n;
		return true;
	case T_ITER:
		if (v->seq->used)
			return tpl_fail(r, e, "add '| list' where it is made",
			    "this iterator has been read already");
		v->seq->used = true;
		it->n = v->seq->n;
		return true;
	case T_LIST:
	case T_TUPLE:
	case T_MAP:
	case T_ITEMS:
		it->n = tval_size(v);
		return true;
	default:
		return tpl_fail(r, e, NULL, "%s has no items", tval_name(v));
	}
}

static struct tval
pair_new(struct trender *r, const struct tval *map, size_t i)
{
	struct tval pair = { .kind = T_TUPLE, .seq = tseq_new(r, 2) };
	struct str key;

	pair.seq->v[1] = tval_entry(map, i, &key);
	pair.seq->v[0] = tval_text(key);
	return pair;
}

bool
titer_next(struct trender *r, struct titer *it, struct tval *out)
{
	const struct tval *v = &it->over;
	size_t i = it->i;
	struct str key;

	if (i >= it->n)
		return false;
	it->i++;
	switch (v->kind) {
	case T_TEXT:
	case T_HTML:
		it->i = i;
		text_next(v->text, &it->i);
		*out = tval_text(str_sub(v->text, i, it->i));
		return true;
	case T_MAP:
		tval_entry(v, i, &key);
		*out = tval_text(key);
		return true;
	case T_ITEMS:
		*out = pair_new(r, v, i);
		return true;
	default:
		*out = tval_item(v, i);
		return true;
	}
}

struct tseq *
titer_all(struct trender *r, const struct tnode *e, const struct tval *v)
{
	struct titer it;
	struct tseq *seq;
	struct tval item;

	if (!titer_start(r, e, v, &it))
		return NULL;
	seq = tseq_new(r, it.n);	/* bytes are at least characters */
	seq->n = 0;
	while (titer_next(r, &it, &item))
		seq->v[seq->n++] = item;
	return seq;
}
