#!/bin/sh
# What no test can show: the order of the floors, headers that stand alone, one
# file for each library, calls nobody should make.  Then the checkers that are
# installed; one that is not is named and skipped.
# usage: lint.sh [house]; house leaves out the checkers that take minutes.
set -u
cd "$(dirname "$0")/.." || exit 3

flags='-std=c11 -D_GNU_SOURCE -Igenerator -I/usr/include/cmark-gfm'
failed=0
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT

# report WHAT FILE: the findings in FILE are a failure, none are fine.
report() {
	if [ -s "$2" ]; then
		echo "not ok - $1"
		sed 's/^/  /' "$2"
		failed=1
	else
		echo "ok - $1"
	fi
}

headers_alone() {
	for header in generator/*/*.h; do
		echo "#include \"${header#generator/}\"" >"$temp/alone.c"
		# shellcheck disable=SC2086
		${CC:-cc} $flags -Wall -Wextra -Werror -Wno-unused-function \
			-fsyntax-only "$temp/alone.c" 2>&1
	done
}

# A library is one file's business, so that a change of it touches one file.
# md_private.h speaks for the group of files round cmark-gfm.
one_file_a_library() {
	awk '
	/^[ \t]*#[ \t]*include[ \t]*</ {
		split($0, part, /[<>]/)
		library = ""
		if (part[2] ~ /^unicode\//) library = "ICU"
		if (part[2] ~ /^cmark-gfm/) library = "cmark-gfm"
		if (part[2] ~ /^(yaml|jansson|xxhash|gumbo|microhttpd|sqlite3|zip|zlib|md5|sha1|sha2)\.h$/)
			library = part[2]
		if (part[2] ~ /^brotli\//) library = "brotli"
		if (library == "" || seen[library, FILENAME]++)
			next
		if (library in owner)
			print FILENAME ":" FNR ": " library " belongs to " owner[library]
		else
			owner[library] = FILENAME
		if (FILENAME ~ /\.h$/ && FILENAME != "generator/format/md_private.h")
			print FILENAME ":" FNR ": a header shows " library " to others"
	}' generator/*.c generator/*/*.c generator/*/*.h
	for file in generator/*/*.[ch]; do
		case $file in
		generator/format/md_*.c | generator/format/markdown.c) ;;
		*) grep -Hn '"format/md_private.h"' "$file" |
			sed 's/$/ : only format\/md_*.c may know cmark-gfm/' ;;
		esac
	done
}

# Functions that write without a bound, keep hidden state or cannot fail.
banned_calls() {
	grep -nE '(^|[^A-Za-z0-9_>.])(strcpy|strcat|sprintf|vsprintf|strtok|gets|alloca)[ \t]*\(' \
		generator/*.c generator/*/*.[ch] tests/unit/*.[ch] tests/spec/*.c \
		tests/fuzz/*.c tests/bench/*.c 2>/dev/null |
		grep -vE ':[0-9]+:[ \t]*(/?\*|//)'
}

# Spaces at the start of a line of code; long lines; spaces at the end.
shape() {
	awk '
	/[ \t]$/ { print FILENAME ":" FNR ": space at the end of the line" }
	/^        / { print FILENAME ":" FNR ": indented with spaces" }
	{
		wide = $0
		gsub(/[\200-\277]/, "", wide)	# one column a character
		n = 0
		for (i = 1; i <= length(wide); i++)
			n = substr(wide, i, 1) == "\t" ? n + 8 - n % 8 : n + 1
		if (n > 100)
			print FILENAME ":" FNR ": " n " columns; 100 are the most"
	}' generator/*.c generator/*/*.[ch]
}

tests/layers.sh >"$temp/layers" 2>&1
report 'arrows point down' "$temp/layers"
headers_alone >"$temp/headers" 2>&1
report 'each header compiles alone' "$temp/headers"
one_file_a_library >"$temp/library"
report 'one file knows each library' "$temp/library"
banned_calls >"$temp/banned"
report 'no banned calls' "$temp/banned"
LC_ALL=C shape >"$temp/shape"
report 'tabs, and at most 100 columns' "$temp/shape"
[ "${1-}" = house ] && exit "$failed"

has() {
	command -v "$1" >/dev/null && return
	echo "ok - $1 # SKIP it is not installed"
	return 1
}

# What is left out is wrong about this code: a loop that assigns before it tests,
# an #error in the branch not taken, a macro that holds a cast in a ?:.
if has cppcheck; then
	cppcheck --quiet --std=c11 -D_GNU_SOURCE -Igenerator --inline-suppr \
		--enable=warning,performance,portability \
		--suppress=uninitvar:generator/base/file.c \
		--suppress=arrayIndexThenCheck --suppress=preprocessorErrorDirective \
		--suppress=CastIntegerToAddressAtReturn \
		--template='{file}:{line}: {message} [{id}]' generator \
		>"$temp/cppcheck" 2>&1
	report cppcheck "$temp/cppcheck"
fi

# Left out: arrays of pointers are meant (LIST), bytes are chars, views have no NUL
# at their end, and version 14 takes every va_list for uninitialized.
tidy_checks='-*,bugprone-*,clang-analyzer-*'
for wrong in bugprone-easily-swappable-parameters bugprone-sizeof-expression \
	bugprone-narrowing-conversions bugprone-not-null-terminated-result \
	clang-analyzer-valist.Uninitialized \
	clang-analyzer-security.insecureAPI.DeprecatedOrUnsafeBufferHandling; do
	tidy_checks="$tidy_checks,-$wrong"
done
if has clang-tidy; then
	# shellcheck disable=SC2086
	clang-tidy --quiet --checks="$tidy_checks" generator/*.c generator/*/*.c -- \
		$flags 2>/dev/null | grep -E ': (warning|error): ' | sort -u >"$temp/tidy"
	report clang-tidy "$temp/tidy"
fi
if has shellcheck; then
	grep -lE '^#!/(bin/sh|usr/bin/env bash)' .ci/run tests/*.sh tests/*/run tests/*/*.sh tests/run \
		2>/dev/null | xargs shellcheck --severity=warning >"$temp/shellcheck" 2>&1
	report shellcheck "$temp/shellcheck"
fi
exit "$failed"
