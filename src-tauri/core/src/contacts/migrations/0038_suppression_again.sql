-- When there last was a further reason while the suppression stood: then it stays, though what made it is taken back.
ALTER TABLE suppression ADD COLUMN again_at INTEGER;
