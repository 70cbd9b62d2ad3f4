-- A saved question that picks people. The text is the truth; distributions keep the text of their own (Q8).
CREATE TABLE segment (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  name       TEXT    NOT NULL CHECK (name <> ''),
  name_key   TEXT    NOT NULL UNIQUE,          -- caseless, NFKC
  query      TEXT    NOT NULL CHECK (query <> ''),
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT;
