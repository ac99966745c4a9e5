-- mmlu-mini: 228 questions in the style of MMLU, four for each of its 57
-- subjects, written for this project; every key was answered a second time
-- without sight of the first. Free to use, so no model paid to see it before.
local r = retort
return r.suite {
    name = "mmlu-mini",
    version = 1,
    license = "MIT",
    about = "Multiple choice over MMLU's 57 subjects, original questions",
    data = r.jsonl { "mmlu-mini/questions.jsonl" },
    by = "subject",
    sample = function(row)
        return {
            id = row.id,
            subject = row.subject,
            input = row.question,
            choices = row.choices,
            target = row.answer,
        }
    end,
    use = r.choice { n = 4 },
}
