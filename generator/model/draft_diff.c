/*
 * What cleaning did, as a unified diff.  Lines know where they came from, so
 * nothing has to be compared: the diff is one walk, however much has changed.
 */
#include "model/draft_line.h"

#define CONTEXT ((size_t)3)

struct op {
	char sign;		/* ' ', '-' or '+' */
	struct str text;	/* with its end */
};
struct ops { struct op *v; size_t n, cap; };

static struct str
text_whole(const struct draft *d, const struct draft_line *l)
{
	return arena_printf(d->arena, "%.*s%.*s", STR_ARG(l->text),
	    STR_ARG(l->end));
}

/* The line as the file has it, with its end. */
static struct str
was_whole(const struct draft *d, const struct draft_line *l)
{
	struct str s = d->source->text;
	size_t at = (size_t)(l->was.p - s.p), end = at + l->was.n;

	end += end < s.n && s.p[end] == '\r';
	end += end < s.n && s.p[end] == '\n';
	return str_sub(s, at, end);
}

static void
ops_list(const struct draft *d, struct ops *ops)
{
	struct ops added = { 0 };

	for (size_t i = 0; i <= d->line.n; i++) {
		const struct draft_line *l = &d->line.v[i];
		struct str now = S(""), was = S("");

		if (i < d->line.n && !l->gone)
			now = text_whole(d, l);
		if (i < d->line.n && l->number > 0)
			was = was_whole(d, l);
		if (i == d->line.n || (was.n > 0 && str_eq(now, was))) {
			for (size_t k = 0; k < added.n; k++)
				*list_push(d->arena, ops) = added.v[k];
			added.n = 0;
			if (i < d->line.n)
				*list_push(d->arena, ops) = (struct op){ ' ', now };
			continue;
		}
		if (was.n > 0)
			*list_push(d->arena, ops) = (struct op){ '-', was };
		if (now.n > 0)
			*list_push(d->arena, &added) = (struct op){ '+', now };
	}
}

static void
op_print(struct strbuf *out, const struct op *o)
{
	strbuf_byte(out, o->sign);
	strbuf_add(out, o->text);
	if (!str_ends(o->text, S("\n")))
		strbuf_add(out, S("\n\\ No newline at end of file\n"));
}

/* A hunk's side counts from 1; an empty one stands behind the line before it. */
static void
hunk_print(struct strbuf *out, const struct op *v, size_t n, size_t was,
    size_t now)
{
	size_t old = 0, new = 0;

	for (size_t i = 0; i < n; i++) {
		old += v[i].sign != '+';
		new += v[i].sign != '-';
	}
	strbuf_printf(out, "@@ -%zu,%zu +%zu,%zu @@\n", was + (old > 0), old,
	    now + (new > 0), new);
	for (size_t i = 0; i < n; i++)
		op_print(out, &v[i]);
}

/* Behind the last change that hangs together with the one at `from`. */
static size_t
hunk_end(const struct ops *ops, size_t from)
{
	size_t last = from;

	for (size_t i = from; i < ops->n && i <= last + 2 * CONTEXT; i++)
		if (ops->v[i].sign != ' ')
			last = i;
	return last + 1;
}

void
draft_diff(const struct draft *d, struct str from, struct str to,
    struct strbuf *out)
{
	struct ops ops = { 0 };
	size_t was = 0, now = 0, done = 0, begin, end;

	ops_list(d, &ops);
	for (size_t i = 0; i < ops.n; i++) {
		if (ops.v[i].sign == ' ')
			continue;
		if (done == 0)
			strbuf_printf(out, "--- %.*s\n+++ %.*s\n", STR_ARG(from),
			    STR_ARG(to));
		begin = i < done + CONTEXT ? done : i - CONTEXT;
		end = hunk_end(&ops, i) + CONTEXT;
		end = end < ops.n ? end : ops.n;
		for (; done < begin; done++) {
			was += ops.v[done].sign != '+';
			now += ops.v[done].sign != '-';
		}
		hunk_print(out, ops.v + begin, end - begin, was, now);
		for (; done < end; done++) {
			was += ops.v[done].sign != '+';
			now += ops.v[done].sign != '-';
		}
		i = end - 1;
	}
}
