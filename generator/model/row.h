#ifndef TIKU_MODEL_ROW_H
#define TIKU_MODEL_ROW_H
/*
 * Which pages a site has: rows of data, the theme's and then the site's own.
 *
 *	- {name: article, for: article, path: "/{lang}/{section}/{slug}/", template: article.html}
 */
#include "format/schema.h"
#include "model/config.h"

/* What a row makes a page for, each one of. */
enum row_for {
	FOR_SITE,
	FOR_LANGUAGE,
	FOR_SECTION,
	FOR_ARTICLE,
	FOR_QUESTION,
	FOR_COMPANY,
	FOR_TOPIC,
	FOR_TAG,
	FOR_COMPANY_TOPIC,
	FOR_COMPANY_KIND,
	FOR_TOPIC_DIFFICULTY,
	FOR_SERIES,
	FOR_PAIR,		/* an article in two languages or more */
	FOR_KINDS
};
/* Where a page's bytes come from: a template, or plain text made in C. */
enum row_content { CONTENT_TEMPLATE, CONTENT_MARKDOWN, CONTENT_LLMS };
/* What a row's pages are cut by, when there is too much for one. */
enum row_paginate { PAGINATE_NONE, PAGINATE_ARTICLES, PAGINATE_QUESTIONS };

struct row {
	struct str name;	/* page.kind; the template's stem by default */
	int each;		/* enum row_for */
	struct str path;	/* with {lang} {section} {slug} {id} {facet} {key} */
	struct str template;
	int paginate;
	int content;		/* enum row_content */
	bool full;		/* its questions come with their fields */
	bool listed;		/* stands in the sitemap: .html pages do by default */
	struct where at;
};

enum bundle_when { BUNDLE_ALWAYS, BUNDLE_MATH };
struct bundle {		/* files of an npm package that the theme serves */
	struct str name;	/* "katex": below assets/ */
	struct str folder;	/* "node_modules/katex/dist" below tiku's home */
	int when;		/* enum bundle_when */
	struct texts files;	/* names; "fonts/" takes a whole folder */
};

struct rows {
	struct row *row;
	size_t n;
	struct bundle *bundle;
	size_t nbundle;
};

/* templates/theme.yml and then `pages:` of site.yml; a row of the site with a
 * name that the theme has replaces that one.  False after an error. */
bool rows_load(struct rows *out, const struct config *c, struct arena *a,
    struct diag *d);
/* The row that gives each of these its page, or NULL. */
const struct row *rows_for(const struct rows *r, enum row_for each);

struct row_names {	/* what the path may name; absent ones are empty */
	struct str lang, section, slug, id, facet, key;
};
/* "zh/llm/x/": the path with its names put in, without the first '/'. */
struct str row_path(const struct row *r, const struct row_names *n,
    struct arena *a);
#endif
