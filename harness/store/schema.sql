-- Version 1. Times are microseconds since 1970, tokens NULL when not told.
CREATE TABLE answer (
    id INTEGER PRIMARY KEY,
    address BLOB NOT NULL UNIQUE,
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
    replayed INTEGER NOT NULL
);
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
    version TEXT NOT NULL
);
CREATE TABLE verdict (
    run INTEGER NOT NULL REFERENCES run,
    n INTEGER NOT NULL,
    repeat INTEGER NOT NULL,
    id TEXT NOT NULL, grp TEXT NOT NULL, cluster TEXT NOT NULL,
    hash BLOB NOT NULL,
    outcome INTEGER NOT NULL, value REAL,
    extracted BLOB, target TEXT, note TEXT, detail TEXT,
    answer INTEGER,     -- the last one asked; all of a dialogue in asked
    PRIMARY KEY (run, n, repeat)
) WITHOUT ROWID;
CREATE TABLE asked (    -- only for samples that took more than one answer
    run INTEGER NOT NULL, n INTEGER NOT NULL, repeat INTEGER NOT NULL,
    turn INTEGER NOT NULL,
    answer INTEGER NOT NULL REFERENCES answer,
    PRIMARY KEY (run, n, repeat, turn)
) WITHOUT ROWID;
