#ifndef TIKU_FORMAT_MD_PRIVATE_H
#define TIKU_FORMAT_MD_PRIVATE_H
/*
 * What the parts of the Markdown layer that know cmark share.  cmark's private
 * headers are used on purpose: Debian ships them, and its library is named by
 * the full version, so the structs cannot change under us.
 *
 *	md_cmark.c	memory, extensions, text to tree
 *	md_math.c	formulas and bare URLs within cmark's own parsing
 *	md_math_block.c	formulas of several lines: where they end
 *	md_place.c	from the tree back to places in the source
 *	md_head.c	headings: attributes and ids
 *	md_write.c	the walk over the tree
 *	md_block.c	blocks of the record, and what several kinds share
 *	md_container.c, md_code.c, md_table.c, md_note.c	kinds of blocks
 *	md_inline.c	what is inside a block
 *	md_link.c	links and images
 *	md_raw.c	raw HTML
 */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wstrict-prototypes"
#include <cmark-gfm/cmark-gfm.h>
#include <cmark-gfm/chunk.h>
#include <cmark-gfm/node.h>
#include <cmark-gfm/parser.h>
#include <cmark-gfm/syntax_extension.h>
#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm_version.h>
#pragma GCC diagnostic pop

#include "base/hash.h"
#include "format/md_attr.h"
#include "format/md_feed.h"
#include "format/md_record.h"

#if CMARK_GFM_VERSION != ((0 << 24) | (29 << 16) | (0 << 8) | 6)
#error "checked against cmark-gfm 0.29.0.gfm.6 only: see format/md_private.h"
#endif

/* Exported by libcmark-gfm-extensions, declared in none of its headers. */
extern cmark_node_type CMARK_NODE_TABLE, CMARK_NODE_TABLE_ROW,
    CMARK_NODE_TABLE_CELL, CMARK_NODE_STRIKETHROUGH;

/* A heading and the attributes cut off it, before cmark looks at its text. */
struct heading {
	struct str id;		/* explicit; empty when there is none */
	uint32_t attr, nattr;	/* in the record */
};

/* A footnote's definition: what its links are called. */
struct note {
	struct str id;
	uint32_t block;
};

/* The lines that the text of a leaf came from, read forwards (md_place.c). */
struct place {
	struct str text;
	size_t first, line;	/* lines of the feed: of text[0], of text[from] */
	size_t from, to;	/* the line text[from, to) */
	size_t column;		/* of text[from] in its line */
	bool fixed;		/* the column does not follow from the line's end */
	bool cell;		/* "\|" in the line is "|" in text */
	size_t seen, seen_column;	/* cell: the last place asked for */
	int shift;		/* cmark's columns minus this are offsets in a line */
	size_t done;		/* inlines before this offset are written */
};

/* Where a formula's end was last looked for, so that no search is made twice. */
struct math_search {
	size_t close_from[2], close_line[2];	/* $$ and \]: next line with one */
	const cmark_node *container;
	size_t inside_from, inside_to;	/* these lines lie in container */
	bool ends;			/* line inside_to does not */
	const unsigned char *chunk;	/* no "\)" in this text from here on: */
	int no_close_from;
	const unsigned char *url_chunk;	/* nothing ends a URL in [from, to) */
	int url_from, url_to;
};

/* Raw elements whose end tag has not come yet (md_raw.c). */
struct raw_open;

struct md {
	const struct markdown_options *o;
	struct str source;
	size_t body;
	struct arena *a;	/* for this document */
	struct feed feed;
	struct record r;
	uint32_t *text_at;	/* by line: 1 + where its text begins, when it is plain text */
	struct math_search search;
	LIST(struct heading) heading;
	LIST(struct note) note;
	struct map ids;		/* taken in this document */

	/* while the tree is written */
	struct place place;
	int level;		/* of the node, in the tree */
	uint32_t depth;		/* of the next block */
	struct strbuf plain;	/* text of the leaf so far */
	struct strbuf scratch, url;
	const cmark_node *lead;	/* the bold text a leaf begins with, or NULL */
	size_t lead_n, lead_end;	/* its end in plain and in html */
	size_t cell;		/* columns of the table's row before this one */
	size_t row_column;	/* where the next cell is looked for in the line */
	int leaf_level;		/* of the paragraph, heading or cell */
	bool p_open;		/* its <p> has not been closed by raw HTML */
	bool in_heading;
	int em_depth, link_depth;
	int vain;		/* searches for [[id]] in this leaf that found nothing */
	bool backref;		/* the footnote's way back is written */
	LIST(struct raw_open) raw;
	struct map refused;	/* what raw HTML was refused, to struct refused * */
	LIST(struct refused *) refusal;
};

