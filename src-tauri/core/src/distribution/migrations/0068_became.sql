-- What became of whom when, for questions about people: refused for good, uncertain, left out at the last instant. Few rows are so.
CREATE INDEX delivery_trouble ON delivery (state, state_at, person_id) WHERE state = 'refused-permanent' OR state = 'uncertain';
CREATE INDEX delivery_left_out ON delivery (distribution_id, state_at, person_id) WHERE left_out IS NOT NULL;
