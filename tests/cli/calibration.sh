#!/bin/bash
# Letter probabilities of recorded replies: how sure, how often right.
set -eu
. tests/server.sh

"$RETORT" serve -p 0 >"$T/serving" 2>/dev/null &
server=$!
for _ in $(seq 200); do
    url=$(sed -n 's/.* on \(http.*\)/\1/p' "$T/serving")
    [ -z "$url" ] || break
    sleep 0.02
done
retort run mmlu-mini -m "$url#smollm2-135m-instruct-q4_1" -n 40 -o "$T/a" -q
[ "$status" -eq 0 ] || cat "$T/out"
retort show 1 -o "$T/a"
expect 'a run of letters says how sure it was' said 'how sure:   expected error'
retort show 1 -o "$T/a" --json
expect '... and in JSON' said '"calibration":{"n":40,"ece":0.'
bins=$(python3 -c '
import json, sys
c = json.load(open(sys.argv[1]))["calibration"]
full = [b for b in c["bins"] if b["n"]]
ece = sum(b["n"] * abs(b["accuracy"] - b["confidence"]) for b in full) / c["n"]
print(len(c["bins"]), sum(b["n"] for b in full), abs(ece - c["ece"]) < 1e-12)
' "$T/results")
expect '... in ten bins that add up' same "$bins" '10 40 True'
cp "$T/results" "$T/shown"
retort report 1 -o "$T/a" --json
same_sure=$(python3 -c '
import json, sys
shown, told = (json.load(open(f)) for f in sys.argv[1:])
print([shown["calibration"]] == [x["calibration"] for x in told["calibration"]])
' "$T/shown" "$T/results" 2>&1)
expect '... and so has the report of it' same "$same_sure" True
retort show 1 -o "$T/a" --charts "$T/charts"
expect 'a picture of it' test -s "$T/charts/reliability-mmlu-mini-1.png"

retort run math-mini -m "$url#smollm2-135m-instruct-q4_1" -n 5 -o "$T/b" -q
retort show 1 -o "$T/b" --json
expect 'a run without letters has none' said '"calibration":null'
retort show 1 -o "$T/b" --charts "$T/none"
expect '... and no picture that looks like one' ended 2
expect '... which says why' said 'no letter probabilities'
stop

# Notes that many verdicts share stand above the samples.
cat >"$T/noted.lua" <<'EOF'
local r = retort
return r.suite {
    name = "noted", version = 1, about = "Four samples with notes",
    data = { { q = 1 }, { q = 2 }, { q = 3 }, { q = 4 } },
    sample = function(row)
        return { id = "s" .. row.q, input = "Number " .. row.q, target = "x" }
    end,
    prompt = "{input}", ideal = "{target}",
    extract = r.extract.whole(),
    score = function(a, s) return a == s.target, a == "x" and "" or "off" end,
}
EOF
printf '{"id":"s1","reply":"x"}\n{"id":"s2","reply":"y"}\n{"id":"s3","reply":"z"}\n{"id":"s4","reply":""}\n' \
    >"$T/noted.jsonl"
retort import "$T/noted.jsonl" --suite "$T/noted.lua" --as m -o "$T/c" -q
retort show 1 -o "$T/c"
expect 'what notes say is counted' said 'notes:      2 x off'
retort show 1 -o "$T/c" --json
expect '... all of them in JSON' said '{"note":"an empty reply","n":1}'
tap_end
