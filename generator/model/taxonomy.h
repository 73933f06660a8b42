#ifndef TIKU_MODEL_TAXONOMY_H
#define TIKU_MODEL_TAXONOMY_H
/*
 * Companies, topics and tags: a term is an id with a label in each language and
 * the names by which texts mean it.  tiku ships a vocabulary; the site's
 * content/companies.yml and topics.yml add to it or override.
 */
#include "model/config.h"

struct term {
	struct str id;
	const struct value *label;	/* text or map by language; NULL: the id */
	struct str sort_key;		/* overrides the label's reading; may be empty */
	struct term *parent;
	bool known;			/* from a vocabulary, not made up by an article */
};

struct taxonomy {
	struct str name;		/* "companies", "topics", "tags" */
	LIST(struct term *) term;	/* in order of their making */
	struct map by_id;
	struct map by_name;		/* folded id, labels, aliases, ambiguous aliases */
	LIST(struct str) name_known;	/* those in by_name that a vocabulary has */
	struct map scanner;		/* first code point -> names, for taxonomy_scan */
	size_t suggested;		/* how often taxonomy_nearest was asked */
};

/* Vocabulary of the site and of tiku, where both say something the site's;
 * mistakes are reported. */
void taxonomy_load(struct taxonomy *t, const struct config *c, const char *name,
    struct arena *a, struct diag *d);
/* The term an author means by name, or NULL. */
struct term *taxonomy_find(const struct taxonomy *t, struct str name);
/* The same; a name nobody knows makes a new term. */
struct term *taxonomy_term(struct taxonomy *t, struct str name, struct arena *a);
/* The name nearest to one that is not known; empty when none is near, or after
 * a few hundred calls: a suggestion costs a look at every name. */
struct str taxonomy_nearest(struct taxonomy *t, struct str name);
/* A slug that leaves room in a file name of 255 bytes: a longer one is cut and
 * told from others by its hash. */
struct str slug_short(struct arena *a, struct str slug);
struct str term_label(const struct term *t, struct str lang);
/* What a label is sorted by: the sort_key is pinyin, for a Chinese label alone. */
struct str term_sort_name(const struct term *t, struct str label);

/* A term named in running text. */
struct mention {
	struct term *term;
	size_t at, n;		/* bytes of text */
};
/*
 * Names that stand in text, longest first at each place; ambiguous aliases
 * count only when ambiguous is true.  Latin names need word edges.
 */
struct mentions { struct mention *v; size_t n, cap; };
void taxonomy_scan(const struct taxonomy *t, struct str text, bool ambiguous,
    struct arena *a, struct mentions *out);
#endif
