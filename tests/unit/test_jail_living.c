/*
 * Judges that live on: which tests they take, that a program can do nothing to
 * the verdict of the next one, and that it sees no difference.
 */
#include <signal.h>

#include "jail_try.h"

#include "base/buf.h"

#define F "def f(x): return x + 1\n"

enum { SHORT_US = 1000000 }; // for what never ends

static struct jail_result judge(
    const char *program, const char *test, bool fresh, int64_t wall_us)
{
    struct jail_job job = job_of(program, test);

    job.fresh = fresh;
    job.wall_us = wall_us;
    return run_job(&job);
}

/* Both ways, which must agree to the last word. */
static struct jail_result both_within(
    const char *program, const char *test, int64_t wall_us)
{
    struct jail_result living = judge(program, test, false, wall_us);
    struct jail_result alone = judge(program, test, true, wall_us);

    if (living.verdict != alone.verdict
        || strcmp(living.message, alone.message) != 0)
        fail_msg("%s\n%s\n%s: %s\ninstead of %s: %s", program, test,
            jail_verdict_name(living.verdict), living.message,
            jail_verdict_name(alone.verdict), alone.message);
    assert_false(alone.kept);
    return living;
}

static struct jail_result both(const char *program, const char *test)
{
    return both_within(program, test, LONG_US);
}

static void test_harmless(void **state)
{
    static const char *const tests[] = {
        "assert f(1) == 2\n",
        "import math, random, copy\nfrom collections import Counter\n"
        "def check(candidate):\n    for i in range(9):\n"
        "        a = [random.randint(0, 9) for _ in range(i)]\n"
        "        b = copy.deepcopy(a)\n        b.sort(key=lambda x: -x)\n"
        "        assert Counter(a) == Counter(b), f'{a} {b}'\n"
        "        assert abs(candidate(i) - i - 1) < 1e-6, 'no'\n"
        "    assert math.isclose(candidate(math.pi), math.pi + 1)\n",
        "total = 0\ndef add(*a, k=1, **b):\n    global total\n"
        "    total += sum(a) * k\n    return total\n"
        "assert f(add(1, 2)) == 4\n",
        "try:\n    f('a')\n    assert False\nexcept TypeError as e:\n"
        "    assert 'str' in str(e)\n",
        "def g():\n    x = yield\n    yield from [f(i) for i in range(3)]\n"
        "assert list(g())[1:] == [1, 2, 3]\n",
        "a, *b = {f(1): 1, **{}}.items()\nassert a == (2, 1) and not b\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) {
        struct jail_result r = both(F, tests[i]);
        if (r.verdict != JAIL_PASSED || !r.kept)
            fail_msg("%s\n%s", tests[i], r.message);
    }
}

/* Each would change, or could reach, what outlives it. */
static void test_not_harmless(void **state)
{
    static const char *const tests[] = {
        "import os\n",
        "import sys\n",
        "import builtins\n",
        "import math\nmath.pi = 3\n",
        "import math\ndel math.tau\n",
        "import math as m\ndef g(): m.e = 2\ng()\n",
        "from math import *\n",
        "import os.path\n",
        "import collections.abc\n",
        "f.mark = 1\n",
        "f.link.asked\n",
        "f.link.gone = None\n",
        "f.__class__\n",
        "f.__call__ = None\n",
        "x = ().__class__.__base__.__subclasses__()\n",
        "class A: pass\n",
        "x = type('A', (), {})\n",
        "x = (i for i in ()).gi_frame\n",
        "x = (lambda: 1).__globals__\n",
        "try: 1 / 0\nexcept Exception as e: x = e.__traceback__\n",
        "import random\nx = random._os\n",
        "import random\nx = random.Random(1)\n",
        "import typing\nx = typing.sys\n",
        "from typing import sys\n",
        "import re\nre.purge()\n",
        "import re\nx = re._cache\n",
        "import copy\nx = copy.dispatch_table\n",
        "import functools\nfunctools.update_wrapper(len, f)\n",
        "import collections\nx = collections.namedtuple('A', 'b')\n",
        "import string\nx = string.Formatter()\n",
        "import heapq\nx = heapq.__dict__\n",
        "x = '{0.__class__}'.format(f)\n",
        "x = '%s'.__mod__(1)\n",
        "print(1)\n",
        "x = open('/dev/null')\n",
        "x = eval('1')\n",
        "exec('x = 1')\n",
        "x = compile('1', '', 'eval')\n",
        "x = getattr(f, 'link')\n",
        "setattr(f, 'mark', 1)\n",
        "x = globals()\n",
        "x = vars()\n",
        "x = locals()\n",
        "x = dir()\n",
        "x = type(1)\n",
        "x = __import__('math')\n",
        "x = __builtins__\n",
        "__builtins__ = {'len': f}\n",
        "__name__ = 'x'\n",
        "x = [memoryview(b'')]\n",
        "def g(a=[open]): pass\n",
        "g = lambda: [[j for j in i.__dict__] for i in ()]\n",
        "def g():\n    def h():\n        import os\n    return h\n",
        "def g(x: open): pass\n",
        "async def g(): pass\n",
        "def g():\n    with f: pass\n",
        "match 1:\n    case int(): pass\n",
        /* the same module in letters of another width */
        "import \xef\xbd\x92\141ndom\n",
        /* bound to the module, if the program has it */
        "def g(): os.remove('a')\n",
        "def g(): return queue\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) {
        struct buf test = { 0 };
        struct jail_result r;
        buf_printf(&test, "%sassert f(1) == 2\n", tests[i]);
        r = both(F, test.s);
        if (r.kept)
            fail_msg("taken: %s", tests[i]);
        buf_clear(&test);
    }
    honest_passes();
}

