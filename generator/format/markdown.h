#ifndef TIKU_FORMAT_MARKDOWN_H
#define TIKU_FORMAT_MARKDOWN_H
/*
 * Markdown text to a plain record: GFM 0.29 by cmark-gfm plus formulas,
 * emphasis beside Chinese punctuation, heading and fence attributes, alerts,
 * [[id]] links.  The parser's tree never leaves this module.
 *
 * The record is one run of bytes without pointers (spans are offsets into its
 * text pool), so that a child can send it through a pipe and a cache can keep
 * it.  The HTML of the whole body stands in one buffer; every block knows its
 * range there, and a range with its holes filled is a piece of a page.
 */
#include "base/diag.h"

struct span {
	uint32_t at, n;		/* bytes in markdown.pool */
};

enum block_kind {
	BLOCK_HEADING,
	BLOCK_PARAGRAPH,
	BLOCK_LIST,
	BLOCK_ITEM,
	BLOCK_QUOTE,		/* also an alert: its kind is in info ("note") */
	BLOCK_CODE,		/* info: the language */
	BLOCK_MATH,		/* a display formula of its own */
	BLOCK_DIAGRAM,
	BLOCK_TABLE,
	BLOCK_RULE,
	BLOCK_HTML,
	BLOCK_FOOTNOTES		/* all definitions, last */
};

/*
 * Blocks stand in document order, a container before its children.  `html` to
 * `html_end` is the whole element; `inner` to `inner_end` what stands between
 * its tags (a paragraph of a tight list item has no tags: both are the same).
 * A code, math or diagram block that is an embed is only a hole and a line end.
 * Two blocks that are not inside one another never touch, so a hole belongs to a
 * range when html <= at && at <= html_end; the last thing of a paragraph or
 * heading may be one, at inner_end.  `offset` to `length` ends before trailing
 * white space.  Raw HTML that opens an element in one block and closes it in a
 * later one is balanced in the whole, not in a range between.
 *
 * Footnotes come last: a BLOCK_FOOTNOTES that holds one BLOCK_ITEM for each
 * definition, `number` its number.
 */
struct block {
	uint8_t kind;		/* enum block_kind */
	uint8_t level;		/* heading: 1 to 6; list: 1 when ordered */
	uint16_t depth;		/* 0 at the top of the document */
	uint32_t next;		/* index of the first block that is not inside this one */
	int32_t number;		/* ordered item: its number */
	uint32_t offset, length;	/* in the source text */
	uint32_t html, inner, inner_end, html_end;
	struct span text;	/* plain text: heading, paragraph (formulas as TeX, code as is) */
	struct span id;		/* heading: unique in the document; explicit when explicit_id */
	struct span info;
	uint8_t explicit_id;	/* the author wrote {#id} */
	/*
	 * A heading or paragraph that begins with bold text: that text, and the offset in html
	 * just behind the closing tag; lead.n == 0 when there is none.
	 */
	struct span lead;
	uint32_t lead_end;
	uint32_t attr, nattr;	/* heading: {k=v} pairs, in markdown.attr */
};

struct attr {
	struct span key, value;	/* .class comes as key "class" */
	uint32_t offset, length;	/* of the value, in the source */
};

/* What other programs render; its place in html is a hole. */
enum embed_kind { EMBED_INLINE_MATH, EMBED_DISPLAY_MATH, EMBED_DIAGRAM, EMBED_CODE };
struct embed {
	uint8_t kind;
	uint8_t linenos;	/* code: show line numbers */
	uint16_t block;		/* 1: a block of its own; 0: in a paragraph, heading or cell */
	struct span text;	/* TeX (trimmed), diagram source or code, without its fence */
	struct span lang;	/* code: as written after the fence, may be empty */
	struct span title;	/* code: title="…" */
	struct span lines;	/* code: hl_lines="2 4-6", as written */
	/* of the text in the source: line n of an error is line n from here */
	uint32_t offset, length;
};

/*
 * A link or image whose target the site must resolve; its URL is a hole.  Also
 * "#x" in the same document, and relative ones in raw HTML.  External URLs
 * stand in html; refused ones are a problem ("unsafe-url") and have no href.
 */
struct link {
	uint8_t image;
	uint8_t wiki;		/* [[id]]: its text is a HOLE_TITLE; [[id|text]] has none */
	struct span target;	/* as written, entities and escapes resolved */
	uint32_t offset, length;	/* of the link in the source */
};

/*
 * Holes in html, by offset: nothing stands there until a page is written.
 * HOLE_URL is inside an attribute's quotes; HOLE_TITLE is the title of the thing
 * a [[id]] names; HOLE_SIZE is where an image's width and height attributes go,
 * with a space before each (` width="4" height="3"`); HOLE_LABEL is the word for
 * a kind of alert in the language of the page; HOLE_LEVEL is the digit of a
 * heading's tag, which depends on what it stands under; HOLE_ID stands at the
 * start of an id made here, so that a page of parts of several articles can keep
 * them apart; HOLE_HERE comes before
 * the '#' of a footnote's link: the article's URL on pages that show a part of it.
 */
enum hole_kind { HOLE_EMBED, HOLE_URL, HOLE_TITLE, HOLE_SIZE, HOLE_LABEL,
	HOLE_LEVEL, HOLE_HERE, HOLE_ID };
enum alert_kind {
	ALERT_NOTE, ALERT_TIP, ALERT_IMPORTANT, ALERT_WARNING, ALERT_CAUTION
};
struct hole {
	uint32_t at;
	uint8_t kind;
	uint32_t index;		/* of the embed, block (HOLE_LEVEL) or link; an alert_kind */
};

/* A mistake found while parsing, for the parent to report at its place. */
struct problem {
	uint8_t severity;	/* enum severity */
	uint32_t offset, length;
	struct span rule, text, note;	/* note may be empty */
};

struct markdown {
	struct str pool, html;
	const struct block *block;
	const struct attr *attr;
	const struct embed *embed;
	const struct link *link;
	const struct hole *hole;
	const struct problem *problem;
	uint32_t nblock, nattr, nembed, nlink, nhole, nproblem;
	uint32_t han, words;	/* characters and Latin words of all text */
	uint32_t math, code, diagrams;	/* how many of each embed there are */
};

struct markdown_options {
	bool math, mermaid, highlight;	/* off: the text stays as it is, code stays plain */
	bool unsafe_html;	/* raw HTML passes as it is */
	bool cjk_breaks;	/* soft breaks between Chinese characters vanish: on */
};

/*
 * Parse text[body..] and append the record to out.  Not reentrant, and hostile input may kill the
 * process: call it in a pool's child.  Input it refuses gives a record with
 * one error and no blocks.
 */
void markdown_parse(struct str text, size_t body,
    const struct markdown_options *o, struct strbuf *out);
/* Point m into bytes, which must be aligned to 8 and outlive it.  False when
 * the bytes are no record of this version. */
bool markdown_open(struct str bytes, struct markdown *m);
struct str markdown_text(const struct markdown *m, struct span s);
/* Changes when the same text would give another record: a part of cache keys. */
extern const char markdown_version[];
#endif
