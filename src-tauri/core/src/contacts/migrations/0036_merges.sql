-- Two records of one person were made one. The number that went stays in the ledger, which never changes: here it says who that is
-- now. Always straight to whoever is there: a merge of one who was merged into carries these rows along.
CREATE TABLE person_merged (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  gone_id   INTEGER NOT NULL UNIQUE,           -- no reference: they are gone
  into_id   INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
  merged_at INTEGER NOT NULL,
  CHECK (gone_id <> into_id)
) STRICT;
CREATE INDEX person_merged_into ON person_merged (into_id);
