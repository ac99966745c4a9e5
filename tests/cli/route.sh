#!/bin/bash
# A cheap model first, a dear one where it is unsure: figures made by hand.
set -eu
. tests/server.sh

yes_suite "$T/ten.lua" 10 ten question last_line

# Makes a run: MODEL, then what each sample gets, y or n; the cheap model's
# reply is the longer the less it knows.
model()
{
    awk -v all="$2" -v cheap="$3" 'BEGIN {
        for (i = 1; i <= 10; i++) {
            word = substr(all, i, 1) == "y" ? "yes" : "no"
            pad = ""
            for (k = i; cheap && k <= 10; k++) pad = pad "so "
            printf "{\"id\":\"s%d\",\"reply\":\"%s\\n%s\",\"usage\":" \
                "{\"prompt_tokens\":1000,\"completion_tokens\":%d}}\n",
                i, pad, word, cheap ? 200 - 10 * i : 100
        } }' >"$T/$1.jsonl"
    "$RETORT" import "$T/$1.jsonl" --suite "$T/ten.lua" --as "$1" -o "$T/runs" \
        -q >/dev/null
}

# cheap has 5, dear 8; the four that only dear has come first, mostly.
model gpt-4o-mini nnynynyyyn 1
model gpt-4o yyyynyyyyn ''

retort route gpt-4o-mini gpt-4o -o "$T/runs" --json
expect 'both models' said '"cheap":{"run":1,"model":"gpt-4o-mini","accuracy":0.5'
expect '... and the dear one' said '"model":"gpt-4o","accuracy":0.8'
expect 'a signal is judged on samples it was not tuned on' said \
    '"signal":"length","known":10'
expect 'what is wanted is a share of the dear accuracy' said '"wanted":0.76'
expect '... lots reach it late' said '"random_share":0.866'
expect '... one who knows early' said '"oracle_share":0.26'
# 1000 in, 100 out at 2.50 and 10: 0.0035
expect 'a dear request costs what its tokens cost' said \
    '"usd_per_request":0.0035'
retort route gpt-4o-mini gpt-4o -o "$T/runs"
expect 'people read a sentence' said 'sent to gpt-4o,'
expect '... and what a year saves' said 'requests a day that saves $'

# A function of the user's: who knows the answers is the bound itself.
cat >"$T/knows.lua" <<'EOF'
local only_dear = { s1 = true, s2 = true, s4 = true, s6 = true }
return function(s)
    return only_dear[s.id] and 1 or 0
end
EOF
retort route gpt-4o-mini gpt-4o -o "$T/runs" --signal "$T/knows.lua" --json \
    --quality 100%
expect 'a function of yours is a signal' said "\"signal\":\"$T/knows.lua\""
expect '... four of ten are enough' said '"share_to_dear":0.4,"accuracy":0.9'
cat >"$T/sees.lua" <<'EOF'
return function(s)
    assert(s.reply:find "so" and s.tokens > 90 and s.extracted and s.group)
    assert(s.letter == nil and s.vote == nil and s.target == nil)
    return s.tokens
end
EOF
retort route gpt-4o-mini gpt-4o -o "$T/runs" --signal "$T/sees.lua"
expect '... it sees the reply, and nothing that is only known later' ended 0

echo 'return 7' >"$T/seven.lua"
retort route gpt-4o-mini gpt-4o -o "$T/runs" --signal "$T/seven.lua"
expect 'a file that returns no function' ended 3
expect '... is told so' said 'seven.lua returns number, not a function'
echo 'return function(s) return s.id end' >"$T/word.lua"
retort route gpt-4o-mini gpt-4o -o "$T/runs" --signal "$T/word.lua"
expect 'a function that returns a word' said 'sample s1: the function returned string'
echo 'return function(s) return os.time() end' >"$T/os.lua"
retort route gpt-4o-mini gpt-4o -o "$T/runs" --signal "$T/os.lua"
expect 'a function in the same closed Lua as suites' ended 3
retort route gpt-4o-mini gpt-4o -o "$T/runs" --signal "$T/none.lua"
expect 'a file that is not there' ended 2
for bad in 0 -5 101% much; do
    retort route gpt-4o-mini gpt-4o -o "$T/runs" --quality "$bad"
    expect "--quality $bad" ended 2
done
retort route gpt-4o-mini gpt-4o -o "$T/runs" --requests 0
expect '--requests 0' ended 2
retort route gpt-4o-mini -o "$T/runs"
expect 'one model' ended 2
retort route gpt-4o-mini nobody -o "$T/runs"
expect 'a model without a run' ended 2

