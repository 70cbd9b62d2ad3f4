-- Domains that look mistyped and that somebody called right: no address that has one is taken for a slip.
CREATE TABLE right_domain (
  id     INTEGER PRIMARY KEY AUTOINCREMENT,
  domain TEXT    NOT NULL UNIQUE CHECK (domain <> '')
) STRICT;
