#!/bin/bash
# run --batch against an imitation of the batch services' lifecycles: handed
# in, waited for over several commands, collected, priced at half; parts that
# failed or expired go into the next batch; nothing is ever handed in twice.
set -eu
. tests/server.sh

many 12

# Starts the imitation anew: MODE [SERVICE]. Sets server, url and models.lua.
service()
{
    stop
    rm -rf "$T/service" "$T/serving"
    : >"$T/serving" # there, and empty, before it is looked into
    mkdir "$T/service"
    echo "$1" >"$T/service/mode"
    : >"$T/service/log"
    python3 tests/wire/batches.py "$T/service" "${2-openai}" >"$T/serving" 2>"$T/serving.err" &
    server=$!
    listens "$T/serving" 'no service'
    cat >"$T/models.lua" <<END2
return {
    providers = {
        OpenAI = { url = "$url", key = "BATCH_KEY", dialect = "openai-chat" },
        Anthropic = { url = "$url", key = "BATCH_KEY", dialect = "anthropic" },
        Google = { url = "$url", key = "BATCH_KEY", dialect = "gemini" },
    },
    models = {
        ["gpt-4o"] = { provider = "OpenAI", model = "gpt-4o" },
        ["claude-haiku-4-5"] = { provider = "Anthropic" },
        ["gemini-2.5-flash"] = { provider = "Google" },
        lonely = { url = "$url", model = "gpt-4o" },
    },
}
END2
}

export BATCH_KEY=sk-batch-secret-1

model=gpt-4o

batch() # FOLDER [OPTION...]
{
    local folder=$1
    shift
    try "$RETORT" run "$T/many.lua" -m "$model" --batch -o "$T/$folder" \
        --models-file "$T/models.lua" "$@"
}

mode()
{
    echo "$1" >"$T/service/mode"
}

logged() # TEXT: how often
{
    grep -c -- "$1" "$T/service/log" || :
}

# --- a whole life -----------------------------------------------------------
service run
batch whole
expect 'handed in: 4' ended 4
expect 'says so' said '12 requests handed in to OpenAI as batch batch_1'
expect 'and that it waits' said '12 requests are not back'
expect 'what it will cost was said before' \
    grep -Eq '^many on gpt-4o, by batch: 12 requests, .* tokens in, .* [$]0[.]0.* to [$]0[.]' "$T/out"
expect 'no table yet' not said 'accuracy'
batch whole
expect 'not ended: 4' ended 4
expect 'tells how it stands' said 'batch batch_1 is in_progress'
expect 'nothing more is to be paid' not said 'by batch:'
batch whole
expect 'still one batch' same "$(logged 'POST /v1/batches')" 1
expect 'and one file' same "$(logged 'POST /v1/files')" 1
expect 'a run that waits is not complete' same \
    "$(asked whole 'SELECT status FROM run')" incomplete
mode end
batch whole
expect 'collected: 0' ended 0
expect 'all replies' said '12 replies'
expect 'the table says at which price' \
    said '12 replies came from a batch service: their cost is at its price'
expect 'each question was billed once' same "$(logged billed)" 12
expect 'all are right' same \
    "$(asked whole 'SELECT count(*) FROM verdict WHERE outcome = 0')" 12
expect 'latency is unknown, not that of the queue' same \
    "$(asked whole 'SELECT count(latency_us) FROM answer')" 0
batch whole --json
expect 'again: nothing to do' ended 0
expect 'and nothing asked' same "$(logged billed)" 12
# 12 x (1000 x $1.25 + 100 x $5) / 1e6, half of $0.042
cost()
{
    sed -n '/^{/,$p' "$T/out" | python3 -c \
        'import json, sys; print("%.4f" % json.load(sys.stdin)["runs"][0]["cost_usd"])'
}
expect 'at the batch price' same "$(cost)" 0.0210
before=$(logged '')
batch whole --offline -n 11
expect '--offline has what was collected' ended 0
expect 'and no service is asked' same "$(logged '')" "$before"
expect 'no key in the store' not grep -q "$BATCH_KEY" "$T/whole/retort.db"

