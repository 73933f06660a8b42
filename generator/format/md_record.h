#ifndef TIKU_FORMAT_MD_RECORD_H
#define TIKU_FORMAT_MD_RECORD_H
/* The record of markdown.h while it grows. */
#include "format/markdown.h"

struct record {
	struct arena *a;	/* for the lists */
	struct strbuf pool, html;
	LIST(struct block) block;
	LIST(struct attr) attr;
	LIST(struct embed) embed;
	LIST(struct link) link;
	LIST(struct hole) hole;
	LIST(struct problem) problem;
};

/* Empty it, for lists that live in a; the buffers keep their memory. */
void record_reset(struct record *r, struct arena *a);
struct span record_text(struct record *r, struct str s);
/* A hole where html ends now. */
void record_hole(struct record *r, enum hole_kind kind, uint32_t index);
void record_problem(struct record *r, enum severity severity, uint32_t offset,
    uint32_t length, const char *rule, struct str text, struct str note);
/* The index of a new link.  Nothing of it stands in html yet. */
uint32_t record_link(struct record *r, bool image, struct str target,
    uint32_t offset, uint32_t length);
/* The whole as one run of bytes, for markdown_open(). */
void record_write(const struct record *r, struct strbuf *out);
#endif
