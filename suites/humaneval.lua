-- humaneval: 164 Python functions with unit tests. Chen et al. 2021,
-- arXiv:2107.03374. The reply runs in the jail; the tests run outside it.
-- --variant lm-eval asks in the words of lm-eval's humaneval_instruct, which
-- begins the reply; completion asks a base model to go on. Needs --data.
local r = retort
local opt = r.options {
    variant = { "usual", "lm-eval", "completion" }, rule = "auto",
    file = "humaneval/HumanEval.jsonl",
}
local variants = {
    usual = {
        prompt = "Complete this Python function. Reply with the whole "
            .. "function in one code block and nothing else.\n\n"
            .. "```python\n{input}```",
        ideal = "```python\n{input}{target}```",
        extract = r.extract.code "python",
    },
    ["lm-eval"] = {
        prompt = "Write a solution to the following problem and make sure "
            .. "that it passes the tests:\n```python\n{input}\n```\n",
        prefill = "Here is the completed function:\n```python\n{input}\n",
        ideal = "{target}\n```",
        extract = r.extract.rule "lm-eval/humaneval/instruct",
    },
    completion = {
        prompt = "{input}", ideal = "{target}",
        extract = r.extract.rule "lm-eval/humaneval",
        stop = { "\nclass", "\ndef", "\n#", "\nif" },
    },
}
local v = variants[opt.variant]

return r.suite {
    name = "humaneval", version = 3, license = "MIT", options = opt,
    source = "https://github.com/openai/human-eval",
    about = "Python functions, judged by their unit tests in a jail",
    runs_code = "python",
    data = r.jsonl { opt.file },
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
    prompt = v.prompt,
    prefill = v.prefill,
    ideal = v.ideal,
    generate = { temperature = 0, max_tokens = 768, stop = v.stop },
    extract = opt.rule == "auto" and v.extract or r.extract.rule(opt.rule),
    score = r.score.tests { seconds = 3 }, -- as upstream
}
