/*
 * tiku: a static site generator for bilingual interview-question sites.
 * The table of commands, and where tiku's own files are.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "command/command.h"
#include "format/schema.h"

const struct command *const commands[] = { &build_command, &check_command,
	&list_command, &import_command, &export_command, &clean_command,
	&version_command, NULL };

static char home[4096];

/* Does dir hold the theme?  Then it is home. */
static bool
home_try(const char *dir, const char *below)
{
	char probe[4200];

	snprintf(probe, sizeof probe, "%s%s/templates/theme.yml", dir, below);
	if (!file_exists(probe))
		return false;
	snprintf(home, sizeof home, "%s%s", dir, below);
	return true;
}

/*
 * TIKU_HOME; else the folder above the program's own (build/tiku in a
 * checkout), or share/tiku beside bin/ where it is installed.
 */
static void
home_find(void)
{
	const char *given = getenv("TIKU_HOME");
	char exe[4000];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);
	char *slash;

	exe[n > 0 ? n : 0] = '\0';
	for (int i = 0; i < 2; i++)
		if ((slash = strrchr(exe, '/')))
			*slash = '\0';
	if (given && *given)
		snprintf(home, sizeof home, "%s", given);
	else if (!home_try(exe, "") && !home_try(exe, "/share/tiku"))
		snprintf(home, sizeof home, "%s", exe);
}

const char *
tiku_home(void)
{
	return home;
}

void
usage_print(FILE *out)
{
	fprintf(out, "usage: tiku COMMAND [OPTIONS]\n\ncommands:\n");
	for (size_t i = 0; commands[i]; i++)
		fprintf(out, "  %-9s %s\n", commands[i]->name,
		    commands[i]->summary);
	fprintf(out, "  %-9s %s\n\n'tiku help COMMAND' says more.\n", "help",
	    "Print this, or what a command takes.");
}

static const struct command *
command_find(const char *name)
{
	for (size_t i = 0; commands[i]; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

static int
command_unknown(const char *name)
{
	struct str names[32], near;
	size_t n = 0;

	for (; commands[n]; n++)
		names[n] = str_of(commands[n]->name);
	near = nearest(str_of(name), names, n);
	fprintf(stderr, "tiku: error: no command '%s'\n", name);
	if (near.n > 0)
		fprintf(stderr, "note: did you mean '%.*s'?\n", STR_ARG(near));
	else
		fprintf(stderr, "note: 'tiku help' lists the commands\n");
	return EXIT_USAGE;
}

static int
help(int argc, char **argv)
{
	const struct command *c;

	if (argc < 1) {
		usage_print(stdout);
		return EXIT_FINE;
	}
	c = command_find(argv[0]);
	if (!c)
		return command_unknown(argv[0]);
	command_help(c, stdout);
	return EXIT_FINE;
}

static bool
is_help(const char *s)
{
	return strcmp(s, "help") == 0 || strcmp(s, "--help") == 0 ||
	    strcmp(s, "-h") == 0;
}

int
main(int argc, char **argv)
{
	struct options o = { .root = "." };
	const struct command *c;
	int status;

	signal(SIGPIPE, SIG_IGN);	/* a helper that dies is found by its pipe */
	home_find();
	if (argc < 2 || is_help(argv[1]))
		return help(argc - 2, argv + 2);
	c = command_find(strcmp(argv[1], "--version") == 0 ? "version" : argv[1]);
	if (!c)
		return command_unknown(argv[1]);
	status = options_parse(c, argc - 2, argv + 2, &o);
	if (status < 0)
		status = c->run(&o);
	if (fflush(stdout) != 0 || ferror(stdout))
		return status ? status : EXIT_ENVIRONMENT;
	return status;
}
