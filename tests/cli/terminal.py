"""Runs a command in a terminal of so many columns; prints what it showed:
terminal.py COLUMNS COMMAND..."""
import fcntl
import os
import pty
import struct
import sys
import termios

pid, fd = pty.fork()
if pid == 0:
    size = struct.pack("HHHH", 24, int(sys.argv[1]), 0, 0)
    fcntl.ioctl(1, termios.TIOCSWINSZ, size)
    os.environ["TERM"] = "dumb"  # no colour
    os.environ.pop("COLUMNS", None)
    os.execvp(sys.argv[2], sys.argv[2:])
shown = b""
while True:
    try:
        piece = os.read(fd, 65536)
    except OSError:  # the other side is closed
        break
    if not piece:
        break
    shown += piece
lines = shown.decode().replace("\r\n", "\n").split("\n")
# what a carriage return was written over is no longer there
print("\n".join(line.split("\r")[-1].replace("\033[K", "") for line in lines),
      end="")
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
