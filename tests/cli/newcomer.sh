#!/bin/bash
# What people try first, and what could quietly mislead them.
set -eu
. tests/server.sh

letters 0 reply
many 8
serve "$T/reply.txt"
toy="toy@$url#toy-1"

retort run "$T/many.lua" -m "$toy" -n 0 -o "$T/runs"
expect '-n 0 does not mean all: 2' ended 2
expect '... says so' said "-n wants 1 or more, not '0'"
expect '... and asks nothing' same "$(sent)" 0

retort run "$T/many.lua" -m "$toy" -m "other@$url#toy-2" \
    -m "third@$url#toy-3" -o "$T/runs"
try "$RETORT" compare toy toy -o "$T/runs"
expect 'a run beside itself: 2' ended 2
expect '... says so' said 'both are run 1 of many on toy'

try "$RETORT" cost toy -m gpt-4o --mix 3:1 -o "$T/runs"
expect 'measured tokens beside a mix: 2' ended 2
expect '... says so' said "leave out 'toy'"
try "$RETORT" cost -m gpt-4o --mix 3:1 --per-day 1M
expect 'a mix alone: 0' ended 0
# the two commands of README, as printed
try "$RETORT" cost -m gpt-4o -m gpt-4o-mini --mix 800:250 --requests 10K
expect 'a yearly figure in one command: 0' ended 0
# 10,000 x 365 x (800 x 2.50 + 250 x 10) / 1e6
expect '... is there' said '16.4K'
expect '... as README prints it' grep -qF \
    'cost -m gpt-4o -m gpt-4o-mini --mix 800:250 --requests 10K' README.md
try "$RETORT" cost -m gpt-4o --mix 3:1 --requests 10K
expect 'a mix is hardly a request' said \
    'a request is of 3 tokens in, 1 out, as --mix says; for longer ones'
try "$RETORT" cost -m gpt-4o --mix 3:1 --per-day 1M
# 250,000 requests of 3 x $2.50 and 1 x $10 a million, 365 days
expect '... costs what the price book says' said '1.6K'

sed 's/"many"/"few"/' "$T/many.lua" >"$T/few.lua"
retort run "$T/few.lua" -m "$toy" -o "$T/runs"
try "$RETORT" cost toy other -o "$T/runs"
expect 'costs of different work are said to be' \
    said 'other was not measured on the suites of toy'
try "$RETORT" cost many/toy other -o "$T/runs"
expect '... and not where they are the same' not said 'was not measured'

{
    printf '\357\273\277'
    cat "$T/many.lua"
} >"$T/marked.lua"
try "$RETORT" check "$T/marked.lua"
expect 'a suite behind a byte order mark: 0' ended 0

retort run "$T/many.lua" "$T/many.lua" -m "$toy" -o "$T/runs"
expect 'a suite twice: 2' ended 2
expect '... says so' said 'the suite many is named twice'
retort run "$T/many.lua" -m "$(printf 'a\033[31m@%s#x' "$url")" -o "$T/runs"
expect 'a name with control characters: 2' ended 2
retort run "$T/many.lua" -m "$(printf 'a%0300d@%s#x' 1 "$url")" -o "$T/runs"
expect 'a name that fills no table: 2' ended 2
expect '... says so' said 'name has 1 to 200 bytes'
retort run "$T/many.lua" -m "$toy" -o "$T/runs" --color banana
expect 'a colour of no kind: 2' ended 2
retort run "$T/many.lua" -m "$toy" -o "$T/runs" --seed 99999999999999999
expect 'a number too large: 2' ended 2
expect '... says so' said '--seed wants at most 9e15'
retort run "$T/many.lua" -m "$toy" -o "$T/runs" -n 2 -e 3
expect 'repeats are no samples' said 'many (version 1, 2 samples, asked 3'

# the recorded replies, asked as serve says
stop
play results/recorded
mapfile -t models < <(sed -n 's/^  -m //p' "$T/serving")
expect 'serve says how its models are asked' test "${#models[@]}" -eq 3
retort run mmlu-mini -n 3 -m "${models[0]}" -o "$T/played"
expect '... and so they can be' ended 0

for command in $("$RETORT" --help | sed -n 's/^  \([a-z][a-z]*\)  .*/\1/p'); do
    try "$RETORT" "$command" --help
    expect "$command --help has no blanks at the end of a line" \
        not grep -q ' $' "$T/out"
    expect "$command --help fits into eighty columns" \
        not grep -qE '^.{81}' "$T/out"
done
tap_end
