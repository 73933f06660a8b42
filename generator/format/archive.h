#ifndef TIKU_FORMAT_ARCHIVE_H
#define TIKU_FORMAT_ARCHIVE_H
/* Several files as one zip archive (PKWARE APPNOTE 6.3), in memory. */
#include "base/mem.h"

struct archive_file {
	struct str name, bytes;		/* the name is ASCII or UTF-8 */
};

/*
 * Append an archive of n files, in this order.  It carries no times and no
 * modes of files, so the same files give the same bytes with the same libzip and
 * zlib.  Ends the program when it cannot be made (memory, two files of one name).
 */
void archive_write(struct strbuf *out, const struct archive_file *file, size_t n);
#endif
