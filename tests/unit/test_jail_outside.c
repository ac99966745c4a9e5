/*
 * The jail seen from outside: each program has namespaces of its own, but for
 * those that are empty, and no rights, nothing of it is left when its verdict
 * has come, and what runs beside it does not notice.
 */
#include <dirent.h>
#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include "jail_try.h"

#include "base/mem.h"

enum { PROCESSES = 64 };

struct seen_process {
    pid_t pid;
    int levels; // of PID namespaces
};

static char *field_of(pid_t pid, const char *name)
{
    char *path = mem_printf("/proc/%d/status", (int)pid);
    char *value = NULL, line[300];
    FILE *f = fopen(path, "re");

    while (f != NULL && fgets(line, sizeof line, f) != NULL)
        if (strncmp(line, name, strlen(name)) == 0) {
            line[strcspn(line, "\n")] = '\0';
            value = mem_str(line + strlen(name));
        }
    if (f != NULL)
        fclose(f);
    free(path);
    return value != NULL ? value : mem_str("");
}

/* Adds all that come from this process. */
static int descend(pid_t pid, struct seen_process *list, int n)
{
    char *path = mem_printf("/proc/%d/task/%d/children", (int)pid, (int)pid);
    FILE *f = fopen(path, "re");
    int child;

    free(path);
    while (f != NULL && n < PROCESSES && fscanf(f, "%d", &child) == 1) {
        char *levels = field_of(child, "NSpid:");
        int number[8];
        list[n].pid = child;
        list[n].levels = sscanf(
            levels, "%d %d %d %d", number, number + 1, number + 2, number + 3);
        free(levels);
        n = descend(child, list, n + 1);
    }
    if (f != NULL)
        fclose(f);
    return n;
}

/* A judge that lives on may not have another process; nobody else is bound
 * like that. */
static bool lives_on(pid_t pid)
{
    char *path = mem_printf("/proc/%d/limits", (int)pid), line[200];
    FILE *f = fopen(path, "re");
    bool yes = false;

    free(path);
    while (f != NULL && fgets(line, sizeof line, f) != NULL)
        yes |= strncmp(line, "Max processes  ", 15) == 0
               && strtol(line + 15, NULL, 10) == 0;
    if (f != NULL)
        fclose(f);
    return yes;
}

static const struct seen_process *deepest(
    const struct seen_process *list, int n, int nth)
{
    char *own = field_of(getpid(), "NSpid:");
    int number[8];
    int here =
        sscanf(own, "%d %d %d %d", number, number + 1, number + 2, number + 3);

    free(own);
    for (int i = 0; i < n; i++)
        if (list[i].levels == here + 2 && !lives_on(list[i].pid) && nth-- == 0)
            return &list[i];
    return NULL;
}

static char *namespace_of(pid_t pid, const char *kind)
{
    char *path = mem_printf("/proc/%d/ns/%s", (int)pid, kind);
    char target[64] = "";
    ssize_t n = readlink(path, target, sizeof target - 1);

    free(path);
    return mem_str(n > 0 ? target : "");
}

/* One of each for all programs, and never this machine's. Nothing can be
 * left in them: see test_jail_shared.c. */
static void check_shared(pid_t one, pid_t other)
{
    static const char *const kinds[] = { "net", "ipc", "uts", "cgroup" };

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        char *a = namespace_of(one, kinds[i]);
        char *b = namespace_of(other, kinds[i]);
        char *ours = namespace_of(getpid(), kinds[i]);
        assert_string_equal(a, b);
        if (a[0] != '\0')
            assert_string_not_equal(a, ours);
        free(a);
        free(b);
        free(ours);
    }
}

/* Returns -1 where the kernel (before 5.9) does not tell. */
static int filters_of(pid_t pid)
{
    char *n = field_of(pid, "Seccomp_filters:");
    int filters = n[0] != '\0' ? atoi(n) : -1;

    free(n);
    return filters;
}

