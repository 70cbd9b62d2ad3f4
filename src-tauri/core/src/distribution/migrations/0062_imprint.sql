-- How the organisation is reached, as the last line of this distribution's letters says it: sealed at Send, so that an address entered later
-- changes no letter that was confirmed. None: its letters have no such line, as those from before there was one.
ALTER TABLE distribution ADD COLUMN imprint TEXT CHECK (imprint <> '');
