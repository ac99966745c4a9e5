#!/bin/bash
# Prompts, byte for byte as the publishers' own code builds them
# (prompts_golden.jsonl), and the beginning of a reply where one gives it.
set -eu
. tests/tap.sh

python3 - "$SHARED" "$RETORT" <<'END'
import json
import subprocess
import sys

shared, retort = sys.argv[1:]

# style -> suite, its options, the sample's name
STYLES = {
    "bbh_cot_3shot": ("bbh", ["--variant", "cot"], "{task}/{index}"),
    "bbh_direct_3shot": ("bbh", ["--variant", "direct"], "{task}/{index}"),
    "hendrycks_5shot": ("mmlu", ["--variant", "hendrycks"], "{task}/{index}"),
    "lm_eval_5shot": ("mmlu", ["--variant", "lm-eval"], "{task}/{index}"),
    "routellm_8shot_first_train": ("gsm8k", ["--variant", "routellm"], "{row}"),
    "lm_eval_cot_0shot": ("gsm8k", ["--variant", "lm-eval-cot"], "{row}"),
    "lm_eval_0shot": ("gsm8k", ["--variant", "lm-eval", "--shots", "0"],
                      "{row}"),
    "lm_eval_instruct": ("humaneval", ["--variant", "lm-eval"],
                         "HumanEval/{index}"),
    "simple_evals": ("mgsm", [], "{task}/{index}"),
}


def show(suite, options, sample):
    done = subprocess.run(
        [retort, "show", suite, sample, "--json", "--data", f"{shared}/data",
         *options], stdout=subprocess.PIPE)
    if done.returncode != 0:
        return []
    return json.loads(done.stdout)["sample"]["messages"]


counts, bad = {}, False
with open(f"{shared}/reference/expected/prompts_golden.jsonl") as f:
    rows = [json.loads(line) for line in f]
for row in rows:
    style = row["style"]
    suite, options, name = STYLES[style]
    name = name.format(task=row.get("task"), index=row["index"],
                       row=row["index"] + 1)
    if suite == "mgsm" and row["task"] not in ("de", "en"):
        # the questions of this language are not here: its instruction is
        with open("suites/mgsm/languages.lua") as f:
            same = row["prompt"].split("\n\n")[0] in f.read()
    else:
        want = [{"role": "user", "content": row["prompt"]}]
        if "assistant_prefix" in row:
            want.append({"role": "assistant",
                         "content": row["assistant_prefix"]})
        same = show(suite, options, name) == want
    right, of = counts.get(style, (0, 0))
    counts[style] = (right + same, of + 1)
    if not same:
        bad = True
        print(f"  {style} {name}: not the same")
for n, (style, (right, of)) in enumerate(sorted(counts.items()), 1):
    print(f"{'ok' if right == of else 'not ok'} {n} - {style}: "
          f"{right} of {of} prompts are the same")
sys.exit(bad or len(rows) < 88)
END
