#!/bin/bash
# Another process has the database: requests go on. For longer than ten seconds:
# nothing new is sent, what came waits, and goes beside the database when
# somebody wants an end. Where it refuses a row: a clear sentence and exit 5, and
# the same command completes the run.
set -eu
. tests/server.sh

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

# one that goes on where an earlier one ended does not wait, either
serve "$T/slow.txt"
launch run "$T/many.lua" -j 2 -m "toy@$url#toy-1" -o "$T/resumed" -q
until_sent 6
kill -INT "$launched"
landed
before=$(asked resumed 'SELECT count(*) FROM verdict')
at=$(sent)
launch run "$T/many.lua" -j 2 -m "toy@$url#toy-1" -o "$T/resumed" -q
until_sent $((at + 4))
hold resumed
at=$(sent)
until_sent $((at + 4))
expect 'a run that is resumed goes on, too' test "$(sent)" -ge $((at + 4))
let_go
landed
expect '... from where it was' test "$before" -ge 4
expect '... to the end, and asks nothing twice' \
    same "$status $(asked resumed 'SELECT count(*) FROM verdict') $(sent)" \
    '0 40 40'
stop

# Waits until the run says so: TEXT
until_said()
{
    for _ in $(seq 6000); do
        ! grep -q "$1" "$T/err" || return 0
        sleep 0.01
    done
    echo "# it never said '$1'"
}

# Holds a run on its way for longer than it waits in silence: FOLDER
hold_long()
{
    launch run "$T/many.lua" -j 8 -m "toy@$url#toy-1" -o "$T/$1" -q
    until_sent 3
    hold "$1"
    until_said 'another process has had the database'
}

many 1000
letters 100 slow
serve "$T/slow.txt"
hold_long held
n=$(sent)
expect 'held for long: it sends no more than it can keep in mind' \
    test "$n" -le 400
sleep 0.5
expect '... and nothing new then' same "$(sent)" "$n"
let_go
landed
expect '... and goes on once it is free' ended 0
expect '... as it says' said 'the run goes on'
expect '... with all that came' same \
    "$(sent) $(asked held 'SELECT count(*) FROM answer') \
$(asked held 'SELECT count(*) FROM verdict')" '1000 1000 1000'
stop

serve "$T/slow.txt"
hold_long left
kill -INT "$launched"
landed
expect 'Ctrl-C meanwhile: 5' ended 5
expect '... says where the rest is' said 'the next run in this folder takes it in'
rest=$(asked left/unwritten 'SELECT count(*) FROM answer')
expect '... which is all that was not written' test "$rest" -gt 0
expect '... and no more' \
    same $((rest + $(asked left 'SELECT count(*) FROM answer'))) "$(sent)"
retort ls -o "$T/left"
expect '... a reader is not in the way' ended 0
let_go
retort run "$T/many.lua" -j 256 -m "toy@$url#toy-1" -o "$T/left" -q
expect '... and the same command asks for none of it again' \
    same "$status $(sent) $(asked left 'SELECT count(*) FROM verdict')" \
    '0 1000 1000'
expect '... and leaves no second database' test ! -e "$T/left/unwritten"
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
