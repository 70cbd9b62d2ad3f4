-- An act upon very many is done in steps, each whole by itself, and taken back in the same steps, the last one first.
CREATE TABLE action_step (
  id        INTEGER PRIMARY KEY,              -- the last change of the step
  action_id INTEGER NOT NULL REFERENCES action (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX action_step_of ON action_step (action_id);

-- Of an act that is being taken back in parts, the last change that still stands; none where all of it stands, or nothing.
ALTER TABLE action ADD COLUMN stands_until INTEGER;
