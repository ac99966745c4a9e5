/*
 * What a program may try against this machine, against the judge and against
 * its neighbours. Each attack is a small program and what must hold; after
 * each an honest program must pass, and after all of them this machine must be
 * as it was.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "jail_try.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"

/* Many an attack is a system call: no(number, ...) is its errno, 0 if it was
 * let through. */
#define SYS                                                                    \
    "import ctypes, os, sys\n"                                                 \
    "c = ctypes.CDLL(None, use_errno=True)\n"                                  \
    "def no(*a):\n"                                                            \
    "    return ctypes.get_errno() if c.syscall(*a) < 0 else 0\n"
#define REFUSED "got = f(1)\nassert all(got), got\n"
/* Bytes to every descriptor: one of them is the pipe of the answers. */
#define SPRAY                                                                  \
    "import os\n"                                                              \
    "def spray(b):\n"                                                          \
    "    for fd in range(3, 64):\n"                                            \
    "        try: os.write(fd, b)\n"                                           \
    "        except OSError: pass\n"                                           \
    "def frame(b): spray(b'%08x' % len(b) + b)\n"

static void test_network(void **state)
{
    static const struct trial list[] = {
        { "sockets of every family",
            "import socket\ndef f(x):\n    got = []\n"
            "    for family in range(46):\n"
            "        for kind in 1, 2, 3, 5:\n"
            "            try: socket.socket(family, kind); got.append(family)\n"
            "            except OSError: pass\n    return got\n",
            "assert f(1) == []\n", JAIL_PASSED, NULL, 0, 0 },
        { "a page of the web",
            "def f(x):\n    import urllib.request\n"
            "    return "
            "urllib.request.urlopen('http://127.0.0.1:80/').read()\n",
            NULL, JAIL_FAILED, "Error", 0, 0 },
        { "a name",
            "import socket\ndef f(x): return socket.gethostbyname('a.b')\n",
            NULL, JAIL_FAILED, "gaierror", 0, 0 },
        { "a server of its own",
            "import socket\ndef f(x): return socket.create_server(('', "
            "8080))\n",
            NULL, JAIL_FAILED, "Error", 0, 0 },
        { "interfaces",
            "import socket\ndef f(x): return socket.if_nameindex()\n", NULL,
            JAIL_FAILED, "Error", 0, 0 },
        { "a pair is harmless, and stays in the jail",
            "import socket\ndef f(x):\n    a, b = socket.socketpair()\n"
            "    a.send(b'2'); return int(b.recv(9))\n",
            NULL, JAIL_PASSED, NULL, 0, 0 },
        { "event loops go on working",
            "import asyncio\nasync def g(x):\n    await asyncio.sleep(0)\n"
            "    return x + 1\ndef f(x): return asyncio.run(g(x))\n",
            NULL, JAIL_PASSED, NULL, 0, 0 },
    };

    (void)state;
    TRY_ALL(list);
}

