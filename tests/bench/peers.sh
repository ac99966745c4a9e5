#!/bin/bash
# Prints how many items a second `retort run` does from its start to its end,
# beside what else is there to do it: promptfoo, lm-eval, and a bare loop of
# Python's aiohttp that keeps and judges nothing. One after the other in each
# round, ours before and behind each of them, the same prompts to the same
# loopback server, 64 in flight, every reply counted and judged right. Client and
# server have a core each.
#
#   PEERS=DIR tests/bench/peers.sh      called by tests/bench/run.sh
#   tests/bench/peers.sh --install DIR  puts them there with pip and npm: 2.4 GB
#
#   BENCH_ROUNDS=3   rounds, a minute each; what counts is the median of the
#                    ratios, each taken within one round
#   BENCH_SCALE=1    share of the 3,000 items; starting takes its own time
#   BUILD=build/release   where `make bench` has put what is measured
#
# Nothing of ours needs the peers; what is not there is not measured, aloud.
set -eu

jobs=64
rounds=${BENCH_ROUNDS:-3}
peers=${PEERS-}
outside=(aiohttp==3.14.5 'lm_eval[api]==0.4.13') # pip
outside_node=(promptfoo@0.123.1 node@22)         # npm; it wants node 22.22

install()
{
    local tool
    for tool in python3 npm; do
        command -v "$tool" > /dev/null || { echo "bench: no $tool" >&2; exit 1; }
    done
    mkdir -p "$1"
    python3 -m venv "$1/venv"
    "$1/venv/bin/pip" install -q "${outside[@]}"
    npm install --prefix "$1" --no-audit --no-fund "${outside_node[@]}"
    echo "bench: the peers are in $1"
}

case ${1-} in
--install)
    [ $# -eq 2 ] || { echo 'usage: peers.sh --install DIR' >&2; exit 2; }
    install "$2"
    exit
    ;;
'') ;;
*)
    echo "bench: no option '$1', only --install DIR" >&2
    exit 2
    ;;
esac

if [ -z "$peers" ]; then
    echo 'bench: NOT MEASURED: promptfoo, lm-eval, a bare aiohttp loop. PEERS=DIR says'
    echo '       where they are, tests/bench/peers.sh --install DIR puts them there.'
    exit 0
fi
[ -d "$peers" ] || { echo "bench: PEERS: no folder $peers" >&2; exit 1; }
peers=$(realpath "$peers")
cd "$(dirname "$0")/../.."
. tests/bench/common.sh
n=$(calc "int(3000 * $scale + 0.5)")
[ "$n" -gt 0 ] || n=1

for tool in sqlite3 taskset python3; do
    command -v "$tool" > /dev/null ||
        { echo "bench: no $tool: run scripts/setup --dev" >&2; exit 1; }
done

# No folder of the user's, nothing asked of the world: what is sent all the
# same (promptfoo tells that it may tell nothing) ends at a closed port.
mkdir "$tmp/home"
outer=(env -u http_proxy -u HTTP_PROXY -u all_proxy -u ALL_PROXY
    https_proxy=http://127.0.0.1:9 HOME="$tmp/home"
    PATH="$peers/node_modules/.bin:$PATH"
    HF_HOME="$tmp/home/hf" HF_HUB_OFFLINE=1 HF_DATASETS_OFFLINE=1
    PROMPTFOO_CONFIG_DIR="$tmp/home/promptfoo" PROMPTFOO_DISABLE_TELEMETRY=1
    PROMPTFOO_DISABLE_UPDATE=1 PROMPTFOO_DISABLE_REMOTE_GENERATION=1)

# --- who is there ------------------------------------------------------------

declare -A where=([aiohttp]=venv/bin/python [lm_eval]=venv/bin/lm_eval
    [promptfoo]=node_modules/.bin/promptfoo)

# version_WHO: what it calls itself
version_aiohttp()
{
    "$peers/venv/bin/python" -c 'import aiohttp, platform
print("aiohttp", aiohttp.__version__, "python", platform.python_version())'
}

