/*
 * The lines of a draft and what the parser makes of them.  Passes mark lines and
 * the next reading joins what is left; only then do places change.  A line keeps
 * its number in the file, so that a note and a diff need no search.
 */
#include "model/draft_line.h"

#include <string.h>

#include "base/proc.h"

enum { PARSE_SECONDS = 2 };	/* CPU time for one reading */

/* Bytes of the line end at s[at], or 0. */
static size_t
end_length(struct str s, size_t at)
{
	if (at == s.n || (s.p[at] != '\n' && s.p[at] != '\r'))
		return 0;
	return s.p[at] == '\r' && at + 1 < s.n && s.p[at + 1] == '\n' ? 2 : 1;
}

void
draft_split(struct draft *d)
{
	struct str s = d->source->text;
	uint32_t number = 1;

	for (size_t at = 0, from; at < s.n; number++) {
		struct draft_line l = { .at = (uint32_t)at, .number = number };

		for (from = at; at < s.n && end_length(s, at) == 0; at++)
			;
		l.text = l.was = str_sub(s, from, at);
		l.end = str_sub(s, at, at + end_length(s, at));
		at += l.end.n;
		*list_push(d->arena, &d->line) = l;
	}
}

static void
body_begin(struct draft *d, size_t offset)
{
	for (d->body = 0; d->body < d->line.n; d->body++)
		if (d->line.v[d->body].at >= offset)
			break;
}

bool
draft_is_blank(struct str line)
{
	for (size_t i = 0; i < line.n; i++)
		if (line.p[i] != ' ' && line.p[i] != '\t' && line.p[i] != '>')
			return false;
	return true;
}

size_t
draft_line_at(const struct draft *d, uint32_t offset)
{
	size_t from = 0, to = d->line.n;

	while (to - from > 1) {
		size_t middle = from + (to - from) / 2;

		if (d->line.v[middle].at <= offset)
			from = middle;
		else
			to = middle;
	}
	return from;
}

void
draft_lines_of(const struct draft *d, const struct block *b, size_t *first,
    size_t *end)
{
	uint32_t last = b->length > 0 ? b->offset + b->length - 1 : b->offset;

	*first = draft_line_at(d, b->offset);
	*end = draft_line_at(d, last) + 1;
}

bool
draft_block_gone(const struct draft *d, const struct block *b)
{
	size_t first, end;

	draft_lines_of(d, b, &first, &end);
	for (size_t i = first; i < end; i++)
		if (!d->line.v[i].gone && !draft_is_blank(d->line.v[i].text))
			return false;
	return true;
}

struct str
draft_block_text(const struct draft *d, uint32_t b)
{
	return markdown_text(draft_md(d), draft_md(d)->block[b].text);
}

/* --- reading ---------------------------------------------------------- */

struct reading {
	struct draft *draft;
	char *record;
	size_t n;
	int status;		/* how the child fell, or 0 */
};

static void
parse_work(void *ctx, size_t i, struct strbuf *out)
{
	const struct draft *d = ((struct reading *)ctx)->draft;
	const struct config *c = d->config;
	struct markdown_options o = { c->math, c->mermaid, c->highlight,
		c->unsafe_html, true };

	(void)i;
	markdown_parse(d->text.text, d->article.body, &o, out);
}

static void
parse_done(void *ctx, size_t i, struct str bytes)
{
	struct reading *r = ctx;

	(void)i;
	r->record = arena_alloc(r->draft->arena, bytes.n);	/* aligned */
	memcpy(r->record, bytes.p, bytes.n);
	r->n = bytes.n;
}

static void
parse_failed(void *ctx, size_t i, int status)
{
	(void)i;
	((struct reading *)ctx)->status = status;
}

static bool
report_fall(struct draft *d, int status)
{
	struct where w = where_at(d->source, 0, 0);

	if (pool_was_slow(status))
		diag_error(d->diag, w, "too-complex",
		    "the Markdown takes more than %d seconds to parse",
		    PARSE_SECONDS);
	else
		diag_error(d->diag, w, "too-complex",
		    "the Markdown brings the parser down");
	diag_note(d->diag, nowhere,
	    "split the draft, or look for very deep nesting or huge tables");
	return false;
}

