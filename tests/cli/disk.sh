#!/bin/bash
# A disk that is full for real, and files that are no database of ours: a
# clear sentence, exit 5, nothing lost, and the same command completes once
# there is room.
set -eu
. tests/server.sh

# A small disk: a tmpfs of our own, where we may mount one (as root, or in a
# user namespace); else the limit on the size of a file.
how=
mkdir "$T/small"
if mount -t tmpfs -o size=32m tmpfs "$T/small" 2>/dev/null; then
    how='a tmpfs with 1 MB left'
    head -c 31m /dev/zero >"$T/small/filler"
    trap 'stop; umount "$T/small"; rm -rf "$T"' EXIT
elif [ -z "${RETORT_TEST_INSIDE-}" ] && unshare -Urm true 2>/dev/null; then
    stop
    rm -rf "$T"
    exec unshare -Urm env RETORT_TEST_INSIDE=1 bash "$0"
else
    how='a limit of 1 MB on files (no tmpfs may be mounted here)'
fi
echo "# THE FULL DISK IS $how"

# The same run each time: FOLDER OPTION...
toy()
{
    local folder=$1
    shift
    retort run "$T/many.lua" -m "toy@$url#toy-1" -o "$folder" -q "$@"
}

# The same where little fits.
squeezed()
{
    case $how in
    *tmpfs\ with*) toy "$@" ;;
    *) (
        ulimit -f 1024
        toy "$@"
        echo "$status" >"$T/status"
    ) && status=$(cat "$T/status") ;;
    esac
}

more_room()
{
    rm -f "$T/small/filler"
}

many 300
cat >"$T/big.txt" <<'END'
<reply>
!delay 20
!fill 9000
{"model":"toy-1","choices":[{"message":{"role":"assistant","content":"@FILL@ Answer: @LETTER@"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1000,"completion_tokens":100}}
</reply>
END
serve "$T/big.txt"

# --- full on the way --------------------------------------------------------
squeezed "$T/small/r" -j 8
expect 'a disk that fills up: 5' ended 5
expect 'says where' said "$T/small/r/retort.db"
expect 'and the way out' said 'free some space and run the same command again'
mkdir "$T/copy"
cp "$T/small/r/retort.db"* "$T/copy" # to look at it there needs room as well
n=$(asked copy 'SELECT count(*) FROM answer')
expect 'the database is sound' sound copy
expect 'what was committed is there' test "$n" -gt 0
expect 'and the rest is not' test "$n" -lt 300
before=$(sent)
squeezed "$T/small/r" -j 8
expect 'without room the same again: 5' ended 5
more_room
middle=$(sent)
rm -r "$T/copy"
mkdir "$T/copy"
cp "$T/small/r/retort.db"* "$T/copy"
n=$(asked copy 'SELECT count(*) FROM answer')
toy "$T/small/r" -j 64
expect 'with room it completes' ended 0
expect 'and asks only for what is missing' \
    same "$(($(sent) - middle))" $((300 - n))
expect 'all 300 have a verdict' same "$(sqlite3 "$T/small/r/retort.db" \
    'SELECT count(*) FROM verdict')" 300
expect 'the second try lost nothing either' test "$middle" -ge "$before"

# --- full from the start ----------------------------------------------------
case $how in
*tmpfs\ with*)
    rm -r "$T/small/r"
    head -c 40m /dev/zero >"$T/small/filler" 2>/dev/null || :
    toy "$T/small/s" -n 1
    expect 'no room at all: 5' ended 5
    expect 'and a sentence' said "$T/small/s"
    more_room
    toy "$T/small/s" -n 1
    expect 'and with room it goes on' ended 0
    ;;
esac

# --- what is no database of ours --------------------------------------------
# FOLDER WORDS: refused with 5, and not a byte is changed.
refused()
{
    cp "$T/$1/retort.db" "$T/before"
    toy "$T/$1" -n 1
    expect "$1: 5" ended 5
    expect "$1: says so" said "$2"
    expect "$1: names the file" said "$T/$1/retort.db"
    expect "$1: tells the way out" said 'another folder with -o'
    expect "$1: not a byte is changed" cmp -s "$T/$1/retort.db" "$T/before"
}

asks=$(sent)
toy "$T/newer" -n 1
asked newer 'PRAGMA user_version = 99; PRAGMA journal_mode = DELETE' >/dev/null
refused newer 'was written by a newer retort (format 99'
cp -r "$T/newer" "$T/below"
asked below 'PRAGMA user_version = -3' >/dev/null
refused below 'not a database of retort'
cp -r "$T/newer" "$T/torn"
asked torn 'PRAGMA user_version = 5; DROP TABLE verdict' >/dev/null
toy "$T/torn" -n 1
expect 'a table is missing: 5' ended 5
expect '... the way out' said 'another folder with -o'
mkdir "$T/garbage" "$T/other" "$T/empty" "$T/cut"
head -c 8192 /dev/urandom >"$T/garbage/retort.db"
refused garbage 'not a database'
asked other 'CREATE TABLE run(x); PRAGMA journal_mode = WAL' >/dev/null
refused other 'not a database of retort'
head -c 6000 "$T/newer/retort.db" >"$T/cut/retort.db"
toy "$T/cut" -n 1
expect 'half a database: 5' ended 5
expect 'half a database: names it' said "$T/cut/retort.db"
echo text >"$T/file"
toy "$T/file" -n 1
expect 'a results folder that is a file: 5' ended 5
expect 'with its name' said "$T/file"
toy "$T/file/below" -n 1
expect 'and below a file: 5' ended 5
expect 'nothing of this was asked' same "$(sent)" $((asks + 1))
: >"$T/empty/retort.db"
toy "$T/empty" -n 1
expect 'an empty file becomes a database' ended 0
tap_end
