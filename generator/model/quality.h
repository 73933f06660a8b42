#ifndef TIKU_MODEL_QUALITY_H
#define TIKU_MODEL_QUALITY_H
/* How good an article is, as counts: triage for owners of large collections. */
#include "model/drift.h"

struct quality {
	int64_t answered;	/* questions with an answer */
	int64_t thin;		/* of these, with one that says too little */
	int64_t duplicate;	/* that ask what another asks */
	int64_t unpaired;	/* without a twin in any other language */
	int64_t stale;		/* with a translation that fell behind */
	int64_t doubtful;	/* what might be questions and is not published */
};
/* Of each article, by its serial. */
struct quality *quality_list(const struct site *s, const struct drift_rows *drift,
    struct arena *a);
#endif
