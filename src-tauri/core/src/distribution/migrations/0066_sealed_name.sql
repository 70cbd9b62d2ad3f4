-- What the organisation was called at Send, as this distribution's letters say it: sealed, so that another name later changes no letter that was
-- confirmed. None: one from before this was kept, whose letters say the name of today.
ALTER TABLE distribution ADD COLUMN organisation TEXT;
-- Whom the look before Send named as without a consent that the law asks for, as their numbers, where the list follows its segment: only
-- whoever comes onto it later is asked about again (L9).
ALTER TABLE distribution ADD COLUMN consent_json TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(consent_json));
