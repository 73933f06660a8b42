#ifndef TIKU_BASE_FILE_H
#define TIKU_BASE_FILE_H
/* Files and folders.  Paths are C strings; nothing here follows a symbolic
 * link inside a tree it walks. */
#include <sys/stat.h>

#include "base/mem.h"

/*
 * The whole of a regular file, with a NUL behind that out->n does not count.
 * Never waits for a pipe or device.  False with errno set (EFBIG above max
 * bytes, EISDIR, ELOOP for a symbolic link as last component, ESPIPE for
 * anything else that is no regular file).
 */
bool file_read(const char *path, size_t max, struct arena *a, struct str *out);
/*
 * Write to a temporary neighbour and rename over path: a reader sees the old
 * file or the new one.  The mode of a file that was there is kept; a link that was
 * there is replaced.  Not synced to disk.  False with errno set, and path as it
 * was.
 */
bool file_write(const char *path, struct str bytes);
/* mkdir -p of the whole path; false with errno set (ENOTDIR: a file is there). */
bool file_mkdirs(const char *path);
/* rm -rf; removes links, never what they lead to; of any depth.  True when it is
 * gone or never was, else false with errno set. */
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
 * Every non-folder below root in bytewise order of whole paths ("a.md" before
 * "a/b").  Names that begin with '.' are left out.  False with errno when root
 * cannot be read; a folder below it that cannot, or that is nested deeper than
 * 64, is listed itself with mode S_IFDIR so that the caller can report it.  Root
 * itself may be a link to a folder.  out must be {0} or hold an earlier walk's
 * entries, which are then sorted together with the new ones.
 */
bool file_walk(const char *root, struct arena *a, struct file_list *out);
/* dir + "/" + name, or name alone when dir is empty; NUL-terminated. */
struct str path_join(struct arena *a, struct str dir, struct str name);
/* "a/./b/../c/" -> "a/c", "." -> "", a leading '/' stays; false when it climbs
 * above its start.  Of text alone: no file is looked at. */
bool path_normal(struct arena *a, struct str path, struct str *out);
struct str path_dir(struct str path);	/* without the last component: "" for "a", "/" for "/a" */
struct str path_base(struct str path);	/* the last component; "" behind a last '/' */
#endif