/* One filter for all of them. */
static void check_filters(pid_t keeper, pid_t program)
{
    int ours = filters_of(getpid());

    if (ours < 0)
        return;
    assert_int_equal(filters_of(keeper), ours + 1);
    assert_int_equal(filters_of(program), ours + 1);
}

/* Returns the judge that lives on, of the first of these processes. */
static pid_t living_judge(const struct seen_process *list, int n)
{
    for (int i = 0; i < n; i++)
        if (lives_on(list[i].pid))
            return list[i].pid;
    fail_msg("no judge lives on");
    return 0;
}

static void differ(pid_t one, pid_t other, const char *kind)
{
    char *a = namespace_of(one, kind);
    char *b = namespace_of(other, kind);

    if (geteuid() == 0) /* else the kernel does not tell */
        assert_true(a[0] != '\0' && b[0] != '\0');
    if (a[0] != '\0' && b[0] != '\0')
        assert_string_not_equal(a, b);
    free(a);
    free(b);
}

static void check_no_rights(pid_t pid)
{
    static const char *const want[][2] = { { "CapEff:", "\t0000000000000000" },
        { "CapPrm:", "\t0000000000000000" },
        { "CapInh:", "\t0000000000000000" },
        { "CapAmb:", "\t0000000000000000" }, { "NoNewPrivs:", "\t1" },
        { "Seccomp:", "\t2" } };

    for (size_t k = 0; k < sizeof want / sizeof *want; k++) {
        char *value = field_of(pid, want[k][0]);
        assert_string_equal(value, want[k][1]);
        free(value);
    }
}

/* Until process 1 and the program of two jobs are there; returns how many of
 * all processes are in the list. */
static int wait_for_two(struct seen_process *list)
{
    int64_t until_us = clock_now_us() + LONG_US;
    struct err e = { 0 };
    int n;

    do {
        assert_int_equal(loop_turn(the_loop, 20000, &e), 0);
        n = descend(getpid(), list, 0);
    } while (deepest(list, n, 3) == NULL && clock_now_us() < until_us);
    assert_non_null(deepest(list, n, 3));
    return n;
}

/* Two programs at the same time: process 1 and the program of each. */
static void try_namespaces(bool fresh)
{
    static const char *const kinds[] = { "user", "pid", "mnt" };
    struct jail_job job = job_of("import time\ndef f(x):\n    time.sleep(x)\n"
                                 "    return 2\n",
        "assert f(1.5) == 2\n");
    struct seen_process list[PROCESSES];
    struct seen seen = { 0 };
    struct err e = { 0 };
    pid_t pid[4], keeper;
    int n;

    job.fresh = fresh;
    for (int i = 0; i < 2; i++)
        assert_int_equal(jail_run(the_jail, &job, on_done, &seen, &e), 0);
    n = wait_for_two(list);
    keeper = list[1].pid;
    /* 0 and 1: process 1 and the program of the one; 2 and 3: the other */
    for (int i = 0; i < 4; i++)
        pid[i] = deepest(list, n, i)->pid;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        differ(pid[1], pid[3], kinds[k]);
        differ(pid[1], getpid(), kinds[k]);
        differ(pid[1], keeper, kinds[k]);
        for (int i = 0; !fresh && i < 4; i++)
            differ(pid[i], living_judge(list, n), kinds[k]);
        if (!fresh)
            differ(keeper, living_judge(list, n), kinds[k]);
    }
    check_shared(pid[1], pid[3]);
    for (int i = 0; i < 4; i++) {
        check_filters(keeper, pid[i]);
        check_no_rights(pid[i]);
    }
    if (!fresh) {
        check_filters(keeper, living_judge(list, n));
        check_no_rights(living_judge(list, n));
    }
    turn_until(the_loop, &seen.n, 2);
    assert_int_equal(seen.last.verdict, JAIL_PASSED);
    assert_int_equal(seen.last.kept, !fresh);
}

static void test_own_namespaces(void **state)
{
    (void)state;
    try_namespaces(true);
    if (!judges_live_on())
        skip();
    try_namespaces(false);
}

