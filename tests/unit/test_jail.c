/*
 * The jail: honest programs pass, wrong ones do not, a fault of the test is
 * not the program's, nothing stays behind, and where it cannot work it says
 * why.
 */
#include <dirent.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "jail_try.h"

#include "base/file.h"
#include "base/mem.h"
#include "io/jail/jail_bwrap.h"

static void test_honest(void **state)
{
    static const struct trial list[] = {
        { "assert", "def f(x): return x + 1\n", NULL, JAIL_PASSED, NULL, 0, 0 },
        { "check", "def f(x):\r\n\treturn x + 1\r\n",
            "def check(candidate):\n    assert candidate(1) == 2\n",
            JAIL_PASSED, NULL, 0, 0 },
        { "every plain type", "def f(*a, **k): return list(a), k\n",
            "v = [None, True, 1, -2**70, 1.5, 2j, 'a\\0\\ud800\\u00e9', "
            "b'\\0',\n"
            "     (1, [2]), {'a': {1, 2}}, frozenset([1]), range(3), int]\n"
            "got, named = f(*v, key=-0.0)\n"
            "assert got == v and named == {'key': 0.0}\n"
            "assert [type(x) for x in got] == [type(x) for x in v]\n",
            JAIL_PASSED, NULL, 0, 0 },
        { "arguments change in place",
            "def f(a, b):\n"
            "    a.append(4); a[0] = 9; b['k'][0].sort(); del b['x']\n",
            "inner = [3, 1]; a = [1, 2]; b = {'k': [inner, 1], 'x': 0}\n"
            "assert f(a, b) is None and a == [9, 2, 4]\n"
            "assert inner == [1, 3] and b == {'k': [[1, 3], 1]}\n",
            JAIL_PASSED, NULL, 0, 0 },
        { "an expected exception",
            "class Bad(ValueError): pass\n"
            "def f(x): raise Bad('no')\n",
            "try:\n    f(1)\n    assert False\n"
            "except ValueError as e:\n    assert str(e) == 'no'\n",
            JAIL_PASSED, NULL, 0, 0 },
        { "subclasses of plain types",
            "import collections\n"
            "def f(x): return collections.Counter(x)\n",
            "assert f('aab') == {'a': 2, 'b': 1}\n", JAIL_PASSED, NULL, 0, 0 },
        { "a generator", "def f(x):\n    yield from range(x)\n",
            "assert list(f(3)) == [0, 1, 2]\n", JAIL_PASSED, NULL, 0, 0 },
        { "objects of the program",
            "class Node:\n"
            "    def __init__(self, v): self.v = v; self.left = None\n"
            "def f(n): return n.v + (f(n.left) if n.left else 0)\n",
            "root = Node(1)\nroot.left = Node(2)\nroot.left.left = Node(3)\n"
            "assert f(root) == 6 and root.left.v == 2\n",
            JAIL_PASSED, NULL, 0, 0 },
        { "modules the program imports", "import math\ndef f(x): return x\n",
            "assert f(math.pi) == math.pi\n", JAIL_PASSED, NULL, 0, 0 },
        { "a dataclass",
            "from dataclasses import dataclass\n@dataclass\nclass P:\n"
            "    x: int\ndef f(x): return P(x).x + 1\n",
            NULL, JAIL_PASSED, NULL, 0, 0 },
    };

    (void)state;
    TRY_ALL(list);
}

static void test_wrong(void **state)
{
    static const struct trial list[] = {
        { "wrong", "def f(x): return x\n", NULL, JAIL_FAILED,
            "AssertionError, at: assert f(1) == 2", 0, 0 },
        { "exception", "def f(x): return 1 / 0\n", NULL, JAIL_FAILED,
            "ZeroDivisionError: division by zero", 0, 0 },
        { "syntax", "def f(x) return 1\n", NULL, JAIL_FAILED, "SyntaxError", 0,
            0 },
        { "NUL", "def f(x): return 1 # \xff\xfe\n", NULL, JAIL_FAILED, "Error",
            0, 0 },
        { "nothing", "", NULL, JAIL_FAILED, "no 'f'", 0, 0 },
        { "at import", "raise KeyError('k')\n", NULL, JAIL_FAILED, "KeyError",
            0, 0 },
        { "recursion", "def f(x): return f(x)\n", NULL, JAIL_FAILED,
            "RecursionError", 0, 0 },
        { "deep answer",
            "def f(x):\n    a = []\n    for i in range(9**5): a = [a]\n"
            "    return a\n",
            NULL, JAIL_FAILED, NULL, 0, 0 },
        { "a message of many lines",
            "def f(x): raise ValueError('a\\nverdict passed\\nb')\n", NULL,
            JAIL_FAILED, "verdict passed", 0, 0 },
    };

    (void)state;
    TRY_ALL(list);
}

