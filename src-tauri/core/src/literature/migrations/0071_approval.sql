-- Asking that a text be approved, and what was answered. An ask stands for one text, its files and its audience, and never changes in
-- that: its digest is distribution's (D20), and so is what it was worked out of.
CREATE TABLE approval_ask (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  document_id  INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
  revision_id  INTEGER NOT NULL REFERENCES revision (id),
  digest       TEXT    NOT NULL CHECK (length(digest) = 64),
  sealed       TEXT    NOT NULL,             -- what the digest covers, part by part
  envelope     TEXT    NOT NULL,             -- from whom it is to go, and to whom
  needed       INTEGER NOT NULL CHECK (needed > 0),
  ordered      INTEGER NOT NULL CHECK (ordered IN (0, 1)),
  asked_by     TEXT    NOT NULL,
  asked_at     INTEGER NOT NULL,
  withdrawn_at INTEGER
) STRICT;
CREATE INDEX approval_ask_document ON approval_ask (document_id, id);
CREATE INDEX approval_ask_revision ON approval_ask (revision_id);
CREATE TRIGGER approval_ask_stays BEFORE UPDATE OF document_id, revision_id, digest, sealed, envelope ON approval_ask
BEGIN SELECT RAISE(ABORT, 'an approval is of exactly what was asked'); END;

-- Somebody who is asked, in order, and what they said.
CREATE TABLE approval_asked (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  ask_id      INTEGER NOT NULL REFERENCES approval_ask (id) ON DELETE CASCADE,
  position    INTEGER NOT NULL CHECK (position >= 0),
  name        TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 300),
  name_key    TEXT    NOT NULL,
  answer      TEXT    NOT NULL DEFAULT '' CHECK (answer IN ('', 'approved', 'sent-back', 'taken-back')),
  way         TEXT    NOT NULL DEFAULT '' CHECK (way IN ('', 'here', 'code', 'file')),
  note        TEXT    NOT NULL DEFAULT '' CHECK (length(note) <= 2000),
  noted_by    TEXT    NOT NULL DEFAULT '',   -- who sat at the machine
  answered_at INTEGER,
  UNIQUE (ask_id, name_key),
  CHECK ((answer = '') = (answered_at IS NULL))
) STRICT;
