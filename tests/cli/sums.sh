#!/bin/bash
# The table that a run ends with is taken while it goes: it says what the store
# says, however the run went.
set -eu
. tests/server.sh

# Runs it for JSON: FOLDER OPTION...
run()
{
    retort run "$T/many.lua" -m "toy@$url#toy-1" -o "$T/$1" -q --json \
        --prices "$T/prices.json" "${@:2}"
}

# What the last JSON says of its run is what the database in FOLDER does.
as_stored()
{
    python3 - "$T/results" "$T/$1/retort.db" << 'END'
import json, sqlite3, sys
told, = json.load(open(sys.argv[1]))["runs"]
db = sqlite3.connect(sys.argv[2])
one = lambda sql: db.execute(sql).fetchone()[0] or 0
of = """FROM verdict v LEFT JOIN asked k USING (run, n, repeat)
    JOIN answer a ON a.id = coalesce(k.answer, v.answer)"""
n = one("SELECT count(*) FROM verdict")
replies = one("SELECT count(*) " + of)
ms = sorted(us / 1000 for us, in db.execute("SELECT a.latency_us " + of))
stored = {
    "n": n,
    "correct": one("SELECT count(*) FROM verdict WHERE value = 1"),
    "input": one("SELECT sum(a.input) " + of),
    "output": one("SELECT sum(a.output) " + of),
    "usd": round(replies * (1000 * 0.3 + 100 * 1.1) / 1e6, 9), "within": True,
}
said = {
    "n": told["n"], "correct": told["correct"],
    "input": told["tokens"]["input"], "output": told["tokens"]["output"],
    "usd": round(told["cost_usd"] or 0, 9),
    "within": not ms or ms[0] <= told["latency_ms"]["p50"] <= ms[-1],
}
if said != stored:
    sys.exit(f"# {said} is not {stored}")
END
}

# The same command again reads all of it back, and says the same.
again_the_same()
{
    cp "$T/results" "$T/before"
    run "$@"
    python3 - "$T/before" "$T/results" << 'END'
import json, sys
a, b = ([{k: v for k, v in run.items() if k not in ("sent", "reused")}
    for run in json.load(open(path))["runs"]] for path in sys.argv[1:])
if a != b:
    sys.exit(f"# {a}\n# is not\n# {b}")
END
}

cat > "$T/prices.json" << 'END'
{"rows": [{"model": "toy-1",
    "usd_per_mtok": {"input": "0.3", "output": "1.1"}}]}
END
letters 0 reply
many 300
serve "$T/reply.txt"
run plain
expect 'a run: 0' ended 0
expect '... its sums are those of the store' as_stored plain
expect '... and of the same command again' again_the_same plain
retort run "$T/many.lua" -m "other@$url#toy-1" -o "$T/plain" -q --json
expect 'one that finds all replies: 0' ended 0
expect '... says the same of them' gives \
    'o["runs"][0]["tokens"]["input"] == 300000' "$T/results"
plain=$(cat "$T/many.lua")
echo "${plain/group = /cluster = \"c\" .. row.i % 7, group = }" > "$T/many.lua"
run clusters
expect 'samples of clusters: 0' ended 0
expect '... are counted as they are read back' again_the_same clusters
echo "${plain/group = /cluster = row.i > 150 and \"c\" .. row.i % 7 or nil, group = }" \
    > "$T/many.lua"
run half
expect 'clusters in the second half only: 0' ended 0
expect '... are counted as they are read back' again_the_same half
stop

# --- ended early ---
letters 30 slow
for times in 1 2; do
    serve "$T/slow.txt"
    launch run "$T/many.lua" -m "toy@$url#toy-1" -o "$T/stop$times" -q \
        --json -j 20 --prices "$T/prices.json"
    until_sent 90
    for _ in $(seq "$times"); do
        kill -INT "$launched"
        sleep 0.005
    done
    landed
    expect "Ctrl-C $times: 130" ended 130
    expect '... its sums are those of the store' as_stored "stop$times"
    run "stop$times"
    expect '... and the same command ends it' ended 0
    expect '... with all of them' as_stored "stop$times"
    stop
done

# A dialogue that is cut off leaves replies without a verdict.
cat > "$T/many.lua" << 'END'
local r = retort
local rows = {}
for i = 1, 200 do
    rows[i] = { id = "s" .. i, input = "question " .. i, target = "A" }
end
return r.suite {
    name = "many", version = 1, license = "MIT", about = "Asks twice",
    data = rows,
    prompt = "{input}",
    extract = r.extract.whole(),
    solve = function(s, h)
        h:ask(s.input)
        return h:ask(s.input .. ", again")
    end,
    score = r.score.exact(),
}
END
serve "$T/slow.txt"
launch run "$T/many.lua" -m "toy@$url#toy-1" -o "$T/cut" -q --json -j 10 \
    --prices "$T/prices.json"
until_sent 105
kill -INT "$launched"
sleep 0.005
kill -INT "$launched"
landed
expect 'a dialogue, cut off: 130' ended 130
expect '... some replies have no verdict' \
    test "$(asked cut 'SELECT count(*) FROM answer')" -gt \
    "$(asked cut 'SELECT count(*) FROM asked')"
expect '... and are in no sum' as_stored cut
stop

# --- nobody answers ---
retort run "$T/many.lua" -m 'toy@http://127.0.0.1:1/v1#toy-1' -o "$T/none" -q \
    --json --limit 1
expect 'nobody answers: 4' ended 4
expect '... what tokens were used is not known' gives \
    'set(o["runs"][0]["tokens"].values()) == {None}' "$T/results"

# --- somebody else works in the folder ---
letters 5 reply
serve "$T/reply.txt"
for i in 1 2 3; do
    "$RETORT" run "$T/many.lua" -m "toy@$url#toy-1" -o "$T/two$i" -q \
        > "$T/other" 2>&1 < /dev/null &
    other=$!
    run "two$i" -j 7
    wait "$other"
    expect 'the same command twice at once: 0' ended 0
    run "two$i"
    expect '... and once more' as_stored "two$i"
done
stop
tap_end
