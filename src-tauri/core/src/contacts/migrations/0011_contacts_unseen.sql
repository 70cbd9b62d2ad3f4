-- People who are written and whom nobody sees: those of an import that is not whole yet, and of one that was taken back
-- and is being cleared away. Every question about people leaves them out. What refers to a person goes with them.
CREATE TABLE person_unseen (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  first        INTEGER NOT NULL,               -- ids of people, both included
  last         INTEGER NOT NULL,
  leaving      INTEGER NOT NULL CHECK (leaving IN (0, 1)),
  after_outlet INTEGER NOT NULL,               -- outlets and beats above these were made with them
  after_beat   INTEGER NOT NULL,
  CHECK (first <= last)
) STRICT;

-- What other indexes answer as well only makes an import slower: the keyed hash finds an address, and the uniqueness of
-- (person_id, normalised) a person's addresses.
DROP INDEX address_normalised;
DROP INDEX address_person;
