-- People put together by hand.
CREATE TABLE list (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  name       TEXT    NOT NULL CHECK (name <> ''),
  name_key   TEXT    NOT NULL UNIQUE,          -- folded
  made_by    TEXT    NOT NULL,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL                  -- its name, or who is on it
) STRICT;

CREATE TABLE list_person (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  list_id   INTEGER NOT NULL REFERENCES list (id),
  person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
  added_at  INTEGER NOT NULL,
  added_by  TEXT    NOT NULL,
  UNIQUE (list_id, person_id)
) STRICT;
CREATE INDEX list_person_person ON list_person (person_id);

-- Who was taken off a list, each time that it happened.
CREATE TABLE list_gone (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  list_id    INTEGER NOT NULL REFERENCES list (id),
  person_id  INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
  added_at   INTEGER NOT NULL,
  added_by   TEXT    NOT NULL,
  removed_at INTEGER NOT NULL,
  removed_by TEXT    NOT NULL
) STRICT;
CREATE INDEX list_gone_list ON list_gone (list_id, removed_at);
CREATE INDEX list_gone_person ON list_gone (person_id);
