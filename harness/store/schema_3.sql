-- Version 3, on top of version 2.

-- What a reply used besides text (model/usage.h); NULL: none, or not told.
-- Of earlier replies that had any only the flag in usage_flags is known.
ALTER TABLE answer ADD COLUMN audio INTEGER;
ALTER TABLE answer ADD COLUMN cached_audio INTEGER;
ALTER TABLE answer ADD COLUMN image INTEGER;
ALTER TABLE answer ADD COLUMN cached_image INTEGER;
ALTER TABLE answer ADD COLUMN video INTEGER;
ALTER TABLE answer ADD COLUMN output_audio INTEGER;
ALTER TABLE answer ADD COLUMN output_image INTEGER;
ALTER TABLE answer ADD COLUMN citation INTEGER;
ALTER TABLE answer ADD COLUMN searches INTEGER;
ALTER TABLE answer ADD COLUMN tool_runs INTEGER;

-- In which region a reply was made, where it told one that is not the usual.
ALTER TABLE answer ADD COLUMN region TEXT;
