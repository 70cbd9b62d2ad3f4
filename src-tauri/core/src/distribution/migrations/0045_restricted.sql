-- Whoever's data may not be used is left out with that reason, before Send and at the last instant (L6).
DROP TRIGGER delivery_repairs_a_left_out;
ALTER TABLE exclusion ADD COLUMN why TEXT NOT NULL DEFAULT 'left-out-by-hand' CHECK (why IN
  ('do-not-contact', 'restricted', 'suppressed', 'no-address', 'bad-address', 'same-address', 'left-out-segment', 'left-out-by-hand',
   'internal-list', 'external-list', 'recently-pitched', 'already-has', 'uncertain-before'));
UPDATE exclusion SET why = reason;
ALTER TABLE exclusion DROP COLUMN reason;
ALTER TABLE exclusion RENAME COLUMN why TO reason;
CREATE TRIGGER delivery_repairs_a_left_out BEFORE INSERT ON delivery
WHEN NEW.repairs_exclusion_id IS NOT NULL AND (NEW.repairs_id IS NOT NULL OR NOT EXISTS (
  SELECT 1 FROM exclusion e WHERE e.id = NEW.repairs_exclusion_id AND e.distribution_id = NEW.distribution_id
    AND e.person_id = NEW.person_id AND e.reason IN ('suppressed', 'no-address', 'bad-address')))
BEGIN
  SELECT RAISE(ABORT, 'only what was refused, or left out for its address, is repaired');
END;

DROP TRIGGER delivery_repairs_its_own;
ALTER TABLE delivery ADD COLUMN left_out_now TEXT CHECK (left_out_now IN
  ('do-not-contact', 'restricted', 'suppressed', 'no-address', 'bad-address', 'unrenderable', 'internal-list', 'external-list', 'already-has'));
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
