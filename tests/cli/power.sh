#!/bin/bash
# The power is cut after the first, second, ... sync of a run in a new folder:
# what is on the disk then is a sound database that has all that was committed,
# and the same command completes what is missing (tests/cli/at_sync.c).
set -eu
. tests/server.sh

T=$(cd "$T" && pwd -P)
# shellcheck disable=SC2086 # a compiler and its words
${CC:-gcc} -shared -fPIC -O2 -D_GNU_SOURCE -o "$T/at_sync.so" \
    tests/cli/at_sync.c -ldl
many 600
letters 10 reply
serve "$T/reply.txt"

# Replies in FOLDER.
kept()
{
    sqlite3 "$T/$1/retort.db" 'SELECT count(*) FROM answer' 2>"$T/said" ||
        sed 's/^/# /' "$T/said" >&2
}

# A run that ends at the N-th sync: N. A sanitizer wants to be loaded first, and
# can do without.
cut_at()
{
    status=0
    { AT_SYNC="$1 $T/now $T/disk" LD_PRELOAD=$T/at_sync.so \
        ASAN_OPTIONS=verify_asan_link_order=0 "$RETORT" run \
        "$T/many.lua" -m "toy@$url#toy-1" -o "$T/now" -j 8 -q \
        >"$T/out" 2>&1 </dev/null; } 2>/dev/null || status=$?
}

anew()
{
    rm -rf "$T/now" "$T/disk"
    mkdir "$T/now" "$T/disk"
}

# WHEN
is_whole()
{
    expect "$1: it came that far" ended 137
    committed=$(kept now)
    on_disk=$(kept disk)
    expect "$1: what was committed is on the disk" \
        same "$on_disk" "$committed"
    expect "$1: and that is something" test "${on_disk:-0}" -gt 0
    asks=$(sent)
    retort run "$T/many.lua" -m "toy@$url#toy-1" -o "$T/disk" -j 64 -q
    expect "$1: the same command completes" ended 0
    expect "$1: with what was missing" \
        same "$(($(sent) - asks))" $((600 - on_disk))
}

for n in 1 2 3 4; do
    anew
    cut_at $n
    is_whole "sync $n"
done

# the next process relies on no more than what the one before has synced
anew
cut_at 0
expect 'killed before the first sync' ended 137
cut_at 1
is_whole 'sync 1 of the next'
tap_end
