-- What an undo takes of an import can be done again: whom it took, as ranges of ids, JSON; none while the import stands, and of one that an
-- earlier version took back. And the step that did it again: what came before that step lies beneath what the import changed.
ALTER TABLE import ADD COLUMN taken_back TEXT;
ALTER TABLE import ADD COLUMN redone_by INTEGER REFERENCES action (id);
CREATE INDEX import_redone_by ON import (redone_by);
