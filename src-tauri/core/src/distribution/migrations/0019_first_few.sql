-- By choice the first few go to their end; then the rest waits for a look, or for so long without a refusal (D15).
ALTER TABLE distribution ADD COLUMN first_n INTEGER NOT NULL DEFAULT 0 CHECK (first_n BETWEEN 0 AND 50);
ALTER TABLE distribution ADD COLUMN first_wait_ms INTEGER;              -- after which the rest goes by itself; empty: it is asked
ALTER TABLE distribution ADD COLUMN first_open INTEGER NOT NULL DEFAULT 0 CHECK (first_open IN (0, 1));   -- only the first few may go
ALTER TABLE distribution ADD COLUMN first_until_at INTEGER;             -- when the rest goes by itself, once the first few are through

-- Who the first few are.
CREATE TABLE delivery_first (
  delivery_id     INTEGER PRIMARY KEY REFERENCES delivery (id),
  distribution_id INTEGER NOT NULL REFERENCES distribution (id)
) STRICT;
CREATE INDEX delivery_first_distribution ON delivery_first (distribution_id);
