/*
 * Publishing without a moment in between.  A generation remembers, in a
 * manifest under the site's state folder named after the folder's inode (which
 * an exchange does not change), which files it wrote with which bytes; a file
 * whose size or time is no longer what was noted is not ours any more and is
 * neither removed nor trusted.  Writing always makes a new inode: the other
 * generation may share the old one.
 *
 * The owner may put anything into the folder, links too, so what a path means
 * is asked without following any (openat2).
 */
#include "render/output.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"

struct claim {
	struct str path;
	struct where by;
	struct str what;
	struct written w;
	bool noted;
};

struct record {		/* one entry of a manifest */
	struct str path;
	struct hash hash;
	uint64_t size;
	int64_t mtime;
};

struct generation {
	char *path;
	int fd;			/* -1: does not exist */
	LIST(struct record) record;
	struct map by_path;	/* -> index + 1 */
	struct map folder;	/* folders above the records (folders_note) */
};

struct output {
	struct arena *arena;
	char *dir;		/* published, as given */
	char *state;
	int lock;
	bool in_place;		/* the published folder is a mount point: no exchange */
	bool fresh;		/* nothing was in the stage when it was opened */
	struct generation live, stage;
	LIST(struct claim) claim;
	struct map by_name;	/* folded path -> index + 1 */
	struct map folder;	/* folded folder -> index + 1 of a claim below it */
	struct map place;	/* as written: path -> index + 1, or folder -> FOLDER */
};

#define FOLDER UINTPTR_MAX	/* in output.place: claims lie below */

/* --- paths below a folder --------------------------------------------- */

/* Every part must be one that a file system takes and that does not climb. */
static bool
path_fits(struct str path)
{
	struct str rest = path, part;

	if (path.n >= PATH_MAX || str_chr(path, '\0') != STR_NONE)
		return false;
	while (str_cut(&rest, '/', &part))
		if (part.n == 0 || part.n > NAME_MAX || str_eq(part, S(".")) ||
		    str_eq(part, S("..")))
			return false;
	return true;
}

/* Open without following a link anywhere on the way.  Where openat2 is not to be
 * had (before Linux 5.6, or forbidden) only the last part is protected. */
static int
open_below(int folder, const char *path, int flags, mode_t mode)
{
	struct open_how how = {
		.flags = (uint64_t)(flags | O_CLOEXEC | O_NOFOLLOW),
		.mode = mode,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS,
	};
	long fd;

	do
		fd = syscall(SYS_openat2, folder, path, &how, sizeof how);
	while (fd < 0 && (errno == EAGAIN || errno == EINTR));
	if (fd < 0 && (errno == ENOSYS || errno == EPERM))
		fd = openat(folder, path, flags | O_CLOEXEC | O_NOFOLLOW, mode);
	return (int)fd;
}

static bool
stat_below(int folder, struct str path, struct stat *st)
{
	int fd = open_below(folder, path.p, O_PATH, 0);
	bool ok = fd >= 0 && fstat(fd, st) == 0;

	if (fd >= 0)
		close(fd);
	return ok;
}

/* A folder where path says, whatever stood there; another process may be making
 * it at the same time. */
