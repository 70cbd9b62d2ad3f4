-- What the domain and the name before it say of an address, so that no question judges each of a million: 1 a large mail provider's,
-- 2 the name of a role, 4 a domain that is a slip away from a large provider's; added together. By which list that was judged is in
-- `address_judged`: where the program's is another by now, all are judged anew at opening.
ALTER TABLE address ADD COLUMN mark INTEGER NOT NULL DEFAULT 0;
CREATE INDEX address_first ON address (mark, person_id) WHERE position = 0;
CREATE INDEX address_slip ON address (person_id) WHERE mark & 4;

-- By consent and by contract few are kept, or all of them.
CREATE INDEX address_consent ON address (position, person_id) WHERE basis = 'consent';
CREATE INDEX address_contract ON address (person_id) WHERE basis = 'contract';

CREATE TABLE address_judged (
  id  INTEGER PRIMARY KEY CHECK (id = 1),
  "by" TEXT    NOT NULL
) STRICT;
