#ifndef TIKU_MODEL_READER_H
#define TIKU_MODEL_READER_H
/*
 * Private to the question reader: question.c decides what is a question,
 * question_make.c makes one, question_list.c reads lists whose answers stand
 * elsewhere.
 */
#include "model/article.h"
#include "model/unit.h"

struct reader {
	struct article *at;
	const struct config *config;
	struct taxonomy *companies, *topics;
	struct arena *arena;
	struct diag *diag;
	struct units units;
	bool *taken;		/* units that are another question's answer already */
	struct answers *answers;	/* question_list.c's own */
	struct map ids;		/* derived so far in this article */
	struct map asked;	/* folded titles with their numbers -> question */
};

/* Why something is a question, and how sure that is. */
struct rule {
	const char *name;	/* NULL: it is none */
	enum confidence confidence;
};

/* A question made of units [first, end); the first is its heading, or opens
 * its question field. */
void question_make(struct reader *r, size_t first, size_t end, struct rule rule);
/* One item of unit, a list of questions; answer units [first, end), none when
 * equal. */
void question_make_item(struct reader *r, size_t unit, uint32_t item,
    size_t first, size_t end, struct rule rule);
/* Is unit i a list of questions?  Then they are made, and true. */
bool question_list_read(struct reader *r, size_t i);

/* Units up to the next heading of any level; up to the next one not below it. */
size_t reader_own_end(const struct reader *r, size_t heading);
size_t reader_section_end(const struct reader *r, size_t heading);

static inline const struct markdown *
reader_doc(const struct reader *r)
{
	return &r->at->md;
}
#endif
