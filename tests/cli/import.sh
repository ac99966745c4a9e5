#!/bin/bash
# retort import: recorded replies become a run, and nothing else does.
# shellcheck source=tests/tap.sh
. tests/tap.sh
case $RETORT in /*) ;; *) RETORT=$PWD/$RETORT ;; esac
cd "$T" || exit 1

# Three questions with names, as numbers too; one of them twice.
cat >toy.lua <<'END'
local r = retort
local rows = {
    { id = "one", input = "1+1?", target = "2" },
    { id = "two", input = "2+2?", target = "4" },
    { id = "three", input = "3+3?", target = "6" },
    { id = "again", input = "3+3?", target = "6" },
}
return r.suite {
    name = "toy",
    version = 1,
    license = "MIT",
    about = "Sums",
    data = function()
        local i = 0
        return function()
            i = i + 1
            return rows[i]
        end
    end,
    prompt = "{input}",
    ideal = "{target}",
    extract = r.extract.last_number(),
    score = r.score.number(),
}
END
cat >all.jsonl <<'END'
{"id":"two","reply":"It is 4","finish":"stop","latency_ms":1500,"model":"toy-v2","usage":{"prompt_tokens":1000000,"completion_tokens":20,"prompt_tokens_details":{"cached_tokens":0}}}

{"id":"one","reply":"three, so 3"}
{"id":"three","reply":"Well, let me","finish":"length"}
{"id":"again","reply":"6"}
END

# Imports with results in $T/o: FILE NAME ARGUMENTS...
import()
{
    local file=$1 name=$2
    shift 2
    try "$RETORT" import "$file" --suite ./toy.lua --as "$name" -o o -q "$@"
}

# What the database says: SQL
asked()
{
    sqlite3 o/retort.db "$1"
}

import all.jsonl student=toy --json
expect 'a file that answers all: 0' ended 0
expect 'each outcome is its own' \
    said '"n":4,"correct":2,"wrong":1,"unread":0,"truncated":1,'
expect 'the role is kept' said '"role":"student"'
expect 'nothing was sent' said '"sent":0,"reused":4'
expect 'usage, served model and latency are those of the row' same \
    "$(asked 'SELECT input, output, served, latency_us, replayed FROM answer
        JOIN verdict ON answer = answer.id WHERE verdict.id = "two"')" \
    '1000000|20|toy-v2|1500000|1'
expect 'what a row does not tell stays unknown' same \
    "$(asked 'SELECT count(*) FROM answer JOIN verdict ON answer = answer.id
        WHERE verdict.id = "one" AND input IS NULL AND output IS NULL
        AND served IS NULL AND latency_us IS NULL')" 1
expect 'two samples that ask the same have a reply each' same \
    "$(asked 'SELECT count(DISTINCT answer) FROM verdict')" 4
try "$RETORT" show toy/toy two -o o
expect 'show: the prompt' said '2+2?'
expect 'and the reply' said 'It is 4'

import all.jsonl student=toy --json
expect 'the same again is the same run' said '"runs":[{"run":1,'
expect 'and adds nothing' same "$(asked 'SELECT count(*) FROM answer')" 4
gzip -k all.jsonl
import all.jsonl.gz toy2 --json
expect 'gzip: the same verdicts' \
    said '"n":4,"correct":2,"wrong":1,"unread":0,"truncated":1,'
try "$RETORT" compare toy toy2 -o o --json
expect 'imported runs compare' \
    said '"both":2,"only_a":0,"only_b":0,"neither":2'

try "$RETORT" export toy/toy --replies -o o --to replies.jsonl
expect 'they can be exported and served' \
    same "$(grep -c '"choices"' replies.jsonl)" 4
sed 's/,"model":"toy-v2"//' all.jsonl >priced.jsonl
import priced.jsonl gpt-4o --json
expect 'a model of the catalogue has its price' \
    same "$(python3 -c 'import json, sys
print(json.load(open("out"))["runs"][0]["cost_known_usd"] > 1)')" True

sed -n 1p all.jsonl >some.jsonl
echo '{"id":"one","reply":"2"}' >>some.jsonl
import some.jsonl some
expect 'samples without a reply: incomplete, 4' ended 4
expect 'and said' said '2 samples have no reply in some.jsonl'
expect 'they have failed, with a note' same \
    "$(asked "SELECT outcome, note, count(*) FROM verdict WHERE run =
        (SELECT max(id) FROM run) AND n > 2 GROUP BY 1, 2")" \
    '5|no reply in some.jsonl|2'

printf '{"id":%s,"reply":"%s"}\n' 1 2 2 4 3 6 '"4"' 5 >numbers.jsonl
import numbers.jsonl numbers --json
expect 'numbers are places in the suite, from 1' \
    said '"n":4,"correct":3,"wrong":1,'
{ cat some.jsonl && echo '{"id":4,"reply":"6"}'; } >both.jsonl
import both.jsonl both
expect 'names and numbers are not mixed: the number fits nothing' \
    said 'both.jsonl: 1 of 3 rows belong to no sample of toy and are left out: 4'
printf '{"id":%s,"reply":"%s"}\n' 0 2 1 4 >zero.jsonl
import zero.jsonl zero
expect 'rows counted from 0 are refused' \
    said 'zero.jsonl:1: id 0 is no name of a sample, and rows are counted from 1'
expect 'with 2' ended 2

{
    printf '{"id":"x%s","reply":"1"}\n' 1 2 3 4 5 6 7
    cat all.jsonl
} >strays.jsonl
import strays.jsonl strays
expect 'rows of no sample are counted and named' \
    said '7 of 11 rows belong to no sample of toy and are left out: x1, x2, x3, x4, x5, ...'
expect 'and that is no failure' ended 0
head -n 3 strays.jsonl >none.jsonl
import none.jsonl none
expect 'when no row fits: 2' ended 2
expect 'and the ids' said 'none of its 3 ids (x1, x2, x3) is a sample of toy'

printf '{"id":"one","reply":"%s","repeat":%s}\n' 2 0 3 1 2 2 >repeats.jsonl
import repeats.jsonl repeats -n 1 --json
expect 'repeats of a sample' said '"n":3,"correct":2,"wrong":1,'

{ cat all.jsonl && echo '{"id":"one","reply":"2"}'; } >double.jsonl
import double.jsonl double
expect 'two replies for one place: both lines are named' said \
    'double.jsonl:6: id one, repeat 0 has a reply in line 3 already'
expect 'and 2' ended 2

# What a bad third row says: WORDS ROW
bad()
{
    { head -n 2 all.jsonl && echo "$2"; } >bad.jsonl
    import bad.jsonl bad
    expect "bad row: $1" said "bad.jsonl:3: $1"
    expect "bad row: 2" ended 2
}
bad '"reply" is missing, or no string' '{"id":"one"}'
bad '"reply" is missing, or no string' '{"id":"one","reply":null}'
bad '"id" is missing, or neither' '{"reply":"2"}'
bad '"id" is missing, or neither' '{"id":1.5,"reply":"2"}'
bad '"repeat" is no whole number' '{"id":"one","reply":"2","repeat":-1}'
bad '"finish" is neither "stop" nor "length"' \
    '{"id":"one","reply":"2","finish":"done"}'
bad '"usage" is no object' '{"id":"one","reply":"2","usage":7}'
bad '"latency_ms" is no number' '{"id":"one","reply":"2","latency_ms":"1"}'
bad 'not an object' '["one","2"]'
bad '' '{"id":"one","reply":"2"'

# An extractor that is a function of the suite: what it hands on counts.
sed 's/extract = .*/extract = function(t) return r.extract.first_number()(t) end,/' \
    toy.lua >function.lua
{
    echo '{"id":"one","reply":"Answer: 2","finish":"length"}'
    echo '{"id":"two","reply":"Answer: 4"}'
} >cut.jsonl
try "$RETORT" import cut.jsonl --suite ./function.lua --as fn -o fn -q -n 2 --json
expect 'what may have been cut is no answer' \
    said '"n":2,"correct":1,"wrong":0,"unread":0,"truncated":1,'
