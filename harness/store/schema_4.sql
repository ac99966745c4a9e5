-- Version 4, on top of version 3.

-- Where replies are, by the first 8 bytes of their address: few share these,
-- and those are told apart by the whole. Addresses are like chance, so each
-- new one changes a page of its own of a large index, and of a long run these
-- pages were most of what went to the disk. So the latest thousands stand in a
-- table of a few pages, which now and then goes into the large one
-- (store_address.c).
CREATE TABLE place (
    head BLOB, answer INTEGER, PRIMARY KEY (head, answer)
) WITHOUT ROWID;
CREATE TABLE place_new (
    head BLOB, answer INTEGER, PRIMARY KEY (head, answer)
) WITHOUT ROWID;
INSERT INTO place SELECT substr(address, 1, 8), id FROM answer ORDER BY 1, 2;
DROP INDEX answer_address;
