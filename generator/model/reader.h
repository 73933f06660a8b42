#ifndef TIKU_MODEL_READER_H
#define TIKU_MODEL_READER_H
/*
 * Private to the question reader: question.c decides what is a question,
 * question_make.c makes one, question_tag.c finds what is said of it, question_list.c
 * reads lists whose answers stand elsewhere.
 */
#include "model/article.h"
#include "model/unit.h"

/* Why something is a question, and how sure that is. */
struct rule {
	const char *name;	/* NULL: it is none */
	enum confidence confidence;
};

struct reader {
	struct article *at;
	const struct config *config;
	struct taxonomy *companies, *topics;
	struct arena *arena;
	struct diag *diag;
	struct units units;
	struct rule *rule;	/* for each heading, what it is by itself (question.c) */
	bool *ruled;		/* is that known already? */
	bool *taken;		/* units that are another question's answer already */
	bool trusting;		/* the front matter speaks of questions, */
	bool announced;		/* or the article's title does */
	struct map ids;		/* derived so far in this article */
	struct map asked;	/* folded titles with their numbers -> question */
	struct answers *answers;	/* the section last looked for (question_list.c) */
};

/* A question made of units [first, end); the first is its heading, or opens
 * its question field. */
void question_make(struct reader *r, size_t first, size_t end, struct rule rule);
/*
 * The same of one item of the list that is unit i, with its answer: the blocks of
 * another item, or units [first, end), or nothing (item 0, first == end).
 */
struct item_answer {
	uint32_t item;
	size_t first, end;
};
void question_make_item(struct reader *r, size_t i, uint32_t item,
    struct item_answer answer, struct rule rule);
/* Is unit i a list of questions?  Then they are made. */
void question_list_read(struct reader *r, size_t i);

/* question_tag.c: what the author says of a question by attributes. */
void question_attribute(struct reader *r, struct question *q,
    enum attribute which, struct str value, struct where at);
void question_heading_attributes(struct reader *r, struct question *q);
bool question_has_attribute(const struct reader *r, uint32_t heading,
    enum attribute which);
/* What front matter says of the companies, before all else is heard; of the rest,
 * when nothing else was said. */
void question_companies(struct reader *r, struct question *q);
void question_defaults(struct reader *r, struct question *q);
/* What the sections round a unit say: companies, and the kind if it is open; then
 * the question's own words. */
void question_evidence(struct reader *r, struct question *q, size_t unit,
    bool kind_open);

/* Units up to the next heading of any level; up to the next one not below it. */
size_t reader_own_end(const struct reader *r, size_t heading);
size_t reader_section_end(const struct reader *r, size_t heading);

static inline const struct markdown *
reader_doc(const struct reader *r)
{
	return &r->at->md;
}
static inline struct str
reader_text(const struct reader *r, uint32_t b)
{
	return markdown_text(reader_doc(r), reader_doc(r)->block[b].text);
}
static inline const struct unit *
unit_at(const struct reader *r, size_t i)
{
	return &r->units.unit.v[i];
}
#endif
