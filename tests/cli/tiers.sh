#!/bin/bash
# What more than text costs, and at which tier: asked for in models.lua, told by
# replies, kept, priced; unknown where the book has no price for it.
#   RETORT=build/release/retort BUILD=build/release tests/cli/tiers.sh
# shellcheck disable=SC2016,SC2317 # dollars are dollars; gives is called
set -eu
. tests/server.sh
unset COLUMNS

gives()
{
    python3 -c 'import json, sys
o = json.load(open(sys.argv[1]))
run = (o.get("runs") or [{}])[0]
sys.exit(not eval("(" + sys.argv[2] + ")"))' "$T/results" "$1"
}

# Replies that tell these members besides: MEMBERS... 1000 tokens in, 100 out.
tells()
{
    for more in "$@"; do
        printf '<reply>\n{"model":"toy-1","choices":[{"message":{"role":"assistant","content":"Answer: A"},"finish_reason":"stop"}],%s"usage":{"prompt_tokens":1000,"completion_tokens":100}}\n</reply>\n' \
            "$more"
    done >"$T/wire.txt"
    stop
    serve "$T/wire.txt"
    cat >"$T/models.lua" <<END
return { models = {
    plain = { url = "$url", model = "toy-1" },
    flex = { url = "$url", model = "toy-1", tier = "flex" },
    batch = { url = "$url", model = "toy-1", tier = "batch" },
    claude = { url = "$url", model = "toy-1", dialect = "anthropic", tier = "flex" },
} }
END
}

cat >"$T/book.json" <<'END'
{"checked_on": "2026-11-21", "source": "a test", "rows": [
  {"model": "toy-1", "usd_per_mtok": {"input": "1", "output": "2"}},
  {"model": "toy-1", "tier": "flex", "usd_per_mtok": {"input": "0.5", "output": "1"}},
  {"model": "toy-1", "region": "us", "usd_per_mtok": {"input": "1.1", "output": "2.2"}}]}
END
many 4
ask()
{
    retort run "$T/many.lua" -m "$1" -j 1 -n "$2" -o "$T/$3" --prices \
        "$T/book.json" --today 2026-11-22 --models-file "$T/models.lua" -q \
        "${@:4}"
}

# --- tiers --------------------------------------------------------------------
tells '"service_tier":"flex",' '"service_tier":"default",'
ask flex 2 a --json
expect 'each reply at the tier that it was served at' gives \
    'abs(run["cost_usd"] - (0.0006 + 0.0012)) < 1e-12'
expect '... they are counted' gives 'run["tiers"] == {"standard": 1, "flex": 1}'
expect '... the body asked for it' same \
    "$(python3 - "$T/a/retort.db" <<'END'
import sqlite3, sys, json
print([json.loads(r[0])["service_tier"] for r in sqlite3.connect(sys.argv[1]).execute(
    "SELECT request FROM answer WHERE base IS NULL")])
END
)" "['flex']"
try "$RETORT" show many/flex q1 -o "$T/a" --prices "$T/book.json"
expect '... told of one' said 'tier:       flex'
retort show many/flex q2 -o "$T/a" --prices "$T/book.json" --json
expect '... in JSON' gives \
    'o["samples"][0]["turns"][0]["tier"] == "standard"'
ask flex 2 a
expect '... in words' said \
    'flex on many: replies by the tier they were served at: standard 1, flex 1.'
retort cost many/flex -o "$T/a" --prices "$T/book.json" --json --requests 1K
expect 'what it costs a year is at the tiers served' gives \
    'abs(o["models"][0]["usd_per_request"] - 0.0009) < 1e-12'

tells '"service_tier":"scale",' ''
ask plain 1 b --json
expect 'a tier without a price is unknown' gives 'run["cost_usd"] is None'
expect '... with a sentence' gives \
    'run["cost_unknown"] == "no scale price for toy-1"'
expect '... and counted as another' gives 'run["tiers"] == {"other": 1}'
tells ''
ask flex 1 c --json
expect 'asked for and not told: unknown' gives 'run["cost_usd"] is None'
expect '... with a sentence' said 'does not say whether it was served at the tier'
tells ''
ask flex 4 bounded --budget 0.002
expect '... and a budget takes it for the dearest' same "$(sent)" 2
tells ''
ask plain 1 d --json
expect 'neither asked for nor told: standard' gives \
    'abs(run["cost_usd"] - 0.0012) < 1e-12 and "tiers" not in run'

# --- regions ------------------------------------------------------------------
geo()
{
    printf '<reply>\n{"model":"toy-1","role":"assistant","type":"message","content":[{"type":"text","text":"Answer: A"}],"stop_reason":"end_turn","usage":{"input_tokens":1000,"output_tokens":100,"inference_geo":%s%s}}\n</reply>\n' \
        "$1" "$2" >"$T/wire.txt"
    stop
    serve "$T/wire.txt"
    cat >"$T/models.lua" <<END
return { models = { claude = { url = "$url", model = "toy-1", dialect = "anthropic" } } }
END
}
geo '"us"' ''
ask claude 1 e --json
expect 'a region that was told has its price' gives \
    'abs(run["cost_usd"] - 0.00132) < 1e-12'
