-- code-mini: 44 small Python functions with hidden tests, written for this
-- project. What the model writes runs in the jail; the tests run outside it.
local r = retort
return r.suite {
    name = "code-mini",
    version = 1,
    license = "MIT",
    about = "Small Python functions, judged by hidden tests in a jail",
    runs_code = "python",
    data = r.jsonl { "code-mini/problems.jsonl" },
    by = "level",
    sample = r.include "code-mini/problem.lua",
    prompt = "Complete this Python function. Reply with the whole function "
        .. "in one code block and nothing else.\n\n```python\n{input}```",
    ideal = "```python\n{input}{target}```",
    generate = { temperature = 0, max_tokens = 400 },
    extract = r.extract.code "python",
    score = r.score.tests(),
}
