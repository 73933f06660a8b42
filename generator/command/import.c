/*
 * tiku import: a draft becomes an article.  What is done to it is in
 * model/draft.h; here is where it comes from and goes to.  No file is ever
 * overwritten but an article by its own cleaned text, and every line that goes is
 * named.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/show.h"
#include "base/text.h"
#include "command/import_place.h"
#include "model/draft.h"
#include "render/embed.h"

enum { SHOWN = 72 };	/* columns of a removed line that are shown */

struct import {
	const struct options *options;
	struct arena *arena;	/* of the run */
	struct diag *diag;
	struct import_site site;
	struct config *config;
	struct draft_words *words;
};

/* One file and what becomes of it. */
struct item {
	const struct import *import;
	struct import_file file;
	struct draft draft;
	struct str slug;
	int lang;
	struct str to, text;
};

/* --- asking Mermaid --------------------------------------------------- */

static bool
diagrams_read(void *ctx, const struct str *text, size_t n, bool *yes)
{
	const struct item *it = ctx;
	const struct import *im = it->import;
	struct arena *a = it->draft.arena;
	struct embed *nowhere_known = arena_new_of(a, struct embed);
	struct pieces p = { 0 };
	struct diag *unheard = diag_new();
	const char *cache = "/dev/null";	/* --dry-run writes nothing */

	for (size_t i = 0; i < n; i++)
		*list_push(a, &p.piece) = (struct piece){
			.kind = EMBED_DIAGRAM, .text = text[i],
			.article = &it->draft.article, .embed = nowhere_known };
	if (!im->options->dry_run)
		cache = arena_cstr(a, path_join(a, im->site.root,
		    S(".tiku/cache")));
	embed_render(&p, im->config, cache, a, unheard);
	for (size_t i = 0; i < n; i++)
		yes[i] = p.piece.v[i].state == PIECE_DONE;
	diag_free(unheard);
	return true;
}

/* --- languages -------------------------------------------------------- */

static struct str
language_id(const struct import *im, int lang)
{
	return im->config->language[lang].id;
}

/* --lang, the file's name, its front matter, its letters, the site's default; a
 * warning where the letters say otherwise. */
static int
language_settle(struct item *it)
{
	const struct import *im = it->import;
	const struct config *c = im->config;
	int letters = draft_language(&it->draft), lang = -1;
	const char *who = "--lang";

	if (im->options->lang)
		lang = config_language(c, str_of(im->options->lang));
	else if ((lang = it->file.lang) >= 0)
		who = "the file's name";
	else if ((lang = config_language(c, it->draft.article.lang_given)) >= 0)
		who = "its front matter";
	if (lang >= 0 && letters >= 0 && lang != letters) {
		diag_warn(im->diag, where_at(it->draft.source, 0, 0), "language",
		    "%s says '%.*s', but the text reads as '%.*s'", who,
		    STR_ARG(language_id(im, lang)),
		    STR_ARG(language_id(im, letters)));
		diag_note(im->diag, nowhere, "'--lang %.*s' imports it as that",
		    STR_ARG(language_id(im, letters)));
	}
	return lang >= 0 ? lang : letters >= 0 ? letters
	    : (int)c->default_language;
}

/* --- what is printed -------------------------------------------------- */

static void
note_print(const struct item *it, const struct draft_note *n)
{
	struct strbuf b = { 0 };

	show(&b, n->text, SHOWN);
	fprintf(stderr, "%.*s: %.*s line", STR_ARG(it->file.path),
	    STR_ARG(n->deed));
	if (n->last > n->first)
		fprintf(stderr, "s %u-%u", n->first, n->last);
	else
		fprintf(stderr, " %u", n->first);
	fprintf(stderr, ": %.*s", STR_ARG(strbuf_str(&b)));
	fprintf(stderr, n->rule ? " [%s]\n" : "\n", n->rule);
	strbuf_free(&b);
}

static void
notes_print(const struct item *it)
{
	const struct draft *d = &it->draft;

	if (it->import->options->format != DIAG_TEXT)
		return;
	for (size_t i = 0; i < d->note.n; i++)
		note_print(it, &d->note.v[i]);
	if (d->levels > 0)
		fprintf(stderr, "%.*s: moved %zu heading%s to their level\n",
		    STR_ARG(it->file.path), d->levels, d->levels == 1 ? "" : "s");
	if (d->ids > 0)
		fprintf(stderr, "%.*s: wrote %zu question id%s\n",
		    STR_ARG(it->file.path), d->ids, d->ids == 1 ? "" : "s");
}

static void
diff_print(const struct item *it)
{
	struct strbuf b = { 0 };

	draft_diff(&it->draft, it->file.path, it->to, &b);
	fwrite(b.p, 1, b.n, stdout);
	strbuf_free(&b);
}

