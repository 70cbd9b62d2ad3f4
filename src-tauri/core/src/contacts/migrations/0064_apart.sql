-- While very many people come in, indexes in whose order they do not come leave that range out: they are made whole once all are there.
ALTER TABLE person_unseen ADD COLUMN apart INTEGER NOT NULL DEFAULT 0 CHECK (apart IN (0, 1));
