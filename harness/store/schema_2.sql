-- Version 2, on top of version 1.

-- Addresses are looked up by their first 12 bytes, which no two of a
-- million million replies are likely to share. An index of whole ones is twice
-- as large, and of a long run it was most of what went to the disk.
CREATE TABLE answer_2 (
    id INTEGER PRIMARY KEY,
    address BLOB NOT NULL,
    dialect TEXT NOT NULL,
    request BLOB NOT NULL,
    raw BLOB NOT NULL,
    served TEXT,
    finish INTEGER NOT NULL,
    input INTEGER, cached INTEGER, cache_write INTEGER,
    cache_write_1h INTEGER, output INTEGER, reasoning INTEGER,
    reported_pusd INTEGER, usage_flags INTEGER NOT NULL,
    latency_us INTEGER, first_us INTEGER,
    sent_us INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    replayed INTEGER NOT NULL,
    -- what request has in common with that of answer base, at its start and
    -- at its end, is left out of it (request.h)
    base INTEGER, head INTEGER, tail INTEGER
);
INSERT INTO answer_2 SELECT *, NULL, NULL, NULL FROM answer;
DROP TABLE answer;
ALTER TABLE answer_2 RENAME TO answer;
CREATE UNIQUE INDEX answer_address ON answer(substr(address, 1, 12));

-- 1: a gate asked its samples in random order, and perhaps not all of them.
ALTER TABLE run ADD COLUMN gated INTEGER;

-- Streamed replies: from sending to the first text, and tokens a second behind
-- it; NULL where it came whole or nobody told. changed: a JSON list of what
-- was asked of the sampler and not sent so; NULL where that was not noted.
ALTER TABLE answer ADD COLUMN first_text_us INTEGER;
ALTER TABLE answer ADD COLUMN tokens_per_s REAL;
ALTER TABLE answer ADD COLUMN changed TEXT;

-- which samples a run was meant to ask: '' all, 'first 5', 'sample ID'
ALTER TABLE run ADD COLUMN part TEXT;

-- 1: a judge gave this answer, not the model under test.
ALTER TABLE asked ADD COLUMN judge INTEGER;

-- At which of the provider's tiers a reply was had; NULL: the standard one.
ALTER TABLE answer ADD COLUMN tier TEXT;

-- Batches handed in (store_batch.h), and their requests by address.
CREATE TABLE batch (
    id INTEGER PRIMARY KEY,
    endpoint TEXT NOT NULL, served TEXT NOT NULL,
    tag TEXT NOT NULL,
    state INTEGER NOT NULL,
    file TEXT, remote TEXT,
    made_us INTEGER NOT NULL
);
CREATE TABLE batch_item (
    address BLOB PRIMARY KEY,
    batch INTEGER NOT NULL,
    state INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    request BLOB NOT NULL,
    changed TEXT, why TEXT
) WITHOUT ROWID;
CREATE INDEX batch_item_batch ON batch_item(batch, state);
