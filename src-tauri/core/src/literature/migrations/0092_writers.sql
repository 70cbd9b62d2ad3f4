-- Who saved words of a document (W10): they may not approve it where the rule says so. Without history, and without a reference: that
-- somebody wrote is taken back by no undo, and is still known of a document that was deleted and comes back.
CREATE TABLE document_writer (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  document_id    INTEGER NOT NULL,
  name           TEXT    NOT NULL CHECK (name <> ''),
  -- The newest revision when they first did, 0 for none: their words can stand in no earlier one. Numbers of rows never come again.
  after_revision INTEGER NOT NULL CHECK (after_revision >= 0)
) STRICT;
CREATE INDEX document_writer_document ON document_writer (document_id, name);

-- Of texts from before it is known by whom the revisions were made that keep what was written.
INSERT INTO document_writer (document_id, name, after_revision)
SELECT document_id, actor, min(id) - 1 FROM revision WHERE reason = 'idle' AND actor NOT IN ('', '—') GROUP BY document_id, actor;
