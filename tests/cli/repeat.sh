#!/bin/bash
# Asking a sample many times makes nobody surer of the next sample: intervals
# and p count it once.
set -eu
. tests/server.sh

yes_suite "$T/two.lua" 10 two

# A model that is wrong on the first samples, the same at each of its repeats:
# NAME WRONG REPEATS
model()
{
    awk -v wrong="$2" -v times="$3" 'BEGIN {
        for (i = 1; i <= 10; i++) for (k = 0; k < times; k++)
            printf "{\"id\":\"s%d\",\"repeat\":%d,\"reply\":\"%s\"}\n", i, k,
                i <= wrong ? "no" : "yes" }' >"$T/$1.jsonl"
    "$RETORT" import "$T/$1.jsonl" --suite "$T/two.lua" --as "$1" \
        -o "$T/runs$3" --json >"$T/$1$3.json" 2>"$T/err"
}

# The value of a key in a line of JSON: FILE KEY
value()
{
    grep -o "\"$2\":\(\[[^]]*\]\|[^,}]*\)" "$1" | head -n 1
}

# Of 29 repeats 20 are lost and 5 won: a third of that is no whole sample, and
# the difference is 15 of 29 all the same, wherever it stands.
awk 'BEGIN { split("1 1 1 1 1 1 1 1 1 0", a); split("1 1 0 0 0 1 0 0 0 1", b)
    for (i = 1; i <= 10; i++) for (k = 0; k < 3; k++) {
        print i, k, a[i] && !(i == 1 && k), b[i] && !(i == 2 && k) } }' >"$T/odd"
for side in 3 4; do
    awk -v at="$side" '!(at == 4 && $1 == 6 && $2 == 1) {
        printf "{\"id\":\"s%d\",\"repeat\":%d,\"reply\":\"%s\"}\n", $1, $2,
            $at ? "yes" : "no" }' "$T/odd" >"$T/odd$side.jsonl"
    "$RETORT" import "$T/odd$side.jsonl" --suite "$T/two.lua" \
        --as "odd$side" -o "$T/odds" -q >"$T/err" 2>&1 || :
done
for what in compare trend; do
    "$RETORT" "$what" odd3 odd4 -o "$T/odds" --json >"$T/odd-$what.json"
done
for rule in '--margin 5pt' '--retain 90%'; do
    # shellcheck disable=SC2086 # two words
    "$RETORT" gate -o "$T/odds" --baseline odd3 --candidate odd4 $rule --json \
        >"$T/odd-${rule%% *}.json" || :
done
try cat "$T"/odd-*.json
expect 'repeats: compare, trend and gate tell one difference' python3 - "$T" \
    <<'EOF'
import json, sys
def said(name):
    return json.load(open(f"{sys.argv[1]}/odd-{name}.json"))
pair = said("compare")["pairs"][0]
a, b = (n / pair["n"] for n in (pair["both"] + pair["only_a"],
                                pair["both"] + pair["only_b"]))
assert pair["n"] == 29 and abs(pair["diff"] - (a - b)) < 1e-12, pair
assert abs(pair["retention"] - b / a) < 1e-12, pair
margin, = said("--margin")["suites"]
assert abs(margin["estimate"] + pair["diff"]) < 1e-12, (margin, pair)
assert abs(margin["diff"] + pair["diff"]) < 1e-12, margin
retain, = said("--retain")["suites"]
assert abs(retain["estimate"] - pair["retention"]) < 1e-12, (retain, pair)
for suite in margin, retain:  # ten samples, one not whole
    assert (suite["asked"], suite["of"]) == (9, 10), suite
    assert suite["without_verdict"] == 1, suite
behind = said("trend")["checkpoints"][1]
assert abs(behind["behind"] - pair["diff"]) < 1e-12, (behind, pair)
assert all(abs(x - y) < 1e-9 for x, y in zip(behind["behind_ci"], pair["ci"]))
EOF
expect '... with the interval of ten samples and an exact p' \
    python3 - "$T" <<'EOF'
import itertools, json, sys
from math import log10, sqrt
Z = 1.959963984540054
pair = json.load(open(f"{sys.argv[1]}/odd-compare.json"))["pairs"][0]
# a third of each cell, which is no whole number of samples
both, x, y, none = (pair[k] / 3 for k in ("both", "only_a", "only_b", "neither"))
n = both + x + y + none
def tango(d):
    b = (2 * n - x + y) * d - x - y
    q = (sqrt(b * b + 8 * n * y * d * (1 - d)) - b) / (4 * n)
    return (x - y - n * d) / sqrt(n * (2 * q + d * (1 - d)))
def limit(lo, hi, z):
    for _ in range(90):
        mid = (lo + hi) / 2
        lo, hi = (mid, hi) if tango(mid) > z else (lo, mid)
    return hi
def wilson(k):
    p, h = k / n, Z / (1 + Z * Z / n)
    c = (p + Z * Z / 2 / n) / (1 + Z * Z / n)
    h *= sqrt(p * (1 - p) / n + Z * Z / 4 / n / n)
    return p, c - h, c + h
