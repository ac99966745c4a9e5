-- A new file of version 5, made at once: the steps of schema.sql and the others
-- behind it take some milliseconds. They say when and why a column came.
CREATE TABLE run (
    id INTEGER PRIMARY KEY,
    identity TEXT NOT NULL UNIQUE,
    suite TEXT NOT NULL, suite_version INTEGER NOT NULL,
    suite_hash TEXT NOT NULL,
    model TEXT NOT NULL, role TEXT NOT NULL, served TEXT NOT NULL,
    endpoint TEXT NOT NULL, provider TEXT NOT NULL,
    sampling TEXT NOT NULL, options TEXT NOT NULL,
    usd_per_hour REAL,
    planned INTEGER, status TEXT NOT NULL,
    started_us INTEGER NOT NULL, wall_us INTEGER NOT NULL,
    version TEXT NOT NULL,
    gated INTEGER, part TEXT
);
CREATE TABLE verdict (
    run INTEGER NOT NULL REFERENCES run,
    n INTEGER NOT NULL,
    repeat INTEGER NOT NULL,
    id TEXT NOT NULL, grp TEXT NOT NULL, cluster TEXT NOT NULL,
    hash BLOB NOT NULL,
    outcome INTEGER NOT NULL, value REAL,
    extracted BLOB, target TEXT, note TEXT, detail TEXT,
    answer INTEGER,
    PRIMARY KEY (run, n, repeat)
) WITHOUT ROWID;
CREATE TABLE asked (
    run INTEGER NOT NULL, n INTEGER NOT NULL, repeat INTEGER NOT NULL,
    turn INTEGER NOT NULL,
    answer INTEGER NOT NULL REFERENCES answer,
    judge INTEGER,
    PRIMARY KEY (run, n, repeat, turn)
) WITHOUT ROWID;
-- Of a long reply SQLite reads no more than what stands before raw, as long as
-- nobody asks for raw or what is behind it.
CREATE TABLE answer (
    id INTEGER PRIMARY KEY,
    address BLOB NOT NULL,
    dialect TEXT NOT NULL,
    served TEXT,
    finish INTEGER NOT NULL,
    input INTEGER, cached INTEGER, cache_write INTEGER,
    cache_write_1h INTEGER, output INTEGER, reasoning INTEGER,
    reported_pusd INTEGER, usage_flags INTEGER NOT NULL,
    latency_us INTEGER, first_us INTEGER,
    sent_us INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    replayed INTEGER NOT NULL,
    base INTEGER, head INTEGER, tail INTEGER,
    first_text_us INTEGER, tokens_per_s REAL, changed TEXT, tier TEXT,
    audio INTEGER, cached_audio INTEGER, image INTEGER,
    cached_image INTEGER, video INTEGER, output_audio INTEGER,
    output_image INTEGER, citation INTEGER, searches INTEGER,
    tool_runs INTEGER, region TEXT,
    request BLOB NOT NULL, raw BLOB NOT NULL
);
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
CREATE TABLE place (id INTEGER PRIMARY KEY, packed BLOB NOT NULL);