try "$RETORT" show 1 two -o fn
expect 'and the rule inside is named' said 'read by:    first_number'

sed 's/prompt = .*/&\nsolve = function(s, h) return h:ask(s.input) == "2" end,/' \
    toy.lua >talk.lua
try "$RETORT" import all.jsonl --suite ./talk.lua --as m -o o
expect 'a suite of dialogues is refused' said \
    'toy asks several times for one sample (slot solve)'
expect 'with 2' ended 2
import missing.jsonl m
expect 'no such file: 2' ended 2
try "$RETORT" import all.jsonl --suite ./toy.lua -o o
expect 'no --as: 2' ended 2
import all.jsonl 'org/m 1@x#2:Q4'
expect 'any name will do: 0' same "$status $(asked 'SELECT model FROM run
    ORDER BY id DESC LIMIT 1')" '0 org/m 1@x#2:Q4'
import all.jsonl teecher=m
expect 'no such role: 2' ended 2
expect '... in the words of --as' said "'teecher' in 'teecher=m' is no role; the roles are teacher"

# CSV: by the names of the columns, in any order, with columns of others
printf '%s\n' 'note,Reply,id,prompt_tokens,completion_tokens,latency_ms,finish' \
    'x,"It is 4, or",two,1000000,20,1500,stop' 'y,"three,
