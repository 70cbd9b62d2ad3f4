-- Who is in a segment whatever its question says, or is not; each with a reason. Bars stand above it.
CREATE TABLE segment_pin (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  segment_id INTEGER NOT NULL REFERENCES segment (id) ON DELETE CASCADE,
  person_id  INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
  inside     INTEGER NOT NULL CHECK (inside IN (0, 1)),
  reason     TEXT    NOT NULL CHECK (reason <> ''),
  pinned_at  INTEGER NOT NULL,
  pinned_by  TEXT    NOT NULL,
  UNIQUE (segment_id, person_id)
) STRICT;
CREATE INDEX segment_pin_person ON segment_pin (person_id);
