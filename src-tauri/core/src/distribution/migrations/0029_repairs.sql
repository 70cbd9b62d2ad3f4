-- A refused row whose address was corrected is replaced by a new row (D35); who was left out for the address comes onto the list by one.
ALTER TABLE delivery ADD COLUMN repairs_exclusion_id INTEGER REFERENCES exclusion (id);
DROP INDEX delivery_repairs;
CREATE UNIQUE INDEX delivery_repairs ON delivery (repairs_id) WHERE repairs_id IS NOT NULL;
CREATE UNIQUE INDEX delivery_repairs_exclusion ON delivery (repairs_exclusion_id) WHERE repairs_exclusion_id IS NOT NULL;
CREATE INDEX delivery_repaired ON delivery (distribution_id) WHERE repairs_id IS NOT NULL OR repairs_exclusion_id IS NOT NULL;

CREATE TRIGGER delivery_repairs_its_own BEFORE INSERT ON delivery
WHEN NEW.repairs_id IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM delivery o WHERE o.id = NEW.repairs_id AND o.distribution_id = NEW.distribution_id AND o.person_id = NEW.person_id
    AND (o.state = 'refused-permanent' OR o.state = 'cancelled' AND o.left_out IN ('suppressed', 'no-address', 'bad-address')))
BEGIN
  SELECT RAISE(ABORT, 'only what was refused, or left out for its address, is repaired');
END;

CREATE TRIGGER delivery_repairs_a_left_out BEFORE INSERT ON delivery
WHEN NEW.repairs_exclusion_id IS NOT NULL AND (NEW.repairs_id IS NOT NULL OR NOT EXISTS (
  SELECT 1 FROM exclusion e WHERE e.id = NEW.repairs_exclusion_id AND e.distribution_id = NEW.distribution_id
    AND e.person_id = NEW.person_id AND e.reason IN ('suppressed', 'no-address', 'bad-address')))
BEGIN
  SELECT RAISE(ABORT, 'only what was refused, or left out for its address, is repaired');
END;

-- What was replaced never goes again: its person would get two.
CREATE TRIGGER delivery_repaired_rests BEFORE UPDATE OF state ON delivery
WHEN NEW.state = 'planned' AND (OLD.state = 'refused-permanent' OR OLD.state = 'cancelled')
  AND EXISTS (SELECT 1 FROM delivery n WHERE n.repairs_id = OLD.id)
BEGIN
  SELECT RAISE(ABORT, 'a row that was repaired rests');
END;

DROP TRIGGER delivery_answers_its_own;
CREATE TRIGGER delivery_answers_its_own BEFORE INSERT ON delivery
WHEN NEW.answers_id IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM delivery o WHERE o.id = NEW.answers_id AND o.person_id = NEW.person_id
    AND (o.address_key = NEW.address_key OR NEW.repairs_id IS NOT NULL OR NEW.repairs_exclusion_id IS NOT NULL)
    AND o.state IN ('accepted', 'uncertain'))
BEGIN
  SELECT RAISE(ABORT, 'a correction goes to nobody but those who have the mail');
END;

DROP TRIGGER delivery_thread_stays;
CREATE TRIGGER delivery_thread_stays BEFORE UPDATE OF answers_id, thread, repairs_id, repairs_exclusion_id ON delivery BEGIN
  SELECT RAISE(ABORT, 'what a row of the ledger answers or repairs never changes');
END;
