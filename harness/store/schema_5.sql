-- Version 5, on top of version 4.

-- Where replies are, many in a row (pack.h). Of the latest there is none: their
-- answers are read (store_place.c). So a transaction seldom writes of places
-- more than itself, where an index, of whatever size, has a page for each.
DROP TABLE place;
DROP TABLE place_new;
CREATE TABLE place (id INTEGER PRIMARY KEY, packed BLOB NOT NULL);
