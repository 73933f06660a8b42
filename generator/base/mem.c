/*
 * Arenas, and the way out when the environment fails.
 *
 * An arena takes memory from the system in growing blocks and hands it out by
 * moving a mark; nothing is given back before the whole is.  Small sites stay
 * within one block, large ones need few calls to malloc.
 *
 * Under AddressSanitizer what is not handed out is poisoned and a gap is left
 * between neighbours, so an overrun inside a block is found like any other.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

#if defined(__SANITIZE_ADDRESS__)
#define TIKU_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define TIKU_ASAN 1
#endif
#endif

#ifdef TIKU_ASAN
#include <sanitizer/asan_interface.h>
#define GAP 16		/* a multiple of ALIGN keeps poison exact to the byte */
#define TEXT_ALIGN 8	/* poison starts at multiples of 8 only */
#else
#define ASAN_POISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#define ASAN_UNPOISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#define GAP 0
#define TEXT_ALIGN 1
#endif

#define ALIGN _Alignof(max_align_t)
#define BLOCK_FIRST ((size_t)64 << 10)
#define BLOCK_LARGEST ((size_t)1 << 20)

/* Sizes beyond this are mistakes, and adding to them could wrap around. */
#define SIZE_LIMIT ((size_t)PTRDIFF_MAX / 2)

struct block {
	struct block *next;	/* the one filled before this */
	size_t size, used;	/* of bytes[] */
	_Alignas(max_align_t) char bytes[];
};

struct arena {
	struct block *blocks;	/* the first is being filled */
	struct block *large;	/* one request each */
	size_t size;		/* of the next block */
	size_t used;
};

static _Noreturn void
out_of_memory(size_t n)
{
	die("out of memory: %zu bytes more are not to be had", n);
}

void *
xmalloc(size_t n)
{
	void *p = malloc(n > 0 ? n : 1);

	if (!p)
		out_of_memory(n);
	return p;
}

void *
xrealloc(void *p, size_t n)
{
	p = realloc(p, n > 0 ? n : 1);
	if (!p)
		out_of_memory(n);
	return p;
}

struct arena *
arena_new(void)
{
	struct arena *a = xmalloc(sizeof *a);

	*a = (struct arena){ .size = BLOCK_FIRST };
	return a;
}

static struct block *
block_new(size_t size, struct block *next)
{
	struct block *b = xmalloc(sizeof *b + size);

	b->next = next;
	b->size = size;
	b->used = 0;
	ASAN_POISON_MEMORY_REGION(b->bytes, size);
	return b;
}

/* Free the list from b up to, not including, end. */
static void
block_free(struct block *b, const struct block *end)
{
	while (b != end) {
		struct block *next = b->next;

		ASAN_UNPOISON_MEMORY_REGION(b->bytes, b->size);
		free(b);
		b = next;
	}
}

void
arena_free(struct arena *a)
{
	if (!a)
		return;
	block_free(a->blocks, NULL);
	block_free(a->large, NULL);
	free(a);
}

void
arena_reset(struct arena *a)
{
	struct block *kept = a->blocks;	/* the last one made, so the largest */

	if (kept) {
		block_free(kept->next, NULL);
		kept->next = NULL;
		kept->used = 0;
		ASAN_POISON_MEMORY_REGION(kept->bytes, kept->size);
	}
	block_free(a->large, NULL);
	a->large = NULL;
	a->used = 0;
}

size_t
arena_used(const struct arena *a)
{
	return a->used;
}

/* The next multiple of align, a power of two. */
static size_t
round_up(size_t n, size_t align)
{
	return (n + align - 1) & ~(align - 1);
}

/* A block with room for n bytes, which the one being filled has not. */
static struct block *
arena_block(struct arena *a, size_t n)
{
	if (n > a->size / 4)
		return a->large = block_new(n, a->large);
	a->blocks = block_new(a->size, a->blocks);
	if (a->size < BLOCK_LARGEST)
		a->size *= 2;
	return a->blocks;
}

