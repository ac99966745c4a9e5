"""Ends retort at seeded moments and looks at what is left (see kill.sh).

  kill.py RETORT FAULTY AT_WRITE.SO FOLDER

Every trial is a new results folder: something happens to the command, then
the same command again must complete, with the verdicts of a run that nobody
disturbed, without asking for a reply that was on disk.
"""
import concurrent.futures
import hashlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

SAMPLES = 120
WORKERS = 2
SUITE = """local r = retort
return r.suite {
    name = "many", version = %d, license = "MIT", about = "Lettered questions",
    data = function()
        local i = 0
        return function()
            i = i + 1
            if i <= %d then return { i = i } end
        end
    end,
    sample = function(row)
        return {
            id = "q" .. row.i, input = "Question " .. row.i .. "?",
            choices = { "one", "two", "three", "four" },
            target = ("ABCD"):sub(row.i %% 4 + 1, row.i %% 4 + 1),
        }
    end,
    use = r.choice { n = 4 },
}
"""
REPLY = """<reply>
!delay 25
{"model":"toy-1","choices":[{"message":{"role":"assistant","content":"%s Answer: @LETTER@"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1000,"completion_tokens":100}}
</reply>
""" % ("because " * 60)


class Bench:
    """A server with its log, and a place for trials: one for each worker."""

    def __init__(self, root, name, retort, faulty, preload):
        self.dir = os.path.join(root, name)
        os.makedirs(self.dir)
        self.retort, self.preload = retort, preload
        self.suites = []
        for version in (1, 2):
            path = os.path.join(self.dir, "v%d.lua" % version)
            with open(path, "w", encoding="utf-8") as file:
                file.write(SUITE % (version, SAMPLES))
            self.suites.append(path)
        exchange = os.path.join(self.dir, "reply.txt")
        with open(exchange, "w", encoding="utf-8") as file:
            file.write(REPLY)
        self.log = os.path.join(self.dir, "log")
        self.server = subprocess.Popen(
            [faulty, exchange, self.log], stdout=subprocess.PIPE, text=True
        )
        self.url = self.server.stdout.readline().split(" on ")[-1].strip()
        self.whole = self.folder("whole")
        self.run_us = self.timed(self.run_command(self.whole))
        self.rejudged = self.folder("rejudged")
        shutil.copytree(self.whole, self.rejudged, dirs_exist_ok=True)
        self.score_us = self.timed(self.score_command(self.rejudged))
        self.want = {
            "run": verdicts(self.whole),
            "score": verdicts(self.rejudged),
        }
        assert len(self.want["run"]) == SAMPLES

    def folder(self, name):
        path = os.path.join(self.dir, name)
        os.makedirs(path)
        return path

    def run_command(self, folder, jobs="8"):
        model = "toy@%s#toy-1" % self.url
        return [self.retort, "run", self.suites[0], "-m", model] + [
            "-o", folder, "-q", "-j", jobs
        ]

    def score_command(self, folder):
        return [self.retort, "score", "1", "--suite", self.suites[1]] + [
            "-o", folder, "-q"
        ]

    def start(self, command, at_write=None):
        env = dict(os.environ)
        if at_write is not None:
            env.update(LD_PRELOAD=self.preload, AT_WRITE=at_write)
            # a sanitizer wants to be loaded first, and can do without
            env["ASAN_OPTIONS"] = "verify_asan_link_order=0"
        return subprocess.Popen(
            command,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    def timed(self, command):
        start = time.monotonic()
        process = self.start(command)
        said = process.communicate()[1]
        assert process.returncode == 0, said
        return (time.monotonic() - start) * 1e6

    def sent(self):
        with open(self.log, encoding="utf-8") as file:
            return [line.split()[1] for line in file]


def rows(folder, sql):
    path = os.path.join(folder, "retort.db")
    if not os.path.exists(path) or os.path.getsize(path) == 0:
        return []
    db = sqlite3.connect(path)
    try:
        return db.execute(sql).fetchall()
    except sqlite3.OperationalError as e:
        if "no such table" in str(e):
            return []  # ended before there was one
        raise
    finally:
        db.close()


def verdicts(folder):
    return rows(
        folder,
        "SELECT n, repeat, id, outcome, value, hex(hash), extracted, target,"
        " note FROM verdict ORDER BY n, repeat",
    )


def answers(folder):
    """Address, request and reply of each; a request stands there without what
    it has in common with that of another answer, its base."""
    found = rows(
        folder,
        "SELECT hex(a.address), a.request, a.raw, a.head, a.tail, b.request"
        " FROM answer a LEFT JOIN answer b ON b.id = a.base",
    )
    return {
        (
            address,
            request
            if base is None
            else base[:head] + request + base[len(base) - tail :],
            raw,
        )
        for address, request, raw, head, tail, base in found
    }


def sound(folder):
    found = rows(folder, "PRAGMA integrity_check")
    return not found or found == [("ok",)]


class Trial:
    """What is done, to which command, when."""

    def __init__(self, number, command, how, moment):
        self.name = "%s-%s-%03d" % (command, how, number)
        self.command, self.how, self.moment = command, how, moment

    def disturb(self, bench, folder, command):
        """Runs it until it ends or is ended; what it said."""
        if self.how == "time":
            process = bench.start(command)
            whole = bench.run_us if self.command == "run" else bench.score_us
            time.sleep(self.moment * whole / 1e6)
            process.send_signal(signal.SIGKILL)
        else:
            n = 1 + int(self.moment * self.writes(bench))
            process = bench.start(command, "%s %d %s" % (self.how, n, folder))
        said = process.communicate()[1].decode("utf-8", "replace")
        return process.returncode, said

    def writes(self, bench):
        return bench.writes[self.command]

    def play(self, bench):
        folder = bench.folder(self.name)
        if self.command == "score":
            shutil.copytree(bench.whole, folder, dirs_exist_ok=True)
            command = bench.score_command(folder)
        else:
            command = bench.run_command(folder)
        code, said = self.disturb(bench, folder, command)
        before = len(bench.sent())
        if not sound(folder):
            yield "the database is not sound"
        kept, judged = answers(folder), len(verdicts(folder))
        self.state = (len(kept), judged)
        if self.how in ("full", "locked") and code != 0:
            if code != 5:
                yield "ended with %d: %s" % (code, said)
            if folder not in said:
                yield "does not say where: " + said
        if self.command == "run":
            command = bench.run_command(folder, "64")
        again = bench.start(command)
        said = again.communicate()[1]
        if again.returncode != 0:
            yield "the same command again: %d %s" % (again.returncode, said)
        if not sound(folder):
            yield "the database is not sound after it"
        if verdicts(folder) != bench.want[self.command]:
            yield "other verdicts"
        if kept - answers(folder):
            yield "%d replies lost" % len(kept - answers(folder))
        sent = bench.sent()
        asked = set(sent[before:])
        digests = [hashlib.sha256(k[1]).hexdigest() for k in kept]
        if set(digests) - set(sent):
            yield "replies to what was never asked"
        twice = sum(d in asked for d in digests)
        if twice:
            yield "%d stored replies asked again" % twice
        if self.command == "score" and asked:
            yield "score has sent something"
        shutil.rmtree(folder)


def count_writes(bench):
    """Calls that change a file in a whole run: by counting down to the one
    that no longer happens."""
    bench.writes = {}
    for name in ("run", "score"):
        low, high = 1, 4096
        while low < high:
            middle = (low + high + 1) // 2
            folder = bench.folder("count")
            if name == "score":
                shutil.copytree(bench.whole, folder, dirs_exist_ok=True)
                command = bench.score_command(folder)
            else:
                command = bench.run_command(folder)
            process = bench.start(command, "kill %d %s" % (middle, folder))
            process.communicate()
            low, high = (
                (middle, high) if process.returncode < 0 else (low, middle - 1)
            )
            shutil.rmtree(folder)
        bench.writes[name] = low


def plan():
    dice = random.Random(42)
    wanted = [
        ("run", "time", 70),
        ("run", "kill", 60),
        ("score", "time", 30),
        ("score", "kill", 40),
        ("run", "full", 25),
        ("run", "locked", 15),
        ("score", "full", 10),
    ]
    trials = []
    for command, how, n in wanted:
        for i in range(n):
            moment = (i + dice.random()) / n
            trials.append(Trial(len(trials), command, how, moment))
    return trials


def main():
    retort, faulty, preload, root = sys.argv[1:]
    benches = [
        Bench(root, "bench%d" % i, retort, faulty, preload)
        for i in range(WORKERS)
    ]
    for bench in benches:
        count_writes(bench)
    trials = plan()

    def work(i):
        done = []
        for trial in trials[i::WORKERS]:
            done.append((trial, list(trial.play(benches[i]))))
        return done

    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        done = [pair for part in pool.map(work, range(WORKERS)) for pair in part]
    for bench in benches:
        bench.server.terminate()
        bench.server.communicate()
    return report(done)


def report(done):
    groups = [
        ("200 kills", lambda t: t.how in ("time", "kill"), 200),
        ("50 times a full disk or a locked folder",
         lambda t: t.how in ("full", "locked"), 50),
    ]
    bad = 0
    number = 0
    for what, belongs, want in groups:
        mine = [(t, wrong) for t, wrong in done if belongs(t)]
        wrong = [(t, w) for t, w in mine if w]
        number += 1
        ok = not wrong and len(mine) == want
        bad |= not ok
        print("%sok %d - %s: the same command completes, replies lost: 0, "
              "stored replies asked again: 0, all databases sound"
              % ("" if ok else "not ", number, what))
        for trial, texts in wrong:
            print("# %s at %.3f: %s" % (trial.name, trial.moment, texts))
        states = [t.state for t, _ in mine if t.command == "run"]
        begun = sum(0 < kept < SAMPLES for kept, _ in states)
        behind = sum(judged < kept for kept, judged in states)
        print("# of %d runs: %d with some replies on disk, %d with replies "
              "that had no verdict yet, %d before the first"
              % (len(states), begun, behind, sum(k == 0 for k, _ in states)))
        number += 1
        ok = begun >= 5 and behind >= 5
        bad |= not ok
        print("%sok %d - several of them in the middle of the work"
              % ("" if ok else "not ", number))
    return bad


if __name__ == "__main__":
    sys.exit(main())
