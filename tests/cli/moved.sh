#!/bin/bash
# The folder of the results goes away while a run writes there: what came is
# written again, nothing is lost or asked again, and the run says so.
set -eu
. tests/server.sh

letters 20 reply
many 200
serve "$T/reply.txt"
toy="toy@$url#toy-1"

# WHAT COMMAND...: does the command to $T/o when some replies are there; ends
# with the run's code in status.
interfere()
{
    "$RETORT" run "$T/many.lua" -m "$toy" -o "$T/o" -j 4 >"$T/results" \
        2>"$T/out" &
    local runner=$! tries=0
    until [ -e "$T/o/retort.db" ] && [ "$(sqlite3 -readonly "$T/o/retort.db" \
        'SELECT count(*) FROM answer' 2>/dev/null || echo 0)" -gt 20 ]; do
        tries=$((tries + 1))
        [ "$tries" -lt 500 ] || break
        sleep 0.02
    done
    "$@"
    status=0
    wait "$runner" || status=$?
}

# Replies that are there and whole: FILE
replies()
{
    sqlite3 "$1" 'PRAGMA integrity_check; SELECT count(*) FROM answer' |
        tr '\n' ' '
}

interfere rm -rf "$T/o"
expect 'the folder is removed: 5' ended 5
expect '... says so' said 'o/retort.db was moved or removed while it was written'
expect '... and what to do' said 'is in '"$T"'/o/retort.db now: run the same command again'
before=$(sent)
expect '... every reply is there' same "$(replies "$T/o/retort.db")" "ok $before "
retort run "$T/many.lua" -m "$toy" -o "$T/o"
expect '... the same command goes on: 0' ended 0
expect '... and asks the rest alone' same "$(sent)" 200

# Another folder takes its place in one step.
swap()
{
    python3 -c '
import ctypes, sys
a, b = (x.encode() for x in sys.argv[1:])
if ctypes.CDLL(None, use_errno=True).renameat2(-100, a, -100, b, 2) != 0:
    raise OSError(ctypes.get_errno(), "renameat2")' "$T/o" "$T/other"
}
sed 's/"many"/"few"/' "$T/many.lua" >"$T/few.lua"
retort run "$T/few.lua" -m "$toy" -o "$T/other" -n 3
rm -rf "$T/o"
before=$(sent)
interfere swap
expect 'another is in its place: 5' ended 5
expect '... beside which it is' said 'o/retort.db.rescued now: put that in its place'
expect '... every reply is there' same "$(replies "$T/o/retort.db.rescued")" \
    "ok $(($(sent) - before)) "
expect '... and the other is as it was' same "$(replies "$T/o/retort.db")" 'ok 3 '
tap_end
