#!/bin/bash
# Where a key must not be: with a marker as the key, through noisy runs at the
# highest verbosity, it is nowhere: not in the database, results, logs or error
# texts, not on a command line, in no environment, not in those of children,
# in no core image. And a redirect never takes it to another host.
set -eu
. tests/server.sh
export MARKED_KEY=sk-marker-7f3a91c2e5-4d1b
marker=$MARKED_KEY

models() # URL
{
    cat >"$T/models.lua" <<END
return { models = { marked = { url = "$1", model = "toy-1",
    key = "MARKED_KEY" } } }
END
}

nowhere() # FILE OR FOLDER...
{
    ! grep -rlaF -- "$marker" "$@"
}

# --- a noisy run ------------------------------------------------------------
# the server repeats the key in errors, in headers and in replies
cat >"$T/echo.txt" <<'END'
<reply>
HTTP/1.1 500 Internal Server Error
content-length: @LEN@
x-your-key: @KEY@

{"error":{"message":"broken, with key @KEY@ of yours","type":"@KEY@"}}
</reply>
<reply>
HTTP/1.1 200 OK
content-length: @LEN@

no JSON but @KEY@ and @KEY@
</reply>
<reply>
!gzip
{"model":"@KEY@","choices":[{"message":{"role":"assistant","content":"@KEY@ Answer: B"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1000,"completion_tokens":100},"more":"@KEY@@KEY@"}
</reply>
<reply>
HTTP/1.1 401 Unauthorized
content-length: @LEN@

{"error":{"message":"Incorrect API key provided: @KEY@","code":"invalid_api_key"}}
</reply>
END
many 40
serve "$T/echo.txt"
models "$url"
retort run "$T/many.lua" -m marked --models-file "$T/models.lua" \
    -o "$T/echo" -j 1 -v
expect 'a key that is not accepted: 2' ended 2
expect 'says which variable' said MARKED_KEY
cp "$T/out" "$T/echo.said"
expect 'replies were kept' test "$(asked echo 'SELECT count(*) FROM answer')" \
    -gt 0
retort show 1 -o "$T/echo" --models-file "$T/models.lua"
cp "$T/out" "$T/echo.shown"
retort export --replies 1 -o "$T/echo" --to "$T/echo.jsonl"
expect 'though the server repeats the key, it is nowhere' nowhere "$T/echo" \
    "$T/echo.said" "$T/echo.shown" "$T/echo.jsonl"
stop

letters 0 reply
sed -n '/^{/p' "$T/reply.txt" | sed 's/@LETTER@/B/' >"$T/good.json"
play --canned "$T/good.json" --faults mix=0.7,most=2,seed=3
models "$url"
retort run "$T/many.lua" -m marked --models-file "$T/models.lua" \
    -o "$T/noise" -j 16 -v
expect 'bad weather: some were sent again' said 'sent again'
cp "$T/out" "$T/noise.said"
retort run "$T/many.lua" -m marked --models-file "$T/models.lua" --dry-run \
    -o "$T/noise"
cp "$T/out" "$T/noise.dry"
expect 'and the key is nowhere' nowhere "$T/noise" "$T/noise.said" \
    "$T/noise.dry"
stop

# --- what other programs see ------------------------------------------------
cat >"$T/jailed.lua" <<'END'
local r = retort
return r.suite {
    name = "jailed", version = 1, license = "MIT", about = "Code that sleeps",
    data = { { i = 1 }, { i = 2 }, { i = 3 }, { i = 4 } },
    sample = function(row)
        return { input = "Question " .. row.i, target = "x", i = row.i }
    end,
    prompt = "{input}",
    runs_code = "python",
    solve = function(s, h)
        h:ask()
        return h:run {
            program = "import time\ntime.sleep(8)\ndef f(): return 1",
            test = "assert f() == 1", entry = "f",
        }
    end,
    ideal = "x", extract = r.extract.last_line(), score = r.score.exact(),
}
END
letters 300 slow
serve "$T/slow.txt"
models "$url"
many 4000

# Looks at a run of SUITE with these words in front of it.
looked_at() # SUITE WORD...
{
    local suite=$1
    shift
    rm -rf "$T/looked"
    "$@" python3 tests/cli/keys.py "$marker" "$RETORT" run "$T/$suite.lua" \
        -m marked --models-file "$T/models.lua" -o "$T/looked" -j 8 -v \
        >"$T/out" 2>&1 || echo "ended with $?" >>"$T/out"
}

looked_at many env
sed 's/^/# /' "$T/out"
images='core image'
# a sanitizer keeps a copy of the environment for itself
case $BUILD in *asan) images= ;; esac
! said 'image: forbidden' || images=
for what in cmdline environ ${images:+"$images"}; do
    expect "its $what has no key" said "$what: clean"
done
if said 'image: read'; then
    expect 'the key is there, but in pages that images leave out' \
        said 'left out of it: found'
fi
expect 'SIGABRT ends it' said 'aborted: True'
expect 'and no core is written' said 'core written: False'

if command -v bwrap >/dev/null; then
    looked_at jailed env
    sed 's/^/# /' "$T/out"
    expect 'code of a model runs' not said 'children: 0'
    expect 'its environment has no key' said 'their environ: clean'
    expect 'nor its command line' said 'their cmdline: clean'
fi

# a check of the endpoint, while its first request waits
letters 4000 later
stop
serve "$T/later.txt"
models "$url"
python3 tests/cli/keys.py "$marker" "$RETORT" check -m marked \
    --models-file "$T/models.lua" >"$T/out" 2>&1 || :
sed 's/^/# /' "$T/out"
for what in cmdline environ ${images:+"$images"}; do
    expect "check -m: its $what has no key" said "$what: clean"
done
expect 'check -m: no core is written' said 'core written: False'

# --- redirects --------------------------------------------------------------
# the server that a redirect points to is one of ours: it must see nothing
stop
serve "$T/slow.txt"
elsewhere=$url
elsewhere_log=$log
other=$server
cat >"$T/redirect.txt" <<END
<reply>
HTTP/1.1 307 Temporary Redirect
location: $elsewhere/chat/completions
content-length: 0

</reply>
<reply>
HTTP/1.1 302 Found
location: $elsewhere/chat/completions
content-length: 0

</reply>
<reply>
HTTP/1.1 308 Permanent Redirect
location: ${elsewhere/127.0.0.1/localhost}/chat/completions
content-length: 0

</reply>
END
server=
serve "$T/redirect.txt"
models "$url"
retort run "$T/many.lua" -m marked --models-file "$T/models.lua" \
    -o "$T/redirect" -n 1 -v
kill "$other"
wait "$other" 2>/dev/null || :
expect 'a redirect is a failure: 4' ended 4
expect 'it is said' said 'HTTP 30'
expect 'no request goes where it points, with a key or without' \
    not test -s "$elsewhere_log"
tap_end
