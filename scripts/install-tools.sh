#!/usr/bin/env bash
# Makes sure that the programs the tests need are here. On Debian the missing ones
# are installed; elsewhere one sentence says what to install. With CI=true nothing
# may be missing afterwards, and without it neither: no test is ever skipped.
set -euo pipefail

die() {
	echo "install-tools: $*" >&2
	exit 1
}

# Two that Debian's packages are too old for.
command -v go >/dev/null || die "install Go $(sed -n 's/^go //p' go.mod) or later from https://go.dev/dl/"
command -v npm >/dev/null || die "install Node.js 20.19 or later from https://nodejs.org/"

chromium=${BATON_CHROMIUM:-/usr/bin/chromium}
[ -z "${BATON_CHROMIUM:-}" ] || [ -x "$chromium" ] || die "BATON_CHROMIUM names $chromium, which is no program"
missing() {
	command -v gcc >/dev/null || echo gcc libc6-dev # the race detector needs a C compiler
	command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || echo postgresql
	command -v redis-server >/dev/null || echo redis-server
	[ -x "$chromium" ] || echo chromium
}

packages=$(missing | xargs)
[ -n "$packages" ] || exit 0

command -v apt-get >/dev/null ||
	die "install these with your package manager, then try again: $packages (BATON_CHROMIUM names a browser elsewhere)"
sudo=
[ "$(id -u)" = 0 ] || sudo=sudo
echo "installing $packages"
$sudo apt-get update -qq
# shellcheck disable=SC2086 # words on purpose
DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends $packages >/dev/null

packages=$(missing | xargs)
[ -z "$packages" ] || die "apt-get ran, but these are still missing: $packages"
