#ifndef TIKU_RENDER_ANKI_H
#define TIKU_RENDER_ANKI_H
/*
 * Questions as a deck of flash cards: an .apkg for Anki 2.1 and later and
 * AnkiDroid, that can be imported again for ever.  A note is known by its guid,
 * which depends on the question's id and its language alone, so a later
 * import updates the text and leaves what was learned as it is.
 */
#include "render/fragment.h"

struct anki {
	const struct site *site;	/* whose addresses are whole ones */
	const struct pieces *pieces;	/* rendered */
	const struct question *const *question;
	size_t n;
	/* The term that was asked for, or NULL: it names the decks. */
	const struct term *company, *topic;
};

struct anki_count {
	size_t notes, decks, files;
	size_t unanswered;	/* questions that make no card: its back would be empty */
};

/*
 * Append the package.  Its times are the site's clock (SOURCE_DATE_EPOCH):
 * Anki takes a note's new text only when its time is later.  The look of a card is
 * templates/anki/.  A picture or template that cannot be read is an error in d.
 */
struct anki_count anki_write(struct strbuf *out, const struct anki *job,
    struct arena *a, struct diag *d);
#endif
