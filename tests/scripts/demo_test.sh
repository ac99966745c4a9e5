#!/bin/bash
# scripts/demo: what was found stands on one screen, all else in files that
# exist and say how they were made.
set -eu
# shellcheck source=tests/tap.sh
. tests/tap.sh
root=$PWD
case $RETORT in /*) ;; *) RETORT=$PWD/$RETORT ;; esac

# a tree of its own, built already
mkdir -p "$T/tree/scripts" "$T/tree/build/release" "$T/tree/results"
cp scripts/demo "$T/tree/scripts/demo"
printf '#!/bin/sh\n' >"$T/tree/scripts/setup"
chmod +x "$T/tree/scripts/setup"
printf 'all:\n' >"$T/tree/Makefile"
ln -s "$RETORT" "$T/tree/build/release/retort"
ln -s "$root/results/recorded" "$T/tree/results/recorded"
ln -s "$root/suites" "$T/tree/suites"
demo=$T/tree/results/demo

try "$T/tree/scripts/demo"
cp "$T/out" "$T/first"
expect 'the demo: 0' ended 0
expect '... on one screen' test "$(wc -l <"$T/out")" -le 40
expect '... of 80 columns, a command apart' not grep -qE '^([^ ]| [^ ]).{80}' "$T/out"
expect '... asks everything' said '1416 requests sent'
expect '... tells what a student keeps' said 'qwen2.5-coder-0.5b keeps 49.6 %'
expect '... and who is the cheapest' said 'the cheapest is gpt-4o-mini at 1,000'
while read -r file; do
    expect "... $file is there" test -s "$demo/$file"
done < <(grep -oE '[a-z]+(\.txt|\.png|\.html)' "$T/first" | sort -u)
for name in run compare cost report; do
    expect "... $name.txt has its command" grep -qE \
        "^\\$ build/release/retort $name .*-o results/demo" "$demo/$name.txt"
done
status=0
(cd "$T/tree" && eval "$(sed -n 's/^  \(build.* show \)/\1/p' "$T/first")") \
    >"$T/out" 2>&1 || status=$?
expect 'the reply it names can be seen: 0' ended 0
expect '... with its verdict' said '--- verdict ---'
try "$T/tree/scripts/demo"
expect 'again: 0' ended 0
expect '... asks nothing' said '0 requests sent, all was stored'

rm "$T/tree/results/recorded"
try "$T/tree/scripts/demo"
expect 'no recordings: not 0' not ended 0
expect '... says why' said 'results/recorded'
tap_end
