#ifndef TIKU_FORMAT_TEMPLATE_VALUE_H
#define TIKU_FORMAT_TEMPLATE_VALUE_H
/*
 * A value while rendering: what value.h knows, read in place, and what only
 * templates make.  Private to the template engine.
 */
#include "base/value.h"

struct trender;
struct tnode;

/* T_MISSING is zero: a slot nothing was stored in. */
enum tkind {
	T_MISSING, T_UNDEFINED, T_NONE, T_BOOL, T_INT, T_TEXT, T_HTML,
	T_LIST,		/* data, or own in seq */
	T_TUPLE,	/* a pair of items(), in seq */
	T_MAP,		/* data, or own in dict */
	T_ITEMS,	/* what m.items() gives: the map again */
	T_ITER,		/* a Python iterator, in seq: can be read once */
	T_MACRO, T_MODULE, T_LOOP
};

struct tval {
	enum tkind kind;
	bool own;		/* T_LIST, T_MAP, T_ITEMS: made by a template */
	union {
		bool boolean;
		int64_t number;
		struct str text;
		const struct value *data;
		struct tseq *seq;
		const struct tdict *dict;
		const struct tmacro *macro;
		const struct tmodule *module;
		const struct tloop *loop;
	};
};

struct tseq {
	size_t n;
	struct tval *v;
	bool used;		/* T_ITER: has been read */
};

struct tdict {
	size_t n;
	struct str *key;
	struct tval *v;
};

struct tloop {
	size_t index0, length;
};

enum tcompare { C_EQ, C_NE, C_LT, C_LE, C_GT, C_GE, C_IN, C_NOT_IN };

struct tval tval_of(const struct value *data);
struct tval tval_text(struct str s);
struct tval tval_html(struct str s);
struct tval tval_int(int64_t n);
struct tval tval_bool(bool b);
struct tval tval_list(struct tseq *seq);
extern const struct tval tval_undefined;

bool tval_is_text(const struct tval *v);	/* T_TEXT or T_HTML */
bool tval_is_number(const struct tval *v, int64_t *n);	/* T_INT or T_BOOL */
const char *tval_name(const struct tval *v);	/* "a list", for messages */
size_t tval_size(const struct tval *v);	/* of a list, tuple, map or items */
struct tval tval_item(const struct tval *list, size_t i);
struct tval tval_entry(const struct tval *map, size_t i, struct str *key);
bool tval_find(const struct tval *map, struct str key, struct tval *out);
/* The same, sooner where the key is member *at, as in the map asked before; *at is
 * any number, and corrected. */
bool tval_find_at(const struct tval *map, struct str key, uint32_t *at,
    struct tval *out);

/*
 * What follows is false after an error, reported at e: where Jinja2 says
 * something else, or nothing useful.
 */
bool tval_true(struct trender *r, const struct tnode *e, const struct tval *v,
    bool *out);
bool tval_compare(struct trender *r, const struct tnode *e, enum tcompare op,
    const struct tval *x, const struct tval *y, bool *out);
/* As text: HTML stays HTML (markupsafe.soft_str). */
bool tval_soft(struct trender *r, const struct tnode *e, struct tval v,
    struct tval *out);
/* Append to the page as {{ }} does. */
bool tval_print(struct trender *r, const struct tnode *e,
    const struct tval *v);
/* n texts as one, between between them; HTML where one of them is (no error). */
struct tval tval_join(struct trender *r, const struct tval *text, size_t n,
    const struct tval *between);

/* template_iter.c: reading any value Python can iterate over, in order. */
struct titer {
	struct tval over;
	size_t i, n;		/* items; bytes for text */
};
bool titer_start(struct trender *r, const struct tnode *e,
    const struct tval *v, struct titer *it);
bool titer_next(struct trender *r, struct titer *it, struct tval *out);
/* All items as a list of one's own; NULL after an error. */
struct tseq *titer_all(struct trender *r, const struct tnode *e,
    const struct tval *v);
struct tseq *tseq_new(struct trender *r, size_t n);
#endif
