# Sourced by what measures beside a loopback server: a folder $tmp that goes
# away, a core each for client and server, the medians of rounds, the aims.
# shellcheck shell=bash disable=SC2034 # its variables are for who sources it
scale=${BENCH_SCALE:-1}
build=$(realpath "${BUILD:-build/release}")
retort=$build/retort measure=$build/bench/measure
tmp=$(mktemp -d "$build/bench.XXXXXX") # on a disk: /tmp may be memory
servers='' pid=''
trap 'for pid in $servers; do kill "$pid" 2>/dev/null; done; rm -rf "$tmp"' EXIT
trap 'exit 130' INT TERM

client=() server=()
read -r one two < <(python3 -c 'import os
print(*sorted(os.sched_getaffinity(0))[:2])')
if [ -n "$two" ]; then
    client=(taskset -c "$one") server=(taskset -c "$two")
else
    echo 'one processor only: client and server share it' >&2
fi

# serve NAME FILE OPTIONS...: starts a server, its address goes to $tmp/NAME
serve()
{
    : > "$tmp/$1.log" # there before the first look at it
    "${server[@]}" "$retort" serve --canned "$2" -p 0 -q \
        "${@:3}" > "$tmp/$1.log" &
    servers="$servers $!"
    for _ in $(seq 50); do
        sed -n 's/.* on \(http.*\)/\1/p' "$tmp/$1.log" > "$tmp/$1"
        [ -s "$tmp/$1" ] && return
        sleep 0.1
    done
    echo 'bench: the server does not start' >&2
    exit 1
}

# The request of the one sample of the run in $tmp/out, as it was sent, on one
# line.
first_body()
{
    sqlite3 "$tmp/out/retort.db" 'SELECT CAST(request AS TEXT) FROM answer' |
        tr -d '\n'
}

# note KEY VALUE: one value of a round
note()
{
    echo "$2" >> "$tmp/note.$1"
}

# median KEY, of what was noted
median()
{
    sort -n "$tmp/note.$1" |
        awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'
}

calc()
{
    awk "BEGIN { printf \"%.6g\", $1 }"
}

aims_head()
{
    printf '%-52s %7s %7s %7s %7s  %s\n' measure here must goal stretch reached
}

# aim WORDS VALUE SIGN MUST GOAL STRETCH: a line of it; SIGN 1: more is better;
# GOAL and STRETCH may be '', where there is none
aim()
{
    awk -v words="$1" -v x="$2" -v sign="$3" -v must="$4" -v goal="$5" \
        -v best="$6" 'BEGIN {
            got = "none"
            if (x * sign >= must * sign) got = "must"
            if (goal != "" && x * sign >= goal * sign) got = "goal"
            if (best != "" && x * sign >= best * sign) got = "stretch"
            printf "%-52s %7.4g %7s %7s %7s  %s\n", words, x, must, goal,
                best, got
        }'
}
