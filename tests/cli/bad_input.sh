#!/bin/bash
# What is wrong gets a sentence that names it and the way out, the exit code
# of the manual, and never a crash.
set -eu
. tests/server.sh

# CODE WORDS ARGUMENT...: ends so, says that on standard error, and nothing
# else there or on standard output.
bad()
{
    local code=$1 words=$2
    shift 2
    retort "$@"
    expect "$*: $code" ended "$code"
    expect "... says $words" grep -qF -- "$words" "$T/err"
    expect '... in one sentence' same "$(grep -c '^retort: ' "$T/err")" 1
    expect '... and no results' test ! -s "$T/results"
}

cd_to=$PWD
mkdir "$T/here"
letters 0 reply
many 5
serve "$T/reply.txt"
toy="toy@$url#toy-1"
cd "$T/here" # no models.lua, no results, no suites of the project
ln -s "$cd_to/suites" suites
cp "$T/many.lua" many.lua

# its tries take some seconds: looked at below
"$RETORT" run many.lua -m 'gone@http://127.0.0.1:1/v1#x' -o gone \
    >gone.out 2>&1 </dev/null &
gone=$!

# --- the command line -------------------------------------------------------
bad 2 "unknown command 'rum'" rum
bad 2 "unknown option for 'retort run': --nonsense" run --nonsense
bad 2 "unknown option for 'retort run': -Z" run -Z
bad 2 "did you mean 'compare'?" comapre a b
bad 2 "did you mean '--json'?" compare a b --jsno
bad 2 "did you mean '--limit'?" run mmlu-mini --limt=3
bad 2 "'retort run' takes no --port" run many.lua --port 5
bad 2 '-m needs a value' run many.lua -m
bad 2 '--limit needs a value' run many.lua --limit
bad 2 "-n wants a whole number, not 'abc'" run many.lua -m "$toy" -n abc
bad 2 "-n wants a whole number, not '1.5'" run many.lua -m "$toy" -n 1.5
bad 2 "-n wants 1 or more, not '-3'" run many.lua -m "$toy" -n -3
bad 2 "not 'nan'" run many.lua -m "$toy" --budget nan
bad 2 'is larger than 64 MB' run /dev/zero -m "$toy"
bad 2 'is larger than 64 MB' run many.lua -m "$toy" --models-file /dev/zero
bad 2 'is larger than 64 MB' cost --scenario /dev/zero
bad 2 'between suites stands a blank' run mmlu-mini,math-mini -m "$toy"
bad 2 'each model has an -m of its own' run many.lua -m gpt-4o,o3
bad 2 'no model is named' run many.lua -m teacher=
bad 2 '--timeout wants 1 to 86400 seconds' run many.lua -m "$toy" --timeout 0
bad 2 '--timeout wants 1 to 86400 seconds' check -m "$toy" --timeout 0
bad 2 '--timeout wants 1 to 86400 seconds' check -m "$toy" --timeout 99999999999
bad 2 "not '1e999'" run many.lua -m "$toy" --budget 1e999
bad 2 '--json takes no value' run many.lua -m "$toy" --json=yes
bad 2 '--jobs wants 1 to 4096' run many.lua -m "$toy" --jobs 0
bad 2 '--jobs wants 1 to 4096' run many.lua -m "$toy" --jobs 5000
bad 2 '--repeat wants 1 to 1000' run many.lua -m "$toy" --repeat 0
bad 2 '--timeout wants 1 to' run many.lua -m "$toy" --timeout 0
bad 2 '--confidence wants' run many.lua -m "$toy" --confidence 2
bad 2 '--confidence wants' run many.lua -m "$toy" --confidence 0
bad 2 '-T wants NAME=VALUE' run many.lua -m "$toy" -T seed
bad 2 '-G wants NAME=VALUE' run many.lua -m "$toy" -G =1
bad 2 "'temprature'" run many.lua -m "$toy" -G temprature=1
bad 2 'usage: retort run SUITE' run -m "$toy"
bad 2 'name at least one model' run many.lua
RETORT_JOBS=many bad 2 "RETORT_JOBS wants a whole number, not 'many'" \
    run many.lua -m "$toy"

