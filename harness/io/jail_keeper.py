"""The keeper: a warm interpreter inside the jail that forks for each program.

bubblewrap starts it once; it alone keeps CAP_SYS_ADMIN, of bubblewrap's user
namespace only, and never runs a line that a model or a suite wrote. For every
job it clones a process into PID, mount, IPC, UTS, cgroup and network
namespaces of their own. That process, number 1 in there, gives itself a /tmp,
goes into a user namespace of its own in which it has no number and no
capability, closes the door on system calls behind it, and only then reads the
job. What one job leaves behind dies with its process 1; of the keeper's memory
a job sees a copy, which holds no job.

Descriptor 0 is the control socket: one message for each job, with two
descriptors: the job (a file, see Job) and the pipe of its result. The answer,
in the same order, is a pidfd of process 1, or the reason why there is none. On
the pipe come "ready\\n" once the program may start, then "verdict WORD
MESSAGE\\n"; anything before "ready" is why there is no jail. Descriptor 3 gives
the filter of system calls, argument 1 is the language's interpreter or
compiler, the arguments behind it are the texts of the judges.
"""

import sys

# before anything else: the folder the program can write to is no place to
# import from
sys.path[:] = [p for p in sys.path if p[:1] == "/" and p[:4] != "/tmp"]

import _signal
import _socket
import ctypes
import gc
import os
import posix
import resource

# what programs and tests mostly import: once, for all of them
import bisect, collections, copy, functools, heapq, itertools, math, operator
import random, re, string, time, typing

HEADER = 256       # bytes of a job's head
MESSAGE_MAX = 300  # characters of the verdict's message
INODES = 4096      # of /tmp

# sched.h; every one of them anew for each program, and CLONE_PIDFD
NAMESPACES = {"mount": 0x00020000, "cgroup": 0x02000000, "uts": 0x04000000,
              "ipc": 0x08000000, "pid": 0x20000000, "net": 0x40000000}
CLONE = sum(NAMESPACES.values()) | 0x00001000 | _signal.SIGCHLD
CLONE_NEWUSER = 0x10000000
SYS_clone = 56 if posix.uname().machine == "x86_64" else 220
MS_NOSUID, MS_NODEV, MS_NOEXEC = 2, 4, 8
PR_SET_DUMPABLE, PR_SET_SECCOMP = 4, 22

libc = ctypes.PyDLL(None, use_errno=True)  # PyDLL: the lock stays ours


def call(name, *args):
    """A function of libc that fails with -1 and errno."""
    value = getattr(libc, name)(*args)
    if value < 0:
        error = ctypes.get_errno()
        raise OSError(error, "%s: %s" % (name, posix.strerror(error)))
    return value


def write_all(fd, data):
    view = memoryview(data)
    while view:
        view = view[posix.write(fd, view):]


def say(fd, word, message=""):
    text = ascii(message[:MESSAGE_MAX])[1:-1].replace("\\'", "'")
    write_all(fd, ("%s %s\n" % (word, text)).rstrip(" ").encode("ascii"))


def keep_only(a, b):
    """Closes all descriptors but these two; 0, 1 and 2 become /dev/null."""
    null = posix.open("/dev/null", posix.O_RDWR)
    for fd in (0, 1, 2):
        posix.dup2(null, fd)
    at = 3
    for fd in sorted((a, b)):
        posix.closerange(at, fd)
        at = fd + 1
    posix.closerange(at, 256)


def limit(what, most, grace=0):
    resource.setrlimit(what, (most, most + grace))


class Job:
    """A job's file: a head of 256 bytes, a language and decimal numbers, then
    the texts, one behind the other."""

    NUMBERS = ("cpu_s", "memory_size", "tmp_size", "processes")
    PARTS = ("entry", "program", "trusted", "test", "cases")

    def __init__(self, fd):
        words = posix.pread(fd, HEADER, 0).split()
        self.fd = fd
        self.language = words[0].decode("ascii")
        numbers = [int(word) for word in words[1:]]
        for name, number in zip(self.NUMBERS, numbers):
            setattr(self, name, number)
        self.place, at = {}, HEADER
        for name, size in zip(self.PARTS, numbers[len(self.NUMBERS):]):
            self.place[name] = size, at
            at += size

    def part(self, name):
        return posix.pread(self.fd, *self.place[name])

    def limit_all(self):
        """Limits of the judge and of all that comes from it."""
        limit(resource.RLIMIT_AS, self.memory_size)
        limit(resource.RLIMIT_CORE, 0)
        limit(resource.RLIMIT_MEMLOCK, 0)
        limit(resource.RLIMIT_FSIZE, self.tmp_size)

    def limit_program(self):
        """Further ones, in the program's own process."""
        limit(resource.RLIMIT_CPU, self.cpu_s, 1)
        limit(resource.RLIMIT_NOFILE, 64)
        limit(resource.RLIMIT_NPROC, self.processes)
        posix.chdir("/tmp")


