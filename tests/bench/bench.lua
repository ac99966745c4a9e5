-- bench: the work of an ordinary run, for tests/bench/run.sh. Requests of
-- about 1.5 kB, no two the same; every reply is tests/bench/reply.json.
local r = retort

local function problems(opt)
    local i = 0
    return function()
        if i == opt.n then
            return nil
        end
        i = i + 1
        return {
            id = "bench-" .. i,
            cluster = "shelf " .. i % 10,
            input = "The library of a small town has " .. i
                .. " books on its shelves. On Monday the readers bring back "
                .. "17 books and take 23 with them. On Tuesday a van brings "
                .. "4 boxes with 12 books in each, and 5 of those are too "
                .. "worn to lend. How many books stand on the shelves when "
                .. "the library opens on Wednesday?",
            target = "1234",
        }
    end
end

return r.suite {
    name = "bench",
    version = 1,
    license = "MIT",
    about = "The harness against the clock, not a measure of any model",
    options = { n = 1000 },
    data = problems,
    prompt = [[
You are given a problem in words. Read it twice before you begin: numbers may
be written out, some of them do not matter, and the question at the end may
ask for something else than the story suggests.

Rules:
- Name every quantity that the question needs, with its unit.
- Write one step on each line, as "what = how much", and check each step
  against the words of the problem before you go on with the next one.
- Keep fractions as they are until the last step. Round only when the problem
  says so, and then say to which digit.
- When something is missing, say what you assume, and choose what an ordinary
  reader would take for granted.
- Do not answer with a range, and do not offer several answers. What is asked
  for has exactly one value, and you find it with the words that are there.
- Numbers are written with digits, with "." before the decimals and without
  blanks or commas between thousands.

Problem:
{input}

Think step by step, no longer than the problem needs. Then end with a line of
its own that holds nothing but the answer, in this form:
Answer: NUMBER]],
    ideal = "There are {target} books.\nAnswer: {target}",
    extract = r.extract.first {
        r.extract.within(r.extract.after "Answer:", r.extract.first_number()),
        r.extract.last_number(),
    },
    score = r.score.number(),
}
