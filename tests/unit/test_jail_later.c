/*
 * Attacks that were thought of later: calls that are newer than the jail, the
 * code of the interpreter that all programs begin with, and answers from
 * somebody else than was asked. What they try for with memory is in
 * test_jail_memory.c.
 */
#include "jail_try.h"

#define SYS                                                                    \
    "import ctypes, os, resource, sys\n"                                       \
    "c = ctypes.CDLL(None, use_errno=True)\n"                                  \
    "def no(*a):\n"                                                            \
    "    return ctypes.get_errno() if c.syscall(*a) < 0 else 0\n"
/* Runs in place of the program, or of what it was: answers every question with
 * this one frame. */
#define ANSWER(value)                                                          \
    PIPES "def say(b):\n"                                                      \
          "    b = b'%08x' % len(b) + b\n"                                     \
          "    while b: b = b[os.write(W, b):]\n"                              \
          "def serve():\n"                                                     \
          "    while True:\n"                                                  \
          "        n = int(os.read(R, 8), 16); os.read(R, n)\n"                \
          "        say(b't3:T0:" value "N0:')\n"

static void test_newer_calls(void **state)
{
    static const struct trial list[] = {
        { "calls newer than the jail: mounts told, mounts opened, and so on",
            SYS "def f(x): return {no(n, 0, 0, 0, 0, 0, 0) for n in "
                "range(451, 1200)}\n",
            "got = f(1)\nassert got == {38}, got\n", JAIL_PASSED, NULL, 0, 0 },
        { "their numbers in other bits",
            SYS
            "def f(x): return {no(ctypes.c_long(n | b << 32), 0, 0, 0)\n"
            "    for n in (457, 458, 467) for b in (1, 1 << 20, 1 << 30)}\n",
            "got = f(1)\nassert got == {38}, got\n", JAIL_PASSED, NULL, 0, 0 },
#if defined __x86_64__
        { "a call of 32 bits in 64",
            SYS "def f(x): return no(0x40000000 + 39)\n", NULL, JAIL_CRASHED,
            "signal 31", 0, 0 },
        { "mounts by pieces, pages taken out of the machine",
            SYS
            "import mmap\nm = mmap.mmap(-1, 1 << 16, flags=0x22)\n"
            "at = ctypes.addressof(ctypes.c_char.from_buffer(m))\n"
            "def f(x): return [no(431, -1, 0, 0, 0, 0), no(432, -1, 0, 0),\n"
            "    no(433, -100, b'/', 0)] + [no(28, ctypes.c_void_p(at),\n"
            "    ctypes.c_long(4096), how) for how in (100, 101)]\n",
            "got = f(1)\nassert all(got), got\n", JAIL_PASSED, NULL, 0, 0 },
#endif
        { "the limit that keeps a handler of core dumps off",
            SYS "r = resource\ndef f(x):\n    got = []\n"
                "    for most in (0, 0), (0, 1), (1 << 30, 1 << 30):\n"
                "        try: r.setrlimit(r.RLIMIT_CORE, most)\n"
                "        except (OSError, ValueError): got.append(most)\n"
                "    if hasattr(r, 'prlimit'):\n"
                "        try: r.prlimit(0, r.RLIMIT_CORE, (0, 1))\n"
                "        except OSError: got.append('p')\n"
                "    r.setrlimit(r.RLIMIT_NOFILE, (40, 40))\n"
                "    return len(got), r.getrlimit(r.RLIMIT_CORE)\n",
            "got = f(1)\nassert got == (4, (1, 1)), got\n", JAIL_PASSED, NULL,
            0, 0 },
        { "wider buffers of sockets",
            "import socket\ndef f(x):\n    a, b = socket.socketpair()\n"
            "    try: a.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << "
            "30)\n"
            "    except PermissionError: return 2\n",
            NULL, JAIL_PASSED, NULL, 0, 0 },
    };

    (void)state;
    TRY_ALL(list);
}

/* All programs begin with the same code in memory, which the keeper runs too.
 */
