/*
 * Hashes and the table, both on XXH3: the fastest hash of its quality that
 * Debian has, with one result on every machine, so that cache entries can be
 * shared.  Used as a header alone: one call is too short to leave the file for.
 *
 * The table probes linearly at most half full and is never deleted from;
 * nothing in tiku forgets a name before it forgets all of them.
 */
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <assert.h>

#include "base/hash.h"

/* XXH3 wants its state aligned so; arenas promise less. */
#define STATE_ALIGN 64

struct hasher {
	XXH3_state_t state;
};

/* The empty view may have no address, which memcpy-like calls may not see. */
static const char *
bytes_of(struct str s)
{
	return s.p ? s.p : "";
}

uint64_t
hash64(struct str s)
{
	return XXH3_64bits(bytes_of(s), s.n);
}

struct hash
hash128(struct str s)
{
	XXH128_hash_t h = XXH3_128bits(bytes_of(s), s.n);

	return (struct hash){ .high = h.high64, .low = h.low64 };
}

bool
hash_eq(struct hash a, struct hash b)
{
	return a.high == b.high && a.low == b.low;
}

struct str
hash_hex(struct arena *a, struct hash h, size_t digits)
{
	static const char hex[] = "0123456789abcdef";
	char *p = arena_bytes(a, digits + 1);

	assert(digits <= 32);
	for (size_t i = 0; i < digits; i++) {
		uint64_t half = i < 16 ? h.high : h.low;

		p[i] = hex[half >> (60 - 4 * (i % 16)) & 15];
	}
	p[digits] = '\0';
	return (struct str){ p, digits };
}

struct hasher *
hasher_new(struct arena *a)
{
	uintptr_t p = (uintptr_t)arena_alloc(a,
	    sizeof(struct hasher) + STATE_ALIGN);
	struct hasher *h = (struct hasher *)
	    ((p + STATE_ALIGN - 1) & ~(uintptr_t)(STATE_ALIGN - 1));

	XXH3_128bits_reset(&h->state);
	return h;
}

/* The length goes first, lowest byte first on every machine. */
void
hasher_add(struct hasher *h, struct str s)
{
	unsigned char length[8];

	for (size_t i = 0; i < sizeof length; i++)
		length[i] = (unsigned char)((uint64_t)s.n >> (8 * i));
	XXH3_128bits_update(&h->state, length, sizeof length);
	XXH3_128bits_update(&h->state, bytes_of(s), s.n);
}

struct hash
hasher_end(struct hasher *h)
{
	XXH128_hash_t r = XXH3_128bits_digest(&h->state);

	return (struct hash){ .high = r.high64, .low = r.low64 };
}

/* The slot that holds key, or the free one where it belongs; a slot is free
 * while its key has no address.  cap is a power of two, and one slot is free. */
static struct map_slot *
map_find(const struct map *m, struct str key)
{
	size_t i = hash64(key) & (m->cap - 1);

	while (m->slot[i].key.p && !str_eq(m->slot[i].key, key))
		i = (i + 1) & (m->cap - 1);
	return &m->slot[i];
}

void *
map_get(const struct map *m, struct str key)
{
	return m->cap > 0 ? map_find(m, key)->value : NULL;
}

static void
map_grow(struct arena *a, struct map *m)
{
	struct map old = *m;

	m->cap = old.cap > 0 ? old.cap * 2 : 16;
	m->slot = arena_array(a, struct map_slot, m->cap);
	for (size_t i = 0; i < old.cap; i++)
		if (old.slot[i].key.p)
			*map_find(m, old.slot[i].key) = old.slot[i];
}

void *
map_put(struct arena *a, struct map *m, struct str key, void *value)
{
	struct map_slot *slot;
	void *before;

	if (m->n * 2 >= m->cap)
		map_grow(a, m);
	slot = map_find(m, key);
	before = slot->value;
	if (!slot->key.p) {
		slot->key = (struct str){ bytes_of(key), key.n };
		m->n++;
	}
	slot->value = value;
	return before;
}
