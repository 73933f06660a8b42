/*
 * A draft is read, passes take out what they know, and it is read again, until
 * no pass finds anything: so what comes out is clean by its own measure, and
 * cleaning it again changes nothing.
 */
#include "model/draft.h"

#include <stdlib.h>
#include <string.h>

#include "format/yaml.h"
#include "model/draft_line.h"

enum { ROUNDS = 16 };	/* a few are usual */

struct pass {
	void (*run)(struct draft *d);
	bool text;	/* what it changes may change what a line is */
	bool artefact;	/* it finds what a model left: `check` runs it too */
};
static const struct pass passes[] = {
	{ draft_thoughts, true, true },		/* <think> ... </think> */
	{ draft_tokens, true, true },		/* <|im_end|> */
	{ draft_fences, true, true },		/* ``` that is never closed */
	{ draft_placeholders, true, true },	/* 自拟标题 */
	{ draft_preamble, false, true },	/* "Sure, here is the draft:" */
	{ draft_signoff, false, true },		/* "Please let me know ..." */
	{ draft_title, false, false },		/* into the front matter */
	{ draft_labels, false, false },		/* so too 关键词, 摘要, 作者 */
	{ draft_levels, false, false },		/* of headings */
	{ NULL, false, false },
};

/* One reading and the passes that it lets run; was anything changed? */
static bool
round_run(struct draft *d)
{
	bool any = false;

	for (const struct pass *p = passes; p->run; p++) {
		d->changed = false;
		p->run(d);
		any = any || d->changed;
		if (d->changed && p->text)
			break;
	}
	draft_close_gaps(d);
	return any;
}

static bool
front_read(struct draft *d)
{
	struct diag *unheard = diag_new();
	size_t body;
	bool ok = yaml_front(d->source, d->arena, &d->front, &body, d->diag);

	d->article.source = (struct source *)d->source;
	article_place(&d->article, d->place, d->config, d->arena);
	if (ok)		/* mistakes in its values are the build's to report */
		article_front(&d->article, d->config, d->arena, unheard);
	d->article.body = body;
	diag_free(unheard);
	return ok;
}

static bool
report_empty(struct draft *d)
{
	if (str_trim(d->source->text).n == 0)
		diag_error(d->diag, where_at(d->source, 0, 0), "empty-draft",
		    "the file is empty");
	else
		diag_error(d->diag, where_at(d->source, 0, 0), "empty-draft",
		    "nothing is left when what a model said around the text is gone");
	diag_note(d->diag, nowhere, "import a file that holds an article");
	return false;
}

static bool
anything_left(const struct draft *d)
{
	for (size_t i = d->body; i < d->line.n; i++)
		if (!d->line.v[i].gone && str_trim(d->line.v[i].text).n > 0)
			return true;
	return d->front != NULL;
}

static int
by_line(const void *a, const void *b)
{
	const struct draft_note *x = a, *y = b;

	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	return x->offset < y->offset ? -1 : x->offset > y->offset;
}

bool
draft_clean(struct draft *d)
{
	d->lifted = value_map(d->arena);
	if (!front_read(d))
		return false;
	draft_split(d);
	while (d->body < d->line.n && d->line.v[d->body].at < d->article.body)
		d->body++;
	for (int round = 0; round < ROUNDS; round++) {
		if (!draft_read(d))
			return false;
		if (!round_run(d))
			break;
	}
	if (!anything_left(d))
		return report_empty(d);
	draft_diagrams(d);
	draft_ids(d);
	if (d->note.n > 0)
		qsort(d->note.v, d->note.n, sizeof *d->note.v, by_line);
	draft_front(d);
	return true;
}

/* --- findings --------------------------------------------------------- */

static const struct {
	const char *rule, *text, *way_out;
} findings[] = {
	{ "draft-preamble", "a chat's words before the article", "removes them" },
	{ "draft-signoff", "a chat's words behind the article", "removes them" },
	{ "draft-thought", "what a model thought before it wrote", "removes it" },
	{ "draft-token", "a model's token stands in the text", "removes it" },
	{ "draft-placeholder", "a placeholder that nobody filled in",
	    "removes it" },
	{ "draft-fence", "the code fence that opens here is never closed",
	    "closes it" },
};

static void
finding_report(const struct draft *d, const struct draft_note *n,
    const struct source *s, struct diag *diag)
{
	for (size_t i = 0; i < sizeof findings / sizeof *findings; i++) {
		if (!n->rule || strcmp(n->rule, findings[i].rule) != 0)
			continue;
		diag_warn(diag, where_at(s, n->offset, n->length), n->rule, "%s",
		    findings[i].text);
		diag_note(diag, nowhere, "'tiku import %.*s' %s",
		    STR_ARG(d->article.source->path), findings[i].way_out);
	}
}

void
draft_findings(const struct article *at, const struct config *c,
    const struct draft_words *w, struct arena *a, struct diag *diag)
{
	struct draft d = { .config = c, .words = w, .arena = a, .diag = diag,
		.lifted = value_map(a) };

	draft_take(&d, at);
	for (const struct pass *p = passes; p->run; p++)
		if (p->artefact)
			p->run(&d);
	for (size_t i = 0; i < d.note.n; i++)
		finding_report(&d, &d.note.v[i], at->source, diag);
}
