#ifndef TIKU_FORMAT_HTML_VALUE_H
#define TIKU_FORMAT_HTML_VALUE_H
/* Attributes that may stand in articles, and their values.  For html.c alone. */
#include "base/str.h"

enum html_attribute_kind {
	HTML_VALUE,
	HTML_URL,	/* refused for where it leads */
	HTML_FLAG	/* its presence says all; put is NULL */
};

struct html_attribute {
	const char *name;	/* lower case */
	const char *const elements[5];	/* where it may stand; none: everywhere */
	uint8_t kind;		/* enum html_attribute_kind */
	/* Append value, escaped for double quotes; false when it is refused,
	 * and then part of it may be written. */
	bool (*put)(struct strbuf *out, struct str value);
};

/* Its row, or NULL when it may not stand on that element; both in lower case. */
const struct html_attribute *html_attribute(const char *name,
    const char *element);

/* class: words of letters of any script, digits, '_' and '-'. */
bool html_put_names(struct strbuf *out, struct str value);
/* id: one such word. */
bool html_put_id(struct strbuf *out, struct str value);

/* Append a value with its character references resolved; false when it could
 * not be read as one.  In html.c, where gumbo is. */
bool html_unescape(struct str value, struct strbuf *out);
#endif
