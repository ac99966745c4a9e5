#!/bin/bash
# What `retort run` promises: it goes on where it stopped, sends nothing
# twice, and ends as its exit code says.
set -eu
. tests/server.sh

letters 0 quick
letters 300 slow
letters 30000 stuck
many 300
cat >"$T/prices.json" <<'END'
{"rows": [{"model": "toy-1", "usd_per_mtok": {"input": "1", "output": "10"},
  "source": "made up", "checked_on": "2026-11-21"}]}
END

# One model on the suite: FOLDER OPTION...
toy()
{
    local folder=$1
    shift
    retort run "$T/many.lua" -m "toy@$url#toy-1" -o "$T/$folder" "$@"
}

# --- the plain run ----------------------------------------------------------
serve "$T/quick.txt"
toy a -n 40
expect 'a run ends with 0' ended 0
expect 'and a table' \
    grep -qE '^toy +[0-9.]+ +[0-9.]+-[0-9.]+ ' "$T/results"
expect 'as many requests as samples' same "$(sent)" 40
expect 'progress stays on standard error' \
    not grep -q 'requests sent' "$T/results"
cp "$T/results" "$T/first"
toy a -n 40
expect 'again: 0, and nothing is sent' same "$status $(sent)" '0 40'
expect 'and the table is the same' cmp -s "$T/results" "$T/first"
toy a -n 40 -q
expect '-q: nothing on standard error' test ! -s "$T/err"

toy a -n 40 --json
expect '--json: nothing sent, all reused' \
    same "$(json 0.sent) $(json 0.reused)" '0 40'
cat >"$T/keys.py" <<'END'
import json, sys
number, text, pair = (int, float), str, list
want = {"run": int, "suite": text, "model": text, "role": text, "n": int,
    "correct": int, "wrong": int, "unread": int, "truncated": int,
    "refused": int, "failed": int, "accuracy": number, "ci": pair,
    "bounds": pair, "tokens": dict, "cost_usd": (float, type(None)),
    "latency_ms": dict, "sent": int, "reused": int}
text = open(sys.argv[1]).read()
top = json.loads(text)
assert list(top) == ["runs", "price_book"] and text.count("\n") == 1
run = top["runs"][0]
for key, kind in want.items():
    assert isinstance(run[key], kind), (key, run.get(key))
assert set(run["tokens"]) == {
    "input", "cached", "cache_write", "output", "reasoning"}
assert {"p50", "p90", "p99"} <= set(run["latency_ms"])
assert run["ci"][0] <= run["accuracy"] <= run["ci"][1]
outcomes = "correct wrong unread truncated refused failed".split()
assert sum(run[o] for o in outcomes) == run["n"] == 40
assert run["tokens"]["input"] == 40000 and run["tokens"]["cached"] is None
assert run["cost_usd"] is None  # a model without a price costs unknown
END
expect '--json has the keys of the manual' \
    python3 "$T/keys.py" "$T/results"

# --- more and less of the same ----------------------------------------------
toy a -n 50 --json
expect '-n 50 after 40 sends 10' same "$(sent) $(json 0.n)" '50 50'
toy a -n 20 -e 3 --json
expect '-e 3 of 20 sends two more each' same "$(sent) $(json 0.n)" '90 60'
toy a -n 20 -e 2 --json
expect '-e 2 then sends none' same "$(sent) $(json 0.n)" '90 40'
toy a --sample q7 --json
expect '--sample of what is stored sends none' \
    same "$(sent) $(json 0.n)" '90 1'
toy a --sample q77 --json
expect '--sample of what is not sends one' same "$(sent) $(json 0.n)" '91 1'
runs=$(asked a 'SELECT count(*) FROM run')
toy a --sample q999
expect '--sample that is not there: 2' ended 2
expect 'with its name' said "has no sample 'q999'"
expect 'and no run is left of it' \
    same "$(asked a 'SELECT count(*) FROM run')" "$runs"
before=$(asked a 'SELECT count(*) FROM answer')
toy a -n 10 --no-cache --json
expect '--no-cache asks again' same "$(json 0.sent) $(sent)" '10 101'
expect 'and keeps both replies' \
    same "$(asked a 'SELECT count(*) FROM answer')" $((before + 10))
expect 'the new ones behind the verdicts' same "$(asked a "SELECT count(*)
    FROM verdict WHERE answer > $before")" 10
toy a -n 10 --json
expect 'without it they stand' same "$(json 0.sent) $(sent)" '0 101'
retort run "$T/many.lua" -n 30 -m "teacher=big@$url#toy-1" \
    -m "student=toy@$url/#toy-1" -o "$T/b" --json
