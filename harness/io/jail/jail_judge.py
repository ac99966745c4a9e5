"""The judge of Python: one program of a model against one test, in the jail.

Two processes. The CHILD holds the program and answers calls; it may do what
it likes, all that ever leaves it is plain data. The JUDGE (process 1 of the
jail, so no signal from inside can end it, or outside of it, see
jail_living.py) holds the test, asks the child over a pipe and compares in its
own memory. The child is forked before anything of the job is read, so its
memory never holds test or solution, and it has no descriptor of the verdict;
the program comes as the first message.

What the wire carries: None, bool, int, float, complex, str, bytes, bytearray,
range, tuple, list, dict, set, frozenset and the built-in data types
themselves. A subclass goes as its base. Everything else the program returns
(generators, objects) becomes an Opaque in the judge: equal to nothing, without
truth value, but it can be iterated, called, read and written by attribute;
each of these is again a call. On the wire each is one letter, a length or
count, a colon, content; a message is eight digits of length, and that.
"""

import builtins

FRAME_MAX = 16 << 20    # bytes of one message of the child
PROGRAM_MAX = 1 << 31   # of the first one to it, which is the program


class Gone(BaseException):
    """The child is gone or talks nonsense; no "except Exception" gets it."""


class Refused(BaseException):
    """The test asks for something the jail does not carry."""


class ProgramEnd(BaseException):
    """SystemExit, KeyboardInterrupt and the like, raised by the program."""


class ProgramError(Exception):
    """An exception of the program that is of no built-in type."""


# --- the wire: jail_wire.h says what these do ---

encode, decode = jail.encode, jail.decode
read_frame, write_frame = jail.read_frame, jail.write_frame


# --- the child: the program's process ---

DOING = {
    "getattr": getattr, "setattr": setattr, "iter": iter,
    "next": next, "len": len,
    "getitem": lambda x, key: x[key],
    "call": lambda f, *args, **named: f(*args, **named),
}


# random.seed, without the lines of Python in front of it
RESEED = super(random.Random, random.Random).seed


class Server:
    """Holds the odd objects that a program hands out. What else its process
    does is in jail_program.h."""

    def __init__(self, calls, replies):
        self.calls, self.replies = calls, replies
        self.kept, self.number = [], {}
        # its random is no copy of the keeper's
        self.parts = (calls, replies, compile, exec, DOING, self.odd_in,
                      self.odd_out, self.fail, gc.enable, RESEED, random._inst)

    def odd_out(self, x):
        """An object that stays here goes as its number and type name."""
        if id(x) not in self.number:
            self.number[id(x)] = len(self.kept)
            self.kept.append(x)
        name = ascii(type(x).__name__)[1:-1][:60]
        return ("%d %s" % (self.number[id(x)], name)).encode("ascii")

    def odd_in(self, text):
        return self.kept[int(text)]

    def fail(self, e):
        names = [t.__name__ for t in type(e).__mro__]
        try:
            text = str(e)[:1000]
        except BaseException:
            text = ""
        write_frame(self.replies, encode(self.odd_out, (False, names, text)))


# --- the judge ---

class Link:
    """The judge's end of the two pipes."""

    # those that a test may use because the program does
    modules = getattr(sys, "stdlib_module_names", frozenset())

    def __init__(self, pid, calls, replies):
        self.pid, self.calls, self.replies = pid, calls, replies
        self.gone = None   # (word, message) once the child is of no use
        self.asked = 0

    def odd_in(self, text):
        number, _, name = text.decode("ascii").partition(" ")
        return Opaque(self, int(number), name)

    def odd_out(self, x):
        if type(x) is Opaque:
            return b"%d" % x._number
        raise Refused("the test gives the program a %s, which is not plain "
                      "data" % type(x).__name__)

    def end_program(self):
        posix.kill(self.pid, _signal.SIGKILL)
        return posix.waitpid(self.pid, 0)[1]

    def lose(self, why):
        """Ends the child and remembers what became of it."""
        status = self.end_program()
        code = posix.WEXITSTATUS(status)
        signal = posix.WTERMSIG(status)
        if why is not None:
            self.gone = "failed", why
        elif posix.WIFEXITED(status):
            self.gone = "failed", "the program ended itself, status %d" % code
        elif signal == _signal.SIGXCPU:
            self.gone = "timeout", "out of processor time"
        else:
            self.gone = "crashed", "the program died of signal %d" % signal
        raise Gone

    def receive(self):
        """Returns (value, changed arguments); raises what the child raised."""
        try:
            frame = read_frame(self.replies, FRAME_MAX)
            (fine, value, more), end = decode(frame, 0, self.odd_in)
            if type(fine) is not bool or end != len(frame):
                raise ValueError("it is not one value")
            if not fine:
                value, more = [str(n) for n in value] or ["?"], str(more)
        except EOFError:
            self.wait_a_little()
            self.lose(None)
        except (ValueError, KeyError, TypeError, IndexError, RecursionError,
                OverflowError, MemoryError) as e:
            self.lose("the program's answer cannot be read: %s" % e)
        if fine:
            return value, more
        raise rebuilt(value, more)

    def wait_a_little(self):
        """A pipe is closed before its process has ended: up to 1 s, so
        that its own status is seen, not our signal."""
        import time
        for _ in range(500):
            if posix.waitid(posix.P_PID, self.pid, posix.WEXITED
                            | posix.WNOHANG | posix.WNOWAIT):
                return
            time.sleep(0.002)

    def send(self, frame):
        try:
            write_frame(self.calls, frame)
        except BrokenPipeError:
            self.wait_a_little()
            self.lose(None)

    def ask(self, what, args, named):
        if self.gone is not None:
            raise Gone
        self.asked += 1
        self.send(encode(self.odd_out, what, (args, named)))
        value, after = self.receive()
        if type(after) is tuple and len(after) == 2:
            follow(args, after[0])
            follow(named, after[1])
        return value


