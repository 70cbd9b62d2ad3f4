-- What two people are to each other: one row, read from both sides. `person_id` is to `other_id` what the word says, and the other way
-- round what `back` says.
CREATE TABLE relation (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
  other_id  INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
  kind      TEXT    NOT NULL CHECK (kind IN ('assistant-of', 'has-assistant', 'reports-to', 'leads', 'agent-of', 'has-agent', 'partner-of', 'introduced-by', 'introduced', 'knows', 'stands-in-for', 'has-stand-in', 'successor-of', 'predecessor-of', 'other')),
  word      TEXT    NOT NULL,                  -- a word of one's own; empty where the kind says it
  word_key  TEXT    NOT NULL CHECK (word_key <> ''),  -- folded: of the kind, or of one's own
  back      TEXT    NOT NULL,                  -- the same, seen from the other
  back_key  TEXT    NOT NULL CHECK (back_key <> ''),
  note      TEXT    NOT NULL,
  CHECK (person_id <> other_id),
  UNIQUE (person_id, other_id, word_key)
) STRICT;
CREATE INDEX relation_other ON relation (other_id, person_id);
CREATE INDEX relation_word ON relation (word_key, person_id);
CREATE INDEX relation_back ON relation (back_key, other_id);
-- What once stood between somebody and another person is found from the other's side, too.
CREATE INDEX change_of_other ON change (json_extract(old, '$.other_id')) WHERE table_name = 'relation';
