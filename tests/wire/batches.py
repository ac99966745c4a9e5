"""Imitates a batch service: batches.py FOLDER openai|anthropic|gemini.

FOLDER/mode says how batches fare: run (they do not end), end, part (question 1
is a bad request, question 2 meets a fault, question 3 expires, in the first
batch that has them; lines out of order, some twice), picky (as end, but no
temperature is taken), refuse (as a whole), lose
(a batch is made, others' behind it, and the connection dies before it is said), gone (it ends,
and its results are not there), hang (a batch is made, and that is not said
until the mode changes). FOLDER/log
gets a line for each request and for each question that is answered, as a
provider would bill it. Prints "serving on URL".
"""

import http.server
import json
import os
import re
import sys
import time
import urllib.parse

FOLDER = sys.argv[1]
files, batches, seen = {}, {}, set()
PAGE = 2  # batches in a page of a list


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


def page(after):
    """Of all batches, newest first: those behind one, and the last's name."""
    names = list(batches)[::-1]
    names = names[names.index(after) + 1 if after else 0 :]
    return [batches[name] for name in names[:PAGE]], names[PAGE - 1 : PAGE], len(
        names
    ) > PAGE


def after(path, key):
    found = re.search(r"[?&]%s=([^&]*)" % key, path)
    return urllib.parse.unquote(found.group(1)) if found else None


def listed(path, key):
    """A page as OpenAI and Anthropic have it."""
    rows, last, more = page(after(path, key))
    return {"data": rows, "last_id": "".join(last) or None, "has_more": more}


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
            if mode() == "picky" and "temperature" in row["body"]:
                body = self.error(400, "invalid_request_error", "Not supported")
                body["error"] |= {"param": "temperature", "code": "unsupported_value"}
                bad.append(self.line(key, 400, body))
            elif what == "ok":
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
        bad += bad
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
            "completed": total - len(bad) // 2,
            "failed": len(bad) // 2,
        }
        batch["status"] = "expired" if mode() == "part" else "completed"
        if mode() == "gone":
            del batch["output_file_id"]

    def poll(self, batch):
        if mode() == "refuse":
            batch["status"] = "failed"
            why = {"code": "token_limit_exceeded", "message": "Enqueued token limit reached"}
            batch["errors"] = {"data": [why]}
        elif batch["status"] == "validating":
            batch["status"] = "in_progress"
        elif mode() != "run" and batch["status"] == "in_progress":
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
            return listed(path, "after")
        if path.startswith("batches/"):
            return self.poll(batches[path[8:]])
        name = re.fullmatch(r"files/(.+)/content", path).group(1)
        return "".join(json.dumps(row) + "\n" for row in files[name])

    def post(self, path, body):
        if path == "files":
            return self.upload(body)
        assert path == "batches"
        return self.create(json.loads(body))


class Anthropic:
    """Everything in one body; a batch has no name but the one it is given."""

    MODES = {"ok": "succeeded", "bad": "errored", "fault": "errored"}

    def line(self, row):
        key, n = row["custom_id"], number(json.dumps(row["params"]))
        assert row["params"]["max_tokens"] >= 1
        what = fate(key, n)
        result = {"type": self.MODES.get(what, "expired")}
        if what == "ok":
            log(f"billed {n}")
            result["message"] = {
                "type": "message",
                "role": "assistant",
                "model": "claude-haiku-4-5",
                "content": [{"type": "text", "text": answer(n)}],
                "stop_reason": "end_turn",
                "usage": {"input_tokens": 1000, "output_tokens": 100},
            }
        elif what != "expired":
            bad = ("invalid_request_error", "the question is too odd")
            kind, text = bad if what == "bad" else ("api_error", "try again")
            error = {"type": kind, "message": text}
            result["error"] = {"type": "error", "error": error}
        return {"custom_id": key, "result": result}

    def poll(self, batch):
        if mode() in ("end", "part") and batch["results_url"] is None:
            lines = [self.line(row) for row in files[batch["id"]]]
            counts = dict.fromkeys(batch["request_counts"], 0)
            for line in lines:
                counts[line["result"]["type"]] += 1
            lines.reverse()
            files[batch["id"]] = lines + lines[-2:]
            batch["request_counts"] = counts
            batch["processing_status"] = "ended"
            batch["results_url"] = "http://192.0.2.1/elsewhere"
        return batch

    def get(self, path):
        rest = path.removeprefix("messages/batches")
        if rest.startswith("?"):
            return listed(path, "after_id")
        name, _, tail = rest[1:].partition("/")
        if tail == "results":
            return "".join(json.dumps(row) + "\n" for row in files[name])
        return self.poll(batches[name])

    def post(self, path, body):
        assert path == "messages/batches"
        rows = json.loads(body)["requests"]
        name = f"msgbatch_{len(batches) + 1}"
        kinds = ("processing", "succeeded", "errored", "canceled", "expired")
        files[name] = rows
        batches[name] = {
            "id": name,
            "processing_status": "in_progress",
            "created_at": time.strftime("%Y-%m-%dT%H:%M:%S.5Z", time.gmtime()),
            "request_counts": dict.fromkeys(kinds, 0) | {"processing": len(rows)},
            "results_url": None,
        }
        return batches[name]


