"""The keeper: a warm interpreter inside the jail that forks for each program.

bubblewrap starts it once; it alone keeps CAP_SYS_ADMIN, of bubblewrap's user
namespace only, and never runs a line that a model or a suite wrote. For every
job jail_inside.c, a library in which it waits for them, clones a process into
PID, mount, IPC, UTS and cgroup namespaces of their own. The network namespace
is the keeper's: it is empty, and without a socket that has a name, which the
filter does not let through, nobody can leave or meet anything in it; a fresh
one each would cost a sixth of a verdict. That process, number 1 in there, gives
itself a /tmp, goes into a user namespace of its own in which it has no number
and no capability, closes the door on system calls behind it, and only then
reads the job. What one job leaves behind dies with its process 1; of the
keeper's memory a job sees a copy, which holds no job. Where a judge that lives
on takes the job (jail_living.py), process 1 is some lines of C (jail_first.h).

Descriptor 0 is the control socket: one message for each job, with two
descriptors: the job (a file, see Job) and the pipe of its result. The answer,
in the same order, is a pidfd of process 1, or the reason why there is none. On
the pipe come "ready\\n" once the program may start, then "verdict WORD
MESSAGE\\n", with "kept\\n" before it if the judge goes on; anything before
"ready" is why there is no jail. Descriptor 3 gives the filters of system calls,
argument 1 is the language, argument 2 its interpreter or compiler, the
arguments behind them are the texts of the judges.
"""

import sys

# before anything else: the folder the program can write to is no place to
# import from
sys.path[:] = [p for p in sys.path if p[:1] == "/" and p[:4] != "/tmp"]

import marshal
import posix


def write_all(fd, data):
    view = memoryview(data)
    while view:
        view = view[posix.write(fd, view):]


def start_compiling(texts):
    """By another process, while this one imports; in whose memory stays what a
    compiler leaves. Returns its number and where the code comes from."""
    ours, its = posix.pipe()
    pid = posix.fork()
    if pid == 0:
        try:
            write_all(its, marshal.dumps([
                compile(text, "<judge>", "exec", dont_inherit=True)
                for text in texts]))
        finally:
            posix._exit(0)
    posix.close(its)
    return pid, ours


COMPILER, CODES = start_compiling(sys.argv[3:])

import _signal
import ctypes
import gc
import os
import resource
import select

# what programs and tests mostly import: once, for all of them
import bisect, collections, copy, functools, heapq, itertools, math, operator
import random, re, string, time, typing

LIBRARY = "/usr/lib/jail_inside.so"
MESSAGE_MAX = 300  # characters of the verdict's message

library = ctypes.PyDLL(LIBRARY)  # PyDLL: the lock stays ours


def integers(kind, names):
    return [(n, kind) for n in names.split()]


class Head(ctypes.Structure):
    """struct jail_head of jail_inside.h."""
    _fields_ = integers(
        ctypes.c_int64, "cpu_s memory_size tmp_size processes fresh") + [
            ("sizes", ctypes.c_int64 * 5)]


class Plan(ctypes.Structure):
    """struct jail_plan of jail_inside.h."""
    _fields_ = [("size", ctypes.c_int64), ("rules", ctypes.c_void_p),
                ("server", ctypes.py_object)] + integers(
        ctypes.c_int32, "compiled null living control job result program "
        "calls replies line") + [("head", Head)]


KEEPER, JUDGE, _, LIVING = range(4)  # enum jail_role
CALLS, REPLIES = 3, 4  # of a program: jail_become_program


def say(fd, word, message=""):
    text = ascii(message[:MESSAGE_MAX])[1:-1].replace("\\'", "'")
    write_all(fd, ("%s %s\n" % (word, text)).rstrip(" ").encode("ascii"))


def limit(what, most, grace=0):
    resource.setrlimit(what, (most, most + grace))


class Job:
    """A job's file: a head, then the texts, one behind the other."""

    def __init__(self, plan):
        self.plan, self.head = plan, plan.head
        self.sizes = list(plan.head.sizes)

    def part(self, n):
        """The n-th text: ENTRY, PROGRAM, TRUSTED, TEST or CASES."""
        return posix.pread(self.plan.job, self.sizes[n],
                           ctypes.sizeof(Head) + sum(self.sizes[:n]))

    def limit_program(self):
        """Limits of a case's own process; shut_in has set the others."""
        limit(resource.RLIMIT_CPU, self.head.cpu_s, 1)
        limit(resource.RLIMIT_NOFILE, 64)
        limit(resource.RLIMIT_NPROC, self.head.processes)
        posix.chdir("/tmp")


