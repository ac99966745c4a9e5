-- A reference solution that fails its own test.
-- exit: 1
-- says: ideal student: its own perfect reply is scored wrong
local r = retort
return r.suite {
    name = "bad",
    version = 1,
    about = "a bad suite",
    data = {
        {
            id = "one",
            input = "Write double(x).",
            target = "def double(x):\n    return x + x + 1\n",
            entry = "double",
            test = "def check(candidate):\n    assert candidate(2) == 4\n",
        },
    },
    prompt = "{input}",
    ideal = "```python\n{target}```",
    extract = r.extract.code "python",
    score = r.score.tests(),
    runs_code = "python",
}
