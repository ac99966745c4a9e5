#!/bin/sh
# Record a run, export it, serve the recording, run again on that: the same
# verdicts, replies and latencies, and no sample lost without a word.
#   RETORT=build/release/retort tests/cli/serve.sh
set -eu

case $RETORT in /*) ;; *) RETORT=$PWD/$RETORT ;; esac
T=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || :; rm -rf "$T"' EXIT
trap 'exit 130' INT TERM
n=0

ok()
{
    n=$((n + 1))
    echo "ok $n - $1"
}

fail()
{
    echo "not ok $((n + 1)) - $1"
    shift
    for file; do
        sed 's/^/# /' "$file"
    done
    exit 1
}

# Starts a server with these arguments; sets server and url.
serve()
{
    : >"$T/serve.out" # what the last one said is not this one's
    "$RETORT" serve "$@" -p 0 >"$T/serve.out" 2>"$T/serve.err" &
    server=$!
    url=
    for _ in $(seq 100); do
        url=$(sed -n 's/^serving .* on //p' "$T/serve.out")
        [ -z "$url" ] || return 0
        kill -0 "$server" 2>/dev/null || break
        sleep 0.05
    done
    fail "serve $* starts" "$T/serve.err"
}

# Ends it as Ctrl-C would; sets ended.
stop()
{
    ended=0
    kill -TERM "$server"
    wait "$server" || ended=$?
    server=
}

# Runs a suite on the server: FOLDER ARGUMENTS...; sets code.
run()
{
    folder=$T/$1
    shift
    code=0
    "$RETORT" run "$@" -m "student=toy@$url#toy-1" -o "$folder" --json \
        >"$folder.json" 2>"$folder.err" || code=$?
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

serve --canned "$T/canned.json"
run a mmlu-mini -n 20
[ $code -eq 0 ] || fail "the run ends with $code" "$T/a.err"
stop
[ $ended -eq 0 ] || fail "the canned server ends with $ended" "$T/serve.err"
grep -q '^served: 20 answered' "$T/serve.err" ||
    fail "the canned server counts" "$T/serve.err"
ok "a run of 20 on a canned reply"

"$RETORT" export toy --replies -o "$T/a" --to "$T/toy.jsonl.gz" -q
"$RETORT" export 1 --replies -o "$T/a" --to "$T/toy.jsonl" -q
gzip -dc "$T/toy.jsonl.gz" | cmp -s - "$T/toy.jsonl" ||
    fail "packed and plain are the same"
[ "$(wc -l <"$T/toy.jsonl")" -eq 21 ] ||
    fail "a line for the model and 20 replies" "$T/toy.jsonl"
grep -q '"cost": 1.50e-3}}}$' "$T/toy.jsonl" ||
    fail "the reply stands there as it came" "$T/toy.jsonl"
ok "exported, packed and plain"

serve "$T/toy.jsonl.gz"
grep -qx "serving 20 replies of 1 model on $url" "$T/serve.out" ||
    fail "serve says what it serves" "$T/serve.out"
run b mmlu-mini -n 20
[ $code -eq 0 ] || fail "the run on the recording ends with $code" "$T/b.err"
told a
told b
cmp -s "$T/a.told" "$T/b.told" ||
    fail "replies and latencies are the recorded ones" "$T/b.told"
ok "all 20 answered from the recording, latencies as recorded"

if command -v sqlite3 >/dev/null; then
    kept a
    kept b
    [ "$(wc -l <"$T/a.kept")" -eq 20 ] || fail "20 verdicts" "$T/a.kept"
    cmp -s "$T/a.kept" "$T/b.kept" ||
        fail "verdicts and usage are the same" "$T/a.kept" "$T/b.kept"
    ok "verdicts and usage are the same"
else
    ok "verdicts and usage are the same # SKIP no sqlite3"
fi

run c mmlu-mini -n 21
[ $code -eq 4 ] || fail "21 samples, 20 recorded: ends with $code" "$T/c.err"
stop
[ $ended -eq 0 ] || fail "serve ends with $ended" "$T/serve.err"
grep -qx 'served: 40 answered, 1 not recorded' "$T/serve.err" ||
    fail "one prompt is missing, and the run goes on" "$T/serve.err" "$T/c.err"
ok "what was not recorded fails for itself; SIGTERM ends serve with 0"

serve "$T/toy.jsonl" --delay 300
start=$(date +%s%N)
run d mmlu-mini -n 20 -j 20
[ $code -eq 0 ] || fail "the run on held answers ends with $code" "$T/d.err"
took_ms=$((($(date +%s%N) - start) / 1000000))
[ $took_ms -ge 300 ] || fail "20 answers held 300 ms came in $took_ms ms"
[ $took_ms -lt 3000 ] || fail "20 answers held at once took $took_ms ms"
told d
cmp -s "$T/a.told" "$T/d.told" || fail "held answers are the same" "$T/d.told"
ok "--delay holds all answers at once"

if command -v curl >/dev/null; then
    post()
    {
        curl -s -w ' %{http_code}' -d "$1" "$url/chat/completions" >"$T/post"
    }
    curl -s "$url/models" | grep -q '"id":"toy-1"' || fail "GET /v1/models"
    curl -s "${url%/v1}/health" | grep -q '"status":"ok"' ||
        fail "GET /health"
    post '{"model":"other","messages":[]}'
    grep -q '"model_not_found"}} 404$' "$T/post" ||
        fail "an unknown model gets 404" "$T/post"
    post '{"model":"toy-1","messages":[]}'
    grep -q '"not_recorded"}} 422$' "$T/post" ||
        fail "an unknown prompt gets 422" "$T/post"
    post '{"model":'
    grep -q ' 400$' "$T/post" || fail "bad JSON gets 400" "$T/post"
    ok "models, health and refusals"
else
    ok "models, health and refusals # SKIP no curl"
fi
stop

# Must end with 2 and say this: WORDS COMMAND...
mistaken()
{
    words=$1
    shift
    code=0
    "$@" >/dev/null 2>"$T/mistake.err" || code=$?
    [ $code -eq 2 ] || fail "$* ends with $code" "$T/mistake.err"
    grep -q -e "$words" "$T/mistake.err" ||
        fail "$* says '$words'" "$T/mistake.err"
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
ok "mistakes end with 2 and the way out"
echo "1..$n"
