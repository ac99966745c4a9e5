-- What lm-eval 0.4.13 looks for in a reply to a task that was asked without
-- examples; the tasks that are not named here have lettered options. Three of
-- their answers are no letter (movie_recommendation/163, ruin_names/99 and 144)
-- and so are right in no reply.
local kinds = {
    boolean_expressions = "boolean", causal_judgement = "yes-no",
    navigate = "yes-no", dyck_languages = "brackets",
    formal_fallacies = "valid", sports_understanding = "plausible",
    web_of_lies = "truth", multistep_arithmetic_two = "number",
    object_counting = "number", word_sorting = "words",
}

-- The rule of a task, and the options or words in its question.
return function(task, input)
    local kind, pattern, found = kinds[task] or "letter", "%([A-Z]%)([^\n^(]*)", {}
    if kind == "words" then
        input, pattern = input:match "List:(.*)", "%S+"
    end
    if kind == "words" or kind == "letter" then
        for text in input:gmatch(pattern) do
            found[#found + 1] = text
        end
    end
    return kind, found
end
