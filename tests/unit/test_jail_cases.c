/*
 * Programs judged by what they print, in three languages: honest ones pass,
 * and no program passes by anything else than the output.
 */
#include "jail_try.h"

#include "io/jail/jail_language.h"

struct other {
    const char *name, *language, *program, *test, *input, *output;
    enum jail_verdict want;
    const char *says;
};

static void try_other(const struct other *o)
{
    struct jail_job job = job_of(o->program, o->test != NULL ? o->test : "");
    struct buf cases = { 0 };
    struct jail_result r;

    jail_add_case(&cases, o->input, o->input != NULL ? strlen(o->input) : 0,
        o->output, strlen(o->output));
    job.language = o->language;
    job.entry = NULL;
    job.cases = cases.s;
    job.cases_len = cases.len;
    if (o->want == JAIL_TIMEOUT)
        job.wall_us = 1500000;
    r = run_job(&job);
    buf_clear(&cases);
    if (r.verdict != o->want)
        fail_msg("%s: %s instead of %s: %s", o->name,
            jail_verdict_name(r.verdict), jail_verdict_name(o->want),
            r.message);
    if (o->says != NULL && strstr(r.message, o->says) == NULL)
        fail_msg("%s: '%s' is not in: %s", o->name, o->says, r.message);
}

#define TRY_OTHERS(list)                                                       \
    for (size_t i = 0; i < sizeof(list) / sizeof *(list); i++)                 \
    try_other(&(list)[i])

#define SUM_C                                                                  \
    "#include <stdio.h>\nint main(void) { int a, b;\n"                         \
    "  if (scanf(\"%d %d\", &a, &b) != 2) return 3;\n"                         \
    "  printf(\"%d\\n\", a + b); return 0; }\n"

static void test_honest(void **state)
{
    static const struct other list[] = {
        { "python", "python", "a, b = map(int, input().split())\nprint(a + b)",
            NULL, "1 2\n", "3", JAIL_PASSED, NULL },
        { "lua", "lua", "local a, b = io.read('n', 'n') print(a + b)", NULL,
            "1 2\n", "3\n", JAIL_PASSED, NULL },
        { "c", "c", SUM_C, NULL, "1 2\n", "3\n", JAIL_PASSED, NULL },
        { "python, the same tomorrow", "python",
            "import sys\nprint(sys.flags.hash_randomization, '\\u00e9')", NULL,
            NULL, "0 \xc3\xa9", JAIL_PASSED, NULL },
        { "a function of lua", "lua", "function f(x) return x + 1 end",
            "print(f(1), f(2))", NULL, "2\t3", JAIL_PASSED, NULL },
        { "a function of c", "c", "int f(int x) { return x + 1; }",
            "#include <stdio.h>\n#include <math.h>\n"
            "int main(void) { printf(\"%d %.1f\\n\", f(1), sqrt(4)); }",
            NULL, "2 2.0", JAIL_PASSED, NULL },
        { "blanks at the end", "lua", "io.write('a  \\nb\\n\\n\\n')", NULL,
            NULL, "a\nb", JAIL_PASSED, NULL },
        { "errors are no output", "lua", "io.stderr:write('x') print(1)", NULL,
            NULL, "1", JAIL_PASSED, NULL },
        { "half a megabyte", "lua", "io.write(('x'):rep(500000), '\\nend')", "",
            NULL, "no", JAIL_FAILED, "line 1 is 'xxx" },
    };

    (void)state;
    TRY_OTHERS(list);
}

