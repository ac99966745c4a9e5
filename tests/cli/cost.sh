#!/bin/bash
# retort cost: the golden figures, scenarios, --set, years, measured runs with
# their intervals, and what is refused.
#   RETORT=build/release/retort tests/cli/cost.sh
# shellcheck disable=SC2016 # dollars are dollars
set -eu
. tests/server.sh

# CONDITION in Python over d, the JSON of the last command.
gives()
{
    python3 - "$T/results" "$1" <<'END'
import json, sys
d = json.load(open(sys.argv[1]))
m = {row["model"]: row for row in d["models"]}
x = {(c["a"], c["b"]): c for c in d["crossings"]}
def near(a, b, tol=1e-9):
    return abs(a - b) <= tol * max(abs(a), abs(b))
sys.exit(not eval("(" + sys.argv[2] + ")"))
END
}

# Refused with 2 and these words, and no chart: WORDS ARGS...
bad()
{
    local words=$1
    shift
    rm -rf "$T/charts"
    retort cost "$@" --charts "$T/charts"
    expect "refused: $words" ended 2
    expect '... and says so' said "$words"
    expect '... and draws nothing' not test -e "$T/charts"
}

# --- golden figures: 100M tokens a day, three in for one out ----------------
retort cost --mix 3:1 --per-day 100M --json -m claude-opus-4-6 \
    -m moonshot/kimi-k2.5 -m OpenRouter/qwen3-235b-a22b -m gpt-5.2
expect 'four models priced: 0' ended 0
expect 'a year of each, exactly' gives \
    '[r["yearly"][0]["usd"] for r in d["models"]]
     == [365000, 43800, 9033.75, 175656.25]'
expect '... with no spread, for nothing is measured' gives \
    'all(r["yearly"][0]["low"] == r["yearly"][0]["high"] ==
         r["yearly"][0]["usd"] for r in d["models"])'

# --- the example works, and says all that it assumes ------------------------
retort cost --example
expect 'an example is printed' ended 0
cp "$T/results" "$T/plan.lua"
retort cost --scenario "$T/plan.lua"
expect 'it works as it stands' ended 0
expect '... with assumptions' said 'gpu_hour 1.99 to 3.5, utilisation 0.3 to'
expect '... and the bands of published advice' \
    said '- 1,000 to 100,000 (advice: consider distilling): '
retort cost --scenario "$T/plan.lua" --json
expect 'as JSON' ended 0
expect '... every number with its line' gives \
    'any(v["field"] == "gpu_hour" and v["low"] == 1.99 and v["high"] == 3.5
         and v["way"] is None and v["from"] == "file" and v["line"] == '"$(grep -n '^    gpu_hour = ' "$T/plan.lua" | cut -d: -f1)"'
         for v in d["assumptions"]["values"])'
expect '... low < usd < high for ranges' gives \
    'all(y["low"] < y["usd"] < y["high"]
         for r in d["models"] for y in r["yearly"])'
expect '... kinds' gives \
    '[r["kind"] for r in d["models"]]
     == ["priced", "priced", "selfhost", "student", "hybrid"]'
cp "$T/results" "$T/first.json"
retort cost --scenario "$T/plan.lua" --json
expect 'the same seed, the same figures' cmp -s "$T/results" "$T/first.json"
retort cost --scenario "$T/plan.lua" --json --seed 2
expect 'another seed, other intervals' not cmp -s "$T/results" "$T/first.json"

# --- a plan that can be reckoned by hand ------------------------------------
cat >"$T/hand.lua" <<'END'
return {
    requests = { 1000, "100K" },
    tokens_in = 1000,
    tokens_out = 100,
    ways = {
        { name = "big", kind = "api", model = "gpt-4o" },
        { name = "cached", kind = "api", model = "gpt-4o",
            cached_share = 0.4 },
        { name = "batch", kind = "api", model = "gpt-4o", tier = "batch" },
        { name = "half", kind = "api", model = "gpt-4o", batch_share = 0.5 },
        { name = "mine", kind = "api", price_in = 1, price_out = { 4, 8 },
            tax = 0.1 },
        { name = "own", kind = "self_hosted", gpu_hour = 2,
            weights_gb = 140, kv_kb = 320, context = 2048, sequences = 32,
            gpu_gb = 80, output_tok_s = 1000, utilisation = 0.5, peak = 2,
            spare = 1, ops_usd = 1000 },
        { name = "small", kind = "student", gpu_hour = { 1, 3 },
            output_tok_s = 5000, teacher = "big", teacher_answers = 10000,
            training_usd = 450, evaluation_usd = 15, again = 1 },
        { name = "both", kind = "hybrid", cheap = "small", dear = "big",
            share = 0.2, cascade = true },
    },
}
END
retort cost --scenario "$T/hand.lua" --json
expect 'by hand: 0' ended 0
# 1000 x 2.5/M + 100 x 10/M = 0.0035
expect '... by the request' gives 'near(m["big"]["usd_per_request"], 0.0035)
    and near(m["big"]["yearly"][0]["usd"], 1277.5)'
