#!/bin/bash
# Suites that ask more than once for a sample: a vote, a repair.
# shellcheck disable=SC2016 # backquotes of Python's and Markdown's own
set -eu
. tests/server.sh

# A reply of the exchange that is being written: TEXT [FINISH]
says()
{
    printf '<reply>\n{"model":"toy-1","choices":[{"message":{"role":"assistant","content":"%s"},"finish_reason":"%s"}],"usage":{"prompt_tokens":10,"completion_tokens":3}}\n</reply>\n' \
        "$1" "${2-stop}" >>"$T/exchange.txt"
}

# Runs one sample against what was written: SUITE OPTIONS...
ask()
{
    serve "$T/exchange.txt"
    retort run "$1" -m "$url#toy-1" -n 1 -j 1 -o "$T/$server_n" --json "${@:2}"
    stop
    : >"$T/exchange.txt"
}

# The first problem of math-mini, and a wrong answer to it.
right=$("$RETORT" show math-vote s1-1 --json | python3 -c '
import json, sys
print(json.load(sys.stdin)["sample"]["target"])')
wrong=1$right

# --- a vote ------------------------------------------------------------------

for text in "$wrong" "$right" no "$right" "$wrong$wrong"; do
    says "Answer: $text"
done
ask math-vote
expect 'a vote: two of five are enough' said '"correct":1'
expect '... all five were asked' same "$(sent)" 5
expect '... and each has its place in the store' same \
    "$(asked "$server_n" 'SELECT count(*) FROM asked')" 5
retort run math-vote -m 'http://127.0.0.1:9/v1#toy-1' -n 1 -o "$T/none" -q
try "$RETORT" show toy-1 s1-1 -o "$T/1"
expect '... and in the transcript' said "Answer: $wrong$wrong"

says "Answer: $right"
says "I cannot help with that" content_filter
ask math-vote -T votes=2
expect 'a vote: the last reply may be refused, the one before counts' \
    said '"correct":1'

says "Answer: $right"
says "Answer: 1" length
ask math-vote -T votes=2
expect 'a vote: what was cut before its end has no voice' said '"correct":1'

says 'No idea'
says 'None at all'
ask math-vote -T votes=2
expect 'a vote: nothing read is unread, not wrong' said '"unread":1'

says 'Let me think' length
ask math-vote -T votes=1
expect 'a vote: all cut is truncated' said '"truncated":1'

# --- a repair ----------------------------------------------------------------

code='```python\ndef %s(*args):\n    return %s\n```'
entry=$(sed -n '1s/.*"entry": *"\([a-z_0-9]*\)".*/\1/p' \
    suites/code-mini/problems.jsonl)
good=$(python3 -c '
import json
row = json.loads(open("suites/code-mini/problems.jsonl").readline())
print(json.dumps("```python\n" + row["prompt"] + row["solution"] + "```")[1:-1])')
bad=${code//\%s(/$entry(}
bad=${bad//\%s/None}

says "$bad"
says 'Let me explain'
says "$good"
ask code-repair
expect 'a repair: the third try is right' said '"correct":1'
expect '... after two that were not' same "$(sent)" 3
try "$RETORT" show toy-1 -o "$T/$server_n" code-mini-1
expect '... the model saw why the first failed' said 'That does not work:'
expect '... and that the second had no code' said 'There is no code block'

says "$bad"
ask code-repair -T rounds=1
expect 'a repair: so many rounds and no more' same "$(sent)" 2
expect '... then it is wrong' said '"wrong":1'

says "$good"
ask code-repair
expect 'a repair: what is right at once is asked once' same "$(sent)" 1

# --- without a question -------------------------------------------------------

cat >"$T/stops.lua" <<'END'
local r = retort
local rows = {}
for i = 1, 30 do
    rows[i] = { id = "s" .. i }
end
return r.suite {
    name = "stops", version = 1, about = "Ends at its third sample",
    data = rows,
    sample = function(row)
        return { id = row.id, input = "?", target = "yes" }
    end,
    prompt = "{input}", ideal = "{target}",
    solve = function(s)
        if s.id == "s3" then
            error "that is enough"
        end
        return "yes"
    end,
    extract = r.extract.whole(), score = r.score.exact(),
}
END
retort run "$T/stops.lua" -m 'http://127.0.0.1:9/v1#toy-1' -o "$T/stops"
expect 'a suite that fails as a sample starts: 3' ended 3
expect '... with its words, not what an earlier look at it left behind' \
    said 'stops.lua:15: that is enough'
expect '... what was begun before is kept, and no other sample is begun' \
    same "$(asked stops 'SELECT group_concat(id) FROM verdict')" s1,s2
tap_end
