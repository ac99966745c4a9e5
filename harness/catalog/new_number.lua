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
    about = "Sums in words",

    -- The rows: a list as here, or a file beside this one or below --data,
    -- r.jsonl { "NAME/rows.jsonl" } or r.csv { "NAME/rows.csv" }.
    data = {
        { id = "first", question = "Ann has 3 pears and buys 4. How many now?",
            answer = 7 },
        { id = "second", question = "Half of a rope of 5 m is how long?",
            answer = "2.5" },
    },

    -- A row as a sample. Its fields may be used in {braces} below.
    sample = function(row)
        return { id = row.id, input = row.question, target = row.answer }
    end,

    prompt = "{input}\n\nThink step by step, then end with a line "
        .. "'Answer: NUMBER'.",
    ideal = "Step by step.\nAnswer: {target}", -- `check` tries it
    generate = { temperature = 0, max_tokens = 512 },

    -- Behind "Answer:", else in a box, else the last number of the reply.
    extract = r.extract.number(),
    score = r.score.number(), -- { tolerance = 1e-4 } for rounded ones;
                              -- r.score.math() for fractions, roots, sets
}
