-- The ledger. Rows are never deleted, events are append-only and hash-chained, and only legal moves happen.

CREATE TABLE distribution (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  document_id   INTEGER NOT NULL REFERENCES document (id),
  revision_id   INTEGER NOT NULL REFERENCES revision (id),
  revision_number INTEGER NOT NULL,          -- as people say it: revision 14
  account_id    INTEGER NOT NULL REFERENCES account (id),
  parent_id     INTEGER REFERENCES distribution (id),
  relation      TEXT    CHECK (relation IN ('missing')),      -- what this one is to its parent
  list_kind     TEXT    NOT NULL CHECK (list_kind IN ('external', 'internal')),   -- L13
  -- The audience as it was when Send was pressed: later edits of a segment change nothing here (Q8).
  audience      TEXT    NOT NULL,
  audience_name TEXT    NOT NULL,
  except_json   TEXT    NOT NULL,            -- [{name, query}]
  hand_json     TEXT    NOT NULL,            -- people left out or put back by hand
  membership    TEXT    NOT NULL CHECK (membership IN ('frozen', 'follow')),      -- D21
  embargo       TEXT    NOT NULL CHECK (embargo IN ('none', 'under', 'lift')),    -- D37
  due_at        INTEGER,                     -- the lift that it waits for, or that ends its embargo
  -- Who speaks, as sealed (D20).
  from_name     TEXT    NOT NULL,
  from_address  TEXT    NOT NULL,
  reply_to      TEXT,
  seal          TEXT    NOT NULL,
  state         TEXT    NOT NULL CHECK (state IN ('scheduled', 'holding', 'sending', 'paused', 'stopped')),
  because       TEXT    CHECK (because IN ('user', 'hold', 'first', 'limit', 'account', 'domain', 'late', 'approval', 'copy', 'crisis')),  -- D40
  trouble       TEXT,                        -- a message of the catalogue as JSON: what it waits for, in words
  go_on         INTEGER NOT NULL CHECK (go_on IN (0, 1)),     -- go on by itself after a crash (D16)
  hold_until_at INTEGER NOT NULL,
  run           TEXT    NOT NULL,            -- the run of the program that the user last told to send it
  settled       INTEGER NOT NULL DEFAULT 0 CHECK (settled IN (0, 1)),   -- the engine found nothing more to do; only a hint for polling
  created_at    INTEGER NOT NULL,
  created_by    TEXT    NOT NULL,
  CHECK (state <> 'paused' OR because IS NOT NULL)
) STRICT;
CREATE INDEX distribution_document ON distribution (document_id);
CREATE INDEX distribution_revision ON distribution (revision_id);
CREATE INDEX distribution_account ON distribution (account_id);
CREATE INDEX distribution_parent ON distribution (parent_id);
CREATE INDEX distribution_state ON distribution (settled, state);

