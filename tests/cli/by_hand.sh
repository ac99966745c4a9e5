#!/bin/bash
# retort cost beside a second reckoning in exact fractions, to the cent: years
# with growth and falling prices, tax, memory to GPUs, crossings and their
# ranges, the published bands, what flips the choice.
#   RETORT=build/release/retort tests/cli/by_hand.sh
set -eu
. tests/server.sh

cat >"$T/plan.lua" <<'END'
return {
    requests = { 500, 20000, 400000 },
    tokens_in = 1200,
    tokens_out = 150,
    growth = 0.5,
    price_decline = 0.2,
    hour_decline = 0.1,
    ways = {
        { name = "dear", kind = "api", price_in = 2.5, price_out = 10 },
        { name = "taxed", kind = "api", price_in = 0.6, price_out = 3,
            tax = 0.05 },
        { name = "cached", kind = "api", price_in = 1.25, price_out = 10,
            price_cached = 0.125, cached_share = 0.75 },
        -- 2 x 80 layers x 8 heads x 128 x 2 bytes: 320 KiB
        { name = "llama-70b", kind = "self_hosted", weights_gb = 140,
            kv_kb = 320, context = 4096, sequences = 64, gpu_gb = 80,
            gpu_hour = 2.5, output_tok_s = 1200, input_tok_s = 20000,
            utilisation = 0.6, peak = 2, spare = 1, tax = 0.15 },
        -- 2 x 28 layers x 4 heads x 128 x 2 bytes: 56 KiB
        { name = "qwen-7b", kind = "self_hosted", weights_gb = 15.2,
            kv_kb = 56, context = 8192, sequences = 128, gpu_gb = 24,
            gpu_hour = 0.44, output_tok_s = 900, utilisation = 0.5, tax = 0.1,
            ops_usd = 1234.5 },
        -- 61 layers x 576 x 2 bytes: one latent for each layer
        { name = "deepseek-v3", kind = "self_hosted", weights_gb = 671,
            kv_kb = 68.625, context = 32768, sequences = 32, gpu_gb = 141,
            gpu_hour = 3.59, output_tok_s = 5000 },
        { name = "student", kind = "student", gpus = 1, gpu_hour = 1.4,
            output_tok_s = 3000, teacher = "dear", teacher_answers = 52000,
            training_usd = 600, evaluation_usd = 77.77, again = 2,
            again_usd = 500, tax = 0.05 },
        { name = "both", kind = "hybrid", cheap = "student", dear = "dear",
            share = 0.25, cascade = true },
        { name = "apart", kind = "hybrid", cheap = "taxed", dear = "dear",
            share = 0.25 },
    },
}
END

cat >"$T/check.py" <<'END'
import json, sys
from fractions import Fraction as F
from math import ceil

D = json.load(open(sys.argv[1]))
YEARS = int(sys.argv[2])
M = {m["model"]: m for m in D["models"]}
IN, OUT = 1200, 150
grow, fall, hour = F(1, 2), F(1, 5), F(1, 10)


def gpus(weights, kib, context, sequences, gpu):
    need = F(weights) + F(kib) * 1024 * context * sequences / 10**9 + 2
    least = ceil(need / (F(gpu) * F(9, 10)))
    n = 1
    while n < least and n < 8:
        n *= 2
    return n if n >= least else ceil(F(least, 8)) * 8


def by_request(p_in, p_out, tax="0", cached=None, share="0"):
    p_in, s = F(p_in), F(share)
    if cached is not None:
        p_in = (1 - s) * p_in + s * F(cached)
    usd = (IN * p_in + OUT * F(p_out)) / 10**6

    def year(y, v, times=1):
        return ((1 + F(tax)) * usd * (1 - fall)**y * 365
                * v * times * (1 + grow)**y)
    year.each = usd * (1 + F(tax))
    return year


def machines(n, rate, out_s, tax="0", in_s=None, util="1", peak=1, spare=0,
             ops="0"):
    busy = F(OUT, out_s) + (F(IN, in_s) if in_s else 0)

    def year(y, v, times=1):
        load = v * times * (1 + grow)**y * busy * peak / (86400 * F(util))
        replicas = max(ceil(load), 1) + spare
        return ((1 + F(tax)) * replicas * n * F(rate) * (1 - hour)**y * 8760
                + F(ops))
    return year


