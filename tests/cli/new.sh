#!/bin/bash
# retort new: a suite to begin with, sound as it is; nothing is written over.
# shellcheck source=tests/tap.sh
. tests/tap.sh
case $RETORT in /*) ;; *) RETORT=$PWD/$RETORT ;; esac
cd "$T" || exit 1

try "$RETORT" new my-first
expect 'written' ended 0
expect 'and where' said 'suites/my-first.lua'
try "$RETORT" show my-first first
expect 'it is found by its name' said 'What is the capital of France?'
for kind in text choice number; do
    try "$RETORT" new "my-$kind" --kind "$kind" --json
    expect "--kind $kind" said "{\"suite\":\"my-$kind\",\"file\":\"suites/my-$kind.lua\"}"
    try "$RETORT" check "my-$kind"
    expect "  passes the three students" ended 0
done
try "$RETORT" new my-code --kind code
if try "$RETORT" check && grep -qE '^ok +jail' out; then
    try "$RETORT" check my-code
    expect '--kind code passes the three students' ended 0
else
    try "$RETORT" show my-code first
    expect '--kind code loads' ended 0
fi
expect 'no NAME is left over' test -z "$(grep -l NAME suites/*.lua)"
expect 'lines of at most 80 bytes' test -z "$(grep -hE '.{81}' suites/*.lua)"

echo mine >suites/my-first.lua
try "$RETORT" new my-first
expect 'a file that is there: 2' ended 2
expect 'and says so' said "there is a suite 'my-first' already: suites/my-first.lua"
expect 'and stays as it is' test "$(cat suites/my-first.lua)" = mine
for name in Capitals 'two words' ../up 9lives '' "a$(printf 'x%.0s' $(seq 60))" é; do
    try "$RETORT" new "$name"
    expect "bad name '$name': 2" ended 2
    expect '  in a sentence' said "is no name for a suite: up to 60 small"
done
try "$RETORT" new fine --kind poem
expect 'no such kind' said 'there are text, choice, number and code'
expect '  2' ended 2
try "$RETORT" new one two
expect 'two names: 2' ended 2
try "$RETORT" new
expect 'no name: 2' ended 2
expect 'nothing else was written' test "$(find suites -type f | wc -l)" = 5
if [ "$(id -u)" != 0 ]; then
    chmod a-w suites
    try "$RETORT" new fine
    expect 'a folder that cannot be written: 5' ended 5
    chmod u+w suites
fi
tap_end
