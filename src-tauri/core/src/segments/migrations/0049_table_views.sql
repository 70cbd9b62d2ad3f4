-- A way of looking at the table of people that has a name: its columns, their order and widths, what it is sorted by, and whom it shows.
CREATE TABLE table_view (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  name       TEXT    NOT NULL CHECK (name <> ''),
  name_key   TEXT    NOT NULL UNIQUE,          -- folded
  columns    TEXT    NOT NULL,                 -- JSON: what is shown, in its order; none are the usual ones
  sort       TEXT    NOT NULL,                 -- a column's word
  descending INTEGER NOT NULL CHECK (descending IN (0, 1)),
  query      TEXT    NOT NULL,                 -- a question; empty asks none
  segment    TEXT    NOT NULL,                 -- a segment's or a list's name, which follows what it is called; empty is everybody
  search     TEXT    NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT;
