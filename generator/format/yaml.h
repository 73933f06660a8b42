#ifndef TIKU_FORMAT_YAML_H
#define TIKU_FORMAT_YAML_H
/*
 * YAML to values, by libyaml's events (YAML 1.1 syntax).  Scalars stay text:
 * schema.h gives them types, so `no` and `1.10` are never guessed at.  Refused
 * with a place: aliases and anchors, tags, merge keys, several documents, keys
 * twice or that are no text, nesting deeper than 16, control characters (by
 * escapes too), and more than 1 MiB or 200,000 values (front matter: 64 KiB or
 * 20,000).
 *
 * Rules of the messages: "yaml" for all that is no YAML or outside of this,
 * "duplicate-key", "encoding" (not UTF-8, or invisible control characters),
 * "front-matter" (the block as a whole).
 */
#include "base/diag.h"

/*
 * The value of a whole file.  A plain or quoted empty value (`key:`) is
 * VALUE_NULL, and so is an empty file.  Every value and key knows its place:
 * a text with its quotes, a list or map from its first to its last value.
 * Texts are copied to a; s must outlive the values for their places.
 * NULL after an error (reported).
 */
const struct value *yaml_parse(const struct source *s, struct arena *a,
    struct diag *d);
/* The same for bytes [begin, end) of s, with front matter's limits. */
const struct value *yaml_block(const struct source *s, size_t begin,
    size_t end, struct arena *a, struct diag *d);
/*
 * The block between `---` lines at the very start of s (spaces may follow the
 * dashes; `...` may end it).  *front is the map, which may be empty, or NULL
 * when there is no block; *body the offset of what follows.  False when the
 * block is never closed or does not parse (reported); *body is then 0.
 *
 * An article without front matter may begin with `---` as a thematic break.
 * What decides is the first line below it that is neither empty nor a comment:
 *	an ASCII word and a colon (`title: x`, also `title：x`), or a quoted
 *	text and one: front matter, and every mistake in it is an error;
 *	another word and a colon (`标题: x`, `title:x`): the same, if the block
 *	is closed and holds no empty line;
 *	`{`: front matter if it is closed and parses to a map;
 *	anything else: a thematic break.
 * A closed block of nothing is empty front matter, and one of nothing but
 * comments too unless empty lines make headings of them; a key put out of use
 * (`# draft: true`) is a comment all the same.
 */
bool yaml_front(const struct source *s, struct arena *a,
    const struct value **front, size_t *body, struct diag *d);
#endif
