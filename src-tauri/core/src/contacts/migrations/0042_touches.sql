-- What passed between a person and us besides the mails of the ledger, as somebody noted it.
CREATE TABLE touch (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  person_id  INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
  kind       TEXT    NOT NULL CHECK (kind IN ('call', 'meeting', 'reply', 'clipping', 'note')),
  at         INTEGER NOT NULL,                 -- the middle of its day where no time is known
  timed      INTEGER NOT NULL CHECK (timed IN (0, 1)),
  text       TEXT    NOT NULL,
  noted_by   TEXT    NOT NULL,
  noted_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX touch_person ON touch (person_id, at, id);
CREATE INDEX touch_kind ON touch (kind, at, person_id);

-- Whom somebody wants to hear from at least so often.
CREATE TABLE keep_in_touch (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  person_id INTEGER NOT NULL UNIQUE REFERENCES person (id) ON DELETE CASCADE,
  every     INTEGER NOT NULL CHECK (every > 0),
  period    TEXT    NOT NULL CHECK (period IN ('day', 'week', 'month', 'year')),
  begun_at  INTEGER NOT NULL,
  later_at  INTEGER                            -- not before then, whatever is due
) STRICT;

-- What follows from the two above, of everybody who has any: how warm they were on the day of their last touch that warms, and when
-- they are to be heard from. It is worked out anew when a touch or a reminder changes, never because time passes.
CREATE TABLE bond (
  id     INTEGER PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE,
  day    INTEGER NOT NULL,                     -- days since 1970, UTC
  warmth INTEGER NOT NULL,                     -- millionths of a point
  due_at INTEGER
) STRICT;
CREATE INDEX bond_warmth ON bond (day, warmth) WHERE warmth > 0;
CREATE INDEX bond_due ON bond (due_at) WHERE due_at IS NOT NULL;

-- Whose bond is to be worked out anew before the transaction ends. Triggers write it, so that nothing can change past it: an undo, a
-- merge and whatever comes later.
CREATE TABLE bond_open (
  id INTEGER PRIMARY KEY                       -- a person, perhaps gone
) STRICT;
CREATE TRIGGER touch_made AFTER INSERT ON touch BEGIN
  INSERT INTO bond_open SELECT NEW.person_id WHERE NOT EXISTS (SELECT 1 FROM bond_open WHERE id = NEW.person_id);
END;
CREATE TRIGGER touch_changed AFTER UPDATE ON touch BEGIN
  INSERT INTO bond_open SELECT OLD.person_id WHERE NOT EXISTS (SELECT 1 FROM bond_open WHERE id = OLD.person_id);
  INSERT INTO bond_open SELECT NEW.person_id WHERE NOT EXISTS (SELECT 1 FROM bond_open WHERE id = NEW.person_id);
END;
CREATE TRIGGER touch_gone AFTER DELETE ON touch BEGIN
  INSERT INTO bond_open SELECT OLD.person_id WHERE NOT EXISTS (SELECT 1 FROM bond_open WHERE id = OLD.person_id);
END;
CREATE TRIGGER keep_in_touch_made AFTER INSERT ON keep_in_touch BEGIN
  INSERT INTO bond_open SELECT NEW.person_id WHERE NOT EXISTS (SELECT 1 FROM bond_open WHERE id = NEW.person_id);
END;
CREATE TRIGGER keep_in_touch_changed AFTER UPDATE ON keep_in_touch BEGIN
  INSERT INTO bond_open SELECT OLD.person_id WHERE NOT EXISTS (SELECT 1 FROM bond_open WHERE id = OLD.person_id);
  INSERT INTO bond_open SELECT NEW.person_id WHERE NOT EXISTS (SELECT 1 FROM bond_open WHERE id = NEW.person_id);
END;
CREATE TRIGGER keep_in_touch_gone AFTER DELETE ON keep_in_touch BEGIN
  INSERT INTO bond_open SELECT OLD.person_id WHERE NOT EXISTS (SELECT 1 FROM bond_open WHERE id = OLD.person_id);
END;
