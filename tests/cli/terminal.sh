#!/bin/bash
# What a screen of eighty columns shows: lines that end where words do, and
# every column, those without room in a further table below.
set -eu
. tests/server.sh

# COLUMNS ARGUMENT...: what retort shows there is in $T/out.
shows()
{
    try python3 tests/cli/terminal.py "$1" "$RETORT" "${@:2}"
}

narrow()
{
    not grep -qE "^.{$(($1 + 1))}" "$T/out"
}

play results/recorded
mapfile -t models < <(sed -n 's/^  -m //p' "$T/serving")
small="a-student-whose-name-takes-half-a-line@${models[0]#*@}"
large="its-teacher-whose-name-is-as-long-@${models[1]#*@}"

shows 80 run mmlu-mini -n 40 -m "teacher=$large" -m "student=$small" -o "$T/o"
expect 'a run: 0' ended 0
expect '... fits into eighty columns' narrow 80
expect '... says what a student keeps' said 'keeps % of teacher'
expect '... and the rest' grep -q 'tokens in/out' "$T/out"
expect '... leaves nothing out' not said 'no room for'
expect '... breaks no word of a message' grep -qF 'replies up to 16 tokens)' \
    <(tr '\n' ' ' <"$T/out")
expect '... and says how to go on' said 'go on with: retort show MODEL'
names=("${small%%@*}" "${large%%@*}")
for command in "compare ${names[1]} ${names[0]}" "trend ${names[1]} ${names[0]}" \
    "route ${names[0]} ${names[1]}" "show ${names[0]}" "show ${names[0]} anatomy-2" \
    "cost --requests 1K,10K,100K,1M" "report" \
    "gate --baseline ${names[1]} --candidate ${names[0]} --margin 30pt" \
    "plan --baseline ${names[1]} --margin 10pt -m gpt-4o" 'ls runs' 'check'; do
    # shellcheck disable=SC2086 # several words
    case $command in
    check) shows 80 check ;;
    *) shows 80 $command -o "$T/o" ;;
    esac
    expect "${command%% *} fits" narrow 80
done
shows 80 cost --requests 1K,10K,100K,1M -o "$T/o"
for volume in 1K 10K 100K 1M; do
    expect "cost shows a year at $volume a day" said "a year at $volume/day"
done
expect '... and says how a price is told' said 'usd_per_hour'

shows 80 show "${names[0]}" -o "$T/o"
expect 'a fact that is longer than a line goes on below its words' \
    grep -q '^            average and is right in' "$T/out"
for columns in 80 140; do
    shows $columns compare "${names[1]}" "${names[0]}" --groups -o "$T/o"
    expect "compare --groups fits into $columns" narrow $columns
    expect '... has each group on one line' same \
        "$(grep -c '^anatomy ' "$T/out")" 1
    expect '... below its suite' grep -q '^mmlu-mini by group:$' "$T/out"
    expect '... and says what has no room' said '(no room for: '
done

shows 80 compare nosuch other -o "$T/o"
expect 'an error: 2' ended 2
expect '... ends its lines where words end' not grep -qE '^.{80}[^ ]' "$T/out"
shows 200 run mmlu-mini -n 40 -m "teacher=$large" -m "student=$small" -o "$T/o"
expect 'a wide screen has one table' same \
    "$(grep -c '^model ' "$T/out")" 1
retort run mmlu-mini -n 40 -m "teacher=$large" -m "student=$small" -o "$T/o"
expect 'no screen, no hint' not said 'go on with'
tap_end
