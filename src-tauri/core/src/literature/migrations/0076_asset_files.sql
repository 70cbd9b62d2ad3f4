-- Files as people know them, apart from their bytes: what stands on the desk of assets; and what goes out in the place of a file.

-- A file of the workspace, in a document or in none. Files that are one person's alone are not here.
CREATE TABLE asset_file (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  asset_id INTEGER NOT NULL UNIQUE REFERENCES asset (id),   -- its bytes as they came: never changed
  name     TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 400),
  whole    INTEGER NOT NULL DEFAULT 0 CHECK (whole IN (0, 1)),   -- 1: goes with what the camera wrote into it
  added_at INTEGER NOT NULL
) STRICT;
CREATE INDEX asset_file_added ON asset_file (added_at);

-- Bytes that were made of others by a recipe. The same recipe gives the same bytes, so that no history is kept of them.
CREATE TABLE asset_form (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  asset_id    INTEGER NOT NULL REFERENCES asset (id),
  of_asset_id INTEGER NOT NULL REFERENCES asset (id),
  recipe      TEXT    NOT NULL,
  UNIQUE (of_asset_id, recipe)
) STRICT;
CREATE INDEX asset_form_asset ON asset_form (asset_id);

INSERT INTO asset_file (asset_id, name, added_at)
  SELECT t.asset_id, (SELECT o.name FROM attachment o WHERE o.asset_id = t.asset_id AND o.for_field = '' ORDER BY o.id LIMIT 1), a.created_at
  FROM attachment t JOIN asset a ON a.id = t.asset_id WHERE t.for_field = '' GROUP BY t.asset_id;
