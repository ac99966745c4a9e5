#!/bin/bash
# The gate on a model that is asked: it stops when it is sure, goes on where it
# stopped, and never takes a broken endpoint for a bad student.
set -eu
. tests/server.sh

N=2000
yes_suite "$T/flip.lua" "$N"
sed 's/name = "flip"/name = "flop"/; s/question/query/' "$T/flip.lua" \
    >"$T/flop.lua"
# A model's replies to a suite, wrong on about so many: NAME WRONG SUITE FOLDER
model()
{
    awk -v wrong="$2" -v n="$N" 'BEGIN { for (i = 1; i <= n; i++)
        printf "{\"id\":\"s%d\",\"reply\":\"%s\"}\n", i,
            i * 7919 % n < wrong ? "no" : "yes" }' >"$T/replies.jsonl"
    "$RETORT" import "$T/replies.jsonl" --suite "$T/$3.lua" --as "$1" \
        -o "$T/$4" -q >/dev/null 2>&1 || :
}

# Plays all that is in a folder: FOLDER OPTION...
replay()
{
    "$RETORT" export --replies -o "$T/$1" --to "$T/$1.jsonl" -q
    play "$T/$1.jsonl" -q "${@:2}"
}

# A value of the gate's JSON: KEY.KEY...
of()
{
    python3 -c '
import json, sys
at = json.load(open(sys.argv[1]))
for key in sys.argv[2].split("."):
    at = at[int(key) if isinstance(at, list) else key]
print(json.dumps(at))' "$T/results" "$1"
}

less()
{
    [ "$1" -lt "$2" ] || { echo "# $1 is not less than $2" && false; }
}

gate()
{
    retort gate -o "$T/runs" --baseline base "$@"
}

model base 600 flip runs
model good 620 flip theirs
model bad 900 flip theirs
model good 620 flop theirs
model bad 900 flop theirs
replay theirs
good="good@$url#good" bad="bad@$url#bad"

# --- three answers ----------------------------------------------------------
gate --candidate "$good" --margin 4pt "$T/flip.lua"
expect 'one point below, four allowed: not worse, exit 0' ended 0
expect 'and says so' said 'not worse: good, held against base'
expect 'over all samples' said "over all $N samples the difference is at least"
expect 'and what was not needed' \
    grep -qE '^Not needed: 1[0-9]{3} requests, which would' "$T/results"
expect 'whose price is unknown' said 'cost an unknown sum'
cp "$T/results" "$T/first"

gate --candidate "$good" --margin 4pt "$T/flip.lua" --json
expect 'again: the same verdict' same "$status $(of verdict)" '0 "not_worse"'
expect 'and nothing sent' same "$(of sent)" 0
asked=$(of suites.0.asked) answered=$(of suites.0.answered)
expect 'which rests on the same samples' \
    grep -qF "$asked of $N" "$T/first"
expect 'saved is what was never asked' \
    same "$(of saved_requests)" $((N - answered))
expect 'less than half was asked' less "$answered" $((N / 2))
expect 'what was in flight is kept' same "$(asked runs \
    'SELECT count(*) FROM verdict WHERE run = 2')" "$answered"
gate --candidate "$good" --margin 4pt "$T/flip.lua" --json --offline
expect 'offline too' same "$status $(of suites.0.asked)" "0 $asked"
gate --candidate "$bad" --margin 4pt "$T/flip.lua" --json
expect '15 points below: worse, exit 1' same "$status $(of verdict)" \
    '1 "worse"'
expect 'known from a few' less "$(of suites.0.asked)" 300
gate --candidate "$good" --margin 4pt "$T/flip.lua" --json --seed 7
expect 'another order: the same verdict' same "$status" 0
gate --candidate "$good" --margin 1pt "$T/flip.lua" --json
expect 'exactly on the edge: not known, exit 4' \
    same "$status $(of verdict)" '4 "unknown"'
expect 'after asking all' same "$(of suites.0.asked) $(of saved_requests)" \
    "$N 0"
gate --candidate "$good" --retain 95% "$T/flip.lua" --json
expect '--retain on what is stored' same "$status $(of sent)" '0 0'

