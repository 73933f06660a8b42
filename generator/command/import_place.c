/*
 * Paths of drafts and of what they become.  They are compared by text alone,
 * made absolute: a folder that does not exist yet must have a place, too.
 */
#include "command/import_place.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/text.h"

static struct str
absolute(struct arena *a, struct str path)
{
	char *here = getcwd(NULL, 0);
	struct str whole = path, out;

	if (!here)
		die("cannot tell the name of this folder");
	if (!str_starts(path, S("/")))
		whole = path_join(a, str_of(here), path);
	free(here);
	return path_normal(a, whole, &out) ? out : whole;
}

/* What of an absolute path is below a folder; false when it is not there. */
static bool
is_below(struct str path, struct str folder, struct str *rest)
{
	if (!str_starts(path, folder) || (path.n > folder.n &&
	    path.p[folder.n] != '/'))
		return false;
	*rest = str_from(path, folder.n + (path.n > folder.n));
	return true;
}

/* The length of what stands before the last component "content", or STR_NONE. */
static size_t
before_content(struct str path)
{
	struct str name = S("content");
	size_t end = path.n, slash;

	while (end > 0) {
		slash = str_rchr(str_sub(path, 0, end), '/');
		if (str_eq(str_sub(path, slash == STR_NONE ? 0 : slash + 1, end),
		    name))
			return slash == STR_NONE ? 0 : slash;
		if (slash == STR_NONE)
			break;
		end = slash;
	}
	return STR_NONE;
}

static bool
is_markdown(struct str path)
{
	size_t dot = str_rchr(path, '.');
	struct str ending = dot == STR_NONE ? S("") : str_from(path, dot);

	return str_ieq(ending, S(".md")) || str_ieq(ending, S(".markdown"));
}

/* The folder above `content` in a path as the user wrote it, when it is there. */
static bool
root_above(struct str path, struct str *root, struct arena *a)
{
	struct str given = path;
	size_t n = before_content(path);

	if (n == STR_NONE) {
		given = absolute(a, path);
		n = before_content(given);
	}
	if (n == STR_NONE)
		return false;
	*root = n > 0 ? str_sub(given, 0, n)
	    : str_starts(given, S("/")) ? S("/") : S(".");
	return true;
}

static struct str
root_find(const struct options *o, struct arena *a)
{
	struct str root = str_of(o->root), here, rest;

	if (!str_eq(root, S(".")))
		return root;
	if (o->output) {
		root_above(str_of(o->output), &root, a);
		return root;
	}
	here = absolute(a, S("content"));
	for (int i = 0; i < o->narguments; i++) {
		struct str file = str_of(o->argument[i]);

		if (is_markdown(file) && !is_below(absolute(a, file), here, &rest) &&
		    root_above(file, &root, a))
			break;
	}
	return root;
}

void
import_site_find(struct import_site *s, const struct options *o,
    struct arena *a)
{
	struct str wanted;

	s->root = root_find(o, a);
	s->content = absolute(a, path_join(a, s->root, S("content")));
	if (!o->output) {
		s->folder = str_eq(s->root, S(".")) ? S("content/articles")
		    : path_join(a, s->root, S("content/articles"));
		s->section = S("articles");
		return;
	}
	s->folder = str_of(o->output);
	while (s->folder.n > 1 && str_ends(s->folder, S("/")))
		s->folder.n--;
	if (is_below(absolute(a, s->folder), s->content, &s->section))
		return;
	wanted = path_join(a, s->root, s->folder);
	if (!str_starts(s->folder, S("/")) &&
	    is_below(absolute(a, wanted), s->content, &s->section))
		s->folder = wanted;
	else
		s->section = path_base(absolute(a, s->folder));
}

/* "x.txt" without its ending: letters only, so "gpt-3.5" is whole. */
static struct str
cut_ending(struct str name)
{
	size_t dot = str_rchr(name, '.');

	if (dot == STR_NONE || dot == 0)
		return name;
	for (size_t i = dot + 1; i < name.n; i++)
		if (!((name.p[i] | 0x20) >= 'a' && (name.p[i] | 0x20) <= 'z'))
			return name;
	return str_sub(name, 0, dot);
}

struct import_file
import_file_of(const struct import_site *s, const char *path,
    const struct config *c, struct arena *a)
{
	struct import_file f = { .path = str_of(path), .lang = -1 };
	struct str whole = absolute(a, f.path);
	size_t dot;

	f.inside = is_markdown(f.path) && is_below(whole, s->content, &f.below);
	f.stem = cut_ending(path_base(whole));
	dot = str_rchr(f.stem, '.');
	if (dot != STR_NONE && dot > 0)
		f.lang = config_language(c, str_from(f.stem, dot + 1));
	if (f.lang >= 0)
		f.stem = str_sub(f.stem, 0, dot);
	if (str_eq(f.stem, S("index")))
		f.stem = path_base(path_dir(whole));
	return f;
}

struct str
import_slug(struct str stem, bool *hashed, struct arena *a)
{
	struct str slug = text_slug(a, stem);

	*hashed = slug.n == 0 || slug.n > 200;
	for (size_t i = 0; i < stem.n; i++)
		*hashed = *hashed || (unsigned char)stem.p[i] >= 0x80;
	if (*hashed)
		slug = arena_printf(a, "draft-%s",
		    hash_hex(a, hash128(stem), 8).p);
	return slug;
}
