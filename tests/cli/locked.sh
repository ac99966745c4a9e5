#!/bin/bash
# Results folders and databases without leave to write: a clear sentence and
# exit 5. Run by root it uses another user.
set -eu
. tests/server.sh

many 5
letters 0 reply
serve "$T/reply.txt"
chmod 755 "$T"
chmod 644 "$T"/*.lua
mkdir -m 555 "$T/locked"
mkdir -m 777 "$T/reading"
retort run "$T/many.lua" -n 1 -m "toy@$url#toy-1" -o "$T/reading"
retort ls runs -o "$T/reading"
expect 'who reads leaves nothing behind' \
    same "$(ls "$T/reading")" retort.db
cp -r "$T/reading" "$T/still"
chmod 444 "$T/still/retort.db" "$T/reading/retort.db"
chmod 555 "$T/still"
plain=
if [ "$(id -u)" -eq 0 ]; then
    plain='setpriv --reuid=65534 --regid=65534 --clear-groups'
fi
# FOLDER
as_nobody()
{
    status=0
    $plain "$RETORT" run "$T/many.lua" -n 1 -m "toy@$url#toy-1" -o "$1" \
        >"$T/out" 2>&1 </dev/null || status=$?
}
# shellcheck disable=SC2086 # several words
if $plain test -r "$T/many.lua" -a -x "$RETORT" 2>/dev/null &&
    ! $plain touch "$T/locked/try" 2>/dev/null; then
    as_nobody "$T/locked"
    expect 'a folder without leave to write: 5' ended 5
    expect 'with its name' said "$T/locked"
    expect 'and the way out' said 'writable'
    as_nobody "$T/locked/new"
    expect 'no leave to make the folder: 5' ended 5
    expect 'with its name, too' said "$T/locked/new"
    as_nobody "$T/reading"
    expect 'a database without leave to write: 5' ended 5
    expect 'with its name as well' said "$T/reading/retort.db"
    try $plain "$RETORT" show toy q1 -o "$T/still"
    expect 'what can only be read is read' said 'Answer: '
    expect '... all of it' not said 'retort:'
    try $plain "$RETORT" run "$T/many.lua" -n 2 -m "toy@$url#toy-1" -o "$T/still"
    expect '... and not written: 5' ended 5
    : >"$T/still/retort.db-wal"
    chmod 600 "$T/still/retort.db-wal"
    try $plain "$RETORT" ls runs -o "$T/still"
    expect '... nor read while somebody who may writes it: 5' ended 5
else
    echo 'no user here from whom leave can be taken'
    exit 77
fi
tap_end
