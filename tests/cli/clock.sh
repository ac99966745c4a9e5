#!/bin/bash
# The clock of the day steps by hours while a run goes on, as where somebody sets
# it: what is told of times and rates is of the other clock, and the dates are
# those that it showed.
set -eu
. tests/server.sh

# shellcheck disable=SC2086 # a compiler and its words
${CC:-gcc} -shared -fPIC -O2 -D_GNU_SOURCE -o "$T/steps.so" \
    tests/cli/clock_steps.c

# Runs retort where the clock steps; the rest as retort does.
stepping()
{
    status=0
    # a sanitizer wants to be loaded first, and can do without
    ASAN_OPTIONS=verify_asan_link_order=0 \
        LD_PRELOAD="$T/steps.so${LD_PRELOAD:+:$LD_PRELOAD}" "$RETORT" "$@" \
        >"$T/results" 2>"$T/err" </dev/null || status=$?
    cat "$T/results" "$T/err" >"$T/out"
}

many 40
cat >"$T/limited.txt" <<'END'
<reply>
HTTP/1.1 429 Too Many Requests
content-length: @LEN@
retry-after: 0.05

{"error":{"message":"slow down"}}
</reply>
<reply>
!delay 20
{"model":"toy-1","choices":[{"message":{"role":"assistant","content":"Answer: A"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1000,"completion_tokens":100}}
</reply>
END
serve "$T/limited.txt"
before=$(date +%s)
stepping run "$T/many.lua" -j 4 -m "toy@$url#toy-1" -o "$T/steps" --json
after=$(date +%s)
expect 'the clock steps while it runs: all is done' ended 0
expect '... latencies are of none of its steps' \
    same "$(asked steps 'SELECT count(*), min(latency_us) >= 20000,
        max(latency_us) < 600000000, min(first_us) >= 0,
        max(first_us) < 600000000 FROM answer')" '40|1|1|1|1'
expect '... nor is the time it took' \
    same "$(asked steps 'SELECT wall_us > 0, wall_us < 600000000 FROM run')" \
    '1|1'
expect '... and dates are what the clock showed' \
    same "$(asked steps "SELECT min(sent_us) >= ($before - 3600) * 1000000,
        max(sent_us) <= ($after + 3601) * 1000000 FROM answer")" '1|1'
stop
tap_end
