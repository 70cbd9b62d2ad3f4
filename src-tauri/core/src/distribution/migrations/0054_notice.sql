-- The privacy notice that first mails of a distribution carry, as it was sealed at Send; none: no mail carries one (L2).
ALTER TABLE distribution ADD COLUMN notice TEXT CHECK (notice <> '');
-- Whether a row's letter carries it. To the practice server nobody is told anything: it is practised.
ALTER TABLE delivery ADD COLUMN notice TEXT CHECK (notice IN ('given', 'practised'));
CREATE INDEX delivery_notice ON delivery (person_id) WHERE notice = 'given' AND state = 'accepted';

CREATE TRIGGER delivery_notice_stays BEFORE UPDATE OF notice ON delivery BEGIN
  SELECT RAISE(ABORT, 'what a letter carries never changes');
END;

CREATE TRIGGER delivery_notice_is_sealed BEFORE INSERT ON delivery
WHEN NEW.notice IS NOT NULL AND (NEW.list_kind <> 'external'
  OR (SELECT x.notice FROM distribution x WHERE x.id = NEW.distribution_id) IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'no letter carries a notice that was not sealed');
END;
