-- A domain whose server refused several letters: the others there wait until the user says that they go (D13).
CREATE TABLE domain_hold (
  distribution_id INTEGER NOT NULL REFERENCES distribution (id),
  domain          TEXT    NOT NULL,
  trouble         TEXT    NOT NULL,            -- why, a message of the catalogue as JSON
  at              INTEGER NOT NULL,
  PRIMARY KEY (distribution_id, domain)
) STRICT, WITHOUT ROWID;

-- The breakers of the whole distribution that have asked already: each asks once.
ALTER TABLE distribution ADD COLUMN asked TEXT NOT NULL DEFAULT '';
