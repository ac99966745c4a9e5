#!/bin/bash
# tests/bench/peers.sh tells what it cannot measure, and believes no peer that
# has not answered all: on a made-up peer that sends nothing.
. tests/tap.sh

go() # PEERS
{
    try env BENCH_SCALE=0.01 BENCH_ROUNDS=1 PEERS="$1" tests/bench/peers.sh
}

# A python whose bare loop says what COMMAND prints of the bodies in FILE.
python() # COMMAND
{
    mkdir -p "$T/peers/venv/bin"
    cat >"$T/peers/venv/bin/python" <<END
#!/bin/sh
case \$1 in
-c) echo 'aiohttp 0.0 python 0.0' ;;
*) { $1; } <"\$3" ;;
esac
END
    chmod +x "$T/peers/venv/bin/python"
}

go ''
expect 'without peers nothing is measured' ended 0
expect '  that is said' said 'NOT MEASURED: promptfoo, lm-eval, a bare aiohttp loop'
expect '  with the way out' said 'tests/bench/peers.sh --install DIR'
go "$T/none"
expect 'a folder that is not there' ended 1
expect '  is named' said "no folder $T/none"
try tests/bench/peers.sh --install
expect 'to install, where to must be said' ended 2

mkdir "$T/peers"
go "$T/peers"
expect 'a folder without peers' ended 0
expect '  each of the three is named' [ \
    "$(grep -c 'NOT MEASURED: .*: there is no' "$T/out")" -eq 3 ]

python 'wc -l'
go "$T/peers"
expect 'one of the three' ended 0
expect '  is measured' said 'items/s against a bare aiohttp loop'
expect '  with its version' said 'aiohttp 0.0 python 0.0'
expect '  the others are said to be missing' [ \
    "$(grep -c 'NOT MEASURED' "$T/out")" -eq 2 ]
python 'tail -n +2 | wc -l'
go "$T/peers"
expect 'one that leaves an item out' ended 1
expect '  is not believed' said 'aiohttp has 29 right answers, not 30'
python 'exit 3'
go "$T/peers"
expect 'one that fails' ended 1
expect '  is named' said 'aiohttp failed'

python 'wc -l'
printf '#!/bin/sh\necho "too old" >&2\nexit 1\n' >"$T/peers/venv/bin/lm_eval"
mkdir -p "$T/peers/node_modules/.bin"
cp "$T/peers/venv/bin/lm_eval" "$T/peers/node_modules/.bin/promptfoo"
chmod +x "$T/peers/node_modules/.bin/promptfoo"
go "$T/peers"
expect 'one that does not start' said 'promptfoo does not start: too old'

tap_end
