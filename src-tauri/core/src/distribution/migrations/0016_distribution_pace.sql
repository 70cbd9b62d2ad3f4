-- The same moves as before, asked in a form that a letter does not wait for: a list of words is built anew for every row that moves,
-- a choice between words is not.
DROP TRIGGER delivery_legal_moves;

CREATE TRIGGER delivery_legal_moves BEFORE UPDATE OF state ON delivery
WHEN NOT (OLD.state = NEW.state OR CASE OLD.state
  WHEN 'planned' THEN NEW.state = 'claimed' OR NEW.state = 'cancelled'
  WHEN 'claimed' THEN NEW.state = 'in-flight' OR NEW.state = 'planned' OR NEW.state = 'refused-temporary' OR NEW.state = 'refused-permanent'
    OR NEW.state = 'cancelled'
  WHEN 'in-flight' THEN NEW.state = 'accepted' OR NEW.state = 'refused-temporary' OR NEW.state = 'refused-permanent'
    OR NEW.state = 'uncertain' OR NEW.state = 'claimed' OR NEW.state = 'planned'
  WHEN 'refused-temporary' THEN NEW.state = 'claimed' OR NEW.state = 'refused-permanent' OR NEW.state = 'cancelled'
  WHEN 'refused-permanent' THEN NEW.state = 'planned'
  WHEN 'uncertain' THEN NEW.state = 'accepted' OR NEW.state = 'planned'
  WHEN 'cancelled' THEN NEW.state = 'planned'
  ELSE 0 END)
BEGIN
  SELECT RAISE(ABORT, 'the ledger allows no such move');
END;
