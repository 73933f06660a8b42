#ifndef TIKU_FUZZ_H
#define TIKU_FUZZ_H
/* What every fuzz target has: libFuzzer's entry, and a way to say what must hold. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void
must(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "must: %s\n", what);
	abort();
}
#endif
