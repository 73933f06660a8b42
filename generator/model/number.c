/*
 * Numbers in front of titles: "1.", "2.1 Q1:", "101、", "第十二题", "三、", "(b)".
 * Articles number by hand and in many ways; what is not clearly a number stays
 * in the title: "3D 渲染", "2024 年的趋势", "2.0 的变化", "1:1 映射".
 */
#include "model/question.h"

#include <string.h>

#include "base/text.h"

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Bytes of any of the marks at the start of s, or 0. */
static size_t
mark_length(struct str s, const char *const *marks)
{
	for (size_t i = 0; marks[i]; i++)
		if (str_starts(s, str_of(marks[i])))
			return strlen(marks[i]);
	return 0;
}

static const char *const numerals[] = { "零", "一", "二", "三", "四", "五",
	"六", "七", "八", "九", "十", "百", NULL };
static const char *const blanks[] = { " ", "\t", "\xC2\xA0", "　", NULL };
static const char *const points[] = { ".", "、", "．", ")", "）", ":", "：",
	"]", "】", NULL };
static const char *const openings[] = { "(", "（", "[", "【", NULL };
static const char *const closings[] = { ")", "）", "]", "】", NULL };
static const char *const counters[] = { "题", "问题", "问", "道题", "个问题",
	NULL };
static const char *const colons[] = { ":", "：", NULL };
/* What makes a quantity or a version of "2.5" before it. */
static const char *const measures[] = { "倍", "亿", "版的", "版有", NULL };

/* Bytes of a number: nobody counts further, and what is longer is none. */
enum { LONGEST_NUMBER = 15 };

static size_t
run_length(struct str s, const char *const *marks)
{
	size_t n = 0, one;

	while ((one = mark_length(str_from(s, n), marks)) > 0)
		n += one;
	return n;
}

/* "十二" at the start of s, or 0. */
static size_t
numerals_length(struct str s)
{
	size_t n = run_length(s, numerals);

	return n <= LONGEST_NUMBER ? n : 0;
}

/* "2.1" at the start of s; its length, without a last dot. */
static size_t
digits_length(struct str s)
{
	size_t n = 0;

	while (n < s.n && (is_digit(s.p[n]) || (s.p[n] == '.' && n > 0 &&
	    n + 1 < s.n && is_digit(s.p[n + 1]))))
		n++;
	return n;
}

/* Points and blanks after a number; *pointed when there is a point.  The colon of
 * "1:1" is none. */
static size_t
separator_length(struct str s, bool *pointed)
{
	size_t n = run_length(s, blanks), point = run_length(str_from(s, n), points);
	size_t colon = mark_length(str_from(s, n), colons);

	if (colon > 0 && n + colon < s.n && is_digit(s.p[n + colon]))
		point = 0;
	*pointed = point > 0;
	n += point;
	return n + run_length(str_from(s, n), blanks);
}

/* Is "2.1" a section's number?  "2.0", "127.0.0.1" and "2024.5" are not. */
static bool
is_section(struct str digits)
{
	struct str part;
	int64_t value;
	bool first = true;

	while (str_cut(&digits, '.', &part)) {
		if (!str_int(part, &value) || value == 0 || value > 999 ||
		    (first && value > 99))
			return false;
		first = false;
	}
	return true;
}

/* May a title begin here, with nothing between it and its number? */
static bool
begins_title(struct str s)
{
	size_t at = 0;

	return s.n > 0 && (unsigned char)s.p[0] >= 0x80 &&
	    text_is_letter(text_next(s, &at));
}

struct found {		/* a number in front of a title */
	struct str number;
	size_t length;		/* with all that parts it from the title */
};

/* "1.", "2.1 ", "2.1什么", "101、": one number alone needs a point. */
static struct found
plain_number(struct str s)
{
	size_t n = digits_length(s), gap;
	struct str digits = str_sub(s, 0, n), rest;
	bool pointed;

	if (n == 0 || n > LONGEST_NUMBER)
		return (struct found){ 0 };
	gap = separator_length(str_from(s, n), &pointed);
	rest = str_from(s, n + gap);
	if (!pointed && (str_chr(digits, '.') == STR_NONE || !is_section(digits) ||
	    mark_length(rest, measures) > 0 || (gap == 0 && !begins_title(rest))))
		return (struct found){ 0 };
	return (struct found){ digits, n + gap };
}

