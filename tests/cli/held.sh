#!/bin/bash
# Another process has the database: requests go on. For longer than we wait
# (10 s), or where it refuses a row: a clear sentence and exit 5, what was paid
# for is kept once it can be, and the same command completes the run.
set -eu
. tests/server.sh

same()
{
    [ "$1" = "$2" ] || { echo "# '$1' is not '$2'" && false; }
}

# Holds a folder's database until let_go: FOLDER
hold()
{
    rm -f "$T/release"
    mkfifo "$T/release"
    : >"$T/holds" # there before it is looked into
    python3 - "$T/$1/retort.db" "$T/release" >"$T/holds" <<'END' &
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], timeout=60, isolation_level=None)
db.execute("BEGIN IMMEDIATE")
print("held", flush=True)
open(sys.argv[2]).read()
db.execute("ROLLBACK")
END
    holder=$!
    until grep -q held "$T/holds"; do sleep 0.02; done
}

let_go()
{
    echo >"$T/release"
    wait "$holder"
}

# released in time: nobody notices
many 40
letters 300 slow
serve "$T/slow.txt"
launch run "$T/many.lua" -j 2 -m "toy@$url#toy-1" -o "$T/short" -q
until_sent 3
hold short
at=$(sent)
until_sent $((at + 4))
expect 'while the file is not to be had: requests go on' \
    test "$(sent)" -ge $((at + 4))
let_go
landed
expect '... and the run ends with 0' ended 0
expect '... with all that came' \
    same "$(asked short 'SELECT count(*) FROM verdict')" 40
stop

many 1000
letters 500 slow # it would take a minute: it is held on its way
serve "$T/slow.txt"
launch run "$T/many.lua" -j 8 -m "toy@$url#toy-1" -o "$T/held" -q
until_sent 3
hold held
sleep 12
let_go
landed
expect 'held for 12 seconds: 5' ended 5
expect '... says who' said 'another retort is writing there'
expect '... and every reply is kept' \
    same "$(asked held 'SELECT count(*) FROM answer')" "$(sent)"
expect '... of a run that is incomplete' \
    same "$(asked held 'SELECT status FROM run')" incomplete
n=$(sent)
expect '... which sent no more than it could keep in mind' test "$n" -le 400
retort run "$T/many.lua" -j 256 -m "toy@$url#toy-1" -o "$T/held" -q
expect '... and which the same command completes' \
    same "$status $(sent) $(asked held 'SELECT count(*) FROM verdict')" \
    '0 1000 1000'
stop

# what is asked while outcomes are on their way to the disk may be for nothing
letters 50 quick
serve "$T/quick.txt"
launch gate "$T/many.lua" -j 2 --margin 5pt --baseline toy \
    --candidate "other@$url#toy-2" -o "$T/held" -q
until_sent 5
hold held
sleep 0.6 # what was under way comes back
n=$(sent)
sleep 1
expect 'a gate sends nothing while its outcomes cannot be kept' \
    same "$(sent)" "$n"
let_go
landed
expect '... and goes on' ended 0
stop

cat >"$T/bad.txt" <<'END'
<reply>
HTTP/1.1 400 Bad Request
content-type: application/json
content-length: @LEN@

{"error":{"message":"no","type":"invalid_request_error"}}
</reply>
END
serve "$T/bad.txt"
retort run "$T/many.lua" -n 2 -m "toy@$url#toy-1" -o "$T/bad" -q
asked bad "CREATE TRIGGER t BEFORE INSERT ON verdict BEGIN
    SELECT RAISE(FAIL, 'refused'); END; DELETE FROM verdict"
retort run "$T/many.lua" -n 2 -m "toy@$url#toy-1" -o "$T/bad" -q
expect 'a last verdict that is not kept: 5' ended 5
expect '... says why' said 'keeping a verdict: refused'
expect '... and the run is incomplete' \
    same "$(asked bad 'SELECT status FROM run')" incomplete
tap_end
