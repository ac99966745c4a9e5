#!/bin/bash
# What keeps forks of the keeper cheap (harness/io/jail/jail_settle.h) changes
# nothing that Python can see.
. tests/tap.sh

library=${BUILD:-build/release}/jail_inside.so

cat > "$T/settle.py" << 'EOF'
import ctypes, gc, os, sys

HUGE = 2 << 20
library = ctypes.PyDLL(sys.argv[1])


def things(n):
    return [{"a%d" % i: [i, str(i) * (i % 99)], i: (i, float(i))}
            for i in range(n)]


def line_up():
    """Memory that begins where a huge page may, and is as large as one."""
    for line in open("/proc/self/maps"):
        first, last = (int(x, 16) for x in line.split()[0].split("-"))
        if "rw-p" in line and first % HUGE == 0 and last - first >= HUGE:
            return True
    return False


had = things(20000)
del had[::2]
said = repr(had)
for _ in range(2):
    gc.collect()
    library.jail_settle_heap()
    library.jail_settle_pages()
    library.jail_settle_text()
print("same", repr(had) == said)
pid = os.fork()
if pid == 0:
    del had[::3]
    more = things(20000)
    os._exit(len(more) != 20000 or repr(had[0]) == said)
print("fork", os.waitpid(pid, 0)[1])
print("still", repr(had) == said)
del had
gc.collect()
print("again", repr(things(20000)[1::2]) == said)
print("lined up", line_up())
EOF

for preload in "$library" ''; do
    try env LD_PRELOAD="$preload" /usr/bin/python3 -I -S "$T/settle.py" \
        "$library"
    expect "it ends well${preload:+, loaded first}" ended 0
    for what in 'same True' 'fork 0' 'still True' 'again True'; do
        expect "$what${preload:+, loaded first}" said "$what"
    done
    [ -z "$preload" ] || expect 'objects begin with a huge page' \
        said 'lined up True'
done
tap_end
