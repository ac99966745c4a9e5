#!/bin/bash
# Readers of data as suites see them: bytes stay what they are.
# shellcheck source=tests/tap.sh
. tests/tap.sh
case $RETORT in /*) ;; *) RETORT=$PWD/$RETORT ;; esac
cd "$T" || exit 1

# Says what the first sample of a reader holds: READER, as in a suite.
reads()
{
    cat >reader.lua <<END
local r = retort
return r.suite {
    name = "reader",
    version = 1,
    about = "What a reader gives",
    data = $1,
    sample = function(row)
        local cells = {}
        for name, cell in pairs(row) do
            cells[#cells + 1] = name .. "<" .. tostring(cell) .. ">" .. type(cell)
        end
        table.sort(cells)
        return { input = table.concat(cells, "|"), target = "x" }
    end,
    prompt = "{input}",
    extract = r.extract.whole(),
    score = r.score.exact(),
}
END
    try "$RETORT" show ./reader.lua "${2:-1}" --json
}

printf '\xef\xbb\xbfname,value\r\nNone,007\r\n"a, ""b""\nc",1e3\r\nnan,\r\nTRUE, x \r\n' >q.csv
reads 'r.csv "q.csv"'
expect 'None and 007 stay text, a BOM goes' said '"name<None>string|value<007>string"'
reads 'r.csv "q.csv"' 2
expect 'commas, quotes and newlines in quotes' said \
    '"name<a, \"b\"\nc>string|value<1e3>string"'
reads 'r.csv "q.csv"' 3
expect 'nan stays text, empty stays empty' said '"name<nan>string|value<>string"'
reads 'r.csv "q.csv"' 4
expect 'blanks stay' said '"name<TRUE>string|value< x >string"'
gzip -k q.csv && mv q.csv plain.csv
reads 'r.csv { "q.csv", place = "row" }' 4
expect 'gzip is found by the plain name; place counts from 0' said \
    '|row<3>number|value< x >string"'
gzip -c plain.csv >hidden.csv
reads 'r.csv "hidden.csv"'
expect 'gzip without .gz' said 'name<None>string'

printf '"one" quote\t1\nb\t"2\n' >t.tsv
reads 'r.tsv { "t.tsv", columns = { "a", "b" }, quotes = false }'
expect 'tsv without a header: quotes are bytes' said \
    '"a<\"one\" quote>string|b<1>string"'
reads 'r.tsv { "t.tsv", columns = { "a", "b" }, quotes = false }' 2
expect '  an open one too' said 'b<\"2>string'
reads 'r.tsv { "t.tsv", columns = { "a", "b", "c" }, quotes = false }'
expect '  and columns are counted' said '2 fields, but the header has 3'

printf '\xef\xbb\xbf{"a":"None","b":7,"c":7.5,"d":true,"e":null}\n\n{"a":"\\u00e9"}\n' >j.jsonl
reads 'r.jsonl "j.jsonl"'
expect 'jsonl: a BOM goes, kinds stay' said \
    'a<None>string|b<7>number|c<7.5>number|d<true>boolean"'
reads 'r.jsonl "j.jsonl"' 2
expect '  blank lines are no rows' said 'a<é>string'

mkdir texts && printf '\xef\xbb\xbfone\n' >texts/b.txt && printf two >texts/a.txt
reads 'r.text { "texts/*.txt", tag = "name" }' 2
expect 'text: a file is a row, in the order of names' said \
    'name<b>string|text<one\n>string'
reads 'r.text { "texts/*.md" }'
expect '  none there: where it was looked for' said "data file 'texts/*.md' is not there"
tap_end
