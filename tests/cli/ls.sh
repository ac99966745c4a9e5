#!/bin/sh
# retort ls: suites, models, prices, rules and runs; keys are never shown.
#   RETORT=build/release/retort tests/cli/ls.sh
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
    "$RETORT" "$@" >"$T/out" 2>"$T/err" </dev/null || code=$?
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

retort ls -o "$T/none"
[ "$code" = 0 ] || fail "ls ends with 0"
has suites '^math-mini +1 +Word problems'
has 'what a suite needs' '^code-mini .* jail$'
has models '^gpt-4o +OpenAI +OPENAI_API_KEY'
has 'no runs' "^no runs in $T/none yet: retort run"
ok 'suites, models and that there are no runs yet'

mkdir "$T/elsewhere"
case $RETORT in /*) program=$RETORT ;; *) program=$PWD/$RETORT ;; esac
(cd "$T/elsewhere" && "$program" ls suites) >"$T/out" 2>"$T/err"
has 'the suites of the tree it was built in' '^math-mini +1 +Word problems'
cp "$program" "$T/elsewhere/retort"
(cd "$T/elsewhere" && ./retort ls suites) >"$T/out" 2>"$T/err"
! grep -q '^math-mini +1' "$T/out" || fail 'a program alone knows a tree'
ok 'from another folder: the suites of the tree it was built in'

OPENAI_API_KEY=sk-secret-of-mine retort ls models
has 'a key that is set' '^gpt-4o +OpenAI +OPENAI_API_KEY +yes'
! grep -q secret "$T/out" "$T/err" || fail 'a key is shown'
OPENAI_API_KEY='' retort ls models
has 'a key that is not set' '^gpt-4o +OpenAI +OPENAI_API_KEY +no'
ok 'keys are named, not shown'

retort ls prices
has 'the units' 'USD per million tokens'
has 'a price' '^gpt-4o \(\+2\) +openai +standard +2\.5 +10 +1\.25'
has 'the age of the book' 'last checked [0-9]+ days? ago'
ok 'prices with their age'

cat >"$T/prices.json" <<'END'
{"rows": [{"model": ["gpt-4o"], "provider": "openai",
  "usd_per_mtok": {"input": "99", "output": "100"},
  "source": "a test", "checked_on": "2026-01-01"}]}
END
retort ls prices --prices "$T/prices.json"
has 'a row of mine' '^gpt-4o +openai +standard +99 +100 +\?'
ok '--prices outweighs the built-in rows'

retort ls nothing
[ "$code" = 2 ] || fail 'an unknown part is exit 2'
grep -q "'nothing' cannot be listed: there are suites, models, prices," \
    "$T/err" || fail 'an unknown part is explained'
ok 'what cannot be listed'

retort ls rules
has 'a named rule' '^lm-eval/gsm8k/strict +first .#### NUMBER.'
ok 'named rules'

retort ls --json -o "$T/none"
json 'all five' "sorted(d) == ['models', 'prices', 'rules', 'runs', 'suites']"
json 'suites' "any(s['suite'] == 'mmlu-mini' and s['data'] and
    not s['jail'] for s in d['suites'])"
json 'models' "any(m['model'] == 'gpt-4o' and m['key'] == 'OPENAI_API_KEY'
    for m in d['models'])"
json 'prices' "any('gpt-4o' in p['models'] and p['usd_per_mtok']['input'] == 2.5
    and p['age_days'] >= 0 for p in d['prices'])"
json 'runs' "d['runs'] == []"
ok 'ls --json'

cat >"$T/canned.json" <<'END'
{"model": "toy-1", "choices": [{"message": {"role": "assistant",
 "content": "B"}, "finish_reason": "stop"}],
 "usage": {"prompt_tokens": 10, "completion_tokens": 3}}
END
: >"$T/serve" # the server may not have made it yet
"$RETORT" serve --canned "$T/canned.json" -p 0 >"$T/serve" 2>&1 &
server=$!
url=
for _ in $(seq 100); do
    url=$(sed -n 's/^serving .* on //p' "$T/serve")
    [ -z "$url" ] || break
    sleep 0.05
done
retort run mmlu-mini -m "teacher=toy@$url#toy-1" -n 40 -q -o "$T/runs"
[ "$code" = 0 ] || fail 'a run'
retort ls runs -o "$T/runs"
has 'a run' '^ +1 +mmlu-mini +toy +teacher +40 +[0-9.]+ % +first 40 +complete +20'
retort ls runs --json -o "$T/runs"
json 'a run' "d['runs'][0]['n'] == 40 and d['runs'][0]['failed'] == 0
    and 0 < d['runs'][0]['accuracy'] < 1 and list(d) == ['runs']"
ok 'ls runs'
