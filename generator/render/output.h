#ifndef TIKU_RENDER_OUTPUT_H
#define TIKU_RENDER_OUTPUT_H
/*
 * The output folder as a transaction.  Two generations of it stand side by
 * side: the published one, and an older one (".NAME.tiku" beside it) that is
 * brought up to date with hard links and new files and then exchanged with it
 * in one step, so that a visitor meets the old site or the new one.  Files
 * tiku did not write are carried over.
 */
#include "base/diag.h"
#include "base/hash.h"

struct output;

/*
 * Open dir for a new generation; state is the folder that remembers what
 * earlier builds wrote (".tiku" of the site).  Dies when the folder cannot be
 * written or another build holds it.  Lives in a; output_close() ends it.
 */
struct output *output_open(const char *dir, const char *state, struct arena *a);
/* An output that only takes claims, for commands that write nothing. */
struct output *output_dry(struct arena *a);
void output_close(struct output *o);	/* without commit: nothing has changed */

/*
 * Claim a path ("zh/q/x/index.html") for what; -1 after an error that names both
 * claimants: paths are compared in NFC with case folded, and a file cannot
 * lie where another path has a folder.
 */
int output_claim(struct output *o, struct str path, struct where by,
    struct str what, struct diag *d);
/* Whose is this path, as it is written?  -1 when it is not claimed. */
int output_claimed(const struct output *o, struct str path);
size_t output_claims(const struct output *o);

/* What became of a claim; small and flat, so that a child can send it. */
struct written {
	int32_t claim;
	uint32_t same;		/* the published bytes are these already */
	struct hash hash;
	uint64_t size;
	int64_t mtime;		/* of the file, nanoseconds */
};
/* Give a claim its bytes; in any process, once for each claim.  Dies when the disk fails. */
struct written output_put(const struct output *o, int claim, struct str bytes);
/* Tell the parent's output what a put did. */
void output_note(struct output *o, struct written w);

/*
 * For what is made from all pages (the search index).  Has any noted claim new
 * bytes, or has one gone?  The whole of what is noted as a folder to read;
 * and, when nothing has changed, claim and keep all published files below a
 * folder ("pagefind/"), false when there are none.
 */
bool output_changed(const struct output *o);
const char *output_tree(struct output *o);
bool output_keep(struct output *o, struct str folder, struct diag *d);

struct output_count {
	size_t written, same, removed;
};
/* Publish: every claim must have been noted.  Dies when the disk fails. */
struct output_count output_commit(struct output *o);
#endif
