"""The judge of cases: a program of any language, what it reads, and what it
must print.

The program's process never holds what must come out: that is compared in the
judge, after the process and all it started have ended. What a program prints
about itself is not believed: it must be the output, and status 0. Blanks at
the ends of lines and empty lines at the end do not count.
"""

OUTPUT_MAX = 1 << 20  # bytes of one case; what comes behind is a failure
ERRORS_MAX = 400      # bytes of what a compiler or an error says


def spawn(args, stdin, stdout, stderr):
    """A process of its own program, with three descriptors. Of environment
    there are a path, for compilers, which look for their parts, and what keeps
    the order of Python's sets, and with it a verdict, the same tomorrow."""
    pid = posix.fork()
    if pid != 0:
        return pid
    try:
        for fd, as_fd in (stdin, 10), (stdout, 11), (stderr, 12):
            posix.dup2(fd, as_fd)
        for fd in 0, 1, 2:
            posix.dup2(fd + 10, fd)
        posix.closerange(3, 256)
        _signal.signal(_signal.SIGPIPE, _signal.SIG_DFL)
        jail.limit_program()
        posix.execve(args[0], args,
                     {"PATH": "/usr/bin", "PYTHONHASHSEED": "0"})
    finally:
        posix._exit(70)


def end_others():
    """Ends every process in here but this one, number 1."""
    while True:
        try:
            posix.kill(-1, _signal.SIGKILL)
            posix.waitpid(-1, 0)
        except (ChildProcessError, ProcessLookupError):
            return


def drain(fd, room, size):
    """Reads what is there; keeps up to size bytes of it. False: the end."""
    while True:
        try:
            part = posix.read(fd, 65536)
        except BlockingIOError:
            return True
        if not part:
            return False
        if len(room) <= size:
            room += part


def run_it(args, stdin):
    """Runs to the end; returns (wait status, output, errors)."""
    out, err = posix.pipe(), posix.pipe()
    pid = spawn(args, stdin, out[1], err[1])
    posix.close(out[1])
    posix.close(err[1])
    posix.set_blocking(out[0], False)  # our ends only
    posix.set_blocking(err[0], False)
    pidfd = posix.pidfd_open(pid)
    rooms = {out[0]: (bytearray(), OUTPUT_MAX), err[0]: (bytearray(),
                                                        ERRORS_MAX)}
    poll = select.poll()
    for fd in out[0], err[0], pidfd:
        poll.register(fd, select.POLLIN)
    ended = False
    while not ended:
        for fd, _ in poll.poll():
            if fd == pidfd:
                ended = True
            elif not drain(fd, *rooms[fd]):
                poll.unregister(fd)
    status = posix.waitpid(pid, 0)[1]
    end_others()  # or they could print on, and wait for the next case
    for fd in out[0], err[0]:
        drain(fd, *rooms[fd])
    for fd in out[0], err[0], pidfd:
        posix.close(fd)
    return status, bytes(rooms[out[0]][0]), bytes(rooms[err[0]][0])


def first_words(errors):
    """The line of an error text that says what it is."""
    lines = [line for line in errors[:ERRORS_MAX].decode("utf-8", "replace")
             .split("\n") if line.strip()]
    for line in lines:
        if "error" in line or "Error" in line:
            return line.strip()
    return lines[0].strip() if lines else ""


def complaint(status, errors):
    """What a program's end says against it: a word and a message, or None."""
    said = first_words(errors)
    if posix.WIFSIGNALED(status):
        signal = posix.WTERMSIG(status)
        if signal == _signal.SIGXCPU:
            return "timeout", "out of processor time"
        return "crashed", "the program died of signal %d" % signal
    code = posix.WEXITSTATUS(status)
    if code == 0:
        return None
    word = "crashed" if "memory" in said.lower() else "failed"
    return word, "exit status %d%s" % (code, ": " + said if said else "")


def plain_lines(text):
    lines = [line.rstrip(b" \t\r") for line in text.split(b"\n")]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def difference(got, want):
    """The first line in which the two differ, or None."""
    got, want = plain_lines(got), plain_lines(want)
    if got == want:
        return None
    n = 0
    while n < len(got) and n < len(want) and got[n] == want[n]:
        n += 1
    shown = [ascii(lines[n][:60].decode("utf-8", "replace"))
             if n < len(lines) else "nothing" for lines in (got, want)]
    return "line %d is %s instead of %s" % (n + 1, *shown)


def text_file(name, text):
    """Writes a file, returns a descriptor to read it from the start."""
    fd = posix.open(name, posix.O_RDWR | posix.O_CREAT | posix.O_TRUNC, 0o600)
    write_all(fd, text)
    posix.lseek(fd, 0, 0)
    return fd


def cases_of():
    """Yields (input, output), each read only when its turn has come."""
    text, at = jail.part(CASES), 0
    while at < len(text):
        end = text.index(b"\n", at)
        sizes = list(map(int, text[at:end].split()))
        at = end + 1
        middle = at + sizes[0]
        yield text[at:middle], text[middle:middle + sizes[1]]
        at = middle + sizes[1]


def build(how):
    """Writes the program and compiles it where that is the language's way."""
    program = jail.part(PROGRAM) + b"\n" + jail.part(TEST)
    posix.close(text_file(how.source, program))
    if not how.compile:
        return None
    status, _, errors = run_it(how.compile, 0)
    bad = complaint(status, errors)
    return bad and (bad[0], "it does not compile: " + bad[1])


def judge_cases():
    how = LANGUAGE
    bad = build(how)
    n = 0
    for given, want in cases_of() if not bad else ():
        n += 1
        stdin = text_file("/tmp/.input", given)
        posix.unlink("/tmp/.input")
        status, got, errors = run_it(how.run, stdin)
        posix.close(stdin)
        bad = complaint(status, errors)
        if not bad and len(got) > OUTPUT_MAX:
            bad = "failed", "it prints more than %d bytes" % OUTPUT_MAX
        if not bad:
            other = difference(got, want)
            bad = other and ("failed", other)
        if bad:
            return bad[0], "case %d: %s" % (n, bad[1])
    return bad or ("passed", "")


LANGUAGES["python"] = Language(
    judge_python, "/tmp/program.py", None, [TOOL, "-S", "-s", "/tmp/program.py"])
LANGUAGES["lua"] = Language(
    None, "/tmp/program.lua", None, [TOOL, "/tmp/program.lua"])
LANGUAGES["c"] = Language(
    None, "/tmp/program.c",
    [TOOL, "-std=c17", "-O1", "-w", "-o", "/tmp/program", "/tmp/program.c",
     "-lm"], ["/tmp/program"])
