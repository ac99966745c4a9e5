#!/bin/bash
# tests/run counts what it should, on a made-up project.
. tests/tap.sh

P=$T/project
mkdir -p "$P"/{tests/{unit,scripts,cli,conformance},build/release/unit}
cp tests/run "$P/tests/"

script() # NAME, commands on standard input
{
    { echo '#!/bin/sh'; cat; } >"$P/tests/scripts/$1.sh"
    chmod +x "$P/tests/scripts/$1.sh"
}

unit() # NAME, output on standard input; exit code
{
    touch "$P/tests/unit/$1.c"
    { echo '#!/bin/sh'; echo 'cat <<EOT'; cat; echo EOT; echo "exit $2"; } \
        >"$P/build/release/unit/$1"
    chmod +x "$P/build/release/unit/$1"
}

closing()
{
    [ "$(tail -n 1 "$T/out")" = "$1" ]
}

go()
{
    try env -u CI SHARED="$P/none" "$P/tests/run" "$@"
}

go unit scripts
expect 'nothing ran: a failure' not ended 0
expect '  with its closing line' closing '0 passed, 0 failed'

echo 'echo hello' | script good
go scripts
expect 'a program that ends well' ended 0
expect '  is one test' closing '1 passed, 0 failed'
expect '  and its log is not shown' not said hello

script bad <<'EOT'
echo 'ok 1 - a'
echo 'not ok 2 - b'
echo why
exit 1
EOT
go scripts
expect 'one that fails' not ended 0
expect '  is counted by its lines' closing '2 passed, 1 failed'
expect '  and its log is shown' said '| why'
rm "$P/tests/scripts/bad.sh"

script dies <<'EOT'
kill -SEGV $$
EOT
go scripts
expect 'one that crashes' closing '1 passed, 1 failed'
rm "$P/tests/scripts/dies.sh"

printf '#!/bin/sh\n' >"$P/tests/scripts/locked.sh"
go scripts
expect 'one that cannot be started' closing '1 passed, 1 failed'
rm "$P/tests/scripts/locked.sh"

printf 'echo no moon today\nexit 77\n' | script moon
go scripts
expect 'one that cannot run here' ended 0
expect '  is skipped aloud' said 'SKIP  scripts/moon: no moon today'
expect '  again at the end' said 'NOT RUN: scripts/moon: no moon today'

unit test_a 0 <<'EOT'
[ RUN      ] one
[       OK ] one
[==========] 3 test(s) run.
[  PASSED  ] 2 test(s).
[  SKIPPED ] 1 test(s), listed below:
[  SKIPPED ] three
EOT
go unit
expect 'cases count' closing '2 passed, 0 failed'
expect '  the skipped one is named' said 'unit/test_a: 1 of its tests: three'
unit test_b 1 <<'EOT'
[  PASSED  ] 1 test(s).
[  FAILED  ] 2 test(s), listed below:
EOT
unit test_c 0 </dev/null
go unit
expect 'failures and empty programs' closing '3 passed, 3 failed'
rm "$P/build/release/unit/test_b" "$P/tests/unit/test_c.c"
go unit
expect 'one that was not built' closing '2 passed, 1 failed'

go conformance scripts
expect 'no reference figures: said' said 'SKIP  conformance'
expect '  and no failure' ended 0
CI=true SHARED=$P/none try "$P/tests/run" conformance scripts
expect '  in CI it is one' closing '1 passed, 1 failed'

# Ends well only while the other runs as well.
meets() # OTHER, own name
{
    cat <<EOT
touch $T/here.$2
for i in \$(seq 100); do [ ! -e $T/here.$1 ] || exit 0; sleep 0.1; done
exit 1
EOT
}
rm "$P"/tests/scripts/*
meets b a | script a
meets a b | script b
TEST_JOBS=2 go scripts
expect 'two run side by side' closing '2 passed, 0 failed'
expect '  what they took is said' said '  scripts: 2 programs, the longest scripts/'
for name in a b; do
    script $name <<EOT
mkdir $T/alone || exit 1
sleep 0.3
rmdir $T/alone
EOT
done
TEST_JOBS=1 go scripts
expect '  or one at a time' closing '2 passed, 0 failed'

go nonsense
expect 'an unknown group' ended 2

tap_end