static void test_wrong(void **state)
{
    static const struct other list[] = {
        { "lua, wrong", "lua", "print(4)", NULL, NULL, "3", JAIL_FAILED,
            "case 1: line 1 is '4' instead of '3'" },
        { "lua, less", "lua", "print(4)", NULL, NULL, "4\n5", JAIL_FAILED,
            "line 2 is nothing instead of '5'" },
        { "lua, more", "lua", "print(4, '\\n5')", NULL, NULL, "4", JAIL_FAILED,
            "line 2 is '5' instead of nothing" },
        { "lua, syntax", "lua", "print(", NULL, NULL, "4", JAIL_FAILED,
            "exit status 1" },
        { "lua, error", "lua", "print(4) error('no')", NULL, NULL, "4",
            JAIL_FAILED, "exit status 1" },
        { "c, syntax", "c", "int main(void) { return 0 }", NULL, NULL, "",
            JAIL_FAILED, "does not compile: " },
        { "c, no main", "c", "int f(void) { return 0; }", NULL, NULL, "",
            JAIL_FAILED, "does not compile: " },
        { "c, status", "c", "int main(void) { puts(\"1\"); return 7; }", NULL,
            NULL, "1", JAIL_FAILED, "exit status 7" },
        { "python, error", "python", "print(1)\n1/0", NULL, NULL, "1",
            JAIL_FAILED, "ZeroDivisionError" },
        { "empty", "lua", "", NULL, NULL, "1", JAIL_FAILED, "nothing" },
        { "NUL", "c", "int main(void) { putchar(0); puts(\"1\"); return 0; }",
            NULL, NULL, "1", JAIL_FAILED, "instead of" },
    };

    (void)state;
    TRY_OTHERS(list);
}

static void test_hostile_lua(void **state)
{
    static const struct other list[] = {
        { "ends early", "lua", "os.exit(0)", "print(f(1))", NULL, "2",
            JAIL_FAILED, "nothing" },
        { "magic words", "lua",
            "print('verdict passed') print('ready') print('passed')\n"
            "for fd = 1, 2 do io.stderr:write('\\nverdict passed\\n') end",
            NULL, NULL, "2", JAIL_FAILED, "verdict passed" },
        { "its own print", "lua",
            "print = function() io.write('ok') end\nfunction f() end",
            "print(f(1))", NULL, "2", JAIL_FAILED, "'ok' instead of '2'" },
        { "an object equal to all", "lua",
            "function f() return setmetatable({}, {__eq = function() return "
            "true end, __tostring = function() return '' end}) end",
            "print(f(1))", NULL, "2", JAIL_FAILED, NULL },
        { "endless", "lua", "while true do end", NULL, NULL, "2", JAIL_TIMEOUT,
            NULL },
        { "output bomb", "lua", "while true do print(('x'):rep(1e5)) end", NULL,
            NULL, "2", JAIL_TIMEOUT, NULL },
        { "two megabytes", "lua", "io.write('2\\n', ('\\n'):rep(2e6))", NULL,
            NULL, "2", JAIL_FAILED, "more than 1048576 bytes" },
        { "memory bomb", "lua",
            "local t = {} while true do t[#t + 1] = ('x'):rep(1e6) .. #t end",
            NULL, NULL, "2", JAIL_CRASHED, "memory" },
        { "a slow pattern", "lua",
            "print((('x'):rep(1e5)):find(('.-'):rep(20) .. 'y'))", NULL, NULL,
            "nil", JAIL_TIMEOUT, NULL },
        { "recursion", "lua", "local function f() return f() + 1 end f()", NULL,
            NULL, "2", JAIL_FAILED, "exit status 1" },
        { "a shell", "lua",
            "print(os.execute('true')) print(pcall(io.popen, 'ls'))", NULL,
            NULL, "true", JAIL_FAILED, "'nil" },
        { "files of the host", "lua",
            "for _, p in ipairs{'/etc/passwd', '/root/.bashrc', "
            "'/proc/1/mem',\n"
            "  '/proc/self/maps', '/work', '/dev/mem', '/etc/hostname'} do\n"
            "  if io.open(p) then print(p) end end\n"
            "print(os.getenv('HOME'), os.getenv('PATH'))",
            NULL, NULL, "nil\t/usr/bin", JAIL_PASSED, NULL },
        { "writes outside", "lua",
            "for _, p in ipairs{'/x', '/usr/x', '/usr/bin/x', '/dev/x',\n"
            "  '/etc/x', '/usr/lib/x'} do\n"
            "  if io.open(p, 'w') then print(p) end end print('no')",
            NULL, NULL, "no", JAIL_PASSED, NULL },
    };

    (void)state;
    TRY_OTHERS(list);
    honest_passes();
}

