-- mmlu: Massive Multitask Language Understanding, Hendrycks et al. 2021,
-- arXiv:2009.03300. 57 subjects, 14,042 questions, 5 examples of the subject
-- before each, in the wording of the authors' code. Needs --data.
local r = retort
local letters = { "A", "B", "C", "D" }

local function sample(row)
    return {
        subject = row.subject,
        topic = row.subject:gsub("_", " "),
        input = row.question,
        choices = { row.choice0, row.choice1, row.choice2, row.choice3 },
        target = letters[tonumber(row.answer) + 1],
    }
end

-- The five examples of each subject, read once.
local dev
local function shots(s)
    if not dev then
        dev = {}
        local file = r.csv { "mmlu/dev/*_dev.csv", tag = "subject" }
        for row in file() do
            dev[row.subject] = dev[row.subject] or {}
            table.insert(dev[row.subject], row)
        end
    end
    return dev[s.subject] or {}
end

return r.suite {
    name = "mmlu",
    version = 1,
    license = "MIT",
    source = "https://github.com/hendrycks/test",
    about = "Multiple choice over 57 subjects, 5 examples each",
    data = r.csv { "mmlu/test/*_test.csv", tag = "subject" },
    by = "subject",
    sample = sample,
    shots = shots,
    layout = "text",
    head = "The following are multiple choice questions (with answers) about "
        .. "{topic}.\n\n",
    prompt = "{input}\n{choices}\nAnswer:",
    ideal = " {target}",
    use = r.choice { n = 4 },
}
