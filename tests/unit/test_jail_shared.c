/*
 * What the programs of one keeper have in common: empty namespaces (network,
 * IPC, UTS, cgroup), the memory the keeper had when it made them, its library,
 * its machine. None of it carries anything from one to another, or to the
 * verdict.
 */
#include "jail_try.h"

#include "base/buf.h"

#define SYS                                                                    \
    "import ctypes, os, socket, sys\n"                                         \
    "c = ctypes.CDLL(None, use_errno=True)\n"                                  \
    "def no(*a):\n"                                                            \
    "    return ctypes.get_errno() if c.syscall(*a) < 0 else 0\n"
#define REFUSED "got = f(1)\nassert all(got), got\n"

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

/* Nothing of System V's or POSIX's can be made there, so none is found. */
static void test_shared_ipc(void **state)
{
#if defined __x86_64__
    static const struct trial list[] = {
        { "memory, semaphores and queues are made",
            SYS "def f(x):\n    return [no(n, key, a, b | 0o1600)\n"
                "        for key in (0, 1, 77, -1) for n, a, b in\n"
                "        ((29, 4096, 0), (64, 1, 0), (68, 0o1600, 0))] + [\n"
                "        no(240, name, 0o102, 0o600, 0)\n"
                "        for name in (b'a', b'/a', b'')]\n",
            "got = f(1)\nassert set(got) == {1}, got\n", JAIL_PASSED, NULL, 0,
            0 },
        { "and found by number",
            SYS "def f(x):\n    room = bytes(64)\n"
                "    return [no(*call) for i in range(40) for call in (\n"
                "        (30, i, 0, 0), (65, i, room, 1), (69, i, room, 8,\n"
                "        0o4000), (70, i, room, 8, 0, 0o4000), (31, i, 2,\n"
                "        room), (66, i, 0, 2, room), (71, i, 2, room))]\n",
            REFUSED, JAIL_PASSED, NULL, 0, 0 },
        { "the machine's name",
            SYS "def f(x):\n    no(170, b'mark', 4), no(171, b'mark', 4)\n"
                "    return os.uname().nodename\n",
            "got = f(1)\nassert got == 'jail', got\n", JAIL_PASSED, NULL, 0,
            0 },
    };

    TRY_ALL(list);
#endif
    (void)state;
}

/* The library that makes a job's processes lies in the jail, readable. */
static void test_its_library(void **state)
{
    static const struct trial list[] = {
        { "a jail of its own by the keeper's library",
            "import jail_inside, os, socket, struct\n"
            "def f(living):\n"
            "    ours, its = socket.socketpair()\n"
            "    head = struct.pack('=10q', 9, 1 << 40, 1 << 40, 999, 0, 0, 9, "
            "0, 0, 0)\n"
            "    open('job', 'wb').write(head + b'print(1)\\n')\n"
            "    with open('job') as job, open('said', 'w') as said:\n"
            "        socket.send_fds(ours, [b'j'], [job.fileno(), "
            "said.fileno()])\n"
            "    ours.shutdown(socket.SHUT_WR)\n"
            "    os.dup2(its.fileno(), 0)\n"
            "    role = jail_inside.serve((), True, living)\n"
            "    text, fds, *more = socket.recv_fds(ours, 200, 2)\n"
            "    return role, text, fds, open('said').read()\n",
            "want = 0, b'jail: new namespaces: Operation not permitted', [], "
            "''\n"
            "got = f(False), f(True)\nassert got == (want, want), got\n",
            JAIL_PASSED, NULL, 0, 0 },
        { "the keeper's heap and code, settled once more",
            SYS "lib = ctypes.PyDLL('/usr/lib/jail_inside.so')\n"
                "def f(x):\n    lib.jail_settle_heap()\n"
                "    for i in range(3):\n        lib.jail_settle_text()\n"
                "        lib.jail_settle_pages()\n"
                "    return x + 1\n",
            NULL, JAIL_PASSED, NULL, 0, 0 },
        { "a library of another name in its place",
            "import os\ndef f(x):\n    got = []\n"
            "    p = '/usr/lib/jail_inside.so'\n"
            "    for call, *more in ((os.remove,), (os.truncate, 0),\n"
            "            (os.rename, '/tmp/a'), (os.chmod, 0o777),\n"
            "            (os.link, '/tmp/b'), (open, 'r+b')):\n"
            "        try: call(p, *more); got.append(call.__name__)\n"
            "        except OSError: pass\n    return got\n",
            "got = f(1)\nassert got == [], got\n", JAIL_PASSED, NULL, 0, 0 },
    };

    (void)state;
    TRY_ALL(list);
}

/* A program is forked from the keeper, not from the program before it, and
 * comes over the same pipe as the questions. */