/* When a verdict has come, no process of its program is there any more. */
static void test_nothing_left(void **state)
{
    struct jail_job job =
        job_of("import os, time\ndef f(x):\n    for i in range(5):\n"
               "        if os.fork() == 0:\n            os.setsid()\n"
               "            if os.fork() == 0: time.sleep(99)\n"
               "            os._exit(0)\n    return 2\n",
            "assert f(1) == 2\n");
    struct seen_process list[PROCESSES];

    (void)state;
    for (int i = 0; i < 8; i++) {
        job.fresh = i % 2 != 0;
        assert_int_equal(run_job(&job).verdict, JAIL_PASSED);
        assert_null(deepest(list, descend(getpid(), list, 0), 0));
    }
}

/* What one does, another that runs beside it does not notice. */
static void test_neighbours(void **state)
{
    static const char *const hostile[] = {
        "import os\ndef f(x):\n    while True: os.fork()\n",
        "import os\ndef f(x):\n    os.kill(-1, 9)\n",
        "def f(x):\n    a = []\n    while True: a.append('x' * 10**6)\n",
        "import os\ndef f(x):\n    while True:\n"
        "        try: open('/tmp/a', 'ab').write(b'x' * 10**6)\n"
        "        except OSError: pass\n",
        "import os\ndef f(x):\n    while True:\n"
        "        for p in range(1, 500):\n"
        "            try: os.kill(p, 9) if p != os.getpid() else 0\n"
        "            except OSError: pass\n",
        ("import os\nos.setpriority(os.PRIO_USER, 0, 19)\ndef f(x):\n"
         "    while True: os.killpg(0, 9)\n"),
    };
    char test[64]; // as nice as we are, and no nicer
    snprintf(test, sizeof test, "assert f(1) == (['b'], %d)\n",
        getpriority(PRIO_PROCESS, 0));
    struct jail_job honest = job_of(
        "import os, time\ndef f(x):\n    time.sleep(0.3)\n"
        "    open('/tmp/b', 'wb').write(b'x' * 8 * 2**20)\n"
        "    n = bytearray(10**8)\n    for i in range(10):\n"
        "        if os.fork() == 0: os._exit(0)\n"
        "    return os.listdir('/tmp'), os.getpriority(os.PRIO_USER, 0)\n",
        test);

    (void)state;
    honest.wall_us = 20000000; // on a busy machine, too
    for (size_t i = 0; i < 2 * sizeof hostile / sizeof *hostile; i++) {
        struct jail_job bad = job_of(hostile[i / 2], "f(1)\n");
        struct seen of_bad = { 0 }, of_honest = { 0 };
        struct err e = { 0 };
        bad.fresh = honest.fresh = i % 2 != 0;
        bad.wall_us = 2000000;
        assert_int_equal(jail_run(the_jail, &bad, on_done, &of_bad, &e), 0);
        assert_int_equal(
            jail_run(the_jail, &honest, on_done, &of_honest, &e), 0);
        turn_until(the_loop, &of_honest.n, 1);
        turn_until(the_loop, &of_bad.n, 1);
        if (of_honest.last.verdict != JAIL_PASSED)
            fail_msg("%zu: %s", i, of_honest.last.message);
        assert_int_not_equal(of_bad.last.verdict, JAIL_PASSED);
    }
}

/* The next begins when a verdict is there, while the kernel clears away: never
 * more than one of each with one at once. */
static void test_one_leaves_one_comes(void **state)
{
    struct jail_options o = { .at_once = 1 };
    struct err e = { 0 };
    struct jail *j = jail_new(the_loop, &o, &e);
    struct jail_job job =
        job_of("def f(x): return x + 1\n", "assert f(1) == 2\n");
    struct seen_process list[PROCESSES];
    struct seen seen = { 0 };
    int most = 0;

    (void)state;
    for (int i = 0; i < 30; i++)
        assert_int_equal(jail_run(j, &job, on_done, &seen, &e), 0);
    while (seen.n < 30) {
        int n = descend(getpid(), list, 0), there = 0;
        while (deepest(list, n, there) != NULL)
            there++;
        most = there > most ? there : most;
        assert_int_equal(loop_turn(the_loop, 100000, &e), 0);
        if (seen.n > 0)
            assert_int_equal(seen.last.verdict, JAIL_PASSED);
    }
    assert_in_range(most, 1, 4); /* process 1 and the program of each */
    jail_free(j);
}