/* "(1)", "（三）", "【2】", "(b)" */
static struct found
bracketed_number(struct str s)
{
	size_t open = mark_length(s, openings), n, gap;
	struct str rest = str_from(s, open);
	bool pointed;

	if (open == 0)
		return (struct found){ 0 };
	n = digits_length(rest);
	if (n == 0)
		n = numerals_length(rest);
	if (n == 0 && rest.n > 1 && rest.p[0] >= 'a' && rest.p[0] <= 'z')
		n = 1;
	if (n == 0 || n > LONGEST_NUMBER ||
	    mark_length(str_from(rest, n), closings) == 0)
		return (struct found){ 0 };	/* "(e.g. x)" */
	gap = separator_length(str_from(rest, n), &pointed);
	return (struct found){ str_sub(rest, 0, n), open + n + gap };
}

/* "第十二题：", "第 3 问" */
static struct found
counted_number(struct str s)
{
	size_t at = strlen("第"), n, unit, gap;
	struct str rest;
	bool pointed;

	if (!str_starts(s, S("第")))
		return (struct found){ 0 };
	at += run_length(str_from(s, at), blanks);
	rest = str_from(s, at);
	n = digits_length(rest);
	if (n == 0)
		n = numerals_length(rest);
	unit = n + run_length(str_from(rest, n), blanks);
	unit += mark_length(str_from(rest, unit), counters);
	if (n == 0 || n > LONGEST_NUMBER || mark_length(str_from(rest, n +
	    run_length(str_from(rest, n), blanks)), counters) == 0)
		return (struct found){ 0 };
	gap = separator_length(str_from(rest, unit), &pointed);
	if (gap == 0 && rest.n > unit)
		return (struct found){ 0 };	/* "第三题库" */
	return (struct found){ str_sub(rest, 0, n), at + unit + gap };
}

/* "三、", "十二．" */
static struct found
chinese_number(struct str s)
{
	size_t n = numerals_length(s), gap;
	bool pointed;

	if (n == 0)
		return (struct found){ 0 };
	gap = separator_length(str_from(s, n), &pointed);
	if (!pointed)
		return (struct found){ 0 };
	return (struct found){ str_sub(s, 0, n), n + gap };
}

/* "A. ", "b) "; not "C: pointers" */
static struct found
letter_number(struct str s)
{
	size_t gap;
	bool pointed;

	if (s.n < 3 || !((s.p[0] >= 'A' && s.p[0] <= 'Z') ||
	    (s.p[0] >= 'a' && s.p[0] <= 'z')))
		return (struct found){ 0 };
	gap = separator_length(str_from(s, 1), &pointed);
	if (!pointed || s.p[0] == 'Q' || s.p[0] == 'P' ||
	    mark_length(str_from(s, 1), colons) > 0)
		return (struct found){ 0 };
	if (gap == 1 && !begins_title(str_from(s, 2)))
		return (struct found){ 0 };	/* "e.g.", "C.R.U.D" */
	return (struct found){ str_sub(s, 0, 1), 1 + gap };
}

static struct found
find_number(struct str s)
{
	static struct found (*const forms[])(struct str) = { plain_number,
		counted_number, chinese_number, bracketed_number, letter_number };
	struct found f = { 0 };

	for (size_t i = 0; i < sizeof forms / sizeof *forms && f.length == 0; i++)
		f = forms[i](s);
	return f;
}

/* Does the run of '?' at s[from, to) end a clause?  "List<?>", "a ? b : c" and
 * "a ?? b" ask nothing. */
static bool
ends_clause(struct str s, size_t from, size_t to)
{
	if (to == s.n)
		return true;
	if (from == 0 || s.p[from - 1] == ' ' || s.p[from - 1] == '<')
		return false;
	return s.p[to] == ' ' || (s.p[to] & 0x80) ||
	    mark_length(str_from(s, to), openings) > 0;
}

