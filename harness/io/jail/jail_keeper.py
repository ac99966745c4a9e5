"""The keeper: a warm interpreter inside the jail that forks for each program.

bubblewrap starts it once; it alone keeps CAP_SYS_ADMIN, of bubblewrap's user
namespace only, and never runs a line that a model or a suite wrote. For every
job jail_inside.c, a library in which it waits for them, clones a process into
PID and mount namespaces of its own. That process, number 1 in there, gives
itself a /tmp, goes into a user namespace of its own in which it has no number
and no capability, and only then reads the job. The other namespaces are the
keeper's, for there is nothing in them, and nothing can be left or met: no
socket with a name, no shared memory, semaphores or queues (the filter of system
calls lets none be made), no name of the machine that could be changed; a fresh
network alone would cost a sixth of a verdict. What one job leaves behind dies
with its process 1; of the keeper's memory a job sees a copy, which holds no job.
Where a judge that lives on takes the job (jail_living.py), process 1 is some
lines of C (jail_first.h).

Descriptor 0 is the control socket: one message for each job, with two
descriptors: the job (a file, see struct jail_head) and the pipe of its result.
The answer, in the same order, is a pidfd of process 1, or the reason why there
is none. A message with one descriptor, a socket, makes another keeper that
serves there. On the pipe come "ready\\n" once the program may start, then
"verdict WORD MESSAGE\\n", with "kept\\n" before it if the judge goes on;
anything before "ready" is why there is no jail. Argument 1 is the language,
argument 2 its interpreter or compiler, the arguments behind them are the texts
of the judges.
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
import gc
import os
import select

import jail_inside as jail  # jail_module.c

# what programs and tests mostly import: once, for all of them
import bisect, collections, copy, functools, heapq, itertools, math, operator
import random, re, string, time, typing

MESSAGE_MAX = 300  # characters of the verdict's message
ENTRY, PROGRAM, TRUSTED, TEST, CASES = range(5)  # parts of a job
KEEPER, JUDGE, _, LIVING = range(4)  # enum jail_role
CALLS, REPLIES = 3, 4  # of a program: jail_become_program


def say(fd, word, message=""):
    text = ascii(message[:MESSAGE_MAX])[1:-1].replace("\\'", "'")
    write_all(fd, ("%s %s\n" % (word, text)).rstrip(" ").encode("ascii"))


class Language:
    """How a language is judged: by tests of its own, if judge is not None,
    and by cases, for which there are a source file, a command that compiles
    it, or None, and one that runs it."""

    def __init__(self, judge, source, compile, run):
        self.judge, self.source, self.compile = judge, source, compile
        self.run = run


def judge_once():
    result, program, calls, replies, _ = jail.ends()
    if program < 0:  # there is none yet
        word, message = judge_cases()
    else:
        word, message = LANGUAGE.judge(program, calls, replies)
    say(result, "verdict " + word, message)
    posix._exit(0)


def inside(role):
    """The processes that jail_inside.c makes; never returns."""
    try:
        if role == LIVING:
            live_on()
        else:
            judge_once()
    except BaseException as e:
        if role == JUDGE:
            write_all(jail.ends()[0], ascii("jail: %s: %s\n" % (
                type(e).__name__, e))[1:-1].encode("ascii"))
    finally:
        posix._exit(70)


def main():
    with open(CODES, "rb") as all:
        codes = marshal.loads(all.read())
    posix.waitpid(COMPILER, 0)
    gc.collect()
    jail.settle()
    for code in codes:
        exec(code, globals())
    del codes, code
    sys.argv[:] = [""]
    os.environ.clear()
    _signal.signal(_signal.SIGINT, _signal.SIG_DFL)
    _signal.signal(_signal.SIGCHLD, _signal.SIG_IGN)
    global LANGUAGE
    LANGUAGE = LANGUAGES[NAME]
    warm_python()
    gc.collect()
    jail.settle_down()
    gc.disable()
    gc.freeze()
    role = jail.serve(Server(CALLS, REPLIES).parts,
                      LANGUAGE.compile is not None,
                      LANGUAGE.judge is not None and CAN_TELL)
    if role != KEEPER:
        inside(role)


LANGUAGES = {}
NAME, TOOL = sys.argv[1:3]

main()
