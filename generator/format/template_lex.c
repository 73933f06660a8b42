/*
 * Text to tokens, as jinja2/lexer.py does it with the default delimiters:
 * which bytes a '-' strips, where a tag ends inside brackets, what a raw block
 * is.  White space is Python's idea of it, so the ideographic space counts.
 * All tokens are made at once; the parser looks ahead by index.
 *
 * Left out, and refused: numbers other than decimal integers, escapes other
 * than \\ \' \" \n \t \r \uXXXX, names that are not ASCII.
 */
#include <string.h>

#include "base/text.h"
#include "format/template_ast.h"

struct lexer {
	const struct template *t;
	struct str s;
	size_t at;
	struct arena *scratch, *keep;
	struct diag *d;
	LIST(struct ttoken) tok;
	char open[2 * TPL_NESTING];	/* brackets waiting for their end */
	size_t nopen;
};

bool
tpl_is_space(int32_t c)
{
	return (c >= 0x09 && c <= 0x0d) || (c >= 0x1c && c <= 0x20) ||
	    c == 0x85 || c == 0xa0 || c == 0x1680 ||
	    (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 ||
	    c == 0x202f || c == 0x205f || c == 0x3000;
}

static struct str
trim_end(struct str s)
{
	while (s.n > 0) {
		size_t from = s.n - 1, at;

		while (from > 0 && (s.p[from] & 0xc0) == 0x80)
			from--;
		at = from;
		if (!tpl_is_space(text_next(s, &at)))
			break;
		s.n = from;
	}
	return s;
}

static size_t
skip_space(struct str s, size_t at)
{
	while (at < s.n) {
		size_t next = at;

		if (!tpl_is_space(text_next(s, &next)))
			break;
		at = next;
	}
	return at;
}

struct str
tpl_trim(struct str s)
{
	return trim_end(str_from(s, skip_space(s, 0)));
}

static bool
starts(const struct lexer *l, size_t at, const char *with)
{
	return str_starts(str_from(l->s, at), str_of(with));
}

static bool
refuse(struct lexer *l, size_t at, size_t end, const char *text,
    const char *note)
{
	struct where w = tpl_where(l->t, (uint32_t)at, (uint32_t)end);

	diag_error(l->d, w, "template", "%s", text);
	if (note)
		diag_note(l->d, nowhere, "%s", note);
	return false;
}

static struct ttoken *
push(struct lexer *l, int kind, size_t from, size_t to)
{
	struct ttoken *tok = list_push(l->scratch, &l->tok);

	*tok = (struct ttoken){
		.kind = kind, .at = (uint32_t)from, .end = (uint32_t)to,
		.text = str_sub(l->s, from, to),
	};
	return tok;
}

/* Template text between tags; sign is what stands behind the tag's "{%". */
static void
push_data(struct lexer *l, size_t from, size_t to, char sign)
{
	struct str s = str_sub(l->s, from, to);

	if (sign == '-')
		s = trim_end(s);
	if (s.n > 0)
		push(l, TOK_DATA, from, from + s.n);
}

static char
sign_at(const struct lexer *l, size_t at)
{
	char c = at < l->s.n ? l->s.p[at] : 0;

	return c == '-' || c == '+' ? c : 0;
}

/* If s has `word` there with white space around it, the offset behind. */
static size_t
word_at(const struct lexer *l, size_t at, const char *word)
{
	at = skip_space(l->s, at);
	if (!starts(l, at, word))
		return STR_NONE;
	return skip_space(l->s, at + strlen(word));
}

/* The end of a tag: "%}", "-%}" which strips, "+%}" where plus is true. */
static size_t
tag_end_at(const struct lexer *l, size_t at, const char *end, bool plus)
{
	if (starts(l, at, end))
		return at + 2;
	if (plus && starts(l, at, "+") && starts(l, at + 1, end))
		return at + 3;
	if (starts(l, at, "-") && starts(l, at + 1, end))
		return skip_space(l->s, at + 3);
	return STR_NONE;
}

static bool
lex_comment(struct lexer *l)
{
	size_t from = l->at, at = from + 2, end;

	if (sign_at(l, at))
		at++;
	for (; at < l->s.n; at++) {
		end = tag_end_at(l, at, "#}", true);
		if (end == STR_NONE)
			continue;
		l->at = end;
		return true;
	}
	return refuse(l, from, from + 2, "this comment has no end",
	    "end it with '#}'");
}

/* Is the tag at l->at `{% raw %}`?  *end is behind it. */
static bool
is_raw(const struct lexer *l, size_t *end)
{
	size_t at = l->at + 2;

	at = word_at(l, sign_at(l, at) ? at + 1 : at, "raw");
	if (at == STR_NONE)
		return false;
	*end = tag_end_at(l, at, "%}", false);
	return *end != STR_NONE;
}

static bool
lex_raw(struct lexer *l, size_t body)
{
	for (size_t at = body; at < l->s.n; at++) {
		size_t word, end;

		if (!starts(l, at, "{%"))
			continue;
		word = at + 2 + (sign_at(l, at + 2) != 0);
		word = word_at(l, word, "endraw");
		if (word == STR_NONE)
			continue;
		end = tag_end_at(l, word, "%}", true);
		if (end == STR_NONE)
			continue;
		push_data(l, body, at, sign_at(l, at + 2));
		l->at = end;
		return true;
	}
	return refuse(l, l->at, body, "this raw block has no end",
	    "end it with '{% endraw %}'");
}

static bool
is_name(char c, bool first)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	    (!first && c >= '0' && c <= '9');
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static char
char_at(const struct lexer *l, size_t at)
{
	return at < l->s.n ? l->s.p[at] : 0;
}

/* Does a number that ends at `at` go on as one we do not have? */
static const char *
odd_number(const struct lexer *l, size_t from, size_t at)
{
	char c = char_at(l, at), next = char_at(l, at + 1);
	bool after_dot = from > 0 && l->s.p[from - 1] == '.';

	if (!after_dot && c == '.' && is_digit(next))
		return "numbers with a fraction are not supported";
	if (!after_dot && (c == 'e' || c == 'E') && (is_digit(next) ||
	    ((next == '+' || next == '-') && is_digit(char_at(l, at + 2)))))
		return "numbers with an exponent are not supported";
	if (c == '_' || is_digit(c) ||
	    (at == from + 1 && l->s.p[from] == '0' && c && strchr("xXoObB", c)))
		return "only plain decimal numbers are supported";
	return NULL;
}

static bool
lex_number(struct lexer *l)
{
	size_t from = l->at, at = from;
	struct ttoken *tok;
	const char *odd;

	if (l->s.p[at] == '0')
		while (char_at(l, at) == '0')
			at++;
	else
		while (is_digit(char_at(l, at)))
			at++;
	odd = odd_number(l, from, at);
	if (odd)
		return refuse(l, from, at + 1, odd, NULL);
	tok = push(l, TOK_INT, from, at);
	if (!str_int(tok->text, &tok->number))
		return refuse(l, from, at, "this number is too large", NULL);
	l->at = at;
	return true;
}

/* The code point of \uXXXX at `at`, or -1. */
static int32_t
escape_point(const struct lexer *l, size_t at)
{
	int32_t c = 0;

	for (size_t i = 0; i < 4; i++) {
		const char *hex = "0123456789abcdefABCDEF", *digit;
		char x = char_at(l, at + i);

		digit = x ? strchr(hex, x) : NULL;
		if (!digit)
			return -1;
		c = c * 16 + (int32_t)(digit - hex < 16 ? digit - hex :
		    digit - hex - 6);
	}
	return c == 0 || (c >= 0xd800 && c <= 0xdfff) ? -1 : c;
}

/* One escape at l->s.p[at] == '\\'; the offset behind it, STR_NONE if unknown. */
static size_t
unescape(const struct lexer *l, size_t at, struct strbuf *out)
{
	static const char from[] = "\\'\"ntr", to[] = "\\'\"\n\t\r";
	char c = char_at(l, at + 1);
	const char *known = c ? strchr(from, c) : NULL;
	int32_t point;

	if (known) {
		strbuf_byte(out, to[known - from]);
		return at + 2;
	}
	point = c == 'u' ? escape_point(l, at + 2) : -1;
	if (point < 0)
		return STR_NONE;
	text_put(out, point);
	return at + 6;
}

static bool
lex_text(struct lexer *l)
{
	size_t from = l->at, at = from + 1;
	char quote = l->s.p[from];
	struct strbuf b = { 0 };
	bool ok = false;

	while (at < l->s.n && l->s.p[at] != quote) {
		size_t next = at + 1;

		if (l->s.p[at] != '\\') {
			strbuf_byte(&b, l->s.p[at]);
		} else if ((next = unescape(l, at, &b)) == STR_NONE) {
			refuse(l, at, at + 2, "unknown escape in this text",
			    "known are \\\\ \\' \\\" \\n \\t \\r and \\uXXXX");
			goto done;
		}
		at = next;
	}
	if (at == l->s.n) {
		refuse(l, from, from + 1, "this text has no closing quote",
		    NULL);
		goto done;
	}
	push(l, TOK_TEXT, from, at + 1)->text =
	    arena_copy(l->keep, strbuf_str(&b));
	l->at = at + 1;
	ok = true;
done:
	strbuf_free(&b);
	return ok;
}

static bool
lex_bracket(struct lexer *l, char c)
{
	char want;

	if (strchr("([{", c)) {
		if (l->nopen == sizeof l->open)
			return refuse(l, l->at, l->at + 1,
			    "brackets are nested too deeply", NULL);
		l->open[l->nopen++] = c == '(' ? ')' : c == '[' ? ']' : '}';
		return true;
	}
	if (l->nopen == 0)
		return refuse(l, l->at, l->at + 1,
		    "this bracket was never opened", NULL);
	want = l->open[--l->nopen];
	if (c == want)
		return true;
	return refuse(l, l->at, l->at + 1, "the wrong bracket is closed here",
	    want == ')' ? "expected ')'" : want == ']' ? "expected ']'" :
	    "expected '}'");
}

static bool
lex_operator(struct lexer *l)
{
	static const struct { char text[3]; int kind; } two[] = {
		{ "**", TOK_POW }, { "//", TOK_FLOORDIV }, { "==", TOK_EQ },
		{ "!=", TOK_NE }, { ">=", TOK_GE }, { "<=", TOK_LE },
	};
	char c = l->s.p[l->at];
	size_t end = l->at;

	for (size_t i = 0; i < sizeof two / sizeof *two; i++) {
		if (!starts(l, l->at, two[i].text))
			continue;
		push(l, two[i].kind, l->at, l->at + 2);
		l->at += 2;
		return true;
	}
	if (!c || !strchr("+-/*%~[](){}><=.:|,;", c)) {
		text_next(l->s, &end);
		return refuse(l, l->at, end,
		    "this character means nothing inside a tag",
		    (unsigned char)c >= 0x80 ?
		    "names are ASCII letters, digits and '_'; text stands in "
		    "quotes" : NULL);
	}
	if (strchr("()[]{}", c) && !lex_bracket(l, c))
		return false;
	push(l, c, l->at, l->at + 1);
	l->at++;
	return true;
}

static bool
lex_one(struct lexer *l)
{
	char c = l->s.p[l->at];
	size_t end = l->at;

	if (is_digit(c))
		return lex_number(l);
	if (c == '\'' || c == '"')
		return lex_text(l);
	if (!is_name(c, true))
		return lex_operator(l);
	while (is_name(char_at(l, end), false))
		end++;
	push(l, TOK_NAME, l->at, end);
	l->at = end;
	return true;
}

/* From "{%" or "{{" to behind its end. */
static bool
lex_tag(struct lexer *l, bool print)
{
	size_t from = l->at, end;

	push(l, print ? TOK_PRINT : TOK_TAG, from, from + 2);
	l->at += 2 + (sign_at(l, from + 2) != 0);
	l->nopen = 0;
	for (;;) {
		l->at = skip_space(l->s, l->at);
		end = STR_NONE;
		if (l->nopen == 0)
			end = tag_end_at(l, l->at, print ? "}}" : "%}", !print);
		if (end != STR_NONE)
			break;
		if (l->at >= l->s.n)
			return refuse(l, from, from + 2, "this tag has no end",
			    print ? "end it with '}}'" : "end it with '%}'");
		if (!lex_one(l))
			return false;
	}
	push(l, print ? TOK_PRINT_END : TOK_TAG_END, l->at, end);
	l->at = end;
	return true;
}

/* The next "{{", "{%" or "{#". */
static size_t
find_tag(const struct lexer *l, size_t at)
{
	while (at + 1 < l->s.n) {
		const char *p = memchr(l->s.p + at, '{', l->s.n - at - 1);

		if (!p)
			break;
		at = (size_t)(p - l->s.p);
		if (strchr("{%#", p[1]) && p[1])
			return at;
		at++;
	}
	return l->s.n;
}

static bool
lex_all(struct lexer *l)
{
	while (l->at < l->s.n) {
		size_t tag = find_tag(l, l->at), raw;
		char c = tag < l->s.n ? l->s.p[tag + 1] : 0;
		bool ok = true;

		push_data(l, l->at, tag, c ? sign_at(l, tag + 2) : 0);
		l->at = tag;
		if (c == '#')
			ok = lex_comment(l);
		else if (c == '%' && is_raw(l, &raw))
			ok = lex_raw(l, raw);
		else if (c)
			ok = lex_tag(l, c == '{');
		if (!ok)
			return false;
	}
	push(l, TOK_EOF, l->s.n, l->s.n);
	return true;
}

const struct ttoken *
tpl_lex(const struct template *t, struct arena *scratch, struct arena *keep,
    struct diag *d)
{
	struct lexer l = {
		.t = t, .s = t->text, .scratch = scratch, .keep = keep, .d = d,
	};
	size_t bad = text_invalid(t->text);

	if (t->text.n > TPL_BYTES) {
		refuse(&l, 0, 0, "this template is larger than 1 MiB", NULL);
		return NULL;
	}
	if (bad != STR_NONE) {
		refuse(&l, bad, bad + 1,
		    "this byte is not UTF-8 text", NULL);
		return NULL;
	}
	return lex_all(&l) ? l.tok.v : NULL;
}
