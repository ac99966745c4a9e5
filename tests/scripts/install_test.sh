#!/bin/bash
# make install puts everything where the installed program looks for it, and
# uninstall leaves nothing behind.
. tests/tap.sh

# The flags of the build that is there, so that nothing is compiled again.
mode=$(basename "$BUILD")
prefix=$(grep -oE '"[^"]*/share/retort/suites"' "$BUILD/flags" |
    sed 's|"\(.*\)/share/retort/suites"|\1|')
share=$T/stage$prefix/share/retort

try make -s MODE="$mode" PREFIX="$prefix" DESTDIR="$T/stage" install
expect 'installs' ended 0
try "$T/stage$prefix/bin/retort" --version
expect 'the program runs' said 'retort '
try diff -r suites "$share/suites"
expect 'every suite is there, with its data' ended 0
try diff -r results/recorded "$share/recorded"
expect 'the recorded results too' eval \
    'ended 0 || [ ! -d results/recorded ]'
expect 'the licence too' [ -s "$T/stage$prefix/share/doc/retort/LICENSE" ]
try find "$T/stage" -type f ! -perm -444
expect 'everyone may read it' silent

# The tree is moved: its own suites, not those of the place it was built for.
mkdir "$T/moved" "$T/away"
cp -r "$T/stage$prefix/." "$T/moved"
mv "$T/moved/share/retort/suites/mmlu-mini.lua" \
    "$T/moved/share/retort/suites/mine.lua"
cd "$T/away" || exit 1
try "$T/moved/bin/retort" show mine
expect 'what was moved finds its suites' \
    said "$T/moved/share/retort/suites/mine.lua"
try "$T/moved/bin/retort" check nosuch
expect '... and says where it looked' \
    said "none in $T/moved/share/retort/suites"
try timeout 2 "$T/moved/bin/retort" serve -p 0
cd - >/dev/null || exit 1
[ -d results/recorded ] || echo 'serving nothing: none are there' >>"$T/out"
expect '... its recorded results too' said 'serving '

try make -s MODE="$mode" PREFIX="$prefix" DESTDIR="$T/stage" uninstall
expect 'uninstalls' ended 0
try find "$T/stage" -type f
expect 'nothing is left' silent

tap_end
