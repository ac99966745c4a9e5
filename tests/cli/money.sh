#!/bin/bash
# What every report that shows money says of it: the age of the price book,
# and what the provider billed beside what the book says.
#   RETORT=build/release/retort tests/cli/money.sh
# shellcheck disable=SC2016,SC2317 # dollars are dollars; gives is called
set -eu
. tests/tap.sh

case $RETORT in /*) ;; *) RETORT=$PWD/$RETORT ;; esac
cd "$T"
unset COLUMNS

cat >toy.lua <<'END'
local r = retort
return r.suite {
    name = "toy", version = 1, about = "Sums",
    data = { { id = "one", q = "1+1?", a = "2" }, { id = "two", q = "2+2?", a = "4" } },
    sample = function(row) return { id = row.id, input = row.q, target = row.a } end,
    prompt = "{input}", ideal = "{target}",
    extract = r.extract.last_number(), score = r.score.number(),
}
END
cat >book.json <<'END'
{"checked_on": "2026-11-21", "source": "a test",
 "rows": [{"model": "m", "usd_per_mtok": {"input": "1", "cached": "0", "output": "2"}}]}
END
# the book makes 0.0012 of the first and 0.0012 of the second
replies()
{
    cat <<END
{"id":"one","reply":"2","model":"m","finish":"stop","usage":{"prompt_tokens":1000,"completion_tokens":100,"prompt_tokens_details":{"cached_tokens":0}$1}}
{"id":"two","reply":"4","model":"m","finish":"stop","usage":{"prompt_tokens":1000,"completion_tokens":100,"prompt_tokens_details":{"cached_tokens":0}$2}}
END
}
import()
{
    replies "$2" "$3" >"$1.jsonl"
    try "$RETORT" import "$1.jsonl" --suite ./toy.lua --as "$1" -o "o-$1" -q \
        --prices book.json --today 2026-11-22 "${@:4}"
}

# --- billed beside the book -------------------------------------------------
import dear ',"cost":0.0015' ',"cost":0.0015'
expect 'a bill above the book is said' said \
    'billed $0.003, book says $0.0024 (+25 %)'
import dear ',"cost":0.0015' ',"cost":0.0015' --json
expect '... in JSON' gives 'o["runs"][0]["billed"] == {"replies": 2, "usd": 0.003,
    "book_replies": 2, "usd_of_these": 0.003, "book_usd": 0.0024,
    "difference": 0.25}'
try "$RETORT" show toy/dear --sample one -o o-dear --prices book.json
expect '... of one sample' said 'billed $0.0015, book says $0.0012 (+25 %)'
try "$RETORT" cost toy/dear -o o-dear --prices book.json
expect '... beside the yearly cost' said 'book says $0.0024 (+25 %)'
import equal ',"cost":0.0012' ',"cost":0.0012'
expect 'a bill as the book has it is not said' not said billed
import equal ',"cost":0.0012' ',"cost":0.0012' --json
expect '... but in JSON' gives 'o["runs"][0]["billed"]["difference"] == 0'
import half ',"cost":0.0006' ''
expect 'one reply of two: only that one is compared' said \
    'billed $0.0006, book says $0.0012 (-50 %)'
import none '' ''
expect 'no bill: nothing is said' not said billed
import none '' '' --json
expect '... null in JSON' gives 'o["runs"][0]["billed"] is None'
replies ',"cost":0.5' ',"cost":0.5' | sed 's/"model":"m"/"model":"x"/' >odd.jsonl
try "$RETORT" import odd.jsonl --suite ./toy.lua --as odd -o o-odd -q
expect 'a bill without a price is said' said 'billed $1.00, book has no price'
import free ',"cost":0' ',"cost":0'
expect 'a bill of nothing is a bill' said 'billed $0, book says $0.0024 (-100 %)'

# --- the age of the book ----------------------------------------------------
# old WHAT ARGUMENT...: silent at 60 days, a sentence and a field at 61.
old()
{
    local what=$1
    shift
    try "$RETORT" "$@" --today 2027-01-20
    expect "$what: 60 days are not old" not said 'days old'
    try "$RETORT" "$@" --today 2027-01-21
    expect '... 61 days are' said 'is 61 days old'
    try "$RETORT" "$@" --today 2027-01-21 --json
    expect '... in JSON' gives 'o["price_book"]["age_days"] == 61 and
        o["price_book"]["old"] and o["price_book"]["checked_on"] == "2026-11-21"'
}
old cost cost toy/dear -o o-dear --prices book.json
old claims claims kimi-year
old 'all claims' claims
old prices prices
old import import none.jsonl --suite ./toy.lua --as none -o o-none -q \
    --prices book.json
old score score toy/none -q -o o-none --suite ./toy.lua --prices book.json
try "$RETORT" cost toy/dear -o o-dear --prices book.json --today 2027-01-21 \
    --charts c
expect 'under the chart as well' grep -q 'is 61 days old' c/cost.gp
tap_end
