-- By which program an act was done: the window, the command line, or the agent. Acts of before say nothing.
ALTER TABLE action ADD COLUMN via TEXT NOT NULL DEFAULT '' CHECK (via IN ('', 'window', 'command-line', 'agent'));
