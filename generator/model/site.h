#ifndef TIKU_MODEL_SITE_H
#define TIKU_MODEL_SITE_H
/*
 * The whole site: every article loaded, then linked, then only read.
 */
#include "base/file.h"
#include "model/article.h"
#include "model/row.h"

enum section_kind { SECTION_QUESTIONS, SECTION_BLOG, SECTION_DOCS };
extern const char *const section_kinds[4];

struct section {
	struct str key;		/* "llm" */
	struct str slug;	/* the key as it stands in an address */
	int lang;
	struct str title, description;
	enum section_kind kind;
	int64_t weight;
	struct article *index;	/* its _index article, or NULL */
	LIST(struct article *) article;	/* in the section's order */
	struct str path;	/* address: "zh/llm/" */
	struct section **translation;
};

/* A part of a term's questions that has a page of its own. */
enum facet_by { FACET_TOPIC, FACET_KIND, FACET_DIFFICULTY };
struct facet {
	const struct term_use *whole;
	enum facet_by by;
	struct str id;		/* of the topic, or "coding", "hard" ... */
	struct term *topic;	/* FACET_TOPIC */
	LIST(struct question *) question;
	struct str path;
	struct facet **translation;
};

/* A term as one language sees it. */
struct term_use {
	struct term *term;
	int lang;
	LIST(struct question *) question;
	LIST(struct article *) article;
	struct str path;	/* address; empty when it has no page */
	struct str label, sort;
	LIST(struct facet *) facet;
	struct term_use **translation;
};
enum { TERM_COMPANIES, TERM_TOPICS, TERM_TAGS, TERM_SERIES, TERM_SETS };

/* What one language of the site holds, in reading order. */
struct edition {
	LIST(struct article *) article;		/* newest first */
	LIST(struct question *) question;	/* in the order of articles */
	LIST(struct question *) listed;		/* the same without duplicates */
	LIST(struct section *) section;
	LIST(struct term_use *) use[TERM_SETS];	/* alphabetical */
	struct map use_by_id[TERM_SETS];
	LIST(struct facet *) facet;
	struct map facet_by_key;
	struct map question_by_id;
	struct map section_by_key;
};

/* A file beside the articles that a published one links to. */
struct media {
	struct str file;	/* relative to the site: "content/llm/x/a.png" */
	struct str path;	/* address: "llm/x/a.png" */
	struct where by;
	int width, height;	/* of an image whose header says so, else 0 */
};

struct site {
	const struct config *config;
	const struct rows *rows;
	struct arena *arena;
	LIST(struct article *) article;		/* published ones, by path of their file; no _index */
	LIST(struct article *) index;		/* the _index ones */
	uint32_t questions;			/* of all languages */
	size_t drafts, future, expired;		/* left out */
	struct file_list files;			/* content/, every file */
	struct map file_by_path;		/* "llm/x/a.png" -> struct file_entry */
	struct map article_by_file;		/* "llm/x/index.zh.md" -> article */
	struct map article_by_key;		/* "llm/x" -> article *[nlanguage] */
	struct taxonomy taxonomy[TERM_SETS];
	struct edition *edition;		/* one a language */
	LIST(struct media) media;
	struct map media_by_path;
	/* Links to addresses only the plan of pages knows. */
	LIST(struct page_link { const struct article *article; uint32_t link; }) page_link;
};

/* Read every file below content/.  NULL when the folder cannot be read. */
struct site *site_load(const struct config *c, const struct rows *rows,
    struct arena *a, struct diag *d);
/* Let articles know of each other: ids, terms, order, translations, links. */
void site_link(struct site *s, struct diag *d);

/*
 * The steps of site_link, each in a file of its own name.  Sections: made,
 * titled, their articles put in order.  Pair: translations of articles, sections and
 * questions.  Use: which terms stand where, in alphabetical order.  Link: where
 * every link of every body leads, and who links to whom.  Duplicate: questions
 * that ask the same.  Related: questions to go on with.
 * Facet: what a company asks on a topic, and the like.
 */
void section_build(struct site *s, struct diag *d);
void pair_articles(struct site *s, struct diag *d);
void pair_questions(struct site *s);
void use_build(struct site *s);
void link_resolve(struct site *s, struct diag *d);
void duplicate_find(struct site *s, struct diag *d);
void related_find(struct site *s);
void facet_build(struct site *s);

/* Of an article and its twins the one that their common page is named after: the
 * default language's where there is one.  NULL: no twin, or no question to show. */
const struct article *pair_head(const struct site *s, const struct article *at);
/* The address of that page. */
struct str pair_path(const struct row *r, const struct article *head,
    struct arena *a);
/* For qsort of pointers to articles: the newest first, those of a day by path. */
int newer_first(const void *a, const void *b);
/* What sorts a label bytewise under its initial: a letter, '~' where it has none. */
struct str use_sort_key(struct arena *a, struct str locale, struct str label);
struct section *site_section(const struct site *s, int lang, struct str key);
struct term_use *site_use(const struct site *s, int set, int lang,
    const struct term *t);	/* NULL when it has none in that language */
#endif
