#!/bin/sh
# keeper.sh SIGNAL FOLDER COMMAND... runs COMMAND until standard input ends, then
# sends it SIGNAL. A line on standard input is a signal to send instead. Whoever
# holds the other end of the pipe may therefore die in any way, and COMMAND still
# ends. Afterwards FOLDER is removed (empty: nothing is) and COMMAND's exit status
# is passed on.
signal=$1 folder=$2
shift 2
exec 3<&0 </dev/null
"$@" 3<&- &
server=$!
{
	read -r other <&3 && signal=$other
	# A shell starts its background commands deaf to INT, so one that is still getting
	# ready to be the server must hear it again.
	while kill -s "$signal" "$server" && [ "$signal" = INT ]; do sleep 0.2; done
} >/dev/null 2>&1 &
watcher=$!
exec 3<&-
wait "$server"
status=$?
kill "$watcher" 2>/dev/null
[ -z "$folder" ] || rm -rf "$folder"
exit "$status"
