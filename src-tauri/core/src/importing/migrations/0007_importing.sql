-- Imports: what a file said, row by row, and what became of each row. Undo is made from here.

CREATE TABLE import (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  file       TEXT    NOT NULL,                 -- its name, without the folder
  path       TEXT    NOT NULL,                 -- where it was, to read it once more under another mapping
  state      TEXT    NOT NULL CHECK (state IN ('staging', 'staged', 'applied', 'undone')),
  kind       TEXT    NOT NULL CHECK (kind IN ('journalist', 'employee', 'client', 'public')),
  source     TEXT    NOT NULL CHECK (source <> ''),
  basis      TEXT    NOT NULL CHECK (basis IN ('legitimate-interest', 'consent', 'contract')),
  basis_note TEXT    NOT NULL,
  mapping    TEXT    NOT NULL,                 -- JSON
  header     TEXT    NOT NULL,                 -- names of the columns, JSON
  undo_left  TEXT    NOT NULL DEFAULT '[]',    -- who was changed since and stayed at the undo, JSON
  action_id  INTEGER REFERENCES action (id),
  created_at INTEGER NOT NULL,
  touched_at INTEGER NOT NULL,
  applied_at INTEGER
) STRICT;
CREATE INDEX import_action ON import (action_id);

-- One row of the file.
CREATE TABLE import_row (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  import_id INTEGER NOT NULL REFERENCES import (id) ON DELETE CASCADE,
  row       INTEGER NOT NULL,                  -- as a spreadsheet counts it
  verdict   TEXT    NOT NULL CHECK (verdict IN ('new', 'changed', 'unchanged', 'duplicate', 'refused')),
  decision  TEXT    NOT NULL DEFAULT 'as-proposed' CHECK (decision IN ('as-proposed', 'skip', 'merge', 'separate')),
  name      TEXT    NOT NULL,
  address   TEXT    NOT NULL,
  cells     TEXT    NOT NULL,                  -- JSON
  finding   TEXT    NOT NULL,                  -- reason, changes, place, bar; JSON, empty where there is none
  broken    TEXT    NOT NULL DEFAULT '',       -- why the row could not even be read
  -- Whom the row is about: found, or made by it. No reference: an erased person must not hold the row, nor it them.
  person    INTEGER,
  outcome   TEXT    NOT NULL DEFAULT '' CHECK (outcome IN ('', 'added', 'changed')),
  before    TEXT    NOT NULL DEFAULT '',       -- the person before the change, JSON
  UNIQUE (import_id, row)
) STRICT;
CREATE INDEX import_row_verdict ON import_row (import_id, verdict, row);

-- The mapping that was used last for files with this header (I4).
CREATE TABLE import_mapping (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  mark    TEXT    NOT NULL UNIQUE,
  mapping TEXT    NOT NULL,
  source  TEXT    NOT NULL,
  basis   TEXT    NOT NULL,
  used_at INTEGER NOT NULL
) STRICT;
