#ifndef TIKU_FORMAT_CODE_H
#define TIKU_FORMAT_CODE_H
/* A code block's HTML: the figure, its title, line numbers and marked lines
 * round highlighted lines. */
#include "base/mem.h"

struct code {
	struct str text;	/* the source */
	struct str html;	/* Pygments' lines, each whole in itself; empty: plain */
	struct str lang, title;
	struct str lines;	/* "2 4-6": lines to mark, from 1 */
	bool linenos;
};
void code_write(struct strbuf *out, const struct code *c);
#endif
