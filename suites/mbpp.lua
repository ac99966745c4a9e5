-- mbpp: 974 small Python tasks, each with three asserts. Austin et al. 2021,
-- arXiv:2108.07732. The reply runs in the jail; the asserts run outside it.
-- -T split=test takes the 500 of the paper's test split. --variant lm-eval shows
-- tasks 2 to 4 first and lets a base model go on. Needs --data.
local r = retort
local opt = r.options { variant = { "usual", "lm-eval" }, split = { "all", "test" } }
local few = opt.variant == "lm-eval"

-- The function that the asserts call: the first name that is none of these.
local around = { set = 1, int = 1, str = 1, list = 1, tuple = 1, sorted = 1,
    ["not"] = 1, math = 1, assert = 1 }
local function entry(assertion)
    local name = assertion:match "^%s*assert%s*%(?%s*([%w_]+)"
    return not around[name] and name or nil
end

local function tasks(first, last)
    local rows = r.jsonl { "mbpp/mbpp.jsonl" } ()
    return function()
        for row in rows do
            if row.task_id >= first and row.task_id <= last then return row end
        end
    end
end

-- An example ends with what stops a reply.
local shots = {}
local function examples()
    for row in #shots == 0 and tasks(2, 4) or function() end do
        row.code = row.code .. "\n[DONE]"
        shots[#shots + 1] = row
    end
    return shots
end

return r.suite {
    name = "mbpp", version = 1, license = "CC-BY-4.0", options = opt,
    source = "https://github.com/google-research/google-research/tree/master/mbpp",
    about = "Small Python tasks, judged by three asserts in a jail",
    runs_code = "python",
    data = function()
        return opt.split == "test" and tasks(11, 510) or tasks(1, 974)
    end,
    shots = few and examples or nil,
    layout = few and "text" or nil,
    sample = function(row)
        local tests = table.concat(row.test_list, "\n")
        return {
            id = tostring(row.task_id), input = row.text, target = row.code,
            tests = tests, test = row.test_setup_code .. "\n" .. tests .. "\n",
            entry = entry(row.test_list[1]),
        }
    end,
    prompt = "You are an expert Python programmer, and here is your task: "
        .. "{input} Your code should pass these tests:\n\n{tests}\n[BEGIN]\n",
    ideal = few and "{target}" or "```python\n{target}\n```",
    generate = { temperature = 0, max_tokens = 768, stop = { "[DONE]" } },
    extract = few and r.extract.whole() or r.extract.code "python",
    score = r.score.tests(),
}
