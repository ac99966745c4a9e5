#!/bin/bash
# Prints how fast `retort run` is on this machine, the whole path: Lua prompt,
# HTTP, JSON, durable store, scoring. Beside it `wrk`, which does nothing but
# HTTP, and a bare loop around libcurl, against the same loopback server with
# the same bytes. Client and server have a core each. Then the same with
# streamed replies, and over HTTPS with HTTP/2 beside h2load (nghttpd serves).
#
#   tests/bench/run.sh            about six minutes on a quiet machine
#
#   BENCH_ROUNDS=9   rounds; what counts is the median of the ratios, each
#                    taken within one round, because the machine is never quiet
#   BENCH_SCALE=1    share of the requests that each measurement takes
#   BUILD=build/release   where `make bench` has put what is measured
#
# must, goal and stretch were set by what was measured with prototypes. Nothing
# fails here: a time proves nothing about a program on a machine that is shared.
set -eu
cd "$(dirname "$0")/../.."

rounds=${BENCH_ROUNDS:-9}
. tests/bench/common.sh
bare=$build/bench/bare

for tool in wrk sqlite3 taskset nghttpd h2load openssl; do
    command -v "$tool" >/dev/null ||
        { echo "bench: no $tool: run scripts/setup --dev" >&2; exit 1; }
done

# The reply as a stream, a word in each event as a model would send it.
make_stream()
{
    python3 - tests/bench/reply.json << 'END'
import json, re, sys
whole = json.load(open(sys.argv[1]))
head = {k: v for k, v in whole.items() if k not in ("choices", "usage")}
head["object"] = "chat.completion.chunk"
def event(**more):
    print("data: " + json.dumps({**head, **more}, separators=(",", ":")) + "\n")
for word in re.findall(r"\S+\s*", whole["choices"][0]["message"]["content"]):
    event(choices=[{"index": 0, "delta": {"content": word}}])
event(choices=[{"index": 0, "delta": {}, "finish_reason": "stop"}])
event(choices=[], usage=whole["usage"])
print("data: [DONE]\n")
END
}

# The same reply over TLS and HTTP/2, from an authority of our own; sets tls.
serve_tls()
{
    local port
    port=$(python3 -c 'import socket
s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    tls=https://127.0.0.1:$port/v1
    mkdir -p "$tmp/htdocs/v1/chat"
    cp tests/bench/reply.json "$tmp/htdocs/v1/chat/completions"
    openssl req -x509 -newkey rsa:2048 -nodes -keyout "$tmp/key.pem" \
        -out "$tmp/cert.pem" -days 2 -subj /CN=bench \
        -addext subjectAltName=IP:127.0.0.1 2> /dev/null
    echo "return { models = { bench = { url = '$tls'," \
        "ca_file = '$tmp/cert.pem' } } }" > "$tmp/models.lua"
    "${server[@]}" nghttpd --address=127.0.0.1 -m 1000 -d "$tmp/htdocs" \
        "$port" "$tmp/key.pem" "$tmp/cert.pem" > "$tmp/nghttpd.log" 2>&1 &
    servers="$servers $!"
    sleep 0.5
}

# The whole path, N times: wall-us cpu-us peak-kB. It writes to the disk in a
# thread of its own, which may take what the server leaves of its core; the
# others have one thread, and a core for it.
run()
{
    local what=(-m "$1#bench")
    case $1 in
    https*) what=(-m bench --models-file "$tmp/models.lua") ;;
    esac
    [ "$1" != "${stream-}" ] || what+=(--stream)
    rm -rf "$tmp/out"
    "$measure" run "$retort" run tests/bench/bench.lua \
        "${what[@]}" -j "$2" -T "n=$3" -o "$tmp/out" -q 2> "$tmp/run.log" ||
        { cat "$tmp/run.log" >&2; exit 1; }
}

# h2load, as many requests on one connection: wall-us cpu-us requests
h2_run()
{
    "${client[@]}" "$measure" run h2load -c 1 -m "$2" -n "$3" -d "$tmp/body" \
        -H 'content-type: application/json' "$1/chat/completions" 2>&1 |
        awk '/^finished in .*ms,/ { wall = substr($3, 1, length($3) - 3) * 1e3 }
            /^finished in [0-9.]*s,/ { wall = $3 * 1e6 }
            /^requests:/ { n = $8 }
            /^[0-9]+ [0-9]+ [0-9]+$/ { cpu = $2 }
            END { print wall, cpu, n }'
}

# wrk for two seconds: wall-us cpu-us requests
wrk_run()
{
    "${client[@]}" "$measure" run wrk -t1 "-c$2" -d2s --timeout 10s \
        -s tests/bench/post.lua "$1/chat/completions" 2>&1 |
        awk '/ requests in / { n = $1 }
            / requests in .*ms,/ { wall = substr($4, 1, length($4) - 3) * 1e3 }
            / requests in [0-9.]*s,/ { wall = $4 * 1e6 }
            /^[0-9]+ [0-9]+ [0-9]+$/ { cpu = $2 }
            END { print wall, cpu, n }'
}

# The same as run, by libcurl alone.
bare_run()
{
    "${client[@]}" "$measure" run "$bare" "$1/chat/completions" \
        "$tmp/body" "$3" "$2"
}

