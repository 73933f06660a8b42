/*
 * Formulas inside cmark's own parsing: found before it, `_` and `*` of TeX
 * become emphasis; found after it, the bytes are gone.
 *
 * What cmark 0.29.0.gfm.6 allows decides the shape of this file.
 *
 * - Inline: an extension is asked about characters the core does not handle
 *   itself, so `$` is easy.  For `\(` the core must be kept from escaping the
 *   parenthesis (md_cmark.c); it then writes a backslash, which is taken back.
 *   `\[` cannot be had this way, so it is a formula at the beginning of a line
 *   only.
 * - A formula is a CODE node that belongs to this extension: cells of tables
 *   take no other inlines.  Its literal points into the leaf's text, so its place
 *   is known to the byte.
 * - A block is a CODE_BLOCK of this extension: it keeps its lines as they are,
 *   and the core asks us which lines belong to it.
 * - We are asked about every line of plain text before the table extension is,
 *   and may change it: a `|` inside a formula becomes FEED_PIPE there.
 *
 * Bare URLs are found by cmark's autolink extension, which runs on to the next
 * space; Chinese has none.  So it is asked through us, and shown the text only
 * up to the first Chinese character.
 */
#include <string.h>

#include "base/text.h"
#include "format/md_private.h"

/* -- what may be a formula ------------------------------------------------- */

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Beside these a '$' is money or a variable of a shell. */
static bool
is_word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z') || c == '_';
}

/*
 * The offset behind the formula that begins at the '$' s[at]; 0 when that is
 * text.  *width is 2 for "$$", which needs nothing but its equal.  For a single
 * one pandoc's rules, and two more: no letter or digit before the opener, and the
 * very next '$' must do as the closer.
 */
static size_t
dollar_end(struct str s, size_t at, size_t *width)
{
	size_t from, end;

	*width = at + 1 < s.n && s.p[at + 1] == '$' ? 2 : 1;
	from = at + *width;
	if (from >= s.n || s.p[from] == '$')
		return 0;
	if (*width == 1 && (is_space(s.p[from]) || (at > 0 &&
	    (is_word(s.p[at - 1]) || s.p[at - 1] == '$'))))
		return 0;
	end = math_dollar(s, from);
	if (end == s.n)
		return 0;
	if (*width == 2)
		return end + 1 < s.n && s.p[end + 1] == '$' ? end + 2 : 0;
	if (is_space(s.p[end - 1]) || (end + 1 < s.n &&
	    (is_word(s.p[end + 1]) || s.p[end + 1] == '$')))
		return 0;
	return end + 1;
}

/* -- inline ---------------------------------------------------------------- */

static cmark_node *
formula(cmark_syntax_extension *self, cmark_parser *parser, cmark_chunk *text,
    size_t from, size_t to, bool display)
{
	cmark_node *n = cmark_node_new_with_mem_and_ext(CMARK_NODE_CODE,
	    parser->mem, self);

	n->as.literal = cmark_chunk_dup(text, (bufsize_t)from,
	    (bufsize_t)(to - from));
	n->user_data = (void *)(uintptr_t)display;
	return n;
}

static cmark_node *
plain_text(cmark_parser *parser, cmark_chunk *text, size_t from, size_t n)
{
	cmark_node *t = cmark_node_new_with_mem(CMARK_NODE_TEXT, parser->mem);

	t->as.literal = cmark_chunk_dup(text, (bufsize_t)from, (bufsize_t)n);
	return t;
}

static cmark_node *
match_dollar(cmark_syntax_extension *self, cmark_parser *parser,
    cmark_inline_parser *ip)
{
	cmark_chunk *text = cmark_inline_parser_get_chunk(ip);
	size_t at = (size_t)cmark_inline_parser_get_offset(ip), width;
	size_t end = dollar_end(md_chunk(text), at, &width);

	if (end > 0) {
		cmark_inline_parser_set_offset(ip, (int)end);
		return formula(self, parser, text, at + width, end - width,
		    width == 2);
	}
	if (width == 1)
		return NULL;
	cmark_inline_parser_set_offset(ip, (int)at + 2);
	return plain_text(parser, text, at, 2);
}

/* Where the formula that begins behind `\(` ends, or STR_NONE. */
static size_t
paren_end(struct md *m, const cmark_chunk *text, size_t at)
{
	struct math_search *s = &m->search;
	size_t end;

	if (s->chunk == text->data && at >= (size_t)s->no_close_from)
		return STR_NONE;
	end = math_escape(md_chunk(text), at, ')');
	if (end == STR_NONE) {
		s->chunk = text->data;
		s->no_close_from = (int)at;
	}
	return end;
}

