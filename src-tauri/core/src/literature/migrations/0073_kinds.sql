-- Two further kinds, brochures and web pages, and the sort of an announcement, read out of the draft at each save as the headline is.
ALTER TABLE document ADD COLUMN kind_of_six TEXT NOT NULL DEFAULT 'press-release'
  CHECK (kind_of_six IN ('press-release', 'article', 'statement', 'brochure', 'web-page', 'announcement'));
UPDATE document SET kind_of_six = kind;
ALTER TABLE document DROP COLUMN kind;
ALTER TABLE document RENAME COLUMN kind_of_six TO kind;
ALTER TABLE document ADD COLUMN sort TEXT NOT NULL DEFAULT ''
  CHECK (sort IN ('', 'industry-report', 'personnel-change', 'policy-change'));
