#!/bin/bash
# Ended at 250 seeded moments: 200 times by SIGKILL (while sending, receiving,
# committing, scoring and judging again; 100 of them in the middle of a write
# to the results folder), 50 times by a disk that is full or a folder that is
# locked from some write on. After each the database is sound and the same
# command completes: replies lost: 0, stored replies asked again: 0.
set -eu
. tests/server.sh

# shellcheck disable=SC2086 # a compiler and its words
${CC:-gcc} -shared -fPIC -O2 -D_GNU_SOURCE -o "$T/at_write.so" \
    tests/cli/at_write.c -ldl
python3 tests/cli/kill.py "$RETORT" "$BUILD/wire/faulty" "$T/at_write.so" \
    "$T" || tap_bad=1
tap_n=4

# one folder, killed again and again on its way
many 300
letters 10 reply
serve "$T/reply.txt"

# Requests whose replies are on disk: FOLDER
kept()
{
    sqlite3 -readonly "$T/$1/retort.db" 'SELECT count(*) FROM answer' \
        2>/dev/null || echo 0
}

before=0
lost=
for ms in 080 140 200 200 200 200; do
    "$RETORT" run "$T/many.lua" -m "toy@$url#toy-1" -o "$T/again" -j 8 -q \
        >/dev/null 2>&1 </dev/null &
    sleep 0.$ms
    { kill -KILL $! && wait $!; } 2>/dev/null || :
    n=$(kept again)
    [ "$n" -ge "$before" ] || lost="$lost $before-$n"
    before=$n
done
asks=$(sent)
expect 'killed six times on its way it loses nothing' same "$lost" ''
expect 'though it was never left in peace' test "$before" -gt 0
retort run "$T/many.lua" -m "toy@$url#toy-1" -o "$T/again" -j 64 -q
expect 'and then completes' ended 0
expect 'with what was missing' same "$(($(sent) - asks))" $((300 - before))
expect 'and is sound' sound again
tap_end
