-- Runs a language that it has not said.
-- exit: 1
-- says: h:run in c: it is not among the suite's runs_code = "python"
local r = retort
return r.suite {
    name = "bad",
    version = 1,
    about = "a bad suite",
    runs_code = "python",
    data = { { id = "one", input = "a program", target = "x" } },
    prompt = "{input}",
    ideal = "Answer: {target}",
    extract = r.extract.after "Answer:",
    score = function(answer, s, h)
        return h:run { program = answer, language = "c", cases = { { output = "" } } }
    end,
}
