/*
 * Printing reports: to people, to programs, to a workflow's annotations.  All
 * is put together first and written at once, so that it does not mix with what
 * others write to the same terminal.
 */
#include <stdlib.h>
#include <string.h>

#include "base/diag_report.h"
#include "base/show.h"
#include "base/text.h"

#define TEXT_COLUMNS 600	/* of a message, outside JSON */
#define GUTTER 5		/* digits of a line number */

static const char *const severity_name[] = {
	[DIAG_ERROR] = "error",
	[DIAG_WARNING] = "warning",
};

static int
size_cmp(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

static int
notes_cmp(const struct report *a, const struct report *b)
{
	size_t n = a->notes.n < b->notes.n ? a->notes.n : b->notes.n;
	int c = 0;

	for (size_t i = 0; c == 0 && i < n; i++) {
		const struct note *x = &a->notes.v[i], *y = &b->notes.v[i];

		c = str_cmp(x->text, y->text);
		c = c ? c : str_cmp(x->spot.path, y->spot.path);
		c = c ? c : size_cmp(x->spot.line, y->spot.line);
		c = c ? c : size_cmp(x->spot.column, y->spot.column);
	}
	return c ? c : size_cmp(a->notes.n, b->notes.n);
}

/* Orders by all that is shown: the order of reporting never matters. */
static int
report_cmp(const void *pa, const void *pb)
{
	const struct report *a = *(struct report *const *)pa;
	const struct report *b = *(struct report *const *)pb;
	int c = str_cmp(a->spot.path, b->spot.path);

	c = c ? c : size_cmp(a->offset, b->offset);
	c = c ? c : size_cmp(a->severity, b->severity);
	c = c ? c : str_cmp(a->text, b->text);
	c = c ? c : str_cmp(a->rule, b->rule);
	c = c ? c : size_cmp(a->length, b->length);
	return c ? c : notes_cmp(a, b);
}

/* SGR sequences, or nothing. */
struct paint {
	const char *path, *severity[2], *note, *end;
};

static const struct paint plain = { "", { "", "" }, "", "" };
static const struct paint coloured = {
	"\x1b[1m", { "\x1b[31m", "\x1b[35m" }, "\x1b[36m", "\x1b[0m",
};

static void
print_head(struct strbuf *out, const struct spot *spot, const char *name,
    const char *colour, struct str text, const struct paint *p)
{
	if (spot->path.p) {
		strbuf_add(out, str_of(p->path));
		show(out, spot->path, SIZE_MAX);
		strbuf_printf(out, ":%zu:%zu:%s ", spot->line, spot->column,
		    p->end);
	}
	strbuf_printf(out, "%s%s:%s ", colour, name, p->end);
	show(out, text, TEXT_COLUMNS);
}

static void
print_quote(struct strbuf *out, const struct spot *spot, const char *colour,
    const struct paint *p)
{
	size_t from = out->n, gutter;

	if (!spot->quote.p)
		return;
	strbuf_printf(out, "%*zu", GUTTER, spot->line);
	gutter = out->n - from;
	strbuf_add(out, spot->quote.n > 0 ? S(" | ") : S(" |"));
	strbuf_add(out, spot->quote);
	strbuf_byte(out, '\n');
	strbuf_printf(out, "%*s | %s%s%s\n", (int)gutter, "", colour,
	    spot->caret.p, p->end);
}

static void
print_text(struct strbuf *out, const struct report *r, const struct paint *p)
{
	const char *colour = p->severity[r->severity];

	print_head(out, &r->spot, severity_name[r->severity], colour, r->text, p);
	strbuf_printf(out, " [%s]\n", r->rule.p);
	print_quote(out, &r->spot, colour, p);
	for (size_t i = 0; i < r->notes.n; i++) {
		const struct note *n = &r->notes.v[i];

		print_head(out, &n->spot, "note", p->note, n->text, p);
		strbuf_byte(out, '\n');
		print_quote(out, &n->spot, p->note, p);
	}
}

/* As a JSON text; file names need not be UTF-8. */
static void
json_text(struct strbuf *out, struct str s)
{
	struct strbuf whole = { 0 };

	for (size_t at = 0; at < s.n;)
		text_put(&whole, text_next(s, &at));
	strbuf_json(out, strbuf_str(&whole));
	strbuf_free(&whole);
}

static void
json_spot(struct strbuf *out, const struct spot *spot)
{
	strbuf_add(out, S("\"path\":"));
	if (!spot->path.p) {
		strbuf_add(out, S("null,\"line\":null,\"column\":null"));
		return;
	}
	json_text(out, spot->path);
	strbuf_printf(out, ",\"line\":%zu,\"column\":%zu", spot->line,
	    spot->column);
}

static void
print_json(struct strbuf *out, const struct report *r)
{
	strbuf_byte(out, '{');
	json_spot(out, &r->spot);
	if (r->spot.end_line > r->spot.line)
		strbuf_printf(out, ",\"end_line\":%zu", r->spot.end_line);
	strbuf_printf(out, ",\"severity\":\"%s\",\"rule\":",
	    severity_name[r->severity]);
	json_text(out, r->rule);
	strbuf_add(out, S(",\"message\":"));
	json_text(out, r->text);
	strbuf_add(out, S(",\"notes\":["));
	for (size_t i = 0; i < r->notes.n; i++) {
		strbuf_add(out, i > 0 ? S(",{\"message\":") : S("{\"message\":"));
		json_text(out, r->notes.v[i].text);
		strbuf_byte(out, ',');
		json_spot(out, &r->notes.v[i].spot);
		strbuf_byte(out, '}');
	}
	strbuf_add(out, S("]}"));
}

/* The escapes of workflow commands: "%\r\n" in a message, ":," in a property too. */
static void
github_escape(struct strbuf *out, struct str s, struct str special)
{
	for (size_t i = 0; i < s.n; i++) {
		if (str_chr(special, s.p[i]) != STR_NONE)
			strbuf_printf(out, "%%%02X", (unsigned char)s.p[i]);
		else
			strbuf_byte(out, s.p[i]);
	}
}

static void
github_property(struct strbuf *out, struct str s)
{
	struct strbuf seen = { 0 };

	show(&seen, s, SIZE_MAX);
	github_escape(out, strbuf_str(&seen), S("%\r\n:,"));
	strbuf_free(&seen);
}

/* An annotation has one text, so notes are further lines of it. */
static void
github_message(struct strbuf *out, const struct report *r)
{
	struct strbuf text = { 0 };

	show(&text, r->text, TEXT_COLUMNS);
	for (size_t i = 0; i < r->notes.n; i++) {
		const struct note *n = &r->notes.v[i];

		strbuf_byte(&text, '\n');
		print_head(&text, &n->spot, "note", "", n->text, &plain);
	}
	github_escape(out, strbuf_str(&text), S("%\r\n"));
	strbuf_free(&text);
}

static void
print_github(struct strbuf *out, const struct report *r)
{
	strbuf_printf(out, "::%s ", severity_name[r->severity]);
	if (r->spot.path.p) {
		strbuf_add(out, S("file="));
		github_property(out, r->spot.path);
		strbuf_printf(out, ",line=%zu,col=%zu,", r->spot.line,
		    r->spot.column);
	}
	strbuf_add(out, S("title="));
	github_property(out, r->rule);
	strbuf_add(out, S("::"));
	github_message(out, r);
	strbuf_byte(out, '\n');
}

static void
print_all(struct strbuf *out, struct report *const *v, size_t n,
    enum diag_format f, bool colour)
{
	for (size_t i = 0; i < n; i++) {
		switch (f) {
		case DIAG_TEXT:
			print_text(out, v[i], colour ? &coloured : &plain);
			break;
		case DIAG_JSON:
			strbuf_add(out, i > 0 ? S(",\n") : S("\n"));
			print_json(out, v[i]);
			break;
		case DIAG_GITHUB:
			print_github(out, v[i]);
			break;
		}
	}
}

void
diag_print(const struct diag *d, FILE *out, enum diag_format f, bool colour)
{
	size_t n = d->reports.n - diag_repeats(d);
	struct report **sorted = xmalloc(n * sizeof *sorted);
	struct strbuf text = { 0 };

	if (n > 0) {
		memcpy(sorted, d->reports.v, n * sizeof *sorted);
		qsort(sorted, n, sizeof *sorted, report_cmp);
	}
	if (f == DIAG_JSON)
		strbuf_byte(&text, '[');
	print_all(&text, sorted, n, f, colour);
	if (f == DIAG_JSON)
		strbuf_add(&text, n > 0 ? S("\n]\n") : S("]\n"));
	if (text.n > 0)
		fwrite(text.p, 1, text.n, out);
	strbuf_free(&text);
	free(sorted);
}
