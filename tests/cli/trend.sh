#!/bin/bash
# retort trend: checkpoints on the same samples; which may be the best after
# having looked at all, and whether the slope is certain.
set -eu
. tests/tap.sh
case $RETORT in /*) ;; *) RETORT=$PWD/$RETORT ;; esac
cd "$T" || exit 1

suite()
{
    cat >"$1.lua" <<END
local r = retort
local rows = {}
for i = 1, 100 do rows[i] = { i = i } end
return r.suite {
    name = "$1", version = 1, about = "A hundred samples, yes or no",
    data = rows,
    sample = function(row)
        return { id = "s" .. row.i, input = "Number " .. row.i,
            target = "yes", $2 }
    end,
    prompt = "{input}", ideal = "{target}",
    extract = r.extract.whole(),
    score = r.score.exact(),
}
END
}

# A checkpoint that is right on samples FROM to TO: NAME SUITE FROM TO OPTION
checkpoint()
{
    local name=$1 suite=$2 from=$3 to=$4
    shift 4
    awk -v from="$from" -v to="$to" 'BEGIN { for (i = 1; i <= 100; i++)
        printf "{\"id\":\"s%d\",\"reply\":\"%s\"}\n", i,
            (i >= from && i <= to) ? "yes" : "no" }' >"$name.jsonl"
    "$RETORT" import "$name.jsonl" --suite "./$suite.lua" --as "$name" -o o \
        -q "$@" >import.out 2>import.err || :
}

at()
{
    python3 -c '
import json, sys
x = json.loads(open("out").read().split("\n")[-2])
for key in sys.argv[1].split("."):
    x = x[int(key) if isinstance(x, list) else key]
print(float(f"{x:.8g}") if isinstance(x, float) else json.dumps(x))' "$1"
}

is()
{
    expect "$1" same "$(at "$2" 2>&1)" "$3"
}

suite yes ''
checkpoint ck100 yes 1 40
checkpoint ck200 yes 1 60
checkpoint ck300 yes 1 71
checkpoint ck400 yes 3 72
try "$RETORT" trend ck100 ck200 ck300 ck400 -o o --json --margin 5pt
expect 'four checkpoints: 0' ended 0
is 'the best' best 3
is '... with its accuracy' checkpoints.2.accuracy 0.71
is 'one that differs on three samples may be it' \
    checkpoints.3.may_be_best true
# 11 of 11 discordant: 2^-11, three others
is 'one that lost 11 of 11 is not' checkpoints.1.may_be_best false
is '... p' checkpoints.1.p_best 0.0014648438
is 'x is the number in the name' checkpoints.3.x 400
# slopes of the samples, by hand: x - 250 over 50000
is 'slope' slope.per_x "$(python3 -c '
x = -150, -50, 50, 150
y = .40, .60, .71, .70
print(float(f"{sum(a * b for a, b in zip(x, y)) / 50000:.8g}"))')"
is '... its error over samples' slope.se "$(python3 -c '
def right(i):
    return i <= 40, i <= 60, i <= 71, 3 <= i <= 72
s = [sum(x * r for x, r in zip((-150, -50, 50, 150), right(i))) / 50000
     for i in range(1, 101)]
m = sum(s) / 100
print(float(f"{(sum((v - m) ** 2 for v in s) / 99 / 100) ** .5:.8g}"))')"
is '... rises' slope.verdict '"rising"'
try "$RETORT" trend ck100 ck200 ck300 ck400 -o o --margin 5pt
expect 'words: the best and who else may be' said \
    'ck300 looks best; one other may be: ck400.'
expect '... the slope' said 'rising for certain: the line through them rises by'
expect '... far below the margin' grep -q 'ck100 .* below' out
COLUMNS=60 try "$RETORT" trend ck100 ck200 -o o
expect 'two are enough: 0' ended 0
try "$RETORT" trend ck400 ck300 -o o --json
is 'numbers that fall are an order only' slope.x_is_number_in_name false
is '... not certain' slope.verdict '"not_certain"'
if command -v gnuplot >/dev/null; then
    try "$RETORT" trend ck100 ck200 ck300 ck400 -o o --margin 5pt --charts c
    expect 'a chart' test -s c/trend.png
fi

# bad input
try "$RETORT" trend ck100 -o o
expect 'one run: 2' ended 2
try "$RETORT" trend ck100 1 -o o
expect 'one run twice: 2' ended 2
expect '... says so' said 'run 1 is named twice'
try "$RETORT" trend ck100 nosuch -o o
expect 'no such run: 2' ended 2
try "$RETORT" trend ck100 ck200 -o o --margin 5
expect 'no such margin: 2' ended 2
suite no ''
checkpoint other no 1 50
try "$RETORT" trend ck100 other -o o
expect 'no suite in common: 2' ended 2
try "$RETORT" trend 1 other --suite yes -o o
expect '... or not the one that was named: 2' ended 2
expect '... says which has none' said "'other' has no run of yes"
checkpoint ck100 no 1 50
checkpoint ck200 no 1 50
try "$RETORT" trend ck100 ck200 -o o
expect 'several suites: which? 2' ended 2
try "$RETORT" trend ck100 ck200 --suite no -o o --json
expect '... --suite says it: 0' ended 0
is 'nothing differs: no slope' slope.per_x 0
is '... and no error of it' slope.verdict '"unknown"'
checkpoint hot yes 1 50 -G temperature=1
try "$RETORT" trend 1 hot -o o
expect 'other sampling: 2' ended 2
expect '... names it' said 'sampling (temperature'
try "$RETORT" trend 1 hot -o o --accept sampling
expect '... accepted: 0' ended 0
checkpoint few yes 1 5 -n 10
try "$RETORT" trend 1 few -o o
expect 'few samples: said' said 'few (run '
expect '... and what is left out' said '90 samples are left out'
suite five 'cluster = "c" .. (row.i - 1) // 20'
checkpoint a five 1 40
checkpoint b five 1 75
try "$RETORT" trend a b -o o --json
is 'clusters' clusters 5
suite one 'cluster = "all"'
checkpoint a one 1 40
checkpoint b one 1 75
try "$RETORT" trend one/a one/b -o o
expect 'one cluster tells no error: said' said \
    'all samples are of one cluster: no error can be told'
# What only one of them has is left out, whichever it is: 1 to 60, 41 to 100.
checkpoint early no 1 100
checkpoint late no 1 100
for cut in 'early <= 60' 'late > 40'; do
    # shellcheck disable=SC2086 # three words
    set -- $cut
    python3 - "$1.jsonl" "$2" "$3" >part.jsonl <<'EOF'
import json, sys
name, how, at = sys.argv[1:]
for line in open(name):
    n = int(json.loads(line)["id"][1:])
    if (n <= int(at)) == (how == "<="):
        print(line, end="")
EOF
    "$RETORT" import part.jsonl --suite ./no.lua --as "half-$1" -o o -q \
        >import.out 2>import.err || :
done
try "$RETORT" trend half-early half-late -o o --json
is 'two halves share a fifth' n 20
is '... and 80 are left out' left_out 80
tap_end
