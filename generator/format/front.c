/*
 * Where front matter begins and ends.  Only that is here: the YAML in it is
 * yaml.c's.  The difficulty is that `---` is also a thematic break and that
 * lines of an article may look like YAML, so the first line decides (see
 * yaml.h) and doubt goes to the article: text that shows is better than text
 * that vanishes.
 */
#include "base/text.h"
#include "format/yaml.h"
#include "format/yaml_explain.h"

/* What the first line below the dashes looks like. */
enum lead {
	LEAD_EMPTY,	/* there is none */
	LEAD_KEY,
	LEAD_WORD,	/* perhaps a key */
	LEAD_BRACE,	/* perhaps a map in braces */
	LEAD_OTHER
};

struct block {
	struct str text;	/* of the whole source */
	size_t begin, end;	/* the YAML */
	size_t body;
	size_t first;		/* offset of the line that decides */
	enum lead lead;
	bool closed;
	bool gap;		/* an empty line inside */
};

/* The line at *at without its end, *at moved behind it: LF, CRLF or CR. */
static struct str
next_line(struct str text, size_t *at)
{
	size_t from = *at, to = from;

	while (to < text.n && text.p[to] != '\n' && text.p[to] != '\r')
		to++;
	*at = to + (to < text.n);
	if (str_starts(str_from(text, to), S("\r\n")))
		*at = to + 2;
	return str_sub(text, from, to);
}

static bool
is_fence(struct str line, struct str mark)
{
	return str_starts(line, mark) && str_trim(str_from(line, mark.n)).n == 0;
}

static bool
is_word_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

/* s begins with a colon that may end a key. */
static bool
ends_key(struct str s)
{
	return str_eq(s, S(":")) || str_starts(s, S(": ")) ||
	    str_starts(s, S(":\t"));
}

static enum lead
lead_of_quoted(struct str s)
{
	size_t end = str_chr(str_from(s, 1), s.p[0]);

	if (end == STR_NONE)
		return LEAD_OTHER;
	return ends_key(str_trim(str_from(s, end + 2))) ? LEAD_KEY : LEAD_OTHER;
}

/* The first colon that may end a key decides by what stands before it. */
static enum lead
lead_of_text(struct str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (ends_key(str_from(s, i)))
			break;
	if (i == s.n)
		return LEAD_OTHER;
	return str_chr(str_trim(str_sub(s, 0, i)), ' ') == STR_NONE ?
	    LEAD_WORD : LEAD_OTHER;
}

static enum lead
lead_of(struct str s)
{
	struct str rest;
	size_t word = 0;

	if (s.p[0] == '"' || s.p[0] == '\'')
		return lead_of_quoted(s);
	if (s.p[0] == '{')
		return LEAD_BRACE;
	if (s.p[0] == '-' || s.p[0] == '*' || s.p[0] == '>')
		return LEAD_OTHER;
	while (word < s.n && is_word_byte(s.p[word]))
		word++;
	rest = str_trim(str_from(s, word));
	if (word > 0 && (ends_key(rest) || str_starts(rest, S("："))))
		return LEAD_KEY;
	if (word > 0 && rest.n > 1 && rest.p[0] == ':' && rest.p[1] != '/' &&
	    rest.p[1] != ':')
		return LEAD_WORD;
	return lead_of_text(s);
}

/* Look for the end of the block, and on the way for the line that decides. */
static void
block_scan(struct block *b)
{
	struct str line, comment = { 0 };
	size_t at = b->begin, from;

	while (at < b->text.n) {
		from = at;
		line = next_line(b->text, &at);
		if (is_fence(line, S("---")) || is_fence(line, S("..."))) {
			b->closed = true;
			b->end = from;
			b->body = at;
			break;
		}
		line = str_trim(line);
		if (line.n == 0) {
			b->gap = true;
		} else if (line.p[0] == '#') {
			comment = comment.n > 0 ? comment : line;
		} else if (b->lead == LEAD_EMPTY) {
			b->lead = lead_of(line);
			b->first = (size_t)(line.p - b->text.p);
		}
	}
	if (b->lead != LEAD_EMPTY || comment.n == 0 || !b->gap)
		return;
	while (comment.n > 0 && comment.p[0] == '#')
		comment = str_trim(str_from(comment, 1));
	if (comment.n == 0 || lead_of(comment) != LEAD_KEY)
		b->lead = LEAD_OTHER;
}