/* An instruction whose name is far down the list has its number in two. */
static void test_many_names(void **state)
{
    (void)state;
    for (int bad = 0; bad < 2; bad++) {
        struct buf test = { 0 };
        struct jail_result r;
        for (int i = 0; i < 700; i++)
            buf_printf(&test, "name%d = %d\n", i, i);
        buf_printf(
            &test, "x = f(1).%s\nassert x == 2\n", bad ? "__class__" : "real");
        r = both("def f(x): return 2\n", test.s);
        assert_int_equal(r.verdict, bad ? JAIL_FAILED : JAIL_PASSED);
        assert_int_equal(r.kept, !bad);
        buf_clear(&test);
    }
}

static void test_not_harmless_before(void **state)
{
    static const char *const trusted[] = { "import random\n", "import os\n",
        "class A: pass\n", "def g(): return random.random()\n", "x = (1\n" };

    (void)state;
    for (size_t i = 0; i < sizeof trusted / sizeof *trusted; i++) {
        struct jail_job job =
            job_of("import random\n" F, "# random\nassert f(1) == 2\n");
        struct jail_result r;
        job.trusted = trusted[i];
        job.trusted_len = strlen(trusted[i]);
        r = run_job(&job);
        assert_false(r.kept);
        assert_int_equal(
            r.verdict, trusted[i][0] == 'x' ? JAIL_BROKEN : JAIL_PASSED);
    }
}

#define SAY                                                                    \
    PIPES "import threading, time\n"                                           \
          "def say(b): os.write(W, b'%08x' % len(b) + b)\n"

/* A program, a test, and the same honest job after each: with one job at once
 * it is the same judge, unless that has ended. */
