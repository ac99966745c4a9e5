#!/bin/bash
# run --stream: nothing is paid for twice because a reply travels otherwise, a
# streamed reply is judged again and exported like any other, its times are
# told, and retort serve streams what was recorded whole.
set -eu
. tests/server.sh

# A stream that takes its time: 4 pieces, 20 ms between them.
cat >"$T/slow.txt" <<'END'
<reply>
!chunk 1000
!drip 10 60
HTTP/1.1 200 OK
content-type: text/event-stream
transfer-encoding: chunked

data: {"model":"toy-1","choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}

data: {"model":"toy-1","choices":[{"index":0,"delta":{"content":"Answer:"}}]}

data: {"model":"toy-1","choices":[{"index":0,"delta":{"content":" @LETTER@"}}]}

data: {"model":"toy-1","choices":[{"index":0,"delta":{"content":"."},"finish_reason":"stop"}]}

data: {"model":"toy-1","choices":[],"usage":{"prompt_tokens":100,"completion_tokens":4}}

data: [DONE]

</reply>
END
many 12
serve "$T/slow.txt"
model="toy@$url#toy-1"

retort run "$T/many.lua" -m "$model" -o "$T/a" --stream --json
expect 'run --stream: done' ended 0
expect 'each question is sent once' same "$(sent)" 12
expect 'all replies told their first text' same "$(json 0.ttft_ms.n)" 12
expect 'and a pace' same "$(json 0.tokens_per_s.n)" 12
expect 'percentiles in order' python3 - "$T/results" <<'END'
import json, sys
run = json.load(open(sys.argv[1]))["runs"][0]
for key in ("ttft_ms", "tokens_per_s"):
    p = run[key]
    assert 0 < p["p50"] <= p["p90"] <= p["p99"], p
# the first text comes before the last byte of the same reply
assert run["ttft_ms"]["p99"] < run["latency_ms"]["p99"]
assert run["changed"] == ["top_logprobs"] or run["changed"] == [], run["changed"]
assert run["sampling"]["temperature"] == 0
END
expect 'the usage at the end of each stream counts' \
    same "$(json 0.tokens.output)" 48
correct=$(json 0.correct)

retort run "$T/many.lua" -m "$model" -o "$T/a" --json
expect 'the same without --stream asks nothing' same "$(sent)" 12
expect 'and says the same' same "$(json 0.correct)" "$correct"
retort run "$T/many.lua" -m "$model" -o "$T/a" --stream --no-cache -n 1 --json
expect '--no-cache asks again' same "$(sent)" 13

retort score 1 --suite "$T/many.lua" -o "$T/a" --json
expect 'score judges streamed replies again' ended 0
expect 'and sends nothing' same "$(sent)" 13
retort show 1 q1 -o "$T/a"
expect 'show tells the first text' said 'first text after'
expect 'and the pace' said 'tokens a second'
retort show 1 q1 -o "$T/a" --json
expect 'show --json has its time' said '"ttft_ms":'
retort ls runs -o "$T/a"
expect 'ls still reads the folder' ended 0
retort run "$T/many.lua" -m "$model" -o "$T/a" --stream
expect 'the table says how long the first text took' \
    said 'first text after'
expect 'and of how many replies' said '(medians of 12 streamed replies)'

retort export --replies 1 -o "$T/a" --to "$T/rec.jsonl"
expect 'streamed replies are exported' ended 0
stop

# --- what was recorded whole, or not, is streamed by serve ---
play "$T/rec.jsonl"
retort run "$T/many.lua" -m "toy@$url#toy-1" -o "$T/b" --stream --json
expect 'a run on a streaming recording' ended 0
expect 'has the same answers' same "$(json 0.correct)" "$correct"
expect 'and the same tokens' same "$(json 0.tokens.output)" 48
expect "loopback's own times are no model's: unknown" \
    same "$(json 0.ttft_ms.p50) $(json 0.tokens_per_s.p50)" 'null null'
body='{"model":"toy-1","messages":[{"role":"user","content":"Question 1?\n\nA. one\nB. two\nC. three\nD. four\n\nReply with one letter only. Do not explain.\nAnswer:"}],"stream":true'
ask()
{
    python3 - "$url" "$1" <<'END'
import sys, urllib.request
r = urllib.request.urlopen(
    urllib.request.Request(
        sys.argv[1] + "/chat/completions", sys.argv[2].encode(),
        {"Content-Type": "application/json"}))
print(r.headers["content-type"])
print(r.read().decode())
END
}
try ask "$body}"
expect 'serve answers "stream": true with events' said 'text/event-stream'
expect 'in chunks' said '"object":"chat.completion.chunk"'
expect 'to the end' said 'data: [DONE]'
expect 'without usage, which was not asked for' not said '"usage"'
try ask "$body,\"stream_options\":{\"include_usage\":true}}"
expect 'with usage where it was' said '"choices":[],"usage":{'
stop

# --- bad weather: half of all requests meet a fault, cut streams among them ---
play "$T/rec.jsonl" --faults half,seed=3
for _ in 1 2 3; do
    retort run "$T/many.lua" -m "toy@$url#toy-1" -o "$T/w" --stream --json \
        --timeout 5
    [ "$status" -ne 0 ] || break
done
expect 'in bad weather it gets there' ended 0
expect 'with the same verdicts' same "$(json 0.correct)" "$correct"
try python3 -c "
import json, sys, urllib.request
d = json.load(urllib.request.urlopen('${url%/v1}/faults'))
print(d)
sys.exit(d['again'])"
expect 'and nothing that was answered is asked again' ended 0
stop

# --- a stream that falls silent, and one that goes on with comments ---
for kind in stream_stall stream_stall_first; do
    play "$T/rec.jsonl" --faults "$kind,most=1"
    retort run "$T/many.lua" -m "toy@$url#toy-1" -o "$T/$kind" --stream -v \
        --idle 1 --json
    expect "$kind: asked again" ended 0
    expect 'long before the time-out' said 'timeout: no byte for 1.0s'
    expect 'with the same answers' same "$(json 0.correct)" "$correct"
    stop
done
play "$T/rec.jsonl" --faults stream_only_alive,most=1
retort run "$T/many.lua" -m "toy@$url#toy-1" -o "$T/alive" --stream -v \
    --idle 1 --timeout 3 --json
expect 'comments are bytes: the time-out ends it' \
    said 'timeout: no whole reply after 3.0s'
expect 'and not the silence' not said 'no byte for'
stop
play "$T/rec.jsonl" --faults stream_pause
retort run "$T/many.lua" -m "toy@$url#toy-1" -o "$T/pause" --stream --idle 2 \
    --json
expect 'a pause that is short is waited for' same "$status $(json 0.correct)" \
    "0 $correct"
stop
retort run "$T/many.lua" -m "toy@$url#toy-1" -o "$T/a" --idle 100000
expect '--idle 100000: 2' ended 2
expect 'says what it wants' said '--idle wants up to 86400 seconds'

# --- asked for the time to first text, it streams by itself ---
echo '{"model":"toy-1","choices":[{"message":{"role":"assistant","content":"Answer: B"},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":3}}' \
    >"$T/canned"
play --canned "$T/canned" --faults able=1000
model="toy@$url#toy-1"
retort run "$T/many.lua" -m "$model" -o "$T/t" -n 4
retort run "$T/many.lua" -m "$model" -o "$T/t" -n 4 --ttft
expect '--ttft: what is stored is not asked again' same "$(counted requests)" 4
expect 'and that it tells none is said' \
    said 'no reply tells its first text: they were stored without, or came whole; --no-cache asks again'
retort run "$T/many.lua" -m "$model" -o "$T/t" -n 12 --ttft --json
expect '--ttft: the other 8 are streamed' \
    same "$(counted requests) $(json 0.ttft_ms.n)" '12 8'
retort run "$T/many.lua" -m "$model" -o "$T/t" -n 12 --ttft
expect 'and how many tell none' said '(medians of 8 streamed replies; 4 more tell none)'
stop

# --- a model that cannot ---
cat >"$T/models.lua" <<END
return { models = { whole = { url = "$url", model = "toy-1", stream = false } } }
END
retort run "$T/many.lua" -m whole --models-file "$T/models.lua" -o "$T/c" \
    --stream --offline
expect 'a model without streams says so' \
    said 'whole gives whole replies only: --stream is not for it'
tap_end
