-- How an account signs in in the browser instead of with a password (A4): with the organisation's own client at its provider. Tokens and
-- the client's secret live in the system's keychain, never here (S1).
CREATE TABLE account_sign_in (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id INTEGER NOT NULL UNIQUE REFERENCES account (id),
  provider TEXT NOT NULL CHECK (provider IN ('microsoft', 'google', 'other')),
  client_id TEXT NOT NULL,
  -- The organisation's directory at Microsoft; empty: any.
  tenant TEXT NOT NULL,
  -- Empty: as the provider has them.
  authorize_url TEXT NOT NULL,
  token_url TEXT NOT NULL,
  scopes TEXT NOT NULL,
  -- The port of this machine that the browser comes back to; none: whichever is free.
  port INTEGER CHECK (port BETWEEN 1 AND 65535)
) STRICT;
