-- A document may be the translation of another: a document of its own, with a draft, revisions, a stage and files of its own.
CREATE TABLE translation (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  document_id INTEGER NOT NULL UNIQUE REFERENCES document (id) ON DELETE CASCADE,
  source_id   INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
  CHECK (document_id <> source_id)
) STRICT;
CREATE INDEX translation_source ON translation (source_id);
-- One way only: a version is never the source of another.
CREATE TRIGGER translation_of_the_source BEFORE INSERT ON translation
WHEN EXISTS (SELECT 1 FROM translation WHERE document_id = NEW.source_id OR source_id = NEW.document_id)
BEGIN SELECT RAISE(ABORT, 'a translation stands on the source, never on another translation'); END;

-- A paragraph of a translation and the one of the source that it stands for. Where each stood and what it said when it was last
-- looked at: found anew where a text changed. No place: it is gone from that text for now.
CREATE TABLE translation_pair (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  document_id  INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,   -- the translation
  source_block INTEGER CHECK (source_block >= 0),
  source_text  TEXT    NOT NULL,
  block        INTEGER CHECK (block >= 0),
  block_text   TEXT    NOT NULL
) STRICT;
CREATE INDEX translation_pair_document ON translation_pair (document_id);

-- With which words of the source a paragraph is right. A table of its own: what undo puts back here never moves a place.
CREATE TABLE translation_right (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  pair_id INTEGER NOT NULL UNIQUE REFERENCES translation_pair (id) ON DELETE CASCADE,
  words   TEXT    NOT NULL,
  marked  INTEGER NOT NULL CHECK (marked IN (0, 1))   -- somebody said so: the source's own words may stand
) STRICT;
