#!/bin/bash
# retort claims: the built-in claims, one whole, JSON, a claim of a user.
#   RETORT=build/release/retort tests/cli/claims.sh
# shellcheck disable=SC2016,SC2317 # dollars are dollars; gives is called
set -eu
. tests/tap.sh

"$RETORT" --version >/dev/null

# NAME PYTHON: a condition over the claim c of that name in JSON.
gives()
{
    python3 - "$T/out" "$1" "$2" <<'END'
import json, sys
rows = json.load(open(sys.argv[1]))["claims"]
c = {r["claim"]: r for r in rows}[sys.argv[2]]
sys.exit(not eval("(" + sys.argv[3] + ")"))
END
}

try "$RETORT" claims
expect 'the claims are listed' ended 0
expect '... with the figure of the article' said '$547,500'
expect '... and like for like' said '$9,033.75'
expect '... and counted by verdict' said \
    'holds only if input and output prices are mixed'

try env COLUMNS=80 "$RETORT" claims
expect 'no line is wider than the terminal' \
    test "$(awk '{ if (length > w) w = length } END { print w }' \
        "$T/out")" -le 80
expect '... and the figures are still there' said '$365,000      $547,500'

try "$RETORT" claims essay
expect 'what has no arithmetic says why, once' test \
    "$(grep -c 'it states no figure' "$T/out")" -eq 1
try "$RETORT" claims kimi-year
expect 'one is shown whole' said 'every token at the output price'
expect '... with who said it' said '2026-02-21'
expect '... and nothing else' not said 'opus'

try "$RETORT" claims --json
expect 'as JSON' ended 0
expect '... Opus, as said' gives opus-year 'c["basis_gives"] == 547500'
expect '... Opus, like for like' gives opus-year 'c["gives"] == 365000'
expect '... Kimi' gives kimi-year \
    'c["basis_gives"] == 109500 and c["gives"] == 43800'
expect '... Qwen' gives qwen-year \
    'c["gives"] == 9033.75 and c["verdict"] == "holds"'
expect '... 77.8 against 80.9 on 500' gives opus-over-glm \
    'round(c["z"], 2) == 1.21 and round(c["p"], 2) == 0.23'
expect '... a price that was not in force' gives price-opus \
    'c["verdict"] == "price not in force at that date"'
try "$RETORT" claims opus-over-glm --json --confidence 0.5
expect '--confidence narrows the interval' gives opus-over-glm \
    'c["ci"][0] > 0'

expect '... what it is worked out from' gives opus-over-glm \
    'c["inputs"] == {"a": 80.9, "b": 77.8, "n": 500}'
try "$RETORT" claims quality-95-glm --json
expect 'a share retained has an interval of its own' gives quality-95-glm \
    'c["gives_ci"][0] < 91 and c["gives_ci"][1] > 101'
try "$RETORT" claims price-v4
expect 'a model that was not sold yet' said 'price not in force at that date'
expect '... and since when it is' said 'its first is of 2026-04-24'
if command -v gnuplot >/dev/null; then
    try "$RETORT" claims --charts "$T/c"
    expect 'a picture of all' test -s "$T/c/claims.svg" -a -s "$T/c/claims.png"
    expect '... the title says the finding' grep -q \
        '[0-9]* of [0-9]* published figures hold' "$T/c/claims.gp"
    expect '... what is not in it is named' grep -q 'No figure comes out of' \
        "$T/c/claims.gp"
fi

# --- a claim of a user, in five lines ---------------------------------------
cat >"$T/mine.json" <<'END'
{"claims": [{"name": "talk", "source": "a talk", "said_on": "2026-03-11",
  "of": "Kimi K2.5", "says": "1M tokens a day: $438 a year",
  "arithmetic": "yearly_cost", "claimed": 438,
  "inputs": {"model": "kimi-k2.5", "provider": "moonshot",
             "tokens_per_day": 1000000}}]}
END
try "$RETORT" claims --claims "$T/mine.json" --json
expect 'a claim of a user' gives talk \
    'c["gives"] == 438 and c["verdict"] == "holds"'
cat >"$T/prices.json" <<'END'
{"rows": [{"model": "kimi-k2.5", "provider": "moonshot",
  "usd_per_mtok": {"input": "1", "output": "1"}, "source": "mine"}]}
END
try "$RETORT" claims --claims "$T/mine.json" --json --prices "$T/prices.json"
expect '... at prices of the user' gives talk \
    'c["gives"] == 365 and c["verdict"] == "does not follow"'
cat >"$T/two.json" <<'END'
{"claims": [{"name": "better", "source": "a blog", "of": "our student",
  "says": "77.8 against 80.9 on 500 problems: as good",
  "arithmetic": "difference", "claimed": [0, 5],
  "inputs": {"a": 80.9, "b": 77.8, "n": 500}}]}
END
try "$RETORT" claims --claims "$T/two.json" --json
expect '... with an interval where a sample size is known' gives better \
    'c["ci"][0] < 0 < c["ci"][1] and round(c["gives"], 1) == 3.1'
try "$RETORT" claims better --claims "$T/two.json"
expect '... in words' said '3.1 points [-1.9, 8.1] on 500'
try env RETORT_CLAIMS="$T/mine.json" "$RETORT" claims
expect '... from the environment' said 'talk'

# the examples of the manual are five lines, and work
for from in help readme; do
    if [ $from = help ]; then "$RETORT" claims --help; else cat README.md; fi |
        sed -n '/^ *{"claims"/,/}}]}/p' >"$T/example.json"
    expect "the example of the $from has five lines" \
        test "$(wc -l <"$T/example.json")" -eq 5
    try "$RETORT" claims --claims "$T/example.json" --json
    expect '... and is worked out' gives talk 'c["basis_gives"] == 1095 and
        c["gives"] == 438'
done

# --- what is wrong ----------------------------------------------------------
try "$RETORT" claims opus-yaer
expect 'no such claim' ended 2
expect '... a near one is named' said "did you mean 'opus-year'"
sed -i 's/tokens_per_day/tokens_a_day/' "$T/mine.json"
try "$RETORT" claims --claims "$T/mine.json"
expect 'a misspelt field' ended 2
expect '... names file, claim and field' \
    said "mine.json:1: claim 'talk': tokens_a_day: no such field here; there are model"
sed -i 's/"says"/"sais"/' "$T/mine.json"
try "$RETORT" claims --claims "$T/mine.json"
expect 'a near field is suggested' said "did you mean 'says'?"
try "$RETORT" claims --claims "$T/none.json"
expect 'no such file' ended 2
expect '... is named' said 'none.json'
tap_end