expect '... cached' gives 'near(m["cached"]["usd_per_request"], 0.003)'
expect '... in batches' gives 'near(m["batch"]["usd_per_request"], 0.00175)
    and near(m["half"]["usd_per_request"], 0.002625)'
expect '... own prices, a range, a tax' gives \
    'near(m["mine"]["usd_per_request"], 0.00176)
     and 0.00154 <= m["mine"]["usd_per_request_ci"][0] < 0.00156
     and 0.00196 < m["mine"]["usd_per_request_ci"][1] <= 0.00198'
# 140 + 21.5 + 2 GB of 72 each: 3, so 4 GPUs; 0.1 s / 0.5 x 2: 216,000 a day
expect '... own machines' gives 'm["own"]["gpus"] == 4
    and m["own"]["yearly"][1]["replicas"] == 2
    and near(m["own"]["yearly"][1]["usd"], 2 * 4 * 2 * 8760 + 1000)'
# 10,000 answers of the teacher, training, evaluation; and all that once more
expect '... a student and its making' gives \
    'near(m["small"]["once_usd"], 500)
     and near(m["small"]["yearly"][0]["usd"], 17520 + 1000)'
expect '... two models' gives 'near(m["both"]["yearly"][1]["usd"],
    m["small"]["yearly"][1]["usd"] + 0.2 * 127750)'
# (17520 + 1000) / 0.0035 / 365, the machine from 1 to 3 dollars an hour
expect 'crossings are exact' gives \
    'near(x["big", "small"]["requests_per_day"], 18520 / 1.2775)
     and x["big", "small"]["cheaper_above"] == "small"'
expect '... with limits from the same draws' gives \
    '9760 / 1.2775 < x["big", "small"]["low"] < 10400 / 1.2775
     and 26600 / 1.2775 < x["big", "small"]["high"] < 27280 / 1.2775'
expect 'bands' gives '[b["advice"] for b in d["bands"]]
    == ["call the big model", "consider distilling", "distil"]
    and d["bands"][0]["cheapest"][0]["model"] == "batch"
    and d["bands"][2]["cheapest"][-1]["model"] == "small"'
retort cost --scenario "$T/hand.lua"
expect 'crossings in words' said 'from 14,500 requests a day small is cheaper'
retort cost --scenario "$T/hand.lua" --requests 10K --set big.accuracy=0.9 \
    --set small.accuracy=0.8 --set cached.accuracy=0.85 --json
# a machine carries 4,320,000 answers a day: $0.0000111 each
expect 'the frontier' gives \
    '{r["model"]: r["on"] for r in d["frontier"]}
     == {"big": True, "cached": True, "small": True}
     and near(m["small"]["usd_per_correct"], 2 * 24 / 4320000 / 0.8)'
expect '... and what an error must cost' gives \
    '[(e["cheap"], e["dear"]) for e in d["errors"]] == [("small", "big")]
     and near(d["errors"][0]["usd_per_error"],
         (0.0035 - 2 * 24 / 4320000) / 0.1)
     and d["errors"][0]["low"] < d["errors"][0]["usd_per_error"]'
expect 'what flips the choice' gives \
    'd["sensitivity"]["choice"] == "batch"
     and any(r["assumption"] == "price of batch" and r["flips_to"] == "mine"
        and near(r["flips_at"], 1.76 / 1.75)
        for r in d["sensitivity"]["rows"])'
retort cost --scenario "$T/hand.lua" --requests 10K
expect '... in words' said 'at 10,000 requests a day batch is the cheapest'
expect '... with where it flips' said '- price of batch above 100.6 %: then it'
retort cost --scenario "$T/hand.lua" --set small.gpu_hour=1 --json
expect '--set for one way' gives \
    'near(m["small"]["yearly"][0]["usd"], 9760)
     and near(m["own"]["yearly"][1]["usd"], 2 * 4 * 2 * 8760 + 1000)'
