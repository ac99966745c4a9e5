#!/bin/bash
# What a run is said to send and cost before it sends: held against what nine
# recorded runs took. --dry-run sends nothing and needs no key; --budget is
# refused where it could not hold, and never exceeded by more than what was in
# flight.
set -eu
. tests/server.sh

SUITES='mmlu-mini math-mini code-mini'
command -v bwrap >/dev/null || SUITES='mmlu-mini math-mini'

# A value of the last run's JSON by a Python expression of d.
value()
{
    python3 -c 'import json, sys
d = json.load(open(sys.argv[1]))
print(eval(sys.argv[2]))' "$T/results" "$1"
}

# --- a dry run --------------------------------------------------------------
retort run mmlu-mini math-mini -m gpt-4o --dry-run -o "$T/none"
expect 'a dry run without a key: 0' ended 0
expect 'shows how much' said '228 requests, '
expect 'and how much of the second suite' said '200 requests, '
expect 'with its basis' said 'guessed: 3 to 5 bytes a token'
expect 'shows prompts' said 'Reply with one letter only'
expect 'three of each suite' same "$(grep -c '^  sample ' "$T/results")" 6
expect 'tells the sum' said "nothing was sent; in all: \$"
expect 'and leaves no trace' not test -e "$T/none"
retort run mmlu-mini -m gpt-4o --dry-run --json -e 3 -n 5 -o "$T/none"
expect 'as JSON: 0' ended 0
expect 'with the requests' same "$(value 'd["plans"][0]["requests"]')" 15
expect 'with three prompts' same "$(value 'len(d["plans"][0]["prompts"])')" 3
expect 'that hold what would be sent' same "$(value \
    'd["plans"][0]["prompts"][0]["messages"][-1]["role"]')" user
expect 'and a cost from low to high' same \
    "$(value '0 < d["cost_usd"][0] < d["cost_usd"][1] < 0.1')" True
retort run mmlu-mini -m x@http://127.0.0.1:1/v1#nobody --dry-run --json \
    -o "$T/none"
expect 'an unknown price is null' same "$(value 'd["cost_usd"]')" None
retort run mmlu-mini -m gpt-4o --dry-run --budget 0.001 -o "$T/none"
expect 'a budget that is too small is told' said "above the budget of \$0.001"

# --- held against recorded runs ---------------------------------------------
play results/recorded
bad=
for model in $(curl -sS "$url/models" | python3 -c 'import json, sys
print(" ".join(m["id"] for m in json.load(sys.stdin)["data"]))'); do
    for suite in $SUITES; do
        retort run "$suite" -m "x@$url#$model" --dry-run --json -o "$T/none"
        said=$(value '[*d["plans"][0]["tokens"]["input"],
            *d["plans"][0]["tokens"]["output"]]')
        retort run "$suite" -m "x@$url#$model" --json -o "$T/$model"
        took=$(value '[d["runs"][0]["tokens"][k]
            for k in ("input", "cached", "output", "reasoning")]')
        python3 - "$said" "$took" <<'END' || bad="$bad $model/$suite"
import sys
low, high, out_low, out_high = eval(sys.argv[1])
fresh, cached, out, reasoning = (n or 0 for n in eval(sys.argv[2]))
sys.exit(not (low <= fresh + cached <= high
              and out_low <= out + reasoning <= out_high))
END
    done
done
expect 'every recorded run took what was said before' same "$bad" ''
retort run mmlu-mini -m "x@$url#$model" --dry-run -o "$T/$model"
expect 'what is stored is not sent' said '0 requests (228 replies are stored)'
retort run mmlu-mini -m "x@$url#$model" --dry-run --no-cache -o "$T/$model"
expect 'with --no-cache it is, and measured' \
    said 'as 228 stored replies took'
retort run mmlu-mini -m "y@$url#$model" -n 2 -o "$T/told"
expect 'a run says it before its first request' \
    said "mmlu-mini on y: 2 requests, "
retort run mmlu-mini -m "y@$url#$model" -n 3 -o "$T/told" -q
expect 'but not with -q' not said 'requests, '
stop

# --- a budget ---------------------------------------------------------------
many 300
letters 5 reply # 1,000 tokens in, 100 out
sed -i 's/"toy-1"/"gpt-4o"/' "$T/reply.txt"
serve "$T/reply.txt"
retort run "$T/many.lua" -m "toy@$url#toy-1" -o "$T/b" --budget 1 -q
expect 'a budget without a price: 2' ended 2
expect 'says which' said 'whose price is not known'
expect 'and both ways out' said 'or say --unpriced'
expect 'nothing was asked' same "$(sent)" 0
expect 'or made' not test -e "$T/b"
retort run "$T/many.lua" -m "toy@$url#toy-1" -o "$T/b" --budget 1 --unpriced \
    -n 3 -q
expect 'with --unpriced it runs' ended 0
expect 'and is warned' said '--budget does not hold for toy'
cat >"$T/models.lua" <<END
return { models = { paid = { url = "$url", model = "gpt-4o",
    provider = "openai" } } }
END
before=$(sent)
# $2.50 and $10 a million tokens: 0.35 cents a reply, 28 for 10 cents
retort run "$T/many.lua" -m paid --models-file "$T/models.lua" -o "$T/b" \
    --budget 0.1 -j 8 -q --json
expect 'the budget ends it: 6' ended 6
n=$(($(sent) - before))
cost=$(value 'd["runs"][0]["cost_usd"]')
echo "# $n requests, \$$cost"
expect 'not before it is used up' same "$(python3 -c "print($cost >= 0.1)")" True
expect 'and above it by no more than what was in flight' \
    same "$(python3 -c "print($cost <= 0.1 + 8 * 0.0035)")" True
expect 'all that was paid for is kept' same "$(asked b \
    "SELECT count(*) FROM answer WHERE served = 'gpt-4o'")" "$((n + 3))"
retort run "$T/many.lua" -m paid --models-file "$T/models.lua" -o "$T/b" \
    -j 64 -q
expect 'without a budget the same command completes' ended 0
expect 'and asks the rest only' same "$(($(sent) - before))" 300

# What costs nothing is within any budget, none included.
sed 's/"gpt-4o"/"toy-1"/' "$T/reply.txt" >"$T/free.txt"
stop
serve "$T/free.txt"
cat >"$T/book.json" <<'END'
{"checked_on": "2026-11-21", "source": "a test", "rows": [
 {"model": "toy-1", "usd_per_mtok": {"input": "0", "output": "0"}}]}
END
retort run "$T/many.lua" -m "toy@$url#toy-1" -o "$T/free" -n 3 -q --budget 0 \
    --prices "$T/book.json"
expect 'a free model runs on no money' ended 0
sed -i 's/"output": "0"/"output": "1"/' "$T/book.json"
retort run "$T/many.lua" -m "toy@$url#toy-1" -o "$T/paid" -n 3 -q --budget 0 \
    --prices "$T/book.json"
expect '... one with a price does not' ended 6
tap_end
