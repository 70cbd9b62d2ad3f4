-- The keys with which an account signs its mails (A16). The private ones are in the system's keychain alone (S1).
-- Not taken back by undo: what a keychain forgot does not come again.
CREATE TABLE account_dkim (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id INTEGER NOT NULL REFERENCES account (id),
  algorithm TEXT NOT NULL CHECK (algorithm IN ('rsa', 'ed25519')),
  domain TEXT NOT NULL,                       -- A-label, small letters
  selector TEXT NOT NULL,
  public_key BLOB NOT NULL,                   -- as its record publishes it
  signs INTEGER NOT NULL DEFAULT 0 CHECK (signs IN (0, 1)),
  made_at INTEGER NOT NULL,
  UNIQUE (domain, selector)
) STRICT;
CREATE INDEX account_dkim_account ON account_dkim (account_id);

-- What was found in the domain name system for the sender (A6), as it is shown. Not entered by anybody: undo leaves it alone.
CREATE TABLE account_domain (
  account_id INTEGER PRIMARY KEY REFERENCES account (id),
  report TEXT NOT NULL,                       -- JSON
  at INTEGER NOT NULL
) STRICT;

-- What a mail to oneself showed of signatures, and what its server wrote of them (A10); JSON, none: no copy of it was read.
ALTER TABLE account_probe ADD COLUMN authentication TEXT;