retort cost --scenario "$T/hand.lua" --set gpu_hour=1 --json
expect '--set for all' gives \
    'near(m["small"]["yearly"][0]["usd"], 9760)
     and near(m["own"]["yearly"][1]["usd"], 2 * 4 * 8760 + 1000)
     and any(v["from"] == "--set" for v in d["assumptions"]["values"])'
retort cost --scenario "$T/hand.lua" --requests 5 --json
expect '--requests outweighs the file' gives \
    '[y["requests_per_day"] for y in m["big"]["yearly"]] == [5]'

# --- years ------------------------------------------------------------------
retort cost --scenario "$T/hand.lua" --years 3 --set growth=0.5 \
    --set price_decline=0.2 --json
expect 'three years' gives \
    'all(near(a, b) for a, b in zip(m["big"]["yearly"][0]["years"],
        [1277.5, 1277.5 * 1.2, 1277.5 * 1.44]))
     and near(m["big"]["yearly"][0]["usd"], 1277.5 * 3.64 / 3)'
expect '... the making is spread over them' gives \
    'near(m["small"]["yearly"][0]["usd"], 17520 + 500 / 3 + 500)'
retort cost --scenario "$T/hand.lua" --years 3 --set growth=0.5
expect '... and said' said 'the mean of 3 years'
export COLUMNS=80
retort cost --scenario "$T/hand.lua" --years 3
unset COLUMNS
expect 'no line is wider than the terminal' \
    test "$(awk '{ if (length > w) w = length } END { print w }' \
        "$T/results")" -le 80
retort cost --scenario "$T/hand.lua" --years 3 --set growth=0.5
expect '... year by year' grep -qE '^big +[$]128K +[$]192K +[$]287K +[$]607K' "$T/out"

# --- measured runs ----------------------------------------------------------
cat >"$T/prices.json" <<'END'
{"rows": [{"model": "toy-1", "usd_per_mtok": {"input": "1", "output": "10"}}]}
END
letters 0 reply
many 40
serve "$T/reply.txt"
retort run "$T/many.lua" -m "toy@$url#toy-1" -o "$T/runs" \
    --prices "$T/prices.json" -q
retort cost toy -m gpt-4o -o "$T/runs" --prices "$T/prices.json"
expect 'quality in words' said '25.0 (12.7-41.2)  $0.008 ($0.005-$0.016)'
retort cost toy -m gpt-4o -o "$T/runs" --prices "$T/prices.json" --json
expect 'measured tokens: 0' ended 0
expect '... at the price of the book' gives \
    'near(m["toy"]["usd_per_request"], 0.002) and m["toy"]["tokens_in"] == 1000'
expect '... for those that are only priced as well' gives \
    'near(m["gpt-4o"]["usd_per_request"], 0.0035)'
expect '... and right answers' gives \
    'm["toy"]["accuracy_ci"][0] < m["toy"]["accuracy"]
        < m["toy"]["accuracy_ci"][1]
     and near(m["toy"]["usd_per_correct"], 0.002 / m["toy"]["accuracy"])
     and m["toy"]["usd_per_correct_ci"][0] < m["toy"]["usd_per_correct"]
        < m["toy"]["usd_per_correct_ci"][1]
     and m["gpt-4o"]["accuracy"] is None'
cat >"$T/mine.lua" <<'END'
return {
    ways = {
        { name = "toy as run", kind = "api", measured = "toy" },
        { name = "toy on a GPU", kind = "self_hosted", measured = "toy",
            output_tok_s = 1000, gpu_hour = 2 },
        { name = "4o", kind = "api", model = "gpt-4o" },
    },
}
END
retort cost --scenario "$T/mine.lua" -o "$T/runs" --prices "$T/prices.json" \
    --json
expect 'a scenario may name a run' gives \
    'near(m["toy as run"]["usd_per_request"], 0.002)
     and m["toy on a GPU"]["accuracy"] == m["toy as run"]["accuracy"]
     and near(m["4o"]["usd_per_request"], 0.0035)
     and near(x["toy on a GPU", "4o"]["requests_per_day"], 48 / 0.0035)'

retort cost --scenario "$T/mine.lua" -o "$T/runs" --prices "$T/prices.json" \
    --set tokens_in=8000 --set tokens_out=800 --json
expect '... whose tokens those for the others do not touch' gives \
    'near(m["toy as run"]["usd_per_request"], 0.002)
     and near(m["4o"]["usd_per_request"], 0.028)'
sed -i 's/"completion_tokens":100/&,"completion_tokens_details":{"reasoning_tokens":60}/' \
    "$T/reply.txt"
