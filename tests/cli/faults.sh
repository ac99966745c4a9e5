#!/bin/bash
# Every kind of fault that `retort serve --faults` knows, met once by a run,
# for whole replies and for streams: what becomes of the sample, how often it is
# asked, how the run ends. Streams cut behind hundreds of different bytes. And
# how a wish that makes no sense is told.
set -eu
. tests/server.sh

python3 tests/wire/faults.py "$RETORT" "$T" | grep -v '^1\.\.' || tap_bad=1
tap_n=1000
echo '{}' >"$T/canned"

# --- a stream that ends behind any byte: never an answer, never asked again
# once it is one ---
many 600
echo '{"model":"toy-1","choices":[{"message":{"role":"assistant","content":"I think it is (B): caf\u00e9s are. Answer: B"},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":9}}' \
    >"$T/canned"
for kind in stream_cut_anywhere stream_cut_length stream_cut_chunked \
    stream_reset_anywhere; do
    play --canned "$T/canned" --faults "$kind,most=1"
    retort run "$T/many.lua" -m "toy@$url#toy-1" -o "$T/$kind" -j 300 \
        --stream --json -q
    expect "$kind, 600 times: done" ended 0
    expect 'with the answers of clear weather' \
        same "$(json 0.correct) $(json 0.wrong)" '150 450'
    try curl -sS "${url%v1}faults"
    expect 'each was asked twice, and none again once it was answered' \
        said '{"requests":1200,"distinct":600,"faults":600,"answered":600,"again":0,'
    stop
done

# --- a certificate that does not verify: the server tells who took it ---
play --canned "$T/canned" --faults bad_certificate
try curl -sS "$url/models"
expect 'a client that looks at certificates hangs up' ended 60
try curl -ksS "$url/models"
expect 'one that does not gets no answer' test "$status" -ne 0
kill "$server"
wait "$server" || :
server=
expect 'both are counted' \
    grep -q '1 connection refused the certificate, 1 took it' "$T/served"

# SPEC WORDS: refused with 2.
refused()
{
    try "$RETORT" serve -p 0 --canned "$T/canned" --faults "$1"
    expect "--faults '$1': 2" ended 2
    expect "--faults '$1': says why" said "$2"
}

refused nonsense "there is no fault 'nonsense'"
refused mix=2 "'mix=2' wants a share"
refused mix=x "'mix=x' wants a share"
refused mix=nan "'mix=nan' wants a share"
refused server_500:-1 "'server_500:-1' wants a share"
refused half,server_500:0.6 'add up to 1.1'
refused seed=1.5 "'seed=1.5' wants a whole number"
refused seed=7 'wants half'
refused , 'wants half'
refused bad_certificate,server_500:0.1 'wish for nothing else beside it'
refused bad_certificate:0.5 'a bad certificate is for every connection'
refused server_50 "there is no fault 'server_50'"
tap_end
