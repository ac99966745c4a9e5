#!/bin/bash
# scripts/lint: what it cannot look at has not passed.
. tests/tap.sh

mkdir -p "$T/bin" "$T/tree"/{scripts,harness,tests}
cp .clang-format "$T/tree"
cp scripts/lint "$T/tree/scripts"
for tool in bash dirname grep; do
    ln -s "$(command -v $tool)" "$T/bin/$tool"
done
for piece in headers format shell clang tidy cppcheck; do
    try env -u CC PATH="$T/bin" scripts/lint "$piece"
    expect "$piece without its tool: 1" ended 1
    expect '... says which' grep -qE \
        "^scripts/lint: $piece: no [a-z-]+, scripts/setup --dev installs it" "$T/out"
done

echo 'int  x;' >"$T/tree/harness/a.c"
try "$T/tree/scripts/lint" format
expect 'a file of another format: 1' ended 1
expect '... is named' said harness/a.c
expect '... with the way out' said 'make format mends these'
echo 'int x;' >"$T/tree/harness/a.c"
try "$T/tree/scripts/lint" format
expect 'one of ours: 0' ended 0
echo 'NoStyle: 3' >"$T/tree/.clang-format"
try "$T/tree/scripts/lint" format
expect 'a style that cannot be read: 1' ended 1
expect '... says so' said NoStyle
tap_end
