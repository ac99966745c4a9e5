-- mmlu-pro: 12,032 harder questions of 14 categories with three to ten
-- options. Wang et al. 2024, arXiv:2406.01574. Read by its authors' second
-- rule (-T rule=mmlu-pro/l1 for the first: two models can swap ranks), except
-- that what neither reads stays unread and is not guessed. Without examples, as
-- they are of another file: -T examples=validation takes the five of each
-- category from mmlu-pro/validation/*.json below --data (rows with
-- "cot_content"), as its authors and lm-eval do. Needs --data.
local r = retort
local opt = r.options { rule = "mmlu-pro/l2", examples = { "none", "validation" } }
local few = opt.examples == "validation"

local function examples()
    local found, rows = pcall(r.json { "mmlu-pro/validation/*.json" })
    return found and rows or error("the examples are the 70 rows of the validation "
        .. "split of TIGER-Lab/MMLU-Pro, which scripts/fetch-data cannot bring: put "
        .. "them as one JSON array into mmlu-pro/validation/rows.json below --data", 0)
end

return r.suite {
    name = "mmlu-pro", version = 2, license = "MIT", options = opt,
    source = "https://github.com/TIGER-AI-Lab/MMLU-Pro",
    about = "Multiple choice with up to ten options, step by step",
    data = r.json { "mmlu-pro/*.json" },
    by = "category",
    sample = function(row)
        local letter = row.answer or string.char(65 + row.answer_index)
        if #row.options < 2 or #row.options > 10 or #letter ~= 1
            or letter < "A" or letter:byte() > 64 + #row.options then
            error("question " .. row.question_id .. ": " .. #row.options
                .. " options (two to ten are read), answer '" .. letter .. "'")
        end
        local options = {}
        for i, text in ipairs(row.options) do
            options[i] = text:match "^%s*(.-)%s*$"
        end
        return {
            id = tostring(row.question_id),
            category = row.category,
            input = row.question,
            choices = options,
            target = letter,
            work = (row.cot_content or "")
                :gsub("^A: Let's think step by step%. ", ""),
        }
    end,
    shots = few and r.by(examples, "category") or nil,
    layout = few and "text" or nil,
    head = "The following are multiple choice questions (with answers) about "
        .. "{category}. Think step by step and then finish your answer with "
        .. '"the answer is (X)" where X is the correct letter choice.\n',
    prompt = "Question:\n{input}\nOptions:\n{choices}\nAnswer: Let's think "
        .. "step by step.",
    ideal = function(s)
        return (few and " " or "")
            .. (s.work ~= "" and s.work or "The answer is (" .. s.target .. ").")
    end,
    generate = { temperature = 0, max_tokens = 2048 },
    extract = r.extract.rule(opt.rule),
    score = r.score.letter(),
}
