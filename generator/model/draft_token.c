/*
 * A model's own marks: <|im_end|>, [gMASK]<sop>, <think> ... </think>.  New ones
 * appear with every family of models, so a pattern finds most of them and the
 * rest is data.
 *
 * An article about models may well speak of them.  Code and `code` is left alone,
 * and so is a token that stands in a sentence as a word: in quotes, in a table's
 * cell, between words.  At the edges of a line, and glued to text, none belongs.
 */
#include <string.h>

#include "base/text.h"
#include "model/draft_line.h"

/* --- thoughts --------------------------------------------------------- */

static const char *const thought_names[] = { "think", "thinking", "thought",
	"reasoning" };

/* "<think>" or "</think>" at the start of s: its length, and which. */
static size_t
thought_tag(struct str s, bool closing, size_t *name)
{
	char tag[32];

	for (size_t i = 0; i < sizeof thought_names / sizeof *thought_names; i++) {
		snprintf(tag, sizeof tag, "<%s%s>", closing ? "/" : "",
		    thought_names[i]);
		if (str_ieq(str_sub(s, 0, strlen(tag)), str_of(tag))) {
			*name = i;
			return strlen(tag);
		}
	}
	return 0;
}

/* Offset behind the tag that closes thought `name` in s, or 0. */
static size_t
closes_in(struct str s, size_t name)
{
	size_t found, n;

	for (size_t i = 0; i < s.n; i++) {
		n = s.p[i] == '<' ? thought_tag(str_from(s, i), true, &found) : 0;
		if (n > 0 && found == name)
			return i + n;
	}
	return 0;
}

/* Lines [from, to] go, the last one up to `upto`. */
static void
thought_drop(struct draft *d, size_t from, size_t to, size_t upto)
{
	struct str rest = str_trim(str_from(d->line.v[to].text, upto));

	draft_note(d, from, to + 1, "draft-thought", S("removed"),
	    str_trim(d->line.v[from].text));
	for (size_t i = from; i <= to; i++)
		d->line.v[i].gone = true;
	if (rest.n > 0) {
		d->line.v[to].gone = false;
		d->line.v[to].text = rest;
		d->line.v[to].code = true;	/* it has no place until it is read anew */
	}
	d->changed = true;
}

/* The line where the thought that begins in line i ends; line.n: nowhere.  A fence
 * that is open in it hides no tag that stands alone. */
static size_t
thought_end(const struct draft *d, size_t i, size_t name, size_t *upto)
{
	for (; i < d->line.n; i++) {
		struct str s = d->line.v[i].text;

		if (d->line.v[i].gone)
			continue;
		*upto = closes_in(s, name);
		if (*upto > 0 && (!d->line.v[i].code ||
		    str_trim(s).p[0] == '<'))
			return i;
	}
	return d->line.n;
}

/* Some chats cut the opening tag off: all before the closing one was thought, as
 * long as the article has not begun: no heading, no title. */
static void
thought_unopened(struct draft *d, size_t line, size_t upto)
{
	const struct markdown *m = draft_md(d);

	if (draft_has(d, S("title")))
		return;
	for (uint32_t b = 0; b < m->nblock; b++)
		if (m->block[b].kind == BLOCK_HEADING &&
		    draft_line_at(d, m->block[b].offset) < line)
			return;
	thought_drop(d, d->body, line, upto);
}

void
draft_thoughts(struct draft *d)
{
	size_t name, to, upto, n;
	bool opened = false;

	for (size_t i = d->body; i < d->line.n; i++) {
		struct str s = str_trim(d->line.v[i].text);

		if (d->line.v[i].gone || d->line.v[i].code)
			continue;
		if (!opened && (n = thought_tag(s, true, &name)) > 0) {
			thought_unopened(d, i, (size_t)(s.p -
			    d->line.v[i].text.p) + n);
			opened = true;
		}
		if (thought_tag(s, false, &name) == 0)
			continue;
		opened = true;
		to = thought_end(d, i, name, &upto);
		if (to == d->line.n)
			return;		/* never closed: nobody knows how far it goes */
		thought_drop(d, i, to, upto);
		i = to;
	}
}

/* --- tokens ----------------------------------------------------------- */

/* What texts name as often as models leak it. */
static const char *const vocabulary[] = { "endoftext", "pad", "unk", "bos",
	"eos", "mask", "cls", "sep", "s", "/s", "startoftext", "fim_prefix", "fim_middle",
	"fim_suffix" };

static bool
is_name_byte(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z') || c == '_' || c == '-' || c == '.' ||
	    c == '/' || c == ' ' || (unsigned char)c >= 0x80;
}

