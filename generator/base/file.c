/*
 * Files and folders.  Content is written by strangers and may be edited while
 * it is read, so what is opened is what gets judged: a file is opened first,
 * without following a link and without waiting for a pipe's other end, and
 * then asked what it is.  Folders below a root are only ever reached through
 * their parent's descriptor, never by a path that may have changed meanwhile.
 */
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#define DEPTH 64	/* folders below a root that are walked */

/* Close without losing the error that led here. */
static void
close_quietly(int fd)
{
	int e = errno;

	close(fd);
	errno = e;
}

static int
open_again(int dir, const char *path, int flags, mode_t mode)
{
	int fd;

	do
		fd = openat(dir, path, flags | O_CLOEXEC | O_NOCTTY, mode);
	while (fd < 0 && errno == EINTR);
	return fd;
}

/* The first n bytes as a C string; free() it. */
static char *
copy(const char *s, size_t n)
{
	char *p = xmalloc(n + 1);

	memcpy(p, s, n);
	p[n] = '\0';
	return p;
}

/* -- reading and writing -------------------------------------------------- */

/* st of a file worth reading; false with errno otherwise. */
static bool
file_judge(int fd, size_t max, struct stat *st)
{
	if (fstat(fd, st) < 0)
		return false;
	if (S_ISREG(st->st_mode) && (uint64_t)st->st_size <= max)
		return true;
	errno = S_ISDIR(st->st_mode) ? EISDIR :
	    S_ISREG(st->st_mode) ? EFBIG : ESPIPE;
	return false;
}

/* Read until the end, wherever it is by now: st_size was only a first guess. */
static bool
read_all(int fd, size_t size, size_t max, struct arena *a, struct str *out)
{
	size_t cap = size + 1, n = 0;
	char *p = arena_bytes(a, cap), *more;
	ssize_t got;

	while ((got = read(fd, p + n, cap - n)) != 0) {
		if (got < 0) {
			if (errno == EINTR)
				continue;
			return false;
		}
		n += (size_t)got;
		if (n > max) {
			errno = EFBIG;
			return false;
		}
		if (n == cap) {
			more = arena_bytes(a, cap * 2);
			memcpy(more, p, n);
			p = more;
			cap *= 2;
		}
	}
	p[n] = '\0';
	*out = (struct str){ p, n };
	return true;
}

bool
file_read(const char *path, size_t max, struct arena *a, struct str *out)
{
	struct stat st;
	bool ok;
	int fd;

	fd = open_again(AT_FDCWD, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, 0);
	if (fd < 0) {
		if (errno == ENXIO)	/* a socket, or a device that is not there */
			errno = ESPIPE;
		return false;
	}
	ok = file_judge(fd, max, &st) &&
	    read_all(fd, (size_t)st.st_size, max, a, out);
	close_quietly(fd);
	return ok;
}

static bool
write_all(int fd, struct str s)
{
	ssize_t put;

	while (s.n > 0) {
		put = write(fd, s.p, s.n);
		if (put < 0 && errno != EINTR)
			return false;
		if (put > 0)
			s = str_from(s, (size_t)put);
	}
	return true;
}

/* Six letters nobody can foretell, for a name that nobody has prepared. */
static void
random_letters(char *p)
{
	static const char letters[] = "0123456789abcdefghijklmnopqrstuvwxyz";
	unsigned char r[6];
	size_t i;

	if (getrandom(r, sizeof r, 0) != sizeof r)
		die("no random numbers: %s", strerror(errno));
	for (i = 0; i < sizeof r; i++)
		p[i] = letters[r[i] % (sizeof letters - 1)];
}

/*
 * A new file beside path; *temp is its name (free() it).  mkostemp would do but
 * for the mode: it ignores the umask.
 */
static int
temp_open(const char *path, char **temp)
{
	static const char name[] = ".tiku-XXXXXX";
	const char *slash = strrchr(path, '/');
	size_t dir = slash ? (size_t)(slash - path) + 1 : 0;
	int fd, tries;

	*temp = xmalloc(dir + sizeof name);
	memcpy(*temp, path, dir);
	memcpy(*temp + dir, name, sizeof name);
	for (tries = 0; tries < 100; tries++) {
		random_letters(*temp + dir + sizeof name - 7);
		fd = open_again(AT_FDCWD, *temp,
		    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0666);
		if (fd >= 0 || errno != EEXIST)
			return fd;
	}
	return -1;
}

