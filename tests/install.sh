#!/bin/sh
# Install tiku: install.sh PREFIX BUILD_DIR
#
#	PREFIX/bin/tiku
#	PREFIX/share/tiku/{templates,assets,generator/workers,package.json,package-lock.json}
#	PREFIX/share/man/man1/tiku.1
#
# The program finds share/tiku beside its own folder, so the prefix may be moved.
# npm packages are not copied: `npm ci` there installs what sites with formulas
# or diagrams need.
set -eu
if [ $# != 2 ]; then
	echo 'usage: install.sh PREFIX BUILD_DIR' >&2
	exit 2
fi
prefix=$1
program=$2/tiku
case $program in
/*) ;;
*) program=$PWD/$program ;;
esac
case $prefix in
/*) ;;
*) prefix=$PWD/$prefix ;;
esac
cd "$(dirname "$0")/.."

share=$prefix/share/tiku

# What an earlier version had and this one has not must not stay: an old
# template beside new ones would be used.
rm -rf "$share/templates" "$share/assets" "$share/generator"
find templates assets generator/workers -type f \
	! -path '*/__pycache__/*' ! -name '.*' | while IFS= read -r file; do
	install -D -m 644 "$file" "$share/$file"
done
install -m 644 package.json package-lock.json .npmrc "$share"
install -D -m 755 "$program" "$prefix/bin/tiku"
install -D -m 644 generator/tiku.1 "$prefix/share/man/man1/tiku.1"

echo "installed $prefix/bin/tiku"
echo "formulas and diagrams need npm packages: npm ci --omit=dev --prefix '$share'"
