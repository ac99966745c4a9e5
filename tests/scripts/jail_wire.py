"""What judge and program say to each other (harness/io/jail/jail_wire.h), there and
back, and what a hostile program may say instead. Prints a line for each test.

    LD_PRELOAD=LIBRARY jail_wire.py [MUTATIONS]
"""
import collections
import enum
import math
import os
import random
import sys
import threading

from jail_inside import (answer, decode, encode, load, members, read_frame,
                         turn, write_frame)

MUTATIONS = int(sys.argv[1]) if len(sys.argv) > 1 else 100000
BAD = ValueError, TypeError, RecursionError, OverflowError, MemoryError


class Odd:
    pass


class Liar(list):
    def __iter__(self):
        return iter([2])

    def __len__(self):
        return 1

    def __eq__(self, other):
        return True


class Text(str):
    def encode(self, *a):
        return b"?"

    def __len__(self):
        return 99


class Ints(enum.IntEnum):
    SEVEN = 7


class Keys(dict):
    def items(self):
        return []

    def __len__(self):
        return 0


class Group(set):
    def __iter__(self):
        return iter([2])


class Real(float):
    def __float__(self):
        return 2.0


def odd_out(x):
    return b"1 " + type(x).__name__.encode()


def odd_in(text):
    return ("odd", text)


def there(x):
    return encode(odd_out, x)


def back(data):
    value, end = decode(data, 0, odd_in)
    assert end == len(data), (end, data)
    return value


def deep(n):
    x = []
    for _ in range(n):
        x = [x]
    return x


def same(a, b):
    if type(a) is not type(b):
        return False
    if isinstance(a, float):
        return math.copysign(1, a) == math.copysign(1, b) and (
            a == b or a != a and b != b)
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    return a == b


PLAIN = [
    None, True, False, 0, 1, -1, 255, -256, 2**62, 2**63 - 1, -2**63, 2**63,
    -2**64, 16**15 - 1, 16**15, 10**5000, -7**999, 0.0, -0.0, 0.1, -1e308,
    5e-324, math.pi, math.inf, -math.inf, math.nan, 1j, -2.5 + 0j, "", "a",
    "\0", "\u00e4\u20ac\U0001f600", "\ud800", "x" * 5000, b"", b"\0\xff:i1:1",
    bytearray(b"abc"), (), (1,), [], [[], [[]]], ["a", 1, None], {}, {1: 2},
    {"a": [1], (1, 2): {"b": None}}, set(), {1, "a"}, frozenset({1, (2,)}),
    range(3), range(10, -5, -3), range(0, 2**70, 2**65), int, str, float, bool,
    type(None), frozenset, range, [int, (list, dict)], deep(300),
    [list(range(300)), "y" * 700, {str(i): i for i in range(99)}],
]
BASES = [
    (Liar([7]), [7]), (Text("7"), "7"), (Ints.SEVEN, 7), (Keys({1: 7}), {1: 7}),
    (Group({7}), {7}), (Real(7), 7.0),
    (collections.Counter("aab"), {"a": 2, "b": 1}),
    (collections.OrderedDict(a=1), {"a": 1}),
    (collections.namedtuple("P", "x y")(1, 2), (1, 2)),
]
NONSENSE = [
    b"", b":", b"i", b"i1", b"i1:", b"i:1", b"i-1:1", b"i+1:1", b"i2:1",
    b"i1:g", b"i0:", b"i1:-", b"i17:0123456789abcdefg", b"f0:", b"f1:x",
    b"f2:1\0", b"s1:\xff", b"y3:foo", b"y8:Reversed", b"q1:a", b"\xff1:a",
    b"l99999999:N0:", b"l9999999999:N0:", b"l99999999999999999999:N0:",
    b"l1:", b"l2:N0:", b"d1:N0:", b"d2:l0:N0:", b"e1:l0:", b"r0:",
    b"r3:i1:1i1:1i1:0", b"c1:s1:a", b"t3:T0:s-5:N0:", b"l1:" * 90000 + b"N0:",
    b"f64:" + b"0" * 64, b"N" + b"1" * 50 + b":",
]


def round_trips():
    for x in PLAIN:
        assert same(back(there(x)), x), repr(x)[:80]


