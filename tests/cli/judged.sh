#!/bin/bash
# A reply is judged the same whichever way leads there: by our own functions
# alone, by a score in Lua, which needs a coroutine, and by a solve that asks.
set -eu
. tests/server.sh

# Makes the suite $T/NAME.lua: NAME WHAT-ELSE
suite()
{
    cat >"$T/$1.lua" <<END
local r = retort
local score, rows = r.score.$score, {}
for i = 1, 3 do
    rows[i] = { id = "s" .. i, input = "What is " .. i .. " + 1?",
        target = i == 3 and { "no", tostring(i + 1) } or tostring(i + 1) }
end
return r.suite {
    name = "sums", version = 1, about = "Adds one", data = rows,
    prompt = "{input}",
    extract = r.extract.first { r.extract.after "Answer:",
        r.extract.last_number() },
    $2
}
END
}

# What came of all replies so far, without what differs from run to run.
verdicts()
{
    asked "$1" "SELECT id, outcome, value, quote(extracted), note, detail
        FROM verdict ORDER BY run, n"
}

replies='<think>2 or 3?</think>Answer: 3|stop
Answer: 3|length
well, 4, I think.|stop
I cannot say|stop
|length
|stop
<think>on and on|length
no|content_filter
Answer:|stop'

for score in 'number()' 'exact()' 'math()' 'letter()' \
    'rule "lm-eval/gsm8k/strict"'; do
    name=${score%%[( ]*}
    suite ours "score = score,"
    suite lua "score = function(a, s, h) return score(a, s, h) end,"
    suite solve "score = score, solve = function(s, h) return h:ask() end,"
    while IFS='|' read -r text finish; do
        python3 -c 'import json, sys
print(json.dumps({"choices": [{"message": {"role": "assistant",
    "content": sys.argv[1]}, "finish_reason": sys.argv[2]}]}))' \
            "$text" "$finish" >"$T/reply.json"
        play --canned "$T/reply.json"
        for way in ours lua solve; do
            retort run "$T/$way.lua" -m "toy@$url#toy$RANDOM$RANDOM" \
                -o "$T/$name-$way" -q
        done
        stop
    done <<<"$replies"
    for way in ours lua solve; do
        verdicts "$name-$way" >"$T/$way.$name"
    done
    expect "$score: each reply was judged" \
        same "$(wc -l <"$T/ours.$name")" 27
    expect '... more than one outcome came of them' \
        test "$(cut -d'|' -f2 "$T/ours.$name" | sort -u | wc -l)" -ge 4
    expect '... with a score in Lua the same' cmp "$T/ours.$name" "$T/lua.$name"
    expect '... with a solve the same' cmp "$T/ours.$name" "$T/solve.$name"
done
tap_end
