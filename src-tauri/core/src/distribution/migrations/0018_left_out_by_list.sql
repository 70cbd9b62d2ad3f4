-- Whoever joined the house, or left it, since the list was frozen is left out at the last instant as well (D19, L13).
ALTER TABLE delivery ADD COLUMN left_out_now TEXT CHECK (left_out_now IN
  ('do-not-contact', 'suppressed', 'no-address', 'bad-address', 'unrenderable', 'internal-list', 'external-list'));
UPDATE delivery SET left_out_now = left_out WHERE left_out IS NOT NULL;
ALTER TABLE delivery DROP COLUMN left_out;
ALTER TABLE delivery RENAME COLUMN left_out_now TO left_out;
