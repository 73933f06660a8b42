/*
 * Labels and units.  A label is bold text at the start of a paragraph that one
 * of the languages knows, with a colon inside, outside or alone on its line; or
 * such a heading, or the summary of a <details>.  Which words are labels is
 * data; a Chinese article may use English ones and the reverse, so all tables
 * are asked, the article's own language first.
 */
#include "model/unit.h"

#include <string.h>

#include "base/text.h"

static const struct markdown *
doc(const struct units *r)
{
	return &r->at->md;
}

static struct str
block_text(const struct units *r, uint32_t b)
{
	return markdown_text(doc(r), doc(r)->block[b].text);
}

/* --- labels ----------------------------------------------------------- */

/* Bytes of a colon (half or full width) at the start of s, or 0. */
static size_t
colon_length(struct str s)
{
	if (str_starts(s, S(":")))
		return 1;
	return str_starts(s, S("：")) ? 3 : 0;
}

static struct str
cut_colon_end(struct str s, bool *had)
{
	s = str_trim(s);
	*had = true;
	if (str_ends(s, S("：")))
		return str_trim(str_sub(s, 0, s.n - 3));
	if (str_ends(s, S(":")))
		return str_trim(str_sub(s, 0, s.n - 1));
	*had = false;
	return s;
}

/* "示例 2" is the label 示例. */
static struct str
cut_count(struct str s)
{
	size_t n = s.n;

	while (n > 0 && ((s.p[n - 1] >= '0' && s.p[n - 1] <= '9') ||
	    s.p[n - 1] == ' '))
		n--;
	return n > 0 ? str_sub(s, 0, n) : s;
}

/* 【答案】 is the label 答案. */
static struct str
cut_brackets(struct str s)
{
	if (str_starts(s, S("【")) && str_ends(s, S("】")) && s.n > 6)
		return str_sub(s, 3, s.n - 3);
	return s;
}

int
label_meaning(const struct units *r, struct str label, bool attribute)
{
	const struct config *c = r->config;
	struct str folded = text_fold(r->arena, cut_count(cut_brackets(label)));
	uintptr_t found;

	for (size_t i = 0; i <= c->nlanguage; i++) {
		size_t lang = i == 0 ? (size_t)r->at->lang : i - 1;
		const struct labels *l = &c->language[lang].labels;

		found = (uintptr_t)map_get(attribute ? &l->attribute : &l->field,
		    folded);
		if (found)
			return (int)found - 1;
	}
	return -1;
}

static bool
unit_means(struct units *r, struct unit *u, struct str label)
{
	u->field = label_meaning(r, label, false);
	if (u->field < 0)
		u->attribute = label_meaning(r, label, true);
	return u->field >= 0 || u->attribute >= 0;
}

static uint32_t
skip_html_space(struct str html, uint32_t at)
{
	while (at < html.n && (html.p[at] == ' ' || html.p[at] == '\n' ||
	    html.p[at] == '\t'))
		at++;
	return at;
}

/* Cut [skip, resume) out of the unit's HTML, as far as it lies inside. */
static void
unit_cut(struct unit *u, uint32_t skip, uint32_t resume)
{
	u->html.skip = skip < u->html.from ? u->html.from : skip;
	u->html.resume = resume > u->html.to ? u->html.to : resume;
}

/* A paragraph that opens with a label: the label goes, and the whole paragraph
 * when it held nothing else. */
static void
paragraph_label(struct units *r, struct unit *u, uint32_t paragraph)
{
	const struct block *b = &doc(r)->block[paragraph];
	struct str html = doc(r)->html, lead, rest;
	uint32_t resume;
	bool inside;
	size_t outside;

	if (b->kind != BLOCK_PARAGRAPH || b->lead.n == 0)
		return;
	lead = cut_colon_end(markdown_text(doc(r), b->lead), &inside);
	outside = colon_length(str_sub(html, b->lead_end, b->inner_end));
	resume = skip_html_space(html, b->lead_end + (uint32_t)outside);
	if (!inside && outside == 0 && resume < b->inner_end &&
	    !str_starts(lead, S("【")))
		return;		/* "**答案** 是……" is emphasis, no label */
	if (!unit_means(r, u, lead))
		return;
	if (resume >= b->inner_end)
		unit_cut(u, b->html, b->html_end);
	else
		unit_cut(u, b->inner, resume);
	rest = str_trim(str_from(block_text(r, paragraph),
	    markdown_text(doc(r), b->lead).n));
	u->value = str_trim(str_from(rest, colon_length(rest)));
}

/*
 * A heading that is a label ("#### **题目**：", "#### 答案: D").  Without a colon
 * or bold face the word could be an ordinary title, so it must be nothing else
 * and stand below a numbered one; that is the caller's to judge.
 */
