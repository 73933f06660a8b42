#ifndef TIKU_FORMAT_YAML_WRITE_H
#define TIKU_FORMAT_YAML_WRITE_H
/*
 * Texts as YAML that yaml_parse reads back byte for byte (YAML 1.1 and 1.2).  A
 * text stands as it is where nobody could take it for anything else, and in
 * quotes where a YAML reader might: one that guesses at types too.
 */
#include "base/value.h"

/*
 * s must be text (text_invalid): YAML has no other control characters.  Quotes
 * are double where something must be escaped, else single only for a text that
 * holds double ones.
 */
void yaml_write_text(struct strbuf *out, struct str s);
/*
 * A line for each member of map, in order: `key: text`, `key: [a, b]` of texts, or
 * for a member of another kind nothing.  An empty text or list is left out.
 */
void yaml_write(struct strbuf *out, const struct value *map);
#endif
