#ifndef TIKU_RENDER_BIND_H
#define TIKU_RENDER_BIND_H
/*
 * What templates see (templates/README.md is the contract): the site's structs
 * as values.  Everything lives in the page's arena, but for what is const.
 */
#include "model/quality.h"
#include "render/fragment.h"
#include "render/page.h"

/*
 * Values that are the same on every page that shows them, made when first
 * asked for; a process has one.  What is in it is never changed.
 */
struct memo {
	struct arena *arena;
	struct value **question, **article;	/* as in a list, by serial */
	struct value **site;		/* by language */
	struct str *question_title, *article_title;	/* HTML, by serial */
};
struct memo *memo_new(const struct site *s);	/* memo_free() frees */
void memo_free(struct memo *m);

/* Shorthands for the maps that templates see; each key is set once. */
void bind_text(struct arena *a, struct value *map, const char *key, struct str s);
void bind_html(struct arena *a, struct value *map, const char *key, struct str s);
void bind_int(struct arena *a, struct value *map, const char *key, int64_t n);
void bind_bool(struct arena *a, struct value *map, const char *key, bool b);
/* The text, or none when it is empty. */
void bind_some(struct arena *a, struct value *map, const char *key, struct str s);
void bind_value(struct arena *a, struct value *map, const char *key, struct value *v);

/* The language's settings; its id, locale and label as keys. */
const struct language *bind_lang(const struct page_view *v, int lang);
void bind_language(struct page_view *v, struct value *map, int lang);
/* {iso, day}, or none for 0. */
void bind_date(struct arena *a, struct value *map, const char *key, int64_t t);
/* `title` and `title_html`; html may break between Chinese words (<wbr>). */
void bind_titles(struct arena *a, struct value *map, struct str title, struct str html);
struct str bind_wbr(struct arena *a, struct str title);
struct str bind_question_title(const struct page_view *v, const struct question *q);
/* {id, label, url}: url is none where the term has no page. */
struct value *bind_term_name(struct page_view *v, int set, int lang, const struct term *t);
/* The buffer's text as markup; the buffer is freed. */
struct value *bind_html_of(struct page_view *v, struct strbuf *b);
/* `backlinks`: {title, title_html, url} of articles that link here. */
void bind_backlinks(struct page_view *v, struct value *map, struct article *const *list, size_t n);

/* A question as it stands in a list; full adds its fields. */
struct value *bind_question(struct page_view *v, const struct question *q);
struct value *bind_question_full(struct page_view *v, const struct question *q);
/* Its duplicates, the one it is a duplicate of, related ones and who links to it. */
void bind_relatives(struct page_view *v, struct value *map, const struct question *q);
/* An article as it stands in a list; full adds its body. */
struct value *bind_article(struct page_view *v, const struct article *at);
struct value *bind_article_full(struct page_view *v, const struct article *at);
struct str bind_title_html(const struct page_view *v, const struct article *at);
struct value *bind_section(struct page_view *v, const struct section *sec);
/* The whole body of an _index article. */
struct str bind_body(struct page_view *v, const struct article *at);
/* A term with its count; charts adds kinds, difficulties and related terms. */
struct value *bind_term(struct page_view *v, const struct term_use *u);
struct value *bind_term_charts(struct page_view *v, const struct term_use *u, int set);
/* One entry of questions.json (DESIGN.md 5). */
struct value *bind_record(struct page_view *v, const struct question *q);
/* How good an article is: the counts, and its broken pieces. */
void bind_quality(struct arena *a, struct value *row, const struct quality *n,
    int64_t broken);
/* Address of the n-th page of a list whose first one is at first. */
struct str page_path(struct arena *a, struct str first, size_t number);
/* Where the other pages of a list are. */
struct value *bind_pager(struct page_view *v, const struct page *page);
#endif
