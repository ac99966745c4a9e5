#!/bin/bash
# Every script says how it is used, and does nothing else then.
. tests/tap.sh

for script in scripts/* tests/run; do
    if [ -d "$script" ] || [ ! -x "$script" ]; then continue; fi
    for flag in -h --help; do
        status=0
        "$script" "$flag" >"$T/out" 2>"$T/err" </dev/null || status=$?
        expect "$script $flag: 0" ended 0
        expect '... nothing is wrong' test ! -s "$T/err"
        expect '... says how it is called' said "$script"
    done
done
for script in demo setup fetch-data; do
    try "scripts/$script" --what
    expect "scripts/$script: an unknown option: 2" ended 2
done
tap_end