static bool
parse(struct draft *d)
{
	struct reading r = { .draft = d };
	struct pool p = { parse_work, parse_done, parse_failed, &r,
		PARSE_SECONDS };

	pool_run(&p, 1, 1);
	if (r.status || !markdown_open((struct str){ r.record, r.n },
	    &d->article.md))
		return report_fall(d, r.status);
	return true;
}

/* The parser refused the whole: one error and no blocks.  It does so at the first
 * reading, when the places are still the file's. */
static bool
refused(struct draft *d)
{
	const struct markdown *m = draft_md(d);
	const struct problem *p = m->problem;

	if (m->nblock > 0 || m->nproblem != 1 || p->severity != DIAG_ERROR)
		return false;
	diag_error(d->diag, where_at(d->source, p->offset, p->length),
	    "too-complex", "%.*s", STR_ARG(markdown_text(m, p->text)));
	diag_note(d->diag, nowhere, "%.*s", STR_ARG(markdown_text(m, p->note)));
	return true;
}

/* Raw HTML is ours to look at, unless its text means something else there. */
static bool
is_code(const struct draft *d, const struct block *b)
{
	static const char *const tags[] = { "<pre", "<script", "<style",
		"<textarea" };
	struct str s = str_from(d->text.text, b->offset);

	if (b->kind == BLOCK_CODE || b->kind == BLOCK_MATH ||
	    b->kind == BLOCK_DIAGRAM)
		return true;
	for (size_t i = 0; b->kind == BLOCK_HTML && i < sizeof tags / sizeof *tags; i++)
		if (str_ieq(str_sub(s, 0, strlen(tags[i])), str_of(tags[i])))
			return true;
	return false;
}

/* A comment is no block: it makes no HTML. */
static void
comments_mark(struct draft *d)
{
	bool inside = false;

	for (size_t i = d->body; i < d->line.n; i++) {
		struct draft_line *l = &d->line.v[i];
		struct str s = str_trim(l->text);

		if (l->gone || (l->code && !inside))
			continue;
		if (!inside && !str_starts(s, S("<!--")))
			continue;
		l->code = true;
		inside = str_find(s, S("-->")) == STR_NONE;
	}
}

static void
code_mark(struct draft *d)
{
	const struct markdown *m = draft_md(d);
	size_t first, end;

	for (size_t i = 0; i < d->line.n; i++)
		d->line.v[i].code = false;
	for (uint32_t b = 0; b < m->nblock && d->line.n > 0; b++) {
		if (!is_code(d, &m->block[b]))
			continue;
		draft_lines_of(d, &m->block[b], &first, &end);
		for (size_t i = first; i < end; i++)
			d->line.v[i].code = true;
	}
	comments_mark(d);
}

/* The lines that are left as one text; every line but the last has an end. */
static struct str
lines_join(const struct draft *d, uint32_t *at)
{
	struct strbuf b = { 0 };
	struct str text;
	bool open = false;

	for (size_t i = 0; i < d->line.n; i++) {
		const struct draft_line *l = &d->line.v[i];

		if (open && !l->gone)
			strbuf_byte(&b, '\n');
		if (at)
			at[i] = (uint32_t)b.n;
		if (l->gone)
			continue;
		strbuf_add(&b, l->text);
		strbuf_add(&b, l->end);
		open = l->end.n == 0;
	}
	text = arena_copy(d->arena, strbuf_str(&b));
	strbuf_free(&b);
	return text;
}

static void
lines_place(struct draft *d)
{
	uint32_t *at = arena_array(d->arena, uint32_t, d->line.n + 1);

	d->text.text = lines_join(d, at);
	for (size_t i = 0; i < d->line.n; i++)
		d->line.v[i].at = at[i];
}

struct str
draft_text(const struct draft *d)
{
	return lines_join(d, NULL);
}

/* Labels of questions need no vocabulary here: companies are not our matter. */
static void
questions_read(struct draft *d)
{
	struct taxonomy *nobody = arena_array(d->arena, struct taxonomy, 2);
	struct diag *unheard = diag_new();
	struct article *at = &d->article;

	nobody[0].name = S("companies");
	nobody[1].name = S("topics");
	at->title = draft_has(d, S("title")) ? at->title : S("");
	article_body(at, d->arena, unheard);
	if (!at->is_section)
		question_collect(at, d->config, &nobody[0], &nobody[1], d->arena,
		    unheard);
	article_outline(at, d->arena);
	diag_free(unheard);
}