static void
outcome_print(const struct item *it)
{
	size_t n = it->draft.article.question.n;

	if (it->import->options->format == DIAG_TEXT)
		printf("wrote %.*s (%.*s, %zu question%s)\n", STR_ARG(it->to),
		    STR_ARG(language_id(it->import, it->lang)), n,
		    n == 1 ? "" : "s");
}

/* --- writing ---------------------------------------------------------- */

static bool
holds(const struct item *it, struct str path, struct str text)
{
	struct str there;

	return file_read(arena_cstr(it->draft.arena, path), SIZE_MAX,
	    it->draft.arena, &there) && str_eq(there, text);
}

static void
write_or_die(const struct item *it, struct str path, struct str text)
{
	struct arena *a = it->draft.arena;
	char *file = arena_cstr(a, path);

	if (!file_mkdirs(arena_cstr(a, path_dir(path).n > 0 ? path_dir(path)
	    : S("."))) || !file_write(file, text))
		die("cannot write '%s': %s", file, strerror(errno));
}

/* --keep: the bytes as they came, under a name that no site publishes.  The
 * oldest is the original. */
static void
original_keep(const struct item *it)
{
	struct arena *a = it->draft.arena;
	struct str bytes, beside = path_join(a, path_dir(it->to), arena_printf(a,
	    ".%.*s.original", STR_ARG(path_base(it->to))));

	if (file_exists(arena_cstr(a, beside)))
		return;
	if (!file_read(arena_cstr(a, it->file.path), SIZE_MAX, a, &bytes))
		die("cannot read '%s' again: %s", it->file.path.p, strerror(errno));
	write_or_die(it, beside, bytes);
}

/* Another file has the article's place, under this name or its other one. */
static bool
is_taken(const struct item *it, struct str path)
{
	struct diag *d = it->import->diag;

	if (!file_exists(arena_cstr(it->draft.arena, path)))
		return false;
	diag_error(d, where_at(it->draft.source, 0, 0), "exists",
	    "'%.*s' is there already and differs", STR_ARG(path));
	diag_note(d, nowhere, "give this one another name with --slug, or remove "
	    "that file first");
	return true;
}

static void
item_finish(struct item *it)
{
	const struct options *o = it->import->options;
	struct arena *a = it->draft.arena;

	if (holds(it, it->to, it->text))
		return;		/* clean as it is */
	if (!it->file.inside && (is_taken(it, it->to) || is_taken(it,
	    arena_printf(a, "%.*s/%.*s.%.*s.md",
	    STR_ARG(it->import->site.folder), STR_ARG(it->slug),
	    STR_ARG(language_id(it->import, it->lang))))))
		return;
	notes_print(it);
	if (o->dry_run) {
		diff_print(it);
		return;
	}
	if (o->strict && diag_warnings(it->import->diag) > 0)
		return;
	if (o->keep)
		original_keep(it);
	write_or_die(it, it->to, it->text);
	outcome_print(it);
}

/* --- one file --------------------------------------------------------- */

static void
slug_settle(struct item *it)
{
	const struct options *o = it->import->options;
	bool hashed;

	if (o->slug) {
		it->slug = str_of(o->slug);
		return;
	}
	it->slug = import_slug(it->file.stem, &hashed, it->draft.arena);
	if (hashed && !it->file.inside && o->format == DIAG_TEXT)
		fprintf(stderr, "%.*s: the name is no address, so the article is "
		    "'%.*s'; --slug gives it another\n", STR_ARG(it->file.path),
		    STR_ARG(it->slug));
}

static struct str
index_of(const struct item *it, struct str folder, struct str lang)
{
	struct arena *a = it->draft.arena;

	return path_join(a, path_join(a, folder, it->slug),
	    arena_printf(a, "index.%.*s.md", STR_ARG(lang)));
}

/* Is there such an article?  Under content/zh/ a slug may be swallowed as the name of
 * a language; and what is in content/ already has its name and language. */
static bool
place_check(const struct item *it)
{
	const struct import *im = it->import;
	const struct options *o = im->options;
	struct where w = where_at(it->draft.source, 0, 0);
	struct article at = { 0 };

	article_place(&at, it->draft.place, im->config, it->draft.arena);
	if (it->file.inside && o->slug) {
		diag_error(im->diag, w, "slug",
		    "--slug renames nothing that is in content/ already");
		diag_note(im->diag, nowhere, "rename the file, or its folder");
	} else if (it->file.inside && o->lang && at.lang >= 0 &&
	    at.lang != config_language(im->config, str_of(o->lang))) {
		diag_error(im->diag, w, "language",
		    "--lang contradicts the file's path, which says '%.*s'",
		    STR_ARG(language_id(im, at.lang)));
		diag_note(im->diag, nowhere, "leave it out, or rename the file");
	} else if (!it->file.inside && !str_eq(path_base(at.key), it->slug)) {
		diag_error(im->diag, w, "slug",
		    "no article can be called '%.*s' there", STR_ARG(it->slug));
		diag_note(im->diag, nowhere, "give it another name with --slug");
	} else
		return true;
	return false;
}