static void test_kernel_doors(void **state)
{
    static const struct trial list[] = {
#if defined __x86_64__
        { "namespaces by unshare and setns",
            SYS
            "def f(x): return [no(272, 1 << b) for b in (7, 17, 25, 26, 27, "
            "28, 29, 30)] + [no(308, 0, 0)]\n",
            REFUSED, JAIL_PASSED, NULL, 0, 0 },
        { "namespaces by clone",
            SYS "def f(x):\n    got = []\n"
                "    for b in 17, 25, 26, 27, 28, 29, 30:\n"
                "        r = c.syscall(56, (1 << b) | 17, 0, 0, 0, 0)\n"
                "        if r == 0: os._exit(0)\n"
                "        got.append(r < 0)\n    return got\n",
            REFUSED, JAIL_PASSED, NULL, 0, 0 },
        { "clone3", SYS "def f(x): return [no(435, bytes(88), 88) == 38]\n",
            REFUSED, JAIL_PASSED, NULL, 0, 0 },
        { "mounts",
            SYS
            "def f(x): return [no(165, b'tmpfs', b'/tmp', b'tmpfs', 0, 0),\n"
            "    no(165, b'/', b'/tmp', 0, 4096, 0), no(166, b'/tmp', 2),\n"
            "    no(165, 0, b'/', 0, 32, 0), no(155, b'/tmp', b'/tmp'),\n"
            "    no(161, b'/tmp'), no(428, -100, b'/', 1), no(429, -1, b'',\n"
            "    -100, b'/tmp', 4), no(430, b'tmpfs', 0), no(442, -100, b'/',"
            "\n    0, bytes(32), 32)]\n",
            REFUSED, JAIL_PASSED, NULL, 0, 0 },
        { "bpf, perf, userfaultfd, io_uring, fanotify, aio",
            SYS "def f(x): return [no(321, 0, bytes(128), 128), no(298, "
                "bytes(128),\n    0, -1, -1, 0), no(323, 0), no(425, 8, "
                "bytes(120)), no(300, 0, 0),\n    no(206, 8, bytes(8)), "
                "no(253), no(294, 0)]\n",
            REFUSED, JAIL_PASSED, NULL, 0, 0 },
        { "keyrings",
            SYS
            "def f(x): return [no(250, 0, -3, 1), no(250, 6, -4), no(248,\n"
            "    b'user', b'a', b'b', 1, -3), no(249, b'user', b'a', 0, -3)]"
            "\n",
            REFUSED, JAIL_PASSED, NULL, 0, 0 },
        { "a program from memory",
            SYS "def f(x): return [no(319, b'a', 0), no(447, 0)]\n", REFUSED,
            JAIL_PASSED, NULL, 0, 0 },
        { "a program from /tmp",
            "import os, shutil\ndef f(x):\n"
            "    with open('/tmp/a', 'w') as o: "
            "o.write('#!/usr/bin/python3.11')\n"
            "    os.chmod('/tmp/a', 0o755)\n    os.execv('/tmp/a', ['a'])\n",
            NULL, JAIL_FAILED, "PermissionError", 0, 0 },
        { "memory and threads of process 1",
            SYS
            "def f(x): return [no(101, 16, 1, 0, 0), no(101, 0x4206, 1, 0, "
            "0),\n    no(310, 1, bytes(16), 1, bytes(16), 1, 0), no(311, 1, "
            "bytes(16), 1,\n    bytes(16), 1, 0), no(312, 1, 2, 0, 0, 0), "
            "no(440, 3, 0, 0, 4, 0)]\n",
            REFUSED, JAIL_PASSED, NULL, 0, 0 },
        { "descriptors of process 1",
            SYS "def f(x):\n    p = os.pidfd_open(1)\n"
                "    return [no(438, p, i, 0) for i in range(8)]\n",
            REFUSED, JAIL_PASSED, NULL, 0, 0 },
        { "traces itself", SYS "def f(x): return [no(101, 0, 0, 0, 0)]\n",
            REFUSED, JAIL_PASSED, NULL, 0, 0 },
        { "shared memory, semaphores, queues of the system",
            SYS
            "def f(x): return [no(29, 0, 4096, 0o1600), no(64, 0, 1, "
            "0o1600),\n    no(68, 0, 0o1600), no(240, b'a', 64, 0o600, 0)]\n",
            REFUSED, JAIL_PASSED, NULL, 0, 0 },
        { "clock, name, power, swap, log of the machine",
            SYS
            "def f(x): return [no(164, bytes(16), 0), no(227, 0, bytes(16)),"
            "\n    no(159, bytes(208)), no(170, b'x', 1), no(171, b'x', 1),"
            "\n    no(169, 0xfee1dead, 672274793, 0, 0), no(167, b'/tmp', "
            "0),\n    no(103, 3, bytes(99), 99), no(163, b'/tmp'), no(153)]\n",
            REFUSED, JAIL_PASSED, NULL, 0, 0 },
        { "users",
            SYS "def f(x):\n    had = os.getresuid()\n"
                "    for n in range(3):\n"
                "        for call in os.setuid, os.setgid:\n"
                "            try: call(n); return [0]\n"
                "            except OSError: pass\n"
                "    return [no(116, 1, bytes(4)), had == os.getresuid()]\n",
            REFUSED, JAIL_PASSED, NULL, 0, 0 },
        { "capabilities",
            SYS "def f(x):\n    h = (0x20080522).to_bytes(8, 'little')\n"
                "    had = ctypes.create_string_buffer(24)\n"
                "    c.syscall(125, h, had)\n"
                "    return [no(126, h, b'\\xff' * 24), had.raw == bytes(24),\n"
                "        c.prctl(39, 0, 0, 0, 0) == 1, c.prctl(21, 0, 0, 0, 0) "
                "== 2]\n",
            REFUSED, JAIL_PASSED, NULL, 0, 0 },
        { "wider pipes, locked memory, real time",
            SYS "import fcntl\ndef f(x):\n    r, w = os.pipe()\n    got = []\n"
                "    try: fcntl.fcntl(w, 1031, 1 << 20)\n"
                "    except OSError: got.append(1)\n"
                "    got += [no(151, 1), no(144, 0, 1, (1).to_bytes(4, "
                "'little'))]\n"
                "    return got if len(got) == 3 else [0]\n",
            REFUSED, JAIL_PASSED, NULL, 0, 0 },
        { "files by handle, devices",
            SYS "def f(x):\n    got = [no(303, -100, b'/tmp', bytes(136), "
                "bytes(4), 0), no(304, -100, bytes(16), 0)]\n"
                "    for kind in 0o20600, 0o60600:\n"
                "        for major, minor in (1, 1), (8, 0), (254, 0):\n"
                "            got.append(no(133, b'/tmp/d', kind, major << 8 | "
                "minor))\n    return got\n",
            REFUSED, JAIL_PASSED, NULL, 0, 0 },
        { "old doors",
            SYS
            "def f(x): return [no(154, 0, 0, 0), no(172, 3), no(173, 0, 99, "
            "1),\n    no(135, 0x0200000), no(246, 0, 0, 0, 0), no(175, 0, 0, "
            "b''), no(443, 0, 0, 0, 0)]\n",
            REFUSED, JAIL_PASSED, NULL, 0, 0 },
        { "a door of another kind of processor",
            SYS "import mmap\ndef f(x):\n"
                "    m = mmap.mmap(-1, 4096, flags=0x22, prot=7)\n"
                "    m.write(bytes.fromhex('b814000000cd80c3'))\n"
                "    at = ctypes.addressof(ctypes.c_char.from_buffer(m))\n"
                "    return ctypes.CFUNCTYPE(ctypes.c_int)(at)()\n",
            NULL, JAIL_CRASHED, "signal 31", 0, 0 },
        { "sleeps where no signal wakes it",
            SYS "def f(x):\n    if c.syscall(58) == 0: c.pause()\n", NULL,
            JAIL_TIMEOUT, NULL, 1000000, 0 },
#endif
        { "higher limits",
            "import resource as r\ndef f(x):\n    got = []\n"
            "    for what in (r.RLIMIT_AS, r.RLIMIT_CPU, r.RLIMIT_NPROC,\n"
            "            r.RLIMIT_FSIZE, r.RLIMIT_NOFILE, r.RLIMIT_CORE,\n"
            "            r.RLIMIT_MEMLOCK):\n"
            "        try: r.setrlimit(what, (r.RLIM_INFINITY,) * 2)\n"
            "        except (ValueError, OSError): got.append(what)\n"
            "    return len(got) == 7, r.getrlimit(r.RLIMIT_CORE)\n",
            "assert f(1) == (True, (1, 1))\n", JAIL_PASSED, NULL, 0, 0 },
        { "core dumps",
            "import os, signal\ndef f(x):\n"
            "    if os.fork() == 0: os.kill(os.getpid(), signal.SIGABRT)\n"
            "    return os.WCOREDUMP(os.wait()[1]), os.listdir('/tmp')\n",
            "assert f(1) == (False, [])\n", JAIL_PASSED, NULL, 0, 0 },
    };

    (void)state;
    TRY_ALL(list);
}

