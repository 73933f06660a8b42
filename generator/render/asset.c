/*
 * Assets are claimed like pages.  A file of its own carries its hash in its
 * name; the files of a bundle refer to each other by relative names, so there
 * the folder carries the hash of all of them.
 */
#include "render/asset.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "render/accent.h"

enum { ASSET_MAX = 64 << 20 };

struct planning {
	struct assets *out;
	const struct site *site;
	struct output *output;
	struct diag *diag;
	struct arena *arena;
};

static void
asset_add(struct planning *p, struct str name, struct str path,
    struct str bytes)
{
	struct asset as = { name, path, bytes, -1 };

	as.claim = output_claim(p->output, path, nowhere,
	    arena_printf(p->arena, "asset '%.*s'", STR_ARG(name)), p->diag);
	*list_push(p->arena, &p->out->asset) = as;
	map_put(p->arena, &p->out->by_name, name,
	    (void *)(uintptr_t)p->out->asset.n);
}

/* "css/tiku.css" with hash "3f2a" -> "assets/css/tiku.3f2a.css" */
static struct str
hashed_name(struct arena *a, struct str name, struct str bytes)
{
	size_t slash = str_rchr(name, '/'), dot = str_rchr(name, '.');
	struct str hex = hash_hex(a, hash128(bytes), 10);

	if (dot == STR_NONE || (slash != STR_NONE && dot < slash))
		dot = name.n;
	return arena_printf(a, "assets/%.*s.%.*s%.*s", (int)dot, name.p,
	    STR_ARG(hex), STR_ARG(str_from(name, dot)));
}

static bool
asset_read(struct planning *p, const char *file, struct str *bytes)
{
	if (file_read(file, ASSET_MAX, p->arena, bytes))
		return true;
	diag_error(p->diag, nowhere, "unreadable", "cannot read '%s': %s", file,
	    strerror(errno));
	return false;
}

static void
folder_plan(struct planning *p, struct str root)
{
	char *dir = arena_cstr(p->arena, path_join(p->arena, root, S("assets")));
	struct file_list files = { 0 };
	struct str bytes;

	if (!file_walk(dir, p->arena, &files))
		return;		/* a site needs none of its own */
	for (size_t i = 0; i < files.n; i++) {
		struct str name = files.v[i].path;

		if (!S_ISREG(files.v[i].mode) ||
		    map_get(&p->out->by_name, name))
			continue;	/* the site's own came first */
		if (asset_read(p, arena_cstr(p->arena, path_join(p->arena,
		    str_of(dir), name)), &bytes))
			asset_add(p, name, hashed_name(p->arena, name, bytes),
			    bytes);
	}
}

/* The names a bundle lists; "fonts/" stands for what lies in that folder. */
static void
bundle_names(struct planning *p, const struct bundle *b, struct str dir,
    struct file_list *out)
{
	for (size_t i = 0; i < b->files.n; i++) {
		struct str name = b->files.v[i]->text;
		struct file_list inside = { 0 };

		if (!str_ends(name, S("/"))) {
			list_push(p->arena, out)->path = name;
			continue;
		}
		if (!file_walk(arena_cstr(p->arena, path_join(p->arena, dir,
		    name)), p->arena, &inside))
			continue;
		for (size_t j = 0; j < inside.n; j++)
			if (str_ends(inside.v[j].path, S(".woff2")))
				list_push(p->arena, out)->path = arena_printf(
				    p->arena, "%.*s%.*s", STR_ARG(name),
				    STR_ARG(inside.v[j].path));
	}
}

/* A package that is not installed has no files; the helper that needs it says so. */
static void
bundle_plan(struct planning *p, const struct bundle *b)
{
	struct str dir = path_join(p->arena, p->site->config->home, b->folder);
	struct file_list names = { 0 };
	struct hasher *h = hasher_new(p->arena);
	struct str *bytes, hex;

	if (!file_exists(dir.p))
		return;
	bundle_names(p, b, dir, &names);
	bytes = arena_array(p->arena, struct str, names.n);
	for (size_t i = 0; i < names.n; i++) {
		if (!asset_read(p, arena_cstr(p->arena, path_join(p->arena, dir,
		    names.v[i].path)), &bytes[i]))
			return;
		hasher_add(h, names.v[i].path);
		hasher_add(h, bytes[i]);
	}
	hex = hash_hex(p->arena, hasher_end(h), 10);
	for (size_t i = 0; i < names.n; i++)
		asset_add(p, arena_printf(p->arena, "%.*s/%.*s",
		    STR_ARG(b->name), STR_ARG(names.v[i].path)),
		    arena_printf(p->arena, "assets/%.*s.%.*s/%.*s",
		    STR_ARG(b->name), STR_ARG(hex), STR_ARG(names.v[i].path)),
		    bytes[i]);
}

static void
accent_plan(struct planning *p)
{
	struct str name = S("css/accent.css");
	struct str sheet = accent_sheet(p->site->config, p->arena, p->diag);

	if (sheet.n > 0)
		asset_add(p, name, hashed_name(p->arena, name, sheet), sheet);
}

void
asset_plan(struct assets *out, const struct site *s, bool math,
    struct output *o, struct diag *d)
{
	struct planning p = { out, s, o, d, s->arena };

	accent_plan(&p);
	folder_plan(&p, s->config->root);
	if (!str_eq(s->config->root, s->config->home))
		folder_plan(&p, s->config->home);
	for (size_t i = 0; i < s->rows->nbundle; i++)
		if (s->rows->bundle[i].when == BUNDLE_ALWAYS || math)
			bundle_plan(&p, &s->rows->bundle[i]);
	for (size_t i = 0; i < s->media.n; i++)
		output_claim(o, s->media.v[i].path, s->media.v[i].by,
		    arena_printf(s->arena, "file '%.*s'",
		    STR_ARG(s->media.v[i].file)), d);
}

void
asset_write(const struct assets *as, struct output *o)
{
	for (size_t i = 0; i < as->asset.n; i++)
		output_note(o, output_put(o, as->asset.v[i].claim,
		    as->asset.v[i].bytes));
}

void
media_write(const struct site *s, struct output *o, struct diag *d)
{
	struct arena *a = arena_new();
	struct str bytes;

	for (size_t i = 0; i < s->media.n; i++) {
		const struct media *m = &s->media.v[i];
		char *file = arena_cstr(a, path_join(a, s->config->root, m->file));

		if (!file_read(file, (size_t)1 << 30, a, &bytes)) {
			diag_error(d, m->by, "unreadable", "cannot read '%.*s': %s",
			    STR_ARG(m->file), strerror(errno));
			continue;
		}
		output_note(o, output_put(o, output_claimed(o, m->path), bytes));
		arena_reset(a);
	}
	arena_free(a);
}