expect 'two models of one name on the wire ask the same once' \
    same "$(sent)" 131
expect 'a teacher has no retention, a student has' \
    same "$(json 0.retention) $(json 1.retention) $(json 1.retention_of)" \
    'null 1 "big"'

# --- money ------------------------------------------------------------------
# a reply costs 1000 x $1/M + 100 x $10/M = $0.002
priced()
{
    toy "$@" --prices "$T/prices.json"
}
start=$(sent)
priced c --budget 0 -j 1
expect '--budget 0: 6, and nothing is sent' same "$status $(sent)" "6 $start"
priced c --budget 0.02 -j 1 --json
expect '--budget 0.02: 6 after ten replies' \
    same "$status $(json 0.n) $(json 0.cost_usd)" '6 10 0.02'
expect 'and says so' said 'the budget is used up'
priced c -n 10 --budget 0.001 --json
expect 'what is stored costs nothing' \
    same "$status $(json 0.cost_usd)" '0 0.02'
priced c -n 15 -j 1 --budget 0.01 --json
expect 'what is done just in time is done' same "$status $(json 0.n)" '0 15'
retort run "$T/many.lua" -n 20 -j 1 -o "$T/d" --prices "$T/prices.json" \
    --budget 0.05 --json -m "one@$url#toy-1" -m "two@$url/x/..#toy-1"
expect 'a budget is for the whole command' \
    same "$status $(json 0.n) $(json 1.n)" '6 20 5'
RETORT_LIMIT=5 toy e --json
expect 'RETORT_LIMIT is -n' same "$(json 0.n)" 5
toy e -n 1 --budget 1
expect 'without a price it is refused' \
    said '--budget cannot hold for toy'

# what a reply does not tell is feared, not taken for nothing
cat >"$T/untold.txt" <<'END'
<reply>
{"model":"toy-1","choices":[{"message":{"role":"assistant","content":"Answer: @LETTER@"},"finish_reason":"stop"}]}
</reply>
END
stop
serve "$T/untold.txt"
priced untold --budget 0.02 -j 1
expect 'replies that tell no tokens: the budget holds' ended 6
# 16 tokens out, and more than 100 bytes of a request: above $0.00016 each
expect '... at the most that each can have cost' \
    test "$(sent)" -ge 30 -a "$(sent)" -le 125
expect '... and says so' said 'of unknown cost'
stop
cat >"$T/senseless.txt" <<'END'
<reply>
{"model":"toy-1","choices":[],"usage":{"prompt_tokens":1000,"completion_tokens":100}}
</reply>
END
serve "$T/senseless.txt"
priced senseless --budget 0.002 -j 1
expect 'what makes no sense and tells its tokens was billed' \
    same "$status $(sent)" '6 1'
stop

# who answers by another name costs what that one costs, as in the table
serve "$T/quick.txt" # where toy-1 answers
sed 's/toy-1/toy-asked/' "$T/prices.json" >"$T/asked.json"
asking()
{
    local folder=$1
    shift
    retort run "$T/many.lua" -j 1 -m "toy@$url#toy-asked" -o "$T/$folder" "$@"
}
asking other -n 5 --prices "$T/asked.json"
expect 'no price for the model that answered: none in the table' \
    said 'no price for toy-1'
expect '... nor in the last line of progress' not said "\$0.01"
asking feared --prices "$T/asked.json" --budget 0.02
expect '... and a budget fears the price of the one that was asked' \
    same "$status $(sent)" '6 15'
expect '... and says so' said "at most \$0.02 for 10 of unknown cost"
asking served --prices "$T/prices.json" --budget 0.02 --unpriced
expect 'a price for the model that answered alone: the budget counts it' \
    same "$status $(sent)" '6 25'
expect '... and progress has it' said "0 replies from the store, \$0.02"
cat >"$T/models.lua" <<END
return { models = { mine = { url = "$url", model = "toy-1",
    usd_per_hour = 3600 } } }
END
retort run "$T/many.lua" -n 5 -m mine --models-file "$T/models.lua" \
    --prices "$T/prices.json" --budget 0 -o "$T/mine"
expect 'a machine by the hour has no price per token, whatever its name' \
    same "$status $(grep -c "store, \\$" "$T/err")" '0 0'
expect '... nor in what is said before' \
    said "no price per token, the machine is \$3600 an hour"

# --- two at once ------------------------------------------------------------
launch run "$T/many.lua" -m "one@$url#toy-1" -o "$T/both" -q
"$RETORT" run "$T/many.lua" -m "two@$url#toy-1" -o "$T/both" -q \
    >"$T/second" 2>&1 </dev/null || echo $? >>"$T/second"
