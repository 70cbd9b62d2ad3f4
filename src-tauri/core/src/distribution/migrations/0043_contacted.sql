-- When the ledger's people last accepted a mail of ours, by the number that it knows them by. What follows from its events up to one of
-- them; a question adds those that came since. So no letter that goes waits for it.
CREATE TABLE contacted (
  id      INTEGER PRIMARY KEY,                 -- a person's number in the ledger; the person may be gone
  last_at INTEGER NOT NULL
) STRICT;
CREATE INDEX contacted_last ON contacted (last_at);
CREATE TABLE contacted_until (
  id       INTEGER PRIMARY KEY CHECK (id = 1),
  event_id INTEGER NOT NULL                    -- the newest event of the ledger that is in it
) STRICT;
INSERT INTO contacted (id, last_at) SELECT person_id, max(state_at) FROM delivery WHERE state = 'accepted' GROUP BY person_id;
INSERT INTO contacted_until (id, event_id) SELECT 1, COALESCE(max(id), 0) FROM delivery_event;

-- By which headline a distribution is asked for: the one that it went out with, folded.
CREATE TABLE distribution_title (
  id        INTEGER PRIMARY KEY REFERENCES distribution (id),
  title     TEXT NOT NULL,
  title_key TEXT NOT NULL
) STRICT;
CREATE INDEX distribution_title_key ON distribution_title (title_key);
