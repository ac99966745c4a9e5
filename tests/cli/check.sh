#!/bin/sh
# retort check: what works here, sound suites, endpoints.
#   RETORT=build/release/retort tests/cli/check.sh
set -eu

"$RETORT" --version >/dev/null
T=$(mktemp -d)
server=
trap '[ -z "$server" ] || { kill "$server"; wait "$server"; } 2>/dev/null || :
rm -rf "$T"' EXIT
trap 'exit 130' INT TERM
n=0

ok()
{
    n=$((n + 1))
    echo "ok $n - $1"
}

fail()
{
    echo "not ok $((n + 1)) - $1"
    sed 's/^/# /' "$T/out" "$T/err"
    exit 1
}

# Runs retort with these arguments; sets code.
retort()
{
    code=0
    "$RETORT" "$@" -o "$T/runs" >"$T/out" 2>"$T/err" </dev/null || code=$?
}

has() # WHAT PATTERN
{
    grep -qE -- "$2" "$T/out" || fail "$1: no '$2'"
}

json() # WHAT PYTHON-EXPRESSION over d
{
    python3 -c "import json, sys
d = json.load(open('$T/out'))
sys.exit(0 if ($2) else 1)" || fail "$1: $2"
}

# Starts a server of one answer: FILE; sets server and url.
serve()
{
    : >"$T/serve" # the server may not have made it yet
    "$RETORT" serve --canned "$1" -p 0 >"$T/serve" 2>&1 &
    server=$!
    url=
    for _ in $(seq 100); do
        url=$(sed -n 's/^serving .* on //p' "$T/serve")
        [ -z "$url" ] || return 0
        sleep 0.05
    done
    fail 'a server'
}

stop()
{
    kill "$server"
    wait "$server" || :
    server=
}

retort check
[ "$code" = 0 ] || fail 'check ends with 0'
has jail '^(ok|no) +jail '
has gnuplot '^(ok|no) +gnuplot '
has results "^ok +results +$T/runs: can be written, no runs yet"
has models '^ok +models +[0-9]+ in the catalogue'
has prices '^(ok|look) +prices +[0-9]+ rows'
has suites '^(ok|look) +suites +[0-9]+ found'
[ ! -e "$T/runs" ] || fail 'a question makes no folder'
jail=$(sed -n 's/ *jail .*//p' "$T/out")
retort check --json
json 'here' "{h['what'] for h in d['here']} == {'jail', 'gnuplot', 'results',
    'models', 'prices', 'suites'}"
ok 'what works here'

PATH=/nowhere retort check
[ "$code" = 0 ] || fail 'without gnuplot it goes on'
has gnuplot '^no +gnuplot .*(apt|install)'
ok 'what does not, and the way out'

: >"$T/file"
code=0
"$RETORT" check -o "$T/file/below" >"$T/out" 2>"$T/err" || code=$?
[ "$code" = 5 ] || fail 'a folder that cannot be is exit 5'
ok 'a results folder that cannot be written'

retort check math-mini mmlu-mini -n 60
[ "$code" = 0 ] || fail 'sound suites'
has math-mini '^math-mini +60\+? +60/60 +60/60 +[0-9]+/[0-9]+ .* sound$'
has mmlu-mini '^mmlu-mini +60\+? +60/60 +60/60 '
if [ "$jail" = ok ]; then
    retort check code-mini -n 4
    [ "$code" = 0 ] || fail 'a sound suite that runs code'
    has code-mini '^code-mini +4\+? +4/4 +4/4 +60/60 '
fi
ok 'three students find sound suites sound'

retort check tests/suites/bad/ideal_wrong.lua math-mini -n 9 --json
[ "$code" = 1 ] || fail 'an unsound suite is exit 1'
json 'unsound' "not d['suites'][0]['sound'] and d['suites'][1]['sound']
    and d['suites'][0]['faults'][0]['sample'] == 'two'
    and d['suites'][0]['faults'][0]['student'] == 'ideal'"
retort check nowhere math-mini -n 9
[ "$code" = 2 ] || fail 'an unknown suite is exit 2'
has 'the others are checked' '^math-mini .* sound$'
grep -q "unknown suite 'nowhere'" "$T/err" || fail 'which one'
ok 'unsound and unknown suites'

cat >"$T/good.json" <<'END'
{"model": "toy-1-0612", "choices": [{"message": {"role": "assistant",
 "content": "yes"}, "finish_reason": "stop", "logprobs": {"content": [
 {"token": "yes", "logprob": -0.1, "top_logprobs": [{"token": "yes",
 "logprob": -0.1}]}]}}],
 "usage": {"prompt_tokens": 11, "completion_tokens": 1}}
END
serve "$T/good.json"
retort check -m "$url#toy"
[ "$code" = 0 ] || fail 'an endpoint that answers'
has reachable 'reachable: +yes, HTTP 200'
has key 'key: +none needed'
has served 'model: +toy, answers as toy-1-0612'
has usage 'usage: +told: 11 tokens in, 1 out'
has logprobs 'top_logprobs: given'
has cost 'cost: +unknown'
retort check --json -m "$url#toy"
json 'endpoint' "d['endpoints'][0]['ok'] and d['endpoints'][0]['tokens_in'] == 11
    and d['endpoints'][0]['top_logprobs']
    and d['endpoints'][0]['cost_usd'] is None"
[ ! -e "$T/runs" ] || fail 'a probe leaves nothing behind'
cat >"$T/models.lua" <<END
return { models = { priced = { url = "$url", model = "gpt-4o",
    provider = "OpenAI", key = "RETORT_TEST_KEY" } } }
END
RETORT_TEST_KEY=sk-secret retort check -m priced --models-file "$T/models.lua"
has 'a known price' 'cost: +[$]0[.]00018[0-9] for 5 requests'
has 'its key' 'key: +accepted \(RETORT_TEST_KEY\)'
! grep -q secret "$T/out" "$T/err" || fail 'a key is shown'
retort check -m priced --models-file "$T/models.lua"
[ "$code" = 2 ] || fail 'a key that is not set is exit 2'
grep -q 'priced needs a key: set RETORT_TEST_KEY' "$T/err" || fail 'which'
RETORT_TEST_KEY=$(printf 'sk-secret\r') retort check -m priced --models-file "$T/models.lua"
[ "$code" = 2 ] || fail 'a key with a line end is exit 2'
grep -q 'the key in RETORT_TEST_KEY has a line end' "$T/err" || fail 'why'
! grep -q secret "$T/out" "$T/err" || fail 'a broken key is shown'
stop
ok 'an endpoint that works'

echo '{"error": {"message": "The model toy does not exist", "code":
 "model_not_found", "type": "invalid_request_error"}}' >"$T/error.json"
serve "$T/error.json"
retort check -m "$url#toy"
[ "$code" -gt 1 ] || fail 'an endpoint that says no'
grep -q 'does not exist' "$T/err" || fail 'what it said'
stop
echo '<html>It works!</html>' >"$T/page.html"
serve "$T/page.html"
retort check -m "$url#toy"
[ "$code" = 4 ] || fail 'a web page is exit 4'
grep -q 'answers, but not as an endpoint' "$T/err" || fail 'what it is'
stop
retort check -m "$url#toy"
[ "$code" = 4 ] || fail 'nobody there is exit 4'
grep -q 'cannot be reached .*is the server running' "$T/err" || fail 'why'
has reachable 'reachable: +no'
ok 'endpoints that do not'
