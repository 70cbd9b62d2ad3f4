-- While very many people come in, indexes in whose order they do not come leave that range out: they are made whole once all are there.
ALTER TABLE person_unseen ADD COLUMN apart INTEGER NOT NULL DEFAULT 0 CHECK (apart IN (0, 1));

-- Two triggers on one change are done in no order that anybody promises: what a note said is taken out of the index before what it says now goes in.
DROP TRIGGER note_words_changed;
DROP TRIGGER note_words_written;
CREATE TRIGGER note_words_changed AFTER UPDATE OF notes ON person WHEN OLD.notes IS NOT NEW.notes BEGIN
  INSERT INTO note_words (note_words, rowid, notes) SELECT 'delete', OLD.id, OLD.notes WHERE OLD.notes <> '';
  INSERT INTO note_words (rowid, notes) SELECT NEW.id, NEW.notes WHERE NEW.notes <> '';
END;
INSERT INTO note_words (note_words) VALUES ('rebuild');