# --- suites and models ------------------------------------------------------
bad 2 "unknown suite 'nosuch'" run nosuch -m "$toy"
bad 2 "suite file 'no/such.lua' is not there" run no/such.lua -m "$toy"
bad 2 "unknown model 'nosuch'" run many.lua -m nosuch
bad 2 "-m wants [ROLE=]MODEL, not ''" run many.lua -m ''
bad 2 "-o wants DIR, not ''" run many.lua -m "$toy" -o ''
bad 2 "--jobs wants 1 to 4096, not -3" run many.lua -m "$toy" -j -3
bad 2 "the suite many is named twice (-e 2" run many.lua many.lua -m "$toy"
sed 's/version = 1/version = 2/' many.lua >copy.lua
bad 2 "two suites are called 'many', many.lua and copy.lua" \
    run many.lua copy.lua -m "$toy"
bad 2 "-T n=1e999: the suite wants a number there" \
    run math-mini -m "$toy" -T n=1e999
bad 2 "unknown suite 'a b'" run "$(printf 'a\nb')" -m "$toy"
bad 2 "'boss' in 'boss=" run many.lua -m "boss=$toy"
bad 2 'the roles are teacher, student, commercial' run many.lua -m "boss=x"
bad 2 "write $url#NAME" run many.lua -m "$url"
bad 2 "write $url#NAME" run many.lua -m "$url#"
bad 2 "two models are called 'toy'" run many.lua -m "$toy" -m "$toy"
bad 2 "x: the URL 'ftp://127.0.0.1/v1' is neither http nor https" \
    run many.lua -m 'ftp://127.0.0.1/v1#x'
bad 2 'names no host' run many.lua -m 'http://#x'
bad 2 'names no host' run many.lua -m 'x@http://:80/v1#x'

# models.lua: TEXT, then as bad
models()
{
    printf '%s\n' "$1" >models.lua
    shift
    bad "$@"
    rm models.lua
}
models 'return { models = {' 2 'models.lua:2:' run many.lua -m toy
models 'return 7' 2 'models.lua: must return a table' run many.lua -m toy
models 'error "no"' 2 'models.lua:1:' run many.lua -m toy
models 'while true do end' 2 'models.lua' run many.lua -m toy
models 'return { models = { toy = 3 } }' 2 'models.toy must be a table' \
    run many.lua -m toy
models 'return { models = { toy = { url = 3 } } }' 2 \
    'models.toy.url must be a string' run many.lua -m toy
models 'return { models = { toy = { uri = "x" } } }' 2 \
    "models.lua: models.toy has an unknown field 'uri'" run many.lua -m toy
models 'return { modells = {} }' 2 "found 'modells'" run many.lua -m toy
models 'return { models = { "toy" } }' 2 'must be a table' run many.lua -m toy
models 'return { models = { toy = { model = "x" } } }' 2 \
    "model 'toy' has no url" run many.lua -m toy
models 'return { models = { toy = { url = "http://x", dialect = "nosuch" } } }' \
    2 "speaks 'nosuch'" run many.lua -m toy
models 'return { models = { toy = { url = "http://x", key = "sk-12ab" } } }' \
    2 'not the key itself' run many.lua -m toy
expect '... and does not repeat the key' not grep -q sk-12ab "$T/err"
models 'return { models = { toy = { url = "http://x", key = "NO_SUCH_KEY" } } }' \
    2 'set NO_SUCH_KEY in the environment' run many.lua -m toy
models 'return { models = { toy = { url = "http://x", ca_file = "no.pem" } } }' \
    2 'models.lua: models.toy: certificate file no.pem' run many.lua -m toy
at() { models "return { models = { toy = { url = \"$1\" } } }" "${@:2}"; }
at ftp://x/v1 2 "models.lua: models.toy: the URL 'ftp://x/v1' is neither http" \
    run many.lua -m toy
at localhost:8080/v1 2 "models.toy: the URL 'localhost:8080/v1' names no host" \
    run many.lua -m toy
