-- Why an account sends nothing until the user says that it goes on (D12). No part of the account as it was entered: undo leaves it alone.
CREATE TABLE account_pause (
  account_id INTEGER PRIMARY KEY REFERENCES account (id),
  told       TEXT    NOT NULL,              -- a message of the catalogue as JSON: why, with the server's words
  at         INTEGER NOT NULL
) STRICT;
