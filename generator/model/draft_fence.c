/*
 * Code fences that a model forgot to close: they swallow the article's next part.
 * To close one is to change what is code, so it takes two witnesses: that the
 * fence is not closed (the text ends, or another fence opens inside it), and a
 * heading inside it that no code would hold.  Where the text merely ends inside
 * code the fence is closed there, which changes nothing but the next edit.
 *
 * Only fences at the margin: one in a list ends with its item.
 */
#include "model/draft_line.h"

struct mark {
	char c;			/* '`' or '~'; 0: the line is no fence */
	size_t n, indent;
	struct str info;
};

static struct mark
fence_mark(struct str line)
{
	struct mark m = { 0 };

	while (m.indent < line.n && line.p[m.indent] == ' ')
		m.indent++;
	line = str_from(line, m.indent);
	if (m.indent > 3 || line.n < 3 || (line.p[0] != '`' && line.p[0] != '~'))
		return m;
	while (m.n < line.n && line.p[m.n] == line.p[0])
		m.n++;
	m.info = str_trim(str_from(line, m.n));
	if (m.n >= 3 && (line.p[0] == '~' || str_chr(m.info, '`') == STR_NONE))
		m.c = line.p[0];
	return m;
}

/* Text about Markdown holds fences and headings of its own. */
static bool
holds_prose(struct str info)
{
	static const char *const names[] = { "markdown", "md", "text", "txt",
		"plaintext", "mdx", "html", "diff" };
	size_t n = 0;

	while (n < info.n && info.p[n] != ' ' && info.p[n] != '{')
		n++;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_ieq(str_sub(info, 0, n), str_of(names[i])))
			return true;
	return false;
}

static size_t
next_line(const struct draft *d, size_t i)
{
	while (i < d->line.n && (d->line.v[i].gone ||
	    str_trim(d->line.v[i].text).n == 0))
		i++;
	return i;
}

/* "### 3. ..." or a heading with bold text below it, behind an empty line: `#`
 * begins comments too, but not those. */
static bool
is_prose_heading(const struct draft *d, size_t i)
{
	struct str s = d->line.v[i].text, number, title;
	size_t level = 0, next;
	char tag;

	while (level < s.n && s.p[level] == '#')
		level++;
	if (level < 2 || level > 6 || level == s.n || s.p[level] != ' ' ||
	    i == 0 || str_trim(d->line.v[i - 1].text).n > 0)
		return false;
	question_number(str_from(s, level), &number, &tag, &title);
	if (level > 2 && number.n > 0)
		return true;
	next = next_line(d, i + 1);
	return next < d->line.n && str_starts(d->line.v[next].text, S("**"));
}

enum fate { CLOSED, NESTED, ENDLESS };

/* How the fence of line `open` fares: *end is its closing line, or the one where
 * another opens, or line.n; *heading the first that cannot be code, or line.n. */
static enum fate
fence_follow(const struct draft *d, size_t open, struct mark m, size_t *end,
    size_t *heading)
{
	*heading = d->line.n;
	for (*end = open + 1; *end < d->line.n; ++*end) {
		struct mark other;

		if (d->line.v[*end].gone)
			continue;
		other = fence_mark(d->line.v[*end].text);
		if (other.c == m.c && other.n >= m.n)
			return other.info.n == 0 ? CLOSED : NESTED;
		if (*heading == d->line.n && is_prose_heading(d, *end))
			*heading = *end;
	}
	return ENDLESS;
}

static size_t
closing_line(const struct draft *d, size_t open, struct mark m)
{
	size_t i;

	for (i = open + 1; i < d->line.n; i++) {
		struct mark other = fence_mark(d->line.v[i].text);

		if (!d->line.v[i].gone && other.c == m.c && other.n >= m.n &&
		    other.info.n == 0)
			break;
	}
	return i;
}

/* Behind the last line that is not empty before line `before`. */
static size_t
behind_text(const struct draft *d, size_t open, size_t before)
{
	while (before > open + 1 && (d->line.v[before - 1].gone ||
	    str_trim(d->line.v[before - 1].text).n == 0))
		before--;
	return before;
}

struct repairs { struct draft_insertion *v; size_t n, cap; };

/* Look at the fence that line `open` opens; the line to go on from. */
static size_t
fence_mend(struct draft *d, size_t open, struct mark m, struct repairs *out)
{
	struct str line = d->line.v[open].text;
	size_t end, heading, at;
	enum fate fate = fence_follow(d, open, m, &end, &heading);

	if (fate == CLOSED)
		return end + 1;
	if (holds_prose(m.info))
		heading = d->line.n;
	if (fate == NESTED && heading == d->line.n &&
	    (end = closing_line(d, open, m)) < d->line.n)
		return end + 1;
	at = behind_text(d, open, heading);
	if (at == open + 1 && m.info.n == 0) {	/* it holds nothing */
		draft_remove(d, open, open + 1, "draft-fence", S("removed"));
		return heading;
	}
	*list_push(d->arena, out) = (struct draft_insertion){ at,
		str_sub(line, 0, m.indent + m.n) };
	draft_note(d, open, open + 1, "draft-fence", S("closed the fence of"),
	    str_trim(line));
	return heading;
}

/* By line: 1 where a code block of the article itself begins, 2 where one inside
 * something does. */
static uint8_t *
openers_list(const struct draft *d)
{
	const struct markdown *m = draft_md(d);
	uint8_t *opens = arena_array(d->arena, uint8_t, d->line.n + 1);

	for (uint32_t b = 0; b < m->nblock; b++)
		if (m->block[b].kind == BLOCK_CODE ||
		    m->block[b].kind == BLOCK_DIAGRAM ||
		    m->block[b].kind == BLOCK_MATH)
			opens[draft_line_at(d, m->block[b].offset)] =
			    m->block[b].depth == 0 ? 1 : 2;
	return opens;
}

void
draft_fences(struct draft *d)
{
	uint8_t *opens = openers_list(d);
	struct repairs repairs = { 0 };
	struct mark m;
	size_t i = d->body;

	while (i < d->line.n) {
		m = fence_mark(d->line.v[i].text);
		if (d->line.v[i].gone || m.c == 0 || !d->line.v[i].code ||
		    opens[i] == 2 || (opens[i] == 0 && m.indent > 0))
			i++;
		else
			i = fence_mend(d, i, m, &repairs);
	}
	draft_insert(d, repairs.v, repairs.n);
}
