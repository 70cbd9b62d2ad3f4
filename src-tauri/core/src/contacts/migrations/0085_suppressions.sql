-- Who suppressed an address and who lifted that; empty where an earlier program noted it.
ALTER TABLE suppression ADD COLUMN by TEXT NOT NULL DEFAULT '';
ALTER TABLE suppression ADD COLUMN lifted_by TEXT NOT NULL DEFAULT '';
-- All that was ever noted about one address, however many there are.
CREATE INDEX suppression_of_key ON suppression (key, id);

-- What else was said while a suppression stood: a bounce first, then a call. No word of it is lost.
CREATE TABLE suppression_further (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  suppression_id INTEGER NOT NULL REFERENCES suppression (id),
  reason         TEXT    NOT NULL CHECK (reason IN ('unsubscribed', 'bounced', 'complained', 'erased', 'asked')),
  evidence       TEXT    NOT NULL,
  by             TEXT    NOT NULL,
  at             INTEGER NOT NULL
) STRICT;
CREATE INDEX suppression_further_of ON suppression_further (suppression_id, id);
