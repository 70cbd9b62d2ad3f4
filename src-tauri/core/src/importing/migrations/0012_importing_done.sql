-- What an import did, apart from what its file said: the rows of the file are written once and stay as they are.
CREATE TABLE import_done (
  import_id INTEGER NOT NULL REFERENCES import (id) ON DELETE CASCADE,
  row       INTEGER NOT NULL,
  person    INTEGER NOT NULL,                  -- no reference: an erased person must not hold the row, nor it them
  outcome   TEXT    NOT NULL CHECK (outcome IN ('added', 'changed')),
  before    TEXT    NOT NULL,                  -- the person before the change, JSON
  PRIMARY KEY (import_id, row)
) STRICT, WITHOUT ROWID;
CREATE INDEX import_done_changed ON import_done (person) WHERE outcome = 'changed';

INSERT INTO import_done (import_id, row, person, outcome, before)
  SELECT import_id, row, person, outcome, before FROM import_row WHERE outcome <> '' AND person IS NOT NULL ORDER BY id;
ALTER TABLE import_row DROP COLUMN outcome;
ALTER TABLE import_row DROP COLUMN before;
