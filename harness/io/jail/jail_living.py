"""A judge that lives on from job to job, and which jobs it takes.

It is a process like the judge of one job, forked from the keeper, shut in alike
and alone in its namespaces; the program's process is forked from the keeper as
ever, so that its memory never held a test. The judge takes a job only if it can
prove that the test and the trusted part leave nothing behind in it: all they
say must be in the lists below. They name nothing that is not theirs but some
functions and types that hold no state, import nothing but modules of which the
same holds, set no attribute, make no class, open nothing. What comes from the
program is plain data, as ever. All other jobs get a judge of their own.

After each job it forgets the job's objects and closes its descriptors. After a
verdict that is not plainly passed or failed, a program that is gone or talked
nonsense, or many jobs, it ends, and the keeper forks another.
"""

import opcode

JOBS_MAX = 256  # of one judge
PARTS_MAX = 64  # of tests that it remembers: a question has many samples
PARTS_SIZE = 8192  # bytes of such a test and its trusted part

HARMLESS_BUILTINS = frozenset("""
abs all any bin bool bytearray bytes chr complex dict divmod enumerate filter
float frozenset hash hex int isinstance iter len list map max min next oct ord
pow range repr reversed round set slice sorted str sum tuple zip
ArithmeticError AssertionError AttributeError Exception IndexError KeyError
LookupError NotImplementedError OverflowError RuntimeError StopIteration
TypeError ValueError ZeroDivisionError
""".split())

# of plain data, matches and patterns of re
HARMLESS_METHODS = """
add append appendleft args as_integer_ratio bit_count bit_length capitalize
casefold center clear conjugate copy count decode denominator difference
difference_update discard elements encode end endswith expandtabs extend
extendleft find findall finditer fromkeys fullmatch get group groupdict groups
hex imag index insert intersection intersection_update is_integer isalnum
isalpha isascii isdecimal isdigit isdisjoint isidentifier islower isnumeric
isprintable isspace issubset issuperset istitle isupper items join keys
ljust lower lstrip match maxlen most_common move_to_end numerator partition pop
popitem popleft real remove removeprefix removesuffix replace reverse rfind
rindex rjust rotate rpartition rsplit rstrip search setdefault sort span split
splitlines start startswith strip sub subn subtract swapcase
symmetric_difference symmetric_difference_update title total translate union
update upper values zfill
""".split()

HARMLESS_MODULES = {
    "math": [n for n in dir(math) if n[:1] != "_"],
    "itertools": [n for n in dir(itertools) if n[:1] != "_"],
    "bisect": ["bisect", "bisect_left", "bisect_right", "insort",
               "insort_left", "insort_right"],
    "collections": ["Counter", "OrderedDict", "defaultdict", "deque"],
    "copy": ["copy", "deepcopy"],
    "functools": ["cache", "cmp_to_key", "lru_cache", "partial", "reduce"],
    "heapq": ["heapify", "heappop", "heappush", "heappushpop", "heapreplace",
              "merge", "nlargest", "nsmallest"],
    "random": ["choice", "choices", "randint", "random", "randrange",
               "sample", "seed", "shuffle", "uniform"],
    "re": ["compile", "escape", "findall", "finditer", "fullmatch", "match",
           "search", "split", "sub", "subn"],
    "string": ["ascii_letters", "ascii_lowercase", "ascii_uppercase",
               "digits", "hexdigits", "octdigits", "printable",
               "punctuation", "whitespace"],
    "typing": ["Any", "Callable", "Counter", "DefaultDict", "Deque", "Dict",
               "FrozenSet", "Iterable", "Iterator", "List", "Optional",
               "OrderedDict", "Sequence", "Set", "Tuple", "Union",
               "defaultdict"],
}


def attributes():
    """What may stand behind a dot. No module has a thing of such a name that
    is not in its own list."""
    names = set(HARMLESS_METHODS).union(*HARMLESS_MODULES.values())
    for name, own in HARMLESS_MODULES.items():
        names -= set(dir(sys.modules[name])).difference(own)
    return frozenset(names)


HARMLESS_ATTRIBUTES = attributes()

# Instructions of Python 3.11, the only one whose code is looked through. Not
# there: what sets or deletes attributes, makes classes, imports with a star,
# waits for coroutines or enters "with".
HARMLESS_OPS = """
CACHE POP_TOP PUSH_NULL NOP UNARY_POSITIVE UNARY_NEGATIVE UNARY_NOT
UNARY_INVERT BINARY_SUBSCR GET_LEN PUSH_EXC_INFO CHECK_EXC_MATCH STORE_SUBSCR
DELETE_SUBSCR GET_ITER GET_YIELD_FROM_ITER LOAD_ASSERTION_ERROR RETURN_GENERATOR
LIST_TO_TUPLE RETURN_VALUE SETUP_ANNOTATIONS YIELD_VALUE POP_EXCEPT STORE_NAME
DELETE_NAME UNPACK_SEQUENCE FOR_ITER UNPACK_EX STORE_GLOBAL SWAP LOAD_CONST
LOAD_NAME BUILD_TUPLE BUILD_LIST BUILD_SET BUILD_MAP LOAD_ATTR COMPARE_OP
IMPORT_NAME IMPORT_FROM JUMP_FORWARD JUMP_IF_FALSE_OR_POP JUMP_IF_TRUE_OR_POP
POP_JUMP_FORWARD_IF_FALSE POP_JUMP_FORWARD_IF_TRUE LOAD_GLOBAL IS_OP CONTAINS_OP
RERAISE COPY BINARY_OP SEND LOAD_FAST STORE_FAST DELETE_FAST
POP_JUMP_FORWARD_IF_NOT_NONE POP_JUMP_FORWARD_IF_NONE RAISE_VARARGS
MAKE_FUNCTION BUILD_SLICE JUMP_BACKWARD_NO_INTERRUPT MAKE_CELL LOAD_CLOSURE
LOAD_DEREF STORE_DEREF DELETE_DEREF JUMP_BACKWARD CALL_FUNCTION_EX EXTENDED_ARG
LIST_APPEND SET_ADD MAP_ADD COPY_FREE_VARS RESUME FORMAT_VALUE
BUILD_CONST_KEY_MAP BUILD_STRING LOAD_METHOD LIST_EXTEND SET_UPDATE DICT_MERGE
DICT_UPDATE PRECALL CALL KW_NAMES POP_JUMP_BACKWARD_IF_NOT_NONE
POP_JUMP_BACKWARD_IF_NONE POP_JUMP_BACKWARD_IF_FALSE POP_JUMP_BACKWARD_IF_TRUE
""".split()
CAN_TELL = (sys.implementation.name == "cpython"
            and sys.version_info[:2] == (3, 11)
            and all(n in opcode.opmap for n in HARMLESS_OPS))