def bases():
    for x, plain in BASES:
        got = back(there([x]))[0]
        assert same(got, plain), (type(x), got)


def oddities():
    for x in Odd(), len, Odd, (i for i in ()), memoryview(b"a"), enum:
        kind, text = back(there((x,)))[0]
        assert kind == "odd" and text.startswith(b"1 "), x
    for f in (lambda x: 1 / 0), (lambda x: "no bytes"):
        try:
            encode(f, [Odd()])
        except (ZeroDivisionError, TypeError):
            continue
        raise AssertionError(f)


def too_deep():
    round_about = []
    round_about.append(round_about)
    assert there(back(there(deep(890)))) == there(deep(890))
    for x in deep(2000), round_about:
        try:
            there(x)
        except RecursionError:
            continue
        raise AssertionError("no end")


def nonsense():
    for data in NONSENSE:
        try:
            decode(data, 0, odd_in)
        except BAD:
            continue
        raise AssertionError(data[:40])
    for at in 1, 99, 2**40:
        try:
            decode(b"N", at, odd_in)
        except BAD:
            continue
        raise AssertionError(at)


def mutations():
    random.seed(7)
    seeds = [there(x) for x in PLAIN if len(there(x)) < 400]
    seeds.append(b"o4:1 ab" + there(2))
    read = 0
    for n in range(MUTATIONS):
        data = bytearray(random.choice(seeds) + random.choice(seeds))
        for _ in range(random.randrange(1, 4)):
            at = random.randrange(len(data))
            how = random.randrange(4)
            if how == 0:
                data[at] = random.randrange(256)
            elif how == 1:
                del data[at:at + random.randrange(1, 5)]
            elif how == 2:
                data[at:at] = random.choice(
                    [b"l3:", b"d2:", b"9", b":", b"i1:1", b"e1:", b"r3:"])
            else:
                data[at] = random.choice(b"ifsbayoltezdrcNTF:0123456789-")
            data = data or bytearray(b"N")
        try:
            value, end = decode(bytes(data), 0, odd_in)
        except BAD:
            continue
        read += 1
        assert 0 < end <= len(data)
        again = back(there(value))
        assert same(again, value) or "nan" in repr(value), bytes(data)
    assert read > MUTATIONS // 100, read


def frames():
    r, w = os.pipe()
    big = os.urandom(1 << 20)
    thread = threading.Thread(target=write_frame, args=(w, big))
    thread.start()
    assert read_frame(r, 1 << 24) == big
    thread.join()
    for data, kind in ((b"\xff" * 8, ValueError), (b"-0000001", ValueError),
                       (b"7fffffff", ValueError), (b" 0000001", ValueError)):
        os.write(w, data)
        try:
            read_frame(r, 1 << 24)
        except kind:
            continue
        raise AssertionError(data)
    os.write(w, b"00000003ab")
    os.close(w)
    for _ in range(2):
        try:
            read_frame(r, 9)
        except EOFError:
            continue
        raise AssertionError("no end")
    for f, args in (read_frame, (r + 50, 9)), (write_frame, (r + 50, b"")):
        try:
            f(*args)
        except OSError as e:
            assert e.errno == 9, e
            continue
        raise AssertionError("no such descriptor")
    os.close(r)
    r, w = os.pipe()
    os.close(r)
    try:
        write_frame(w, b"a")
    except BrokenPipeError:
        return
    raise AssertionError("nobody reads")


def answers():
    space = {"f": lambda x, *more, key=1: x + key, "grow": list.append,
             "fail": lambda: 1 / 0, "odd": lambda: Odd()}
    doing = {"len": len}

    def ask(what, *args, **named):
        return answer(space, encode(odd_out, what, (args, named)), doing,
                      odd_in, odd_out)

    assert ask("f", 1) == b"t3:T0:i1:2N0:"
    assert ask("f", 1, 5, key=4) == b"t3:T0:i1:5N0:"
    assert ask(".len", [1, 2]) == b"t3:T0:i1:2N0:"
    assert ask("odd") == b"t3:T0:o5:1 OddN0:"
    assert back(ask("grow", [1], 2)) == (True, None, (([1, 2], 2), {}))
    for what, kind in (("none", KeyError), ("len", KeyError), (".f", KeyError),
                       ("", KeyError), ("fail", ZeroDivisionError)):
        try:
            ask(what)
        except kind:
            continue
        raise AssertionError(what)


