/*
 * Rows for RFC 4180.  The texts are other people's, and the usual reader is a
 * spreadsheet, so what it would run is made text here and nowhere else.
 */
#include "format/csv.h"

static bool
is_formula(struct str s)
{
	return s.n > 0 && str_chr(S("=+-@\t\r"), s.p[0]) != STR_NONE;
}

static bool
needs_quotes(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (str_chr(S(",\"\r\n"), s.p[i]) != STR_NONE)
			return true;
	return false;
}

static void
cell_write(struct strbuf *out, struct str s)
{
	bool quotes = needs_quotes(s);

	if (quotes)
		strbuf_byte(out, '"');
	if (is_formula(s))
		strbuf_byte(out, '\'');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"')
			strbuf_byte(out, '"');
		if (s.p[i] != '\r')
			strbuf_byte(out, s.p[i]);
	}
	if (quotes)
		strbuf_byte(out, '"');
}

void
csv_row(struct strbuf *out, const struct str *cell, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			strbuf_byte(out, ',');
		cell_write(out, cell[i]);
	}
	strbuf_add(out, S("\r\n"));
}
