-- Words of what is noted about people: of touches, and of notes. They index what stands in the tables and keep no text of their own;
-- what goes there goes here at once and is overwritten (`secure-delete`).
CREATE VIEW person_noted AS SELECT id, notes FROM person WHERE notes <> '';
CREATE VIRTUAL TABLE touch_words USING fts5 (text, content = 'touch', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE note_words USING fts5 (notes, content = 'person_noted', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2');
INSERT INTO touch_words (touch_words, rank) VALUES ('secure-delete', 1);
INSERT INTO note_words (note_words, rank) VALUES ('secure-delete', 1);
INSERT INTO touch_words (touch_words) VALUES ('rebuild');
INSERT INTO note_words (note_words) VALUES ('rebuild');

CREATE TRIGGER touch_words_made AFTER INSERT ON touch BEGIN
  INSERT INTO touch_words (rowid, text) VALUES (NEW.id, NEW.text);
END;
CREATE TRIGGER touch_words_changed AFTER UPDATE ON touch WHEN OLD.text IS NOT NEW.text OR OLD.id <> NEW.id BEGIN
  INSERT INTO touch_words (touch_words, rowid, text) VALUES ('delete', OLD.id, OLD.text);
  INSERT INTO touch_words (rowid, text) VALUES (NEW.id, NEW.text);
END;
CREATE TRIGGER touch_words_gone AFTER DELETE ON touch BEGIN
  INSERT INTO touch_words (touch_words, rowid, text) VALUES ('delete', OLD.id, OLD.text);
END;
CREATE TRIGGER note_words_made AFTER INSERT ON person WHEN NEW.notes <> '' BEGIN
  INSERT INTO note_words (rowid, notes) VALUES (NEW.id, NEW.notes);
END;
CREATE TRIGGER note_words_changed AFTER UPDATE OF notes ON person WHEN OLD.notes <> '' AND OLD.notes IS NOT NEW.notes BEGIN
  INSERT INTO note_words (note_words, rowid, notes) VALUES ('delete', OLD.id, OLD.notes);
END;
CREATE TRIGGER note_words_written AFTER UPDATE OF notes ON person WHEN NEW.notes <> '' AND OLD.notes IS NOT NEW.notes BEGIN
  INSERT INTO note_words (rowid, notes) VALUES (NEW.id, NEW.notes);
END;
CREATE TRIGGER note_words_gone AFTER DELETE ON person WHEN OLD.notes <> '' BEGIN
  INSERT INTO note_words (note_words, rowid, notes) VALUES ('delete', OLD.id, OLD.notes);
END;
