mod audience;
mod desk;
mod engine;
mod ledger;
mod once;
mod preflight;
mod rules;
