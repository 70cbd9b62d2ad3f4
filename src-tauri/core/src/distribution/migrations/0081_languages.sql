-- The versions of its text in several languages that go with a distribution, the main one first: as sealed at Send, each a revision of its
-- own document. A distribution in one language has none.
CREATE TABLE distribution_text (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  distribution_id INTEGER NOT NULL REFERENCES distribution (id),
  position        INTEGER NOT NULL CHECK (position >= 0),
  language        TEXT    NOT NULL CHECK (language <> ''),
  document_id     INTEGER NOT NULL REFERENCES document (id),
  revision_id     INTEGER NOT NULL REFERENCES revision (id),
  revision_number INTEGER NOT NULL,
  hash            BLOB    NOT NULL CHECK (length(hash) = 32),
  notice          TEXT    CHECK (notice <> ''),     -- the privacy notice in this language (L2)
  UNIQUE (distribution_id, position),
  UNIQUE (distribution_id, document_id)
) STRICT;
CREATE INDEX distribution_text_document ON distribution_text (document_id);
CREATE INDEX distribution_text_revision ON distribution_text (revision_id);

-- Which version somebody's letter is; none: the main one.
ALTER TABLE delivery ADD COLUMN text_id INTEGER REFERENCES distribution_text (id);
CREATE INDEX delivery_text ON delivery (text_id) WHERE text_id IS NOT NULL;

CREATE TRIGGER distribution_text_stays BEFORE UPDATE ON distribution_text BEGIN
  SELECT RAISE(ABORT, 'what was sealed never changes');
END;
CREATE TRIGGER distribution_text_rests BEFORE DELETE ON distribution_text BEGIN
  SELECT RAISE(ABORT, 'what was sealed never changes');
END;
CREATE TRIGGER delivery_text_is_its_own BEFORE INSERT ON delivery
WHEN NEW.text_id IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM distribution_text t WHERE t.id = NEW.text_id AND t.distribution_id = NEW.distribution_id AND t.position > 0)
BEGIN SELECT RAISE(ABORT, 'a letter is a version that goes with its distribution'); END;
CREATE TRIGGER delivery_text_stays BEFORE UPDATE OF text_id ON delivery BEGIN
  SELECT RAISE(ABORT, 'which version a letter is never changes');
END;
