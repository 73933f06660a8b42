/*
 * Pictures keep the place they have below content/, in both languages' pages:
 * one file, one address.  Their size goes into the page so that text does not
 * jump when they arrive.
 */
#include "model/media.h"

#include <fcntl.h>
#include <unistd.h>

#define JPEG S("\xFF\xD8")

static unsigned
be16(const unsigned char *p)
{
	return (unsigned)p[0] << 8 | p[1];
}

static unsigned
be32(const unsigned char *p)
{
	return be16(p) << 16 | be16(p + 2);
}

/* A picture without extent is broken, and above 65,535 nobody means it. */
static bool
size_give(unsigned w, unsigned h, int *width, int *height)
{
	if (w == 0 || h == 0 || w > 0xFFFF || h > 0xFFFF)
		return false;
	*width = (int)w;
	*height = (int)h;
	return true;
}

static bool
is_frame(int marker)
{
	return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 &&
	    marker != 0xC8 && marker != 0xCC;
}

/* Segments up to the frame header (SOFn); the size comes before the data. */
static bool
jpeg_size(const unsigned char *p, size_t n, int *width, int *height)
{
	size_t at = 2;

	while (at + 4 <= n && p[at] == 0xFF) {
		int marker = p[at + 1];
		unsigned length = be16(p + at + 2);

		if (marker == 0xFF) {	/* a fill byte */
			at++;
			continue;
		}
		if (is_frame(marker))
			return at + 9 <= n && size_give(be16(p + at + 7),
			    be16(p + at + 5), width, height);
		if (marker == 0xD9 || marker == 0xDA)
			return false;
		at += 2 + length;
	}
	return false;
}

bool
media_size(struct str bytes, int *width, int *height)
{
	const unsigned char *p = (const unsigned char *)bytes.p;

	if (bytes.n >= 24 &&
	    str_starts(bytes, S("\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR")))
		return size_give(be32(p + 16), be32(p + 20), width, height);
	if (bytes.n >= 10 && (str_starts(bytes, S("GIF87a")) ||
	    str_starts(bytes, S("GIF89a"))))
		return size_give((unsigned)p[7] << 8 | p[6],
		    (unsigned)p[9] << 8 | p[8], width, height);
	if (str_starts(bytes, JPEG))
		return jpeg_size(p, bytes.n, width, height);
	return false;
}

static struct str
head_of(const char *file, char *buffer, size_t size)
{
	int fd = open(file, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, buffer, size);

	if (fd >= 0)
		close(fd);
	return (struct str){ buffer, n < 0 ? 0 : (size_t)n };
}

/* The start of a file is enough for its size; a photograph may have notes and
 * a small picture of itself before it. */
static void
size_fill(struct media *m, const char *file)
{
	enum { USUAL = 64 << 10, MOST = 1 << 20 };
	struct arena *a = arena_new();
	size_t size = USUAL;
	struct str head;
	bool found;

	do {
		head = head_of(file, arena_bytes(a, size), size);
		found = media_size(head, &m->width, &m->height);
	} while (!found && head.n == size && str_starts(head, JPEG) &&
	    (size *= 4) <= MOST);
	arena_free(a);
}

struct str
media_publish(struct site *s, struct str path, struct where by)
{
	struct media *m;

	if (map_get(&s->media_by_path, path))
		return path;
	m = list_push(s->arena, &s->media);
	*m = (struct media){ .file = path_join(s->arena, S("content"), path),
		.path = path, .by = by };
	size_fill(m, arena_cstr(s->arena, path_join(s->arena, s->config->root,
	    m->file)));
	map_put(s->arena, &s->media_by_path, path,
	    (void *)(uintptr_t)s->media.n);	/* index + 1: the list may move */
	return path;
}
