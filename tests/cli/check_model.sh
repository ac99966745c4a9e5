#!/bin/bash
# check -m MODEL: what five tiny requests tell about an endpoint, in words and
# as JSON, what they cost, and what goes out.
set -eu
. tests/server.sh

# A whole reply: TEXT, MORE of the choice.
whole()
{
    printf '<reply>\n{"model":"gpt-4o-mini-2024-07-18","choices":[{"message":{"role":"assistant","content":"%s"},"finish_reason":"stop"%s}],"usage":{"prompt_tokens":20,"completion_tokens":2}}\n</reply>\n' "$1" "${2-}"
}

logprobs=',"logprobs":{"content":[{"token":"yes","logprob":-0.1,"top_logprobs":[{"token":"yes","logprob":-0.1}]}]}'
# The head of a stream, and one that says yes.
events='<reply>
!chunk 500
!drip 10 40
HTTP/1.1 200 OK
content-type: text/event-stream
transfer-encoding: chunked

data: {"model":"gpt-4o-mini-2024-07-18","choices":[{"index":0,"delta":{"content":"yes"},"finish_reason":"stop"}]}

data: {"model":"gpt-4o-mini-2024-07-18","choices":[],"usage":{"prompt_tokens":20,"completion_tokens":2}}
'
stream="$events
data: [DONE]

</reply>"

# Plays an exchange to check: MORE arguments. The first field of endpoints is
# looked at by field.
probe()
{
    serve "$T/e.txt"
    cat >"$T/models.lua" <<END
return { models = { toy = { url = "$url", model = "gpt-4o-mini",
    provider = "OpenAI", key = "WIRE_KEY" } } }
END
    export WIRE_KEY=sk-marker-check-0123
    retort check -m toy --models-file "$T/models.lua" "$@"
    stop
}

field()
{
    python3 -c '
import json, sys
print(json.dumps(json.load(open(sys.argv[1]))["endpoints"][0][sys.argv[2]]))' \
        "$T/results" "$1"
}

{
    whole yes "$logprobs"
    echo "$stream"
    whole 481516
    whole 481516
    whole Violet.
} >"$T/e.txt"
probe
expect 'all well: 0' ended 0
expect 'it can be reached' said 'reachable:    yes, HTTP 200'
expect 'its key was accepted' said 'key:          accepted (WIRE_KEY)'
expect 'the model is known' said 'model:        gpt-4o-mini, answers as gpt-4o-mini-2024-07-18'
expect 'it streams' grep -Eq 'streaming: +works, first text after [0-9]+ ms' "$T/out"
expect 'it gives log-probabilities' said 'top_logprobs: given'
expect 'it heeds a seed' said 'seed:         works'
expect 'it heeds a system message' said 'system:       works'
expect 'five latencies' \
    grep -Eq 'latency: +([0-9.]+, ){4}[0-9.]+ ms for 5 tiny requests, median [0-9.]+$' "$T/out"
# 20 tokens at $0.15 and 2 at $0.60 a million, five times
expect 'what it cost' grep -Eq 'cost: +[$]0[.]000021 for 5 requests' "$T/out"
expect 'five requests went out' same "$(sent)" 5
expect 'the key is shown nowhere' not said sk-marker
probe --json
expect '--json: streaming' same "$(field streaming)" true
expect '--json: first text' test "$(field ttft_ms)" != null
expect '--json: seed' same "$(field seed)" true
expect '--json: system' same "$(field system)" true
expect '--json: cost' same "$(field cost_usd)" 2.1e-05
expect '--json: five latencies' python3 -c '
import json, sys
d = json.load(open(sys.argv[1]))["endpoints"][0]
assert len(d["latencies_ms"]) == d["requests"] == 5
assert all(x > 0 for x in d["latencies_ms"])' "$T/results"

