-- math-answers: short problems whose answers have every form that answers
-- take: fractions, roots, intervals, sets, units, algebra. 60 original ones
-- ship; -T file=PATH reads others, below --data or beside this file, in the
-- form of MATH: a line {"problem":.., "answer":.., "subject":..} each. That
-- set's text is not ours to give (its source had it taken down in 2025).
local r = retort
local x = r.extract
local opt = r.options { file = "math-answers/problems.jsonl", rule = "auto" }

return r.suite {
    name = "math-answers", version = 1, license = "MIT", options = opt,
    about = "Final answers in LaTeX or plain notation, judged as mathematics",
    data = r.jsonl { opt.file },
    by = "subject",
    sample = function(row)
        return {
            id = row.id or row.unique_id,
            subject = row.subject or row.type,
            input = row.problem or row.question,
            target = row.answer or x.boxed()(row.solution)
                or error "the row has neither an answer nor a boxed solution",
        }
    end,
    prompt = "{input}\n\nThink step by step, then give the final answer in "
        .. "\\boxed{{}}.",
    ideal = "So it is \\boxed{{{target}}}.",
    generate = { temperature = 0, max_tokens = 1024 },
    extract = opt.rule ~= "auto" and x.rule(opt.rule) or x.first {
        x.boxed(),
        x.rule "minerva/final-answer",
        x.after "Answer:",
        x.after "answer is",
    },
    score = r.score.math(),
}
