#!/bin/bash
# 2,000 samples through bad weather: more than half of all requests meet a
# fault, and the verdicts are those of a run in clear weather, sample by
# sample. What could not be had is named, and had once the weather clears. The
# server's own count: no request whose reply was written whole came again.
set -eu
. tests/server.sh

many 2000
letters 0 reply
serve "$T/reply.txt"

verdicts() # FOLDER WHERE
{
    asked "$1" "SELECT n, id, grp, outcome, value, hex(hash), extracted,
        target, note FROM verdict WHERE $2 ORDER BY n"
}

retort run "$T/many.lua" -m "toy@$url#toy-1" -o "$T/clear" -j 64 -q
expect 'clear weather: 0' ended 0
verdicts clear 1 >"$T/clear.got"
expect 'all 2,000 have a verdict' same "$(wc -l <"$T/clear.got")" 2000
stop
retort export --replies 1 -o "$T/clear" --to "$T/clear.jsonl.gz"
expect 'its replies become a recording' ended 0

# Serves the recording: SPEC [PORT]. Sets server and url.
weather()
{
    stop
    play "$T/clear.jsonl.gz" -p "${2-0}" --faults "$1"
}

# --- half of all requests ---------------------------------------------------
weather mix=0.58,most=3,seed=11
retort run "$T/many.lua" -m "toy@$url#toy-1" -o "$T/bad" -j 128 -q
expect 'bad weather: 4, as some could not be had' ended 4
echo "# $(curl -sS "${url%v1}faults")"
expect 'more than half of all requests met a fault' \
    test $((2 * $(counted faults))) -gt "$(counted requests)"
expect 'no request came again whose reply was written whole' \
    same "$(counted again)" 0
verdicts bad 'outcome <> 5' >"$T/bad.got"
verdicts bad 'outcome = 5' >"$T/bad.failed"
failed=$(wc -l <"$T/bad.failed")
expect 'every sample has a verdict or stands in the list' \
    same "$(($(wc -l <"$T/bad.got") + failed))" 2000
expect 'the list is short' test "$failed" -le 60
expect 'but there is one' test "$failed" -gt 0
cut -d'|' -f1 "$T/bad.failed" | sed 's/$/|/' >"$T/missing"
awk -F'|' 'NR == FNR { gone[$1]; next } !($1 in gone)' \
    "$T/missing" "$T/clear.got" >"$T/clear.same"
expect 'every verdict is that of clear weather' \
    cmp "$T/clear.same" "$T/bad.got"
expect 'each that could not be had says why' same "$(grep -cE \
    '\|(bad_request|context_length|server|protocol): .' "$T/bad.failed")" \
    "$failed"
expect 'the output names how many' said "failed: $failed of 2000"
expect 'replies in the store are as many as verdicts' same \
    "$(asked bad 'SELECT count(*) FROM answer')" $((2000 - failed))

# --- the same for streams, which break in more ways ------------------------
port=${url##*:}
weather mix=0.58,most=3,seed=5
retort run "$T/many.lua" -m "toy@$url#toy-1" -o "$T/streams" -j 128 -q -n 1000 \
    --stream
expect 'streams: 4, as some could not be had' ended 4
expect 'streams: more than half of all requests met a fault' \
    test $((2 * $(counted faults))) -gt "$(counted requests)"
expect 'streams: none came again whose reply was written whole' \
    same "$(counted again)" 0
expect 'streams: 20 kinds and more were of streams' test "$(curl -sS \
    "${url%v1}faults" | grep -o '"stream_[a-z_]*"' | wc -l)" -ge 20
verdicts streams 'outcome <> 5' >"$T/streams.got"
verdicts streams 'outcome = 5' | cut -d'|' -f1 | sed 's/$/|/' >"$T/missing"
expect 'streams: the list of what could not be had is short' \
    test "$(wc -l <"$T/missing")" -le 40
head -n 1000 "$T/clear.got" | awk -F'|' 'NR == FNR { gone[$1]; next }
    !($1 in gone)' "$T/missing" - >"$T/clear.same"
expect 'streams: every verdict is that of clear weather' \
    cmp "$T/clear.same" "$T/streams.got"

# --- and the same command again, once the weather has cleared ---------------
weather seed=5,slow_drip:0.5 "${port%/v1}"
retort run "$T/many.lua" -m "toy@$url#toy-1" -o "$T/bad" -j 128 -q
expect 'the same command again: 0' ended 0
expect 'it asks for what was missing, once' \
    same "$(counted requests) $(counted distinct)" "$failed $failed"
verdicts bad 1 >"$T/bad.got"
expect 'and ends with the verdicts of clear weather, all 2,000' \
    cmp "$T/clear.got" "$T/bad.got"
expect 'the database is sound' sound bad
tap_end