static const char *const poison[][2] = {
    { "import os\ndef f(x): os._exit(0)\n", NULL },
    { "def f(x): return [[]] * 2000000\n", NULL },
    { "def f(x): return 'x' * (15 << 20)\n", NULL },
    { "def f(x): return ['x' * 9] * 5000000\n", NULL },
    { "def f(x):\n    a = []\n    for i in range(9**5): a = [a]\n"
      "    return a\n",
        NULL },
    { "def f(x): return {i: [open, f, object()] for i in range(999)}\n", NULL },
    { "def f(x): raise type('Odd' * 99, (Exception,), {})(object())\n", NULL },
    { "def f(x): raise UnicodeDecodeError('a', b'b', 1, 2, 'x' * 9**6)\n",
        NULL },
    { "class SystemExit(BaseException): pass\n"
      "def f(x): raise SystemExit('verdict passed')\n",
        NULL },
    { SAY "def f(x): say(b't3:T0:i1:2N0:'); return 2\n", "assert f(1) == 2\n" },
    { SAY "def f(x):\n    for i in range(99): say(b't3:T0:i1:3N0:')\n"
          "    return 2\n",
        NULL },
    { SAY "def f(x): os.write(W, b'000000ff' + b'l9:'); os._exit(0)\n", NULL },
    { SAY "def f(x): os.write(W, b'000000ff' + b'l9:'); time.sleep(9)\n",
        NULL },
    { SAY "def f(x):\n    def run():\n"
          "        while True: say(b't3:T0:i1:2N0:')\n"
          "    if os.fork() == 0: run()\n"
          "    threading.Thread(target=run, daemon=True).start()\n"
          "    return 2\n",
        "assert f(1) == 2\n" },
    { SAY "def f(x): os.close(R); return 2\n", "assert f(1) == 2\n" },
    { SAY "def f(x): os.close(W); time.sleep(0.1); return 2\n", NULL },
    { SAY "def f(x):\n    if os.fork() == 0: time.sleep(9)\n"
          "    os.close(W); os.close(R); os._exit(0)\n",
        NULL },
    { SAY "say(b't3:T0:t2:l3:s1:fs12:__builtins__s3:lenl2:s2:oss6:randomN0:')\n"
          "def f(x): return 2\n",
        "assert f(1) == 2, 'os random'\n" },
    { "import os, random, sys\ndef f(x): return 2\n"
      "def len(x): return 9\ndef check(c): pass\ndef sorted(x): return 1\n",
        "assert f(1) == 2, 'os random sys'\n" },
    { F, "f(1)\nx = [i for i in range(3000000)]\nx.append(x)\n" },
    { F, "f(1)\ndef g(n): return g(n + 1)\ng(0)\n" },
    { F, "f(1)\nx = bytearray(900 << 20)\n" },
    { F, "f(1)\nwhile True: pass\n" },
    { F, "import re\nre.compile('(a|a)*b').match('a' * 99 + str(f(1)))\n" },
    { F, "f(1)\nwhile True:\n    try: f(1) + ''\n    except: pass\n" },
    { F, "import random\nfor i in range(f(99)): random.random()\n"
         "random.seed(f(1))\n" },
    { F, "def g():\n    try: yield 1\n    finally: f(5)\n"
         "h = g()\nassert next(h) == 1 == f(0)\n" },
    { F, "import copy\nk = copy.deepcopy(f)\ndef g():\n    try: yield 1\n"
         "    finally: k(5)\nh = g()\nassert next(h) == 1 == f(0)\n"
         "a = [h]\na.append(a)\n" },
    { "class A:\n    pass\ndef f(x): return A()\n",
        "x = [f(1) for i in range(99)]\nx.append(x)\nassert f(1)\n" },
};

/* The answers of a judge that has just been made. */
static const char *const honest[][2] = {
    { F, "assert f(1) == 2\n" },
    { F, "assert True\n" },
    { "import random\n" F, "assert not f(1), random.random()\n" },
    { F, "import random\nassert not f(1), (random.random(), f(2))\n" },
    { F, "x = bytearray(380 << 20)\nassert f(1) == 2\n" },
    { F, "def g(n): return n and g(n - 1)\ng(900)\nassert f(1) == 2\n" },
    { F, "assert not f(1), (sorted([2, 1]), len('ab'), repr(f))\n" },
    { F, "assert os\n" },
};

static void test_poison(void **state)
{
    enum { HONEST = sizeof honest / sizeof *honest };
    struct jail_options o = { .at_once = 1 };
    struct jail_result alone[HONEST];
    struct jail *usual = the_jail;
    struct err e = { 0 };

    (void)state;
    for (size_t i = 0; i < HONEST; i++)
        alone[i] = judge(honest[i][0], honest[i][1], true, LONG_US);
    the_jail = jail_new(the_loop, &o, &e);
    for (size_t i = 0; i < sizeof poison / sizeof *poison; i++) {
        const char *test = poison[i][1];
        struct jail_result r = judge(poison[i][0],
            test != NULL ? test : "assert f(1) == 2\n", false, SHORT_US);
        assert_true(test != NULL || r.verdict != JAIL_PASSED);
        for (size_t k = 0; k < HONEST; k++) {
            r = judge(honest[k][0], honest[k][1], false, LONG_US);
            if (r.verdict != alone[k].verdict
                || (k != 6 && strcmp(r.message, alone[k].message) != 0))
                fail_msg("%zu, %zu: %s %s instead of %s %s", i, k,
                    jail_verdict_name(r.verdict), r.message,
                    jail_verdict_name(alone[k].verdict), alone[k].message);
        }
    }
    jail_free(the_jail);
    the_jail = usual;
}

