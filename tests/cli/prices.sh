#!/bin/bash
# retort prices: which row applies and why, imports, differences, bad books.
#   RETORT=build/release/retort tests/cli/prices.sh
# shellcheck disable=SC2016,SC2317 # dollars are dollars; gives is called
set -eu
. tests/tap.sh

"$RETORT" --version >/dev/null
unset COLUMNS

# input_at MODEL DATE WANT [OPTION...]: what a million input tokens cost.
input_at()
{
    local model=$1 date=$2 want=$3
    shift 3
    try "$RETORT" prices "$model" --at "$date" --json "$@"
    expect "$model at $date $*" \
        gives "(o['applies'] or {}).get('usd_per_mtok', {}).get('input') == $want"
}

# --- by date, hour, holiday, prompt, tier -----------------------------------
input_at o3 2025-06-09 "'10'"
input_at o3 2025-06-09T23:59Z "'10'"
input_at o3 2025-06-10 "'2'"
input_at deepseek-v4-pro 2026-08-16T15:59Z "'0.435'"
input_at deepseek-v4-pro 2026-08-16T16:00Z "'0.66'"
input_at deepseek-v4-pro 2026-11-20T00:59Z "'0.66'"
input_at deepseek-v4-pro 2026-11-20T01:00Z "'1.32'"
input_at deepseek-v4-pro 2026-11-20T03:59Z "'1.32'"
input_at deepseek-v4-pro 2026-11-20T04:00Z "'0.66'"
input_at deepseek-v4-pro 2026-11-21T02:00Z "'0.66'"
input_at deepseek-v4-pro 2026-10-01T02:00Z "'0.66'"
input_at deepseek-v4-pro 2026-09-25T02:00Z "'0.66'"
input_at deepseek-v4-pro 2026-10-08T02:00Z "'1.32'"
input_at gemini-2.5-pro 2026-11-21 "'1.25'" --input-tokens 199999
input_at gemini-2.5-pro 2026-11-21 "'1.25'" --input-tokens 200000
input_at gemini-2.5-pro 2026-11-21 "'2.5'" --input-tokens 200001
input_at gpt-4o 2026-11-21 "'1.25'" --tier batch
input_at gpt-4o 2026-11-21 None --tier flex

try "$RETORT" prices deepseek-v4-pro --at 2026-11-20 --json
expect 'the day is cut by the row that holds' gives \
    '[d["from"] for d in o["day"]] == ["00:00", "01:00", "04:00", "06:00", "10:00"]'

# a window over midnight belongs to the day it begins on
cat >"$T/night.json" <<'END'
{"checked_on": "2026-11-21", "source": "a test", "rows": [
  {"model": "owl", "usd_per_mtok": {"input": "2"}},
  {"model": "owl", "days": "fri", "hours": "22:00-06:00",
   "usd_per_mtok": {"input": "1"}}]}
END
input_at owl 2026-11-20T21:59Z "'2'" --prices "$T/night.json"
input_at owl 2026-11-20T22:00Z "'1'" --prices "$T/night.json"
input_at owl 2026-11-21T05:59Z "'1'" --prices "$T/night.json"
input_at owl 2026-11-21T06:00Z "'2'" --prices "$T/night.json"
input_at owl 2026-11-20T05:00Z "'2'" --prices "$T/night.json"
try "$RETORT" prices owl --prices "$T/night.json" --json
expect 'source and date of the book are those of its rows' gives \
    'o["applies"]["source"] == "a test" and o["applies"]["checked_on"] == "2026-11-21"'

# --- in words ---------------------------------------------------------------
try "$RETORT" prices o3 --at 2025-06-09
expect 'the row that applies is explained' said 'row 15 of built-in prices applies'
expect '... with its note' said 'both sources carry cached 0.5 back'
expect '... and why no other does' said 'of tier batch; holds from 2025-06-10 on'
try "$RETORT" prices llama-3.3-70b-instruct
expect 'several sellers: unknown, and said' said 'name the provider'
try "$RETORT" prices groq/llama-3.3-70b-instruct
expect '... with one of them named' said '0.79'
try env COLUMNS=60 "$RETORT" prices groq/llama-3.3-70b-instruct
expect 'fits a narrow terminal' \
    test "$(awk '{ if (length > w) w = length } END { print w }' "$T/out")" -le 60
try env COLUMNS=60 "$RETORT" prices
expect '... and so does the list' \
    test "$(awk '{ if (length > w) w = length } END { print w }' "$T/out")" -le 61
try "$RETORT" prices --at 2026-11-21
expect 'without a model, what is in force' said 'prices in force on 2026-11-21'
expect '... gpt-4o among them' said 'gpt-4o'
try "$RETORT" prices --json
expect '... as JSON' gives 'len(o["prices"]) > 100 and o["price_book"]["age_days"] >= 0'

