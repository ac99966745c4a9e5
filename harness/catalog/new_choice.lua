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
    about = "Questions with four choices",

    -- The rows: a list as here, or a file beside this one or below --data,
    -- r.jsonl { "NAME/rows.jsonl" } or r.csv { "NAME/rows.csv" }.
    data = {
        { id = "first", question = "Which is a prime?", area = "numbers",
            right = "7", wrong = { "6", "8", "9" } },
        { id = "second", question = "Which is a colour?", area = "words",
            right = "red", wrong = { "run", "and", "very" } },
    },
    by = "area",      -- this field groups the results; may be left out

    -- A row as a sample. The right choice must not always stand in the same
    -- place: --seed shuffles.
    sample = function(row, opt)
        local choices = { row.right, table.unpack(row.wrong) }
        choices = r.rng(opt.seed + #row.question):shuffle(choices)
        local at = 1
        while choices[at] ~= row.right do
            at = at + 1
        end
        return { id = row.id, area = row.area, input = row.question,
            choices = choices, target = string.char(64 + at) } -- A is 65
    end,

    -- Fills prompt, ideal, extract, score and generate for n lettered
    -- choices; any of them may be given here as well.
    use = r.choice { n = 4 },
}