static void
folder_make(int fd, const char *path)
{
	struct stat st;

	if (mkdirat(fd, path, 0777) == 0)
		return;
	if (errno == EEXIST && fstatat(fd, path, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	    S_ISDIR(st.st_mode))
		return;
	unlinkat(fd, path, 0);	/* a file or a link; never a folder */
	if (mkdirat(fd, path, 0777) != 0 && errno != EEXIST)
		die("cannot make '%s': %s", path, strerror(errno));
}

static void
parents_make(int fd, struct str path)
{
	char folder[PATH_MAX];

	for (size_t i = 0; i < path.n; i++) {
		if (path.p[i] != '/')
			continue;
		memcpy(folder, path.p, i);
		folder[i] = '\0';
		folder_make(fd, folder);
	}
}

static void
empty_folders_remove(int fd, struct str path)
{
	char folder[PATH_MAX];

	for (struct str dir = path_dir(path); dir.n > 0; dir = path_dir(dir)) {
		memcpy(folder, dir.p, dir.n);
		folder[dir.n] = '\0';
		if (unlinkat(fd, folder, AT_REMOVEDIR) != 0)
			return;
	}
}

/* The entries of a folder; what cannot be read must not be taken for empty. */
static DIR *
entries_open(int fd, struct str folder)
{
	int below = open_below(fd, folder.n > 0 ? folder.p : ".",
	    O_RDONLY | O_DIRECTORY, 0);
	DIR *dir = below < 0 ? NULL : fdopendir(below);

	if (!dir)
		die("cannot read '%s' in the output folder: %s",
		    folder.n > 0 ? folder.p : ".", strerror(errno));
	return dir;
}

/* The path of the next entry; false when there is none left, dir closed. */
static bool
entries_next(DIR *dir, struct str folder, struct arena *a, struct str *path)
{
	struct dirent *e;

	while (errno = 0, (e = readdir(dir)))
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0) {
			*path = path_join(a, folder, str_of(e->d_name));
			return true;
		}
	if (errno != 0)
		die("cannot read '%.*s' in the output folder: %s",
		    STR_ARG(folder), strerror(errno));
	closedir(dir);
	return false;
}

/* --- manifests -------------------------------------------------------- */

/*
 * A manifest is this, then for each file "HASH SIZE MTIME PATH", each ended by
 * a NUL, which no path holds.
 */
static const char manifest_title[] = "tiku manifest 1";

static uintmax_t
inode_of(int fd)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		die("cannot examine the output folder: %s", strerror(errno));
	return (uintmax_t)st.st_ino;
}

static char *
manifest_path(const struct output *o, int fd)
{
	return arena_cstr(o->arena, arena_printf(o->arena,
	    "%s/manifest-%" PRIxMAX, o->state, inode_of(fd)));
}

/* line ends in NUL, and so does the record's path. */
static bool
record_parse(struct str line, struct record *r)
{
	int used = 0;

	if (sscanf(line.p, "%16" SCNx64 "%16" SCNx64 " %" SCNu64 " %" SCNd64 "%n",
	    &r->hash.high, &r->hash.low, &r->size, &r->mtime, &used) != 4 ||
	    line.p[used] != ' ')
		return false;
	r->path = str_from(line, (size_t)used + 1);
	return path_fits(r->path);
}

static void
manifest_read(struct output *o, struct generation *g)
{
	struct str text, line;
	struct record r;

	if (!file_read(manifest_path(o, g->fd), (size_t)1 << 30, o->arena, &text))
		return;
	if (!str_cut(&text, '\0', &line) || !str_eq(line, str_of(manifest_title)))
		return;
	while (str_cut(&text, '\0', &line))
		if (line.n > 0 && record_parse(line, &r)) {
			*list_push(o->arena, &g->record) = r;
			map_put(o->arena, &g->by_path, r.path,
			    (void *)(uintptr_t)g->record.n);
		}
}

static int64_t
stat_mtime(const struct stat *st)
{
	return (int64_t)st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec;
}

static void
manifest_write(struct output *o, int fd)
{
	struct strbuf b = { 0 };

	strbuf_add(&b, str_of(manifest_title));
	strbuf_byte(&b, '\0');
	for (size_t i = 0; i < o->claim.n; i++) {
		const struct claim *c = &o->claim.v[i];

		strbuf_printf(&b, "%016" PRIx64 "%016" PRIx64 " %" PRIu64
		    " %" PRId64 " ", c->w.hash.high, c->w.hash.low, c->w.size,
		    c->w.mtime);
		strbuf_add(&b, c->path);
		strbuf_byte(&b, '\0');
	}
	if (!file_write(manifest_path(o, fd), strbuf_str(&b)))
		die("cannot write in '%s': %s", o->state, strerror(errno));
	strbuf_free(&b);
}

/* The record of a path whose file is still the one that was noted, or NULL. */
static const struct record *
record_valid(const struct generation *g, struct str path)
{
	uintptr_t i = (uintptr_t)map_get(&g->by_path, path);
	const struct record *r = i ? &g->record.v[i - 1] : NULL;
	struct stat st;

	if (!r || !stat_below(g->fd, r->path, &st) || !S_ISREG(st.st_mode) ||
	    (uint64_t)st.st_size != r->size || stat_mtime(&st) != r->mtime)
		return NULL;
	return r;
}

