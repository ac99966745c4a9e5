#!/bin/bash
# retort score: stored replies judged again, and what that changed.
# shellcheck source=tests/tap.sh
. tests/tap.sh
case $RETORT in /*) ;; *) RETORT=$PWD/$RETORT ;; esac
cd "$T" || exit 1

# The suite: EXTRACT PROMPT [ROW]
suite()
{
    cat >toy.lua <<END
local r = retort
local rows = {
    ${3-}
    { id = "one", input = "1+1?", target = "2" },
    { id = "two", input = "2+2?", target = "4" },
    { id = "three", input = "3+3?", target = "6" },
}
return r.suite {
    name = "toy",
    version = 1,
    license = "MIT",
    about = "Sums",
    options = { more = "no" },
    data = function()
        local i = 0
        return function()
            i = i + 1
            return rows[i]
        end
    end,
    prompt = "$2",
    ideal = "{target}",
    extract = $1,
    score = r.score.number(),
}
END
}

# The verdicts of run 1: sample and outcome.
verdicts()
{
    sqlite3 o/retort.db "SELECT group_concat(id || '=' || outcome, ' ') FROM
        (SELECT id, outcome FROM verdict WHERE run = 1 ORDER BY n)"
}

score()
{
    try "$RETORT" score toy -o o --suite ./toy.lua -q "$@"
}

cat >all.jsonl <<'END'
{"id":"one","reply":"2, not 3"}
{"id":"two","reply":"4, not 5"}
{"id":"three","reply":"is it 5? it is 6"}
END
last='r.extract.last_number()' first='r.extract.first_number()'
suite "$last" '{input}'
try "$RETORT" import all.jsonl --suite ./toy.lua --as m -o o -q
expect 'the run to begin with' same "$(verdicts)" 'one=1 two=1 three=0'

score
expect 'nothing has changed: 0' ended 0
expect 'and that is said' said 'toy by m: judged again 3, changed 0'

suite "$first" '{input}'
score
expect 'another rule: 0' ended 0
expect 'verdicts are new' same "$(verdicts)" 'one=0 two=0 three=1'
expect 'how many' said 'judged again 3, changed 3'
expect 'which: then and now' \
    grep -Eq '^three +correct +wrong +6 +5 *$' out
expect 'and the table of run' said '66.7'
expect 'still one run' same \
    "$(sqlite3 o/retort.db 'SELECT count(*) FROM run')" 1
expect 'of this suite now' same \
    "$(sqlite3 o/retort.db 'SELECT suite_hash FROM run')" \
    "$(sha256sum toy.lua | cut -d' ' -f1)"

suite "$last" '{input}'
score --json
expect 'json: what flipped' said \
    '"flips":[{"id":"one","repeat":0,"old":"correct","new":"wrong"},'
expect 'json: nothing sent' said '"sent":0,"reused":3'

try "$RETORT" import all.jsonl --suite ./toy.lua --as m -o o -q --json
expect 'import under the old rule does not mix with it' said '"run":2,'

# Rows move, one is asked in other words, one is gone.
suite "$first" '{input}' '{ id = "zero", input = "0+0?", target = "0" },'
sed -i -e 's/2+2?/2 + 2?/' -e '/"three"/d' toy.lua
try "$RETORT" score 1 -o o --suite ./toy.lua -q
expect 'not all could be judged: 4' ended 4
expect 'a changed prompt is not stored' said \
    'run 1: 1 samples are asked otherwise by today'
expect 'a sample that is gone' said 'run 1: 1 samples are no longer in'
expect 'both keep their verdicts, and places stay' \
    same "$(verdicts)" 'one=0 two=1 three=0'

# A dialogue: both its replies are judged again, in their order.
cat >talk.lua <<'END'
local r = retort
return r.suite {
    name = "talk",
    version = 1,
    license = "MIT",
    about = "Asks twice",
    data = function()
        local i = 0
        return function()
            i = i + 1
            if i <= 3 then
                return { id = "t" .. i, input = "Say " .. i, target = "77" }
            end
        end
    end,
    solve = function(s, h)
        local one = h:ask(s.input)
        local two = h:ask(s.input .. ", again")
        return one .. two
    end,
    prompt = "{input}",
    extract = r.extract.whole(),
    score = r.score.exact(),
}
END
echo '{"choices":[{"message":{"role":"assistant","content":"7"},"finish_reason":"stop"}]}' >seven.json
: >serving
"$RETORT" serve --canned seven.json -p 0 >serving 2>&1 &
server=$!
trap 'kill "$server"; rm -rf "$T"' EXIT
until grep -q '^serving' serving; do sleep 0.05; done
url=$(sed -n 's/^serving.* on //p' serving)
try "$RETORT" run ./talk.lua -m "m@$url#m" -o talk -q --json
expect 'a dialogue' said '"n":3,"correct":3,'
sed -i 's/return one/return "not " .. one/' talk.lua
try "$RETORT" score 1 -o talk --suite ./talk.lua -q --json
expect 'is judged again' said '"n":3,"correct":0,"wrong":3,'
expect 'of two replies each' said '"sent":0,"reused":6'
sed -i 's/, again/, and again/' talk.lua
try "$RETORT" score 1 -o talk --suite ./talk.lua -q --json
expect 'unless its second question is another: 4' ended 4
expect 'and says so' said '3 samples are asked otherwise'
expect 'and keeps the verdicts' said '"n":3,"correct":0,"wrong":3,'

# The same replies by a rule of another harness, named by -T.
cat >rules.lua <<'END'
local r = retort
local opt = r.options { rule = "lm-eval/gsm8k/flexible", variant = { "a", "b" } }
return r.suite {
    name = "rules",
    version = 1,
    about = "Numbers",
    data = { { id = "x", q = "?", a = "8" }, { id = "y", q = "??", a = "9" } },
    sample = function(row) return { id = row.id, input = row.q, target = row.a } end,
    options = opt,
    prompt = "{input}",
    ideal = "#### {target}",
    extract = r.extract.rule(opt.rule),
    score = r.score.number(),
}
END
printf '{"id":"%s","reply":"%s"}\n' x '7.8' y '#### 9 of 10' >rules.jsonl
try "$RETORT" import rules.jsonl --suite ./rules.lua --as m -o rules -q --json
expect 'flexible: the last number' said '"n":2,"correct":0,"wrong":2,"unread":0,'
try "$RETORT" score 1 -T rule=routellm/gsm8k -o rules --suite ./rules.lua -q --json
expect 'score -T rule=: of 7.8 the 8' said '"n":2,"correct":1,"wrong":1,"unread":0,'
try "$RETORT" score 1 -T rule=lm-eval/gsm8k/strict -o rules --suite ./rules.lua
expect 'strict: what flipped' grep -qE '^x +correct +unread' "$T/out"
expect 'strict: by which rule' said 'read by:    lm-eval/gsm8k/strict: 1, 1 right'
expect 'strict: both ways' grep -qE '^y +wrong +correct' "$T/out"
try "$RETORT" show 1 -o rules
expect 'the run says its rule' said 'lm-eval/gsm8k/strict'
expect 'and what it read' said 'read by:    lm-eval/gsm8k/strict: 1, 1 right'
try "$RETORT" show 1 y -o rules --json
expect 'a verdict names the rule that read it' \
    said '"detail":{"rule":"lm-eval/gsm8k/strict"}'
try "$RETORT" score 1 -T rule=lm-eval/gsm8k/strickt -o rules --suite ./rules.lua
expect 'no such rule: what is meant' said "did you mean 'lm-eval/gsm8k/strict'"
expect '  and it is a mistake of the command line: 2' ended 2
try "$RETORT" import rules.jsonl --suite ./rules.lua --as m --variant c -o rules
expect 'no such variant: 2' ended 2
expect 'and which there are' said '-T variant=c: there are a and b'
try "$RETORT" import rules.jsonl --suite ./rules.lua --as m --variant b -o rules -q
expect 'the table names the rule, once for a suite' \
    said 'rules: read by lm-eval/gsm8k/flexible'
try "$RETORT" show 2 -o rules
expect 'a variant is another run' ended 0
expect 'that says so' said '"variant":"b"'
try "$RETORT" import rules.jsonl --suite ./rules.lua --as k -o rules -q --json
expect 'the JSON of a run names its rules' said \
    '"rules":[{"rule":"lm-eval/gsm8k/flexible","n":2,"correct":0}]'
try "$RETORT" compare 2 k -o rules
expect 'a comparison names the rule' said 'read by: rules lm-eval/gsm8k/flexible.'
try "$RETORT" compare 1 k -o rules
expect 'and that two sides were not read alike' said \
    'rules: NOT READ BY THE SAME RULE: A by lm-eval/gsm8k/strict, B by'
try "$RETORT" compare 1 k -o rules --json
expect 'rules of both sides in JSON' grep -qE \
    '"rules_a":\[\{"rule":"lm-eval/gsm8k/strict",.*"rules_b":\[\{"rule":"lm-eval/gsm8k/flexible"' "$T/out"

sed -i 's/"toy"/"other"/' toy.lua
try "$RETORT" score 1 -o o --suite ./toy.lua -q
expect 'another suite: 2' ended 2
expect 'and which' said 'run 1 is of the suite toy, not other'
try "$RETORT" score 1 -o o -q
expect 'a suite that no name finds: 2' ended 2
expect 'and the way out' said '--suite FILE'
try "$RETORT" score 9 -o o -q
expect 'no such run: 2' ended 2
try "$RETORT" score 1 nosuch -o o --suite ./toy.lua -q --json
expect 'a second one that is not there: 2' ended 2
expect 'before any is judged' said "no run 'nosuch'"
expect 'and nothing is printed' not grep -q '"runs"' out
try "$RETORT" score 1 -o nowhere -q
expect 'no runs at all: 2' ended 2
expect 'and no folder is made' not test -e nowhere
tap_end
