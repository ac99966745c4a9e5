-- mmlu-pro: 12,032 harder questions of 14 categories with three to ten
-- options. Wang et al. 2024, arXiv:2406.01574. Read by its authors' second
-- rule (-T rule=mmlu-pro/l1 for the first: two models can swap ranks), except
-- that what neither reads stays unread and is not guessed. Needs --data.
local r = retort
local opt = r.options { rule = "mmlu-pro/l2" }
local letters = {}
for letter in ("ABCDEFGHIJ"):gmatch "." do
    letters[#letters + 1] = letter
end

return r.suite {
    name = "mmlu-pro", version = 1, license = "MIT", options = opt,
    source = "https://github.com/TIGER-AI-Lab/MMLU-Pro",
    about = "Multiple choice with up to ten options, step by step",
    data = r.json { "mmlu-pro/*.json" },
    by = "category",
    sample = function(row)
        if #row.options < 2 or #row.options > 10 then
            error("question " .. row.question_id .. " has " .. #row.options
                .. " options, not two to ten")
        end
        return {
            id = tostring(row.question_id),
            category = row.category,
            input = row.question,
            choices = row.options,
            target = row.answer or letters[row.answer_index + 1],
        }
    end,
    head = "The following are multiple choice questions (with answers) about "
        .. "{category}. Think step by step and then finish your answer with "
        .. '"the answer is (X)" where X is the correct letter choice.\n\n',
    prompt = "Question:\n{input}\nOptions:\n{choices}\nAnswer: Let's think "
        .. "step by step.",
    ideal = "The answer is ({target}).",
    generate = { temperature = 0, max_tokens = 2048 },
    extract = r.extract.rule(opt.rule),
    score = r.score.letter(),
}
