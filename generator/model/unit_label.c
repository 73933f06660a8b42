/*
 * Labels.  One is bold text at the start of a paragraph that one of the languages
 * knows, with a colon inside, outside or alone on its line; the same in 【】, bold or
 * not; the start of a later line of such a paragraph; or a heading.
 */
#include "format/html_plain.h"
#include "model/unit_private.h"

/* --- of paragraphs ------------------------------------------------------ */

static uint32_t
skip_html_space(struct str html, uint32_t at)
{
	while (at < html.n && (html.p[at] == ' ' || html.p[at] == '\n' ||
	    html.p[at] == '\t'))
		at++;
	return at;
}

/* Bold text, or 【】, at the start of the paragraph. */
static bool
lead_first(const struct units *r, const struct block *b, struct lead *out)
{
	struct str html = unit_doc(r)->html, text;
	size_t close;

	out->begin = b->inner;
	if (b->lead.n > 0) {
		out->text = markdown_text(unit_doc(r), b->lead);
		out->end = b->lead_end;
		return true;
	}
	text = str_sub(html, b->inner, b->inner_end);
	close = str_starts(text, S("【")) ? str_find(text, S("】")) : STR_NONE;
	if (close == STR_NONE)
		return false;
	out->text = str_sub(text, 0, close + 3);
	out->end = b->inner + (uint32_t)close + 3;
	return true;
}

/*
 * The next bold text in html[from, to) that begins a line.  A line break between
 * Chinese characters is not in the HTML, so that there any place may be one.
 */
static bool
lead_next(const struct units *r, uint32_t from, uint32_t to, struct lead *out)
{
	struct str html = unit_doc(r)->html, text;
	size_t open, close;

	while (from < to) {
		open = str_find(str_sub(html, from, to), S("<strong>"));
		if (open == STR_NONE)
			return false;
		out->begin = from + (uint32_t)open;
		from = out->begin + 8;
		text = str_sub(html, from, to);
		close = str_find(text, S("</strong>"));
		if (close == STR_NONE)
			return false;
		out->text = str_sub(text, 0, close);
		out->end = from + (uint32_t)close + 9;
		if (html.p[out->begin - 1] == '\n' ||
		    (unsigned char)html.p[out->begin - 1] >= 0x80)
			return true;
	}
	return false;
}

/* "**答案：B**": the label ends inside the bold text.  Such a question is a title. */
static void
label_inside(const struct units *r, struct lead *lead)
{
	struct str html = str_sub(unit_doc(r)->html, lead->begin + 8, lead->end);
	size_t half = str_chr(lead->text, ':'), n = str_find(lead->text, S("："));
	struct label label;

	if (half < n)
		n = half;
	if (n == STR_NONE || !str_starts(html, str_sub(lead->text, 0, n)))
		return;
	label = label_read(&r->words, str_sub(lead->text, 0, n));
	if (!label_known(label) || label.field == FIELD_QUESTION)
		return;
	lead->label = label;
	lead->colon = true;
	lead->begin += 8;
	n += colon_length(str_from(lead->text, n));
	lead->cut = n;
	lead->resume = skip_html_space(unit_doc(r)->html, lead->begin +
	    (uint32_t)n);
}

/* Fill in what the lead is; the paragraph's text ends at `to`. */
static void
lead_read(const struct units *r, struct lead *lead, uint32_t to)
{
	struct str html = unit_doc(r)->html;
	uint32_t after = skip_html_space(html, lead->end);
	size_t outside = colon_length(str_sub(html, after, to));
	struct str word = colon_cut(lead->text, &lead->colon);

	lead->label = (struct label){ -1, -1, S("") };
	lead->cut = lead->text.n;
	lead->outside = outside > 0;
	lead->resume = skip_html_space(html, after + (uint32_t)outside);
	lead->colon = lead->colon || outside > 0 || str_starts(word, S("【"));
	if (lead->colon || lead->resume >= to)
		lead->label = label_read(&r->words, word);
	if (!lead->colon && !label_known(lead->label))
		label_inside(r, lead);	/* else "**答案** 是……" is emphasis */
}

struct str
html_text(const struct units *r, uint32_t from, uint32_t to)
{
	struct str rest = str_sub(unit_doc(r)->html, from, to), text;
	struct strbuf b = { 0 };

	while (str_cut(&rest, '<', &text)) {
		html_decode(&b, text);
		str_cut(&rest, '>', &text);
	}
	text = str_trim(arena_copy(r->words.arena, strbuf_str(&b)));
	strbuf_free(&b);
	return text;
}

/* Where a part of a paragraph ends that another follows at `next`. */
static uint32_t
part_end(const struct units *r, uint32_t from, uint32_t next)
{
	struct str part = str_trim(str_sub(unit_doc(r)->html, from, next));

	while (str_ends(part, S("<br />")))
		part = str_trim(str_sub(part, 0, part.n - 6));
	return (uint32_t)(part.p + part.n - unit_doc(r)->html.p);
}

/* The next label in html[from, to) of a paragraph that begins a line. */
static bool
label_next(const struct units *r, uint32_t from, uint32_t to, struct lead *lead)
{
	while (lead_next(r, from, to, lead)) {
		uint32_t begin = lead->begin;

		lead_read(r, lead, to);
		if (label_known(lead->label) && lead->colon &&
		    lead->begin == begin)
			return true;
		from = lead->end;
	}
	return false;
}

/* The lines of a paragraph from a label on that stands at `begin`: a part for
 * each that opens with one. */
