/* The size of a picture by its first bytes, however few of them there are. */
#include "model/media.h"

#include "base/file.h"

#include "test.h"

static char home[64];	/* a folder of our own; the working folder of all tests */

#define PNG "\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR"
#define JPEG "\xFF\xD8\xFF\xE0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"
#define SOF(n) "\xFF" n "\0\x11\x08\0\x1E\0\x28\3\1\"\0\2\x11\1\3\x11\1"

/* In a block of exactly that size, so that a byte too far is found. */
static bool
size_of(struct str bytes, int *width, int *height)
{
	char *exact = malloc(bytes.n ? bytes.n : 1);
	bool ok;

	memcpy(exact, bytes.p, bytes.n);
	ok = media_size((struct str){ exact, bytes.n }, width, height);
	free(exact);
	return ok;
}

static void
expect_size(struct str bytes, int wanted_width, int wanted_height)
{
	int width = -7, height = -7;

	expect(size_of(bytes, &width, &height));
	expect_int(width, wanted_width);
	expect_int(height, wanted_height);
}

static void
expect_no_size(struct str bytes)
{
	int width = -7, height = -7;

	expect(!size_of(bytes, &width, &height));
	expect_int(width, -7);
	expect_int(height, -7);
}

TEST(the_size_of_a_picture_is_in_its_header)
{
	expect_size(S(PNG "\0\0\0\x28\0\0\0\x1E\x08\6\0\0\0"), 40, 30);
	expect_size(S(PNG "\0\0\xFF\xFF\0\0\1\0"), 65535, 256);
	expect_size(S("GIF89a\x28\0\x1E\0\xF7\0\0"), 40, 30);
	expect_size(S("GIF87a\1\2\3\4"), 513, 1027);
	expect_size(S(JPEG SOF("\xC0")), 40, 30);
	expect_size(S(JPEG SOF("\xC2")), 40, 30);
	expect_size(S(JPEG "\xFF\xDB\0\5\1\2\3" "\xFF\xC4\0\4\1\2" SOF("\xC1")),
	    40, 30);
}

/* T.81 B.1.1.2: any number of 0xFF may stand before a marker. */
TEST(fill_bytes_before_a_marker_are_skipped)
{
	expect_size(S("\xFF\xD8\xFF\xFF\xFF\xE0\0\4\1\2\xFF" SOF("\xC0")), 40, 30);
}

TEST(what_is_no_picture_has_no_size)
{
	expect_no_size(S(""));
	expect_no_size(S("GIF"));
	expect_no_size(S("GIF88a\x28\0\x1E\0\0"));
	expect_no_size(S("<svg width=\"40\" height=\"30\"/>"));
	expect_no_size(S("RIFF\x24\0\0\0WEBPVP8 "));
	expect_no_size(S("\x89PNG\r\n\x1A\n\0\0\0\x0DIDAT\0\0\0\x28\0\0\0\x1E"));
}

/* A picture of no size is broken; one of 70,000 would be cut to 4,464. */
TEST(a_size_that_cannot_be_is_none)
{
	expect_no_size(S(PNG "\0\0\0\0\0\0\0\x1E"));
	expect_no_size(S(PNG "\0\0\0\x28\0\0\0\0"));
	expect_no_size(S(PNG "\0\1\x11\x70\0\0\0\x1E"));
	expect_no_size(S(PNG "\0\0\0\x28\x80\0\0\x1E"));
	expect_no_size(S("GIF89a\0\0\x1E\0"));
	expect_no_size(S("\xFF\xD8\xFF\xC0\0\x11\x08\0\0\0\x28\3"));
}

TEST(a_broken_jpeg_has_no_size)
{
	expect_no_size(S("\xFF\xD8\xFF\xE0\0\0\xFF\xE0\0\0\xFF\xE0\0\0"));
	expect_no_size(S("\xFF\xD8\xFF\xE0\0\1" SOF("\xC0")));
	expect_no_size(S("\xFF\xD8" "xx" SOF("\xC0")));
	expect_no_size(S(JPEG "\xFF\xDA\0\2" SOF("\xC0")));	/* data before a frame */
	expect_no_size(S(JPEG "\xFF\xD9" SOF("\xC0")));	/* the end */
	expect_no_size(S("\xFF\xD8\xFF\xE0\xFF\xFF"));
	expect_no_size(S("\xFF\xD8\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"));
}

/* Cut anywhere: none is read beyond its end, and it is enough as soon as the last
 * byte of the size is there. */
static void
expect_enough(struct str bytes, size_t enough)
{
	for (size_t n = 0; n <= bytes.n; n++)
		if (n < enough)
			expect_no_size(str_sub(bytes, 0, n));
		else
			expect_size(str_sub(bytes, 0, n), 40, 30);
}