static void test_too_much(void **state)
{
    static const struct trial list[] = {
        { "files without number",
            "import os\ndef f(x):\n    n = 0\n    try:\n"
            "        while n < 20000:\n"
            "            os.mkdir('/tmp/%d' % n); n += 1\n"
            "    except OSError: pass\n    return n\n",
            "assert 100 < f(1) <= 4096\n", JAIL_PASSED, NULL, 0, 0 },
        { "folders in folders",
            "import os\ndef f(x):\n    n = 0\n    try:\n"
            "        while n < 20000:\n"
            "            os.mkdir('d'); os.chdir('d'); n += 1\n"
            "    except OSError: pass\n    return n\n",
            "assert 100 < f(1) <= 4096\n", JAIL_PASSED, NULL, 0, 0 },
        { "descriptors without number",
            "import os\ndef f(x):\n    n = 0\n    try:\n"
            "        while n < 5000: os.dup(0); n += 1\n"
            "    except OSError: pass\n    return n\n",
            "assert 8 < f(1) < 64\n", JAIL_PASSED, NULL, 0, 0 },
        { "threads without number",
            "import threading, time\ndef f(x):\n    n = 0\n    try:\n"
            "        while n < 500:\n"
            "            threading.Thread(target=time.sleep, args=(5,),\n"
            "                daemon=True).start(); n += 1\n"
            "    except RuntimeError: pass\n    return n\n",
            "assert 4 < f(1) <= 32\n", JAIL_PASSED, NULL, 0, 0 },
        { "zombies",
            "import os\ndef f(x):\n    n = 0\n    try:\n"
            "        while n < 500:\n"
            "            if os.fork() == 0: os._exit(0)\n            n += 1\n"
            "    except OSError: pass\n    return n\n",
            "assert 4 < f(1) <= 32\n", JAIL_PASSED, NULL, 0, 0 },
        { "twice forked, never ended",
            "import os, time\ndef f(x):\n    if os.fork() == 0:\n"
            "        os.setsid()\n        if os.fork() == 0:\n"
            "            while True: pass\n        os._exit(0)\n"
            "    os.wait(); return x + 1\n",
            NULL, JAIL_PASSED, NULL, 0, 0 },
        { "mapped memory",
            "import mmap\ndef f(x):\n    keep = []\n"
            "    while True: keep.append(mmap.mmap(-1, 1 << 26))\n",
            NULL, JAIL_FAILED, "OSError", 0, 0 },
        { "memory of many processes",
            "import os, time\ndef f(x):\n    for i in range(3):\n"
            "        if os.fork() == 0:\n"
            "            try: a = bytearray(1 << 29); time.sleep(9)\n"
            "            except MemoryError: os._exit(7)\n"
            "    return [os.WEXITSTATUS(os.wait()[1]) for i in range(3)]\n",
            "assert f(1) == [7, 7, 7]\n", JAIL_PASSED, NULL, 0, 0 },
        { "errors without end",
            "import os\ndef f(x):\n    for i in range(2000):\n"
            "        os.write(2, b'y' * 10**5); os.write(1, b'n' * 10**5)\n"
            "    return x + 1\n",
            NULL, JAIL_PASSED, NULL, 0, 0 },
        { "a pattern that backtracks",
            "import re\ndef f(x): return re.match('(a+)+$', 'a' * 40 + 'b')\n",
            NULL, JAIL_TIMEOUT, NULL, 1000000, 0 },
        { "a number with a billion digits", "def f(x): return 9**9**9\n", NULL,
            JAIL_TIMEOUT, NULL, 1000000, 0 },
        { "recursion without a net",
            "import sys\nsys.setrecursionlimit(10**9)\n"
            "class A:\n    def __getattr__(self, n): return getattr(self, n)\n"
            "def f(x): return A().b\n",
            NULL, JAIL_CRASHED, "signal 11", 0, 0 },
        { "alarms",
            "import signal, time\nsignal.setitimer(signal.ITIMER_REAL, 0.01)\n"
            "def f(x): time.sleep(1); return 2\n",
            NULL, JAIL_CRASHED, "signal 14", 0, 0 },
        { "ignores every signal",
            "import signal\nfor s in range(1, 32):\n"
            "    try: signal.signal(s, signal.SIG_IGN)\n"
            "    except (OSError, ValueError): pass\n"
            "def f(x):\n    while True: pass\n",
            NULL, JAIL_TIMEOUT, NULL, 1000000, 0 },
    };

    (void)state;
    TRY_ALL(list);
}

