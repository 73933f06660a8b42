/*
 * Publishing without a moment in between.  A generation remembers, in a
 * manifest under the site's state folder named after the folder's inode (which
 * an exchange does not change), which files it wrote with which bytes; a file
 * whose size or time is no longer what was noted is not ours any more and is
 * neither removed nor trusted.  Writing always makes a new inode: the other
 * generation may share the old one.
 */
#include "render/output.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/fs.h>
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

struct record {		/* one line of a manifest */
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
};

struct output {
	struct arena *arena;
	char *dir;		/* published, as given */
	char *state;
	int lock;
	bool in_place;		/* the published folder is a mount point: no exchange */
	struct generation live, stage;
	LIST(struct claim) claim;
	struct map by_name;	/* folded path -> index + 1 */
	struct map folder;	/* folded folder -> index + 1 of a claim below it */
};

/* --- manifests -------------------------------------------------------- */

static char *
manifest_path(const struct output *o, int fd)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		die("cannot examine the output folder: %s", strerror(errno));
	return arena_cstr(o->arena, arena_printf(o->arena,
	    "%s/manifest-%" PRIxMAX, o->state, (uintmax_t)st.st_ino));
}

static bool
record_parse(struct str line, struct record *r)
{
	char head[128];
	size_t n = line.n < sizeof head - 1 ? line.n : sizeof head - 1;
	int used = 0;

	memcpy(head, line.p, n);
	head[n] = '\0';
	if (sscanf(head, "%16" SCNx64 "%16" SCNx64 " %" SCNu64 " %" SCNd64 " %n",
	    &r->hash.high, &r->hash.low, &r->size, &r->mtime, &used) != 4 ||
	    used == 0 || (size_t)used >= line.n)
		return false;
	r->path = str_from(line, (size_t)used);
	return true;
}

