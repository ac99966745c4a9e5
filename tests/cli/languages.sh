#!/bin/bash
# Suites that run code in other languages than Python: they are sound, and what
# they need and is not there is said before a request is sent.
#   RETORT=build/release/retort tests/cli/languages.sh
set -eu
. tests/tap.sh

if ! "$RETORT" check code-mini -n 1 -o "$T/out" > "$T/jail" 2>&1; then
    if grep -q 'the jail does not work' "$T/jail"; then
        tail -n 3 "$T/jail"
        echo 'the jail does not work here'
        exit 77
    fi
fi

try "$RETORT" check
expect 'which languages there are' said 'python, lua'
for language in lua c; do
    try "$RETORT" check "tests/suites/languages/$language.lua"
    expect "$language: the ideal student is right, the others are not" ended 0
    expect "$language: sound" said ' sound'
done

# Without its interpreter: in a place where that file cannot be run.
without=(bwrap --dev-bind / / --ro-bind /dev/null)
if bwrap --dev-bind / / true 2> "$T/out"; then
    try "${without[@]}" /usr/bin/lua5.4 "$RETORT" run tests/suites/languages/lua.lua \
        -m 'http://127.0.0.1:9/v1#m' -o "$T/none"
    expect 'no Lua: refused' ended 5
    expect 'no Lua: the reason' said "no interpreter for 'lua' found"
    expect 'no Lua: the way out' said 'apt-get install lua5.4'
    expect 'no Lua: nothing was sent' not said '127.0.0.1'
    expect 'no Lua: no run was begun' not test -e "$T/none/retort.db"
    try "${without[@]}" /usr/bin/lua5.4 "$RETORT" check
    expect 'no Lua: check says so' said 'lua (apt-get install lua5.4), c'
    try "${without[@]}" /usr/bin/gcc env PATH=/usr/sbin "$RETORT" check \
        tests/suites/languages/c.lua
    expect 'no gcc: the way out' said 'apt-get install gcc libc6-dev'
    try "${without[@]}" /usr/bin/x86_64-linux-gnu-as "$RETORT" check \
        tests/suites/languages/c.lua
    if [ -e /usr/bin/x86_64-linux-gnu-as ]; then
        expect 'no assembler: programs in c do not run' \
            said 'programs in c do not run: apt-get install gcc libc6-dev'
    fi
else
    echo '# NOT RUN: without an interpreter (bwrap cannot be used for it here)'
fi
tap_end
