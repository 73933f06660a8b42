#ifndef TIKU_MODEL_CONFIG_H
#define TIKU_MODEL_CONFIG_H
/*
 * What the site's owner decided: site.yml over defaults, the languages with
 * their words, and where the theme lies.  An empty site.yml is a valid one.
 */
#include "base/diag.h"
#include "base/hash.h"

enum field_name {	/* of a question, in the order a reader expects */
	FIELD_QUESTION,
	FIELD_ANSWER,
	FIELD_EXPLANATION,
	FIELD_EXAMPLE,
	FIELD_NAMES
};
extern const char *const field_names[FIELD_NAMES + 1];	/* "question" ... */

enum attribute {	/* of a question, as fields or {key=value} */
	ATTRIBUTE_KIND,
	ATTRIBUTE_DIFFICULTY,
	ATTRIBUTE_TOPICS,
	ATTRIBUTE_COMPANIES,
	ATTRIBUTES
};
extern const char *const attribute_names[ATTRIBUTES + 1];

enum kind { KIND_CONCEPT, KIND_CODING, KIND_DESIGN, KINDS };
extern const char *const kind_names[KINDS + 1];
enum difficulty { DIFFICULTY_NONE, DIFFICULTY_EASY, DIFFICULTY_MEDIUM, DIFFICULTY_HARD };
extern const char *const difficulty_names[5];	/* "" "easy" ... NULL */

/* How one language writes what the question reader looks for: templates/i18n/LANG.yml,
 * `reader:`.  A label maps to its meaning + 1; keys are folded (text_fold). */
struct labels {
	struct map field;	/* enum field_name + 1 */
	struct map attribute;	/* enum attribute + 1 */
	struct map kind;	/* enum kind + 1 */
	struct map difficulty;	/* enum difficulty + 1 */
	/* Words in a section heading that say what its questions are. */
	struct { struct str word; enum kind kind; } heading_kind[32];
	size_t nheading_kind;
	/* Words in a section heading that say that questions stand below. */
	struct str section[32];
	size_t nsection;
};

struct language {
	struct str id, label, locale;
	struct str title, description;	/* of the site, in this language */
	const struct value *ui;		/* words of the page; never NULL */
	const struct value *content;	/* names of fields and alerts, or NULL */
	struct labels labels;
};

struct config {
	struct str root;	/* the site's folder, as given */
	struct str home;	/* where templates/, assets/ and generator/workers/ of tiku are */
	struct source *source;	/* site.yml; NULL when there is none */
	struct str base_url;	/* ends in '/' */
	struct str base_path;	/* begins and ends in '/' */
	struct language *language;
	size_t nlanguage;
	size_t default_language;	/* index */
	const struct value *accent, *extra, *pages, *helpers, *publish;	/* or NULL */
	bool question_pages;
	int64_t per_page, facet_minimum;
	bool search;
	bool math, mermaid, highlight, unsafe_html;
	/* From the command line. */
	bool drafts, future;
	int jobs;
	int64_t now;		/* the build's clock (base/date.h) */
};

/*
 * Read root/site.yml (or file when not NULL) and the language tables; defaults where
 * there is none.  NULL after an error that leaves nothing to work with
 * (reported).  home: where tiku's own theme lies.
 */
struct config *config_load(const char *root, const char *file,
    const char *home, struct arena *a, struct diag *d);
/*
 * Set the base address ("https://example.org/bank/"); false, nothing changed,
 * when url is not an http or https address without query.
 */
bool config_base(struct config *c, struct str url, struct arena *a);
/* The index of a language by its id, or -1. */
int config_language(const struct config *c, struct str id);
/* A text, or the entry for the language in a map of texts; empty when neither. */
struct str config_localised(const struct value *v, struct str lang);
/*
 * A file of the theme by its path below the site or tiku's home
 * ("templates/base.html"): the site's own wins.  NULL when neither has it.
 */
char *config_file(const struct config *c, struct str path, struct arena *a);
/* Read a file whole as a source named path; a failure is reported. */
struct source *source_load(const char *file, struct str path, struct arena *a,
    struct diag *d);
#endif