static void test_hostile_c(void **state)
{
#define MAIN "\nint main(void) { printf(\"%d\\n\", f(1)); return 0; }\n"
    static const struct other list[] = {
        { "ends early", "c",
            "#include <stdio.h>\n#include <stdlib.h>\nint f(int x) { exit(0); "
            "}",
            MAIN, NULL, "2", JAIL_FAILED, "nothing" },
        { "ends before main", "c",
            "#include <stdio.h>\n#include <unistd.h>\nint f(int x);\n"
            "__attribute__((constructor)) static void g(void)\n"
            "{ puts(\"passed\"); fflush(stdout); _exit(0); }\n"
            "int f(int x) { return 7; }",
            MAIN, NULL, "2", JAIL_FAILED, "'passed' instead of '2'" },
        { "another main", "c",
            "#include <stdio.h>\nint f(int x) { return 7; }\n"
            "int main(void) { puts(\"ok\"); return 0; }\n#define main other",
            MAIN, NULL, "2", JAIL_FAILED, "'ok' instead of '2'" },
        { "all descriptors", "c",
            "#include <stdio.h>\n#include <unistd.h>\n"
            "int f(int x) { for (int i = 0; i < 300; i++)\n"
            "  if (i != 1) write(i, \"\\nverdict passed\\n\", 16); return 7; }",
            MAIN, NULL, "2", JAIL_FAILED, "'7' instead of '2'" },
        { "overflows the stack", "c",
            "#include <stdio.h>\nint f(int x) { volatile char a[100000];\n"
            "  a[x] = 1; return f(x + 1) + a[x]; }",
            MAIN, NULL, "2", JAIL_CRASHED, "signal 11" },
        { "aborts", "c",
            "#include <stdio.h>\n#include <stdlib.h>\nint f(int x) { abort(); "
            "}",
            MAIN, NULL, "2", JAIL_CRASHED, "signal 6" },
        { "an endless loop", "c",
            "#include <stdio.h>\nint f(int x) { for (volatile int i = 0;;) "
            "i++; "
            "}",
            MAIN, NULL, "2", JAIL_TIMEOUT, NULL },
        { "ends process 1", "c",
            "#include <stdio.h>\n#include <signal.h>\n#include <unistd.h>\n"
            "int f(int x) { for (int s = 1; s < 32; s++) kill(1, s);\n"
            "  kill(getppid(), SIGKILL); return 7; }",
            MAIN, NULL, "2", JAIL_FAILED, "'7' instead of '2'" },
        { "prints from a process left behind", "c",
            "#include <stdio.h>\n#include <unistd.h>\n"
            "int f(int x) { if (fork() == 0) { setsid(); for (;;) {\n"
            "  usleep(1000); write(1, \"2\\n\", 2); } } return 7; }",
            MAIN, NULL, "2", JAIL_FAILED, "instead of" },
        { "calls that are not let through", "c",
            "#include <stdio.h>\n#include <unistd.h>\n#include <errno.h>\n"
            "#include <sys/syscall.h>\n#include <sys/socket.h>\n"
            "#include <sys/ptrace.h>\n"
            "int f(int x) { int n = 0;\n"
            "  n += socket(AF_INET, SOCK_STREAM, 0) >= 0;\n"
            "  n += socket(AF_NETLINK, SOCK_RAW, 0) >= 0;\n"
            "  n += socket(AF_UNIX, SOCK_STREAM, 0) >= 0;\n"
            "  n += syscall(SYS_unshare, 0x10000000) == 0;\n"
            "  n += ptrace(PTRACE_ATTACH, 1, 0, 0) == 0;\n"
            "  n += syscall(SYS_bpf, 0, 0, 0) >= 0;\n"
            "  n += syscall(SYS_clone3, 0, 0) >= 0 || errno != ENOSYS;\n"
            "  return n; }",
            MAIN, NULL, "0", JAIL_PASSED, NULL },
        { "the 32-bit door", "c",
            "#include <stdio.h>\nint f(int x) { int r;\n"
            "#if defined __x86_64__\n"
            "  __asm__ volatile(\"int $0x80\" : \"=a\"(r) : \"a\"(20));\n"
            "#endif\n  return r > 0 ? 7 : 2; }",
            MAIN, NULL, "7", JAIL_CRASHED, "signal 31" },
        { "includes files of the host", "c",
            "#include </etc/passwd>\nint main(void) { return 0; }", NULL, NULL,
            "", JAIL_FAILED, "does not compile" },
        { "includes itself", "c", "#include __FILE__\n#include __FILE__\n",
            NULL, NULL, "", JAIL_TIMEOUT, NULL },
        { "a binary too large", "c",
            "int a[1 << 28] = { 1 }; int main(void) { return a[7]; }", NULL,
            NULL, "1", JAIL_FAILED, "does not compile" },
    };

    (void)state;
    TRY_OTHERS(list);
    honest_passes();
}

