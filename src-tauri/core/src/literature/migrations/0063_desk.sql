-- The editorial desk: where a document stands between an idea and its release, and who has it in hand until when.
-- A table of its own: what undo puts back here never touches the draft, which is kept without steps. A document that nobody has
-- planned yet has no row: it is a draft.
CREATE TABLE desk (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  document_id INTEGER NOT NULL UNIQUE REFERENCES document (id) ON DELETE CASCADE,
  stage       TEXT    NOT NULL CHECK (stage IN ('idea', 'draft', 'in-review', 'approved', 'released')),
  staged_at   INTEGER NOT NULL,                -- when it came to its stage
  writer      TEXT    NOT NULL,                -- names of people inside the house; may be empty
  editor      TEXT    NOT NULL,
  department  TEXT    NOT NULL,                -- which one asked for it
  due_on      TEXT    CHECK (length(due_on) = 10),
  brief       TEXT    NOT NULL
) STRICT;

-- What was sent before there was a desk was released.
INSERT INTO desk (document_id, stage, staged_at, writer, editor, department, brief)
SELECT document_id, 'released', max(made_at), '', '', '', '' FROM revision WHERE reason = 'distributed' GROUP BY document_id;
