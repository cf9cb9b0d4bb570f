#!/usr/bin/env bash
# Fails if `make generate` would change a generated file: one that says so in its
# text or has .gen. in its name.
set -euo pipefail

sums() {
	git ls-files -z --cached --others --exclude-standard |
		{ xargs -0 grep -lE --null 'Code generated .*DO NOT EDIT' 2>/dev/null || true; }
	git ls-files -z --cached --others --exclude-standard '*.gen.*'
}
snapshot() { sums | sort -zu | xargs -0r sha256sum 2>/dev/null; }

before=$(snapshot)
make generate >/dev/null
after=$(snapshot)
if [ "$before" != "$after" ]; then
	echo "generated files are stale; run make generate and commit:"
	diff <(echo "$before") <(echo "$after") | sed -nE 's/^[<>] [0-9a-f]+ +/  /p' | sort -u
	exit 1
fi
