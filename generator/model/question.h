#ifndef TIKU_MODEL_QUESTION_H
#define TIKU_MODEL_QUESTION_H
/*
 * Questions: objects read from the blocks of an article, never from its raw
 * text.  What makes a question, and which words are labels, is in
 * templates/i18n/LANG.yml under `reader:`.
 */
#include "model/config.h"
#include "model/taxonomy.h"
#include "model/twin.h"

struct article;

/*
 * A piece of the article's HTML: [from, skip) and [resume, to).  The gap is a
 * field's label, cut out of the paragraph that it opens.
 */
struct fragment {
	uint32_t from, skip, resume, to;
};

struct field_part {
	enum field_name name;
	struct fragment body;
	uint32_t block, end;	/* the blocks [block, end) it is made of */
	struct str text;	/* of a part of a paragraph that is no block */
};

enum evidence { EVIDENCE_FRONT_MATTER, EVIDENCE_FIELD, EVIDENCE_HEADING, EVIDENCE_TEXT, EVIDENCES };
extern const char *const evidence_names[EVIDENCES + 1];

/* Low: listed by `list questions --explain`, not published. */
enum confidence { CONFIDENCE_LOW, CONFIDENCE_MEDIUM, CONFIDENCE_HIGH };
extern const char *const confidence_names[4];

struct company_tag {
	struct term *company;
	enum evidence from;
	struct where at;
	struct str text;	/* the words that say so */
};

enum { RELATIVES = 5 };
struct relative {
	struct question *question;
	uint32_t score, topics, companies;	/* how many of each are shared */
};

struct question {
	struct article *article;
	uint32_t first, end;	/* its blocks, heading included */
	int heading;		/* block, or -1 when it has none */
	struct str id;
	bool explicit_id;
	struct str path;	/* address: "zh/q/ID/"; empty when it has no page (site_link) */
	struct str number;	/* "2.1"; empty when there is none */
	struct str title;	/* without the number */
	uint32_t title_html;	/* offset in html where the title begins in its heading */
	enum kind kind;
	enum difficulty difficulty;
	LIST(struct field_part) field;
	LIST(struct fragment) rest;	/* what belongs to no field */
	LIST(struct company_tag) company;
	LIST(struct term *) topic;
	int explanation;	/* heading block of the long explanation, or -1 */
	enum confidence confidence;
	const char *rule;	/* which rule made it, for `list questions --explain` */
	struct where at;
	struct shingles shingles;
	LIST(uint64_t) embed;	/* hashes of its code, formulas, diagrams (pair_questions) */
	struct question *cluster;	/* while duplicates are found */
	struct question *canonical;	/* the one this is a duplicate of, or NULL */
	LIST(struct question *) duplicate;	/* of a canonical one */
	struct relative related[RELATIVES];
	size_t nrelated;
	LIST(struct article *) backlink;	/* articles that link to it */
	bool ambiguous;		/* several questions of another language could be its twin */
	struct question **translation;	/* by language, NULL where there is none */
	size_t position;	/* 1-based within its article */
	uint32_t serial;	/* its place among all questions of the site (site_link) */
};

/* Bytes of what answers the question, text and code; below ANSWER_THIN it says
 * too little. */
enum { ANSWER_THIN = 40 };
size_t question_answer_size(const struct question *q);
/* Find the article's questions and what each is; ids are made, not yet
 * compared with those of other articles. */
void question_collect(struct article *at, const struct config *c,
    struct taxonomy *companies, struct taxonomy *topics, struct arena *a,
    struct diag *d);
/* "2.1 Q1: What …" -> number "2.1", tag 'Q', title "What …"; number empty and
 * title the whole when there is none. */
void question_number(struct str heading, struct str *number, char *tag,
    struct str *title);
/* Is the heading nothing but a number: "3.", "第 1 题", "Q2"? */
bool question_number_alone(struct str heading, struct str *number, char *tag);
/* Does a title ask?  A '?' that is code or stands in the middle of a clause does
 * not count. */
bool question_asks(struct str title);
/* "2.1" -> "2-1": the number as it stands in an id. */
struct str question_digits(struct arena *a, struct str number);
/* The first sentence of a text: the title of a question that has none. */
struct str question_sentence(struct str s);
#endif
