-- What was taken away is found by what it belonged to: whoever looks at one person's past, an outlet's or a segment's reads no other's.
CREATE INDEX change_of_person  ON change (json_extract(old, '$.person_id'))  WHERE op = 'D' AND json_extract(old, '$.person_id')  IS NOT NULL;
CREATE INDEX change_of_outlet  ON change (json_extract(old, '$.outlet_id'))  WHERE op = 'D' AND json_extract(old, '$.outlet_id')  IS NOT NULL;
CREATE INDEX change_of_segment ON change (json_extract(old, '$.segment_id')) WHERE op = 'D' AND json_extract(old, '$.segment_id') IS NOT NULL;