static void
item_run(struct item *it)
{
	const struct import *im = it->import;
	struct draft *d = &it->draft;

	it->file = import_file_of(&im->site, it->file.path.p, im->config, d->arena);
	d->source = source_load(it->file.path.p, it->file.path, d->arena, im->diag);
	if (!d->source)
		return;
	slug_settle(it);
	d->place = it->file.inside ? it->file.below
	    : index_of(it, im->site.section, language_id(im, 0));
	d->name = it->file.inside ? S("") : it->file.stem;
	if (!place_check(it) || !draft_clean(d))
		return;
	it->lang = it->file.inside ? d->article.lang : language_settle(it);
	it->to = it->file.inside ? it->file.path
	    : index_of(it, im->site.folder, language_id(im, it->lang));
	it->text = draft_text(d);
	item_finish(it);
}

static void
file_import(const struct import *im, char *path)
{
	struct item it = { .import = im, .file.path = str_of(path) };

	it.draft = (struct draft){ .config = im->config, .words = im->words,
		.diag = im->diag, .arena = arena_new(),
		.date = str_of(im->options->date),
		.diagrams_read = im->config->mermaid ? diagrams_read : NULL,
		.ctx = &it };
	item_run(&it);
	arena_free(it.draft.arena);
}

/* --- the command ------------------------------------------------------ */

static int
wrong_usage(const char *what, const char *note)
{
	fprintf(stderr, "tiku: error: %s\nnote: %s\n", what, note);
	return EXIT_USAGE;
}

static int
language_unknown(const struct import *im)
{
	fprintf(stderr, "tiku: error: the site has no language '%s'\nnote: it has",
	    im->options->lang);
	for (size_t i = 0; i < im->config->nlanguage; i++)
		fprintf(stderr, " %.*s", STR_ARG(im->config->language[i].id));
	fprintf(stderr, "; 'languages' in site.yml adds one\n");
	return EXIT_USAGE;
}

static int
slug_check(const struct import *im)
{
	struct str given = str_of(im->options->slug), slug;

	if (!im->options->slug)
		return EXIT_FINE;
	if (im->options->narguments > 1)
		return wrong_usage("one --slug cannot name several articles",
		    "import the files one by one");
	slug = text_slug(im->arena, given);
	if (slug.n > 0 && str_eq(slug, given))
		return EXIT_FINE;
	fprintf(stderr, "tiku: error: '%s' cannot stand in an address\n"
	    "note: use lower-case letters, digits and '-'", im->options->slug);
	if (slug.n > 0)
		fprintf(stderr, ", such as '%.*s'", STR_ARG(slug));
	fputc('\n', stderr);
	return EXIT_USAGE;
}

static int
settings(struct import *im)
{
	const struct options *o = im->options;

	if (o->narguments == 0)
		return wrong_usage("import needs a file",
		    "for example 'tiku import draft.txt'");
	import_site_find(&im->site, o, im->arena);
	im->config = config_load(arena_cstr(im->arena, im->site.root), o->config,
	    tiku_home(), im->arena, im->diag);
	if (!im->config)
		return EXIT_USAGE;
	if (o->lang && config_language(im->config, str_of(o->lang)) < 0)
		return language_unknown(im);
	return slug_check(im);
}

static int
status_of(const struct import *im)
{
	return diag_errors(im->diag) > 0 || (im->options->strict &&
	    diag_warnings(im->diag) > 0) ? EXIT_CONTENT : EXIT_FINE;
}

static int
run(const struct options *o)
{
	struct import im = { .options = o, .arena = arena_new(),
		.diag = diag_new() };
	int status = settings(&im);

	if (status == EXIT_FINE) {
		im.words = draft_words_load(im.config, im.arena);
		if (!im.words)
			die("no words for drafts in '%s/templates/i18n'\n"
			    "note: set TIKU_HOME to the folder that holds tiku's "
			    "templates/", tiku_home());
		for (int i = 0; i < o->narguments; i++)
			file_import(&im, o->argument[i]);
		status = status_of(&im);
	}
	fflush(stdout);
	diag_print(im.diag, stderr, o->format, isatty(STDERR_FILENO) &&
	    !getenv("NO_COLOR"));
	diag_free(im.diag);
	arena_free(im.arena);
	return status;
}

const struct command import_command = {
	"import", "FILE...",
	"Make a clean article of a raw draft: content/articles/SLUG/index.LANG.md.",
	"root config output lang slug date dry-run keep strict format", run,
};
