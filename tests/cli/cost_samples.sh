#!/bin/bash
# Which samples the money of `cost` is about: each weighs the same, however
# often its suite was asked, and where wrong answers count it is those that all
# models answered: in the table, on the map, in what flips the choice.
#   RETORT=build/release/retort tests/cli/cost_samples.sh
set -eu
. tests/server.sh

# Imports replies: SUITE MODEL N TIMES PROMPT_TOKENS RIGHT, the last in awk, of
# the sample's number i.
replies()
{
    awk "BEGIN { for (i = 1; i <= $3; i++) for (k = 0; k < $4; k++)
        printf \"{\\\"id\\\":\\\"s%d\\\",\\\"repeat\\\":%d,\\\"reply\\\":\\\"%s\\\",\" \\
            \"\\\"usage\\\":{\\\"prompt_tokens\\\":%d,\" \\
            \"\\\"completion_tokens\\\":10}}\\n\", i, k,
            ($6) ? \"yes\" : \"no\", $5 }" >"$T/replies.jsonl"
    retort import "$T/replies.jsonl" --suite "$T/$1.lua" --as "$2" -o "$T/o" -q
}

for suite in often once shared; do yes_suite "$T/$suite.lua" 60 $suite; done
replies often gpt-4o 60 3 1000 1
replies once gpt-4o 60 1 100 'i % 2'
retort cost often/gpt-4o once/gpt-4o -o "$T/o"
expect 'a suite that was asked three times: 0' ended 0
expect '... and that it weighs no more is said' said \
    'every sample weighs the same, however often its suite was asked'
# 60 of 60 and 30 of 60: 90 of 120, Clopper and Pearson
expect '... in right answers' said '75.0 (66.3-82.5)'
retort cost often/gpt-4o once/gpt-4o -o "$T/o" --requests 1K --json
expect '... in tokens and money' python3 - "$T/results" <<'END'
import json, sys
m = json.load(open(sys.argv[1]))["models"][0]
# (1000 + 100) / 2 tokens in and 10 out, at 2.5 and 10 dollars a million
usd = (550 * 2.5 + 10 * 10) / 1e6
assert abs(m["usd_per_request"] / usd - 1) < 1e-9, (m, usd)
assert abs(m["yearly"][0]["usd"] / (usd * 365000) - 1) < 1e-9, m
END
retort cost often/gpt-4o -o "$T/o"
expect 'one suite alone has nothing to say of it' not said 'weighs the same'

# The dear one is right on the first half, the cheap one was not asked more.
replies shared gpt-4o 60 1 1000 'i <= 30'
replies shared gpt-4o-mini 30 1 1000 'i <= 15'
cat >"$T/error.lua" <<'END'
return { error_usd = 0.02, ways = {
    { name = "dear", kind = "api", measured = "shared/gpt-4o" },
    { name = "cheap", kind = "api", measured = "shared/gpt-4o-mini" } } }
END
retort cost shared/gpt-4o shared/gpt-4o-mini -o "$T/o" --requests 1K --json \
    --charts "$T/charts"
expect 'samples that not all answered: 0' ended 0
expect '... are not counted, on the frontier and on the map' python3 - \
    "$T/results" "$T/charts/map.gp" <<'END'
import json, re, sys
worth = (0.0026 - 0.000156) / 0.5  # 30 of 30 right, and 15 of 30
d = json.load(open(sys.argv[1]))
assert abs(d["errors"][0]["usd_per_error"] / worth - 1) < 1e-9, d["errors"]
text = open(sys.argv[2]).read()
edges = {x for line in text.splitlines() if re.match(r"[\d.]+ [\d.e-]+ ", line)
         for x in map(float, line.split()[1:3])}
assert any(abs(x / worth - 1) < 1e-6 for x in edges), (worth, sorted(edges)[:9])
assert "30 samples" in text, text[-2000:]
END
retort cost --scenario "$T/error.lua" -o "$T/o" --requests 1K --json
expect '... nor where errors flip the choice' python3 - "$T/results" <<'END'
import json, sys
gap = 365 * 1000 * (0.02 * 0.5 - (0.0026 - 0.000156))
d = json.load(open(sys.argv[1]))["sensitivity"]
assert d["choice"] == "dear" and abs(d["gap_usd"] / gap - 1) < 1e-9, (d, gap)
END
tap_end
