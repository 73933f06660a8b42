#ifndef TIKU_BASE_VALUE_H
#define TIKU_BASE_VALUE_H
/*
 * The one data tree: site.yml, front matter, JSON, i18n tables and the scope
 * of a template are all this.  A value that came from a file knows its place
 * there.  Values are made once and then only read.
 */
#include "base/mem.h"

struct source;
struct map;

/* A place in a source: byte offset and length.  source NULL = no place. */
struct where {
	const struct source *source;
	uint32_t offset, length;
};

enum value_kind {
	VALUE_NULL,
	VALUE_BOOL,
	VALUE_INT,
	VALUE_TEXT,
	VALUE_HTML,	/* text that is markup already: made by the generator alone */
	VALUE_LIST,
	VALUE_MAP	/* keeps the order in which keys were set */
};

struct value;
struct member {
	struct str key;
	struct value *value;
	struct where at;	/* of the key */
};

struct value {
	enum value_kind kind;
	struct where at;
	union {
		bool boolean;
		int64_t number;
		struct str text;	/* TEXT and HTML */
		LIST(struct value *) list;
		struct {	/* as LIST(struct member), and value_set's own */
			struct member *v;
			size_t n, cap;
			struct map *index;	/* of names, once there are many */
		} map;
	};
};

struct value *value_null(struct arena *a);
struct value *value_bool(struct arena *a, bool b);
struct value *value_int(struct arena *a, int64_t n);
/* Texts are not copied: s must live as long as a. */
struct value *value_text(struct arena *a, struct str s);
struct value *value_html(struct arena *a, struct str trusted);	/* the only way past escaping */
struct value *value_list(struct arena *a);
struct value *value_map(struct arena *a);
/* a is the arena the list (map) was made in; item is never NULL. */
void value_add(struct arena *a, struct value *list, struct value *item);
/* Sets, or replaces in the old place; key is not copied and must outlive the
 * map.  A new member stands last, where its .at can be filled in. */
void value_set(struct arena *a, struct value *map, struct str key,
    struct value *item);
/* The same for a key that the map is known not to have: no search. */
void value_put(struct arena *a, struct value *map, struct str key,
    struct value *item);

/* NULL when absent, or when map is NULL or no map. */
const struct value *value_get(const struct value *map, struct str key);
/* Text of a TEXT or HTML member, else the empty view. */
struct str value_get_text(const struct value *map, struct str key);
/* "a text", "a list", "nothing" ... for messages. */
const char *value_kind_name(enum value_kind kind);
/* The tree as JSON text (RFC 8259), keys in their order, HTML as text, no
 * newline at the end; indented by two spaces when pretty, else without white
 * space.  For `list data`, exports and tests.  Recurses as deep as the tree. */
void value_json(struct strbuf *out, const struct value *v, bool pretty);
#endif
