-- Whoever's data did not come from themselves is told so (L2; GDPR 14).
-- Sources by which people gave their data themselves: nobody is owed a notice for them.
CREATE TABLE own_source (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  source     TEXT    NOT NULL CHECK (source <> ''),
  source_key TEXT    NOT NULL UNIQUE            -- folded, as addresses have it
) STRICT;

-- That somebody was told by other means than a mail of ours: the ledger knows those.
CREATE TABLE notice (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  person_id INTEGER NOT NULL UNIQUE REFERENCES person (id) ON DELETE CASCADE,
  given_on  TEXT    NOT NULL,                  -- YYYY-MM-DD
  how       TEXT    NOT NULL CHECK (how <> ''),
  noted_by  TEXT    NOT NULL,
  noted_at  INTEGER NOT NULL
) STRICT;

-- Which addresses are kept without the person's own doing, by source and day.
CREATE INDEX address_elsewhere ON address (source_key, sourced_on, person_id) WHERE basis = 'legitimate-interest';

-- Until when somebody is kept though nothing passed between us for long, and why (L7; GDPR 5(1)(e)).
CREATE TABLE kept_until (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  person_id INTEGER NOT NULL UNIQUE REFERENCES person (id) ON DELETE CASCADE,
  until_on  TEXT    NOT NULL,                  -- YYYY-MM-DD
  reason    TEXT    NOT NULL CHECK (reason <> ''),
  noted_by  TEXT    NOT NULL,
  noted_at  INTEGER NOT NULL
) STRICT;