version_lm_eval()
{
    "$peers/venv/bin/python" -c 'from importlib.metadata import version
import aiohttp, tenacity
print("lm-eval", version("lm_eval"))'
}

version_promptfoo()
{
    local version node
    version=$("${outer[@]}" promptfoo --version) || return
    node=$("${outer[@]}" node --version | tr -d v)
    echo "promptfoo $version node $node"
}

there=(retort)
"$retort" --version > "$tmp/version.retort"
for who in aiohttp lm_eval promptfoo; do
    if [ ! -e "$peers/${where[$who]}" ]; then
        echo "bench: NOT MEASURED: $who: there is no $peers/${where[$who]}:"
        echo "       tests/bench/peers.sh --install $peers"
    elif ! "version_$who" > "$tmp/version.$who" 2> "$tmp/why"; then
        echo "bench: NOT MEASURED: $who does not start:" \
            "$(tail -n 1 "$tmp/why")"
    else
        there+=("$who")
    fi
done
[ "${#there[@]}" -gt 1 ] || exit 0

# --- what each is given, how it is run, what it answered ---------------------

# The prompts of bench.lua for all: its first request with other numbers.
make_items()
{
    python3 - "$tmp" "$1" "$n" << 'END'
import json, sys
tmp, url, n = sys.argv[1], sys.argv[2], int(sys.argv[3])
body = json.load(open(tmp + "/body"))
before, after = body["messages"][0]["content"].split("has 1 books")
names = ("bodies", "items", "tests")
bodies, items, tests = (open(f"{tmp}/{name}.jsonl", "w") for name in names)
for i in range(1, n + 1):
    prompt = f"{before}has {i} books{after}"
    message = {"role": "user", "content": prompt}
    print(json.dumps({**body, "messages": [message]}), file=bodies)
    print(json.dumps({"prompt": prompt, "target": "1234"}), file=items)
    print(json.dumps({"vars": {"prompt": prompt}}), file=tests)
sampling = {k: body[k] for k in ("temperature", "max_tokens")}
regex = {"function": "regex", "regex_pattern": r"Answer: (\d+)"}
json.dump({ # JSON is YAML
    "task": "retort_bench", "dataset_path": "json", "test_split": "test",
    "dataset_kwargs": {"data_files": {"test": tmp + "/items.jsonl"}},
    "output_type": "generate_until",
    "doc_to_text": "{{prompt}}", "doc_to_target": "{{target}}",
    "generation_kwargs": {"until": [], "do_sample": False, **sampling},
    "filter_list": [{"name": "answer",
                     "filter": [regex, {"function": "take_first"}]}],
    "metric_list": [{"metric": "exact_match", "aggregation": "mean",
                     "higher_is_better": True}],
}, open(tmp + "/task/bench.yaml", "w"))
json.dump({
    "prompts": ["{{prompt}}"], "tests": f"file://{tmp}/tests.jsonl",
    "providers": [{"id": "openai:chat:bench", "config": {
        "apiBaseUrl": url, "apiKey": "none", **sampling}}],
    "defaultTest": {"assert": [{"type": "contains",
                                "value": "Answer: 1234"}]},
}, open(tmp + "/promptfoo.json", "w"))
END
}

# run_WHO N: prints wall-us cpu-us peak-kB
run_retort()
{
    rm -rf "$tmp/out"
    "${client[@]}" "$measure" run "$retort" run tests/bench/bench.lua \
        -m "$url#bench" -j "$jobs" -T "n=$1" -o "$tmp/out" -q
}

run_aiohttp()
{
    head -n "$1" "$tmp/bodies.jsonl" > "$tmp/some.jsonl"
    "${client[@]}" "$measure" run "${outer[@]}" "$peers/venv/bin/python" \
        tests/bench/bare.py "$url/chat/completions" "$tmp/some.jsonl" "$jobs"
}

