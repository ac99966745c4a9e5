#!/bin/bash
# The picture of cost and quality: points and intervals are those of --json, of
# the samples that all answered, and its title makes nothing of a difference.
set -eu
. tests/tap.sh
case $RETORT in /*) ;; *) RETORT=$PWD/$RETORT ;; esac
cd "$T" || exit 1
export LC_ALL=C

yes_suite many.lua 400 many
yes_suite one.lua 400 one

# Replies to the first N samples, wrong from RIGHT on: SUITE MODEL N RIGHT TOKENS
model()
{
    awk -v n="$3" -v right="$4" -v tokens="$5" 'BEGIN {
        for (i = 1; i <= n; i++)
            printf "{\"id\":\"s%d\",\"reply\":\"%s\",\"finish\":\"stop\"," \
                "\"usage\":{\"prompt_tokens\":%d,\"completion_tokens\":%d}}\n",
                i, i <= right ? "yes" : "no", tokens + i % 7, 10 + i % 5 }' >x.jsonl
    try "$RETORT" import x.jsonl --suite "./$1.lua" --as "$2" -o o -q
    [ "$status" -eq 0 ] || [ "$status" -eq 4 ] || cat out # 4: not all replied
}

cat >prices.json <<'STOP'
{"source": "a test", "checked_on": "2026-01-01", "rows": [
 {"model": "dear", "usd_per_mtok": {"input": "2", "output": "8"}},
 {"model": "cheap", "usd_per_mtok": {"input": "0.1", "output": "0.4"}},
 {"model": "free", "usd_per_mtok": {"input": "0", "output": "0"}}]}
STOP
model many teacher=dear 400 399 100
model many cheap 400 396 100
model many part 150 140 100
sed -i 's|"model": "dear"|"model": ["dear", "part"]|' prices.json
model one teacher=dear 400 399 100
model one free 400 396 100

# True when what python says of a picture and of --json holds: points, spans (x,
# y, how far they go), and the points that the frontier of --json has.
drawn()
{
    python3 - "$1" "$2" "$3" <<'STOP'
import json, sys
def block(name):
    lines = open(sys.argv[2]).read().split("\n")
    at = lines.index("$" + name + " << EOD")
    rows = [l.split() for l in lines[at + 1:lines.index("EOD", at)]]
    return [[float(x) for x in r] for r in rows]
points = {(r[0], r[1]) for r in block("marks")}
spans = block("intervals")
frontier = json.load(open(sys.argv[3]))["frontier"]
told = {(1000 * f["usd_per_answer"], f["accuracy"]) for f in frontier}
def near(a, b):
    return abs(a - b) <= 1e-6 * max(1e-3, abs(b))
sys.exit(0 if eval(sys.argv[1]) else f"not so: {sys.argv[1]} {points} {told}")
STOP
}

title()
{
    [ "$(head -1 "$1")" = "# $2" ] || { echo "# $(head -1 "$1")" && false; }
}

cost()
{
    try "$RETORT" cost "$@" -o o --prices prices.json --today 2026-01-02 -q
}

cost many/dear many/cheap --charts two
cost many/dear many/cheap --json
cp out two.json
expect 'a difference of less than a point is told' title two/frontier-many.gp \
    'many: dear is 0.8 points better than cheap, at 20 times the cost'
expect 'points stand where --json has them' drawn \
    'len(points) == 2 and all(any(near(p[0], t[0]) and near(p[1], t[1])
        for p in points) for t in told)' two/frontier-many.gp two.json

cost many/dear many/cheap many/part --charts three
cost many/dear many/cheap many/part --json
cp out three.json
expect 'one that answered fewer: all are compared on these' drawn \
    'len(points) == 3 and all(any(near(p[0], t[0]) and near(p[1], t[1])
        for p in points) for t in told)' three/frontier-many.gp three.json
expect '... where two were right throughout' drawn \
    'sorted(round(t[1], 6) for t in told) == [round(140 / 150, 6), 1, 1]' \
    three/frontier-many.gp three.json
expect '... with the intervals of these' drawn \
    'len([s for s in spans if abs(s[1] + s[3] - 1) < 1e-9
        and abs(s[1] - 0.025 ** (1 / 150)) < 1e-8]) == 2' \
    three/frontier-many.gp three.json

cost one/dear one/free --charts free
expect 'what costs nothing is no divisor' title free/frontier-one.gp \
    'one: dear is 0.8 points better than free, which costs nothing'
tap_end
