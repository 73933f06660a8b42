#ifndef TIKU_RENDER_ANKI_CARD_H
#define TIKU_RENDER_ANKI_CARD_H
/* The fields of notes, and the pictures they show.  For anki.c alone. */
#include "format/archive.h"
#include "render/anki.h"
#include "render/palette.h"

enum card_field { CARD_QUESTION, CARD_ANSWER, CARD_EXPLANATION, CARD_SOURCE,
	CARD_ID, CARD_FIELDS };
extern const char *const card_fields[CARD_FIELDS + 1];	/* their names in Anki */

struct cards {
	struct page_view view;		/* its arena holds one card at a time */
	struct medium medium;
	struct palette *palette;
	struct arena *arena;
	struct diag *diag;
	LIST(struct archive_file) file;	/* pictures; names are flat and made from the bytes */
	struct map file_by_name;
	struct map name_by_path;	/* of files beside articles -> struct str */
};

/* Lives in a; cards_end() must be called. */
struct cards *cards_new(const struct anki *job, struct arena *a, struct diag *d);
void cards_end(struct cards *c);
/* HTML of the fields, in the arena of c; false when nothing answers it. */
bool card_write(struct cards *c, const struct question *q,
    struct str field[CARD_FIELDS]);

/*
 * A field without its markup, by Anki's rule (rslib text.rs,
 * strip_html_preserving_media_filenames): what it sorts by, and of which the
 * checksum is taken.
 */
struct str card_stripped(struct arena *a, struct str html);
#endif