retort route gpt-4o-mini gpt-4o -o "$T/runs" --charts "$T/charts"
expect 'pictures of share and cost' test -s "$T/charts/route-ten.png" -a \
    -s "$T/charts/route-cost-ten.svg"

# A hybrid of `retort cost` takes quality, share and cost from here.
retort route gpt-4o-mini gpt-4o -o "$T/runs" --json
cp "$T/results" "$T/routed.json"
cat >"$T/both.lua" <<'EOF'
return {
    ways = {
        { name = "little", kind = "api", measured = "gpt-4o-mini" },
        { name = "big", kind = "api", measured = "gpt-4o" },
        { name = "unsure", kind = "hybrid", cheap = "little", dear = "big",
            cascade = true },
        { name = "lots", kind = "hybrid", cheap = "little", dear = "big",
            share = 0.5 },
        { name = "never", kind = "hybrid", cheap = "little", dear = "big",
            cascade = true, share = 0 },
        { name = "told", kind = "hybrid", cheap = "little", dear = "big",
            share = 0.5, accuracy = 0.7 },
    },
}
EOF
retort cost --scenario "$T/both.lua" -o "$T/runs" --json
expect 'a hybrid without its share' ended 0
expect '... takes share, quality and cost from the stored answers' \
    python3 - "$T/results" "$T/routed.json" <<'EOF'
import json, sys
cost, route = (json.load(open(p)) for p in sys.argv[1:])
m = {x["model"]: x for x in cost["models"]}
signals = [s for s in route["routes"][0]["signals"] if s["reaches"]]
best = min(signals, key=lambda s: s["share_to_dear"])
share = [v for v in cost["assumptions"]["values"]
         if v["way"] == "unsure" and v["field"] == "share"][0]
assert share["from"] == "stored answers", share
assert abs(share["low"] - best["share_to_dear"]) < 1e-9, (share, best)
assert abs(m["unsure"]["accuracy"] - best["accuracy"]) < 1e-9
assert all(abs(a - b) < 1e-9
           for a, b in zip(m["unsure"]["accuracy_ci"], best["ci"]))
assert abs(m["unsure"]["usd_per_request"] - best["usd_per_request"]) < 1e-12
assert abs(m["lots"]["accuracy"] - 0.65) < 1e-12
assert abs(m["never"]["accuracy"] - 0.5) < 1e-12
assert m["told"]["accuracy"] == 0.7
EOF
retort cost --scenario "$T/both.lua" -o "$T/runs"
expect '... and says so' said \
    'is the least that keeps 95 % of what big gets right, by stored answers'
expect '... with the signal' said 'where length on ten sends them on'
expect '... and for lots' said 'right answers as if lots were drawn'

# Nothing stored of both: unknown, with the way to know.
cat >"$T/unknown.lua" <<'EOF'
return {
    ways = {
        { name = "little", kind = "api", measured = "gpt-4o-mini" },
        { name = "big", kind = "api", model = "gpt-4o" },
        { name = "unsure", kind = "hybrid", cheap = "little", dear = "big",
            cascade = true, share = 0.2 },
    },
}
EOF
retort cost --scenario "$T/unknown.lua" -o "$T/runs" --json
expect 'a hybrid of a model without answers' ended 0
expect '... has no known quality' grep -q \
    '"model":"unsure","kind":"hybrid".*"accuracy":null' "$T/results"
retort cost --scenario "$T/unknown.lua" -o "$T/runs"
expect '... and says what to do' said \
    'no sample is stored that both have answered; measure both on one suite'
sed 's/, share = 0.2//' "$T/unknown.lua" >"$T/shareless.lua"
retort cost --scenario "$T/shareless.lua" -o "$T/runs"
expect 'no share and no answers' ended 2
expect '... says what to do' said 'nor are there stored answers of both to tell'
sed 's/"gpt-4o-mini"/"x"/; s/"gpt-4o"/"gpt-4o-mini"/; s/"x"/"gpt-4o"/' \
    "$T/both.lua" >"$T/worse.lua"
retort cost --scenario "$T/worse.lua" -o "$T/runs"
expect 'a dear model that is no better' ended 2
expect '... cannot tell a share' said 'big is no better than little'

# No price: the rest is known all the same.
model toy-1 nnynynyyyn 1
retort route toy-1 gpt-4o -o "$T/runs" --json
expect 'an unknown price stays unknown' said '"saved_usd":null'
retort route toy-1 gpt-4o -o "$T/runs"
expect '... and is said' said 'unknown, because a price is'

