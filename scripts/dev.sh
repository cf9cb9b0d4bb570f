#!/usr/bin/env bash
# Runs the demo server and Vite's hot reload of the dashboard until one of them ends
# or Ctrl-C. Vite passes on what belongs to the server, so cookies stay true to life.
set -euo pipefail
trap 'kill $(jobs -p) 2>/dev/null; wait' EXIT

export BATON_ADDR=${BATON_ADDR:-localhost:8080}
export BATON_DEV_SERVER=http://$BATON_ADDR
go build -o bin/baton ./cmd/baton
bin/baton serve --demo &
npm run dev -w dashboard --if-present &
wait -n