geo '"eu"' ''
ask claude 1 f --json
expect '... or none' gives \
    'run["cost_unknown"] == "no price for toy-1 at any provider in eu"'
geo 'null' ',"speed":"fast"'
ask claude 1 g --json
expect 'a faster one is another tier' gives \
    'run["cost_unknown"] == "no fast price for toy-1"'

# --- what cannot be asked for ---------------------------------------------------
tells ''
ask claude 1 x
expect 'a dialect without tiers' ended 2
expect '... says so' said 'no word to ask for the tier flex'
ask batch 1 x
expect 'batch is no tier of models.lua' said 'batch: run --batch'
tells ''
ask flex 1 x --batch
expect 'a tier and --batch' ended 2
expect '... exclude each other' said 'a batch is a tier of its own'

# --- more than text -------------------------------------------------------------
cat >"$T/toy.lua" <<'END'
local r = retort
return r.suite {
    name = "toy", version = 1, about = "Sums",
    data = { { id = "one", q = "1+1?", a = "2" }, { id = "two", q = "2+2?", a = "4" } },
    sample = function(row) return { id = row.id, input = row.q, target = row.a } end,
    prompt = "{input}", ideal = "{target}",
    extract = r.extract.last_number(), score = r.score.number(),
}
END
cat >"$T/media.json" <<'END'
{"checked_on": "2026-11-21", "source": "a test", "rows": [
  {"model": "m", "usd_per_mtok": {"input": "1", "output": "2", "audio": "10"},
   "usd_per_use": {"searches": "0.01"}}]}
END
cat >"$T/media.jsonl" <<'END'
{"id":"one","reply":"2","model":"m","finish":"stop","usage":{"prompt_tokens":1000,"completion_tokens":100,"prompt_tokens_details":{"audio_tokens":400}}}
{"id":"two","reply":"4","model":"m","finish":"stop","usage":{"prompt_tokens":1000,"completion_tokens":100,"server_tool_use":{"web_search_requests":2}}}
END
media()
{
    retort import "$T/media.jsonl" --suite "$T/toy.lua" --as m -o "$T/m" -q \
        --prices "$T/media.json" "$@"
}
media --json
expect 'sound and searches are classes of their own' gives 'run["tokens"] == {
    "input": 1600, "cached": None, "cache_write": None, "output": 200,
    "reasoning": None, "audio": 400, "searches": 2}'
expect '... each at its price' gives \
    'abs(run["cost_usd"] - (0.0016 + 0.004 + 0.0004 + 0.02)) < 1e-12'
media
expect '... in words' said 'm on toy: besides text: 400 audio, 2 searches.'
retort show toy/m --sample one -o "$T/m" --prices "$T/media.json" --json
expect '... of one sample' gives \
    'o["samples"][0]["turns"][0]["tokens"]["audio"] == 400'
retort cost toy/m -o "$T/m" --prices "$T/media.json" --json --requests 1K
expect '... by the request' gives \
    'abs(o["models"][0]["usd_per_request"] - 0.013) < 1e-12'
sed -i 's/, "audio": "10"//' "$T/media.json"
media --json
expect 'a class without a price makes the sum unknown' gives \
    'run["cost_usd"] is None and
     run["cost_unknown"].startswith("no price for audio tokens of m")'
retort cost toy/m -o "$T/m" --prices "$T/media.json" --json --requests 1K
expect '... and the year' gives 'o["models"][0]["usd_per_request"] is None'
retort export --baseline toy/m -o "$T/m" --to "$T/base.jsonl"
expect 'a baseline has them' grep -q '"audio":400,"searches":2' "$T/base.jsonl"

# --- prices that were given, cached tokens that were measured --------------------
cat >"$T/cached.jsonl" <<'END'
{"id":"one","reply":"2","model":"m","finish":"stop","usage":{"prompt_tokens":1000,"completion_tokens":100,"prompt_tokens_details":{"cached_tokens":600}}}
{"id":"two","reply":"4","model":"m","finish":"stop","usage":{"prompt_tokens":1000,"completion_tokens":100,"prompt_tokens_details":{"cached_tokens":600}}}
END
retort import "$T/cached.jsonl" --suite "$T/toy.lua" --as k -o "$T/k" -q
given()
{
    retort cost toy/k -o "$T/k" --prices "$T/media.json" --requests 1K --json \
        --set k.price_in=1 --set k.price_out=2 "$@"
}
given --set k.price_cached=0.1
expect 'measured cached tokens at the price given for them' gives \
    'abs(o["models"][0]["usd_per_request"] - 0.00066) < 1e-12'
given
expect '... and without one as any other input' gives \
    'abs(o["models"][0]["usd_per_request"] - 0.0012) < 1e-12'
expect '... which is said' said \
    'k: 1200 measured prompt tokens came from a cache, and are priced as uncached'
tap_end
