#!/bin/bash
# retort compare: pairs by name and content, refuses what is not alike, and
# says where a loss comes from. Figures worked out by hand.
set -eu
. tests/tap.sh
case $RETORT in /*) ;; *) RETORT=$PWD/$RETORT ;; esac
cd "$T" || exit 1

# Twelve lettered questions in three groups: NAME VERSION QUESTION CLUSTER
suite()
{
    cat >"$1.lua" <<END
local r = retort
local rows = {}
for i = 1, 12 do rows[i] = { i = i } end
return r.suite {
    name = "$1", version = $2, license = "MIT", about = "Twelve questions",
    data = rows, by = "group",
    sample = function(row)
        return {
            id = "q" .. row.i, group = "g" .. (row.i - 1) // 4,
            input = "$3 " .. row.i .. "?",
            choices = { "one", "two", "three", "four" },
            target = ("ABCD"):sub(row.i % 4 + 1, row.i % 4 + 1),
            $4
        }
    end,
    use = r.choice { n = 4 },
}
END
}

# Replies of a model to it, one character each: + right, w and o two wrong
# letters, x nothing to be read, c cut, - none. NAME SUITE WORDS OPTION...
model()
{
    local name=$1 suite=$2 words=$3
    shift 3
    awk -v words="$words" 'BEGIN {
        step["+"] = 0; step["w"] = 1; step["o"] = 2
        for (i = 1; i <= length(words); i++) {
            w = substr(words, i, 1)
            if (w == "-")
                continue
            text = "no idea"
            if (w in step)
                text = "Answer: " substr("ABCD", (i + step[w]) % 4 + 1, 1)
            printf "{\"id\":\"q%d\",\"reply\":\"%s\",\"finish\":\"%s\"}\n",
                i, text, w == "c" ? "length" : "stop"
        }
    }' >"$name.jsonl"
    "$RETORT" import "$name.jsonl" --suite "./$suite.lua" --as "$name" -o o \
        -q "$@" >import.out 2>import.err || :
}

# The value at a path of the last JSON: pairs.0.loss.format
at()
{
    python3 -c '
import json, sys
x = json.loads(open("out").read().split("\n")[-2])
for key in sys.argv[1].split("."):
    x = x[int(key) if isinstance(x, list) else key]
print(float(f"{x:.10g}") if isinstance(x, float) else json.dumps(x))' "$1"
}

is()
{
    expect "$1" same "$(at "$2" 2>&1)" "$3"
}

once()
{
    [ "$(grep -c "$1" out)" = 1 ]
}

suite twelve 1 Question ''
model a twelve '++++++++wwww'
model b twelve '+++wwxxcw++w'
try "$RETORT" compare a b -o o --groups --json
expect 'two runs: 0' ended 0
is 'right on both sides' pairs.0.both 3
is 'A alone' pairs.0.only_a 5
is 'B alone' pairs.0.only_b 2
is 'neither' pairs.0.neither 2
is 'what A alone has right is wrong with B' pairs.0.loss.lost.wrong 2
is '... unread' pairs.0.loss.lost.unread 2
is '... or cut' pairs.0.loss.lost.truncated 1
is 'three of twelve are lost by format' pairs.0.loss.format 0.25
is '... and none by wrong answers: two lost, two won' pairs.0.loss.wrong 0
is 'together they are the difference' pairs.0.diff 0.25
is 'exact p of 5 against 2' pairs.0.p 0.453125
is 'groups have rows' pairs.1.group '"g0"'
is '... with their cells' pairs.2.only_a 4
is 'Holm over all rows: 4 x 0.125' pairs.2.p_holm 0.5
is 'mean of the groups' macro.0.diff 0.25
# group differences 1/4, 1, -1/2 of four samples: squared errors 1/16, 0, 1/12
is '... error: sqrt(1/16 + 0 + 1/12) / 3' macro.0.se \
    "$(python3 -c 'print(f"{(1/16 + 1/12) ** .5 / 3:.10g}")')"

try "$RETORT" compare a b -o o --flips 4
expect 'flips: worst group first' \
    sh -c 'grep -A2 "^suite *group *sample" out | tail -n 1 | grep -q "g1 *q5"'
expect '... with what was read' said 'wrong: C'
expect '... and how many more' said '... and 3 more (--flips 7 shows all)'
expect 'where the loss comes from' grep -qE \
    '^twelve +2 wrong, 2 unread, 1 truncated +2 wrong +\+25\.0 \(.*\) +\+0\.0 \(' "$T/out"
try "$RETORT" compare a b -o o --flips --json
is 'all flips in JSON' flips_in_all 7
is '... the first' flips.0.id '"q5"'
is '... and how' flips.0.outcome_b '"wrong"'

# mistakes alike: of the targets' letters two questions each remain
model c twelve 'wwwwwwwwoooo'
model d twelve 'wwwwwwoooooo'
try "$RETORT" compare c d -o o --json
is 'both wrong' pairs.0.same_mistakes.both_wrong 12
is '... with the same answer' pairs.0.same_mistakes.same_answer 10
# for two right letters C picks w w o and D w o o: 2 x 1 + 1 x 2 ways of nine
# to meet, less 2 on one question, of six; for the others w w o each: 5 less 3
is '... by chance as often as 2 of 6' pairs.0.same_mistakes.chance 0.3333333333
is '... beyond chance (10/12 - 1/3) / (2/3)' pairs.0.same_mistakes.kappa 0.75
try "$RETORT" compare c d -o o
expect '... said' grep -qE '^twelve +12 +83\.3 \(' "$T/out"
try "$RETORT" compare a b -o o --json --seed 7
cp out first
try "$RETORT" compare a b -o o --json --seed 7
is 'letters are not stored' pairs.0.letters null
expect 'the bootstrap is seeded' cmp -s out first
is '... and says so' seed 7
is '... and how many draws' draws 10000

# letters' probabilities, as an endpoint with logprobs would have left them
# (of the sixth sample b did not tell C)
sqlite3 o/retort.db "UPDATE verdict SET detail = CASE
    WHEN run = 1 THEN '{\"letters\":{\"A\":0.75,\"C\":0.25}}'
    WHEN n = 6 THEN '{\"letters\":{\"A\":0.75}}'
    ELSE '{\"letters\":{\"A\":0.25,\"C\":0.75}}' END WHERE run IN (1, 2)"
try "$RETORT" compare a b -o o --json
is 'letters of both' pairs.0.letters.n 12
is '... one of them in part' pairs.0.letters.filled 1
is '... the same top' pairs.0.letters.same_top 0.08333333333
# ln 3 / 2 on eleven, on one 0: what is left of 1 is C's
is '... KL' pairs.0.letters.kl_nats \
    "$(python3 -c 'import math; print(f"{math.log(3) / 2 * 11 / 12:.10g}")')"
try "$RETORT" compare a b -o o
expect '... without an interval, of so few' grep -qE ' 0\.504 \(-\)$' out
try "$RETORT" compare a b -o o --temperature 1000 --json
expect '... none when it is hot' grep -q '"kl_nats":[0-9.]*e-0[67]' out
try "$RETORT" compare a b -o o --temperature 0
expect 'no such temperature: 2' ended 2

# one sample of two runs
COLUMNS=120 try "$RETORT" show --diff 1 2 q5 -o o
expect 'side by side: 0' ended 0
expect '... what is the same stands once' \
    once "Question 5?"
expect '... what differs beside the other' grep -q \
    'extracted: *B *| extracted: *C' out
COLUMNS=60 try "$RETORT" show --diff 1 2 q5 -o o
expect 'narrow: one below the other' sh -c \
    'grep -A9 "^\[a\] --- verdict" out | grep -q "^extracted: *B"'
expect '... no line wider than the screen' \
    sh -c '! grep -q ".\{61\}" out'
try "$RETORT" show --diff 1 2 q5 -o o --json
is 'as JSON' b.samples.0.extracted '"C"'
is '... with both' a.samples.0.outcome '"correct"'
try "$RETORT" show --diff 1 2 -o o
expect 'no sample: 2' ended 2
try "$RETORT" show --diff 1 2 q99 -o o
expect 'no such sample: 2' ended 2
try "$RETORT" show --diff 1 99 q5 -o o
expect 'no such run: 2' ended 2

# what one side lacks
model short twelve '++++++' -n 6
try "$RETORT" compare a short -o o --json
is 'only A has them: counted' pairs.0.samples_only_in_a 6
is '... and named' pairs.0.only_in_a \
    '["q10", "q11", "q12", "q7", "q8", "q9"]'
try "$RETORT" ls runs -o o
expect 'ls says what a run asked' grep -q 'short .* first 6 ' out
try "$RETORT" show short -o o
expect 'show too' said 'only:       first 6'
try "$RETORT" compare a short -o o
expect '... in words too' said \
    '6 samples only A has are left out: q10, q11, q12, q7, q8, ...'
expect 'a part of a suite is said' said 'ONLY A PART of the suite: first 6'
model gaps twelve '++++++++www-'
try "$RETORT" compare a gaps -o o
expect 'a run that is not complete is said' said 'B is NOT COMPLETE'
expect '... and what failed is left out' said \
    'left out is 1 sample whose request failed'

# a later run of a part is not taken for the whole
model b twelve '+++' -n 3
try "$RETORT" compare a b -o o
expect 'the whole run is taken' said 'B = b (run 2)'
expect '... and that is said' said \
    'not the later run 7, which asked only: first 3'
try "$RETORT" gate --baseline a --candidate b --margin 50pt -o o
expect '... by the gate too' said 'run 2 is taken, not the later run 7'
try "$RETORT" compare a 7 -o o --json
is '... by its number it still is' pairs.0.n 3
try "$RETORT" compare twelve/a twelve/b -o o
expect 'SUITE/MODEL does the same' said 'B = b (run 2)'

# what is not alike
mkdir other
(cd other && suite twelve 1 Frage '' && mv twelve.lua ../frage.lua)
model e frage '+++wwxxcw++w'
try "$RETORT" compare a e -o o
expect 'other prompts are refused: 2' ended 2
expect '... and counted' said \
    'differ in prompt (it or the target, in 12 of their samples: q1, q10'
expect '... with the way out' said '--accept prompt if that is meant'
try "$RETORT" compare a e -o o --accept prompt --json
is 'accepted they are paired by name' pairs.0.only_a 5
is '... and counted' pairs.0.samples_changed 12
(cd other && suite twelve 2 Question '' && mv twelve.lua ../two.lua)
model f two '+++wwxxcw++w' -G temperature=0.7
try "$RETORT" compare a f -o o
expect 'versions and sampling are refused' said \
    'differ in version (1 and 2) and sampling (temperature 0 and 0.7)'
try "$RETORT" compare a f -o o --accept version
expect 'both must be accepted' ended 2
try "$RETORT" compare a f -o o --accept version,sampling
expect '... then it is compared: 0' ended 0
expect '... and said' said 'compared although they differ in version'
try "$RETORT" compare a f -o o --accept all
expect 'no such difference: 2' ended 2
expect '... says which there are' said 'version, prompt or sampling'

# what answers alone lose is all that is lost, with the same limits
yes_suite many.lua 300 many
for side in p:257:0 q:212:45; do
    IFS=: read -r name to gap <<<"$side"
    awk -v to="$to" -v gap="$gap" 'BEGIN { for (i = 1; i <= 300; i++)
        printf "{\"id\":\"s%d\",\"reply\":\"%s\",\"finish\":\"stop\"}\n", i,
            (i <= to || (gap && i > to + gap && i < 292)) ? "yes" : "no" }' \
        >"$name.jsonl"
    try "$RETORT" import "$name.jsonl" --suite ./many.lua --as "$name" -o o -q
done
try "$RETORT" compare many/p many/q -o o --json
is 'answers alone are wrong: as many' pairs.0.loss.lost.wrong 45
is '... the loss has the limits of all' \
    pairs.0.loss.wrong_ci "$(at pairs.0.ci)"

# a group of one sample tells no error
sed 's|(row.i - 1) // 4|row.i // 12|' twelve.lua >lone.lua
sed -i 's/name = "twelve"/name = "lone"/' lone.lua
model a lone '++++++++wwww'
model b lone '+++wwxxcw++w'
try "$RETORT" compare lone/a lone/b -o o --groups --json
is 'a group of one has no error' pairs.2.se null
is '... but an interval' pairs.2.n 1
is '... the mean of groups has none' macro.0.se null
try "$RETORT" compare lone/a lone/b -o o --groups
expect '... and it is said' said 'its error is unknown'

# clusters
suite clustered 1 Passage 'cluster = "c" .. (row.i - 1) // 2,'
model b clustered '++wwwwwwww++'
model teacher=teacher clustered '++++++++wwww'
try "$RETORT" compare clustered/teacher clustered/b -o o --json
is 'six clusters of two' pairs.0.clusters 6
# differences by cluster 0, 1, 1, 1, 0, -1: sd over sqrt(6)
is 'clustered error' pairs.0.se "$(python3 -c '
d = 0, 1, 1, 1, 0, -1
print(f"{(sum((x - 1/3) ** 2 for x in d) / 5 / 6) ** .5:.10g}")')"
compared=$(at pairs.0.ci_a; at pairs.0.ci_b; at pairs.0.retention_ci)
try "$RETORT" compare clustered/teacher clustered/b -o o
expect '... and which question it answers' said \
    'errors are clustered (CR1, 6 clusters'
# tables of runs print the same quantities: the same intervals
try "$RETORT" report clustered/teacher clustered/b -o o -q --json
told=$(at run.runs.0.ci; at run.runs.1.ci; at run.runs.1.retention_ci)
expect 'a table of runs has the intervals of compare' same "$told" "$compared"
is '... and says how many clusters' run.runs.0.clusters 6
expect '... in words' grep -q 'samples come in 6 clusters' import.out
# a side that never varies is not known without error
model z clustered 'wwwwwwwwwwww'
try "$RETORT" compare clustered/teacher clustered/z -o o --groups --json
expect 'all wrong in six clusters: up to 46 % could be right' python3 -c '
import json, sys
r = json.load(open("out"))["pairs"][0]
high = r["retention_ci"][1]
assert high > r["ci_b"][1] > 0.3, r
assert r["ci"][1] > r["diff"] + 0.2'
is '... the mean of groups tells no limits of what is kept' \
    macro.0.retention_ci.1 null
# two runs that bear one name are two models
model b clustered '++++wwww++++'
mapfile -t both < <("$RETORT" ls runs -o o \
    | awk '$2 == "clustered" && $3 == "b" { print $1 }')
try "$RETORT" compare clustered/teacher "${both[@]}" -o o
expect 'two runs of one name: a table each' same 2 \
    "$(grep -c '^A = teacher, teacher (run [0-9]*), B = b (run [0-9]*)' out)"
suite alone 1 Passage 'cluster = "all",'
model a alone '++++++++wwww'
model b alone '++wwwwwwww++'
try "$RETORT" compare alone/a alone/b -o o --json
is 'one cluster: no error' pairs.0.se null
is '... no p' pairs.0.p null
try "$RETORT" compare alone/a alone/b -o o
expect '... and it is said' said 'all samples are of one cluster'
suite ones 1 Passage 'cluster = "c" .. row.i,'
model a ones '++++++++wwww'
model b ones '+++wwxxcw++w'
try "$RETORT" compare ones/a ones/b -o o
expect 'clusters of one are samples' said 'every cluster is of one sample'
try "$RETORT" compare ones/a ones/b -o o --json
is '... with the exact p' pairs.0.p 0.453125
tap_end
