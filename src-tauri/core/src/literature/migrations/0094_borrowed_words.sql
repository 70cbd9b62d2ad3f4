-- Whose words a text has that were not saved in it (W10): they may not approve it where the rule says so.

-- Who saved the words of a reusable block. Without history, as document_writer.
CREATE TABLE block_writer (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  block_id       INTEGER NOT NULL,
  name           TEXT    NOT NULL CHECK (name <> ''),
  -- The newest revision of any text when they first did, 0 for none: their words can stand in no earlier one.
  after_revision INTEGER NOT NULL CHECK (after_revision >= 0)
) STRICT;
CREATE INDEX block_writer_block ON block_writer (block_id, name);

-- Of blocks from before, history knows it. Whoever took an act back wrote nothing by that.
INSERT INTO block_writer (block_id, name, after_revision)
SELECT block_id, actor, (SELECT coalesce(max(r.id), 0) FROM revision r WHERE r.made_at < first)
FROM (SELECT c.row_id AS block_id, a.actor AS actor, min(a.at) AS first FROM change c JOIN action a ON a.id = c.action_id
      WHERE c.table_name = 'block' AND c.op IN ('I', 'U') AND a.undoes IS NULL AND a.actor NOT IN ('', '—')
      GROUP BY c.row_id, a.actor);

-- Who wrote the text that a template was made of. Without history, too.
CREATE TABLE template_writer (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  template_id INTEGER NOT NULL,
  name        TEXT    NOT NULL CHECK (name <> '')
) STRICT;
CREATE INDEX template_writer_template ON template_writer (template_id);

-- Whose proposal was taken into a text. With history: undo of the taking takes it out with the words.
CREATE TABLE proposal_writer (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  document_id    INTEGER NOT NULL,
  name           TEXT    NOT NULL CHECK (name <> ''),
  after_revision INTEGER NOT NULL CHECK (after_revision >= 0)
) STRICT;
CREATE INDEX proposal_writer_document ON proposal_writer (document_id, name);
