#!/bin/bash
# retort check: what works here, sound suites, endpoints.
#   RETORT=build/release/retort tests/cli/check.sh
. tests/server.sh

# On the results of this test: COMMAND ARGUMENT...
here()
{
    retort "$@" -o "$T/runs"
}

has() # WHAT PATTERN
{
    expect "$1" grep -qE -- "$2" "$T/results"
}

holds() # WHAT EXPRESSION over o
{
    expect "$1" gives "$2" "$T/results"
}

here check
expect 'check ends with 0' ended 0
has jail '^(ok|no) +jail '
has gnuplot '^(ok|no) +gnuplot '
has results "^ok +results +$T/runs: can be written, no runs yet"
has models '^ok +models +[0-9]+ in the catalogue'
has prices '^(ok|look) +prices +[0-9]+ rows'
has suites '^(ok|look) +suites +[0-9]+ found'
expect 'a question makes no folder' test ! -e "$T/runs"
jail=$(sed -n 's/ *jail .*//p' "$T/results")
here check --json
holds 'here' "{h['what'] for h in o['here']} == {'jail', 'gnuplot', 'results',
    'models', 'prices', 'suites'}"

try env PATH=/nowhere "$RETORT" check -o "$T/runs"
mv "$T/out" "$T/results"
expect 'without gnuplot it goes on' ended 0
has gnuplot '^no +gnuplot .*(apt|install)'

: >"$T/file"
retort check -o "$T/file/below"
expect 'a folder that cannot be is exit 5' ended 5

here check math-mini mmlu-mini -n 60
expect 'sound suites' ended 0
has math-mini '^math-mini +60\+? +60/60 +60/60 +[0-9]+/[0-9]+ .* sound$'
has mmlu-mini '^mmlu-mini +60\+? +60/60 +60/60 '
if [ "$jail" = ok ]; then
    here check code-mini -n 4
    expect 'a sound suite that runs code' ended 0
    has code-mini '^code-mini +4\+? +4/4 +4/4 +60/60 '
fi

here check tests/suites/bad/ideal_wrong.lua math-mini -n 9 --json
expect 'an unsound suite is exit 1' ended 1
holds 'unsound' "not o['suites'][0]['sound'] and o['suites'][1]['sound']
    and o['suites'][0]['faults'][0]['sample'] == 'two'
    and o['suites'][0]['faults'][0]['student'] == 'ideal'"
here check nowhere math-mini -n 9
expect 'an unknown suite is exit 2' ended 2
has 'the others are checked' '^math-mini .* sound$'
expect 'which one' said "unknown suite 'nowhere'"

# the tree's suites out of sight
if [ ! -e /usr/local/share/retort ] && bwrap --dev-bind / / true 2>"$T/out"; then
    try bwrap --dev-bind / / --tmpfs "$PWD/suites" --chdir / "$RETORT" check -o "$T/runs"
    expect 'no suite anywhere' said '0 found, 0 ready'
    expect '... the way out' said "'retort new NAME' writes one"
else
    echo '# NOT RUN: without any suite (bwrap cannot be used here, or some are installed)'
fi

cat >"$T/good.json" <<'END'
{"model": "toy-1-0612", "choices": [{"message": {"role": "assistant",
 "content": "yes"}, "finish_reason": "stop", "logprobs": {"content": [
 {"token": "yes", "logprob": -0.1, "top_logprobs": [{"token": "yes",
 "logprob": -0.1}]}]}}],
 "usage": {"prompt_tokens": 11, "completion_tokens": 1}}
END
play --canned "$T/good.json"
here check -m "$url#toy"
expect 'an endpoint that answers' ended 0
has reachable 'reachable: +yes, HTTP 200'
has key 'key: +none needed'
has served 'model: +toy, answers as toy-1-0612'
has usage 'usage: +told: 11 tokens in, 1 out'
has logprobs 'top_logprobs: given'
has cost 'cost: +unknown'
here check --json -m "$url#toy"
holds 'endpoint' "o['endpoints'][0]['ok'] and o['endpoints'][0]['tokens_in'] == 11
    and o['endpoints'][0]['top_logprobs']
    and o['endpoints'][0]['cost_usd'] is None"
expect 'a probe leaves nothing behind' test ! -e "$T/runs"
stop

sed 's/toy-1-0612/gpt-4o-2024-11-20/' "$T/good.json" >"$T/priced.json"
play --canned "$T/priced.json"
cat >"$T/models.lua" <<END
return { models = { priced = { url = "$url", model = "gpt-4o",
    provider = "OpenAI", key = "RETORT_TEST_KEY" } } }
END
RETORT_TEST_KEY=sk-secret here check -m priced --models-file "$T/models.lua"
has 'a known price' 'cost: +[$]0[.]00018[0-9] for 5 requests'
has 'its key' 'key: +accepted \(RETORT_TEST_KEY\)'
expect 'no key is shown' not grep -q secret "$T/out"
here check -m priced --models-file "$T/models.lua"
expect 'a key that is not set is exit 2' ended 2
expect 'which' grep -q 'priced needs a key: set RETORT_TEST_KEY' "$T/err"
RETORT_TEST_KEY='  ' here check -m priced --models-file "$T/models.lua"
expect 'blanks are no key: 2' ended 2
RETORT_TEST_KEY=$(printf 'sk-secret\r') here check -m priced --models-file "$T/models.lua"
expect 'a key with a line end is exit 2' ended 2
expect 'why' grep -q 'the key in RETORT_TEST_KEY has a line end' "$T/err"
expect 'no key is shown' not grep -q secret "$T/out"
stop

echo '{"error": {"message": "The model toy does not exist", "code":
 "model_not_found", "type": "invalid_request_error"}}' >"$T/error.json"
play --canned "$T/error.json"
here check -m "$url#toy"
expect 'an endpoint that says no' not ended 0
expect 'what it said' grep -q 'does not exist' "$T/err"
stop
echo '<html>It works!</html>' >"$T/page.html"
play --canned "$T/page.html"
here check -m "$url#toy"
expect 'a web page is exit 4' ended 4
expect 'what it is' grep -q 'answers, but not as an endpoint' "$T/err"
stop
here check -m "$url#toy"
expect 'nobody there is exit 4' ended 4
expect 'why' grep -q 'cannot be reached .*is the server running' "$T/err"
has reachable 'reachable: +no'
tap_end