at http://x:99999 2 "models.lua: models.toy: URL 'http://x:99999/" \
    run many.lua -m toy
at http://x/v1#toy-1 2 "models.toy: the URL 'http://x/v1#toy-1' has a '#' in" \
    run many.lua -m toy
at http://x/v1/chat/completions/ 2 'has the path /chat/completions, which the' \
    run many.lua -m toy
models 'return { providers = { p = { url = "ftp://x" } },
    models = { toy = { provider = "p" } } }' 2 \
    'models.lua: models.toy (provider p): the URL' run many.lua -m toy
models 'return { models = { toy = { provider = "openai" } } }' 2 \
    "no row that tells one (did you mean 'OpenAI'" run many.lua -m toy
models 'return { models = { toy = { url = "http://x", model = "" } } }' 2 \
    'models.lua: models.toy.model is empty' run many.lua -m toy
models 'return { models = { toy = { url = "http://x", headers = { A = "\n" } } } }' \
    2 'models.lua: models.toy: header' run many.lua -m toy
models 'return { models = { toy = { url = "x", temprature = true } } }' 2 \
    "'temprature' (did you mean 'temperature'?)" run many.lua -m toy
models 'return { models = { toy = { url = type } } }' 2 \
    'models.toy.url: a function is no data' run many.lua -m toy
models 'return { models = { toy = { headers = { "a", {}, type } } } }' 2 \
    'models.toy.headers[3]: a function is no data' run many.lua -m toy
models 'return { models = "toy" }' 2 "'models' must be a table by name" \
    run many.lua -m toy
models 'return { models = { toy = { "http://x" } } }' 2 \
    'models.toy must be a table by name, ["toy"] = { url' run many.lua -m toy
bad 2 'nosuch.lua is not there: --models-file names' \
    run many.lua -m toy --models-file nosuch.lua
bad 5 'cannot make folder (name another' run many.lua -m "$toy" -o /proc/new
head -c 3000 /dev/urandom >noise.lua
bad 2 'noise.lua' run many.lua -m toy --models-file noise.lua

