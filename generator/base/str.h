#ifndef TIKU_BASE_STR_H
#define TIKU_BASE_STR_H
/*
 * Text.  A struct str is a view: it owns nothing and need not end in NUL.  A
 * struct strbuf owns malloc memory; {0} is a valid empty one and its text is
 * always followed by a NUL that .n does not count.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct str {
	const char *p;
	size_t n;
};

struct strbuf {
	char *p;
	size_t n, cap;
};

#define S(literal) ((struct str){ "" literal, sizeof(literal) - 1 })
#define STR_ARG(s) (int)(s).n, (s).p	/* for "%.*s" */

struct str str_of(const char *cstr);	/* NULL gives the empty view */
bool str_eq(struct str a, struct str b);
int str_cmp(struct str a, struct str b);	/* bytewise, like strcmp */
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
/* Offset of the first (last) occurrence, or (size_t)-1. */
#define STR_NONE ((size_t)-1)
size_t str_find(struct str s, struct str needle);	/* 0 for an empty needle */
size_t str_chr(struct str s, char c);
size_t str_rchr(struct str s, char c);
/* Bytes [from, to), both clipped to the text. */
struct str str_sub(struct str s, size_t from, size_t to);
struct str str_from(struct str s, size_t from);
struct str str_trim(struct str s);	/* ASCII white space off both ends */
/*
 * Cut the text before the next sep off *rest into *head; false when *rest was
 * already used up ({NULL, 0}).  "a,,b" gives "a", "" and "b"; "" gives "" once;
 * "a," gives "a" and "".
 */
bool str_cut(struct str *rest, char sep, struct str *head);
/* The whole text as a decimal number, with '-' before it or without; false, and
 * *out untouched, on anything else (a '+', white space) or overflow. */
bool str_int(struct str s, int64_t *out);
/* Equal but for the case of ASCII letters. */
bool str_ieq(struct str a, struct str b);

/* What is added must not be a part of the buffer itself. */
void strbuf_add(struct strbuf *b, struct str s);
void strbuf_byte(struct strbuf *b, char c);
void strbuf_printf(struct strbuf *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void strbuf_reserve(struct strbuf *b, size_t more);	/* room for that many bytes */
void strbuf_html(struct strbuf *b, struct str text);	/* & < > " ' escaped as Jinja2 does */
/* In double quotes, controls and < > & U+2028 U+2029 escaped: safe inside
 * <script> (RFC 8259).  text must be UTF-8. */
void strbuf_json(struct strbuf *b, struct str text);
/* What the path of a URL may not hold becomes %XX (RFC 3986 3.3); '/' stays, '%'
 * itself becomes %25. */
void strbuf_url(struct strbuf *b, struct str path);
void strbuf_reset(struct strbuf *b);	/* empty, memory kept */
void strbuf_free(struct strbuf *b);
struct str strbuf_str(const struct strbuf *b);	/* never NULL in .p; valid until the next change */
#endif
