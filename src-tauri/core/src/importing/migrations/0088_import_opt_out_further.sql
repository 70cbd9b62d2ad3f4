-- What an import said of addresses that were suppressed already: its undo takes these reasons back.
CREATE TABLE import_opt_out_further (
  further_id INTEGER PRIMARY KEY,              -- no reference: a reason may be taken away before its import
  import_id  INTEGER NOT NULL REFERENCES import (id) ON DELETE CASCADE,
  row        INTEGER NOT NULL
) STRICT;
CREATE INDEX import_opt_out_further_import ON import_opt_out_further (import_id);
