-- What is known of a file: by whom it is, how long it may be used, who is to be seen on it, and the cuts that are made of it.
CREATE TABLE asset_about (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  asset_id      INTEGER NOT NULL UNIQUE REFERENCES asset (id),
  caption       TEXT    NOT NULL,
  alt           TEXT    NOT NULL,              -- what is to be seen, for whoever cannot see it
  credit        TEXT    NOT NULL,
  licence       TEXT    NOT NULL,
  licence_until TEXT    CHECK (length(licence_until) = 10),   -- the last day; none: without an end
  taken_on      TEXT    CHECK (length(taken_on) = 10),
  place         TEXT    NOT NULL
) STRICT;
CREATE INDEX asset_about_until ON asset_about (licence_until) WHERE licence_until IS NOT NULL;

-- Somebody who is to be seen on a file: one of the contacts, or a name alone.
CREATE TABLE asset_person (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  asset_id      INTEGER NOT NULL REFERENCES asset (id),
  person_id     INTEGER REFERENCES person (id) ON DELETE CASCADE,
  name          TEXT    NOT NULL CHECK ((name = '') = (person_id IS NOT NULL)),
  consent       TEXT    NOT NULL CHECK (consent IN ('none', 'asked', 'given', 'withdrawn', 'not-needed')),
  consent_until TEXT    CHECK (length(consent_until) = 10),
  UNIQUE (asset_id, person_id)
) STRICT;
CREATE INDEX asset_person_person ON asset_person (person_id);
CREATE INDEX asset_person_until ON asset_person (consent_until) WHERE consent_until IS NOT NULL;

-- A cut of a picture: a rectangle of it, its longest side, how closely it is packed. The picture itself stays.
CREATE TABLE asset_cut (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  asset_id INTEGER NOT NULL REFERENCES asset (id),
  name     TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 400),
  recipe   TEXT    NOT NULL,
  UNIQUE (asset_id, recipe)
) STRICT;

-- Small pictures for the desk, made anew whenever they are missing.
CREATE TABLE asset_thumbnail (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  asset_id   INTEGER NOT NULL UNIQUE REFERENCES asset (id),
  width      INTEGER NOT NULL,                 -- of the picture itself, upright; 0: it cannot be read
  height     INTEGER NOT NULL,
  media_type TEXT    NOT NULL,
  data       BLOB    NOT NULL
) STRICT;
