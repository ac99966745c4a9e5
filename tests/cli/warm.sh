#!/bin/bash
# Requests with a long common beginning: the first alone until its reply is
# back, then the rest; each beginning for itself; --no-warm does not wait. What
# the cache served is priced as cached.
set -eu
. tests/server.sh

# A suite of N samples that all begin with one of KINDS long texts: N KINDS
shots()
{
    cat >"$T/shots.lua" <<END
local r = retort
local data = {}
for i = 1, $1 do data[i] = { i = i } end
return r.suite {
    name = "shots", version = 1, license = "MIT", about = "Long beginnings",
    data = data,
    sample = function(row)
        return {
            input = ("Example " .. row.i % $2 .. ". "):rep(600)
                .. "Question " .. row.i .. "?",
            choices = { "one", "two", "three", "four" }, target = "A",
        }
    end,
    use = r.choice { n = 4 },
}
END
}

cat >"$T/cached.txt" <<'END'
<reply>
!delay 1200
{"model":"gpt-4o","choices":[{"message":{"role":"assistant","content":"Answer: A"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3000,"completion_tokens":10,"prompt_tokens_details":{"cached_tokens":0}}}
</reply>
<reply>
!delay 300
{"model":"gpt-4o","choices":[{"message":{"role":"assistant","content":"Answer: A"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3000,"completion_tokens":10,"prompt_tokens_details":{"cached_tokens":2000}}}
</reply>
END

# Starts a run: FOLDER OPTION...
start()
{
    local folder=$1
    shift
    cat >"$T/models.lua" <<END
return { models = { paid = { url = "$url", model = "gpt-4o",
    provider = "openai" } } }
END
    launch run "$T/shots.lua" -m paid --models-file "$T/models.lua" \
        -o "$T/$folder" -q --json "$@"
}

shots 10 1
serve "$T/cached.txt"
start warm -j 16
until_sent 1
sleep 0.4
expect 'the first goes out alone' same "$(sent)" 1
until_sent 10
expect 'and then the rest' same "$(sent)" 10
landed
expect 'all is well' ended 0
expect 'nine of ten came from the cache' same "$(json 0.tokens.cached)" 18000
# 3,000 + 9 x 1,000 at \$2.50, 18,000 cached at \$1.25, 100 out at \$10 a million
expect 'and are priced as cached' same "$(json 0.cost_usd)" 0.0535
stop

serve "$T/cached.txt"
start cold -j 16 --no-warm
until_sent 10
expect '--no-warm: all at once' same "$(sent)" 10
landed
stop

shots 12 3
serve "$T/cached.txt"
start three -j 16
until_sent 3
sleep 0.2
expect 'three beginnings: one of each' test "$(sent)" -le 9
landed
expect 'and all have their reply' same "$(asked three \
    'SELECT count(*) FROM answer')" 12
stop

# the one that all wait for is never answered: the next one goes first
cat >"$T/lost.txt" <<'END'
<reply>
HTTP/1.1 400 Bad Request
content-length: @LEN@

{"error":{"message":"not this one"}}
</reply>
<reply>
{"model":"gpt-4o","choices":[{"message":{"role":"assistant","content":"Answer: A"},"finish_reason":"stop"}]}
</reply>
END
shots 10 1
serve "$T/lost.txt"
start lost -j 16
landed
expect 'the first has failed: 4' ended 4
expect 'the others have not waited for nothing' \
    same "$(json 0.failed) $(json 0.correct)" '1 9'
stop
serve "$T/cached.txt"
start again -j 16
until_sent 1
kill -INT "$launched"
landed
expect 'Ctrl-C while they wait: 130' ended 130
expect 'the one in flight is kept' same "$(asked again \
    'SELECT count(*) FROM answer')" 1
tap_end