/* Fill fd and put it in place of path, with the mode of the file that was there. */
static bool
temp_commit(int fd, const char *temp, const char *path, struct str bytes)
{
	struct stat st;
	bool ok = write_all(fd, bytes);

	if (ok && lstat(path, &st) == 0 && S_ISREG(st.st_mode))
		ok = fchmod(fd, st.st_mode & 0777) == 0;
	if (close(fd) < 0 && errno != EINTR)	/* NFS tells of a full disk here */
		ok = false;
	return ok && rename(temp, path) == 0;
}

bool
file_write(const char *path, struct str bytes)
{
	char *temp;
	int fd = temp_open(path, &temp), e;
	bool ok = fd >= 0 && temp_commit(fd, temp, path, bytes);

	e = errno;
	if (fd >= 0 && !ok)
		unlink(temp);
	free(temp);
	errno = e;
	return ok;
}

/* -- folders -------------------------------------------------------------- */

bool
file_exists(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

static bool
mkdir_one(const char *path)
{
	struct stat st;
	int e;

	if (mkdir(path, 0777) == 0)
		return true;
	e = errno;	/* EEXIST, or EROFS and EACCES on one that is there */
	if (stat(path, &st) == 0) {
		if (S_ISDIR(st.st_mode))
			return true;
		e = ENOTDIR;
	}
	errno = e;
	return false;
}

bool
file_mkdirs(const char *path)
{
	char *p = copy(path, strlen(path)), *slash;
	bool ok = true;

	for (slash = p; ok && *slash && (slash = strchr(slash + 1, '/'));) {
		*slash = '\0';
		ok = mkdir_one(p);
		*slash = '/';
	}
	ok = ok && mkdir_one(p);
	free(p);
	return ok;
}

static bool
is_dots(const char *name)
{
	return name[0] == '.' &&
	    (name[1] == '\0' || (name[1] == '.' && name[2] == '\0'));
}

/* The stream owns fd from here on, and NULL means fd is closed. */
static DIR *
dir_stream(int fd)
{
	DIR *d = fd < 0 ? NULL : fdopendir(fd);

	if (!d && fd >= 0)
		close_quietly(fd);
	return d;
}

static DIR *
dir_open(int at, const char *name)
{
	return dir_stream(open_again(at, name,
	    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK, 0));
}

static void
dir_close(DIR *d)
{
	int e = errno;

	closedir(d);
	errno = e;
}

/* One removal: what is too deep is moved up to top and found there again. */
struct removal {
	int top;
	unsigned moved;
	bool again;
};

/* Move a folder that is too deep to hold open all its parents up to the top. */
static bool
remove_later(struct removal *r, int at, const char *name)
{
	char up[32];

	do
		snprintf(up, sizeof up, ".tiku-%u", r->moved++);
	while (renameat(at, name, r->top, up) < 0 &&
	    (errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR));
	r->again = faccessat(at, name, F_OK, AT_SYMLINK_NOFOLLOW) < 0;
	return r->again;
}

static bool remove_below(struct removal *r, DIR *d, int depth);

static bool
remove_entry(struct removal *r, int at, const char *name, int depth)
{
	DIR *d;
	bool ok;

	if (unlinkat(at, name, 0) == 0 || errno == ENOENT)
		return true;
	if (errno != EISDIR && errno != EPERM)	/* POSIX: EPERM for a folder */
		return false;
	if (unlinkat(at, name, AT_REMOVEDIR) == 0)
		return true;
	if (errno != ENOTEMPTY && errno != EEXIST)
		return false;
	if (depth == DEPTH)
		return remove_later(r, at, name);
	d = dir_open(at, name);
	if (!d)
		return false;
	ok = remove_below(r, d, depth + 1);
	dir_close(d);
	return ok && unlinkat(at, name, AT_REMOVEDIR) == 0;
}

static bool
remove_below(struct removal *r, DIR *d, int depth)
{
	struct dirent *e;
	bool ok = true;

	while ((e = readdir(d)))
		if (!is_dots(e->d_name))
			ok = remove_entry(r, dirfd(d), e->d_name, depth) && ok;
	return ok;
}

static bool
remove_folder(const char *path)
{
	struct removal r = { 0 };
	DIR *d = dir_open(AT_FDCWD, path);
	bool ok;

	if (!d)
		return errno == ENOENT;
	r.top = dirfd(d);
	do {
		r.again = false;
		rewinddir(d);
		ok = remove_below(&r, d, 0);
	} while (ok && r.again);
	dir_close(d);
	return ok && rmdir(path) == 0;
}

bool
file_remove_tree(const char *path)
{
	size_t n = strlen(path);
	char *p;
	bool ok;

	while (n > 1 && path[n - 1] == '/')	/* "link/" is what the link means */
		n--;
	p = copy(path, n);
	ok = unlink(p) == 0 || errno == ENOENT || remove_folder(p);
	free(p);
	return ok;
}

/* -- walking -------------------------------------------------------------- */

struct walk {
	struct arena *a;
	struct file_list *out;
};

static void
walk_add(struct walk *w, struct str path, const struct stat *st, mode_t mode)
{
	struct file_entry *e = list_push(w->a, w->out);

	e->path = path;
	e->mode = mode;
	e->size = st ? st->st_size : 0;
	e->mtime = st ? st->st_mtim.tv_sec * INT64_C(1000000000) +
	    st->st_mtim.tv_nsec : 0;
}

static bool walk_below(struct walk *w, DIR *d, struct str path, int depth);

/* A folder that cannot be read, all of it, stands in the list itself. */
static void
walk_folder(struct walk *w, int at, const char *name, struct str path,
    const struct stat *st, int depth)
{
	DIR *d = depth < DEPTH ? dir_open(at, name) : NULL;

	if (!d || !walk_below(w, d, path, depth + 1))
		walk_add(w, path, st, S_IFDIR);
	if (d)
		dir_close(d);
}

/* False with errno when the folder could not be read to its end. */
static bool
walk_below(struct walk *w, DIR *d, struct str path, int depth)
{
	struct dirent *e;
	struct stat st;
	struct str p;

	while (errno = 0, (e = readdir(d))) {
		if (e->d_name[0] == '.')
			continue;
		if (fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0) {
			if (errno == ENOENT)	/* gone since; not our folder's fault */
				continue;
			return false;
		}
		p = path_join(w->a, path, str_of(e->d_name));
		if (S_ISDIR(st.st_mode))
			walk_folder(w, dirfd(d), e->d_name, p, &st, depth);
		else
			walk_add(w, p, &st, st.st_mode & S_IFMT);
	}
	return errno == 0;
}

static int
entry_cmp(const void *a, const void *b)
{
	const struct file_entry *x = a, *y = b;

	return str_cmp(x->path, y->path);
}

bool
file_walk(const char *root, struct arena *a, struct file_list *out)
{
	struct walk w = { a, out };
	bool ok;
	DIR *d;

	/* the root is the user's own word, so it alone may be a link */
	d = dir_stream(open_again(AT_FDCWD, root, O_RDONLY | O_DIRECTORY, 0));
	if (!d)
		return false;
	ok = walk_below(&w, d, (struct str){ "", 0 }, 0);
	dir_close(d);
	if (ok && out->n > 0)
		qsort(out->v, out->n, sizeof *out->v, entry_cmp);
	return ok;
}

/* -- paths ---------------------------------------------------------------- */

struct str
path_join(struct arena *a, struct str dir, struct str name)
{
	bool slash = dir.n > 0 && dir.p[dir.n - 1] != '/';
	size_t n = dir.n + slash + name.n;
	char *p = arena_bytes(a, n + 1);

	if (dir.n > 0)
		memcpy(p, dir.p, dir.n);
	if (slash)
		p[dir.n] = '/';
	if (name.n > 0)
		memcpy(p + dir.n + slash, name.p, name.n);
	p[n] = '\0';
	return (struct str){ p, n };
}

bool
path_normal(struct arena *a, struct str path, struct str *out)
{
	char *p = arena_bytes(a, path.n + 2);
	size_t root = path.n > 0 && path.p[0] == '/', n = root;
	struct str rest = path, part;

	if (root)
		p[0] = '/';
	while (str_cut(&rest, '/', &part)) {
		if (part.n == 0 || str_eq(part, S(".")))
			continue;
		if (str_eq(part, S(".."))) {
			if (n == root)
				return false;
			while (n > root && p[n - 1] != '/')
				n--;
			n -= n > root;	/* the slash before it, but the root's */
			continue;
		}
		if (n > root)
			p[n++] = '/';
		memcpy(p + n, part.p, part.n);
		n += part.n;
	}
	p[n] = '\0';
	*out = (struct str){ p, n };
	return true;
}

struct str
path_dir(struct str path)
{
	size_t slash = str_rchr(path, '/');

	if (slash == STR_NONE)
		return str_sub(path, 0, 0);
	return str_sub(path, 0, slash == 0 ? 1 : slash);
}

struct str
path_base(struct str path)
{
	size_t slash = str_rchr(path, '/');

	return slash == STR_NONE ? path : str_from(path, slash + 1);
}
