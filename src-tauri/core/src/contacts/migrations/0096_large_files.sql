-- Who was had from a source on which day, without reading the addresses themselves.
DROP INDEX address_source;
CREATE INDEX address_source ON address (source_key, sourced_on, person_id);
-- Who came onto a list last: of a large one, whoever opens it sees these alone.
CREATE INDEX list_person_added ON list_person (list_id, added_at DESC, person_id);
