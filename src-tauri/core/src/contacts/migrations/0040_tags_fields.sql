-- Words that users put on people.
CREATE TABLE tag (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  name     TEXT NOT NULL CHECK (name <> ''),
  name_key TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE person_tag (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
  tag_id    INTEGER NOT NULL REFERENCES tag (id),
  UNIQUE (tag_id, person_id)
) STRICT;
CREATE INDEX person_tag_person ON person_tag (person_id);

-- What else an organisation wants to know of people: fields of its own.
CREATE TABLE custom_field (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  name     TEXT    NOT NULL CHECK (name <> ''),
  name_key TEXT    NOT NULL UNIQUE,
  word     TEXT    NOT NULL UNIQUE,            -- what questions call it, `field.press-card`: it stays when the name changes
  kind     TEXT    NOT NULL CHECK (kind IN ('text', 'long-text', 'number', 'date', 'choice', 'yes-no')),
  choices  TEXT    NOT NULL,                   -- of a choice: a line each, in their order
  position INTEGER NOT NULL
) STRICT;

CREATE TABLE person_field (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
  field_id  INTEGER NOT NULL REFERENCES custom_field (id),
  value     TEXT    NOT NULL CHECK (value <> ''),
  value_key TEXT    NOT NULL,                  -- folded; of a date the day
  number    REAL,                              -- of a number
  UNIQUE (field_id, person_id)
) STRICT;
CREATE INDEX person_field_person ON person_field (person_id);
CREATE INDEX person_field_value ON person_field (field_id, value_key, person_id);
CREATE INDEX person_field_number ON person_field (field_id, number, person_id) WHERE number IS NOT NULL;

-- Tags above it were made with the people of that range, as outlets and beats were.
ALTER TABLE person_unseen ADD COLUMN after_tag INTEGER NOT NULL DEFAULT 9007199254740991;
