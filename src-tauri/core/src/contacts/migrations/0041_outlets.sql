-- An outlet is a thing of its own: what it is, how far it reaches, and whom.
ALTER TABLE outlet ADD COLUMN kind TEXT NOT NULL DEFAULT 'unknown' CHECK (kind IN ('unknown', 'newspaper', 'magazine', 'agency', 'radio', 'television', 'online', 'newsletter', 'podcast', 'blog', 'company', 'other'));
ALTER TABLE outlet ADD COLUMN frequency TEXT NOT NULL DEFAULT 'unknown' CHECK (frequency IN ('unknown', 'continuous', 'daily', 'weekly', 'fortnightly', 'monthly', 'quarterly', 'yearly', 'irregular'));
ALTER TABLE outlet ADD COLUMN reach INTEGER CHECK (reach >= 0);        -- people, of one issue or day
ALTER TABLE outlet ADD COLUMN region TEXT NOT NULL DEFAULT '';
ALTER TABLE outlet ADD COLUMN region_key TEXT NOT NULL DEFAULT '';
ALTER TABLE outlet ADD COLUMN language TEXT NOT NULL DEFAULT '';       -- BCP 47
ALTER TABLE outlet ADD COLUMN website TEXT NOT NULL DEFAULT '';
ALTER TABLE outlet ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE outlet ADD COLUMN changed_at INTEGER NOT NULL DEFAULT 0;   -- 0: never by itself

-- Whom outlets reach: philanthropists, parents.
CREATE TABLE audience (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  name     TEXT NOT NULL CHECK (name <> ''),
  name_key TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE outlet_audience (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  outlet_id   INTEGER NOT NULL REFERENCES outlet (id) ON DELETE CASCADE,
  audience_id INTEGER NOT NULL REFERENCES audience (id),
  UNIQUE (audience_id, outlet_id)
) STRICT;
CREATE INDEX outlet_audience_outlet ON outlet_audience (outlet_id);

-- Who worked where, as what, from when to when. Where somebody works first and foremost now stands in `person`, as imports bring it
-- by the hundred thousand; a row here without an end says since when, or names a further outlet.
CREATE TABLE person_position (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
  outlet_id INTEGER NOT NULL REFERENCES outlet (id),
  role      TEXT    NOT NULL,
  from_on   TEXT    NOT NULL,                  -- 2019, 2019-05 or 2019-05-03; empty where it is not known
  to_on     TEXT    NOT NULL                   -- the same; empty where it has not ended
) STRICT;
CREATE INDEX person_position_person ON person_position (person_id);
CREATE INDEX person_position_outlet ON person_position (outlet_id);
