-- An undo of an import of whose people many were changed since hides what lies between them: then a question looks for the
-- range around an id.
CREATE INDEX person_unseen_first ON person_unseen (first, last);

-- An import ends many small transactions, and each leaves a piece of the index of words: merging sixteen of them at once
-- writes every word half as often as merging four.
INSERT INTO person_search (person_search, rank) VALUES ('automerge', 16);
