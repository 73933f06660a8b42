/*
 * Statements to bytes.  Everything made on the way lives in the page's arena;
 * a rendering changes neither templates nor values.
 */
#include "format/template_run.h"

struct str
tpl_cut(struct trender *r, size_t mark)
{
	struct str s;

	if (r->out->n == mark)
		return S("");
	s = arena_copy(r->a, str_from(strbuf_str(r->out), mark));
	r->out->n = mark;
	r->out->p[mark] = 0;
	return s;
}

static bool
run_print(struct trender *r, const struct tnode *e)
{
	struct tval v;

	if (e->kind == N_CALL)
		return tpl_call(r, e, true, NULL);
	if (e->kind == N_SUPER)
		return tpl_super(r, e, true, NULL);
	return tpl_eval(r, e, &v) && tval_print(r, e, &v);
}

static bool
run_if(struct trender *r, const struct tstmt *s)
{
	const struct tstmt *branch = s;
	bool yes;

	do {
		if (!tpl_truth(r, branch->test, &yes))
			return false;
		if (yes)
			return tpl_run(r, branch->then);
		branch = branch == s ? s->elif : branch->next;
	} while (branch);
	return tpl_run(r, s->otherwise);
}

/* An item into the targets of a loop. */
static bool
unpack(struct trender *r, const struct tfor *f, const struct tval *item)
{
	struct tval *slot = r->act->slot;

	if (f->ntarget == 1) {
		slot[f->target[0].slot] = *item;
		return true;
	}
	if (item->kind != T_LIST && item->kind != T_TUPLE)
		return tpl_fail(r, f->over, "use .items() for a map's keys and "
		    "values", "an item is %s, it does not give %zu names",
		    tval_name(item), f->ntarget);
	if (tval_size(item) != f->ntarget)
		return tpl_fail(r, f->over, NULL,
		    "an item has %zu parts, not %zu", tval_size(item),
		    f->ntarget);
	for (size_t i = 0; i < f->ntarget; i++)
		slot[f->target[i].slot] = tval_item(item, i);
	return true;
}

/* The items a loop's `if` lets through, in place. */
static bool
sift(struct trender *r, const struct tfor *f, struct tseq *seq)
{
	size_t kept = 0;

	tpl_frame_enter(r, &f->test_frame);
	for (size_t i = 0; i < seq->n; i++) {
		bool yes;

		if (!unpack(r, f, &seq->v[i]) || !tpl_truth(r, f->test, &yes))
			return false;
		if (yes)
			seq->v[kept++] = seq->v[i];
	}
	seq->n = kept;
	return true;
}

/* All items beforehand: loop.length counts them, texts by character. */
static bool
loop_items(struct trender *r, const struct tfor *f, struct titer *it,
    size_t *n)
{
	struct tval over;
	struct tseq *seq;

	if (!tpl_eval(r, f->over, &over))
		return false;
	if (!f->test && !tval_is_text(&over)) {
		*n = 0;
		if (!titer_start(r, f->over, &over, it))
			return false;
		*n = it->n;
		return true;
	}
	seq = titer_all(r, f->over, &over);
	if (!seq || (f->test && !sift(r, f, seq)))
		return false;
	over = tval_list(seq);
	*n = seq->n;
	return titer_start(r, f->over, &over, it);
}

static bool
run_for(struct trender *r, const struct tfor *f)
{
	struct titer it;
	struct tval item;
	struct tloop *loop = NULL;
	size_t n;

	if (!loop_items(r, f, &it, &n))
		return false;
	if (n == 0) {
		if (!f->otherwise)
			return true;
		tpl_frame_enter(r, &f->else_frame);
		return tpl_run(r, f->otherwise);
	}
	if (f->uses_loop) {
		loop = arena_new_of(r->a, struct tloop);
		loop->length = n;
	}
	for (size_t i = 0; titer_next(r, &it, &item); i++) {
		if (loop) {
			loop->index0 = i;
			r->act->slot[f->loop_slot] =
			    (struct tval){ .kind = T_LOOP, .loop = loop };
		}
		if (!unpack(r, f, &item))
			return false;
		tpl_frame_enter(r, &f->body_frame);
		if (!tpl_run(r, f->body))
			return false;
	}
	return true;
}

static bool
run_set(struct trender *r, const struct tstmt *s)
{
	size_t mark = r->out->n;
	struct tval v;

	if (s->kind == S_SET) {
		if (!tpl_eval(r, s->set.value, &v))
			return false;
	} else {
		tpl_frame_enter(r, &s->set.frame);
		if (!tpl_run(r, s->set.body))
			return false;
		v = tval_html(tpl_cut(r, mark));
	}
	tpl_store(r, s, &s->set.target, v);
	return true;
}

static bool
run_macro(struct trender *r, const struct tstmt *s)
{
	struct tmacro *m = arena_new_of(r->a, struct tmacro);

	m->code = s->macro;
	m->defined = r->act;
	tpl_store(r, s, &s->macro->name,
	    (struct tval){ .kind = T_MACRO, .macro = m });
	return true;
}

static bool
run_one(struct trender *r, const struct tstmt *s)
{
	switch (s->kind) {
	case S_NOTHING:
		return true;
	case S_TEXT:
		strbuf_add(r->out, s->text);
		return true;
	case S_PRINT:
		return run_print(r, s->expr);
	case S_IF:
		return run_if(r, s);
	case S_FOR:
		return run_for(r, s->loop);
	case S_SET:
	case S_SET_BLOCK:
		return run_set(r, s);
	case S_INCLUDE:
		return tpl_run_include(r, s);
	case S_BLOCK:
		return tpl_run_block(r, s);
	case S_MACRO:
		return run_macro(r, s);
	case S_IMPORT:
	case S_FROM:
		return tpl_run_import(r, s);
	}
	return false;
}

bool
tpl_run(struct trender *r, const struct tstmt *s)
{
	bool ok = true;

	if (r->level++ > TPL_LEVELS)
		ok = tpl_fail(r, s ? &(struct tnode){ .at = s->at,
		    .end = s->end } : NULL, NULL,
		    "templates and expressions are nested too deeply");
	for (; s && ok; s = s->next)
		ok = run_one(r, s);
	r->level--;
	return ok;
}

bool
template_render(const struct template *t, const struct value *scope,
    struct strbuf *out, struct arena *a, struct str page, struct diag *d)
{
	struct trender r = {
		.a = a, .out = out, .d = d, .page = page, .scope = scope,
	};
	struct tcontext *c = arena_new_of(a, struct tcontext);
	size_t start = out->n;

	c->entry = t;
	c->sees_scope = true;
	if (tpl_run_template(&r, t, c))
		return true;
	if (out->p) {
		out->n = start;
		out->p[start] = 0;
	}
	return false;
}