# The dear model is no better: there is nothing to route for.
retort route gpt-4o gpt-4o-mini -o "$T/runs"
expect 'a dear model that is no better' said 'there is nothing to route for'

# --- one share has one interval, in whatever table it stands: five clusters of
# two, asked three times
cat >"$T/fives.lua" <<'EOF'
local r = retort
local rows = {}
for i = 0, 9 do
    rows[i + 1] = { id = "s" .. i, q = "question " .. i, passage = i // 2 }
end
return r.suite {
    name = "fives", version = 1, about = "Says yes", data = rows,
    cluster = "passage",
    sample = function(row)
        return { id = row.id, input = row.q, target = "yes",
            passage = "p" .. row.passage }
    end,
    prompt = "{input}", ideal = "{target}",
    extract = r.extract.last_line(), score = r.score.exact(),
}
EOF

# MODEL, then for each sample y or n, or b where one answer of three is right.
fives()
{
    awk -v all="$2" 'BEGIN {
        for (i = 0; i < 10; i++) for (k = 0; k < 3; k++) {
            c = substr(all, i + 1, 1)
            printf "{\"id\":\"s%d\",\"repeat\":%d,\"reply\":\"%s\"," \
                "\"usage\":{\"prompt_tokens\":100," \
                "\"completion_tokens\":100}}\n", i, k,
                c == "y" || (c == "b" && k == 1) ? "yes" : "no" k
        } }' >"$T/$1.jsonl"
    "$RETORT" import "$T/$1.jsonl" --suite "$T/fives.lua" --as "$1" \
        -o "$T/fives" --json >"$T/$1.json" 2>"$T/err"
}

cat >"$T/book.json" <<'EOF'
{"checked_on": "2026-11-21", "source": "a test", "rows": [
 {"model": "little", "usd_per_mtok": {"input": "1", "output": "1", "cached": "0.5"}},
 {"model": "big", "valid_until": "2036-01-01",
  "usd_per_mtok": {"input": "10", "output": "10", "cached": "2"}},
 {"model": "big", "valid_from": "2036-01-01",
  "usd_per_mtok": {"input": "20", "output": "20"}}]}
EOF
fives little yynnybbbyy
fives big yyyyyyyynn
retort compare little big -o "$T/fives" --json
cp "$T/results" "$T/compared.json"
retort cost little big -o "$T/fives" --prices "$T/book.json" \
    --today 2036-02-01 --requests 1000 --json
cp "$T/results" "$T/cost.json"
retort route little big -o "$T/fives" --prices "$T/book.json" \
    --today 2036-02-01 --requests 1000 --quality 100% --json
expect 'run, compare, cost and route give a share one interval' python3 - \
    "$T/little.json" "$T/big.json" "$T/compared.json" "$T/cost.json" \
    "$T/results" <<'EOF'
import json, sys
*runs, compared, cost, route = (json.load(open(p)) for p in sys.argv[1:])
pair, route = compared["pairs"][0], route["routes"][0]
for i, (side, end) in enumerate((("cheap", "a"), ("dear", "b"))):
    want = runs[i]["runs"][0]["ci"]
    for got in (pair["ci_" + end], cost["models"][i]["accuracy_ci"],
                route[side]["ci"]):
        assert all(abs(x - y) < 1e-9 for x, y in zip(want, got)), (want, got)
EOF
expect '... and a request one price, that of the day asked about' python3 - \
    "$T/cost.json" "$T/results" <<'EOF'
import json, sys
cost, route = (json.load(open(p)) for p in sys.argv[1:])
for way, side in zip(cost["models"], ("cheap", "dear")):
    got = route["routes"][0][side]["usd_per_request"]
    assert abs(got - way["usd_per_request"]) < 1e-12, (way, got)
assert abs(got - 0.004) < 1e-12, got
EOF
# Votes are of three answers, and all three are paid for: 3 x 0.0002, and
# 0.004 for what goes on.
expect 'a vote costs the cheap answers that it counts' python3 - \
    "$T/results" <<'EOF'
import json, sys
route = json.load(open(sys.argv[1]))["routes"][0]
vote = [s for s in route["signals"] if s["signal"] == "vote"][0]
assert vote["cheap_asked"] == 3 and vote["reaches"], vote
want = 3 * 0.0002 + vote["share_to_dear"] * 0.004
assert abs(vote["usd_per_request"] - want) < 1e-12, (vote, want)
EOF
retort route little big -o "$T/fives" --prices "$T/book.json"
expect '... which is said' said '3 times where it votes'
# A signal of yours may look at the vote: then it is asked as often.
echo 'return function(s) return s.vote + s.tokens end' >"$T/votes.lua"
retort route little big -o "$T/fives" --prices "$T/book.json" \
    --today 2036-02-01 --quality 100% --signal "$T/votes.lua" --json
