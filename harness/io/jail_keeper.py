"""The keeper: a warm interpreter inside the jail that forks for each program.

bubblewrap starts it once; it alone keeps CAP_SYS_ADMIN, of bubblewrap's user
namespace only, and never runs a line that a model or a suite wrote. For every
job it clones a process into PID, mount, IPC, UTS and cgroup namespaces of
their own. The network namespace is the keeper's: it is empty, and without a
socket that has a name, which the filter does not let through, nobody can leave
or meet anything in it; a fresh one each would cost a sixth of a verdict. That
process, number 1 in there, gives itself a /tmp,
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
import select

# what programs and tests mostly import: once, for all of them
import bisect, collections, copy, functools, heapq, itertools, math, operator
import random, re, string, time, typing

HEADER = 256       # bytes of a job's head
MESSAGE_MAX = 300  # characters of the verdict's message

# sched.h; each of them anew for each program, and CLONE_PIDFD
NAMESPACES = {"mount": 0x00020000, "cgroup": 0x02000000, "uts": 0x04000000,
              "ipc": 0x08000000, "pid": 0x20000000}
CLONE = sum(NAMESPACES.values()) | 0x00001000 | _signal.SIGCHLD
CLONE_NEWUSER = 0x10000000
SYS_clone = 56 if posix.uname().machine == "x86_64" else 220
MS_NOSUID, MS_NODEV, MS_NOEXEC = 2, 4, 8
PR_SET_DUMPABLE, PR_SET_SECCOMP = 4, 22
CAPABILITIES = (0x20080522).to_bytes(8, sys.byteorder)  # of ourselves

libc = ctypes.PyDLL(None, use_errno=True)  # PyDLL: the lock stays ours


def function(name, *types):
    """A function of libc that fails with -1 and errno."""
    f = getattr(libc, name)
    f.argtypes = types
    f.errcheck = checked
    return f


def checked(value, f, _args):
    if value < 0:
        error = ctypes.get_errno()
        raise OSError(error, "%s: %s" % (f.__name__, posix.strerror(error)))
    return value


number, pointer, text = ctypes.c_ulong, ctypes.c_void_p, ctypes.c_char_p
mount = function("mount", text, text, text, number, text)
unshare = function("unshare", number)
capset = function("capset", text, text)
prctl = function("prctl", number, number, pointer, number, number)
clone = function("syscall", number, number, pointer, pointer, pointer, pointer)


def write_all(fd, data):
    view = memoryview(data)
    while view:
        view = view[posix.write(fd, view):]


def say(fd, word, message=""):
    text = ascii(message[:MESSAGE_MAX])[1:-1].replace("\\'", "'")
    write_all(fd, ("%s %s\n" % (word, text)).rstrip(" ").encode("ascii"))


def keep_only(a, b):
    """Closes all descriptors but these two; 0, 1 and 2 are /dev/null."""
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

    def __init__(self, fd):
        (language, self.cpu_s, self.memory_size, self.tmp_size,
         self.processes, *self.sizes) = posix.pread(fd, HEADER, 0).split()
        self.fd = fd
        self.language = language.decode("ascii")

    def part(self, n):
        """The n-th text: ENTRY, PROGRAM, TRUSTED, TEST or CASES."""
        sizes = list(map(int, self.sizes[:n + 1]))
        return posix.pread(self.fd, sizes[n], HEADER + sum(sizes[:n]))

    def limit_program(self):
        """Limits of the program's own process; shut_in has set the others."""
        limit(resource.RLIMIT_CPU, int(self.cpu_s), 1)
        limit(resource.RLIMIT_NOFILE, 64)
        limit(resource.RLIMIT_NPROC, int(self.processes))
        posix.chdir("/tmp")


ENTRY, PROGRAM, TRUSTED, TEST, CASES = range(5)


class Language:
    """How a language is judged: by tests of its own, if judge is not None,
    and by cases, for which there are a source file, a command that compiles
    it, or None, and one that runs it."""

    def __init__(self, judge, source, compile, run):
        self.judge, self.source, self.compile = judge, source, compile
        self.run = run


def shut_in(job, compiled, rules):
    """From the keeper's rights to none at all, for good."""
    mount(b"tmpfs", b"/tmp", b"tmpfs",
          MS_NOSUID | MS_NODEV | (0 if compiled else MS_NOEXEC),
          b"mode=0755,nr_inodes=4096,size=" + job.tmp_size)
    # nobody in there: all its capabilities are about this namespace alone, and
    # dropped in the next line. Limits on processes are counted by it.
    unshare(CLONE_NEWUSER)
    capset(CAPABILITIES, bytes(24))
    prctl(PR_SET_DUMPABLE, 0, None, 0, 0)
    prctl(PR_SET_SECCOMP, 2, rules, 0, 0)
    limit(resource.RLIMIT_AS, int(job.memory_size))
    limit(resource.RLIMIT_FSIZE, int(job.tmp_size))


def inside(job_fd, result, rules):
    """Process 1 of a job: makes the jail, then judges."""
    posix.dup2(NULL, 0)
    posix.dup2(NULL, 1)
    posix.dup2(NULL, 2)
    keep_only(job_fd, result)
    posix.setsid()
    _signal.signal(_signal.SIGCHLD, _signal.SIG_DFL)
    job = Job(job_fd)
    how = LANGUAGES[job.language]
    shut_in(job, how.compile, rules)
    posix.write(result, b"ready\n")
    judge = judge_cases if job.sizes[CASES] != b"0" else how.judge
    word, message = judge(job)
    say(result, "verdict " + word, message)


def refuse(result, e):
    write_all(result, ascii("jail: %s: %s" % (type(e).__name__, e))
              .encode("ascii") + b"\n")


def serve(rules):
    control = _socket.socket(fileno=0)
    pidfd = ctypes.c_int(-1)
    at, room = ctypes.addressof(pidfd), _socket.CMSG_SPACE(8)
    while True:
        message, extra, _, _ = control.recvmsg(8, room)
        if not message:
            return
        job, result = memoryview(extra[0][2]).cast("i").tolist()
        try:
            pid = clone(SYS_clone, CLONE, None, at, None, None)
        except OSError as e:
            control.sendmsg([b"jail: new namespaces: " + str(e).encode()])
        else:
            if pid == 0:
                try:
                    inside(job, result, rules)
                    posix._exit(0)
                except BaseException as e:
                    refuse(result, e)
                finally:
                    posix._exit(70)
            control.sendmsg([b"ok"], [(
                _socket.SOL_SOCKET, _socket.SCM_RIGHTS,
                pidfd.value.to_bytes(4, sys.byteorder))])
            posix.close(pidfd.value)
        posix.close(job)
        posix.close(result)


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
    limit(resource.RLIMIT_CORE, 0)
    limit(resource.RLIMIT_MEMLOCK, 0)
    limit(resource.RLIMIT_SIGPENDING, 256)  # timers are counted by it, too
    limit(resource.RLIMIT_MSGQUEUE, 0)
    global NULL
    NULL = posix.open("/dev/null", posix.O_RDWR)
    warm_python()
    gc.collect()
    libc.malloc_trim(0)  # what is not there is not copied
    gc.disable()
    gc.freeze()
    serve(rules)


LANGUAGES = {}
TOOL = sys.argv[1]

main()
