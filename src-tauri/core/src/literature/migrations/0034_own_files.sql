-- Files that not everybody gets: each belongs to a named set and says whose it is. And files that go as a link to the organisation's own site.
ALTER TABLE attachment ADD COLUMN set_name TEXT NOT NULL DEFAULT '' CHECK (length(set_name) <= 300);
ALTER TABLE attachment ADD COLUMN for_field TEXT NOT NULL DEFAULT ''
  CHECK (for_field IN ('', 'email', 'name', 'first_name', 'last_name', 'outlet', 'role', 'city', 'country') AND (for_field = '') = (set_name = ''));
ALTER TABLE attachment ADD COLUMN for_value TEXT NOT NULL DEFAULT '' CHECK ((for_field = '') = (for_value = ''));
ALTER TABLE attachment ADD COLUMN optional INTEGER NOT NULL DEFAULT 0 CHECK (optional IN (0, 1));   -- 1: a mail goes without where there is none
ALTER TABLE attachment ADD COLUMN link TEXT NOT NULL DEFAULT '' CHECK (link = '' OR (for_field = '' AND inline = 0));