static void test_tricks_with_files(void **state)
{
    static const struct trial list[] = {
        { "links out of the jail",
            "import os\ndef f(paths):\n    got = []\n"
            "    for i, p in enumerate(paths):\n"
            "        os.symlink(p, '/tmp/%d' % i)\n"
            "        for mode in 'r', 'w':\n"
            "            try: open('/tmp/%d' % i, mode); got.append((p, "
            "mode))\n"
            "            except OSError: pass\n    return got\n",
            "assert f(['/etc/passwd', '/proc/1/environ', '/root/.ssh/id_rsa',\n"
            "  '/dev/sda', '/dev/mem', '../../etc/shadow', '/work', "
            "'/var/run',\n"
            "  '/proc/self/fd/3', '/usr/bin/x', '/usr/lib/x']) == []\n",
            JAIL_PASSED, NULL, 0, 0 },
        { "up, and out",
            "import os\ndef f(x):\n    for i in range(99): os.chdir('..')\n"
            "    return sorted(os.listdir('.'))\n",
            "assert set(f(1)) <= {'dev', 'etc', 'lib', 'lib64', 'tmp', "
            "'usr'}\n",
            JAIL_PASSED, NULL, 0, 0 },
        { "only the interpreter is there",
            "import os\ndef f(x):\n"
            "    return [os.listdir('/usr/bin'), os.listdir('/dev'),\n"
            "        os.listdir('/etc'), os.listdir('/tmp')]\n",
            "bin, dev, etc, tmp = f(1)\n"
            "assert len(bin) == 1 and bin[0].startswith('python3')\n"
            "assert sorted(dev) == ['null', 'urandom']\n"
            "assert etc in ([], ['ld.so.cache']) and tmp == []\n",
            JAIL_PASSED, NULL, 0, 0 },
        { "links into the interpreter",
            "import os, sys\ndef f(x):\n    got = []\n"
            "    for call in os.link, os.rename, os.replace:\n"
            "        try: call(os.__file__, '/tmp/a'); got.append(call)\n"
            "        except OSError: pass\n"
            "    for call in os.remove, os.truncate, os.utime, os.chmod:\n"
            "        try: call(os.__file__, *([0] if call in (os.truncate,\n"
            "            os.chmod) else [])); got.append(call)\n"
            "        except OSError: pass\n    return len(got)\n",
            "assert f(1) == 0\n", JAIL_PASSED, NULL, 0, 0 },
        { "no environment",
            "import os, ctypes\ndef f(x):\n"
            "    return len(os.environ), ctypes.c_void_p.in_dll(\n"
            "        ctypes.CDLL(None), 'environ').value is None or True\n",
            "assert f(1)[0] == 0\n", JAIL_PASSED, NULL, 0, 0 },
        { "what the judge would load",
            "import os\nos.environ['LD_PRELOAD'] = '/tmp/a.so'\n"
            "os.environ['PYTHONPATH'] = '/tmp'\n"
            "for n in ('a.so', 'sitecustomize.py', 'math.py', 'posix.py',\n"
            "        'test.py', 'random.py', '__main__.py'):\n"
            "    open('/tmp/' + n, 'w').write('raise SystemExit(0)')\n"
            "def f(x): return 7\n",
            "import decimal, statistics, random, json\nassert f(1) == 2\n",
            JAIL_FAILED, "AssertionError", 0, 0 },
        { "nothing of the one before",
            "import os\ndef f(x):\n    had = os.listdir('/tmp')\n"
            "    open('/tmp/mark', 'w').write('1'); return had\n",
            "assert f(1) == []\n", JAIL_PASSED, NULL, 0, 0 },
        { "nothing of the one before, again",
            "import os\ndef f(x): return os.listdir('/tmp')\n",
            "assert f(1) == []\n", JAIL_PASSED, NULL, 0, 0 },
        { "modules spoilt for the next",
            "import math, random, sys\nmath.sqrt = lambda x: 0\n"
            "random.seed = None\nsys.modules['json'] = None\n"
            "sys.setrecursionlimit(50)\ndef f(x): return 2\n",
            NULL, JAIL_PASSED, NULL, 0, 0 },
        { "modules as they should be",
            "import math, random, sys, json\n"
            "def f(x): return math.sqrt(4), sys.getrecursionlimit() > 900\n",
            "assert f(1) == (2, True)\n", JAIL_PASSED, NULL, 0, 0 },
    };

    (void)state;
    TRY_ALL(list);
}

