/*
 * Numbers in front of titles: "1.", "2.1 Q1:", "101、".  Articles number by hand
 * and in many ways; what is not clearly a number stays in the title.
 */
#include "model/question.h"

#include <string.h>

#include "base/text.h"

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "2.1" at the start of s; its length, without a last dot. */
static size_t
number_length(struct str s)
{
	size_t n = 0;

	while (n < s.n && (is_digit(s.p[n]) || (s.p[n] == '.' && n > 0 &&
	    n + 1 < s.n && is_digit(s.p[n + 1]))))
		n++;
	return n;
}

/* What may stand between a number and the title: dots, brackets, space. */
static size_t
separator_length(struct str s)
{
	static const char *const marks[] = { ".", "、", "．", ")", "）", ":",
		"：", " ", "\t", "\xC2\xA0", "　" };
	size_t n = 0;

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (str_starts(str_from(s, n), str_of(marks[i]))) {
			n += strlen(marks[i]);
			i = (size_t)-1;
		}
	return n;
}

/* "Q1:" or "P2." at the start of s: its length and letter. */
static size_t
tag_length(struct str s, char *tag)
{
	size_t n = 1, digits;

	if (s.n < 3 || (s.p[0] != 'Q' && s.p[0] != 'P'))
		return 0;
	digits = number_length(str_from(s, 1));
	if (digits == 0 || separator_length(str_from(s, n + digits)) == 0)
		return 0;
	*tag = s.p[0];
	return n + digits;
}

void
question_number(struct str heading, struct str *number, char *tag,
    struct str *title)
{
	struct str s = str_trim(heading), rest;
	size_t n = number_length(s), t;

	*tag = '\0';
	*number = S("");
	*title = s;
	rest = str_from(s, n);
	if (n > 0 && separator_length(rest) > 0) {
		*number = str_sub(s, 0, n);
		rest = str_from(rest, separator_length(rest));
	} else if (n > 0)
		return;		/* "3D 渲染是什么" has no number */
	t = tag_length(rest, tag);
	if (t > 0) {
		if (number->n == 0)
			*number = str_sub(rest, 0, t);
		rest = str_from(rest, t);
		rest = str_from(rest, separator_length(rest));
	}
	if (rest.n > 0 && (number->n > 0 || t > 0))
		*title = rest;
	else
		*number = S("");
}

struct str
question_sentence(struct str s)
{
	enum { LONGEST = 240 };
	size_t at = 0, before;

	while (at < s.n) {
		int32_t c;

		before = at;
		c = text_next(s, &at);
		if (c == 0x3002 || c == 0xFF1F || c == '?' || c == '\n' ||
		    (c == '.' && (at == s.n || s.p[at] == ' ')))
			return str_sub(s, 0, c == 0xFF1F || c == '?' ? at : before);
		if (at > LONGEST)
			return str_sub(s, 0, before);
	}
	return s;
}

struct str
question_digits(struct arena *a, struct str number)
{
	char *out = arena_bytes(a, number.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < number.n; i++)
		if (is_digit(number.p[i]))
			out[n++] = number.p[i];
		else if (number.p[i] == '.')
			out[n++] = '-';
	return (struct str){ out, n };
}
