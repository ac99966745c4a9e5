#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "io/jail/jail.h"
#include "io/jail/jail_bwrap.h"
#include "io/loop.h"

enum { PROBE_US = 15000000 };

/* A setting that keeps bubblewrap from working, and what to do. */
struct cause {
    const char *file;
    long bad; // the value that does it
    const char *advice;
};

static const struct cause causes[] = {
    { "/proc/sys/kernel/unprivileged_userns_clone", 0,
        "user namespaces are off: sysctl -w "
        "kernel.unprivileged_userns_clone=1" },
    { "/proc/sys/user/max_user_namespaces", 0,
        "user namespaces are off: sysctl -w user.max_user_namespaces=15000" },
    { "/proc/sys/user/max_pid_namespaces", 0,
        "PID namespaces are off: sysctl -w user.max_pid_namespaces=15000" },
    { "/proc/sys/user/max_net_namespaces", 0,
        "network namespaces are off: sysctl -w "
        "user.max_net_namespaces=15000" },
    { "/proc/sys/kernel/apparmor_restrict_unprivileged_userns", 1,
        "AppArmor keeps user namespaces from programs: sysctl -w "
        "kernel.apparmor_restrict_unprivileged_userns=0, or give bwrap a "
        "profile with 'userns'" },
};

/* What bwrap says, where no setting explains it. */
static const struct {
    const char *says, *advice;
} hints[] = {
    { "Unknown option", "bubblewrap is too old, 0.8 or newer is needed" },
    { "execvp", "the interpreter cannot be run inside the jail: install the "
                "distribution's python3" },
    { "No module named", "the distribution's whole python3 is needed: apt-get "
                         "install python3" },
    { "find source path", "the user 'nobody' must be able to reach the "
                          "interpreter: install the distribution's python3" },
    { "probe(8) < 8", "the limit on processes does not hold for this user: "
                      "run as a user other than root" },
    { "open files", "raise the limit on open files: ulimit -n 1024" },
    { "SECCOMP", "the kernel has no seccomp filters (CONFIG_SECCOMP_FILTER)" },
};

static const char *setting_at_fault(void)
{
    for (size_t i = 0; i < sizeof causes / sizeof *causes; i++) {
        FILE *f = fopen(causes[i].file, "re");
        char text[32] = "";
        bool bad = f != NULL && fgets(text, sizeof text, f) != NULL
                   && strtol(text, NULL, 10) == causes[i].bad;
        if (f != NULL)
            fclose(f);
        if (bad)
            return causes[i].advice;
    }
    return NULL;
}

static const char *way_out(const char *said)
{
    const char *advice;

    for (size_t i = 0; i < sizeof hints / sizeof *hints; i++)
        if (strstr(said, hints[i].says) != NULL)
            return hints[i].advice;
    advice = setting_at_fault();
    if (advice != NULL)
        return advice;
    if (file_exists("/.dockerenv") || file_exists("/run/.containerenv"))
        return "this is a container, start it with --security-opt "
               "seccomp=unconfined --security-opt apparmor=unconfined, or "
               "--privileged";
    if (strstr(said, "new namespace") != NULL)
        return "namespaces are kept from programs here, as in a chroot or a "
               "container: run it outside, or as a container's sandbox allows";
    return "run 'bwrap --unshare-all --ro-bind / / true' to see more";
}

struct answer {
    bool come;
    struct jail_result result;
};

static void on_done(void *arg, const struct jail_result *result)
{
    struct answer *a = arg;

    a->come = true;
    a->result = *result;
}

static int wait_for(struct loop *l, const struct answer *a, struct err *e)
{
    int64_t until_us = clock_now_us() + PROBE_US;

    while (!a->come) {
        int64_t left_us = until_us - clock_now_us();
        if (left_us <= 0)
            return err_set(e, ERR_SYSTEM,
                "jail: a trivial program was not judged in 15 s");
        if (loop_turn(l, left_us, e) < 0)
            return -1;
    }
    return 0;
}

/* Starts more processes than it may: that limit is the one the kernel lifts
 * for root, and without it a program could take the whole machine down. */
static const char program[] = "import os, time\n"
                              "def probe(n):\n"
                              "    for i in range(n):\n"
                              "        try:\n"
                              "            if os.fork() == 0:\n"
                              "                time.sleep(9)\n"
                              "                os._exit(0)\n"
                              "        except OSError:\n"
                              "            return i\n"
                              "    return n\n";
static const char test[] = "assert probe(8) < 8\n";

/* Runs a job, waits, and explains; advice NULL: by what is said. */
static int try_one(struct jail *j, const struct jail_job *job,
    const char *advice, struct err *e)
{
    struct answer a = { 0 };

    if (jail_run(j, job, on_done, &a, e) < 0)
        return -1;
    if (wait_for(jail_loop(j), &a, e) < 0) {
        jail_cancel_all(j);
        return -1;
    }
    if (a.result.verdict == JAIL_PASSED)
        return 0;
    return err_set(e, ERR_SYSTEM, "jail: %s (%s)",
        advice != NULL ? advice : way_out(a.result.message), a.result.message);
}

static int try_language(struct jail *j, const char *language, struct err *e)
{
    const struct jail_language *lang = jail_language_find(language);
    struct jail_job job = { .language = language };
    struct buf cases = { 0 };
    char advice[100];
    int rc;

    if (lang == NULL)
        return err_set(
            e, ERR_SUITE, "jail: language '%s' is not known", language);
    jail_add_case(&cases, NULL, 0, "1", 1);
    job.program = lang->hello;
    job.program_len = strlen(lang->hello);
    job.cases = cases.s;
    job.cases_len = cases.len;
    snprintf(advice, sizeof advice,
        "programs in %s do not run: apt-get install %s", language,
        lang->package);
    rc = try_one(j, &job, advice, e);
    buf_clear(&cases);
    return rc;
}

int jail_probe(struct jail *j, const char *languages, struct err *e)
{
    struct jail_job job = { .program = program,
        .program_len = sizeof program - 1,
        .test = test,
        .test_len = sizeof test - 1,
        .entry = "probe",
        .processes = 4 };
    char word[16];

    if (try_one(j, &job, NULL, e) < 0)
        return -1;
    while ((languages = jail_language_next(languages, word)) != NULL)
        if (strcmp(word, "python") != 0 && try_language(j, word, e) < 0)
            return -1;
    return 0;
}
