"""Runs suites of exchanges (*.txt beside this file) through the real program:
faulty plays one, retort asks it, and what became of it is compared with the
<outcome> section. Lines of <run> are further arguments of retort run, those of
<model> further fields of the model's row in models.lua.

  check.py RETORT FAULTY FOLDER EXCHANGE...

Keys of <outcome>, each a line:
  exit N         exit code (0)
  outcome W...   of the samples, in order
  note TEXT      stands in the last sample's note
  extracted TEXT of the last sample
  sent N         requests that reached the server (as many as samples)
  answers N      replies in the store (as many as samples that did not fail)
  tokens I C W O R   input, cached, cache write, output, reasoning; null
  served, finish of the last answer; attempts as well
  times W W      whether its first text and its tokens a second are known
  changed LIST   of what was not sent as asked
  raw HEX        bytes that stand in its stored body
  says TEXT      stands in what retort wrote
  silent TEXT    does not stand there, nor in a file of the results folder
"""
import concurrent.futures
import json
import os
import re
import sqlite3
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
OUTCOMES = ["correct", "wrong", "unread", "truncated", "refused", "failed"]
FINISHES = ["unknown", "stop", "length", "filtered", "tool", "error"]
CLASSES = ["input", "cached", "cache_write", "output", "reasoning"]
KEY = "sk-marker-7f3a91c2e5"  # must be found nowhere


def sections(text, name):
    return re.findall(r"(?ms)^<%s>\n(.*?)^</%s>$" % (name, name), text)


def lines(text, name):
    return [
        line.split(" ", 1)
        for part in sections(text, name)
        for line in part.splitlines()
        if line
    ]


def everything_in(folder):
    for root, _, names in os.walk(folder):
        for name in names:
            with open(os.path.join(root, name), "rb") as file:
                yield os.path.join(root, name), file.read()


class Played:
    """One exchange, once it is over."""

    def __init__(self, retort, faulty, folder, exchange):
        self.text = open(exchange, encoding="utf-8").read()
        self.folder = folder
        os.makedirs(folder)
        self.log = os.path.join(folder, "log")
        server = subprocess.Popen(
            [faulty, exchange, self.log],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            url = server.stdout.readline().split(" on ")[-1].strip()
            self.run(retort, url)
        finally:
            server.terminate()
            self.server_says = server.communicate()[1]
        self.server_code = server.returncode
        self.read_store()

    def run(self, retort, url):
        models = os.path.join(self.folder, "models.lua")
        with open(models, "w", encoding="utf-8") as file:
            file.write(
                'return { models = { m = { url = "%s", model = "toy-1",'
                ' key = "WIRE_KEY", %s } } }\n'
                % (url, " ".join(sections(self.text, "model")))
            )
        more = [w for part in sections(self.text, "run") for w in part.split()]
        if "-n" not in more:
            more += ["-n", "1"]
        self.out = os.path.join(self.folder, "out")
        self.done = subprocess.run(
            [retort, "run", os.path.join(HERE, "sums.lua"), "-m", "m"]
            + ["--models-file", models, "-o", self.out, "--json"]
            + more,
            env=dict(os.environ, WIRE_KEY=KEY),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
            check=False,
        )
        self.said = (self.done.stdout + self.done.stderr).decode(
            "utf-8", "replace"
        )

    def read_store(self):
        db = sqlite3.connect(os.path.join(self.out, "retort.db"))
        db.row_factory = sqlite3.Row
        self.verdicts = db.execute("SELECT * FROM verdict ORDER BY n").fetchall()
        self.answers = db.execute("SELECT * FROM answer ORDER BY id").fetchall()
        self.sound = db.execute("PRAGMA integrity_check").fetchone()[0]
        db.close()
        with open(self.log, encoding="utf-8") as file:
            self.sent = len(file.readlines())

    def facts(self):
        last = self.verdicts[-1] if self.verdicts else None
        answer = self.answers[-1] if self.answers else None
        facts = {
            "exit": str(self.done.returncode),
            "outcome": " ".join(OUTCOMES[v["outcome"]] for v in self.verdicts),
            "sent": str(self.sent),
            "answers": str(len(self.answers)),
        }
        if last is not None:
            facts["extracted"] = (last["extracted"] or b"").decode()
        if answer is not None:
            facts["served"] = str(answer["served"])
            facts["finish"] = FINISHES[answer["finish"]]
            facts["attempts"] = str(answer["attempts"])
            facts["changed"] = answer["changed"]
            facts["times"] = " ".join(
                "unknown" if answer[c] is None else "known"
                for c in ("first_text_us", "tokens_per_s")
            )
            facts["tokens"] = " ".join(
                "null" if answer[c] is None else str(answer[c]) for c in CLASSES
            )
        return facts

    def wrong(self):
        """What is not as it should be."""
        want = lines(self.text, "outcome")
        facts = self.facts()
        keys = [pair[0] for pair in want]
        outcome = dict(w for w in want if w[0] == "outcome").get("outcome", "")
        words = outcome.split()
        if "exit" not in keys:
            want.append(["exit", "4" if "failed" in words else "0"])
        if "sent" not in keys:
            want.append(["sent", str(len(words))])
        if "answers" not in keys:
            want.append(["answers", str(len(words) - words.count("failed"))])
        for key, value in want + [["silent", KEY]]:
            if key == "says":
                if value not in self.said:
                    yield "does not say '%s'" % value
            elif key == "note":
                note = self.verdicts[-1]["note"] or ""
                if value not in note:
                    yield "note is '%s', not '%s'" % (note, value)
            elif key == "raw":
                if bytes.fromhex(value) not in self.answers[-1]["raw"]:
                    yield "the stored body has no %s" % value
            elif key == "silent":
                if value in self.said:
                    yield "says '%s'" % value
                for path, found in everything_in(self.out):
                    if value.encode() in found:
                        yield "'%s' stands in %s" % (value, path)
            elif facts.get(key) != value:
                yield "%s is %s, not %s" % (key, facts.get(key), value)
        if self.server_code != 0:
            yield self.server_says
        if self.sound != "ok":
            yield "integrity_check says " + self.sound
        yield from self.wrong_json(words)

    def wrong_json(self, words):
        if self.done.returncode not in (0, 4):
            return
        run = json.loads(self.done.stdout)["runs"][0]
        if run["n"] != len(self.verdicts):
            yield "JSON: n is %s" % run["n"]
        for outcome in OUTCOMES:
            if run[outcome] != words.count(outcome):
                yield "JSON: %s is %s" % (outcome, run[outcome])
        if len(self.answers) == 1:
            told = " ".join(
                "null" if run["tokens"][c] is None else str(run["tokens"][c])
                for c in CLASSES
            )
            if told != self.facts()["tokens"]:
                yield "JSON: tokens are " + told


def main():
    retort, faulty, folder, *exchanges = sys.argv[1:]

    def play(exchange):
        name = os.path.splitext(os.path.basename(exchange))[0]
        played = Played(retort, faulty, os.path.join(folder, name), exchange)
        return name, exchange, list(played.wrong()), played.said

    bad = 0
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        done = pool.map(play, exchanges)
        for number, (name, exchange, wrong, said) in enumerate(done, 1):
            print("%s %d - %s" % ("not ok" if wrong else "ok", number, name))
            if wrong:
                bad = 1
                print("# see %s" % exchange)
                for text in wrong + [said[-2000:]]:
                    print(re.sub("(?m)^", "# ", text.rstrip()))
    print("1..%d" % len(exchanges))
    return bad


if __name__ == "__main__":
    sys.exit(main())
