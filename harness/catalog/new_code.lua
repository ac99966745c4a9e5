-- NAME: say here what it measures and where its problems come from. What a
-- model writes runs in the jail; the tests run outside it.
--
--   retort check NAME             is it sound? three canned students say
--   retort show NAME first        a sample as a model will see it
--   retort run NAME -m MODEL      evaluate
local r = retort

return r.suite {
    name = "NAME",
    version = 1,      -- count it up when answers are judged otherwise
    license = "MIT",
    about = "Small Python functions",
    runs_code = "python",

    -- The rows: a list as here, or a file beside this one or below --data,
    -- r.jsonl { "NAME/rows.jsonl" }.
    data = {
        { id = "first",
            start = "def double(x):\n    \"\"\"Twice x.\"\"\"\n",
            rest = "    return 2 * x\n",
            entry = "double",
            test = "def check(candidate):\n"
                .. "    assert candidate(2) == 4\n"
                .. "    assert candidate(-1) == -2\n" },
    },

    -- A row as a sample. prefix is what the reply goes on from, entry the
    -- function that the test gets, test defines check(candidate).
    sample = function(row)
        return { id = row.id, input = row.start, target = row.rest,
            prefix = row.start, entry = row.entry, test = row.test }
    end,

    prompt = "Complete this Python function. Reply with the whole function "
        .. "in one code block and nothing else.\n\n```python\n{input}```",
    ideal = "```python\n{input}{target}```", -- `check` tries it
    generate = { temperature = 0, max_tokens = 512 },
    extract = r.extract.code "python",
    score = r.score.tests(),
}
