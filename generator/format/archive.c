/*
 * Zip by libzip, written into memory: what an archive is for (a file, a pipe)
 * is the caller's business, and a half-written archive never has a name.
 */
#include "format/archive.h"

#include <zip.h>

/* 1 January 1980, the first day a zip archive knows (APPNOTE 4.4.6). */
enum { DOS_TIME = 0, DOS_DATE = 1 << 5 | 1 };

static void
file_add(zip_t *z, const struct archive_file *f, struct arena *a)
{
	zip_source_t *from = zip_source_buffer(z, f->bytes.p, f->bytes.n, 0);
	zip_int64_t at = from ? zip_file_add(z, arena_cstr(a, f->name), from,
	    ZIP_FL_ENC_UTF_8) : -1;

	if (at < 0 || zip_file_set_dostime(z, (zip_uint64_t)at, DOS_TIME,
	    DOS_DATE, 0) < 0)
		die("cannot put '%.*s' into the archive: %s", STR_ARG(f->name),
		    zip_strerror(z));
}

static void
bytes_take(struct strbuf *out, zip_source_t *from)
{
	char chunk[16384];
	zip_int64_t got = zip_source_open(from);

	if (got == 0)
		while ((got = zip_source_read(from, chunk, sizeof chunk)) > 0)
			strbuf_add(out, (struct str){ chunk, (size_t)got });
	if (got < 0)
		die("cannot read the archive back: %s",
		    zip_error_strerror(zip_source_error(from)));
	zip_source_close(from);
}

void
archive_write(struct strbuf *out, const struct archive_file *file, size_t n)
{
	struct arena *a = arena_new();
	zip_source_t *memory = zip_source_buffer_create(NULL, 0, 0, NULL);
	zip_t *z = memory ? zip_open_from_source(memory, ZIP_TRUNCATE, NULL)
	    : NULL;

	if (!z)
		die("no memory for an archive");
	zip_source_keep(memory);	/* zip_close() drops its own hold */
	for (size_t i = 0; i < n; i++)
		file_add(z, &file[i], a);
	if (zip_close(z) < 0)
		die("cannot write the archive: %s", zip_strerror(z));
	bytes_take(out, memory);
	zip_source_free(memory);
	arena_free(a);
}
