#!/bin/bash
# Every suite in tests/suites/bad ends as its first lines say, with the
# sentence its author should see, and never takes the program with it.
#   RETORT=build/release/retort tests/cli/bad_suites.sh [NAME...]
set -eu

"$RETORT" --version >/dev/null
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
trap 'exit 130' INT TERM

# Checks one: NAME. Says what is wrong, or nothing.
try()
{
    local name=$1 file=tests/suites/bad/$1.lua code=0 wanted says
    wanted=$(sed -n 's/^-- exit: //p' "$file")
    says=$(sed -n 's/^-- says: //p' "$file")
    COLUMNS=2000 timeout 120 "$RETORT" check "$file" -o "$T/out" \
        >"$T/$name.out" 2>&1 </dev/null || code=$?
    # prose is wrapped: a sentence may go on in the next line
    tr '\n' ' ' <"$T/$name.out" >"$T/$name.flat"
    if [ "$code" != "$wanted" ]; then
        echo "exit code $code, wanted $wanted"
    elif ! grep -qF -- "$says" "$T/$name.flat"; then
        echo "does not say '$says'"
    else
        return 0
    fi
    sed 's/^/# /' "$T/$name.out"
}

names=("$@")
if [ $# -eq 0 ]; then
    for file in tests/suites/bad/*.lua; do
        names+=("$(basename "$file" .lua)")
    done
fi
n=0
# some take their full 5 s: two at a time
for ((i = 0; i < ${#names[@]}; i += 2)); do
    pair=("${names[@]:i:2}")
    for name in "${pair[@]}"; do
        try "$name" >"$T/$name.wrong" &
    done
    wait
    for name in "${pair[@]}"; do
        if [ -s "$T/$name.wrong" ]; then
            echo "not ok $((n + 1)) - bad suite $name: $(cat "$T/$name.wrong")"
        else
            n=$((n + 1))
            echo "ok $n - bad suite $name"
        fi
    done
done
[ "$n" -eq "${#names[@]}" ]
