-- NAME: say here what it measures and where its questions come from.
--
--   retort check NAME             is it sound? three canned students say
--   retort show NAME first        a sample as a model will see it
--   retort run NAME -m MODEL      evaluate
local r = retort

return r.suite {
    name = "NAME",
    version = 1,      -- count it up when answers are judged otherwise
    license = "MIT",
    about = "Capitals of countries",

    -- The rows: a list as here, or a file beside this one or below --data,
    -- r.jsonl { "NAME/rows.jsonl" } or r.csv { "NAME/rows.csv" }.
    data = {
        { id = "first", question = "What is the capital of France?",
            answer = "Paris", area = "Europe" },
        { id = "second", question = "What is the capital of Japan?",
            answer = "Tokyo", area = "Asia" },
    },
    by = "area",      -- this field groups the results; may be left out

    -- A row as a sample. Its fields may be used in {braces} below. target may
    -- be a list: any of it is right.
    sample = function(row)
        return { id = row.id, area = row.area, input = row.question,
            target = row.answer }
    end,

    prompt = "{input} Reply with the name only.",
    ideal = "{target}", -- how a perfect reply looks; `check` tries it
    generate = { temperature = 0, max_tokens = 64 },

    -- Where in the reply the answer is. What it finds nothing in is "unread",
    -- which is another thing than wrong.
    extract = r.extract.first {
        r.extract.after "Answer:",
        r.extract.last_line(),
    },
    score = r.score.exact { ignore_case = true },
}
