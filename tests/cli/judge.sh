#!/bin/bash
# A suite that asks a judge: another model, whose replies cost the model under
# test nothing and never are its own.
set -eu
. tests/server.sh

reply()
{
    printf '<reply>\n{"model":"%s","choices":[{"message":{"role":"assistant","content":"%s"},"finish_reason":"stop"}],"usage":{"prompt_tokens":%d,"completion_tokens":10}}\n</reply>\n' \
        "$@"
}

judge=
trap 'kill $judge 2>/dev/null || :; stop; rm -rf "$T"' EXIT

# Starts the model under test and a judge that says this: VERDICT...
both()
{
    reply toy-1 'Because of hydrogen bonds.' 100 >"$T/toy.txt"
    : >"$T/judge.txt"
    for verdict in "$@"; do
        reply judge-1 "$verdict" 5000 >>"$T/judge.txt"
    done
    serve "$T/toy.txt"
    rm -f "$T/judging" "$T/judge.log"
    : >"$T/judging"
    "$BUILD/wire/faulty" "$T/judge.txt" "$T/judge.log" >"$T/judging" &
    judge=$!
    judge_url=
    while [ -z "$judge_url" ]; do
        judge_url=$(sed -n 's/^serving .* on //p' "$T/judging")
        sleep 0.02
    done
}

# Runs one sample of it: FOLDER OPTIONS...
ask()
{
    # shellcheck disable=SC2154 # url is set by serve
    retort run judge-mini -m "$url#toy-1" -m "judge=$judge_url#judge-1" -n 1 \
        -j 1 -o "$T/$1" --json "${@:2}"
}

done_with()
{
    stop
    kill "$judge"
    wait "$judge" || :
    judge=
}

both 'Verdict: A' 'Verdict: B'
ask win
expect 'a judge: better in both orders is right' said '"correct":1'
expect '... it was asked twice' same "$(wc -l <"$T/judge.log")" 2
expect '... the model once' same "$(sent)" 1
expect '... its replies are counted apart' said '"judge_replies":2'
expect '... and none of its tokens' said '"tokens":{"input":100,'
expect '... the judge has no run of its own' not said '"model":"judge-1"'
expect '... and is marked in the store' same \
    "$(asked win 'SELECT count(*) FROM asked WHERE judge = 1')" 2
ask win
expect 'the same command again asks nobody' same \
    "$(sent) $(wc -l <"$T/judge.log")" '1 2'
retort score 1 -o "$T/win" --json
expect 'judged again from the store' said '"correct":1'
expect '... which asks nobody either' same "$(wc -l <"$T/judge.log")" 2
try "$RETORT" show judge-mini/toy-1 judge-mini-1 -o "$T/win"
expect 'the transcript has what the judge said' said 'Verdict: B'
retort export --replies -o "$T/win" --to "$T/win.jsonl"
expect 'a recording holds what the model said' grep -q 'hydrogen' "$T/win.jsonl"
expect '... and nothing of the judge' not grep -q Verdict "$T/win.jsonl"
expect '... which is said' said '2 replies of a judge left out'
done_with

both 'Verdict: A' 'Verdict: A'
ask place
expect 'a judge that favours a place' said '"wrong":1'
try "$RETORT" show judge-mini/toy-1 judge-mini-1 -o "$T/place"
expect '... is told as such' said "the judge's two orders disagree"
done_with

both 'I like both.' 'Verdict: B'
ask none
expect 'no verdict of the judge is no wrong answer' said '"wrong":0'
expect '... but a sample without a verdict' said '"failed":1'
done_with

# a minute's limit is an endpoint's: 3 requests here and 6 there fit into 6 a
# minute each, and 9 to one endpoint do not
both 'Verdict: A' 'Verdict: B'
try timeout 40 "$RETORT" run judge-mini -m "$url#toy-1" \
    -m "judge=$judge_url#judge-1" -n 3 --rpm 6 -o "$T/two"
expect 'two endpoints, each with its limit: done without waiting' ended 0
expect '... all were asked' same "$(sent) $(wc -l <"$T/judge.log")" '3 6'
launch run judge-mini -m "$judge_url#toy-1" -m "judge=$judge_url#judge-1" \
    -n 3 --rpm 6 -o "$T/one"
for _ in $(seq 500); do
    [ "$(wc -l <"$T/judge.log")" -lt 12 ] || break
    sleep 0.01
done
sleep 1
expect 'one endpoint: its limit holds for both' \
    same "$(wc -l <"$T/judge.log")" 12
kill -INT "$launched"
landed
expect '... and Ctrl-C ends the wait' ended 130
done_with

retort run judge-mini -m http://127.0.0.1:9/v1#toy-1 -o "$T/x"
expect 'without a judge' ended 2
expect '... it says how to name one' said '-m judge=MODEL'
retort run judge-mini -m judge=http://127.0.0.1:9/v1#toy-1 -o "$T/x"
expect 'a judge alone' ended 2
retort run judge-mini -m a@http://127.0.0.1:9/v1#a \
    -m judge=b@http://127.0.0.1:9/v1#b -m judge=c@http://127.0.0.1:9/v1#c \
    -o "$T/x"
expect 'two judges' ended 2
cat >"$T/sly.lua" <<'EOF'
local r = retort
return r.suite {
    name = "sly", version = 1, about = "asks a judge and does not say so",
    data = { { q = "1" } },
    sample = function(row) return { input = row.q, target = "1" } end,
    prompt = "{input}", ideal = "{target}",
    extract = r.extract.whole(),
    score = function(a, s, h)
        return h:ask("well?", { role = "judge" }) == "yes"
    end,
}
EOF
retort check "$T/sly.lua"
expect 'a suite that asks one says so' said 'says so: judge = true'
tap_end
