#!/bin/bash
# Letters by probability and by log-likelihood: what an endpoint tells is kept
# with the verdict; a suite that is scored by log-likelihood runs only where
# the endpoint has proved to give any.
set -eu
. tests/server.sh

# A server of legacy completions: HOW (echo, ignores, chat, zero). It finds the
# letter likely that the digest of the question says. LOG gets a line each.
cat >"$T/server.py" <<'END'
import hashlib, http.server, json, re, sys
how, log = sys.argv[1:]
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_POST(self):
        size = int(self.headers["content-length"])
        ask = json.loads(self.rfile.read(size))
        with open(log, "a") as file:
            file.write(json.dumps(ask) + "\n")
        made, prompt = " so", ask["prompt"]
        tokens = re.findall(r"\s*\S+|\s+$", prompt)
        places, at = [], 0
        for token in tokens:
            places.append(at)
            at += len(token)
        question = re.search(r"Question (\d+)\?", prompt)
        good = "ABCD"[int(question.group(1)) % 4] if question else "4"
        last = tokens[-1].strip()
        p = [None] + [-1.0] * (len(tokens) - 1)
        p[-1] = -0.25 if last == good else -3.5
        if how == "zero":
            p = [None] + [0.0] * (len(tokens) - 1)
        logprobs = {"tokens": tokens + [made], "token_logprobs": p + [-0.5],
                    "text_offset": places + [len(prompt)]}
        text = prompt + made
        if how == "ignores":
            text = made
            logprobs = {"tokens": [made], "token_logprobs": [-0.5],
                        "text_offset": [0]}
        if how == "chat":
            text = made
            logprobs = {"content": [{"token": made, "logprob": -0.5}]}
        body = json.dumps({"model": "toy-1", "choices": [{"index": 0,
            "text": text, "logprobs": logprobs, "finish_reason": "length"}],
            "usage": {"prompt_tokens": len(tokens), "completion_tokens": 1}})
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())
    def log_message(self, *_):
        pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print("serving on http://127.0.0.1:%d/v1" % server.server_port, flush=True)
server.serve_forever()
END

behave()
{
    log=$T/log.$1
    : >"$log"
    : >"$T/serving.$1"
    python3 "$T/server.py" "$1" "$log" >"$T/serving.$1" &
    server=$!
    listens "$T/serving.$1" "no server for $1"
    echo "return { models = { toy = { url = '$url', model = 'toy-1'," \
        "dialect = 'openai-completions' } } }" >"$T/models.lua"
}

ask()
{
    retort run "$T/likely.lua" -m toy --models-file "$T/models.lua" \
        -o "$T/$1" "${@:2}"
}

many 10
sed 's/r.choice { n = 4 }/r.choice { n = 4, by = "likelihood" }/; s/"many"/"likely"/' \
    "$T/many.lua" >"$T/likely.lua"

behave echo
ask a --json
expect 'an endpoint that repeats prompts: done' ended 0
expect 'one proof, then each letter of each question' same "$(sent)" 41
expect 'all are right' same "$(json 0.correct)" 10
expect 'the letters stand in the verdict' \
    same "$(asked a "SELECT round(json_extract(detail, '\$.letters.B'), 4) FROM verdict WHERE n = 1")" 0.7788
expect 'with their log-likelihoods' \
    same "$(asked a "SELECT json_extract(detail, '\$.loglikelihood.A') FROM verdict WHERE n = 1")" -3.5
expect 'the prompt is scored, not chatted' \
    grep -q '"prompt": "Question 1?.*Answer: A", .*"echo": true' "$log"
retort show 1 q1 -o "$T/a"
expect 'show has the letters' said 'letters:    A 0.0302, B 0.7788'
ask a --json
expect 'the same again asks nothing, nor for the proof' same "$(sent)" 41
ask a --stream --no-cache -n 1
expect 'with --stream it is asked whole' not grep -q '"stream"' "$log"
# texts of any length, as a suite's own dialogue: likeliest for its length
cat >"$T/texts.lua" <<'END'
local r = retort
return r.suite {
    name = "texts",
    version = 1,
    about = "Which of two texts goes on",
    data = { { q = "Question 1?", a = { " A long way round", " B" } } },
    sample = function(row)
        return { input = row.q, texts = row.a, target = "B" }
    end,
    prompt = "{input}\nAnswer:",
    ideal = "{target}",
    likelihood = true,
    solve = function(s, h)
        local best, most
        for _, text in ipairs(s.texts) do
            local p, tokens = h:likelihood(text)
            if p == nil then
                return nil
            end
            if most == nil or p / tokens > most then
                best, most = text, p / tokens
            end
        end
        return best
    end,
    extract = r.extract.last_line(),
    score = r.score.exact {},
}
END
retort run "$T/texts.lua" -m toy --models-file "$T/models.lua" -o "$T/t" --json
expect 'a suite may score texts of its own' ended 0
expect 'and choose by them' same "$(json 0.correct)" 1
sed 's/likelihood = true,//' "$T/texts.lua" >"$T/unsaid.lua"
retort run "$T/unsaid.lua" -m toy --models-file "$T/models.lua" -o "$T/t"
expect 'one that does not say so: 3' ended 3
expect 'and what it has to say' said 'says so: likelihood = true'
stop
ask a --offline --json
expect '--offline goes by what is stored' same "$(json 0.correct)" 10
retort check "$T/likely.lua"
expect 'check: the suite is sound' ended 0