static void
parts_push(struct units *r, struct unit u, struct lead lead, uint32_t begin)
{
	uint32_t end = unit_doc(r)->block[u.block].inner_end;
	struct lead next;
	bool last = false;

	u.part = true;
	while (!last) {
		last = !label_next(r, lead.resume, end, &next);
		u.html.from = begin;
		u.html.to = last ? end : part_end(r, lead.resume, next.begin);
		u.label = lead.label;
		unit_cut(&u, lead.begin, lead.resume);
		u.value = html_text(r, u.html.resume, u.html.to);
		unit_push(r, u);
		begin = next.begin;
		lead = next;
	}
}

struct lead
paragraph_lead(const struct units *r, uint32_t paragraph)
{
	const struct block *b = &unit_doc(r)->block[paragraph];
	struct lead lead = { .label = { -1, -1, S("") } };

	if (b->kind == BLOCK_PARAGRAPH && lead_first(r, b, &lead))
		lead_read(r, &lead, b->inner_end);
	return lead;
}

void
labelled_push(struct units *r, struct unit u, const struct lead *lead)
{
	const struct block *b = &unit_doc(r)->block[u.block];
	struct lead next;

	if (label_next(r, lead->resume, b->inner_end, &next)) {
		parts_push(r, u, *lead, b->inner);
		return;
	}
	u.label = lead->label;
	if (lead->resume >= b->inner_end)	/* alone on its line */
		unit_cut(&u, b->html, b->html_end);
	else
		unit_cut(&u, lead->begin, lead->resume);
	u.value = str_trim(str_from(markdown_text(unit_doc(r), b->text),
	    lead->cut));
	if (lead->outside)
		u.value = str_trim(str_from(u.value, colon_length(u.value)));
	unit_push(r, u);
}

/* Does a sentence or a line end in front of html[at]? */
static bool
ends_sentence(struct str html, uint32_t at)
{
	static const char *const marks[] = { "\n", "。", "？", "！", "；", NULL };

	for (size_t i = 0; marks[i]; i++)
		if (str_ends(str_sub(html, 0, at), str_of(marks[i])))
			return true;
	return false;
}

bool
paragraph_split(const struct units *r, uint32_t paragraph, struct lead *lead)
{
	const struct block *b = &unit_doc(r)->block[paragraph];

	return b->kind == BLOCK_PARAGRAPH &&
	    !label_known(paragraph_lead(r, paragraph).label) &&
	    label_next(r, b->inner, b->inner_end, lead) &&
	    lead->label.field > FIELD_QUESTION &&
	    ends_sentence(unit_doc(r)->html, lead->begin);
}

void
split_push(struct units *r, struct unit u, const struct lead *lead)
{
	struct unit rest = unit_plain(r, u.block);

	u.part = true;
	u.html.from = u.html.skip = u.html.resume =
	    unit_doc(r)->block[u.block].inner;
	u.html.to = part_end(r, u.html.from, lead->begin);
	u.value = html_text(r, u.html.from, u.html.to);
	if (u.level)
		u.title.whole = u.title.text = title_line(&r->words, u.value);
	unit_push(r, u);
	parts_push(r, rest, *lead, lead->begin);
}

/* --- of headings -------------------------------------------------------- */

/* The heading unit last pushed below which one of this level stands, or NULL. */
static const struct unit *
parent_of(const struct units *r, int level)
{
	for (int l = level - 1; l > 0; l--)
		if (r->open[l] >= 0)
			return &r->unit.v[r->open[l]];
	return NULL;
}

/* May a heading of this level be a label by its words alone?  Only below what
 * looks like one question. */
static bool
below_question(const struct units *r, int level)
{
	const struct unit *p = parent_of(r, level);

	return p && title_numbers(&p->title) &&
	    !is_called_questions(&r->words, p->title.whole);
}

/*
 * A heading that is a label: "#### **题目**：", "#### 答案: D", "#### 答案".  With
 * text behind it, or without colon and bold face, it might as well be a title: that
 * it must stand below a question is weak.  "A: …" answers only a heading "Q: …".
 */
bool
heading_label(struct units *r, struct unit *u, int level)
{
	const struct block *h = &unit_doc(r)->block[u->block];
	struct str text = str_trim(markdown_text(unit_doc(r), h->text)), label = text;
	struct str inner;
	size_t half = str_chr(text, ':'), full = str_find(text, S("："));
	size_t colon = half < full ? half : full;
	const struct unit *before = r->open[0] >= 0 ? &r->unit.v[r->open[0]]
	    : NULL;

	if (colon != STR_NONE) {
		label = str_trim(str_sub(text, 0, colon));
		u->value = str_trim(str_from(text, colon +
		    colon_length(str_from(text, colon))));
	}
	u->label = label_read(&r->words, label);
	u->weak = u->value.n > 0 || (colon == STR_NONE && h->lead.n == 0);
	if (!label_known(u->label) || u->label.number.n > 0)
		return false;
	if (label.n == 1 ? !before || before->title.tag != 'Q' ||
	    u->label.field != FIELD_ANSWER
	    : u->weak && !below_question(r, level))
		return false;
	inner = str_trim(str_sub(unit_doc(r)->html, h->inner, h->inner_end));
	if (u->value.n == 0)
		unit_cut(u, h->html, h->html_end);
	else if (str_ends(inner, u->value))	/* else it holds markup: all stays */
		unit_cut(u, h->inner, h->inner + (uint32_t)(inner.n - u->value.n));
	u->label_level = label.n > 1 ? level : before->level + 1;
	return true;
}
