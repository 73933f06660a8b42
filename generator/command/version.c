/* tiku version */
#include "command/command.h"

#ifndef TIKU_VERSION
#define TIKU_VERSION "0.1.0"
#endif

static int
run(const struct options *o)
{
	(void)o;
	printf("tiku %s\n", TIKU_VERSION);
	return EXIT_FINE;
}

const struct command version_command = {
	"version", "", "Print the version.", "", run,
};
