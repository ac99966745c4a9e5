#!/bin/bash
# Every exchange of tests/wire through the real program: the exact bytes that
# were sent, and what became of each reply.
set -eu
. tests/server.sh

python3 tests/wire/check.py "$RETORT" "$BUILD/wire/faulty" "$T" \
    tests/wire/*.txt