run_lm_eval()
{
    rm -rf "$tmp/lm_eval"
    "${client[@]}" "$measure" run "${outer[@]}" "$peers/venv/bin/lm_eval" run \
        --model local-chat-completions --model_args "model=bench" \
        "base_url=$url/chat/completions" "num_concurrent=$jobs" \
        --tasks retort_bench --include_path "$tmp/task" --limit "$1" \
        --apply_chat_template --output_path "$tmp/lm_eval"
}

run_promptfoo()
{
    "${client[@]}" "$measure" run "${outer[@]}" promptfoo eval \
        -c "$tmp/promptfoo.json" -j "$jobs" -n "$1" --no-cache --no-write \
        --no-share --no-table --no-progress-bar -o "$tmp/promptfoo.out.json"
}

# right_WHO: prints how many items it has answered and judged right
right_retort()
{
    "$retort" ls runs -o "$tmp/out" --json |
        sed -n 's/.*"n":[0-9]*,"correct":\([0-9]*\),.*/\1/p'
}
right_aiohttp() { cat "$tmp/log"; }
right_lm_eval()
{
    cat "$tmp"/lm_eval/*/results_*.json | python3 -c 'import json, sys
all = json.load(sys.stdin)
print(round(all["n-samples"]["retort_bench"]["effective"]
            * all["results"]["retort_bench"]["exact_match,answer"]))'
}
right_promptfoo()
{
    python3 -c 'import json, sys
print(json.load(sys.stdin)["results"]["stats"]["successes"])' \
        < "$tmp/promptfoo.out.json"
}

# turn WHO N: runs it and holds it to N right answers; sets wall, cpu, peak
turn()
{
    local right
    sync # what the one before has written is not this one's to wait for
    if ! "run_$1" "$2" > "$tmp/took" 2> "$tmp/log"; then
        tail -n 20 "$tmp/log" >&2
        echo "bench: $1 failed" >&2
        exit 1
    fi
    read -r wall cpu peak < "$tmp/took"
    right=$("right_$1")
    if [ "$right" != "$2" ]; then
        echo "bench: $1 has ${right:-no} right answers, not $2" >&2
        exit 1
    fi
}

# noted WHO: a turn of it, noted
noted()
{
    turn "$1" "$n"
    note "$1.rate" "$(calc "$n * 1e6 / $wall")"
    note "$1.cpu" "$(calc "$cpu / $n / 1000")"
    note "$1.peak" "$(calc "$peak / 1024")"
}

mkdir "$tmp/task"
serve now tests/bench/reply.json
url=$(cat "$tmp/now")
run_retort 1 > /dev/null 2>&1
first_body > "$tmp/body"
make_items "$url"
for who in "${there[@]}"; do # not measured: caches are warm from here on
    turn "$who" "$((n < jobs ? n : jobs))"
done

# Ours before and behind each of the others: what the machine does in a tenth of
# a second is not what it does in a minute.
for i in $(seq "$rounds"); do
    echo "peers: round $i of $rounds" >&2
    for who in "${there[@]:1}"; do
        noted retort
        before=$wall
        noted "$who"
        theirs=$wall
        noted retort
        note "$who.of" "$(calc "2 * $theirs / ($before + $wall)")"
    done
done
note retort.of 1

printf '%d items, %d in flight, from start to end, %d rounds, medians\n' \
    "$n" "$jobs" "$rounds"
printf '%-38s %10s %12s %10s %9s\n' '' items/s 'cpu ms/item' 'peak MiB' 'x slower'
for who in "${there[@]}"; do
    printf '%-38s %10.0f %12.3g %10.0f %9.3g\n' "$(cat "$tmp/version.$who")" \
        "$(median "$who.rate")" "$(median "$who.cpu")" \
        "$(median "$who.peak")" "$(median "$who.of")"
done
echo
aims_head
for who in "${there[@]}"; do
    case $who in
    promptfoo) aim 'items/s against promptfoo' "$(median promptfoo.of)" 1 50 100 150 ;;
    lm_eval) aim 'items/s against lm-eval' "$(median lm_eval.of)" 1 30 45 90 ;;
    aiohttp) aim 'items/s against a bare aiohttp loop' "$(median aiohttp.of)" 1 4 5 7 ;;
    esac
done
