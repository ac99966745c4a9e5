#!/bin/bash
# retort import of a table: each checkpoint becomes a run, rows are found by
# subject and place in it, and a table of other questions is refused.
set -eu
. tests/tap.sh
case $RETORT in /*) ;; *) RETORT=$PWD/$RETORT ;; esac
cd "$T" || exit 1

cat >ck.lua <<'END'
local r = retort
local rows = {}
for i = 1, 12 do rows[i] = { i = i, group = "g" .. i % 3 } end
return r.suite {
    name = "ck", version = 1, about = "Twelve questions", data = rows,
    by = "group",
    sample = function(row)
        return {
            group = row.group, input = "Question " .. row.i .. "?",
            choices = { "one", "two", "three", "four" },
            target = ("ABCD"):sub(row.i % 4 + 1, row.i % 4 + 1),
        }
    end,
    use = r.choice { n = 4 },
}
END
# ck0 is right on 4; ck50 on 8, and of one said no letter; ck100 on all but
# one, which has no reply. Subjects take turns in the suite, not here.
awk 'BEGIN {
    printf "subject\tindex\tanswer\tck0\tck50\tck100\n"
    for (g = 0; g < 3; g++) for (i = 1; i <= 12; i++) if (i % 3 == g) {
        right = substr("ABCD", i % 4 + 1, 1)
        wrong = substr("BCDA", i % 4 + 1, 1)
        printf "g%d\t%d\t%s\t%s\t%s\t%s\n", g, seen[g]++, right,
            i <= 4 ? right : wrong,
            i == 12 ? "[Invalid] : I do not know" : i <= 8 ? right : wrong,
            i < 12 ? right : ""
    }
}' >ck.tsv

is()
{
    expect "$1" same "$(sqlite3 o/retort.db "$2" 2>&1)" "$3"
}

try "$RETORT" import ck.tsv --suite ./ck.lua -o o -q
expect 'one reply is missing: incomplete, 4' ended 4
is 'a run for each checkpoint' "SELECT group_concat(model, ' ') FROM run" \
    'ck0 ck50 ck100'
is 'right on' "SELECT group_concat(n, ' ') FROM (SELECT sum(outcome = 0) AS n
    FROM verdict GROUP BY run)" '4 8 11'
is 'rows are found by subject and place: the first four' \
    'SELECT max(n) FROM verdict WHERE run = 1 AND outcome = 0' 4
is 'what was no letter is unread, not wrong' \
    'SELECT n FROM verdict WHERE run = 2 AND outcome = 2' 12
is 'an empty cell is no reply: failed, not wrong' \
    'SELECT n FROM verdict WHERE run = 3 AND outcome = 5' 12
try "$RETORT" show ck50 12 -o o
expect 'the text stands without its mark' said '  I do not know'
try "$RETORT" trend ck0 ck50 ck100 -o o
expect 'trend takes them: 0' ended 0
expect '... in the order of the numbers' said 'ck100 looks best'
gzip -k ck.tsv
try "$RETORT" import ck.tsv.gz --suite ./ck.lua --as student=m -o o -q --json
expect '--as is put in front' said '"model":"m-ck50","role":"student"'

sed 's/\tA\t/\tB\t/' ck.tsv >other.tsv
try "$RETORT" import other.tsv --suite ./ck.lua -o bad -q
expect 'other answers: 2' ended 2
expect '... with line and both' said \
    "is answered by 'B' there and by 'A' in the suite"
printf 'g0\t9\n' >>ck.tsv
try "$RETORT" import ck.tsv --suite ./ck.lua -o bad -q
expect 'a short row: 2' ended 2
expect '... names it' said 'ck.tsv:14: 2 columns, and 6 in the header'
sed -i '$d; s/^g/x/' ck.tsv
try "$RETORT" import ck.tsv --suite ./ck.lua -o bad -q
expect 'other subjects: 2' ended 2
expect '... says so' said 'none of its 12 ids (x0/0, x0/1'
sed -i 2,99d ck.tsv
try "$RETORT" import ck.tsv --suite ./ck.lua -o bad -q
expect 'no rows: 2' ended 2
try "$RETORT" import none.tsv --suite ./ck.lua -o bad -q
expect 'no such file: 2' ended 2
try "$RETORT" import ck.tsv -o bad -q
expect 'no suite: 2' ended 2
expect 'nothing was made' not test -e bad/retort.db
# a series of more than 512 checkpoints is whole
awk 'BEGIN {
    printf "subject\tindex\tanswer"
    for (c = 0; c < 515; c++) printf "\tck%d", c
    printf "\ng1\t0\tB"
    for (c = 0; c < 515; c++) printf "\tB"
    printf "\n"
}' >wide.tsv
try "$RETORT" import wide.tsv --suite ./ck.lua -o wide -q -n 1
expect '515 columns are 515 runs' same \
    "$(sqlite3 wide/retort.db "SELECT count(*), max(model = 'ck514') FROM run")" '515|1'
tap_end
