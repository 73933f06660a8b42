#ifndef TIKU_FORMAT_HTML_H
#define TIKU_FORMAT_HTML_H
/*
 * Raw HTML in articles, by allow-list of elements, attributes and URL schemes.
 * What is not on the list does not reach the page as markup, and is named.
 */
#include "base/mem.h"

/* One thing that was refused, as a message wants it: "element 'script'",
 * "attribute 'onclick'", "URL 'javascript:x'", "comment without an end". */
struct html_refusal {
	struct str what;
	uint32_t offset, length;	/* in the input */
	bool shown;		/* it stands in the output as text */
};
struct html_refusals {
	struct html_refusal *v;
	size_t n, cap;
};

/*
 * Append what is allowed of a fragment, tag by tag (a fragment may open an
 * element that a later one closes: inline raw HTML comes in such pieces).
 *
 * Allowed tags are written anew: lower case, values quoted and escaped, obsolete
 * ones in today's words (<center> is <div class="center">, name= of <a> is id=,
 * align=center is class "center", in table cells "mid", align=right there "num").
 * Scripts, forms and the like go with their content when their end is in the
 * fragment; <picture> and the like leave their content; elements that HTML does
 * not know are shown as they were written (vector<int>).  Comments vanish.
 * Text and entities pass as they are, but '<' is always escaped.
 *
 * fragment is UTF-8; refusals are appended in order, and live in a.
 */
void html_clean(struct str fragment, struct strbuf *out, struct arena *a,
    struct html_refusals *refused);
/* May this URL stand in href (or, image, in src)?  http https mailto tel and
 * relative ones; for images http https, relative and data: of PNG, JPEG, GIF and
 * WebP.  Entities, tabs and newlines cannot hide a scheme (WHATWG URL); the
 * answer holds before and after character references are resolved. */
bool html_url_allowed(struct str url, bool image);
/*
 * Well-formedness across fragments: every element opened at or after from is
 * closed before the text ends, and end tags nobody opened there are dropped.
 * A block's end closes what its lines left open; a block's start closes an open
 * <p>; end tags that HTML lets authors leave out (</li> </td> …) are put in.
 * Knows void elements, raw text and our helpers' SVG and MathML.
 *
 * Where every element is closed explicitly and in order, no byte changes, so
 * offsets noted before the call stay right; otherwise those above from do not.
 * Linear.
 */
void html_balance(struct strbuf *html, size_t from);
#endif
