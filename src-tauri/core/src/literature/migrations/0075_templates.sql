-- Templates of one's own: texts that others begin with. The built-in ones are the program's.
CREATE TABLE template (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  name       TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  name_key   TEXT    NOT NULL UNIQUE,
  kind       TEXT    NOT NULL CHECK (kind IN ('press-release', 'article', 'statement', 'brochure', 'web-page', 'announcement')),
  language   TEXT    NOT NULL,
  text       TEXT    NOT NULL,               -- Markdown with its front block
  created_at INTEGER NOT NULL
) STRICT;
