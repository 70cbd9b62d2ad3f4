-- What once belonged to a person, to an outlet or to a segment is found by that: whoever looks at one's past reads no other's.
CREATE INDEX change_of_person  ON change (json_extract(old, '$.person_id'))  WHERE json_extract(old, '$.person_id') IS NOT NULL;
CREATE INDEX change_of_outlet  ON change (json_extract(old, '$.outlet_id'))  WHERE table_name = 'outlet_audience';
CREATE INDEX change_of_segment ON change (json_extract(old, '$.segment_id')) WHERE table_name = 'segment_pin';
