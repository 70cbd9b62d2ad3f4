-- Beats stand in a tree, and one beat can have several names. A further name is a row of its own, so that whoever has it keeps the word
-- that was written; no name belongs to two beats.
ALTER TABLE beat ADD COLUMN parent_id INTEGER REFERENCES beat (id);   -- the beat that it belongs to; none of a synonym
ALTER TABLE beat ADD COLUMN synonym_of INTEGER REFERENCES beat (id);  -- the beat that this is a further name of; that one is none itself
ALTER TABLE beat ADD COLUMN kept INTEGER NOT NULL DEFAULT 0 CHECK (kept IN (0, 1));  -- put there by hand: it stays though nobody has it
CREATE INDEX beat_parent ON beat (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX beat_synonym ON beat (synonym_of) WHERE synonym_of IS NOT NULL;
