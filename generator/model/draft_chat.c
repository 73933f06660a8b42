/*
 * What a model says to its user: before the article ("Alright, I'll create a
 * blog post ...") and after it ("Please note that the above is a sample ...").
 * Only the two ends of a text are looked at, and only paragraphs that begin with
 * known words: in the middle the same words may well be the author's.
 */
#include "base/text.h"
#include "model/draft_line.h"

enum { SOON = 200 };	/* bytes within which an opening comes to its promise */

/* Bytes of a mark that follows an opening word: "Sure!", "好的，". */
static bool
is_mark_next(struct str s)
{
	static const char *const marks[] = { ",", "!", ".", ":", ";", "，", "！",
		"。", "：", "；", "、", "~", "—", "-" };

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (str_starts(s, str_of(marks[i])))
			return true;
	return s.n == 0;
}

static bool
is_promise(const struct draft *d, uint32_t b)
{
	return draft_begins(d->words, DRAFT_PROMISE,
	    draft_fold(d->arena, draft_block_text(d, b))) > 0;
}

static bool
is_chat(const struct draft *d, uint32_t b)
{
	struct str s = draft_fold(d->arena, draft_block_text(d, b));
	size_t n;

	if (draft_begins(d->words, DRAFT_PREAMBLE, s) > 0)
		return true;
	n = draft_begins(d->words, DRAFT_OPENING, s);
	return n > 0 && is_mark_next(str_trim(str_from(s, n))) &&
	    draft_mentions(d->words, DRAFT_PROMISE, str_sub(s, n, n + SOON));
}

static uint32_t
next_top(const struct draft *d, uint32_t b)
{
	const struct markdown *m = draft_md(d);

	for (b = m->block[b].next; b < m->nblock; b = m->block[b].next)
		if (!draft_block_gone(d, &m->block[b]))
			break;
	return b;
}

static uint32_t
first_top(const struct draft *d)
{
	const struct markdown *m = draft_md(d);
	uint32_t b = 0;

	while (b < m->nblock && draft_block_gone(d, &m->block[b]))
		b = m->block[b].next;
	return b;
}

static bool
is_kind(const struct draft *d, uint32_t b, enum block_kind kind)
{
	return b < draft_md(d)->nblock && draft_md(d)->block[b].kind == kind;
}

/* The first heading when all others are below it: the article begins there. */
static uint32_t
lone_title(const struct draft *d)
{
	const struct markdown *m = draft_md(d);
	uint32_t title = m->nblock;

	for (uint32_t b = 0; b < m->nblock; b = m->block[b].next) {
		if (m->block[b].kind != BLOCK_HEADING)
			continue;
		if (title == m->nblock)
			title = b;
		else if (m->block[b].level <= m->block[title].level)
			return m->nblock;
	}
	return title;
}

static void
remove_block(struct draft *d, uint32_t b, const char *rule)
{
	size_t first, end;

	draft_lines_of(d, &draft_md(d)->block[b], &first, &end);
	draft_remove(d, first, end, rule, S("removed"));
}

/* Nothing but talk stands before the title: no code, no table. */
static bool
only_talk(const struct draft *d, uint32_t from, uint32_t to)
{
	for (uint32_t b = from; b < to; b++)
		switch (draft_md(d)->block[b].kind) {
		case BLOCK_PARAGRAPH:
		case BLOCK_RULE:
		case BLOCK_LIST:
		case BLOCK_ITEM:
			break;
		default:
			return false;
		}
	return true;
}

static bool
ends_in_colon(struct str s)
{
	s = str_trim(s);
	return str_ends(s, S(":")) || str_ends(s, S("："));
}

/* The end of the preamble that begins at b, where no title says it. */
static uint32_t
preamble_end(const struct draft *d, uint32_t b)
{
	bool list_may_follow = ends_in_colon(draft_block_text(d, b));
	uint32_t next;

	for (b = next_top(d, b); b < draft_md(d)->nblock; b = next) {
		next = next_top(d, b);
		if (is_kind(d, b, BLOCK_RULE))
			return next;
		if (is_kind(d, b, BLOCK_LIST) && list_may_follow &&
		    (is_kind(d, next, BLOCK_RULE) || is_kind(d, next, BLOCK_HEADING)))
			list_may_follow = false;
		else if (is_kind(d, b, BLOCK_PARAGRAPH) &&
		    (is_chat(d, b) || is_promise(d, b)))
			list_may_follow = ends_in_colon(draft_block_text(d, b));
		else
			break;
	}
	return b;
}