static bool
heading_label(struct units *r, struct unit *u, const struct block *h,
    bool below_number)
{
	struct str text = str_trim(markdown_text(doc(r), h->text)), label = text;
	struct str html = doc(r)->html;
	size_t half = str_chr(text, ':'), full = str_find(text, S("："));
	size_t colon = half < full ? half : full;
	uint32_t at;

	if (colon != STR_NONE)
		label = str_trim(str_sub(text, 0, colon));
	else if (h->lead.n == 0 && !below_number)
		return false;
	if (label.n > 0 && label.p[label.n - 1] >= '0' &&
	    label.p[label.n - 1] <= '9')
		return false;	/* "问题 5：…" numbers a title */
	if (!unit_means(r, u, label))
		return false;
	u->value = colon == STR_NONE ? S("") : str_trim(str_from(text,
	    colon + colon_length(str_from(text, colon))));
	at = (uint32_t)(u->value.n == 0 ? h->html_end : h->inner +
	    str_find(str_sub(html, h->inner, h->inner_end), u->value));
	if (at < h->inner)	/* the rest holds markup: keep the heading whole */
		at = h->inner;
	unit_cut(u, u->value.n == 0 ? h->html : h->inner, at);
	return true;
}

/*
 * "问题 5：如何…": a label's word and a number in front of a title are a number,
 * and the word says what kind of thing it numbers.
 */
static bool
worded_number(const struct units *r, struct str s, struct str *number, char *tag,
    struct str *title)
{
	uintptr_t kind = 0;
	struct str word;
	size_t n = 0;
	char none;

	while (n < s.n && n < 48 && !(s.p[n] >= '0' && s.p[n] <= '9'))
		n++;
	word = str_trim(str_sub(s, 0, n));
	if (n == s.n || word.n == 0)
		return false;
	for (size_t i = 0; i < r->config->nlanguage && !kind; i++)
		kind = (uintptr_t)map_get(&r->config->language[i].labels.kind,
		    text_fold(r->arena, word));
	if (!kind && label_meaning(r, word, false) != FIELD_QUESTION)
		return false;
	question_number(str_from(s, n), number, &none, title);
	if (number->n == 0)
		return false;
	*tag = kind == KIND_CODING + 1 ? 'P' : 'Q';
	return true;
}

void
unit_number(const struct units *r, struct str heading, struct str *number,
    char *tag, struct str *title)
{
	question_number(heading, number, tag, title);
	if (number->n == 0 && *tag == '\0' &&
	    !worded_number(r, str_trim(heading), number, tag, title))
		*title = str_trim(heading);
}

/* --- units ------------------------------------------------------------ */

/* The first paragraph inside a list, item or quote, or the block itself. */
static uint32_t
first_paragraph(const struct units *r, uint32_t b)
{
	const struct block *block = doc(r)->block;
	uint32_t end = block[b].next;

	for (uint32_t i = b; i < end; i++)
		if (block[i].kind == BLOCK_PARAGRAPH)
			return i;
		else if (block[i].kind != BLOCK_LIST &&
		    block[i].kind != BLOCK_ITEM && block[i].kind != BLOCK_QUOTE)
			break;
	return b;
}

struct str
unit_text(const struct units *r, uint32_t b)
{
	return block_text(r, first_paragraph(r, b));
}

static struct unit
unit_plain(const struct units *r, uint32_t b, bool inside)
{
	const struct block *block = &doc(r)->block[b];
	struct unit u = { .block = b, .end = block->next, .field = -1,
		.attribute = -1 };

	u.html.from = inside ? block->inner : block->html;
	u.html.to = inside ? block->inner_end : block->html_end;
	u.html.skip = u.html.resume = u.html.from;
	return u;
}

static struct unit
unit_labelled(struct units *r, uint32_t b, bool inside)
{
	struct unit u = unit_plain(r, b, inside);

	paragraph_label(r, &u, inside ? first_paragraph(r, b) : b);
	return u;
}

/* "**1. 什么是 RAG？**" and nothing else: a heading in all but syntax. */
static void
bold_heading(struct units *r, struct unit *u)
{
	const struct block *b = &doc(r)->block[u->block];
	struct str number, title, lead;
	char tag;

	if (b->kind != BLOCK_PARAGRAPH || b->lead.n == 0 || u->field >= 0 ||
	    u->attribute >= 0 ||
	    skip_html_space(doc(r)->html, b->lead_end) < b->inner_end)
		return;
	lead = markdown_text(doc(r), b->lead);
	unit_number(r, lead, &number, &tag, &title);
	if (number.n == 0 && tag == '\0')
		return;
	u->level = LEVEL_BOLD;
	u->title = lead;
}

/* The heading unit that one of this level stands under now, or -1. */
static int
open_above(const struct units *r, int level)
{
	while (--level > 0)
		if (r->open[level] >= 0)
			return r->open[level];
	return -1;
}

static bool
below_number(const struct units *r, int level)
{
	int above = open_above(r, level);
	struct str number, title;
	char tag;

	if (above < 0)
		return false;
	unit_number(r, r->unit.v[above].title, &number, &tag, &title);
	return number.n > 0 || tag;
}

static struct unit
unit_heading(struct units *r, uint32_t b)
{
	const struct block *h = &doc(r)->block[b];
	struct unit u = unit_plain(r, b, false);

	if (heading_label(r, &u, h, below_number(r, h->level)))
		return u;
	u.level = h->level;
	u.title = str_trim(markdown_text(doc(r), h->text));
	return u;
}

