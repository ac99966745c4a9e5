#!/bin/bash
# Prints how long verdicts take: gate and compare over two runs of MMLU's size,
# and what one look of a gate costs. Nothing fails here.
#
#   tests/bench/verdicts.sh      a few seconds
#
#   BENCH_ROUNDS=9        rounds; the median counts
#   BUILD=build/release   where `make bench` has put what is measured
set -eu
cd "$(dirname "$0")/../.."

rounds=${BENCH_ROUNDS:-9}
build=$(realpath "${BUILD:-build/release}")
retort=$build/retort
tmp=$(mktemp -d "$build/bench.XXXXXX")
trap 'rm -rf "$tmp"' EXIT

cat >"$tmp/many.lua" <<'EOF'
local r = retort
local rows = {}
for i = 1, 14042 do
    rows[i] = { id = "s" .. i, q = "question " .. i, group = "g" .. i % 57 }
end
return r.suite {
    name = "many", version = 1, about = "Says yes", data = rows, by = "group",
    sample = function(row)
        return { id = row.id, input = row.q, target = "yes",
            group = row.group }
    end,
    prompt = "{input}", ideal = "{target}",
    extract = r.extract.whole(), score = r.score.exact(),
}
EOF

# A model that is wrong on six in ten or so: NAME, and where it differs.
model()
{
    awk -v other="$2" 'BEGIN { for (i = 1; i <= 14042; i++)
        printf "{\"id\":\"s%d\",\"reply\":\"%s\"}\n", i,
            (i * 7919 % 14042 < 5600) != (i * 104729 % 14042 < other) \
                ? "no" : "yes" }' >"$tmp/replies.jsonl"
    "$retort" import "$tmp/replies.jsonl" --suite "$tmp/many.lua" --as "$1" \
        -o "$tmp/runs" -q >/dev/null
}
model one 0
model two 1400
"$retort" export --baseline one -o "$tmp/runs" --to "$tmp/one.jsonl.gz" -q

# Median wall milliseconds of a command, whatever it answers.
median_ms()
{
    for _ in $(seq "$rounds"); do
        "$build/bench/measure" run "$@" 2>/dev/null || :
    done | sort -n | awk '{ v[NR] = $1 } END { printf "%.1f", v[int((NR + 1) / 2)] / 1000 }'
}

read -r look bootstrap < <("$build/bench/look")
printf '%-52s %9s %9s\n' "verdicts, 2 x 14,042 samples" here aim
row()
{
    printf '%-52s %9s %9s\n' "$@"
}
row 'gate over two runs, ms' "$(median_ms "$retort" gate -o "$tmp/runs" \
    --baseline one --candidate two --margin 2pt)" 300
row 'gate, baseline from a file, ms' "$(median_ms "$retort" gate \
    -o "$tmp/runs" --baseline "$tmp/one.jsonl.gz" --candidate two \
    --margin 2pt)" 300
row 'compare of two runs, 10,000 draws, ms' "$(median_ms "$retort" compare \
    -o "$tmp/runs" one two --json)" 300
row 'compare by 57 groups, 10,000 draws each, ms' "$(median_ms "$retort" \
    compare -o "$tmp/runs" one two --groups --json)" -
row 'trend of two runs, ms' "$(median_ms "$retort" trend -o "$tmp/runs" \
    one two)" -
row 'bootstrap of the difference, 10,000 draws, ms' "$bootstrap" -
row 'plan, 12 kinds of candidates, ms' "$(median_ms "$retort" plan \
    -o "$tmp/runs" --baseline one --margin 2pt)" -
row 'a look of the gate, us' "$look" 20
row 'baseline file, kB' \
    "$(awk "BEGIN { printf \"%.0f\", $(wc -c <"$tmp/one.jsonl.gz") / 1000 }")" \
    1000
