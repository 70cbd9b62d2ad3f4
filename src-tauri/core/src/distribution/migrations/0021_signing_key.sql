-- The public half of every key that signed a certificate for this workspace (D33). The private half is in the keychain of the machine
-- that made it, never here (S1).
CREATE TABLE signing_key (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  public  TEXT    NOT NULL UNIQUE,           -- Ed25519, base64
  made_at INTEGER NOT NULL
) STRICT;
