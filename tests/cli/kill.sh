#!/bin/bash
# Killed (SIGKILL) at 25 moments between the first milliseconds and the whole
# length of a run of 300 samples: the database is sound, the same command
# finishes the job, no reply that was on disk is asked for again, and the
# verdicts are those of a run that nobody killed.
set -eu
. tests/server.sh

KILLS=25

# The requests whose replies are on disk, a line each: FOLDER
kept()
{
    [ ! -s "$T/$1/retort.db" ] || sqlite3 -readonly "$T/$1/retort.db" \
        'SELECT request FROM answer' 2>/dev/null || :
}

verdicts()
{
    asked "$1" 'SELECT n, repeat, id, grp, outcome, value, hex(hash),
        extracted, target, note FROM verdict ORDER BY n, repeat' >"$T/$1.got"
}

# The whole of it: FOLDER JOBS
finish()
{
    retort run "$T/many.lua" -m "toy@$url#toy-1" -o "$T/$1" -j "$2" -q
}

many 300
letters 10 reply
serve "$T/reply.txt"
start=$(date +%s%N)
finish whole 8
length_us=$((($(date +%s%N) - start) / 1000))
expect 'a run that nobody kills ends with 0' ended 0
expect 'with 300 requests' same "$(sent)" 300
verdicts whole
expect 'and verdicts of more than one kind' same "$(cut -d'|' -f5 \
    "$T/whole.got" | sort -u | wc -l)" 2

# Starts it, kills it after so many microseconds: FOLDER US. Sets at: what the
# server had seen then.
killed()
{
    "$RETORT" run "$T/many.lua" -m "toy@$url#toy-1" -o "$T/$1" -j 8 -q \
        >/dev/null 2>&1 </dev/null &
    local pid=$!
    sleep "$(($2 / 1000000)).$(printf %06d $(($2 % 1000000)))"
    { kill -KILL $pid && wait $pid; } 2>/dev/null || :
    at=$(sent)
}

# What became of a killed one: FOLDER. Adds to bad.
check()
{
    kept "$1" >"$T/$1.kept"
    [ ! -e "$T/$1/retort.db" ] || sound "$1" || bad="$bad unsound:$1"
    finish "$1" 64
    [ "$status" -eq 0 ] || bad="$bad exit-$status:$1"
    verdicts "$1"
    cmp -s "$T/whole.got" "$T/$1.got" || bad="$bad verdicts:$1"
    tail -n +$((at + 1)) "$log" | cut -d' ' -f2 >"$T/$1.later"
}

# Those that were asked for again though their reply was on disk.
twice()
{
    python3 - "$T"/*.kept <<'END'
import hashlib, sys
for path in sys.argv[1:]:
    later = set(open(path[:-5] + ".later").read().split())
    for request in open(path, "rb"):
        if hashlib.sha256(request.rstrip(b"\n")).hexdigest() in later:
            print("twice:" + path)
END
}

awk -v n=$KILLS -v most="$length_us" 'BEGIN { srand(42)
    for (i = 0; i < n; i++)
        printf "%d\n", 5000 + (i + rand()) / n * (most - 5000) }' \
    >"$T/moments"
bad=
midway=0
while read -r us; do
    killed "k$us" "$us"
    check "k$us"
    n=$(wc -l <"$T/k$us.kept")
    [ "$n" -eq 0 ] || [ "$n" -eq 300 ] || midway=$((midway + 1))
    echo "# killed after $us us: $n on disk"
done <"$T/moments"
expect "$KILLS kills: all databases sound, all runs finished" same "$bad" ''
expect 'several of them in the middle of the work' test $midway -ge 5

# one folder, killed again and again on its way
bad=
before=0
for i in 1 2 3 4 5 6; do
    killed again $((length_us * i / 8))
    kept again >"$T/again.kept"
    n=$(wc -l <"$T/again.kept")
    [ "$n" -ge "$before" ] || bad="$bad lost:$i"
    before=$n
done
check again
expect 'one killed six times loses nothing and ends the same' same "$bad" ''
expect 'though it was never left in peace' test "$before" -gt 0
expect 'no reply that was on disk is asked for again' same "$(twice)" ''
tap_end
