#!/usr/bin/env bash
# Builds the widget and the dashboard into dist/, ready to be embedded.
set -euo pipefail

for app in widget dashboard; do
	[ -f $app/package.json ] || continue
	mkdir -p $app/dist
	find $app/dist -mindepth 1 ! -name placeholder.txt -delete
	npm run --silent build -w $app
	node scripts/compress.mjs $app/dist
done