stop
serve "$T/reply.txt"
retort run "$T/many.lua" -m "thinker@$url#toy-1" -o "$T/thinks" \
    --prices "$T/prices.json" -q
retort cost thinker -o "$T/thinks" --prices "$T/prices.json"
expect 'thinking is shown' said 'thinking'
retort cost thinker -o "$T/thinks" --prices "$T/prices.json" --json
expect '... as part of what is paid for' gives \
    'm["thinker"]["tokens_reasoning"] == 60
     and m["thinker"]["tokens_out"] == 100'

# --- charts -----------------------------------------------------------------
if command -v gnuplot >/dev/null; then
    retort cost --scenario "$T/mine.lua" -o "$T/runs" \
        --prices "$T/prices.json" --charts "$T/drawn"
    expect 'charts are drawn' ended 0
    expect '... and named' \
        said 'drawn/cost.svg, tornado.svg, map.svg, frontier-SUITE.svg'
    for chart in cost tornado map frontier-many; do
        expect "... $chart" test -s "$T/drawn/$chart.png"
    done
    expect '... with the finding as title' \
        grep -q '^# toy on a GPU is cheaper than' "$T/drawn/cost.gp"
    expect '... with what all lines stand on below it' grep -qE \
        'a year of 365 such days, prices stay; own machines at .* an hour' \
        "$T/drawn/cost.gp"
    expect '... with the assumptions' grep -q 'Assumed:' "$T/drawn/cost.gp"
    expect '... and how sure the frontier is' \
        grep -q 'on the frontier in ' "$T/drawn/frontier-many.gp"
fi
mkdir "$T/no-tools"
status=0
PATH=$T/no-tools "$RETORT" cost --scenario "$T/hand.lua" \
    --charts "$T/undrawn" >"$T/out" 2>&1 || status=$?
expect 'without gnuplot: 5' ended 5
expect '... the figures are there all the same' said 'big '
expect '... and how to get it' said 'apt-get install gnuplot-nox'
expect '... said behind them' eval \
    'tail -n 1 "$T/out" | grep -q "apt-get install gnuplot-nox"'
expect '... and no picture' not ls "$T/undrawn/"*.png

# --- refused ----------------------------------------------------------------
plan()
{
    cat >"$T/bad.lua"
}
plan <<'END'
return {
    gpu_huor = 2,
}
END
bad "bad.lua:2: a scenario has no field 'gpu_huor' (did you mean 'gpu_hour'" \
    --scenario "$T/bad.lua"
plan <<'END'
return { ways = {
    { name = "x", kind = "api", model = "gpt-4o", price_in = 15 },
} }
END
bad "the output price of another are nobody's price" --scenario "$T/bad.lua"
plan <<'END'
return { currency = "EUR" }
END
bad 'all money here is in US dollars' --scenario "$T/bad.lua"
plan <<'END'
return { ways = { { name = "x", kind = "self_hosted", gpu_hour = -2 } } }
END
bad 'gpu_hour must be US dollars from 0' --scenario "$T/bad.lua"
echo 'return { requests = { 0 } }' | plan
bad 'requests must be requests a day above zero' --scenario "$T/bad.lua"
echo 'return {}' | plan
bad 'nothing to price' --scenario "$T/bad.lua"
echo 'return 7' | plan
bad 'must return a table' --scenario "$T/bad.lua"
echo 'return { ways = ' | plan
bad 'bad.lua:' --scenario "$T/bad.lua"
echo 'return { x = os.time() }' | plan
bad 'bad.lua:1' --scenario "$T/bad.lua"
bad 'none.lua' --scenario "$T/none.lua"
bad "did you mean 'gpu_hour'" --scenario "$T/hand.lua" --set gpu_huor=1
bad 'US dollars' --scenario "$T/hand.lua" --set gpu_hour=2EUR
bad '--years wants 1 to 50, not 0' --scenario "$T/hand.lua" --years 0
bad "unknown model 'nosuch': neither the catalogue" --mix 3:1 -m nosuch
bad "unknown model 'gpt-4p' (did you mean 'gpt-4o'" --mix 3:1 -m gpt-4o -m gpt-4p
bad 'is no role' --mix 3:1 -m techer=gpt-4o
retort cost --mix 800:250 -m my2.5 --set my2.5.price_in=1 --set my2.5.price_out=2
expect 'a model whose price is said need not be known: 0' ended 0
retort cost --mix 800:250 -m gpt-4o -m http://127.0.0.1:9/v1#toy
expect "an endpoint's model is unknown in cost, not in name: 0" ended 0
expect '... and is called so' said 'no price for toy'
expect '... nor does it take part in who is the cheapest' \
    said 'what your figures say of what has a known cost:'