/* --- opening ---------------------------------------------------------- */

static int
folder_open(const char *path)
{
	return open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* The lock dies with its holder, so the number in it is only for the message. */
static void
lock_take(struct output *o)
{
	char *path = arena_cstr(o->arena, arena_printf(o->arena, "%s/lock",
	    o->state));
	char holder[32] = "?";
	ssize_t n;

	o->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
	if (o->lock < 0)
		die("cannot write in '%s': %s", o->state, strerror(errno));
	if (flock(o->lock, LOCK_EX | LOCK_NB) == 0) {
		if (ftruncate(o->lock, 0) == 0)
			dprintf(o->lock, "%ld", (long)getpid());
		return;
	}
	if (errno != EWOULDBLOCK)
		die("cannot lock '%s': %s", path, strerror(errno));
	n = pread(o->lock, holder, sizeof holder - 1, 0);
	if (n > 0)
		holder[n] = '\0';
	die("another build of this site is running (process %s holds '%s')\n"
	    "note: wait for it, or end it", holder, path);
}

/* A link to the published folder stays a link: its target is exchanged. */
static void
link_follow(struct output *o)
{
	struct stat st;
	char *real;

	if (lstat(o->dir, &st) != 0 || !S_ISLNK(st.st_mode))
		return;
	real = realpath(o->dir, NULL);
	if (!real)
		die("cannot follow '%s': %s", o->dir, strerror(errno));
	o->dir = arena_cstr(o->arena, str_of(real));
	free(real);
}

/* An exchange of the folder that holds the site would take its sources along. */
static void
site_spare(const struct output *o)
{
	char *dir = realpath(o->dir, NULL), *state = realpath(o->state, NULL);
	size_t n = dir ? strlen(dir) : 0;

	if (dir && state && strncmp(state, dir, n) == 0 &&
	    (n == 1 || state[n] == '/' || state[n] == '\0'))
		die("the output folder '%s' holds the site itself\n"
		    "note: give the output a folder of its own", o->dir);
	free(dir);
	free(state);
}

/* "public/" is the same as "public". */
static char *
dir_plain(struct arena *a, const char *path)
{
	struct str dir = str_of(path);

	while (dir.n > 1 && str_ends(dir, S("/")))
		dir.n--;
	return arena_cstr(a, dir);
}

/* Which mount a file of the folder is on (its device, before Linux 5.8). */
static uint64_t
mount_of(int fd, const char *path)
{
	struct statx st;

	if (statx(fd, path, AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW, STATX_MNT_ID,
	    &st) != 0)
		return 0;
	return st.stx_mask & STATX_MNT_ID ? st.stx_mnt_id
	    : (uint64_t)st.stx_dev_major << 32 | st.stx_dev_minor;
}

static void
live_open(struct output *o)
{
	o->live.path = o->dir;
	o->live.fd = folder_open(o->dir);
	if (o->live.fd < 0 && errno != ENOENT)
		die("cannot use '%s' as the output folder: %s", o->dir,
		    errno == ENOTDIR ? "it is not a folder" : strerror(errno));
	if (o->live.fd < 0)
		return;
	o->in_place = mount_of(o->live.fd, "") != mount_of(o->live.fd, "..");
	manifest_read(o, &o->live);
}

/* "/a/public" -> "/a/.public.tiku"; a mount point cannot be exchanged, and its
 * neighbour lies on another file system: then the new files wait inside it. */
static char *
stage_path(struct output *o)
{
	struct str dir = str_of(o->dir);

	return arena_cstr(o->arena, o->in_place
	    ? path_join(o->arena, dir, S(".tiku-stage"))
	    : path_join(o->arena, path_dir(dir), arena_printf(o->arena,
	    ".%.*s.tiku", STR_ARG(path_base(dir)))));
}

static bool
is_empty(int fd)
{
	struct arena *a = arena_new();
	DIR *dir = entries_open(fd, S(""));
	struct str path;
	bool empty = !entries_next(dir, S(""), a, &path);

	if (!empty)
		closedir(dir);
	arena_free(a);
	return empty;
}

static void
stage_open(struct output *o)
{
	o->stage.path = stage_path(o);
	if (!file_mkdirs(o->stage.path) && o->live.fd >= 0 && !o->in_place) {
		o->in_place = true;	/* nothing may be made beside it */
		o->stage.path = stage_path(o);
		file_mkdirs(o->stage.path);
	}
	o->stage.fd = folder_open(o->stage.path);
	if (o->stage.fd < 0)
		die("cannot make '%s': %s", o->stage.path, strerror(errno));
	o->fresh = is_empty(o->stage.fd);
	manifest_read(o, &o->stage);
}

/* --- folders of others ------------------------------------------------ */

/*
 * A folder placed by hand (a .git) can only be moved, right after the
 * exchange.  Which ones is written down before ("INODE" of the generation that
 * has them, then their paths, each ended by a NUL), so that a build that is
 * killed in between is finished by the next.
 */
static char *
carry_path(const struct output *o)
{
	return arena_cstr(o->arena, path_join(o->arena, str_of(o->state),
	    S("carry")));
}

/* From the older generation, which was published until now. */
static void
folder_carry(const struct output *o, const char *path)
{
	if (renameat(o->stage.fd, path, o->live.fd, path) != 0 &&
	    errno != ENOENT)
		die("cannot carry over '%s': %s\n"
		    "note: it is now in '%s'; move it to '%s' by hand", path,
		    strerror(errno), o->stage.path, o->dir);
}

static void
carry_resume(struct output *o)
{
	char *path = carry_path(o);
	struct str text, part;
	intmax_t inode;

	if (!file_read(path, (size_t)1 << 30, o->arena, &text))
		return;
	if (str_cut(&text, '\0', &part) && str_int(part, &inode) &&
	    (uintmax_t)inode == inode_of(o->stage.fd)) {
		if (o->live.fd < 0)
			die("'%s' is gone, and '%s' has folders that belong there\n"
			    "note: rename '%s' to '%s', or remove it", o->dir,
			    o->stage.path, o->stage.path, o->dir);
		while (str_cut(&text, '\0', &part))
			if (part.n > 0 && path_fits(part))
				folder_carry(o, part.p);
	}
	if (unlink(path) != 0)
		die("cannot remove '%s': %s", path, strerror(errno));
}

struct output *
output_open(const char *dir, const char *state, struct arena *a)
{
	struct output *o = arena_new_of(a, struct output);

	o->arena = a;
	o->dir = dir_plain(a, dir);
	o->state = arena_cstr(a, str_of(state));
	if (!file_mkdirs(o->state))
		die("cannot make '%s': %s", o->state, strerror(errno));
	lock_take(o);
	link_follow(o);
	site_spare(o);
	live_open(o);
	stage_open(o);
	carry_resume(o);
	return o;
}

struct output *
output_dry(struct arena *a)
{
	struct output *o = arena_new_of(a, struct output);

	o->arena = a;
	o->lock = o->live.fd = o->stage.fd = -1;
	return o;
}

void
output_close(struct output *o)
{
	if (o->live.fd >= 0)
		close(o->live.fd);
	if (o->stage.fd >= 0) {
		close(o->stage.fd);
		if (o->in_place)
			file_remove_tree(o->stage.path);
		else
			rmdir(o->stage.path);	/* goes only when nothing was written */
	}
	if (o->lock >= 0)
		close(o->lock);
}

/* --- claims ----------------------------------------------------------- */

/* Names that differ as bytes and are one file all the same want a word. */
static void
claim_conflict(struct output *o, size_t first, struct str path, struct where by,
    struct str what, struct diag *d)
{
	const struct claim *c = &o->claim.v[first];
	bool same = str_eq(text_fold(o->arena, path),
	    text_fold(o->arena, c->path));

	if (same)
		diag_error(d, by, "duplicate-path",
		    "%.*s and %.*s would both be '/%.*s'", STR_ARG(what),
		    STR_ARG(c->what), STR_ARG(path));
	else
		diag_error(d, by, "duplicate-path",
		    "%.*s would be '/%.*s' and %.*s '/%.*s', a file and a folder of one name",
		    STR_ARG(what), STR_ARG(path), STR_ARG(c->what),
		    STR_ARG(c->path));
	diag_note(d, c->by, "the first one");
	if (same && !str_eq(path, c->path))
		diag_note(d, nowhere,
		    "'/%.*s' and '/%.*s' are one file where case does not count",
		    STR_ARG(c->path), STR_ARG(path));
	diag_note(d, nowhere, "give one of them another slug or id");
}

/* The claim that a path cannot stand beside: index + 1, or 0. */
static uintptr_t
claim_rival(const struct output *o, struct str folded)
{
	uintptr_t other = (uintptr_t)map_get(&o->by_name, folded);

	if (!other)
		other = (uintptr_t)map_get(&o->folder, folded);
	for (struct str dir = path_dir(folded); dir.n > 0 && !other;
	    dir = path_dir(dir)) {
		if (map_get(&o->folder, dir))
			break;		/* and so all above it are folders */
		other = (uintptr_t)map_get(&o->by_name, dir);
	}
	return other;
}

/* Note the folders above a path as having the newest claim below them. */
static void
folders_claim(struct output *o, struct map *map, struct str path, uintptr_t value)
{
	for (struct str dir = path_dir(path); dir.n > 0 && !map_get(map, dir);
	    dir = path_dir(dir))
		map_put(o->arena, map, dir, (void *)value);
}

int
output_claim(struct output *o, struct str path, struct where by,
    struct str what, struct diag *d)
{
	struct str folded = text_fold(o->arena, path);
	uintptr_t other;

	if (!path_fits(path)) {
		diag_error(d, by, "unsafe-path", "%.*s cannot be '/%.*s'",
		    STR_ARG(what), STR_ARG(path));
		diag_note(d, nowhere,
		    "a part of an address has 1 to 255 bytes and is not '.' or '..'");
		return -1;
	}
	other = claim_rival(o, folded);
	if (other) {
		claim_conflict(o, other - 1, path, by, what, d);
		return -1;
	}
	path = arena_copy(o->arena, path);
	*list_push(o->arena, &o->claim) = (struct claim){ .path = path, .by = by,
		.what = what };
	map_put(o->arena, &o->by_name, folded, (void *)(uintptr_t)o->claim.n);
	map_put(o->arena, &o->place, path, (void *)(uintptr_t)o->claim.n);
	folders_claim(o, &o->folder, folded, o->claim.n);
	folders_claim(o, &o->place, path, FOLDER);
	return (int)o->claim.n - 1;
}

static bool
has_claims_below(const struct output *o, struct str path)
{
	return (uintptr_t)map_get(&o->place, path) == FOLDER;
}

int
output_claimed(const struct output *o, struct str path)
{
	uintptr_t i = (uintptr_t)map_get(&o->place, path);

	return i == FOLDER ? -1 : (int)i - 1;
}

size_t
output_claims(const struct output *o)
{
	return o->claim.n;
}

/* --- writing ---------------------------------------------------------- */

/* What stands at path in the stage goes, folders with all they hold. */
static void
make_room(const struct output *o, struct str path)
{
	struct str full;

	if (unlinkat(o->stage.fd, path.p, 0) == 0 || errno == ENOENT)
		return;
	full = path_join(o->arena, str_of(o->stage.path), path);
	if (!file_remove_tree(full.p))
		die("cannot replace '%s': %s", full.p, strerror(errno));
}

/* A file or a link of an older site may stand where a folder is needed, and a
 * folder where the file comes. */
static int
stage_create(const struct output *o, struct str path)
{
	int flags = O_WRONLY | O_CREAT | O_EXCL;
	int fd = open_below(o->stage.fd, path.p, flags, 0666);

	if (fd >= 0)
		return fd;
	if (errno == ENOENT || errno == ENOTDIR || errno == ELOOP)
		parents_make(o->stage.fd, path);
	else if (errno == EEXIST)
		make_room(o, path);
	else
		die("cannot write '%s': %s", path.p, strerror(errno));
	fd = open_below(o->stage.fd, path.p, flags, 0666);
	if (fd < 0)
		die("cannot write '%s': %s", path.p, strerror(errno));
	return fd;
}

/* Returns the file's time, which its record will have. */
static int64_t
stage_write(const struct output *o, struct str path, struct str bytes)
{
	int fd = stage_create(o, path);
	struct stat st;
	ssize_t n;

	while (bytes.n > 0) {
		n = write(fd, bytes.p, bytes.n);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			die("cannot write '%s': %s", path.p, strerror(errno));
		bytes = str_from(bytes, (size_t)n);
	}
	if (fstat(fd, &st) != 0 || close(fd) != 0)
		die("cannot write '%s': %s", path.p, strerror(errno));
	return stat_mtime(&st);
}

struct written
output_put(const struct output *o, int claim, struct str bytes)
{
	struct str path = o->claim.v[claim].path;
	struct written w = { .claim = claim, .hash = hash128(bytes),
		.size = bytes.n };
	const struct record *r;

	r = record_valid(&o->live, path);
	if (r && hash_eq(r->hash, w.hash)) {
		w.same = 1;
		w.mtime = r->mtime;
		return w;
	}
	r = record_valid(&o->stage, path);
	w.mtime = r && hash_eq(r->hash, w.hash) ? r->mtime
	    : stage_write(o, path, bytes);
	return w;
}

void
output_note(struct output *o, struct written w)
{
	struct claim *c = &o->claim.v[w.claim];

	c->w = w;
	c->noted = true;
}

/* --- preparing the stage ---------------------------------------------- */

/* What the stage holds besides claims goes: pages that are no longer made, what
 * a crash left, and what was carried over once and may be gone by now. */
static void
folder_sweep(struct output *o, struct str folder)
{
	DIR *dir = entries_open(o->stage.fd, folder);
	struct stat st;
	struct str path;

	while (entries_next(dir, folder, o->arena, &path)) {
		if (fstatat(o->stage.fd, path.p, &st, AT_SYMLINK_NOFOLLOW) != 0)
			die("cannot examine '%s': %s", path.p, strerror(errno));
		if (S_ISDIR(st.st_mode) && has_claims_below(o, path))
			folder_sweep(o, path);
		else if (output_claimed(o, path) < 0)
			make_room(o, path);
	}
}

/* A stage that was empty holds what this build has put there and nothing else. */
static void
stage_sweep(struct output *o)
{
	if (!o->fresh)
		folder_sweep(o, S(""));
}

/* Share a file with the published generation; false when it cannot be. */
static bool
stage_link(const struct output *o, struct str path)
{
	int done = linkat(o->live.fd, path.p, o->stage.fd, path.p, 0);

	if (done != 0 && errno == ENOENT)
		parents_make(o->stage.fd, path);
	else if (done != 0 && errno == EEXIST)
		make_room(o, path);
	else
		return done == 0;
	return linkat(o->live.fd, path.p, o->stage.fd, path.p, 0) == 0;
}

static bool
unchanged_link(const struct output *o)
{
	const struct record *r;

	for (size_t i = 0; i < o->claim.n; i++) {
		const struct claim *c = &o->claim.v[i];

		if (!c->w.same)
			continue;
		r = record_valid(&o->stage, c->path);
		if ((!r || !hash_eq(r->hash, c->w.hash)) &&
		    !stage_link(o, c->path))
			return false;
	}
	return true;
}

/*
 * Files somebody placed in the published folder.  Plain files are linked into
 * the new generation before the exchange; whole folders of them are moved
 * right after it (folder_carry).
 */
struct foreign {
	struct output *o;
	LIST(struct str) folder;
	uint64_t mount;		/* that the published folder is on */
	bool stuck;		/* something cannot be carried over: publish in place */
};

/* A page that comes where there is something by hand would bury it. */
static void
foreign_check(const struct output *o, struct str path)
{
	for (struct str at = path; at.n > 0; at = path_dir(at))
		if (output_claimed(o, at) >= 0)
			die("'%s/%s' is not tiku's, and the site now has a file '/%.*s'\n"
			    "note: move it away, or give the page another slug",
			    o->dir, path.p, STR_ARG(at));
}

static void
foreign_file(struct foreign *f, struct str path)
{
	if (map_get(&f->o->place, path))
		return;		/* the site has a page or a folder of that name now */
	foreign_check(f->o, path);
	if (!stage_link(f->o, path))
		f->stuck = true;
}

static void
foreign_folder(struct foreign *f, struct str path)
{
	foreign_check(f->o, path);
	if (mount_of(f->o->live.fd, path.p) != f->mount)
		f->stuck = true;
	parents_make(f->o->stage.fd, path);
	*list_push(f->o->arena, &f->folder) = path;
}

static void
foreign_scan(struct foreign *f, struct str folder)
{
	struct output *o = f->o;
	DIR *dir = entries_open(o->live.fd, folder);
	struct stat st;
	struct str path;

	while (entries_next(dir, folder, o->arena, &path)) {
		if (record_valid(&o->live, path))
			continue;
		if (fstatat(o->live.fd, path.p, &st, AT_SYMLINK_NOFOLLOW) != 0)
			continue;	/* its owner has just taken it away */
		if (!S_ISDIR(st.st_mode))
			foreign_file(f, path);
		else if (has_claims_below(o, path) ||
		    map_get(&o->live.folder, path))
			foreign_scan(f, path);
		else
			foreign_folder(f, path);
	}
}

/* Our folders in the published generation, those of pages that go too. */
static void
live_folders(struct output *o)
{
	for (size_t i = 0; i < o->live.record.n; i++)
		folders_claim(o, &o->live.folder, o->live.record.v[i].path, FOLDER);
}

/* --- publishing ------------------------------------------------------- */

/* Files an earlier build wrote into the published folder and this one does not. */
static void
stale_remove(const struct output *o)
{
	for (size_t i = 0; i < o->live.record.n; i++) {
		struct str path = o->live.record.v[i].path;

		if (output_claimed(o, path) < 0 && record_valid(&o->live, path) &&
		    unlinkat(o->live.fd, path.p, 0) == 0)
			empty_folders_remove(o->live.fd, path);
	}
}

/* On disk before it is seen; the state folder may lie on another one. */
static void
stage_sync(const struct output *o)
{
	if (syncfs(o->stage.fd) != 0 || syncfs(o->lock) != 0)
		die("cannot sync '%s': %s", o->stage.path, strerror(errno));
}

static void
file_publish(const struct output *o, struct str path)
{
	parents_make(o->live.fd, path);
	if (renameat(o->stage.fd, path.p, o->live.fd, path.p) == 0)
		return;
	if (errno == EISDIR || errno == ENOTEMPTY || errno == EEXIST)
		stale_remove(o);	/* a folder of pages that go */
	if (renameat(o->stage.fd, path.p, o->live.fd, path.p) != 0)
		die("cannot publish '%s': %s", path.p, strerror(errno));
}

/*
 * Where folders cannot be exchanged (a mount point, an old file system) or files
 * not shared: each changed file is renamed over the published one, in the order
 * of claims, and what is no longer made goes last.  Not atomic as a whole; each
 * file is.
 */
static void
publish_in_place(struct output *o)
{
	stage_sync(o);
	for (size_t i = 0; i < o->claim.n; i++)
		if (!o->claim.v[i].w.same)
			file_publish(o, o->claim.v[i].path);
	stale_remove(o);
	manifest_write(o, o->live.fd);
}

static void
folder_sync(const char *path)
{
	int fd = folder_open(path[0] ? path : ".");

	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
}

/* The generation that was being prepared becomes the published one. */
static void
publish_first(struct output *o)
{
	stage_sweep(o);
	manifest_write(o, o->stage.fd);
	stage_sync(o);
	if (rename(o->stage.path, o->dir) != 0)
		die("cannot make '%s': %s", o->dir, strerror(errno));
}

static bool
stage_fill(struct output *o, struct foreign *f)
{
	stage_sweep(o);
	live_folders(o);
	if (!unchanged_link(o))
		return false;
	foreign_scan(f, S(""));
	return !f->stuck;
}

static void
carry_write(const struct output *o, const struct foreign *f)
{
	struct strbuf b = { 0 };

	strbuf_printf(&b, "%" PRIuMAX, inode_of(o->live.fd));
	strbuf_byte(&b, '\0');
	for (size_t i = 0; i < f->folder.n; i++) {
		strbuf_add(&b, f->folder.v[i]);
		strbuf_byte(&b, '\0');
	}
	if (!file_write(carry_path(o), strbuf_str(&b)))
		die("cannot write in '%s': %s", o->state, strerror(errno));
	strbuf_free(&b);
}

/* The folder itself changes, so it takes on what the owner gave it. */
static void
mode_copy(const struct output *o)
{
	struct stat st;

	if (fstat(o->live.fd, &st) != 0)
		return;
	if (fchown(o->stage.fd, st.st_uid, st.st_gid) != 0) {
		/* only root may, and then it matters */
	}
	fchmod(o->stage.fd, st.st_mode & 07777);
}

/* Exchange the folders; false when the file system cannot. */
static bool
exchange(struct output *o)
{
	int fd = o->live.fd;

	if (renameat2(AT_FDCWD, o->stage.path, AT_FDCWD, o->dir,
	    RENAME_EXCHANGE) != 0)
		return false;
	o->live.fd = o->stage.fd;
	o->stage.fd = fd;
	return true;
}

static void
publish_exchange(struct output *o)
{
	struct foreign f = { .o = o, .mount = mount_of(o->live.fd, "") };

	if (!stage_fill(o, &f)) {
		publish_in_place(o);
		return;
	}
	manifest_write(o, o->stage.fd);
	mode_copy(o);
	if (f.folder.n > 0)
		carry_write(o, &f);
	stage_sync(o);
	if (exchange(o))
		for (size_t i = 0; i < f.folder.n; i++)
			folder_carry(o, f.folder.v[i].p);
	else
		publish_in_place(o);
	if (f.folder.n > 0)
		unlink(carry_path(o));
}

static struct output_count
count(const struct output *o)
{
	struct output_count n = { 0 };

	for (size_t i = 0; i < o->claim.n; i++)
		if (o->claim.v[i].w.same)
			n.same++;
		else
			n.written++;
	for (size_t i = 0; i < o->live.record.n; i++)
		if (output_claimed(o, o->live.record.v[i].path) < 0 &&
		    record_valid(&o->live, o->live.record.v[i].path))
			n.removed++;
	return n;
}

bool
output_changed(const struct output *o)
{
	for (size_t i = 0; i < o->claim.n; i++)
		if (o->claim.v[i].noted && !o->claim.v[i].w.same)
			return true;
	return o->live.fd < 0;
}

const char *
output_tree(struct output *o)
{
	stage_sweep(o);	/* an older index, an aborted build */
	if (o->live.fd >= 0)
		unchanged_link(o);
	return o->stage.path;
}

bool
output_keep(struct output *o, struct str folder, struct diag *d)
{
	bool any = false;

	for (size_t i = 0; i < o->live.record.n; i++) {
		const struct record *r = &o->live.record.v[i];
		struct written w = { .same = 1, .hash = r->hash, .size = r->size,
			.mtime = r->mtime };

		if (!str_starts(r->path, folder) || !record_valid(&o->live, r->path))
			continue;
		w.claim = output_claim(o, r->path, nowhere, S("the search index"),
		    d);
		if (w.claim >= 0)
			output_note(o, w);
		any = true;
	}
	return any;
}

struct output_count
output_commit(struct output *o)
{
	struct output_count n = count(o);

	for (size_t i = 0; i < o->claim.n; i++)
		if (!o->claim.v[i].noted)
			die("'%s' was planned and never written",
			    o->claim.v[i].path.p);
	if (o->live.fd >= 0 && n.written == 0 && n.removed == 0)
		return n;
	if (o->live.fd < 0)
		publish_first(o);
	else if (o->in_place)
		publish_in_place(o);
	else
		publish_exchange(o);
	folder_sync(arena_cstr(o->arena, path_dir(str_of(o->dir))));
	return n;
}
