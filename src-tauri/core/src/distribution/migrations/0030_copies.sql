-- Colleagues can be sent a copy of what went: a list of its own, outside the count of the other.
DROP TRIGGER delivery_second_mail;
ALTER TABLE distribution ADD COLUMN relation_now TEXT CHECK (relation_now IN ('missing', 'correction', 'embargo-change', 'copy'));
UPDATE distribution SET relation_now = relation WHERE relation IS NOT NULL;
ALTER TABLE distribution DROP COLUMN relation;
ALTER TABLE distribution RENAME COLUMN relation_now TO relation;

CREATE TRIGGER delivery_second_mail BEFORE INSERT ON delivery
WHEN NEW.answers_id IS NULL AND (SELECT relation FROM distribution WHERE id = NEW.distribution_id) IN ('correction', 'embargo-change')
BEGIN
  SELECT RAISE(ABORT, 'a correction goes to nobody but those who have the mail');
END;

-- A copy is for the house alone.
CREATE TRIGGER distribution_copy_is_internal BEFORE INSERT ON distribution
WHEN NEW.relation = 'copy' AND NEW.list_kind <> 'internal'
BEGIN
  SELECT RAISE(ABORT, 'a copy goes to the house alone');
END;
