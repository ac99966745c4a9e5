#!/bin/bash
# Record a run, export it, serve the recording, run again on that: the same
# verdicts, replies and latencies, and no sample lost without a word.
#   RETORT=build/release/retort tests/cli/serve.sh
. tests/server.sh

# Ends it as SIGTERM does; its exit code in $status.
end()
{
    status=0
    kill "$server"
    wait "$server" || status=$?
    server=
}

# Runs a suite on the server: FOLDER ARGUMENTS...
run()
{
    retort run "${@:2}" -m "student=toy@$url#toy-1" -o "$T/$1"
}

# What a recording says, but for the days it was made on.
told()
{
    "$RETORT" export mmlu-mini/toy --replies -o "$T/$1" |
        sed 's/"date":"[^"]*"//' >"$T/$1.told"
}

# Verdicts, usage and latencies of all samples.
kept()
{
    sqlite3 "$T/$1/retort.db" "SELECT v.n, v.repeat, v.id, v.outcome, v.value,
        hex(v.hash), v.extracted, v.target, v.note, a.input, a.output,
        a.latency_us, a.served, a.finish
        FROM verdict v JOIN answer a ON a.id = v.answer
        ORDER BY v.n, v.repeat" >"$T/$1.kept"
}

cat >"$T/canned.json" <<'END'
{"model": "toy-1", "choices": [{"message": {"role": "assistant",
 "content": "The answer is B.\nAnswer: 12"}, "finish_reason": "stop"}],
 "usage": {"prompt_tokens": 10, "completion_tokens": 3, "cost": 1.50e-3}}
END

play --canned "$T/canned.json"
run a mmlu-mini -n 20
expect "the run: 0" ended 0
end
expect "the canned server ends with 0" ended 0
expect "the canned server counts" grep -q '^served: 20 answered' "$T/served"

"$RETORT" export toy --replies -o "$T/a" --to "$T/toy.jsonl.gz" -q
"$RETORT" export 1 --replies -o "$T/a" --to "$T/toy.jsonl" -q
gzip -dc "$T/toy.jsonl.gz" >"$T/unpacked.jsonl"
expect "packed and plain are the same" cmp "$T/unpacked.jsonl" "$T/toy.jsonl"
expect "a line for the model and 20 replies" \
    test "$(wc -l <"$T/toy.jsonl")" -eq 21
expect "the reply stands there as it came" \
    grep -q '"cost": 1.50e-3}}}$' "$T/toy.jsonl"

play "$T/toy.jsonl.gz"
expect "serve says what it serves" \
    grep -qx "serving 20 replies of 1 model on $url" "$T/serving"
run b mmlu-mini -n 20
expect "the run on the recording: 0" ended 0
told a
told b
expect "replies and latencies are the recorded ones" \
    cmp -s "$T/a.told" "$T/b.told"

kept a
kept b
expect "20 verdicts" test "$(wc -l <"$T/a.kept")" -eq 20
expect "verdicts and usage are the same" cmp "$T/a.kept" "$T/b.kept"

run c mmlu-mini -n 21
expect "21 samples, 20 recorded: 4" ended 4
end
expect "serve ends with 0" ended 0
expect "one prompt is missing, and the run goes on" \
    grep -qx 'served: 40 answered, 1 not recorded' "$T/served"

play "$T/toy.jsonl" --delay 300
start=$(date +%s%N)
run d mmlu-mini -n 20 -j 20
expect "the run on held answers: 0" ended 0
took_ms=$((($(date +%s%N) - start) / 1000000))
expect "20 answers held 300 ms came in $took_ms ms" test $took_ms -ge 300
expect "and not one after the other" test $took_ms -lt 6000
told d
expect "held answers are the same" cmp -s "$T/a.told" "$T/d.told"

post()
{
    try curl -s -w ' %{http_code}' -d "$1" "$url/chat/completions"
}
try curl -s "$url/models"
expect "GET /v1/models" said '"id":"toy-1"'
try curl -s "${url%/v1}/health"
expect "GET /health" said '"status":"ok"'
post '{"model":"other","messages":[]}'
expect "an unknown model gets 404" said '"model_not_found"}} 404'
post '{"model":"toy-1","messages":[]}'
expect "an unknown prompt gets 422" said '"not_recorded"}} 422'
post '{"model":'
expect "bad JSON gets 400" said ' 400'
stop

# Must end with 2 and say this: WORDS COMMAND...
mistaken()
{
    try "${@:2}"
    expect "${*:2}: 2" ended 2
    expect "... says '$1'" said "$1"
}

echo '{"suite":' >>"$T/toy.jsonl"
mkdir "$T/empty"
cp "$RETORT" "$T/alone" # out of its tree, which has recordings
mistaken 'no recordings' env -C "$T" "$T/alone" serve
mistaken 'no recordings' "$RETORT" serve "$T/empty"
mistaken 'missing.jsonl: No such file' "$RETORT" serve "$T/missing.jsonl"
mistaken 'toy.jsonl:22: ' "$RETORT" serve "$T/toy.jsonl"
mistaken 'takes no recordings' \
    "$RETORT" serve --canned "$T/canned.json" "$T/toy.jsonl.gz"
mistaken 'there are: toy' "$RETORT" export nobody --replies -o "$T/a"
mistaken "no run '9' " "$RETORT" export 9 --replies -o "$T/a"
mistaken '--replies' "$RETORT" export -o "$T/a"
tap_end
