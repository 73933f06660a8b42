#ifndef TIKU_COMMAND_COMMAND_H
#define TIKU_COMMAND_COMMAND_H
/*
 * Commands are rows of a table: a name, what it takes, what it does.  Exit
 * status: 0 fine, 1 the content has errors, 2 wrong usage or site.yml, 3 the
 * environment failed.
 */
#include "base/diag.h"

enum exit_status { EXIT_FINE, EXIT_CONTENT, EXIT_USAGE, EXIT_ENVIRONMENT };

/* What the options of all commands fill. */
struct options {
	const char *root;	/* -C */
	const char *config;	/* -c, or NULL */
	const char *destination;	/* -d, or NULL: root/public */
	const char *base_url;	/* -b, or NULL */
	bool drafts, future, strict, clean, timings, explain, accept;
	const char *baseline;	/* --baseline, or NULL */
	const char *lang, *company, *topic;	/* or NULL */
	const char *output;	/* -o, or NULL */
	const char *slug, *date;	/* or NULL */
	bool dry_run, keep;
	int jobs;		/* 0: as many as there are processors */
	enum diag_format format;
	char **argument;	/* what is no option */
	int narguments;
};

/* One option: how it is written, what it takes, what it means. */
struct option_row {
	char letter;		/* 0: long form only */
	const char *name;	/* "destination" */
	const char *value;	/* "DIR", or NULL when it takes none */
	const char *help;
	/* Set it; false when the value is wrong. */
	bool (*set)(struct options *o, const char *value);
};

struct command {
	const char *name;
	const char *usage;	/* "[TARGET]" */
	const char *summary;
	const char *options;	/* letters and names it takes: "Ccdb --strict" */
	int (*run)(const struct options *o);
};

extern const struct command build_command, check_command, list_command,
    export_command, clean_command, import_command, version_command;
extern const struct command *const commands[];	/* ends with NULL */
extern const struct option_row option_rows[];	/* ends with name NULL */

/* Parse argv behind the command's name; an exit status, or -1 to go on. */
int options_parse(const struct command *c, int argc, char **argv,
    struct options *o);
void usage_print(FILE *out);
void command_help(const struct command *c, FILE *out);
/* The folder with tiku's own templates/, assets/ and generator/workers/. */
const char *tiku_home(void);
#endif
