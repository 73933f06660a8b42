#ifndef TIKU_FORMAT_MD_ATTR_H
#define TIKU_FORMAT_MD_ATTR_H
/* Attributes written behind a heading or a fence: {#id .class key=value}. */
#include "base/mem.h"

struct attr_item {
	struct str key, value;	/* #x has the key "id", .x the key "class" */
	size_t at;		/* where the value begins in the text */
};
struct attr_items {
	struct attr_item *v;
	size_t n, cap;
};

/*
 * When text ends in well-formed attributes, with nothing but white space
 * behind, list them and return the offset of their '{'; STR_NONE when not.
 * Views into text; the list lives in a.
 */
size_t attr_tail(struct str text, struct arena *a, struct attr_items *out);

/* What stands behind a code fence. */
struct fence {
	struct str lang, title, lines;	/* lines as written: "2 4-6" */
	bool linenos;
};
/*
 * All these are read:  python  {.python .x}  python {title="x" linenos}
 * python title="x" hl_lines="2 4-6" linenos  python{2,4-6}
 * Unknown attributes are ignored.  Views into info; scratch memory comes from a.
 */
struct fence attr_fence(struct str info, struct arena *a);
#endif
