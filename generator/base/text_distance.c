/*
 * How far two words are apart, for "did you mean": the optimal string alignment
 * distance, in which neighbours that changed places are one slip.  Only cells
 * near the diagonal are computed, since nobody asks for more than a few slips.
 */
#include "base/text.h"

#include <stdlib.h>

static int32_t *
code_points(struct str s, size_t *n)
{
	int32_t *v = xmalloc((s.n + 1) * sizeof *v);
	size_t at = 0;

	for (*n = 0; at < s.n; ++*n)
		v[*n] = text_next(s, &at);
	return v;
}

static size_t
min3(size_t a, size_t b, size_t c)
{
	size_t m = a < b ? a : b;

	return m < c ? m : c;
}

/*
 * One row of the table: row[j] is the distance of a[0, i) and b[0, j).  Cells
 * further than limit from the diagonal can only be above it and are not
 * computed, so a long text costs no more than its length times the limit.
 */
static size_t
distance_row(const int32_t *a, size_t i, const int32_t *b, size_t bn,
    size_t *const row[3], size_t limit)
{
	size_t *now = row[0], *last = row[1], *before = row[2];
	size_t from = i > limit ? i - limit : 1;
	size_t to = bn - i < limit || i > bn ? bn : i + limit;
	size_t best = limit + 1, j;

	now[from - 1] = from == 1 ? i : limit + 1;
	if (from == 1 && i < best)
		best = i;
	if (i + limit <= bn)
		last[to] = limit + 1;	/* was outside the row above */
	for (j = from; j <= to; j++) {
		now[j] = min3(last[j] + 1, now[j - 1] + 1,
		    last[j - 1] + (a[i - 1] != b[j - 1]));
		if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
		    a[i - 2] == b[j - 1] && before[j - 2] + 1 < now[j])
			now[j] = before[j - 2] + 1;
		if (now[j] < best)
			best = now[j];
	}
	return best;
}

static size_t
distance_table(const int32_t *a, size_t an, const int32_t *b, size_t bn,
    size_t limit)
{
	size_t *cells = xmalloc(3 * (bn + 1) * sizeof *cells), *spare, result;
	size_t *row[3] = { cells, cells + bn + 1, cells + 2 * (bn + 1) };
	size_t i, j;

	for (j = 0; j <= bn; j++)
		row[0][j] = j;
	for (i = 1; i <= an; i++) {
		spare = row[2];
		row[2] = row[1];
		row[1] = row[0];
		row[0] = spare;
		if (distance_row(a, i, b, bn, row, limit) > limit)
			break;
	}
	result = i <= an || row[0][bn] > limit ? limit + 1 : row[0][bn];
	free(cells);
	return result;
}

size_t
text_distance(struct str a, struct str b, size_t limit)
{
	size_t an, bn, result, most;
	int32_t *av = code_points(a, &an), *bv = code_points(b, &bn);

	most = an > bn ? an : bn;
	if (limit > most)
		limit = most;	/* no distance is longer, so the cap cannot show */
	if ((an > bn ? an - bn : bn - an) > limit)
		result = limit + 1;
	else
		result = distance_table(av, an, bv, bn, limit);
	free(av);
	free(bv);
	return result;
}
