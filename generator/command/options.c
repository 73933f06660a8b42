/*
 * Options, once for all commands: a row says how one is written, what it
 * means and where it goes; a command names the rows it takes.
 */
#include <string.h>

#include "base/date.h"
#include "command/command.h"
#include "format/schema.h"

static bool
set_root(struct options *o, const char *v)
{
	o->root = v;
	return true;
}

static bool
set_config(struct options *o, const char *v)
{
	o->config = v;
	return true;
}

static bool
set_destination(struct options *o, const char *v)
{
	o->destination = v;
	return *v != '\0';
}

static bool
set_base_url(struct options *o, const char *v)
{
	o->base_url = v;
	return true;
}

static bool
set_drafts(struct options *o, const char *v)
{
	(void)v;
	return o->drafts = true;
}

static bool
set_future(struct options *o, const char *v)
{
	(void)v;
	return o->future = true;
}

static bool
set_strict(struct options *o, const char *v)
{
	(void)v;
	return o->strict = true;
}

static bool
set_clean(struct options *o, const char *v)
{
	(void)v;
	return o->clean = true;
}

static bool
set_explain(struct options *o, const char *v)
{
	(void)v;
	return o->explain = true;
}

static bool
set_timings(struct options *o, const char *v)
{
	(void)v;
	return o->timings = true;
}

static bool
set_accept(struct options *o, const char *v)
{
	(void)v;
	return o->accept = true;
}

static bool
set_baseline(struct options *o, const char *v)
{
	o->baseline = v;
	return true;
}

static bool
set_jobs(struct options *o, const char *v)
{
	int64_t n;

	if (!str_int(str_of(v), &n) || n < 1 || n > 256)
		return false;
	o->jobs = (int)n;
	return true;
}

static bool
set_lang(struct options *o, const char *v)
{
	o->lang = v;
	return *v != '\0';
}

static bool
set_company(struct options *o, const char *v)
{
	o->company = v;
	return *v != '\0';
}

static bool
set_topic(struct options *o, const char *v)
{
	o->topic = v;
	return *v != '\0';
}

static bool
set_output(struct options *o, const char *v)
{
	o->output = v;
	return *v != '\0';
}

static bool
set_slug(struct options *o, const char *v)
{
	o->slug = v;
	return *v != '\0';
}

static bool
set_date(struct options *o, const char *v)
{
	int64_t unused;

	o->date = v;
	return date_parse(str_of(v), &unused);
}

static bool
set_dry_run(struct options *o, const char *v)
{
	(void)v;
	return o->dry_run = true;
}

static bool
set_keep(struct options *o, const char *v)
{
	(void)v;
	return o->keep = true;
}

static bool
set_format(struct options *o, const char *v)
{
	static const char *const names[] = { "text", "json", "github" };

	for (int i = 0; i < 3; i++)
		if (strcmp(v, names[i]) == 0) {
			o->format = (enum diag_format)i;
			return true;
		}
	return false;
}

const struct option_row option_rows[] = {
	{ 'C', "root", "DIR", "the site's folder (default: this one)", set_root },
	{ 'c', "config", "FILE", "settings to use instead of DIR/site.yml", set_config },
	{ 'd', "destination", "DIR", "where the site goes (default: public)", set_destination },
	{ 'b', "base-url", "URL", "address of the published site", set_base_url },
	{ 'D', "drafts", NULL, "with drafts", set_drafts },
	{ 'F', "future", NULL, "with articles dated in the future", set_future },
	{ 'j', "jobs", "N", "processes at once (default: one a processor)", set_jobs },
	{ 0, "strict", NULL, "warnings are errors", set_strict },
	{ 0, "clean", NULL, "forget what earlier builds rendered", set_clean },
	{ 0, "timings", NULL, "say how long each phase took", set_timings },
	{ 0, "explain", NULL, "say which rule found each question, and where", set_explain },
	{ 0, "accept", NULL, "declare that all translations agree with their originals", set_accept },
	{ 0, "baseline", "FILE", "a published questions.json: warn when an id has moved", set_baseline },
	{ 0, "lang", "LANG", "the language, by its id in site.yml", set_lang },
	{ 0, "company", "NAME", "asked at this company", set_company },
	{ 0, "topic", "NAME", "about this topic", set_topic },
	{ 'o', "output", "PATH", "where the result goes; - is stdout", set_output },
	{ 0, "slug", "SLUG", "the article's name in its address", set_slug },
	{ 0, "date", "DATE", "the article's date, such as 2026-03-01", set_date },
	{ 0, "dry-run", NULL, "show what would be done; write nothing", set_dry_run },
	{ 0, "keep", NULL, "keep the original beside the result, as .NAME.original", set_keep },
	{ 0, "format", "FORMAT", "how messages are written: text, json or github", set_format },
	{ 0, NULL, NULL, NULL, NULL },
};

/* A command lists its options as words: "-C", "--strict". */
static bool
takes(const struct command *c, const struct option_row *row)
{
	struct str list = str_of(c->options), word;

	while (str_cut(&list, ' ', &word))
		if (str_eq(word, str_of(row->name)))
			return true;
	return false;
}

static const struct option_row *
find_long(const struct command *c, struct str name)
{
	for (const struct option_row *r = option_rows; r->name; r++)
		if (takes(c, r) && str_eq(str_of(r->name), name))
			return r;
	return NULL;
}