OPS = frozenset(opcode.opmap[n] for n in HARMLESS_OPS) if CAN_TELL else ()
BEHIND_A_DOT = frozenset(opcode.opmap.get(n) for n in ("LOAD_ATTR",
                                                       "LOAD_METHOD"))
IMPORTS, IMPORTS_FROM, GLOBAL, EXTENDED = (
    opcode.opmap.get(n) for n in ("IMPORT_NAME", "IMPORT_FROM", "LOAD_GLOBAL",
                                  "EXTENDED_ARG"))
NAMES_AT = re.compile(b"[%b]" % re.escape(bytes(opcode.hasname + [EXTENDED]))
                      ).finditer if CAN_TELL else None
COROUTINE = 0x80 | 0x100 | 0x200  # CO_COROUTINE and the like, of co_flags
BUILTINS = frozenset(dir(builtins))


def harmless_name(op, name, modules):
    if op in BEHIND_A_DOT or op == IMPORTS_FROM:
        return name in HARMLESS_ATTRIBUTES
    if name in modules:
        return True
    # a global name may be bound to a module of which the program has the name
    return op != IMPORTS and name[:2] != "__" and name not in Link.modules and (
        name not in BUILTINS or name in HARMLESS_BUILTINS)


def harmless(code, modules):
    """Whether nothing of this code and the functions in it can change what
    outlives it."""
    ops, args = code.co_code[::2], code.co_code[1::2]
    if code.co_flags & COROUTINE or not OPS.issuperset(ops):
        return False
    extended, behind, seen = 0, None, set()
    for found in NAMES_AT(ops):
        at = found.start()
        arg = args[at] | (extended if at == behind else 0)
        if ops[at] == EXTENDED:
            extended, behind = arg << 8, at + 1
        else:
            seen.add((ops[at], arg >> 1 if ops[at] == GLOBAL else arg))
    return (all(harmless_name(op, code.co_names[n], modules)
                for op, n in seen)
            and all(harmless(part, modules) for part in code.co_consts
                    if type(part) is type(code)))


def parts_of(trusted, test):
    """The two as code, if they are harmless. What random has for state is set
    anew for each test that has its name."""
    modules = frozenset(HARMLESS_MODULES)
    without_random = modules - {"random"}
    try:
        trusted = compile_part(trusted, "<trusted>")
        code = compile_part(test, "<test>")
    except Exception:
        return None  # it is the other judge's to say so
    if harmless(trusted, without_random) and harmless(
            code, modules if b"random" in test else without_random):
        return trusted, code
    return None


remembered_parts = functools.lru_cache(PARTS_MAX)(parts_of)


class FarLink(Link):
    """To a program whose process 1 is at the other end of a line."""

    modules = frozenset(HARMLESS_MODULES)

    def __init__(self, calls, replies, line):
        super().__init__(0, calls, replies)
        self.line = line

    def wait_a_little(self):
        poll = select.poll()
        poll.register(self.line, select.POLLIN)
        poll.poll(1000)

    def end_program(self):
        try:
            write_all(self.line, b"k")
            status = posix.read(self.line, 4)
        except OSError:
            status = b""
        if len(status) < 4:
            posix._exit(70)  # process 1 was ended from outside: no verdict
        return int.from_bytes(status, sys.byteorder)


def take():
    """Judges a job, or does not take it. False: it is better not to go on."""
    result, _, *ends, line = jail.ends()
    trusted, test = jail.part(TRUSTED), jail.part(TEST)
    small = len(trusted) + len(test) <= PARTS_SIZE
    parts = (remembered_parts if small else parts_of)(trusted, test)
    jail.takes(parts is not None)
    if not parts or posix.read(line, 1) != b"g":
        return True  # there is no process 1, as its sender knows
    jail.limit_memory()
    link = FarLink(*ends, line)
    word, message = judged(link, jail.part(PROGRAM),
                           jail.part(ENTRY).decode(), *parts, test)
    plain = word in ("passed", "failed") and link.gone is None
    say(result, "kept\nverdict " + word if plain else "verdict " + word,
        message)
    # whatever of the test still runs, when its objects go, asks nobody
    link.gone = link.gone or ("broken", "the job is over")
    sys.modules.pop("test").__dict__.clear()
    return plain


def live_on():
    """The life of such a judge. Garbage is only looked for at the end of a job,
    while its descriptors are not yet another's."""
    for n in range(JOBS_MAX):
        if n > 0:
            jail.idle()
        had = gc.get_count()[0]
        if not jail.next() or not take():
            return
        posix.close(jail.ends()[-1])  # ends process 1, and with it the program
        if gc.get_count()[0] > had:
            gc.collect()
        jail.over()
