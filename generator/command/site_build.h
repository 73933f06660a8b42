#ifndef TIKU_COMMAND_SITE_BUILD_H
#define TIKU_COMMAND_SITE_BUILD_H
/* The pipeline, for every command that reads a site. */
#include "command/command.h"
#include "render/page.h"

struct build {
	struct arena *arena;
	struct diag *diag;
	struct config *config;
	struct rows rows;
	struct site *site;
	struct pieces pieces;
	struct assets assets;
	struct plan plan;
	struct output_count count;
	int64_t started, phase_started;	/* milliseconds (proc_now) */
	struct { const char *name; int64_t milliseconds; } phase[8];
	size_t phases;
	bool published;
};

enum build_until {
	UNTIL_LINKED,		/* every file read, everything linked */
	UNTIL_PLANNED,		/* embeds rendered, pages planned, templates compiled */
	UNTIL_PUBLISHED
};

/*
 * Run the phases in order; each reports every mistake it can find, and a phase
 * with errors is the last one run.  Returns the exit status.  build_end()
 * frees and must be called.
 */
int build_run(struct build *b, const struct options *o, enum build_until until);
void build_end(struct build *b);
/* Print what was found, and settle the status: warnings count with --strict. */
int build_report(const struct build *b, const struct options *o, int status);
#endif
