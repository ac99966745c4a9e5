#!/bin/bash
# HTTPS: a certificate of one's own authority is taken when its file is named,
# and refused with a clear sentence, before anything is sent, when it is not,
# when it is for another name, or over; HTTP/2 is spoken where it is offered.
set -eu
. tests/server.sh

command -v openssl >/dev/null || { echo 'no openssl here'; exit 77; }

# Two authorities, and certificates of the first: NAME EXTENSION DAYS
authority()
{
    openssl req -x509 -newkey rsa:2048 -nodes -keyout "$T/$1.key" \
        -out "$T/$1.pem" -days 2 -subj "/CN=retort test $1" 2>/dev/null
}

certificate()
{
    openssl req -newkey rsa:2048 -nodes -keyout "$T/$1.key" -out "$T/$1.csr" \
        -subj "/CN=retort test" 2>/dev/null
    echo "subjectAltName=$2" >"$T/$1.ext"
    openssl x509 -req -in "$T/$1.csr" -CA "$T/ours.pem" -CAkey "$T/ours.key" \
        -CAcreateserial -out "$T/$1.pem" -extfile "$T/$1.ext" \
        -not_after "$3" 2>/dev/null ||
        openssl x509 -req -in "$T/$1.csr" -CA "$T/ours.pem" \
            -CAkey "$T/ours.key" -CAcreateserial -out "$T/$1.pem" \
            -extfile "$T/$1.ext" -days "$4" 2>/dev/null
}

authority ours
authority theirs
certificate good IP:127.0.0.1,DNS:localhost 20380101000000Z 2
certificate other DNS:example.org 20380101000000Z 2
certificate over IP:127.0.0.1 20000101000000Z -1

# An endpoint behind TLS that counts what is sent to it: NAME
cat >"$T/server.py" <<'END'
import http.server, ssl, sys
name, log = sys.argv[1:]
body = (b'{"model":"toy-1","choices":[{"message":{"role":"assistant",'
        b'"content":"Answer: A"},"finish_reason":"stop"}],'
        b'"usage":{"prompt_tokens":10,"completion_tokens":3}}')
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        with open(log, "a") as file:
            file.write("%s\n" % self.headers["authorization"])
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_):
        pass
class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, *_):
        pass # who hangs up in the handshake
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(name + ".pem", name + ".key")
server = Server(("127.0.0.1", 0), Handler)
server.socket = context.wrap_socket(
    server.socket, server_side=True, do_handshake_on_connect=False)
print("serving on https://127.0.0.1:%d/v1" % server.server_port, flush=True)
server.serve_forever()
END

behind()
{
    log=$T/log.$1
    : >"$log"
    : >"$T/serving.$1"
    python3 "$T/server.py" "$T/$1" "$log" >"$T/serving.$1" &
    server=$!
    listens "$T/serving.$1" "no server for $1"
}

# Runs on it: AUTHORITY ('' for the system's alone)
ask()
{
    local authority=
    [ -z "$1" ] || authority="ca_file = '$T/$1.pem'"
    cat >"$T/models.lua" <<END
return { models = { toy = { url = "$url", model = "toy-1",
    key = "WIRE_KEY", $authority } } }
END
    export WIRE_KEY=sk-marker-tls-01234567
    rm -rf "$T/out.d"
    retort run "$T/many.lua" -m toy --models-file "$T/models.lua" \
        -o "$T/out.d" "${@:2}"
}

many 20
behind good
ask ours
expect 'an authority that is named: done' ended 0
expect 'all were asked' same "$(sent)" 20
expect 'with the key' same "$(sort -u "$log")" 'Bearer sk-marker-tls-01234567'
for who in '' theirs; do
    : >"$log"
    ask "$who"
    expect "authority '$who': refused with 2" ended 2
    expect 'says what' said 'does not verify'
    expect 'says whose' said "the certificate of $url"
    expect 'says that nothing was sent' said 'so nothing was sent to it'
    expect 'says the way out' said 'ca_file = "FILE.pem"'
    expect 'and nothing was' same "$(sent)" 0
    expect 'at once, not after retries' not said 'retried'
done
retort check -m toy --models-file "$T/models.lua"
expect 'check says it, too' said 'does not verify'
expect 'and is 2' ended 2
stop

behind other
ask ours
expect 'a certificate for another name: 2' ended 2
expect 'says what' said 'does not verify'
expect 'nothing was sent' same "$(sent)" 0
stop

behind over
ask ours
expect 'a certificate that is over: 2' ended 2
expect 'says what' said 'certificate has expired'
expect 'nothing was sent' same "$(sent)" 0
stop

# --- HTTP/2, where it is offered ---
if ! command -v nghttpd >/dev/null; then
    echo '# no nghttpd here (scripts/setup --dev): HTTP/2 is not tried'
    tap_end
fi
mkdir -p "$T/htdocs/v1/chat"
echo '{"model":"toy-1","choices":[{"message":{"role":"assistant","content":"Answer: A"},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":3}}' \
    >"$T/htdocs/v1/chat/completions"
port=$(python3 -c 'import socket
s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
nghttpd -v --address=127.0.0.1 -d "$T/htdocs" "$port" "$T/good.key" \
    "$T/good.pem" >"$T/h2.log" 2>&1 &
server=$!
for _ in $(seq 200); do
    if (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then break; fi
    sleep 0.02
done
url=https://127.0.0.1:$port/v1
ask ours -j 16
expect 'over HTTP/2: done' ended 0
expect 'all were asked by HTTP/2' \
    same "$(grep -c ':path: /v1/chat/completions' "$T/h2.log")" 20
expect 'on one connection' \
    same "$(grep ':path: /v1' "$T/h2.log" | sed 's/^[^0-9]*id=\([0-9]*\).*/\1/' | sort -u | wc -l)" 1
ask theirs
expect 'and verified there, too' said 'does not verify'
stop
tap_end
