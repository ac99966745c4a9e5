#!/bin/bash
# The public suites over the real files: as many samples as the publishers
# say, and gold answers as in the reference figures. A model that always says
# "A" must be right exactly as often as A is the key, subject by subject.
set -eu
. tests/tap.sh
trap 'kill "$server" 2>/dev/null || true; rm -rf "$T"' EXIT
data=$SHARED/data

cat >"$T/a.json" <<'EOF'
{"model":"a","choices":[{"index":0,"message":{"role":"assistant","content":"A"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1}}
EOF
"$RETORT" serve --canned "$T/a.json" -p 0 >"$T/serve.log" 2>&1 &
server=$!
until grep -q '^serving' "$T/serve.log"; do sleep 0.05; done
url=$(sed -n 's/^serving.* on //p' "$T/serve.log")

for suite in 'mmlu --variant hendrycks' 'mmlu --variant simple-evals' \
    'mmlu --variant generative' 'mmlu --variant flan' \
    'gsm8k --variant lm-eval' 'gsm8k --variant lm-eval-cot' \
    'gsm8k --variant lm-eval-cot-8' 'gsm8k --variant lm-eval-llama' \
    'gsm8k --variant routellm' 'bbh --variant lm-eval' \
    'humaneval --variant lm-eval' 'humaneval --variant completion' \
    'bbh --variant direct' 'bbh --variant zeroshot' \
    'bbh --variant cot-zeroshot' 'mgsm -T rule=usual' 'mgsm -T rule=native' \
    'mgsm -T rule=en-cot' 'mgsm -T rule=direct' 'mbpp -T split=test' 'mbpp --variant lm-eval' \
    math-answers math-mini mmlu-mini code-mini; do
    # shellcheck disable=SC2086 # its options
    try "$RETORT" check $suite --data "$data" -n 200
    expect "$suite is sound" ended 0
done

for suite in gsm8k:1319 humaneval:164 mmlu:14042 bbh:6511 mbpp:974 mgsm:500 \
    svamp:1000 arc-agi:416; do
    name=${suite%:*} n=${suite#*:}
    try "$RETORT" check "$name" --data "$data"
    expect "$name is sound: ideal, silent and hostile students" ended 0
    try "$RETORT" run "$name" --data "$data" -m "$url#a" -o "$T/$name" -q \
        --json
    expect "$name has $n samples" said "\"n\":$n,"
done

sqlite3 -separator '	' "$T/mmlu/retort.db" \
    "select grp, count(*), sum(outcome = 0) from verdict group by grp" |
    sort >"$T/got"
awk -F'	' 'NR > 1 && $1 != "ALL" { print $1 "\t" $2 "\t" $3 }' \
    "$SHARED/reference/expected/mmlu_gold_counts.tsv" | sort >"$T/want"
try diff "$T/want" "$T/got"
expect "mmlu: 57 subjects, each with its questions and its keys A" ended 0
tap_end