/* "<|im_end|>" or "<｜end▁of▁sentence｜>" at the start of s; its length. */
static size_t
piped_length(struct str s, struct str *name)
{
	static const char *const open[] = { "<|", "<｜" }, *const close[] = {
		"|>", "｜>" };
	enum { LONGEST = 48 };

	for (int i = 0; i < 2; i++) {
		size_t n = strlen(open[i]), end;

		if (!str_starts(s, str_of(open[i])))
			continue;
		end = str_find(str_sub(s, n, n + LONGEST), str_of(close[i]));
		if (end == STR_NONE || end == 0)
			return 0;
		*name = str_sub(s, n, n + end);
		for (size_t k = 0; k < name->n; k++)
			if (!is_name_byte(name->p[k]))
				return 0;
		return n + end + strlen(close[i]);
	}
	return 0;
}

static size_t
listed_length(const struct draft_words *w, struct str s, struct str *name)
{
	const struct phrases *tokens = &w->list[DRAFT_TOKEN];
	size_t longest = 0;

	for (size_t i = 0; i < tokens->n; i++)
		if (str_starts(s, tokens->v[i]) && tokens->v[i].n > longest)
			longest = tokens->v[i].n;
	*name = str_sub(s, 1, longest > 0 ? longest - 1 : 1);
	return longest;
}

/* "<|im_start|>assistant": whose turn begins is said by the token. */
static size_t
role_length(struct str name, struct str behind)
{
	static const char *const roles[] = { "assistant", "system", "user",
		"model" };

	if (str_find(name, S("start")) == STR_NONE)
		return 0;
	for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
		if (str_starts(behind, str_of(roles[i])) && (behind.n ==
		    strlen(roles[i]) || !is_name_byte(behind.p[strlen(roles[i])]) ||
		    behind.p[strlen(roles[i])] == ' '))
			return strlen(roles[i]);
	return 0;
}

/* A token at the start of s, with what belongs to it. */
static size_t
token_length(const struct draft_words *w, struct str s, struct str *name)
{
	size_t n = piped_length(s, name);

	if (n == 0)
		n = listed_length(w, s, name);
	if (n == 0)
		return 0;
	n += role_length(*name, str_from(s, n));
	while (str_starts(str_from(s, n), S("|>")))
		n += 2;		/* "<sop>|>" is seen */
	return n;
}

static bool
is_vocabulary(struct str name)
{
	for (size_t i = 0; i < sizeof vocabulary / sizeof *vocabulary; i++)
		if (str_ieq(name, str_of(vocabulary[i])))
			return true;
	return false;
}

/* Are a's end and b's start a pair of quotes or brackets, or a table's bars? */
static bool
is_enclosed(struct str before, struct str behind)
{
	static const char *const open[] = { "“", "‘", "「", "『", "\"", "'", "(",
		"（", "[", "【", "《", "|" };
	static const char *const close[] = { "”", "’", "」", "』", "\"", "'", ")",
		"）", "]", "】", "》", "|" };

	for (size_t i = 0; i < sizeof open / sizeof *open; i++)
		if (str_ends(str_trim(before), str_of(open[i])) &&
		    str_starts(str_trim(behind), str_of(close[i])))
			return true;
	return false;
}

static bool
ends_in_letter(struct str s)
{
	size_t at = s.n;

	if (s.n == 0)
		return false;
	while (at > 0 && ((unsigned char)s.p[--at] & 0xC0) == 0x80)
		;
	return text_is_letter(text_next(s, &at));
}

static bool
begins_with_letter(struct str s)
{
	size_t at = 0;

	return s.n > 0 && text_is_letter(text_next(s, &at));
}

/* <s> and </s> as a pair are HTML. */
static bool
is_struck(struct str before, struct str name, struct str behind)
{
	return (str_eq(name, S("s")) && str_find(behind, S("</s>")) != STR_NONE) ||
	    (str_eq(name, S("/s")) && str_find(before, S("<s>")) != STR_NONE);
}

/* Does the sentence speak of the token? */
static bool
is_mention(struct str before, struct str name, struct str behind)
{
	bool start = draft_is_blank(before), spaced;
	size_t n = behind.n;

	if (is_enclosed(before, behind) || is_struck(before, name, behind))
		return true;
	while (n > 0 && strchr(" \t*_#", behind.p[n - 1]))
		n--;
	if (start || n == 0)
		return !start && is_vocabulary(name) &&
		    ends_in_letter(str_trim(before));
	spaced = str_ends(before, S(" ")) && str_starts(behind, S(" "));
	return (spaced && ends_in_letter(str_trim(before)) &&
	    begins_with_letter(str_trim(behind))) ||
	    (is_vocabulary(name) && ends_in_letter(str_trim(before)));
}

/* Behind a run of `n` backticks at s[at]: the end of the code span that they
 * open, or of the run when they open none. */
static size_t
span_end(struct str s, size_t at, size_t n)
{
	size_t i, run;

	for (i = at + n; i < s.n; i += run) {
		for (run = 0; i + run < s.n && s.p[i + run] == '`'; run++)
			;
		if (run == n)
			return i + run;
		run += run == 0;
	}
	return at + n;
}

/*
 * The next place in s at or behind `at` that may hold a token: not in a code span
 * or formula.  s is a run of lines of text.  A run of backticks that closes nowhere
 * is searched for once: *open remembers up to which lengths none does.
 */