# compare KEY ADDRESS JOBS N IDEAL: one round of one line of the first table
compare()
{
    local wall cpu wrk_wall wrk_cpu wrk_n
    local key=$1 n
    n=$(calc "int($4 * $scale / $3 + 0.5) * $3")
    [ "$n" -gt 0 ] || n=$3
    read -r wall cpu _ < <(run "$2" "$3" "$n")
    case $2 in
    https*) read -r wrk_wall wrk_cpu wrk_n < <(h2_run "$2" "$3" "$n") ;;
    *) read -r wrk_wall wrk_cpu wrk_n < <(wrk_run "$2" "$3") ;;
    esac
    note "$key.rate" "$(calc "$n * 1e6 / $wall")"
    note "$key.cpu" "$(calc "$cpu / $n")"
    note "$key.wrk_rate" "$(calc "$wrk_n * 1e6 / $wrk_wall")"
    note "$key.wrk_cpu" "$(calc "$wrk_cpu / $wrk_n")"
    note "$key.of_rate" "$(calc "($n / $wall) / ($wrk_n / $wrk_wall)")"
    note "$key.of_cpu" "$(calc "($cpu / $n) / ($wrk_cpu / $wrk_n)")"
    [ -z "${5-}" ] || note "$key.ideal" "$(calc "$n * 1e6 / $wall / $5")"
    if [ "$key" = now-64 ]; then
        read -r _ wrk_cpu _ < <(bare_run "$2" "$3" "$n")
        note "$key.bare_cpu" "$(calc "$wrk_cpu / $n")"
        note "$key.of_bare" "$(calc "$cpu / $wrk_cpu")"
    fi
}

# line KEY JOBS WORDS: of the first table
line()
{
    printf '%-9s %6s %10.0f %10.0f %8.2f %10.1f %10.1f %8.1f\n' "$3" "$2" \
        "$(median "$1.rate")" "$(median "$1.wrk_rate")" \
        "$(median "$1.of_rate")" "$(median "$1.cpu")" \
        "$(median "$1.wrk_cpu")" "$(median "$1.of_cpu")"
}

make_stream > "$tmp/reply.sse"
serve now tests/bench/reply.json
serve later tests/bench/reply.json --delay 50
serve stream "$tmp/reply.sse"
serve_tls
now=$(cat "$tmp/now") later=$(cat "$tmp/later") stream=$(cat "$tmp/stream")
run "$now" 1 1 > /dev/null
first_body > "$tmp/body"
export BENCH_BODY=$tmp/body

for i in $(seq "$rounds"); do
    echo "round $i of $rounds" >&2
    compare now-64 "$now" 64 19200
    compare now-256 "$now" 256 19200
    compare now-1024 "$now" 1024 20480
    compare later-64 "$later" 64 7680 1280
    compare later-256 "$later" 256 20480 5120
    compare later-1024 "$later" 1024 30720
    compare stream-64 "$stream" 64 9600
    compare stream-256 "$stream" 256 9600
    compare tls-64 "$tls" 64 9600
    compare tls-256 "$tls" 256 9600
done
for _ in $(seq 15); do
    rm -rf "$tmp/out"
    note first "$(calc "$("${client[@]}" "$measure" first "$retort" run \
        tests/bench/bench.lua -m 'http://127.0.0.1:PORT/v1#bench' -q \
        -o "$tmp/out" 2> /dev/null) / 1000")"
done
samples=$(calc "int(100000 * $scale)")
printf "memory: %'d samples\n" "$samples" >&2
read -r _ _ peak < <(run "$now" 64 "$samples")

printf 'request %d bytes, reply %d bytes, %d rounds, medians\n\n' \
    "$(wc -c < "$tmp/body")" "$(wc -c < tests/bench/reply.json)" "$rounds"
[ "$scale" = 1 ] ||
    printf '%s of the usual requests: starts and ends weigh %s\n\n' "$scale" \
        'otherwise, so no figure to quote'
printf '%-9s %6s %10s %10s %8s %10s %10s %8s\n' \
    answers in-fl. 'retort/s' 'wrk/s' ratio 'us retort' 'us wrk' ratio
for jobs in 64 256 1024; do
    line "now-$jobs" "$jobs" 'at once'
done
for jobs in 64 256 1024; do
    line "later-$jobs" "$jobs" 'in 50 ms'
done
for jobs in 64 256; do
    line "stream-$jobs" "$jobs" 'streamed'
done
for jobs in 64 256; do
    line "tls-$jobs" "$jobs" 'HTTP/2 *'
done
echo '* over TLS on one connection, beside h2load in place of wrk'
printf 'a stream has %d events in %d bytes\n' \
    "$(grep -c ^data "$tmp/reply.sse")" "$(wc -c < "$tmp/reply.sse")"
printf 'bare libcurl, at once, 64 in flight: %.1f us of processor a request\n\n' \
    "$(median now-64.bare_cpu)"

aims_head
aim 'requests/s against wrk, 64 in flight' "$(median now-64.of_rate)" \
    1 0.10 0.16 0.21
aim 'processor time a request against wrk' "$(median now-64.of_cpu)" \
    -1 9.5 6.8 5.2
aim 'processor time a request against bare libcurl' \
    "$(median now-64.of_bare)" -1 3.3 2.2 1.6
aim 'server of 50 ms, 64 in flight, share of the ideal' \
    "$(median later-64.ideal)" 1 0.95 0.97 0.985
aim 'server of 50 ms, 256 in flight, share of the ideal' \
    "$(median later-256.ideal)" 1 0.90 0.94 0.97
aim 'server of 50 ms, 1,024 in flight, against wrk' \
    "$(median later-1024.of_rate)" 1 0.5 0.65 0.8
aim 'start to first request, ms' "$(median first)" -1 40 20 10
aim "peak memory, $(calc "int(100000 * $scale)") samples, 64 in flight, MiB" \
    "$(calc "$peak / 1024")" -1 32 20 16

echo
tests/bench/verdicts.sh
echo
tests/bench/jail.sh
echo
tests/bench/peers.sh
