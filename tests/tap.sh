# Sourced by tests that are scripts: they print "ok 1 - what" as tests/run
# counts it, work in the empty folder $T and end with tap_end.
# shellcheck shell=bash
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
tap_n=0
tap_bad=0

# Runs a command: its output is in $T/out, its exit code in $status.
try()
{
    status=0
    "$@" >"$T/out" 2>&1 </dev/null || status=$?
}

# expect WHAT CONDITION...: the condition is a command.
expect()
{
    local what=$1
    shift
    tap_n=$((tap_n + 1))
    if "$@"; then
        echo "ok $tap_n - $what"
    else
        tap_bad=1
        echo "not ok $tap_n - $what"
        echo "# wanted: $*; exit ${status-}; output:"
        sed 's/^/# /' "$T/out"
    fi
}

# Conditions on what try ran.
ended()
{
    [ "$status" -eq "$1" ]
}

said()
{
    grep -qF -- "$1" "$T/out"
}

silent()
{
    [ ! -s "$T/out" ]
}

not()
{
    ! "$@"
}

tap_end()
{
    exit $tap_bad
}