/* A line that was meant to end the block: dashes, but not three of them. */
static struct where
find_almost_end(const struct source *s, const struct block *b)
{
	const struct str dashes = S("-—–－");
	struct str line;
	size_t at = b->begin, i;
	int32_t c;

	while (at < s->text.n) {
		line = str_trim(next_line(s->text, &at));
		for (i = 0; i < line.n;) {
			struct str one = { line.p + i, 0 };

			c = text_next(line, &i);
			one.n = (size_t)(line.p + i - one.p);
			if (c == 0xfffd || str_find(dashes, one) == STR_NONE)
				break;
		}
		if (line.n > 1 && i == line.n)
			return where_at(s, (size_t)(line.p - s->text.p), line.n);
	}
	return nowhere;
}

static bool
report_open(const struct source *s, const struct block *b, struct diag *d)
{
	struct where end = find_almost_end(s, b);

	diag_error(d, where_at(s, 0, 3), "front-matter",
	    "front matter is never closed");
	diag_note(d, nowhere, "end it with a line '---'; an article that begins "
	    "with a line across the page writes it '***'");
	if (end.source)
		diag_note(d, end, "three plain dashes at the start of this line "
		    "would end it");
	return false;
}

/* `title：x` is all there is: a text, and no map. */
static bool
report_no_map(const struct source *s, const struct block *b, struct arena *a,
    struct diag *d)
{
	struct yaml_problem p = {
		.source = s,
		.begin = b->begin,
		.end = b->end,
		.problem = "could not find expected ':'",
		.context = "while scanning a simple key",
		.at = b->first,
		.from = b->first,
		.open = STR_NONE,
	};

	yaml_explain(&p, a, d);
	return false;
}

/* The block is front matter; what is wrong with it is an error. */
static bool
front_must(const struct source *s, const struct block *b, struct arena *a,
    const struct value **front, struct diag *d)
{
	const struct value *v;

	v = yaml_block(s, b->begin, b->end, a, d);
	if (!v && b->gap)
		diag_note(d, where_at(s, 0, 3), "the front matter begins here "
		    "and has empty lines; is its end '---' missing?");
	if (!v)
		return false;
	if (v->kind != VALUE_MAP)
		return report_no_map(s, b, a, d);
	*front = v;
	return true;
}

/* The block may be part of the article, and is unless it parses to a map. */
static void
front_perhaps(const struct source *s, const struct block *b, struct arena *a,
    const struct value **front)
{
	struct diag *unheard = diag_new();
	const struct value *v = yaml_block(s, b->begin, b->end, a, unheard);

	if (v && v->kind == VALUE_MAP)
		*front = v;
	diag_free(unheard);
}

static const struct value *
front_empty(const struct source *s, struct arena *a)
{
	struct value *v = value_map(a);

	v->at = where_at(s, 0, 3);
	return v;
}

bool
yaml_front(const struct source *s, struct arena *a,
    const struct value **front, size_t *body, struct diag *d)
{
	struct block b = { .text = s->text };
	bool ok = true;

	*front = NULL;
	*body = 0;
	if (!is_fence(next_line(s->text, &b.begin), S("---")))
		return true;
	block_scan(&b);
	if (!b.closed && b.lead == LEAD_KEY)
		return report_open(s, &b, d);
	if (!b.closed || b.lead == LEAD_OTHER || (b.lead == LEAD_WORD && b.gap))
		return true;
	if (b.lead == LEAD_EMPTY)
		*front = front_empty(s, a);
	else if (b.lead == LEAD_BRACE)
		front_perhaps(s, &b, a, front);
	else
		ok = front_must(s, &b, a, front, d);
	*body = *front ? b.body : 0;
	return ok;
}
