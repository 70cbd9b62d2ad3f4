-- Whom an account may send as (A8): a code that came in a mail sent with it, from that very address, proves it.

-- The account whose mail brought the code, where that mail was from the address that it went to.
ALTER TABLE test_address ADD COLUMN code_account_id INTEGER REFERENCES account (id);
CREATE INDEX test_address_account ON test_address (code_account_id);

CREATE TABLE sender_proof (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id INTEGER NOT NULL REFERENCES account (id),
  address_key BLOB NOT NULL CHECK (length(address_key) = 32),
  proven_at INTEGER NOT NULL,
  UNIQUE (account_id, address_key)
) STRICT;