def rebuilt(names, text):
    """The exception of the program, as the nearest built-in of that name."""
    if "Exception" not in names:
        return ProgramEnd("%s: %s" % (names[0], text))
    for name in names:
        kind = getattr(builtins, name, None)
        if type(kind) is type and issubclass(kind, Exception):
            try:
                e = kind(text)
                break
            except TypeError:  # UnicodeDecodeError wants five arguments
                pass
    else:
        e = ProgramError(text)
    e.of_program = names[0]
    return e


def follow(ours, theirs):
    """Changes the test's own lists, dicts and sets as the program did. False:
    ours is nothing that changes in place, and not the same."""
    kind = type(ours)
    if kind is not type(theirs):
        return False
    if kind is tuple:
        same = len(ours) == len(theirs)
        for a, b in zip(ours, theirs):
            same = follow(a, b) and same
        return same
    if kind is list:
        ours[:] = [ours[i] if i < len(ours) and follow(ours[i], x) else x
                   for i, x in enumerate(theirs)]
    elif kind is dict:
        new = {k: ours[k] if k in ours and follow(ours[k], x) else x
               for k, x in theirs.items()}
        ours.clear()
        ours.update(new)
    elif kind is set:
        ours.clear()
        ours.update(theirs)
    elif kind is bytearray:
        ours[:] = theirs
    else:
        return ours == theirs
    return True


class Remote:
    """A callable of the program, by name."""

    def __init__(self, link, name):
        self.link, self.__name__ = link, name

    def __call__(self, *args, **named):
        return self.link.ask(self.__name__, args, named)


def far(what):
    return lambda self, *args, **named: self._link.ask(
        what, (self,) + args, named)


class Opaque:
    """An object that stayed with the program. Equal to nothing."""

    __slots__ = ("_link", "_number", "_name")

    def __init__(self, link, number, name):
        self._link, self._number, self._name = link, number, name

    def __repr__(self):
        return "<%s of the program>" % self._name

    def __eq__(self, other):
        return False

    def __hash__(self):
        return id(self)

    def __bool__(self):
        raise TypeError("the program returned a %s, not plain data"
                        % self._name)

    def __getattr__(self, name):
        if name[:1] == "_":
            raise AttributeError(name)
        return self._link.ask(".getattr", (self, name), {})

    def __setattr__(self, name, value):
        if name[:1] == "_":
            object.__setattr__(self, name, value)
        else:
            self._link.ask(".setattr", (self, name, value), {})

    def __iter__(self):
        it = self._link.ask(".iter", (self,), {})
        while True:
            try:
                item = self._link.ask(".next", (it,), {})
            except StopIteration:
                return
            yield item

    __call__, __next__ = far(".call"), far(".next")
    __len__, __getitem__ = far(".len"), far(".getitem")


def line_of(e, name, text):
    """The line of this text in which e went through last."""
    line, at = None, e.__traceback__
    while at is not None:
        if at.tb_frame.f_code.co_filename == name:
            line = at.tb_lineno
        at = at.tb_next
    lines = text.decode("utf-8", "replace").split("\n")
    return lines[line - 1].strip() if line and line <= len(lines) else ""


def explain(e, test):
    name = getattr(e, "of_program", type(e).__name__)
    text = "%s: %s" % (name, e) if str(e) else name
    line = line_of(e, "<test>", test)
    return "%s, at: %s" % (text, line) if line else text


def compile_part(text, name):
    return compile(text, name, "exec", dont_inherit=True)