/* Of each kind of end the same is said. */
static void test_same_ends(void **state)
{
    static const char *const ends[] = { "os.abort()", "os.kill(1, 9)",
        "os.kill(-1, 9)", "os.kill(0, 15)", "os.killpg(0, 10)", "os._exit(0)",
        "os._exit(3)", "sys.exit(0)", "os.getppid() - 1", "ctypes.string_at(0)",
        "os.fork() and os._exit(4)", "os.fork() or os._exit(4)", "os.setsid()",
        "os.close(3)", "os.close(4)",
        "os.execv('/usr/bin/python3', ['a', '-c', ''])", "[0] * 10**10",
        "threading.Thread(target=os._exit, args=(5,)).start() or sleep()",
        "signal.setitimer(0, 0.1) or time.sleep(9)",
        "signal.raise_signal(signal.SIGTERM)",
        "signal.setitimer(2, 0.01) or [x for x in iter(int, 1)]",
        "os.kill(os.fork() or os._exit(time.sleep(9)), 9)" };
    struct buf program = { 0 };

    (void)state;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        buf_reset(&program);
        buf_printf(&program,
            "import ctypes, os, signal, sys, threading, time\n"
            "def sleep(): time.sleep(9)\ndef f(x): %s; return 2\n",
            ends[i]);
        both(program.s, "assert f(1) == 2\n");
    }
    for (int signal = 1; signal < 65; signal++) {
        buf_reset(&program);
        buf_printf(&program,
            "import os\ndef f(x): os.kill(os.getpid(), %d); return 2\n",
            signal);
        both_within(program.s, "assert f(1) == 2\n",
            signal >= SIGSTOP && signal <= SIGTTOU ? SHORT_US : LONG_US);
    }
    buf_clear(&program);
    both("import signal\ngot = []\n"
         "signal.signal(15, lambda *a: got.append(1))\n"
         "def f(x): signal.raise_signal(15); return got\n",
        "assert f(1) == [1]\n");
}

static void test_processor_time(void **state)
{
    static const struct trial spins = { "spins",
        "def f(x):\n    while True: pass\n", NULL, JAIL_TIMEOUT,
        "out of processor time", 0, 1 };

    (void)state;
    try_one(&spins);
}

/* What a program finds, with either judge. */
static void test_same_view(void **state)
{
    static const char *const views[] = {
        "os.getpid(), os.getppid(), os.getsid(0) == os.getpgid(0)",
        "os.getuid(), os.getgid(), os.getgroups(), os.getcwd()",
        "[resource.getrlimit(i) for i in range(16)]",
        "[i for i in range(64) if is_open(i)]",
        "[stat.S_IFMT(os.fstat(i).st_mode) for i in range(5)]",
        "sorted(os.sched_getaffinity(0)), os.nice(0)",
        "[i for i in range(1, 65) if signal.getsignal(i) != 0]",
        "signal.pthread_sigmask(0, [])",
        "os.listdir('/tmp'), os.statvfs('/tmp')[:3], os.umask(0)",
        "os.listdir('/'), len(os.environ), sys.argv, sys.path",
        "gc.isenabled(), sys.getrecursionlimit(), len(sys.modules)",
        "[k for k in sys.modules if 'test' in k], sys.flags",
        "threading.get_native_id(), threading.active_count()",
        "[c.prctl(i) for i in (3, 21, 39)], c.sched_getcpu() >= 0",
    };

    (void)state;
    for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
        struct buf program = { 0 };
        struct jail_result r;
        buf_printf(&program,
            "import ctypes, gc, os, resource, signal, stat, sys, threading\n"
            "c = ctypes.CDLL(None)\ndef is_open(fd):\n"
            "    try: os.fstat(fd); return True\n"
            "    except OSError: return False\n"
            "def f(x): return repr((%s))\n",
            views[i]);
        r = both(program.s, "assert not f(1), f(1)\n");
        assert_true(r.kept);
        buf_clear(&program);
    }
}

static void on_passed(void *arg, const struct jail_result *r)
{
    struct seen *seen = arg;

    seen->n++;
    assert_int_equal(r->verdict, JAIL_PASSED);
    assert_true(r->kept);
}

/* More than one judge takes in its life. */
static void test_many(void **state)
{
    struct seen seen = { 0 };
    struct err e = { 0 };
    struct jail_job job = job_of(F, "assert f(1) == 2\n");

    (void)state;
    for (int i = 0; i < 700; i++)
        assert_int_equal(jail_run(the_jail, &job, on_passed, &seen, &e), 0);
    turn_until(the_loop, &seen.n, 700);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_harmless),
        cmocka_unit_test(test_not_harmless),
        cmocka_unit_test(test_not_harmless_before),
        cmocka_unit_test(test_many_names),
        cmocka_unit_test(test_poison),
        cmocka_unit_test(test_same_ends),
        cmocka_unit_test(test_processor_time),
        cmocka_unit_test(test_same_view),
        cmocka_unit_test(test_many),
    };

    if (!judges_live_on()) {
        puts("no judge lives on: this Python is not 3.11");
        return 77;
    }
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
