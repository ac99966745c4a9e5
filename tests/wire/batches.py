"""Imitates a batch service: batches.py FOLDER.

FOLDER/mode says how batches fare: run (they do not end), end, part (question 1
is a bad request, question 2 meets a fault, question 3 expires, in the first
batch that has them; lines out of order, some twice), refuse (as a whole), lose
(a batch is made, and the connection dies before that is said). FOLDER/log
gets a line for each request and for each question that is answered, as a
provider would bill it. Prints "serving on URL".
"""

import http.server
import json
import os
import re
import sys

FOLDER = sys.argv[1]
files, batches, seen = {}, {}, set()


def mode():
    with open(os.path.join(FOLDER, "mode")) as f:
        return f.read().strip()


def log(line):
    with open(os.path.join(FOLDER, "log"), "a") as f:
        f.write(line + "\n")


def number(text):
    """Of the question asked last."""
    return int(re.findall(r"Question (\d+)\?", text)[-1])


def answer(n):
    return "Answer: " + "ABCD"[n % 4]


def fate(key, n):
    """What becomes of a question: ok, bad, fault or expired."""
    first = key not in seen
    seen.add(key)
    if mode() == "part":
        if n == 1:
            return "bad"
        if n in (2, 3) and first:
            return "fault" if n == 2 else "expired"
    return "ok"


class OpenAI:
    @staticmethod
    def reply(n):
        return {
            "model": "gpt-4o-2024-08-06",
            "choices": [
                {
                    "message": {"role": "assistant", "content": answer(n)},
                    "finish_reason": "stop",
                }
            ],
            "usage": {"prompt_tokens": 1000, "completion_tokens": 100},
        }

    @staticmethod
    def error(status, kind, text):
        return {"error": {"type": kind, "message": text}}

    def line(self, key, status, body, error=None):
        response = {"status_code": status, "request_id": "r", "body": body}
        return {
            "id": "batch_req",
            "custom_id": key,
            "response": response if status else None,
            "error": error,
        }

    def end(self, batch):
        good, bad = [], []
        for row in files[batch["input_file_id"]]:
            key, n = row["custom_id"], number(json.dumps(row["body"]))
            assert row["method"] == "POST" and row["url"] == batch["endpoint"]
            what = fate(key, n)
            if what == "ok":
                log(f"billed {n}")
                good.append(self.line(key, 200, self.reply(n)))
            elif what == "bad":
                text = "the question is too odd"
                body = self.error(400, "invalid_request_error", text)
                bad.append(self.line(key, 400, body))
            elif what == "fault":
                body = self.error(500, "server_error", "try again")
                bad.append(self.line(key, 500, body))
            else:
                why = {"code": "batch_expired", "message": "out of time"}
                bad.append(self.line(key, 0, None, why))
        good.reverse()
        good += good[:2]
        name = batch["id"].replace("batch", "file")
        for lines, key, tail in (
            (good, "output_file_id", "-out"),
            (bad, "error_file_id", "-err"),
        ):
            if lines:
                files[name + tail] = lines
                batch[key] = name + tail
        total = len(files[batch["input_file_id"]])
        batch["request_counts"] = {
            "total": total,
            "completed": total - len(bad),
            "failed": len(bad),
        }
        batch["status"] = "expired" if mode() == "part" else "completed"

    def poll(self, batch):
        if mode() == "refuse":
            batch["status"] = "failed"
            why = {"code": "token_limit_exceeded", "message": "Enqueued token limit reached"}
            batch["errors"] = {"data": [why]}
        elif batch["status"] == "validating":
            batch["status"] = "in_progress"
        elif mode() in ("end", "part") and batch["status"] == "in_progress":
            self.end(batch)
        return batch

    def create(self, made):
        name = f"batch_{len(batches) + 1}"
        batches[name] = dict(made, id=name, status="validating")
        return batches[name]

    def upload(self, body):
        assert b'name="purpose"\r\n\r\nbatch\r\n' in body
        text = body.split(b"application/jsonl\r\n\r\n")[1].split(b"\r\n--")[0]
        name = f"file_{len(files) + 1}"
        files[name] = [json.loads(row) for row in text.splitlines()]
        return {"id": name, "purpose": "batch"}

    def get(self, path):
        if path.startswith("batches?"):
            return {"data": list(batches.values()), "has_more": False}
        if path.startswith("batches/"):
            return self.poll(batches[path[8:]])
        name = re.fullmatch(r"files/(.+)/content", path).group(1)
        return "".join(json.dumps(row) + "\n" for row in files[name])

    def post(self, path, body):
        if path == "files":
            return self.upload(body)
        assert path == "batches"
        return self.create(json.loads(body))


openai = OpenAI()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def say(self, status, what):
        text = what if isinstance(what, str) else json.dumps(what)
        self.send_response(status)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def handle_it(self, body):
        path = self.path.removeprefix("/v1/")
        log(f"{self.command} {self.path}")
        if self.headers.get("Authorization") != "Bearer sk-batch-secret-1":
            self.say(401, OpenAI.error(401, "auth", "Incorrect API key"))
            return
        if body is None:
            self.say(200, openai.get(path))
            return
        done = openai.post(path, body)
        if mode() == "lose" and path == "batches":
            self.close_connection = True
            return
        self.say(200, done)

    def do_GET(self):
        self.handle_it(None)

    def do_POST(self):
        self.handle_it(self.rfile.read(int(self.headers["Content-Length"])))

    def log_message(self, *args):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(f"serving on http://127.0.0.1:{server.server_port}/v1", flush=True)
server.serve_forever()
