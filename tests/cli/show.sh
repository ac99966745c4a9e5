#!/bin/sh
# retort show: a sample's transcript, a run, a suite; a hostile reply cannot
# drive the terminal.
#   RETORT=build/release/retort tests/cli/show.sh
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
    sed 's/^/# /' "$T/out" "$T/err" | LC_ALL=C tr -d '\000-\010\013-\037'
    exit 1
}

# Runs retort with these arguments on the results of this test; sets code.
retort()
{
    code=0
    "$RETORT" "$@" -o "$T/runs" >"$T/out" 2>"$T/err" </dev/null || code=$?
}

has() # WHAT TEXT
{
    grep -qF -- "$2" "$T/out" || fail "$1: no '$2'"
}

refuses() # TEXT, after a retort that is to end with 2
{
    [ "$code" = 2 ] || fail "exit code $code instead of 2"
    grep -qF -- "$1" "$T/err" || fail "no '$1'"
}

json() # WHAT PYTHON-EXPRESSION over d
{
    python3 -c "import json, sys
d = json.load(open('$T/out'))
sys.exit(0 if ($2) else 1)" || fail "$1: $2"
}

retort show mmlu-mni
refuses "no run and no suite 'mmlu-mni' (did you mean 'mmlu-mini'?)"
retort show zebra
refuses "no suite 'zebra' ('retort ls suites'), and no runs in $T/runs yet"
retort show 3
refuses "$T/runs/retort.db is not there: no runs in this folder yet"
ok 'before the first run'

# ESC, BEL, NUL, C1, a turn of the direction of writing, half a surrogate
cat >"$T/canned.json" <<'END'
{"model": "toy-1", "choices": [{"message": {"role": "assistant",
 "reasoning_content": "Hm\u001b[2J",
 "content": "\u001b]0;owned\u0007 \u0000\u009b31m \u202egnp \ud800 B"},
 "finish_reason": "stop", "logprobs": {"content": [{"token": "B",
 "logprob": -0.1, "top_logprobs": [{"token": "B", "logprob": -0.1},
 {"token": "A", "logprob": -2.5}]}]}}],
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
retort run mmlu-mini -m "student=toy@$url#toy-1" -n 30 -q
[ "$code" = 0 ] || fail 'a run'

retort show 1 abstract_algebra-2
[ "$code" = 0 ] || fail 'show 1 SAMPLE'
has title 'run 1: mmlu-mini on toy, sample abstract_algebra-2 (number 2, group'
has role '--- user ---'
has prompt 'How many group homomorphisms are there'
has reasoning '--- reply: reasoning ---'
has 'reply, spelled out' '\x1b]0;owned\x07'
has 'C1 and direction' '\u009b31m \u202egnp'
has finish 'finish:     stop'
has served 'served by:  toy-1'
has tokens 'tokens:     10 input, 3 output'
has cost 'cost:       unknown: no price for toy-1'
has verdict 'outcome:    wrong: an answer was read, and it is not right'
has extracted 'extracted:  B'
has target 'target:     D'
has letters 'letters:    A 0.0821, B 0.9048'
ok "one sample's transcript"

LC_ALL=C grep -q "$(printf '[\001-\011\013-\037\177]')" "$T/out" &&
    fail 'control characters on the terminal'
[ "$(LC_ALL=C tr -cd '\000' <"$T/out" | wc -c)" = 0 ] || fail 'NUL'
LC_ALL=C grep -qF "$(printf '\302\233')" "$T/out" && fail 'C1'
LC_ALL=C grep -qF "$(printf '\342\200\256')" "$T/out" && fail 'U+202E'
retort show 1
LC_ALL=C grep -q "$(printf '[\001-\011\013-\037\177]')" "$T/out" &&
    fail 'control characters in the list'
ok 'a hostile reply cannot drive the terminal'

retort show toy --sample 2
has 'by number, by model' 'sample abstract_algebra-2 (number 2'
retort show mmlu-mini/toy abstract_algebra-2
has 'by suite and model' 'sample abstract_algebra-2 (number 2'
ok 'runs and samples by other words'

retort show 1 -n 5
has suite 'suite:      mmlu-mini, version 1, hash '
has role 'role:       student'
has sampling '"max_tokens":16'
has status 'status:     complete, 30 of 30 samples'
[ "$(sed -n '/^sample /,$p' "$T/out" | grep -c ' wrong ')" = 5 ] ||
    fail 'wrong ones come first, five of them'
has 'the rest' '... and 25 more (-n N shows N of them)'
ok "a run's facts and samples"

COLUMNS=60 retort show 1
[ "$(sed -n '/^sample /,$p' "$T/out" | awk 'length > 60' | wc -l)" = 0 ] ||
    fail 'wider than the terminal'
ok 'as narrow as the terminal'

retort show 1 abstract_algebra-22
refuses "run 1 has no sample 'abstract_algebra-22' (did you mean 'abstract"
retort show 1 zebra
refuses "run 1 has no sample 'zebra': there are 30, from 'abstract_algebra-1'"
retort show 7
refuses "no run '7'; there are 1 mmlu-mini/toy"
retort show ty
refuses "no run 'ty' (did you mean 'toy'?)"
retort show 1 2 3
refuses 'show wants a run or a suite, and at most one sample'
ok 'what is not there'

retort show 1 2 --json
json 'sample' "d['run'] == 1 and d['samples'][0]['id'] == 'abstract_algebra-2'
    and d['samples'][0]['outcome'] == 'wrong'
    and d['samples'][0]['detail']['letters']['B'] > 0.9
    and d['samples'][0]['turns'][0]['tokens']['output'] == 3
    and d['samples'][0]['turns'][0]['cost_usd'] is None
    and d['samples'][0]['turns'][0]['messages'][0]['role'] == 'user'
    and d['samples'][0]['turns'][0]['reply'].startswith('\x1b]0;owned')"
retort show 1 --json -n 3
json 'run' "d['n'] == 30 and len(d['samples']) == 3 and
    d['sampling']['max_tokens'] == 16"
ok 'show --json'

retort show math-mini
has about 'about:      Word problems generated by seed, answers are numbers'
has options 'options:    '
has 'their defaults' 'n=200'
has slots 'slots:      about by data '
has sample 'sample s1-1 (group '
has ideal '--- a perfect reply ---'
retort show math-mini -T n=5 s1-5
has 'another sample' 'sample s1-5 '
retort show code-mini
has 'what it needs' 'needs:      the jail'
retort show math-mini --json
json 'suite' "d['options']['n'] == 200 and d['sample']['id'] == 's1-1'"
ok 'a suite'
