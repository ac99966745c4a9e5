-- mgsm: the first 250 problems of GSM8K in up to eleven languages, as many as
-- there are files. Shi et al. 2022, arXiv:2210.03057. Asked and read as
-- simple-evals does; -T rule=usual keeps the sign of an answer, which its rule
-- loses. -T language=de takes one language. Needs --data.
local r = retort
local opt = r.options {
    rule = { "simple-evals", "usual" }, language = "*",
}
local languages = r.include "mgsm/languages.lua"
local rules = {}
for language, row in pairs(languages) do
    rules[language] = opt.rule == "simple-evals"
        and r.extract.rule("simple-evals/mgsm/" .. language)
        or r.extract.first {
            r.extract.within(r.extract.after(row[1] .. ":"), r.extract.first_number()),
            r.extract.last_number(),
        }
end

return r.suite {
    name = "mgsm", version = 1, license = "CC-BY-4.0", options = opt,
    source = "https://github.com/google-research/url-nlp/tree/main/mgsm",
    about = "Grade-school word problems in eleven languages",
    data = r.tsv { "mgsm/mgsm_" .. opt.language .. ".tsv", quotes = false,
        columns = { "question", "answer" }, tag = "language", place = "place" },
    by = "language",
    sample = function(row)
        local language = opt.language == "*" and row.language or opt.language
        local known = languages[language]
            or error("no instruction in the language '" .. language .. "'")
        return {
            id = language .. "/" .. row.place, language = language,
            cluster = tostring(row.place), -- the same problem in each language
            input = row.question, target = row.answer,
            word = known[1], instruction = known[2],
        }
    end,
    prompt = "{instruction}\n\n{input}",
    ideal = "{word}: {target}",
    generate = { temperature = 0, max_tokens = 1024 },
    extract = function(text, s)
        return rules[s.language](text)
    end,
    score = opt.rule == "simple-evals" and r.score.rule "simple-evals/mgsm/en"
        or r.score.number(),
}
