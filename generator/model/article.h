#ifndef TIKU_MODEL_ARTICLE_H
#define TIKU_MODEL_ARTICLE_H
/*
 * One article: its front matter, its place in the site and its parsed body.
 * Knows nothing of other articles.
 */
#include "format/markdown.h"
#include "format/schema.h"
#include "model/question.h"
#include "model/taxonomy.h"

struct section;

struct article {
	struct source *source;	/* path is relative to the site: "content/llm/x/index.zh.md" */
	int lang;		/* index into config.language */
	struct str key;		/* path without the language: "llm/x" */
	struct str section_key;	/* "llm"; empty at the top */
	struct str section_slug;	/* the same as it stands in an address */
	struct str slug;	/* last part of the address */
	struct str path;	/* address below the base path: "zh/llm/x/" (site_link) */
	bool is_section;	/* an _index file: describes its folder */

	struct str title;
	struct str description;
	int64_t date, updated, expires;	/* 0: none */
	bool draft, noindex;
	int64_t weight;
	struct str translation_key, slug_given, lang_given, difficulty_given,
	    source_note, reviewed, template, series;
	struct texts aliases, tags, companies, topics, authors, ignore;
	/* An id or several, or a map from a question's id to such. */
	const struct value *duplicate_of, *distinct_from;
	bool verify;
	int kind;		/* _index: enum section_kind */
	const struct value *extra;
	enum difficulty difficulty;

	size_t body;		/* offset of the Markdown in source->text */
	struct markdown md;
	int title_block;	/* index of the heading taken as title, or -1 */
	uint8_t *outline;	/* for each block that is a heading: 1 at the top, no level
				   skipped; the title is 0 (article_outline) */

	struct map anchor;	/* the ids of its elements */
	LIST(struct question *) question;
	LIST(struct question *) doubtful;	/* low confidence: without id or page */
	uint32_t serial;	/* its place among all articles (site_link) */
	struct section *section;
	struct article *prev, *next;	/* in the section's order */
	LIST(struct article *) backlink;	/* articles that link to it */
	struct article **translation;	/* by language; NULL where there is none */
	LIST(struct term *) tag, topic;
	LIST(struct term *) company;	/* of front matter */
	struct term *series_term;	/* or NULL */
	struct article_link *link;	/* one for each md.link */
	uint32_t *piece;		/* one for each md.embed: index into render's pieces */
};

/* Where a link of the body leads, once the site is linked. */
struct article_link {
	enum { LINK_BROKEN, LINK_ARTICLE, LINK_QUESTION, LINK_SECTION, LINK_FILE, LINK_URL, LINK_PAGE } to;
	const struct article *article;	/* ARTICLE, SECTION */
	const struct question *question;
	struct str anchor;		/* without '#' */
	struct str path;		/* FILE: address of the copy; URL: as is; PAGE: below the base */
};

/* The language, key and section a content path stands for (DESIGN.md 4).
 * False when it is no article (not Markdown). */
bool article_place(struct article *at, struct str path, const struct config *c,
    struct arena *a);
/* Front matter into the struct; false when it cannot be read (reported). */
bool article_front(struct article *at, const struct config *c, struct arena *a,
    struct diag *d);
/* What the parsed body says: title, reading time, problems to report. */
void article_body(struct article *at, struct arena *a, struct diag *d);
/* Which heading stands under which; when it is settled which one is the title. */
void article_outline(struct article *at, struct arena *a);
/* The place of bytes of the article's text. */
struct where article_where(const struct article *at, uint32_t offset, uint32_t length);
/* The page has an element of this id, which must live as long as a. */
void article_anchor_add(struct article *at, struct str id, struct arena *a);
/* Does the page have an element of this id? */
bool article_has_anchor(const struct article *at, struct str id);
#endif