expect 'a signal that looks at votes pays for them' python3 - \
    "$T/results" "$T/votes.lua" <<'EOF'
import json, sys
route = json.load(open(sys.argv[1]))["routes"][0]
own, = [s for s in route["signals"] if s["signal"] == sys.argv[2]]
assert own["cheap_asked"] == 3, own
want = 3 * 0.0002 + own["share_to_dear"] * 0.004
assert abs(own["usd_per_request"] - want) < 1e-12, (own, want)
EOF
echo 'return function(s) return s.tokens, s.id == "vote" end' >"$T/not.lua"
retort route little big -o "$T/fives" --signal "$T/not.lua" --json
expect '... and one that does not, does not' said \
    "not.lua\",\"known\":10,\"cheap_asked\":1"
# The dear one's first answers failed: the cheap one's first votes all the same.
sed '/"repeat":0/d' "$T/big.jsonl" >"$T/late.jsonl"
retort import "$T/late.jsonl" --suite "$T/fives.lua" --as late -o "$T/fives" -q
retort route little late -o "$T/fives" --json
expect '... and all of its answers vote, whichever the dear one has' \
    python3 - "$T/results" <<'EOF'
import json, sys
route = json.load(open(sys.argv[1]))["routes"][0]
vote, = [s for s in route["signals"] if s["signal"] == "vote"]
# shares: 1 for the five that are right, 1/3 for the others
assert len({p["share_to_dear"] for p in vote["curve"]}) == 3, vote
assert vote["dear_when"] == "at_most" and abs(vote["threshold"] - 1/3) < 1e-9
EOF

# What failed is no answer that votes: two of two are all.
sed '/"id":"s0","repeat":2/d' "$T/little.jsonl" >"$T/gap.jsonl"
retort import "$T/gap.jsonl" --suite "$T/fives.lua" --as gap -o "$T/fives" -q
retort route gap big -o "$T/fives" --json
expect '... nor does what failed vote' python3 - "$T/results" <<'EOF'
import json, sys
route = json.load(open(sys.argv[1]))["routes"][0]
vote, = [s for s in route["signals"] if s["signal"] == "vote"]
# as above: sent are none, the five of 1/3, or all
shares = sorted({round(p["share_to_dear"], 9) for p in vote["curve"]})
assert shares == [0, 0.5, 1], vote
EOF
# Who knows all sends five, each of which wins two thirds.
fives thirds bbbbbyyyyy
fives able yyyyyyyyyy
retort route thirds able -o "$T/fives" --quality 100% --json
expect 'what is right in part gains in part' python3 - "$T/results" <<'EOF'
import json, sys
route = json.load(open(sys.argv[1]))["routes"][0]
assert abs(route["cheap"]["accuracy"] - 20 / 30) < 1e-9, route["cheap"]
assert abs(route["oracle_share"] - 0.5) < 1e-9, route["oracle_share"]
EOF

# --- clusters whose samples cost what they like: route and cost say the same
cat >"$T/uneven.py" <<'EOF'
import json, random, sys
random.seed(5)
cheap, dear = open(sys.argv[1], "w"), open(sys.argv[2], "w")
for i in range(10):
    for k in range(3):
        hard = i in (1, 4, 7)
        for out, yes, more in ((cheap, not hard, 1), (dear, i != 2, 5)):
            asked = random.randrange(50, 500) * more
            used = {"prompt_tokens": asked, "prompt_tokens_details": {
                        "cached_tokens": random.randrange(asked)},
                    "completion_tokens": 300 if hard else 100 + i + k}
            print(json.dumps({"id": f"s{i}", "repeat": k, "usage": used,
                "reply": "yes" if yes else f"no{k}"}), file=out)
EOF
python3 "$T/uneven.py" "$T/one.jsonl" "$T/two.jsonl"
for name in one two; do
    retort import "$T/$name.jsonl" --suite "$T/fives.lua" -o "$T/uneven" -q \
        --as "$([ $name = one ] && echo little || echo big)"
done
sed 's/gpt-4o-mini/little/; s/gpt-4o/big/' "$T/both.lua" >"$T/uneven.lua"
retort route little big -o "$T/uneven" --prices "$T/book.json" --json
cp "$T/results" "$T/routed.json"
retort cost --scenario "$T/uneven.lua" -o "$T/uneven" --json \
    --prices "$T/book.json"
