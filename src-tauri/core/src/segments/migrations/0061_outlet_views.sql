-- Views of the table of outlets stand beside those of the table of people.
ALTER TABLE table_view ADD COLUMN shows TEXT NOT NULL DEFAULT 'people' CHECK (shows IN ('people', 'outlets'));
