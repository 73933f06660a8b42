/*
 * The floor under a site generator that is built on cmark-gfm: what none can leave
 * out.  Each source is read, parsed, rendered and written as a page in a folder
 * of its own; there is no configuration, no template, no list and no link.
 *
 *	cc -O2 -o limit limit.c -lcmark-gfm -lcmark-gfm-extensions
 *	limit CONTENT OUT		CONTENT/LANG/NAME.md -> OUT/LANG/NAME/index.html
 *
 * One process and one thread: cmark-gfm keeps global state.  Nothing of tiku is
 * used here, so that tiku cannot become fast by making its own measure slow.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmark-gfm.h>
#include <cmark-gfm-core-extensions.h>

static const char *const extensions[] = { "table", "strikethrough", "autolink",
	"tasklist", NULL };
static const char head[] = "<!DOCTYPE html>\n<html>\n<head>\n"
	"<meta charset=\"utf-8\">\n<link rel=\"stylesheet\" href=\"/style.css\">\n"
	"</head>\n<body>\n<main>\n";
static const char foot[] = "</main>\n</body>\n</html>\n";

static _Noreturn void
die(const char *what, const char *path)
{
	fprintf(stderr, "limit: cannot %s '%s': %s\n", what, path,
	    strerror(errno));
	exit(1);
}

/* The file's bytes and a NUL; the caller frees. */
static char *
read_file(int dir, const char *name, size_t *n)
{
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC);
	struct stat st;
	char *text;
	ssize_t got;

	if (fd < 0 || fstat(fd, &st) != 0)
		die("open", name);
	text = malloc((size_t)st.st_size + 1);
	if (!text)
		die("hold", name);
	for (*n = 0; *n < (size_t)st.st_size; *n += (size_t)got)
		if ((got = read(fd, text + *n, (size_t)st.st_size - *n)) <= 0)
			die("read", name);
	text[*n] = '\0';
	close(fd);
	return text;
}

static void
write_all(int fd, const char *p, size_t n, const char *name)
{
	ssize_t put;

	for (; n > 0; p += put, n -= (size_t)put)
		if ((put = write(fd, p, n)) < 0)
			die("write", name);
}

/* Behind the front matter. */
static const char *
body_of(const char *text)
{
	const char *end = strncmp(text, "---\n", 4) == 0
	    ? strstr(text + 4, "\n---\n") : NULL;

	return end ? end + 5 : text;
}

/* The page's HTML; the caller frees. */
static char *
render(const char *text, size_t n)
{
	cmark_parser *parser = cmark_parser_new(CMARK_OPT_UNSAFE);
	cmark_node *root;
	char *html;

	for (size_t i = 0; extensions[i]; i++)
		cmark_parser_attach_syntax_extension(parser,
		    cmark_find_syntax_extension(extensions[i]));
	cmark_parser_feed(parser, text, n);
	root = cmark_parser_finish(parser);
	html = cmark_render_html(root, CMARK_OPT_UNSAFE,
	    cmark_parser_get_syntax_extensions(parser));
	cmark_node_free(root);
	cmark_parser_free(parser);
	return html;
}

/* One write a page: three would cost more than the copy. */
static void
write_page(int dir, const char *folder, const char *html)
{
	size_t n = strlen(html), size = sizeof head + n + sizeof foot;
	char path[300], *page = malloc(size);
	int fd;

	if (!page)
		die("hold", folder);
	snprintf(path, sizeof path, "%s/index.html", folder);
	if (mkdirat(dir, folder, 0777) != 0)
		die("make", folder);
	fd = openat(dir, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd < 0)
		die("make", path);
	snprintf(page, size, "%s%s%s", head, html, foot);
	write_all(fd, page, strlen(page), path);
	free(page);
	close(fd);
}

static void
one_page(int in, int out, const char *name)
{
	char folder[256];
	size_t n;
	char *text = read_file(in, name, &n), *html;
	const char *body = body_of(text);

	snprintf(folder, sizeof folder, "%.*s", (int)strlen(name) - 3, name);
	html = render(body, n - (size_t)(body - text));
	write_page(out, folder, html);
	free(html);
	free(text);
}

static bool
is_source(const char *name)
{
	size_t n = strlen(name);

	return name[0] != '.' && n > 3 && n < 250 &&
	    strcmp(name + n - 3, ".md") == 0;
}

static int
folder_open(int dir, const char *name)
{
	int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		die("open", name);
	return fd;
}

/* All pages of one language, in the order of the folder: it makes no difference. */
static size_t
one_language(int in, int out, const char *lang)
{
	int from = folder_open(in, lang), to;
	DIR *dir = fdopendir(from);
	struct dirent *e;
	size_t pages = 0;

	if (!dir || mkdirat(out, lang, 0777) != 0)
		die("make", lang);
	to = folder_open(out, lang);
	while ((e = readdir(dir)))
		if (is_source(e->d_name)) {
			one_page(from, to, e->d_name);
			pages++;
		}
	close(to);
	closedir(dir);
	return pages;
}

int
main(int argc, char **argv)
{
	size_t pages = 0;
	struct dirent *e;
	int in, out;
	DIR *dir;

	if (argc != 3) {
		fprintf(stderr, "usage: limit CONTENT OUT\n");
		return 2;
	}
	cmark_gfm_core_extensions_ensure_registered();
	if (mkdir(argv[2], 0777) != 0)
		die("make", argv[2]);
	in = folder_open(AT_FDCWD, argv[1]);
	out = folder_open(AT_FDCWD, argv[2]);
	dir = opendir(argv[1]);
	if (!dir)
		die("open", argv[1]);
	while ((e = readdir(dir)))
		if (e->d_type == DT_DIR && e->d_name[0] != '.')
			pages += one_language(in, out, e->d_name);
	closedir(dir);
	printf("%zu pages\n", pages);
	return 0;
}
