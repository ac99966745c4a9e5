# Sourced by tests of the command line, in place of tests/tap.sh: servers that
# play an exchange of tests/wire, a suite of any length, and words to say what
# came of a run. $RETORT is the program, $BUILD where faulty was built.
# shellcheck shell=bash disable=SC1091,SC2034
. tests/tap.sh

RETORT=${RETORT:-build/release/retort}
BUILD=${BUILD:-$(dirname "$RETORT")}
case $RETORT in /*) ;; *) RETORT=$PWD/$RETORT ;; esac
server=
server_n=0
trap 'stop; rm -rf "$T"' EXIT
trap 'exit 130' INT TERM

# Waits until the server says in FILE where it is: FILE, or else WORDS. Sets url.
listens()
{
    url=
    for _ in $(seq 500); do
        url=$(sed -n 's/^serving.* on //p' "$1")
        [ -z "$url" ] || return 0
        kill -0 "$server" || break
        sleep 0.02
    done
    echo "Bail out! $2"
    exit 1
}

# Starts a server: EXCHANGE. Sets server, url and log: a line for each request
# that reached it, its number and the SHA-256 of its body.
serve()
{
    server_n=$((server_n + 1))
    log=$T/log$server_n
    [ -x "$BUILD/wire/faulty" ] || {
        echo "Bail out! $BUILD/wire/faulty is not built: make tests"
        exit 1
    }
    : >"$T/serving$server_n" # there before it is looked into
    "$BUILD/wire/faulty" "$1" "$log" >"$T/serving$server_n" &
    server=$!
    listens "$T/serving$server_n" "no server for $1"
}

# Starts retort's own: OPTION... of retort serve. Sets server and url.
play()
{
    : >"$T/serving" # there before it is looked into
    "$RETORT" serve -p 0 "$@" >"$T/serving" 2>"$T/served" &
    server=$!
    listens "$T/serving" "retort serve $*"
}

# What it has counted so far, with --faults: KEY.
counted()
{
    curl -sS "${url%v1}faults" | python3 -c \
        'import json, sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1"
}

# Ends it.
stop()
{
    [ -z "$server" ] || kill "$server" 2>/dev/null || :
    [ -z "$server" ] || wait "$server" || :
    server=
}

# Requests that reached the server so far.
sent()
{
    wc -l <"$log"
}

# Makes an exchange whose answer depends on the question: a letter, each right
# for about a quarter of all. DELAY_MS NAME -> $T/NAME.txt
letters()
{
    cat >"$T/$2.txt" <<END
<reply>
!delay $1
{"model":"toy-1","choices":[{"message":{"role":"assistant","content":"Answer: @LETTER@"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1000,"completion_tokens":100}}
</reply>
END
}

# Makes the suite $T/many.lua: N lettered questions in four groups.
many()
{
    cat >"$T/many.lua" <<END
local r = retort
return r.suite {
    name = "many",
    version = 1,
    license = "MIT",
    about = "Many questions without sense",
    data = function()
        local i = 0
        return function()
            i = i + 1
            if i <= $1 then
                return { i = i }
            end
        end
    end,
    by = "group",
    sample = function(row)
        return {
            id = "q" .. row.i,
            group = "g" .. row.i % 4,
            input = "Question " .. row.i .. "?",
            choices = { "one", "two", "three", "four" },
            target = ("ABCD"):sub(row.i % 4 + 1, row.i % 4 + 1),
        }
    end,
    use = r.choice { n = 4 },
}
END
}

# Runs retort: results in $T/results, the rest in $T/err, both in $T/out, its
# exit code in $status.
retort()
{
    status=0
    "$RETORT" "$@" >"$T/results" 2>"$T/err" </dev/null || status=$?
    cat "$T/results" "$T/err" >"$T/out"
}

# Starts it in the background instead; landed waits for it.
launch()
{
    # a job of a script ignores Ctrl-C unless it asks not to
    setsid "$RETORT" "$@" >"$T/results" 2>"$T/err" </dev/null &
    launched=$!
}

landed()
{
    status=0
    wait "$launched" || status=$?
    cat "$T/results" "$T/err" >"$T/out"
}

# Waits until so many requests have reached the server.
until_sent()
{
    for _ in $(seq 500); do
        [ "$(sent)" -lt "$1" ] || return 0
        sleep 0.01
    done
    echo "# no $1 requests came"
}

# What the database in a folder says to a question: FOLDER SQL
asked()
{
    sqlite3 "$T/$1/retort.db" "$2"
}

sound()
{
    [ "$(asked "$1" 'PRAGMA integrity_check')" = ok ]
}

# A value of the last run's JSON: KEY.KEY..., the first run is 0.
json()
{
    python3 -c '
import json, sys
at = json.load(open(sys.argv[1]))["runs"]
for key in sys.argv[2].split("."):
    at = at[int(key) if isinstance(at, list) else key]
print(json.dumps(at))' "$T/results" "$1"
}
