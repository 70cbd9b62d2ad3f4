-- How this distribution's letters look: sealed at Send, so that a theme chosen later changes no letter that was confirmed. None: its letters
-- look as they did before there was a theme.
ALTER TABLE distribution ADD COLUMN theme TEXT CHECK (theme <> '');
