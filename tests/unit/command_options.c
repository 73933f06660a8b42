/*
 * The command line, in every way people write one.  The command here is made
 * up; its rows are the real ones.
 */
#include "command/command.h"

#include "test.h"

static int
run(const struct options *o)
{
	(void)o;
	return EXIT_FINE;
}

static const struct command plain = { "plain", "", "Take no argument.",
	"root config destination base-url drafts future jobs strict format", run };
static const struct command taking = { "taking", "[FILE]", "Take arguments.",
	"root output strict", run };
static const struct command bare = { "bare", "", "Take nothing.", "", run };

static const struct command *parsed;	/* by the child below */
static char *words[32];
static int nwords;
static struct options options;

static int
parse(const struct command *c, const char *const *argv)
{
	static char copies[32][64];

	parsed = c;
	options = (struct options){ .root = "." };
	for (nwords = 0; argv[nwords]; nwords++) {
		snprintf(copies[nwords], sizeof *copies, "%s", argv[nwords]);
		words[nwords] = copies[nwords];
	}
	return options_parse(c, nwords, words, &options);
}

#define PARSE(c, ...) parse((c), (const char *const[]){ __VA_ARGS__, NULL })
#define NOTHING(c) parse((c), (const char *const[]){ NULL })

static void
parse_in_child(void)
{
	_exit(options_parse(parsed, nwords, words, &options));
}

/* Usage errors: exit status 2, and these words on stderr. */
static void
expect_refused(const struct command *c, const char *const *argv, const char *say)
{
	char err[1024];
	int status;

	parsed = c;
	options = (struct options){ .root = "." };
	for (nwords = 0; argv[nwords]; nwords++)
		words[nwords] = (char *)argv[nwords];
	status = test_child(parse_in_child, err, sizeof err);
	expect(WIFEXITED(status));
	expect_int(WEXITSTATUS(status), EXIT_USAGE);
	if (!strstr(err, say))
		print_error("no \"%s\" in:\n%s", say, err);
	expect(strstr(err, say) != NULL);
	expect(strstr(err, "note: ") != NULL);
}

#define REFUSED(c, say, ...) expect_refused((c), \
	(const char *const[]){ __VA_ARGS__, NULL }, (say))

#define expect_c(got, want) expect_str(str_of(got), want)

TEST(nothing_is_fine)
{
	expect_int(NOTHING(&plain), -1);
	expect_c(options.root, ".");
	expect(!options.destination && !options.config && !options.strict);
	expect_int(options.narguments, 0);
	expect_int(NOTHING(&bare), -1);
}

TEST(a_short_option_takes_its_value_in_the_same_word_or_the_next)
{
	expect_int(PARSE(&plain, "-dout"), -1);
	expect_c(options.destination, "out");
	expect_int(PARSE(&plain, "-d", "out"), -1);
	expect_c(options.destination, "out");
	expect_int(PARSE(&plain, "-d=out"), -1);
	expect_c(options.destination, "=out");	/* as getopt(3) reads it */
	expect_int(PARSE(&plain, "-j4", "-C", "site"), -1);
	expect_int(options.jobs, 4);
	expect_c(options.root, "site");
}

TEST(a_long_option_takes_its_value_behind_an_equals_sign_or_in_the_next_word)
{
	expect_int(PARSE(&plain, "--destination=out"), -1);
	expect_c(options.destination, "out");
	expect_int(PARSE(&plain, "--destination", "out"), -1);
	expect_c(options.destination, "out");
	expect_int(PARSE(&plain, "--destination=a=b"), -1);
	expect_c(options.destination, "a=b");
	expect_int(PARSE(&plain, "--base-url", "https://example.org/?a=b"), -1);
	expect_c(options.base_url, "https://example.org/?a=b");
}

TEST(flags_combine_and_the_last_may_take_a_value)
{
	expect_int(PARSE(&plain, "-DF"), -1);
	expect(options.drafts && options.future && !options.strict);
	expect_int(PARSE(&plain, "-DFdout", "--strict"), -1);
	expect(options.drafts && options.future && options.strict);
	expect_c(options.destination, "out");
	expect_int(PARSE(&plain, "-Dj", "3"), -1);
	expect(options.drafts);
	expect_int(options.jobs, 3);
}

TEST(the_last_word_counts)
{
	expect_int(PARSE(&plain, "-da", "-d", "b", "--destination=c"), -1);
	expect_c(options.destination, "c");
}

TEST(a_value_may_look_like_an_option)
{
	expect_int(PARSE(&plain, "-d", "-x"), -1);
	expect_c(options.destination, "-x");
	expect_int(PARSE(&plain, "-d", "--", "--strict"), -1);
	expect_c(options.destination, "--");
	expect(options.strict);
}

TEST(arguments_stand_between_options_in_their_order)
{
	expect_int(PARSE(&taking, "a", "--strict", "b", "-o", "out", "c"), -1);
	expect_int(options.narguments, 3);
	expect_c(options.argument[0], "a");
	expect_c(options.argument[1], "b");
	expect_c(options.argument[2], "c");
	expect(options.strict);
	expect_c(options.output, "out");
}

TEST(two_dashes_end_the_options)
{
	expect_int(PARSE(&taking, "--strict", "--", "--strict", "-o", "--"), -1);
	expect_int(options.narguments, 3);
	expect_c(options.argument[0], "--strict");
	expect_c(options.argument[1], "-o");
	expect_c(options.argument[2], "--");
	expect(!options.output);
	expect_int(PARSE(&taking, "--"), -1);
	expect_int(options.narguments, 0);
}

