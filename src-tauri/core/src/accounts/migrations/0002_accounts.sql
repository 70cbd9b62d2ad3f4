-- Mail identities, and the user's own addresses that tests may go to. Passwords live in the system's keychain, never here (S1).

CREATE TABLE account (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  -- Caseless in all scripts, made by the program: SQLite's NOCASE knows only ASCII.
  name_key TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('smtp', 'practice')),
  from_name TEXT NOT NULL,
  from_address TEXT NOT NULL,
  reply_to TEXT,
  host TEXT NOT NULL,
  port INTEGER NOT NULL CHECK (port BETWEEN 0 AND 65535),
  tls TEXT NOT NULL CHECK (tls IN ('implicit', 'starttls', 'none')),
  user TEXT NOT NULL,
  -- SHA-256 of the one certificate trusted for this host whoever vouches for it (A3).
  pin BLOB CHECK (length(pin) = 32),
  per_minute INTEGER CHECK (per_minute > 0),
  per_hour INTEGER CHECK (per_hour > 0),
  per_day INTEGER CHECK (per_day > 0),
  connections INTEGER NOT NULL CHECK (connections BETWEEN 1 AND 64),
  -- Bytes of a whole message, as encoded.
  size_limit INTEGER CHECK (size_limit > 0),
  created_at INTEGER NOT NULL,
  -- The ledger names its account for ever: a removed one is only out of sight.
  removed_at INTEGER
) STRICT;
CREATE UNIQUE INDEX account_name ON account (name_key) WHERE removed_at IS NULL;

CREATE TABLE test_address (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  address TEXT NOT NULL,
  address_key BLOB NOT NULL UNIQUE CHECK (length(address_key) = 32),
  -- SHA-256 of key and code; none once it was confirmed.
  code_hash BLOB CHECK (length(code_hash) = 32),
  code_sent_at INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  confirmed_at INTEGER
) STRICT;