def names():
    space = {"f": len, "math": math, "m": math, "x": 1, "C": Odd, 7: len}
    assert members(space) == (["f", "C"], ["math"]), members(space)
    assert members({}) == ([], [])


class Program:
    """What a program's process is, here with both ends of the pipes."""

    def __init__(self):
        self.calls, self.replies = os.pipe(), os.pipe()
        self.parts = (self.calls[0], self.replies[1], compile, exec, {},
                      odd_in, odd_out, self.fail, None, None, None)

    def fail(self, e):
        write_frame(self.replies[1], encode(odd_out, type(e).__name__))

    def load(self, text):
        return load(self.parts, text), back(read_frame(self.replies[0], 9999))

    def ask(self, space, what, *args):
        write_frame(self.calls[1], encode(odd_out, what, (args, {})))
        assert turn(self.parts, space) is None
        return back(read_frame(self.replies[0], 9999))

    def close(self):
        for fd in self.calls + self.replies:
            os.close(fd)


def programs():
    p = Program()
    space, told = p.load(b"# coding: latin-1\nimport math, os as o\n"
                         b"def f(x): return x + 1\ns = '\xe4'\nC = int\n"
                         b"def g(): raise SystemExit\n")
    assert told == (True, (["f", "C", "g"], ["math"]), None), told
    assert space["s"] == "\u00e4" and space["__name__"] == "program"
    assert sys.modules["program"].__dict__ is space
    assert p.ask(space, "f", 1) == (True, 2, None)
    assert p.ask(space, "g") == "SystemExit"
    assert p.ask(space, "f", "a") == "TypeError"
    assert p.ask(space, "f", 2) == (True, 3, None)
    for text, name in ((b"def", "SyntaxError"), (b"\xff", "SyntaxError"),
                       (b"1 / 0", "ZeroDivisionError"),
                       (b"raise SystemExit", "SystemExit"),
                       (b"raise KeyboardInterrupt", "KeyboardInterrupt"),
                       (b"def f(): f()\nf()", "RecursionError")):
        assert p.load(text) == (None, name), text
    assert p.load(b"a\0b")[0] is None  # of which kind depends on the version
    space, told = p.load(b"import sys\ndel sys.modules['program']\nx = 7\n"
                         b"def f(): return x")
    assert told[0] is True and p.ask(space, "f") == (True, 7, None)
    p.close()
    for f, args in (load, (p.parts, b"")), (turn, (p.parts, {})):
        try:
            f(*args)
        except OSError:
            continue
        raise AssertionError("nobody reads")
    for f, args in (load, (1, b"")), (load, ((), b"")), (turn, (p.parts,)):
        try:
            f(*args)
        except (SystemError, TypeError, IndexError):
            continue
        raise AssertionError(f)


def nothing_is_kept():
    x, y = Odd(), ("a" * 9, 12345678901234567890, b"z", 1.5)
    seen = [x, y, *y, odd_out, odd_in, encode, type(None), int, Odd]
    space, doing = {"f": lambda *a: a}, {}
    p = Program()
    seen += [p, p.parts, p.fail]

    def once():
        p.ask(p.load(b"def f(): pass")[0], "f")
        p.load(b"1 / 0")
        data = encode(odd_out, [x, y, int, {1: y}, {2.5}, range(9)], None)
        decode(data, 0, odd_in)
        answer(space, encode(odd_out, "f", ((y, x), {})), doing, odd_in,
               odd_out)
        members(space)
        for bad in (b"l2:N0:q", b"d2:i1:1q", b"e1:l0:", b"t3:T0:s9:"):
            try:
                decode(bad, 0, odd_in)
            except BAD:
                pass

    once()
    before = [sys.getrefcount(one) for one in seen]
    for _ in range(500):
        once()
    after = [sys.getrefcount(one) for one in seen]
    assert before == after, (before, after)


for n, test in enumerate((round_trips, bases, oddities, too_deep, nonsense,
                          mutations, frames, answers, names,
                          programs, nothing_is_kept), 1):
    try:
        test()
        print("ok %d - %s" % (n, test.__name__), flush=True)
    except BaseException as e:
        print("not ok %d - %s: %r" % (n, test.__name__, e), flush=True)
