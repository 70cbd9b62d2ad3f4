-- What somebody says about some words of a document, and what others answer.
CREATE TABLE comment (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  document_id INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
  text        TEXT    NOT NULL,                -- empty only where other words are proposed
  proposal    TEXT,                            -- the words that are to stand there instead
  written_by  TEXT    NOT NULL,
  written_at  INTEGER NOT NULL,
  -- Where it hangs: the block, as it stood when this was last looked at, and the characters in it. Found anew where the text changed.
  block       INTEGER NOT NULL CHECK (block >= 0),
  block_text  TEXT    NOT NULL,
  start       INTEGER NOT NULL CHECK (start >= 0),
  length      INTEGER NOT NULL CHECK (length > 0),
  outcome     TEXT    CHECK (outcome IN ('resolved', 'taken', 'declined')),
  settled_by  TEXT,
  settled_at  INTEGER,
  CHECK ((outcome IS NULL) = (settled_at IS NULL) AND (outcome IS NULL) = (settled_by IS NULL)),
  CHECK (proposal IS NOT NULL OR (text <> '' AND outcome IS NOT 'taken' AND outcome IS NOT 'declined'))
) STRICT;
CREATE INDEX comment_document ON comment (document_id, id);

CREATE TABLE comment_answer (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  comment_id INTEGER NOT NULL REFERENCES comment (id) ON DELETE CASCADE,
  text       TEXT    NOT NULL CHECK (text <> ''),
  written_by TEXT    NOT NULL,
  written_at INTEGER NOT NULL
) STRICT;
CREATE INDEX comment_answer_comment ON comment_answer (comment_id, id);
