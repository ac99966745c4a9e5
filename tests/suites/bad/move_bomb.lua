-- Moves nothing, without end.
-- exit: 3
-- says: table.move: more than 100 million elements
table.move({}, 1, math.maxinteger - 1, 2)
