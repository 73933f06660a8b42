#ifndef TIKU_RENDER_ANKI_STORE_H
#define TIKU_RENDER_ANKI_STORE_H
/* Anki's collection file: SQLite, schema version 11.  For anki.c alone. */
#include "base/mem.h"

struct anki_note {
	int64_t id, deck;
	struct str guid;
	struct str tags;	/* " a b ", or empty */
	struct str fields;	/* with 0x1f between */
	struct str sort;	/* the first field, stripped */
};

/* Texts of the collection's one row. */
struct anki_collection {
	int64_t time;		/* seconds: when everything in it changed last */
	int64_t model;		/* the note type of all notes */
	struct str conf, models, decks, dconf;	/* JSON */
};

/* The file's bytes; a note has one card.  Lives in a.  Ends the program when
 * SQLite fails. */
struct str anki_store(const struct anki_collection *c,
    const struct anki_note *note, size_t n, struct arena *a);
#endif
