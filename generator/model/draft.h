#ifndef TIKU_MODEL_DRAFT_H
#define TIKU_MODEL_DRAFT_H
/*
 * Drafts, mostly written by language models, and the articles they become.  What
 * a model leaves around its text (its chat, its tokens, its apologies) is found
 * by the words in templates/i18n/LANG.yml under `draft:`, all languages at once;
 * `tiku import` takes it out, `tiku check` points at it.
 *
 * Nothing is taken out that no pass knows, code is never touched, and cleaning
 * what is clean changes nothing.
 */
#include "model/article.h"

struct draft_line;
struct draft_words;

/* The words of every language that tiku or the site has; lives in a.  A theme
 * file that cannot be read has none; NULL when there is no word at all. */
struct draft_words *draft_words_load(const struct config *c, struct arena *a);

/*
 * What `tiku check` says of an article: a warning at each place where a model
 * left something.  Rules: draft-preamble, draft-signoff, draft-token,
 * draft-thought, draft-placeholder, draft-fence.  at is loaded (article_body);
 * scratch memory comes from a.
 */
void draft_findings(const struct article *at, const struct config *c,
    const struct draft_words *w, struct arena *a, struct diag *d);

/* One thing that was done, for the author to read. */
struct draft_note {
	const char *rule;	/* "draft-token" ...; NULL: a repair that lost nothing */
	uint32_t offset, length;	/* in the text as read when it was found */
	uint32_t first, last;	/* lines of the file */
	struct str deed;	/* "removed", "title from" */
	struct str text;	/* what stood there, or empty */
};

struct draft {
	/* Set by the caller. */
	const struct source *source;
	const struct config *config;
	const struct draft_words *words;
	struct str place;	/* below content/, by which its key is known: "llm/x/index.zh.md" */
	struct str name;	/* the title of a draft that has none; may be empty */
	struct str date;	/* for the front matter, or empty */
	/*
	 * Which of these diagrams does Mermaid read?  False when it cannot be asked.
	 * NULL: diagrams stay as they are.
	 */
	bool (*diagrams_read)(void *ctx, const struct str *text, size_t n, bool *yes);
	void *ctx;
	struct arena *arena;
	struct diag *diag;

	/* By draft_clean. */
	struct article article;	/* as read last */
	LIST(struct draft_note) note;
	size_t levels, ids;	/* headings moved, question ids written */

	/* For the passes: see model/draft_line.h. */
	LIST(struct draft_line) line;
	size_t body;		/* index of the body's first line */
	struct source text;	/* the lines as read last */
	const struct value *front;	/* of the file, or NULL */
	struct value *lifted;	/* members for the front matter */
	bool changed;		/* by the passes of this round */
};

/*
 * Read, clean, and put front matter before.  False after an error (reported): the
 * front matter or the Markdown cannot be read, or nothing is left.
 */
bool draft_clean(struct draft *d);
struct str draft_text(const struct draft *d);	/* lives in its arena */
/* The language its letters speak for: an index, or -1 when they do not. */
int draft_language(const struct draft *d);
/* What cleaning changed, as a unified diff; nothing when it changed nothing. */
void draft_diff(const struct draft *d, struct str from, struct str to,
    struct strbuf *out);
#endif
