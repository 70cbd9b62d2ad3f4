-- The words of the house: what it avoids and says instead, and what is right though no dictionary has it.
CREATE TABLE house_word (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  word       TEXT    NOT NULL CHECK (word <> ''),
  word_key   TEXT    NOT NULL,                 -- caseless, NFKC
  language   TEXT    NOT NULL,                 -- two letters; empty: in every language
  instead    TEXT    NOT NULL,                 -- what stands there instead; empty: the word is just to go
  reason     TEXT    NOT NULL,
  is_right   INTEGER NOT NULL CHECK (is_right IN (0, 1)),
  changed_at INTEGER NOT NULL,
  UNIQUE (word_key, language),
  CHECK (is_right = 0 OR instead = '')
) STRICT;

-- Hints that somebody does not want to see again in a document.
CREATE TABLE hint_ignored (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  document_id INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
  rule        TEXT    NOT NULL,
  words       TEXT    NOT NULL,                -- as they stood there
  around      TEXT    NOT NULL,                -- a name for the words around them; empty: wherever they stand
  ignored_at  INTEGER NOT NULL,
  UNIQUE (document_id, rule, words, around)
) STRICT;
