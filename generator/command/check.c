/* tiku check: what build checks, without writing a site. */
#include <stdio.h>

#include "command/site_build.h"
#include "model/baseline.h"
#include "model/draft.h"
#include "model/drift.h"

static void
drift_report(struct build *b, const struct drift_row *row)
{
	static const char *const texts[DRIFTS] = {
		[DRIFT_STALE] = "has changed since its '%.*s' version was checked",
		[DRIFT_MISSING] = "has no '%.*s' version",
		[DRIFT_EXTRA] = "stands in the '%.*s' article alone",
		[DRIFT_STRUCTURE] = "has other fields, code or tables than its '%.*s' version",
		[DRIFT_AMBIGUOUS] = "could pair with several questions in '%.*s'",
	};
	struct str lang = b->config->language[row->lang].id;
	char text[160];

	if (!texts[row->state])
		return;
	if (row->state == DRIFT_MISSING &&
	    !row->question->article->translation[row->lang])
		return;		/* the whole article has none: said once */
	snprintf(text, sizeof text, texts[row->state], STR_ARG(lang));
	diag_warn(b->diag, row->question->at, "translation", "question '%.*s' %s",
	    STR_ARG(row->question->id), text);
	if (row->state == DRIFT_STALE)
		diag_note(b->diag, nowhere,
		    "when both agree again: tiku list translations --accept");
	if (row->state == DRIFT_AMBIGUOUS)
		diag_note(b->diag, nowhere, "give both the same {#id}");
}

/* An article in one language is normal, and worth knowing of. */
static void
article_report(struct build *b, const struct article *at)
{
	for (size_t l = 0; l < b->config->nlanguage; l++)
		if (!at->translation[l])
			diag_warn(b->diag, article_where(at, 0, 0), "translation",
			    "this article has no '%.*s' version",
			    STR_ARG(b->config->language[l].id));
}

static void
question_report(struct build *b, const struct question *q)
{
	size_t size = question_answer_size(q);

	if (size == 0)
		diag_warn(b->diag, q->at, "no-answer",
		    "question '%.*s' has no answer", STR_ARG(q->id));
	else if (size < ANSWER_THIN)
		diag_warn(b->diag, q->at, "thin-answer",
		    "the answer of '%.*s' says very little", STR_ARG(q->id));
	if (q->canonical) {
		diag_warn(b->diag, q->at, "duplicate",
		    "question '%.*s' asks what '%.*s' asks", STR_ARG(q->id),
		    STR_ARG(q->canonical->id));
		diag_note(b->diag, q->canonical->at, "that one");
		diag_note(b->diag, nowhere, "settle it with 'duplicate_of' or "
		    "'distinct_from' in the front matter");
	}
}

/* What build does not mind: it would publish a readable site all the same. */
static void
findings_report(struct build *b, const struct options *o)
{
	struct draft_words *words = draft_words_load(b->config, b->arena);
	struct drift_rows rows = { 0 };

	if (o->baseline)
		baseline_check(b->site, o->baseline, b->arena, b->diag);
	drift_list(b->site, &rows, b->arena, b->diag);
	for (size_t i = 0; i < rows.n; i++)
		drift_report(b, &rows.v[i]);
	for (size_t i = 0; i < b->site->article.n; i++) {
		article_report(b, b->site->article.v[i]);
		if (words)
			draft_findings(b->site->article.v[i], b->config, words,
			    b->arena, b->diag);
	}
	for (size_t l = 0; l < b->config->nlanguage; l++)
		for (size_t i = 0; i < b->site->edition[l].question.n; i++)
			question_report(b, b->site->edition[l].question.v[i]);
}

static int
run(const struct options *o)
{
	struct build b;
	int status = build_run(&b, o, UNTIL_PLANNED);
	size_t errors, warnings;

	if (b.site)
		findings_report(&b, o);

	status = build_report(&b, o, status);
	errors = diag_errors(b.diag);
	warnings = diag_warnings(b.diag);
	if (o->format == DIAG_TEXT && b.site)
		printf("checked %zu articles: %zu errors, %zu warnings\n",
		    b.site->article.n, errors, warnings);
	build_end(&b);
	return status;
}

const struct command check_command = {
	"check", "", "Find every mistake that build would find; write nothing.",
	"root config base-url drafts future jobs strict baseline format",
	run,
};
