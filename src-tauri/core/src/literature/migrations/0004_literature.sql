-- Literature: documents with their draft, the texts that were kept, and the files that belong to them.

-- A file, known by what is in it. Rows are never changed: a photo that is attached twice is here once.
CREATE TABLE asset (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  sha256     BLOB    NOT NULL UNIQUE CHECK (length(sha256) = 32),
  media_type TEXT    NOT NULL,               -- as its bytes say, not its name
  bytes      INTEGER NOT NULL CHECK (bytes > 0),
  created_at INTEGER NOT NULL
) STRICT;

-- Its bytes, 1 MiB a row.
CREATE TABLE asset_chunk (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  asset_id INTEGER NOT NULL REFERENCES asset (id) ON DELETE CASCADE,
  position INTEGER NOT NULL CHECK (position >= 0),
  data     BLOB    NOT NULL CHECK (length(data) BETWEEN 1 AND 1048576),
  UNIQUE (asset_id, position)
) STRICT;

CREATE TABLE document (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  kind           TEXT    NOT NULL CHECK (kind IN ('press-release', 'article', 'statement', 'announcement')),
  draft          TEXT    NOT NULL,           -- Markdown with its front block, byte for byte as it was written
  headline       TEXT    NOT NULL,           -- read out of the draft at each save, for lists
  language       TEXT    NOT NULL,
  -- A plan of people: what they wrote, where the clock hangs, and the instant that it means (D37).
  embargo_local  TEXT,
  embargo_zone   TEXT,
  embargo_at     INTEGER,
  created_at     INTEGER NOT NULL,
  edited_at      INTEGER NOT NULL,
  CHECK ((embargo_local IS NULL) = (embargo_at IS NULL) AND (embargo_zone IS NULL) = (embargo_at IS NULL))
) STRICT;
CREATE INDEX document_edited ON document (edited_at);

-- One text that was kept, with its attachments. Never changed afterwards: distributions stand on it.
CREATE TABLE revision (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  document_id INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
  number      INTEGER NOT NULL CHECK (number > 0),
  text        TEXT    NOT NULL,
  hash        BLOB    NOT NULL CHECK (length(hash) = 32),  -- over text and attachments (D20)
  reason      TEXT    NOT NULL CHECK (reason IN ('named', 'tested', 'distributed', 'idle', 'restored')),
  name        TEXT,
  actor       TEXT    NOT NULL,
  made_at     INTEGER NOT NULL,
  seal        BLOB,                          -- a digest that only distribution understands (D20)
  UNIQUE (document_id, number)
) STRICT;
CREATE TRIGGER revision_stays BEFORE UPDATE OF document_id, number, text, hash, made_at ON revision
BEGIN SELECT RAISE(ABORT, 'a revision never changes'); END;

-- A file of the draft (no revision) or of one revision.
CREATE TABLE attachment (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  document_id INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
  revision_id INTEGER REFERENCES revision (id) ON DELETE CASCADE,
  asset_id    INTEGER NOT NULL REFERENCES asset (id),
  name        TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  position    INTEGER NOT NULL,
  inline      INTEGER NOT NULL CHECK (inline IN (0, 1)),   -- 1: a picture within the text
  content_id  TEXT    NOT NULL,
  alt         TEXT    NOT NULL
) STRICT;
CREATE INDEX attachment_document ON attachment (document_id, revision_id, position);
CREATE INDEX attachment_revision ON attachment (revision_id);
CREATE INDEX attachment_asset ON attachment (asset_id);