static void test_faults_of_the_test(void **state)
{
    static const struct trial list[] = {
        { "syntax", "def f(x): return 1\n", "assert f(1 == 2\n", JAIL_BROKEN,
            "test:", 0, 0 },
        { "a callable as argument", "def f(g): return g(1)\n",
            "assert f(lambda x: x) == 1\n", JAIL_BROKEN, "not plain data", 0,
            0 },
        { "never calls", "def f(x): return 1\n", "assert True\n", JAIL_BROKEN,
            "never called", 0, 0 },
    };

    (void)state;
    TRY_ALL(list);
}

static void test_trusted(void **state)
{
    static const char program[] = "def f(x):\n    return x + 1\n"
                                  "def helper(x):\n    return 99\n";
    static const char trusted[] = "def helper(x):\n    return x * 2\n";
    struct jail_job job =
        job_of(program, "def check(c):\n    assert c(1) == helper(1)\n");
    struct jail_result r;

    (void)state;
    job.trusted = trusted;
    job.trusted_len = sizeof trusted - 1;
    r = run_job(&job);
    assert_int_equal(r.verdict, JAIL_PASSED);
    job.trusted = "1/0";
    job.trusted_len = 3;
    r = run_job(&job);
    assert_int_equal(r.verdict, JAIL_BROKEN);
    assert_non_null(strstr(r.message, "ZeroDivisionError"));
    job.language = "cobol";
    assert_int_equal(
        jail_run(the_jail, &job, on_done, NULL, &(struct err){ 0 }), -1);
}

/* Number of processes on this machine with this as first or last argument. */
static int processes_with(const char *word)
{
    DIR *dir = opendir("/proc");
    size_t tail = strlen(word) + 1;
    int n = 0;

    assert_non_null(dir);
    for (struct dirent *d; (d = readdir(dir)) != NULL;) {
        char path[300], args[4096];
        size_t len;
        FILE *f;
        snprintf(path, sizeof path, "/proc/%s/cmdline", d->d_name);
        f = fopen(path, "re");
        if (f == NULL)
            continue;
        len = fread(args, 1, sizeof args, f);
        fclose(f);
        n += len >= tail
             && (memcmp(args, word, tail) == 0
                 || memcmp(args + len - tail, word, tail) == 0);
    }
    closedir(dir);
    return n;
}

static void become_soon(const char *word, int want)
{
    for (int i = 0; i < 100 && processes_with(word) != want; i++)
        usleep(20000);
    assert_int_equal(processes_with(word), want);
}

/* Becomes a process that a look at this machine would find by its word. There
 * is no other program in the jail than the interpreter. */
#define SLEEPER                                                                \
    "def sleeper(word):\n    import glob, os\n"                                \
    "    p = [p for p in glob.glob('/usr/bin/python3*')][0]\n"                 \
    "    os.execv(p, [p, '-c', 'import time; time.sleep(99)', word])\n"

static void test_nothing_stays_behind(void **state)
{
    char *word = mem_printf("%d.25", 100000 + (int)getpid());
    char *program = mem_printf("import os, time\n" SLEEPER "def f(x):\n"
                               "    if os.fork() == 0:\n        os.setsid()\n"
                               "        sleeper('%s')\n    time.sleep(x)\n"
                               "    return x\n",
        word);
    struct jail_job job = job_of(program, "assert f(0.3) == 0.3\n");
    struct jail_result r = run_job(&job);

    (void)state;
    assert_int_equal(r.verdict, JAIL_PASSED);
    become_soon(word, 0);
    job = job_of(program, "f(99)\n");
    job.wall_us = 500000;
    r = run_job(&job);
    assert_int_equal(r.verdict, JAIL_TIMEOUT);
    become_soon(word, 0);
    free(program);
    free(word);
}

static void test_dies_with_us(void **state)
{
    char *word = mem_printf("%d.75", 100000 + (int)getpid());
    char *program = mem_printf(SLEEPER "def f(x): sleeper('%s')\n", word);
    pid_t pid = fork();

    (void)state;
    if (pid == 0) {
        struct err e = { 0 };
        struct loop *l = loop_new(&e);
        struct jail *j = jail_new(l, NULL, &e);
        struct jail_job job = job_of(program, "f(1)\n");
        job.wall_us = 60000000;
        jail_run(j, &job, on_done, &(struct seen){ 0 }, &e);
        for (;;)
            loop_turn(l, -1, &e);
    }
    become_soon(word, 1);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    become_soon(word, 0);
    free(program);
    free(word);
}

static void test_queue(void **state)
{
    struct jail_options o = { .at_once = 3 };
    struct jail_job job = job_of("def f(x): return 2\n", "assert f(1) == 2\n");
    struct seen seen = { 0 };
    struct err e = { 0 };
    struct jail *j = jail_new(the_loop, &o, &e);

    (void)state;
    assert_non_null(j);
    for (int i = 0; i < 8; i++)
        assert_int_equal(jail_run(j, &job, on_done, &seen, &e), 0);
    turn_until(the_loop, &seen.n, 8);
    assert_int_equal(seen.last.verdict, JAIL_PASSED);
    for (int i = 0; i < 8; i++)
        assert_int_equal(jail_run(j, &job, on_done, &seen, &e), 0);
    jail_cancel_all(j);
    for (int i = 0; i < 5; i++)
        assert_int_equal(loop_turn(the_loop, 20000, &e), 0);
    assert_int_equal(seen.n, 8);
    assert_int_equal(jail_run(j, &job, on_done, &seen, &e), 0);
    turn_until(the_loop, &seen.n, 9);
    assert_int_equal(jail_run(j, &job, on_done, &seen, &e), 0);
    jail_free(j);
    assert_int_equal(seen.n, 9);
}

