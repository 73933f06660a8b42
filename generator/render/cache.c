/*
 * One file an entry, DIR/xx/HEX, written beside its place and renamed, so that
 * two builds at once meet whole files only.  Nothing is synced: a power cut may
 * leave a torn entry, which is why each is checked when it is read, every
 * time.  Disks flip bits and people copy files about; a page must never show it.
 *
 *	 0  magic "TIKUCACH"
 *	 8  version of this layout, 0		u32 each
 *	16  key					u64 high, low
 *	32  length of the body			u64
 *	40  XXH3-128 of the body		u64 high, low
 *	56  XXH3-64 of the 56 bytes above	u64
 *	64  the body, to the end of the file
 *
 * All numbers have their lowest byte first, whatever the machine.
 */
#include "render/cache.h"

#include <errno.h>
#include <string.h>

#include "base/file.h"

enum { HEADER = 64, VERSION = 1 };
#define BODY_MAX ((size_t)64 << 20)	/* four times what a helper may say */
static const char magic[8] = "TIKUCACH";

struct cache {
	struct arena *a;
	struct str dir;
	size_t damaged;		/* entries found and removed */
	int read_error, write_error;	/* the first errno of each, or 0 */
};

struct cache *
cache_open(const char *dir, struct arena *a)
{
	struct cache *c = arena_new_of(a, struct cache);

	c->a = a;
	c->dir = str_of(dir);
	return c;
}

static char *
entry_path(struct cache *c, struct hash key)
{
	const char *hex = hash_hex(c->a, key, 32).p;

	return (char *)arena_printf(c->a, "%.*s/%.2s/%s", STR_ARG(c->dir), hex,
	    hex + 2).p;
}

/* -- the header ----------------------------------------------------------- */

static void
put_number(char *p, uint64_t v)
{
	for (int i = 0; i < 8; i++)
		p[i] = (char)(v >> (8 * i));
}

static void
put_hash(char *p, struct hash h)
{
	put_number(p, h.high);
	put_number(p + 8, h.low);
}

/* The only header this key and body can have: reading compares with it. */
static void
header_make(char header[HEADER], struct hash key, struct str body)
{
	memcpy(header, magic, sizeof magic);
	put_number(header + 8, VERSION);
	put_hash(header + 16, key);
	put_number(header + 32, body.n);
	put_hash(header + 40, hash128(body));
	put_number(header + 56, hash64((struct str){ header, 56 }));
}

/* -- reading -------------------------------------------------------------- */

static void
entry_remove(struct cache *c, const char *path)
{
	c->damaged++;
	file_remove_tree(path);		/* a folder or a link may stand there */
}

/* There is something, and it cannot be read.  What the system lacks at the
 * moment says nothing about the entry, which stays. */
static void
entry_unreadable(struct cache *c, const char *path, int error)
{
	if (error == EISDIR || error == ELOOP || error == ESPIPE ||
	    error == EFBIG)
		entry_remove(c, path);
	else if (c->read_error == 0)
		c->read_error = error;
}

bool
cache_get(struct cache *c, struct hash key, struct arena *a, struct str *out)
{
	char *path = entry_path(c, key), header[HEADER];
	struct str file, body;

	if (!file_read(path, HEADER + BODY_MAX, a, &file)) {
		if (errno != ENOENT && errno != ENOTDIR)
			entry_unreadable(c, path, errno);
		return false;
	}
	body = str_from(file, HEADER);
	header_make(header, key, body);
	if (file.n < HEADER || memcmp(file.p, header, HEADER) != 0) {
		entry_remove(c, path);
		return false;
	}
	*out = body;
	return true;
}

/* -- writing -------------------------------------------------------------- */

static bool
entry_write(const char *path, struct str bytes, struct arena *a)
{
	if (file_write(path, bytes))
		return true;
	/* the first of its folder, or somebody has just removed the cache */
	return errno == ENOENT &&
	    file_mkdirs(arena_cstr(a, path_dir(str_of(path)))) &&
	    file_write(path, bytes);
}

void
cache_put(struct cache *c, struct hash key, struct str bytes)
{
	struct strbuf entry = { 0 };
	char header[HEADER];

	if (c->write_error != 0 || bytes.n > BODY_MAX)
		return;
	header_make(header, key, bytes);
	strbuf_add(&entry, (struct str){ header, HEADER });
	strbuf_add(&entry, bytes);
	if (!entry_write(entry_path(c, key), strbuf_str(&entry), c->a))
		c->write_error = errno;
	strbuf_free(&entry);
}

/* -- the report ----------------------------------------------------------- */

void
cache_report(const struct cache *c, struct diag *d)
{
	if (c->damaged > 0) {
		diag_warn(d, nowhere, "cache",
		    "%zu damaged %s in the cache '%.*s', rendered again",
		    c->damaged, c->damaged == 1 ? "entry" : "entries",
		    STR_ARG(c->dir));
		diag_note(d, nowhere, "the pages are right; if it happens "
		    "again, look after the disk");
	}
	if (c->read_error != 0) {
		diag_warn(d, nowhere, "cache", "cannot read the cache '%.*s': %s",
		    STR_ARG(c->dir), strerror(c->read_error));
		diag_note(d, nowhere, "the pages are right, but making them "
		    "took longer");
	}
	if (c->write_error != 0) {
		diag_warn(d, nowhere, "cache",
		    "cannot write to the cache '%.*s': %s", STR_ARG(c->dir),
		    strerror(c->write_error));
		diag_note(d, nowhere, "the pages are right, but the next build "
		    "renders formulas, diagrams and code again");
	}
}