-- One person's row. What identifies the person is in `recipient`, which erasure empties (L5).
CREATE TABLE delivery (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  distribution_id INTEGER NOT NULL REFERENCES distribution (id),
  address_key     BLOB    NOT NULL CHECK (length(address_key) = 32),   -- keyed hash of the normalised address (D1)
  person_id       INTEGER NOT NULL,          -- a number that is never used twice; the person may be gone
  list_kind       TEXT    NOT NULL CHECK (list_kind IN ('external', 'internal')),
  repairs_id      INTEGER REFERENCES delivery (id),
  state           TEXT    NOT NULL DEFAULT 'planned' CHECK (state IN
    ('planned', 'claimed', 'in-flight', 'accepted', 'refused-temporary', 'refused-permanent', 'uncertain', 'cancelled')),
  because         TEXT    CHECK (because IN ('user', 'hold', 'first', 'limit', 'account', 'domain', 'late', 'approval', 'copy', 'crisis')),
  left_out        TEXT    CHECK (left_out IN ('do-not-contact', 'suppressed', 'no-address', 'bad-address', 'unrenderable')),  -- at the last instant (D19)
  generation      INTEGER NOT NULL DEFAULT 1,
  message_id      TEXT    NOT NULL UNIQUE,   -- D7
  message_hash    BLOB    CHECK (length(message_hash) = 32),           -- SHA-256 of the bytes, once rendered
  bytes           INTEGER,
  date_at         INTEGER,                   -- the Date header, fixed at the first claim
  attempts        INTEGER NOT NULL DEFAULT 0,
  next_try_at     INTEGER,
  sequence        INTEGER,                   -- of the workspace, at the last claim (D24)
  run             TEXT,                      -- the run of the program that claimed it
  server          TEXT,
  tls             TEXT,
  reply_code      INTEGER,
  reply_enhanced  TEXT,
  state_at        INTEGER NOT NULL,
  UNIQUE (distribution_id, address_key),     -- D1
  CHECK (state <> 'refused-temporary' OR next_try_at IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX delivery_person ON delivery (distribution_id, person_id) WHERE repairs_id IS NULL;   -- D38
CREATE INDEX delivery_state ON delivery (distribution_id, state);
CREATE INDEX delivery_touch ON delivery (person_id, state_at) WHERE state = 'accepted';
CREATE INDEX delivery_repairs ON delivery (repairs_id);

-- Who a row means, and what was said of them: all that erasure takes away.
CREATE TABLE recipient (
  delivery_id INTEGER PRIMARY KEY REFERENCES delivery (id),
  address     TEXT NOT NULL,
  name        TEXT NOT NULL,
  fields      TEXT NOT NULL                  -- merge fields as sealed at Send, JSON
) STRICT;

CREATE TABLE delivery_reply (
  event_id INTEGER PRIMARY KEY REFERENCES delivery_event (id),
  lines    TEXT NOT NULL                     -- the server's answer, whole (D11)
) STRICT;

CREATE TABLE exclusion (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  distribution_id INTEGER NOT NULL REFERENCES distribution (id),
  person_id       INTEGER NOT NULL,
  name            TEXT    NOT NULL,
  reason          TEXT    NOT NULL CHECK (reason IN
    ('do-not-contact', 'suppressed', 'no-address', 'bad-address', 'same-address', 'left-out-segment', 'left-out-by-hand',
     'internal-list', 'external-list', 'recently-pitched', 'already-has', 'uncertain-before')),
  detail          TEXT    NOT NULL,
  UNIQUE (distribution_id, person_id)
) STRICT;

-- Every move of every row, and what the user did to the whole (delivery_id empty).
CREATE TABLE delivery_event (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  distribution_id INTEGER NOT NULL REFERENCES distribution (id),
  delivery_id     INTEGER REFERENCES delivery (id),
  state           TEXT    NOT NULL,
  facts           TEXT    NOT NULL,          -- what happened, without names: codes, hashes, counts
  at              INTEGER NOT NULL,
  chain           BLOB    NOT NULL CHECK (length(chain) = 32)   -- SHA-256 over the chain before and this row (D32)
) STRICT;
CREATE INDEX delivery_event_distribution ON delivery_event (distribution_id);
CREATE INDEX delivery_event_delivery ON delivery_event (delivery_id);
CREATE INDEX delivery_event_pace ON delivery_event (at) WHERE state = 'in-flight';

-- A mail to the user's own address: counted for the pace, never as contact (D34).
CREATE TABLE test_mail (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id  INTEGER NOT NULL REFERENCES account (id),
  revision_id INTEGER NOT NULL REFERENCES revision (id),
  message_id  TEXT    NOT NULL,
  at          INTEGER NOT NULL,
  reply       TEXT    NOT NULL
) STRICT;
CREATE INDEX test_mail_account ON test_mail (account_id, at);
CREATE INDEX test_mail_revision ON test_mail (revision_id);

CREATE TRIGGER delivery_legal_moves BEFORE UPDATE OF state ON delivery
WHEN OLD.state <> NEW.state AND (OLD.state || '>' || NEW.state) NOT IN (
  'planned>claimed', 'planned>cancelled',
  'claimed>in-flight', 'claimed>planned', 'claimed>refused-temporary', 'claimed>refused-permanent', 'claimed>cancelled',
  'in-flight>accepted', 'in-flight>refused-temporary', 'in-flight>refused-permanent', 'in-flight>uncertain', 'in-flight>claimed', 'in-flight>planned',
  'refused-temporary>claimed', 'refused-temporary>refused-permanent', 'refused-temporary>cancelled',
  'refused-permanent>planned',
  'uncertain>accepted', 'uncertain>planned',
  'cancelled>planned')
BEGIN
  SELECT RAISE(ABORT, 'the ledger allows no such move');
END;

CREATE TRIGGER delivery_stays BEFORE DELETE ON delivery BEGIN
  SELECT RAISE(ABORT, 'rows of the ledger are never deleted');
END;

CREATE TRIGGER delivery_identity_stays BEFORE UPDATE OF distribution_id, address_key, person_id, list_kind ON delivery BEGIN
  SELECT RAISE(ABORT, 'whom a row of the ledger means never changes');
END;

CREATE TRIGGER delivery_kind_of_list BEFORE INSERT ON delivery
WHEN NEW.list_kind <> (SELECT list_kind FROM distribution WHERE id = NEW.distribution_id)
BEGIN
  SELECT RAISE(ABORT, 'a person of another kind of list');
END;

CREATE TRIGGER distribution_stays BEFORE DELETE ON distribution BEGIN
  SELECT RAISE(ABORT, 'distributions are never deleted');
END;

CREATE TRIGGER delivery_event_stays BEFORE DELETE ON delivery_event BEGIN
  SELECT RAISE(ABORT, 'events of the ledger are append-only');
END;

CREATE TRIGGER delivery_event_is_fixed BEFORE UPDATE ON delivery_event BEGIN
  SELECT RAISE(ABORT, 'events of the ledger are append-only');
END;