static void test_forged_verdicts(void **state)
{
    static const struct trial list[] = {
        { "a trace of everything",
            "import sys\ndef t(frame, event, arg):\n"
            "    for k in frame.f_locals:\n"
            "        if 'verdict' in k or k == 'test': sys.exit(0)\n"
            "    return t\nsys.settrace(t)\nsys.setprofile(t)\n"
            "def f(x): return 7\n",
            NULL, JAIL_FAILED, "AssertionError", 0, 0 },
        { "an audit hook",
            "import sys, os\nsys.addaudithook(lambda e, a: None)\n"
            "def f(x): return 7\n",
            NULL, JAIL_FAILED, "AssertionError", 0, 0 },
        { "spoils what serves it",
            "import sys\nm = sys.modules['__main__']\n"
            "m.judged = m.tested = m.say = lambda *a: ('passed', '')\n"
            "m.judge_python = m.judged\n"
            "for c in vars(m).copy().values():\n"
            "    if isinstance(c, type) and issubclass(c, BaseException):\n"
            "        try: c.__init__ = lambda *a: sys.exit(0)\n"
            "        except TypeError: pass\n"
            "def f(x): return 7\n",
            NULL, JAIL_FAILED, "AssertionError", 0, 0 },
        { "walks to the verdict through gc",
            "import gc, os\ndef f(x):\n    for o in gc.get_objects():\n"
            "        if type(o) is dict and 'verdict' in o:\n"
            "            o['verdict'] = 'passed'\n"
            "        n = getattr(type(o), '__name__', '')\n"
            "        if n == 'Job': return o.part(3)\n    return 7\n",
            NULL, JAIL_FAILED, NULL, 0, 0 },
        { "the job's file is not open",
            "import os\ndef f(x):\n    got = []\n    for fd in range(256):\n"
            "        try: s = os.fstat(fd); got.append(s.st_mode >> 12)\n"
            "        except OSError: pass\n    return got\n",
            "assert f(1) == [2, 2, 2, 1, 1]\n", JAIL_PASSED, NULL, 0, 0 },
        { "unittest and assert",
            "import unittest, builtins\n"
            "unittest.TestCase.assertEqual = lambda *a: None\n"
            "builtins.__build_class__ = None\nbuiltins.compile = None\n"
            "def f(x): return 7\n",
            "import unittest\nunittest.TestCase().assertEqual(f(1), 2)\n",
            JAIL_FAILED, "7 != 2", 0, 0 },
        { "a frame that is no frame",
            SPRAY "def f(x): spray(b'\\xff' * 99); return 2\n", NULL,
            JAIL_FAILED, "cannot be read", 0, 0 },
        { "an endless frame", SPRAY "def f(x): spray(b'7fffffff'); return 2\n",
            NULL, JAIL_FAILED, "cannot be read", 0, 0 },
        { "a frame with a length below zero",
            SPRAY "def f(x): frame(b't3:T0:s-5:N0:'); return 2\n", NULL,
            JAIL_FAILED, "cannot be read", 0, 0 },
        { "a frame with more items than bytes",
            SPRAY "def f(x): frame(b't3:T0:l99999999:N0:'); return 2\n", NULL,
            JAIL_FAILED, "cannot be read", 0, 0 },
        { "a frame within a frame within a frame",
            SPRAY "def f(x): frame(b't3:T0:' + b'l1:' * 90000 + b'N0:'); "
                  "return 2\n",
            NULL, JAIL_FAILED, "cannot be read", 0, 0 },
        { "a frame with a type that is none",
            SPRAY "def f(x): frame(b't3:T0:y8:Reversed' b'N0:'); return 2\n",
            NULL, JAIL_FAILED, "cannot be read", 0, 0 },
        { "a frame with a key that is none",
            SPRAY "def f(x): frame(b't3:T0:d2:l0:i1:1N0:'); return 2\n", NULL,
            JAIL_FAILED, "cannot be read", 0, 0 },
        { "a frame with an object it does not have",
            SPRAY "def f(x): frame(b't3:T0:o9:999999 xxN0:'); return 2\n", NULL,
            JAIL_FAILED, NULL, 0, 0 },
        { "a verdict in place of an answer",
            SPRAY "def f(x): spray(b'verdict passed\\n'); return 7\n", NULL,
            JAIL_FAILED, NULL, 0, 0 },
        { "an answer before the question",
            SPRAY "frame(b't3:T0:t2:l1:s1:fl0:N0:')\nraise SystemExit(0)\n",
            NULL, JAIL_FAILED, NULL, 0, 0 },
        { "hidden behind a decimal comma",
            "class F(float):\n    def __eq__(s, o): return True\n"
            "    def __lt__(s, o): return True\n"
            "    def __sub__(s, o): return 0.0\n"
            "    def __abs__(s): return 0.0\n    __rsub__ = __sub__\n"
            "def f(x): return F(7)\n",
            "assert abs(f(1) - 2) < 1e-6\n", JAIL_FAILED, NULL, 0, 0 },
        { "a string equal to all",
            "class S(str):\n    def __eq__(s, o): return True\n"
            "    def __hash__(s): return hash('2')\n"
            "    def encode(s, *a): return b'2'\n"
            "def f(x): return S('7')\n",
            "assert f(1) == '2'\n", JAIL_FAILED, NULL, 0, 0 },
        { "not a number, which equals nothing",
            "def f(x): return float('nan')\n", NULL, JAIL_FAILED, NULL, 0, 0 },
        { "changes the question",
            "def f(x):\n    x.clear(); x.extend([2, 2]); return 7\n",
            "x = [1, 3]\nassert f(x) == 7 and x == [1, 3]\n", JAIL_FAILED, NULL,
            0, 0 },
        { "an exception that is the test's own",
            "class Skip(Exception): pass\n"
            "def f(x): raise type('AssertionError', (BaseException,), {})()\n",
            "try:\n    f(1)\nexcept Exception:\n    pass\n", JAIL_FAILED, NULL,
            0, 0 },
        { "stops process 1",
            "import os, signal\nfor p in 1, os.getppid(), -1:\n"
            "    for s in (19, 20, 21, 22, 9, 15, 2):\n"
            "        if p > 0: os.kill(p, s)\ndef f(x): return 7\n",
            NULL, JAIL_FAILED, "AssertionError", 0, 0 },
        { "signals to every number",
            "import os\ndef f(x):\n    n = 0\n    for p in range(1, 33000):\n"
            "        if p == os.getpid(): continue\n"
            "        try: os.kill(p, 9); n += 1\n"
            "        except OSError: pass\n    return n\n",
            "assert f(1) == 1\n", JAIL_PASSED, NULL, 0, 0 },
        { "queued signals, priorities, sessions of process 1",
            SYS "def f(x):\n    got = []\n"
                "    for call in (lambda: os.getsid(1) and os.setpgid(1, 0),\n"
                "            lambda: os.sched_setscheduler(1, 1, "
                "os.sched_param(9))):\n"
                "        try: call()\n        except OSError: got.append(1)\n"
                "    return got if len(got) == 2 else [0]\n",
            REFUSED, JAIL_PASSED, NULL, 0, 0 },
    };

    (void)state;
    TRY_ALL(list);
}

