-- Reusable blocks: words that stand in many texts and are kept once. A text refers to one by its name.
CREATE TABLE block (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  name       TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  name_key   TEXT    NOT NULL UNIQUE,
  sort       TEXT    NOT NULL CHECK (sort IN ('boilerplate', 'contact', 'disclaimer', 'other')),
  language   TEXT    NOT NULL,
  text       TEXT    NOT NULL,               -- Markdown
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT;

-- Names that a block had: a text that says one still means it.
CREATE TABLE block_name (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  block_id INTEGER NOT NULL REFERENCES block (id) ON DELETE CASCADE,
  name_key TEXT    NOT NULL UNIQUE
) STRICT;
CREATE INDEX block_name_block ON block_name (block_id);

-- The names that the draft refers to, read out of it at each save, one a line.
ALTER TABLE document ADD COLUMN blocks TEXT NOT NULL DEFAULT '';
CREATE INDEX document_blocks ON document (blocks) WHERE blocks <> '';

-- What the blocks of a revision said when it was made: it says so forever.
CREATE TABLE revision_block (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  revision_id INTEGER NOT NULL REFERENCES revision (id) ON DELETE CASCADE,
  name        TEXT    NOT NULL,
  name_key    TEXT    NOT NULL,
  text        TEXT    NOT NULL,
  UNIQUE (revision_id, name_key)
) STRICT;
CREATE TRIGGER revision_block_stays BEFORE UPDATE ON revision_block
BEGIN SELECT RAISE(ABORT, 'a revision never changes'); END;
