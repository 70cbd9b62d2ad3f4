-- The imports of outlets that there were. What each did is in history; this says which act it was, of which file, and how many.
CREATE TABLE outlet_import (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  action_id  INTEGER NOT NULL REFERENCES action (id) ON DELETE CASCADE,
  file       TEXT    NOT NULL,                 -- its name, without the folder
  adds       INTEGER NOT NULL,                 -- outlets
  changes    INTEGER NOT NULL,                 -- rows that changed an outlet
  refused    INTEGER NOT NULL,                 -- rows
  applied_at INTEGER NOT NULL
) STRICT;
CREATE INDEX outlet_import_action ON outlet_import (action_id);
