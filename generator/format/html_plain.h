#ifndef TIKU_FORMAT_HTML_PLAIN_H
#define TIKU_FORMAT_HTML_PLAIN_H
/* The text of our own HTML, for what has no markup. */
#include "base/str.h"

/*
 * Append the text of a fragment as a person would type it: paragraphs apart,
 * list items behind "- " or a number, cells parted by " | ", code in back quotes or
 * in a fence with its language, x^2 and a_1 for raised and lowered text, a picture
 * as ![what it shows](where it is).  No space at either end.  Tags must be such as
 * html_clean() or the Markdown writer make: whole, with '>' escaped in values.
 */
void html_plain(struct strbuf *out, struct str html);
/* Append text with its character references resolved: the five that writing
 * needs, &nbsp; (as a space) and numbers; others stay as they are. */
void html_decode(struct strbuf *out, struct str text);
/* The value of an attribute of a tag ("<img src=…>"), as written; empty
 * when it has none. */
struct str html_tag_value(struct str tag, struct str name);
#endif