{
    whole yes
    whole yes
    whole 1
    whole 2
    whole yes
} >"$T/e.txt"
probe
expect 'what does not work is no error' ended 0
expect 'a server that ignores stream' \
    said 'streaming:    no: asked for a stream, it answers whole'
expect 'no log-probabilities' said 'top_logprobs: not given'
expect 'a seed that does nothing' \
    said 'seed:         no: two replies with one seed: "1" and "2"'
expect 'a system message that does nothing' \
    said 'system:       no: told to say violet whatever is asked, it says "yes"'
probe --json
expect '--json: no, with its reason' same "$(field seed) $(field seed_why)" \
    'false "two replies with one seed: \"1\" and \"2\""'

# a server of recordings that does not know how long they took
sed -i 's/^<reply>$/&\nHTTP\/1.1 200 OK\ncontent-type: application\/json\ncontent-length: @LEN@\nx-retort-recorded-us: -\n/' \
    "$T/e.txt"
probe
expect 'a latency that nobody recorded is unknown, not 0' \
    said 'latency:      unknown'

{
    whole yes
    echo "$events</reply>"
    printf '<reply>\nHTTP/1.1 400 Bad Request\ncontent-length: @LEN@\n\n{"error":{"message":"Unsupported parameter: seed","type":"invalid_request_error","param":"seed","code":"unsupported_parameter"}}\n</reply>\n'
    whole 1
    printf '<reply>\nHTTP/1.1 400 Bad Request\ncontent-length: @LEN@\n\n{"error":{"message":"System role not supported","type":"invalid_request_error"}}\n</reply>\n'
} >"$T/e.txt"
probe
expect 'a stream without its end' \
    said 'streaming:    no: protocol: its stream ended after 2 events without its end'
expect 'a seed that is refused' said 'seed:         no: bad_request: HTTP 400 unsupported_parameter'
expect 'a system role that is refused' said 'system:       no: bad_request'
expect 'latencies are of the replies' said 'for 2 tiny requests'

printf '<reply>\nHTTP/1.1 401 Unauthorized\ncontent-length: @LEN@\n\n{"error":{"message":"Incorrect API key provided: @KEY@","type":"invalid_request_error","code":"invalid_api_key"}}\n</reply>\n' >"$T/e.txt"
probe
expect 'a key that is not accepted: 2' ended 2
expect 'says which' said 'does not accept the key in WIRE_KEY'
expect 'one request was enough' same "$(sent)" 1
expect 'a key that is repeated is not shown' not said sk-marker

# what the catalogue says is not there is not asked for
{
    whole yes
    whole violet
} | sed 's/gpt-4o-mini-[0-9-]*/toy-1/' >"$T/e.txt"
serve "$T/e.txt"
echo "return { models = { toy = { url = '$url', seed = false, stream = false,
    model = 'gpt-4o-mini' } } }" >"$T/models.lua"
retort check -m toy --models-file "$T/models.lua"
stop
expect 'what is never sent is told' \
    grep -q 'never sent:   seed (it does not take them' "$T/out"
expect 'no stream is tried' said 'streaming:    not tried: the catalogue says it has none'
expect 'no seed is tried' said 'seed:         not tried: the catalogue says it takes none'
expect 'two requests went out' same "$(sent)" 2
expect 'the price of the model that answered is unknown' said 'cost:         unknown for 2 requests'

# --- what is there, and no endpoint ---
printf '<reply>\nHTTP/1.1 308 Permanent Redirect\nlocation: http://127.0.0.1:1/\ncontent-length: 0\n\n</reply>\n' >"$T/e.txt"
probe
expect 'a redirect: 4' ended 4
expect 'is said to be one, once' \
    said "(HTTP 308: sent to another address, which is not followed)"
printf '<reply>\n!delay 30000\n{}\n</reply>\n' >"$T/e.txt"
serve "$T/e.txt"
retort check -m "$url#toy" --timeout 1
stop
expect 'no answer in time: 4' ended 4
expect 'which is not the same as nobody there' said 'does not answer in time'
tap_end
