/*
 * The table is for people with a spreadsheet and for programs that split
 * lines, so it holds what a question says and none of its markup.
 */
#include "render/sheet.h"

#include "format/csv.h"
#include "format/html_plain.h"
#include "render/parts.h"

enum column { COLUMN_ID, COLUMN_LANG, COLUMN_NUMBER, COLUMN_TITLE, COLUMN_KIND,
	COLUMN_DIFFICULTY, COLUMN_ARTICLE, COLUMN_COMPANIES, COLUMN_TOPICS,
	COLUMN_URL, COLUMN_QUESTION, COLUMN_ANSWER, COLUMN_EXPLANATION, COLUMNS };

static const char *const names[COLUMNS] = { "id", "lang", "number", "title",
	"kind", "difficulty", "article", "companies", "topics", "url", "question",
	"answer", "explanation" };

static void
formula(struct strbuf *out, struct page_view *v, const struct piece *p)
{
	struct str dollars = p->kind == EMBED_DISPLAY_MATH ? S("$$") : S("$");

	(void)v;
	strbuf_add(out, dollars);
	strbuf_html(out, p->text);
	strbuf_add(out, dollars);
}

static void
diagram(struct strbuf *out, struct page_view *v, const struct piece *p,
    uint32_t use)
{
	(void)v;
	(void)use;
	strbuf_add(out, S("<pre><code class=\"language-mermaid\">"));
	strbuf_html(out, p->text);
	strbuf_add(out, S("</code></pre>\n"));
}

static const struct medium plain_medium = { formula, diagram, fragment_link,
	NULL };

/* The ids of a list of terms, as templates see it. */
static struct str
ids(struct arena *a, const struct value *list)
{
	struct strbuf b = { 0 };
	struct str out;

	for (size_t i = 0; i < list->list.n; i++) {
		if (i > 0)
			strbuf_byte(&b, ';');
		strbuf_add(&b, value_get_text(list->list.v[i], S("id")));
	}
	out = arena_copy(a, strbuf_str(&b));
	strbuf_free(&b);
	return out;
}

static struct str
plain(struct arena *a, const struct strbuf *html)
{
	struct strbuf b = { 0 };
	struct str out;

	html_plain(&b, strbuf_str(html));
	out = arena_copy(a, strbuf_str(&b));
	strbuf_free(&b);
	return out;
}

static void
row_write(struct strbuf *out, struct page_view *v, const struct question *q)
{
	struct str cell[COLUMNS];
	struct parts p;

	parts_write(&p, v, q);
	cell[COLUMN_ID] = q->id;
	cell[COLUMN_LANG] = v->site->config->language[q->article->lang].id;
	cell[COLUMN_NUMBER] = q->number;
	cell[COLUMN_TITLE] = q->title;
	cell[COLUMN_KIND] = str_of(kind_names[q->kind]);
	cell[COLUMN_DIFFICULTY] = str_of(difficulty_names[q->difficulty]);
	cell[COLUMN_ARTICLE] = q->article->key;
	cell[COLUMN_COMPANIES] = ids(v->arena, value_get(p.question,
	    S("companies")));
	cell[COLUMN_TOPICS] = ids(v->arena, value_get(p.question, S("topics")));
	cell[COLUMN_URL] = question_url(v->site, q, v->arena);
	cell[COLUMN_QUESTION] = plain(v->arena, &p.asked);
	cell[COLUMN_ANSWER] = plain(v->arena, &p.answer);
	cell[COLUMN_EXPLANATION] = plain(v->arena, &p.explanation);
	csv_row(out, cell, COLUMNS);
	parts_free(&p);
}

void
sheet_write(struct strbuf *out, const struct site *s, const struct pieces *p,
    const struct question *const *q, size_t n)
{
	struct arena *a = arena_new(), *row = arena_new();
	struct page_view v = { .site = s, .pieces = p, .arena = row,
		.memo = memo_new(s), .medium = &plain_medium,
		.uses = arena_array(a, uint32_t, p->piece.n) };
	struct str cell[COLUMNS];

	for (int i = 0; i < COLUMNS; i++)
		cell[i] = str_of(names[i]);
	csv_row(out, cell, COLUMNS);
	for (size_t i = 0; i < n; i++) {
		arena_reset(row);
		row_write(out, &v, q[i]);
	}
	memo_free(v.memo);
	arena_free(row);
	arena_free(a);
}
