"""Plays every kind of fault to the real program: retort serve --faults KIND is
asked by retort run, for a whole reply and for a stream, and what came of it is
compared with faults.list.

  faults.py RETORT FOLDER
"""
import concurrent.futures
import json
import os
import re
import sqlite3
import subprocess
import sys
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
OUTCOMES = ["correct", "wrong", "unread", "truncated", "refused", "failed"]
GOOD = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "model": "toy-1",
    "choices": [
        {
            "index": 0,
            "message": {"role": "assistant", "content": "Caf\u00e9. Answer: 5"},
            "finish_reason": "stop",
        }
    ],
    "usage": {"prompt_tokens": 10, "completion_tokens": 5},
}
KEY = "sk-marker-7f3a91c2e5"  # must be found nowhere


def rows():
    """A row for each way of asking that a line of the list is about."""
    with open(os.path.join(HERE, "faults.list"), encoding="utf-8") as file:
        lines = [line.split() for line in file if line.strip() and line[0] != "#"]
    return [
        line[:5] + [asked]
        for line in lines
        for asked in (line[5:] or ["whole", "stream"])
    ]


class Server:
    def __init__(self, retort, *args):
        self.process = subprocess.Popen(
            [retort, "serve", "-p", "0", *args],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.url = self.process.stdout.readline().split(" on ")[-1].strip()

    def counts(self, kind):
        if self.url.startswith("https:"):  # nobody comes so far as to ask
            said = self.stop()
            refused = re.search(r"(\d+) connections? refused .*, 0 took it", said)
            met = int(refused.group(1)) if refused else said
            return {"requests": 0, "again": 0, "kinds": {kind: met}}
        with urllib.request.urlopen(self.url[:-2] + "faults") as reply:
            return json.load(reply)

    def stop(self):
        self.process.terminate()
        return self.process.communicate()[1]


def play(retort, folder, row):
    kind, outcome, failure, sent, code, asked = row
    out = os.path.join(folder, kind + "." + asked)
    os.makedirs(out)
    with open(os.path.join(out, "models.lua"), "w", encoding="utf-8") as file:
        server = Server(
            retort,
            "--canned",
            os.path.join(folder, "good.json"),
            "--faults",
            kind + ",most=1",
        )
        file.write(
            'return { models = { m = { url = "%s", model = "toy-1",'
            ' key = "WIRE_KEY" } } }\n' % server.url
        )
    done = subprocess.run(
        [retort, "run", os.path.join(HERE, "sums.lua"), "-m", "m", "-n", "1"]
        + ["--models-file", os.path.join(out, "models.lua"), "-o", out]
        + ["--timeout", "1" if failure == "timeout" else "60", "-v", "--json"]
        + ["--stream"] * (asked == "stream"),
        env=dict(os.environ, WIRE_KEY=KEY),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
        check=False,
    )
    counts = server.counts(kind)
    if server.process.poll() is None:
        server.stop()
    said = (done.stdout + done.stderr).decode("utf-8", "replace")
    db = sqlite3.connect(os.path.join(out, "retort.db"))
    verdicts = db.execute("SELECT outcome FROM verdict").fetchall()
    answers = db.execute("SELECT count(*) FROM answer").fetchone()[0]
    db.close()
    got = [
        ("outcome", " ".join(OUTCOMES[v[0]] for v in verdicts), outcome),
        ("requests", str(counts["requests"]), sent),
        ("exit code", str(done.returncode), code),
        ("replies kept", answers, int(outcome != "failed")),
        ("asked again after a reply", counts["again"], 0),
        ("times met", counts["kinds"], {kind: 1}),
        ("key in the output", KEY in said, False),
    ]
    if failure != "-":
        got.append((failure + " in the output", failure + ": " in said, True))
    return " ".join((kind, asked)), ["%s: %s, not %s" % g for g in got if g[1] != g[2]], said


def main():
    retort, folder = sys.argv[1:]
    with open(os.path.join(folder, "good.json"), "w", encoding="utf-8") as file:
        json.dump(GOOD, file, ensure_ascii=False)
    stated = rows()
    table = subprocess.run(
        [retort, "serve", "--faults", "list"],
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    kinds = [line.split()[0] for line in table.splitlines() if line[:2] == "  "]
    missing = sorted(set(kinds) ^ {row[0] for row in stated})
    number = 1
    print("%s 1 - every kind is stated" % ("not ok" if missing else "ok"))
    if missing:
        print("# " + " ".join(missing))
    enough = len(kinds) >= 40
    number += 1
    print("%s 2 - %d kinds" % ("ok" if enough else "not ok", len(kinds)))
    bad = bool(missing) or not enough
    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        for kind, wrong, said in pool.map(
            lambda row: play(retort, folder, row), stated
        ):
            number += 1
            print("%s %d - %s" % ("not ok" if wrong else "ok", number, kind))
            if wrong:
                bad = True
                for text in wrong + [said[-1500:]]:
                    print("# " + text.rstrip().replace("\n", "\n# "))
    print("1..%d" % number)
    return bad


if __name__ == "__main__":
    sys.exit(main())
