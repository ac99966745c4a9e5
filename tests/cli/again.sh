#!/bin/bash
# What must not be taken for the same: a stored reply that cannot be read any
# more is asked for again and kept beside it, and other stop words are another
# run.
set -eu
. tests/server.sh

# [OPTION...]
run()
{
    retort run "$T/many.lua" -m "toy@$url#toy-1" -o "$T/o" -j 8 -q "$@"
}

many 20
letters 0 reply
serve "$T/reply.txt"
run
expect 'a run to begin with' ended 0
asked o "UPDATE answer SET raw = '{}'; DELETE FROM verdict"
run
expect 'replies that make no sense: asked again, 0' ended 0
expect 'each once' same "$(sent)" 40
expect 'and kept beside those that are there' \
    same "$(asked o 'SELECT count(*) FROM answer')" 40
run -G 'stop=END'
expect 'other stop words: 0' ended 0
expect 'are another run' same "$(asked o 'SELECT count(*) FROM run')" 2
expect 'which says so' same \
    "$(asked o 'SELECT sampling FROM run WHERE id = 2' | grep -o '"stop".*')" \
    '"stop":["END"]}'
sent=$(sent)
run -G stop=
expect 'stop= takes stop words away: 0' ended 0
expect '... and is the plain run' \
    same "$(sent) $(asked o 'SELECT count(*) FROM run')" "$sent 2"
retort run "$T/many.lua" -m "toy@$url#toy-1" -o "$T/o" -G temperature=-1
expect 'a temperature below 0: 2' ended 2
expect 'says what there is' said 'temperature (0 to 10)'
stop

# --- the same command twice, at the same time ---
serve "$T/reply.txt"
both=
for i in 1 2 3 4 5 6 7 8; do
    "$RETORT" run "$T/many.lua" -m "toy@$url#toy-1" -o "$T/both$i" -q \
        >"$T/other" 2>&1 </dev/null &
    other=$!
    retort run "$T/many.lua" -m "toy@$url#toy-1" -o "$T/both$i" -q
    wait "$other" || both="$both $(cat "$T/other")"
    [ "$status" = 0 ] || both="$both $(cat "$T/err")"
done
expect 'two at once: both end with 0' same "$both" ''
expect 'as one run' same "$(asked both8 'SELECT count(*) FROM run')" 1
stop
tap_end
