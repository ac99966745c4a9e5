"""Looks for a key where it must not be, while retort has requests in flight.

  keys.py MARKER COMMAND...

Runs the command, all its paths absolute, and once it has sent something reads what other programs can
see of it: /proc/PID/cmdline and environ, of its children too, and all memory
that a core image would hold. Then SIGABRT, with cores allowed. Prints a line
"WHAT: found" or "WHAT: clean" for each.
"""
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time


def read(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""


def children(pid):
    for task in os.listdir("/proc/%d/task" % pid):
        for child in read("/proc/%d/task/%s/children" % (pid, task)).split():
            yield int(child)
            yield from children(int(child))


def mappings(pid):
    """Start, end and whether a core image leaves it out."""
    at = None
    for line in read("/proc/%d/smaps" % pid).decode().splitlines():
        words = line.split()
        if line.startswith("VmFlags:"):
            yield at[0], at[1], "dd" in words
        elif "-" in words[0] and ":" not in words[0]:
            at = [int(x, 16) for x in words[0].split("-")]


def memory(pid):
    """What a core image would hold, and what it would leave out."""
    image, kept_out = [], []
    with open("/proc/%d/mem" % pid, "rb", 0) as mem:
        for start, end, left_out in mappings(pid):
            if end - start > 1 << 30:
                continue  # a sanitizer's shadow
            try:
                mem.seek(start)
                bytes_ = mem.read(end - start)
            except (OSError, OverflowError, ValueError):
                continue
            (kept_out if left_out else image).append(bytes_)
    return b"\0".join(image), b"\0".join(kept_out)


def look(folder):
    marker = sys.argv[1].encode()

    def tell(what, where):
        print("%s: %s" % (what, "found" if marker in where else "clean"))

    resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY,) * 2)
    process = subprocess.Popen(
        sys.argv[2:],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
    )
    pid = process.pid
    time.sleep(1.5)
    assert process.poll() is None, "it has ended too early"
    tell("cmdline", read("/proc/%d/cmdline" % pid))
    tell("environ", read("/proc/%d/environ" % pid))
    kids = list(children(pid))
    print("children: %d" % len(kids))
    tell("their environ", b"".join(read("/proc/%d/environ" % k) for k in kids))
    tell("their cmdline", b"".join(read("/proc/%d/cmdline" % k) for k in kids))
    try:
        image, kept_out = memory(pid)
        print("image: %s" % ("read" if len(image) > 1 << 20 else "empty"))
        tell("core image", image)
        tell("left out of it", kept_out)
    except PermissionError:
        print("image: forbidden")
    os.kill(pid, signal.SIGABRT)
    status = os.waitpid(pid, 0)[1]
    print("aborted: %s" % os.WIFSIGNALED(status))
    print("core written: %s" % os.WCOREDUMP(status))


if __name__ == "__main__":
    # a core would be written there, and hold whatever there is to hold
    with tempfile.TemporaryDirectory() as gone_afterwards:
        look(gone_afterwards)