/* --- this machine, before and after --- */

static void add_file(struct buf *b, const char *path)
{
    struct buf text = { 0 };
    struct err e = { 0 };

    if (file_read(path, &text, &e) == 0)
        buf_printf(b, "%s:\n%s\n", path, buf_str(&text));
    buf_clear(&text);
}

static void add_stat(struct buf *b, const char *path)
{
    struct stat st;

    if (stat(path, &st) == 0)
        buf_printf(b, "%s: %o %u %lld %lld.%09ld\n", path, st.st_mode,
            st.st_uid, (long long)st.st_size, (long long)st.st_mtim.tv_sec,
            st.st_mtim.tv_nsec);
}

static char *machine(void)
{
    static const char *const files[] = { "/proc/mounts", "/proc/sysvipc/shm",
        "/proc/sysvipc/sem", "/proc/sysvipc/msg", "/proc/swaps",
        "/proc/sys/kernel/hostname", "/proc/sys/kernel/core_pattern",
        "/etc/passwd", "/etc/hosts", NULL };
    static const char *const folders[] = { "/", "/etc", "/usr", "/usr/bin",
        "/usr/lib", "/dev/null", "/dev/zero", "/etc/shadow", NULL };
    struct buf b = { 0 };

    for (int i = 0; files[i] != NULL; i++)
        add_file(&b, files[i]);
    for (int i = 0; folders[i] != NULL; i++)
        add_stat(&b, folders[i]);
    return buf_take(&b);
}

