-- Working hours (D29): only distributions that have any are here.
CREATE TABLE distribution_hours (
  distribution_id INTEGER PRIMARY KEY REFERENCES distribution (id),
  hours           TEXT    NOT NULL,          -- days, times, the sender's zone, holidays: as JSON
  zones           TEXT    NOT NULL           -- the zones of its rows as a JSON list; '' stands for the sender's
) STRICT;

-- Whose clock counts for a row, where it is known. A zone names nobody.
CREATE TABLE delivery_zone (
  delivery_id     INTEGER PRIMARY KEY REFERENCES delivery (id),
  distribution_id INTEGER NOT NULL REFERENCES distribution (id),
  zone            TEXT    NOT NULL
) STRICT;
CREATE INDEX delivery_zone_distribution ON delivery_zone (distribution_id, zone);
