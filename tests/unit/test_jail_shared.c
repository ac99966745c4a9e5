/*
 * What the programs of one keeper have in common: an empty network namespace,
 * the memory the keeper had when it made them, its library, its machine. None
 * of it carries anything from one to another, or to the verdict.
 */
#include "jail_try.h"

#define SYS                                                                    \
    "import ctypes, os, socket, sys\n"                                         \
    "c = ctypes.CDLL(None, use_errno=True)\n"                                  \
    "def no(*a):\n"                                                            \
    "    return ctypes.get_errno() if c.syscall(*a) < 0 else 0\n"

/* A socket with a name is the only thing that one program could leave in the
 * network namespace and another could find there. */
static void test_shared_network(void **state)
{
    static const struct trial list[] = {
        { "pairs of every kind but streams",
            "import socket\ndef f(x):\n    got = []\n"
            "    for family in range(46):\n        for kind in range(16):\n"
            "            for flags in 0, 0o4000, 0o2000000:\n"
            "                try: socket.socketpair(family, kind | flags)\n"
            "                except OSError: continue\n"
            "                got.append((family, kind))\n"
            "    return got\n",
            "assert f(1) == [(1, 1)] * 3\n", JAIL_PASSED, NULL, 0, 0 },
#if defined __x86_64__
        { "numbers that are cut to a pair of datagrams",
            SYS
            "def f(x):\n    two = (ctypes.c_int * 2)()\n"
            "    return [no(53, ctypes.c_long(a), ctypes.c_long(b), 0, two)\n"
            "        for a, b in ((1, 2), (1 | 1 << 32, 2), (1, 2 | 1 << 32),\n"
            "            (1 | 1 << 40, 1 << 40 | 3), (1, 5 | 1 << 63 - 1),\n"
            "            (1, 2 | 0o4000 | 1 << 35), (1 | 1 << 33, 1))]\n",
            "got = f(1)\nassert got == [1] * 7, got\n", JAIL_PASSED, NULL, 0,
            0 },
#endif
        { "a name for a pair of streams",
            "import socket\ndef f(x):\n    a, b = socket.socketpair()\n"
            "    got = []\n    def t(what, *args):\n"
            "        try: what(*args); got.append(what.__name__)\n"
            "        except OSError: pass\n"
            "    a.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)\n"
            "    t(a.bind, '\\0mark'); t(a.bind, ''); t(a.listen, 1)\n"
            "    t(a.connect, '\\0mark'); t(a.connect, '\\00001')\n"
            "    t(a.sendto, b'x', '\\0mark'); t(a.accept)\n"
            "    t(a.sendmsg, [b'x'], [], 0, '\\0mark')\n"
            "    b.close(); t(a.send, b'x'); t(a.bind, '\\0mark')\n"
            "    t(a.sendto, b'x', '\\0mark'); t(a.connect, '\\0mark')\n"
            "    return got, a.getsockname()\n",
            "got = f(1)\nassert got == ([], ''), got\n", JAIL_PASSED, NULL, 0,
            0 },
        { "the interface of the namespace",
            "import fcntl, socket\ndef f(x):\n"
            "    a, b = socket.socketpair()\n    got = []\n"
            "    lo = b'lo' + bytes(38)\n"
            "    for call in range(0x8900, 0x89ff):\n"
            "        try: fcntl.ioctl(a, call, lo); got.append(hex(call))\n"
            "        except OSError: pass\n    return got\n",
            /* those that read; none that sets */
            "got = set(f(1)) - {'0x8903', '0x8904', '0x8905', '0x8912',\n"
            "    '0x8913', '0x891d', '0x8921', '0x8927', '0x8933', '0x8942',\n"
            "    '0x8970'}\nassert not got, got\n",
            JAIL_PASSED, NULL, 0, 0 },
    };

    (void)state;
    TRY_ALL(list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shared_network),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
