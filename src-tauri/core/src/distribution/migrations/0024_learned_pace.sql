-- A pace that a server's own words taught: it asked to wait while this many letters a minute went to it. No part of the account as it was
-- entered; it grows again by itself.
CREATE TABLE learned_pace (
  account_id INTEGER PRIMARY KEY REFERENCES account (id),
  per_minute INTEGER NOT NULL CHECK (per_minute > 0),
  at         INTEGER NOT NULL
) STRICT;
