-- mmlu: Massive Multitask Language Understanding, Hendrycks et al. 2021,
-- arXiv:2009.03300. 57 subjects, 14,042 questions. --variant says in whose
-- words they are asked and by whose rule they are read (upstream's "about  "
-- has two blanks; flan is lm-eval's mmlu_flan_cot_zeroshot); -T rule=NAME reads
-- by any other rule. Needs --data.
local r = retort
local opt = r.options {
    variant = { "lm-eval", "hendrycks", "simple-evals", "generative", "flan" },
    rule = "auto",
}
local v = r.include "mmlu/variants.lua"[opt.variant]
local rule = opt.rule == "auto" and v.rule or opt.rule -- "auto": a letter
local letters = { "A", "B", "C", "D" }
local dev = r.csv { "mmlu/dev/*_dev.csv", tag = "subject" }

return r.suite {
    name = "mmlu", version = 2, license = "MIT", options = opt,
    source = "https://github.com/hendrycks/test",
    about = "Multiple choice over 57 subjects, in the words of four harnesses",
    data = r.csv { "mmlu/test/*_test.csv", tag = "subject", place = "place" },
    by = "subject",
    sample = function(row)
        local A, B, C, D = row.choice0, row.choice1, row.choice2, row.choice3
        if not (row.question and D and row.answer) then
            error "wanted: columns question, choice0 to choice3, answer, named in line 1"
        end
        return {
            id = row.place and row.subject .. "/" .. row.place,
            subject = row.subject,
            topic = row.subject:gsub("_", " "),
            input = v.strip and row.question:match "^%s*(.-)%s*$" or row.question,
            choices = { A, B, C, D }, A = A, B = B, C = C, D = D,
            target = letters[(tonumber(row.answer) or -1) + 1]
                or error("answer '" .. row.answer .. "' is not 0, 1, 2 or 3"),
        }
    end,
    shots = v.head and r.by(dev, "subject"),
    layout = "text",
    head = v.head,
    prompt = v.prompt or "{input}\n{choices}\nAnswer:",
    ideal = v.ideal or " {target}",
    generate = { temperature = 0, max_tokens = v.tokens or 16, stop = v.stop,
        top_logprobs = v.head and 5 },
    extract = rule ~= "auto" and function(text, s)
        return r.extract.rule(rule, s.choices)(text)
    end or nil,
    score = rule ~= "auto" and r.score.rule(rule) or nil,
    use = r.choice { n = 4 },
}