static int entries_of(pid_t pid)
{
    char *path = mem_printf("/proc/%d/fd", (int)pid);
    DIR *dir = opendir(path);
    int n = 0;

    free(path);
    while (dir != NULL && readdir(dir) != NULL)
        n++;
    if (dir != NULL)
        closedir(dir);
    return dir != NULL ? n : -1;
}

/* A warning of the compiler, say, is heard by nobody. */
static void check_standard(pid_t judge)
{
    for (int fd = 0; fd < 3; fd++) {
        char *path = mem_printf("/proc/%d/fd/%d", (int)judge, fd);
        char target[64] = "";
        ssize_t n = readlink(path, target, sizeof target - 1);
        if (n > 0 || geteuid() == 0)
            assert_string_equal(target, "/dev/null");
        free(path);
    }
}

/* How many of these still run. */
static int there(const struct seen_process *list, int n)
{
    int running = 0;

    for (int i = 0; i < n; i++) {
        char *path = mem_printf("/proc/%d", (int)list[i].pid);
        running += access(path, F_OK) == 0;
        free(path);
    }
    return running;
}

/* Returns how many of the n live on, and brings them to the front. */
static int only_judges(struct seen_process *list, int n)
{
    int judges = 0;

    for (int i = 0; i < n; i++)
        if (lives_on(list[i].pid))
            list[judges++] = list[i];
    return judges;
}

/* Judges that live on have no descriptor of a job that is over, whatever its
 * program did with the others' ends, and one at once makes do with two. */
static void test_living_judges(void **state)
{
    static const char *const programs[] = { "def f(x): return 2\n",
        "def f(x): return 3\n", "import os\ndef f(x): os._exit(0)\n",
        "import os\ndef f(x):\n    os.closerange(0, 9)\n    return 2\n",
        ("import os, time\ndef f(x):\n    if os.fork() == 0: time.sleep(9)\n"
         "    return 2\n") };
    struct jail_options o = { .at_once = 1 };
    struct jail *usual = the_jail;
    struct err e = { 0 };
    struct seen_process list[PROCESSES];

    (void)state;
    if (!judges_live_on())
        skip();
    jail_cancel_all(usual); /* with its judges */
    the_jail = jail_new(the_loop, &o, &e);
    for (size_t i = 0; i < 8 * sizeof programs / sizeof *programs; i++) {
        struct jail_job job = job_of(programs[i / 8], "assert f(1) == 2\n");
        int n, judges = 0;
        run_job(&job);
        n = descend(getpid(), list, 0);
        for (int k = 0; k < n; k++)
            if (lives_on(list[k].pid)) {
                int fds = entries_of(list[k].pid);
                judges++;
                if (fds > 2) /* 0 to 3, those of a job, and "." and ".." */
                    assert_in_range(fds, 4 + 2, 9 + 2);
            }
        assert_in_range(judges, 0, 3);
    }
    jail_free(the_jail);
    the_jail = usual;
}

/* One whose test never ends is ended, and one that was killed is missed by
 * nobody but its own job. */
