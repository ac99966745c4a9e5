#!/bin/bash
# The wire between judge and program, in C that a hostile program speaks to: in
# the library as it is built, and in one with sanitizers.
. tests/tap.sh

python=/usr/bin/python3
build=${BUILD:-build/release}
sources=$(make -s show-inside)

run() # LIBRARIES N NAME
{
    try env LD_PRELOAD="$1" "$python" -I -S tests/scripts/jail_wire.py "$2"
    while read -r line; do
        expect "$3: ${line#* - }" test "${line%% *}" = ok
    done <"$T/out"
    expect "$3: it came to the end" ended 0
}

run "$build/jail_inside.so" 100000 library

# shellcheck disable=SC2086 # a word for each file
try gcc -std=c11 -D_GNU_SOURCE -Iharness -O1 -g -fPIC -shared \
    -fsanitize=address,undefined -fno-sanitize-recover=undefined \
    -o "$T/jail.so" $sources
expect 'it is built with sanitizers' ended 0
# Python itself keeps what it never gives back
export ASAN_OPTIONS=detect_leaks=0 PYTHONMALLOC=malloc
run "$(gcc -print-file-name=libasan.so):$(
    gcc -print-file-name=libubsan.so):$T/jail.so" 30000 sanitizers
tap_end