printf '{"rows": [{"model": "\\u001b[2J", "usd_per_mtok": {"input": 1}}]}' \
    >"$T/esc.json"
try "$RETORT" prices $'\033[2J' --prices "$T/esc.json"
expect 'a name cannot drive the terminal' not grep -q $'\033' "$T/out"

# --- age --------------------------------------------------------------------
try "$RETORT" prices o3 --today 2027-01-20
expect '60 days are not old' not said 'days old'
try "$RETORT" prices o3 --today 2027-01-21
expect '61 days are' said 'is 61 days old'
try "$RETORT" prices o3 --today 2027-01-21 --json
expect '... in JSON too' gives \
    'o["price_book"]["old"] and o["price_book"]["age_days"] == 61'

# --- import -----------------------------------------------------------------
cat >"$T/map.json" <<'END'
{"sample_spec": {"input_cost_per_token": 0.0},
 "gpt-9": {"litellm_provider": "openai", "input_cost_per_token": 2e-06,
   "output_cost_per_token": "8e-06",
   "input_cost_per_token_above_200k_tokens": 4e-06},
 "dall-e": {"output_cost_per_image": 0.04},
 "free": {"input_cost_per_token": 0, "output_cost_per_token": 0},
 "fine": {"input_cost_per_token": 1e-06, "output_cost_per_token": 1e-13}}
END
gzip -k "$T/map.json"
try "$RETORT" prices import "$T/map.json.gz" --to "$T/book.json" --at 2026-11-01
expect 'LiteLLM: read and counted' said 'LiteLLM map: 4 models, 3 rows'
expect '... what was left out is said' said 'no price for text tokens (first: dall-e)'
expect '... and what is not exact' said 'finer than a picodollar a token (first: fine)'
try "$RETORT" prices import "$T/map.json" --json
expect '... as JSON' gives 'o["rows"] == 3 and o["skipped"] == 2'
input_at gpt-9 2026-11-21 "'2'" --prices "$T/book.json"
input_at gpt-9 2026-11-21 "'4'" --prices "$T/book.json" --input-tokens 200001
cat >"$T/feed.json" <<'END'
[{"id": "moonshotai", "models": [{"id": "kimi-9", "match": {"starts_with":
  "kimi-9"}, "prices": [{"prices": {"input_mtok": 1, "output_mtok": {"base": 3,
  "tiers": [{"start": 10, "price": 4}]}}}, {"constraint": {"start_date":
  "2026-11-15"}, "prices": {"input_mtok": 0.5, "output_mtok": 2}}]}]}]
END
try "$RETORT" prices import "$T/feed.json" --to "$T/kimi.json.gz"
expect 'genai-prices: read' said 'genai-prices feed: 1 models, 3 rows'
expect '... without a date it says so' said 'No row says when it was checked'
input_at kimi-9-turbo 2026-11-14 "'1'" --prices "$T/kimi.json.gz"
input_at moonshot/kimi-9 2026-11-15 "'0.5'" --prices "$T/kimi.json.gz"
try "$RETORT" prices kimi-9 --prices "$T/kimi.json.gz"
expect 'a book without a date says so' said 'does not say when'

# --- diff -------------------------------------------------------------------
sed 's/2e-06/3e-06/; s/"fine"/"finer"/' "$T/map.json" >"$T/new.json"
try "$RETORT" prices --diff "$T/book.json" "$T/new.json"
expect 'two books: what changed, with both values' said 'input 2 -> 3'
expect '... what is gone' said 'removed  fine'
expect '... what is new' said 'added    finer'
expect '... and how many' said \
    'Of 2 prices in both, 1 are equal and 1 differ'
try "$RETORT" prices --diff "$T/book.json" "$T/new.json" --json
expect '... as JSON' gives '[d["change"] for d in o["differences"]] == ["removed", "added", "changed"] and o["differences"][2]["b"]["usd_per_mtok"]["input"] == "3"'
cat >"$T/one.json" <<'END'
{"checked_on": "2026-11-21", "source": "a", "rows": [
  {"model": "m", "provider": "p", "usd_per_mtok": {"input": "1", "output": "2"}},
  {"model": "n", "provider": "p", "usd_per_mtok": {"input": "1", "output": "2"}}]}
END
sed 's/"output": "2"}}\]/"output": "2", "cached": "0.5"}}]/;
    s/"input": "1", "output": "2"}},/"input": "1", "output": "3", "cached": "1"}},/' \
    "$T/one.json" >"$T/two.json"
