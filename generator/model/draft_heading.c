/*
 * Headings: their levels, which drafts begin anywhere and skip, and the ids of
 * questions, written down so that they stay when a number or title changes.
 */
#include <string.h>

#include "format/md_attr.h"
#include "model/draft_line.h"

enum { DEEPEST = 6 };

static bool
is_section(const struct draft *d, uint32_t b)
{
	const struct block *h = &draft_md(d)->block[b];

	return h->kind == BLOCK_HEADING && h->depth == 0 &&
	    (int)b != d->article.title_block && !draft_block_gone(d, h);
}

/* What each heading's level should be (article_outline), the title being above
 * them all: 2 at the top, or 1 where six levels are in use. */
static uint8_t *
levels_of(const struct draft *d)
{
	const struct markdown *m = draft_md(d);
	uint8_t *level = arena_array(d->arena, uint8_t, m->nblock + 1);
	uint8_t open[DEEPEST + 2];
	int depth = 0, most = 0;

	for (uint32_t b = 0; b < m->nblock; b = m->block[b].next) {
		if (!is_section(d, b))
			continue;
		while (depth > 0 && open[depth - 1] >= m->block[b].level)
			depth--;
		open[depth++] = m->block[b].level;
		level[b] = (uint8_t)depth;
		most = depth > most ? depth : most;
	}
	for (uint32_t b = 0; b < m->nblock && most < DEEPEST; b++)
		level[b] += level[b] > 0;
	return level;
}

/* The lines of a heading but for a setext underline: [first, end). */
static bool
heading_lines(const struct draft *d, const struct block *h, size_t *first,
    size_t *end)
{
	bool atx;

	draft_lines_of(d, h, first, end);
	atx = str_starts(str_trim(d->line.v[*first].text), S("#")) &&
	    *end == *first + 1;
	if (!atx)
		--*end;
	return atx;
}

static void
level_set(struct draft *d, const struct block *h, uint8_t level)
{
	static const char hashes[] = "######";
	struct strbuf b = { 0 };
	size_t first, end, at = 0;
	bool atx = heading_lines(d, h, &first, &end);
	struct draft_line *l = &d->line.v[first];

	d->levels++;
	if (atx) {
		while (at < l->text.n && l->text.p[at] == ' ')
			at++;
		draft_replace(d, first, at, at + h->level,
		    (struct str){ hashes, level });
		return;
	}
	strbuf_add(&b, (struct str){ hashes, level });
	for (size_t i = first; i < end; i++) {
		strbuf_byte(&b, ' ');
		strbuf_add(&b, str_trim(d->line.v[i].text));
		d->line.v[i].gone = i > first;
	}
	d->line.v[end].gone = true;
	l->text = arena_copy(d->arena, strbuf_str(&b));
	d->changed = true;
	strbuf_free(&b);
}

void
draft_levels(struct draft *d)
{
	const struct markdown *m = draft_md(d);
	uint8_t *level = levels_of(d);

	for (uint32_t b = 0; b < m->nblock; b++)
		if (level[b] > 0 && level[b] != m->block[b].level)
			level_set(d, &m->block[b], level[b]);
}

/* --- ids -------------------------------------------------------------- */

/* s without closing hashes: "## x ##". */
static struct str
cut_closing(struct str s)
{
	size_t n;

	while (s.n > 0 && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t'))
		s.n--;
	for (n = s.n; n > 0 && s.p[n - 1] == '#'; n--)
		;
	if (n == s.n || n == 0 || (s.p[n - 1] != ' ' && s.p[n - 1] != '\t') ||
	    str_trim(str_sub(s, 0, n)).n == 0)
		return s;
	return cut_closing(str_sub(s, 0, n));
}

static bool
id_write(struct draft *d, const struct block *h, struct str id)
{
	struct attr_items items = { 0 };
	size_t first, end, brace;
	bool atx = heading_lines(d, h, &first, &end);
	struct str s = d->line.v[end - 1].text;

	s = atx ? cut_closing(s) : s;
	brace = attr_tail(s, d->arena, &items);
	for (size_t i = 0; i < items.n; i++)
		if (str_eq(items.v[i].key, S("id")))
			return false;	/* another heading has that one */
	if (brace == STR_NONE)
		draft_replace(d, end - 1, str_trim(s).p + str_trim(s).n - s.p,
		    SIZE_MAX, arena_printf(d->arena, " {#%.*s}", STR_ARG(id)));
	else
		draft_replace(d, end - 1, brace + 1, brace + 1,
		    arena_printf(d->arena, "#%.*s ", STR_ARG(id)));
	return true;
}

/* The id, or with a number behind it what nobody has yet. */
static struct str
id_free(const struct draft *d, struct map *taken, struct str id)
{
	struct str other = id;
	size_t *tries = map_get(taken, id);

	while (tries && map_get(taken, other))
		other = arena_printf(d->arena, "%.*s-%zu", STR_ARG(id),
		    ++*tries + 1);
	return other;
}

void
draft_ids(struct draft *d)
{
	const struct markdown *m = draft_md(d);
	const struct article *at = &d->article;
	struct map taken = { 0 };

	for (uint32_t b = 0; b < m->nblock; b++)
		if (m->block[b].kind == BLOCK_HEADING && m->block[b].explicit_id)
			map_put(d->arena, &taken, markdown_text(m,
			    m->block[b].id), arena_new_of(d->arena, size_t));
	for (size_t i = 0; i < at->question.n; i++) {
		const struct question *q = at->question.v[i];
		struct str id;

		if (q->heading < 0 || q->explicit_id ||
		    m->block[q->heading].kind != BLOCK_HEADING)
			continue;	/* bold text that stands for one holds no id */
		id = id_free(d, &taken, q->id);
		if (!id_write(d, &m->block[q->heading], id))
			continue;
		map_put(d->arena, &taken, id, arena_new_of(d->arena, size_t));
		d->ids++;
	}
}
