-- humaneval: 164 Python functions with unit tests. Chen et al. 2021,
-- arXiv:2107.03374. The reply runs in the jail; the tests run outside it.
-- Needs --data.
local r = retort
return r.suite {
    name = "humaneval",
    version = 1,
    license = "MIT",
    source = "https://github.com/openai/human-eval",
    about = "Python functions, judged by their unit tests in a jail",
    runs_code = "python",
    data = r.jsonl { "humaneval/HumanEval.jsonl" },
    sample = function(row)
        return {
            id = row.task_id,
            input = row.prompt,
            target = row.canonical_solution,
            prefix = row.prompt,
            entry = row.entry_point,
            test = row.test,
            trusted = row.prompt .. row.canonical_solution,
        }
    end,
    prompt = "Complete this Python function. Reply with the whole function "
        .. "in one code block and nothing else.\n\n```python\n{input}```",
    ideal = "```python\n{input}{target}```",
    generate = { temperature = 0, max_tokens = 768 },
    extract = r.extract.code "python",
    score = r.score.tests(),
}
