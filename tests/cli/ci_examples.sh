#!/bin/bash
# The examples for CI, as a pull request would meet them: their own commands,
# on a good checkpoint, a bad one, and an endpoint that is down.
set -eu
. tests/server.sh
examples=$PWD/scripts/ci-examples

# The commands of an example that call the gate: FILE. Blocks behind "run: |"
# and "- |" end where the indent does.
cat >"$T/block.py" <<'EOF'
import re, sys
lines, block, found = open(sys.argv[1]).read().splitlines(), None, []
for line in lines + [""]:
    indent = len(line) - len(line.lstrip())
    if block is not None and (indent > depth or not line.strip()):
        block.append(line.strip() if indent < depth + 2 else line[depth:])
        continue
    if block is not None:
        found.append("\n".join(block))
        block = None
    if re.search(r"(run:|-) \|$", line):
        block, depth = [], indent
wanted = [text for text in found if "retort gate" in text]
assert len(wanted) == 1, found
print(wanted[0])
EOF
for service in github-actions gitlab-ci; do
    python3 "$T/block.py" "$examples/$service.yml" >"$T/$service.sh"
done

# --- a repository with a suite, a baseline and three branches ---------------
mkdir -p "$T/bin" "$T/repo/eval"
ln -s "$RETORT" "$T/bin/retort"
yes_suite "$T/repo/eval/suite.lua" 800 answers
model() # NAME WRONG
{
    awk -v wrong="$2" 'BEGIN { for (i = 1; i <= 800; i++)
        printf "{\"id\":\"s%d\",\"reply\":\"%s\"}\n", i,
            i * 389 % 800 < wrong ? "no" : "yes" }' >"$T/$1.jsonl"
    "$RETORT" import "$T/$1.jsonl" --suite "$T/repo/eval/suite.lua" --as "$1" \
        -o "$T/made" -q >/dev/null
}
model last 200
model good 195
model bad 320
"$RETORT" export --baseline last -o "$T/made" \
    --to "$T/repo/eval/baseline.jsonl.gz" -q
"$RETORT" export good bad --replies -o "$T/made" --to "$T/made.jsonl" -q
play "$T/made.jsonl" -q

# Runs a service's job: SERVICE CHECKPOINT
job()
{
    rm -f "$T/repo"/gate.*
    : >"$T/summary"
    status=0
    (
        cd "$T/repo"
        PATH=$T/bin:$PATH CHECKPOINT=$2 GITHUB_STEP_SUMMARY=$T/summary \
            sh -e "$T/$1.sh"
    ) >"$T/out" 2>&1 </dev/null || status=$?
}

# What the JUnit file holds: tests and failures.
junit()
{
    python3 -c '
import sys, xml.etree.ElementTree as x
suite = x.parse(sys.argv[1]).getroot()
print(suite.get("tests"), suite.get("failures"),
      *[f.get("type") for f in suite.iter("failure")])' "$T/repo/gate.xml"
}

for service in github-actions gitlab-ci; do
    rm -rf "$T/repo/results"
    job "$service" "$url#good"
    expect "$service: a good checkpoint passes" ended 0
    expect '... in JUnit too' same "$(junit)" '1 0'
    expect '... and Markdown' grep -q '^### not worse: .good.' "$T/repo/gate.md"
    expect '... without asking all' grep -q '^Not needed: ' "$T/repo/gate.md"
    job "$service" "$url#good"
    expect '... again: the same, and nothing is sent' \
        same "$status $(grep -o 'Sent now: 0' "$T/repo/gate.md")" \
        '0 Sent now: 0'
    job "$service" "$url#bad"
    expect "$service: a bad one fails" ended 1
    expect '... in JUnit too' same "$(junit)" '1 1 worse'
    job "$service" "http://127.0.0.1:9/v1#good"
    expect "$service: nobody there is no verdict" ended 4
    expect '... in JUnit too' same "$(junit)" '1 1 unknown'
done
job github-actions "$url#good"
expect 'the summary of the pull request has the table' \
    grep -q '^| answers | ' "$T/summary"
job github-actions "http://127.0.0.1:9/v1#good"
expect 'and a warning where it is not known' said '::warning::Not known yet'
expect 'GitLab lets 4 pass with a warning' \
    grep -q 'exit_codes: 4' "$examples/gitlab-ci.yml"
tap_end