bad 'no runs in this folder' --scenario "$T/mine.lua" -o "$T/none"
echo 'return { ways = { { name = "x", kind = "api", model = "o3" } } }' | plan
bad "how many tokens 'x' would need" --scenario "$T/bad.lua"
bad 'volume' -m gpt-4o --mix 3:1 --requests 0
bad 'volume' -m gpt-4o --mix 3:1 --requests=-5
bad "a volume of '1e300' a day is beyond" -m gpt-4o --mix 3:1 --requests 1e300
echo 'return { tokens_in = 0/0 }' | plan
bad 'tokens_in must be a number from 0 to 1e+09' --scenario "$T/bad.lua"
expect '... and not null' said 'not what is no number'
# A price by the hour: the year takes this hour's, and says so.
cat >"$T/hours.json" <<'END'
{"checked_on": "2026-11-21", "source": "mine", "rows": [
  {"model": "nightly", "usd_per_mtok": {"input": "1", "output": "2"}},
  {"model": "nightly", "hours": ["00:00-12:00"],
   "usd_per_mtok": {"input": "3", "output": "6"}}]}
END
retort cost --mix 1:1 -m nightly -m gpt-4o --prices "$T/hours.json" \
    --charts "$T/hourly"
expect 'a price by the hour' ended 0
expect '... says what other hours cost' said "84 of a week's 168 cost input"
expect '... and all of them alike' \
    said 'spread evenly over them it is 2 and 4'
expect '... below the picture, too' \
    grep -q "this hour, 84 of a week's 168" "$T/hourly/cost.gp"
cat >"$T/tie.lua" <<'END'
return { tokens_in = 10, tokens_out = 1, ways = {
    { name = "a", kind = "api", price_in = 1, price_out = 2 },
    { name = "b", kind = "api", price_in = 1, price_out = 2 },
} }
END
retort cost --scenario "$T/tie.lua" --charts "$T/tie"
expect 'two curves that are one' ended 0
expect '... are no choice' said 'a and b cost the same: there is no choice'
expect '... and no picture of what flips it' not test -e "$T/tie/tornado.png"
retort run "$T/many.lua" -m "free@$url#toy-9" -o "$T/free" -q
bad 'no cost is known: no price for toy-1 (' free -o "$T/free"
echo '{"id": 1, "reply": "A"}' >"$T/blank.jsonl"
retort import "$T/blank.jsonl" --suite "$T/many.lua" --as gpt-4o \
    -o "$T/blank" -q
expect 'one reply without usage is a run that is not complete' ended 4
bad 'told no token counts (tokens_in and tokens_out of a --scenario' \
    -o "$T/blank"

# --- a price that changes: a year is at the price of its day, not of the run
cat >"$T/book.json" <<'END'
{"checked_on": "2026-11-21", "source": "a test", "rows": [
 {"model": "shifty", "valid_until": "2036-01-01",
  "usd_per_mtok": {"input": "1", "output": "1"}},
 {"model": "shifty", "valid_from": "2036-01-01",
  "usd_per_mtok": {"input": "10", "output": "10"}}]}
END
echo '{"id": 1, "reply": "A", "usage": {"prompt_tokens": 900,
    "completion_tokens": 100}}' | tr -d '\n' >"$T/told.jsonl"
retort import "$T/told.jsonl" --suite "$T/many.lua" --as shifty \
    -o "$T/told" -q
expect 'one reply of many is a run that is not complete' ended 4
retort cost shifty -o "$T/told" --prices "$T/book.json" \
    --today 2036-02-01 --requests 1000 --json
expect 'a year at the price of the day that is asked about' gives \
    '[round(r["yearly"][0]["usd"], 6) for r in d["models"]] == [3650]'
retort cost shifty -o "$T/told" --prices "$T/book.json" --today 2035-12-01 \
    --requests 1000
expect '... before the change what is to come is told' said \
    'THE BOOK CHANGES IT within the year, on 2036-01-01: then input 10, output 10'
retort cost shifty -o "$T/told" --prices "$T/book.json" --today 2035-12-30 \
    --requests 1000
expect '... and is no price of certain hours' not said 'price of this hour'

