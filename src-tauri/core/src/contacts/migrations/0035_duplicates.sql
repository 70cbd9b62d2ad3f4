-- People who may be one: what the last look found, by the strongest rule; never the truth, always found anew.
CREATE TABLE duplicate (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  one_id   INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
  other_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
  rule     TEXT    NOT NULL,
  CHECK (one_id < other_id),
  UNIQUE (one_id, other_id)
) STRICT;
CREATE INDEX duplicate_other ON duplicate (other_id);
CREATE INDEX duplicate_rule ON duplicate (rule, id);

-- How much of history the last look knew.
CREATE TABLE duplicate_look (
  id        INTEGER PRIMARY KEY CHECK (id = 1),
  step      INTEGER NOT NULL,                  -- the newest step of history then
  act       INTEGER NOT NULL,                  -- the newest act
  looked_at INTEGER NOT NULL
) STRICT;

-- Somebody decided that these are two people: they are never proposed again.
CREATE TABLE two_people (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  one_id     INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
  other_id   INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
  decided_at INTEGER NOT NULL,
  CHECK (one_id < other_id),
  UNIQUE (one_id, other_id)
) STRICT;
CREATE INDEX two_people_other ON two_people (other_id);