bool
question_asks(struct str title)
{
	struct str s = str_trim(title);
	size_t to;

	if (str_find(s, S("？")) != STR_NONE)
		return true;
	for (size_t i = 0; i < s.n; i = to + 1) {
		for (to = i; to < s.n && s.p[to] == '?';)
			to++;
		if (to > i && ends_clause(s, i, to))
			return true;
	}
	return false;
}

/* "Q1:", "P2.", "Q：", "Q3 what…?" at the start of s: the length with what parts
 * it from the title, its letter and its own number. */
static size_t
tag_length(struct str s, char *tag, struct str *number)
{
	size_t n = 1, digits, gap;
	bool pointed, colon;

	if (s.n < 2 || (s.p[0] != 'Q' && s.p[0] != 'P'))
		return 0;
	n += run_length(str_from(s, n), blanks);
	digits = digits_length(str_from(s, n));
	gap = separator_length(str_from(s, n + digits), &pointed);
	colon = mark_length(str_from(s, n + digits), colons) > 0;
	if (digits > LONGEST_NUMBER)
		return 0;
	if (digits == 0 && !colon && !(pointed && s.p[0] == 'Q' && gap > 1))
		return 0;	/* "P.S." */
	if (digits > 0 && !pointed && n + digits < s.n &&
	    (gap == 0 || !question_asks(s)))
		return 0;	/* "Q4 results" */
	*tag = s.p[0];
	*number = str_sub(s, n, n + digits);
	return n + digits + gap;
}

/* The length of all that numbers, 0 when nothing does. */
static size_t
number_length(struct str s, struct str *number, char *tag)
{
	struct found f = find_number(s);
	size_t bare = digits_length(s), t;
	struct str own = S("");

	if (bare == 0 && numerals_length(s) == s.n)
		bare = s.n;
	*tag = '\0';
	*number = f.number;
	t = tag_length(str_from(s, f.length), tag, &own);
	if (f.length == 0 && bare > 0) {
		/* "2 Q1: …": a bare number counts before a tag, or alone */
		size_t n = bare + run_length(str_from(s, bare), blanks);

		t = tag_length(str_from(s, n), tag, &own);
		if (t > 0 || bare == s.n) {
			*number = str_sub(s, 0, bare);
			f.length = n;
		}
	} else if (f.length == 0)
		*number = own;
	return f.length + t;
}

void
question_number(struct str heading, struct str *number, char *tag,
    struct str *title)
{
	struct str s = str_trim(heading);
	size_t n = number_length(s, number, tag);

	*title = str_from(s, n);
	if (title->n > 0)
		return;
	*number = S("");	/* a number alone is a title */
	*tag = '\0';
	*title = s;
}

bool
question_number_alone(struct str heading, struct str *number, char *tag)
{
	struct str s = str_trim(heading);

	return s.n > 0 && number_length(s, number, tag) >= s.n;
}

struct str
question_sentence(struct str s)
{
	enum { LONGEST = 240 };
	size_t at = digits_length(s), before;

	if (at > 0 && at < s.n && s.p[at] == '.')
		at++;		/* "1. What …" is one sentence */
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

/* 十二 is 12, 二十 is 20, 一百零三 is 103. */
static int
chinese_value(struct str s)
{
	int total = 0, digit = -1, value;
	size_t n;

	while (s.n > 0) {
		n = mark_length(s, numerals);
		for (value = 0; n > 0 && !str_starts(s, str_of(numerals[value]));)
			value++;
		if (n == 0)
			return 0;
		s = str_from(s, n);
		if (value < 10)
			digit = value;
		else {
			total += (digit < 0 ? 1 : digit) * (value == 10 ? 10 : 100);
			digit = -1;
		}
	}
	return total + (digit > 0 ? digit : 0);
}

struct str
question_digits(struct arena *a, struct str number)
{
	char *out = arena_bytes(a, number.n + 1);
	size_t n = 0;

	if (mark_length(number, numerals) > 0)
		return arena_printf(a, "%d", chinese_value(number));
	for (size_t i = 0; i < number.n; i++) {
		char c = number.p[i];

		if (is_digit(c) || (c >= 'a' && c <= 'z'))
			out[n++] = c;
		else if (c >= 'A' && c <= 'Z')
			out[n++] = (char)(c | 0x20);
		else if (c == '.')
			out[n++] = '-';
	}
	return (struct str){ out, n };
}
