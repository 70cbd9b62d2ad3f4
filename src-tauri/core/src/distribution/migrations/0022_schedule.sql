-- When it starts by itself, on whose clock that was said, and what becomes of it if nobody was there then (D26, D28). The lift of an
-- embargo is such a start too; `due_at` goes on to say when the embargo lifts.
ALTER TABLE distribution ADD COLUMN start_at INTEGER;
ALTER TABLE distribution ADD COLUMN start_local TEXT;                    -- as people said it: 2026-12-01 09:00
ALTER TABLE distribution ADD COLUMN start_zone TEXT;                     -- IANA
ALTER TABLE distribution ADD COLUMN late TEXT NOT NULL DEFAULT 'ask' CHECK (late IN ('ask', 'send', 'cancel'));
ALTER TABLE distribution ADD COLUMN late_within_ms INTEGER NOT NULL DEFAULT 86400000;   -- `send` only if not later than this
UPDATE distribution
SET start_at = due_at, start_local = strftime('%Y-%m-%d %H:%M', due_at / 1000, 'unixepoch'), start_zone = 'UTC'
WHERE embargo = 'lift';
