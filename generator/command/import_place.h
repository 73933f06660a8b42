#ifndef TIKU_COMMAND_IMPORT_PLACE_H
#define TIKU_COMMAND_IMPORT_PLACE_H
/* Where drafts go: which site, which section, under which name. */
#include "command/command.h"
#include "model/config.h"

/* The site that drafts are imported into, as far as paths go. */
struct import_site {
	struct str root;	/* as the user would write it */
	struct str content;	/* its content/, absolute */
	struct str folder;	/* where articles go, as the user would write it */
	struct str section;	/* the same below content/: "articles" */
};
/*
 * -C names the site.  Without it, it is the one above the `content` folder in the
 * path of -o, or else of the first file that is an article already, or else here.
 * A relative -o that is outside of the site counts from the site's folder.
 */
void import_site_find(struct import_site *s, const struct options *o,
    struct arena *a);

/* What a file's path says of it. */
struct import_file {
	struct str path;	/* as given */
	struct str stem;	/* without ending and language: "000_3d67c1eb702a15f8" */
	int lang;		/* "x.zh.txt"; -1: it does not say */
	bool inside;		/* it is an article of the site already */
	struct str below;	/* inside: below content/ */
};
struct import_file import_file_of(const struct import_site *s, const char *path,
    const struct config *c, struct arena *a);

/*
 * The slug for a stem: the stem itself, as an address writes it, when it is ASCII; else
 * "draft-" and a hash of it, because no address is made from a pinyin guess.
 */
struct str import_slug(struct str stem, bool *hashed, struct arena *a);
#endif
