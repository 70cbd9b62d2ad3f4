-- What a document says in few words: its talking points, and its posts for networks. Nothing is here while the proposal made from the text stands.
CREATE TABLE document_cutdown (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  document_id INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
  form        TEXT    NOT NULL CHECK (form IN ('points', 'x', 'bluesky', 'mastodon', 'linkedin')),
  text        TEXT    NOT NULL CHECK (text <> ''),
  changed_at  INTEGER NOT NULL,
  UNIQUE (document_id, form)
) STRICT;