TEST(a_header_may_be_cut_anywhere)
{
	struct str jpeg = S(JPEG "\xFF\xFF\xDB\0\5\1\2\3" SOF("\xC0"));

	expect_enough(S(PNG "\0\0\0\x28\0\0\0\x1E\x08\6\0\0\0"), 24);
	expect_enough(S("GIF89a\x28\0\x1E\0\xF7\0\0"), 10);
	expect_enough(jpeg, jpeg.n - 10);
}

TEST(random_bytes_are_survived)
{
	uint32_t seed = 1;
	char bytes[64];
	int width, height;

	for (int i = 0; i < 100000; i++) {
		size_t n = (size_t)(i % (int)sizeof bytes);

		for (size_t j = 0; j < n; j++) {
			seed = seed * 1664525 + 1013904223;
			/* few different bytes, so that markers are met */
			bytes[j] = "\xFF\xD8\xE0\xC0\0\1\2\xFF"[seed >> 29];
		}
		if (n > 2)
			memcpy(bytes, "\xFF\xD8", 2);
		size_of((struct str){ bytes, n }, &width, &height);
	}
}

/* --- published files -------------------------------------------------- */

static int
start(void **state)
{
	(void)state;
	snprintf(home, sizeof home, "/tmp/tiku-media-XXXXXX");
	return mkdtemp(home) && chdir(home) == 0 &&
	    file_mkdirs("site/content/llm") ? 0 : -1;
}

static int
end(void **state)
{
	(void)state;
	return chdir("/") == 0 && file_remove_tree(home) ? 0 : -1;
}

TEST(a_file_is_published_once_with_its_size)
{
	struct config c = { .root = S("site") };
	struct site s = { .config = &c, .arena = arena_new() };
	struct source from = { .path = S("content/a.md") };

	expect(file_write("site/content/llm/a.png",
	    S(PNG "\0\0\0\x28\0\0\0\x1E\x08\6\0\0\0")));
	expect(file_write("site/content/llm/huge.png",
	    S(PNG "\0\1\x11\x70\0\0\0\x1E\x08\6\0\0\0")));
	expect(file_write("site/content/llm/empty.png", S("")));
	for (int i = 0; i < 2; i++) {
		expect_str(media_publish(&s, S("llm/a.png"), where_at(&from, 0, 0)),
		    "llm/a.png");
		media_publish(&s, S("llm/huge.png"), nowhere);
		media_publish(&s, S("llm/empty.png"), nowhere);
		media_publish(&s, S("llm/none.png"), nowhere);
	}
	expect_int(s.media.n, 4);
	expect_str(s.media.v[0].file, "content/llm/a.png");
	expect_str(s.media.v[0].path, "llm/a.png");
	expect(s.media.v[0].by.source == &from);
	expect_int(s.media.v[0].width, 40);
	expect_int(s.media.v[0].height, 30);
	for (int i = 1; i < 4; i++) {
		expect_int(s.media.v[i].width, 0);
		expect_int(s.media.v[i].height, 0);
	}
	arena_free(s.arena);
}

/* A photograph begins with its maker's notes and a small picture of itself. */
TEST(a_jpeg_may_have_much_before_its_size)
{
	struct config c = { .root = S("site") };
	struct site s = { .config = &c, .arena = arena_new() };
	struct strbuf b = { 0 };

	strbuf_add(&b, S("\xFF\xD8"));
	for (int i = 0; i < 4; i++) {
		strbuf_add(&b, S("\xFF\xE1\xFF\xFE"));
		for (int j = 0; j < 0xFFFE - 2; j++)
			strbuf_byte(&b, 'x');
	}
	strbuf_add(&b, S(SOF("\xC0")));
	expect(file_write("site/content/llm/a.jpg", strbuf_str(&b)));
	media_publish(&s, S("llm/a.jpg"), nowhere);
	expect_int(s.media.v[0].width, 40);
	strbuf_free(&b);
	arena_free(s.arena);
}

#define ROW(name) cmocka_unit_test_setup_teardown(name, start, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_size_of_a_picture_is_in_its_header),
		cmocka_unit_test(fill_bytes_before_a_marker_are_skipped),
		cmocka_unit_test(what_is_no_picture_has_no_size),
		cmocka_unit_test(a_size_that_cannot_be_is_none),
		cmocka_unit_test(a_broken_jpeg_has_no_size),
		cmocka_unit_test(a_header_may_be_cut_anywhere),
		cmocka_unit_test(random_bytes_are_survived),
		ROW(a_file_is_published_once_with_its_size),
		ROW(a_jpeg_may_have_much_before_its_size),
	};

	return cmocka_run_group_tests_name(__FILE__, tests, NULL, NULL) > 0;
}