# --- parts ------------------------------------------------------------------
service part
batch part -q
batch part -q
batch part
expect 'parts came back: 4' ended 4
expect 'what did' said '9 replies, 2 to be asked again, 1 failed'
expect 'the rest is in the next batch' said '2 requests handed in'
batch part -q
batch part
expect 'the rest came back, one failed for good: 4' ended 4
expect 'with the words of the provider' same "$(asked part \
    'SELECT note FROM verdict WHERE outcome = 5')" \
    'bad_request: HTTP 400 invalid_request_error: the question is too odd'
expect 'the others are right' same \
    "$(asked part 'SELECT count(*) FROM verdict WHERE outcome = 0')" 11
expect 'each answered once' same "$(logged billed)" 11
batch part
expect 'a final failure is not handed in again' \
    same "$(logged 'POST /v1/batches')" 2

# --- a parameter that is refused: the next batch goes without it -------------
service picky
batch picky -q
batch picky -q
batch picky
expect 'all refused: 4' ended 4
expect 'it is said, once' same \
    "$(grep -c 'gpt-4o refuses temperature: ASKED WITHOUT IT' "$T/out")" 1
expect 'and handed in without it' said '12 requests handed in'
expect 'at a price that is told before' said 'many on gpt-4o, by batch: 12 requests'
batch picky -q
batch picky
expect 'all came back: 0' ended 0
expect 'what was left out is below the table' \
    said 'gpt-4o on many: not sent as asked: temperature'
expect 'and with each reply' same "$(asked picky \
    "SELECT count(*) FROM answer WHERE changed = '[\"temperature\"]'")" 12
expect 'two batches' same "$(logged 'POST /v1/batches$')" 2
expect 'each answered once' same "$(logged billed)" 12
batch picky --dry-run
expect '--dry-run knows what is stored' said '0 requests (12 replies are stored)'
batch picky --offline -n 5
expect 'and --offline finds it' ended 0

# --- a batch that was made and never told -----------------------------------
service lose
batch lose
expect 'the connection died: 4' ended 4
mode end
batch lose
expect 'it is found again' said '12 requests were found at OpenAI as batch batch_1'
batch lose
batch lose
expect 'and collected' ended 0
expect 'made once' same "$(logged 'POST /v1/batches$')" 1
expect 'billed once' same "$(logged billed)" 12

# --- stopped while one is being made ----------------------------------------
for signal in INT KILL; do
    service hang
    "$RETORT" run "$T/many.lua" -m gpt-4o --batch -o "$T/stop$signal" -q \
        --models-file "$T/models.lua" >"$T/out" 2>&1 &
    run=$!
    for _ in $(seq 400); do
        [ "$(logged 'POST /v1/batches$')" = 0 ] || break
        sleep 0.02
    done
    kill "-$signal" "$run"
    status=0
    wait "$run" 2>/dev/null || status=$?
    [ "$signal" = KILL ] || expect 'stopped by hand: 130' ended 130
    mode end
    batch "stop$signal"
    expect "$signal: the batch is found" said '12 requests were found at'
    batch "stop$signal"
    batch "stop$signal"
    expect "$signal: and collected" ended 0
    expect "$signal: billed once" same "$(logged billed)" 12
done

# --- conversations: each turn is in a batch of its own ----------------------
sed -e 's/name = "many"/name = "twice"/' -e 's/^ *sample = function/    solve = function(_, h)\
        h:ask()\
        return h:ask()\
    end,\
&/' "$T/many.lua" >"$T/twice.lua"
service end
for round in 1 2 3 4; do
    try "$RETORT" run "$T/twice.lua" "$T/many.lua" -m gpt-4o --batch \
        -o "$T/turns" --models-file "$T/models.lua"
    [ "$round" != 1 ] || expect 'what both suites ask is asked once' \
        said '12 requests are not back'
