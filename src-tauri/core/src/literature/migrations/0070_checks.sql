-- What was ticked on the checklist of a document. The list itself belongs to the kind, and is a setting of the workspace.
CREATE TABLE document_check (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  document_id INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
  item        TEXT    NOT NULL CHECK (item <> ''),
  ticked_by   TEXT    NOT NULL,
  ticked_at   INTEGER NOT NULL,
  UNIQUE (document_id, item)
) STRICT;
