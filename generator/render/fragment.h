#ifndef TIKU_RENDER_FRAGMENT_H
#define TIKU_RENDER_FRAGMENT_H
/*
 * Pieces of an article's HTML with their holes filled: rendered embeds, the
 * URLs of links, the titles of what [[id]] names, sizes of pictures.
 */
#include "render/embed.h"

struct memo;	/* render/bind.h */
struct page_view;

/*
 * How holes are filled where HTML is for something that is not a page of the
 * site: formulas, diagrams and pictures are what differs.
 */
struct medium {
	void (*formula)(struct strbuf *out, struct page_view *v,
	    const struct piece *p);
	/* use: how often it stood in this view before. */
	void (*diagram)(struct strbuf *out, struct page_view *v,
	    const struct piece *p, uint32_t use);
	/* What goes into src; fragment_link() is the address on the site. */
	struct str (*picture)(const struct page_view *v,
	    const struct article_link *l);
	void *ctx;		/* theirs */
};

/* The page being written, as far as its HTML depends on it. */
struct page_view {
	const struct site *site;
	const struct pieces *pieces;
	const struct article *here;	/* its whole body stands on this page, or NULL */
	const struct article *owner;	/* whose ids stand as they are, or NULL */
	int outline;			/* depth of what the page is about: its parts are h2 */
	struct arena *arena;		/* the page's */
	struct memo *memo;		/* what pages of one process share */
	const struct medium *medium;	/* NULL: a page of the site */
	uint32_t *uses;			/* of each piece on this page, for unique ids */
	uint32_t formulas, code, diagrams;	/* what has been written so far */
};

/* The level of a heading's tag on this page: 2 to 6. */
int fragment_level(const struct page_view *v, const struct article *at, uint32_t block);
/* "/bank/zh/llm/x/": an address with the base path, percent-encoded. */
struct str url_of(const struct config *c, struct str path, struct arena *a);
/* The same with scheme and host. */
struct str url_absolute(const struct config *c, struct str path, struct arena *a);
/* Where a question can be read: its own page, or its place in its article. */
struct str question_url(const struct site *s, const struct question *q, struct arena *a);
struct str question_place(const struct site *s, const struct question *q, struct arena *a);

/* Where a link of a body leads, seen from this page. */
struct str fragment_link(const struct page_view *v, const struct article_link *l);

/* The first hole at or behind an offset of the HTML: an index, maybe nhole. */
uint32_t fragment_first_hole(const struct markdown *m, uint32_t at);
/* Append HTML [from, to] of the article's body: a hole at to is in it. */
void fragment_range(struct strbuf *out, struct page_view *v,
    const struct article *at, uint32_t from, uint32_t to);
void fragment_write(struct strbuf *out, struct page_view *v,
    const struct article *at, struct fragment f);
#endif