/* cmark wrote the backslash before '(' as text: take it back. */
static cmark_node *
match_paren(struct md *m, cmark_syntax_extension *self, cmark_parser *parser,
    cmark_node *parent, cmark_inline_parser *ip)
{
	cmark_chunk *text = cmark_inline_parser_get_chunk(ip);
	size_t at = (size_t)cmark_inline_parser_get_offset(ip), i = at, end;

	while (i > 0 && text->data[i - 1] == '\\')
		i--;
	if ((at - i) % 2 == 0)
		return NULL;
	cmark_node_unput(parent, 1);
	end = paren_end(m, text, at + 1);
	if (end == STR_NONE || end == at + 1) {
		cmark_inline_parser_set_offset(ip, (int)at + 1);
		return plain_text(parser, text, at, 1);
	}
	cmark_inline_parser_set_offset(ip, (int)end + 2);
	return formula(self, parser, text, at + 1, end, false);
}

/* -- bare URLs ------------------------------------------------------------- */

static cmark_syntax_extension *
autolink(void)
{
	static cmark_syntax_extension *e;

	if (!e)
		e = cmark_find_syntax_extension("autolink");
	return e;
}

/* Chinese text, and the quotation marks that Unicode does not count as wide. */
static bool
ends_url(int32_t c)
{
	return text_is_cjk(c) || (c >= 0x2018 && c <= 0x201D) || c == 0x2026 ||
	    c == 0x2014;
}

/* The first character that ends a URL, from `at` on.  Remembered, since a long
 * word of "://://" would be searched again and again. */
static size_t
url_limit(struct md *m, struct str s, size_t at)
{
	struct math_search *q = &m->search;
	size_t i = at, next;

	if (q->url_chunk == (const unsigned char *)s.p &&
	    at >= (size_t)q->url_from && at <= (size_t)q->url_to)
		return (size_t)q->url_to;
	while (i < s.n && !is_space(s.p[i])) {
		next = i;
		if ((unsigned char)s.p[i] < 0x80)
			next++;
		else if (ends_url(text_next(s, &next)))
			break;
		i = next;
	}
	q->url_chunk = (const unsigned char *)s.p;
	q->url_from = (int)at;
	q->url_to = (int)i;
	return i;
}

static cmark_node *
match_url(struct md *m, cmark_parser *parser, cmark_node *parent,
    unsigned char c, cmark_inline_parser *ip)
{
	cmark_chunk *text = cmark_inline_parser_get_chunk(ip);
	struct str s = md_chunk(text);
	size_t at = (size_t)cmark_inline_parser_get_offset(ip);
	bufsize_t len = text->len;
	cmark_node *n;

	if (!str_starts(str_from(s, at), c == ':' ? S("://") : S("www.")))
		return NULL;
	text->len = (bufsize_t)url_limit(m, s, at);
	n = autolink()->match_inline(autolink(), parser, parent, c, ip);
	text->len = len;
	return n;
}

static cmark_node *
match_inline(cmark_syntax_extension *self, cmark_parser *parser,
    cmark_node *parent, unsigned char c, cmark_inline_parser *ip)
{
	struct md *m = self->priv;

	if (c == ':' || c == 'w')
		return match_url(m, parser, parent, c, ip);
	if (c == '$' && m->o->math)
		return match_dollar(self, parser, ip);
	if (c == '(' && m->o->math)
		return match_paren(m, self, parser, parent, ip);
	return NULL;
}

/* E-mail addresses are found when all is parsed. */
static cmark_node *
postprocess(cmark_syntax_extension *self, cmark_parser *parser,
    cmark_node *root)
{
	(void)self;
	return autolink()->postprocess_func(autolink(), parser, root);
}

/* -- tables ---------------------------------------------------------------- */

/* Put FEED_PIPE for each '|' in s[from, to) that is not escaped. */
static void
protect(unsigned char *s, size_t from, size_t to)
{
	for (; from < to; from++) {
		if (s[from] == '\\')
			from++;
		else if (s[from] == '|')
			s[from] = (unsigned char)FEED_PIPE;
	}
}