/* A folder that anybody may write to, with a key in it: no attack that knows
 * its name reads or changes it. */
static void test_key(void **state)
{
    static const char program[] =
        "import os\ndef f(d):\n    got = []\n"
        "    def t(what, *a):\n"
        "        try: what(*a); got.append(what.__name__)\n"
        "        except OSError: pass\n"
        "    k = d + '/key'\n"
        "    t(open, k); t(open, k, 'w'); t(open, d + '/new', 'w')\n"
        "    t(os.listdir, d); t(os.remove, k); t(os.rename, k, k + '2')\n"
        "    t(os.chmod, k, 0o777); t(os.mkdir, d + '/x'); t(os.rmdir, d)\n"
        "    t(os.chdir, d); t(os.link, k, '/tmp/k'); t(os.stat, k)\n"
        "    return got\n";
    char folder[] = "/tmp/retort-canary-XXXXXX";
    char *key, *test;
    struct jail_job job;
    struct jail_result r;
    struct buf after = { 0 };
    struct err e = { 0 };

    (void)state;
    assert_non_null(mkdtemp(folder));
    chmod(folder, 0777);
    key = file_join(folder, "key");
    assert_int_equal(file_write(key, "secret", 6, &e), 0);
    chmod(key, 0666);
    test = mem_printf("got = f('%s')\nassert got == [], got\n", folder);
    job = job_of(program, test);
    r = run_job(&job);
    if (r.verdict != JAIL_PASSED)
        fail_msg("%s", r.message);
    add_file(&after, key);
    assert_non_null(strstr(buf_str(&after), ":\nsecret\n"));
    unlink(key);
    assert_int_equal(rmdir(folder), 0);
    buf_clear(&after);
    free(test);
    free(key);
}

static char *before;

static int set_up_all(void **state)
{
    before = machine();
    return set_up(state);
}

/* The last of all. */
static void test_machine_unchanged(void **state)
{
    char *after = machine();

    (void)state;
    assert_string_equal(before, after);
    free(before);
    free(after);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_network),
        cmocka_unit_test(test_kernel_doors),
        cmocka_unit_test(test_too_much),
        cmocka_unit_test(test_tricks_with_files),
        cmocka_unit_test(test_forged_verdicts),
        cmocka_unit_test(test_key),
        cmocka_unit_test(test_machine_unchanged),
    };

    return cmocka_run_group_tests(tests, set_up_all, tear_down);
}
