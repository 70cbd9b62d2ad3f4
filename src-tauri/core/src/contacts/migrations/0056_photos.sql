-- Photos of people. The pictures themselves are written once and never changed, whoever they are of.
CREATE TABLE photo (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  sha256     BLOB    NOT NULL UNIQUE CHECK (length(sha256) = 32),
  media_type TEXT    NOT NULL CHECK (media_type IN ('image/jpeg', 'image/png')),
  width      INTEGER NOT NULL CHECK (width > 0),
  height     INTEGER NOT NULL CHECK (height > 0),
  data       BLOB    NOT NULL CHECK (length(data) > 0)
) STRICT;

-- Whose photo is which.
CREATE TABLE person_photo (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  person_id INTEGER NOT NULL UNIQUE REFERENCES person (id) ON DELETE CASCADE,
  photo_id  INTEGER NOT NULL REFERENCES photo (id),
  width     INTEGER NOT NULL,                  -- as of the photo, for its history
  height    INTEGER NOT NULL
) STRICT;
CREATE INDEX person_photo_photo ON person_photo (photo_id);
