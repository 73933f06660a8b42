#!/bin/sh
# Install what is missing for one purpose, and nothing when all is there:
#   c     to compile tiku      run   to build a site with all helpers      test  to run the tests
# As root apt-get is called as it is, else with sudo; where there is no sudo
# the one line to run is printed.
set -eu
cd "$(dirname "$0")/.."

c='gcc make pkg-config libcmark-gfm-dev libcmark-gfm-extensions-dev libyaml-dev libjansson-dev libxxhash-dev libicu-dev libgumbo-dev libzip-dev libsqlite3-dev libmd-dev'
run="$c nodejs python3 python3-pygments chromium fonts-wqy-microhei"
test="$run libcmocka-dev python3-jinja2 python3-jsonschema cmark-gfm default-jre-headless"

case ${1:-} in
c) want=$c ;;
run) want=$run ;;
test) want=$test ;;
*) echo "usage: deps.sh c|run|test" >&2; exit 2 ;;
esac

# A program that is there by other means (a newer Node, say) needs no package.
has() {
	case $1 in
	nodejs) command -v node >/dev/null ;;
	gcc) command -v cc >/dev/null ;;
	make) command -v make >/dev/null ;;
	python3) command -v /usr/bin/python3 >/dev/null ;;
	default-jre-headless) command -v java >/dev/null ;;
	*) dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q 'ok installed' ;;
	esac
}

missing=
for package in $want; do
	has "$package" || missing="$missing $package"
done
if [ "${1}" != c ] && ! command -v npm >/dev/null; then
	missing="$missing npm"
fi

if [ -n "$missing" ]; then
	if [ "$(id -u)" = 0 ]; then
		sudo=
	elif command -v sudo >/dev/null; then
		sudo=sudo
	else
		echo "these packages are missing; run as root:" >&2
		echo "  apt-get install --no-install-recommends$missing" >&2
		exit 3
	fi
	$sudo apt-get -o DPkg::Lock::Timeout=300 update
	# shellcheck disable=SC2086
	$sudo env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 \
		install -y --no-install-recommends $missing
fi

# npm packages by the lock; a stamp of the lock says whether they are there.
if [ "$1" != c ]; then
	stamp=node_modules/.tiku-lock
	if ! cmp -s package-lock.json "$stamp"; then
		npm ci --ignore-scripts --no-audit --no-fund
		cp package-lock.json "$stamp"
	fi
fi
