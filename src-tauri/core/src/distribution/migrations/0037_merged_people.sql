-- Two on one list who turn out to be one person: the second row is left out at the last instant, since that person has it already.
DROP TRIGGER delivery_repairs_its_own;
ALTER TABLE delivery ADD COLUMN left_out_now TEXT CHECK (left_out_now IN
  ('do-not-contact', 'suppressed', 'no-address', 'bad-address', 'unrenderable', 'internal-list', 'external-list', 'already-has'));
UPDATE delivery SET left_out_now = left_out WHERE left_out IS NOT NULL;
ALTER TABLE delivery DROP COLUMN left_out;
ALTER TABLE delivery RENAME COLUMN left_out_now TO left_out;
CREATE TRIGGER delivery_repairs_its_own BEFORE INSERT ON delivery
WHEN NEW.repairs_id IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM delivery o WHERE o.id = NEW.repairs_id AND o.distribution_id = NEW.distribution_id AND o.person_id = NEW.person_id
    AND (o.state = 'refused-permanent' OR o.state = 'cancelled' AND o.left_out IN ('suppressed', 'no-address', 'bad-address')))
BEGIN
  SELECT RAISE(ABORT, 'only what was refused, or left out for its address, is repaired');
END;