so ""2""",one,,,,' 'z,,three,,,,' 'z,"Well, let me",again,,,,length' >all.csv
try "$RETORT" import all.csv --suite ./toy.lua --as c -o csv -q --json
expect 'a CSV: 0' ended 0
expect '... is judged' said '"n":4,"correct":2,"wrong":0,"unread":1,"truncated":1'
try "$RETORT" show c two -o csv
expect '... has tokens' said '20 output'
expect '... and latency' said '1.5s'
try "$RETORT" show c one -o csv
expect '... newlines and quotes' said 'so "2"'
printf 'id\treply\none\t"2"\n' >all.tsv
gzip -k all.tsv
try "$RETORT" import all.tsv.gz --suite ./toy.lua --as t -o csv -q -n 1 --json
expect 'a TSV, packed: 0' ended 0
expect '... is judged' said '"correct":1'
printf 'question,answer\n1+1,2\n' >other.csv
import other.csv m
expect 'a CSV of other columns: 2' ended 2
expect '... says what is wanted and what is there' said \
    'other.csv:1: the first line wants the names of the columns, id and reply among them, and has: question, answer'
printf 'id,reply,prompt_tokens\none,2,many\n' >other.csv
import other.csv m
expect 'tokens that are none: 2' ended 2
expect '... says where' said "other.csv:2: prompt_tokens is no number of tokens: 'many'"
printf 'id,reply,repeat\none,2,1.5\n' >other.csv
import other.csv m
expect 'a repeat that is none: 2' ended 2
expect '... says where' said 'other.csv:2: "repeat" is no whole number'
printf 'id,reply\none,2\n' >other.txt
import other.txt m
expect 'a CSV by another name: 2' ended 2
expect '... says what is read' said 'or a file called .csv or .tsv with the columns id and reply'
import missing.csv m
expect 'no such CSV: 2' ended 2

# rows as HumanEval's own samples are
printf '%s\n' '{"task_id":"one","completion":"2"}' \
    '{"task_id":"two","completion":"5"}' '{"task_id":"one","completion":"3"}' \
    '{"task_id":"two","completion":"4"}' >samples.jsonl
try "$RETORT" import samples.jsonl --suite ./toy.lua --as s -o samples -q -n 2
expect 'task_id and completion: 0' ended 0
expect '... those of a task in their order' same "$(sqlite3 samples/retort.db \
    "SELECT group_concat(id || repeat || outcome, ' ') FROM
     (SELECT * FROM verdict ORDER BY id, repeat)")" 'one00 one11 two01 two10'
echo '{"task_id":"one","reply":"2"}' >samples.jsonl
try "$RETORT" import samples.jsonl --suite ./toy.lua --as s -o samples -q
expect '... without it: 2' ended 2
expect '... says what is missing' said '"completion" is missing'
tap_end