static void
push(struct units *r, struct unit u)
{
	u.above = open_above(r, u.level ? u.level : LEVEL_BOLD + 1);
	for (int l = u.level; l > 0 && l <= LEVEL_BOLD; l++)
		r->open[l] = l == u.level ? (int)r->unit.n : -1;
	*list_push(r->arena, &r->unit) = u;
}

/* A list whose every item opens with a label stands for its items. */
static bool
list_of_labels(struct units *r, uint32_t list)
{
	const struct block *block = doc(r)->block;
	struct unit u;

	if (block[list].next == list + 1)
		return false;
	for (uint32_t i = list + 1; i < block[list].next; i = block[i].next) {
		u = unit_labelled(r, i, true);
		if (u.field < 0 && u.attribute < 0)
			return false;
	}
	return true;
}

/* A quote that opens with a label stands for its blocks. */
static bool
quote_of_labels(struct units *r, uint32_t quote)
{
	struct unit u = unit_labelled(r, quote, true);

	return u.field >= 0 || u.attribute >= 0;
}

static void
children_push(struct units *r, uint32_t parent, bool inside)
{
	const struct block *block = doc(r)->block;

	for (uint32_t i = parent + 1; i < block[parent].next; i = block[i].next)
		push(r, unit_labelled(r, i, inside));
}

/* --- <details> -------------------------------------------------------- */

/* "<details><summary><b>答案</b></summary>": the offset behind it when the
 * summary is a label, else 0. */
static uint32_t
details_label(struct units *r, struct unit *u)
{
	struct str html = str_sub(doc(r)->html, u->html.from, u->html.to), text;
	size_t open = str_find(html, S("<summary>"));
	size_t close = str_find(html, S("</summary>"));
	struct strbuf plain = { 0 };
	bool in_tag = false, had, known;

	if (!str_starts(html, S("<details")) || open == STR_NONE ||
	    close == STR_NONE || close < open)
		return 0;
	text = str_sub(html, open + 9, close);
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '<')
			in_tag = true;
		if (!in_tag)
			strbuf_byte(&plain, text.p[i]);
		if (text.p[i] == '>')
			in_tag = false;
	}
	known = unit_means(r, u, cut_colon_end(strbuf_str(&plain), &had));
	strbuf_free(&plain);
	return known ? u->html.from + (uint32_t)close + 10 : 0;
}

/* The last "</details>" of a unit ends what the label heads. */
static bool
details_end(const struct units *r, struct unit *u)
{
	struct str html = str_sub(doc(r)->html, u->html.from, u->html.to);
	size_t at = STR_NONE, next;

	for (next = str_find(html, S("</details>")); next != STR_NONE;
	    next = str_find(str_from(html, at + 1), S("</details>")))
		at = at == STR_NONE ? next : at + 1 + next;
	if (at == STR_NONE)
		return false;
	u->html.to = u->html.from + (uint32_t)at;
	unit_cut(u, u->html.skip, u->html.resume);
	return true;
}

/* Raw HTML: it may open or close the element of an answer. */
static void
raw_push(struct units *r, uint32_t b, bool *open)
{
	struct unit u = unit_plain(r, b, false);
	uint32_t resume = *open ? 0 : details_label(r, &u);

	if (resume > 0)
		unit_cut(&u, u.html.from, resume);
	if (resume > 0 || *open)
		*open = !details_end(r, &u);
	push(r, u);
}

/* --- all of them ------------------------------------------------------ */

static void
block_push(struct units *r, uint32_t b, bool *details)
{
	struct unit u;

	switch ((enum block_kind)doc(r)->block[b].kind) {
	case BLOCK_FOOTNOTES:
		return;
	case BLOCK_HEADING:
		push(r, unit_heading(r, b));
		return;
	case BLOCK_HTML:
		raw_push(r, b, details);
		return;
	case BLOCK_LIST:
		if (list_of_labels(r, b)) {
			children_push(r, b, true);
			return;
		}
		break;
	case BLOCK_QUOTE:
		if (quote_of_labels(r, b)) {
			children_push(r, b, false);
			return;
		}
		break;
	default:
		break;
	}
	u = unit_labelled(r, b, false);
	bold_heading(r, &u);
	push(r, u);
}

/* Do two units' pieces of HTML follow each other with nothing lost between? */
static void
joins_fill(struct units *r)
{
	const struct block *block = doc(r)->block;

	for (size_t i = 1; i < r->unit.n; i++) {
		struct unit *u = &r->unit.v[i], *before = u - 1;

		u->joined = before->end == u->block &&
		    block[u->block].depth == block[before->block].depth &&
		    block[u->block].kind != BLOCK_ITEM &&
		    before->html.to == block[before->block].html_end &&
		    u->html.from == block[u->block].html &&
		    u->html.skip == u->html.resume;
	}
}

void
units_read(struct units *r)
{
	bool details = false;

	memset(r->open, -1, sizeof r->open);
	for (uint32_t b = 0; b < doc(r)->nblock; b = doc(r)->block[b].next)
		block_push(r, b, &details);
	joins_fill(r);
}
