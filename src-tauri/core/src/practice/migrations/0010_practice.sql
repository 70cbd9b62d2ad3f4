-- Practice: what the mail server inside the program took. Kept in no history: it is emptied as a whole.

CREATE TABLE practice_mail (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  at        INTEGER NOT NULL,
  kind      TEXT    NOT NULL CHECK (kind IN ('mail', 'auto-reply', 'reply', 'bounce')),
  conduct   TEXT    NOT NULL CHECK (conduct IN ('accept', 'delay', 'lose', 'answer')),  -- how the server behaved
  sender    TEXT    NOT NULL,                -- of the envelope; empty for a bounce
  recipient TEXT    NOT NULL,                -- of the envelope
  from_line TEXT    NOT NULL,                -- From, as people read it
  subject   TEXT    NOT NULL,
  bytes     INTEGER NOT NULL CHECK (bytes >= 0),
  words     TEXT    NOT NULL                 -- what a search finds
) STRICT;

-- The bytes that belong to this mail alone; the shared ones stand between them. Apart, so that lists read little.
CREATE TABLE practice_text (
  id   INTEGER PRIMARY KEY REFERENCES practice_mail (id) ON DELETE CASCADE,
  data BLOB    NOT NULL
) STRICT;

-- Bytes that many mails share, an attachment above all: here once, however many have them.
CREATE TABLE practice_part (
  id     INTEGER PRIMARY KEY AUTOINCREMENT,
  sha256 BLOB    NOT NULL UNIQUE CHECK (length(sha256) = 32),
  data   BLOB    NOT NULL CHECK (length(data) BETWEEN 1 AND 1048576)
) STRICT;

-- Where in a mail a shared part stands: behind so many bytes of its own text.
CREATE TABLE practice_piece (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  mail_id  INTEGER NOT NULL REFERENCES practice_mail (id) ON DELETE CASCADE,
  position INTEGER NOT NULL CHECK (position >= 0),
  behind   INTEGER NOT NULL CHECK (behind >= 0),
  part_id  INTEGER NOT NULL REFERENCES practice_part (id),
  UNIQUE (mail_id, position)
) STRICT;
CREATE INDEX practice_piece_part ON practice_piece (part_id);
