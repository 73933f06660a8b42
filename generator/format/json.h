#ifndef TIKU_FORMAT_JSON_H
#define TIKU_FORMAT_JSON_H
/* JSON text to values (RFC 8259), by jansson.  Writing is value_json(). */
#include "base/value.h"

/*
 * NULL when text is no JSON; *error then says where and why (lives in a), and
 * is left alone otherwise.  Any value may stand at the top.  Real numbers become
 * VALUE_TEXT as they were written.  Refused: a key twice, an integer beyond 64
 * bits, \u0000, bytes that are not UTF-8, nesting deeper than 2048.  The values
 * own their texts and know no place.
 */
const struct value *json_parse(struct str text, struct arena *a,
    struct str *error);
#endif
