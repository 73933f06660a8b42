/*
 * Pictures keep the place they have below content/, in both languages' pages:
 * one file, one address.  Their size goes into the page so that text does not
 * jump when they arrive.
 */
#include "model/media.h"

#include <fcntl.h>
#include <unistd.h>

static int
be16(const unsigned char *p)
{
	return p[0] << 8 | p[1];
}

static bool
jpeg_size(const unsigned char *p, size_t n, int *width, int *height)
{
	size_t at = 2;

	while (at + 9 < n && p[at] == 0xFF) {
		int marker = p[at + 1];

		if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 &&
		    marker != 0xC8 && marker != 0xCC) {
			*height = be16(p + at + 5);
			*width = be16(p + at + 7);
			return true;
		}
		at += 2 + (size_t)be16(p + at + 2);
	}
	return false;
}

bool
media_size(struct str bytes, int *width, int *height)
{
	const unsigned char *p = (const unsigned char *)bytes.p;

	if (bytes.n >= 24 && str_starts(bytes, S("\x89PNG\r\n\x1A\n"))) {
		*width = be16(p + 18);		/* above 65,535 nobody means it */
		*height = be16(p + 22);
		return be16(p + 16) == 0 && be16(p + 20) == 0;
	}
	if (bytes.n >= 10 && str_starts(bytes, S("GIF8"))) {
		*width = p[7] << 8 | p[6];
		*height = p[9] << 8 | p[8];
		return true;
	}
	if (bytes.n >= 4 && str_starts(bytes, S("\xFF\xD8")))
		return jpeg_size(p, bytes.n, width, height);
	return false;
}

/* The start of a file is enough for its size. */
static struct str
head_of(const char *file, char *buffer, size_t size)
{
	int fd = open(file, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, buffer, size);

	if (fd >= 0)
		close(fd);
	return (struct str){ buffer, n < 0 ? 0 : (size_t)n };
}

struct str
media_publish(struct site *s, struct str path, struct where by)
{
	struct media *m;
	char head[65536];

	if (map_get(&s->media_by_path, path))
		return path;
	m = list_push(s->arena, &s->media);
	*m = (struct media){ .file = path_join(s->arena, S("content"), path),
		.path = path, .by = by };
	media_size(head_of(arena_cstr(s->arena, path_join(s->arena,
	    s->config->root, m->file)), head, sizeof head), &m->width, &m->height);
	map_put(s->arena, &s->media_by_path, path,
	    (void *)(uintptr_t)s->media.n);	/* index + 1: the list may move */
	return path;
}
