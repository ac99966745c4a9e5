-- A row of problems.jsonl as a sample of the suites that ask it.
return function(row)
    return {
        id = row.id,
        level = row.level,
        input = row.prompt,
        target = row.solution,
        prefix = row.prompt,
        entry = row.entry,
        test = row.test,
        trusted = row.prompt .. row.solution,
    }
end
