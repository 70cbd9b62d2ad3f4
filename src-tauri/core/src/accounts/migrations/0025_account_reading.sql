-- Where an account's own mailbox is read, by whom and how: only to look for evidence, nothing is changed there (A17).
CREATE TABLE account_reading (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id INTEGER NOT NULL UNIQUE REFERENCES account (id),
  host TEXT NOT NULL,
  port INTEGER NOT NULL CHECK (port BETWEEN 1 AND 65535),
  tls TEXT NOT NULL CHECK (tls IN ('implicit', 'starttls', 'none')),
  user TEXT NOT NULL,
  -- SHA-256 of the one certificate trusted for this host whoever vouches for it (A3).
  pin BLOB CHECK (length(pin) = 32),
  -- The folder of sent mails as people read its name; none: the one that the server marks, or that is called so.
  sent_folder TEXT
) STRICT;

-- What a mail to oneself showed of the account (A15). Not entered by anybody: undo leaves it alone.
CREATE TABLE account_probe (
  account_id INTEGER PRIMARY KEY REFERENCES account (id),
  sent_copy INTEGER NOT NULL CHECK (sent_copy IN (0, 1)),   -- the server filed a copy among the sent mails by itself
  id_kept INTEGER CHECK (id_kept IN (0, 1)),                -- the Message-ID stayed; none: no copy was seen
  at INTEGER NOT NULL
) STRICT;