TEST(one_dash_is_an_argument)
{
	expect_int(PARSE(&taking, "-", "-o", "-"), -1);
	expect_int(options.narguments, 1);
	expect_c(options.argument[0], "-");
	expect_c(options.output, "-");
	expect_int(PARSE(&taking, ""), -1);
	expect_int(options.narguments, 1);
}

TEST(a_value_that_is_missing_is_asked_for)
{
	REFUSED(&plain, "'--destination' needs a value, DIR", "-d");
	REFUSED(&plain, "'--destination' needs a value, DIR", "--destination");
	REFUSED(&plain, "'--jobs' needs a value, N", "-Dj");
	REFUSED(&plain, "'--destination'", "--destination=");
	REFUSED(&plain, "'--root'", "-C", "");
	REFUSED(&plain, "'--config'", "--config=");
	REFUSED(&plain, "'--base-url'", "-b", "");
}

TEST(a_value_that_is_wrong_is_refused)
{
	REFUSED(&plain, "'0' is no value for '--jobs'", "-j0");
	REFUSED(&plain, "'257' is no value for '--jobs'", "-j257");
	REFUSED(&plain, "'x' is no value for '--jobs'", "-j", "x");
	REFUSED(&plain, "'-1' is no value for '--jobs'", "--jobs=-1");
	REFUSED(&plain, "'xml' is no value for '--format'", "--format", "xml");
	REFUSED(&plain, "'TEXT' is no value for '--format'", "--format=TEXT");
	REFUSED(&plain, "no value belongs to '--strict=yes'", "--strict=yes");
	REFUSED(&plain, "no value belongs to '--drafts='", "--drafts=");
}

TEST(formats_are_read)
{
	expect_int(PARSE(&plain, "--format", "text"), -1);
	expect_int(options.format, DIAG_TEXT);
	expect_int(PARSE(&plain, "--format=json"), -1);
	expect_int(options.format, DIAG_JSON);
	expect_int(PARSE(&plain, "--format=github"), -1);
	expect_int(options.format, DIAG_GITHUB);
}

TEST(an_unknown_option_is_named_with_the_nearest)
{
	REFUSED(&plain, "'plain' has no option '--destinaton'", "--destinaton=x");
	REFUSED(&plain, "did you mean '--destination'?", "--destinaton=x");
	REFUSED(&plain, "'tiku help plain' lists", "--nonesuch");
	REFUSED(&plain, "has no option '--dest'", "--dest", "x");	/* whole words only */
	REFUSED(&plain, "has no option '--'", "--=x");
	REFUSED(&plain, "'plain' has no option '-x'", "-x");
	REFUSED(&plain, "'plain' has no option '-x'", "-Dxout");
	REFUSED(&plain, "'plain' has no option '-题'", "-D题");
	REFUSED(&bare, "'bare' has no option '--strict'", "--strict");
	/* another command's option is none of this one's */
	REFUSED(&taking, "'taking' has no option '-D'", "-D");
	REFUSED(&taking, "'taking' has no option '--drafts'", "--drafts");
}

TEST(an_argument_nobody_wants_is_refused)
{
	REFUSED(&plain, "nothing is to be done with 'x'", "--strict", "x");
	REFUSED(&bare, "nothing is to be done with '-'", "-");
}

TEST(the_first_mistake_ends_the_reading)
{
	REFUSED(&plain, "'0' is no value for '--jobs'", "-j0", "--nonesuch");
}

/* What is said about a command names all that it takes and nothing else. */
TEST(help_lists_what_a_command_takes)
{
	char *text = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&text, &n);

	command_help(&taking, f);
	fclose(f);
	expect(strstr(text, "usage: tiku taking [OPTIONS] [FILE]\n\nTake arguments.\n"));
	expect(strstr(text, "  -C, --root DIR "));
	expect(strstr(text, "  -o, --output PATH "));
	expect(strstr(text, "      --strict "));
	expect(!strstr(text, "--drafts"));
	free(text);
	f = open_memstream(&text, &n);
	command_help(&bare, f);
	fclose(f);
	expect(!strstr(text, "options:"));
	free(text);
}

TEST(no_two_rows_are_written_alike)
{
	for (const struct option_row *r = option_rows; r->name; r++) {
		expect(r->help && r->set);
		for (const struct option_row *s = r + 1; s->name; s++) {
			expect(strcmp(r->name, s->name) != 0);
			expect(!r->letter || r->letter != s->letter);
		}
	}
}

int
main(void)
{
	return RUN(
	    nothing_is_fine,
	    a_short_option_takes_its_value_in_the_same_word_or_the_next,
	    a_long_option_takes_its_value_behind_an_equals_sign_or_in_the_next_word,
	    flags_combine_and_the_last_may_take_a_value,
	    the_last_word_counts,
	    a_value_may_look_like_an_option,
	    arguments_stand_between_options_in_their_order,
	    two_dashes_end_the_options,
	    one_dash_is_an_argument,
	    a_value_that_is_missing_is_asked_for,
	    a_value_that_is_wrong_is_refused,
	    formats_are_read,
	    an_unknown_option_is_named_with_the_nearest,
	    an_argument_nobody_wants_is_refused,
	    the_first_mistake_ends_the_reading,
	    help_lists_what_a_command_takes,
	    no_two_rows_are_written_alike);
}