static void test_shared_memory_and_pipe(void **state)
{
    static const struct trial list[] = {
        { "leaves marks in every module",
            "import os, sys\nm = list(sys.modules.values())\n"
            "had = [o for o in m if hasattr(o, 'mark')], len(os.environ)\n"
            "for o in m: o.mark = 'mark of treasure'\n"
            "sys.path.append('/tmp/mark'); os.environ['MARK'] = 'x'\n"
            "def f(x): return had\n",
            "assert f(1) == ([], 0)\n", JAIL_PASSED, NULL, 0, 0 },
        { "finds none",
            "import gc, os, sys\nm = list(sys.modules.values())\n"
            "word = 'mark of ' + 'treasure'\ndef f(x):\n"
            "    strings = [o for d in gc.get_objects() if type(d) is dict\n"
            "        for o in list(d.values()) if type(o) is str]\n"
            "    return ([o for o in m if hasattr(o, 'mark')],\n"
            "        '/tmp/mark' in sys.path, strings.count(word))\n",
            "assert f(1) == ([], False, 1)\n", JAIL_PASSED, NULL, 0, 0 },
        { "has its garbage collected, and random numbers of its own",
            "import gc, random\nclass C:\n    n = 0\n"
            "    def __del__(self): C.n += 1\ndef f(x):\n"
            "    for i in range(5000):\n        c = C(); c.c = c\n"
            "    return gc.isenabled(), C.n > 0, random.random()\n",
            "a, b, c = f(1)\nassert a is True and b is True, (a, b)\n"
            "assert 0 <= c < 1\n",
            JAIL_PASSED, NULL, 0, 0 },
        { "is the main thread, with threads and forks that work",
            "import os, signal, threading\ndef f(x):\n    got = []\n"
            "    t = threading.Thread(target=got.append, args=(x,))\n"
            "    t.start(); t.join()\n"
            "    signal.signal(signal.SIGUSR1, lambda *a: got.append(x))\n"
            "    signal.raise_signal(signal.SIGUSR1)\n"
            "    if os.fork() == 0:\n"
            "        t = threading.Thread(target=os._exit, args=(7,))\n"
            "        t.start(); t.join()\n"
            "    got.append(os.WEXITSTATUS(os.wait()[1]))\n"
            "    return got, (threading.main_thread()\n"
            "        is threading.current_thread()), os.getppid()\n",
            "got = f(1)\nassert got == ([1, 1, 7], True, 1), got\n",
            JAIL_PASSED, NULL, 0, 0 },
        { "reads its questions itself",
            PIPES "def f(x):\n    os.set_blocking(R, False)\n"
                  "    try: got = os.read(R, 1 << 20); assert not got, got\n"
                  "    except BlockingIOError: pass\n"
                  "    os.set_blocking(R, True); return 7\n",
            NULL, JAIL_FAILED, "AssertionError, at", 0, 0 },
        { "closes its questions",
            "import os\nos.close(3)\ndef f(x): return 2\n", NULL, JAIL_FAILED,
            "ended itself", 0, 0 },
    };

    (void)state;
    TRY_ALL(list);
}

/* Whoever has the other end of its questions for a moment longer decides how it
 * fails: the question meets no reader, or an answer that came before it. */
static void test_asks_itself(void **state)
{
    struct jail_job job = job_of(
        "import os\nr, w = os.pipe()\nos.dup2(r, 3)\n"
        "os.write(w, b'00000011s1:ft2:t1:i1:7d0:')\ndef f(x): return 2\n",
        "assert f(1) == 3\n");

    (void)state;
    for (int way = 0; way < 2; way++) {
        struct jail_result r;
        job.fresh = way == 1;
        r = run_job(&job);
        if (r.verdict != JAIL_FAILED && r.verdict != JAIL_CRASHED)
            fail_msg(
                "asks itself: %s: %s", jail_verdict_name(r.verdict), r.message);
        honest_passes();
    }
}

/* The keeper's random numbers are not those of its programs. */
static void test_random_numbers(void **state)
{
    struct jail_job job =
        job_of("import random\ndef f(x): return random.random()\n",
            "assert False, f(1)\n");
    struct jail_result one = run_job(&job), other = run_job(&job);

    (void)state;
    assert_int_equal(one.verdict, JAIL_FAILED);
    assert_non_null(strstr(one.message, "AssertionError: 0."));
    assert_string_not_equal(one.message, other.message);
}

/* Longer than a pipe holds. */
static void test_long_program(void **state)
{
    struct buf program = { 0 };
    struct jail_job job;
    struct jail_result r;

    (void)state;
    for (int i = 0; i < 100000; i++)
        buf_printf(&program, "# %d\n", i);
    buf_puts(&program, "def f(x): return x + 1\n");
    job = job_of(program.s, "assert f(1) == 2\n");
    r = run_job(&job);
    if (r.verdict != JAIL_PASSED)
        fail_msg("%s", r.message);
    job = job_of(program.s, "assert f(1) == 3\n");
    job.entry = "g";
    r = run_job(&job);
    assert_int_equal(r.verdict, JAIL_FAILED);
    buf_clear(&program);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shared_network),
        cmocka_unit_test(test_shared_ipc),
        cmocka_unit_test(test_its_library),
        cmocka_unit_test(test_shared_memory_and_pipe),
        cmocka_unit_test(test_asks_itself),
        cmocka_unit_test(test_random_numbers),
        cmocka_unit_test(test_long_program),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
