-- code-repair: the functions of code-mini; where the tests fail, the model
-- sees their message and may try again. -T rounds=3 allows more tries.
local r = retort
local tests = r.score.tests()

return r.suite {
    name = "code-repair",
    version = 1,
    license = "MIT",
    about = "Small Python functions, to be mended when a test fails",
    runs_code = "python",
    options = { rounds = 2 },
    data = r.jsonl { "code-mini/problems.jsonl" },
    by = "level",
    sample = r.include "code-mini/problem.lua",
    prompt = "Complete this Python function. Reply with the whole function "
        .. "in one code block and nothing else.\n\n```python\n{input}```",
    ideal = "```python\n{input}{target}```",
    generate = { temperature = 0, max_tokens = 400 },
    solve = function(s, h, opt)
        local talk = { { role = "user", content = h:prompt() } }
        local text = h:ask(talk)
        for _ = 1, opt.rounds do
            local code = h:find(text)
            local passed, message = false, "There is no code block in it."
            if code ~= nil then
                passed, message = tests(code, s, h)
            end
            if passed then
                break
            end
            talk[#talk + 1] = { role = "assistant", content = text }
            talk[#talk + 1] = {
                role = "user",
                content = "That does not work: " .. message
                    .. "\nReply with the whole function, mended, in one "
                    .. "code block.",
            }
            text = h:ask(talk)
        end
        return text
    end,
    extract = r.extract.code "python",
    score = tests,
}
