-- Those that were lifted are few among many that stand: their list and their number are not looked for in all.
CREATE INDEX suppression_lifted ON suppression (id) WHERE lifted_at IS NOT NULL;
