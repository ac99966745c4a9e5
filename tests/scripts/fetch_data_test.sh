#!/bin/bash
# scripts/fetch-data against a made-up folder, a made-up network, and the real
# folder where there is one.
. tests/tap.sh

export DATA_MANIFEST=$T/manifest
mkdir -p "$T/home/a" "$T/home/b" "$T/bin"
printf 'one\n' >"$T/home/a/one.csv"
seq 5 | gzip -n >"$T/home/a/five.txt.gz"
printf 'other\n' >"$T/home/b/other.txt"

row() # SET FILE CONTENT URL LINES
{
    printf '%s\t%s\t%d\t%s\t%s\t%s\n' "$1" "$2" "${#3}" \
        "$(printf %s "$3" | sha256sum | cut -d ' ' -f 1)" "$4" "$5"
}

{
    echo '# set file'
    row a a/one.csv $'one\n' https://example.org/a/one.csv -
    row a a/five.txt $'1\n2\n3\n4\n5\n' https://example.org/a/five.txt.gz -
    row b b/other.txt $'other\n' https://example.org/b/other.txt -
} >"$T/manifest"

fetch()
{
    try scripts/fetch-data --to "$T/data" "$@"
}

fetch --from "$T/home" a
expect 'from a folder' ended 0
expect 'says how many' said '2 new, 0 already there, 0 failed'
expect 'plain as it was' cmp -s "$T/home/a/one.csv" "$T/data/a/one.csv"
expect 'packed comes unpacked' [ "$(wc -l <"$T/data/a/five.txt")" = 5 ]
expect 'only the set that was named' [ ! -e "$T/data/b" ]
fetch "--from=$T/home"
expect 'goes on where it stopped' said '1 new, 2 already there'

echo 'changed' >"$T/data/a/one.csv"
fetch --from "$T/home"
expect 'a damaged file is brought again' said '1 new, 2 already there'
expect '  and right' cmp -s "$T/home/a/one.csv" "$T/data/a/one.csv"

rm -r "$T/data"
echo 'forged' >"$T/home/a/one.csv"
fetch --from "$T/home"
expect 'another hash fails' ended 1
expect '  the file is named' said 'a/one.csv: not the file we know'
expect '  what was expected' said \
    "expected SHA-256 $(printf 'one\n' | sha256sum | cut -d ' ' -f 1) (4 bytes)"
expect '  what came' said \
    "got      SHA-256 $(printf 'forged\n' | sha256sum | cut -d ' ' -f 1)"
expect '  it is not kept' [ "$(ls "$T/data/a")" = five.txt ]
expect '  the others are' said '2 new, 0 already there, 1 failed'

head -c 20 "$T/home/a/five.txt.gz" >"$T/cut" && mv "$T/cut" \
    "$T/home/a/five.txt.gz"
rm "$T/data/a/five.txt" "$T/home/b/other.txt"
fetch --from "$T/home"
expect 'a damaged gzip fails' said 'a/five.txt: cannot be unpacked'
fetch --from "$T/home" b
expect 'what is there stays' said '0 new, 1 already there'
rm "$T/data/b/other.txt"
fetch --from "$T/home" b
expect 'a file the folder lacks' said "neither $T/home/b/other.txt nor"
expect 'nothing half done is left' [ -z "$(find "$T/data" -type f)" ]

# A network of files: curl ... -o FILE URL
cat >"$T/bin/curl" <<EOT
#!/bin/sh
while [ \$# -gt 1 ]; do [ "\$1" != -o ] || out=\$2; shift; done
echo "\$1" >>$T/asked
cp "$T/web/\${1#https://example.org/}" "\$out"
EOT
chmod +x "$T/bin/curl"
PATH=$T/bin:$PATH
mkdir -p "$T/web/a"
printf 'one\n' >"$T/web/a/one.csv"
seq 9 | gzip -n >"$T/web/a/five.txt.gz"
sed -i '/five/s/-$/5/' "$T/manifest"
fetch a
expect 'from the network' said '2 new, 0 already there, 0 failed'
expect 'the first lines of a longer file' [ "$(tail -n 1 \
    "$T/data/a/five.txt")" = 5 ]
fetch b
expect 'a network that fails' ended 1
expect '  the address is named' said https://example.org/b/other.txt
expect '  and what to do' said 'run it again'
: >"$T/asked"
fetch a
expect 'nothing is fetched twice' [ ! -s "$T/asked" ]

# An archive of which one folder is wanted, and a hash nobody knows.
mkdir -p "$T/tree/top/data/some" "$T/tree/top/data/other"
echo '{"test": [[1, 2]], "train": []}' >"$T/tree/top/data/some/b.json"
echo '{"train": [0]}' >"$T/tree/top/data/some/a.json"
echo '{}' >"$T/tree/top/data/other/c.json"
tar -C "$T/tree" -czf "$T/web/tree" top
printf 'c\tc.jsonl\t-\t-\thttps://example.org/tree\ttar:data/some\n' \
    >>"$T/manifest"
fetch c
expect 'the files of a folder of an archive' ended 0
expect '  one a line, by name' [ "$(cat "$T/data/c.jsonl")" = \
    '{"id":"a","train":[0]}
{"id":"b","test":[[1,2]],"train":[]}' ]
expect 'a hash nobody knows is said' said \
    "c.jsonl: nobody told us its SHA-256; it has $(sha256sum \
        <"$T/data/c.jsonl" | cut -d ' ' -f 1)"
fetch c
expect '  and the file taken for right' said '0 new, 1 already there'

fetch nothing
expect 'an unknown set' ended 2
expect '  those that there are' said 'sets: a b c'
fetch --from "$T/nowhere"
expect 'an unknown folder' ended 2

unset DATA_MANIFEST
if [ -d "${SHARED-}/data/mmlu" ]; then
    fetch --from "$SHARED/data" bbh gsm8k humaneval mbpp mmlu svamp
    expect 'the real sets, every file' said '173 new, 0 already there, 0 failed'
    fetch --from "$SHARED/data" arc-agi mgsm
    expect 'and of others those it has' said '3 new, 0 already there, 10 failed'
else
    echo "# no $SHARED/data: the real sets were not looked at"
fi

tap_end