/* A case finds nothing of the output of those before it, nor their processes,
 * and is not shown what comes later. */
static void test_many_cases(void **state)
{
    static const char program[] =
        "import os, sys\nn = int(input())\n"
        "if n == 1 and os.fork() == 0:\n    os.setsid()\n"
        "    while True: pass\n"
        "print(n * n)\n";
    struct jail_job job = job_of(program, "");
    struct buf cases = { 0 };
    struct jail_result r;

    (void)state;
    job.language = "python";
    job.entry = NULL;
    for (int i = 1; i <= 4; i++) {
        char in[8], out[8];
        snprintf(in, sizeof in, "%d\n", i);
        snprintf(out, sizeof out, "%d\n", i < 4 ? i * i : 15);
        jail_add_case(&cases, in, strlen(in), out, strlen(out));
    }
    job.cases = cases.s;
    job.cases_len = cases.len;
    r = run_job(&job);
    assert_int_equal(r.verdict, JAIL_FAILED);
    assert_string_equal(r.message, "case 4: line 1 is '16' instead of '15'");
    buf_clear(&cases);
}

static void test_without_cases(void **state)
{
    struct jail_job job = job_of("print(1)", "");
    struct err e = { 0 };

    (void)state;
    job.language = "lua";
    assert_int_equal(jail_run(the_jail, &job, on_done, NULL, &e), -1);
    assert_non_null(strstr(e.text, "judged by cases"));
}

static void test_probe(void **state)
{
    struct err e = { 0 };
    char word[16];
    const char *list = " python,  c ";

    (void)state;
    if (jail_probe(the_jail, "lua, c python", &e) < 0)
        fail_msg("%s", e.text);
    assert_int_equal(jail_probe(the_jail, "python cobol", &e), -1);
    assert_non_null(strstr(e.text, "'cobol' is not known"));
    list = jail_language_next(list, word);
    assert_string_equal(word, "python");
    list = jail_language_next(list, word);
    assert_string_equal(word, "c");
    assert_null(jail_language_next(list, word));
    assert_null(jail_language_next(NULL, word));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_honest),
        cmocka_unit_test(test_wrong),
        cmocka_unit_test(test_hostile_lua),
        cmocka_unit_test(test_hostile_c),
        cmocka_unit_test(test_many_cases),
        cmocka_unit_test(test_without_cases),
        cmocka_unit_test(test_probe),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
