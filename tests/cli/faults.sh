#!/bin/bash
# Every kind of fault that `retort serve --faults` knows, met once by a run:
# what becomes of the sample, how often it is asked, how the run ends. And how
# a wish that makes no sense is told.
set -eu
. tests/tap.sh
case $RETORT in /*) ;; *) RETORT=$PWD/$RETORT ;; esac

python3 tests/wire/faults.py "$RETORT" "$T" | grep -v '^1\.\.' || tap_bad=1
tap_n=1000
echo '{}' >"$T/canned"

# SPEC WORDS: refused with 2.
refused()
{
    try "$RETORT" serve -p 0 --canned "$T/canned" --faults "$1"
    expect "--faults '$1': 2" ended 2
    expect "--faults '$1': says why" said "$2"
}

refused nonsense "there is no fault 'nonsense'"
refused mix=2 "'mix=2' wants a share"
refused mix=x "'mix=x' wants a share"
refused mix=nan "'mix=nan' wants a share"
refused server_500:-1 "'server_500:-1' wants a share"
refused half,server_500:0.6 'add up to 1.1'
refused seed=1.5 "'seed=1.5' wants a whole number"
refused seed=7 'wants half'
refused , 'wants half'
refused server_50 "there is no fault 'server_50'"
tap_end