static void *
arena_take(struct arena *a, size_t n, size_t align)
{
	struct block *b = a->blocks;
	size_t at = b ? round_up(b->used, align) : 0;
	void *p;

	if (n > SIZE_LIMIT)
		out_of_memory(n);
	if (!b || at + n + GAP > b->size) {
		b = arena_block(a, n + GAP);
		at = 0;
	}
	p = b->bytes + at;
	b->used = at + n + GAP;
	a->used += n;
	ASAN_UNPOISON_MEMORY_REGION(p, n);
	return p;
}

void *
arena_alloc(struct arena *a, size_t n)
{
	return memset(arena_take(a, n > 0 ? n : 1, ALIGN), 0, n > 0 ? n : 1);
}

void *
arena_calloc(struct arena *a, size_t n, size_t size)
{
	if (size > 0 && n > SIZE_LIMIT / size)
		out_of_memory(SIZE_MAX);
	return arena_alloc(a, n * size);
}

void *
arena_raw(struct arena *a, size_t n)
{
	return arena_take(a, n, _Alignof(max_align_t));
}

char *
arena_bytes(struct arena *a, size_t n)
{
	return arena_take(a, n, TEXT_ALIGN);
}

char *
arena_cstr(struct arena *a, struct str s)
{
	char *p = arena_bytes(a, s.n + 1);

	if (s.n > 0)
		memcpy(p, s.p, s.n);
	p[s.n] = '\0';
	return p;
}

struct str
arena_copy(struct arena *a, struct str s)
{
	return (struct str){ arena_cstr(a, s), s.n };
}

struct str
arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
	char small[256];
	va_list again;
	char *p;
	int n;

	va_copy(again, ap);
	n = vsnprintf(small, sizeof small, fmt, ap);
	if (n < 0)
		die("cannot format '%s': %s", fmt, strerror(errno));
	p = arena_bytes(a, (size_t)n + 1);
	if ((size_t)n < sizeof small)
		memcpy(p, small, (size_t)n + 1);
	else
		vsnprintf(p, (size_t)n + 1, fmt, again);
	va_end(again);
	return (struct str){ p, (size_t)n };
}

struct str
arena_printf(struct arena *a, const char *fmt, ...)
{
	struct str s;
	va_list ap;

	va_start(ap, fmt);
	s = arena_vprintf(a, fmt, ap);
	va_end(ap);
	return s;
}

void *
arena_grow(struct arena *a, const void *old, size_t n, size_t *cap,
    size_t size)
{
	size_t more = *cap > 0 ? *cap * 2 : 8;
	void *p = arena_calloc(a, more, size);

	if (n > 0)
		memcpy(p, old, n * size);
	*cap = more;
	return p;
}

/*
 * exit() belongs to the process that main() was called in: in a forked child it
 * would run the parent's atexit handlers (remove its lock, its staging folder)
 * and print its unflushed output a second time.
 */
static pid_t main_pid;

__attribute__((constructor)) static void
remember_main(void)
{
	main_pid = getpid();
}

/* Names of files end up in messages; they must not steer the terminal. */
static void
hide_controls(char *s)
{
	for (unsigned char *p = (unsigned char *)s; *p; p++) {
		if ((*p < 0x20 && *p != '\n') || *p == 0x7f)
			*p = '?';
		else if (p[0] == 0xc2 && p[1] >= 0x80 && p[1] < 0xa0)
			p[0] = p[1] = '?';	/* U+0080 to U+009F */
	}
}

/* One write, so that lines of several processes do not mix; no allocation. */
void
die(const char *fmt, ...)
{
	static const char prefix[] = "tiku: error: ";
	char text[4096];
	size_t n = sizeof prefix - 1;
	va_list ap;

	memcpy(text, prefix, n);
	va_start(ap, fmt);
	if (vsnprintf(text + n, sizeof text - n - 1, fmt, ap) < 0)
		text[n] = '\0';
	va_end(ap);
	hide_controls(text);
	n = strlen(text);
	text[n++] = '\n';
	if (write(STDERR_FILENO, text, n) < 0) {
		/* nobody is left to be told */
	}
	if (getpid() != main_pid)
		_exit(3);
	exit(3);
}