struct raw_open {
	const struct html_element *element;
	int level;
};

/* One thing raw HTML may not hold, however often it occurs. */
struct refused {
	struct str what;
	uint32_t offset, length;	/* the first */
	bool shown;
	size_t count;
};

static inline struct str
md_chunk(const cmark_chunk *c)
{
	return (struct str){ (const char *)c->data, (size_t)c->len };
}

static inline struct str
md_content(const cmark_node *n)
{
	return (struct str){ (const char *)n->content.ptr,
		(size_t)n->content.size };
}

/* -- md_cmark.c ------------------------------------------------------------ */

/*
 * The tree of m->feed, in memory that the next call takes back; NULL when it
 * would take more than MD_MEMORY.
 */
#define MD_MEMORY ((size_t)256 << 20)
cmark_node *md_tree(struct md *m);

/* -- md_math.c ------------------------------------------------------------- */

/* Formulas, and what else must be done while cmark parses.  Made once. */
cmark_syntax_extension *md_math_extension(void);
/* Is n a formula, and does it stand in a line of its own? */
bool md_is_math(const cmark_node *n);
bool md_is_display(const cmark_node *n);
/* -- md_math_block.c ------------------------------------------------------- */

/* The next '$' that is not escaped, or s.n. */
size_t math_dollar(struct str s, size_t at);
/* Where `\` and c stand next, or STR_NONE; "\\" is a pair of its own. */
size_t math_escape(struct str s, size_t at, char c);
/*
 * Does a block begin at s[at], `$$` or `\[`, in this line and container?  0 when
 * not (with a warning when it is never closed), else 1 + the line it ends in.
 */
size_t math_block_end(struct md *m, const cmark_node *container, struct str s,
    size_t at, size_t line);
/* The TeX of a formula written as a block, without its closer. */
struct str md_math_block(const cmark_node *n);
/* Does line n of the feed lie inside container? */
bool md_line_inside(struct md *m, const cmark_node *container, size_t n);

/* -- md_place.c ------------------------------------------------------------ */

/* Text whose lines are the ends of lines of the feed, from `first` on. */
void place_lines(struct md *m, struct str text, size_t first);
/* Text that begins at a column of one line; a cell's has "\|" as "|". */
void place_fixed(struct md *m, struct str text, size_t line, size_t column,
    bool cell);
/* Offset in the source of byte `at` of the text placed last. */
uint32_t place_source(struct md *m, size_t at);
/* Bytes [from, to) of the text in the source. */
void place_span(struct md *m, size_t from, size_t to, uint32_t *offset,
    uint32_t *length);
/* Place the text of a paragraph, heading or cell before its inlines are looked
 * at; a cell's row must have been begun. */
void place_leaf(struct md *m, const cmark_node *leaf);
void place_row(struct md *m, const cmark_node *row);
/* The first line of the feed that holds text of a paragraph or heading. */
size_t place_first_line(const struct md *m, const cmark_node *leaf);
/* Offset in the text where an inline stands: its bytes lie in the text, or
 * cmark's column leads to one of the characters in `begin`. */
size_t place_inline(struct md *m, const cmark_node *n, struct str bytes,
    const char *begin);
/* Where the text of a code span begins, or STR_NONE when that is unknown. */
size_t place_code(struct md *m, const cmark_node *n);
/* Where a link ends that begins at offset `at`. */
size_t place_link_end(struct md *m, const cmark_node *link, size_t at);
/* Where block n begins and ends in the source. */
uint32_t place_begin(struct md *m, const cmark_node *n);
uint32_t place_end(struct md *m, const cmark_node *n);

/* -- md_head.c ------------------------------------------------------------- */

/* Between cmark's two phases: cut attributes off headings, mend what the table
 * extension gets wrong. */
void md_before_inlines(struct md *m, cmark_node *root);
/* A name like base that nothing in the document has yet. */
struct str md_unique_id(struct md *m, struct str base);

/* -- md_write.c ------------------------------------------------------------ */

/* Fill m->r from the tree; false when the HTML grows beyond all bounds. */
bool md_write(struct md *m, cmark_node *root);

