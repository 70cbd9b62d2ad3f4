-- Campaigns: a name, an aim, dates and key messages; documents and distributions belong to them.

CREATE TABLE campaign (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  name       TEXT    NOT NULL CHECK (name <> ''),
  name_key   TEXT    NOT NULL UNIQUE,          -- caseless, NFKC
  aim        TEXT    NOT NULL,                 -- may be empty
  starts_on  TEXT    CHECK (length(starts_on) = 10),
  ends_on    TEXT    CHECK (length(ends_on) = 10),
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  CHECK (starts_on IS NULL OR ends_on IS NULL OR starts_on <= ends_on)
) STRICT;

-- What is to stay in people's minds, in order. A row of its own: what is counted for a message refers to it.
CREATE TABLE campaign_message (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  campaign_id INTEGER NOT NULL REFERENCES campaign (id) ON DELETE CASCADE,
  position    INTEGER NOT NULL CHECK (position > 0),
  text        TEXT    NOT NULL CHECK (text <> '')
) STRICT;
CREATE INDEX campaign_message_campaign ON campaign_message (campaign_id, position);

-- A document belongs to one campaign at most.
CREATE TABLE campaign_document (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  document_id INTEGER NOT NULL UNIQUE REFERENCES document (id) ON DELETE CASCADE,
  campaign_id INTEGER NOT NULL REFERENCES campaign (id) ON DELETE CASCADE,
  put_at      INTEGER NOT NULL
) STRICT;
CREATE INDEX campaign_document_campaign ON campaign_document (campaign_id);

-- The campaign that a distribution belongs to: the one of its document at the moment when it was written. The ledger
-- itself stays as it is, and knows nothing of campaigns.
CREATE TABLE campaign_distribution (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  distribution_id INTEGER NOT NULL UNIQUE REFERENCES distribution (id),
  campaign_id     INTEGER NOT NULL           -- a number that is never used twice; the campaign may be gone, and come back
) STRICT;
CREATE INDEX campaign_distribution_campaign ON campaign_distribution (campaign_id);

-- In the database and not in the program: whoever writes a distribution, in whatever way, it belongs where it should
-- from the same commit on.
CREATE TRIGGER distribution_joins_campaign AFTER INSERT ON distribution BEGIN
  INSERT INTO campaign_distribution (distribution_id, campaign_id)
  SELECT NEW.id, campaign_id FROM campaign_document WHERE document_id = NEW.document_id;
END;
