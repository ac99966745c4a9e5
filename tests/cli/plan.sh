#!/bin/bash
# What a gate will take, told before: samples for each certainty, and money.
set -eu
. tests/tap.sh

yes_suite "$T/flip.lua" 3000
awk 'BEGIN { for (i = 1; i <= 3000; i++)
    printf "{\"id\":\"s%d\",\"reply\":\"%s\"}\n", i,
        i <= 900 ? "no" : "yes" }' >"$T/replies.jsonl"
"$RETORT" import "$T/replies.jsonl" --suite "$T/flip.lua" --as base \
    -o "$T/runs" -q >/dev/null
"$RETORT" export --baseline base -o "$T/runs" --to "$T/base.jsonl" -q
sed '1s/"tokens":{.*}}/"tokens":{"replies":3000,"input":3000000,"cached":0,"output":300000,"reasoning":0}}/' \
    "$T/base.jsonl" >"$T/told.jsonl"
cat >"$T/prices.json" <<'EOF'
{"rows": [{"model": "gpt-4o", "usd_per_mtok": {"input": "1", "output": "10"},
  "source": "made up", "checked_on": "2026-11-21"}]}
EOF

plan()
{
    try "$RETORT" plan -o "$T/runs" "$@"
}

plan --baseline base --margin 2pt
expect 'a plan from a run' ended 0
expect 'says what it is about' said 'flip: 3000 samples, of which base has 70.0'
expect 'and how to see costs' said 'name the model to be asked with -m'
mv "$T/out" "$T/by_run"
plan --baseline "$T/base.jsonl" --margin 2pt
expect 'from a file the same' cmp -s "$T/out" "$T/by_run"
plan --baseline base --margin 2pt -m gpt-4o
expect 'unknown tokens: unknown cost, never zero' said 'Costs are unknown'
expect '... a book of today is not old' not said 'days old'
plan --baseline base --margin 2pt -m gpt-4o --today 2027-06-01
expect 'old prices are said to be' said 'days old: prices may have changed'

plan --baseline "$T/told.jsonl" --margin 2pt -m gpt-4o --discordant 10% \
    --prices "$T/prices.json" --json
cat >"$T/whole.py" <<'EOF'
import json, sys
plan = json.load(open(sys.argv[1]))
suite = plan["suites"][0]
assert plan["model"] == "gpt-4o" and plan["margin"] == 0.02
assert suite["samples"] == 3000 and abs(suite["accuracy"] - 0.7) < 1e-9
# 1,000 tokens in at $1/M and 100 out at $10/M
assert abs(suite["usd_per_sample"] - 0.002) < 1e-12, suite
assert abs(suite["usd_all"] - 6) < 1e-9
cases = suite["cases"]
assert [round(c["diff"], 3) for c in cases] == [0, -0.01, -0.04, -0.06]
same = cases[0]
by = [same["sequential"]["by"][k] for k in ("50", "80", "90", "95")]
assert by == sorted(by) and by[3] < 3000
assert same["sequential"]["mean"] < 0.5 * 3000
assert abs(same["sequential"]["mean_usd"]
           - 0.002 * same["sequential"]["mean"]) < 1e-9
assert same["sequential"]["not_worse"] > 0.98
# (1.645 + 0.842)^2 x 0.1 / 0.02^2, one-sided
assert same["fixed"]["80"] == 1627, same["fixed"]
assert cases[3]["sequential"]["worse"] > 0.98
assert cases[3]["sequential"]["mean"] < same["sequential"]["mean"]
EOF
expect '--json is whole' python3 "$T/whole.py" "$T/out"
mv "$T/out" "$T/first"
plan --baseline "$T/told.jsonl" --margin 2pt -m gpt-4o --discordant 10% \
    --prices "$T/prices.json" --json
expect 'the same every time' cmp -s "$T/out" "$T/first"

plan --baseline base --margin 2pt --discordant 1%
expect 'rows that cannot be are counted' said '2 rows left out'

for bad in '--margin 0pt' '--margin 70pt' '--retain 100%' '' '--margin 2pt --discordant 10' \
    '--margin 2pt --discordant 0%' '--margin 2pt -m gpt-4o -m gpt-4o-mini' \
    '--margin 2pt -m nobody' '--margin 2pt flop'; do
    # shellcheck disable=SC2086 # words are meant
    plan --baseline base $bad
    expect "'$bad' is refused" ended 2
done
plan --margin 2pt
expect 'no baseline: exit 2' ended 2
plan --baseline nobody --margin 2pt
expect 'a run that is not there: exit 2' ended 2
head -n 100 "$T/replies.jsonl" >"$T/part.jsonl"
"$RETORT" import "$T/part.jsonl" --suite "$T/flip.lua" --as part \
    -o "$T/runs" -q >/dev/null 2>&1 || :
plan --baseline part --margin 2pt
expect 'an incomplete run: exit 2' ended 2
expect 'and says so' said 'incomplete: run it again'
tap_end