# --- the order is by seed, and no matter of who is quick ---------------------
for jobs in 1 64; do
    model base 600 flip "runs$jobs"
    retort gate -o "$T/runs$jobs" --baseline base --candidate "$good" \
        --margin 4pt "$T/flip.lua" --json -j "$jobs"
    of suites.0.asked >"$T/looked$jobs"
done
expect 'one at a time or 64: the same look decides' \
    cmp -s "$T/looked1" "$T/looked64"
expect 'one at a time wastes next to nothing' \
    less "$(asked runs1 'SELECT count(*) FROM verdict WHERE run = 2')" \
    $(($(cat "$T/looked1") + 20))

# --- which it is: runs or a model -------------------------------------------
gate --candidate good --margin 4pt
expect 'a bare name that is no model is its last run, here an unfinished one' \
    ended 4
expect 'and that is said' said 'is not complete: what it lacks counts as'
gate --candidate "$good" --margin 4pt "$T/flip.lua" --no-sequential --json
expect '--no-sequential decides on all of them' \
    same "$(of suites.0.sequential) $(of suites.0.asked)" "false $N"
gate --candidate "$good" --margin 4pt --sequential --no-sequential
expect 'both at once: exit 2' ended 2
gate --candidate nobody --margin 4pt --sequential
expect 'no model of that name: exit 2' ended 2

# --- two suites -------------------------------------------------------------
model base 600 flip two
model base 600 flop two
two()
{
    retort gate -o "$T/two" --baseline base --margin 4pt "$T/flip.lua" \
        "$T/flop.lua" --json "$@"
}
two --candidate "$bad"
expect 'worse on the first: the second is not asked' \
    same "$status $(of suites.1.answered)" '1 0'
expect 'and its requests are saved' less $((N * 18 / 10)) "$(of saved_requests)"
two --candidate "$good"
expect 'two suites: both asked, one verdict' \
    same "$status $(of suites.1.verdict)" '0 "not_worse"'
stop

# --- a broken endpoint is no bad student ------------------------------------
cat >"$T/fails.txt" <<'EOF'
<reply>
{"model":"toy-1","choices":[{"message":{"role":"assistant","content":"no"},"finish_reason":"stop"}]}
</reply>
<reply>
HTTP/1.1 500 Internal Server Error
content-type: text/plain
x-should-retry: false
content-length: @LEN@

out of order
</reply>
EOF
serve "$T/fails.txt"
retort gate -o "$T/runs" --baseline base --margin 4pt "$T/flip.lua" \
    --candidate "sick@$url#toy-1" --json --junit "$T/j.xml"
expect 'a server that fails: not known, exit 4' \
    same "$status $(of verdict)" '4 "unknown"'
expect 'one wrong answer and no others' \
    same "$(of suites.0.without_verdict) $(of suites.0.asked)" "$((N - 1)) $N"
expect 'says why' said 'without a verdict could flip the answer'
expect 'and what the server said' said 'last failure: server'
expect 'saved nothing' same "$(of saved_requests)" 0
expect 'and JUnit has it as not known' grep -q 'type="unknown"' "$T/j.xml"
stop

# --- ended early: by the budget, by the user --------------------------------
letters 40 steady
many 300
cat >"$T/toys.json" <<'EOF'
{"rows": [{"model": "toy-2", "usd_per_mtok": {"input": "1", "output": "10"},
  "source": "made up", "checked_on": "2026-11-21"},
 {"model": "toy-1", "usd_per_mtok": {"input": "1", "output": "10"},
  "source": "this server calls itself so", "checked_on": "2026-11-21"}]}
EOF
serve "$T/steady.txt"
retort run "$T/many.lua" -m "old@$url#toy-1" -o "$T/toys" -q
toys=(gate -o "$T/toys" --baseline old --candidate "new@$url#toy-2"
    --margin 2pt "$T/many.lua" --prices "$T/toys.json" --json)
