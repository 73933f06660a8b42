/*
 * Shingles.  Two questions are near-duplicates when they share most of what is
 * rare in them; which shingles are rare only the whole site knows (see
 * duplicate.c), so here everything counts alike.
 */
#include "model/twin.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static int
by_value(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

struct collecting {
	struct arena *arena;
	LIST(uint32_t) list;
};

static void
collect(struct collecting *c, struct str shingle)
{
	*list_push(c->arena, &c->list) = (uint32_t)hash64(shingle);
}

/* Han characters pair with their neighbour; other letters make words. */
static void
collect_all(struct collecting *c, struct str s)
{
	size_t at = 0, start = 0, han = STR_NONE, word = STR_NONE;

	while (at <= s.n) {
		int32_t ch = 0;

		start = at;
		if (at < s.n)
			ch = text_next(s, &at);
		else
			at++;
		if (word != STR_NONE && (text_is_han(ch) || !text_is_letter(ch))) {
			collect(c, str_sub(s, word, start));
			word = STR_NONE;
		}
		if (text_is_han(ch)) {
			if (han != STR_NONE)
				collect(c, str_sub(s, han, at));
			han = start;
			continue;
		}
		han = STR_NONE;
		if (word == STR_NONE && ch && text_is_letter(ch))
			word = start;
	}
}

static uint32_t
mix(uint32_t x, uint32_t seed)
{
	x ^= seed * 0x9E3779B9u;
	x = (x ^ x >> 16) * 0x7FEB352Du;
	x = (x ^ x >> 15) * 0x846CA68Bu;
	return x ^ x >> 16;
}

/* Each row keeps the smallest hash under its own permutation. */
static void
bands_fill(struct shingles *s)
{
	for (uint32_t b = 0; b < SIGNATURE_BANDS; b++) {
		uint32_t band = b + 1;

		for (uint32_t r = 0; r < SIGNATURE_ROWS; r++) {
			uint32_t least = UINT32_MAX;

			for (uint32_t i = 0; i < s->n; i++) {
				uint32_t h = mix(s->v[i], b * SIGNATURE_ROWS + r + 1);

				least = h < least ? h : least;
			}
			band = mix(band, least);
		}
		s->band[b] = band;
	}
}

void
shingles_make(struct shingles *out, struct str text, struct arena *a)
{
	struct arena *scratch = arena_new();
	struct collecting c = { .arena = scratch };
	uint32_t n = 0;

	collect_all(&c, text_fold(scratch, text));
	if (c.list.n > 1)
		qsort(c.list.v, c.list.n, sizeof *c.list.v, by_value);
	out->v = arena_array(a, uint32_t, c.list.n);
	for (size_t i = 0; i < c.list.n; i++)
		if (n == 0 || out->v[n - 1] != c.list.v[i])
			out->v[n++] = c.list.v[i];
	out->n = n;
	bands_fill(out);
	arena_free(scratch);
}

uint32_t
shingles_shared(const struct shingles *a, const struct shingles *b, uint32_t most)
{
	uint32_t i = 0, j = 0, n = 0;

	while (i < a->n && j < b->n && n < most)
		if (a->v[i] < b->v[j])
			i++;
		else if (b->v[j] < a->v[i])
			j++;
		else
			n++, i++, j++;
	return n;
}
