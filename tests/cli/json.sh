#!/bin/bash
# What --json prints, of every command that has it, on recorded replies: one
# object, each of its keys in harness/cli/json.md; and no key there that nobody writes.
set -eu
. tests/server.sh
doc=harness/cli/json.md
look=tests/cli/json_keys.py
o=$T/runs

# Runs it with --json and looks at its keys: EXIT COMMAND...
keys()
{
    local want=$1
    shift
    retort "$@" --json
    mv "$T/results" "$T/object"
    expect "$* --json: $want" ended "$want"
    try python3 "$look" "$doc" printed "$T/object" "$1"
    expect '  one object, each key is documented' ended 0
}

play results/recorded/*.jsonl.gz
dear=teacher=dear@$url#qwen2.5-coder-1.5b-instruct-q4_k_m
cheap=student=cheap@$url#smollm2-135m-instruct-q4_1
keys 0 run mmlu-mini -n 40 -m "$dear" -m "$cheap" -o "$o" -q
keys 0 run math-mini -n 6 -m "$cheap" -o "$o" -q --stream
keys 0 run mmlu-mini -n 40 -m "$dear" -o "$o" -q --dry-run
keys 0 compare dear cheap -o "$o"
keys 0 compare dear cheap -o "$o" --groups --flips
keys 0 plan --baseline dear --margin 5pt -m gpt-4o -o "$o"
keys 1 gate --baseline dear --candidate cheap --margin 1pt -o "$o" -q
retort export --baseline dear -o "$o" --to "$T/base.jsonl"
keys 0 gate --baseline "$T/base.jsonl" --candidate "$dear" --margin 50pt \
    -o "$o" -q
keys 0 trend mmlu-mini/dear mmlu-mini/cheap -o "$o"
keys 0 report dear cheap -m gpt-4o -o "$o"
keys 0 cost dear cheap -m gpt-4o -o "$o" --set gpu_hour=1.5..3
retort cost --example
mv "$T/results" "$T/plan.lua"
keys 0 cost --scenario "$T/plan.lua" -o "$o" --years 3
keys 0 route cheap dear -o "$o"
keys 0 claims
keys 0 prices
keys 0 prices deepseek-v4-pro
keys 0 prices gpt-4o
for price in 2 3; do
    echo '{"source": "s", "rows": [{"model": "m", "usd_per_mtok":
        {"input": "'$price'"}, "usd_per_request": "0.1"}]}' >"$T/$price.json"
done
keys 0 prices --diff "$T/2.json" "$T/3.json"
echo '{"a": {"litellm_provider": "openai", "mode": "chat",
    "input_cost_per_token": 1e-6}, "b": {"mode": "chat"}}' >"$T/list.json"
keys 0 prices import "$T/list.json" --to "$T/book.json"
for what in suites models prices rules runs; do
    keys 0 ls "$what" -o "$o"
done
keys 0 show mmlu-mini
keys 0 show mmlu-mini/dear -o "$o"
keys 0 show mmlu-mini/dear anatomy-1 -o "$o"
keys 0 show --diff mmlu-mini/dear mmlu-mini/cheap anatomy-1 -o "$o"
keys 0 check -o "$o"
keys 0 check math-answers
# asked what nobody recorded: it can be reached, and says no
keys 4 check -m "$dear"
keys 0 score 1 -o "$o"
yes_suite "$T/two.lua" 2
for n in 1 2; do
    for k in 0 1; do
        echo "{\"id\": \"s$n\", \"repeat\": $k, \"reply\": \"yes it is\",
            \"usage\": {\"prompt_tokens\": 9, \"completion_tokens\": 2,
            \"cost\": 0.01}}" | tr -d '\n'
        echo
    done
done >"$T/two.jsonl"
keys 0 import "$T/two.jsonl" --suite "$T/two.lua" --as gpt-4o -o "$o" -q
look=$PWD/tests/cli/json_keys.py doc=$PWD/$doc
cd "$T"
keys 0 new mine
cd "$OLDPWD"

has_json()
{
    "$RETORT" "$1" --help | grep -q -- '--json'
}
for command in $("$RETORT" --help | sed -nE 's/^  ([a-z]+) {3}.*/\1/p'); do
    ! has_json "$command" || expect "the page has $command" \
        grep -qE "^## (.*, )?$command(,|\$)" "$doc"
done

# but those that write other files: recordings, baselines, price books
sources=()
for file in harness/cli/*.c harness/report/{,*/}*.c harness/cost/price_*.c; do
    case $file in
    *baseline* | *export* | *serve* | *price_write*) ;;
    *) sources+=("$file") ;;
    esac
done
try python3 "$look" "$doc" written "${sources[@]}"
expect 'every key in the source is on the page, and every one there in it' \
    ended 0
tap_end