try "$RETORT" prices --diff "$T/one.json" "$T/two.json"
expect '... what both know comes first' said 'output 2 -> 3, cached ? -> 1'
expect '... sellers stand before models' said 'changed  p/m'
expect '... what only one says is told apart' said \
    '0 are equal and 2 differ, 1 of them only in what one of the two does not'
try "$RETORT" prices --diff built-in built-in
expect 'a book equals itself' said 'and 0 differ'

# --- what is wrong ----------------------------------------------------------
# bad WHAT SAYS ARGUMENT...: exit code 2 and a sentence.
bad()
{
    local what=$1 says=$2
    shift 2
    try "$RETORT" prices "$@"
    expect "$what" ended 2
    expect "... is said" said "$says"
}
book()
{
    printf '%s' "$1" >"$T/bad.json"
}
bad 'no such model' "did you mean 'gpt-4o'" gtp-4o
bad 'a date that does not exist' "'2026-02-29' is no date" o3 --at 2026-02-29
bad 'a day for today that does not exist' '--today wants a date' o3 \
    --today 2026-02-30
bad 'no such tier' '--tier wants standard' o3 --tier cheap
bad 'a tier without a model' 'name the MODEL' --tier batch
bad 'negative tokens' '--input-tokens wants 0 or more' o3 --input-tokens -5
bad 'two models' "one MODEL at a time, not 'gpt-4o'" o3 gpt-4o
bad '--diff with one book' '--diff wants two' --diff built-in
bad 'no file to import' 'none.json' import "$T/none.json"
bad 'import of something else' 'not JSON' import LICENSE
bad 'import of a price book' 'is a price book already' import "$T/book.json"
bad 'import with a day that does not exist' '--at wants the day' import \
    "$T/map.json" --at 2026-02-30
echo '{"m": {"input_cost_per_token": -1}}' >"$T/neg.json"
bad 'a negative price in an import' "m: '-1' is no price" import "$T/neg.json"
# a price book of a user
badbook()
{
    book "$3"
    bad "$1" "$2" gpt-4o --prices "$T/bad.json"
    expect '... the file is named' said "$T/bad.json:"
}
badbook 'no JSON' 'JSON ends too early' '{"rows": ['
badbook 'a misspelt field' \
    "row 1 (gpt-4o): there is no field 'vaild_from' (did you mean 'valid_from'?)" \
    '{"rows": [{"model": "gpt-4o", "vaild_from": "2026-01-01", "usd_per_mtok": {}}]}'
badbook 'a misspelt class' \
    "usd_per_mtok: there is no class 'inptu' (did you mean 'input'?)" \
    '{"rows": [{"model": "gpt-4o", "usd_per_mtok": {"inptu": 1}}]}'
badbook 'a misspelt field of the book' "did you mean 'rows'" '{"row": []}'
badbook 'a negative price' "usd_per_mtok: input: '-1' is no price" \
    '{"rows": [{"model": "gpt-4o", "usd_per_mtok": {"input": -1}}]}'
badbook 'negative tokens' 'min_input_tokens: is no number of tokens' \
    '{"rows": [{"model": "gpt-4o", "min_input_tokens": -1, "usd_per_mtok": {}}]}'
badbook 'another currency' "currency: 'EUR' is not USD: convert" \
    '{"currency": "EUR", "rows": [{"model": "gpt-4o", "usd_per_mtok": {"input": 1}}]}'
badbook '... of one row' "row 1 (gpt-4o): currency: 'CNY' is not USD" \
    '{"rows": [{"model": "gpt-4o", "currency": "CNY", "usd_per_mtok": {"input": 1}}]}'
badbook 'a date that does not exist' "valid_from: '2026-02-30' is no date" \
    '{"rows": [{"model": "gpt-4o", "valid_from": "2026-02-30", "usd_per_mtok": {}}]}'
badbook 'a check date that does not exist' "checked_on: '2026-02-30' is no date" \
    '{"checked_on": "2026-02-30", "rows": [{"model": "gpt-4o", "usd_per_mtok": {}}]}'
badbook 'a price finer than a picodollar' "has more than 6 decimals" \
    '{"rows": [{"model": "gpt-4o", "usd_per_mtok": {"input": "0.0000001"}}]}'
badbook 'rows that nothing tells apart' \
    'row 2 (gpt-4o): can hold for the same request as row 1' \
    '{"rows": [{"model": "gpt-4o", "usd_per_mtok": {"input": 1}}, {"model": "gpt-4o", "usd_per_mtok": {"input": 2}}]}'
printf '{"rows": [\n{"model": "a", "usd_per_mtok": {}},\n\n{"model": "b"}]}' \
    >"$T/bad.json"
bad 'the line of a row is named' 'bad.json:4: row 2 (b): usd_per_mtok is missing' \
    gpt-4o --prices "$T/bad.json"
tap_end
