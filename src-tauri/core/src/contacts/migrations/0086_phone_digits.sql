-- The digits of a phone, however they are grouped: what it is found by. A zero in brackets is said to nobody who calls from abroad.
ALTER TABLE phone ADD COLUMN digits TEXT GENERATED ALWAYS AS (
  replace(replace(replace(replace(replace(replace(replace(replace(number, '(0)', ''), ' ', ''), '-', ''), '(', ''), ')', ''), '.', ''), '/', ''), '+', '')
) VIRTUAL;
CREATE INDEX phone_digits ON phone (digits, person_id);