g70 = gpus("140", "320", 4096, 64, 80)
g7 = gpus("15.2", "56", 8192, 128, 24)
g671 = gpus("671", "68.625", 32768, 32, 141)
assert (g70, g7, g671) == (4, 4, 8), (g70, g7, g671)
dear = by_request("2.5", "10")
taxed = by_request("0.6", "3", "0.05")
student = machines(1, "1.4", 3000, "0.05")
making = F("677.77") + 52000 * dear.each
ways = {
    "dear": (dear, 0), "taxed": (taxed, 0),
    "cached": (by_request("1.25", "10", cached="0.125", share="0.75"), 0),
    "llama-70b": (machines(g70, "2.5", 1200, "0.15", 20000, "0.6", 2, 1), 0),
    "qwen-7b": (machines(g7, "0.44", 900, "0.1", util="0.5", ops="1234.5"), 0),
    "deepseek-v3": (machines(g671, "3.59", 5000), 0),
    "student": (student, making / YEARS + 1000),
    "both": (lambda y, v: student(y, v) + dear(y, v, F(1, 4)),
             making / YEARS + 1000),
    "apart": (lambda y, v: taxed(y, v, F(3, 4)) + dear(y, v, F(1, 4)), 0),
}
for name, (year, once) in ways.items():
    for row in M[name]["yearly"]:
        v = F(row["requests_per_day"])
        each = [year(y, v) for y in range(YEARS)]
        want = sum(each) / YEARS + once
        assert abs(F(row["usd"]) - want) < F(1, 200), \
            (name, float(v), row["usd"], float(want))
        if YEARS > 1:
            for got, usd in zip(row["years"], each):
                assert abs(F(got) - usd) < F(1, 200), (name, got, float(usd))
for name, n in (("llama-70b", g70), ("qwen-7b", g7), ("deepseek-v3", g671)):
    assert M[name]["gpus"] == n, name


def total(name, v):
    year, once = ways[name]
    return sum(year(y, v) for y in range(YEARS)) / YEARS + once


# Every crossing: the cheaper one is another a hair above than a hair below.
assert len(D["crossings"]) > 8
for c in D["crossings"]:
    a, b = c["a"], c["b"]
    for key in ("requests_per_day", "last"):
        at = F(c[key])
        below = total(a, at * (1 - F(1, 10**6))) < \
            total(b, at * (1 - F(1, 10**6)))
        above = total(a, at * (1 + F(1, 10**6))) < \
            total(b, at * (1 + F(1, 10**6)))
        assert below != above, (a, b, key, float(at))
    assert (c["cheaper_above"] == a) == (total(a, F(c["last"]) * 2)
                                         < total(b, F(c["last"]) * 2)), c
    # and nothing before the first
    for k in range(1, 50):
        v = F(c["requests_per_day"]) * k / 50
        assert (total(a, v) < total(b, v)) == \
            (total(a, F(c["requests_per_day"]) * F(999, 1000))
             < total(b, F(c["requests_per_day"]) * F(999, 1000))), (a, b, k)

# The bands: who is the cheapest in the middle of every span.
for band in D["bands"]:
    for span in band["cheapest"]:
        v = (F(span["from"]) + F(span["to"])) / 2
        best = min(ways, key=lambda name: total(name, v))
        assert best == span["model"], (best, span)

# What flips the choice at 20,000 a day: on either side of it another wins.
flips = {r["assumption"]: r for r in D["sensitivity"]["rows"]
         if r["flips_at"] is not None}
assert D["sensitivity"]["choice"] == min(ways,
                                         key=lambda n: total(n, F(20000)))
at = F(flips["requests a day"]["flips_at"])
to = flips["requests a day"]["flips_to"]
assert abs(total(to, at) - total(D["sensitivity"]["choice"], at)) < \
    total(to, at) / 10**6, (to, float(at))
END
for years in 1 3; do
    retort cost --scenario "$T/plan.lua" --json --years "$years"
    expect "$years year: 0" ended 0
    expect "... to the cent, as reckoned in fractions" \
        python3 "$T/check.py" "$T/results" "$years"
done

# Ranges: of a straight line, the crossing at both ends of the range.
cat >"$T/range.lua" <<'END'
return {
    tokens_in = 1000,
    tokens_out = 100,
    ways = {
        { name = "paid", kind = "api", price_in = 2.5, price_out = 10 },
        { name = "own", kind = "self_hosted", gpu_hour = { 1.5, 3 },
            output_tok_s = 100000 },
        { name = "cheaper", kind = "api", price_in = { 1, 2 }, price_out = 10,
            tax = 0.1 },
    },
}
END
retort cost --scenario "$T/range.lua" --json --confidence 0.999
expect 'ranges: 0' ended 0
expect '... a crossing at the middle, and nearly at both ends' \
    python3 - "$T/results" <<'END'
import json, sys
d = json.load(open(sys.argv[1]))
x = {(c["a"], c["b"]): c for c in d["crossings"]}
each = 1000 * 2.5e-6 + 100 * 10e-6
mid, low, high = (g * 8760 / each / 365 for g in (2.25, 1.5, 3))
c = x["paid", "own"]
assert abs(c["requests_per_day"] - mid) < 1e-6 * mid, (c, mid)
assert low <= c["low"] < low * 1.01 and high * 0.99 < c["high"] <= high, c
c = x["own", "cheaper"]
each = 1.1 * (1000 * 1.5e-6 + 100 * 10e-6)
mid = 2.25 * 8760 / each / 365
low = 1.5 * 8760 / 365 / (1.1 * (1000 * 2e-6 + 100 * 10e-6))
high = 3 * 8760 / 365 / (1.1 * (1000 * 1e-6 + 100 * 10e-6))
assert abs(c["requests_per_day"] - mid) < 1e-6 * mid, (c, mid)
assert low <= c["low"] < low * 1.1 and high * 0.9 < c["high"] <= high, c
END
tap_end
