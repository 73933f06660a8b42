#ifndef TIKU_RENDER_PAGE_H
#define TIKU_RENDER_PAGE_H
/*
 * Pages: the plan says which there are (rows of data over the site's things),
 * then each is a template applied to a value, in forked children.
 */
#include "format/template.h"
#include "model/drift.h"
#include "render/asset.h"
#include "render/embed.h"
#include "render/output.h"

struct page {
	const struct row *row;
	int lang;			/* the page's language */
	/* What it is about; at most one of them. */
	const struct article *article;
	const struct question *question;
	const struct section *section;
	const struct term_use *use;
	int set;			/* of use: TERM_COMPANIES ... */
	const struct facet *facet;	/* a part of use */
	const struct article *pair;	/* the article in the page's language */
	/* Its slice of a paged list: items [from, to) of total, page number of pages. */
	size_t from, to, total, number, pages;
	struct str path;		/* address below the base path */
	struct str first_path;		/* of page 1 */
	int claim;
	const struct template *template;
};

struct plan {
	const struct site *site;
	const struct pieces *pieces;
	const struct assets *assets;
	struct output *output;
	struct arena *arena;
	LIST(struct page) page;
	struct template_set *templates;
	struct drift_rows drift;	/* for the owner's page; else empty */
	bool search;			/* there will be an index of the pages */
	const struct value *shared;	/* what every page sees: `assets`, `words` */
};

/*
 * Decide every page and claim its address; compile the templates.  False after an
 * error that makes writing pointless.
 */
bool page_plan(struct plan *p, struct diag *d);
/* Links of bodies to addresses ("/zh/topics/rag/"): are they pages? */
void page_links_check(struct plan *p, struct diag *d);
/* Render and put every page. */
void page_write(struct plan *p, int jobs, struct diag *d);
/* The address of a page by its row's name: "zh/topics/"; empty when there is none. */
struct str path_of_row(const struct site *s, const char *name, int lang, struct arena *a);
/* A language's home, or the top of the site when it has no page of its own. */
struct str path_of_home(const struct site *s, int lang, struct arena *a);
/* The data the template of a page sees; lives in a and in the memo
 * (render/bind.h). */
struct memo;
const struct value *page_data(const struct plan *p, const struct page *page,
    struct memo *memo, struct arena *a);
#endif