/* -- md_block.c ------------------------------------------------------------ */

void md_put(struct md *m, const char *html);
void md_cr(struct md *m);	/* a new line, unless one just began */
/* A block of the record begins where html ends now. */
void md_block_begin(struct md *m, struct block *b, enum block_kind kind);
void md_block_end(struct md *m, struct block *b);
/* The same for a node, with its place in the source; a paragraph's text is
 * placed.  A container reaches as far as what it holds. */
struct block *md_block_open(struct md *m, cmark_node *n, enum block_kind kind);
void md_block_inner(struct md *m, const cmark_node *n);
void md_block_inner_end(struct md *m, const cmark_node *n);
void md_block_close(struct md *m, cmark_node *n);
/* Close a block that is a hole or was written as a whole. */
void md_block_whole(struct md *m, cmark_node *n);
/* The block that was opened for n. */
struct block *md_block(struct md *m, const cmark_node *n);
uint32_t md_block_index(struct md *m, const cmark_node *n);
/* A paragraph, heading or cell begins. */
void md_leaf_begin(struct md *m);

/* -- md_container.c, md_code.c, md_table.c, md_note.c ---------------------- */

/* Enter: true when the children are to be written too. */
bool md_quote_enter(struct md *m, cmark_node *n);
void md_quote_leave(struct md *m, cmark_node *n);
bool md_list_enter(struct md *m, cmark_node *n);
void md_list_leave(struct md *m, cmark_node *n);
bool md_item_enter(struct md *m, cmark_node *n);
void md_item_leave(struct md *m, cmark_node *n);
bool md_code(struct md *m, cmark_node *n);
bool md_table_enter(struct md *m, cmark_node *n);
void md_table_leave(struct md *m, cmark_node *n);
bool md_row_enter(struct md *m, cmark_node *n);
void md_row_leave(struct md *m, cmark_node *n);
bool md_cell_enter(struct md *m, cmark_node *n);
void md_cell_leave(struct md *m, const cmark_node *n);
/* Take the ids of all footnotes. */
void md_notes_name(struct md *m, cmark_node *root);
void md_notes_close(struct md *m);
bool md_note_enter(struct md *m, cmark_node *n);
void md_note_leave(struct md *m, cmark_node *n);
/* The links from a footnote back to where it is referred to. */
void md_note_backrefs(struct md *m, const cmark_node *n);

/* -- md_inline.c ----------------------------------------------------------- */

/* True when the children of n are to be written too. */
bool md_inline_enter(struct md *m, cmark_node *n);
void md_inline_leave(struct md *m, cmark_node *n);
/* & < > and " escaped, as cmark writes them; marks of the feed undone. */
void md_put_text(struct strbuf *out, struct str s);
/* Text of all inlines below n, as a reader of plain text wants it. */
void md_plain(struct strbuf *out, const cmark_node *n);
/* A formula, code or diagram: a hole, and what belongs into it.  The offset is
 * text's in the text placed last. */
struct embed *md_embed(struct md *m, enum embed_kind kind, struct str text,
    size_t at);
/* The same for TeX, without the white space around it. */
struct embed *md_formula(struct md *m, enum embed_kind kind, struct str tex,
    size_t at);
/* Warn of characters that make code read differently than it runs; at is the
 * offset of code in the text placed last. */
void md_check_bidi(struct md *m, struct str code, size_t at);

/* -- md_link.c ------------------------------------------------------------- */

void md_link_enter(struct md *m, cmark_node *n);
void md_image(struct md *m, cmark_node *n);
/* Text, with the [[id]] and [[id|text]] in it. */
void md_text_with_links(struct md *m, struct str s);
/* Does a URL lead out of the site?  Then it is written as it is. */
bool md_is_external(struct str url);

/* -- md_raw.c -------------------------------------------------------------- */

/* Raw HTML; at is where it begins in the text placed last. */
void md_raw(struct md *m, struct str html, size_t at);
/* May a link of ours begin?  Not inside another; a raw <a> is closed for it. */
bool md_raw_allows_link(struct md *m);
/* A block of ours begins: it ends raw elements that may not hold one. */
void md_raw_block(struct md *m);
/* Close what was opened below the level of the node that ends. */
void md_raw_close(struct md *m, int level);
/* Report what was refused, once for each kind. */
void md_raw_report(struct md *m);

#endif