class Gemini:
    """Requests and answers inside the batch, in one order."""

    def one(self, row):
        key, n = row["metadata"]["key"], number(json.dumps(row["request"]))
        what = fate(key, n)
        # without the key where its page does not promise one
        out = {"metadata": {"key": key}} if n % 2 else {}
        if what == "ok":
            log(f"billed {n}")
            content = {"role": "model", "parts": [{"text": answer(n)}]}
            out["response"] = {
                "modelVersion": "gemini-2.5-flash",
                "candidates": [{"content": content, "finishReason": "STOP"}],
                "usageMetadata": {
                    "promptTokenCount": 1000,
                    "candidatesTokenCount": 100,
                    "totalTokenCount": 1100,
                },
            }
        elif what == "bad":
            text = "the question is too odd"
            out["error"] = {"code": 3, "message": text}
        else:
            out["error"] = {"code": 13, "message": "try again"}
        return out

    def get(self, path):
        if path.startswith("batches?"):
            rows, last, more = page(after(path, "pageToken"))
            return {"operations": rows} | ({"nextPageToken": last[0]} if more else {})
        batch = batches[path]
        about = batch["metadata"]
        if mode() == "refuse":
            about["state"] = "BATCH_STATE_FAILED"
            batch["error"] = {"code": 8, "message": "Enqueued token limit reached"}
        elif mode() in ("end", "part") and "output" not in about:
            done = [self.one(row) for row in files[path]]
            about["state"] = "BATCH_STATE_SUCCEEDED"
            about["output"] = {"inlinedResponses": {"inlinedResponses": done}}
        return batch

    def post(self, path, body):
        assert path == "models/gemini-2.5-flash:batchGenerateContent", path
        made = json.loads(body)["batch"]
        name = f"batches/b{len(batches) + 1}"
        files[name] = made["inputConfig"]["requests"]["requests"]
        about = {"displayName": made["displayName"], "state": "BATCH_STATE_PENDING"}
        batches[name] = {"name": name, "metadata": about}
        return batches[name]


SERVICES = {
    "openai": (OpenAI(), "Authorization", "Bearer "),
    "anthropic": (Anthropic(), "x-api-key", ""),
    "gemini": (Gemini(), "x-goog-api-key", ""),
}
service, key_header, key_prefix = SERVICES[sys.argv[2]]


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
        if self.headers.get(key_header) != key_prefix + "sk-batch-secret-1":
            self.say(401, OpenAI.error(401, "auth", "Incorrect API key"))
            return
        if body is None:
            self.say(200, service.get(path))
            return
        done = service.post(path, body)
        while mode() == "hang" and path != "files":
            time.sleep(0.02)
        if mode() == "lose" and path != "files":
            for other in range(5):
                name = f"batches/other/+{other}="
                batches[name] = {"id": name, "name": name}
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
