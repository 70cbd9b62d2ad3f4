-- Whom the mails of a distribution reached, when and at which address, without reading the rows themselves: for questions about people. The
-- order within a state stays that of the rows, which the engine takes them in.
DROP INDEX delivery_state;
CREATE INDEX delivery_state ON delivery (distribution_id, state, id, person_id, state_at, address_key);
