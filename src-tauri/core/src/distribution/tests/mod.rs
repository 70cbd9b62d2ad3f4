mod audience;
mod desk;
mod engine;
mod first;
mod ledger;
mod once;
mod preflight;
mod rules;
