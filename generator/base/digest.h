#ifndef TIKU_BASE_DIGEST_H
#define TIKU_BASE_DIGEST_H
/* Digests that others check: what a browser compares an asset with. */
#include "base/mem.h"

/* "sha256-…", base64: an integrity attribute (W3C Subresource Integrity). */
struct str digest_integrity(struct arena *a, struct str bytes);
#endif