# --- hours: each price of a week, also of windows within an hour
cat >"$T/hours.json" <<'END'
{"checked_on": "2026-11-21", "source": "a test", "rows": [
 {"model": "three", "usd_per_mtok": {"input": "5", "output": "5"}},
 {"model": "three", "days": "mon-fri", "hours": "09:00-12:00",
  "usd_per_mtok": {"input": "1", "output": "2"}},
 {"model": "three", "days": "sat,sun",
  "usd_per_mtok": {"input": "3", "output": "4"}},
 {"model": "half", "usd_per_mtok": {"input": "5", "output": "5"}},
 {"model": "half", "hours": "09:15-09:45",
  "usd_per_mtok": {"input": "1", "output": "1"}}]}
END
retort cost -m three -m half --mix 100:100 --prices "$T/hours.json" \
    --today 2026-11-24 --requests 1000 --json
expect 'a week of three prices, and one of half hours' python3 - \
    "$T/results" <<'END'
import json, sys
said = [m["basis"] for m in json.load(open(sys.argv[1]))["models"]]
three = (1 * 15 + 3 * 48 + 5 * 105) / 168, (2 * 15 + 4 * 48 + 5 * 105) / 168
assert "%.4g and %.4g" % three in said[0], said
for words in "48 cost input 3, output 4", "15 cost input 1, output 2":
    assert words.replace(" cost", "") in said[0].replace(
        " of a week's 168", "").replace(" cost", ""), (words, said)
assert "3.5 of a week's 168 cost input 1, output 1" in said[1], said
END

# --- errors grow with the requests that make them
cat >"$T/grow.lua" <<'END'
return { error_usd = 0.01, growth = 1, years = 3, ways = {
    { name = "poor", kind = "api", model = "gpt-4o-mini", accuracy = 0.5,
        tokens_in = 1000, tokens_out = 100 },
    { name = "good", kind = "api", model = "gpt-4o", accuracy = 0.9,
        tokens_in = 1000, tokens_out = 100 } } }
END
retort cost --scenario "$T/grow.lua" --requests 1000 --json --charts "$T/grow"
expect 'three years that double: 7/3 of the first one, errors too' \
    python3 - "$T/results" "$T/grow/map.gp" <<'END'
import json, re, sys
d = json.load(open(sys.argv[1]))
poor, good = (m["yearly"][0]["usd"] for m in d["models"])
grown = 365 * 1000 * 7 / 3
assert abs(good - 0.0035 * grown) < 1e-6, good
gap = (poor + 0.01 * 0.5 * grown) - (good + 0.01 * 0.1 * grown)
assert abs(abs(d["sensitivity"]["gap_usd"]) - abs(gap)) < 1e-6, (d["sensitivity"], gap)
worth = (0.0035 - 0.00021) / 0.4  # where an error flips the choice, all years
edges = {x for line in open(sys.argv[2]) if re.match(r"[\d.]+ [\d.e-]+ ", line)
         for x in map(float, line.split()[1:3])}
assert any(abs(x / worth - 1) < 1e-6 for x in edges), (worth, sorted(edges)[:9])
END

# --- who is not in the table of quality is told, and keeps nobody out of it
yes_suite "$T/said.lua" 4 said
yes_suite "$T/other.lua" 4 other
awk 'BEGIN { for (i = 1; i <= 4; i++) printf "{\"id\":\"s%d\"," \
    "\"reply\":\"yes\",\"usage\":{\"prompt_tokens\":900," \
    "\"completion_tokens\":%d}}\n", i, i }' >"$T/said.jsonl"
retort import "$T/said.jsonl" --suite "$T/said.lua" --as gpt-4o -o "$T/said" -q
retort import "$T/said.jsonl" --suite "$T/other.lua" --as gpt-4o-mini \
    -o "$T/said" -q
retort run "$T/said.lua" -m http://127.0.0.1:9/v1#gpt-5 -o "$T/said" -q
retort cost said/gpt-4o gpt-5 -m gpt-4.1 -o "$T/said"
expect 'a model without an answer leaves the others their quality' \
    said '100.0 (39.8-100.0)'
expect '... and is told' said \
    'not compared in quality: gpt-5 (none of its answers has a verdict)'
expect '... with one that was never asked' said \
    'gpt-4.1 (no answer of it is stored).'
retort cost said/gpt-4o other/gpt-4o-mini -o "$T/said"
expect 'models of two suites are told that none is shared' said \
    'gpt-4o (no sample was answered by all of them)'
retort cost --mix 1:1 -m gpt-4o -m gpt-5
expect 'where nobody answered nothing is said' not said 'not compared'
tap_end
