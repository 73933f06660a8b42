#!/bin/sh
# Arrows point down: a file includes only its own floor or a lower one, and says
# which ("base/str.h").  Prints each include that does not; exit 1 when there is one.
# usage: layers.sh [FOLDER], by default generator/ of this checkout.
set -eu
cd "${1:-$(dirname "$0")/../generator}"

# shellcheck disable=SC2016
find . -name '*.[ch]' | LC_ALL=C sort | xargs awk '
BEGIN {
	n = split("base format model render command", floors)
	for (i = 1; i <= n; i++)
		height[floors[i]] = i
}
FNR == 1 {
	path = substr(FILENAME, 3)
	split(path, part, "/")
	# main.c stands on top of the house
	mine = path ~ /\// ? height[part[1]] : n + 1
	files++
	if (!mine)
		complain("the folder is no floor")
}
/^[ \t]*#[ \t]*include[ \t]*"/ {
	split($0, quoted, "\"")
	split(quoted[2], part, "/")
	if (quoted[2] !~ /^[a-z]+\/[a-z0-9_]+\.h$/ || !height[part[1]])
		complain("an include names its floor: " quoted[2])
	else if (height[part[1]] > mine)
		complain(quoted[2] " is on a higher floor")
}
function complain(what)
{
	print "generator/" path ":" FNR ": " what
	failed = 1
}
END {
	if (!files) {
		print "no source found"
		failed = 1
	}
	exit failed
}'