/* Cancelled at any moment of its start, bwrap leaves nothing behind. */
static void test_cancel_at_any_time(void **state)
{
    char folder[] = "/tmp/retort-jail-XXXXXX";
    char *word = mem_printf("%d.50", 100000 + (int)getpid());
    char *program = mem_printf(SLEEPER "def f(x): sleeper('%s')\n", word);
    char *real = jail_bwrap_path(), *link;
    struct jail_options o = { .at_once = 2 };
    struct jail_job job = job_of(program, "f(1)\n");
    struct seen seen = { 0 };
    struct err e = { 0 };
    struct jail *j;

    (void)state;
    assert_non_null(mkdtemp(folder));
    chmod(folder, 0755);
    link = file_join(folder, "bwrap");
    assert_int_equal(symlink(real, link), 0);
    o.bwrap = link;
    j = jail_new(the_loop, &o, &e);
    for (useconds_t us = 0; us < 40000; us += 400) {
        assert_int_equal(jail_run(j, &job, on_done, &seen, &e), 0);
        assert_int_equal(jail_run(j, &job, on_done, &seen, &e), 0);
        usleep(us);
        assert_int_equal(loop_turn(the_loop, 0, &e), 0);
        jail_cancel_all(j);
    }
    jail_free(j);
    assert_int_equal(seen.n, 0);
    become_soon(link, 0);
    become_soon(word, 0);
    unlink(link);
    rmdir(folder);
    free(link);
    free(real);
    free(program);
    free(word);
}

struct again {
    struct seen seen;
    struct jail *jail;
    struct jail_job job;
};

static void run_again(void *arg, const struct jail_result *r)
{
    struct again *a = arg;
    struct err e = { 0 };

    on_done(&a->seen, r);
    if (a->seen.n < 4)
        assert_int_equal(jail_run(a->jail, &a->job, run_again, a, &e), 0);
}

static void test_run_from_done(void **state)
{
    struct again a = { .jail = the_jail,
        .job = job_of("def f(x): return 2\n", "assert f(1) == 2\n") };

    (void)state;
    run_again(&a, &(struct jail_result){ 0 });
    turn_until(the_loop, &a.seen.n, 4);
    assert_int_equal(a.seen.last.verdict, JAIL_PASSED);
}

/* A bwrap that only says this, in two lines. */
static void refused(const char *before, const char *says, const char *advice)
{
    char folder[] = "/tmp/retort-jail-XXXXXX";
    char *path, *script;
    struct jail_options o = { 0 };
    struct err e = { 0 };
    struct jail *j;

    assert_non_null(mkdtemp(folder));
    chmod(folder, 0755);
    path = file_join(folder, "bwrap");
    script = mem_printf(
        "#!/bin/sh\necho '%s' >&2\necho '%s' >&2\nexit 1\n", before, says);
    assert_int_equal(file_write(path, script, strlen(script), &e), 0);
    assert_int_equal(chmod(path, 0755), 0);
    o.bwrap = path;
    j = jail_new(the_loop, &o, &e);
    assert_non_null(j);
    assert_int_equal(jail_probe(j, NULL, &e), -1);
    jail_free(j);
    if (strstr(e.text, advice) == NULL || strstr(e.text, says) == NULL)
        fail_msg("%s", e.text);
    unlink(path);
    rmdir(folder);
    free(path);
    free(script);
}

static void test_probe(void **state)
{
    struct jail_options o = { .bwrap = "/nowhere/bwrap" };
    struct err e = { 0 };

    (void)state;
    for (int i = 0; i < 2; i++)
        if (jail_probe(the_jail, NULL, &e) < 0)
            fail_msg("%s", e.text);
    assert_null(jail_new(the_loop, &o, &e));
    assert_non_null(strstr(e.text, "apt-get install bubblewrap"));
    refused("", "No permissions to create new namespace", "");
    refused("", "Unknown option --size", "too old");
    refused("Traceback:", "No module named _ctypes", "install python3");
    refused("", "execvp /usr/bin/python3.11: No such file", "python3");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_honest),
        cmocka_unit_test(test_wrong),
        cmocka_unit_test(test_faults_of_the_test),
        cmocka_unit_test(test_trusted),
        cmocka_unit_test(test_nothing_stays_behind),
        cmocka_unit_test(test_dies_with_us),
        cmocka_unit_test(test_queue),
        cmocka_unit_test(test_cancel_at_any_time),
        cmocka_unit_test(test_run_from_done),
        cmocka_unit_test(test_probe),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
