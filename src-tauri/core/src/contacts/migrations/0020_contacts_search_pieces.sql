-- Merging pieces of the index of words is shared out among many writes: as long as no level has 64 of them, nobody's write
-- merges a whole level at once. And a large import leaves fewer pieces: one for each 8 MB of words.
INSERT INTO person_search (person_search, rank) VALUES ('crisismerge', 64);
INSERT INTO person_search (person_search, rank) VALUES ('hashsize', 8388608);
