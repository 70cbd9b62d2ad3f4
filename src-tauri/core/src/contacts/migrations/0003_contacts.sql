-- People and how to reach them. An empty text means "not known"; only references and instants may be NULL.

CREATE TABLE outlet (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  name       TEXT    NOT NULL CHECK (name <> ''),
  name_key   TEXT    NOT NULL UNIQUE,          -- folded: one outlet, however its name is typed
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE beat (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  name     TEXT NOT NULL CHECK (name <> ''),
  name_key TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE person (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  kind        TEXT    NOT NULL CHECK (kind IN ('journalist', 'employee', 'client', 'public')),
  name        TEXT    NOT NULL,                -- as it is shown; empty where only an address is known
  given_name  TEXT    NOT NULL,
  family_name TEXT    NOT NULL,
  sort_key    TEXT    NOT NULL,                -- family name, given name, folded (Q7); an address where there is no name
  salutation  TEXT    NOT NULL,                -- Ms, Dr, Frau
  greeting    TEXT    NOT NULL,                -- the line itself, where it was set; else it is made from the rest
  role        TEXT    NOT NULL,
  role_key    TEXT    NOT NULL,
  outlet_id   INTEGER REFERENCES outlet (id),
  city        TEXT    NOT NULL,
  city_key    TEXT    NOT NULL,
  country     TEXT    NOT NULL,                -- ISO 3166-1 alpha-2 where it is a known country, else as typed
  country_key TEXT    NOT NULL,
  language    TEXT    NOT NULL,                -- BCP 47
  time_zone   TEXT    NOT NULL,                -- IANA
  notes       TEXT    NOT NULL,
  -- Do-not-contact is the person's, on all channels (D23).
  barred_at     INTEGER,
  barred_reason TEXT  NOT NULL DEFAULT '',
  created_at  INTEGER NOT NULL,
  changed_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX person_sort ON person (sort_key, id);
CREATE INDEX person_kind ON person (kind, id);
CREATE INDEX person_outlet ON person (outlet_id, id);
CREATE INDEX person_role ON person (role_key, id);
CREATE INDEX person_city ON person (city_key, id);
CREATE INDEX person_country ON person (country_key, id);
CREATE INDEX person_language ON person (language, id);
CREATE INDEX person_barred ON person (id) WHERE barred_at IS NOT NULL;

CREATE TABLE person_beat (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
  beat_id   INTEGER NOT NULL REFERENCES beat (id),
  position  INTEGER NOT NULL,                  -- the most important first
  UNIQUE (beat_id, person_id)
) STRICT;
CREATE INDEX person_beat_person ON person_beat (person_id, position);

-- One address of one person. Two people may share one (D38), one person does not hold it twice.
CREATE TABLE address (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  person_id  INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
  position   INTEGER NOT NULL,                 -- 0 is where mail goes
  address    TEXT    NOT NULL CHECK (address <> ''),  -- as typed: mail goes to this form (D1)
  normalised TEXT    NOT NULL,
  key        BLOB    NOT NULL CHECK (length(key) = 32),  -- keyed hash of the normalised form (D23)
  -- Where it comes from and by what right it is kept (L1).
  source     TEXT    NOT NULL CHECK (source <> ''),
  source_key TEXT    NOT NULL,
  sourced_on TEXT    NOT NULL,                 -- YYYY-MM-DD
  basis      TEXT    NOT NULL CHECK (basis IN ('legitimate-interest', 'consent', 'contract')),
  basis_note TEXT    NOT NULL,                 -- the assessment, or the proof of consent
  CHECK (basis <> 'consent' OR basis_note <> ''),
  UNIQUE (person_id, normalised)
) STRICT;
CREATE INDEX address_person ON address (person_id, position);
CREATE INDEX address_normalised ON address (normalised);
CREATE INDEX address_key ON address (key, position);
CREATE INDEX address_source ON address (source_key);

CREATE TABLE phone (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
  position  INTEGER NOT NULL,
  number    TEXT    NOT NULL CHECK (number <> ''),
  label     TEXT    NOT NULL
) STRICT;
CREATE INDEX phone_person ON phone (person_id, position);

-- An address that must not be mailed, known by its keyed hash alone, so that it outlives the person (D23, L5).
-- Rows are never deleted: lifting is noted with its reason.
CREATE TABLE suppression (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  key           BLOB    NOT NULL CHECK (length(key) = 32),
  reason        TEXT    NOT NULL CHECK (reason IN ('unsubscribed', 'bounced', 'complained', 'erased', 'asked')),
  evidence      TEXT    NOT NULL,
  at            INTEGER NOT NULL,
  lifted_at     INTEGER,
  lifted_reason TEXT    NOT NULL DEFAULT '',
  CHECK (lifted_at IS NULL OR lifted_reason <> '')
) STRICT;
CREATE UNIQUE INDEX suppression_standing ON suppression (key) WHERE lifted_at IS NULL;

-- Words of names, outlets, addresses and cities, folded by the program; never the truth, always rebuildable.
CREATE VIRTUAL TABLE person_search USING fts5 (
  name, outlet, address, city, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
);
