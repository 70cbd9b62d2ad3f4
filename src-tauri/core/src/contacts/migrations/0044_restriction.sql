-- Whose data are kept and not used, for as long as that is so (L6; GDPR 18).
CREATE TABLE restriction (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  person_id INTEGER NOT NULL UNIQUE REFERENCES person (id) ON DELETE CASCADE,
  reason    TEXT    NOT NULL,
  since_at  INTEGER NOT NULL
) STRICT;
