#!/bin/sh
# Checks what the house (floor numbers below) asks of every include: it points
# down or stays in its folder, names the folder, and a library's header is seen
# by one folder only; that nothing below cli prints or exits (base does, for want
# of memory); and that no file of C has more than 600 lines.
#
#   scripts/floors.sh [ROOT]             includes and sizes (every build)
#   scripts/floors.sh --headers [ROOT]   each header compiles alone
set -eu
case ${1-} in
-h | --help) sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0" && exit ;;
esac

headers()
{
    # flags as a header meets them in the Makefile
    # shellcheck disable=SC2046
    find harness -name '*.h' | LC_ALL=C sort |
        xargs "${CC:-gcc}" -std=c11 -D_GNU_SOURCE -Wall -Wextra -Werror \
            -fsyntax-only -Iharness $(pkg-config --cflags lua5.4) -x c
}

includes()
{
    # shellcheck disable=SC2016 # awk's own dollars
    find harness -name '*.[ch]' | LC_ALL=C sort | xargs awk '
    BEGIN {
        n = split("base 0 catalog 0 io 1 stats 1 model 2 cost 2 store 3 " \
            "suite 3 run 4 report 4 cli 5", word)
        for (i = 1; i < n; i += 2)
            floor[word[i]] = word[i + 1]
        beside["cost", "model"] = 1 # money counts what model/usage.h reads

        n = split("openssl/ base zlib.h base curl/ io " \
            "seccomp.h io sqlite3.h store lua.h suite lauxlib.h suite " \
            "lualib.h suite luaconf.h suite", word)
        for (i = 1; i < n; i += 2)
            owner[word[i]] = word[i + 1]
    }
    function bad(text) {
        print FILENAME ":" FNR ": " text
        status = 1
    }
    function size() {
        if (lines > 600) {
            print file ": " lines " lines, more than 600: two ideas?"
            status = 1
        }
    }
    FNR == 1 {
        size()
        file = FILENAME
        split(file, part, "/")
        here = part[2]
        if (!(here in floor))
            bad(here " is no floor of the house")
        if (here == "catalog" && file ~ /\.c$/)
            bad("catalog holds data only")
    }
    { lines = FNR }
    here != "cli" && here != "base" {
        code = $0
        gsub(/"[^"]*"/, "", code)
        if (code ~ /(^|[^a-z_])(v?printf|puts|putchar|perror|exit)\(/ \
            || code ~ /(f(printf|puts|putc|write)|putc)\(.*std(out|err)/)
            bad("only cli prints and exits")
    }
    /^[ \t]*#[ \t]*include[ \t]*"/ {
        split($0, quoted, "\"")
        name = quoted[2]
        there = name
        sub(/\/.*/, "", there)
        if (name !~ /^[a-z]+\/([a-z]+\/)?[a-z0-9_]+\.h$/ || !(there in floor))
            bad("\"" name "\" does not name its floor, as in \"io/http.h\"")
        else if (there != here && floor[there] >= floor[here] \
            && !((here, there) in beside))
            bad(here " (floor " floor[here] ") must not see \"" name \
                "\" (floor " floor[there] ")")
    }
    /^[ \t]*#[ \t]*include[ \t]*</ {
        split($0, quoted, /[<>]/)
        name = quoted[2]
        folder = name
        sub(/\/.*/, "/", folder)
        key = name in owner ? name : folder
        if (key in owner && owner[key] != here)
            bad("<" name "> is for " owner[key] "/ only")
        if (folder != name && substr(folder, 1, length(folder) - 1) in floor)
            bad("<" name "> is ours: write it in quotes")
    }
    END {
        size()
        exit status
    }'
}

what=includes
if [ "${1-}" = --headers ]; then
    what=headers
    shift
fi
cd "${1:-$(dirname "$0")/..}"
$what