ENTRY, PROGRAM, TRUSTED, TEST, CASES = range(5)


class Language:
    """How a language is judged: by tests of its own, if judge is not None,
    and by cases, for which there are a source file, a command that compiles
    it, or None, and one that runs it."""

    def __init__(self, judge, source, compile, run):
        self.judge, self.source, self.compile = judge, source, compile
        self.run = run


def inside(role, plan):
    """The processes that jail_inside.c makes; never returns."""
    try:
        if role == LIVING:
            live_on(plan)
        else:
            job = Job(plan)
            judge = judge_cases if job.sizes[CASES] else LANGUAGE.judge
            word, message = judge(job)
            say(plan.result, "verdict " + word, message)
            posix._exit(0)
    except BaseException as e:
        if role == JUDGE:
            write_all(plan.result, ascii("jail: %s: %s\n" % (
                type(e).__name__, e))[1:-1].encode("ascii"))
    finally:
        posix._exit(70)


def serve(rules):
    plan = Plan(ctypes.sizeof(Plan), rules=ctypes.addressof(rules), null=NULL,
                server=Server(CALLS, REPLIES).parts,
                compiled=LANGUAGE.compile is not None,
                living=LANGUAGE.judge is not None and CAN_TELL)
    role = library.jail_serve(ctypes.c_void_p(ctypes.addressof(plan)))
    if role < 0:
        raise OSError(-role, posix.strerror(-role), LIBRARY)
    if role != KEEPER:
        inside(role, plan)


def rules_of(code):
    """A filter in the form the kernel takes."""
    code = ctypes.create_string_buffer(code, len(code))
    rules = ctypes.create_string_buffer(
        (len(code) // 8).to_bytes(8, sys.byteorder)
        + ctypes.addressof(code).to_bytes(8, sys.byteorder), 16)
    rules.code = code  # lives as long
    return rules


def read_filters(fd):
    """The filter of all and that of jobs, see jail_seccomp.h."""
    text = b""
    while part := posix.read(fd, 65536):
        text += part
    posix.close(fd)
    at = 8 + 8 * int.from_bytes(text[:4], sys.byteorder)
    return rules_of(text[8:at]), rules_of(text[at:])


def deny(rules):
    failed = library.jail_deny(rules)
    if failed:
        raise OSError(-failed, posix.strerror(-failed), "PR_SET_SECCOMP")


def settle():
    """Makes what was done so far lie close together: a page that a program
    writes to is a page that is copied. See jail_settle.h."""
    gc.collect()
    library.jail_settle_heap()


def main():
    with open(CODES, "rb") as all:
        codes = marshal.loads(all.read())
    posix.waitpid(COMPILER, 0)
    settle()
    for code in codes:
        exec(code, globals())
    del codes, code
    sys.argv[:] = [""]
    os.environ.clear()
    _signal.signal(_signal.SIGINT, _signal.SIG_DFL)
    _signal.signal(_signal.SIGCHLD, _signal.SIG_IGN)
    of_all, of_jobs = read_filters(3)
    # 0 would write no core either, but start the machine's own handler of
    # core dumps outside, if it has one; 1 keeps that off (fs/coredump.c)
    limit(resource.RLIMIT_CORE, 1)
    limit(resource.RLIMIT_MEMLOCK, 0)
    limit(resource.RLIMIT_SIGPENDING, 256)  # timers are counted by it, too
    limit(resource.RLIMIT_MSGQUEUE, 0)
    global NULL, LANGUAGE
    NULL = posix.open("/dev/null", posix.O_RDWR)
    LANGUAGE = LANGUAGES[NAME]
    warm_python()
    settle()
    library.jail_settle_text()
    library.jail_settle_pages()
    gc.disable()
    gc.freeze()
    deny(of_all)
    serve(of_jobs)


LANGUAGES = {}
NAME, TOOL = sys.argv[1:3]

main()