/* The last block that is still there in [b, end). */
static uint32_t
last_top(const struct draft *d, uint32_t b, uint32_t end)
{
	uint32_t next = b;

	while (next < end) {
		b = next;
		next = next_top(d, b);
	}
	return b;
}

/*
 * The end of the preamble that begins at b; b itself when there is none.  Before a
 * title that stands alone all is preamble.  Where the title is known already, the
 * article has begun, so that nothing but talk may stand before its first part.
 */
static uint32_t
preamble_of(const struct draft *d, uint32_t b, uint32_t title)
{
	uint32_t none = draft_md(d)->nblock, end = preamble_end(d, b);
	bool known = draft_has(d, S("title"));

	if (known)
		title = none;
	if (is_chat(d, b)) {
		if (title < none)
			return title;
		return !known || is_kind(d, end, BLOCK_HEADING) ||
		    is_kind(d, last_top(d, b, end), BLOCK_RULE) ? end : b;
	}
	return title < none && end == title && is_promise(d, b) &&
	    ends_in_colon(draft_block_text(d, b)) ? title : b;
}

void
draft_preamble(struct draft *d)
{
	uint32_t first = first_top(d), title = lone_title(d), end, b = first;

	while (is_kind(d, b, BLOCK_RULE))
		b = next_top(d, b);
	if (!is_kind(d, b, BLOCK_PARAGRAPH))
		return;
	if (title < draft_md(d)->nblock && !only_talk(d, first, title))
		title = draft_md(d)->nblock;
	end = preamble_of(d, b, title);
	for (b = end == b ? end : first; b < end; b = draft_md(d)->block[b].next)
		if (!draft_block_gone(d, &draft_md(d)->block[b]))
			remove_block(d, b, "draft-preamble");
}

/* --- the other end ---------------------------------------------------- */

/* Bytes of s up to the end of its first sentence. */
static size_t
sentence_length(struct str s)
{
	static const char *const ends[] = { "。", "！", "？", "!", "?", "." };

	for (size_t at = 0; at < s.n; at++)
		for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
			size_t n = str_of(ends[i]).n;

			if (str_starts(str_from(s, at), str_of(ends[i])) &&
			    (n > 1 || at + 1 == s.n || s.p[at + 1] == ' '))
				return at + n;
		}
	return s.n;
}

/* Says the paragraph nothing but goodbye? */
static bool
is_closing(const struct draft *d, struct str folded)
{
	size_t n;

	while ((folded = str_trim(folded)).n > 0) {
		n = sentence_length(folded);
		if (!draft_begins(d->words, DRAFT_CLOSING, str_sub(folded, 0, n)) &&
		    !draft_begins(d->words, DRAFT_SIGNOFF, str_sub(folded, 0, n)))
			return false;
		folded = str_from(folded, n);
	}
	return true;
}

/* Each top-level block that is still there, in order. */
static size_t
tops_list(const struct draft *d, uint32_t **out)
{
	const struct markdown *m = draft_md(d);
	LIST(uint32_t) top = { 0 };

	for (uint32_t b = 0; b < m->nblock; b = m->block[b].next)
		if (m->block[b].kind != BLOCK_FOOTNOTES &&
		    !draft_block_gone(d, &m->block[b]))
			*list_push(d->arena, &top) = b;
	*out = top.v;
	return top.n;
}

static bool
is_goodbye(const struct draft *d, uint32_t b, bool alone)
{
	struct str s = draft_fold(d->arena, draft_block_text(d, b));

	return draft_begins(d->words, DRAFT_SIGNOFF, s) > 0 ||
	    (!alone && s.n > 0 && is_closing(d, s));
}

/* A heading would stand there empty without what is alone under it, so a mere
 * closing stays; a rule goes only with what follows it. */
void
draft_signoff(struct draft *d)
{
	uint32_t *top;
	size_t n = tops_list(d, &top), keep = n, i;

	for (i = n; i > 0; i--) {
		if (is_kind(d, top[i - 1], BLOCK_RULE))
			continue;
		if (!is_kind(d, top[i - 1], BLOCK_PARAGRAPH) ||
		    !is_goodbye(d, top[i - 1],
		    i > 1 && is_kind(d, top[i - 2], BLOCK_HEADING)))
			break;
		remove_block(d, top[i - 1], "draft-signoff");
		keep = i - 1;
	}
	if (keep == n)
		return;
	for (; i < n; i++)
		if (is_kind(d, top[i], BLOCK_RULE))
			remove_block(d, top[i], "draft-signoff");
}