expect 'a cascade over clusters costs what route says' python3 - \
    "$T/results" "$T/routed.json" <<'EOF'
import json, sys
cost, route = (json.load(open(p)) for p in sys.argv[1:])
m = {x["model"]: x for x in cost["models"]}
best = min((s for s in route["routes"][0]["signals"] if s["reaches"]),
           key=lambda s: s["share_to_dear"])
assert 0 < best["share_to_dear"] < 1, best
for key in "accuracy", "usd_per_request":
    assert abs(m["unsure"][key] / best[key] - 1) < 1e-9, (m["unsure"], best)
EOF
# The same prices, given: what goes on is dearer by its own tokens.
cp "$T/results" "$T/booked.json"
retort cost --scenario "$T/uneven.lua" -o "$T/uneven" --json \
    --set little.price_in=1 --set little.price_out=1 \
    --set little.price_cached=0.5 --set big.price_in=10 \
    --set big.price_out=10 --set big.price_cached=2
expect '... and what the same prices make of it when they are given' python3 - \
    "$T/results" "$T/booked.json" <<'EOF'
import json, sys
given, booked = ({x["model"]: x for x in json.load(open(p))["models"]}
                 for p in sys.argv[1:])
for way in "little", "big", "unsure":
    a, b = (side[way]["usd_per_request"] for side in (given, booked))
    assert abs(a / b - 1) < 1e-9, (way, a, b)
EOF
# Without clusters the same is saved, and how surely is another question.
sed '/cluster = "passage"/d; s/name = "fives"/name = "lone"/' "$T/fives.lua" \
    >"$T/lone.lua"
for name in one two; do
    retort import "$T/$name.jsonl" --suite "$T/lone.lua" -o "$T/lone" -q \
        --as "$([ $name = one ] && echo little || echo big)"
done
retort route little big -o "$T/lone" --prices "$T/book.json" --json
expect 'what is saved has an interval by cluster' python3 - \
    "$T/results" "$T/routed.json" <<'EOF'
import json, sys
lone, clustered = ({s["signal"]: s for s in
    json.load(open(p))["routes"][0]["signals"]} for p in sys.argv[1:])
for name, s in clustered.items():
    t = lone[name]
    assert abs(s["saved_usd"] - t["saved_usd"]) < 1e-6, (s, t)
    assert abs(s["saved_ci"][0] / t["saved_ci"][0] - 1) > 1e-6, (s, t)
EOF
# The same by the second: a machine of one's own that reads a token for $1 a
# million and writes one for $10 costs what these prices do, also of what goes on.
cat >"$T/machine.lua" <<'EOF'
return { ways = {
    { name = "little", kind = "self_hosted", measured = "little", gpus = 1,
        gpu_hour = 3.6, input_tok_s = 1000, output_tok_s = 100,
        utilisation = 1, peak = 1, spare = 0, tax = 0 },
    { name = "big", kind = "self_hosted", measured = "big", gpus = 1,
        gpu_hour = 3.6, input_tok_s = 1000, output_tok_s = 100,
        utilisation = 1, peak = 1, spare = 0, tax = 0 },
    { name = "unsure", kind = "hybrid", cheap = "little", dear = "big",
        cascade = true, share = 0.4 },
} }
EOF
sed 's/kind = "self_hosted"/kind = "api"/; /gpu_hour/d; /utilisation/d
    s/gpus = 1,/price_in = 1, price_out = 10 },/' \
    "$T/machine.lua" >"$T/priced.lua"
for way in machine priced; do
    retort cost --scenario "$T/$way.lua" -o "$T/uneven" --json \
        --prices "$T/book.json"
    cp "$T/results" "$T/$way.json"
done
expect '... by the token, read or written, on machines' python3 - \
    "$T/machine.json" "$T/priced.json" <<'EOF'
import json, sys
machine, priced = ({x["model"]: x for x in json.load(open(p))["models"]}
                   for p in sys.argv[1:])
for way in "little", "big", "unsure":
    a, b = (side[way]["usd_per_1000"] for side in (machine, priced))
    assert abs(a / b - 1) < 1e-9, (way, a, b)
EOF
grep '"repeat":0' "$T/big.jsonl" >"$T/once.jsonl"
retort import "$T/once.jsonl" --suite "$T/fives.lua" --as once -o "$T/fives" -q
retort route little once -o "$T/fives" --json
expect 'the cheap one votes where the dear one was asked once' said \
    '"signal":"vote","known":10,"cheap_asked":3'
tap_end