bool
draft_read(struct draft *d)
{
	struct article *at = &d->article;

	lines_place(d);
	d->text.path = d->source->path;
	at->source = &d->text;
	at->body = d->body < d->line.n ? d->line.v[d->body].at : d->text.text.n;
	at->title_block = -1;
	at->question.n = at->question.cap = 0;
	if (!parse(d) || refused(d))
		return false;
	code_mark(d);
	questions_read(d);
	return true;
}

void
draft_take(struct draft *d, const struct article *at)
{
	d->article = *at;
	d->source = at->source;
	d->text = *at->source;
	draft_split(d);
	body_begin(d, at->body);
	code_mark(d);
}

/* --- edits ------------------------------------------------------------ */

void
draft_note(struct draft *d, size_t first, size_t end, const char *rule,
    struct str deed, struct str text)
{
	const struct draft_line *l = &d->line.v[first], *last = &d->line.v[end - 1];
	struct draft_note n = { .rule = rule, .offset = l->at,
		.length = last->at + (uint32_t)last->text.n - l->at,
		.deed = deed, .text = arena_copy(d->arena, text) };

	while (l->number == 0 && l > d->line.v)	/* a line of ours stands behind one */
		l--;
	while (last->number == 0 && last > l)
		last--;
	n.first = l->number;
	n.last = last->number;
	*list_push(d->arena, &d->note) = n;
}

void
draft_remove(struct draft *d, size_t first, size_t end, const char *rule,
    struct str deed)
{
	while (first < end && draft_is_blank(d->line.v[first].text))
		first++;
	while (end > first && draft_is_blank(d->line.v[end - 1].text))
		end--;
	if (first == end)
		return;
	draft_note(d, first, end, rule, deed, str_trim(d->line.v[first].text));
	for (size_t i = first; i < end; i++)
		d->line.v[i].gone = true;
	d->changed = true;
}

void
draft_replace(struct draft *d, size_t line, size_t from, size_t to,
    struct str by)
{
	struct draft_line *l = &d->line.v[line];

	l->text = arena_printf(d->arena, "%.*s%.*s%.*s", (int)from, l->text.p,
	    STR_ARG(by), STR_ARG(str_from(l->text, to)));
	d->changed = true;
}

void
draft_insert(struct draft *d, const struct draft_insertion *v, size_t n)
{
	struct str end = d->line.n > 0 && d->line.v[0].end.n > 0
	    ? d->line.v[0].end : S("\n");
	struct draft_line *old = d->line.v;
	size_t lines = d->line.n, next = 0;

	d->line.v = NULL;
	d->line.n = d->line.cap = 0;
	for (size_t i = 0; i <= lines; i++) {
		for (; next < n && v[next].before == i; next++)
			*list_push(d->arena, &d->line) = (struct draft_line){
				.text = v[next].text, .end = end,
				.at = i < lines ? old[i].at
				    : (uint32_t)d->text.text.n };
		if (i < lines)
			*list_push(d->arena, &d->line) = old[i];
	}
	d->changed = d->changed || n > 0;
}

/* One blank line is enough where something went, none at the ends of a body
 * that is put in order for the first time. */
void
draft_close_gaps(struct draft *d)
{
	bool blank = !d->front, gap = !d->front, any = !d->front;
	size_t last = d->body;

	for (size_t i = d->body; i < d->line.n; i++) {
		struct draft_line *l = &d->line.v[i];

		if (l->gone) {
			gap = any = true;
		} else if (l->code || str_trim(l->text).n > 0) {
			blank = gap = false;
			last = i + 1;
		} else {
			l->gone = blank && gap;
			blank = true;
		}
	}
	for (size_t i = last; any && i < d->line.n; i++)
		d->line.v[i].gone = true;
	if (any && last > d->body && d->line.v[last - 1].end.n == 0)
		d->line.v[last - 1].end = S("\n");
}