(a, al, ah), (b, bl, bh) = wilson(both + x), wilson(both + y)
phi = both * none - x * y
phi = max(0, phi - n / 2) if phi > 0 else phi
phi /= sqrt((both + x) * (y + none) * (both + y) * (x + none))
far = lambda u, v: sqrt(u * u - 2 * phi * u * v + v * v)
low = min(limit(-1, a - b, Z), a - b - far(a - al, bh - b))
high = max(limit(a - b, 1, -Z), a - b + far(ah - a, b - bl))
assert abs(pair["ci"][0] - low) < 1e-6, (pair["ci"], low)
assert abs(pair["ci"][1] - high) < 1e-6, (pair["ci"], high)

# every choice of the signs of the ten samples' differences
right = [{}, {}]
for side in (0, 1):
    for line in open(f"{sys.argv[1]}/odd{side + 3}.jsonl"):
        r = json.loads(line)
        right[side][r["id"], r["repeat"]] = r["reply"] == "yes"
d = {}
for key in right[0].keys() & right[1].keys():
    d[key[0]] = d.get(key[0], 0) + right[0][key] - right[1][key]
seen = abs(sum(d.values()))
hits = [abs(sum(s * v for s, v in zip(signs, d.values()))) >= seen
        for signs in itertools.product((1, -1), repeat=len(d))]
p = sum(hits) / len(hits)
assert len(d) == 10 and abs(pair["p"] - p) < 1e-12, (pair["p"], p)
assert abs(pair["log10_p"] - log10(p)) < 1e-9, pair
EOF

# The same of what is kept, where a third of each cell has another ratio.
awk '{ for (k = 0; k < 3; k++) printf "{\"id\":\"s%d\",\"repeat\":%d," \
    "\"reply\":\"%s\"}\n", $1, k, $1 < 8 || ($1 > 8 && !k) ? "yes" : "no" }' \
    <(seq 10) >"$T/kept.jsonl"
"$RETORT" import "$T/kept.jsonl" --suite "$T/two.lua" --as kept -o "$T/odds" \
    -q >/dev/null
"$RETORT" compare odd3 kept -o "$T/odds" --json >"$T/kept-compare.json"
"$RETORT" gate -o "$T/odds" --baseline odd3 --candidate kept --retain 90% \
    --json >"$T/kept-gate.json" || :
try cat "$T"/kept-*.json
expect 'repeats: compare and gate tell one share that is kept' python3 - "$T" \
    <<'EOF'
import json, sys
pair, = json.load(open(f"{sys.argv[1]}/kept-compare.json"))["pairs"]
suite, = json.load(open(f"{sys.argv[1]}/kept-gate.json"))["suites"]
assert abs(pair["retention"] - 23 / 25) < 1e-12, pair
assert abs(suite["estimate"] - 23 / 25) < 1e-12, suite
low, high = pair["retention_ci"]
assert low < 23 / 25 < high, pair
assert pair["loss"]["wrong_ci"] == pair["ci"], pair  # all loss is of one kind
EOF

# One run asked each sample three times, the other once: nothing is open.
grep '"repeat":0' "$T/odd4.jsonl" >"$T/first.jsonl"
"$RETORT" import "$T/first.jsonl" --suite "$T/two.lua" --as first -o "$T/odds" \
    -q >/dev/null
for pair in 'odd3 first' 'first odd3'; do
    # shellcheck disable=SC2086 # two words
    set -- $pair
    try "$RETORT" gate --baseline "$1" --candidate "$2" -o "$T/odds" \
        --margin 5pt --json
    expect "$1 and $2: what one never asks again is not open" said \
        '"asked":10,"of":10,'
    expect '... which is said' said 'the first 1 count'
done

for times in 1 8; do
    model a 0 "$times"
    model b 3 "$times"
    "$RETORT" compare a b -o "$T/runs$times" --json >"$T/ab$times.json"
    "$RETORT" trend a b -o "$T/runs$times" --json >"$T/trend$times.json"
    "$RETORT" gate -o "$T/runs$times" --baseline a --candidate b \
        --margin 5pt --json >"$T/gate$times.json" 2>"$T/err" || :
done
try cat "$T/b1.json" "$T/b8.json"
expect 'eight repeats are eight verdicts' said '"n":80,'
expect '... of the same accuracy' same \
    "$(value "$T/b8.json" accuracy)" "$(value "$T/b1.json" accuracy)"
expect '... and no narrower interval' same \
    "$(value "$T/b8.json" ci)" "$(value "$T/b1.json" ci)"
try cat "$T/ab1.json" "$T/ab8.json"
for key in accuracy_a accuracy_b diff ci p retention retention_ci; do
    expect "a comparison has the same $key" same \
        "$(value "$T/ab8.json" $key)" "$(value "$T/ab1.json" $key)"
done
try cat "$T/trend1.json" "$T/trend8.json"
expect 'a trend has the same intervals, and the same may be the best' python3 - \
    "$T/trend1.json" "$T/trend8.json" <<'EOF'