retort "${toys[@]}" --budget 0.05
expect 'the budget ends it: exit 6' ended 6
expect 'and that is the reason' said 'the budget is used up'
expect 'not known yet' same "$(of verdict)" '"unknown"'
before=$(of suites.0.answered)
expect 'what was paid for is kept' less 0 "$before"
launch "${toys[@]}"
until_sent 360
kill -INT "$launched"
landed
expect 'Ctrl-C: 130' ended 130
expect 'and an answer all the same: not known yet' \
    same "$(of verdict)" '"unknown"'
expect 'with the reason' said 'interrupted; the same command goes on'
retort "${toys[@]}"
expect 'the same command goes on' less "$before" "$(of suites.0.reused)"
expect 'and what it saves has a price' python3 -c '
import json, sys
gate = json.load(open(sys.argv[1]))
saved = gate["saved_requests"]
assert abs(gate["saved_usd"] - 0.002 * saved) < 1e-9, gate' "$T/results"

# --- a model by name: asked, until it has a run of its own ------------------
cat >"$T/models.lua" <<EOF
return { models = { ckpt = { url = "$url", model = "toy-3" } } }
EOF
named()
{
    retort gate -o "$T/toys" --baseline old --candidate ckpt --margin 9pt \
        --models-file "$T/models.lua" --json "$@"
}
named "$T/many.lua"
expect 'a name of models.lua is asked' same "$(of suites.0.sequential)" true
first="$status $(of suites.0.asked)"
named "$T/many.lua"
expect 'and again, sending nothing' \
    same "$status $(of suites.0.asked) $(of sent)" "$first 0"
retort run "$T/many.lua" -m ckpt --models-file "$T/models.lua" -o "$T/toys" -q
named
expect 'once it has a run of its own, that is it' \
    same "$(of suites.0.sequential)" false
named --sequential "$T/many.lua"
expect '--sequential asks it all the same' \
    same "$status $(of suites.0.asked)" "$first"
retort run "$T/many.lua" -m ckpt --models-file "$T/models.lua" -o "$T/toys" \
    -q -G temperature=1
named
expect 'sampled otherwise: refused' ended 2
expect 'with the way out' said '--accept sampling if that is meant'
named --accept sampling
expect 'accepted: an answer' same "$(of suites.0.sequential)" false
expect 'and it is said' said 'differ in sampling (temperature 1 and 0)'
stop

# --- a baseline that does not fit -------------------------------------------
serve tests/wire/ok.txt
refused() # WHAT SENTENCE OPTION...
{
    gate --candidate "x@$url#toy-1" --margin 4pt "${@:3}"
    expect "$1: exit 2" ended 2
    expect '- and says so' said "$2"
    expect '- and nothing was sent' same "$(sent)" 0
}
sed 's/version = 1/version = 2/' "$T/flip.lua" >"$T/newer.lua"
refused 'another version' 'version 1 of the suite, and this is version 2' \
    "$T/newer.lua"
sed 's/"question "/"riddle "/' "$T/flip.lua" >"$T/other.lua"
refused 'other prompts' 'not the one the baseline answered' "$T/other.lua"
sed "s/for i = 1, 2000/for i = 1, 1000/" "$T/flip.lua" >"$T/short.lua"
refused 'fewer samples' 'has no sample number' "$T/short.lua"
refused 'other sampling' 'say the same with -G' "$T/flip.lua" \
    -G temperature=1
gate --candidate "x@$url#toy-1" --margin 75pt "$T/flip.lua"
expect 'a margin that nothing could fail: exit 2' ended 2
expect '- and says so' said 'with nothing right would pass'
refused 'a budget without a price' '--budget cannot hold' "$T/flip.lua" \
    --budget 1
refused 'a suite it does not have' "has nothing of suite 'mmlu-mini'" mmlu-mini
refused 'a suite that is not here' 'give its file'
"$RETORT" import <(head -n 100 "$T/replies.jsonl") --suite "$T/flip.lua" \
    --as part -o "$T/runs" -q >/dev/null 2>&1 || :
retort gate -o "$T/runs" --baseline part --candidate "x@$url#toy-1" \
    --margin 4pt "$T/flip.lua"
expect 'an incomplete baseline: exit 2' ended 2
expect '- and says so' said 'the baseline is incomplete'
tap_end
