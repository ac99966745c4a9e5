#!/bin/bash
# What OpenAI's two 6B models answered on GSM8K, imported: right as often, on
# the same rows, as the publisher's own code says (SCORING section 1).
set -eu
. tests/tap.sh
data=$SHARED/data
suite=tests/conformance/gsm8k_openai.lua

# One file for each model; rows go by their question, not by their order.
python3 - "$data/gsm8k" "$T" <<'END'
import gzip, json, sys

folder, out = sys.argv[1:]


def rows(name):
    with gzip.open(f"{folder}/{name}.jsonl.gz", "rt", encoding="utf-8") as f:
        return [json.loads(line) for line in f]


place = {row["question"]: i for i, row in enumerate(rows("test"), 1)}
replies = rows("example_model_solutions")
for model in "6b_finetuning", "6b_verification":
    with gzip.open(f"{out}/{model}.jsonl.gz", "wt", encoding="utf-8") as f:
        for row in replies:
            reply = {"id": place[row["question"]],
                     "reply": row[model]["solution"]}
            print(json.dumps(reply), file=f)
END

for row in 6b_finetuning:286 6b_verification:515; do
    model=${row%:*} correct=${row#*:}
    try "$RETORT" import "$T/$model.jsonl.gz" --suite "$suite" --as "$model" \
        --data "$data" -o "$T/runs" -q --json
    expect "$model: imported" ended 0
    expect "$model: $correct of 1319 are right" \
        said "\"n\":1319,\"correct\":$correct,"
    awk -F'\t' -v model="$model" '$2 == model { print $1 + 1 "\t" $6 }' \
        "$SHARED/reference/expected/gsm8k_example_solutions.tsv" >"$T/want"
    sqlite3 -separator '	' "$T/runs/retort.db" "SELECT n, outcome = 0
        FROM verdict WHERE run = (SELECT id FROM run WHERE model = '$model')
        ORDER BY n" >"$T/got"
    try diff "$T/want" "$T/got"
    expect "$model: row by row as the publisher's code" ended 0
done

try "$RETORT" compare 6b_verification 6b_finetuning -o "$T/runs" --json
expect 'both, only verification, only finetuning, neither' \
    said '"both":222,"only_a":293,"only_b":64,"neither":740'
tap_end
