-- What the law takes somebody for, where somebody said so; else it is proposed from what is known (L9; 2002/58/EC 13(1), (5)).
CREATE TABLE recipient_kind (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  person_id INTEGER NOT NULL UNIQUE REFERENCES person (id) ON DELETE CASCADE,
  kind      TEXT    NOT NULL CHECK (kind IN ('individual', 'sole-trader', 'corporate')),
  noted_by  TEXT    NOT NULL,
  noted_at  INTEGER NOT NULL
) STRICT;

-- That somebody consented to our mails, expressly or by what they did, with what proves it (L12; CASL 6, 10, 13).
CREATE TABLE consent (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
  ground    TEXT    NOT NULL CHECK (ground IN ('express', 'published', 'given', 'relationship', 'enquiry')),
  given_on  TEXT    NOT NULL,                  -- YYYY-MM-DD: how long it holds is counted from here
  how       TEXT    NOT NULL CHECK (how <> ''),
  evidence  TEXT    NOT NULL,                  -- the words, or the name of the file that shows it
  noted_by  TEXT    NOT NULL,
  noted_at  INTEGER NOT NULL,
  UNIQUE (person_id, ground)
) STRICT;