done
expect 'two suites and two turns: two batches' \
    same "$(logged 'POST /v1/batches$')" 2
try "$RETORT" run "$T/twice.lua" "$T/many.lua" -m gpt-4o --batch \
    -o "$T/turns" --models-file "$T/models.lua"
expect 'all turns are there: 0' ended 0
# what both suites ask first is the same
expect 'each asked once' same "$(logged billed)" 24

# --- a budget: the most that each may become is kept aside -------------------
service run
batch budget --budget 0.001
expect 'a budget for some: 6' ended 6
handed=$(sed -n 's/.*gpt-4o: \([0-9]*\) requests handed in.*/\1/p' "$T/out")
expect 'some are handed in' test "${handed:-0}" -ge 2 -a "${handed:-0}" -lt 12
expect 'the others are not, and it says why' said \
    "$((12 - handed)) requests were not handed in: at the dearest they might become they are beyond --budget"
mode end
batch budget --budget 0.000001
expect 'none for any more: what is back is collected: 6' ended 6
batch budget --budget 0.000001
expect 'nothing else is handed in' same "$(logged 'POST /v1/batches$')" 1
expect 'and that stands in the table' said " $handed "
batch budget --budget 1
expect 'a budget for all: the rest' said "$((12 - handed)) requests handed in"
batch budget -q
batch budget --budget 1
expect 'all are there: 0' ended 0
expect 'each billed once' same "$(logged billed)" 12
try "$RETORT" run "$T/many.lua" -m gpt-4o -o "$T/dry" --batch --dry-run \
    --models-file "$T/models.lua" --budget 1
expect '--dry-run holds it against the budget' said 'within the budget of'
try "$RETORT" run "$T/many.lua" -m lonely -o "$T/dry" --batch --dry-run \
    --models-file "$T/models.lua"
expect '--dry-run says that there is no service: 2' ended 2

# --- a judge is asked at once -----------------------------------------------
cat >"$T/judged.lua" <<'END'
local r = retort
return r.suite {
    name = "judged", version = 1, about = "Another model says whether",
    judge = true,
    data = { { q = 1 }, { q = 2 }, { q = 3 } },
    sample = function(row)
        return { input = "Question " .. row.q .. "?", target = "yes" }
    end,
    prompt = "{input}", ideal = "yes", extract = r.extract.whole(),
    score = function(a, s, h)
        return h:ask("Is this right: " .. s.input, { role = "judge" }) == "yes"
    end,
}
END
echo '{"model":"judge-1","choices":[{"message":{"role":"assistant","content":"yes"},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":1}}' \
    >"$T/yes"
: >"$T/judging"
"$RETORT" serve -p 0 --canned "$T/yes" --faults seed=1,able=100 >"$T/judging" 2>&1 &
judge=$!
trap 'kill $judge 2>/dev/null || :; stop; rm -rf "$T"' EXIT
judge_url=
while [ -z "$judge_url" ]; do
    judge_url=$(sed -n 's/^serving .* on //p' "$T/judging")
    sleep 0.02
done
service end
for round in 1 2 3; do
    try "$RETORT" run "$T/judged.lua" -m gpt-4o -m "judge=$judge_url#judge-1" \
        --batch -o "$T/judged" --models-file "$T/models.lua"
done
expect 'with a judge: 0' ended 0
expect 'the batch had the three questions' same "$(logged billed)" 3
expect 'and the judge said what it thinks' \
    same "$(asked judged 'SELECT count(*) FROM verdict WHERE outcome = 0')" 3
expect 'asked once each' same "$(url=$judge_url counted requests)" 3
kill "$judge"

# --- refusals ---------------------------------------------------------------
service refuse
batch refuse -q
batch refuse
expect 'refused as a whole: 4' ended 4
expect 'in the words of the provider' said 'Enqueued token limit reached'
mode end
batch refuse -q
batch refuse -q
batch refuse -q
expect 'handed in again, and collected' ended 0

