#!/bin/bash
# Real recorded outputs, imported and judged by the bundled suites: every
# verdict as the publisher's own code gives it, row by row (SCORING sections
# 1 to 4 and 7, reference/expected). Nothing is sent.
set -eu
. tests/tap.sh

python3 - "$SHARED" "$RETORT" "$T" <<'END'
import csv
import gzip
import json
import sqlite3
import subprocess
import sys

shared, retort, tmp = sys.argv[1:]
count, bad = 0, 0


def check(what, got, want):
    global count, bad
    count += 1
    if got != want:
        bad += 1
        print(f"not ok {count} - {what}\n# wanted {want}\n# got    {got}"[:600])
    else:
        print(f"ok {count} - {what}")


def lines(path):
    with gzip.open(f"{shared}/data/{path}", "rt", encoding="utf-8") as f:
        return [json.loads(line) for line in f]


def expected(name):
    """Rows of a TSV of reference/expected, without quote handling."""
    with open(f"{shared}/reference/expected/{name}", encoding="utf-8") as f:
        names = f.readline().rstrip("\n").split("\t")
        for line in f:
            cells = [c.replace("\\\\", "\0").replace("\\n", "\n")
                     .replace("\\t", "\t").replace("\0", "\\")
                     for c in line.rstrip("\n").split("\t")]
            yield dict(zip(names, cells))


