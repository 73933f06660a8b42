/*
 * Reports are collected and printed late and in order; see diag.h.
 *
 * A report finds its line and draws the quoted text when it is made, while its
 * source is surely there.  Finding a line is counting newlines; places come
 * mostly in order, so the count goes on from the place before.
 */
#include <assert.h>
#include <stdlib.h>

#include "base/diag_report.h"
#include "base/show.h"
#include "base/text.h"

const struct where nowhere;

struct diag *
diag_new(void)
{
	struct diag *d = xmalloc(sizeof *d);

	*d = (struct diag){ .a = arena_new() };
	return d;
}

void
diag_free(struct diag *d)
{
	if (!d)
		return;
	arena_free(d->a);
	strbuf_free(&d->key);
	free(d);
}

struct where
where_at(const struct source *s, size_t offset, size_t length)
{
	if (offset > UINT32_MAX)
		offset = UINT32_MAX;
	if (length > UINT32_MAX)
		length = UINT32_MAX;
	return (struct where){ s, (uint32_t)offset, (uint32_t)length };
}

/* Places. */

/* Count on to the place `to` of the cursor's text. */
static void
cursor_move(struct cursor *c, size_t to)
{
	size_t n;

	while ((n = str_chr(str_sub(c->text, c->at, to), '\n')) != STR_NONE) {
		c->at += n + 1;
		c->start = c->at;
		c->column = 1;
		c->line++;
	}
	c->column += text_length(str_sub(c->text, c->at, to));
	c->at = to;
}

static void
cursor_seek(struct cursor *c, const struct source *s, size_t to)
{
	if (c->text.p != s->text.p || c->text.n != s->text.n || c->at > to ||
	    !str_eq(c->path, s->path))
		*c = (struct cursor){
			.path = s->path, .text = s->text, .line = 1, .column = 1,
		};
	cursor_move(c, to);
}

static size_t
where_offset(struct where w)
{
	return w.offset < w.source->text.n ? w.offset : w.source->text.n;
}

void
where_line(struct where w, size_t *line, size_t *column)
{
	struct cursor c = { 0 };

	if (w.source)
		cursor_seek(&c, w.source, where_offset(w));
	*line = c.line;
	*column = c.column;
}

/* Quoting lines. */

/* The line that starts at `start`, without its end. */
static struct str
line_at(struct str text, size_t start)
{
	struct str line = str_from(text, start);

	line = str_sub(line, 0, str_chr(line, '\n'));
	if (str_ends(line, S("\r")))
		line.n--;
	return line;
}

static void
spot_quote(struct diag *d, struct spot *spot, size_t from, size_t length)
{
	struct str line = line_at(d->cursor.text, d->cursor.start);
	struct strbuf text = { 0 }, caret = { 0 };

	from -= d->cursor.start;
	if (from > line.n)
		from = line.n;
	show_quote(line, from, from + length, &text, &caret);
	spot->quote = arena_copy(d->a, strbuf_str(&text));
	spot->caret = arena_copy(d->a, strbuf_str(&caret));
	strbuf_free(&text);
	strbuf_free(&caret);
}

static struct spot
spot_of(struct diag *d, struct where w)
{
	struct spot spot = { 0 };
	struct cursor end;
	size_t from;

	if (!w.source)
		return spot;
	from = where_offset(w);
	cursor_seek(&d->cursor, w.source, from);
	spot.path = arena_copy(d->a, w.source->path);
	d->cursor.path = spot.path;	/* the source's may go before the diag */
	spot.line = d->cursor.line;
	spot.column = d->cursor.column;
	end = d->cursor;
	if (w.length > 1) {
		struct str in = str_sub(end.text, from, from + w.length - 1);

		cursor_move(&end, from + in.n);
	}
	spot.end_line = end.line;
	if (w.source->text.n > 0)
		spot_quote(d, &spot, from, w.length);
	return spot;
}

/* Reporting. */

static void
key_add(struct diag *d, struct str s)
{
	strbuf_printf(&d->key, "%zu:", s.n);
	strbuf_add(&d->key, s);
}

static void
key_where(struct diag *d, struct spot spot, struct where w)
{
	key_add(d, spot.path);
	strbuf_printf(&d->key, "%u %u ", w.offset, w.length);
}

bool
diag_repeats(const struct diag *d)
{
	struct hash h = hash128(strbuf_str(&d->key));

	return d->open &&
	    map_get(&d->seen, (struct str){ (const char *)&h, sizeof h });
}

/* No more notes come for the last report: keep it, or drop it as a repetition. */
static void
diag_close(struct diag *d)
{
	struct hash h = hash128(strbuf_str(&d->key));
	struct report *last;

	if (!d->open)
		return;
	last = d->reports.v[d->reports.n - 1];
	if (diag_repeats(d)) {
		d->count[last->severity]--;
		d->reports.n--;
	} else {
		struct str key = { (const char *)&h, sizeof h };

		map_put(d->a, &d->seen, arena_copy(d->a, key), last);
	}
	d->open = false;
}

static void
diag_report(struct diag *d, enum severity severity, struct where w,
    const char *rule, const char *fmt, va_list ap)
{
	struct report *r;

	diag_close(d);
	d->muted = map_get(&d->ignored, str_of(rule));
	if (d->muted)
		return;
	r = arena_new_of(d->a, struct report);
	r->severity = severity;
	r->rule = arena_copy(d->a, str_of(rule));
	r->text = arena_vprintf(d->a, fmt, ap);
	r->spot = spot_of(d, w);
	r->offset = w.offset;
	r->length = w.length;
	*list_push(d->a, &d->reports) = r;
	d->count[severity]++;
	d->open = true;
	strbuf_reset(&d->key);
	strbuf_printf(&d->key, "%d ", severity);
	key_where(d, r->spot, w);
	key_add(d, r->rule);
	key_add(d, r->text);
}

void
diag_error(struct diag *d, struct where w, const char *rule, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	diag_report(d, DIAG_ERROR, w, rule, fmt, ap);
	va_end(ap);
}

void
diag_warn(struct diag *d, struct where w, const char *rule, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	diag_report(d, DIAG_WARNING, w, rule, fmt, ap);
	va_end(ap);
}

void
diag_note(struct diag *d, struct where w, const char *fmt, ...)
{
	struct report *r;
	struct note note;
	va_list ap;

	if (d->muted)
		return;
	assert(d->open);
	va_start(ap, fmt);
	note.text = arena_vprintf(d->a, fmt, ap);
	va_end(ap);
	note.spot = spot_of(d, w);
	r = d->reports.v[d->reports.n - 1];
	*list_push(d->a, &r->notes) = note;
	key_where(d, note.spot, w);
	key_add(d, note.text);
}

static size_t
diag_count(const struct diag *d, enum severity severity)
{
	return d->count[severity] - (diag_repeats(d) &&
	    d->reports.v[d->reports.n - 1]->severity == severity);
}

size_t
diag_errors(const struct diag *d)
{
	return diag_count(d, DIAG_ERROR);
}

size_t
diag_warnings(const struct diag *d)
{
	return diag_count(d, DIAG_WARNING);
}

void
diag_ignore(struct diag *d, struct str rule)
{
	map_put(d->a, &d->ignored, arena_copy(d->a, rule), d);
}
