-- A file's name may be as long as people's names are: 300 letters, its ending, and the number that tells two apart.
CREATE TABLE attachment_longer (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  document_id INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
  revision_id INTEGER REFERENCES revision (id) ON DELETE CASCADE,
  asset_id    INTEGER NOT NULL REFERENCES asset (id),
  name        TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 400),
  position    INTEGER NOT NULL,
  inline      INTEGER NOT NULL CHECK (inline IN (0, 1)),   -- 1: a picture within the text
  content_id  TEXT    NOT NULL,
  alt         TEXT    NOT NULL
) STRICT;
INSERT INTO attachment_longer (id, document_id, revision_id, asset_id, name, position, inline, content_id, alt)
  SELECT id, document_id, revision_id, asset_id, name, position, inline, content_id, alt FROM attachment ORDER BY id;
-- A number is never used twice.
DELETE FROM sqlite_sequence WHERE name = 'attachment_longer';
INSERT INTO sqlite_sequence (name, seq) SELECT 'attachment_longer', seq FROM sqlite_sequence WHERE name = 'attachment';
DROP TABLE attachment;
ALTER TABLE attachment_longer RENAME TO attachment;
CREATE INDEX attachment_document ON attachment (document_id, revision_id, position);
CREATE INDEX attachment_revision ON attachment (revision_id);
CREATE INDEX attachment_asset ON attachment (asset_id);