# --- what waits, and what is lost -------------------------------------------
service run
batch gone -q
batch gone -q
try "$RETORT" run "$T/many.lua" -m gpt-4o -o "$T/gone" -n 1 -q \
    --models-file "$T/models.lua"
expect 'without --batch: says what is paid for twice' \
    said '12 requests are in batches and not back'
mode gone
batch gone
expect 'results that are gone: 4' ended 4
expect 'says so' said 'its results are not there'
expect 'and hands nothing in again' same "$(logged 'POST /v1/batches$')" 1
try "$RETORT" run "$T/many.lua" -m gpt-4o -o "$T/dry" --batch --dry-run \
    --models-file "$T/models.lua" --json
cp "$T/out" "$T/dry.batch"
try "$RETORT" run "$T/many.lua" -m gpt-4o -o "$T/dry" --dry-run \
    --models-file "$T/models.lua" --json
expect 'the estimate is at the batch price' not cmp -s "$T/out" "$T/dry.batch"

BATCH_KEY=sk-batch-wrong-22 batch wrong
expect 'a wrong key: 2' ended 2
expect 'which one' said 'set the key in BATCH_KEY'
expect 'and not what it is' not said sk-batch-wrong
batch never --stream
expect '--stream is no way of a batch: 2' ended 2
expect 'says so' said '--batch and --stream do not go together'
batch never --no-cache
expect '--no-cache is none: 2' ended 2
expect 'and why' said 'would hand all of it in again'
before=$(logged '')
batch gone --offline
expect '--offline, and nothing was collected: 4' ended 4
expect 'no service is asked' same "$(logged '')" "$before"
try "$RETORT" run "$T/many.lua" -m lonely --batch -o "$T/never" \
    --models-file "$T/models.lua"
expect 'no batch service: 2' ended 2
expect 'says so' said 'has no batch service'

# --- the other services -----------------------------------------------------
others() # SERVICE MODEL COST CREATE: the same lives there
{
    local name=$1 create=$4
    model=$2
    service run "$name"
    batch "$name"
    expect "$name: handed in: 4" ended 4
    batch "$name"
    expect "$name: tells how it stands" said "batch "
    mode end
    batch "$name" --json
    expect "$name: collected: 0" ended 0
    expect "$name: at the batch price" same "$(cost)" "$3"
    expect "$name: all are right" same "$(asked "$name" \
        'SELECT count(*) FROM verdict WHERE outcome = 0')" 12
    expect "$name: made once" same "$(logged "$create")" 1
    service part "$name"
    batch "$name-part" -q
    batch "$name-part"
    expect "$name: parts came back" \
        said '9 replies, 2 to be asked again, 1 failed'
    batch "$name-part" -q
    expect "$name: the rest came back, one failed for good: 4" ended 4
    expect "$name: the others are right" same "$(asked "$name-part" \
        'SELECT count(*) FROM verdict WHERE outcome = 0')" 11
    expect "$name: in the words of the provider" same "$(asked "$name-part" \
        "SELECT count(*) FROM verdict WHERE outcome = 5
         AND note LIKE 'bad_request: %the question is too odd'")" 1
    expect "$name: each billed once" same "$(logged billed)" 11
    service lose "$name"
    batch "$name-lose"
    expect "$name: the connection died: 4" ended 4
    mode end
    batch "$name-lose"
    expect "$name: it is found again" said '12 requests were found at'
    batch "$name-lose"
    expect "$name: and collected" ended 0
    expect "$name: made once, too" same "$(logged "$create")" 1
}

# 12 x (1000 x $0.5 + 100 x $2.5) / 1e6
others anthropic claude-haiku-4-5 0.0090 'POST /v1/messages/batches'
# 12 x (1000 x $0.15 + 100 x $1.25) / 1e6
others gemini gemini-2.5-flash 0.0033 'POST .*:batchGenerateContent'

tap_end
