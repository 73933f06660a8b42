#ifndef TIKU_BASE_FILE_H
#define TIKU_BASE_FILE_H
/* Files and folders.  Paths are C strings; nothing here follows a symbolic
 * link inside a tree it walks. */
#include <sys/stat.h>

#include "base/mem.h"

/*
 * The whole of a regular file.  False with errno set (EFBIG above max bytes,
 * EISDIR, ELOOP for a symbolic link as last component, ESPIPE for anything else
 * that is no regular file).
 */
bool file_read(const char *path, size_t max, struct arena *a, struct str *out);
/* Write to a temporary neighbour and rename over path; false with errno set. */
bool file_write(const char *path, struct str bytes);
/* mkdir -p of the whole path; false with errno set. */
bool file_mkdirs(const char *path);
/* rm -r; never follows links; true when it is gone. */
bool file_remove_tree(const char *path);
bool file_exists(const char *path);	/* of any kind */

struct file_entry {
	struct str path;	/* relative to the walked root, '/'-separated */
	mode_t mode;		/* S_IFREG, S_IFLNK, S_IFIFO ...; folders are not listed */
	off_t size;
	int64_t mtime;		/* nanoseconds */
};
struct file_list {
	struct file_entry *v;
	size_t n, cap;
};
/*
 * Every non-folder below root in bytewise order of path.  Names that begin
 * with '.' are left out, and folders nested deeper than 64.  False with errno
 * when root cannot be read; a folder below it that cannot is listed itself
 * with mode S_IFDIR so that the caller can report it.
 */
bool file_walk(const char *root, struct arena *a, struct file_list *out);
/* a + "/" + b, or b alone when a is empty; NUL-terminated. */
struct str path_join(struct arena *a, struct str dir, struct str name);
/* "a/./b/../c" -> "a/c"; false when it climbs above its start. */
bool path_normal(struct arena *a, struct str path, struct str *out);
struct str path_dir(struct str path);	/* without the last component: "" at the top */
struct str path_base(struct str path);	/* the last component */
#endif
