-- An extractor that is not there.
-- exit: 3
-- says: extract_unknown.lua:13: there is no r.extract.last_nummber (did you mean 'last_number'?)
local r = retort
return r.suite {
    name = "bad",
    version = 1,
    about = "a bad suite",
    data = { { id = "one", input = "2 + 2?", target = "4" } },
    sample = function(row) return row end,
    prompt = "{input}",
    ideal = "Answer: {target}",
    extract = r.extract.last_nummber(),
    score = r.score.exact(),
}
