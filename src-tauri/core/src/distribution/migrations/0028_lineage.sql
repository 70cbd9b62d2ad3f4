-- What a distribution is to the one that it was made from: a correction, or the news of another embargo, is a second mail to exactly
-- those who have the first (D39).
ALTER TABLE distribution ADD COLUMN relation_now TEXT CHECK (relation_now IN ('missing', 'correction', 'embargo-change'));
UPDATE distribution SET relation_now = relation WHERE relation IS NOT NULL;
ALTER TABLE distribution DROP COLUMN relation;
ALTER TABLE distribution RENAME COLUMN relation_now TO relation;

-- The row whose mail this one answers, and the Message-IDs that its letter names, the first mail's first.
ALTER TABLE delivery ADD COLUMN answers_id INTEGER REFERENCES delivery (id);
ALTER TABLE delivery ADD COLUMN thread TEXT CHECK ((thread IS NULL) = (answers_id IS NULL));
CREATE INDEX delivery_answers ON delivery (answers_id) WHERE answers_id IS NOT NULL;

CREATE TRIGGER delivery_second_mail BEFORE INSERT ON delivery
WHEN NEW.answers_id IS NULL AND (SELECT relation FROM distribution WHERE id = NEW.distribution_id) IN ('correction', 'embargo-change')
BEGIN
  SELECT RAISE(ABORT, 'a correction goes to nobody but those who have the mail');
END;

CREATE TRIGGER delivery_answers_its_own BEFORE INSERT ON delivery
WHEN NEW.answers_id IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM delivery o WHERE o.id = NEW.answers_id AND o.person_id = NEW.person_id
    AND (o.address_key = NEW.address_key OR NEW.repairs_id IS NOT NULL) AND o.state IN ('accepted', 'uncertain'))
BEGIN
  SELECT RAISE(ABORT, 'a correction goes to nobody but those who have the mail');
END;

CREATE TRIGGER delivery_thread_stays BEFORE UPDATE OF answers_id, thread, repairs_id ON delivery BEGIN
  SELECT RAISE(ABORT, 'what a row of the ledger answers never changes');
END;
