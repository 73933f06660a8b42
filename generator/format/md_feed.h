#ifndef TIKU_FORMAT_MD_FEED_H
#define TIKU_FORMAT_MD_FEED_H
/*
 * The text cmark reads in place of the source: every line ends in '\n', and a
 * few bytes say what cmark would not understand by itself.  Knows the way back.
 */
#include "base/mem.h"

/* Bytes with a meaning of their own; no text holds them (text_invalid). */
#define FEED_PIPE '\x02'	/* a '|' that does not end a table cell */
#define FEED_TILDE '\x03'	/* a '~' that strikes nothing out */
#define FEED_MARK '\x7f'	/* a letter nobody sees (md_cjk.h) */
/* Punctuation nobody sees: U+1BC9F, the full stop of a shorthand.  A document
 * written in that shorthand would lose it. */
#define FEED_PUNCT "\xF0\x9B\xB2\x9F"

struct feed_line {
	uint32_t source, at;	/* where it begins in the source and in text */
};

struct feed {
	struct strbuf text;	/* memory is kept from document to document */
	LIST(struct feed_line) line;	/* and one more where the text ends */
	LIST(uint32_t) mark;	/* where in text a byte was put in */
	bool han;		/* there are Chinese characters */
};

/*
 * Fill f from source[body..].  STR_NONE, or the offset of a line that opens
 * more than FEED_DEEPEST quotes and lists: cmark's time grows with the square of
 * that.  Lists live in a.
 */
#define FEED_DEEPEST 100
size_t feed_make(struct feed *f, struct str source, size_t body,
    struct arena *a);
size_t feed_lines(const struct feed *f);
/* Line n (from 0) without its end. */
struct str feed_line(const struct feed *f, size_t n);
/* Offset in the source of a byte of a line; behind its end means its end. */
uint32_t feed_source(const struct feed *f, size_t line, size_t column);
/* How many bytes at p[0] are a mark: 0, 1 or 4. */
size_t feed_mark(struct str s);
/* Append s, a piece of what cmark made of text, as the author wrote it. */
void feed_restore(struct strbuf *out, struct str s);
#endif
