#!/bin/bash
# retort report: one page of what run, compare and cost tell, with the figures
# they give; whatever a name holds it stays text; what is not known is said.
set -eu
. tests/tap.sh
case $RETORT in /*) ;; *) RETORT=$PWD/$RETORT ;; esac
cd "$T" || exit 1
export LC_ALL=C

# Sixty questions in three groups, one of them with a name that is a tag.
cat >sixty.lua <<'END'
local r = retort
local rows = {}
for i = 1, 60 do rows[i] = { i = i } end
return r.suite {
    name = "sixty", version = 3, about = "Sixty questions", data = rows,
    sample = function(row)
        return { id = "q" .. row.i, input = "Number " .. row.i, target = "yes",
            group = ({ "one", "<img src=x onerror=alert(1)>", "g|3" })[row.i % 3 + 1] }
    end,
    prompt = "{input}", ideal = "yes",
    extract = r.extract.whole(),
    score = r.score.exact(),
}
END

# Replies, right on samples FROM to TO: NAME SPEC FROM TO USAGE
model()
{
    awk -v from="$3" -v to="$4" -v usage="$5" 'BEGIN { for (i = 1; i <= 60; i++)
        printf "{\"id\":\"q%d\",\"reply\":\"%s\",\"finish\":\"%s\"%s}\n", i,
            (i >= from && i <= to) ? "yes" : "no", i == 60 ? "length" : "stop",
            usage }' >"$1.jsonl"
    "$RETORT" import "$1.jsonl" --suite ./sixty.lua --as "$2" -o o -q \
        >import.out 2>import.err || cat import.err
}

tokens=',"usage":{"prompt_tokens":100,"completion_tokens":20},"latency_ms":100'
model big 'teacher=gpt-4o' 1 50 "$tokens"
model small 'student=gpt-4o-mini' 1 40 "$tokens"

mkdir bin tmp
export TMPDIR=$T/tmp

# The page without its charts, which take a second to draw.
page()
{
    PATH="$T/bin" try "$RETORT" report "$@"
}

charts()
{
    [ "$(grep -c 'aria-label=' "$1")" -ge 4 ]
}

bare_folder()
{
    [ -z "$(ls -A "$1")" ]
}

# True when what python says of the page's JSON (r) and two others (a, b) holds.
holds()
{
    python3 - "$1" "${2-}" "${3-}" <<'END'
import json, sys
def read(name):
    return json.load(open(name)) if name else None
r, a, b = read("r.json"), read(sys.argv[2]), read(sys.argv[3])
sys.exit(0 if eval(sys.argv[1]) else f"not so: {sys.argv[1]}")
END
}

# The figures are those of the commands.
"$RETORT" report -o o --json >r.json
"$RETORT" compare gpt-4o gpt-4o-mini -o o --json >compare.json
"$RETORT" compare gpt-4o gpt-4o-mini -o o --json --groups >groups.json
"$RETORT" cost gpt-4o gpt-4o-mini -o o --json >cost.json
"$RETORT" import big.jsonl --suite ./sixty.lua --as teacher=gpt-4o -o o -q \
    --json >run.json
expect 'compare, as compare --json has it' \
    holds 'r["compare"] == a' compare.json
expect 'cost, as cost --json has it' holds 'r["cost"] == a' cost.json
expect 'groups, as compare --groups has them' holds \
    '[p["p_holm"] for p in r["by_group"]["pairs"]] == [p["p_holm"] for p in a["pairs"]]' \
    groups.json
expect 'run, but for what was sent now' holds \
    'all(r["run"]["runs"][0][k] == v for k, v in a["runs"][0].items() if k not in ("sent", "reused"))' \
    run.json
expect 'the age of the prices' holds 'r["run"]["price_book"] == a["price_book"]' \
    cost.json
expect 'the finding in words' holds \
    '"gpt-4o-mini keeps 80.0 % (" in r["finding"][1] and "on sixty" in r["finding"][1]'
expect 'who is the cheapest' holds '"the cheapest is gpt-4o-mini" in r["finding"][2]'
expect 'what is not known: the cut reply, with bounds' holds \
    '"gpt-4o on sixty: of 60 samples 1 truncated; its accuracy is 83.3-85.0 %" in r["not_known"][0]'
expect 'the rule that read' holds \
    'r["run"]["runs"][0]["rules"] == [{"rule": "whole", "n": 59, "correct": 50}]'

# The page.
try "$RETORT" report -o o --html deep/page.html
expect 'a page: 0' ended 0
expect 'says where it is' said 'page: deep/page.html'
cat >check.py <<'END'
import html.parser, re, sys
known = set("""html head meta title style body main h1 h2 h3 p ul li nav a div
    table caption thead tbody tr th td figure figcaption pre svg g defs rect
    circle path use text tspan polygon polyline line filter feflood
    fecomposite pattern""".split())
class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.bad, self.ids, self.open, self.text = [], [], [], ""
        self.tables = self.heads = self.charts = 0
    def handle_startendtag(self, tag, attrs):
        self.look(tag, attrs)
    def handle_starttag(self, tag, attrs):
        self.look(tag, attrs)
        if tag != "meta":
            self.open.append(tag)
    def look(self, tag, attrs):
        if tag not in known:
            self.bad.append(tag)
        for name, value in attrs:
            if name.startswith("on") or name in ("src", "srcset", "data"):
                self.bad.append(name)
            if name.endswith("href") and not value.startswith("#"):
                self.bad.append(value)
            if name == "id":
                self.ids.append(value)
            if "url(" in (value or "") and "url(#" not in value:
                self.bad.append(value)
            if name == "aria-label" and value and tag == "div":
                self.charts += 1
        self.tables += tag == "table"
        self.heads += tag == "th" and ("scope", "col") in attrs
    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.bad.append("/" + tag)
    def handle_data(self, data):
        self.text += data
page = open(sys.argv[1]).read()
p = Page()
p.feed(page)
if p.open or len(set(p.ids)) != len(p.ids):
    p.bad.append(f"open {p.open} or ids twice")
if "@import" in page or re.search(r"url\((?!#)", page):
    p.bad.append("a resource")
text = re.sub(r"\s+", " ", p.text)
print(text)
wanted = [w for w in sys.argv[2:] if w not in text]
sys.exit(f"bad: {p.bad[:5]}, missing: {wanted}" if p.bad or wanted or
    p.tables < 2 or p.heads < 10 else 0)
END
try python3 check.py deep/page.html 'gpt-4o-mini keeps 80.0 % (' 'worst-best' \
    'Holm' 'What is assumed' 'McNemar' '<img src=x onerror=alert(1)>' 'Not known' \
    'retort import big.jsonl --suite sixty --as teacher=gpt-4o' 'read by whole' \
    '# a run does not keep its --shots, its --data' \
    'certainly worse than gpt-4o' 'version 3'
expect 'the page is whole, closed, alone; tables have heads' ended 0
expect 'for phones and for the dark' sh -c \
    'grep -q "name=\"viewport\"" deep/page.html && grep -q "prefers-color-scheme: dark" deep/page.html && grep -q "@media print" deep/page.html'
expect 'no key, no script' sh -c '! grep -qiE "<script|api_key|javascript:" deep/page.html'
page -o o
expect 'without --html: beside the runs' test -s o/report.html
try "$RETORT" report -o o --today 2026-11-26 --html 1.html
try "$RETORT" report -o o --today 2026-11-26 --html 1b.html
expect 'a function of the database' sh -c \
    'sed s/1b.html/1.html/ 1b.html | cmp -s - 1.html'
if command -v gnuplot >/dev/null; then
    expect 'charts, each with words for who cannot see it' charts 1.html
    expect 'the frontier says what is no wrong answer' \
        grep -q 'gpt-4o: of 60 samples 1 truncated: 83.3-85.0 % right at worst' 1.html
    expect 'nothing of gnuplot lies about' bare_folder tmp
fi

# Picking: -m names what is measured here, or is only priced.
"$RETORT" report -o o -m gpt-4o -m claude-sonnet-4-6 --json >r.json
expect '-m of a model with runs: measured' holds \
    '[x["model"] for x in r["run"]["runs"]] == ["gpt-4o"]'
"$RETORT" report -o o -m student=gpt-4o-mini --json >r2.json
expect '... its role may stand with it' python3 -c '
import json, sys
r = json.load(open("r2.json"))["run"]["runs"]
sys.exit([x["model"] for x in r] != ["gpt-4o-mini"])'
expect '-m of another one: priced' holds \
    '[x["kind"] for x in r["cost"]["models"]] == ["api", "priced"]'
expect 'that its quality is unknown' holds \
    'any("claude-sonnet-4-6 was priced, not run" in x for x in r["not_known"])'
expect 'one run: no comparison' holds 'r["compare"] is None and r["by_group"] is None'
"$RETORT" report sixty gpt-4o 2 -o o --json >r.json
expect 'a suite, a model and a run, each once' holds \
    'sorted(x["run"] for x in r["run"]["runs"]) == [1, 2]'

# Markdown, for a comment.
try "$RETORT" report -o o --md
expect 'a summary: 0' ended 0
expect 'begins with what it is about' said '### What is kept of gpt-4o, and what it costs'
expect 'has the table' grep -qE '^\| gpt-4o-mini \| student \| 66\.7 \|' out
expect 'every row has as many cells as its head' awk -F'|' '
    /^\|/ { gsub(/\\\|/, ""); if (n && NF != n) exit 1; n = NF } !/^\|/ { n = 0 }' out

# Names that would be markup.
evil='a<script>alert(1)</script>|b*_`"'"'"'&'
model evil "student=$evil" 1 30 "$tokens"
try "$RETORT" report -o o --html evil.html
expect 'a hostile name: 0' ended 0
try python3 check.py evil.html "$evil keeps 60.0 % ("
expect '... stays text' ended 0
try "$RETORT" report -o o --md
expect '... in Markdown too' sh -c '! grep -q "<script" out'
expect '... and breaks no table' grep -qF '| a&lt;script&gt;alert(1)&lt;/script&gt;\|b\*\_\`"' out
try "$RETORT" report -o o --json
expect '... nor JSON' python3 -c 'import json; json.load(open("out"))'

# Without gnuplot.
page -o o --html plain.html
expect 'without gnuplot: 0' ended 0
expect '... says how to get it' said 'apt-get install gnuplot-nox'
expect '... in the page too' grep -q 'Charts are missing: .*apt-get install gnuplot-nox' plain.html
expect '... and has the tables only' sh -c '! grep -q "<svg" plain.html && grep -q "<table" plain.html'

# What is not known.
model bare 'student=bare' 1 45 ''
try "$RETORT" report bare -o o --json --md
expect '--json and --md: 2' ended 2
"$RETORT" report bare -o o --json >r.json
expect 'no usage: no cost, and why' holds \
    'r["cost_unknown"].startswith("no cost is known") and r["cost"]["models"][0]["usd_per_1000"] is None'
expect '... said among what is not known' holds \
    'any("60 of 60 replies did not tell their tokens" in x for x in r["not_known"])'
expect '... and in the finding' holds '"No cost is known" in r["finding"][-1]'
page bare -o o --html bare.html
expect '... and a page all the same' ended 0
try python3 check.py bare.html 'No cost is known' 'bare gets 75.0 % ('
expect '... that is whole' ended 0
page bare gpt-4o-mini -o o --html two.html
expect 'no teacher: said who stands in' grep -q 'no run has the role of a teacher' two.html
sed 's/version = 3/version = 4/; s/Number /Nummer /' sixty.lua >other.lua
sed 's/gpt-4o/x/' big.jsonl >x.jsonl
"$RETORT" import x.jsonl --suite ./other.lua --as x -o o -q >/dev/null 2>&1 || :
page gpt-4o x -o o --html x.html
expect 'what is not alike: 0' ended 0
expect '... is named, and not compared' \
    grep -q 'gpt-4o and x were not compared on sixty: ' x.html

# Checkpoints.
for k in 10 20 30; do model "ck$k" "ck$k" 1 "$k" ''; done
"$RETORT" report ck30 ck10 ck20 -o o --json >r.json
"$RETORT" trend ck10 ck20 ck30 -o o --json >trend.json
expect 'checkpoints: as trend --json has them' holds 'r["trends"] == [a]' trend.json
page ck10 ck20 ck30 -o o --html ck.html
expect '... in the page' grep -q '<h2 id="trend">' ck.html

# Bad input.
mkdir empty
try "$RETORT" report -o empty
expect 'an empty folder: 2' ended 2
expect '... and the way out' said 'retort run SUITE -m MODEL makes one'
expect '... nothing is written' bare_folder empty
try "$RETORT" report nosuch -o o
expect 'no such run: 2' ended 2
expect '... names what there is' said "no run 'nosuch'"
for word in nosuch student=nosuch; do
    try "$RETORT" report -o o -m "$word" --html nosuch.html
    expect "-m $word, of which nothing is known: 2" ended 2
    expect '... says so' said "unknown model 'nosuch': no run in o is of it"
    expect '... nothing is written' not test -e nosuch.html
done
try "$RETORT" report -o o -m ck11
expect '... and what is near' said "did you mean 'ck10'"
try "$RETORT" report -o o --confidence 1
expect 'no such confidence: 2' ended 2
try "$RETORT" report -o o --set nonsense=1
expect 'no such assumption: 2' ended 2
page -o o --html "$T/o"
expect 'a folder in the way: 5' ended 5
page -o o --html /proc/nowhere/page.html
expect 'no place to write: 5' ended 5
expect '... names it' said '/proc/nowhere'
# What was paid for is not written over, whatever file is named.
cp o/retort.db before.db
for what in 'report --html' 'export --replies --to' 'gate --baseline big --candidate small --junit' 'compare big small --charts'; do
    # shellcheck disable=SC2086 # words
    try "$RETORT" $what o/retort.db -o o
    expect "$what on the database: refused" not ended 0
    expect '... and it is as it was' cmp -s before.db o/retort.db
done

tap_end
