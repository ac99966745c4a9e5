#!/bin/bash
# The gate over recorded replies: three answers, three exit codes, and what it
# says when it cannot decide.
set -eu
. tests/tap.sh

yes_suite "$T/flip.lua" 400

# A model that is wrong on so many of the first samples: NAME WRONG HAS
model()
{
    awk -v wrong="$2" -v has="$3" 'BEGIN { for (i = 1; i <= has; i++)
        printf "{\"id\":\"s%d\",\"reply\":\"%s\"}\n", i,
            i <= wrong ? "no" : "yes" }' >"$T/$1.jsonl"
    "$RETORT" import "$T/$1.jsonl" --suite "$T/flip.lua" --as "$1" \
        -o "$T/runs" >/dev/null 2>&1 || :
}
model base 100 400
model same 104 400
model bad 180 400
model holes 100 250

gate()
{
    try "$RETORT" gate -o "$T/runs" --baseline base "$@"
}

gate --candidate same --margin 3pt
expect "one point below, three allowed: not worse, exit 0" ended 0
expect "and says so" said "not worse: same, held against base"
gate --candidate bad --margin 3pt
expect "20 points below: worse, exit 1" ended 1
gate --candidate same --margin 1pt
expect "on the edge of what is allowed: not known yet, exit 4" ended 4
expect "and says what would help" said "more samples would tell"
limit=$("$RETORT" gate -o "$T/runs" --baseline base --candidate bad \
    --margin 1pt --json | python3 -c '
import json, sys
print("%.4f" % (-100 * json.load(sys.stdin)["suites"][0]["high"] - 0.0007))')
gate --candidate bad --margin "${limit}pt"
expect 'a limit that is worse by a hair is not told as the edge' \
    python3 - "$T/out" <<'EOF'
import re, sys
limit, edge = re.search(r"at most (\S+) points, and (\S+) points",
                        open(sys.argv[1]).read()).groups()
assert float(limit) < float(edge), (limit, edge)
EOF
gate --candidate holes --margin 3pt
expect "150 samples without a reply could flip it: exit 4" ended 4
expect "and says so" said "150 samples without a verdict"
gate --candidate bad --retain 60%
expect "keeps 73 %, 60 needed: not worse" ended 0
gate --candidate bad --retain 98% --json --junit "$T/j.xml" \
    --markdown "$T/m.md"
expect "keeps 73 %, 98 needed: worse" ended 1
expect "--json tells the verdict" said '"verdict":"worse"'
expect "JUnit counts it" grep -q 'tests="1" failures="1"' "$T/j.xml"
expect "Markdown has a row for it" grep -q '^| flip | 400 |' "$T/m.md"

# --- JUnit, by a real XML parser --------------------------------------------
# The last two names are what a model may be called, and XML may not hold.
xpath()
{
    xmllint --xpath "$1" "$T/j.xml"
}
hostile=$(printf 'a<b>&"c"\001\377')
model "$hostile" 104 400
for candidate in same bad holes "$hostile"; do
    gate --candidate "$candidate" --margin 3pt --junit "$T/j.xml" \
        --markdown "$T/m.md"
    expect "XML that a parser takes: $(printf %s "$candidate" | tr -cd '[:lower:]')" \
        xmllint --noout "$T/j.xml"
done
expect 'the name is in it, what XML cannot hold spelled out' \
    test "$(xpath 'string(//testcase/@classname)')" = 'a<b>&"c"\x01\xff'
gate --candidate bad --margin 3pt --junit "$T/j.xml"
expect 'one test, one failure: worse, with the reason' test \
    "$(xpath 'concat(//testsuite/@tests, //testsuite/@failures, //failure/@type,
        contains(//failure/@message, "points are allowed"))')" = 11worsetrue
gate --candidate same --margin 3pt --junit "$T/j.xml"
expect 'not worse: no failure' test "$(xpath 'count(//failure)')" = 0
gate --candidate holes --margin 3pt --junit "$T/j.xml"
expect 'not known: a failure of that type' \
    test "$(xpath 'string(//failure/@type)')" = unknown
gate --candidate same --margin 3pt --junit "$T/ci/new/j.xml"
expect 'a folder that is not there is made' test -s "$T/ci/new/j.xml"
gate --candidate same --margin 3pt --junit /proc/nowhere/j.xml
expect 'a file that cannot be written: exit 5' ended 5

# --- clusters ---------------------------------------------------------------
# Two models on 1,000 samples: the same but for 59 that stand together.
sed 's/1, 400 do/1, 1000 do/; s/name = "flip"/name = "clus"/
    s/target = "yes"/target = "yes", cluster = "c" .. row.n/
    s/id = "s" .. i,/id = "s" .. i, n = i \/\/ 20,/' "$T/flip.lua" >"$T/clus.lua"
for model in one two; do
    awk -v lost="$([ "$model" = one ] && echo 0 || echo 60)" 'BEGIN {
        for (i = 1; i <= 1000; i++) printf "{\"id\":\"s%d\",\"reply\":\"%s\"}\n",
            i, i % 3 == 0 || i < lost ? "no" : "yes" }' >"$T/$model.jsonl"
    "$RETORT" import "$T/$model.jsonl" --suite "$T/clus.lua" --as "$model" \
        -o "$T/clusters" -q >/dev/null
done
# Of two suites 'worse' is asked at half of alpha each, by the t of that: what
# one of them alone has at that confidence.
for suite in few more; do
    sed "s/name = \"clus\"/name = \"$suite\"/
        s/n = i \/\/ 20/n = i \/\/ $([ $suite = few ] && echo 100 || echo 20)/" \
        "$T/clus.lua" >"$T/$suite.lua"
    for model in one two; do
        "$RETORT" import "$T/$model.jsonl" --suite "$T/$suite.lua" \
            --as "$model" -o "$T/family" -q >/dev/null
    done
done
high() # OPTION...: the upper limit of few
{
    "$RETORT" gate "$@" -o "$T/family" --baseline one --candidate two \
        --margin 6pt --json | python3 -c '
import json, sys
print(*["%.12g" % s["high"] for s in json.load(sys.stdin)["suites"]
        if s["suite"] == "few"])'
}
expect 'a family widens the upper limit by its own t' \
    test "$(high)" = "$(high few --confidence 0.975)"
expect '... which is another one' test "$(high)" != "$(high few)"

clusters() # SQL
{
    sqlite3 "$T/clusters/retort.db" "$1" >/dev/null
    try "$RETORT" gate -o "$T/clusters" --baseline one --candidate two \
        --margin 6pt
}
clusters 'SELECT 1'
expect 'a loss in one place of 51: not known yet' ended 4
expect 'and says by how much clusters widen' said 'in 51 clusters, which makes'
clusters "UPDATE verdict SET cluster = id"
expect 'clusters of one: as without any' ended 0
expect 'and says so' said 'Every cluster has one sample'
clusters "UPDATE verdict SET cluster = ''"
expect 'without any: the same verdict' ended 0
clusters "UPDATE verdict SET cluster = 'x'"
expect 'one cluster only: not known yet' ended 4
expect 'and says so' said 'all samples are of one cluster'

for bad in '--margin 1' '--margin -1pt' '--margin 100pt' '--retain 0%' \
    '--retain 120%' '--margin 1pt --retain 90%' ''; do
    # shellcheck disable=SC2086 # words are meant
    gate --candidate same $bad
    expect "'$bad' is refused" ended 2
done
gate --candidate same --margin 80pt
expect 'a margin that nothing could fail is refused' ended 2
expect 'and it is said why' said 'a candidate with nothing right would pass'
gate --candidate nobody --margin 1pt
expect "a run that is not there: exit 2" ended 2
tap_end