def run(*args):
    return subprocess.run(
        [retort, *args, "-o", f"{tmp}/runs"], stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def bring(suite, model, replies, *options):
    """Imports (id, reply[, repeat]) rows; returns {(id, repeat): row}."""
    with open(f"{tmp}/replies.jsonl", "w", encoding="utf-8") as f:
        for row in replies:
            print(json.dumps(dict(zip(("id", "reply", "repeat"), row))), file=f)
    done = run("import", f"{tmp}/replies.jsonl", "--suite", suite, "--as",
               model, "--data", f"{shared}/data", "-q", "--json", *options)
    if done.returncode not in (0, 4):
        print(done.stderr.decode())
        sys.exit(1)
    return verdicts(json.loads(done.stdout)["runs"][0]["run"])


def verdicts(run_id):
    db = sqlite3.connect(f"{tmp}/runs/retort.db")
    rows = db.execute("""SELECT id, repeat, outcome = 0, extracted, outcome
                         FROM verdict WHERE run = ? AND outcome != 5""",
                      (run_id,)).fetchall()
    db.close()
    text = lambda x: x.decode() if isinstance(x, bytes) else x
    return {(i, k): (ok, text(got), o) for i, k, ok, got, o in rows}


# --- BBH, code-davinci-002 ----------------------------------------------------
want = list(expected("bbh_davinci.tsv"))
for mode in "direct", "cot":
    mine = [r for r in want if r["mode"] == mode]
    replies = [(f"{r['task']}/{r['index']}", r["prediction"])
               for r in lines(f"bbh/code-davinci-002-{mode}.jsonl.gz")[1:]]
    got = bring("bbh", f"davinci-{mode}", replies, "--variant", mode)
    check(f"bbh {mode}: each verdict",
          [got[f"{r['task']}/{r['index']}", 0][0] for r in mine],
          [int(r["correct"]) for r in mine])
    check(f"bbh {mode}: each answer that was read",
          [got[f"{r['task']}/{r['index']}", 0][1] or None for r in mine],
          [r["extracted"] if r["extracted"] not in ("", "[none]") else None
           for r in mine])
    for row in expected("bbh_davinci_summary.tsv"):
        if row["mode"] == mode:
            own = [v for (i, _), v in got.items()
                   if i.startswith(row["task"] + "/")]
            check(f"bbh {mode} {row['task']}: accuracy as published",
                  (len(own), f"{100 * sum(v[0] for v in own) / len(own):.6f}"),
                  (int(row["n"]),
                   f"{float(row['published_accuracy_pct']):.6f}"))
    if mode == "cot":
        got = bring("bbh", "davinci-lm-eval", replies, "--variant", mode, "-T",
                    "rule=lm-eval/bbh/cot")
        check("bbh cot by lm-eval's rule: each verdict",
              [got[f"{r['task']}/{r['index']}", 0][0] for r in mine],
              [int(r["lm_eval_correct"]) for r in mine])

# --- GSM8K, OpenAI's two models, by four rules --------------------------------
place = {r["question"]: str(i)
         for i, r in enumerate(lines("gsm8k/test.jsonl.gz"), 1)}
solved = lines("gsm8k/example_model_solutions.jsonl.gz")
want = list(expected("gsm8k_example_solutions.tsv"))
models = [k for k in solved[0] if k not in ("question", "ground_truth")]
for model in models:
    replies = [(place[r["question"]], r[model]["solution"]) for r in solved]
    mine = [r for r in want if r["model"] == model]
    for rule, score, value in (
            ("openai/gsm8k/a", "is_correct", None),
            ("lm-eval/gsm8k/strict", "lm_strict_score", "lm_strict"),
            ("lm-eval/gsm8k/flexible", "lm_flex_score", "lm_flex"),
            ("routellm/gsm8k", "routellm_score", "routellm_value")):
        got = bring("gsm8k", f"{model} {rule}", replies, "-T", f"rule={rule}")
        rows = [got[str(int(r["index"]) + 1), 0] for r in mine]
        check(f"gsm8k {model} by {rule}: {sum(r[0] for r in rows)} right",
              [r[0] for r in rows], [int(r[score]) for r in mine])
        if value:
            check(f"gsm8k {model} by {rule}: each answer that was read",
                  [r[1] or "[invalid]" for r in rows],
                  [r[value] if r[value] not in ("", "-9999999")
                   else "[invalid]" for r in mine])

# --- HumanEval and MBPP -------------------------------------------------------
problems = lines("humaneval/HumanEval.jsonl.gz")
want = list(expected("humaneval_expected.tsv"))
for name, column, reply in (
        ("canonical", "canonical_passed", lambda r: r["canonical_solution"]),
        ("empty", "empty_passed", lambda r: ""),
        ("pass", "pass_stub_passed", lambda r: "    pass\n")):
    got = bring("humaneval", name, [(r["task_id"], reply(r)) for r in problems],
                "--variant", "completion")
    check(f"humaneval {name}: {sum(v[0] for v in got.values())} of {len(got)}",
          [got[r["task_id"], 0][0] for r in want],
          [int(r[column]) for r in want])
with open(f"{shared}/data/humaneval/example_samples.jsonl") as f:
    samples = [json.loads(line) for line in f]
got = bring("humaneval", "examples",
            [("test/0", s["completion"], k) for k, s in enumerate(samples)],
            "--variant", "completion", "-T",
            "file=humaneval/example_problem.jsonl")
check("humaneval: upstream's six example samples",
      [got["test/0", k][0] for k in range(6)],
      [int(r["passed"]) for r in expected("humaneval_example_expected.tsv")])

# Task 123 needs about the ten seconds it has, and may go either way.
got = bring("mbpp", "reference", [(str(r["task_id"]), r["code"])
                                  for r in lines("mbpp/mbpp.jsonl.gz")])
want = {r["task_id"].split("/")[1]: int(r["reference_code_passed"])
        for r in expected("mbpp_expected.tsv")}
check("mbpp: the reference code, 973 of 974",
      {i: v[0] for (i, _), v in got.items() if i != "123"},
      {i: v for i, v in want.items() if i != "123"})
check("mbpp: all tasks", len(got), 974)

# --- RouteLLM's outcomes on MMLU ----------------------------------------------
names = {"mixtral": "mistralai/Mixtral-8x7B-Instruct-v0.1",
         "gpt4": "gpt-4-1106-preview"}
summary = list(expected("routellm_mmlu_summary.tsv"))
pairs = list(expected("routellm_mmlu_pairs.tsv"))
for model, column in names.items():
    replies = []
    for row in summary:
        if row["subject"] == "ALL":
            continue
        with gzip.open(f"{shared}/data/mmlu/test/{row['subject']}_test.csv.gz",
                       "rt", encoding="utf-8", newline="") as f:
            keys = [int(r["answer"]) for r in csv.DictReader(f)]
        with gzip.open(f"{shared}/data/routellm/mmlu/mmlu_{row['subject']}"
                       ".csv.gz", "rt", encoding="utf-8", newline="") as f:
            right = [r[column] == "True" for r in csv.DictReader(f)]
        replies += [(f"{row['subject']}/{i}", "ABCD"[k if ok else (k + 1) % 4])
                    for i, (k, ok) in enumerate(zip(keys, right))]
    got = bring("mmlu", model, replies)
    check(f"routellm {model}: each verdict",
          [got[f"{r['subject']}/{r['index']}", 0][0] for r in pairs],
          [int(r[f"{model}_correct"]) for r in pairs])
done = run("compare", "gpt4", "mixtral", "--groups", "--json")
cells = {p["group"]: p for p in json.loads(done.stdout)["pairs"]}
for row in summary:
    group = cells[None if row["subject"] == "ALL" else row["subject"]]
    check(f"routellm {row['subject']}: the four cells",
          [group[k] for k in ("n", "both", "only_a", "only_b", "neither")],
          [int(row[k]) for k in
           ("n", "both", "only_gpt4", "only_mixtral", "neither")])

# --- MMLU's keys --------------------------------------------------------------
want = list(expected("mmlu_gold_counts.tsv"))
sizes = [(r["subject"], int(r["n"])) for r in want if r["subject"] != "ALL"]
for letter in "ABCD":
    got = bring("mmlu", f"always {letter}",
                [(f"{s}/{i}", letter) for s, n in sizes for i in range(n)])
    right = {s: 0 for s, _ in sizes}
    for (i, _), v in got.items():
        right[i.split("/")[0]] += v[0]
    check(f"mmlu: {sum(right.values())} keys {letter}, subject by subject",
          right, {r["subject"]: int(r[letter]) for r in want
                  if r["subject"] != "ALL"})
sys.exit(bad > 0)
END
