#!/usr/bin/env bash
# Runs the demo server and Vite's hot reload of the dashboard until one of them ends
# or Ctrl-C. Vite passes on what belongs to the server, so cookies stay true to life.
set -euo pipefail
trap 'kill $(jobs -p) 2>/dev/null; wait' EXIT

export BATON_ADDR=${BATON_ADDR:-localhost:8080}
go build -o bin/baton ./cmd/baton
bin/baton serve --demo &
BATON_DEV_SERVER=http://$BATON_ADDR node_modules/.bin/vite dashboard &
wait -n