static const struct option_row *
find_short(const struct command *c, char letter)
{
	for (const struct option_row *r = option_rows; r->name; r++)
		if (takes(c, r) && r->letter == letter)
			return r;
	return NULL;
}

static int
usage_error(const struct command *c, const char *what, struct str which)
{
	fprintf(stderr, "tiku: error: %s '%.*s'\n", what, STR_ARG(which));
	fprintf(stderr, "note: 'tiku help %s' lists what it takes\n", c->name);
	return EXIT_USAGE;
}

static int
unknown_long(const struct command *c, struct str name)
{
	struct str names[sizeof option_rows / sizeof *option_rows], near;
	size_t n = 0;

	for (const struct option_row *r = option_rows; r->name; r++)
		if (takes(c, r))
			names[n++] = str_of(r->name);
	near = nearest(name, names, n);
	fprintf(stderr, "tiku: error: '%s' has no option '--%.*s'\n", c->name,
	    STR_ARG(name));
	if (near.n > 0)
		fprintf(stderr, "note: did you mean '--%.*s'?\n", STR_ARG(near));
	else
		fprintf(stderr, "note: 'tiku help %s' lists what it takes\n",
		    c->name);
	return EXIT_USAGE;
}

static int
unknown_short(const struct command *c, const char *letter)
{
	int n = 1;

	while (((unsigned char)letter[n] & 0xC0) == 0x80)
		n++;		/* a character of more than one byte */
	fprintf(stderr, "tiku: error: '%s' has no option '-%.*s'\n", c->name, n,
	    letter);
	fprintf(stderr, "note: 'tiku help %s' lists what it takes\n", c->name);
	return EXIT_USAGE;
}

static int
set_value(const struct option_row *row, struct options *o, const char *value)
{
	if (!value || (row->value && !*value)) {
		fprintf(stderr, "tiku: error: '--%s' needs a value, %s\n",
		    row->name, row->value);
		fprintf(stderr, "note: %s\n", row->help);
		return EXIT_USAGE;
	}
	if (!row->set(o, value)) {
		fprintf(stderr, "tiku: error: '%s' is no value for '--%s'\n",
		    value, row->name);
		fprintf(stderr, "note: %s\n", row->help);
		return EXIT_USAGE;
	}
	return -1;
}

/* --name, --name=value, --name value; *used grows when the value is the next word. */
static int
parse_long(const struct command *c, char **argv, int left, struct options *o,
    int *used)
{
	struct str word = str_of(argv[0] + 2), name = word;
	size_t equals = str_chr(word, '=');
	const struct option_row *row;
	const char *value = "";

	name = str_sub(word, 0, equals);
	row = find_long(c, name);
	if (!row)
		return unknown_long(c, name);
	if (!row->value && equals != STR_NONE)
		return usage_error(c, "no value belongs to", str_of(argv[0]));
	if (row->value && equals != STR_NONE)
		value = argv[0] + 2 + equals + 1;
	else if (row->value) {
		value = left > 1 ? argv[1] : NULL;
		*used = 2;
	}
	return set_value(row, o, value);
}

/* -x, -xVALUE, -x VALUE, -xyz */
static int
parse_short(const struct command *c, char **argv, int left, struct options *o,
    int *used)
{
	const struct option_row *row;
	int status = -1;

	for (char *p = argv[0] + 1; *p && status < 0; p++) {
		row = find_short(c, *p);
		if (!row)
			return unknown_short(c, p);
		if (!row->value) {
			status = set_value(row, o, "");
			continue;
		}
		if (p[1])
			return set_value(row, o, p + 1);
		*used = 2;
		return set_value(row, o, left > 1 ? argv[1] : NULL);
	}
	return status;
}

int
options_parse(const struct command *c, int argc, char **argv,
    struct options *o)
{
	int status = -1, used;
	bool ended = false;

	o->argument = argv;
	for (int i = 0; i < argc && status < 0; i += used) {
		used = 1;
		if (ended || argv[i][0] != '-' || argv[i][1] == '\0')
			o->argument[o->narguments++] = argv[i];
		else if (strcmp(argv[i], "--") == 0)
			ended = true;
		else if (strcmp(argv[i], "--help") == 0 ||
		    strcmp(argv[i], "-h") == 0) {
			command_help(c, stdout);
			return EXIT_FINE;
		} else if (argv[i][1] == '-')
			status = parse_long(c, argv + i, argc - i, o, &used);
		else
			status = parse_short(c, argv + i, argc - i, o, &used);
	}
	if (status < 0 && o->narguments > 0 && !c->usage[0])
		return usage_error(c, "nothing is to be done with",
		    str_of(o->argument[0]));
	return status;
}

void
command_help(const struct command *c, FILE *out)
{
	char left[64];

	fprintf(out, "usage: tiku %s [OPTIONS]%s%s\n\n%s\n", c->name,
	    c->usage[0] ? " " : "", c->usage, c->summary);
	if (c->options[0])
		fprintf(out, "\noptions:\n");
	for (const struct option_row *r = option_rows; r->name; r++) {
		if (!takes(c, r))
			continue;
		snprintf(left, sizeof left, "--%s%s%s", r->name,
		    r->value ? " " : "", r->value ? r->value : "");
		if (r->letter)
			fprintf(out, "  -%c, %-22s %s\n", r->letter, left, r->help);
		else
			fprintf(out, "      %-22s %s\n", left, r->help);
	}
}