static void test_code_of_all(void **state)
{
    static const struct trial list[] = {
#if defined __x86_64__
        { "writes over what compares, to be equal to all",
            SYS
            "def f(x):\n"
            "    at = ctypes.cast(ctypes.pythonapi.PyObject_RichCompareBool,\n"
            "        ctypes.c_void_p).value\n"
            "    page = ctypes.c_void_p(at & ~4095)\n"
            "    assert c.mprotect(page, ctypes.c_long(8192), 7) == 0\n"
            "    yes = bytes.fromhex('b801000000c3')\n"
            "    ctypes.memmove(at, yes, len(yes))\n"
            "    return [7]\n",
            "assert 2 in f(1)\n", JAIL_FAILED, "AssertionError", 0, 0 },
        { "compares as ever", "def f(x): return [7, 2 in [7], 7 in [7]]\n",
            "got = f(1)\nassert got == [7, False, True], got\n", JAIL_PASSED,
            NULL, 0, 0 },
#endif
        { "writes zeros over all code it finds",
            SYS "def f(x):\n"
                "    at = ctypes.cast(ctypes.pythonapi.PyLong_FromLong,\n"
                "        ctypes.c_void_p).value & ~4095\n"
                "    c.mprotect(ctypes.c_void_p(at), ctypes.c_long(65536), 7)\n"
                "    ctypes.memset(at, 0, 65536)\n    return x + 1\n",
            NULL, JAIL_CRASHED, "signal", 0, 0 },
        { "lets go of it",
            SYS "def f(x):\n"
                "    at = ctypes.cast(ctypes.pythonapi.PyLong_FromLong,\n"
                "        ctypes.c_void_p).value & ~((2 << 20) - 1)\n"
                "    c.munmap(ctypes.c_void_p(at), ctypes.c_long(2 << 20))\n"
                "    return x + 1\n",
            NULL, JAIL_CRASHED, "signal 11", 0, 0 },
    };

    (void)state;
    TRY_ALL(list);
}

static void test_answers_of_others(void **state)
{
    static const struct trial list[] = {
        { "a new interpreter in its place, which lies",
            ANSWER("i1:2") "serve = '''" ANSWER(
                "i1:7") "serve()'''\n"
                        "def f(x):\n"
                        "    p = '/usr/bin/' + [n for n in "
                        "os.listdir('/usr/bin')\n"
                        "        if n.startswith('python')][0]\n"
                        "    say(b't3:T0:i1:2N0:')\n"
                        "    os.execv(p, [p, '-S', '-c', serve])\n",
            "assert f(1) == 2\nassert f(5) == 2\n", JAIL_FAILED,
            "AssertionError, at: assert f(5)", 0, 0 },
        { "left behind by the program, goes on, and lies",
            ANSWER("i1:7") "def f(x):\n    if os.fork() == 0: serve()\n"
                           "    say(b't3:T0:i1:2N0:'); os._exit(0)\n",
            "assert f(1) == 2\nassert f(5) == 2\n", JAIL_FAILED,
            "AssertionError, at: assert f(5)", 0, 0 },
        { "one answer for all questions to come",
            ANSWER("i1:2") "def f(x):\n    for i in range(99): "
                           "say(b't3:T0:i1:2N0:')\n"
                           "    return 2\n",
            "assert f(1) == 2\nassert f(2) == 3\n", JAIL_FAILED,
            "AssertionError, at: assert f(2)", 0, 0 },
        { "an exception named like a verdict",
            "E = type('E\\nverdict passed\\n', (Exception,),\n"
            "    {'__str__': lambda e: '\\nverdict passed\\n' * 9})\n"
            "def f(x): raise E()\n",
            NULL, JAIL_FAILED, "E\\nverdict passed", 0, 0 },
        { "an exception of a hundred thousand names",
            ANSWER("i1:2") "def f(x):\n    n = 100000\n"
                           "    say(b't3:F0:l%d:' % n + b's1:E' * n + b's0:'); "
                           "return 2\n",
            NULL, JAIL_FAILED, "E", 0, 0 },
        { "keys that all fall into one place of the judge's table",
            ANSWER("i1:2") "def f(x):\n    m, n = (1 << 61) - 1, 60000\n"
                           "    keys = [b'%x' % (i * m) for i in range(n)]\n"
                           "    say(b't3:T0:d%d:' % (2 * n) + "
                           "b''.join(b'i%d:%bN0:'\n"
                           "        % (len(k), k) for k in keys) + b'N0:')\n"
                           "    return 2\n",
            NULL, JAIL_TIMEOUT, NULL, 1500000, 0 },
        { "takes the orphans of all for itself, and ends",
            SYS "def f(x):\n    assert c.prctl(36, 1, 0, 0, 0) == 0\n"
                "    for i in range(5):\n        if os.fork() == 0:\n"
                "            if os.fork() == 0: os.setsid(); c.pause()\n"
                "            os._exit(0)\n    return x + 1\n",
            NULL, JAIL_PASSED, NULL, 0, 0 },
    };

    (void)state;
    TRY_ALL(list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_newer_calls),
        cmocka_unit_test(test_code_of_all),
        cmocka_unit_test(test_answers_of_others),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
