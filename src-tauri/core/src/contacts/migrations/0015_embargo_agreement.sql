-- Who said that they keep embargoes: without it, a mail under embargo is a risk that Send names (D37).
CREATE TABLE embargo_agreement (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  person_id INTEGER NOT NULL UNIQUE REFERENCES person (id) ON DELETE CASCADE,
  note      TEXT    NOT NULL,                 -- how it was said
  agreed_at INTEGER NOT NULL
) STRICT;
