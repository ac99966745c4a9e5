#!/bin/bash
# An endpoint that refuses a parameter: asked again without it, once; every
# later request of the command goes without at once; what was left out is with
# each reply, below the table and said aloud, and so is the row of models.lua
# that makes it permanent, which does what it says.
set -eu
. tests/server.sh

echo '{"model":"toy-1","choices":[{"message":{"role":"assistant","content":"Answer: B"},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":3}}' \
    >"$T/canned"
many 40

run()
{
    retort run "$T/many.lua" -G temperature=0.5 -G max_tokens=9 "$@"
}

# --- temperature ---
play --canned "$T/canned" --faults refused_temperature
run -m "toy@$url#toy-1" -o "$T/a" -j 1
expect 'a model that takes no temperature: done' ended 0
expect 'one request was refused, and no other' \
    same "$(counted faults) $(counted requests)" '1 41'
expect 'it is said aloud' said 'toy refuses temperature: ASKED WITHOUT IT from here on'
expect 'what that means' said 'which is NOT the sampling that the suite wants'
expect 'the row is told' said \
    "in models.lua: models = { toy = { url = \"$url\", model = \"toy-1\", temperature = false } }"
expect 'once' same "$(grep -c 'refuses' "$T/out")" 1
expect 'it stands below the table' said 'toy on many: not sent as asked: temperature'
expect 'and with every reply' same \
    "$(asked a "SELECT count(*) FROM answer WHERE changed = '[\"temperature\"]'")" 40
run -m "toy@$url#toy-1" -o "$T/a" -j 1 --json
expect 'again: nothing is sent' same "$status $(counted requests)" '0 41'
run -m "toy@$url#toy-1" -o "$T/b" -j 16 --json
expect 'at once, in 16: done' ended 0
expect 'those under way are asked again, the others are not refused' \
    test "$(($(counted faults)))" -le 17
expect 'and every sample has its verdict' same "$(json 0.failed)" 0
sed -n 's/.*in models.lua: \(.*\)/return { \1 }/p' "$T/err" >"$T/models.lua"
refused=$(counted faults)
requests=$(counted requests)
run -m toy --models-file "$T/models.lua" -o "$T/b" --json --offline
expect 'with that row in models.lua it is the same run: nothing to ask' \
    same "$status $(counted requests)" "0 $requests"
run -m toy --models-file "$T/models.lua" -o "$T/c" --json
expect 'and anew it is never refused' same "$status $(counted faults)" "0 $refused"
expect 'nor is anything said' not said refuses
stop

# --- max_tokens has another name: nothing else changes ---
play --canned "$T/canned" --faults refused_max_tokens
cat >"$T/models.lua" <<END
return { models = { toy = { url = "$url", model = "toy-1", key = "WIRE_KEY",
    headers = { ["X-Team"] = "a \\"b\\"" } } } }
END
export WIRE_KEY=sk-marker-refused-0123
run -m toy --models-file "$T/models.lua" -o "$T/d" -j 1
expect 'a limit by another name: done' ended 0
expect 'one request was refused' same "$(counted faults) $(counted requests)" '1 41'
expect 'said, and that nothing else changes' \
    said 'asked otherwise from here on, which changes nothing else'
expect 'the row keeps what it had' said \
    "models = { toy = { headers = { [\"X-Team\"] = \"a \\\"b\\\"\" }, key = \"WIRE_KEY\", model = \"toy-1\", url = \"$url\", max_tokens_key = \"max_completion_tokens\" } }"
expect 'no sampling is other than asked' not said 'not sent as asked'
stop

# --- a second suite, and one that refuses both names of a thing ---
play --canned "$T/canned" --faults refused_temperature
sed 's/name = "many"/name = "more"/; s/Question /Problem /' "$T/many.lua" >"$T/more.lua"
run "$T/more.lua" -m "toy@$url#toy-1" -o "$T/e" -j 1 -e 2
expect 'two suites with repeats: refused once' same "$status $(counted faults)" '0 1'
stop
play --canned "$T/canned" --faults refused_max_tokens:0.5,bad_request_400:0.5,most=0
run -m "toy@$url#toy-1" -o "$T/f" -j 1
expect 'a 400 about something else still fails its sample' \
    test "$(asked f 'SELECT count(*) FROM verdict WHERE outcome = 5')" -gt 0
stop
cat >"$T/both.txt" <<'END'
<reply>
HTTP/1.1 400 Bad Request
content-length: @LEN@

{"error":{"message":"no","param":"max_tokens","code":"unsupported_parameter"}}
</reply>
<reply>
HTTP/1.1 400 Bad Request
content-length: @LEN@

{"error":{"message":"no","param":"max_completion_tokens","code":"unsupported_parameter"}}
</reply>
<reply>
HTTP/1.1 400 Bad Request
content-length: @LEN@

{"error":{"message":"no","param":"max_tokens","code":"unsupported_parameter"}}
</reply>
END
serve "$T/both.txt"
run -m "toy@$url#toy-1" -o "$T/g" -j 1 -n 1
expect 'one that takes neither name: failed, and not asked forever' \
    same "$status $(sent)" '4 3'
expect 'and the way out is said' said 'models.lua with max_tokens_key'
stop
tap_end
