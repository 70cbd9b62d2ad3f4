-- What somebody is called on other networks, the preferred one first.
CREATE TABLE handle (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
  position  INTEGER NOT NULL,
  network   TEXT    NOT NULL CHECK (network IN ('mastodon', 'bluesky', 'x', 'linkedin', 'instagram', 'threads', 'facebook', 'youtube', 'tiktok', 'xing', 'signal', 'telegram', 'whatsapp', 'matrix', 'other')),
  handle    TEXT    NOT NULL CHECK (handle <> ''),
  key       TEXT    NOT NULL                   -- folded
) STRICT;
CREATE INDEX handle_person ON handle (person_id, position);
CREATE INDEX handle_key ON handle (key, network, person_id);
CREATE INDEX handle_network ON handle (network, person_id);

-- Where somebody stands in a house, and who of us looks after them.
ALTER TABLE person ADD COLUMN department     TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN department_key TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN site           TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN site_key       TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN manager_id     INTEGER REFERENCES person (id) ON DELETE SET NULL;
ALTER TABLE person ADD COLUMN manager        TEXT NOT NULL DEFAULT '';  -- as a file said it, while nobody is found to whom it points
ALTER TABLE person ADD COLUMN staff_number   TEXT NOT NULL DEFAULT '';  -- of one employee only
ALTER TABLE person ADD COLUMN staff_key      TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN owner          TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN owner_key      TEXT NOT NULL DEFAULT '';
-- Of most people nothing of this is known: those are in none of these.
CREATE INDEX person_department ON person (department_key, id) WHERE department_key <> '';
CREATE INDEX person_site ON person (site_key, id) WHERE site_key <> '';
CREATE INDEX person_manager ON person (manager_id) WHERE manager_id IS NOT NULL;
CREATE INDEX person_manager_open ON person (manager) WHERE manager <> '';
CREATE INDEX person_staff ON person (staff_key, id) WHERE staff_key <> '';
CREATE INDEX person_owner ON person (owner_key, id) WHERE owner_key <> '';
-- Whoever goes leaves their address, or their name, with those whom they led: they may come back.
CREATE TRIGGER person_manager_goes BEFORE DELETE ON person WHEN EXISTS (SELECT 1 FROM person l WHERE l.manager_id = OLD.id) BEGIN
  UPDATE person SET manager_id = NULL,
    manager = COALESCE((SELECT a.address FROM address a WHERE a.person_id = OLD.id ORDER BY a.position LIMIT 1), OLD.name)
  WHERE manager_id = OLD.id;
END;