for how in ignores chat zero; do
    behave $how
    ask $how
    expect "$how: refused with 2" ended 2
    expect 'says what it means' said 'cannot be scored on it by log-likelihood'
    expect 'after one request' same "$(sent)" 1
    expect 'without a verdict' same "$(asked $how 'SELECT count(*) FROM verdict')" 0
    stop
done
ask ignores
expect 'nobody there is said as ever' said 'cannot be reached'

letters 0 chat
serve "$T/chat.txt"
retort run "$T/likely.lua" -m "$url#toy" -o "$T/chat"
expect 'a chat endpoint: 2' ended 2
expect 'says what would do' said 'dialect = "openai-completions"'
expect 'asks nothing' same "$(sent)" 0
stop

# --- the probability of letters, where a reply tells it ---
cat >"$T/told.txt" <<'END'
<reply>
{"model":"toy-1","choices":[{"message":{"role":"assistant","content":"B"},"finish_reason":"stop","logprobs":{"content":[{"token":"B","logprob":-0.25,"top_logprobs":[{"token":"B","logprob":-0.25},{"token":" A","logprob":-2},{"token":"The","logprob":-3}]}]}}],"usage":{"prompt_tokens":10,"completion_tokens":1}}
</reply>
END
serve "$T/told.txt"
retort run "$T/many.lua" -m "toy@$url#toy-1" -o "$T/told" -n 1
expect 'lettered suites keep the probability of each letter' \
    same "$(asked told "SELECT round(json_extract(detail, '\$.letters.A'), 4) || ' ' || round(json_extract(detail, '\$.letters.B'), 4) FROM verdict")" '0.1353 0.7788'
expect 'of those that were told' \
    same "$(asked told "SELECT json_type(detail, '\$.letters.C') IS NULL FROM verdict")" 1
expect 'they are asked for' same "$(asked told "SELECT json_extract(CAST(request AS TEXT), '\$.top_logprobs') FROM answer")" 5
retort show 1 q1 -o "$T/told"
expect 'and shown' said 'letters:    A 0.1353, B 0.7788'
echo "return { models = { toy = { url = '$url', model = 'toy-1', logprobs = false } } }" >"$T/models.lua"
retort run "$T/many.lua" -m toy --models-file "$T/models.lua" -o "$T/none" -n 1
expect 'not where the model has none' \
    same "$(asked none "SELECT json_extract(CAST(request AS TEXT), '\$.top_logprobs') IS NULL FROM answer")" 1
expect 'which is noted' same "$(asked none 'SELECT changed FROM answer')" '["top_logprobs"]'
stop

# --- and by llama.cpp's own completion, of this year and of years ago ---
cat >"$T/told_now.txt" <<'END'
<reply>
{"content":"B","stop":true,"model":"toy-1","tokens_predicted":1,"tokens_evaluated":10,"stop_type":"limit","completion_probabilities":[{"id":33,"token":"B","bytes":[66],"logprob":-0.25,"top_logprobs":[{"id":33,"token":"B","bytes":[66],"logprob":-0.25},{"id":34,"token":" A","bytes":[32,65],"logprob":-2},{"id":35,"token":"The","logprob":-3}]}]}
</reply>
END
cat >"$T/told_before.txt" <<'END'
<reply>
{"content":"B","stop":true,"model":"toy-1","tokens_predicted":1,"tokens_evaluated":10,"stopped_limit":true,"completion_probabilities":[{"content":"B","probs":[{"tok_str":"B","prob":0.77880078},{"tok_str":" A","prob":0.13533528},{"tok_str":"The","prob":0.04978707}]}]}
</reply>
END
for when in now before; do
    serve "$T/told_$when.txt"
    echo "return { models = { toy = { url = '$url', dialect = 'llama-completion' } } }" >"$T/models.lua"
    retort run mmlu-mini -m toy --models-file "$T/models.lua" -o "$T/told_$when" -n 3
    expect "llama-completion, $when: the probability of each letter" \
        same "$(asked "told_$when" "SELECT DISTINCT round(json_extract(detail, '\$.letters.A'), 4) || ' ' || round(json_extract(detail, '\$.letters.B'), 4) FROM verdict")" '0.1353 0.7788'
    stop
done

sed 's/by = "likelihood"/by = "magic"/' "$T/likely.lua" >"$T/magic.lua"
retort check "$T/magic.lua"
expect 'another way is refused with the file' said "magic.lua"
tap_end