# --- data rows --------------------------------------------------------------
# A suite on a file of ours: CODE WORDS, the file's text on standard input.
rows()
{
    cat >rows.jsonl
    cat >rows.lua <<'END'
local r = retort
return r.suite {
    name = "rows",
    version = 1,
    license = "MIT",
    about = "Rows from a file",
    data = r.jsonl { "rows.jsonl" },
    sample = function(row)
        return { id = row.id, input = row.q, target = row.a }
    end,
    prompt = "{input}",
    ideal = "{target}",
    extract = r.extract.last_number(),
    score = r.score.number(),
}
END
    retort run rows.lua -m "$toy" -o rows
    expect "rows: $1" ended "$1"
    expect "... says $2" grep -qF -- "$2" "$T/err"
}
rows 2 'rows.jsonl:2: ' <<'END'
{"id": "a", "q": "1?", "a": "1"}
{"id": "b", "q": "2?", "a":
END
expect '... and what came before it is kept' \
    same "$(sqlite3 rows/retort.db 'SELECT count(*) FROM answer')" 1
rows 3 'sample' <<'END'
{"id": "a", "q": "1?", "a": "1"}
{"id": "b", "question": "2?", "a": "2"}
END
rows 2 'no samples' <<'END'
END
rows 2 'rows.jsonl:1: ' <<'END'
[1, 2
END
printf '{"id": "a", "q": "\377\376", "a": "1"}\n' | rows 0 ''
rm rows.jsonl
retort run rows.lua -m "$toy" -o rows
expect 'no such data: 2' ended 2
expect '... says rows.jsonl' said 'rows.jsonl'
expect '... and nothing was done' not said ' done,'

# --- money and comparisons --------------------------------------------------
bad 2 'none/retort.db is not there' cost -o none
bad 2 'none/retort.db is not there' compare a b -o none
retort run many.lua -m "$toy" -o one
retort run math-mini -n 3 -m "other@$url#toy-2" -o one
bad 2 'usage: retort compare' compare toy -o one
bad 2 'nosuch' compare toy nosuch -o one
bad 2 'nothing to compare' compare toy other -o one
for volume in -5 abc 0 1K,,2K 1e400; do
    bad 2 ' volume' cost -o one --requests "$volume"
done
for volume in -5 abc 0 100Q; do
    bad 2 ' volume' cost -o one --per-day "$volume"
done
bad 2 "--requests wants LIST, not ''" cost -o one --requests ''
bad 2 '--years wants 1 to 50, not 0' cost -o one --years 0
bad 2 "both are run 1 of many on toy" route toy toy -o one
bad 2 "no run '' in one" export '' --replies -o one
mkdir -p odd/retort.db
bad 5 'odd/retort.db is a folder, where the database of the runs should be' \
    ls runs -o odd
bad 2 "has no sample 'nosuch' among its" \
    run many.lua -m "$toy" --sample nosuch -q -o one
bad 2 "--requests (a day): 'abc' is no volume; write 1000, 1.5K or 2M" \
    cost -o one --requests abc
bad 2 "--per-day (tokens): 'abc' is no volume" cost -o one --per-day abc
bad 2 "--requests (a day): 'abc'" route toy toy -o one --requests abc
bad 2 "retort: -T x=1: the suite math-mini has no option 'x'; it has n, seed ('retort show math-mini'" \
    score math-mini/other -o one -T x=1
echo '{"rows": [' >prices.json
bad 2 'prices.json' cost -o one --prices prices.json
echo '{"rows": [{"model": "x", "usd_per_mtok": {"input": "cheap"}}]}' >prices.json
bad 2 'prices.json' cost -o one --prices prices.json
echo '{"rows": [{"model": "x", "nonsense": 1}]}' >prices.json
bad 2 'nonsense' run many.lua -m "$toy" --prices prices.json
bad 2 'nosuch.json' cost -o one --prices nosuch.json

# --- standard output that cannot be written ---------------------------------
for args in 'run many.lua -o one -m' '--help' 'cost -m gpt-4o --mix 3:1' '--version'; do
    status=0
    # shellcheck disable=SC2086 # several words
    case $args in
    run*) "$RETORT" $args "$toy" -q >/dev/full 2>"$T/err" || status=$? ;;
    *) "$RETORT" $args >/dev/full 2>"$T/err" || status=$? ;;
    esac
    cp "$T/err" "$T/out"
    expect "a full disk behind $args: 5" ended 5
    expect '... says so' said 'cannot write the results'
done
retort run many.lua -m "$toy" -o one -q
expect 'and nothing was lost' ended 0

# --- standard input, output and error that are closed ------------------------
retort run many.lua -m "other@$url#toy-1" -o one -q
status=0
"$RETORT" gate --baseline toy --candidate other --margin 1pt -o one \
    >/dev/full 2>"$T/out" || status=$?
expect 'a gate that cannot be told' said 'cannot write the results'
expect '... keeps its code: 4' ended 4
status=0
"$RETORT" run many.lua -m "$toy" -o closed >&- 2>"$T/out" || status=$?
expect 'no standard output: 5' ended 5
expect '... says so' said 'cannot write the results'
status=0
"$RETORT" run many.lua -m "$toy" -o closed -n 2 --no-cache <&- >&- 2>&- ||
    status=$?
expect 'none of the three: 5' ended 5
status=0
"$RETORT" export --replies -o closed --to closed.jsonl >&- 2>&- || status=$?
expect 'an export without them: 0' ended 0
expect '... holds replies alone' not grep -qv '^{' closed.jsonl
expect '... and the store is whole' same \
    "$(sqlite3 closed/retort.db 'PRAGMA integrity_check')" ok

# --- an endpoint that is not there ------------------------------------------
launched=$gone
landed
cp gone.out "$T/out" # landed saw other files
expect 'nobody at the endpoint: 4' ended 4
expect '... says so' said 'cannot be reached'
expect '... and with the URL' said 'http://127.0.0.1:1/v1'
cd "$cd_to"
tap_end
