-- Version 2, on top of version 1.

-- 1: a gate asked its samples in random order, and perhaps not all of them.
ALTER TABLE run ADD COLUMN gated INTEGER;
