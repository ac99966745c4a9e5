-- mbpp: 974 small Python tasks, each with three asserts. Austin et al. 2021,
-- arXiv:2108.07732. The reply runs in the jail; the asserts run outside it.
-- -T split=test takes the 500 of the paper's test split. Needs --data.
local r = retort
local opt = r.options { split = { "all", "test" } }

-- The function that the asserts call: the first name that is none of these.
local around = { set = 1, int = 1, str = 1, list = 1, tuple = 1, sorted = 1,
    ["not"] = 1, math = 1, assert = 1 }
local function entry(assertion)
    local name = assertion:match "^%s*assert%s*%(?%s*([%w_]+)"
    return not around[name] and name or nil
end

return r.suite {
    name = "mbpp", version = 1, license = "CC-BY-4.0", options = opt,
    source = "https://github.com/google-research/google-research/tree/master/mbpp",
    about = "Small Python tasks, judged by three asserts in a jail",
    runs_code = "python",
    data = function()
        local rows = r.jsonl { "mbpp/mbpp.jsonl" } ()
        return function()
            local row = rows()
            while row and opt.split == "test"
                and (row.task_id < 11 or row.task_id > 510) do
                row = rows()
            end
            return row
        end
    end,
    sample = function(row)
        return {
            id = tostring(row.task_id),
            input = row.text,
            target = row.code,
            tests = table.concat(row.test_list, "\n"),
            test = row.test_setup_code .. "\n"
                .. table.concat(row.test_list, "\n") .. "\n",
            entry = entry(row.test_list[1]),
        }
    end,
    prompt = "You are an expert Python programmer, and here is your task: "
        .. "{input} Your code should pass these tests:\n\n{tests}\n[BEGIN]\n",
    ideal = "```python\n{target}\n```",
    generate = { temperature = 0, max_tokens = 768, stop = { "[DONE]" } },
    extract = r.extract.code "python",
    score = r.score.tests(),
}
