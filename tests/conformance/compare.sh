#!/bin/bash
# What RouteLLM's two models got right on ten subjects of MMLU, imported and
# compared by subject: the cells of its own evaluation, and the figures that
# statsmodels and scipy give for two of them.
set -eu
. tests/tap.sh
data=$SHARED/data expected=$SHARED/reference/expected

# Replies: the right letter, or the one behind it.
python3 - "$data/mmlu/test" "$expected/routellm_mmlu_pairs.tsv" "$T" <<'END'
import csv, gzip, json, pathlib, sys

folder, pairs, out = map(pathlib.Path, sys.argv[1:])
place, gold, n = {}, {}, 0
for path in sorted(folder.glob("*_test.csv.gz")):
    subject = path.name[:-len("_test.csv.gz")]
    with gzip.open(path, "rt", encoding="utf-8", newline="") as f:
        for i, row in enumerate(csv.DictReader(f)):
            n += 1
            place[subject, i], gold[subject, i] = n, int(row["answer"])
with open(pairs) as f, open(out / "gpt4.jsonl", "w") as a, \
        open(out / "mixtral.jsonl", "w") as b:
    for row in csv.DictReader(f, delimiter="\t"):
        key = row["subject"], int(row["index"])
        for to, right in (a, row["gpt4_correct"]), (b, row["mixtral_correct"]):
            letter = "ABCD"[(gold[key] + (right != "1")) % 4]
            print(json.dumps({"id": place[key], "reply": letter}), file=to)
END
for model in gpt4 mixtral; do
    try "$RETORT" import "$T/$model.jsonl" --suite mmlu --as "$model" \
        --data "$data" -o "$T/runs" -q --json
    expect "$model: other subjects have no reply: incomplete" ended 4
done

try "$RETORT" compare gpt4 mixtral -o "$T/runs" --groups --json
expect 'compared: 0' ended 0
cp "$T/out" "$T/compared"
try python3 - "$T/compared" "$expected" <<'END'
import csv, json, math, sys

rows = {r["group"]: r for r in json.load(open(sys.argv[1]))["pairs"]}
tsv = lambda name: csv.DictReader(open(f"{sys.argv[2]}/{name}"), delimiter="\t")
seen = 0
for want in tsv("routellm_mmlu_summary.tsv"):
    got = rows.pop(want["subject"])
    for ours, theirs in (("n", "n"), ("both", "both"), ("only_a", "only_gpt4"),
                         ("only_b", "only_mixtral"), ("neither", "neither")):
        assert got[ours] == int(want[theirs]), (want, got)
    rows[want["subject"]] = got
    seen += 1
assert seen == 10 and len(rows) == 11, rows.keys()
name = {"diff": "diff", "mcnemar_exact_p": "p", "se_paired_clt": "se",
        "acc_A": "accuracy_a", "acc_B": "accuracy_b"}
seen = 0
for want in tsv("stats_expected.tsv"):
    suite, _, subject = want["dataset"].partition(":")
    if suite != "routellm_mmlu":
        continue
    got, value = rows[subject], float(want["value"])
    if want["statistic"] in name:
        assert math.isclose(got[name[want["statistic"]]], value,
                            rel_tol=1e-9), (want, got)
        seen += 1
    if want["statistic"] in ("boot_pct_diff_lo", "boot_pct_diff_hi"):
        ours = got["bootstrap"]["percentile"][want["statistic"].endswith("hi")]
        assert abs(ours - value) <= 0.023, (want, got["bootstrap"])
        seen += 1
assert seen == 14, seen
END
expect 'cells of ten subjects, and figures of two' ended 0
try "$RETORT" compare gpt4 mixtral -o "$T/runs"
expect 'that both runs are incomplete is said' said 'A is NOT COMPLETE'
tap_end
