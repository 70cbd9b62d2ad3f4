-- When people were entered and when anything about them changed last: a question of a few days looks at these alone.
CREATE INDEX person_created ON person (created_at);
CREATE INDEX person_changed ON person (changed_at);
-- How somebody is addressed, and where their clock is: of most nothing is known, and those are in neither.
CREATE INDEX person_salutation ON person (salutation) WHERE salutation <> '';
CREATE INDEX person_time_zone ON person (time_zone) WHERE time_zone <> '';
