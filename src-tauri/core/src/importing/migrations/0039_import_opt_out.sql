-- The suppressions that an import made of what another program says of those who want no mail: its undo takes them back.
CREATE TABLE import_opt_out (
  suppression_id INTEGER PRIMARY KEY,          -- no reference: a suppression may be taken away before its import
  import_id      INTEGER NOT NULL REFERENCES import (id) ON DELETE CASCADE,
  row            INTEGER NOT NULL
) STRICT;
CREATE INDEX import_opt_out_import ON import_opt_out (import_id, row);