landed
expect 'two in one folder at once: both end with 0' \
    same "$status $(grep -c '^[0-9]' "$T/second")" '0 0'
expect 'both have all' \
    same "$(asked both 'SELECT count(*) FROM verdict')" 600
expect 'and the database is sound' sound both

# --- offline ----------------------------------------------------------------
toy f -n 10 -q
stop
toy f -n 10 --offline
expect '--offline on what is stored: 0' ended 0
toy f -n 12 --offline --json
expect 'beyond it: 4, and two fail' same "$status $(json 0.failed)" '4 2'
expect 'with the reason' said 'offline, and the reply is not stored'
toy f -n 12 --offline --no-cache
expect '--offline --no-cache would use nothing: 2' ended 2
expect 'says so' said 'leave one of the two out'

# --- Ctrl-C -----------------------------------------------------------------
serve "$T/slow.txt"
launch run "$T/many.lua" -j 8 -m "toy@$url#toy-1" -o "$T/g"
until_sent 20
kill -INT "$launched"
landed
expect 'Ctrl-C: 130' ended 130
expect 'and says that all is saved' said 'interrupted, all is saved'
first=$(sent)
expect 'it stopped on the way' test "$first" -lt 300
expect 'every request that was sent is drained and kept' \
    same "$(asked g 'SELECT count(*) FROM answer')" "$first"
expect 'and judged' same "$(asked g 'SELECT count(*) FROM verdict')" "$first"
retort run "$T/many.lua" -j 60 -m "toy@$url#toy-1" -o "$T/g"
expect 'the same command then completes' ended 0
expect 'and asks nothing twice' \
    same "$(sent) $(cut -d' ' -f2 "$log" | sort -u | wc -l)" '300 300'
stop

# a terminal that is closed says it with another signal; nohup has that ignored
serve "$T/slow.txt"
launch run "$T/many.lua" -j 8 -m "toy@$url#toy-1" -o "$T/hup"
until_sent 20
kill -HUP "$launched"
landed
expect 'its terminal is gone: 130' ended 130
expect 'what was sent is drained and kept' \
    same "$(asked hup 'SELECT count(*) FROM answer')" "$(sent)"
(
    trap '' HUP
    exec setsid "$RETORT" run "$T/many.lua" -j 60 -m "toy@$url#toy-1" \
        -o "$T/hup" -q >"$T/results" 2>"$T/err" </dev/null
) &
launched=$!
until_sent 60
kill -HUP "$launched"
landed
expect 'under nohup it goes on: 0' ended 0
stop

# a terminal sends it to everybody who belongs to us
cat >"$T/code.lua" <<'END'
local r = retort
return r.suite {
    name = "code",
    version = 1,
    license = "MIT",
    about = "One function, asked for twice",
    data = function()
        local i = 0
        return function()
            i = i + 1
            return i <= 2 and { i = i } or nil
        end
    end,
    sample = function(row)
        return {
            id = "c" .. row.i,
            input = "Function " .. row.i,
            target = "",
            entry = "f",
            test = "assert candidate(1) == 1",
        }
    end,
    runs_code = "python",
    prompt = "{input}",
    extract = r.extract.code "python",
    score = r.score.tests(),
}
END
cat >"$T/code.txt" <<'END'
<reply>
{"model":"toy-1","choices":[{"message":{"role":"assistant","content":"```python\nimport time\ntime.sleep(1)\ndef f(x):\n    return x\n```"},"finish_reason":"stop"}]}
</reply>
END
serve "$T/code.txt"
launch run "$T/code.lua" -j 1 -m "toy@$url#toy-1" -o "$T/code"
until_sent 1
sleep 0.6
kill -INT -- -"$launched" 2>/dev/null || :
landed
if said 'the jail does not work'; then
    echo '# NOT RUN: Ctrl-C and code in the jail (it does not work here)'
else
    expect 'Ctrl-C at a terminal: 130' ended 130
    expect 'code in the jail is judged in peace' \
        same "$(asked code 'SELECT DISTINCT outcome, note FROM verdict')" '0|'
fi
stop

serve "$T/stuck.txt"
launch run "$T/many.lua" -n 60 -j 8 -m "toy@$url#toy-1" -o "$T/i"
until_sent 8
start=$SECONDS
kill -INT "$launched"
sleep 0.3
expect 'one Ctrl-C waits for what is under way' kill -0 "$launched"
kill -INT "$launched"
landed
expect 'a second one does not: 130' ended 130
expect 'at once' test $((SECONDS - start)) -lt 10
expect 'and the database is sound' sound i
tap_end
