-- Where a picture stands on the web, put there by the organisation itself; empty: nowhere that is known.
ALTER TABLE asset_about ADD COLUMN link TEXT NOT NULL DEFAULT '';
