-- What else an outlet is called: "FAZ" for "Frankfurter Allgemeine Zeitung". No name belongs to two.
CREATE TABLE outlet_name (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  outlet_id INTEGER NOT NULL REFERENCES outlet (id) ON DELETE CASCADE,
  name      TEXT    NOT NULL CHECK (name <> ''),
  name_key  TEXT    NOT NULL UNIQUE
) STRICT;
CREATE INDEX outlet_name_outlet ON outlet_name (outlet_id);
-- What an outlet was called once is found by it, as its audiences are.
CREATE INDEX change_of_outlet_name ON change (json_extract(old, '$.outlet_id')) WHERE table_name = 'outlet_name';
