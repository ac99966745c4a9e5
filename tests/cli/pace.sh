#!/bin/bash
# The pace: an endpoint that can do 8 at once is found out and not hammered;
# what the user allows in a minute is kept; a served model that changes is
# told; an endpoint that dies ends the run, saved.
set -eu
. tests/server.sh

cat >"$T/good.json" <<'END'
{"model":"toy-1","choices":[{"message":{"role":"assistant","content":"Answer: B"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1000,"completion_tokens":100}}
END

# Serves it: OPTION... Sets server and url.
weather()
{
    stop
    play --canned "$T/good.json" "$@"
}

many 600

# --- an endpoint that can do 8 at once --------------------------------------
weather --delay 5 --faults able=8
retort run "$T/many.lua" -m "toy@$url#toy-1" -o "$T/able" -j 128 -q
expect 'it is found: 0' ended 0
expect 'all have a reply' same "$(asked able 'SELECT count(*) FROM answer')" 600
expect 'it pushed back' test "$(counted faults)" -gt 0
# 120 of the first 128, which are sent before it has said anything
expect 'seldom after that' test "$(counted faults)" -le 140
echo "# pushed back $(counted faults) of $(counted requests)"

# --- and -j that is within what it can do ------------------------------------
weather --delay 5 --faults able=8
retort run "$T/many.lua" -m "toy@$url#toy-1" -o "$T/within" -j 8 -q
expect 'within that: 0' ended 0
expect 'never more than -j at once' same "$(counted faults)" 0

expect 'one model has answered, and nothing is said of another' \
    not said 'changed on the way'

# --- another model behind the name ------------------------------------------
weather --faults other_model:0.2
retort run "$T/many.lua" -m "toy@$url#toy-1" -o "$T/other" -n 50 -q
expect 'another model answers now and then: 0' ended 0
expect 'but it is said' said 'both answered'

# --- an endpoint that dies --------------------------------------------------
weather --faults html_200,most=0
retort run "$T/many.lua" -m "toy@$url#toy-1" -o "$T/dead" -j 8 -q
expect 'an endpoint that only brings pages: 4' ended 4
expect 'it says what came' said 'not JSON'
expect 'and does not ask for all' test "$(counted requests)" -le 60

# --- an endpoint that fails is not asked for others meanwhile ----------------
cat >"$T/fails.txt" <<'END'
<reply>
HTTP/1.1 500 Internal Server Error
content-type: text/plain
retry-after-ms: 20
content-length: @LEN@

out of order
</reply>
END
stop
serve "$T/fails.txt"
retort run "$T/many.lua" -m "toy@$url#toy-1" -o "$T/ill" -j 8 -q
expect 'one that always fails: 4' ended 4
expect 'it was given up' said 'what was answered is saved'
# 8 at once, and one more for each that is given up but the last
expect 'only -j and those that took their places were asked' \
    test "$(awk '{ print $2 }' "$log" | sort -u | wc -l)" -le 15

# --- what the user allows ---------------------------------------------------
# WANT OPTION...: so many requests have come after 2 s, and no more.
allowed()
{
    local want=$1
    shift
    weather --faults seed=1,able=1000
    rm -rf "$T/slow"
    launch run "$T/many.lua" -m "toy@$url#toy-1" -o "$T/slow" -j 64 -q "$@"
    for _ in $(seq 300); do
        [ "$(counted requests)" -lt "$want" ] || break
        sleep 0.02
    done
    sleep 1
    expect "$*: $want requests and no more" same "$(counted requests)" "$want"
    kill -INT "$launched"
    landed
    expect "$*: Ctrl-C ends the wait" ended 130
    expect "$*: their replies are kept" \
        same "$(asked slow 'SELECT count(*) FROM answer')" "$want"
}

allowed 7 --rpm 7
# 100 tokens of reply are asked for at most: guessed high, then 1,100 each
allowed 10 --tpm 11500 -j 1 -G max_tokens=100
tap_end
