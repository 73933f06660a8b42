#ifndef TIKU_FORMAT_CSV_H
#define TIKU_FORMAT_CSV_H
/* Comma-separated values (RFC 4180) for programs and for spreadsheets. */
#include "base/str.h"

/*
 * Append a row: cells quoted where they must be, ended by CR LF; line ends
 * inside a cell are LF.  A cell that begins with = + - @, a tab or a return gets
 * an apostrophe before it: a spreadsheet would take it for a formula and run it
 * (OWASP, CSV injection).
 */
void csv_row(struct strbuf *out, const struct str *cell, size_t n);
#endif