import json, sys
once, often = (json.load(open(p)) for p in sys.argv[1:])
assert once["n"] == 10 and often["n"] == 80 and often["repeats"] == 8
for a, b in zip(once["checkpoints"], often["checkpoints"]):
    for key in ("accuracy", "behind", "p_best", "may_be_best"):
        assert a[key] == b[key], (key, a, b)
    assert all(abs(x - y) < 1e-12 for key in ("ci", "behind_ci")
               for x, y in zip(a[key], b[key])), (a, b)
# with n - 1 in it, an error of 80 is a hair below that of 10
near = often["slope"]["se"] / once["slope"]["se"]
assert 0.9 < near <= 1, near
EOF
try cat "$T/gate1.json" "$T/gate8.json"
expect 'a gate has an estimate' said '"estimate":-0.3'
for key in verdict estimate low high diff asked; do
    expect "the gate has the same $key" same \
        "$(value "$T/gate8.json" $key)" "$(value "$T/gate1.json" $key)"
done
try "$RETORT" compare a b -o "$T/runs8"
expect '... and it says so' said 'each sample was asked 8 times'

# Five answers to each of four samples: all right, a tie that wrong comes first
# in, right once, never right.
awk 'BEGIN {
    split("yes yes yes yes yes|no yes no yes x|no a b yes c|no no no no no",
        of, "|")
    for (i = 1; i <= 4; i++) {
        n = split(of[i], word, " ")
        for (k = 1; k <= n; k++)
            printf "{\"id\":\"s%d\",\"repeat\":%d,\"reply\":\"%s\"}\n", i,
                k - 1, word[k]
    } }' >"$T/five.jsonl"
yes_suite "$T/four.lua" 4 two
try "$RETORT" import "$T/five.jsonl" --suite "$T/four.lua" --as m \
    -o "$T/five" --json
# by hand: 1, 1 - C(3,2)/C(5,2) = 0.7, 1 - C(4,2)/C(5,2) = 0.4, 0
expect 'pass@1 is the share of right answers' \
    grep -qE '"k":1,"value":0\.(4|39999999)' "$T/out"
expect '... pass@2 is unbiased' said '{"k":2,"value":0.525'
expect '... pass@5 asks whether any was right' said '{"k":5,"value":0.75'
expect 'a vote takes what came most often, the first in a tie' said \
    '"majority":{"value":0.25'
expect 'variety tells a student that says the same again' said \
    '"all_same":0.5'
try "$RETORT" import "$T/five.jsonl" --suite "$T/four.lua" --as m \
    -o "$T/five" --json -q
expect 'pass@1 is the accuracy, its interval too' python3 - "$T/out" <<'EOF'
import json, sys
run = json.load(open(sys.argv[1]))["runs"][0]
assert run["repeats"]["pass"][0]["ci"] == run["ci"], run
assert run["repeats"]["mean"]["ci"] == run["ci"], run
EOF
try "$RETORT" import "$T/five.jsonl" --suite "$T/four.lua" --as m -o "$T/five"
expect '... and people read it below the table' said 'pass@5 75.0 % ('
expect '... with the vote' said 'majority vote 25.0 % ('
expect '... and how the answers differ' said 'all the same in 50 %'

# One repeat failed: what asks for five tries is not known of all samples.
sed '/"s1","repeat":4/d' "$T/five.jsonl" >"$T/less.jsonl"
try "$RETORT" import "$T/less.jsonl" --suite "$T/four.lua" --as m \
    -o "$T/less" --json
expect 'pass@k wants k verdicts of every sample' said '"k":4,'
expect '... or is left out' not said '"k":5,'

# Programs, free text: nothing comes twice, so there is nothing to vote on.
printf '{"id":"s1","repeat":0,"reply":"a"}\n{"id":"s1","repeat":1,"reply":"b"}\n' \
    >"$T/free.jsonl"
try "$RETORT" import "$T/free.jsonl" --suite "$T/four.lua" --as m \
    -o "$T/free" --json
expect 'no vote where no answer comes twice' said '"majority":{"value":null'
try cat "$T/b1.json"
expect 'a run that asks once has no repeats' said '"repeats":null'

# Samples of one passage are one: what pass@1 leaves open is what the accuracy,
# which is the same share, leaves open.
sed 's/version = 1/version = 1, cluster = "half"/
    s/{ id = row.id/{ half = row.id < "s3" and "a" or "b", id = row.id/' \
    "$T/four.lua" >"$T/pair.lua"
try "$RETORT" import "$T/five.jsonl" --suite "$T/pair.lua" --as m \
    -o "$T/pair" --json -q
expect 'repeats and clusters: one share has one interval' python3 - "$T/out" \
    <<'EOF'
import json, sys
run = json.load(open(sys.argv[1]))["runs"][0]
first = run["repeats"]["pass"][0]
assert abs(first["value"] - run["accuracy"]) < 1e-12
assert all(abs(x - y) < 1e-9 for x, y in zip(first["ci"], run["ci"])), run
EOF
tap_end
