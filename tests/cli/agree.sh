#!/bin/bash
# What two commands tell of the same runs is the same figure: a suite with
# clusters, asked three times, with replies that were cut, unread or missing,
# and one asked once.
set -eu
. tests/tap.sh
case $RETORT in /*) ;; *) RETORT=$PWD/$RETORT ;; esac
cd "$T" || exit 1

# NAME REPEATS [CLUSTER]
suite()
{
    cat >"$1.lua" <<EOF
local r = retort
local rows = {}
for i = 1, 60 do rows[i] = { id = "s" .. i, q = "$1 " .. i, part = "p" .. i % 13 } end
return r.suite {
    name = "$1", version = 1, about = "Says yes", data = rows, $3
    sample = function(row)
        return { id = row.id, input = row.q, target = "yes", part = row.part }
    end,
    prompt = "{input}", ideal = "{target}",
    extract = r.extract.after "Answer:", score = r.score.exact(),
}
EOF
    for model in gpt-4o-mini gpt-4o; do
        python3 - "$1" "$2" "$model" >"$1-$model.jsonl" <<'EOF'
import json, random, sys
suite, repeats, model = sys.argv[1:]
random.seed(f"{suite} {model}")
skill = 0.85 if model == "gpt-4o" else 0.6
for i in range(60):
    for k in range(int(repeats)):
        fate = random.random()
        if fate < 0.04:
            continue  # failed
        text = "Answer: " + ("yes" if random.random() < skill else "no")
        print(json.dumps({"id": f"s{i + 1}", "repeat": k,
            "reply": "I do not know" if fate < 0.1 else text,
            "finish": "length" if 0.07 < fate < 0.13 else "stop",
            "usage": {"prompt_tokens": random.randrange(50, 500),
                      "completion_tokens": random.randrange(5, 50)}}))
EOF
        "$RETORT" import "$1-$model.jsonl" --suite "./$1.lua" --as "$model" \
            -o o --json >"run-$1-$model.json" 2>err || :
        "$RETORT" score "$1/$model" --suite "./$1.lua" -o o --json \
            >"score-$1-$model.json" 2>err || :
    done
    for what in compare route trend; do
        "$RETORT" "$what" "$1/gpt-4o-mini" "$1/gpt-4o" -o o --json \
            >"$what-$1.json"
    done
    "$RETORT" cost "$1/gpt-4o-mini" "$1/gpt-4o" --requests 1K -o o --json \
        >"cost-$1.json"
    "$RETORT" gate --baseline "$1/gpt-4o" --candidate "$1/gpt-4o-mini" \
        --margin 5pt -o o --json >"gate-$1.json" || :
}

suite thrice 3 'cluster = "part",'
suite once 1 ''
"$RETORT" report -o o --json >report.json
for name in thrice once; do
    expect "$name: run, score, report, compare, gate, cost, route, trend agree" \
        python3 - "$name" <<'EOF'
import glob, json, sys
name = sys.argv[1]
said = {f[:-5]: json.load(open(f)) for f in glob.glob("*.json")}

def same(what, *figures):
    for x in figures[1:]:
        assert abs(x - figures[0]) <= 1e-9 * max(1, abs(x)), (what, figures)

pair, = said[f"compare-{name}"]["pairs"]
route, = said[f"route-{name}"]["routes"]
gate, = said[f"gate-{name}"]["suites"]
trend = said[f"trend-{name}"]
same("pairs", pair["n"], trend["n"])
same("difference", pair["diff"], gate["estimate"], gate["diff"])
same("behind", -pair["diff"], trend["checkpoints"][0]["behind"])
for at, (model, end, side) in enumerate((("gpt-4o-mini", "a", "cheap"),
                                         ("gpt-4o", "b", "dear"))):
    run, = said[f"run-{name}-{model}"]["runs"]
    again, = said[f"score-{name}-{model}"]["runs"]
    page, = [r for r in said["report"]["run"]["runs"]
             if (r["suite"], r["model"]) == (name, model)]
    way = said[f"cost-{name}"]["models"][at]
    assert run["n"] > run["correct"] > 0 < run["truncated"], run
    for other in again, page:
        for key in ("n", "correct", "wrong", "unread", "truncated", "failed",
                    "accuracy", "cost_usd", "replies"):
            same(key, run[key], other[key])
        same("ci", *[r["ci"][0] for r in (run, other)])
        assert run["tokens"] == other["tokens"]
    same("accuracy", run["accuracy"], way["accuracy"])
    for i in 0, 1:
        same("its interval", run["ci"][i], way["accuracy_ci"][i])
    same("a request", run["cost_usd"] / run["replies"], way["usd_per_request"])
    same("a year", way["usd_per_request"] * 365e3, way["yearly"][0]["usd"])
    same("of pairs", pair[f"accuracy_{end}"],
         trend["checkpoints"][at]["accuracy"])
    if name == "once":  # route takes the mean over samples, not over repeats
        same("of pairs", pair[f"accuracy_{end}"], route[side]["accuracy"])
EOF
done
tap_end
