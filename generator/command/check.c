/* tiku check: what build checks, without writing a site. */
#include "command/site_build.h"

static int
run(const struct options *o)
{
	struct build b;
	int status = build_run(&b, o, UNTIL_PLANNED);
	size_t errors, warnings;

	status = build_report(&b, o, status);
	errors = diag_errors(b.diag);
	warnings = diag_warnings(b.diag);
	if (o->format == DIAG_TEXT && b.site)
		printf("checked %zu articles: %zu errors, %zu warnings\n",
		    b.site->article.n, errors, warnings);
	build_end(&b);
	return status;
}

const struct command check_command = {
	"check", "", "Find every mistake that build would find; write nothing.",
	"root config base-url drafts future jobs strict format",
	run,
};
