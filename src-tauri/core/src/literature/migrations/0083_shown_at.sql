-- Pictures in a text of which mails hold no copy: where on the organisation's own site they are fetched from when a mail is read. The column
-- `link` is for files, and its rule says so.
ALTER TABLE attachment ADD COLUMN shown_at TEXT NOT NULL DEFAULT '' CHECK (shown_at = '' OR inline = 1);
