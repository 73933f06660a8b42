#ifndef TIKU_BASE_MEM_H
#define TIKU_BASE_MEM_H
/*
 * Memory that lives and dies together.  An arena is one lifetime: the build's,
 * a page's, a message's.  Out of memory ends the program with a message, so
 * nobody checks.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct arena;

struct arena *arena_new(void);		/* arena_free() frees */
void arena_free(struct arena *a);	/* NULL is fine */
/* Everything taken from it is gone; its first block stays for the next use. */
void arena_reset(struct arena *a);	/* empties it, keeps its largest block */
size_t arena_used(const struct arena *a);	/* bytes asked for since the last reset */

/* n zeroed bytes, aligned for any type; n == 0 gives a unique pointer. */
void *arena_alloc(struct arena *a, size_t n);
/* n elements of size bytes each, zeroed; ends the program when n * size overflows. */
void *arena_calloc(struct arena *a, size_t n, size_t size);
/* n bytes, not zeroed, aligned for any type. */
void *arena_raw(struct arena *a, size_t n);
/* n bytes, not zeroed, aligned to 1: for text. */
char *arena_bytes(struct arena *a, size_t n);
/* A NUL-terminated copy (the NUL is not counted in .n); never NULL in .p. */
struct str arena_copy(struct arena *a, struct str s);
/* Formatted as by printf(3), NUL-terminated likewise. */
struct str arena_printf(struct arena *a, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
struct str arena_vprintf(struct arena *a, const char *fmt, va_list ap)
    __attribute__((format(printf, 2, 0)));
/* The copy as a C string, for system calls; it ends early at a NUL in s. */
char *arena_cstr(struct arena *a, struct str s);

#define arena_new_of(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define arena_array(a, type, n) ((type *)arena_calloc((a), (n), sizeof(type)))

/*
 * A growing array in an arena: LIST(struct link) links = {0};
 * *list_push(a, &links) = link;  Elements move when it grows, so keep indexes.
 */
#define LIST(type) struct { type *v; size_t n, cap; }
#define list_push(a, l) \
	((l)->n == (l)->cap \
	     ? (void)((l)->v = arena_grow((a), (l)->v, (l)->n, &(l)->cap, \
		   sizeof *(l)->v)) \
	     : (void)0, \
	    &(l)->v[(l)->n++])
/* list_push's half that grows: room for twice *cap elements of size bytes, the
 * first n copied from old, the others zero; *cap is set. */
void *arena_grow(struct arena *a, const void *old, size_t n, size_t *cap,
    size_t size);

/* malloc and realloc that never return NULL, not for n == 0 either; the caller
 * frees with free(). */
void *xmalloc(size_t n);
void *xrealloc(void *p, size_t n);

/*
 * End the program because its environment failed (memory, disk, a missing
 * tool): "tiku: error: <text>" on stderr and exit status 3.  In a forked child
 * only the child ends: its parent's atexit handlers do not run there.  Control
 * characters in the text are shown as '?'; a newline may begin a "note: ...".
 */
_Noreturn void die(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
#endif
