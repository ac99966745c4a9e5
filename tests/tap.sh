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

# Both words are the same.
same()
{
    [ "$1" = "$2" ] || { echo "# '$1' is not '$2'" && false; }
}

# What holds of o, the JSON in FILE ($T/out): EXPRESSION [FILE]
gives()
{
    python3 -c 'import json, sys
o = json.load(open(sys.argv[1]))
sys.exit(not eval("(" + sys.argv[2] + ")"))' "${2-$T/out}" "$1"
}

# Writes a suite of N samples s1, s2, ... of which "yes" is the right answer:
# FILE N [NAME [QUESTION [EXTRACT]]]
yes_suite()
{
    cat >"$1" <<END
local r = retort
local rows = {}
for i = 1, $2 do
    rows[i] = { id = "s" .. i, q = "${4-question} " .. i }
end
return r.suite {
    name = "${3-flip}", version = 1, about = "Says yes", data = rows,
    sample = function(row)
        return { id = row.id, input = row.q, target = "yes" }
    end,
    prompt = "{input}", ideal = "{target}",
    extract = r.extract.${5-whole}(), score = r.score.exact(),
}
END
}

tap_end()
{
    exit $tap_bad
}
