/*
 * The memory of all processes of a job together is bounded, whatever they do
 * to hide it; what they share is counted once.
 */
#include "jail_try.h"

enum { MB = 1 << 20 };

#define HOLD                                                                   \
    "import mmap, os, threading, time\n"                                       \
    "def hold(n):\n"                                                           \
    "    try: a = bytearray(b'x') * (n << 20); time.sleep(99)\n"               \
    "    finally: os._exit(0)\n"

struct bomb {
    const char *name, *program;
    int64_t total_size; // 0: the usual
    enum jail_verdict want;
    const char *says;
};

static void try_bomb(const struct bomb *b)
{
    struct jail_job job = job_of(b->program, "assert f(1) == 2\n");
    struct jail_result r;

    job.wall_us = 20000000;
    job.total_size = b->total_size;
    r = run_job(&job);
    if (r.verdict != b->want || strstr(r.message, b->says) == NULL)
        fail_msg(
            "%s: %s: %s", b->name, jail_verdict_name(r.verdict), r.message);
    honest_passes();
}

#define TRY_BOMBS(list)                                                        \
    for (size_t i = 0; i < sizeof(list) / sizeof *(list); i++)                 \
    try_bomb(&(list)[i])

static const char too_much[] = "MB of memory in all its processes";

static void test_bombs(void **state)
{
    static const struct bomb list[] = {
        { "as many processes as it may have, 400 MB each",
            HOLD "def f(x):\n    try:\n        while True:\n"
                 "            if os.fork() == 0: hold(400)\n"
                 "    except OSError: hold(400)\n",
            0, JAIL_CRASHED, "more than 1024 MB of memory" },
        { "each from the one before",
            HOLD "def f(x):\n    for i in range(20):\n"
                 "        if os.fork() != 0: hold(30)\n    time.sleep(99)\n",
            200 * MB, JAIL_CRASHED, too_much },
        { "left by their parents, in sessions of their own",
            HOLD "def f(x):\n    for i in range(20):\n"
                 "        if os.fork() == 0:\n            os.setsid()\n"
                 "            if os.fork() == 0: hold(30)\n"
                 "            os._exit(0)\n        os.wait()\n"
                 "    time.sleep(99)\n",
            200 * MB, JAIL_CRASHED, too_much },
        { "forked by threads",
            HOLD "def g():\n    if os.fork() == 0: hold(60)\n"
                 "    time.sleep(99)\n"
                 "def f(x):\n    for i in range(8):\n"
                 "        threading.Thread(target=g, daemon=True).start()\n"
                 "    time.sleep(99)\n",
            200 * MB, JAIL_CRASHED, too_much },
        { "tables of pages, for a page here and there",
            HOLD "import ctypes\nc = ctypes.CDLL(None)\n"
                 "c.mmap.restype = ctypes.c_void_p\n"
                 "def f(x):\n    for i in range(4): os.fork()\n"
                 "    for i in range(60000):\n"
                 "        p = c.mmap(ctypes.c_void_p(1 << 44 | i << 30),\n"
                 "            ctypes.c_long(4096), 3, 0x22, -1, 0)\n"
                 "        ctypes.memset(p, 1, 1)\n"
                 "    time.sleep(99)\n",
            200 * MB, JAIL_CRASHED, too_much },
        { "new processes all the time",
            HOLD "def f(x):\n    a = bytearray(b'x') * (120 << 20)\n"
                 "    if os.fork() == 0: hold(120)\n"
                 "    while True:\n"
                 "        if os.fork() != 0: os._exit(0)\n"
                 "        a[::4096] = bytes(len(a[::4096]))\n",
            200 * MB, JAIL_CRASHED, "" },
    };

    (void)state;
    TRY_BOMBS(list);
}

/* Shared memory is there as long as one page of it is mapped anywhere, and
 * nothing tells whose the others are. */
static void test_hidden_memory(void **state)
{
    static const struct bomb list[] = {
        { "shared memory of which a page is kept",
            "import ctypes, os\nc = ctypes.CDLL(None, use_errno=True)\n"
            "c.mmap.restype = ctypes.c_void_p\n"
            "def f(x):\n    got = []\n"
            "    for how in 0x21, 0x23, 0x8021, 0x4021, 0x40021:\n"
            "        at = c.mmap(None, ctypes.c_long(1 << 20), 3, how, -1, 0)\n"
            "        if at != 2**64 - 1: got.append(how)\n"
            "    return got if got else 2\n",
            0, JAIL_PASSED, "" },
        { "the same by a device",
            "import mmap, os\ndef f(x):\n    got = []\n"
            "    for n in os.listdir('/dev'):\n"
            "        try:\n"
            "            mmap.mmap(os.open('/dev/' + n, os.O_RDWR), 4096)\n"
            "            got.append(n)\n"
            "        except OSError: pass\n    return got if got else 2\n",
            0, JAIL_PASSED, "" },
        { "a file of its own is in /tmp, and bounded",
            "import mmap\ndef f(x):\n    with open('a', 'w+b') as o:\n"
            "        o.truncate(1 << 20)\n        m = mmap.mmap(o.fileno(), "
            "0)\n"
            "    m[:2] = b'ab'; return 2 if m[1] == 98 else 0\n",
            0, JAIL_PASSED, "" },
        { "memory without a file that is not shared",
            "import mmap\ndef f(x):\n    m = mmap.mmap(-1, 1 << 20, "
            "flags=mmap.MAP_PRIVATE)\n"
            "    m[:2] = b'ab'; return 2 if m[1] == 98 else 0\n",
            0, JAIL_PASSED, "" },
    };

    (void)state;
    TRY_BOMBS(list);
}

/* What a fork has in common with its parent is there once. */
static void test_honest_forks(void **state)
{
    static const struct bomb list[] = {
        { "one large table, many that read it",
            "import os, time\ndef f(x):\n"
            "    a = bytearray(b'x') * (100 << 20)\n"
            "    for i in range(12):\n        if os.fork() == 0:\n"
            "            time.sleep(0.5)\n"
            "            os._exit(a.count(b'y'))\n"
            "    return 2 + sum(os.wait()[1] for i in range(12))\n",
            300 * MB, JAIL_PASSED, "" },
        { "nearly as much as it may",
            "import os, time\ndef f(x):\n    for i in range(3):\n"
            "        if os.fork() == 0:\n"
            "            a = bytearray(b'x') * (250 << 20)\n"
            "            time.sleep(0.2); os._exit(0)\n"
            "    return 2 + sum(os.wait()[1] for i in range(3))\n",
            0, JAIL_PASSED, "" },
    };

    (void)state;
    TRY_BOMBS(list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bombs),
        cmocka_unit_test(test_hidden_memory),
        cmocka_unit_test(test_honest_forks),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
