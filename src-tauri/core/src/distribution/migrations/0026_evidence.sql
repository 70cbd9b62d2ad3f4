-- What was found of a row in the sender's own mailbox (D6). It decides nothing: rows move when the user says so.
CREATE TABLE delivery_evidence (
  delivery_id INTEGER PRIMARY KEY REFERENCES delivery (id),
  found TEXT NOT NULL CHECK (found IN ('sent-copy', 'arrived', 'report', 'answer', 'absent', 'nothing')),
  folder TEXT,               -- in which folder
  filed_at INTEGER,          -- when its server filed what was found
  looked_at INTEGER NOT NULL
) STRICT;

-- The last look for the rows of a distribution: when, and why it came to nothing if it did.
CREATE TABLE distribution_look (
  distribution_id INTEGER PRIMARY KEY REFERENCES distribution (id),
  at INTEGER NOT NULL,
  trouble TEXT               -- a message of the catalogue as JSON
) STRICT;
