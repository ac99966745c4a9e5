#!/bin/bash
# A baseline as a file: small, whole or refused, and as good as the run.
set -eu
. tests/tap.sh

yes_suite "$T/flip.lua" 14042 flip 'a secret question'

# A model that is wrong on so many of the first samples: NAME WRONG [SUITE]
model()
{
    awk -v wrong="$2" 'BEGIN { for (i = 1; i <= 14042; i++)
        printf "{\"id\":\"s%d\",\"reply\":\"%s\"}\n", i,
            i <= wrong ? "no" : "yes" }' >"$T/replies.jsonl"
    "$RETORT" import "$T/replies.jsonl" --suite "$T/${3:-flip}.lua" --as "$1" \
        -o "$T/runs" -q >/dev/null
}

gate()
{
    try "$RETORT" gate -o "$T/runs" --margin 2pt "$@"
}

model base 4000
model same 4030
model bad 5000

try "$RETORT" export --baseline base -o "$T/runs" --to "$T/base.jsonl"
expect 'export --baseline writes a file' ended 0
"$RETORT" export --baseline base -o "$T/runs" --to "$T/base.jsonl.gz" -q
size=$(wc -c <"$T/base.jsonl")
expect 'of 14,042 samples in well under a megabyte' test "$size" -lt 600000
expect 'and half of it packed' \
    test "$(wc -c <"$T/base.jsonl.gz")" -lt $((size / 2))
expect 'with a line for each sample and one for the suite' \
    test "$(wc -l <"$T/base.jsonl")" = 14043
expect 'no texts in it' not grep -q 'secret' "$T/base.jsonl"
expect 'every line is JSON' python3 -c '
import json, sys
lines = [json.loads(l) for l in open(sys.argv[1])]
head, rows = lines[0], lines[1:]
assert head["retort_baseline"] == 1 and head["suite"] == "flip"
assert head["samples"] == len(rows) == sum(head["outcomes"].values())
assert [r[0] for r in rows] == list(range(1, 14043))
assert all(len(r[2]) == 16 for r in rows)
assert sum(r[3] == "w" for r in rows) == 4000' "$T/base.jsonl"
"$RETORT" export --baseline base -o "$T/runs" >"$T/again.jsonl"
expect 'the same every time' cmp -s "$T/base.jsonl" "$T/again.jsonl"

for candidate in same bad; do
    gate --baseline base --candidate "$candidate"
    by_run=$status
    mv "$T/out" "$T/by_run"
    gate --baseline "$T/base.jsonl.gz" --candidate "$candidate"
    expect "$candidate against the file: as against the run" \
        test "$by_run" = "$status"
    expect 'to the letter' cmp -s "$T/by_run" "$T/out"
done
expect 'and that is worse' ended 1

# --- files that are none ----------------------------------------------------
refused() # WHAT FILE SENTENCE
{
    gate --baseline "$T/$2" --candidate same
    expect "$1: exit 2" ended 2
    expect '- and says so' said "$3"
}
refused 'no file' nowhere.jsonl 'No such file'
head -n 9000 "$T/base.jsonl" >"$T/cut.jsonl"
refused 'a file that was cut' cut.jsonl 'is not whole'
sed '77s/"w"/"c"/' "$T/base.jsonl" >"$T/edited.jsonl"
refused 'a verdict changed by hand' edited.jsonl 'do not agree'
sed '5s/\["*.*/[4,"s4"]/' "$T/base.jsonl" >"$T/row.jsonl"
refused 'a line that is no sample' row.jsonl 'row.jsonl:5: a sample is'
sed '9{h;d};10{G}' "$T/base.jsonl" >"$T/order.jsonl"
refused 'samples out of order' order.jsonl 'order.jsonl:10: a sample is'
sed 's/"retort_baseline":1/"retort_baseline":2/' "$T/base.jsonl" \
    >"$T/newer.jsonl"
refused 'a newer format' newer.jsonl 'a format of a newer retort'
cat "$T/base.jsonl" "$T/base.jsonl" >"$T/twice.jsonl"
refused 'a suite twice' twice.jsonl 'a second baseline of suite flip'
: >"$T/empty.jsonl"
refused 'an empty file' empty.jsonl 'nothing is in it'
refused 'something else' replies.jsonl 'replies.jsonl:1: no baseline'
head -c 9000 "$T/base.jsonl.gz" >"$T/half.jsonl.gz"
refused 'half a gzip' half.jsonl.gz 'half.jsonl.gz'
sed 's/"suite_version":1/"suite_version":2/' "$T/base.jsonl" >"$T/v2.jsonl"
refused 'another version of the suite' v2.jsonl 'differ in version (1 and 2)'
sed 's/,"[0-9a-f]*","/,"0123456789abcdef","/' "$T/base.jsonl" >"$T/hash.jsonl"
refused 'other prompts' hash.jsonl 'differ in prompt'
sed '2,$s/"s/"t/' "$T/base.jsonl" >"$T/names.jsonl"
refused 'no sample in common' names.jsonl 'share no sample'

# asked, the file must be sampled as the candidate would be: before any request
try "$RETORT" gate --baseline "$T/base.jsonl" -o "$T/runs" --margin 2pt \
    --candidate http://127.0.0.1:9/v1#x -G temperature=0.7 "$T/flip.lua"
expect 'a model sampled otherwise than the file: exit 2' ended 2
expect '- and says so' said 'say the same with -G'
try timeout 60 "$RETORT" gate --baseline "$T/base.jsonl" -o "$T/runs" \
    --margin 2pt --candidate http://127.0.0.1:9/v1#x "$T/flip.lua" --offline
expect 'sampled alike, and offline: not known yet' ended 4

try "$RETORT" export --baseline base -o "$T/runs" --to "$T/base.txt"
expect 'a name the gate would take for a run: exit 2' ended 2

# --- a run that lacks something ---------------------------------------------
sed 's/14042/40/' "$T/flip.lua" >"$T/short.lua"
try "$RETORT" run "$T/short.lua" -m half@http://127.0.0.1:9/v1#x -o "$T/part" \
    --offline -q
try "$RETORT" export --baseline half -o "$T/part" --to "$T/part.jsonl"
expect 'an incomplete run is no baseline: exit 4' ended 4
expect '- says what it lacks' said 'is not complete'
expect '- and the way out' said 'run it again, or --accept incomplete'
expect '- and nothing is written' not test -e "$T/part.jsonl"
try "$RETORT" export --baseline half -o "$T/part" --to "$T/part.jsonl" \
    --accept incomplete
expect 'with --accept incomplete it is: exit 0' ended 0
expect '- with a warning' said 'ask no model'
expect '- and a file' test -s "$T/part.jsonl"
try "$RETORT" export --baseline base -o "$T/runs" --accept prompt
expect 'it accepts nothing else: exit 2' ended 2
try "$RETORT" export --replies -o "$T/runs" --accept incomplete
expect 'nor is that for replies: exit 2' ended 2
try "$RETORT" export --baseline nobody -o "$T/runs"
expect 'a run that is not there: exit 2' ended 2
tap_end
