-- The file itself: who it is, its settings, and its history.

CREATE TABLE workspace (
  id           INTEGER PRIMARY KEY CHECK (id = 1),
  uid          TEXT    NOT NULL,              -- UUID; a copy that goes its own way gets a new one (D24)
  organisation TEXT    NOT NULL,
  secret       BLOB    NOT NULL CHECK (length(secret) = 32),  -- of the keyed hashes (D7, D23)
  created_at   INTEGER NOT NULL,
  -- Who may send (D24): the machine and run that sent last, and a number that grows with each claim.
  lease_machine TEXT,
  lease_run     TEXT,
  sequence      INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE setting (
  id    INTEGER PRIMARY KEY AUTOINCREMENT,
  name  TEXT NOT NULL UNIQUE,
  value TEXT NOT NULL
) STRICT;

-- One user action: what history shows and undo takes back.
CREATE TABLE action (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  label     TEXT    NOT NULL,                 -- key in the message catalogue
  params    TEXT    NOT NULL,                 -- its parameters, JSON
  actor     TEXT    NOT NULL,
  device    TEXT    NOT NULL,
  at        INTEGER NOT NULL,
  undone_by INTEGER REFERENCES action (id) ON DELETE SET NULL,
  undoes    INTEGER REFERENCES action (id) ON DELETE SET NULL,
  -- 1: its old rows are in a table of the module's own (an import's staging); undo is the module's.
  kept_elsewhere INTEGER NOT NULL DEFAULT 0 CHECK (kept_elsewhere IN (0, 1))
) STRICT;
CREATE INDEX action_undone_by ON action (undone_by);
CREATE INDEX action_undoes ON action (undoes);

-- One row that an action changed; `old` is the row before as JSON, none for an insert.
CREATE TABLE change (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  action_id  INTEGER NOT NULL REFERENCES action (id) ON DELETE CASCADE,
  table_name TEXT    NOT NULL,
  row_id     INTEGER NOT NULL,
  op         TEXT    NOT NULL CHECK (op IN ('I', 'U', 'D')),
  old        TEXT
) STRICT;
CREATE INDEX change_action ON change (action_id);
CREATE INDEX change_row ON change (table_name, row_id);