/* The end of what begins at s[at] and may hold a '|', or 0. */
static size_t
piped_end(struct md *m, struct str s, size_t at)
{
	size_t end, width;

	if (m->o->math && s.p[at] == '$')
		return dollar_end(s, at, &width);
	if (m->o->math && s.p[at] == '\\' && at + 1 < s.n &&
	    s.p[at + 1] == '(') {
		end = math_escape(s, at + 2, ')');
		return end == STR_NONE ? 0 : end + 2;
	}
	if (at + 1 < s.n && s.p[at] == '[' && s.p[at + 1] == '[') {
		end = str_find(str_from(s, at + 2), S("]]"));
		return end == STR_NONE ? 0 : at + 2 + end + 2;
	}
	return 0;
}

/* Looking for an end that never comes must not be done for every beginning. */
#define VAIN 64

static void
protect_pipes(struct md *m, unsigned char *input, size_t from, size_t len)
{
	struct str s = { (const char *)input, len };
	size_t end;
	int vain = 0;

	for (; from < len && vain < VAIN; from++) {
		if (s.p[from] != '$' && s.p[from] != '\\' && s.p[from] != '[')
			continue;
		end = piped_end(m, s, from);
		if (end > from) {
			protect(input, from, end);
			from = end - 1;
			continue;
		}
		if (s.p[from] != '$' && from + 1 < len &&
		    (s.p[from + 1] == '(' || s.p[from + 1] == '['))
			vain++;
		if (s.p[from] == '\\')
			from++;
	}
}

/* -- the extension --------------------------------------------------------- */

static cmark_node *
open_block(cmark_syntax_extension *self, cmark_parser *parser,
    cmark_node *container, unsigned char *input, size_t end)
{
	int at = parser->first_nonspace;
	cmark_node *b = cmark_parser_add_child(parser, container,
	    CMARK_NODE_CODE_BLOCK, at + 1);

	cmark_node_set_syntax_extension(b, self);
	b->as.code.fenced = 0;
	b->as.code.fence_char = input[at];
	b->as.code.info = cmark_chunk_literal("");
	b->user_data = (void *)(uintptr_t)end;
	cmark_parser_advance_offset(parser, (char *)input,
	    at + 2 - parser->offset, 0);
	return b;
}

/* Called for every line cmark's core has no rule for; see above. */
static cmark_node *
try_open(cmark_syntax_extension *self, int indented, cmark_parser *parser,
    cmark_node *container, unsigned char *input, int len)
{
	struct md *m = self->priv;
	struct str s = { (const char *)input, (size_t)len };
	size_t line = (size_t)parser->line_number - 1;
	size_t at = (size_t)parser->first_nonspace, end;

	if (line >= feed_lines(&m->feed))
		return NULL;
	if (m->text_at[line] == 0)	/* a table's row is asked about twice */
		m->text_at[line] = (uint32_t)at + 1;
	if (!indented && m->o->math) {
		end = math_block_end(m, container, s, at, line);
		if (end > 0)
			return open_block(self, parser, container, input, end);
	}
	if (memchr(input, '|', (size_t)len))
		protect_pipes(m, input, at, s.n);
	return NULL;
}

static int
line_belongs(cmark_syntax_extension *self, cmark_parser *parser,
    unsigned char *input, int len, cmark_node *block)
{
	(void)self;
	(void)input;
	(void)len;
	return (uintptr_t)parser->line_number <= (uintptr_t)block->user_data;
}

bool
md_is_math(const cmark_node *n)
{
	return n->extension && n->extension == md_math_extension();
}

bool
md_is_display(const cmark_node *n)
{
	return md_is_math(n) && n->type == CMARK_NODE_CODE && n->user_data;
}

cmark_syntax_extension *
md_math_extension(void)
{
	static cmark_syntax_extension *e;
	cmark_llist *chars = NULL;
	const char *c;

	if (e)
		return e;
	cmark_gfm_core_extensions_ensure_registered();
	e = cmark_syntax_extension_new("tiku");
	for (c = "$(:w"; *c; c++)
		chars = cmark_llist_append(cmark_get_default_mem_allocator(),
		    chars, (void *)(uintptr_t)*c);
	cmark_syntax_extension_set_special_inline_chars(e, chars);
	cmark_syntax_extension_set_match_inline_func(e, match_inline);
	cmark_syntax_extension_set_open_block_func(e, try_open);
	cmark_syntax_extension_set_match_block_func(e, line_belongs);
	cmark_syntax_extension_set_postprocess_func(e, postprocess);
	return e;
}