static size_t
next_place(struct str s, size_t at, uint64_t *open)
{
	size_t n, end;

	while (at < s.n) {
		if (s.p[at] == '<' || s.p[at] == '[')
			return at;
		if (s.p[at] == '\\' && at + 1 < s.n)
			at++;
		if (s.p[at] == '$') {
			n = str_chr(str_sub(s, at + 1, at + 200), '$');
			end = n == STR_NONE ? at : at + 1 + n;
			if (str_chr(str_sub(s, at, end), '\n') == STR_NONE)
				at = end;
		}
		if (s.p[at] != '`') {
			at++;
			continue;
		}
		for (n = 1; at + n < s.n && s.p[at + n] == '`'; n++)
			;
		end = n < 64 && *open >> n & 1 ? at + n : span_end(s, at, n);
		if (end == at + n && n < 64)
			*open |= (uint64_t)1 << n;
		at = end;
	}
	return s.n;
}

struct cut {
	size_t line, from, to;
};
struct cuts { struct cut *v; size_t n, cap; };

/* Tokens in lines [first, end), which are text and follow one another. */
static void
run_scan(struct draft *d, size_t first, size_t end, struct cuts *cuts)
{
	const struct draft_line *last = &d->line.v[end - 1];
	uint32_t base = d->line.v[first].at;
	struct str s = str_sub(d->text.text, base, last->at + last->text.n), name;
	uint64_t open = 0;
	size_t n;

	for (size_t at = 0; (at = next_place(s, at, &open)) < s.n; at += n) {
		size_t i, from;
		struct str text;

		n = token_length(d->words, str_from(s, at), &name);
		if (n == 0) {
			n = 1;
			continue;
		}
		i = draft_line_at(d, base + (uint32_t)at);
		from = base + at - d->line.v[i].at;
		text = d->line.v[i].text;
		if (!is_mention(str_sub(text, 0, from), name,
		    str_from(text, from + n)))
			*list_push(d->arena, cuts) = (struct cut){ i, from,
				from + n };
	}
}

/* "```<|im_end|>": the fence was meant to close here. */
static void
fence_scan(struct draft *d, size_t i, struct cuts *cuts)
{
	struct str s = d->line.v[i].text, trimmed = str_trim(s), name;
	size_t mark = (size_t)(trimmed.p - s.p), at = mark, from, n;
	char c = trimmed.n > 0 ? trimmed.p[0] : ' ';

	if (c != '`' && c != '~')
		return;
	while (at < s.n && s.p[at] == c)
		at++;
	from = at;
	if (from - mark < 3)
		return;
	while (at < s.n && (n = token_length(d->words, str_from(s, at), &name)) > 0)
		at += n;
	if (at > from && str_trim(str_from(s, at)).n == 0)
		*list_push(d->arena, cuts) = (struct cut){ i, from, s.n };
}

static void
cut_note(struct draft *d, const struct cut *c)
{
	struct draft_note *n;

	draft_note(d, c->line, c->line + 1, "draft-token", S("removed from"),
	    str_sub(d->line.v[c->line].text, c->from, c->to));
	n = &d->note.v[d->note.n - 1];
	n->offset = d->line.v[c->line].at + (uint32_t)c->from;
	n->length = (uint32_t)(c->to - c->from);
}

/* The n cuts of one line, from left to right. */
static void
line_cut(struct draft *d, const struct cut *c, size_t n)
{
	struct draft_line *l = &d->line.v[c->line];
	struct strbuf b = { 0 };
	struct str left;
	size_t at = 0;

	for (size_t i = 0; i < n; i++) {
		cut_note(d, &c[i]);
		strbuf_add(&b, str_sub(l->text, at, c[i].from));
		at = c[i].to;
	}
	strbuf_add(&b, str_from(l->text, at));
	left = strbuf_str(&b);
	while (at == l->text.n && str_ends(left, S(" ")))
		left.n--;	/* two of them would be a line break */
	l->text = arena_copy(d->arena, left);
	l->gone = draft_is_blank(l->text);
	d->changed = true;
	strbuf_free(&b);
}

static void
cuts_apply(struct draft *d, const struct cuts *cuts)
{
	size_t n;

	for (size_t i = 0; i < cuts->n; i += n) {
		for (n = 1; i + n < cuts->n; n++)
			if (cuts->v[i + n].line != cuts->v[i].line)
				break;
		line_cut(d, &cuts->v[i], n);
	}
}

void
draft_tokens(struct draft *d)
{
	struct cuts cuts = { 0 };
	size_t end;

	for (size_t i = d->body; i < d->line.n; i = end) {
		end = i + 1;
		if (d->line.v[i].gone || draft_is_blank(d->line.v[i].text))
			continue;
		if (d->line.v[i].code) {
			fence_scan(d, i, &cuts);
			continue;
		}
		while (end < d->line.n && !d->line.v[end].gone &&
		    !d->line.v[end].code && !draft_is_blank(d->line.v[end].text))
			end++;
		run_scan(d, i, end, &cuts);
	}
	cuts_apply(d, &cuts);
}