static void test_judges_that_end(void **state)
{
    struct jail_options o = { .at_once = 1 };
    struct jail *usual = the_jail;
    struct err e = { 0 };
    struct seen_process list[PROCESSES];
    struct jail_job job =
        job_of("def f(x): return 2\n", "f(1)\nwhile True: pass\n");
    struct seen seen = { 0 };
    int64_t until_us;
    int n;

    (void)state;
    if (!judges_live_on())
        skip();
    jail_cancel_all(usual); /* with its judges */
    the_jail = jail_new(the_loop, &o, &e);
    job.wall_us = 300000;
    assert_int_equal(run_job(&job).verdict, JAIL_TIMEOUT);
    n = only_judges(list, descend(getpid(), list, 0));
    assert_int_equal(n, 1);
    check_standard(list[0].pid);
    honest_passes();
    for (until_us = clock_now_us() + 20000000;
         there(list, n) > 0 && clock_now_us() < until_us;)
        usleep(20000);
    assert_int_equal(there(list, n), 0);
    honest_passes();
    kill(living_judge(list, descend(getpid(), list, 0)), SIGKILL);
    honest_passes();
    job.wall_us = 20000000;
    assert_int_equal(jail_run(the_jail, &job, on_done, &seen, &e), 0);
    for (int tries = 0; tries < 2; tries++) {
        assert_int_equal(seen.n, 0); /* the first time is not held against it */
        for (until_us = clock_now_us() + 500000; clock_now_us() < until_us;)
            assert_int_equal(loop_turn(the_loop, 20000, &e), 0);
        kill(living_judge(list, descend(getpid(), list, 0)), SIGKILL);
    }
    turn_until(the_loop, &seen.n, 1);
    assert_int_equal(seen.last.verdict, JAIL_FAILED);
    assert_non_null(strstr(seen.last.message, "ended without a verdict"));
    honest_passes();
    jail_free(the_jail);
    the_jail = usual;
}

/* The keepers among these, brought to the front: one level below us. */
static int only_keepers(struct seen_process *list, int n)
{
    int keepers = 0, least = 99;

    for (int i = 0; i < n; i++)
        least = list[i].levels < least ? list[i].levels : least;
    for (int i = 0; i < n; i++)
        if (list[i].levels == least + 1)
            list[keepers++] = list[i];
    return keepers;
}

/* Two at once have a keeper each, on a processor of its own; their programs may
 * go where we may. Where one keeper ends, what was there has another try. */
static void test_lanes(void **state)
{
    struct jail_options o = { .at_once = 2 };
    struct jail *usual = the_jail;
    struct jail_job job;
    struct seen_process list[PROCESSES];
    struct seen seen = { 0 };
    struct err e = { 0 };
    cpu_set_t ours;
    char *test, *cpus[2];
    int n;

    (void)state;
    assert_int_equal(sched_getaffinity(0, sizeof ours, &ours), 0);
    if (CPU_COUNT(&ours) < 2) {
        print_message("one processor: there are no lanes to test\n");
        skip();
    }
    test = mem_printf("assert f(1) == %d\n", CPU_COUNT(&ours));
    job = job_of("import os, time\ndef f(x):\n    time.sleep(x)\n"
                 "    return len(os.sched_getaffinity(0))\n",
        test);
    jail_cancel_all(usual); /* with its keepers */
    the_jail = jail_new(the_loop, &o, &e);
    for (int victim = 1; victim >= 0; victim--) {
        for (int i = 0; i < 2; i++)
            assert_int_equal(jail_run(the_jail, &job, on_done, &seen, &e), 0);
        n = wait_for_two(list);
        assert_int_equal(only_keepers(list, n), 2);
        for (int i = 0; i < 2; i++)
            cpus[i] = field_of(list[i].pid, "Cpus_allowed_list:");
        assert_string_not_equal(cpus[0], cpus[1]);
        for (int i = 0; i < 2; i++) {
            assert_null(strpbrk(cpus[i], ",-"));
            free(cpus[i]);
        }
        kill(list[victim].pid, SIGKILL);
        turn_until(the_loop, &seen.n, 2 * (2 - victim));
        assert_int_equal(seen.last.verdict, JAIL_PASSED);
    }
    honest_passes();
    free(test);
    jail_free(the_jail);
    the_jail = usual;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_own_namespaces),
        cmocka_unit_test(test_nothing_left),
        cmocka_unit_test(test_neighbours),
        cmocka_unit_test(test_one_leaves_one_comes),
        cmocka_unit_test(test_living_judges),
        cmocka_unit_test(test_lanes),
        cmocka_unit_test(test_judges_that_end),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
