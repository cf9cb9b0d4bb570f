#!/usr/bin/env bash
# test.sh TARGET... makes each target in turn, going on after a failure, and ends
# with the summaries of the test runners and one line of totals.
set -uo pipefail
rm -rf test-results
mkdir -p test-results

failed=()
for step in "$@"; do
	start=$SECONDS
	echo "==> $step"
	make "$step" || failed+=("$step")
	echo "==> $step: $((SECONDS - start)) s"
done

echo
if [ ${#failed[@]} -gt 0 ]; then
	echo "failed steps: ${failed[*]}"
else
	echo "all $# steps passed in $SECONDS s"
fi
node scripts/summary.mjs test-results/*.xml || failed+=(summary)
[ ${#failed[@]} = 0 ]