def shut_in(job, compiled, rules):
    """From the keeper's rights to none at all, for good."""
    call("mount", b"tmpfs", b"/tmp", b"tmpfs", ctypes.c_ulong(
        MS_NOSUID | MS_NODEV | (0 if compiled else MS_NOEXEC)),
        b"mode=0755,size=%d,nr_inodes=%d" % (job.tmp_size, INODES))
    # nobody in there: all its capabilities are about this namespace alone, and
    # dropped in the next line. Limits on processes are counted by it.
    call("unshare", CLONE_NEWUSER)
    call("capset", (0x20080522).to_bytes(8, sys.byteorder), bytes(24))
    call("prctl", PR_SET_DUMPABLE, 0, 0, 0, 0)
    call("prctl", PR_SET_SECCOMP, 2, ctypes.c_void_p(rules), 0, 0)


def inside(job_fd, result, rules):
    """Process 1 of a job: makes the jail, then judges."""
    keep_only(job_fd, result)
    posix.setsid()
    _signal.signal(_signal.SIGCHLD, _signal.SIG_DFL)
    job = Job(job_fd)
    judge, compiled = LANGUAGES[job.language]
    shut_in(job, compiled, rules)
    job.limit_all()
    say(result, "ready")
    word, message = judge(job)
    say(result, "verdict " + word, message)


def serve(rules):
    control = _socket.socket(fileno=0)
    pidfd = ctypes.c_int(-1)
    clone = libc.syscall
    clone.argtypes = (ctypes.c_long, ctypes.c_ulong) + (ctypes.c_void_p,) * 4
    room = _socket.CMSG_SPACE(8)
    while True:
        message, extra, _, _ = control.recvmsg(8, room)
        if not message:
            return
        fds = memoryview(extra[0][2]).cast("i").tolist()
        pid = clone(SYS_clone, CLONE, None, ctypes.addressof(pidfd), None, None)
        if pid == 0:
            try:
                inside(*fds, rules)
                posix._exit(0)
            except BaseException as e:
                write_all(fds[1], ascii("%s: %s" % (type(e).__name__, e))
                          .encode("ascii") + b"\n")
            finally:
                posix._exit(70)
        if pid < 0:
            why = posix.strerror(ctypes.get_errno())
            control.sendmsg([b"new namespaces: " + why.encode()])
        else:
            control.sendmsg([b"ok"], [(
                _socket.SOL_SOCKET, _socket.SCM_RIGHTS,
                pidfd.value.to_bytes(4, sys.byteorder))])
            posix.close(pidfd.value)
        for fd in fds:
            posix.close(fd)


def read_rules(fd):
    """The filter in the form the kernel takes; kept as long as we live."""
    code = b""
    while part := posix.read(fd, 65536):
        code += part
    posix.close(fd)
    code = ctypes.create_string_buffer(code, len(code))
    rules = ctypes.create_string_buffer(
        (len(code) // 8).to_bytes(8, sys.byteorder)
        + ctypes.addressof(code).to_bytes(8, sys.byteorder), 16)
    return ctypes.addressof(rules), (code, rules)


def main():
    for text in sys.argv[2:]:
        exec(compile(text, "<judge>", "exec", dont_inherit=True), globals())
    sys.argv[:] = [""]
    os.environ.clear()
    _signal.signal(_signal.SIGINT, _signal.SIG_DFL)
    _signal.signal(_signal.SIGCHLD, _signal.SIG_IGN)
    rules, alive = read_rules(3)
    warm_python()
    gc.collect()
    gc.disable()
    gc.freeze()
    serve(rules)


# language: (its judge, does it run what it has compiled in /tmp)
LANGUAGES = {}
TOOL = sys.argv[1]

main()