static void
manifest_read(struct output *o, struct generation *g)
{
	struct str text, line;
	struct record r;

	if (!file_read(manifest_path(o, g->fd), (size_t)1 << 30, o->arena, &text))
		return;
	while (str_cut(&text, '\n', &line))
		if (record_parse(line, &r)) {
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
	struct stat st;

	for (size_t i = 0; i < o->claim.n; i++) {
		const struct claim *c = &o->claim.v[i];

		if (fstatat(fd, c->path.p, &st, AT_SYMLINK_NOFOLLOW) != 0)
			die("'%s' vanished while it was published", c->path.p);
		strbuf_printf(&b, "%016" PRIx64 "%016" PRIx64 " %" PRIu64
		    " %" PRId64 " %.*s\n", c->w.hash.high, c->w.hash.low,
		    c->w.size, stat_mtime(&st), STR_ARG(c->path));
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

	if (!r || fstatat(g->fd, path.p, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
	    !S_ISREG(st.st_mode) || (uint64_t)st.st_size != r->size ||
	    stat_mtime(&st) != r->mtime)
		return NULL;
	return r;
}

/* --- opening ---------------------------------------------------------- */

static int
folder_open(const char *path)
{
	return open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

static void
lock_take(struct output *o)
{
	char *path = arena_cstr(o->arena, arena_printf(o->arena, "%s/lock",
	    o->state));

	o->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
	if (o->lock < 0)
		die("cannot write in '%s': %s", o->state, strerror(errno));
	if (flock(o->lock, LOCK_EX | LOCK_NB) != 0)
		die("another build of this site is running ('%s' is locked)",
		    path);
}

/* "/a/public" -> "/a/.public.tiku"; "public/" is the same as "public". */
static char *
stage_path(struct output *o)
{
	struct str dir = str_of(o->dir);

	while (dir.n > 1 && str_ends(dir, S("/")))
		dir.n--;
	o->dir = arena_cstr(o->arena, dir);
	return arena_cstr(o->arena, path_join(o->arena, path_dir(dir),
	    arena_printf(o->arena, ".%.*s.tiku", STR_ARG(path_base(dir)))));
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

static void
live_open(struct output *o)
{
	o->live.path = o->dir;
	o->live.fd = folder_open(o->dir);
	if (o->live.fd >= 0)
		manifest_read(o, &o->live);
	else if (errno != ENOENT)
		die("cannot use '%s' as the output folder: %s", o->dir,
		    errno == ENOTDIR ? "it is not a folder" : strerror(errno));
}

static void
stage_open(struct output *o)
{
	if (!file_mkdirs(o->stage.path))
		die("cannot make '%s': %s", o->stage.path, strerror(errno));
	o->stage.fd = folder_open(o->stage.path);
	if (o->stage.fd < 0)
		die("cannot open '%s': %s", o->stage.path, strerror(errno));
}

/* A mount point cannot be exchanged, and its neighbour lies on another file system:
 * then the new files wait inside it. */
static void
mount_point_check(struct output *o)
{
	struct stat live, stage;

	if (o->live.fd < 0 || fstat(o->live.fd, &live) != 0 ||
	    fstat(o->stage.fd, &stage) != 0 || live.st_dev == stage.st_dev)
		return;
	close(o->stage.fd);
	rmdir(o->stage.path);
	o->in_place = true;
	o->stage.path = arena_cstr(o->arena, path_join(o->arena,
	    str_of(o->dir), S(".tiku-stage")));
	stage_open(o);
}

struct output *
output_open(const char *dir, const char *state, struct arena *a)
{
	struct output *o = arena_new_of(a, struct output);

	o->arena = a;
	o->dir = arena_cstr(a, str_of(dir));
	o->state = arena_cstr(a, str_of(state));
	if (!file_mkdirs(o->state))
		die("cannot make '%s': %s", o->state, strerror(errno));
	lock_take(o);
	link_follow(o);
	o->stage.path = stage_path(o);
	live_open(o);
	stage_open(o);
	mount_point_check(o);
	manifest_read(o, &o->stage);
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
		rmdir(o->stage.path);	/* goes only when nothing was written */
	}
	if (o->lock >= 0)
		close(o->lock);
}

/* --- claims ----------------------------------------------------------- */

static void
claim_conflict(struct output *o, size_t first, struct str path, struct where by,
    struct str what, struct diag *d)
{
	const struct claim *c = &o->claim.v[first];

	diag_error(d, by, "duplicate-path",
	    "%.*s and %.*s would both be '/%.*s'", STR_ARG(what),
	    STR_ARG(c->what), STR_ARG(path));
	diag_note(d, c->by, "the first one");
	diag_note(d, nowhere, "give one of them another slug or id");
}

/* Folders on the way to a path may not be files of another claim. */
static bool
folders_claim(struct output *o, struct str folded, struct str path,
    struct where by, struct str what, struct diag *d)
{
	uintptr_t other;

	for (struct str dir = path_dir(folded); dir.n > 0; dir = path_dir(dir)) {
		other = (uintptr_t)map_get(&o->by_name, dir);
		if (other) {
			claim_conflict(o, other - 1, path, by, what, d);
			return false;
		}
		if (map_get(&o->folder, dir))
			return true;
		map_put(o->arena, &o->folder, dir,
		    (void *)(uintptr_t)(o->claim.n + 1));
	}
	return true;
}

int
output_claim(struct output *o, struct str path, struct where by,
    struct str what, struct diag *d)
{
	struct str folded = text_fold(o->arena, path);
	uintptr_t other = (uintptr_t)map_get(&o->by_name, folded);

	if (!other)
		other = (uintptr_t)map_get(&o->folder, folded);
	if (other) {
		claim_conflict(o, other - 1, path, by, what, d);
		return -1;
	}
	if (!folders_claim(o, folded, path, by, what, d))
		return -1;
	*list_push(o->arena, &o->claim) = (struct claim){
		.path = arena_copy(o->arena, path), .by = by, .what = what };
	map_put(o->arena, &o->by_name, folded, (void *)(uintptr_t)o->claim.n);
	return (int)o->claim.n - 1;
}

int
output_claimed(const struct output *o, struct str path)
{
	return (int)(uintptr_t)map_get(&o->by_name,
	    text_fold(o->arena, path)) - 1;
}

size_t
output_claims(const struct output *o)
{
	return o->claim.n;
}

/* --- writing ---------------------------------------------------------- */

/* Make the folders on the way to path; another process may be doing the same. */
static void
parents_make(int fd, struct str path)
{
	char folder[4096];

	if (path.n >= sizeof folder)
		die("the path '%.*s' is too long", STR_ARG(path));
	for (size_t i = 0; i < path.n; i++) {
		if (path.p[i] != '/')
			continue;
		memcpy(folder, path.p, i);
		folder[i] = '\0';
		if (mkdirat(fd, folder, 0777) != 0 && errno != EEXIST)
			die("cannot make '%s': %s", folder, strerror(errno));
	}
}

/* What stood there goes: a folder of an older site may lie where a file comes. */
static void
make_room(const struct output *o, struct str path)
{
	struct str full;

	if (unlinkat(o->stage.fd, path.p, 0) == 0 || errno == ENOENT ||
	    errno == ENOTDIR)
		return;
	full = path_join(o->arena, str_of(o->stage.path), path);
	if (!file_remove_tree(full.p))
		die("cannot replace '%s': %s", full.p, strerror(errno));
}

static int
stage_create(const struct output *o, struct str path)
{
	int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	int fd = openat(o->stage.fd, path.p, flags, 0666);

	if (fd >= 0)
		return fd;
	if (errno == ENOENT)
		parents_make(o->stage.fd, path);
	else
		make_room(o, path);
	fd = openat(o->stage.fd, path.p, flags, 0666);
	if (fd < 0)
		die("cannot write '%s': %s", path.p, strerror(errno));
	return fd;
}

static void
stage_write(const struct output *o, struct str path, struct str bytes)
{
	int fd = stage_create(o, path);
	ssize_t n;

	while (bytes.n > 0) {
		n = write(fd, bytes.p, bytes.n);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			die("cannot write '%s': %s", path.p, strerror(errno));
		bytes = str_from(bytes, (size_t)n);
	}
	if (close(fd) != 0)
		die("cannot write '%s': %s", path.p, strerror(errno));
}

struct written
output_put(const struct output *o, int claim, struct str bytes)
{
	struct str path = o->claim.v[claim].path;
	struct written w = { .claim = claim, .hash = hash128(bytes),
		.size = bytes.n };
	const struct record *r;

	r = o->live.fd >= 0 ? record_valid(&o->live, path) : NULL;
	if (r && hash_eq(r->hash, w.hash)) {
		w.same = 1;
		return w;
	}
	r = record_valid(&o->stage, path);
	if (!r || !hash_eq(r->hash, w.hash))
		stage_write(o, path, bytes);
	return w;
}

void
output_note(struct output *o, struct written w)
{
	struct claim *c = &o->claim.v[w.claim];

	c->w = w;
	c->noted = true;
}

/* --- publishing ------------------------------------------------------- */

/* Bring a file that has not changed into the older generation. */
static void
stage_link(struct output *o, struct str path)
{
	if (linkat(o->live.fd, path.p, o->stage.fd, path.p, 0) == 0)
		return;
	if (errno == ENOENT)
		parents_make(o->stage.fd, path);
	else if (errno == EEXIST)
		make_room(o, path);
	if (linkat(o->live.fd, path.p, o->stage.fd, path.p, 0) != 0)
		die("cannot link '%s': %s", path.p, strerror(errno));
}

static void
unchanged_link(struct output *o)
{
	const struct record *r;

	for (size_t i = 0; i < o->claim.n; i++) {
		struct claim *c = &o->claim.v[i];

		if (!c->w.same)
			continue;
		r = record_valid(&o->stage, c->path);
		if (!r || !hash_eq(r->hash, c->w.hash))
			stage_link(o, c->path);
	}
}

static void
empty_folders_remove(int fd, struct str path)
{
	char folder[4096];

	for (struct str dir = path_dir(path); dir.n > 0 && dir.n < sizeof folder;
	    dir = path_dir(dir)) {
		memcpy(folder, dir.p, dir.n);
		folder[dir.n] = '\0';
		if (unlinkat(fd, folder, AT_REMOVEDIR) != 0)
			return;
	}
}

/* Files an earlier build wrote and this one does not. */
static size_t
stale_remove(struct output *o, const struct generation *g, int fd)
{
	size_t removed = 0;

	for (size_t i = 0; i < g->record.n; i++) {
		struct str path = g->record.v[i].path;

		if (output_claimed(o, path) >= 0 || !record_valid(g, path))
			continue;
		if (unlinkat(fd, path.p, 0) == 0) {
			removed++;
			empty_folders_remove(fd, path);
		}
	}
	return removed;
}

/*
 * Files somebody placed in the published folder.  Plain files are linked into
 * the new generation before the exchange; whole folders of them (a .git) are
 * moved right after it.
 */
struct foreign {
	struct output *o;
	LIST(struct str) folder;
};

static bool
folder_is_ours(const struct output *o, struct str path)
{
	struct str folded = text_fold(o->arena, path);
	struct str prefix = arena_printf(o->arena, "%.*s/", STR_ARG(path));

	if (map_get(&o->folder, folded))
		return true;
	for (size_t i = 0; i < o->live.record.n; i++)
		if (str_starts(o->live.record.v[i].path, prefix))
			return true;
	return false;
}

static void
foreign_entry(struct foreign *f, struct str path, unsigned char type);

static void
foreign_scan(struct foreign *f, struct str folder)
{
	int fd = openat(f->o->live.fd, folder.n ? folder.p : ".",
	    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *e;

	while (dir && (e = readdir(dir)))
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			foreign_entry(f, path_join(f->o->arena, folder,
			    str_of(e->d_name)), e->d_type);
	if (dir)
		closedir(dir);
}

static void
foreign_entry(struct foreign *f, struct str path, unsigned char type)
{
	struct output *o = f->o;
	struct stat st;

	if (map_get(&o->live.by_path, path) && record_valid(&o->live, path))
		return;
	if (type == DT_DIR) {
		if (folder_is_ours(o, path))
			foreign_scan(f, path);
		else
			*list_push(o->arena, &f->folder) = path;
		return;
	}
	if (output_claimed(o, path) >= 0)
		return;		/* the site has a page of that name now */
	if (fstatat(o->stage.fd, path.p, &st, AT_SYMLINK_NOFOLLOW) == 0)
		make_room(o, path);
	stage_link(o, path);
}

/* What was placed by hand in the published folder and taken away since must
 * not come back from the older generation. */
static void
stage_scan(struct output *o, struct str folder)
{
	int fd = openat(o->stage.fd, folder.n ? folder.p : ".",
	    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *e;
	struct stat st;

	while (dir && (e = readdir(dir))) {
		struct str path;

		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		path = path_join(o->arena, folder, str_of(e->d_name));
		if (e->d_type == DT_DIR && map_get(&o->folder,
		    text_fold(o->arena, path))) {
			stage_scan(o, path);
			continue;
		}
		if (e->d_type != DT_DIR && output_claimed(o, path) >= 0)
			continue;
		if (o->live.fd < 0 || fstatat(o->live.fd, path.p, &st,
		    AT_SYMLINK_NOFOLLOW) != 0)
			make_room(o, path);
	}
	if (dir)
		closedir(dir);
}

static bool
exchange(const struct output *o)
{
	return syscall(SYS_renameat2, AT_FDCWD, o->stage.path, AT_FDCWD, o->dir,
	    RENAME_EXCHANGE) == 0;
}

/*
 * Where folders cannot be exchanged (a mount point, an old file system): each
 * changed file is renamed over the published one, pages after what they need
 * being a matter of order alone.  Not atomic as a whole; each file is.
 */
static void
publish_in_place(struct output *o)
{
	for (size_t i = 0; i < o->claim.n; i++) {
		struct str path = o->claim.v[i].path;

		if (o->claim.v[i].w.same)
			continue;
		parents_make(o->live.fd, path);
		if (renameat(o->stage.fd, path.p, o->live.fd, path.p) != 0)
			die("cannot publish '%s': %s", path.p, strerror(errno));
	}
	stale_remove(o, &o->live, o->live.fd);
	manifest_write(o, o->live.fd);
	if (o->in_place)
		file_remove_tree(o->stage.path);
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

static void
foreign_folders_move(struct output *o, const struct foreign *f)
{
	for (size_t i = 0; i < f->folder.n; i++)
		if (renameat(o->live.fd, f->folder.v[i].p, o->stage.fd,
		    f->folder.v[i].p) != 0)
			die("cannot carry over '%s' (it is now in '%s'): %s",
			    f->folder.v[i].p, o->stage.path, strerror(errno));
}

/* The generation that was being prepared becomes the published one. */
static void
publish_first(struct output *o)
{
	stale_remove(o, &o->stage, o->stage.fd);
	stage_scan(o, S(""));
	if (syncfs(o->stage.fd) != 0)
		die("cannot sync '%s': %s", o->stage.path, strerror(errno));
	manifest_write(o, o->stage.fd);
	if (rename(o->stage.path, o->dir) != 0)
		die("cannot make '%s': %s", o->dir, strerror(errno));
}

static void
publish_exchange(struct output *o)
{
	struct foreign f = { .o = o };

	unchanged_link(o);
	stale_remove(o, &o->stage, o->stage.fd);
	stage_scan(o, S(""));
	foreign_scan(&f, S(""));
	if (syncfs(o->stage.fd) != 0)
		die("cannot sync '%s': %s", o->stage.path, strerror(errno));
	manifest_write(o, o->stage.fd);
	if (exchange(o))
		foreign_folders_move(o, &f);
	else
		publish_in_place(o);
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
		if (output_claimed(o, o->live.record.v[i].path) < 0)
			n.removed++;
	return n;
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
