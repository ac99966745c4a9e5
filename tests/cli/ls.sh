#!/bin/bash
# retort ls: suites, models, prices, rules and runs; keys are never shown.
#   RETORT=build/release/retort tests/cli/ls.sh
. tests/server.sh

has() # WHAT PATTERN
{
    expect "$1" grep -qE -- "$2" "$T/results"
}

holds() # WHAT EXPRESSION over o
{
    expect "$1" gives "$2" "$T/results"
}

retort ls -o "$T/none"
expect "ls ends with 0" ended 0
has suites '^math-mini +1 +Word problems'
has 'what a suite needs' '^code-mini .* jail$'
has models '^gpt-4o +OpenAI +OPENAI_API_KEY'
has 'no runs' "^no runs in $T/none yet: retort run"

mkdir "$T/elsewhere"
try env -C "$T/elsewhere" "$RETORT" ls suites
expect 'from another folder: the suites of the tree it was built in' \
    grep -qE '^math-mini +1 +Word problems' "$T/out"
cp "$RETORT" "$T/elsewhere/retort"
try env -C "$T/elsewhere" ./retort ls suites
expect 'a program alone knows no tree' not grep -qE '^math-mini +1' "$T/out"

OPENAI_API_KEY=sk-secret-of-mine retort ls models
has 'a key that is set' '^gpt-4o +OpenAI +OPENAI_API_KEY +yes'
expect 'no key is shown' not grep -q secret "$T/out"
OPENAI_API_KEY='' retort ls models
has 'a key that is not set' '^gpt-4o +OpenAI +OPENAI_API_KEY +no'

retort ls prices
has 'the units' 'USD per million tokens'
has 'a price' '^gpt-4o \(\+2\) +openai +standard +2\.5 +10 +1\.25'
has 'the age of the book' 'last checked [0-9]+ days? ago'

cat >"$T/prices.json" <<'END'
{"rows": [{"model": ["gpt-4o"], "provider": "openai",
  "usd_per_mtok": {"input": "99", "output": "100"},
  "source": "a test", "checked_on": "2026-01-01"}]}
END
retort ls prices --prices "$T/prices.json"
has 'a row of mine' '^gpt-4o +openai +standard +99 +100 +\?'

retort ls nothing
expect 'an unknown part is exit 2' ended 2
expect 'an unknown part is explained' \
    said "'nothing' cannot be listed: there are suites, models, prices,"

retort ls rules
has 'a named rule' '^lm-eval/gsm8k/strict +first .#### NUMBER.'

retort ls --json -o "$T/none"
holds 'all five' "sorted(o) == ['models', 'prices', 'rules', 'runs', 'suites']"
holds 'suites' "any(s['suite'] == 'mmlu-mini' and s['data'] and
    not s['jail'] for s in o['suites'])"
holds 'models' "any(m['model'] == 'gpt-4o' and m['key'] == 'OPENAI_API_KEY'
    for m in o['models'])"
holds 'prices' "any('gpt-4o' in p['models'] and p['usd_per_mtok']['input'] == 2.5
    and p['age_days'] >= 0 for p in o['prices'])"
holds 'runs' "o['runs'] == []"

cat >"$T/canned.json" <<'END'
{"model": "toy-1", "choices": [{"message": {"role": "assistant",
 "content": "B"}, "finish_reason": "stop"}],
 "usage": {"prompt_tokens": 10, "completion_tokens": 3}}
END
play --canned "$T/canned.json"
retort run mmlu-mini -m "teacher=toy@$url#toy-1" -n 40 -q -o "$T/runs"
expect 'a run' ended 0
retort ls runs -o "$T/runs"
has 'a run' '^ +1 +mmlu-mini +toy +teacher +40 +[0-9.]+ % +first 40 +complete +20'
retort ls runs --json -o "$T/runs"
holds 'a run' "o['runs'][0]['n'] == 40 and o['runs'][0]['failed'] == 0
    and 0 < o['runs'][0]['accuracy'] < 1 and list(o) == ['runs']"
tap_end
