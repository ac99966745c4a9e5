#!/bin/bash
# scripts/floors.sh sees each break of the house rules, and only those.
. tests/tap.sh

H=$T/tree/harness
mkdir -p "$H"/{base,catalog,io,stats,model,cost,store,suite,run,report,cli}

# Puts one include line into a file of the tree and runs the check.
with() # FILE LINE
{
    mkdir -p "$(dirname "$H/$1")"
    printf '/* x */\n%s\n' "$2" >"$H/$1"
    try scripts/floors.sh "$T/tree"
    rm "$H/$1"
}

good()
{
    with "$1" "$2"
    expect "$1 may have $2" ended 0
}

bad()
{
    with "$1" "$2"
    expect "$1 must not have $2" not ended 0
    expect "  and the line is named" said "harness/$1:2: "
}

good base/a.c '#include "base/err.h"'
good base/a.c '#include <string.h>'
good base/a.c '#include <zlib.h>'
good base/a.c '#include <openssl/sha.h>'
good base/a.c '#include <openssl/evp.h>'
good io/a.c '#include <curl/curl.h>'
good io/a.h '#include <sys/stat.h>'
good suite/a.c '  #  include <lua.h>'
good store/a.c '#include <sqlite3.h>'
good cost/a.c '#include "model/usage.h"'
good cli/a.c '#include "report/chart/chart.h"'
good io/jail/a.c '#include <curl/curl.h>'
good cli/a.c '#include "catalog/embed.h"'
good cli/a.c '/* #include "nothing" */'

bad base/a.c '#include "io/http.h"'
bad io/a.h '#include "model/model.h"'
bad io/a.c '#include "stats/mean.h"'
bad model/a.c '#include "cost/price.h"'
bad model/a.c $'#\tinclude\t"store/store.h"'
bad store/a.c '#include "suite/suite.h"'
bad suite/a.c '#include "store/store.h"'
bad run/a.c '#include "report/chart/chart.h"'
bad report/a.c '#include "run/run.h"'
bad report/chart/a.c '#include "run/run.h"'
bad report/chart/a.c '#include <sqlite3.h>'
bad report/a.c '#include "report/chart/a/chart.h"'
bad report/a.c '#include "cli/exit.h"'
bad base/a.c '#include "err.h"'
bad run/a.c 'fprintf(stderr, "x");'
bad io/jail/a.c '    exit(1);'
good io/jail/a.c '    _exit(buf_printf("exit(1)"));'
good cli/a.c 'puts("x");'
bad base/a.c '#include "../base/err.h"'
bad base/a.c '#include "attic/err.h"'
bad base/a.c '#include <base/err.h>'
bad model/a.c '#include <openssl/evp.h>'
bad store/a.c '#include <zlib.h>'
bad suite/a.c '#include <openssl/evp.h>'
bad cli/a.c '#include <curl/curl.h>'
bad run/a.c '#include <lauxlib.h>'
bad report/a.c '#include <sqlite3.h>'
bad suite/a.c '#include <seccomp.h>'

with attic/a.c ''
expect 'a folder that is no floor' said 'attic is no floor'
with catalog/a.c ''
expect 'code in the catalogue' said 'catalog holds data only'

seq 600 | sed 's/.*/;/' >"$H/base/long.c"
try scripts/floors.sh "$T/tree"
expect '600 lines are fine' ended 0
echo ';' >>"$H/base/long.c"
try scripts/floors.sh "$T/tree"
expect '601 are not' said 'harness/base/long.c: 601 lines'
expect '  and fail' not ended 0
rm "$H/base/long.c"

printf '#include <stddef.h>\nsize_t a(void);\n' >"$H/base/a.h"
try scripts/floors.sh --headers "$T/tree"
expect 'a header that compiles alone' ended 0
printf 'size_t a(void);\n' >"$H/base/a.h"
try scripts/floors.sh --headers "$T/tree"
expect 'one that does not' not ended 0
expect '  is named' said 'harness/base/a.h'

tap_end
