/*
 * cmark cannot be told to stop, and does not survive an allocation that fails.
 * So it gets memory of our own: one region, handed out by moving a mark, thrown
 * away as a whole before the next document; when it is used up we jump out of
 * cmark and the document is refused.  Nothing needs freeing then: cmark keeps
 * no pointers into it outside the parser (its tables of special characters are
 * static, and set again by the next parse).
 *
 * That also makes it fast, for cmark allocates and frees every node one by one.
 * Memory that was never handed out is known to be zero, which saves clearing it.
 *
 * What grows with the square of the input without allocating is bounded by the
 * caller's limit on CPU time.
 */
#include <setjmp.h>
#include <string.h>
#include <sys/mman.h>

#include "format/md_private.h"

#define ALIGN 16
#define KEPT ((size_t)16 << 20)	/* what stays resident between documents */

static struct {
	char *base, *top, *end;
	char *dirty;		/* from here on it is still zero */
	jmp_buf full;
} heap;

/* Each piece is preceded by its size, for realloc. */
struct piece {
	_Alignas(ALIGN) size_t size;
};

static void
heap_reset(void)
{
	if (!heap.base) {
		heap.base = mmap(NULL, MD_MEMORY, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
		if (heap.base == MAP_FAILED)
			die("out of memory: %zu bytes more are not to be had",
			    MD_MEMORY);
		heap.dirty = heap.base;
		heap.end = heap.base + MD_MEMORY;
	}
	heap.top = heap.base;
	if (heap.dirty > heap.base + KEPT &&
	    madvise(heap.base + KEPT, MD_MEMORY - KEPT, MADV_DONTNEED) == 0)
		heap.dirty = heap.base + KEPT;
}

static size_t
round_up(size_t n)
{
	return (n + ALIGN - 1) & ~(size_t)(ALIGN - 1);
}

/* Move the mark n bytes on; what is new there is zero. */
static void
heap_take(size_t n)
{
	char *from = heap.top, *to;

	if (n > (size_t)(heap.end - heap.top))
		longjmp(heap.full, 1);
	heap.top += n;
	to = heap.top < heap.dirty ? heap.top : heap.dirty;
	if (to > from)
		memset(from, 0, (size_t)(to - from));
	if (heap.top > heap.dirty)
		heap.dirty = heap.top;
}

static void *
heap_calloc(size_t n, size_t size)
{
	struct piece *p = (struct piece *)heap.top;

	if (size > 0 && n > MD_MEMORY / size)
		longjmp(heap.full, 1);
	n = round_up(n * size);
	heap_take(sizeof *p + n);
	p->size = n;
	return p + 1;
}

static bool
is_last(const struct piece *p)
{
	return (const char *)(p + 1) + p->size == heap.top;
}

static void *
heap_realloc(void *old, size_t n)
{
	struct piece *p;
	void *new;

	if (!old)
		return heap_calloc(1, n);
	p = (struct piece *)old - 1;
	if (n <= p->size)
		return old;
	if (is_last(p)) {
		n = round_up(n);
		heap_take(n - p->size);
		p->size = n;
		return old;
	}
	new = heap_calloc(1, n);
	memcpy(new, old, p->size);
	return new;
}

static void
heap_free(void *old)
{
	if (old && is_last((struct piece *)old - 1))
		heap.top = (char *)old - sizeof(struct piece);
}

static cmark_mem memory = { heap_calloc, heap_realloc, heap_free };

/* '(' must not be escaped by cmark, or \( could not be told from (. */
static int
is_escapable(char c)
{
	return c != '(' && cmark_ispunct(c);
}

static cmark_parser *
parser_new(struct md *m)
{
	static const char *const names[] = {
		"table", "strikethrough", "tasklist"
	};
	cmark_syntax_extension *ours = md_math_extension();
	cmark_parser *p = cmark_parser_new_with_mem(CMARK_OPT_FOOTNOTES |
	    CMARK_OPT_SOURCEPOS, &memory);
	size_t i;

	cmark_syntax_extension_set_private(ours, m, NULL);
	/* before table: it must see each line first */
	cmark_parser_attach_syntax_extension(p, ours);
	for (i = 0; i < sizeof names / sizeof *names; i++)
		cmark_parser_attach_syntax_extension(p,
		    cmark_find_syntax_extension(names[i]));
	if (m->o->math)
		cmark_parser_set_backslash_ispunct_func(p, is_escapable);
	return p;
}

cmark_node *
md_tree(struct md *m)
{
	cmark_parser *p;

	heap_reset();
	if (setjmp(heap.full))
		return NULL;
	p = parser_new(m);
	cmark_parser_feed(p, m->feed.text.p, m->feed.text.n);
	md_before_inlines(m, p->root);
	return cmark_parser_finish(p);
}