def prepared(trusted, space):
    """Runs the trusted part; what it raises is not the program's fault."""
    try:
        if type(trusted) is bytes:
            trusted = compile_part(trusted, "<trusted>")
        exec(trusted, space)
    except BaseException as e:
        return "broken", "<trusted>: %s: %s" % (type(e).__name__, e)
    return None


def loaded(link, entry, test, space):
    """Waits for the program to be loaded and binds its names for the test:
    callables as Remote, modules of the standard library as themselves."""
    try:
        callables, modules = link.receive()[0]
    except (Exception, ProgramEnd) as e:
        name = getattr(e, "of_program", None)
        word = "crashed" if name == "MemoryError" else "failed"
        return word, "%s: %s" % (name, e) if name else str(e)
    if entry and entry not in callables:
        return "failed", "the program defines no '%s'" % entry
    for name in callables:
        if name not in ("check", "candidate") and name[:1] != "_" and (
                not hasattr(builtins, name)):
            space.setdefault(name, Remote(link, name))
    for name in modules:
        if name in link.modules and name.encode() in test:
            space.setdefault(name, __import__(name))
    if entry:
        space[entry] = space["candidate"] = Remote(link, entry)
    return None


def tested(link, code, test, space):
    """Runs the test, and check(candidate) if it defines one."""
    try:
        if type(code) is bytes:
            code = compile_part(code, "<test>")
    except (SyntaxError, ValueError) as e:
        return "broken", "test: %s" % e
    if b"random" in test:
        import random
        random.seed(0)
    if type(space.get("check")) is not Remote:
        space.pop("check", None)
    try:
        exec(code, space)
        check = space.get("check")
        if check is not None and type(check) is not Remote:
            check(space.get("candidate"))
    except MemoryError as e:
        return "crashed", explain(e, test)
    except (Exception, ProgramEnd) as e:
        return "failed", explain(e, test)
    if link.asked == 0:
        return "broken", "the test never called the program"
    return "passed", ""


def judged(link, program, entry, trusted, code, test):
    """The verdict of a test, whose text is wanted, too; it and the trusted part
    are code, or text that has to be compiled."""
    module = type(sys)("test")
    sys.modules["test"] = module
    space = module.__dict__
    try:
        link.send(program)
        verdict = (prepared(trusted, space)
                   or loaded(link, entry, test, space)
                   or tested(link, code, test, space))
    except Gone:
        verdict = link.gone
    except Refused as e:
        verdict = "broken", str(e)
    except BaseException as e:
        verdict = "failed", "%s: %s" % (type(e).__name__, e)
    # a test that catches everything cannot save a program that is gone
    return link.gone if link.gone and verdict[0] == "passed" else verdict


def judge_python(program, calls, replies):
    """Returns the verdict: a word and a message."""
    test = jail.part(TEST)
    return judged(Link(program, calls, replies), jail.part(PROGRAM),
                  jail.part(ENTRY).decode(), jail.part(TRUSTED), test, test)


class WarmLink(Link):
    """Both ends in one process: the child serves when the judge waits."""

    def __init__(self):
        calls, replies = posix.pipe(), posix.pipe()
        super().__init__(0, calls[1], replies[0])
        self.server, self.space = Server(calls[0], replies[1]), None
        self.fds = calls + replies

    def receive(self):
        if self.space is None:
            self.space = jail.load(self.server.parts,
                              read_frame(self.server.calls, PROGRAM_MAX))
        else:
            jail.turn(self.server.parts, self.space)
        return super().receive()


WARM_PROGRAM = b"""
from typing import Any, Dict, List, Optional, Tuple, Union
import math
def f(x: List[int], y: Optional[str] = None) -> Tuple[int, int]:
    s: Dict[str, Any] = {}
    for i in range(len(x)):
        s[str(i)] = x[i]
    return sum(sorted(x)), max(s.values())
def g(x: str, z: List[str], d: float, e: List[float]) -> bool:
    return x.strip().lower().split() == [a + "b" for a in z]
"""
WARM_TEST = b"""
METADATA = {"author": "jt"}
def check(candidate):
    assert candidate([1, 2, 3]) == (6, 3), "no"
    assert candidate([1.5, 2]) == (3.5, 2)
    assert not g("a b", ["a", "b"], 1.0, [2.5])
    assert abs(candidate([1])[0] - 1) < 1e-6
"""


def warm_python():
    """Goes through all that a job goes through, so that it is not each job
    that loads and specialises it: a page that is written to is a page that is
    copied, and there are hundreds of them."""
    for _ in range(16):
        link = WarmLink()
        verdict = judged(link, WARM_PROGRAM, "f", b"", WARM_TEST, WARM_TEST)
        assert verdict == ("passed", ""), verdict
        for fd in link.fds:
            posix.close(fd)
    del sys.modules["program"], sys.modules["test"]
